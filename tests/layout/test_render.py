"""What LibreOffice prints is what layout foretold: as many pages, a heading on each, every text whole in its cell."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from generator.layout import lay_out
from generator.lengths import CharWidth, Px, pt_from_inch, pt_from_px, px_from_char_width
from generator.model import Book, Column, Row, RowForm, Sheet, Table
from generator.writer import write
from tests.layout.tables import A4, LABEL, TEXT, book, heading_row, table
from tests.rendering import convert

pytestmark = pytest.mark.render
WORKBOOKS, TABLES_EACH = 6, 7


@dataclass(frozen=True)
class Cell:
    """A printed cell: its box in points and the text that must stand in it."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def cells_of_page(sheet: Sheet, page: range) -> list[Cell]:
    """The cells of one page, merged ones as one, where they print."""
    lefts = [pt_from_inch(sheet.page.left)]
    for column in sheet.columns:
        lefts.append(lefts[-1] + pt_from_px(px_from_char_width(column.width, Px(8))))
    top = pt_from_inch(sheet.page.top)
    printed = [*(range(*sheet.print_titles) if page.start and sheet.print_titles else ()), *page]
    tops = [top]
    for row in printed:
        tops.append(tops[-1] + (sheet.rows[row].height or 0))
    covered = {}
    for merge in sheet.merges:
        for row in range(merge.first_row, merge.last_row):
            for column in range(merge.first_column, merge.last_column):
                covered[row, column] = merge
    found = []
    for place, row in enumerate(printed):
        for column in range(len(sheet.columns)):
            merge = covered.get((row, column))
            if merge and (merge.first_row, merge.first_column) != (row, column):
                continue
            last_row = place + (merge.last_row - row if merge else 1)
            last_column = merge.last_column if merge else column + 1
            text = str(sheet.rows[row].values[column] or "")
            found.append(Cell(lefts[column], tops[place], lefts[last_column], tops[last_row], text))
    return found


def plain(text: str) -> str:
    """The characters that every font has."""
    return "".join(char for char in text if "\x21" <= char <= "\x7e" or "\u4e00" <= char <= "\u9fff")


def wrong_cells(sheet: Sheet, page: range, printed: pdfplumber.page.Page) -> list[str]:
    """The texts that do not stand whole inside their cell."""
    glyphs = [
        (glyph["x0"], glyph["top"], glyph["x1"], glyph["bottom"], unicodedata.normalize("NFKC", glyph["text"]))
        for glyph in printed.chars
        if plain(unicodedata.normalize("NFKC", glyph["text"]))
    ]
    wrong = []
    for cell in cells_of_page(sheet, page):
        inside = [
            glyph
            for glyph in glyphs
            if cell.left <= (glyph[0] + glyph[2]) / 2 < cell.right
            and cell.top <= (glyph[1] + glyph[3]) / 2 < cell.bottom
        ]
        text = sorted(plain("".join(glyph[4] for glyph in inside)))
        middle = [(glyph[1] + glyph[3]) / 2 for glyph in inside]
        cut = any(glyph[0] < cell.left - 0.5 or glyph[2] > cell.right + 0.5 for glyph in inside) or any(
            y - 5 < cell.top or y + 5 > cell.bottom for y in middle
        )
        if text != sorted(plain(unicodedata.normalize("NFKC", cell.text))) or cut:
            wrong.append(f"{'cut' if cut else 'text'}: {cell.text[:40]!r}")
    return wrong


SHARED = Path(__file__).parents[3] / "shared" / "cases" / "ledgers"


def real_table(path: Path) -> Table | None:
    """A real ledger as it was cut from its PDF: the first column of labels merged, line breaks in cells kept."""
    source = json.loads(path.read_text("utf-8"))
    if "rows" not in source:
        return None
    body = [row["cells"] for row in source["rows"] if row["cells"] != source["columns"]]
    count = len(source["columns"])
    form = RowForm(
        (LABEL,) + (TEXT,) * (count - 1),
        (1,) * count,
        ("repeat",) + (None,) * (count - 1),
        ("",) * count,
        (False,) * count,
        None,
        "band",
        1,
    )
    rows, label = [heading_row(count)], ""
    for number, cells in enumerate(body):
        label = cells[1] or label
        values = (label, *(cells[n] or None for n in range(1, count)))
        rows.append(Row(form, values, (label, *(None,) * (count - 1)), (), False, f"T{number}"))
    widths = [12, *([103 / (count - 1)] * (count - 1))]
    columns = tuple(Column(CharWidth(round(width, 2))) for width in widths)
    return Table(path.stem[:31], columns, tuple(rows), print_titles=(0, 1), page=A4)


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> list[tuple[Book, Path]]:
    folder = tmp_path_factory.mktemp("print")
    books = []
    for number in range(WORKBOOKS):
        tables = [table(number * 100 + n, most_rows=60, longest=900, name=f"表{n}") for n in range(TABLES_EACH)]
        laid, _ = lay_out(book(*tables))
        write(laid, folder / f"b{number}.xlsx")
        books.append(laid)
    real = [made for path in sorted(SHARED.glob("*.json")) if (made := real_table(path))] if SHARED.is_dir() else []
    if real:
        laid, _ = lay_out(book(*real))
        write(laid, folder / f"b{len(books)}.xlsx")
        books.append(laid)
    pdfs = convert([folder / f"b{number}.xlsx" for number in range(len(books))], folder)
    return list(zip(books, pdfs, strict=True))


def test_tables_print_as_they_were_laid_out(printed):
    wrong: list[str] = []
    tried = 0
    for laid, path in printed:
        with pdfplumber.open(path) as document:
            assert len(document.pages) == laid.page_count, path.name
            number = 0
            for sheet in laid.sheets:
                for first, last in pairwise([0, *sheet.breaks, len(sheet.rows)]):
                    wrong += wrong_cells(sheet, range(first, last), document.pages[number])
                    number += 1
                    tried += 1
    assert tried >= 40
    assert wrong == []
