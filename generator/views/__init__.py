"""A ledger with its reading to what templates are given: the whole ledger, and each department's part of it.

Parts that a template may never ask for (departments, the tasks of each, all answers) are made when they are first
looked at.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import (
    Answer,
    Assignment,
    Deadline,
    Department,
    DepartmentView,
    EditionView,
    ExtraValue,
    Ledger,
    LedgerView,
    Mention,
    Responsibilities,
    Role,
    Scope,
    Task,
    TaskUnits,
    TaskView,
)
from generator.views.lateness import Rules, Standing, counts, rules_of, standing
from generator.vocabulary import INFO_WORDS, ROLE_WORDS, SAME_AS_ABOVE

T = TypeVar("T")

DIRECT = "直接"
"""How a task came to a department that the wording names itself."""
NO_EDITION = EditionView()


class Deferred(Sequence[T], Generic[T]):
    """A sequence that is made when it is first looked at."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _items(self) -> Sequence[T]:
        return self._make()

    def forget(self) -> None:
        """Let go of what was made; it is made again when it is looked at again."""
        self.__dict__.pop("_items", None)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


NO_EXTRA: dict[str, ExtraValue] = {}


class TaskViews(Deferred[TaskView]):
    """All tasks of a ledger by their columns; a few of them can be had without the others."""

    def __init__(self, columns: Sequence[Sequence[Any]], extras: Sequence[tuple[tuple[str, ExtraValue], ...]]) -> None:
        def views() -> tuple[TaskView, ...]:
            made = tuple(map(TaskView, *columns))
            if not any(extras):
                return made
            return tuple(replace(view, extra=dict(extra)) for view, extra in zip(made, extras, strict=True))

        super().__init__(views)
        self._columns, self._extras = columns, extras

    def one(self, index: int) -> TaskView:
        """A task by itself; the others are not made for it."""
        if "_items" in self.__dict__:
            return self[index]
        view = TaskView(*(column[index] for column in self._columns))
        return replace(view, extra=dict(self._extras[index])) if self._extras[index] else view

    def __len__(self) -> int:
        return len(self._extras)

    def column(self, name: str) -> Sequence[Any]:
        """A field of all tasks, which are not made for it."""
        if name == "extra":
            return [dict(extra) if extra else NO_EXTRA for extra in self._extras]
        at = TaskView.__struct_fields__.index(name)
        return self._columns[at] if at < len(self._columns) else [getattr(task, name) for task in self]


def answered_tasks(
    tasks: TaskViews, units: Sequence[TaskUnits], answers: Mapping[tuple[str, str], Answer], day: Day
) -> list[TaskView]:
    """Every task with every department that has it, and what that department answered, in the order of tasks."""
    return [
        held_task(task, held, assignment, answers, day)
        for task, held in zip(tasks, units, strict=True)
        for assignment in once_each(held.assignments)
    ]


Part = tuple[int, str, str, tuple[str, ...]]
"""A department's part in a task: index of the task, role, way, and what it answered."""


Share = tuple[int, Assignment]
"""One department's part in one task, whose index in the ledger comes first; a plain tuple, as there are so many."""


class Day(Struct, frozen=True):
    """The day of a summary (None: none is asked for), with the rules by which it is worked out."""

    date: datetime.date | None
    rules: Rules
    unanswered: dict[int, Standing] = field(default_factory=dict)
    """id of a deadline → the standing of every task until then that nobody has answered."""

    def standing(self, deadline: Deadline, answer: Answer | None) -> Standing:
        """How a department stands with a task."""
        if answer is not None:
            return self.worked_out(deadline, answer)
        found = self.unanswered.get(id(deadline))
        if found is None:
            found = self.unanswered[id(deadline)] = self.worked_out(deadline, None)
        return found

    def worked_out(self, deadline: Deadline, answer: Answer | None) -> Standing:
        """`standing`, not remembered."""
        return standing(answer, deadline if self.date else NO_DEADLINE, self.date or LONG_AGO, self.rules)


NO_DEADLINE = Deadline("")
LONG_AGO = datetime.date.min


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
    tasks = task_views(ledger.tasks, responsibilities.tasks, deadlines)
    answers = {(answer.task_id, answer.department): answer for answer in ledger.returns}
    day = Day(as_of, rules_of(dict(ledger.info)))

    departments = Departments(ledger.departments, tasks, responsibilities.tasks, answers, day)
    return Scope(
        ledger=ledger_view(ledger),
        tasks=tasks,
        departments=departments,
        answers=Deferred(lambda: answered_tasks(tasks, responsibilities.tasks, answers, day)),
        unresolved=responsibilities.open_points,
        edition=edition,
        as_of=as_of,
        silent=Deferred(
            lambda: tuple(each for each in departments if each.task_count and each.silent_count == each.task_count)
        ),
    )


