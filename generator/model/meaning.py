"""What wordings mean: the units and groups that they name, who has which task, and by when."""

from __future__ import annotations

import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from generator.vocabulary import Role

NameKind: TypeAlias = Literal["unit", "group"]


class Mention(Struct, frozen=True):
    """One unit or group that a wording names: `text[start:end]` are the words, `name` is them cleaned of noise.

    `full_name` is the name with a left-out prefix or suffix restored (`name` itself where nothing was left out).
    """

    name: str
    role: Role
    kind: NameKind
    full_name: str
    start: int
    end: int
    person: str = ""
    """Who of the unit is named with it (县教育局 张三)."""


class Reading(Struct, frozen=True):
    """How a wording of responsible units is understood.

    `separators` are the half-open stretches of text that are no name: separators, role words, labels, noise.
    Mentions and separators together cover the whole text.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    separators: tuple[tuple[int, int], ...] = ()
    open_ended: bool = False
    same_as_above: bool = False
    first_leads: bool = False
    """Whether roles come from the document's rule that the first unit leads."""
    holders: tuple[str, ...] = ()
    """Whom it names by their office (分管副县长): persons, no units."""
    unread: tuple[str, ...] = ()
    """What looks like a body's name and stands where the grammar finds none."""


class Assignment(Struct, frozen=True):
    """That a department has a task: in what role, and through which group's wording (empty: named itself)."""

    department: str
    """The department's 简称."""
    role: Role
    via: str = ""


class OpenPoint(Struct, frozen=True):
    """Something of a task's wording that gives nobody a task yet: an open end, an unknown name, an empty group."""

    task_id: str
    number: str
    wording: str
    reason: str


class TaskUnits(Struct, frozen=True):
    """Who has a task: `readings` of the wordings that count for it (those of the row above if it says 同上).

    One for each of 责任单位, 牵头单位 and 配合单位 that counts, in this order.
    """

    assignments: tuple[Assignment, ...]
    readings: tuple[Reading, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The units and groups that the wordings name."""
        return tuple(mention for reading in self.readings for mention in reading.mentions)

    @property
    def same_as_above(self) -> bool:
        """Whether the task says 同上 and nothing else."""
        return bool(self.readings) and all(reading.same_as_above for reading in self.readings)


class Responsibilities(Struct, frozen=True):
    """All assignments of a ledger; `tasks[i]` belongs to `ledger.tasks[i]`."""

    tasks: tuple[TaskUnits, ...]
    open_points: tuple[OpenPoint, ...] = ()


DeadlineKind = Literal["by-date", "period", "recurring", "ongoing", "as-needed", "relative", "mixed", "none", "unknown"]


class Deadline(Struct, frozen=True):
    """How a wording of a deadline is understood; the wording itself is always kept in `text`."""

    text: str
    kind: DeadlineKind = "none"
    date: datetime.date | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    rule: str = ""
    parts: tuple[Deadline, ...] = ()
    note: str = ""
