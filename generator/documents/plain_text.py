"""Text copied from a Word table to a Grid: a cell begins with a line break and a tab; an empty cell is merged with
the one above.

The heading may have fewer cells than the rows: its first cell then stands over several columns.
"""

from __future__ import annotations

import re

from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line

NOTE = re.compile(r"\n(?=(?:备注|注|说明|填表单位|填报单位|联系人)\s*[：:])")


def read_text(text: str) -> list[Grid]:
    """The one table of a text; none where no cell is found."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first, found, rest = text.partition("\n\t")
    if not found:
        return []
    body, *below = NOTE.split(rest)
    heading, rows = split_heading(body.split("\n\t"))
    lines = [Line(heading, "表头")]
    width = len(heading)
    for number, start in enumerate(range(0, len(rows), width), 1):
        cells = rows[start : start + width]
        lines.append(Line(tuple(cell_of(text) for text in cells) + (Cell(),) * (width - len(cells)), f"第{number}行"))
    return [Grid(tuple(lines), above=tuple(filter(str.strip, first.split("\n"))), below=tuple(below), name="表1")]


def cell_of(text: str) -> Cell:
    """A cell with the blank lines around it taken off; an empty one is merged with the cell above."""
    text = text.strip()
    return Cell(text) if text else COVERED_FROM_ABOVE


def split_heading(cells: list[str]) -> tuple[tuple[Cell, ...], list[str]]:
    """The heading, widened to the rows' width, and the cells of all rows.

    A row ends with a blank line, so the heading is all cells up to the first that ends so; the rows' width is the
    number that divides what is left so that blank lines fall at row ends.
    """
    end = next((n for n, text in enumerate(cells) if text.endswith("\n") or text.count("\n") > 1), len(cells) - 1)
    heading, rows = cells[: end + 1], cells[end + 1 :]
    width = min(
        range(len(heading), len(heading) + 4),
        key=lambda width: (len(rows) % width > 0, -row_ends(rows, width)),
    )
    spread = [COVERED_FROM_LEFT] * (width - len(heading))
    first, *others = (Cell(text.strip()) for text in heading)
    return (first, *spread, *others), rows


def row_ends(rows: list[str], width: int) -> float:
    """How many of the cells at row ends are followed by a blank line."""
    ends = rows[width - 1 :: width]
    return sum(text.endswith("\n") for text in ends) / max(len(ends), 1)
