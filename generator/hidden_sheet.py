"""What the very hidden sheet `_taizhang` of our workbooks says: which workbook this is, and what its cells show.

It is written as rows of text, so that any program keeps it when it saves the file, and by it a returned copy is known
whatever it is called now. Rows: ``taizhang | format``, ``ledger | title``, ``edition | number``, ``template | name``,
``department | short name``, ``round | name`` (where there is one) and, for each sheet, ``sheet | name``,
``column | index | field | heading | input`` and ``rows | JSON``: as many rows as one cell holds, each
``[index, task id, part, parts, columns that go on, 1 if nothing is to be filled in, row of the band]``, empty ends left
out; indexes count from 0 as the file was written. A cell for each row would make the mark as large as the ledger. Where
a column is filled in in several rows of a band, a sixth cell of ``column`` says in which. In a sheet with
cells to fill in, ``beside | index | heading | JSON`` stands for each column that neither the ledger holds nor anybody
fills in: for each of those rows a checksum of its text, so that what was typed over it is seen.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Book, Sheet, SheetRow
from generator.vocabulary import ANSWERED, COMPARED, SHEET_MARK, TASK_VIEW_FIELDS, names

SHEET_NAME = SHEET_MARK
FORMAT = "2"
ROWS_A_CELL = 30_000
"""Characters of JSON in one cell; Excel keeps 32,767."""


class MarkedColumn(Struct, frozen=True):
    """A column that shows a field: `field` is its name (``content``) or a pattern (``{number}.{content}``)."""

    index: int
    field: str
    heading: str
    """The text of the heading over it: by it the column is found again after columns were inserted or moved."""
    is_input: bool
    band_row: int = 0
    """In which row of a band it is, from 1, if its column is filled in and shows something else in another; else 0."""


class MarkedRow(Struct, frozen=True, gc=False):
    """A row that shows a task, or the `part`-th of its `parts` where the row was divided (0 of 0: whole).

    `continued` are the columns whose cell goes on from the page before.
    """

    index: int
    task_id: str
    part: int = 0
    parts: int = 0
    continued: tuple[int, ...] = ()
    asks_nothing: bool = False
    """Whether nothing is to be filled in beside it, though the sheet has columns for that (上期 below a task)."""
    band_row: int = 0
    """Which row of a band it is, from 1, if a column that is filled in shows something else in another row."""


class MarkedBeside(Struct, frozen=True):
    """A column that only shows what no column of the ledger holds (角色, 其他单位), with what it showed."""

    index: int
    heading: str
    sums: tuple[int, ...] = ()
    """Of each row of the sheet (`checksum`)."""


class MarkedSheet(Struct, frozen=True, dict=True):
    """What the cells of one sheet show."""

    name: str
    columns: tuple[MarkedColumn, ...] = ()
    rows: tuple[MarkedRow, ...] = ()
    beside: tuple[MarkedBeside, ...] = ()

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The patterns that are filled in."""
        return frozenset(column.field for column in self.columns if column.is_input)


