"""What the wordings of a task come to: who has it, and what of them reaches nobody."""

from __future__ import annotations

from msgspec import Struct

from generator.model import Task, TaskUnits


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


def nobody(task: Task) -> Gap:
    """That nobody has a task."""
    wording = " ".join((task.units_text or task.lead_text or task.support_text).split())
    said = f"“{wording}”没有写明责任单位，" if wording else ""
    return Gap(
        code="nobody",
        wording=wording,
        reason="没有责任单位",
        message=f"{said}这项任务没有落到任何单位。",
        advice="请填写责任单位。",
    )


def no_unit_named(text: str, column: str) -> Gap:
    """That a column of a role says something, and no unit."""
    wording = " ".join(text.split())
    return Gap(
        code="no-unit-named",
        wording=wording,
        reason="没有写明单位",
        message=f"“{wording}”没有写明单位，这一栏没有分给任何单位。",
        advice="请写明单位；没有的，留空或写“无”。",
        field=column,
    )
