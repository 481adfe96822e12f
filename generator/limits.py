"""Limits of the file format and of its readers, each with its source."""

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
SHEET_NAME_FORBIDDEN = frozenset("[]:*?/\\")

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has not (XML 1.0, 2.2, Char)."""

# "Naming Files, Paths, and Namespaces", Microsoft Learn
FILE_NAME_FORBIDDEN = frozenset('<>:"/\\|?*')
WINDOWS_RESERVED_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")]
)
MAX_FILE_NAME_BYTES = 255
"""ext4 and most Linux file systems count bytes (a Chinese character is three); NTFS counts 255 UTF-16 units."""
