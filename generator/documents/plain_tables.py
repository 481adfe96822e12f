"""A document to its tables as they stand on paper: what collecting asks of a file that is no workbook of ours."""

from __future__ import annotations

from itertools import accumulate

from generator.documents.blocks import Paragraph
from generator.documents.files import blocks_in
from generator.documents.grid import Cell, Grid, Line
from generator.documents.texts import one_line
from generator.model import PlainTable


def tables_of(data: bytes, suffix: str, file: str) -> tuple[PlainTable, ...]:
    """The tables of a document; raises InputError where it cannot be read.

    The lines of a cell are put together where only the width of the paper broke them.
    """
    blocks, _ = blocks_in(data, suffix, file)
    around = tuple(block.visible for block in blocks if isinstance(block, Paragraph))
    return tuple(plain_table(block, around, suffix == ".pdf") for block in blocks if isinstance(block, Grid))


def plain_table(grid: Grid, around: tuple[str, ...], is_broken: bool) -> PlainTable:
    """A table, every cell that another covers from above with the text of that one."""
    columns = [list(accumulate(column, below)) for column in zip(*(line.cells for line in grid.lines), strict=True)]
    rows = tuple(
        tuple(one_line(cell.text) if is_broken else cell.text.strip() for cell in row)
        for row in zip(*columns, strict=True)
    )
    return PlainTable(
        grid.name,
        rows,
        around,
        frozenset(number for number, line in enumerate(grid.lines) if line.begins_part),
        frozenset((number, column) for number, line in enumerate(grid.lines) for column in unclear_in(line)),
    )


def below(above: Cell, cell: Cell) -> Cell:
    """A cell, or the one that covers it from above."""
    return above if cell.from_above else cell


def unclear_in(line: Line) -> list[int]:
    """The columns of a row whose text runs over the edge of its cell."""
    return [column for column, cell in enumerate(line.cells) if cell.runs_over]
