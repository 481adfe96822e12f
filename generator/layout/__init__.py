"""Tables to sheets: everything final, heights, pages and spans."""

from __future__ import annotations

from generator.layout.pages import lay_out_table
from generator.lengths import Px
from generator.model import Book, TableBook
from generator.problems import Problem


def lay_out(book: TableBook) -> tuple[Book, tuple[Problem, ...]]:
    digit = Px(round(book.styles[0].font.size * 96 / 72 / 2))
    sheets = tuple(lay_out_table(table, book.styles, digit) for table in book.tables)
    return Book(sheets, book.styles, book.names, book.title), ()
