"""A ledger's workbook to what there is to see of it before anything parses it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from generator.ledger.formulas import has_formulas
from generator.ledger.texts import are_plain_bytes, has_no_texts
from generator.problems import Problem
from generator.system import screening


class Seen(Struct, frozen=True):
    """What a look at the parts of a workbook found."""

    problems: tuple[Problem, ...]
    with_formulas: frozenset[str]
    """The parts of sheets with formulas."""
    is_plain: bool
    """Whether no text holds what a workbook could not."""


def seen(path: Path, file: str) -> Seen:
    """What there is to see of a workbook before anything parses it."""
    with_formulas: set[str] = set()
    doubtful: set[str] = set()

    def look(part: str, data: bytes, is_strings: bool) -> None:
        if not is_strings and has_formulas(data):
            with_formulas.add(part)
        if not (are_plain_bytes(data) if is_strings else has_no_texts(data)):
            doubtful.add(part)

    problems = screening.inspect(path, file, look=look)
    return Seen(problems, frozenset(with_formulas), not doubtful)
