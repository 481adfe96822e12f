"""A workbook of which only some pages are made again is, byte for byte, the one that is made from nothing."""

from __future__ import annotations

import random
import shutil

import openpyxl
import pytest
from msgspec.structs import replace

from generator import building, layout
from generator.building import contents, patching
from generator.layout import blocks, sheets
from generator.model import Ledger
from generator.system.workspace import Workspace
from tests.editions.test_any_edit import DAY, DEADLINES, OF_A_TASK, WORDINGS, ledger, put_in, task, workspace
from tests.template.drawn import drawn, paint


def long_ledger(tasks: int) -> Ledger:
    """A ledger of several pages; some tasks take many lines."""
    source = random.Random(tasks)
    made = [task(n, WORDINGS[n % 6], DEADLINES[n % 6]) for n in range(tasks)]
    return replace(
        ledger(),
        tasks=tuple(
            replace(each, item=f"（{n // 7}）规划", content=each.content * source.choice([1, 1, 2, 9]))
            for n, each in enumerate(made)
        ),
    )


@pytest.fixture
def made_in_part(monkeypatch) -> list[str]:
    """Small blocks also for small tables; the templates of workbooks that were made in part."""
    monkeypatch.setattr(blocks, "FEWEST_ROWS", 10)
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 12)
    monkeypatch.setattr(contents, "CONTENT_ROWS", 7)
    monkeypatch.setattr(patching, "CONTENT_ROWS", 7)
    monkeypatch.setattr(patching, "MARGIN", 9)
    found: list[str] = []
    made_again = patching.made_again

    def told(run, candidate):
        outcome = made_again(run, candidate)
        found.extend([candidate.template] if outcome is not None else [])
        return outcome

    monkeypatch.setattr(patching, "made_again", told)
    return found


def build(folder, given: Ledger) -> None:
    put_in(folder, given, "json")
    report = building.build(Workspace(folder.folder), as_of=DAY, jobs=1)
    assert not [each for each in report.workbooks if each.state == "failed"], report.problems


@pytest.mark.parametrize("pages_a_sheet", [1_024, 3])
@pytest.mark.parametrize("seed", range(3))
def test_edits_come_to_the_same_as_a_build_from_nothing(tmp_path, monkeypatch, made_in_part, seed, pages_a_sheet):
    monkeypatch.setattr(sheets, "PAGES_A_SHEET", pages_a_sheet)
    monkeypatch.setattr(layout, "PAGES_A_SHEET", pages_a_sheet)
    source = random.Random(seed)
    office = workspace(tmp_path / "office")
    current = long_ledger(80)
    build(office, current)
    assert not made_in_part
    seen = []
    for _ in range(10):
        for _ in range(source.randint(1, 2)):
            current = source.choice(OF_A_TASK)(current, source)
        build(office, current)
        seen.append((current, office.files()))
    assert "official" in made_in_part
    assert pages_a_sheet == 3 or "summary" in made_in_part
    for number, (given, files) in enumerate(seen):  # not in between: what is kept is known by a workbook's bytes
        anew = workspace(tmp_path / f"anew{number}")
        build(anew, given)
        assert files == anew.files()


def test_what_changed_elsewhere_makes_the_workbook_anew(tmp_path, made_in_part):
    office = workspace(tmp_path / "office")
    current = long_ledger(40)
    build(office, current)
    for edit in (
        lambda given: replace(given, note="按月调度。"),
        lambda given: replace(given, title="另一个标题"),
        lambda given: replace(given, tasks=given.tasks[:-1]),
        lambda given: replace(given, tasks=(given.tasks[1], given.tasks[0], *given.tasks[2:])),
        lambda given: replace(given, departments=given.departments[:-1]),
    ):
        current = edit(current)
        build(office, current)
        assert not made_in_part
    anew = workspace(tmp_path / "anew")
    build(anew, current)
    assert office.files() == anew.files()


def test_a_workbook_that_is_not_the_one_that_was_written_is_made_anew(tmp_path, made_in_part):
    office, anew = workspace(tmp_path / "office"), workspace(tmp_path / "anew")
    current = long_ledger(40)
    build(office, current)
    for path in (office.output / ".taizhang" / "written").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    current = replace(current, tasks=(*current.tasks[:-1], replace(current.tasks[-1], remark="重点", content="另做。")))
    build(office, current)
    assert not made_in_part
    build(anew, current)
    assert office.files() == anew.files()


def test_what_is_kept_may_be_broken_or_gone(tmp_path, monkeypatch, made_in_part):
    office, anew = workspace(tmp_path / "office"), workspace(tmp_path / "anew")
    current = long_ledger(40)
    build(office, current)
    current = replace(current, tasks=(*current.tasks[:-1], replace(current.tasks[-1], content="另做。")))
    monkeypatch.setattr(patching.keeping, "recall", lambda kind, source: b"\x80broken")
    build(office, current)
    assert not made_in_part
    build(anew, current)
    assert office.files() == anew.files()


def test_a_page_that_is_long_enough_only_now_does_not_disturb_the_others(tmp_path, monkeypatch, made_in_part):
    monkeypatch.setattr(blocks, "FEWEST_ROWS", 6)
    current = long_ledger(40)
    known = [replace(each, units_text="发改委" if n < 4 else "不知名的局") for n, each in enumerate(current.tasks)]
    current = replace(current, tasks=tuple(known))
    office = workspace(tmp_path / "office")
    lists = "{% for 项 in 落实情况 %}\n{{ 项.单位 }} | {{ 项.具体任务 }}\n{% endfor %}"
    path = drawn(office.folder / "templates" / "official.xlsx", lists)
    book = openpyxl.load_workbook(path)
    paint(book.create_sheet("全部"), "{% for 项 in 任务列表 %}\n{{ 项.具体任务 }}\n{% endfor %}")
    book.save(path)
    build(office, current)
    edits = ({"units_text": "发改委、教体局、财政局"}, {"content": "另做。"}, {"content": "再做。"})
    for edit in edits:
        current = replace(current, tasks=(*current.tasks[:-1], replace(current.tasks[-1], **edit)))
        build(office, current)
    assert made_in_part.count("official") == len(edits)
    anew = workspace(tmp_path / "anew")
    shutil.copy(path, anew.folder / "templates")
    build(anew, current)
    assert office.files() == anew.files()


def test_an_edit_that_no_page_shows_leaves_the_workbook(tmp_path, made_in_part):
    office = workspace(tmp_path / "office")
    current = long_ledger(40)
    build(office, current)
    before = office.files()
    current = replace(current, tasks=(*current.tasks[:3], replace(current.tasks[3], remark="重点"), *current.tasks[4:]))
    build(office, current)
    assert "official" in made_in_part
    shown = {name for name in before if "分工台账" in name}
    assert {name: office.files()[name] for name in shown} == {name: before[name] for name in shown}


def test_numbers_of_keys_do_not_matter_for_what_is_shown():
    assert list(contents.joins([(1, 2), (1, 3)], False)) == list(contents.joins([(7, 8), (7, 9)], False))
    assert list(contents.joins([(1, 2), (1, 3)], False)) != list(contents.joins([(1, 2), (1, 2)], False))
    assert list(contents.joins([(1,), (1,)], True)) != list(contents.joins([(2,), (1,)], True))
