"""Labels of one page to spans: runs of equal keys become one cell, never beyond the page.

The rows of a page are final here; what a label showed on the page before is shown again, marked or left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.layout.heights import Ruler, rounded
from generator.model import LABEL_CONTINUED, Row, Value


class Piece(NamedTuple):
    """A table row, or one part of a divided row, as it goes on a page."""

    row: Row
    table_row: int
    values: tuple[Value, ...]
    height: float
    part: int = 0

    @property
    def styles(self) -> tuple[int, ...]:
        """The looks of its cells."""
        return self.row.styles or self.row.form.styles


class Span(NamedTuple):
    """A label over the page's rows [first, last), in one column (and those that its cell covers beside it)."""

    column: int
    first: int
    last: int
    text: Value
    continues: bool
    """Whether it goes on from the page before."""


def label_columns(pieces: Sequence[Piece]) -> list[int]:
    """The columns in which some row has a label."""
    forms = {id(piece.row.form): piece.row.form for piece in pieces}.values()
    return sorted({column for form in forms for column, label in enumerate(form.labels) if label is not None})


class Labels(NamedTuple):
    """The labels of one column over all pieces of a table."""

    column: int
    keys: list[Any]
    """What each piece's label is known by; None where it is none."""
    ends: list[int]
    """For each piece the first one after it that belongs to another run."""


def labels_of(pieces: Sequence[Piece]) -> list[Labels]:
    """The labels of a table, column by column; their runs are found once."""
    found = []
    for column in label_columns(pieces):
        keys = [
            row.keys[column] if (row := piece.row).keys and row.form.labels[column] is not None else None
            for piece in pieces
        ]
        ends = list(range(1, len(keys) + 1))
        for n in range(len(keys) - 2, -1, -1):
            if keys[n] == keys[n + 1]:
                ends[n] = ends[n + 1]
        found.append(Labels(column, keys, ends))
    return found


def spans_of(pieces: Sequence[Piece], labels: Sequence[Labels], start: int, stop: int) -> Iterator[Span]:
    """The labels of the page that has the pieces [start, stop), column by column."""
    for column, keys, ends in labels:
        first = start
        while first < stop:
            last = min(ends[first], stop)
            if keys[first] is not None:
                continues = first == start > 0 and keys[first - 1] == keys[first]
                yield Span(column, first - start, last - start, shown(pieces[first], column, continues), continues)
            first = last


def shown(piece: Piece, column: int, continues: bool) -> Value:
    """What a label shows where it begins, or where it goes on from the page before."""
    value = piece.row.values[column]
    if not continues or value is None or piece.row.form.labels[column] == "repeat":
        return value
    return None if piece.row.form.labels[column] == "blank" else f"{value}{LABEL_CONTINUED}"


def spread(heights: Sequence[float], pieces: Sequence[Piece], spans: Sequence[Span], ruler: Ruler) -> list[float]:
    """The heights of a page's rows, raised evenly where a label needs more than its rows have."""
    raised = list(heights)
    for column, first, last, text, _ in spans:
        need = ruler.cell_gauge(pieces[first].row, column).need(text)
        missing = need - (sum(raised[first:last]) if last - first > 1 else raised[first])
        if missing > 0:
            each = missing / (last - first)
            raised[first:last] = [rounded(height + each) for height in raised[first:last]]
    return raised
