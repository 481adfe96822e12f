"""Who has a task by construction is who gets a sheet with it, or a problem names the wording."""

import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from generator import views
from generator.deadlines import check
from generator.departments import assign
from tests.departments.office_wordings import ledger_of
from tests.offices import Office

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SEEDS = 500
BUILDS = int(os.environ.get("TAIZHANG_BUILDS", "3"))
"""How many of these ledgers are built, not only assigned."""
TASKS = 6


def sheets(ledger):
    """Task id → the departments whose sheet has it; and the cells that problems name."""
    units, problems = assign(ledger)
    scope = views.scope_of(ledger, units, check(ledger)[0])
    holders = {task.id: set() for task in ledger.tasks}
    for department in scope.departments:
        for task in department.tasks:
            holders[task.id].add(department.short)
    return holders, {problem.place.cell for problem in problems}


@pytest.mark.parametrize("first", range(0, SEEDS, 100))
def test_nobody_is_left_out_and_nobody_invented_without_a_word(first):
    told = 0
    for seed in range(first, first + 100):
        ledger, wanted = ledger_of(seed, TASKS)
        holders, cells = sheets(ledger)
        for task, want in zip(ledger.tasks, wanted, strict=True):
            is_told = task.origin.place("units_text").cell in cells
            told += is_told
            assert holders[task.id] == want or is_told, (seed, task.units_text)
    assert told < 0.1 * 100 * TASKS  # what leaves units open is told in any case


@pytest.mark.parametrize("seed", range(1, 1 + BUILDS))
def test_the_workbooks_of_a_build_hold_the_tasks(seed, tmp_path):
    ledger, wanted = ledger_of(seed, TASKS)
    office = office_of(ledger, tmp_path)
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 0, report["problems"]
    told = " ".join(problem["cell"] for problem in report["problems"])
    shown = {workbook["department"]: texts(office.output / workbook["path"]) for workbook in report["workbooks"]}
    for number, (task, want) in enumerate(zip(ledger.tasks, wanted, strict=True), 2):
        holders = {department for department, text in shown.items() if department and task.content in text}
        assert holders == want or f"F{number}" in told, task.units_text


def office_of(ledger, folder):
    """A workspace with `ledger` and the built-in templates."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "input").mkdir()
    heading = ["标识", "序号", "一级任务", "二级任务", "具体任务", "责任单位", "完成时限"]
    book = openpyxl.Workbook()
    book.active.title = "台账"
    book.active.append(heading)
    for task in ledger.tasks:
        row = [task.id, int(task.number), "一、公开", "", task.content, task.units_text, task.deadline_text]
        book.active.append(row)
    rows = {
        "单位": [["简称", "全称"], *([unit.short, unit.full] for unit in ledger.departments)],
        "群组": [["措辞", "成员"], *([group.wording, "、".join(group.members)] for group in ledger.groups)],
        "信息": [["标题", ledger.title], ["年度", ledger.year]],
    }
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(folder / "input" / "ledger.xlsx")
    return Office(folder)


def texts(path):
    """All text of a workbook's first sheet."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return json.dumps(
        [cell.value for row in sheet for cell in row if cell.value is not None], ensure_ascii=False, default=str
    )
