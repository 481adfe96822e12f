"""A workbook is parsed by another process, and nothing of it is believed before its parts were inspected."""

from __future__ import annotations

import datetime
import io
import os
import pickle
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.excel import MAX_CELL_CHARACTERS
from generator.ledger import read, reading
from generator.ledger.parsing import parsed
from generator.ledger.sheets import cells_of
from generator.system import screening
from generator.system.processes import Confined, can_fork

EXAMPLE = Path(__file__).parents[2] / "input" / "ledger.xlsx"


def rezipped(path: Path, name: str, old: bytes, new: bytes) -> None:
    """The file with something replaced in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as given, zipfile.ZipFile(path, "w") as made:
        for part in given.namelist():
            data = given.read(part)
            assert part != name or old in data
            made.writestr(part, data.replace(old, new, 1) if part == name else data)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.write_bytes(b"no workbook"), "damaged"),
        (lambda path: path.unlink(), "ledger-missing"),
        (lambda path: rezipped(path, "xl/worksheets/sheet1.xml", b'<c r="A1"', b'<c r="XFD1048576"'), "too-large"),
        (lambda path: rezipped(path, "xl/workbook.xml", "信息".encode(), "别的".encode()), "missing-sheet"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path, spoil, code):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    spoil(path)
    file = read(path, "台账")
    assert file.ledger is None
    assert [problem.code for problem in file.problems] == [code]
    assert file.problems[0].place.file == "台账"


@pytest.mark.parametrize("text", ["控制\x0b字符", "x_x0007_", "\ufffe", "长" * 20_000, "长" * 40_000, "平常的文字"])
@pytest.mark.parametrize("inline", [False, True])
def test_texts_are_inspected_however_they_are_written(tmp_path, text, inline):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    escaped = f"〔换〕{text}".replace("\x0b", "&#11;" if inline else "_x000B_").encode()
    if inline:
        with zipfile.ZipFile(path) as given:
            cell = re.search(rb'<c r="E3"([^>]*) t="s"><v>\d+</v></c>', given.read("xl/worksheets/sheet1.xml"))
        assert cell is not None
        made = b'<c r="E3"%s t="inlineStr"><is><t>%s</t></is></c>' % (cell[1], escaped)
        rezipped(path, "xl/worksheets/sheet1.xml", cell[0], made)
    else:
        example = read(EXAMPLE).ledger
        assert example is not None
        rezipped(path, "xl/sharedStrings.xml", example.tasks[1].content.encode(), escaped)
    file = read(path, "台账")
    sheets = parsed(path.read_bytes())
    assert sheets is not None
    texts = [cell for column in sheets.sheets["台账"].columns for cell in column if isinstance(cell, str)]
    assert any(cell.startswith("〔换〕") for cell in texts)
    unwritable = any((ord(char) < 32 and char not in "\t\r\n") or char in "\ufffe\uffff" for char in "".join(texts))
    codes = {problem.code for problem in file.problems}
    assert ("unwritable-characters" in codes) == unwritable
    assert ("text-too-long" in codes) == (len(text) > MAX_CELL_CHARACTERS)


def test_of_a_file_that_screening_refuses_nothing_that_was_parsed_is_asked_for(tmp_path, monkeypatch):
    inspect = screening.inspect
    monkeypatch.setattr(screening, "inspect", lambda *given, **options: inspect(*given, cells=5, **options))
    monkeypatch.setattr(Confined, "result", lambda *_: pytest.fail("what was parsed is believed"))
    begun: list[Confined] = []

    def confined(*steps, **options) -> Confined:
        begun.append(Confined(*steps, **options))
        return begun[-1]

    monkeypatch.setattr(reading, "Confined", confined)
    file = read(EXAMPLE, "台账")
    assert file.ledger is None
    assert [problem.code for problem in file.problems] == ["too-large"]
    if can_fork():
        with pytest.raises(ProcessLookupError):  # nobody is left who parses it
            os.kill(begun[0]._process, 0)


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
