"""Made-up ledgers of any size: wordings of real length, 25 tasks a section, 5 an item."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from generator import ledger as ledgers
from generator.model import Department, Ledger, Task
from generator.writer import write

ROOT = Path(__file__).parents[1]


def wordings() -> list[str]:
    """The tasks of the example."""
    ledger = ledgers.read(ROOT / "input" / "ledger.xlsx").ledger
    assert ledger is not None
    return [task.content for task in ledger.tasks]


def ledger_of(tasks: int, departments: int = 60, units: int = 500) -> Ledger:
    """A ledger of so many tasks; `units` different wordings of responsible units, of one to four departments each."""
    source = random.Random(tasks)
    known = wordings()
    names = [f"第{n}办事处" for n in range(1, departments + 1)]
    texts = ["、".join(source.sample(names, source.randint(1, 4))) for _ in range(units)]
    return Ledger(
        "某省2021年工作要点分工台账",
        2021,
        tasks=tuple(task(n, content_of(n, source, known), texts[n % units]) for n in range(tasks)),
        departments=tuple(map(Department, names)),
    )


def ledger_for(departments: int, each: int, shared_by: int = 5) -> Ledger:
    """A ledger in which every department has `each` tasks, each of which it shares with four others."""
    source = random.Random(departments)
    known = wordings()
    names = [f"第{n}办事处" for n in range(1, departments + 1)]

    def units(n: int) -> str:
        return "、".join(names[(n * shared_by + k) % departments] for k in range(shared_by))

    count = departments * each // shared_by
    tasks = tuple(task(n, content_of(n, source, known), units(n)) for n in range(count))
    return Ledger("某省2021年工作要点分工台账", 2021, tasks=tasks, departments=tuple(map(Department, names)))


def content_of(number: int, source: random.Random, known: Sequence[str]) -> str:
    """The beginning of one known wording and the end of another, and a number: no two are the same."""
    one, other = source.choice(known), source.choice(known)
    return f"{one[: source.randint(0, len(one))]}{other[source.randint(0, len(other)) :]}第{number}项。"


def task(number: int, content: str, units: str) -> Task:
    """One task."""
    return Task(
        id=f"T{number:06}",
        number=str(number + 1),
        section=f"{number // 25 + 1}、紧扣重点领域信息，深化主动公开工作",
        item=f"（{number // 5 + 1}）强化稳增长保民生信息公开",
        content=content,
        units_text=units,
        deadline_text="2021年12月底",
    )


def workspace(folder: Path, ledger: Ledger, templates: Sequence[str] = ("official",)) -> Path:
    """A workspace with this ledger as a workbook, and some of our own templates."""
    (folder / "templates").mkdir(parents=True)
    (folder / "input").mkdir()
    for name in templates:
        shutil.copy(ROOT / "templates" / f"{name}.xlsx", folder / "templates")
    write(ledgers.as_book(ledger), folder / "input" / "ledger.xlsx")
    return folder
