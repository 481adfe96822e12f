"""A ledger with its reading to what templates are given: the whole ledger, and each department's part of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from msgspec.structs import replace

from generator.model import Deadline, DepartmentView, EditionView, Ledger, LedgerView, Responsibilities, Scope
from generator.views.deferred import Deferred
from generator.views.departments import Understood, answered_tasks, department_views
from generator.views.lateness import Day, rules_of
from generator.views.shares import answers_of
from generator.views.tasks import task_views
from generator.vocabulary import INFO_FIELDS, names

NO_EDITION = EditionView()


def scope_of(
    ledger: Ledger,
    responsibilities: Responsibilities,
    deadlines: Sequence[Deadline],
    edition: EditionView = NO_EDITION,
    as_of: datetime.date | None = None,
) -> Scope:
    """Everything that a template for the whole ledger is given; `deadlines[i]` belongs to `ledger.tasks[i]`.

    Without a day (`as_of`) there are no lights, no days left and nothing overdue.
    """
    units = responsibilities.tasks
    tasks = Deferred(lambda: task_views(ledger.tasks, units, deadlines))
    understood = Understood(tasks, units, answers_of(ledger), Day(as_of, rules_of(dict(ledger.info))))
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
    )


def is_silent(department: DepartmentView) -> bool:
    """Whether a department has tasks and has answered none of them."""
    return department.task_count > 0 and department.silent_count == department.task_count


def for_department(scope: Scope, department: DepartmentView) -> Scope:
    """The scope of one department's workbook: 任务列表 are its own tasks."""
    return replace(scope, department=department, tasks=tuple(department.tasks))


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
