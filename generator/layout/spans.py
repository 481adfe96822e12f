"""Labels of one page to spans: runs of equal keys become one cell, never beyond the page.

The rows of a page are final here; what a label showed on the page before is shown again, marked or left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.layout.heights import Ruler, rounded
from generator.model import LABEL_CONTINUED, Row, Value


@dataclass(frozen=True, slots=True)
class Piece:
    """A table row, or one part of a divided row, as it goes on a page."""

    row: Row
    index: int
    """The table row."""
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


def key_of(row: Row, column: int) -> object:
    """What the cell's label is known by; None where it is no label."""
    return row.keys[column] if row.keys and row.form.labels[column] is not None else None


def spans_of(pieces: Sequence[Piece], before: Piece | None) -> Iterator[Span]:
    """The labels of a page, column by column; `before` is the last row of the page before."""
    count = len(pieces)
    for column in label_columns(pieces):
        keys = [key_of(piece.row, column) for piece in pieces]
        above = key_of(before.row, column) if before is not None else None
        first = 0
        while first < count:
            key = keys[first]
            last = first + 1
            if key is not None:
                while last < count and keys[last] == key:
                    last += 1
                continues = first == 0 and above == key
                yield Span(column, first, last, shown(pieces[first], column, continues), continues)
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
        piece = pieces[first]
        need = ruler.need(text, piece.styles[column], ruler.room(column, piece.row.form.across[column]))
        missing = need - sum(raised[first:last])
        if missing > 0:
            each = missing / (last - first)
            raised[first:last] = [rounded(height + each) for height in raised[first:last]]
    return raised
