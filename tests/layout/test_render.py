"""What LibreOffice prints is what layout foretold: as many pages, a heading on each, every text whole in its cell."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from generator.layout import lay_out
from generator.lengths import Px, pt_from_inch, pt_from_px, px_from_char_width
from generator.model import Book, Sheet
from generator.writer import write
from tests.layout.tables import book, table
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


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> list[tuple[Book, Path]]:
    folder = tmp_path_factory.mktemp("print")
    books = []
    for number in range(WORKBOOKS):
        tables = [table(number * 100 + n, most_rows=60, longest=900, name=f"表{n}") for n in range(TABLES_EACH)]
        laid, _ = lay_out(book(*tables))
        write(laid, folder / f"b{number}.xlsx")
        books.append(laid)
    pdfs = convert([folder / f"b{number}.xlsx" for number in range(len(books))], folder)
    return list(zip(books, pdfs, strict=True))


def wrong_pages(laid: Book, pdf: Path) -> list[str]:
    """What does not stand whole in its cell, on any page of a workbook that was printed."""
    wrong = []
    with pdfplumber.open(pdf) as document:
        assert len(document.pages) == laid.page_count, pdf.name
        pages = iter(document.pages)
        for sheet in laid.sheets:
            for first, last in pairwise([0, *sheet.breaks, len(sheet.rows)]):
                wrong += wrong_cells(sheet, range(first, last), next(pages))
    return wrong


def test_tables_print_as_they_were_laid_out(printed):
    assert sum(laid.page_count for laid, _ in printed) >= 40
    assert [cell for laid, pdf in printed for cell in wrong_pages(laid, pdf)] == []
