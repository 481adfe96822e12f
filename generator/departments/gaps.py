"""What the wordings of a task come to: who has it, and what of them reaches nobody."""

from __future__ import annotations

from msgspec import Struct

from generator.model import TaskUnits


class Gap(Struct, frozen=True):
    """Why part of a wording reaches nobody; `field` is the column whose cell says it."""

    code: str
    wording: str
    reason: str
    message: str
    advice: str
    field: str = "units_text"


class Resolved(Struct, frozen=True):
    """Reading and assignments of a task's wordings, and their gaps."""

    units: TaskUnits
    gaps: tuple[Gap, ...]
