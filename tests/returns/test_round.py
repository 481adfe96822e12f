"""The whole round with real files: build, distribute, fill in, collect, build again."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.ledger import as_book, read
from generator.model import Department, Ledger, Task
from generator.system.workspace import Workspace, shipped
from generator.writer import write

LEDGER = Ledger(
    title="某旗2021年工作要点分工台账",
    year=2021,
    tasks=(
        Task("T001", "1", "一、公开", "（一）规划", "公开规划。", "甲局牵头，乙局配合", deadline_text="全年"),
        Task("T002", "2", "一、公开", "（一）规划", "公开预算。", "同上", deadline_text="同上"),
        Task("T003", "3", "一、公开", "（二）预算", "公开决算。", "乙局", deadline_text="6月底前"),
    ),
    departments=(Department("甲局"), Department("乙局")),
)


@pytest.fixture
def workspace(tmp_path):
    place = Workspace(tmp_path / "台账")
    place.template_folder.mkdir(parents=True)
    for source in shipped("templates").iterdir():
        if source.is_file():
            (place.template_folder / source.name).write_bytes(source.read_bytes())
    (place.root / "input").mkdir()
    write(as_book(LEDGER), place.root / "input" / "ledger.xlsx")
    return place


def run(workspace, *arguments, code=0):
    result = CliRunner().invoke(main, [*map(str, arguments), "--workspace", str(workspace.root)])
    assert result.exit_code == code, result.output
    return result


def collect(workspace, *arguments, code=0):
    return json.loads(run(workspace, "collect", *arguments, "--json", code=code).stdout)


def inbox(workspace, tmp_path):
    """The departments' workbooks as they were in the parcel, by name."""
    folder = tmp_path / "收回"
    for parcel in workspace.output.rglob("*.zip"):
        with zipfile.ZipFile(parcel) as archive:
            archive.extractall(folder)
    return {path.stem: path for path in folder.rglob("*.xlsx")}


def test_built_and_sent_workbooks_that_nobody_edited_change_nothing(workspace, tmp_path):
    run(workspace, "build")
    report = collect(workspace, workspace.output)
    assert {file["state"] for file in report["files"]} == {"unchanged"}
    run(workspace, "distribute", "--date", "2021-04-01")
    report = collect(workspace, *inbox(workspace, tmp_path).values(), *workspace.output.rglob("*.zip"))
    assert {file["state"] for file in report["files"]} == {"unchanged"} and report["problems"] == []


@pytest.mark.slow
def test_answers_come_into_the_ledger_and_back_into_the_next_sheet(workspace, tmp_path):
    run(workspace, "build")
    run(workspace, "distribute", "--date", "2021-04-01")
    path = inbox(workspace, tmp_path)["乙局"]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for row in sheet.iter_rows(1, 3) for cell in row}
    row = next(cell.row for cell in sheet["A"] if cell.value == "T003")
    sheet.cell(row, columns["落实状态"]).value = "推进中"
    sheet.cell(row, columns["进展情况"]).value = "已编制\n正在审核"
    for cell in [cell for line in sheet.iter_rows() for cell in line if cell.value == "填报人："]:
        cell.value = "填报人：王五"
    book.save(path)

    report = collect(workspace, path, "--apply")
    assert report["applied"] and [(each["task_id"], each["field"]) for each in report["changes"]] == [
        ("T003", "state"),
        ("T003", "progress"),
    ]
    (answer,) = read(workspace.ledger).ledger.returns
    assert (answer.department, answer.state, answer.filled_by) == ("乙局", "推进中", "王五")
    assert collect(workspace, path, "--apply")["written"] == []

    run(workspace, "build")
    shown = openpyxl.load_workbook(workspace.output / "单位分工表" / "乙局.xlsx").worksheets[0]
    assert "已编制\n正在审核" in [cell.value for line in shown.iter_rows() for cell in line]
    assert collect(workspace, workspace.output)["changes"] == []


def test_a_task_that_was_reworded_in_the_printed_ledger_is_taken_over(workspace):
    run(workspace, "build")
    path = workspace.output / "某旗2021年工作要点分工台账.xlsx"
    book = openpyxl.load_workbook(path)
    cell = next(cell for cell in book.worksheets[0]["C"] if str(cell.value).startswith("2."))
    cell.value = "2.公开预算和绩效。"
    book.save(path)
    collect(workspace, workspace.output, "--apply")
    ledger = read(workspace.ledger).ledger
    assert [task.content for task in ledger.tasks] == ["公开规划。", "公开预算和绩效。", "公开决算。"]
    assert [task.units_text for task in ledger.tasks] == ["甲局牵头，乙局配合", "同上", "乙局"]
