"""Who has each task to each department's part in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from generator.model import Assignment, TaskUnits
from generator.views.rounds import Key, Reports
from generator.vocabulary import ANSWER_FIELDS, names

Share = tuple[int, Assignment]
"""One department's part in one task, whose index in the ledger comes first; a plain tuple, as there are so many."""
Part = tuple[int, str, str, tuple[str, ...]]
"""A department's part in a task: index of the task, role, way, and what it answered."""
GIVEN = names(field for field in ANSWER_FIELDS if field.need != "value")
"""What an answer holds besides the task and the department that it is of."""
given = attrgetter(*GIVEN)


def shares_by_department(units: Sequence[TaskUnits]) -> Mapping[str, list[Share]]:
    """Each department's part in each of its tasks, in the order of tasks."""
    shares: dict[str, list[Share]] = defaultdict(list)
    for position, task_units in enumerate(units):
        for assignment in one_per_department(task_units.assignments):
            shares[assignment.department].append((position, assignment))
    return shares


def one_per_department(assignments: Sequence[Assignment]) -> Iterable[Assignment]:
    """The first assignment of every department: it stands above one that came through a group later."""
    first: dict[str, Assignment] = {}
    for assignment in assignments:
        first.setdefault(assignment.department, assignment)
    return first.values()


def part_keys(reports: Reports, units: Sequence[TaskUnits]) -> Mapping[str, list[Part]]:
    """Department → what its part in each of its tasks is made of, cheap to compare: task, role, way and answers."""
    ids = [task.id for task in reports.ledger.tasks]
    return {
        department: [
            (position, assignment.role, assignment.via, answer_key(reports, (ids[position], department)))
            for position, assignment in shares
        ]
        for department, shares in shares_by_department(units).items()
    }


def answer_key(reports: Reports, key: Key) -> tuple[str, ...]:
    """What a department answered in the round that counts, and before, as plain text."""
    answer, before = reports.answer(key), reports.before.get(key)
    return (*(given(answer) if answer else ()), *(given(before) if before else ()))