class Mark(Struct, frozen=True):
    """Which workbook it is: of what ledger, edition and template, for which department (empty: nobody's own)."""

    ledger: str
    edition: int
    template: str
    department: str = ""
    sheets: tuple[MarkedSheet, ...] = ()
    round: str = ""
    """The 期次 in which it asks; empty before the first, and in the marks of programs that knew none."""

    def as_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the hidden sheet."""
        rows: list[tuple[str, ...]] = [
            ("taizhang", FORMAT),
            ("ledger", self.ledger),
            ("edition", str(self.edition)),
            ("template", self.template),
            ("department", self.department),
        ]
        rows += [("round", self.round)] if self.round else []
        for sheet in self.sheets:
            rows.append(("sheet", sheet.name))
            rows += (
                (
                    *("column", str(each.index), each.field, each.heading, "1" if each.is_input else "0"),
                    *([str(each.band_row)] if each.band_row else ()),
                )
                for each in sheet.columns
            )
            rows += (("rows", f"[{text}]") for text in packed(map(as_json, sheet.rows)))
            rows += (
                ("beside", str(each.index), each.heading, f"[{text}]")
                for each in sheet.beside
                for text in packed(map(str, each.sums))
            )
        return tuple(rows)


def from_rows(rows: Iterable[Sequence[object]]) -> Mark | None:
    """The mark that rows of text hold; None where they are not ours, or not whole."""
    head: dict[str, str] = {}
    sheets: list[MarkedSheet] = []
    columns: list[MarkedColumn] = []
    lines: list[MarkedRow] = []
    beside: dict[tuple[int, str], tuple[int, ...]] = {}

    def close() -> None:
        if sheets:
            others = tuple(MarkedBeside(*key, sums) for key, sums in beside.items())
            sheets[-1] = MarkedSheet(sheets[-1].name, tuple(columns), tuple(lines), others)
            columns.clear()
            lines.clear()
            beside.clear()

    try:
        for row in rows:
            kind, *rest = (as_text(cell) for cell in row)
            if kind == "sheet":
                close()
                sheets.append(MarkedSheet(rest[0]))
            elif kind == "column":
                band_row = int(rest[4] or 0) if len(rest) > 4 else 0
                columns.append(MarkedColumn(int(rest[0]), rest[1], rest[2], rest[3] == "1", band_row))
            elif kind == "rows":
                lines += unpacked(rest[0])
            elif kind == "beside":
                key = int(rest[0]), rest[1]
                beside[key] = (*beside.get(key, ()), *map(int, json.loads(rest[2])))
            elif kind:
                head[kind] = rest[0] if rest else ""
        close()
        if head.get("taizhang") != FORMAT:
            return None
        edition, template, department = int(head["edition"]), head["template"], head["department"]
        return Mark(head["ledger"], edition, template, department, tuple(sheets), head.get("round", ""))
    except (ValueError, IndexError, KeyError, TypeError):
        return None


def packed(texts: Iterable[str]) -> Iterator[str]:
    """Texts of rows with commas between them, as many together as fit into a cell."""
    held: list[str] = []
    size = 0
    for text in texts:
        if held and size + len(text) > ROWS_A_CELL:
            yield ",".join(held)
            held, size = [], 0
        held.append(text)
        size += len(text) + 1
    if held:
        yield ",".join(held)


def as_json(row: MarkedRow) -> str:
    """A row as JSON; most are whole, begin nothing anew and have a plain id."""
    if (
        not (row.part or row.parts or row.continued or row.asks_nothing or row.band_row)
        and row.task_id.isascii()
        and row.task_id.isalnum()
    ):
        return f'[{row.index},"{row.task_id}"]'
    values = [row.index, row.task_id, row.part, row.parts, row.continued, int(row.asks_nothing), row.band_row]
    while not values[-1] and len(values) > 2:
        values.pop()
    return json.dumps(values, separators=(",", ":"))


def unpacked(text: str) -> Iterator[MarkedRow]:
    """The rows of one cell; raises ValueError, TypeError or IndexError where it holds something else."""
    for values in json.loads(text):
        index, task_id, *rest = values
        part, parts = (*map(int, rest[:2]), 0, 0)[:2]
        continued = tuple(map(int, rest[2] if len(rest) > 2 else ()))
        asks_nothing, band_row = (*map(int, rest[3:5]), 0, 0)[:2]
        yield MarkedRow(int(index), str(task_id), part, parts, continued, bool(asks_nothing), band_row)


def as_text(cell: object) -> str:
    """A cell as text; a program that saved the file may have made numbers of our digits."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def marked_sheet(sheet: Sheet) -> MarkedSheet:
    """What the cells of a sheet show, from the forms that its rows were filled by."""
    rows = [(index, row) for index, row in enumerate(sheet.rows) if row.task_id]
    forms = {id(row.form): row.form for _, row in rows if row.form}.values()
    columns = {
        (index, field): MarkedColumn(index, field, heading_over(sheet, index), form.inputs[index])
        for form in forms
        for index, field in enumerate(form.fields)
        if field
    }
    marked = marked_rows(rows)
    if stacked := stacked_columns(rows):
        bands = {id(form): number for number, form in enumerate(forms, 1)}
        columns = {
            (index, field): replace(columns[index, field], band_row=number)
            for number, form in enumerate(forms, 1)
            for index, field in enumerate(form.fields)
            if field
        } | {key: column for key, column in columns.items() if key[0] not in stacked}
        marked = [replace(row, band_row=bands.get(id(own.form), 0)) for row, (_, own) in zip(marked, rows, strict=True)]
    if any(column.is_input for column in columns.values()):
        silent = [row.form is not None and not any(row.form.inputs) for _, row in rows]
        marked = [replace(row, asks_nothing=is_silent) for row, is_silent in zip(marked, silent, strict=True)]
    beside: tuple[MarkedBeside, ...] = ()
    if any(column.is_input for column in columns.values()):
        beside = tuple(beside_of(sheet, tuple(columns.values()), [index for index, _ in rows]))
    return MarkedSheet(sheet.name, tuple(columns.values()), tuple(marked), beside)


