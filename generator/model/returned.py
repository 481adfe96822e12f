"""What comes back: tables without a mark; and what is remembered of answers: which text was the last, and from when."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

AnswerKey: TypeAlias = tuple[str, str, str]
"""Task id, department, round."""
AnswerField: TypeAlias = tuple[str, str, str, str]
"""The same, and the field."""


class Said(Struct, frozen=True, gc=False):
    """A text as a department last said it."""

    mark: str
    """Of the text (returns/cells.py): the office changed it since if the ledger's text has another."""
    saved: str = ""
    """When the workbook was saved (``2021-06-20T08:30:00Z``); empty: not known."""
    filled_on: str = ""
    """填报日期 as a day (``2021-06-20``); empty: not known."""


class Unused(Struct, frozen=True, gc=False):
    """A text that came back and is not in the ledger, since a later one was there."""

    task_id: str
    department: str
    round: str
    field: str
    text: str
    file: str
    saved: str = ""


class PlainTable(Struct, frozen=True):
    """A table of a file that nothing but its text tells of: merged cells repeat what stands at their head."""

    name: str
    """How users know it: a sheet's name, 表1; empty where the file is one table."""
    rows: tuple[tuple[str, ...], ...]
    around: tuple[str, ...] = ()
    """Paragraphs of the file outside its tables."""
    parts: frozenset[int] = frozenset()
    """Rows with which a page begins: they may go on from the row above."""
    unclear: frozenset[tuple[int, int]] = frozenset()
    """Cells (row, column) whose text runs over their edge on paper: part of it may be another cell's."""


def later(first: Said, second: Said) -> int | None:
    """1 if `first` was said after `second`, -1 if before, 0 if at the same time; None if that is not known.

    The time of saving decides, then 填报日期.
    """
    for one, other in ((first.saved, second.saved), (first.filled_on, second.filled_on)):
        if one and other and one != other:
            return 1 if one > other else -1
    return 0 if first.saved and first.saved == second.saved else None
