"""Every workbook of a build, read by a strict reader of our own, openpyxl and calamine: no fault, one opinion."""

from __future__ import annotations

import datetime
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import get_column_letter

from tests.hostile.inputs import package, parts_of, run, template
from tests.hostile.strict import StrictReader, corners

ROOT = Path(__file__).parents[2]
EPOCH = datetime.datetime(1899, 12, 30)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, bytes]:
    """The workbooks that the example makes, in all ways that there are."""
    root = tmp_path_factory.mktemp("example")
    for folder in ("input", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    assert run("build", "--workspace", root, "--as-of", "2021-06-30").exit_code == 0
    for name in ("json", "xlsx"):
        assert run("convert", root / "input" / "ledger.xlsx", "-o", root / f"台账.{name}").exit_code == 0
    return {path.name: path.read_bytes() for path in root.rglob("*.xlsx") if "templates" not in path.parts}


def test_the_workbooks_break_no_rule_of_the_standard(built):
    assert len(built) > 10
    assert {name: faults for name, data in built.items() if (faults := StrictReader(data).faults)} == {}


def test_the_strict_reader_and_openpyxl_agree(built):
    for name, data in built.items():
        if name != "ledger.xlsx":
            book = openpyxl.load_workbook(io.BytesIO(data))
            for title, strict in StrictReader(data).sheets.items():
                sheet = book[title]
                cells = {cell.coordinate: plain(cell.value) for row in sheet.iter_rows() for cell in row}
                formulas = {place for place, value in cells.items() if str(value).startswith("=")}
                assert {p: v for p, v in cells.items() if v is not None and p not in formulas} == {
                    place: value for place, value in strict.cells.items() if place not in formulas
                }, name
                assert {str(each) for each in sheet.merged_cells.ranges} == strict.merges


def test_the_strict_reader_and_calamine_agree(built):
    for name, data in built.items():
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title, strict in StrictReader(data).sheets.items():
            sheet = book.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
            cells = {
                f"{get_column_letter(c + 1)}{r + 1}": plain(value)
                for r, row in enumerate(rows)
                for c, value in enumerate(row)
                if value != ""
            }
            assert cells == {place: value for place, value in strict.cells.items() if value != ""}, name
            merges = {tuple(n for corner in each for n in corner) for each in sheet.merged_cell_ranges or ()}
            assert merges == {tuple(n - 1 for n in corners(each)) for each in strict.merges}


def plain(value: object) -> object:
    """A value as the file holds it: dates are days since the epoch, numbers doubles."""
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) / datetime.timedelta(days=1)
    if isinstance(value, datetime.date):
        return float((value - EPOCH.date()).days)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


FAULTS = {
    "a part is not well-formed": ("xl/worksheets/sheet1.xml", "</worksheet>", "</worksheeet>"),
    "a part has no content type": ("[Content_Types].xml", r'<Default Extension="rels"[^>]*>', ""),
    "a content type has no part": ("[Content_Types].xml", "/xl/styles.xml", "/xl/stiles.xml"),
    "a relationship leads nowhere": ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/none.xml"),
    "a relationship leads out": ("xl/_rels/workbook.xml.rels", 'Id="rId1"', 'TargetMode="External" Id="rId1"'),
    "a relationship is used and not there": ("xl/_rels/workbook.xml.rels", 'Id="rId1"', 'Id="rId99"'),
    "merges overlap": ("xl/worksheets/sheet1.xml", '(<mergeCell ref="A1:C1" ?/>)', r'\1<mergeCell ref="C1:C2"/>'),
    "a merge is there twice": ("xl/worksheets/sheet1.xml", '(<mergeCell ref="A1:C1" ?/>)', r"\1\1"),
    "a string is nowhere": ("xl/worksheets/sheet1.xml", r'<c r="A2".*?</c>', '<c r="A2" t="s"><v>999</v></c>'),
    "a format is nowhere": ("xl/worksheets/sheet1.xml", '<c r="A1"', '<c r="A1" s="99"'),
    "a font is nowhere": ("xl/styles.xml", r'<xf ([^>]*)fontId="0"(?=[^>]*xfId)', r'<xf \1fontId="77"'),
    "rows are out of order": ("xl/worksheets/sheet1.xml", '<row r="3"', '<row r="2"'),
    "a cell stands in another row": ("xl/worksheets/sheet1.xml", '<c r="A2"', '<c r="A7"'),
    "a row is too high": ("xl/worksheets/sheet1.xml", '<row r="2"', '<row ht="500" r="2"'),
    "a sheet's name is forbidden": ("xl/workbook.xml", 'name="Sheet"', 'name="a/b"'),
    "elements are out of order": (
        "xl/worksheets/sheet1.xml",
        r"(<sheetData>.*</sheetData>)(.*)(</worksheet>)",
        r"\2\1\3",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_strict_reader_sees_a_fault(fault):
    part, old, new = FAULTS[fault]
    parts = parts_of(template())
    text = parts[part].decode()
    broken = re.sub(old, new, text, count=1, flags=re.DOTALL)
    assert broken != text
    assert StrictReader(package(parts)).faults == []
    assert StrictReader(package({**parts, part: broken.encode()})).faults
