"""Labels of one page to spans: runs of equal keys become one cell, never beyond the page.

The rows of a page are final here; what a label showed on the page before is shown again, marked or left blank.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.layout.heights import Ruler, rounded
from generator.model import LABEL_CONTINUED, Row, Value


class Piece(Struct, frozen=True):
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
    firsts: list[int]
    """The first pieces of labels that neighbours share."""
    lasts: list[int]
    """The pieces after their last ones."""
    own: list[int]
    """The pieces that have a label of their own."""


def labels_of(pieces: Sequence[Piece]) -> list[Labels]:
    """The labels of a table, column by column; their runs are found once."""
    return [labels_in(pieces, column) for column in label_columns(pieces)]


def labels_in(pieces: Sequence[Piece], column: int) -> Labels:
    """The labels of one column."""
    labels = Labels(column, [], [], [])
    keys = keys_of(pieces, column)
    edges = [n for n, (before, key) in enumerate(pairwise(keys), 1) if before != key]
    for first, last in pairwise((0, *edges, len(keys))):
        if keys[first] is None:
            continue
        if last - first > 1:
            labels.firsts.append(first)
            labels.lasts.append(last)
        else:
            labels.own.append(first)
    return labels


def keys_of(pieces: Sequence[Piece], column: int) -> list[Any]:
    """What the label of each piece in a column is known by; None where it has none."""
    return [
        row.keys[column] if (row := piece.row).keys and row.form.labels[column] is not None else None
        for piece in pieces
    ]


def raised(pieces: Sequence[Piece], labels: Sequence[Labels], ruler: Ruler) -> list[Piece]:
    """The pieces, each high enough for the labels of its own."""
    heights = [piece.height for piece in pieces]
    for column, _, _, own in labels:
        for n in own:
            row = pieces[n].row
            need = ruler.cell_gauge(row, column)[row.values[column]]
            if need > heights[n]:
                heights[n] = rounded(need)
    return [
        piece if piece.height == height else replace(piece, height=height)
        for piece, height in zip(pieces, heights, strict=True)
    ]


def spans_of(pieces: Sequence[Piece], labels: Sequence[Labels], start: int, stop: int) -> list[Span]:
    """The labels of the page that has the pieces [start, stop), column by column."""
    found = []
    for column, firsts, lasts, _ in labels:
        for n in range(bisect_right(lasts, start), len(firsts)):
            first, last = firsts[n], lasts[n]
            if first >= stop:
                break
            continues = first < start
            first, last = max(first, start), min(last, stop)
            text = shown(pieces[first], column) if continues else pieces[first].row.values[column]
            found.append(Span(column, first - start, last - start, text, continues))
    return found


def shown(piece: Piece, column: int) -> Value:
    """What a label shows where it goes on from the page before."""
    value = piece.row.values[column]
    if value is None or piece.row.form.labels[column] == "repeat":
        return value
    return None if piece.row.form.labels[column] == "blank" else f"{value}{LABEL_CONTINUED}"


def tasks_of(rows: Sequence[Row]) -> list[int]:
    """For each row its number; for a line below a task in which nothing is asked (上期) that of the task's row."""
    found: list[int] = []
    for n, row in enumerate(rows):
        task = found[-1] if n and row.task_id and row.task_id == rows[n - 1].task_id else n
        is_line = task < n and any(rows[task].form.inputs) and not any(row.form.inputs)
        found.append(task if is_line else n)
    return found


def spread(heights: list[float], pieces: Sequence[Piece], spans: Sequence[Span], ruler: Ruler) -> None:
    """Raise the heights of a page's rows evenly where a label needs more than its rows have.

    Only those in which something is asked, where there are such: what is filled in has use for the room.
    """
    for column, first, last, text, _ in spans:
        missing = ruler.cell_gauge(pieces[first].row, column)[text] - sum(heights[first:last])
        if missing > 0:
            asking = [n for n in range(first, last) if any(pieces[n].row.form.inputs)] or range(first, last)
            for n in asking:
                heights[n] = rounded(heights[n] + missing / len(asking))
