"""A ledger to its assignments: each different wording is resolved once (resolution.py), 同上 is the row above.

What gives nobody a task becomes an open point and a problem with its cell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, MutableMapping
from operator import attrgetter
from typing import TYPE_CHECKING

from generator.departments.gaps import Gap, Resolved
from generator.departments.same_as_above import SAME, spelled_out
from generator.model import Department, Ledger, OpenPoint, Responsibilities, Task
from generator.problems import Problem, warning
from generator.vocabulary import TASK_FIELDS, UNIT_COLUMNS, by_name

if TYPE_CHECKING:
    from generator.departments.resolution import Resolver

Known = MutableMapping[tuple[str, ...], Resolved]
"""Wordings of 责任单位, 牵头单位 and 配合单位 → what they come to."""

wordings = attrgetter(*UNIT_COLUMNS)


def assign(ledger: Ledger, known: Known | None = None) -> tuple[Responsibilities, tuple[Problem, ...]]:
    """Who has each task of `ledger`, and what of its wordings reaches nobody yet.

    牵头单位 and 配合单位 count before 责任单位 where they are filled; 同上 is the wording above in its column.
    Each different wording is resolved once; those that are `known` already, of a ledger that `depends_on` the same, not
    again, and what is resolved is added to them. What understands wordings is imported only where there is a new one.
    """
    memo: Known = {} if known is None else known
    spelled = list(spelled_out(ledger.tasks))
    keys = [wordings(task) for task, _ in spelled]
    different = {key: task for key, (task, _) in zip(keys, spelled, strict=True)}
    resolver: Resolver | None = None
    for key, task in different.items():
        if key not in memo:
            if resolver is None:
                from generator.departments.resolution import Resolver

                resolver = Resolver(ledger, statements(ledger))
            memo[key] = resolver.resolve(task)
    resolved: list[Resolved] = []
    problems: list[Problem] = list(twin_names(ledger))
    open_points: list[OpenPoint] = []
    above: Resolved | None = None
    for (task, columns), key in zip(spelled, keys, strict=True):
        found = memo[key]
        same = found.units.same_as_above
        if same:
            found = above or _nothing_above(found)
        elif columns:
            found = _under_the_row_above(task, columns, found)
        problems += _problems(task, found, repeated=same and above is not None)
        open_points += (OpenPoint(task.id, task.number, gap.wording, gap.reason) for gap in found.gaps)
        above = found
        resolved.append(found)
    return Responsibilities(tuple(found.units for found in resolved), tuple(open_points)), tuple(problems)


def twin_names(ledger: Ledger) -> Iterator[Problem]:
    """Names of 单位 that differ from another row's only in width or blanks: hard to tell apart in a wording."""
    bearers: dict[str, tuple[str, Department]] = {}
    for department in ledger.departments:
        for field, name in (("short", department.short), ("full", department.full), *named_aliases(department)):
            if not name:
                continue
            written, bearer = bearers.setdefault(one_width(name), (name, department))
            if bearer is not department and written != name:
                place = department.origin.place(field)
                message = f"“{name}”与另一行（{bearer.short}）的“{written}”只差全角半角或空格。"
                yield warning("twin-names", place, message, "如果是同一单位，请删去一行；如果不是，请把名称写得不同。")


def named_aliases(department: Department) -> Iterator[tuple[str, str]]:
    """The 别名 of a department, each with the field that holds it."""
    return (("aliases", alias) for alias in department.aliases)


def one_width(name: str) -> str:
    """A name without blanks and differences of width."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def depends_on(ledger: Ledger) -> object:
    """What resolving a wording depends on besides the wording, as plain values."""
    records = (*ledger.departments, *ledger.groups)
    return [each.values() for each in records], len(ledger.groups), ledger.note, ledger.info, statements(ledger)


def statements(ledger: Ledger) -> tuple[str, ...]:
    """Wordings and remarks that may state the document's rule (…下同), each once."""
    texts = {*map(attrgetter("units_text"), ledger.tasks), *map(attrgetter("remark"), ledger.tasks)}
    return tuple(sorted(text for text in texts if _may_rule(text)))


def _may_rule(text: str) -> bool:
    if "下同" not in text and "以下" not in text:
        return False
    return any(sign in text for sign in ("第", "首", "逗号")) or (
        "牵头" in text and any(mark in text for mark in "*★☆▲△●◆■※")
    )


def _nothing_above(found: Resolved, column: str = "units_text") -> Resolved:
    heading = by_name(TASK_FIELDS)[column]
    reason = f"上一行没有{heading}"
    gap = Gap("nothing-above", "同上", reason, f"“同上”的{reason}。", f"请写明{heading}。", column)
    return Resolved(found.units, (gap,))


def _under_the_row_above(task: Task, columns: frozenset[str], found: Resolved) -> Resolved:
    """What a task's wordings come to without what was told of the row above already, and 同上 below nothing."""
    gaps = [gap for gap in found.gaps if gap.field not in columns]
    for column in sorted(columns):
        if SAME.match(getattr(task, column).strip()):
            gaps += _nothing_above(found, column).gaps
    return Resolved(found.units, tuple(gaps))


def _problems(task: Task, found: Resolved, repeated: bool) -> list[Problem]:
    """The gaps of a task by cell; those of the row above are not told again for 同上."""
    if repeated:
        return []
    problems = [
        warning(gap.code, task.origin.place(gap.field), gap.message, gap.advice, gap.wording) for gap in found.gaps
    ]
    is_told = any(gap.code in ("nobody", "nothing-above") for gap in found.gaps)
    if found.gaps and not found.units.assignments and not is_told:
        place = task.origin.place(found.gaps[0].field)
        wording = " ".join(" ".join(reading.text for reading in found.units.readings).split())
        message = f"“{wording}”还没有落到任何单位。"
        problems.append(warning("reaches-nobody", place, message, "请先解决本单元格的其他问题。", wording))
    return problems
