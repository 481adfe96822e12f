"""What is written in bulk is, byte for byte, what XlsxWriter's public calls write."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any
from unittest import mock

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from generator.excel import MAX_NUMBER
from generator.lengths import CharWidth, Pt, Px
from generator.model import (
    Attachments,
    Book,
    Chart,
    Column,
    Font,
    Formula,
    PageSetup,
    Range,
    RichText,
    Sheet,
    SheetRow,
    SheetView,
    Style,
)
from generator.writer import bulk, render, workbook
from generator.writer.worksheet import PrintedWorksheet

STYLES = (Style(), Style(Font("仿宋_GB2312", Pt(12))), Style(Font("黑体", Pt(16))), Style(number_format="0.00"))
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, (*range(32), 0xFFFE, 0xFFFF))))
TEXT = st.one_of(
    st.text(LETTERS, max_size=12),
    st.sampled_from(
        ["一", "二", " 前", "后\u3000", 'a<b>&"c"', "第一行\n第二行", "_x0041_", "=1+1", "𠮷野家", "http://a"]
    ),
)
VALUE = st.one_of(
    TEXT,
    TEXT,
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(-MAX_NUMBER, MAX_NUMBER),
    st.booleans(),
    st.dates(datetime.date(1900, 3, 1), datetime.date(2100, 1, 1)),
    st.builds(Formula, st.just("=SUM(A1:A2)"), st.integers(0, 9)),
    st.lists(
        st.tuples(TEXT.filter(lambda text: "_x" not in text), st.sampled_from([None, STYLES[1].font])),
        min_size=1,
        max_size=3,
    ).map(lambda runs: RichText(tuple(runs))),
)


@st.composite
def sheets(draw: Any, name: str = "表") -> Sheet:
    """A sheet of cells of every kind, some of them under merges."""
    width = draw(st.integers(1, 4))
    count = draw(st.integers(0, 40))
    rows = [
        SheetRow(
            tuple(draw(st.lists(VALUE, min_size=width, max_size=width))),
            tuple(draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))),
            draw(st.sampled_from([None, Pt(0), Pt(14.25), Pt(30), Pt(31.5)])),
            hidden=draw(st.booleans()) and draw(st.booleans()),
            outline_level=draw(st.sampled_from([0, 0, 0, 2])),
        )
        for _ in range(count)
    ]
    merges = []
    for column in range(width):
        at = 0
        while at + 2 <= count:
            last = min(count, at + draw(st.integers(1, 12)))
            if last - at > 1 and draw(st.booleans()):
                merges.append(Range(at, column, last, column + 1))
            at = last
    columns = tuple(Column(CharWidth(10), style=draw(st.integers(0, 3))) for _ in range(width))
    breaks = tuple(sorted(draw(st.sets(st.integers(1, max(count, 2) - 1), max_size=5))))
    return Sheet(
        *(name, columns, tuple(rows), tuple(merges), breaks, None, None, PageSetup(), SheetView(), None),
        *(Attachments(), Pt(14.25)),
    )


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class PublicWorksheet(PrintedWorksheet):
    """A sheet that is written by the public calls."""

    _write_sheet_data = Worksheet._write_sheet_data
    _write_merge_cells = Worksheet._write_merge_cells
    _write_row_breaks = Worksheet._write_row_breaks
    _get_range_data = Worksheet._get_range_data

    def take_rows(self, rows: Any, merges: Any, formats: Any) -> None:
        """Only the mark's: those of other sheets are written by `public_rows`."""
        if len(formats) == 1:
            for at, row in enumerate(rows):
                self.write_row(at, 0, row.values, formats[0])


