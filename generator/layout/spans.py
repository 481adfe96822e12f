"""Labels of one page to spans: runs of equal keys become one cell, never beyond the page.

The rows of a page are final here; what a label showed on the page before is shown again, marked or left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.layout.heights import Ruler, is_label, rounded
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


@dataclass(frozen=True, slots=True)
class Span:
    """A label over the page's rows [first, last), in one column (and those that its cell covers beside it)."""

    column: int
    first: int
    last: int
    text: Value
    continues: bool = False
    """Whether it goes on from the page before."""


def label_columns(pieces: Sequence[Piece]) -> list[int]:
    """The columns in which some row has a label."""
    forms = {id(piece.row.form): piece.row.form for piece in pieces}.values()
    return sorted({column for form in forms for column, label in enumerate(form.labels) if label is not None})


def spans_of(pieces: Sequence[Piece], before: Piece | None) -> Iterator[Span]:
    """The labels of a page, column by column; `before` is the last row of the page before."""
    for column in label_columns(pieces):
        first = 0
        while first < len(pieces):
            last = first + 1
            if not is_label(pieces[first].row, column):
                first = last
                continue
            key = pieces[first].row.keys[column]
            while last < len(pieces) and joins(pieces[last], column, key):
                last += 1
            continues = first == 0 and before is not None and joins(before, column, key)
            yield Span(column, first, last, shown(pieces[first], column, continues), continues)
            first = last


def joins(piece: Piece, column: int, key: object) -> bool:
    """Whether the piece's label in `column` holds `key`."""
    return is_label(piece.row, column) and piece.row.keys[column] == key


def shown(piece: Piece, column: int, continues: bool) -> Value:
    """What a label shows where it begins, or where it goes on from the page before."""
    value = piece.row.values[column]
    if not continues or value is None or piece.row.form.labels[column] == "repeat":
        return value
    return None if piece.row.form.labels[column] == "blank" else f"{value}{LABEL_CONTINUED}"


def spread(pieces: Sequence[Piece], before: Piece | None, ruler: Ruler) -> list[float]:
    """The heights of a page's rows, raised evenly where a label needs more than its rows have."""
    heights = [piece.height for piece in pieces]
    for span in spans_of(pieces, before):
        piece = pieces[span.first]
        room = ruler.room(span.column, piece.row.form.across[span.column])
        missing = ruler.need(span.text, piece.styles[span.column], room) - sum(heights[span.first : span.last])
        if missing > 0:
            each = missing / (span.last - span.first)
            heights[span.first : span.last] = [rounded(height + each) for height in heights[span.first : span.last]]
    return heights