class Departments(Deferred[DepartmentView]):
    """All departments of a ledger; a few of them can be had without the others."""

    def __init__(
        self,
        departments: Sequence[Department],
        tasks: TaskViews,
        units: Sequence[TaskUnits],
        answers: Mapping[tuple[str, str], Answer],
        day: Day,
    ) -> None:
        answered = {department for _, department in answers}

        def views(only: frozenset[str] | None = None) -> tuple[DepartmentView, ...]:
            shares = shares_by_department(units, only)
            chosen = (each for each in departments if only is None or each.short in only)
            standings = [day.standing(each, None) for each in tasks.column("deadline")] if only is None else None
            return tuple(
                department_view(
                    each,
                    tasks,
                    units,
                    shares.get(each.short, ()),
                    answers,
                    None if each.short in answered else standings,
                    day,
                )
                for each in chosen
            )

        super().__init__(views)
        self.only: Callable[[frozenset[str]], Sequence[DepartmentView]] = views
        """The departments of some names, in their order."""


def task_at(tasks: Sequence[TaskView], index: int) -> TaskView:
    """A task; where the others are not made yet it is made alone."""
    return tasks.one(index) if isinstance(tasks, TaskViews) else tasks[index]


def some_of(departments: Sequence[DepartmentView], only: frozenset[str] | None) -> Sequence[DepartmentView]:
    """Departments by their names, in their order; all of them where nothing is said."""
    if only is None:
        return departments
    if isinstance(departments, Departments):
        return departments.only(only)
    return tuple(each for each in departments if each.short in only)


def for_department(scope: Scope, department: DepartmentView) -> Scope:
    """The scope of one department's workbook: 任务列表 are its own tasks."""
    return replace(scope, department=department, tasks=tuple(department.tasks))


def ledger_view(ledger: Ledger) -> LedgerView:
    """The ledger's own lines; 信息 holds every key, also those that have a name of their own."""
    named = {word.heading: str(value) for word in INFO_WORDS if (value := getattr(ledger, word.name))}
    return LedgerView(
        title=ledger.title,
        year=ledger.year,
        issuer=ledger.issuer,
        note=ledger.note,
        info={**named, **dict(ledger.info)},
        task_count=len(ledger.tasks),
        warning_days=rules_of(dict(ledger.info)).warning_days,
    )


def task_views(tasks: Sequence[Task], units: Sequence[TaskUnits], deadlines: Sequence[Deadline]) -> TaskViews:
    """All tasks, 同上 replaced by the wording above; a task and those that say 同上 below it share a group number.

    They are made column by column: a ledger of 100,000 tasks waits for it.
    """

    def column(name: str) -> Sequence[Any]:
        return list(map(attrgetter(name), tasks))

    units_texts, units_groups = resolved(column("units_text"))
    deadline_texts, deadline_groups = resolved(column("deadline_text"))
    ids = list(map(id, units))  # tasks of the same wording share what was read
    roles = {each: names_by_role(held.mentions) for each, held in dict(zip(ids, units, strict=True)).items()}
    columns = (
        column("id"),
        [int(number) if number.isascii() and number.isdigit() else number for number in column("number")],
        column("section"),
        column("item"),
        column("content"),
        units_texts,
        resolved(column("lead_text"))[0],
        resolved(column("support_text"))[0],
        deadline_texts,
        column("starts_page"),
        column("remark"),
        units_groups,
        deadline_groups,
        *([roles[each][role] for each in ids] for role in ROLES),
        deadlines,
    )
    return TaskViews(columns, column("extra"))


ROLES: tuple[Role, ...] = ("lead", "support", "owner")


