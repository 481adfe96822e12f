"""What comes back: cells as text, tables without a mark; and which text of an answer was the last, and from when."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

AnswerKey: TypeAlias = tuple[str, str, str]
"""Task id, department, round."""
AnswerField: TypeAlias = tuple[str, str, str, str]
"""The same, and the field."""


class Said(Struct, frozen=True, gc=False):
    """A text as a department last said it."""

    mark: str
    """Of the text (`mark_of`): the office changed it since if the ledger's text has another."""
    saved: str = ""
    """When the workbook was saved (``2021-06-20T08:30:00Z``); empty: not known."""
    filled_on: str = ""
    """填报日期 as a day (``2021-06-20``); empty: not known."""


Latest: TypeAlias = Mapping[AnswerKey, Mapping[str, Said]]
"""Answer → field → its text as it was last said."""


class Unused(Struct, frozen=True, gc=False):
    """A text that came back and is not in the ledger: a later one was there, or the task is not the department's."""

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


def as_text(cell: object) -> str:
    """The cell as a reader sees it: whole numbers without a point, a date the way documents write it."""
    if isinstance(cell, str):
        if "\r" not in cell and "_x000D_" not in cell:
            return cell.strip()
        return cell.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return str(cell)


def same(first: str, second: str) -> bool:
    """Whether two texts say the same: white space at the ends of lines does not count."""
    return first == second or lines_of(first) == lines_of(second)


def lines_of(text: str) -> list[str]:
    """The lines of a text without the blanks at their ends."""
    text = as_text(text)
    return [line.strip() for line in text.split("\n")] if "\n" in text else [text]


def mark_of(text: str) -> str:
    """A short mark of a text, the same for texts that say the same."""
    return hashlib.sha256("\n".join(lines_of(text)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
