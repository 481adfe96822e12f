"""The records while one command works with them: locked, mended if they are damaged, and saved last of all."""

from __future__ import annotations

import pytest

from generator.problems import InputError
from generator.records.access import locked_records, read_records, records_as_they_are
from generator.records.manifest import BACKUP, JOURNAL, NAME, WRITTEN, Edition, Entry
from generator.system import disk
from generator.system.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    """A workspace whose manifest was saved twice: the last names two editions, the one before it one."""
    made = Workspace(tmp_path)
    for number in (1, 2):
        with locked_records(made) as records:
            sent = {"甲局": records.manifest.store.keep({"T001": f"第{number}版"})}
            records.manifest.editions.append(Edition(number, "2021-03-01", sent))
            records.save()
    return made


def editions(workspace: Workspace) -> list[int]:
    return [edition.number for edition in read_records(workspace).manifest.editions]


def test_what_was_saved_is_there_again(workspace):
    assert editions(workspace) == [1, 2]


def test_without_records_they_are_empty_and_nothing_is_made(tmp_path):
    assert records_as_they_are(Workspace(tmp_path)).manifest.editions == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_command_does_not_wait_longer_than_it_may(workspace):
    with (
        locked_records(workspace),
        pytest.raises(InputError) as busy,
        locked_records(workspace, seconds=0),
    ):
        pytest.fail("two commands work at once")
    assert [problem.code for problem in busy.value.problems] == ["busy"]
    with locked_records(workspace, seconds=0) as records:
        assert records.manifest.last_number == 2


@pytest.mark.parametrize("damage", [b"{ damaged", b"", b"[]", b'{"format": "2"', b"\xff\xfe"])
def test_a_damaged_manifest_is_kept_and_the_one_before_it_is_used(workspace, damage):
    (workspace.records / NAME).write_bytes(damage)
    with locked_records(workspace) as records:
        assert [edition.number for edition in records.manifest.editions] == [1]
        assert [problem.code for problem in records.problems] == ["damaged-manifest"]
        records.save()
    assert (workspace.former / NAME).read_bytes() == damage
    assert editions(workspace) == [1]


def test_if_both_are_damaged_the_records_are_empty_and_both_are_kept(workspace):
    for name in (NAME, BACKUP):
        (workspace.records / name).write_bytes(b"{")
    records = read_records(workspace)
    assert records.manifest.editions == []
    assert [problem.code for problem in records.problems] == ["damaged-manifest"]
    assert (workspace.former / NAME).read_bytes() == b"{"


def test_a_manifest_of_a_newer_version_is_left_alone(workspace):
    path = workspace.records / NAME
    path.write_text('{"format": 99}', "utf-8")
    with pytest.raises(InputError) as newer, locked_records(workspace):
        pytest.fail("records that nobody understands are used")
    assert [problem.code for problem in newer.value.problems] == ["newer-manifest"]
    assert path.read_text("utf-8") == '{"format": 99}'
    assert records_as_they_are(workspace).manifest.editions == []


def test_saving_what_did_not_change_writes_nothing(workspace):
    files = {path: path.read_bytes() for path in workspace.records.rglob("*") if path.is_file()}
    with locked_records(workspace) as records:
        records.save()
    assert {path: path.read_bytes() for path in workspace.records.rglob("*") if path.is_file()} == files


def test_the_journal_ends_with_the_manifest_and_copies_that_nobody_needs_go(workspace):
    with locked_records(workspace) as records:
        for number, data in enumerate((b"old", b"new")):
            name = disk.sha_of(data)[:24]
            records.keep_written(name, data)
            records.add(Entry("甲.xlsx", "department", "甲局", source=str(number), written=name))
        assert (workspace.records / JOURNAL).exists()
        records.save()
        assert records.written(records.manifest.entries["甲.xlsx"]) == b"new"
    assert not (workspace.records / JOURNAL).exists()
    assert [path.name for path in (workspace.records / WRITTEN).iterdir()] == [disk.sha_of(b"new")[:24]]


def test_what_a_killed_run_left_half_is_removed(workspace):
    left = workspace.output / "单位分工表" / ".taizhang-x1y2.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half")
    with locked_records(workspace):
        assert not left.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "output").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(InputError) as told, locked_records(Workspace(tmp_path)):
        pytest.fail("there is no such folder")
    assert [problem.code for problem in told.value.problems] == ["cannot-write"]
