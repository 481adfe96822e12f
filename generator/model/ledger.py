"""The canonical ledger as it was read: tasks, departments, groups, repairs, rounds and answers, each with its place.

The fields of each record, in their order, are those of its table in vocabulary.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import Struct, field

from generator.problems import Place


class Origin(Struct, frozen=True):
    """Where a record was read from: names the place of each of its fields.

    `cells` maps a field's name to the cell that holds it; `row` stands for fields that have none.
    """

    file: str = ""
    sheet: str = ""
    row: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field name → column letter (workbook) or member name (JSON)."""

    def place(self, name: str = "") -> Place:
        """The place of field `name`: ``D12`` in a workbook, ``/tasks/11/content`` in JSON."""
        column = self.cells.get(name, "")
        if self.row.startswith("/"):
            return Place(self.file, self.sheet, f"{self.row}/{column}" if column else self.row)
        return Place(self.file, self.sheet, f"{column or 'A'}{self.row}" if self.row else "")


NOWHERE = Origin()


class Record(Struct, frozen=True, eq=False):
    """Something that was read, with the `origin` that it was read from; two of them are equal wherever they stood."""

    def __eq__(self, other: object) -> bool:
        return self.__class__ is other.__class__ and self.values() == other.values()

    def __hash__(self) -> int:
        return hash(self.values())

    def values(self) -> tuple[Any, ...]:
        """What was read, wherever it stood: all fields but `origin`, in their order."""
        return getter_of(self.__class__)(self)


@lru_cache
def getter_of(kind: type[Record]) -> Callable[[Record], tuple[Any, ...]]:
    """What gives the values of records of one kind, quickly: ledgers have thousands."""
    return attrgetter(*(name for name in kind.__struct_fields__ if name != "origin"))


ExtraValue: TypeAlias = bool | int | float | str | datetime.date | datetime.datetime | None


class Task(Record, frozen=True, eq=False):
    """One row of sheet 台账. All texts are as issued; an empty text is an empty cell."""

    id: str = ""
    number: str = ""
    section: str = ""
    item: str = ""
    content: str = ""
    units_text: str = ""
    lead_text: str = ""
    support_text: str = ""
    deadline_text: str = ""
    starts_page: bool = False
    remark: str = ""
    extra: tuple[tuple[str, ExtraValue], ...] = ()
    origin: Origin = NOWHERE


class Department(Record, frozen=True, eq=False):
    """One row of sheet 单位."""

    short: str
    full: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""
    origin: Origin = NOWHERE


class Group(Record, frozen=True, eq=False):
    """One row of sheet 群组: what a group's wording stands for; members are names or a 类别."""

    wording: str
    members: tuple[str, ...] = ()
    origin: Origin = NOWHERE


class Repair(Record, frozen=True, eq=False):
    """One row of sheet 导入说明: where in the source, what stood there, what stands now, and why."""

    place: str
    before: str
    after: str
    reason: str
    origin: Origin = NOWHERE


class Answer(Record, frozen=True, eq=False):
    """What one department reported for one task (one row of sheet 落实情况)."""

    task_id: str
    department: str
    round: str = ""
    """The 期次 in which it was asked; empty before the first."""
    state: str = ""
    progress: str = ""
    difficulties: str = ""
    next_step: str = ""
    filled_by: str = ""
    reviewed_by: str = ""
    contact_phone: str = ""
    filled_on: str = ""
    received_on: str = ""
    source: str = ""
    origin: Origin = NOWHERE


class Round(Record, frozen=True, eq=False):
    """One row of sheet 报送期: one time of asking, with the day by which answers are due (``2021-06-25``)."""

    name: str
    due: str = ""
    issued: str = ""
    edition: str = ""
    origin: Origin = NOWHERE


class Acknowledged(Record, frozen=True, eq=False):
    """One row of sheet 已阅: a warning that the office has accepted, by its code and the wording that it is about."""

    code: str
    wording: str = ""
    note: str = ""
    origin: Origin = NOWHERE


class Ledger(Record, frozen=True, eq=False):
    """The canonical ledger, all sheets of it."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    note: str = ""
    info: tuple[tuple[str, str], ...] = ()
    """The other keys of sheet 信息, in order."""
    tasks: tuple[Task, ...] = ()
    departments: tuple[Department, ...] = ()
    groups: tuple[Group, ...] = ()
    repairs: tuple[Repair, ...] = ()
    rounds: tuple[Round, ...] = ()
    returns: tuple[Answer, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    origin: Origin = NOWHERE


def ids_of(ledger: Ledger) -> set[str]:
    """Every id of a task that a ledger knows: of those that it has, and of those that are gone and were answered."""
    return {task.id for task in ledger.tasks if task.id} | {answer.task_id for answer in ledger.returns}


def short_names(departments: Iterable[Department]) -> dict[str, str]:
    """Every name of a department → its short name; by 别名 a department is still known that was renamed."""
    rows = tuple(departments)
    names = {name: row.short for row in rows for name in (*row.aliases, row.full) if name}
    return names | {row.short: row.short for row in rows}


RECORDS: Mapping[str, type[Record]] = {
    "tasks": Task,
    "departments": Department,
    "groups": Group,
    "repairs": Repair,
    "rounds": Round,
    "returns": Answer,
    "acknowledged": Acknowledged,
}
"""Field of the ledger → the records that it holds."""