def public_rows(book: Any, sheet: Any, given: Sheet, formats: list[Any]) -> None:
    """All rows by the public calls: heights, merges, and cell by cell; texts in several fonts first."""
    for at, row in enumerate(given.rows):
        sheet.set_row(at, row.height, None, {"hidden": row.hidden, "level": row.outline_level})
    covered = {}
    for merge in given.merges:
        look = formats[given.rows[merge.first_row].styles[merge.first_column]]
        sheet.merge_range(merge.first_row, merge.first_column, merge.last_row - 1, merge.last_column - 1, "", look)
        covered |= {(at, merge.first_column): look for at in range(merge.first_row + 1, merge.last_row)}
    cells = [
        (at, column, value, formats[row.styles[column]])
        for at, row in enumerate(given.rows)
        for column, value in enumerate(row.values)
    ]
    rich = [cell for cell in cells if isinstance(cell[2], RichText) and len(bulk.written_runs(cell[2])) > 1]
    for cell in rich:
        workbook.write_rich_text(book, sheet, *cell)
    for at, column, value, look in cells:
        if (at, column, value, look) in rich and (at, column) not in covered:
            continue
        if (at, column) in covered:
            sheet.write_blank(at, column, None, covered[at, column])
        elif isinstance(value, RichText):
            text = "".join(text for text, _ in value.runs)
            (sheet.write_string if text else sheet.write_blank)(at, column, text, look)
        elif value is None or value == "":
            sheet.write_blank(at, column, None, look)
        elif isinstance(value, str):
            sheet.write_string(at, column, value, look)
        elif type(value) in (int, float):
            sheet.write_number(at, column, value, look)
        else:
            workbook.write_cell(book, sheet, at, column, value, look)


def publicly(book: Book) -> bytes:
    """The workbook as the public calls write it."""
    with (
        mock.patch.object(workbook, "BulkWorkbook", xlsxwriter.Workbook),
        mock.patch.object(workbook, "PrintedWorksheet", PublicWorksheet),
        mock.patch.object(workbook, "write_rows", public_rows),
    ):
        return render(book)


@pytest.mark.slow
@settings(max_examples=150)
@given(st.tuples(sheets("表"), sheets("另一张表")))
def test_the_parts_are_those_of_the_public_calls(two):
    book = Book(two, STYLES, title="台账", mark=(("taizhang", "2"), ("ledger", "台账", "")))
    ours, theirs = parts(render(book)), parts(publicly(book))
    assert ours.keys() == theirs.keys()
    for name, part in theirs.items():
        assert ours[name] == part, name


def test_a_chart_keeps_the_same_copy_of_its_cells():
    rows = tuple(SheetRow((f"单位{n}", n, n / 4), (0, 0, 0), Pt(20)) for n in range(5))
    chart = Chart(
        0,
        4,
        Px(300),
        Px(200),
        "column",
        "图",
        Range(0, 0, 5, 1),
        (("完成", Range(0, 1, 5, 2)), ("占比", Range(0, 2, 5, 3))),
    )
    sheet = Sheet(
        *("表", (Column(CharWidth(9)),) * 3, rows, (), (), None, None, PageSetup(), SheetView(), None),
        Attachments(charts=(chart,)),
        Pt(14),
    )
    book = Book((sheet,), STYLES, title="台账")
    assert parts(render(book)) == parts(publicly(book))


@pytest.mark.parametrize("text", ["<r><t>甲</t></r>", "<r>甲 & 乙</r>", "<r></r>"])
def test_a_text_that_looks_like_the_xml_of_rich_text_is_text(text):
    sheet = Sheet(
        *("表", (Column(CharWidth(9)),), (SheetRow((text,), (0,), None),), (), (), None, None, PageSetup()),
        *(SheetView(), None, Attachments(), Pt(14)),
    )
    data = render(Book((sheet,), STYLES, title="台账"))
    assert openpyxl.load_workbook(io.BytesIO(data))["表"]["A1"].value == text


@pytest.mark.parametrize("first", [0, 3, 16_383, 16_384])
def test_the_columns_right_of_a_table_look_alike_and_are_held_as_one(first: int) -> None:
    parts, held = [], []
    for in_bulk in (True, False):
        stream = io.BytesIO()
        with bulk.BulkWorkbook(stream, {"in_memory": True}) as book:
            sheet, look = book.add_worksheet("表", PrintedWorksheet), book.add_format({"bold": True})
            if in_bulk:
                sheet.set_other_columns(first, look)
            elif first < 16_384:
                sheet.set_column_pixels(first, 16_383, None, look)
                sheet.dim_colmin = sheet.dim_colmax = None
            held.append(len(sheet.col_info))
        parts.append(zipfile.ZipFile(stream).read("xl/worksheets/sheet1.xml"))
    assert parts[0] == parts[1]
    assert held == [min(16_384 - first, 1), 16_384 - first]
