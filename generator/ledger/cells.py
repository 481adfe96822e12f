"""Cells as a reader gives them to the values of a ledger's fields, and these to what is written into cells."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from generator.excel import EXACT, MAX_NUMBER
from generator.model import ExtraValue
from generator.vocabulary import LIST_SEPARATOR, NO, YES, Field, FieldKind


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
        return YES if value else NO
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


# ------------------------------------------------------------------------------------------ fields


def field_values(field: Field, texts: Sequence[str]) -> Iterable[Any]:
    """The values of a field, one for each text."""
    read = READERS.get(field.kind)
    return texts if read is None else map(read, texts)


def split_list(text: str) -> tuple[str, ...]:
    """The members of a cell that holds several names, joined by 、 or another usual separator."""
    if not text:
        return ()
    for separator in "，,；;\n":
        text = text.replace(separator, LIST_SEPARATOR)
    return tuple(part.strip() for part in text.split(LIST_SEPARATOR) if part.strip())


def is_yes(text: str) -> bool:
    """Whether a text says 是."""
    return text.strip() == YES


READERS: Mapping[FieldKind, Callable[[str], Any]] = {
    "name": str.strip,
    "number": str.strip,
    "names": split_list,
    "flag": is_yes,
}
"""Kind → a cell's text to the value; any other kind is the text."""


def cell_value(field: Field, value: Any) -> int | str:
    """What is written into the cell of a field; an empty text leaves the cell empty."""
    if field.kind == "flag":
        return YES if value else ""
    if field.kind == "names":
        return LIST_SEPARATOR.join(value)
    if (field.kind == "number" and is_plain_number(value)) or (field.kind == "year" and value):
        return int(value)
    return value or ""


def is_plain_number(text: str) -> bool:
    """Whether `text` is a whole number that would be read back as it was."""
    return text.isascii() and text.isdigit() and len(text) < 15 and str(int(text)) == text and text != "0"
