"""Departments with their parts in the ledger to what templates see of them, and of their tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Answer, Assignment, Department, DepartmentView, TaskUnits, TaskView
from generator.views.deferred import Deferred
from generator.views.lateness import NO_DEADLINE, Day, TaskStanding, counts
from generator.views.rounds import Report, Reports, names_difficulty, report_of
from generator.views.shares import GIVEN, Share, one_per_department, shares_by_department
from generator.vocabulary import DEPARTMENT_FIELDS, ROLE_WORDS, ROLES, SAID, names

DIRECT = "直接"
"""How a task came to a department that the wording names itself."""
COLUMNS = names(DEPARTMENT_FIELDS)


class Understood(Struct, frozen=True, dict=True):
    """The tasks of a ledger, who has them, what was answered, and the day of the lights."""

    tasks: Sequence[TaskView]
    units: Sequence[TaskUnits]
    """In the order of tasks."""
    reports: Reports
    due: str
    """The day by which answers of the current round are due."""
    day: Day
    asked: Mapping[str, Sequence[str]] = {}
    """Department → the tasks (ids) that it was asked about in the round; nothing where no record says that."""
    is_over: bool = False
    """Whether a later round counts: then what departments got since does not."""

    def theirs(self, department: str, shares: Sequence[Share]) -> tuple[Sequence[Share], Sequence[str]]:
        """The tasks of a department that count, and the ids of those that it must report of in the round.

        A task that it was not sent yet is one of its tasks, but nothing that it owes an answer.
        """
        if not self.asked:
            return shares, [self.tasks[position].id for position, _ in shares]
        asked = self.asked.get(department, ())
        sent = [share for share in shares if self.tasks[share[0]].id in asked]
        return (sent, [*asked]) if self.is_over else (shares, [self.tasks[position].id for position, _ in sent])

    @cached_property
    def unanswered(self) -> list[TaskStanding]:
        """How each task stands with a department that has not answered it."""
        return [self.day.standing(task.deadline, None) for task in self.tasks]

    def answer(self, position: int, department: str) -> Answer | None:
        """What a department answered for a task."""
        return self.reports.answer((self.tasks[position].id, department))

    def standing(self, position: int, answer: Answer | None) -> TaskStanding:
        """How a department that gave this answer stands with a task."""
        return self.day.standing(self.tasks[position].deadline, answer) if answer else self.unanswered[position]

    def standings(self, department: str, shares: Sequence[Share], ids: Sequence[str]) -> list[TaskStanding]:
        """How a department stands with each of its tasks; in a round that is over, with each that it was asked about.

        Who has which tasks by now changes nothing of what was reported then.
        """
        if self.is_over and self.asked:
            answers = [self.reports.answer((task, department)) for task in ids]
            return [self.day.standing(NO_DEADLINE, answer) for answer in answers]
        return [self.standing(position, self.answer(position, department)) for position, _ in shares]


def department_views(departments: Sequence[Department], understood: Understood) -> tuple[DepartmentView, ...]:
    """All departments of a ledger, in their order."""
    shares = shares_by_department(understood.units)
    return tuple(department_view(each, shares.get(each.short, ()), understood) for each in departments)


def department_view(department: Department, shares: Sequence[Share], understood: Understood) -> DepartmentView:
    """One department with its tasks, how many it has in each role, and how far it is."""
    shares, ids = understood.theirs(department.short, shares)
    numbers = counts(understood.standings(department.short, shares, ids))
    values: dict[str, Any] = {name: getattr(department, name) for name in COLUMNS}
    values["full"] = department.full or department.short
    values |= role_counts([assignment for _, assignment in shares])
    report = report_of(understood.reports, department.short, ids, understood.due, understood.day.date)
    return DepartmentView(
        **values,
        tasks=Deferred(lambda: tuple(department_task(position, one, understood) for position, one in shares)),
        task_count=numbers.total,
        done_count=numbers.done,
        going_count=numbers.going,
        waiting_count=numbers.waiting,
        overdue_count=numbers.overdue,
        silent_count=numbers.silent,
        **report_fields(report),
    )


def report_fields(report: Report) -> dict[str, Any]:
    """The fields of a `DepartmentView` that say how it stands with the round."""
    return {
        "asked_count": report.asked,
        "answered_count": report.answered,
        "report_state": report.state,
        "reported_on": report.on,
        "is_late": report.is_late,
    }


def role_counts(assignments: Sequence[Assignment]) -> dict[str, int]:
    """How many tasks a department has in each role."""
    roles = [assignment.role for assignment in assignments]
    return {role.count_field: roles.count(role.name) for role in ROLES}


def answered_tasks(understood: Understood) -> list[TaskView]:
    """Every task with every department that has it, and what that department answered, in the order of tasks."""
    return [
        department_task(position, assignment, understood)
        for position, task_units in enumerate(understood.units)
        for assignment in one_per_department(task_units.assignments)
    ]


def department_task(position: int, assignment: Assignment, understood: Understood) -> TaskView:
    """A task as the department of `assignment` has it."""
    answer = understood.answer(position, assignment.department)
    now, day = understood.standing(position, answer), understood.day
    key = understood.tasks[position].id, assignment.department
    before, current = understood.reports.before.get(key), understood.reports.current.get(key)
    return replace(
        understood.tasks[position],
        role=ROLE_WORDS[assignment.role],
        via=assignment.via or DIRECT,
        others=others_of(understood.units[position], assignment),
        department=assignment.department,
        stage=now.stage,
        light=now.light if day.date else "",
        days_left=now.days_left if day.date else None,
        has_difficulties=current is not None and names_difficulty(current.difficulties),
        last_state=before.state if before else "",
        last_progress=before.progress if before else "",
        **given_by(answer),
    )


def carried(tasks: Sequence[TaskView], reports: Reports) -> tuple[TaskView, ...]:
    """A department's tasks, those that it has not answered in this round with its last answer.

    What was sent stays empty in the records: so an unchanged return counts as an answer.
    """
    found = []
    for task in tasks:
        before = reports.before.get((task.id, task.department))
        is_open = before is not None and not any(getattr(task, name) for name in SAID)
        found.append(replace(task, **{name: getattr(before, name) for name in SAID}) if is_open else task)
    return tuple(found)


def given_by(answer: Answer | None) -> Mapping[str, str]:
    """What an answer says, by field."""
    return {name: getattr(answer, name) for name in GIVEN} if answer else {}


def others_of(task_units: TaskUnits, assignment: Assignment) -> tuple[str, ...]:
    """The others that a task names: departments by their short names, groups by their wording."""
    departments = [
        other.department
        for other in task_units.assignments
        if not other.via and other.department != assignment.department
    ]
    groups = [mention.name for mention in task_units.mentions if mention.kind == "group"]
    return tuple(dict.fromkeys([*departments, *groups]))