def resolved(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """A column's texts, 同上 replaced by the text above, and the number of the group (from 1) that shares each.

    What says 同上 in the first row shares what is not there: an empty text, in group 0.
    """
    if not any(SAME_AS_ABOVE in text for text in set(texts)):
        return texts, range(1, len(texts) + 1)
    groups: list[int] = []
    found = list(texts)
    group = 0
    for index, text in enumerate(texts):
        if SAME_AS_ABOVE in text and text.strip() == SAME_AS_ABOVE:
            found[index] = found[index - 1] if index else ""
        else:
            group += 1
        groups.append(group)
    return found, groups


def part_keys(
    ledger: Ledger, units: Sequence[TaskUnits], only: frozenset[str] | None = None
) -> Mapping[str, list[Part]]:
    """Department → what its part in each of its tasks is made of, cheap to compare: task, role, way and answer.

    All departments, or `only` some.
    """
    answers = {(answer.task_id, answer.department): answer for answer in ledger.returns}
    return {
        department: [
            (at, assignment.role, assignment.via, answer_key(answers.get((ledger.tasks[at].id, department))))
            for at, assignment in shares
        ]
        for department, shares in shares_by_department(units, only).items()
    }


def answer_key(answer: Answer | None) -> tuple[str, ...]:
    """What a department answered, as plain text."""
    return tuple(getattr(answer, name) for name in ANSWER_FIELDS) if answer else ()


def names_by_role(mentions: Sequence[Mention]) -> Mapping[str, tuple[str, ...]]:
    """The names of a wording by role, left-out prefixes and suffixes restored."""
    names: dict[str, tuple[str, ...]] = dict.fromkeys(ROLE_WORDS, ())
    for mention in mentions:
        names[mention.role] += (mention.full_name,)
    return names


def shares_by_department(units: Sequence[TaskUnits], only: frozenset[str] | None = None) -> Mapping[str, list[Share]]:
    """Each department's part in each of its tasks, in the order of tasks; of all departments, or `only` some."""
    shares: dict[str, list[Share]] = defaultdict(list)
    takers = {  # tasks of the same wording share their assignments
        key: [
            (shares[each.department].append, each)
            for each in once_each(held.assignments)
            if only is None or each.department in only
        ]
        for key, held in {id(held): held for held in units}.items()
    }
    for position, key in enumerate(map(id, units)):
        for take, assignment in takers[key]:
            take((position, assignment))
    return shares


def once_each(assignments: Sequence[Assignment]) -> Iterable[Assignment]:
    """The first assignment of every department: it stands above one that came through a group later."""
    first: dict[str, Assignment] = {}
    for assignment in assignments:
        first.setdefault(assignment.department, assignment)
    return first.values()


def department_view(
    department: Department,
    tasks: TaskViews,
    units: Sequence[TaskUnits],
    shares: Sequence[Share],
    answers: Mapping[tuple[str, str], Answer],
    unanswered: Sequence[Standing] | None,
    day: Day,
) -> DepartmentView:
    """One department with its tasks, how many it leads, supports and owns, and how far it is.

    One that has not answered anything stands with each task as all such do (`unanswered`).
    """
    if unanswered is not None:
        numbers = counts([unanswered[at] for at, _ in shares])
    else:
        held = [tasks.one(at) for at, _ in shares]
        numbers = counts([day.standing(task.deadline, answers.get((task.id, department.short))) for task in held])
    roles = [assignment.role for _, assignment in shares]
    return DepartmentView(
        short=department.short,
        full=department.full or department.short,
        aliases=department.aliases,
        categories=department.categories,
        contact=department.contact,
        phone=department.phone,
        email=department.email,
        tasks=Deferred(
            lambda: tuple(held_task(tasks.one(at), units[at], assignment, answers, day) for at, assignment in shares)
        ),
        task_count=len(shares),
        lead_count=roles.count("lead"),
        support_count=roles.count("support"),
        owner_count=roles.count("owner"),
        done_count=numbers.done,
        going_count=numbers.going,
        overdue_count=numbers.overdue,
        silent_count=numbers.silent,
    )


ANSWER_FIELDS = tuple(name for name in Answer.__struct_fields__ if name not in ("task_id", "department", "origin"))


def held_task(
    task: TaskView, held: TaskUnits, assignment: Assignment, answers: Mapping[tuple[str, str], Answer], day: Day
) -> TaskView:
    """A task as the department of `assignment` has it."""
    answer = answers.get((task.id, assignment.department))
    now = day.standing(task.deadline, answer)
    given = {name: getattr(answer, name) for name in ANSWER_FIELDS} if answer else {}
    return replace(
        task,
        role=ROLE_WORDS[assignment.role],
        via=assignment.via or DIRECT,
        others=others_of(held, assignment),
        department=assignment.department,
        light=now.light if day.date else "",
        days_left=now.days_left if day.date else None,
        **given,
    )


def others_of(held: TaskUnits, assignment: Assignment) -> tuple[str, ...]:
    """The others that a task names: departments by their short names, groups by their wording."""
    departments = [
        other.department for other in held.assignments if not other.via and other.department != assignment.department
    ]
    groups = [mention.name for mention in held.mentions if mention.kind == "group"]
    return tuple(dict.fromkeys([*departments, *groups]))
