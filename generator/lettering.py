"""Rows and columns (from 0) to the names that users see."""

from __future__ import annotations


def column_letters(index: int) -> str:
    """A column's letters: 0 → ``A``, 26 → ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A cell's name: (3, 2) → ``C4``."""
    return f"{column_letters(column)}{row + 1}"
