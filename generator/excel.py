"""Excel's limits, each with its source, and the names of its cells; rows and columns count from 0."""

from __future__ import annotations

import re

# "Excel specifications and limits", Microsoft support
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELL_CHARACTERS = 32_767
MAX_NUMBER = 9.99999999999999e307
EXACT = 2.0**53
"""Whole numbers up to it are floats exactly (IEEE 754, binary64), which all numbers of a workbook are."""
MAX_ROW_HEIGHT_PT = 409.0
MAX_ROW_BREAKS = 1_023
MAX_SHEET_NAME = 31
MAX_HEADER_FOOTER_CHARACTERS = 255
MAX_FORMULA_CHARACTERS = 8_192
SHEET_NAME_FORBIDDEN = frozenset("[]:*?/\\")

# XML 1.0, 2.2 (Char)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that no workbook holds."""

# "Naming Files, Paths, and Namespaces", Microsoft Learn
FILE_NAME_FORBIDDEN = frozenset('<>:"/\\|?*')
WINDOWS_RESERVED_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")]
)
MAX_FILE_NAME_BYTES = 255
"""ext4 and most Linux file systems count bytes (a Chinese character is three); NTFS counts 255 UTF-16 units."""


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
