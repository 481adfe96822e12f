"""A row that no page can hold to parts, each of which one can; no character is lost.

The cells are divided by their lines; a cell that is through leaves the later parts empty. Later parts begin with
`CONTINUED` in each cell that goes on, so that a reader sees what it is; joined without it the parts are the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from generator.excel import MAX_CELL_CHARACTERS
from generator.layout.heights import TOP_BOTTOM_PADDING, Ruler, is_label, rounded
from generator.layout.spans import Piece
from generator.model import CONTINUED, RichText, Row, Value

Part = tuple[tuple[Value, ...], float]
"""Values and height of a part of a row."""


def pieces_of(row: Row, index: int, height: float, room: float, ruler: Ruler) -> list[Piece]:
    """A row without room, or with too long a text, as parts at most `room` points high; one as high as drawn stays."""
    if row.form.hidden or height == row.form.height:
        return [Piece(row, index, row.values, height)]
    parts = parts_of(row, room, ruler)
    return [Piece(row, index, values, own, number) for number, (values, own) in enumerate(parts, 1)]


def is_long(row: Row) -> bool:
    """Whether a cell has more text than a cell can hold."""
    return any(isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS for value in row.values)


def parts_of(row: Row, room: float, ruler: Ruler) -> list[Part]:
    """Values and height of each part; the last but one leaves the last a third of the room, or what it has of its own.

    A page with a line or two, or with a few characters behind `CONTINUED`, looks like a mistake.
    """
    parts = full_parts(row, repeat(room), ruler)
    heights = [height for _, height in parts]
    lacking = room / 3 - heights[-1]
    if len(parts) == 1 or lacking <= 0:
        return parts
    rooms = (*repeat(room, len(parts) - 2), max(heights[-2] - lacking, room / 3), room)
    return full_parts(row, chain(rooms, repeat(room)), ruler)


def full_parts(row: Row, rooms: Iterable[float], ruler: Ruler) -> list[Part]:
    """Values and height of each part, as much in each as its room holds."""
    rest = {column: value for column, value in enumerate(row.values) if is_divided(row, column)}
    labels = [value if is_label(row, column) else None for column, value in enumerate(row.values)]
    whole = {column: value for column, value in enumerate(row.values) if value is not None and column not in rest}
    parts: list[Part] = []
    for room in rooms:
        if not rest:
            break
        # numbers, dates and formulas stand in the first part alone: sums count them once
        values = list(labels) if parts else [whole.get(column) for column in range(len(row.values))]
        height = 0.0
        for column, value in tuple(rest.items()):
            text = str(value)
            taken, left = first_lines(f"{CONTINUED}{text}" if parts else text, row, column, room, ruler)
            if len(taken) <= len(CONTINUED) and parts:  # no room for the mark and a character of the text
                taken, left = first_lines(text, row, column, room, ruler)
            values[column] = value if not parts and not left else taken
            height = max(height, cell_height(taken, row, column, ruler))
            if left:
                rest[column] = left
            else:
                del rest[column]
        parts.append((tuple(values), rounded(height) if height > ruler.default else ruler.default))
    return parts


def is_divided(row: Row, column: int) -> bool:
    """Whether the cell's text goes on through the parts; labels, numbers, dates, formulas and empty cells do not."""
    return (
        isinstance(row.values[column], (str, RichText)) and str(row.values[column]) != "" and not is_label(row, column)
    )


def first_lines(text: str, row: Row, column: int, room: float, ruler: Ruler) -> tuple[str, str]:
    """As much of the text as `room` points hold, at least one line, and the rest.

    The rest is not broken into lines: that would be done again for each part.
    """
    gauge = ruler.cell_gauge(row, column)
    lines = gauge.lines(text, max(fitting(room, gauge.pitch("")), 2))
    count = fitting(room, gauge.pitch("".join(lines)))
    if len(lines) == 1:
        return cut(lines)
    if lines[min(count, len(lines)) - 1].endswith("\n"):
        count = max(count - 1, 1)  # a line break at the end of a cell shows as one more line
    taken = "".join(lines[:count])
    left = text[len(taken) :]
    return (taken, left) if len(taken) <= MAX_CELL_CHARACTERS else cut((text,))


def fitting(room: float, pitch: float) -> int:
    """How many lines have room below each other, one at least."""
    return max(int((room - TOP_BOTTOM_PADDING) // pitch), 1)


def cut(lines: Sequence[str]) -> tuple[str, str]:
    """One line that is never broken: whole, or as much as a cell may hold."""
    (text,) = lines
    return text[:MAX_CELL_CHARACTERS], text[MAX_CELL_CHARACTERS:]


def cell_height(text: str, row: Row, column: int, ruler: Ruler) -> float:
    """Points that a part's text needs."""
    return ruler.cell_gauge(row, column)[text]
