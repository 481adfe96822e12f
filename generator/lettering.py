"""Rows and columns (from 0) to the names that users see."""

from __future__ import annotations

import re


def column_letters(index: int) -> str:
    """A column's letters: 0 → ``A``, 26 → ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column of some letters: ``A`` → 0, ``aa`` → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def cell_name(row: int, column: int) -> str:
    """A cell's name: (3, 2) → ``C4``."""
    return f"{column_letters(column)}{row + 1}"


PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]?\d*[Cc]?\d*|TRUE|FALSE", re.IGNORECASE)
"""What would be a cell, in either way of naming them, or a truth value."""


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas write it."""
    if PLAIN_SHEET.fullmatch(name) and not LIKE_A_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"
