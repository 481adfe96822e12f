"""Explain: how a wording of units or of a deadline is understood."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.vocabulary import ROLE_COLUMNS


class Explanation(Struct, frozen=True):
    """How a wording is understood."""

    document: dict[str, Any]
    """The published shape."""
    picture: str
    """The wording with its parts marked, for people."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return self.document


def explain_units(text: str, *, column: str = "责任单位", first_leads: bool = False) -> Explanation:
    """A wording of responsible units.

    `column` is the column that it stands in; `first_leads` says that the document has the rule 列第一位的为牵头单位.
    """
    from generator import departments

    role = ROLE_COLUMNS[column].name if column in ROLE_COLUMNS else None
    reading = departments.read_wording(text, role, first_leads)
    return Explanation(departments.as_json(reading), departments.picture(reading))


def explain_deadline(text: str, *, year: int | None = None) -> Explanation:
    """A wording of a deadline; `year` counts if the wording names none."""
    from generator import deadlines

    deadline = deadlines.read_deadline(text, year)
    return Explanation(deadlines.as_json(deadline), deadlines.picture(deadline))
