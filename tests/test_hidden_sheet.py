"""What the hidden sheet says survives being written as text and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.hidden_sheet import Mark, MarkedColumn, MarkedRow, MarkedSheet, from_rows, marked_sheet
from generator.lengths import Pt
from generator.model import Attachments, Column, PageSetup, RowForm, Sheet, SheetRow, SheetView

WORD = st.text(max_size=12)
SHEETS = st.builds(
    MarkedSheet,
    WORD,
    st.lists(st.builds(MarkedColumn, st.integers(0, 99), WORD, WORD, st.booleans(), st.integers(0, 9)), max_size=4).map(
        tuple
    ),
    st.lists(
        st.builds(
            MarkedRow,
            st.integers(0, 9999),
            WORD,
            st.integers(0, 9),
            st.integers(0, 9),
            st.lists(st.integers(0, 9), max_size=3).map(tuple),
            st.booleans(),
            st.integers(0, 9),
        ),
        max_size=6,
    ).map(tuple),
)


@given(st.builds(Mark, WORD, st.integers(0, 999), WORD, WORD, st.lists(SHEETS, max_size=3).map(tuple)))
def test_a_mark_comes_back_as_it_was_written(mark):
    assert from_rows(mark.as_rows()) == mark


def test_a_mark_of_many_rows_fits_into_cells():
    rows = tuple(MarkedRow(number, f"任务{number:06}") for number in range(10_000))
    written = Mark("台账", 1, "official", "", (MarkedSheet("表", (), rows),)).as_rows()
    assert len(written) < 50 and max(len(cell) for row in written for cell in row) <= 32_767
    assert from_rows(written).sheets[0].rows == rows


def test_rows_of_another_program_are_no_mark():
    assert from_rows([]) is None
    assert from_rows([("hello",)]) is None
    assert from_rows([("taizhang", "2"), ("edition", "x")]) is None


def test_digits_that_a_program_made_numbers_of_are_still_digits():
    rows = [[float(cell) if cell.isdigit() else cell for cell in row] for row in Mark("台账", 3, "official").as_rows()]
    assert from_rows(rows) == Mark("台账", 3, "official")


def sheet_of(*rows):
    """Rows below a heading, laid out."""
    heading = SheetRow(("具体任务", "进展\n情况"), (0, 0), Pt(20))
    columns = (Column(8), Column(8))
    return Sheet(
        "分工", columns, (heading, *rows), (), (), (0, 1), None, PageSetup(), SheetView(), None, Attachments(), Pt(14)
    )


def test_a_sheet_says_what_its_columns_and_rows_show():
    form = RowForm((0, 0), (1, 1), (None, None), ("content", "progress"), (False, True), None, "band", 3)
    sheet = sheet_of(
        SheetRow(("甲", None), (0, 0), Pt(20), "T001", form=form),
        SheetRow(("乙上", None), (0, 0), Pt(20), "T002", part=1, form=form),
        SheetRow(("乙下", None), (0, 0), Pt(20), "T002", part=2, form=form),
    )
    assert marked_sheet(sheet) == MarkedSheet(
        "分工",
        (MarkedColumn(0, "content", "具体任务", False), MarkedColumn(1, "progress", "进展情况", True)),
        (MarkedRow(1, "T001"), MarkedRow(2, "T002", 1, 2), MarkedRow(3, "T002", 2, 2)),
    )


@pytest.mark.parametrize(
    ("below", "values", "rows"),
    [
        (("", "difficulties"), (None, None), (1, 2)),
        (("", ""), (None, "上期的话"), (1, 2)),
        (("", ""), ("上期的话", None), (0, 0)),
    ],
)
def test_a_band_of_several_rows_says_in_which_a_column_is_filled_in(below, values, rows):
    """Marks of sheets in which it makes no difference stay what they were."""
    first = RowForm((0, 0), (1, 1), (None, None), ("content", "progress"), (False, True), None, "band", 3)
    second = RowForm((0, 0), (1, 1), (None, None), below, (False, bool(below[1])), None, "band", 4)
    sheet = sheet_of(
        SheetRow(("甲", None), (0, 0), Pt(20), "T001", form=first),
        SheetRow(values, (0, 0), Pt(20), "T001", form=second),
    )
    marked = marked_sheet(sheet)
    assert tuple(row.band_row for row in marked.rows) == rows
    assert {column.field: column.band_row for column in marked.columns if column.is_input} == {
        name: number for name, number in (("progress", rows[0]), (below[1], rows[1])) if name
    }
