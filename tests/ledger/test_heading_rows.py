"""A title above the heading row, other words for a heading, and blank cells are understood or told."""

from __future__ import annotations

import openpyxl
import pytest

from generator.ledger import read

HEADING = ["标识", "序号", "一级任务", "具体任务", "责任部门", "完成时限"]
ROWS = [
    ["T001", 1, "一、公开", "甲事", "某局", "5月底前"],
    ["T002", 2, "", "乙事", "某局", ""],
    ["T003", 3, "", "丙事", "某局", ""],
]


def ledger(path, above=()):
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for row in (*above, HEADING, *ROWS):
        book.active.append(list(row))
    book.create_sheet("单位").append(["简称"])
    info = book.create_sheet("信息")
    info.append(["标题", "某县台账"])
    book.save(path)
    return read(path)


@pytest.mark.parametrize("above", [[], [["某县2021年台账"]], [["某县2021年台账"], [], ["单位：某县政府办"]]])
def test_the_heading_is_found_under_a_title(tmp_path, above):
    file = ledger(tmp_path / "a.xlsx", above)
    assert file.ledger is not None, file.problems
    assert [task.content for task in file.ledger.tasks] == ["甲事", "乙事", "丙事"]
    assert file.ledger.tasks[0].origin.place("content").cell == f"D{len(above) + 2}"


def test_responsible_department_is_the_column_of_units(tmp_path):
    file = ledger(tmp_path / "a.xlsx")
    assert {task.units_text for task in file.ledger.tasks} == {"某局"}
    assert all(not task.extra for task in file.ledger.tasks)


def test_blank_deadlines_and_labels_are_told_by_cell(tmp_path):
    told = [(problem.code, problem.place.cell) for problem in ledger(tmp_path / "a.xlsx").problems]
    assert told == [
        ("blank-section", "C3"),
        ("blank-section", "C4"),
        ("blank-deadline", "F3"),
        ("blank-deadline", "F4"),
    ]
