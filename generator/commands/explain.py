"""Explain: how a wording of units or of a deadline is understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.model import Role


def explain_units(text: str, *, column: str = "责任单位", first_leads: bool = False) -> tuple[dict[str, Any], str]:
    """A wording of units as JSON, and as a picture for people.

    `column` is the column that it stands in; `first_leads` says that the document has the rule 列第一位的为牵头单位.
    """
    from generator import departments

    roles: Mapping[str, Role] = {"牵头单位": "lead", "配合单位": "support"}
    reading = departments.read_wording(text, roles.get(column), first_leads)
    return departments.as_json(reading), departments.picture(reading)


def explain_deadline(text: str, *, year: int | None = None) -> tuple[dict[str, Any], str]:
    """A wording of a deadline as JSON, and as a picture for people; `year` counts if the wording names none."""
    from generator import deadlines

    deadline = deadlines.read_deadline(text, year)
    return deadlines.as_json(deadline), deadlines.picture(deadline)
