"""The example ledger is the Naiman ledger of 2021: the source's text, apart from the repairs that it lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import convert
from generator.ledger import read
from generator.model import Ledger

ROOT = Path(__file__).parents[1]
SOURCE = Path(__file__).parent / "data" / "naiman_2021.txt"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    file = read(ROOT / "input" / "ledger.xlsx")
    found, problems = file.ledger, file.problems
    assert found is not None, problems
    return found


def squeezed(text: str) -> str:
    """The text without white space: line breaks in the source are where the paper ended."""
    return "".join(text.split())


def test_there_are_38_tasks_numbered_from_1(ledger):
    assert [task.number for task in ledger.tasks] == [str(number) for number in range(1, 39)]
    assert [task.id for task in ledger.tasks] == [f"T{number:03}" for number in range(1, 39)]


def test_every_character_of_the_source_is_in_the_ledger_in_its_order(ledger):
    """Walks the source; what the ledger does not say is a label printed again, a number's dot or a listed repair."""
    source = squeezed(SOURCE.read_text("utf-8"))
    said = squeezed(ledger.title) + "任务名称具体任务责任单位完成时限"
    section = item = ""
    repaired = {squeezed(repair.before): squeezed(repair.after) for repair in ledger.repairs}
    position = len(said)
    assert source.startswith(said)
    for task in ledger.tasks:
        for label, current in ((task.section, section), (task.item, item)):
            again = source.startswith(squeezed(label), position)
            half = squeezed(label).replace("（", "(").replace("）", ")")
            if again:
                position += len(squeezed(label))
            elif source.startswith(half, position):
                assert repaired.get(half) == squeezed(label)
                position += len(half)
            else:
                assert label == current
        section, item = task.section, task.item
        number = re.compile(rf"{task.number}\.?").match(source, position)
        position = number.end() if number else position
        for text in (task.content, task.units_text, task.deadline_text):
            if text != "同上":
                assert source.startswith(squeezed(text), position), (task.number, source[position : position + 30])
                position += len(squeezed(text))
    assert source[position:] == squeezed(ledger.note)


def test_the_restored_numbers_are_listed_as_repairs(ledger):
    restored = {repair.after for repair in ledger.repairs if "编号" in repair.reason or "序号" in repair.reason}
    for number in ("17", "21", "32"):
        assert any(number in after for after in restored)


def test_tasks_25_and_38_share_units_and_deadline_with_the_row_above(ledger):
    shared = [task.number for task in ledger.tasks if task.units_text == "同上"]
    assert shared == ["25", "38"]
    assert shared == [task.number for task in ledger.tasks if task.deadline_text == "同上"]


def test_the_unit_sheet_has_the_22_departments_that_the_wordings_name(ledger):
    assert len(ledger.departments) == 22
    assert all(department.full and department.categories for department in ledger.departments)
    shorts = {department.short for department in ledger.departments}
    assert {"旗政府办公室", "旗教体局", "旗发改委", "旗卫健委", "旗行政审批和政务服务局", "旗乡村振兴局"} <= shorts


def test_the_json_form_holds_the_same(ledger, tmp_path):
    convert(ROOT / "input" / "ledger.xlsx", tmp_path / "ledger.json")
    assert read(tmp_path / "ledger.json").ledger == ledger
