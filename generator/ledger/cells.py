"""Cell values as a reader gives them to the values of a ledger."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import cast

from generator.excel import EXACT, MAX_NUMBER
from generator.model import ExtraValue


def as_value(cell: object) -> ExtraValue:
    """The cell's value with its type: whole numbers as int as far as a cell holds them exactly, midnight as a date, an
    empty cell as None.

    A number that no workbook holds (a broken file may say 1E+999) is text.
    """
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, float) and not abs(cell) <= MAX_NUMBER:
        return str(cell)
    if isinstance(cell, float) and abs(cell) <= EXACT and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date()
    if cell is None or isinstance(cell, (bool, int, float, datetime.date)):
        return cell
    return str(cell)


def texts_of(cells: Sequence[object]) -> list[str]:
    """`as_text` of each cell; a column of whole numbers takes least time."""
    if {float}.issuperset(map(type, cells)):
        numbers = cast("Sequence[float]", cells)
        if all(map(float.is_integer, numbers)) and min(numbers) > -EXACT and max(numbers) < EXACT:
            return list(map(str, map(int, numbers)))
    return list(map(as_text, cells))


def as_text(cell: object) -> str:
    """The cell as the text that a reader sees: a date the way documents write it (2021年12月31日)."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and abs(cell) < EXACT and cell.is_integer():
        return str(int(cell))
    value = as_value(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
