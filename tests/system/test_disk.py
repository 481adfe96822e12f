"""Files that are whole at every moment, free names, copies under 旧版, and the lock."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.system import disk
from generator.system.disk import (
    BusyError,
    cannot_write,
    free_path,
    keep_copy,
    lock,
    missing,
    move_away,
    remove_temporary_files,
    replace_file,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("is_precious", [True, False])
def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path, is_precious):
    path = tmp_path / "台账.xlsx"
    for data in (b"first", b"second"):
        replace_file(path, data, is_precious)
        assert path.read_bytes() == data
    assert names(tmp_path) == ["台账.xlsx"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_there_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"first")
    path.chmod(mode)
    replace_file(path, b"second")
    assert path.stat().st_mode & 0o777 == mode


@posix
def test_a_new_file_may_be_read_by_all(tmp_path):
    replace_file(tmp_path / "台账.xlsx", b"")
    assert (tmp_path / "台账.xlsx").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_what_cannot_be_written_leaves_the_old_file_whole_and_no_other(tmp_path, monkeypatch, call):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"first")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fails)
        with pytest.raises(OSError, match="No space"):
            replace_file(path, b"second")
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["台账.xlsx"]


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path):
    (tmp_path / "表").mkdir()
    for name in (".taizhang-ab12.tmp", "表/.taizhang-cd34.tmp", "表/taizhang-ef56.tmp", ".taizhang-说明.txt"):
        (tmp_path / name).write_bytes(b"")
    remove_temporary_files(tmp_path)
    assert names(tmp_path) == [".taizhang-说明.txt", "表"]
    assert names(tmp_path / "表") == ["taizhang-ef56.tmp"]


NAMES = ["台账.xlsx", "各单位/市教育局.xlsx", "各单位/市民政局.xlsx", "第1期/各单位/市教育局.xlsx"]


@given(st.sets(st.sampled_from(NAMES)))
def test_what_is_not_there_is_missing_in_the_order_asked(tmp_path_factory, there):
    folder = tmp_path_factory.mktemp("output")
    for name in there:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert list(missing(folder, NAMES)) == [name for name in NAMES if name not in there]


def test_in_a_folder_that_is_not_there_everything_is_missing():
    assert list(missing(Path("没有这个文件夹"), NAMES)) == NAMES


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_dangling_link_is_missing(tmp_path):
    (tmp_path / "台账.xlsx").symlink_to(tmp_path / "没有.xlsx")
    assert list(missing(tmp_path, ["台账.xlsx"])) == ["台账.xlsx"]


# ------------------------------------------------------------------------------------------ names and copies


def test_a_free_name_is_the_first_that_nobody_has(tmp_path):
    path = tmp_path / "水务局.xlsx"
    for name in ("水务局.xlsx", "水务局（2）.xlsx", "水务局（3）.xlsx"):
        assert free_path(path).name == name
        free_path(path).touch()


def test_a_name_may_be_taken_by_more_than_the_disk_knows():
    taken = {"a.xlsx", "a（2）.xlsx"}
    assert free_path(Path("A.xlsx"), lambda path: path.name.casefold() in taken) == Path("A（3）.xlsx")


def test_a_copy_is_kept_under_a_name_of_its_own_and_the_file_stays(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"typed")
    kept = [keep_copy(path, tmp_path / "旧版") for _ in range(2)]
    assert [copy.name for copy in kept] == ["台账.xlsx", "台账（2）.xlsx"]
    assert keep_copy(path, tmp_path / "旧版", "ledger 2021-03-01.xlsx").name == "ledger 2021-03-01.xlsx"
    assert {copy.read_bytes() for copy in (tmp_path / "旧版").iterdir()} == {path.read_bytes()} == {b"typed"}


def test_a_file_is_moved_away_and_its_former_copies_stay(tmp_path):
    path = tmp_path / "台账.xlsx"
    for data in (b"first", b"second"):
        path.write_bytes(data)
        moved = move_away(path, tmp_path / "旧版")
        assert moved is not None
        assert moved.read_bytes() == data
        assert not path.exists()
    assert names(tmp_path / "旧版") == ["台账.xlsx", "台账（2）.xlsx"]
    assert move_away(path, tmp_path / "旧版") is None


@pytest.mark.parametrize(
    ("failure", "code"), [(PermissionError(13, "denied"), "file-locked"), (OSError(28, "full"), "cannot-write")]
)
def test_what_cannot_be_written_is_told_by_its_cause(failure, code):
    problem = cannot_write("output/台账.xlsx", failure)
    assert (problem.code, problem.severity, problem.place.file) == (code, "error", "output/台账.xlsx")
    assert problem.advice


# ------------------------------------------------------------------------------------------ the lock


def test_the_lock_keeps_others_out_until_it_is_given_back(tmp_path):
    with lock(tmp_path, 0), pytest.raises(BusyError), lock(tmp_path, 0):
        pytest.fail("two have the lock")
    with lock(tmp_path, 0):
        pass


def test_whoever_waits_for_the_lock_gets_it_when_it_is_free(tmp_path, monkeypatch):
    first = lock(tmp_path, 0)
    first.__enter__()
    monkeypatch.setattr(disk.time, "sleep", lambda _: first.__exit__(None, None, None))
    began = time.monotonic()
    with lock(tmp_path, 60):
        assert time.monotonic() - began < 30


def test_the_lock_goes_with_whoever_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), lock(tmp_path, 0):
        raise ZeroDivisionError
    with lock(tmp_path, 0):
        pass
