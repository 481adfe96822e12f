"""A form, with its headings beside what they head (任务名称 | … / 牵头单位 | …), to a table with its heading on top."""

from __future__ import annotations

from collections.abc import Sequence

from generator.documents.grid import Cell, Grid, Line
from generator.documents.headings import CONTENT, LABEL, LONGEST, UNITS, field_of, likely_field_of
from generator.documents.texts import plain

LEAST = 3
"""Headings that a form must have, so that no table of two columns is taken for one."""
WHO = frozenset((UNITS, "lead_text"))


def upright(grid: Grid) -> Grid | None:
    """The form as a table of one row, or of a row for each further column; None where the grid is no form."""
    lines = [[cell for cell in line.cells if not (cell.from_left or cell.from_above)] for line in grid.lines]
    lines = [cells for cells in lines if any(not cell.is_empty for cell in cells)]
    paired = all(len(cells) % 2 == 0 for cells in lines)
    values = [plain(cell.text) for cells in lines for cell in cells[1::2]]
    if paired and not any(map(field_of, values)) and is_heading([cell for cells in lines for cell in cells[::2]]):
        pairs = [pair for cells in lines for pair in zip(cells[::2], cells[1::2], strict=True)]
        columns = [[key, value] for key, value in pairs]
    elif lines and is_heading([cells[0] for cells in lines]) and len({len(cells) for cells in lines}) == 1:
        columns = lines
    else:
        return None
    rows = list(zip(*columns, strict=True))
    return Grid(tuple(Line(row, grid.lines[0].place if n else "表头") for n, row in enumerate(rows)), grid.name)


def is_heading(cells: Sequence[Cell]) -> bool:
    """Whether the cells are headings: who has the task among them for certain, and hardly any unknown one."""
    texts = [plain(cell.text) for cell in cells]
    sure = {field_of(text) for text in texts}
    unknown = sum(not (field_of(text) or likely_field_of(text)) or len(text) > LONGEST for text in texts)
    return (
        len(texts) >= LEAST
        and len(set(texts)) == len(texts)
        and bool(sure & WHO)
        and bool(sure & {CONTENT, LABEL})
        and unknown * 4 <= len(texts)
    )
