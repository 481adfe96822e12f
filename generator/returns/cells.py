"""Cells of a returned workbook to text that can be compared."""

from __future__ import annotations

import datetime
import hashlib
import unicodedata
from difflib import SequenceMatcher

COMPARED = 1_000
"""Characters of two wordings that are compared for their likeness."""


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


def folded(text: str) -> str:
    """`text` with full-width forms, and the points after numbers, made one: ``１２．`` and ``12、`` are ``12.``."""
    return unicodedata.normalize("NFKC", text).replace("、", ".").replace("。", ".")


def likeness(first: str, second: str) -> float:
    """How alike two wordings are, 0 to 1."""
    return SequenceMatcher(None, first[:COMPARED], second[:COMPARED], autojunk=False).ratio()
