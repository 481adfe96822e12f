"""A table of a document: cells of text, or covered by the cell above or to the left."""

from __future__ import annotations

from msgspec import Struct


class Cell(Struct, frozen=True):
    """One cell: its text as it stands, or none because a cell above or to its left covers it."""

    text: str = ""
    from_above: bool = False
    from_left: bool = False
    runs_over: bool = False
    """Whether its text runs over an edge on paper, so that part of it may stand in the next cell, or be that one's."""
    may_be_empty: bool = False
    """Whether nothing tells a cell that is covered from above from an empty one."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be read here."""
        return not self.text.strip()


MAX_COLUMNS = 1_000
"""The most columns that one cell may cover by the HTML standard (4.9.11), and far more than a ledger has."""
MAX_CELLS = 1_000_000


class TooLargeError(ValueError):
    """A document says that a table is larger than any ledger; to lay it out would fill the memory."""


COVERED_FROM_ABOVE = Cell(from_above=True)
COVERED_FROM_LEFT = Cell(from_left=True)
COVERED_OR_EMPTY = Cell(from_above=True, may_be_empty=True)


class Line(Struct, frozen=True):
    """One row; `begins_part`: a new table, sheet or page begins with it, so its cells may go on from the row above."""

    cells: tuple[Cell, ...]
    place: str = ""
    begins_part: bool = False

    @property
    def text(self) -> str:
        """The row as one line of text."""
        return " | ".join(" ".join(cell.text.split()) for cell in self.cells if not cell.is_empty)


class Grid(Struct, frozen=True):
    """A table; `name` is how users know it (表1, a sheet's name)."""

    lines: tuple[Line, ...]
    name: str = ""

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.lines[0].cells) if self.lines else 0


def rectangular(lines: list[Line]) -> tuple[Line, ...]:
    """The lines, all as wide as the widest: short ones end in empty cells."""
    width = max((len(line.cells) for line in lines), default=0)
    refuse_beyond(len(lines), width)
    return tuple(
        Line(line.cells + (Cell(),) * (width - len(line.cells)), line.place, line.begins_part) for line in lines
    )


def refuse_beyond(rows: int, columns: int) -> None:
    """Raise TooLargeError for a table larger than any ledger."""
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise TooLargeError(f"{rows} 行 × {columns} 列")
