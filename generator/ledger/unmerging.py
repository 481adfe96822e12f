"""Merged cells of sheet 台账 to plain cells, each with what the merged one said for its row.

As a merged cell of an original document is read: a label covers its rows, a shared wording is 同上 below the first.
What stands hidden under a merged cell is kept, and so is what a cell of any other column says: only its own row.
"""

from __future__ import annotations

import io
from pathlib import Path

import python_calamine

from generator.excel import column_letters
from generator.ledger.cells import as_text
from generator.ledger.inplace import WorkbookParts
from generator.ledger.parsing import cells_in
from generator.ledger.reading import is_json
from generator.ledger.sheet_part import SheetPart, child
from generator.ledger.sheets import Merged, SheetRows
from generator.system.former import replace_ledger
from generator.vocabulary import RECORD_SHEETS, SAME_AS_ABOVE, SHEET_TASKS

FILLED = {
    field.name: field.is_shared for field in RECORD_SHEETS[SHEET_TASKS].fields if field.is_shared or field.is_label
}
"""Columns whose merged cells say something of all their rows → whether that is 同上."""


def unmerge(path: Path, former_folder: Path, *, digest: str) -> tuple[str, ...]:
    """Unmerge the cells below the heading of sheet 台账; gives the cells that were written or unmerged.

    Raises RefusedError if the file is no longer the one with the SHA-256 `digest`; OSError if it cannot be written.
    """
    if is_json(path):
        return ()
    data = path.read_bytes()
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheet = SheetRows(str(path), SHEET_TASKS, cells_in(workbook, SHEET_TASKS), RECORD_SHEETS[SHEET_TASKS].fields)
        rows = workbook.get_sheet_by_name(SHEET_TASKS).to_python(skip_empty_area=False)
    below = [place for place in sorted(sheet.cells.merged, key=columnwise) if place[0][0] > sheet.cells.heading_row]
    if not below:
        return ()
    parts = WorkbookParts(data)
    part = parts.sheet(SHEET_TASKS)
    names = {column: name for name, column in sheet.columns.items()}
    written = []
    for (top, left), (bottom, _) in below:
        written.append(f"{SHEET_TASKS}!{column_letters(left)}{top + 1}")
        text = as_text(rows[top][left])
        for row in range(top + 1, bottom + 1) if names.get(left) in FILLED and text != "" else ():
            if row < len(rows) and rows[row][left] == "" and any(cell != "" for cell in rows[row]):
                part.put(row, {left: SAME_AS_ABOVE if FILLED[names[left]] else text})
                written.append(f"{SHEET_TASKS}!{column_letters(left)}{row + 1}")
    forget_merges(part, sheet.cells.heading_row)
    replace_ledger(path, parts.as_bytes(), former_folder, digest=digest, why="取消合并单元格")
    return tuple(written)


def columnwise(place: Merged) -> tuple[int, int]:
    """The order in which merged cells are gone through."""
    return place[0][1], place[0][0]


def forget_merges(part: SheetPart, heading_row: int) -> None:
    """Take away the merged ranges below the heading (ECMA-376 part 1, 18.3.1.55)."""
    merges = child(part.root, "mergeCells")
    if merges is None:
        return
    for merge in list(merges):
        if first_row(merge.get("ref") or "") > heading_row:
            merges.remove(merge)
    if len(merges):
        merges.set("count", str(len(merges)))
    else:
        part.root.remove(merges)


def first_row(reference: str) -> int:
    """The index of the first row of a range (``A4:A7``)."""
    digits = "".join(character for character in reference.partition(":")[0] if character.isdigit())
    return int(digits or 0) - 1
