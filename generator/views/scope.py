"""A ledger with its reading to what templates are given: the whole ledger, and each department's part of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.model import (
    Deadline,
    DepartmentView,
    EditionView,
    Ledger,
    LedgerView,
    Responsibilities,
    RoundView,
    Scope,
    TaskUnits,
)
from generator.views.deferred import Deferred
from generator.views.departments import Understood, answered_tasks, department_views
from generator.views.lateness import Day, rules_of
from generator.views.rounds import (
    COMPLETE,
    LATE,
    Report,
    Reports,
    current_round,
    issued_rounds,
    report_of,
    round_view,
)
from generator.views.shares import shares_by_department
from generator.views.tasks import task_views
from generator.vocabulary import INFO_FIELDS, names

NO_EDITION = EditionView()
AskedTasks = Mapping[str, Mapping[str, Sequence[str]]]
"""Round → department → the tasks (ids) that it was asked about."""
NOBODY: AskedTasks = {}


def scope_of(
    ledger: Ledger,
    responsibilities: Responsibilities,
    deadlines: Sequence[Deadline],
    edition: EditionView = NO_EDITION,
    as_of: datetime.date | None = None,
    asked: AskedTasks = NOBODY,
) -> Scope:
    """Everything that a template for the whole ledger is given; `deadlines[i]` belongs to `ledger.tasks[i]`.

    Without a day (`as_of`) there are no lights, no days left and nothing overdue. In rounds that `asked` does not know
    every department was asked about all its tasks.
    """
    units = responsibilities.tasks
    tasks = Deferred(lambda: task_views(ledger.tasks, units, deadlines))
    now = current_round(ledger, as_of)
    day = Day(as_of, rules_of(dict(ledger.info)))
    asked_now = asked.get(now.name, {}) if now else {}
    understood = Understood(tasks, units, reports_of(ledger, as_of), now.due if now else "", day, asked_now)
    departments = Deferred(lambda: department_views(ledger.departments, understood))
    return Scope(
        ledger=ledger_view(ledger),
        tasks=tasks,
        departments=departments,
        answers=Deferred(lambda: answered_tasks(understood)),
        unresolved=responsibilities.open_points,
        edition=edition,
        as_of=as_of,
        silent=Deferred(lambda: tuple(each for each in departments if is_silent(each))),
        round=round_view(now),
        rounds=Deferred(lambda: round_views(ledger, understood, asked)),
    )


def reports_of(ledger: Ledger, as_of: datetime.date | None) -> Reports:
    """What departments answered, as it counts on a day."""
    now = current_round(ledger, as_of)
    return Reports(ledger, now.name if now else "", rules_of(dict(ledger.info)).done_states)


def reports_in(ledger: Ledger, round_name: str) -> Reports:
    """What departments answered, as it counts in a round."""
    return Reports(ledger, round_name, rules_of(dict(ledger.info)).done_states)


def standings_in(
    ledger: Ledger,
    units: Sequence[TaskUnits],
    round_name: str,
    day: datetime.date | None,
    asked: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Report]:
    """How every department that has tasks stands with a round, on a day.

    `asked` are the tasks that departments were asked about; those that they have now where nothing says that.
    """
    reports = reports_in(ledger, round_name)
    due = next((row.due for row in ledger.rounds if row.name == round_name), "")
    shares = shares_by_department(units)
    ids = [task.id for task in ledger.tasks]
    if not asked:
        asked = {name: [ids[position] for position, _ in given] for name, given in shares.items()}
    names = [each.short for each in ledger.departments if each.short in asked]
    return {name: report_of(reports, name, asked[name], due, day) for name in names}


def round_views(ledger: Ledger, understood: Understood, given: AskedTasks) -> list[RoundView]:
    """All rounds that were issued until the day, with how far departments were in each; oldest first."""
    views = []
    for row in issued_rounds(ledger, understood.day.date):
        reports = Reports(ledger, row.name, understood.reports.done_states)
        is_over = row.name != understood.reports.round
        there = replace(understood, reports=reports, due=row.due, asked=given.get(row.name, {}), is_over=is_over)
        departments = department_views(ledger.departments, there)
        asked = [department for department in departments if department.asked_count]
        views.append(
            replace(
                round_view(row),
                department_count=len(asked),
                complete_count=sum(department.report_state in (COMPLETE, LATE) for department in asked),
                late_count=sum(department.report_state == LATE for department in asked),
                **{name: sum(getattr(department, name) for department in departments) for name in STATE_COUNTS},
            )
        )
    return views


STATE_COUNTS = ("done_count", "going_count", "waiting_count", "silent_count")
"""Numbers of tasks that add up to all, by field."""


def is_silent(department: DepartmentView) -> bool:
    """Whether a department has tasks, was asked about some, and has answered none of them."""
    return department.asked_count > 0 and department.silent_count == department.task_count


def ledger_view(ledger: Ledger) -> LedgerView:
    """The ledger's own lines; 信息 holds every key, also those that have a name of their own."""
    values = {name: getattr(ledger, name) for name in names(INFO_FIELDS)}
    named = {field.heading: str(values[field.name]) for field in INFO_FIELDS if values[field.name]}
    return LedgerView(
        **values,
        info={**named, **dict(ledger.info)},
        task_count=len(ledger.tasks),
        warning_days=rules_of(dict(ledger.info)).warning_days,
    )
