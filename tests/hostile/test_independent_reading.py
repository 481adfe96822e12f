"""Workbooks of every kind before all readers that there are: no fault, one opinion on cells and merges.

A strict reader of our own, openpyxl, calamine, LibreOffice, ExcelJS, SheetJS, and the validator of Microsoft's Open XML
SDK, which knows the schemas of ECMA-376.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy
from openpyxl.utils import get_column_letter

from generator.model import Book, Sheet
from generator.writer import render
from tests.hostile.inputs import TASKS, json_ledger, package, parts_of, run, template, workspace
from tests.hostile.strict import StrictReader, corners
from tests.hostile.test_data import ROWS, TEXTS
from tests.rendering import convert
from tests.writer import test_bulk

ROOT = Path(__file__).parents[2]
EPOCH = datetime.datetime(1899, 12, 30)


READERS = ROOT / "tests" / "readers"
"""Readers of other makers, installed by npm (.ci/run does it)."""


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory) -> dict[Path, bytes]:
    """Workbooks of every kind: those that the example makes in all ways, hostile texts, and cells of every kind."""
    root = tmp_path_factory.mktemp("example")
    for folder in ("input", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    assert run("build", "--workspace", root, "--as-of", "2021-06-30").exit_code == 0
    for name in ("json", "xlsx"):
        assert run("convert", root / "input" / "ledger.xlsx", "-o", root / f"台账.{name}").exit_code == 0
    hostile = tmp_path_factory.mktemp("hostile")
    tasks = [
        {**TASKS[0], "id": f"T{n:03}", "content": text, "remark": text, "extra": {"其他": text}}
        for n, text in enumerate(TEXTS.values())
    ]
    tasks_of_all = json_ledger(title=TEXTS["a function"], note=TEXTS["markup"], tasks=tasks)
    assert run("build", "--workspace", workspace(hostile / "w", tasks_of_all, {"总表": template(ROWS)})).exit_code == 0
    samples = tmp_path_factory.mktemp("samples")
    for number, sheets in enumerate(samples_of(test_bulk.sheets(), 40)):
        (samples / f"样本{number}.xlsx").write_bytes(render(Book((sheets,), test_bulk.STYLES)))
    paths = [
        *(path for path in root.rglob("*.xlsx") if "templates" not in path.parts),
        *(hostile / "w" / "output").glob("*.xlsx"),
        *samples.glob("*.xlsx"),
    ]
    return {path: path.read_bytes() for path in paths}


def samples_of(strategy: SearchStrategy[Sheet], count: int) -> list[Sheet]:
    """The same `count` examples of a strategy in every run."""
    found: list[Sheet] = []

    @settings(max_examples=count, derandomize=True, database=None)
    @given(strategy)
    def collect(sheet: Sheet) -> None:
        found.append(sheet)

    collect()
    return found


@pytest.fixture(scope="module")
def seen_by_others(workbooks) -> dict[str, Any]:
    """What the readers of other makers see (tests/readers/read.mjs); in CI they must be there."""
    node = shutil.which("node")
    if not node or not (READERS / "node_modules").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true, but the readers are not installed (npm ci --prefix tests/readers)")
        pytest.skip("readers of other makers are not installed (npm ci --prefix tests/readers)")
    done = subprocess.run(
        [node, READERS / "read.mjs", *workbooks], check=True, capture_output=True, text=True, timeout=300
    )
    return json.loads(done.stdout)


def test_the_workbooks_break_no_rule_of_the_standard(workbooks):
    assert len(workbooks) > 60
    assert {path.name: faults for path, data in workbooks.items() if (faults := StrictReader(data).faults)} == {}


def test_the_validator_of_open_xml_finds_no_fault(workbooks, seen_by_others):
    made = [path for path in workbooks if path.name != "ledger.xlsx"]
    assert {path.name: faults for path in made if (faults := seen_by_others[str(path)]["faults"])} == {}


@pytest.mark.parametrize("reader", ["ExcelJS", "SheetJS"])
def test_the_strict_reader_and_those_of_other_makers_agree(workbooks, seen_by_others, reader):
    for path, data in workbooks.items():
        sheets = seen_by_others[str(path)][reader]
        strict = StrictReader(data)
        assert list(sheets) == list(strict.sheets)
        for title, sheet in strict.sheets.items():
            formulas = formulas_of(data, title)
            expected = {place: value for place, value in sheet.cells.items() if place not in formulas}
            assert shown(sheets[title]["cells"]) == about(expected), (path.name, title)
            assert set(sheets[title]["merges"]) == sheet.merges


def shown(cells: Mapping[str, object]) -> dict[str, object]:
    """Cells that hold something."""
    return {place: value for place, given in cells.items() if (value := plain(given)) != ""}


def about(cells: Mapping[str, object]) -> dict[str, object]:
    """What `shown` must equal: numbers to the 12 digits that all readers keep, also where they make dates of them."""
    return {
        place: pytest.approx(value, rel=1e-11) if isinstance(value, float) else value
        for place, value in shown(cells).items()
    }


def formulas_of(data: bytes, title: str) -> set[str]:
    """The cells of a sheet that hold formulas."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))[title]
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


BOOLEANS = {"=TRUE()": True, "=FALSE()": False}
"""How LibreOffice saves truth values."""


@pytest.mark.render
def test_libreoffice_opens_them_and_agrees(workbooks, tmp_path):
    made = [path for path in workbooks if path.parent.name != "input"]
    copies = []
    for number, path in enumerate(made):
        copies.append(tmp_path / f"{number}.xlsx")
        copies[-1].write_bytes(workbooks[path])
    (tmp_path / "out").mkdir()
    for path, copy in zip(made, convert(copies, tmp_path / "out", "xlsx"), strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # bars are written twice, also in a form that openpyxl leaves out
            book = openpyxl.load_workbook(copy)
        for title, sheet in StrictReader(workbooks[path]).sheets.items():
            formulas = formulas_of(workbooks[path], title)
            cells = {cell.coordinate: cell.value for row in book[title].iter_rows() for cell in row}
            expected = {place: value for place, value in sheet.cells.items() if place not in formulas}
            found = {
                place: BOOLEANS.get(value, value)
                for place, value in cells.items()
                if value is not None and place not in formulas
            }
            assert shown(found) == about(expected), (path.name, title)
            assert {str(each) for each in book[title].merged_cells.ranges} == sheet.merges


def test_the_strict_reader_and_openpyxl_agree(workbooks):
    for path, data in workbooks.items():
        if path.name != "ledger.xlsx":
            book = openpyxl.load_workbook(io.BytesIO(data))
            for title, strict in StrictReader(data).sheets.items():
                sheet = book[title]
                cells = {cell.coordinate: plain(cell.value) for row in sheet.iter_rows() for cell in row}
                formulas = formulas_of(data, title)
                assert {p: v for p, v in cells.items() if v is not None and p not in formulas} == {
                    place: value for place, value in strict.cells.items() if place not in formulas
                }, path.name
                assert {str(each) for each in sheet.merged_cells.ranges} == strict.merges


def test_the_strict_reader_and_calamine_agree(workbooks):
    for path, data in workbooks.items():
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
            assert cells == {place: value for place, value in strict.cells.items() if value != ""}, path.name
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
