"""Ledger files to ledgers: what is wrong is told all at once, each with its cell."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from generator.ledger import as_book, as_json, read, schema
from generator.ledger.cells import as_text, as_value
from generator.model import Acknowledged, Answer, Department, Group, Ledger, Repair, Round, Task
from generator.writer import write

LEDGER = Ledger(
    title="某旗2021年工作要点分工台账",
    year=2021,
    issuer="某旗政府办公室",
    note="备注：各乡镇及时进行公开。",
    info=(("预警天数", "30"),),
    tasks=(
        Task(
            id="T001",
            number="1",
            section="一、主动公开",
            item="（一）规划",
            content="公开规划。",
            units_text="某局牵头，某办配合",
            deadline_text="12月底前",
            extra=(("责任人", "张三"), ("起始", datetime.date(2021, 3, 1)), ("分值", 2.5)),
        ),
        Task(
            id="T002",
            number="2",
            content="=1+1\n第二行",
            units_text="同上",
            deadline_text="同上",
            starts_page=True,
            remark="急",
            extra=(("责任人", None), ("起始", None), ("分值", 10)),
        ),
    ),
    departments=(Department("某局", "某旗某局", ("某委",), ("政府部门", "牵头部门"), "李四", "0475-1", "a@b.cn"),),
    groups=(Group("旗政府各部门", ("政府部门",)),),
    repairs=(Repair("第2行", "", "2", "编号缺失，按顺序补上"),),
    rounds=(Round("2021年6月", "2021-06-25", "2021-06-01", "2"),),
    returns=(
        Answer(
            "T001",
            "某局",
            "2021年6月",
            state="已完成",
            progress="完成了。",
            filled_by="王五",
            reviewed_by="赵六",
            contact_phone="0475-1",
            filled_on="2021-06-01",
            received_on="2021-06-02",
            source="某局.xlsx",
        ),
    ),
    acknowledged=(Acknowledged("open-ended", "有关部门配合", "科长已阅"),),
)


def workbook(path: Path, **changes: list[list[object]]) -> Path:
    """A small ledger workbook; `changes` replace whole sheets (None rows are left out)."""
    sheets: dict[str, list[list[object]]] = {
        "台账": [["标识", "具体任务", "责任单位", "完成时限"], ["T001", "公开规划", "某局", "全年"]],
        "单位": [["简称"], ["某局"]],
        "信息": [["标题", "某台账"], ["年度", 2021]],
    }
    sheets.update(changes)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def said(path: Path) -> list[tuple[str, str, str]]:
    """Sheet, cell and message of every problem."""
    problems = read(path, "ledger.xlsx").problems
    return [(problem.place.sheet, problem.place.cell, problem.message) for problem in problems]


@pytest.mark.parametrize("name", ["ledger.xlsx", "ledger.json"])
def test_a_ledger_comes_back_as_it_was_written(tmp_path, name):
    path = tmp_path / name
    if name.endswith("json"):
        path.write_bytes(as_json(LEDGER))
    else:
        write(as_book(LEDGER), path)
    file = read(path)
    ledger, problems = file.ledger, file.problems
    assert {problem.code for problem in problems} <= {"blank-section", "blank-deadline"}
    assert ledger == LEDGER


def test_json_follows_the_published_schema():
    import json

    import jsonschema

    jsonschema.validate(json.loads(as_json(LEDGER)), schema())


def test_the_published_schema_is_the_one_that_is_used():
    import json

    published = Path(__file__).parents[2] / "docs" / "ledger.schema.json"
    assert json.loads(published.read_text("utf-8")) == schema()


def test_a_small_ledger_has_no_problems(tmp_path):
    assert said(workbook(tmp_path / "a.xlsx")) == []


def test_all_problems_are_told_at_once_each_with_its_cell(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        台账=[
            ["标识", "具体任务", "责任单位", "完成时限", "另起一页"],
            ["T001", "公开规划", "同上", "全年", None],
            ["T001", None, "某局", "全年", "对"],
            [None, "补录", "某局", "全年", "是"],
        ],
        单位=[["简称", "全称"], ["某局", "某旗某局"], [None, "某旗某办"], ["某旗某局", None]],
        信息=[["年度", "二〇二一"]],
    )
    assert said(path) == [
        ("信息", "B1", "年度“二〇二一”不是四位年份"),
        ("台账", "E3", "“另起一页”只能填“是”或“否”，此处是“对”"),
        ("信息", "", "没有标题"),
        ("台账", "B3", "这一行没有“具体任务”"),
        ("台账", "C2", "第一行的“责任单位”填了“同上”，上面没有可以沿用的内容"),
        ("台账", "A3", "标识“T001”与 A2 重复"),
        ("台账", "A4", "新增的行还没有标识，本次运行临时编号"),
        ("单位", "A3", "这一行没有“简称”"),
        ("单位", "A4", "“某旗某局”已经是另一行（某局）的名称"),
    ]


def test_missing_sheets_and_columns_are_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    book.save(tmp_path / "a.xlsx")
    assert said(tmp_path / "a.xlsx") == [
        ("台账", "", "缺少工作表“台账”（现有：Sheet1）"),
        ("单位", "", "缺少工作表“单位”（现有：Sheet1）"),
        ("信息", "", "缺少工作表“信息”（现有：Sheet1）"),
    ]
    path = workbook(tmp_path / "b.xlsx", 台账=[["标识", "具体任务 ", "责任\n科室"], ["T001", "公开", "某局"]])
    assert said(path) == [("台账", "A1", "缺少“责任单位”一栏"), ("台账", "A1", "缺少“完成时限”一栏")]


def test_a_near_heading_is_proposed(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 台账=[["具体任务", "责任单位", "完成时间"], ["公开", "某局", "全年"]])
    problems = read(path).problems
    assert problems[0].advice == "是否就是“完成时间”一栏？如是，请把表头改为“完成时限”。"


def test_merged_cells_and_doubled_columns_are_named(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        台账=[["标识", "具体任务", "责任单位", "完成时限", "责任单位"], ["T001", "公开", "某局", "全年", "x"]],
    )
    book = openpyxl.load_workbook(path)
    book["台账"].append(["T002", "补录", None, "全年"])
    book["台账"].merge_cells("C2:C3")
    book.save(path)
    assert [place[:2] for place in said(path)] == [("台账", "E1"), ("台账", "C2")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "damaged"), (b"not a workbook", "damaged"), (b"PK\x03\x04 cut off", "damaged")],
)
def test_what_is_no_workbook_is_said_to_be_none(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    file = read(path)
    ledger, problems = file.ledger, file.problems
    assert ledger is None
    assert [problem.code for problem in problems] == [code]


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    problems = read(tmp_path / "a.xlsx", "input/ledger.xlsx").problems
    assert [(problem.code, problem.place.file) for problem in problems] == [("ledger-missing", "input/ledger.xlsx")]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('{"title": "a", "tasks": [{"content": 3}]}', "/tasks/0/content"),
        ('{"title": "a", "tasks": [{"content": "x", "colour": "red"}]}', "/tasks/0"),
        ('{"title": "a"}', ""),
        ("{", ""),
    ],
)
def test_json_of_another_shape_is_told_by_its_place(tmp_path, text, cell):
    path = tmp_path / "ledger.json"
    path.write_text(text, "utf-8")
    file = read(path)
    ledger, problems = file.ledger, file.problems
    assert ledger is None
    assert [problem.place.cell for problem in problems] == [cell]


def test_dates_that_staff_typed_become_the_words_of_a_document(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        台账=[["标识", "具体任务", "责任单位", "完成时限"], ["T001", "公开", "某局", datetime.datetime(2021, 12, 31)]],
    )
    ledger = read(path).ledger
    assert ledger is not None
    assert ledger.tasks[0].deadline_text == "2021年12月31日"


def test_a_permission_error_says_that_the_file_is_in_use(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "denied")

    path = tmp_path / "ledger.json"
    path.write_bytes(as_json(LEDGER))
    monkeypatch.setattr(Path, "read_bytes", refuse)
    problems = read(path).problems
    assert [problem.code for problem in problems] == ["file-locked"]


@pytest.mark.parametrize("number", [1.7e308, -1.7e308, math.inf, -math.inf, math.nan])
def test_a_number_that_no_workbook_holds_is_text(number):
    assert as_value(number) == str(number)
    assert as_text(number) == str(number)


def test_rows_that_are_struck_through_are_told_by_their_cells(tmp_path):
    """Staff strike a task out and take it for gone; it would be printed and sent as before."""
    path = tmp_path / "ledger.xlsx"
    write(as_book(LEDGER), path)
    assert not [each for each in read(path).problems if each.code == "struck-through"]
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    for cell in (sheet["D3"], sheet["E3"], sheet["N3"]):  # the last is empty
        cell.font = Font(strike=True)
    book["单位"]["A2"].font = Font(strike=True)
    book.save(path)
    told = [each for each in read(path).problems if each.code == "struck-through"]
    assert [(each.severity, each.place.sheet, each.place.cell) for each in told] == [("warning", "台账", "E3")]


def test_tasks_in_a_sheet_that_is_none_of_the_ledgers_are_told(tmp_path):
    """Excel's own copy of a sheet, or a sheet of new tasks: nobody would be told of what stands there."""
    path = tmp_path / "ledger.xlsx"
    write(as_book(LEDGER), path)
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["台账"])
    added = book.create_sheet("新增")
    for row in (["新增任务"], ["序号", "具体任务", "责任部门"], [40, "再做一件事", "某局"]):
        added.append(row)
    book.create_sheet("空表").append(["序号", "具体任务", "责任单位"])
    book.create_sheet("通讯录").append(["单位", "电话"])
    book.save(path)
    told = [each for each in read(path).problems if each.code == "unread-sheet"]
    assert [(each.severity, each.place.sheet) for each in told] == [("warning", "台账 Copy"), ("warning", "新增")]