def stacked_columns(rows: Sequence[tuple[int, SheetRow]]) -> set[int]:
    """The columns that are filled in in one row of a band and show something else in another."""
    forms = {id(row.form): row.form for _, row in rows if row.form}
    filled = {index: form.fields[index] for form in forms.values() for index, is_in in enumerate(form.inputs) if is_in}
    if len(forms) < 2 or not filled:
        return set()
    return {
        index
        for _, row in rows
        for index, field in filled.items()
        if row.form and index < len(row.values) and row.values[index] not in (None, "")
        if not row.form.inputs[index]
    } | {
        index
        for form in forms.values()
        for index, is_in in enumerate(form.inputs)
        if is_in and form.fields[index] != filled[index]
    }


UNHELD = frozenset(names(TASK_VIEW_FIELDS)) - {*COMPARED, *ANSWERED, "id", "department"}
"""The fields of tasks of which nothing is remembered as it was sent: what is typed over them changes no field."""
FIELD = re.compile(r"\w+")


def beside_of(sheet: Sheet, columns: Sequence[MarkedColumn], rows: Sequence[int]) -> Iterator[MarkedBeside]:
    """The columns under a heading that show nothing that is remembered, with what they show in these rows."""
    held = {each.index for each in columns if each.is_input or UNHELD.isdisjoint(FIELD.findall(each.field))}
    spans = {
        (row, merge.first_column): merge.first_row
        for merge in sheet.merges
        for row in range(merge.first_row, merge.last_row)
    }
    for index in range(len(sheet.columns)):
        heading = heading_over(sheet, index)
        if index in held or not heading:
            continue
        shown = (sheet.rows[spans.get((row, index), row)].values for row in rows)
        sums = tuple(checksum(values[index] if index < len(values) else None) for values in shown)
        yield MarkedBeside(index, heading, sums)


NOTHING, UNKNOWN = 0, -1


def checksum(value: object) -> int:
    """Of the text that a cell shows, white space left out; `NOTHING` of a blank cell, `UNKNOWN` of other values."""
    if isinstance(value, bool) or not isinstance(value, (str, int, type(None))):
        return UNKNOWN
    text = "".join(str("" if value is None else value).split())
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) or 1 if text else NOTHING


def marked_rows(rows: Sequence[tuple[int, SheetRow]]) -> list[MarkedRow]:
    """Rows that show tasks, with their numbers."""
    if any(row.part for _, row in rows):
        return divided_rows(rows)
    return [MarkedRow(index, row.task_id, 0, 0, row.continued) for index, row in rows]


def divided_rows(rows: Sequence[tuple[int, SheetRow]]) -> list[MarkedRow]:
    """Rows of which some are parts: each says of how many."""
    parts: dict[int, int] = {}
    first = 0
    for position, (_, row) in enumerate(rows):
        if row.part <= 1:
            first = position
        parts[first] = row.part
    marked = []
    for position, (index, row) in enumerate(rows):
        if row.part <= 1:
            first = position
        marked.append(MarkedRow(index, row.task_id, row.part, parts[first], row.continued))
    return marked


def heading_over(sheet: Sheet, column: int) -> str:
    """The text of the heading rows (the print titles) over a column, white space left out."""
    first, last = sheet.print_titles or (0, 0)
    for row in reversed(sheet.rows[first:last]):
        text = "".join(str(row.values[column] or "").split()) if column < len(row.values) else ""
        if text:
            return text
    return ""


def mark_book(book: Book, ledger: str, edition: int, template: str, department: str = "", round_name: str = "") -> Mark:
    """The mark of a workbook that was laid out."""
    return Mark(ledger, edition, template, department, tuple(map(marked_sheet, book.sheets)), round_name)
