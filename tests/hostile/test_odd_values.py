"""Values that no cell, no text and no name may be: told or taken as near as can be, never a traceback."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest

from generator.ledger.cells import as_text, as_value
from generator.returns.applying import typed
from tests.hostile.inputs import json_ledger, run, sheet_of_a_department, template, workbook_ledger, workspace

COLUMN = "责任人"
LARGE = [10**20, 12345678901234567890, 2**53 + 2, -(10**25), 10**300]


def with_number(folder: Path, number: int) -> bytes:
    """The ledger, a number in the column that staff added."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_ledger(folder)))
    sheet = book["台账"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(3, headings.index(COLUMN) + 1).value = number
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("number", LARGE)
def test_a_number_of_twenty_digits_in_a_column_of_ones_own_is_a_number(tmp_path, number):
    rows = (["{{ 台账.标题 }}"], ["{% for 任务 in 任务列表 %}"], [f"{{{{ 任务.{COLUMN} }}}}"], ["{% endfor %}"])
    root = workspace(
        tmp_path / "w", with_number(tmp_path, number), {"总表": template(rows), "分表": sheet_of_a_department()}
    )
    for arguments in (("build",), ("check",), ("distribute",), ("status",)):
        result = run(*arguments, "--workspace", root)
        assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(root / "output" / "总表.xlsx").worksheets[0]
    assert pytest.approx(number, 1e-15) in [cell.value for row in sheet.iter_rows() for cell in row]
    there, back = root / "a.json", root / "b.xlsx"
    assert run("convert", root / "input" / "ledger.xlsx", "-o", there).exit_code == 0
    assert run("convert", there, "-o", back).exit_code == 0
    assert json.loads(there.read_text("utf-8"))["tasks"][1]["extra"][COLUMN] == pytest.approx(number, 1e-15)


def test_whole_numbers_are_whole_as_far_as_a_cell_holds_them_exactly():
    assert [type(as_value(value)) for value in (2.0**53, 2.0**53 + 2, -1e20)] == [int, float, float]
    assert as_text(1e20) == "1" + "0" * 20


@pytest.mark.parametrize("text", ["inf", "-infinity", "nan", "1e400", "12345678901234567891"])
def test_what_a_cell_cannot_hold_as_a_number_is_collected_as_text(text):
    assert typed(text, 5) == text


@pytest.mark.parametrize("value", ["9**25", "-9**25", "(9**25) | int", "9**9**9"])
def test_a_large_number_that_a_template_works_out_is_a_number(tmp_path, value):
    root = workspace(tmp_path / "w", json_ledger(), {"总表": template((["标题"], [f"{{{{ {value} }}}}"]))})
    result = run("build", "--workspace", root)
    assert result.exit_code == 0, result.output
    cell = openpyxl.load_workbook(root / "output" / "总表.xlsx").worksheets[0]["A2"].value
    assert isinstance(cell, (int, float)) and abs(cell) > 2**53


@pytest.mark.parametrize("text", ["{{ '\\ud800' }}", "甲{{ '乙\\udfff' }}", "{{ 台账.标题 ~ '\\udc00' }}"])
def test_half_a_character_in_a_template_is_told_with_its_cell(tmp_path, text):
    root = workspace(tmp_path / "w", json_ledger(), {"总表": template((["标题"], [text]))})
    result = run("build", "--json", "--workspace", root)
    assert result.exit_code == 1
    problems = json.loads(result.output)["problems"]
    assert [(problem["code"], problem["cell"]) for problem in problems] == [("unwritable-characters", "A2")]


def test_a_workbook_that_was_built_is_no_template_and_breaks_nothing(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    assert run("build", "--workspace", root).exit_code == 0
    built = (root / "output" / "总表.xlsx").read_bytes()
    (root / "templates" / "产出.xlsx").write_bytes(built)
    result = run("build", "--json", "--workspace", root)
    assert result.exit_code == 0, result.output
    problems = json.loads(result.output)["problems"]
    assert [(problem["code"], problem["sheet"]) for problem in problems] == [("built-workbook", "_taizhang")]
    again = openpyxl.load_workbook(root / "output" / "产出.xlsx")
    assert again.sheetnames.count("_taizhang") == 1


@pytest.mark.parametrize("name", ["_taizhang", "_TAIZHANG", "History"])
def test_a_sheet_does_not_get_a_name_that_is_taken(tmp_path, name):
    book = openpyxl.load_workbook(io.BytesIO(template()))
    book.create_sheet("{{ 台账.标题 }}")["A1"] = "另一页"
    stream = io.BytesIO()
    book.save(stream)
    root = workspace(tmp_path / "w", json_ledger(title=name), {"总表": stream.getvalue()})
    assert run("build", "--workspace", root).exception is None


# ------------------------------------------------------------------------------------------ names that are no text


NOT_TEXT = b"\xd7\xdc\xb1\xed"
"""总表 in GBK."""
any_bytes = pytest.mark.skipif(sys.platform != "linux", reason="names on this system are text")


@any_bytes
def test_a_template_whose_name_is_no_text_is_told_and_the_others_are_built(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    Path(os.fsdecode(os.fsencode(root / "templates") + b"/" + NOT_TEXT + b".xlsx")).write_bytes(template())
    for command in ("build", "check", "status"):
        result = run(command, "--json", "--workspace", root)
        assert result.exit_code == 1
        problems = json.loads(result.output)["problems"]
        assert [problem["code"] for problem in problems] == ["bad-file-name"]
    assert (root / "output" / "总表.xlsx").exists()


@any_bytes
def test_a_workspace_whose_name_is_no_text_is_one_like_any_other(tmp_path):
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + NOT_TEXT))
    workspace(root, workbook_ledger(tmp_path), {"总表": template(), "分表": sheet_of_a_department()})
    for arguments in (("build",), ("build",), ("check",), ("status",), ("distribute",), ("collect", root / "output")):
        result = run(*arguments, "--json", "--workspace", root)
        assert result.exit_code == 0, (arguments, result.output, result.exception)
        assert json.loads(result.output)


@any_bytes
def test_a_return_whose_name_is_no_text_is_read(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    (root / "收回").mkdir()
    Path(os.fsdecode(os.fsencode(root / "收回") + b"/" + NOT_TEXT + b".xlsx")).write_bytes(b"x")
    result = run("collect", root / "收回", "--json", "--workspace", root)
    assert result.exit_code == 1
    (file,) = json.loads(result.output)["files"]
    file["path"].encode()
