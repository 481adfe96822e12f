"""Formulas of a template to formulas of the filled sheet: their references follow the rows.

A reference to a row of the same turn of a loop stays in that turn; a range over rows of a band becomes all rows they
became (within the turn of a common outer loop: that makes subtotals). Columns never move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from generator.excel import MAX_COLUMNS, MAX_ROWS, column_index
from generator.model import Range
from generator.template.filling.row_map import Stretch

CORNER = r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})"
REFERENCE = re.compile(rf"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?{CORNER}(?::{CORNER})?")
ROWS = re.compile(r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?(\$?)(\d{1,7}):(\$?)(\d{1,7})")
NOTHING = "0"
"""What a range over a band that gave no rows becomes: SUM and the like then give nothing."""


class Reference(Struct, frozen=True):
    """A reference in a formula: rows [first, last) with their ``$`` and column texts."""

    sheet: str
    first_row: int
    last_row: int
    first: str
    """Column of the first corner with its ``$``; empty in a reference to whole rows."""
    last: str
    """The same for the last corner; None-like (“-”) for a single cell."""
    row_marks: tuple[str, str]

    @property
    def is_range(self) -> bool:
        """More than one cell was written."""
        return self.last != SINGLE

    @property
    def range(self) -> Range | None:
        """The cells."""
        if not self.first:
            return None
        first = column_index(self.first.replace("$", ""))
        last = column_index(self.last.replace("$", "")) + 1 if self.is_range else first + 1
        return Range(self.first_row, first, self.last_row, last)

    def text(self, sheet: str, first_row: int, last_row: int) -> str:
        """The reference with other rows, half-open."""
        start = f"{self.first}{self.row_marks[0]}{first_row + 1}"
        end = f":{self.last}{self.row_marks[1]}{last_row}" if self.is_range else ""
        return f"{quoted_sheet(sheet)}!{start}{end}" if sheet else start + end


SINGLE = "-"


@lru_cache(maxsize=1024)
def parse_reference(text: str) -> Reference | None:
    """A reference to cells or rows; None for names, whole columns, other workbooks and whatever else."""
    cells = REFERENCE.fullmatch(text.lstrip("="))
    if cells:
        mark, column, row_mark, row, last_mark, last_column, last_row_mark, last_row = cells.groups()[1:]
        if int(row) > MAX_ROWS or column_index(column) >= MAX_COLUMNS:
            return None
        first, last = int(row) - 1, int(last_row or row)
        end = f"{last_mark}{last_column}" if last_column else SINGLE
        return Reference(
            sheet_name(cells["sheet"]),
            min(first, last - 1),
            max(first + 1, last),
            mark + column,
            end,
            (row_mark, last_row_mark or ""),
        )
    rows = ROWS.fullmatch(text.lstrip("="))
    if rows:
        first_mark, first_row, end_mark, end_row = rows.groups()[1:]
        return Reference(sheet_name(rows["sheet"]), int(first_row) - 1, int(end_row), "", "", (first_mark, end_mark))
    return None


def sheet_name(text: str | None) -> str:
    """A sheet's name without its quotes."""
    if not text:
        return ""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas write it."""
    if re.fullmatch(r"[^\W\d]\w*", name) and not REFERENCE.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


Parts: TypeAlias = "tuple[str | Reference, ...]"
"""A formula as texts and references, in order."""


def parts_of(formula: str) -> Parts:
    """The parts of a formula; together they are its text."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    lead = "=" if formula.startswith("=") else ""
    parts: list[str | Reference] = [lead] if lead else []
    for token in Tokenizer("=" + formula.removeprefix("=")).items:
        reference = None
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            reference = parse_reference(token.value)
        parts.append(reference or token.value)
    return tuple(parts)


class Target(Struct, frozen=True):
    """A filled sheet: its name and where its rows came from."""

    name: str
    stretch: Stretch


class Rewriter(Struct):
    """Rewrites the formulas of one filled sheet.

    `targets` are the filled sheets by the names of their pages, `known` the parts of the template's formulas.
    """

    page: str
    targets: Mapping[str, Target]
    known: Mapping[str, Parts]

    def formula(self, text: str, row: int | None) -> str:
        """A formula that stands at a table row (None: a name, which stands nowhere)."""
        return "".join(self.parts(text, row))

    def parts(self, text: str, row: int | None) -> Iterator[str]:
        """The pieces of a formula, its references moved."""
        for part in self.known[text]:
            yield part if isinstance(part, str) else self.reference(part, row)

    def reference(self, reference: Reference, row: int | None) -> str:
        """A reference, moved."""
        page = reference.sheet or self.page
        target = self.targets.get(page)
        if target is None:
            return reference.text(reference.sheet, reference.first_row, reference.last_row)
        here = row if page == self.page else None
        found = target.stretch.span(reference.first_row, reference.last_row, here, reference.is_range)
        if found is None:
            return NOTHING
        return reference.text(target.name if reference.sheet else "", *found)
