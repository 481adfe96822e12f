"""A workbook in its place: never over what somebody typed, the journal before the file, nothing half done."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from generator.rebuild.placing import EDITED, move_orphans, put
from generator.rebuild.plan import Candidate
from generator.rebuild.rendering import Rendered
from generator.records.access import Records
from generator.records.manifest import Entry, Manifest, journal_lines, read
from generator.system import disk
from generator.system.workspace import Workspace

PATH = Path("单位分工表", "水务局.xlsx")
CANDIDATE = Candidate("department", "水务局", "source", None, 1, ("首次生成",))


def workbook(text: str, typed: str | None = None) -> Rendered:
    book = openpyxl.Workbook()
    book.active.title = "分工台账"
    book.active["A1"], book.active["B1"] = text, typed
    stream = io.BytesIO()
    book.save(stream)
    return Rendered(stream.getvalue(), content="content", pages=1, rows=1)


@pytest.fixture
def records(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.records.mkdir(parents=True)
    return Records(workspace, Manifest())


@pytest.fixture
def placed(records):
    """The records of a workspace with one workbook in its place."""
    assert put(records, CANDIDATE, PATH, workbook("第一次"), is_forced=False) == (True, ())
    return records


def file_of(records: Records) -> Path:
    return records.workspace.output / PATH


def again(records: Records) -> Candidate:
    """The candidate as the next build knows it."""
    return replace(CANDIDATE, source="another", entry=records.manifest.entries[PATH.as_posix()])


def test_a_workbook_is_put_and_remembered(placed):
    data = file_of(placed).read_bytes()
    entry = placed.manifest.entries["单位分工表/水务局.xlsx"]
    assert (entry.template, entry.department, entry.source, entry.content) == (
        "department", "水务局", "source", "content"
    )  # fmt: skip
    assert (entry.sha, entry.pages, entry.rows, entry.edition) == (disk.sha_of(data), 1, 1, 1)
    assert placed.written(entry) == data


def test_the_journal_says_what_is_put_before_it_is(records, monkeypatch):
    seen = []
    replace_file = disk.replace_file

    def watched(path: Path, data: bytes, is_precious: bool = True) -> None:
        if path == file_of(records):
            seen.append([line.path for line in journal_lines(records.workspace.records)])
        replace_file(path, data, is_precious)

    monkeypatch.setattr(disk, "replace_file", watched)
    put(records, CANDIDATE, PATH, workbook("第一次"), is_forced=False)
    assert seen == [["单位分工表/水务局.xlsx"]]


def test_a_run_that_ended_before_its_manifest_is_known_by_its_journal(placed):
    manifest = read(placed.workspace.records)
    assert manifest.entries == placed.manifest.entries
    file_of(placed).write_bytes(b"half")
    assert read(placed.workspace.records).entries == {}


def test_what_somebody_typed_is_refused(placed):
    path = file_of(placed)
    typed = workbook("第一次", "已办结").data
    path.write_bytes(typed)
    is_put, (problem,) = put(placed, again(placed), PATH, workbook("第二次"), is_forced=False)
    assert not is_put
    assert (problem.code, problem.place.sheet, problem.place.cell) == (EDITED, "分工台账", "B1")
    assert path.read_bytes() == typed
    assert not placed.workspace.former.exists()


def test_what_somebody_typed_is_kept_as_a_copy_if_the_workbook_is_forced(placed):
    path = file_of(placed)
    path.write_bytes(typed := workbook("第一次", "已办结").data)
    made = workbook("第二次")
    assert put(placed, again(placed), PATH, made, is_forced=True) == (True, ())
    assert path.read_bytes() == made.data
    assert (placed.workspace.former / "水务局.xlsx").read_bytes() == typed


def test_what_was_typed_and_then_collected_stands_in_nobodys_way(placed):
    path = file_of(placed)
    path.write_bytes(workbook("第一次", "已办结").data)
    made = workbook("第一次", "已办结")
    assert put(placed, again(placed), PATH, made, is_forced=False) == (True, ())


def test_a_file_that_is_no_workbook_is_refused(placed):
    file_of(placed).write_bytes(b"no workbook")
    is_put, (problem,) = put(placed, again(placed), PATH, workbook("第二次"), is_forced=False)
    assert (is_put, problem.code) == (False, EDITED)
    assert file_of(placed).read_bytes() == b"no workbook"


def test_what_cannot_be_written_is_taken_back(placed, monkeypatch):
    before = file_of(placed).read_bytes()
    former = placed.manifest.entries[PATH.as_posix()]
    replace_file = disk.replace_file

    def refuse(path: Path, data: bytes, is_precious: bool = True) -> None:
        if path == file_of(placed):
            raise PermissionError(13, "denied")
        replace_file(path, data, is_precious)

    monkeypatch.setattr(disk, "replace_file", refuse)
    is_put, (problem,) = put(placed, again(placed), PATH, workbook("第二次"), is_forced=False)
    assert (is_put, problem.code, problem.place.file) == (False, "file-locked", "output/单位分工表/水务局.xlsx")
    assert file_of(placed).read_bytes() == before
    assert placed.manifest.entries == {PATH.as_posix(): former}
    assert read(placed.workspace.records).entries == {PATH.as_posix(): former}, "nor is the journal believed"


def test_a_first_workbook_that_cannot_be_written_leaves_nothing(records, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "replace_file", refuse)
    is_put, (problem,) = put(records, CANDIDATE, PATH, workbook("第一次"), is_forced=False)
    assert (is_put, problem.code) == (False, "cannot-write")
    assert records.manifest.entries == {}


def test_a_workbook_with_another_name_leaves_its_old_place(placed):
    old = file_of(placed)
    data = old.read_bytes()
    path = Path("单位分工表", "水利局.xlsx")
    assert put(placed, again(placed), path, workbook("第二次"), is_forced=False) == (True, ())
    assert not old.exists()
    assert (placed.workspace.former / "水务局.xlsx").read_bytes() == data
    assert list(placed.manifest.entries) == ["单位分工表/水利局.xlsx"]


def test_workbooks_that_nobody_should_have_any_more_are_moved_away(placed):
    other = replace(CANDIDATE, department="财政局")
    put(placed, other, Path("财政局.xlsx"), workbook("别的"), is_forced=False)
    placed.manifest.entries["没有了.xlsx"] = Entry("没有了.xlsx", "department", "公安局")
    move_orphans(placed, [other])
    assert list(placed.manifest.entries) == ["财政局.xlsx"]
    assert not file_of(placed).exists()
    assert (placed.workspace.former / "水务局.xlsx").exists()
