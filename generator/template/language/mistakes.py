"""What the author of a template must mend, and the names that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from generator.excel import MAX_CELL_CHARACTERS


class Mistake(Exception):  # noqa: N818 (it is no failure of the program)
    """Something that the author of a template must mend: what is wrong, and what to do."""

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        self.code, self.message, self.advice = code, message, advice
        super().__init__(message)


def nearest(name: str, names: Iterable[str]) -> str:
    """Advice for an unknown name: the nearest of the names that there are, or all of them."""
    candidates = list(dict.fromkeys(names))
    # of two characters one may be wrong
    close = get_close_matches(name, candidates, 3, 0.45)
    if close:
        best = [candidate for candidate in close if likeness(name, candidate) == likeness(name, close[0])]
        return f"您是否指“{'”或“'.join(best)}”？"
    chinese = [candidate for candidate in candidates if not candidate.isascii()]
    return f"可用的有：{'、'.join((chinese or candidates)[:MOST_NAMES])}。"


MOST_NAMES = 40
"""Names in one message."""


def likeness(name: str, other: str) -> float:
    """How alike two names are, 0 to 1."""
    return SequenceMatcher(None, other, name).ratio()


class BudgetSpent(Mistake):
    """The whole workbook's budget is spent: nothing of it can go on."""


def too_long(length: int) -> Mistake:
    """The mistake of a text that no cell can hold."""
    return Mistake(
        "text-too-long",
        f"文字太长（{length:,} 字），一个单元格最多 {MAX_CELL_CHARACTERS:,} 字",
        "请检查模板里的拼接和重复。",
    )
