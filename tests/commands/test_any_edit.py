"""After any edits the workbooks are those of a build from nothing, and `status` had named those that changed."""

from __future__ import annotations

import datetime
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import build, status, writer
from generator.ledger import as_book, as_json
from generator.model import Answer, Department, Group, Ledger, Task
from generator.system.workspace import Workspace
from tests.offices import ROOT, Office

pytestmark = pytest.mark.slow

DAY = datetime.date(2021, 3, 1)
NAMES = ["发改委", "教体局", "水务局", "财政局", "公安局", "民政局"]
WORDINGS = ["发改委", "教体局牵头，水务局配合", "财政局、公安局", "同上", "政府各部门", "民政局", "不知名的局", "同上"]
DEADLINES = ["2021年12月底", "每季度", "同上", "2021年3月20日前", "长期坚持", ""]


def ledger() -> Ledger:
    return Ledger(
        "某县2021年工作要点分工台账",
        2021,
        tasks=tuple(task(n, WORDINGS[n % 6], DEADLINES[n % 6]) for n in range(12)),
        departments=tuple(Department(name, categories=("政府部门",)) for name in NAMES),
        groups=(Group("政府各部门", ("发改委", "教体局")),),
    )


def task(n: int, units: str, deadline: str) -> Task:
    return Task(
        f"T{n:03}", str(n + 1), f"{n // 4 + 1}、公开", "（一）规划", f"做好第{n}件工作。", units, "", "", deadline
    )


def changed(given: Ledger, source: random.Random, **values: object) -> Ledger:
    """One task with other values."""
    at = source.randrange(1, len(given.tasks))  # 同上 cannot stand in the first row
    tasks = [*given.tasks[:at], replace(given.tasks[at], **values), *given.tasks[at + 1 :]]
    return replace(given, tasks=tuple(tasks))


def with_answer(given: Ledger, source: random.Random) -> Ledger:
    answer = Answer(
        source.choice(given.tasks).id, source.choice(NAMES), state=source.choice(["已完成", "推进中"]), progress="在办"
    )
    rest = [each for each in given.returns if (each.task_id, each.department) != (answer.task_id, answer.department)]
    return replace(given, returns=(*rest, answer))


def without_task(given: Ledger, source: random.Random) -> Ledger:
    at = source.randrange(1, len(given.tasks))
    return replace(given, tasks=given.tasks[:at] + given.tasks[at + 1 :])


def with_task(given: Ledger, source: random.Random) -> Ledger:
    at = source.randrange(1, len(given.tasks) + 1)
    new = task(100 + source.randrange(10_000), source.choice(WORDINGS), source.choice(DEADLINES))
    return replace(given, tasks=(*given.tasks[:at], new, *given.tasks[at:]))


def with_swapped_tasks(given: Ledger, source: random.Random) -> Ledger:
    at = source.randrange(1, len(given.tasks) - 1)  # the first stays the first
    one, other = given.tasks[at : at + 2]
    return replace(given, tasks=(*given.tasks[:at], other, one, *given.tasks[at + 2 :]))


def with_phone(given: Ledger, source: random.Random) -> Ledger:
    at = source.randrange(len(NAMES))
    departments = list(given.departments)
    departments[at] = replace(departments[at], phone=str(source.randrange(10**8)))
    return replace(given, departments=tuple(departments))


Edit = Callable[[Ledger, random.Random], Ledger]
OF_A_TASK: list[Edit] = [
    lambda given, source: changed(given, source, deadline_text=source.choice(DEADLINES)),
    lambda given, source: changed(given, source, units_text=source.choice(WORDINGS)),
    lambda given, source: changed(given, source, units_text=source.choice(WORDINGS), lead_text=source.choice(NAMES)),
    lambda given, source: changed(
        given, source, content=f"做好{source.randrange(100)}件工作。" * source.randrange(1, 9)
    ),
    lambda given, source: changed(given, source, starts_page=source.random() < 0.5),
    lambda given, source: changed(given, source, extra=(("责任人", source.choice(["张三", "李四"])),)),
    lambda given, source: changed(given, source, remark=source.choice(["", "重点"])),
    with_answer,
]
OF_THE_LEDGER: list[Edit] = [
    lambda given, source: replace(given, note=source.choice(["", "按月调度。"])),
    lambda given, source: replace(given, groups=(Group("政府各部门", tuple(source.sample(NAMES, 2))),)),
    lambda given, source: given,
    without_task,
    with_task,
    with_swapped_tasks,
    with_phone,
]


def workspace(folder: Path) -> Office:
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "input").mkdir()
    return Office(folder)


def put_in(office: Office, given: Ledger, form: str) -> None:
    """Put a ledger into a workspace."""
    if form == "xlsx":
        writer.write(as_book(given), office.folder / "input" / "ledger.xlsx")
    else:
        (office.folder / "input" / "ledger.json").write_bytes(as_json(given))


def built_from(office: Office, given: Ledger, form: str = "json") -> set[str]:
    """Build a ledger; gives the workbooks that were made."""
    put_in(office, given, form)
    report = build(Workspace(office.folder), as_of=DAY)
    assert not [each for each in report.workbooks if each.state == "failed"], report.problems
    return {each.path for each in report.workbooks if each.state == "built"}


@pytest.mark.parametrize(("seed", "form"), [(seed, "xlsx" if seed % 2 else "json") for seed in range(8)])
def test_edits_one_after_another_come_to_the_same_as_a_build_from_nothing(tmp_path, seed, form):
    source = random.Random(seed)
    office = workspace(tmp_path / "office")
    current = ledger()
    built_from(office, current, form)
    for number in range(8):
        for _ in range(source.randint(1, 2)):
            current = source.choice(OF_A_TASK if source.random() < 0.8 else OF_THE_LEDGER)(current, source)
        put_in(office, current, form)
        told = status(Workspace(office.folder), as_of=DAY)
        if source.random() < 0.15:  # somebody builds a part of it first
            build(Workspace(office.folder), departments=[source.choice(NAMES[:2])], as_of=DAY)
            told = status(Workspace(office.folder), as_of=DAY)
        assert {each.entry.path for each in told.stale if each.entry} <= (made := built_from(office, current, form))
        assert len(made) == len(told.stale)
        anew = workspace(tmp_path / f"anew{number}")
        built_from(anew, current, form)
        assert office.files() == anew.files()


def with_a_shared_deadline(middle: str) -> Ledger:
    """Three tasks, the last of which says 同上; the middle one is not 教体局's."""
    rows = [("发改委、教体局", "2021年12月底"), ("发改委", middle), ("发改委、教体局", "同上")]
    return replace(ledger(), tasks=tuple(task(n, *row) for n, row in enumerate(rows)))


def test_a_shared_cell_that_begins_at_another_task_changes_all_that_share_it(tmp_path):
    office, anew = workspace(tmp_path / "office"), workspace(tmp_path / "anew")
    before, after = with_a_shared_deadline("2021年12月底"), with_a_shared_deadline("同上")
    built_from(office, before)
    built_from(office, after)
    built_from(anew, after)
    assert office.files() == anew.files()
