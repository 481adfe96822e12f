"""Cells to the heights that their text needs, in points.

A row is as high as the cell that needs most lines; heights are whole pixels (0.75 pt), rounded up, because readers
round them to pixels. Labels are measured apart: they may join cells below, so their need is spread over their rows
later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.layout.linebreak import break_lines, count_lines
from generator.layout.measure import UNUSUAL, UNUSUAL_PITCH, latin_factor, line_pitch
from generator.lengths import Pt, Px, digit_px, pt_from_px, px_from_char_width
from generator.model import Column, RichText, Row, RowForm, Style, Value

SIDE_PADDING = Px(5)
"""Left and right padding together: Excel keeps two pixels free on each side and one for the grid line; LibreOffice
0.35 mm (1.3 px) on each side."""

TOP_BOTTOM_PADDING = Pt(3)
"""Above and below together: what Excel's own single rows have over the pitch of a line."""

STEP = 0.75
ONE_LINE = "0"
"""What stands for a number or a date when heights are measured: readers never break them."""

STACKED = 255
"""Text rotation of stacked text (竖排): ECMA-376 part 1, 18.8.1."""


def rounded(height: float) -> Pt:
    """The height in whole pixels, upwards."""
    return Pt(math.ceil(round(height / STEP, 6)) * STEP)


def is_label(row: Row, column: int) -> bool:
    """Whether the cell is a label: it may join the cells below it."""
    return row.form.labels[column] is not None and bool(row.keys) and row.keys[column] is not None


@dataclass
class Ruler:
    """Measures the cells of one sheet; what was measured once for a text, width and style is not measured again."""

    styles: Sequence[Style]
    columns: Sequence[Column]
    default: Pt
    known: dict[tuple[str, int, float], float] = field(default_factory=dict)
    known_rooms: dict[tuple[int, int], float] = field(default_factory=dict)

    @cached_property
    def digit(self) -> Px:
        """Pixels of a digit of the Normal font."""
        return digit_px(self.styles[0].font.size)

    @cached_property
    def widths(self) -> tuple[Px, ...]:
        """Pixels of each column; 0 for a hidden one."""
        return tuple(Px(0) if each.hidden else px_from_char_width(each.width, self.digit) for each in self.columns)

    def room(self, column: int, across: int) -> float:
        """Points beside each other that text may fill in a cell over `across` columns."""
        key = (column, across)
        found = self.known_rooms.get(key)
        if found is None:
            pixels = sum(self.widths[column : column + max(across, 1)])
            found = self.known_rooms[key] = pt_from_px(max(pixels - SIDE_PADDING, 1))
        return found

    def lines(self, text: str, style: int, room: float) -> tuple[str, ...]:
        """The lines of a cell's text; joined they are the text."""
        look = self.styles[style]
        if look.alignment.shrink or not look.alignment.wrap:
            return (text,)
        ems = room / look.font.size - look.alignment.indent
        return break_lines(text, max(ems, 1.0), latin_factor(look.font))

    def need(self, value: Value, style: int, room: float) -> float:
        """Points that a cell's text needs; 0 for a cell without text."""
        if value is None or value == "":
            return 0.0
        text = value if isinstance(value, str) else str(value) if isinstance(value, RichText) else ONE_LINE
        key = (text, style, room)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.measured(text, style, room)
        return found

    def measured(self, text: str, style: int, room: float) -> float:
        """`need`, not remembered."""
        wrapped = self.wrapped(style, room)
        if wrapped is not None:
            ems, latin = wrapped
            return count_lines(text, ems, latin) * self.pitch(text, style) + TOP_BOTTOM_PADDING
        pitch = self.pitch(text, style)
        rotation = self.styles[style].alignment.rotation
        if rotation == STACKED:
            return max(map(len, text.split("\n"))) * pitch + TOP_BOTTOM_PADDING
        if rotation:
            return self.rotated(text, style, room, pitch)
        return pitch + TOP_BOTTOM_PADDING

    def wrapped(self, style: int, room: float) -> tuple[float, float] | None:
        """Ems of a line and the factor of Latin letters where text wraps upright; None where it does not."""
        key = (style, room)
        if key not in self._wrapped:
            look = self.styles[style]
            wraps = look.alignment.wrap and not look.alignment.shrink and not look.alignment.rotation
            ems = max(room / look.font.size - look.alignment.indent, 1.0)
            self._wrapped[key] = (ems, latin_factor(look.font)) if wraps else None
        return self._wrapped[key]

    @cached_property
    def _wrapped(self) -> dict[tuple[int, float], tuple[float, float] | None]:
        return {}

    def pitch(self, text: str, style: int) -> float:
        """From line to line, higher where a fallback font has to help."""
        if UNUSUAL.search(text):
            return rounded(self.styles[style].font.size * UNUSUAL_PITCH)
        found = self._pitches.get(style)
        if found is None:
            found = self._pitches[style] = line_pitch(self.styles[style].font)
        return found

    @cached_property
    def _pitches(self) -> dict[int, float]:
        return {}

    def rotated(self, text: str, style: int, room: float, pitch: float) -> float:
        """Turned text.

        It runs along the cell's height; where it may wrap, in as many lines as the width has room for.
        """
        look = self.styles[style]
        angle = math.radians(look.alignment.rotation if look.alignment.rotation <= 90 else look.alignment.rotation - 90)
        length = max(
            sum(len(line) * look.font.size for line in break_lines(part, 1e9, latin_factor(look.font)))
            for part in text.split("\n")
        )
        beside = max(int(room / pitch), 1) if look.alignment.wrap else 1
        run = math.ceil(length / beside / look.font.size) * look.font.size + (look.font.size if beside > 1 else 0)
        return run * math.sin(angle) + pitch * math.cos(angle) + TOP_BOTTOM_PADDING

    def row_height(self, row: Row) -> Pt:
        """What a row needs by the cells that are no labels; a height that the template fixes is kept."""
        form = row.form
        if form.height is not None:
            return form.height
        if form.hidden:
            return self.default
        styles = row.styles or form.styles
        keys = row.keys
        highest: float = self.default
        for column, room, may_be_label in self.cells(form):
            value = row.values[column]
            if value is not None and not (may_be_label and keys and keys[column] is not None):
                highest = max(highest, self.need(value, styles[column], room))
        return rounded(highest) if highest > self.default else self.default

    def cells(self, form: RowForm) -> list[tuple[int, float, bool]]:
        """The columns where a cell of this form begins, with the room that its text has, and if it may be a label."""
        found = self._cells.get(id(form))
        if found is None:
            found = self._cells[id(form)] = [
                (column, self.room(column, across), form.labels[column] is not None)
                for column, across in enumerate(form.across)
                if across
            ]
        return found

    @cached_property
    def _cells(self) -> dict[int, list[tuple[int, float, bool]]]:
        return {}
