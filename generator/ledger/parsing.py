"""A ledger's workbook to the cells of its sheets, and to the fingerprints of its tasks' rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import python_calamine
from msgspec import Struct

from generator.intake import panic_as_damage
from generator.ledger.blocks import Block, blocks_of_sheet
from generator.ledger.sheets import SheetCells, SheetRows, cells_of
from generator.ledger.workbook_form import SHEETS
from generator.vocabulary import SHEET_INFO, SHEET_TASKS


class Parsed(Struct, frozen=True):
    """The cells of some sheets of a ledger's workbook."""

    names: list[str]
    """Of all its sheets."""
    sheets: dict[str, SheetCells]
    info: Sequence[Sequence[object]] = ()
    """The rows of sheet 信息."""


class Parser:
    """A workbook that is parsed sheet by sheet, the tasks first: most of it; None where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: list[object] = []  # taken apart when the next sheets are parsed: these are waited for

    @cached_property
    def _workbook(self) -> Any:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._path.read_bytes()))

    def tasks(self) -> Parsed | None:
        """Sheet 台账."""
        return self._parsed([SHEET_TASKS])

    def others(self) -> Parsed | None:
        """The other sheets; the file is closed."""
        parsed = self._parsed([name for name in SHEETS if name not in (SHEET_TASKS, SHEET_INFO)], SHEET_INFO)
        if "_workbook" in self.__dict__:
            self._workbook.close()
        return parsed

    def _parsed(self, wanted: Sequence[str], info: str = "") -> Parsed | None:
        self._read.clear()
        try:
            with panic_as_damage():
                names = self._workbook.sheet_names
                sheets = {name: cells_in(self._workbook, name, self._read) for name in wanted if name in names}
                rows = self._workbook.get_sheet_by_name(info).to_python(skip_empty_area=False) if info in names else []
                return Parsed(names, sheets, rows)
        except (python_calamine.CalamineError, ValueError, KeyError):
            return None


def sheet_of(parsed: Parsed, name: str, file: str = "") -> SheetRows:
    """A sheet with the words of its headings."""
    return SheetRows(file, name, parsed.sheets[name], SHEETS[name][0])


def blocks_in(tasks: Parsed | None) -> list[Block]:
    """The blocks of a workbook's tasks."""
    return blocks_of_sheet(sheet_of(tasks, SHEET_TASKS)) if tasks and SHEET_TASKS in tasks.sheets else []


def cells_in(workbook: Any, name: str, read: list[object] | None = None) -> SheetCells:
    """One sheet's cells, from its first row and column on; `read` gets what it was before."""
    sheet = workbook.get_sheet_by_name(name)
    merged = tuple(first for first, _ in sheet.merged_cell_ranges or ())
    rows = sheet.to_python(skip_empty_area=False)
    if read is not None:
        read += (sheet, rows)
    return cells_of(rows, merged)
