"""References of formulas (``'表 1'!D$5:D5``) to their parts: ECMA-376 part 1, 18.17.2.2."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from generator.excel import MAX_COLUMNS, MAX_ROWS, column_index, quoted_sheet
from generator.model import CellUse, Range

CORNER = r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})"
SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?"
CELLS = re.compile(rf"{SHEET}{CORNER}(?::{CORNER})?")
ROWS = re.compile(rf"{SHEET}(\$?)(\d{{1,7}}):(\$?)(\d{{1,7}})")


class Reference(Struct, frozen=True):
    """A reference in a formula, to template rows [first_row, last_row)."""

    sheet: str
    first_row: int
    last_row: int
    columns: tuple[str, str]
    """Columns of its corners with their ``$``; the second is empty for one cell, both for whole rows."""
    marks: tuple[str, str]
    """The ``$`` of its corners' rows."""
    use: CellUse = "area"
    level: int = 0
    most: int = 1
    name: str = ""
    """The name that was written for it."""

    @property
    def is_range(self) -> bool:
        """Whether more than one cell was written."""
        return bool(self.columns[1]) or not self.columns[0]

    @property
    def range(self) -> Range | None:
        """The cells; None for whole rows."""
        first, last = (column.replace("$", "") for column in self.columns)
        if not first:
            return None
        return Range(self.first_row, column_index(first), self.last_row, column_index(last or first) + 1)

    @property
    def text(self) -> str:
        """The reference as it was written."""
        if self.name:
            return self.name
        (first, last), (mark, last_mark) = self.columns, self.marks
        end = f":{last}{last_mark}{self.last_row}" if self.is_range else ""
        prefix = f"{quoted_sheet(self.sheet)}!" if self.sheet else ""
        return f"{prefix}{first}{mark}{self.first_row + 1}{end}"


@lru_cache(maxsize=1024)
def parse_reference(text: str) -> Reference | None:
    """A reference to cells or rows; None for names, whole columns, other workbooks and whatever else."""
    cells = CELLS.fullmatch(text.lstrip("="))
    if cells:
        mark, column, row_mark, row, end_mark, end_column, end_row_mark, end_row = cells.groups()[1:]
        last = f"{end_mark}{end_column}" if end_column else ""
        corners = ((f"{mark}{column}", row_mark or "", int(row)), (last, end_row_mark or "", int(end_row or row)))
        if column_index(column) >= MAX_COLUMNS:
            return None
    else:
        rows = ROWS.fullmatch(text.lstrip("="))
        if not rows:
            return None
        row_mark, row, end_row_mark, end_row = rows.groups()[1:]
        corners = (("", row_mark, int(row)), ("", end_row_mark, int(end_row)))
    (first, row_mark, low), (last, end_row_mark, high) = corners
    if max(low, high) > MAX_ROWS or min(low, high) < 1:
        return None
    if low > high:
        (low, row_mark), (high, end_row_mark) = (high, end_row_mark), (low, row_mark)
    sheet = sheet_name((cells or rows)["sheet"])  # type: ignore[index]
    return Reference(
        sheet=sheet, first_row=low - 1, last_row=high, columns=(first, last), marks=(row_mark, end_row_mark)
    )


def sheet_name(text: str | None) -> str:
    """A sheet's name without its quotes."""
    if not text:
        return ""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text
