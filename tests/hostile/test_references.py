"""References that no program writes: what a reader would make of them is known before the reader is asked."""

from __future__ import annotations

import io

import openpyxl
import pytest

from generator.system.screening import inspect
from tests.hostile.inputs import package, parts_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
CELL = "<v>1</v></c>"


def codes(sheet: str) -> list[str]:
    """What is found wrong with a workbook that has this sheet."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    data = package({**parts_of(stream.getvalue()), SHEET: sheet.encode()})
    return [problem.code for problem in inspect(data, "来件.xlsx")]


def sheet(rows: str, more: str = "") -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{more}</worksheet>"


@pytest.mark.parametrize(
    "cells",
    [
        f'<c r="ZZZZ100">{CELL}',
        f'<c r="ZZZZZZ41">{CELL}',
        f'<c r="zzzz100">{CELL}',
        f'<c r="XFE1">{CELL}',
        f'<c r="ZZ0000000001000000">{CELL}',
        f'<c r="A99999999999999999999">{CELL}',
        f"<c\tr='ZZZZ100'>{CELL}",
        f'<c s="1" r="ZZZZ100">{CELL}',
        f'<x:c xmlns:x="y" r="ZZZZ100">{CELL}',
        f"""<c s=' r="A1"' r="ZZZZ100">{CELL}""",
    ],
)
def test_a_reference_beyond_the_last_column_or_row_is_too_large(cells):
    assert codes(sheet(f'<row r="1"><c r="A1">{CELL}{cells}</row>')) == ["too-large"]


@pytest.mark.parametrize("reference", ["XFD1０４８５７６", "A1_0", "A 1", "1A", "&#65;1", "$A$1"])
def test_a_reference_that_readers_understand_differently_is_refused(reference):
    assert codes(sheet(f'<row r="1"><c r="A1">{CELL}<c r="{reference}">{CELL}</row>')) == ["damaged"]


@pytest.mark.parametrize("number", ["１０４８５７６", "1_048_576", "A1"])
def test_a_row_whose_number_readers_understand_differently_is_refused(number):
    assert codes(sheet(f'<row r="1"><c r="XFD1">{CELL}</row><row r="{number}"></row>')) == ["damaged"]


def test_cells_without_references_are_counted():
    row = f'<row r="1">{f"<c>{CELL}" * 5_000}</row>'
    assert codes(sheet(row)) == []
    assert codes(sheet(f'{row}<row r="1048576"><c>{CELL}</row>')) == ["too-large"]


def test_rows_without_references_are_counted():
    rows = f"<row><c>{CELL}</row>" * 1_000
    assert codes(sheet(rows)) == []
    assert codes(sheet(f'{rows}<row><c r="XFD1001">{CELL}</row>')) == ["too-large"]


def test_a_prefix_in_another_script_hides_nothing():
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = '<前:row r="1048576"><前:c r="XFD1048576"><前:v>1</前:v></前:c></前:row>'
    text = f'<前:worksheet xmlns:前="{space}"><前:sheetData>{rows}</前:sheetData></前:worksheet>'
    assert codes(text) == ["too-large"]


@pytest.mark.parametrize(
    "tail",
    [
        '<mergeCells><mergeCell ref="a1:xfd1048576"/></mergeCells>',
        "<mergeCells><mergeCell\nref='A1:XFD1048576'/></mergeCells>",
        '<hyperlinks><hyperlink ref="A1:ZZZ1048576" location="a"/></hyperlinks>',
    ],
)
def test_a_merge_or_link_over_the_whole_sheet_is_too_large_however_it_is_written(tail):
    assert codes(sheet(f'<row r="1"><c r="A1">{CELL}</row>', tail)) == ["too-large"]


@pytest.mark.parametrize("area", ["A:XFD", "1:1048576", "A1:B２", ""])
def test_a_merge_that_readers_understand_differently_is_refused(area):
    tail = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'
    assert codes(sheet(f'<row r="1"><c r="A1">{CELL}</row>', tail)) == ["damaged"]


@pytest.mark.parametrize(
    "tail",
    [
        '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1" location="a"/><hyperlink ref="$B$1:$B$3" location="b"/></hyperlinks>',
    ],
)
def test_usual_merges_and_links_are_no_fault(tail):
    assert codes(sheet(f'<row r="1"><c r="A1">{CELL}</row>', tail)) == []


def test_a_text_that_looks_like_a_reference_is_text():
    text = '<c r="A1" t="inlineStr"><is><t>填 r="ZZZZ100" 即可</t></is></c>'
    assert codes(sheet(f'<row r="1">{text}</row>')) == []
    assert codes(sheet(f'<row spans="1:1" r="1">{text}</row>')) == []


def test_cells_of_long_strings_written_in_an_unusual_way_are_counted():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><f/><v>0</v></c></row>' for n in range(1, 2_000))
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    strings = f"<sst {MAIN}><si><t>{'长' * 30_000}</t></si></sst>".encode()
    parts = {**parts_of(stream.getvalue()), SHEET: sheet(rows).encode(), "xl/sharedStrings.xml": strings}
    assert [problem.code for problem in inspect(package(parts), "来件.xlsx")] == ["too-large"]


def test_a_workbook_whose_sheets_are_no_xml_is_refused():
    assert [problem.code for problem in inspect(package({"xl/workbook.bin": b"\x83\x01"}), "来件.xlsx")] == [
        "old-format"
    ]
