"""A workbook that another process parses is the workbook that is read here, and refused as it would be here."""

from __future__ import annotations

import datetime
import gc
import io
import os
import pickle
import re
import zipfile
from pathlib import Path

import pytest
from generator.ledger.results import ledger_in
from hypothesis import given
from hypothesis import strategies as st

from generator.excel import MAX_CELL_CHARACTERS
from generator.ledger import LedgerReading, read
from generator.ledger.parsing import Parser
from generator.ledger.reading import WorkbookReading
from generator.ledger.sheets import cells_of
from generator.model import Ledger
from generator.problems import Problem
from generator.system import screening
from generator.system.processes import can_fork

EXAMPLE = Path(__file__).parents[2] / "input" / "ledger.xlsx"


def read_beside(path: Path, name: str) -> tuple[Ledger | None, tuple[Problem, ...]]:
    """The ledger, looked at and parsed by other processes."""
    return LedgerReading(path, name, in_parallel=True).result()


def rezipped(path: Path, name: str, old: bytes, new: bytes) -> None:
    """The file with something replaced in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as given, zipfile.ZipFile(path, "w") as made:
        for part in given.namelist():
            data = given.read(part)
            assert part != name or old in data
            made.writestr(part, data.replace(old, new, 1) if part == name else data)


def test_the_ledger_and_its_problems_are_the_same():
    assert read_beside(EXAMPLE, "台账") == read(EXAMPLE, "台账")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no workbook"),
        lambda path: path.unlink(),
        lambda path: rezipped(path, "xl/worksheets/sheet1.xml", b'<c r="A1"', b'<c r="XFD1048576"'),
        lambda path: rezipped(path, "xl/workbook.xml", "单位".encode(), "别的".encode()),
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(tmp_path, spoil):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    spoil(path)
    ledger, problems = read_beside(path, "台账")
    assert (ledger, problems) == read(path, "台账")
    assert ledger is None
    assert problems


@pytest.mark.parametrize("text", ["控制\x0b字符", "x_x0007_", "\ufffe", "长" * 20_000, "长" * 40_000, "平常的文字"])
@pytest.mark.parametrize("inline", [False, True])
def test_texts_are_looked_at_however_they_are_written(tmp_path, text, inline):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    escaped = f"〔换〕{text}".replace("\x0b", "&#11;" if inline else "_x000B_").encode()
    if inline:
        with zipfile.ZipFile(path) as given:
            found = re.search(rb'<c r="E3"([^>]*) t="s"><v>\d+</v></c>', given.read("xl/worksheets/sheet1.xml"))
        assert found is not None
        made = b'<c r="E3"%s t="inlineStr"><is><t>%s</t></is></c>' % (found[1], escaped)
        rezipped(path, "xl/worksheets/sheet1.xml", found[0], made)
    else:
        example, _ = read(EXAMPLE)
        assert example is not None
        rezipped(path, "xl/sharedStrings.xml", example.tasks[1].content.encode(), escaped)
    ledger, problems = read_beside(path, "台账")
    cells = Parser(path).tasks()
    assert cells is not None
    assert (ledger, problems) == read(path, "台账")
    held = [cell for column in cells.sheets["台账"].columns for cell in column if isinstance(cell, str)]
    assert any(each.startswith("〔换〕") for each in held)
    unwritable = any(
        (ord(char) < 32 and char not in "\t\r\n") or char in "\ufffe\uffff" for each in held for char in each
    )
    codes = {problem.code for problem in problems}
    assert ("unwritable-characters" in codes) == unwritable
    assert ("text-too-long" in codes) == (len(text) > MAX_CELL_CHARACTERS)


@pytest.mark.parametrize("in_parallel", [False, True])
def test_a_file_that_intake_refuses_is_never_asked_for(tmp_path, monkeypatch, in_parallel):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    wrong = screening.inspect
    monkeypatch.setattr(screening, "inspect", lambda *given, **options: wrong(*given, cells=5, **options))
    reading = WorkbookReading(path, "台账", in_parallel)
    monkeypatch.setattr(reading, "tasks", lambda: pytest.fail("what was parsed is believed"))
    ledger, problems, _ = ledger_in(reading)
    assert ledger is None
    assert [problem.code for problem in problems] == ["too-large"]
    assert reading._parsed.process == 0, "nobody is left who parses it"


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_a_reading_that_nobody_asks_for_leaves_no_process_behind():
    reading = WorkbookReading(EXAMPLE, "台账", in_parallel=True)
    processes = reading._parsed.process, reading._seen.process
    assert all(processes)
    gc.disable()  # a build, in which nobody looks for cycles
    try:
        del reading
    finally:
        gc.enable()
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "甲", "乙\x1f丙", "同上", "\ud800", 0.0, 1.5, True, datetime.date(2021, 6, 1)]),
            min_size=3,
            max_size=3,
        ),
        max_size=90,
    ),
    st.booleans(),
)
def test_cells_travel_as_they_are(rows, numbered):
    texts = [[f"任务{n}", *row] for n, row in enumerate(rows)] if numbered else rows
    cells = cells_of([["标识", "责任单位", "数量", "备注"], *texts])
    travelled = pickle.loads(pickle.dumps(cells, pickle.HIGHEST_PROTOCOL))

    def told(held):
        columns = [[(type(cell), cell) for cell in column] for column in held.columns]
        return [getattr(held, name) for name in held.__struct_fields__ if name != "columns"], columns

    assert told(travelled) == told(cells)
