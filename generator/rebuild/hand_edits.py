"""A workbook of output/ to the cells that somebody changed since it was written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from generator.excel import cell_name
from generator.hidden_sheet import SHEET_NAME
from generator.problems import errors_in
from generator.system import screening


def text_of(value: object) -> str:
    """A cell's value as any program that saves the file gives it back."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")


def edited_cells(written: bytes, there: bytes) -> list[str] | None:
    """The cells of a file whose values are not those of the workbook as it was `written` (``分工台账!C4``).

    None if it is no workbook. What a formula gives is nobody's edit: any program works it out anew.
    """
    import python_calamine

    if errors_in(screening.inspect(there, "")):
        return None
    formulas = formula_cells(written)
    found: list[str] = []
    try:
        before = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written))
        with (
            screening.panic_as_damage(),
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(there)) as after,
        ):
            for number, name in enumerate(before.sheet_names):
                if name == SHEET_NAME:
                    continue
                if name not in after.sheet_names:
                    found.append(name)
                    continue
                rows = (each.get_sheet_by_name(name).to_python(skip_empty_area=False) for each in (before, after))
                cells = list(differing_cells(*rows))
                shown = [cell for cell in cells if (number, cell) in formulas]
                same = still_formulas(there, name, shown) if shown else frozenset()
                found += (f"{name}!{cell}" for cell in cells if cell not in same)
    except (python_calamine.CalamineError, ValueError, OSError):
        return None
    return found


FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f')


def formula_cells(written: bytes) -> set[tuple[int, str]]:
    """The cells with formulas of a workbook that we wrote: number of the sheet (from 0) and ``C4``."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return {
            (int(name.removeprefix("xl/worksheets/sheet").removesuffix(".xml")) - 1, cell.decode())
            for name in names
            for cell in FORMULA.findall(archive.read(name))
        }


def still_formulas(data: bytes, sheet: str, cells: Sequence[str]) -> frozenset[str]:
    """Those of `cells` that hold a formula in a file, and no value that somebody typed over it."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data))
        return frozenset(cell for cell in cells if book[sheet][cell].data_type == "f")
    except Exception:  # openpyxl's ways to fail are many; what it cannot read counts as typed
        return frozenset()


def differing_cells(before: Sequence[Sequence[object]], after: Sequence[Sequence[object]]) -> Iterator[str]:
    """The cells (``C4``) in which two states of a sheet differ."""
    for row in range(max(len(before), len(after))):
        old = before[row] if row < len(before) else ()
        new = after[row] if row < len(after) else ()
        for column in range(max(len(old), len(new))):
            was = text_of(old[column]) if column < len(old) else ""
            now = text_of(new[column]) if column < len(new) else ""
            if was != now:
                yield cell_name(row, column)
