"""A workbook to blocks: a table for each visible sheet; merged cells are covered from above or from the left.

A workbook of our own says in its mark which cells a page's end cut in two: they come back as the one cell they were.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from generator import hidden_sheet
from generator.documents.blocks import HIDDEN_TEXT, STRUCK, Block, Doubt, Paragraph, Picture
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, refuse_beyond
from generator.model import LABEL_CONTINUED
from generator.system.number_formats import as_shown


def read_spreadsheet(data: bytes) -> list[Block]:
    """The visible sheets that have cells; empty rows and columns at their edges left out."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(as_shown(data)), data_only=True)
    blocks: list[Block] = []
    continued = continued_cells(workbook)
    is_ours = mark_in(workbook) is not None
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            if sheet.title != hidden_sheet.SHEET_NAME:
                blocks.append(Paragraph(f"（隐藏的工作表“{sheet.title}”）", sheet.title, aside="隐藏的工作表，没有读"))
        else:
            lines = lines_of(sheet, continued.get(sheet.title, frozenset()))
            if lines:
                blocks.append(Grid(lines, name=sheet.title))
                blocks += [] if is_ours else looks_of(sheet)
    return blocks if is_ours else [*blocks, *drawn(data)]


NOTES = "批注"
SHAPES = "图形里的文字，没有读"
DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
SHAPE_TEXT = re.compile(r"<a:t>([^<]+)</a:t>")


def drawn(data: bytes) -> Iterator[Block]:
    """What is drawn over the cells of a workbook: the text of shapes, and that there are pictures."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        texts = [
            unescape("".join(SHAPE_TEXT.findall(archive.read(name).decode("utf-8", "replace"))))
            for name in names
            if DRAWING.fullmatch(name)
        ]
        if any(name.startswith("xl/media/") for name in names):
            yield Picture("工作簿")
    yield from (Paragraph(" ".join(text.split()), "工作簿", aside=SHAPES) for text in texts if text.strip())


HIDDEN_ROW = "这一行是隐藏的（或被筛选掉），仍按原文读入，请核对是否还有效"


def looks_of(sheet: Any) -> Iterator[Block]:
    """What the look of a sheet says: columns that are hidden and not read, rows hidden, cells struck through."""
    columns = hidden_columns(sheet)
    texts, notes = [], []
    for row in sheet.iter_rows():
        notes += [cell.comment.text for cell in row if cell.comment is not None]
        filled = [cell for cell in row if cell.value is not None]
        texts += [text_of(cell.value, cell.number_format) for cell in filled if cell.column in columns]
        read = [cell for cell in filled if cell.column not in columns]
        place = f"{sheet.title}第{row[0].row}行"
        if read and sheet.row_dimensions[row[0].row].hidden:
            yield Doubt(place, " ".join(text_of(cell.value, cell.number_format) for cell in read), HIDDEN_ROW)
        struck = [text_of(cell.value, cell.number_format) for cell in read if cell.has_style and cell.font.strike]
        if struck:
            yield Doubt(place, " ".join(struck), STRUCK)
    if texts:
        yield Paragraph(" ".join(texts), f"{sheet.title}的隐藏列", aside=HIDDEN_TEXT)
    if notes:
        yield Paragraph(" | ".join(" ".join(note.split()) for note in notes), sheet.title, aside=NOTES)


def hidden_columns(sheet: Any) -> set[int]:
    """The columns of a sheet that are hidden."""
    return {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min, min(dimension.max, sheet.max_column) + 1)
    }


def mark_of(path: Path) -> hidden_sheet.Mark | None:
    """The mark of a workbook that this program made; None for any other file."""
    if path.suffix.lower() != ".xlsx":
        return None
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            if f'name="{hidden_sheet.SHEET_NAME}"'.encode() not in archive.read("xl/workbook.xml"):
                return None
        book = openpyxl.load_workbook(path, read_only=True)
        try:
            return mark_in(book)
        finally:
            book.close()
    except (OSError, KeyError, zipfile.BadZipFile, ValueError, RuntimeError):
        return None


def mark_in(workbook: Any) -> hidden_sheet.Mark | None:
    """What the hidden sheet of a workbook of ours says."""
    if hidden_sheet.SHEET_NAME not in workbook.sheetnames:
        return None
    return hidden_sheet.from_rows(workbook[hidden_sheet.SHEET_NAME].iter_rows(values_only=True))


def continued_cells(workbook: Any) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet → the cells (row, column, from 1) that go on from the page before, by the mark of our own workbooks."""
    ours = mark_in(workbook)
    sheets = ours.sheets if ours else ()
    return {
        sheet.name: frozenset((row.index + 1, column + 1) for row in sheet.rows for column in row.continued)
        for sheet in sheets
    }


def goes_on(text: str, above: str) -> bool:
    """Whether a cell at a page's start still shows what the one it continues does: nobody wrote into it since."""
    return not text or text.removesuffix(LABEL_CONTINUED) == above


def lines_of(sheet: Any, continued: frozenset[tuple[int, int]] = frozenset()) -> tuple[Line, ...]:
    """The rows of a sheet that hold anything."""
    refuse_beyond(sheet.max_row, sheet.max_column)
    covered: dict[tuple[int, int], Cell] = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, sheet.max_row) + 1):
            for column in range(merged.min_col, min(merged.max_col, sheet.max_column) + 1):
                if (row, column) != (merged.min_row, merged.min_col):
                    covered[row, column] = COVERED_FROM_LEFT if column > merged.min_col else COVERED_FROM_ABOVE
    breaks = {page_break.id + 1 for page_break in sheet.row_breaks.brk}
    hidden = hidden_columns(sheet)
    lines = []
    pending = False
    shown: dict[int, str] = {}
    for row in sheet.iter_rows():
        pending = pending or row[0].row in breaks
        for cell in row:
            text = text_of(cell.value, cell.number_format)
            if (cell.row, cell.column) in continued and goes_on(text, shown.get(cell.column, "")):
                covered[cell.row, cell.column] = COVERED_FROM_ABOVE
            elif text:
                shown[cell.column] = text
        cells = tuple(
            covered.get((cell.row, cell.column)) or Cell(text_of(cell.value, cell.number_format))
            for cell in row
            if cell.column not in hidden
        )
        if any(not cell.is_empty for cell in cells):
            lines.append(Line(cells, f"{sheet.title}第{row[0].row}行", pending))
            pending = False
    return trimmed(lines)


def trimmed(lines: list[Line]) -> tuple[Line, ...]:
    """The lines without the columns at either edge that are empty in all of them."""
    used = [n for line in lines for n, cell in enumerate(line.cells) if not cell.is_empty or cell.from_left]
    if not used:
        return ()
    first, last = min(used), max(used) + 1
    return tuple(Line(line.cells[first:last], line.place, line.begins_part) for line in lines)


QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""What a number format says in words of its own."""


def text_of(value: object, number_format: str = "General") -> str:
    """A value as staff see it: a date as far as its format shows it, for 2023年6月 is kept as the first of June."""
    from datetime import date

    if value is None:
        return ""
    shown = QUOTED.sub("", number_format.split(";")[0]).lower()
    if isinstance(value, int | float) and shown.endswith("%"):
        return f"{value * 100:.{shown.partition('.')[2].count('0')}f}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        year = f"{value.year}年" if "y" in shown or "d" not in shown else ""
        return f"{year}{value.month}月" + (f"{value.day}日" if "d" in shown or "m" not in shown else "")
    return str(value)
