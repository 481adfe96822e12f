"""What the very hidden sheet `_taizhang` of our workbooks says: which workbook this is, and what its cells show.

It is written as rows of text, so that any program keeps it when it saves the file, and by it a returned copy is known
whatever it is called now. Rows: ``taizhang | format``, ``ledger | title``, ``edition | number``, ``template | name``,
``department | short name`` and, for each sheet, ``sheet | name``, ``column | index | field | heading | input`` and
``row | index | task id | part | parts | columns that go on``; indexes count from 0 as the file was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import Book, Sheet

SHEET_NAME = "_taizhang"
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class MarkedColumn:
    """A column that shows a field: `field` is its name (``content``) or a pattern (``{number}.{content}``)."""

    index: int
    field: str
    heading: str
    """The text of the heading over it: by it the column is found again after columns were inserted or moved."""
    is_input: bool


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row that shows a task, or the `part`-th of its `parts` where the row was divided (0 of 0: whole).

    `continued` are the columns whose cell goes on from the page before.
    """

    index: int
    task_id: str
    part: int = 0
    parts: int = 0
    continued: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """What the cells of one sheet show."""

    name: str
    columns: tuple[MarkedColumn, ...] = ()
    rows: tuple[MarkedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Which workbook it is: of what ledger, edition and template, for which department (empty: nobody's own)."""

    ledger: str
    edition: int
    template: str
    department: str = ""
    sheets: tuple[MarkedSheet, ...] = ()

    def as_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the sheet."""
        rows: list[tuple[str, ...]] = [
            ("taizhang", FORMAT),
            ("ledger", self.ledger),
            ("edition", str(self.edition)),
            ("template", self.template),
            ("department", self.department),
        ]
        for sheet in self.sheets:
            rows.append(("sheet", sheet.name))
            rows += (
                ("column", str(each.index), each.field, each.heading, "1" if each.is_input else "0")
                for each in sheet.columns
            )
            rows += (
                ("row", str(each.index), each.task_id, str(each.part), str(each.parts), *on(each.continued))
                for each in sheet.rows
            )
        return tuple(rows)


def from_rows(rows: Iterable[Sequence[object]]) -> Mark | None:
    """The mark that rows of text hold; None where they are not ours, or not whole."""
    head: dict[str, str] = {}
    sheets: list[MarkedSheet] = []
    columns: list[MarkedColumn] = []
    lines: list[MarkedRow] = []

    def close() -> None:
        if sheets:
            sheets[-1] = MarkedSheet(sheets[-1].name, tuple(columns), tuple(lines))
            columns.clear()
            lines.clear()

    try:
        for row in rows:
            kind, *rest = (as_text(cell) for cell in row)
            if kind == "sheet":
                close()
                sheets.append(MarkedSheet(rest[0]))
            elif kind == "column":
                columns.append(MarkedColumn(int(rest[0]), rest[1], rest[2], rest[3] == "1"))
            elif kind == "row":
                columns_on = tuple(map(int, rest[4].split())) if len(rest) > 4 else ()
                lines.append(MarkedRow(int(rest[0]), rest[1], int(rest[2]), int(rest[3]), columns_on))
            elif kind:
                head[kind] = rest[0] if rest else ""
        close()
        if head.get("taizhang") != FORMAT:
            return None
        return Mark(head["ledger"], int(head["edition"]), head["template"], head["department"], tuple(sheets))
    except (ValueError, IndexError, KeyError):
        return None


def on(columns: tuple[int, ...]) -> tuple[str, ...]:
    """The columns that go on as one text; nothing where there is none."""
    return (" ".join(map(str, columns)),) if columns else ()


def as_text(cell: object) -> str:
    """A cell as text; a program that saved the file may have made numbers of our digits."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def marked_sheet(sheet: Sheet) -> MarkedSheet:
    """What the cells of a sheet show, from the forms that its rows were filled by."""
    rows = [(index, row) for index, row in enumerate(sheet.rows) if row.task_id]
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
    forms = {id(row.form): row.form for _, row in rows if row.form}.values()
    columns = {
        (index, field): MarkedColumn(index, field, heading_over(sheet, index), form.inputs[index])
        for form in forms
        for index, field in enumerate(form.fields)
        if field
    }
    return MarkedSheet(sheet.name, tuple(columns.values()), tuple(marked))


def heading_over(sheet: Sheet, column: int) -> str:
    """The text of the heading rows (the print titles) over a column, white space left out."""
    first, last = sheet.print_titles or (0, 0)
    for row in reversed(sheet.rows[first:last]):
        text = "".join(str(row.values[column] or "").split()) if column < len(row.values) else ""
        if text:
            return text
    return ""


def mark_book(book: Book, ledger: str, edition: int, template: str, department: str = "") -> Mark:
    """The mark of a workbook that was laid out."""
    return Mark(ledger, edition, template, department, tuple(map(marked_sheet, book.sheets)))
