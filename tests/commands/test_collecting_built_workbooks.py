"""Workbooks that the program itself built: what came back unedited changes nothing, what was edited arrives."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from msgspec.structs import replace

from generator import initialise, writer
from generator.hidden_sheet import SHEET_NAME
from generator.ledger import as_book
from generator.loading import load, read_templates
from generator.model import CONTINUED, Answer, Department, EditionView, Ledger, Task
from generator.rebuild.plan import plan_of
from generator.rebuild.rendering import rendered
from generator.rebuild.workbooks import name_of
from generator.records.access import records_as_they_are
from generator.returns import Current, apply, compare, decide
from generator.returns.reading import read_bytes
from generator.system.workspace import Workspace

LONG = "".join(f"第{number}句，要把这件事情办好办实。" for number in range(1, 400))
LEDGER = Ledger(
    title="某旗2021年工作要点分工台账",
    year=2021,
    tasks=(
        Task("T001", "1", "一、公开", "（一）规划", "公开规划3.5公里。", "甲局牵头，乙局配合", deadline_text="全年"),
        Task("T002", "2", "一、公开", "（一）规划", LONG, "同上", deadline_text="同上"),
        *(
            Task(f"T{n:03}", str(n), "一、公开", "（二）预算", f"公开预算{n}。", "乙局", "", "", "6月底前")
            for n in range(3, 30)
        ),
    ),
    departments=(Department("甲局"), Department("乙局")),
    returns=(Answer("T002", "甲局", state="推进中", progress=LONG[:3000], source="上次.xlsx"),),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Every workbook of a build with what it showed: path → (bytes, values sent)."""
    place = Workspace(tmp_path_factory.mktemp("台账"))
    initialise(place.root)
    writer.write(as_book(LEDGER), place.root / "input" / "ledger.xlsx")
    templates, _ = read_templates(place)
    plan = plan_of(records_as_they_are(place), load(place, datetime.date(2021, 3, 1)), templates, EditionView())
    found = {}
    for candidate in plan.candidates:
        path, _ = name_of(plan, candidate)
        values = sent(plan.scope_of(candidate), candidate.department)
        found[path.name] = rendered(plan, candidate).data, values
    return found


def sent(scope, department):
    return {
        (1, department, view.id): {
            name: "" if (value := getattr(view, name)) is None else str(value)
            for name in view.__slots__
            if isinstance(getattr(view, name), (str, int, type(None)))
        }
        for view in scope.tasks
    }


def compared(data, values, ledger=LEDGER):
    returned, problems = read_bytes(data, "x.xlsx")
    assert problems == ()
    return compare(returned, Current(ledger), values)


def edited(data, change):
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(next(sheet for sheet in book.worksheets if sheet.title != SHEET_NAME))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def collected(data, values):
    result = compared(data, values)
    assert result.problems == ()
    decided = decide([result])
    assert decided.conflicts == decided.proposals == ()
    return apply(LEDGER, decided)


def row_of(sheet, text, column):
    return next(cell.row for cell in sheet[column] if text in str(cell.value or ""))


def test_what_was_built_and_not_edited_changes_nothing(built):
    assert len(built) == 5
    for data, values in built.values():
        for version in (data, edited(data, lambda sheet: None)):
            result = compared(version, values)
            assert (result.edits, result.problems) == ((), ())


def test_a_task_that_was_divided_over_pages_is_reworded_in_its_second_part(built):
    data, values = built["某旗2021年工作要点分工台账.xlsx"]

    def change(sheet):
        cells = [cell for cell in sheet["C"] if str(cell.value or "").startswith(CONTINUED)]
        assert cells
        cells[0].value = str(cells[0].value).replace("办好办实", "办好办实办快", 1)

    after = collected(edited(data, change), values)
    changed = after.tasks[1].content
    assert changed.replace("办好办实办快", "办好办实") == LONG and changed.count("办好办实办快") == 1
    assert replace(after, tasks=()) == replace(LEDGER, tasks=())
    assert after.tasks[0] == LEDGER.tasks[0] and after.tasks[2:] == LEDGER.tasks[2:]


def test_a_label_corrected_on_its_first_page_is_corrected_for_all_its_tasks(built):
    data, values = built["某旗2021年工作要点分工台账.xlsx"]

    def change(sheet):
        sheet.cell(row_of(sheet, "一、公开", "A"), 1).value = "一、主动公开"

    after = collected(edited(data, change), values)
    assert {task.section for task in after.tasks} == {"一、主动公开"}


def test_what_a_department_fills_in_arrives_and_its_long_answer_stays(built):
    data, values = built["甲局.xlsx"]

    def change(sheet):
        row = row_of(sheet, "公开规划3.5公里。", "D")
        sheet.cell(row, 9).value, sheet.cell(row, 10).value = "已完成", "做完了"

    after = collected(edited(data, change), values)
    assert set(after.returns) == {
        *LEDGER.returns,
        Answer("T001", "甲局", state="已完成", progress="做完了", source="x.xlsx"),
    }
