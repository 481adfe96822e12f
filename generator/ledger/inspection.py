"""The bytes of a ledger's workbook to what its parts tell before anything parses it."""

from __future__ import annotations

from msgspec import Struct

from generator.ledger.formulas import has_formulas
from generator.problems import Problem
from generator.system import screening


class Inspected(Struct, frozen=True):
    """What the parts of a workbook tell."""

    problems: tuple[Problem, ...]
    with_formulas: frozenset[str]
    """The parts of sheets with formulas."""


def inspected(data: bytes, file: str) -> Inspected:
    """What the parts of a workbook tell; `file` is how messages call it."""
    with_formulas: set[str] = set()

    def look(part: str, content: bytes, is_strings: bool) -> None:
        if not is_strings and has_formulas(content):
            with_formulas.add(part)

    problems = screening.inspect(data, file, look=look)
    return Inspected(problems, frozenset(with_formulas))
