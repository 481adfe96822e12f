"""Tables that page ends or web pages cut, to one table each."""

from __future__ import annotations

from collections.abc import Sequence

from generator.documents.blocks import Block
from generator.documents.columns import find_heading
from generator.documents.forms import upright
from generator.documents.grid import Grid, Line


def joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those tables put together that page ends cut: as wide as the one before, nothing between.

    A table with a heading of its own stays one.
    """
    result: list[Block] = []
    for block in blocks:
        before = result[-1] if result else None
        if isinstance(block, Grid) and isinstance(before, Grid) and block.lines and goes_on(before, block):
            rest = (Line(line.cells, f"{block.name}{line.place}", n == 0) for n, line in enumerate(block.lines))
            result[-1] = Grid((*before.lines, *rest), before.name)
        else:
            result.append(block)
    return result


def goes_on(before: Grid, grid: Grid) -> bool:
    """Whether a table may be the rest of the one before it; a form is one of its own."""
    if grid.width != before.width or upright(grid) is not None:
        return False
    own = find_heading(grid, {})
    above = find_heading(before, {}) if own else None
    return own is None or own[0] > 0 or above is None or above[1].headings == own[1].headings
