"""The bytes of a ledger's workbook to the cells of its sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import python_calamine
from msgspec import Struct
from msgspec.structs import replace

from generator.ledger.sheets import TITLE_ROWS, SheetCells, SheetRows, cells_of
from generator.system.number_formats import MONTHS, PERCENTAGES, as_shown
from generator.system.screening import panic_as_damage
from generator.vocabulary import RECORD_SHEETS, SHEET_ANSWERS, SHEET_INFO, SHEETS, TASK_FIELDS, by_heading


class Parsed(Struct, frozen=True):
    """The cells of the sheets of a ledger's workbook."""

    names: list[str]
    """Of all its sheets."""
    sheets: dict[str, SheetCells]
    info: Sequence[Sequence[object]] = ()
    """The rows of sheet 信息."""
    others: tuple[str, ...] = ()
    """Sheets that hold tasks and are not the ledger's."""


def parsed(data: bytes) -> Parsed | None:
    """The sheets of a workbook; None if it cannot be read.

    Strangers' workbooks are parsed by a process whose memory is limited (reading.py).
    """
    try:
        shown = as_shown(as_shown(data, MONTHS), PERCENTAGES, SHEET_ANSWERS)
        with panic_as_damage(), python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(shown)) as workbook:
            names = workbook.sheet_names
            sheets = {name: cells_in(workbook, name) for name in RECORD_SHEETS if name in names}
            has_info = SHEET_INFO in names
            info = workbook.get_sheet_by_name(SHEET_INFO).to_python(skip_empty_area=False) if has_info else []
            others = [name for name in names if name not in KNOWN and holds_tasks(workbook, name)]
            return Parsed(names, sheets, info, tuple(others))
    except (python_calamine.CalamineError, ValueError, KeyError):
        return None


KNOWN = frozenset(words.name for words in SHEETS)
TASK_HEADINGS = by_heading(TASK_FIELDS)
HEADING_ROWS = 10
"""Rows in which a heading is looked for."""


def holds_tasks(workbook: Any, name: str) -> bool:
    """Whether a sheet has the headings of a task and of its units, and rows below them."""
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=True, nrows=HEADING_ROWS + 1)
    for number, row in enumerate(rows[:HEADING_ROWS]):
        found = {TASK_HEADINGS.get("".join(str(cell).split())) for cell in row}
        if "content" in found and found & {"units_text", "lead_text"}:
            return any(cell != "" for below in rows[number + 1 :] for cell in below)
    return False


def sheet_of(parsed: Parsed, name: str, file: str = "") -> SheetRows:
    """A sheet with the fields of its columns."""
    return SheetRows(file, name, parsed.sheets[name], RECORD_SHEETS[name].fields)


def cells_in(workbook: Any, name: str) -> SheetCells:
    """One sheet's cells, from its first row and column on."""
    sheet = workbook.get_sheet_by_name(name)
    merged = tuple(sheet.merged_cell_ranges or ())
    return cells_of(sheet.to_python(skip_empty_area=False), merged, by_heading(RECORD_SHEETS[name].fields))


def top_of(workbook: Any, name: str) -> SheetCells:
    """The same without the rows far below the heading, of which there may be a hundred thousand."""
    sheet = workbook.get_sheet_by_name(name)
    first, last = sheet.start or (0, 0), sheet.end or (-1, -1)
    rows = sheet.to_python(skip_empty_area=False, nrows=first[0] + 2 * TITLE_ROWS)
    cells = cells_of(rows, (), by_heading(RECORD_SHEETS[name].fields))
    return replace(cells, height=last[0] + 1, width=last[1] + 1)
