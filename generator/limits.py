"""Limits of the file format and of its readers, each with its source."""

from __future__ import annotations

# "Excel specifications and limits", Microsoft support
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELL_CHARACTERS = 32_767
MAX_NUMBER = 9.99999999999999e307
MAX_ROW_HEIGHT_PT = 409.0
MAX_ROW_BREAKS = 1_023
MAX_SHEET_NAME = 31
MAX_HEADER_FOOTER_CHARACTERS = 255
MAX_FORMULA_CHARACTERS = 8_192
SHEET_NAME_FORBIDDEN = frozenset("[]:*?/\\")

# "Naming Files, Paths, and Namespaces", Microsoft Learn
FILE_NAME_FORBIDDEN = frozenset('<>:"/\\|?*')
WINDOWS_RESERVED_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")]
)
MAX_FILE_NAME_BYTES = 255
"""ext4 and most Linux file systems count bytes (a Chinese character is three); NTFS counts 255 UTF-16 units."""
