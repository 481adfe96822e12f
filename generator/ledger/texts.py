"""Texts of a Ledger that a workbook cannot hold: with characters that XML has not, or too long for a cell.

XML 1.0, 2.2 (Char); "Excel specifications and limits", Microsoft support.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

from generator.limits import MAX_CELL_CHARACTERS, UNWRITABLE
from generator.model import Answer, Department, Group, Ledger, Task
from generator.problems import Place, Problem, error, warning
from generator.vocabulary import SHEET_INFO

Record: TypeAlias = "Ledger | Task | Department | Group | Answer"
"""What texts stand in."""

CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
MAX_PLAIN = MAX_CELL_CHARACTERS // 2
"""Characters that no cell is too small for, however Excel counts them."""
PLAIN_TASK_FIELDS = (
    *("id", "number", "section", "item", "content", "units_text", "lead_text", "support_text", "deadline_text"),
    "remark",
)
DEPARTMENT_FIELDS = ("short", "full", "aliases", "categories", "contact", "phone", "email")
ANSWER_FIELDS = (
    *("task_id", "department", "state", "progress", "difficulties", "next_step", "filled_by", "filled_on", "source"),
)


def check_texts(ledger: Ledger, are_tasks_plain: bool = False) -> Iterator[Problem]:
    """Characters that will be replaced in workbooks (warnings), and texts that no cell holds (errors).

    Whoever knows that nothing of the kind is in the tasks says so.
    """
    if are_plain(other_texts(ledger)) and (are_tasks_plain or are_plain(task_texts(ledger.tasks))):
        return
    for record, name, text in texts_of(ledger):
        found = UNWRITABLE.search(text)
        if found:
            yield unwritable(place_of(record, name), found[0])
        if len(text) > MAX_PLAIN and (length := units(text)) > MAX_CELL_CHARACTERS:
            yield too_long(place_of(record, name), length)


def are_plain_bytes(strings: bytes) -> bool:
    """Whether nothing in the XML of shared strings can be a character that a workbook cannot hold.

    References to characters, Excel's own escapes, and encodings other than UTF-8 are not looked into: it says no.
    """
    if b"&" in strings and b"&#" in strings:  # a single byte is found so much faster that it is looked for first
        return False
    if (b"_" in strings and b"_x" in strings) or b"\xfe" in strings or b"\xff" in strings:
        return False
    return len(strings) == len(strings.translate(None, CONTROLS)) and not has_noncharacters(strings)


def has_noncharacters(data: bytes) -> bool:
    """Whether a text in UTF-8 has one of the characters that XML has not, both of which begin alike."""
    return NONCHARACTERS[0][:2] in data and any(each in data for each in NONCHARACTERS)


def has_no_texts(sheet: bytes) -> bool:
    """Whether the XML of a worksheet has no texts of its own (ECMA-376 part 1, 18.18.11: inlineStr and str)."""
    return not (b"Str" in sheet or b'"str"' in sheet or (b"'" in sheet and b"'str'" in sheet))


def are_plain(texts: Iterable[str]) -> bool:
    """Whether no text can have anything wrong: all that differ looked at together, at the speed of bytes."""
    held = set(texts)
    if max(map(len, held), default=0) > MAX_PLAIN:
        return False
    try:
        data = "\n".join(held).encode()
    except UnicodeEncodeError:  # a surrogate
        return False
    return len(data) == len(data.translate(None, CONTROLS)) and not has_noncharacters(data)


def other_texts(ledger: Ledger) -> Iterator[str]:
    """Every text of a ledger but those of its tasks."""
    yield from (ledger.title, ledger.issuer, ledger.note, *chain.from_iterable(ledger.info))
    records = (*ledger.departments, *ledger.groups, *ledger.returns)
    for value in chain.from_iterable([each.values() for each in records]):
        yield value if isinstance(value, str) else "、".join(value)
    for repair in ledger.repairs:
        yield from (repair.place, repair.before, repair.after, repair.reason)


def task_texts(tasks: Sequence[Task]) -> Iterator[str]:
    """Every text of the tasks."""
    yield from chain.from_iterable(map(attrgetter(*PLAIN_TASK_FIELDS), tasks))
    for task in tasks:
        for name, value in task.extra:
            yield name
            if isinstance(value, str):
                yield value


def place_of(record: Record, name: str) -> Place:
    """Where a field of a record stands; the ledger's own are those of sheet 信息."""
    if not isinstance(record, Ledger):
        return record.origin.place(name)
    cell = record.origin.cells.get(name, "")
    return Place(record.origin.file, "" if cell.startswith("/") else SHEET_INFO, cell)


def texts_of(ledger: Ledger) -> Iterator[tuple[Record, str, str]]:
    """Every text with the record that holds it and its field there."""
    for name in ("title", "issuer", "note"):
        yield ledger, name, getattr(ledger, name)
    for key, text in ledger.info:
        yield ledger, key, text
        yield ledger, key, key
    for task in ledger.tasks:
        for name in PLAIN_TASK_FIELDS:
            yield task, name, getattr(task, name)
        for name, value in task.extra:
            field = f"extra/{name}" if task.origin.row.startswith("/") else name
            yield task, field, name
            if isinstance(value, str):
                yield task, field, value
    for records, names in ((ledger.departments, DEPARTMENT_FIELDS), (ledger.returns, ANSWER_FIELDS)):
        for record in records:
            for name in names:
                value = getattr(record, name)
                yield record, name, "、".join(value) if isinstance(value, tuple) else value
    for group in ledger.groups:
        yield group, "wording", group.wording
        yield group, "members", "、".join(group.members)
    for repair in ledger.repairs:
        for text in (repair.place, repair.before, repair.after, repair.reason):
            yield ledger, "", text


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
