"""Texts of a Ledger that a workbook cannot hold: with characters that XML has not, or too long for a cell.

XML 1.0, 2.2 (Char); "Excel specifications and limits", Microsoft support.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from generator.excel import MAX_CELL_CHARACTERS, UNWRITABLE
from generator.model import NOWHERE, Ledger, Origin, Record, Task
from generator.problems import Place, Problem, error, warning
from generator.vocabulary import INFO_FIELDS, LIST_SEPARATOR, RECORD_SHEETS, SHEET_INFO, SheetWords


def check_texts(ledger: Ledger) -> Iterator[Problem]:
    """Characters that will be replaced in workbooks (warnings), and texts that no cell holds (errors)."""
    in_records = (
        texts_of(words, record)
        for words in RECORD_SHEETS.values()
        for record in getattr(ledger, words.member)
        if is_doubtful(record)
    )
    for record, name, text in chain(own_texts(ledger), *in_records):
        found = UNWRITABLE.search(text)
        if found:
            yield unwritable(place_of(record, name), found[0])
        if len(text) > MAX_CELL_CHARACTERS // 2 and (length := units(text)) > MAX_CELL_CHARACTERS:
            yield too_long(place_of(record, name), length)


def info_texts(ledger: Ledger) -> dict[str, str]:
    """The texts of sheet 信息 that have a field of their own."""
    return {field.name: getattr(ledger, field.name) for field in INFO_FIELDS if field.kind != "year"}


def text_of(value: Any) -> str:
    """The text that a field puts into its cell; empty if that is no text."""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    return value if isinstance(value, str) else ""


def place_of(record: Record, name: str) -> Place:
    """Where a field of a record stands; the ledger's own are those of sheet 信息."""
    if not isinstance(record, Ledger):
        origin: Origin = getattr(record, "origin", NOWHERE)
        return origin.place(name)
    cell = record.origin.cells.get(name, "")
    return Place(record.origin.file, "" if cell.startswith("/") else SHEET_INFO, cell)


def is_doubtful(record: Record) -> bool:
    """Whether any text of a record may be one that a workbook cannot hold; of thousands of rows, hardly one.

    What a tuple holds is looked for in its representation, in which control characters are escapes.
    """
    whole = "".join(map(str, record.values()))
    return len(whole) > MAX_CELL_CHARACTERS // 2 or UNWRITABLE.search(whole) is not None or "\\" in whole


def own_texts(ledger: Ledger) -> Iterator[tuple[Record, str, str]]:
    """The ledger's own texts, those of sheet 信息, with their fields."""
    for name, text in info_texts(ledger).items():
        yield ledger, name, text
    for key, text in ledger.info:
        yield ledger, key, text
        yield ledger, key, key


def texts_of(words: SheetWords, record: Record) -> Iterator[tuple[Record, str, str]]:
    """Every text of a record with its field."""
    for field in words.fields:
        yield record, field.name, text_of(getattr(record, field.name))
    if isinstance(record, Task):
        yield from other_columns(record)


def other_columns(task: Task) -> Iterator[tuple[Record, str, str]]:
    """The texts of the columns that staff added, and their headings."""
    for name, value in task.extra:
        field = f"extra/{name}" if task.origin.row.startswith("/") else name
        yield task, field, name
        yield task, field, text_of(value)


def units(text: str) -> int:
    """The length of a text as Excel counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def unwritable(place: Place, character: str) -> Problem:
    """A character that XML cannot hold."""
    return warning(
        "unwritable-characters",
        place,
        f"有看不见的控制字符（U+{ord(character):04X}），工作簿里存不下，将换成“\ufffd”",
        "请删去该字符后重新填写。",
    )


def too_long(place: Place, length: int) -> Problem:
    """A text longer than a cell may be."""
    return error(
        "text-too-long",
        place,
        f"文字太长（{length:,} 字），一个单元格最多 {MAX_CELL_CHARACTERS:,} 字",
        "请分成几条，或改为附件。",
    )
