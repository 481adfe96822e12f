"""Zips made to be slow or to break the reader: read in a time that grows with what they hold, or told."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from generator.returns import files, read_all, read_source, sources
from tests.hostile.inputs import package


def count_openings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What zips are opened in this process from now on."""
    opened: list[object] = []
    init = zipfile.ZipFile.__init__

    def counted(archive: zipfile.ZipFile, file: object, *args: object, **options: object) -> None:
        opened.append(file)
        init(archive, file, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "__init__", counted)
    return opened


@pytest.mark.parametrize("nested", [False, True])
def test_a_zip_of_many_entries_is_not_opened_for_each(tmp_path, monkeypatch, nested):
    path = tmp_path / "收回.zip"
    data = package({f"{n:04}.xlsx": b"x" for n in range(300)})
    path.write_bytes(package({"内.zip": data}) if nested else data)
    found, problems = sources([path])
    assert (len(found), problems) == (300, [])
    opened = count_openings(monkeypatch)
    assert {problem.code for source in found for problem in read_source(source)[1]} == {"damaged"}
    assert sum(file == path or not isinstance(file, (str, Path)) for file in opened) < 310
    assert opened.count(path) == 1


def test_another_zip_of_the_same_name_is_read_anew(tmp_path):
    path = tmp_path / "收回.zip"
    for content in (b"first", b"the second"):
        path.write_bytes(package({"a.xlsx": content}))
        ((source,), _) = sources([path])
        assert files.load(source) == content


def test_nothing_keeps_a_zip_open_once_all_is_read(tmp_path):
    path = tmp_path / "收回.zip"
    path.write_bytes(package({"a.xlsx": b"x"}))
    read_all(sources([path])[0])
    assert files.archive_of.cache_info().currsize == 0


@pytest.mark.parametrize("nested", [False, True])
def test_names_that_say_they_are_utf_8_and_are_not_are_told(tmp_path, nested):
    data = package({"教体局.xlsx": b"x"})
    broken = data.replace("教体局".encode(), "教体局".encode("gbk").ljust(9, b"\xff"))
    path = tmp_path / "收回.zip"
    path.write_bytes(package({"内.zip": broken}) if nested else broken)
    (tmp_path / "好.xlsx").write_bytes(b"x")
    found, problems = sources([path, tmp_path / "好.xlsx"])
    assert [source.path.name for source in found] == ["好.xlsx"]
    assert [problem.code for problem in problems] == ["bad-zip"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    found, problems = sources([tmp_path / "管道.xlsx", tmp_path])
    assert found == []
    assert [problem.code for problem in problems] == ["no-file", "nothing-to-collect"]  # nothing else lies there
