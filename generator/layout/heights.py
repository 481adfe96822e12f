"""Cells to the heights that their text needs, in points.

A row is as high as the cell that needs most lines; heights are whole pixels (0.75 pt), rounded up, because readers
round them to pixels. Labels are measured apart: they may join cells below, so their need is spread over their rows
later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct, field

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


class Gauge:
    """Measures texts of one style in cells of one width; what was measured once is not measured again."""

    __slots__ = ("_known", "_latin", "_pitch", "ems", "room", "style", "wraps")

    def __init__(self, style: Style, room: float) -> None:
        self.style, self.room = style, room
        alignment = style.alignment
        self.wraps = alignment.wrap and not alignment.shrink and not alignment.rotation
        """Whether text wraps upright."""
        self.ems = max(room / style.font.size - alignment.indent, 1.0)
        self._latin = latin_factor(style.font)
        self._pitch: float = line_pitch(style.font)
        self._known: dict[Value, float] = {None: 0.0, "": 0.0}

    def need(self, value: Value) -> float:
        """Points that a cell's text needs; 0 for a cell without text."""
        found = self._known.get(value)
        if found is None:
            text = value if isinstance(value, str) else str(value) if isinstance(value, RichText) else ONE_LINE
            found = self._known[value] = self._measured(text)
        return found

    def lines(self, text: str) -> tuple[str, ...]:
        """The lines of a cell's text; joined they are the text."""
        alignment = self.style.alignment
        if alignment.shrink or not alignment.wrap:
            return (text,)
        return break_lines(text, self.ems, self._latin)

    def pitch(self, text: str) -> float:
        """From line to line, higher where a fallback font has to help."""
        return rounded(self.style.font.size * UNUSUAL_PITCH) if UNUSUAL.search(text) else self._pitch

    def _measured(self, text: str) -> float:
        """`need` of a text, not remembered."""
        if self.wraps:
            return count_lines(text, self.ems, self._latin) * self.pitch(text) + TOP_BOTTOM_PADDING
        pitch = self.pitch(text)
        rotation = self.style.alignment.rotation
        if rotation == STACKED:
            return max(map(len, text.split("\n"))) * pitch + TOP_BOTTOM_PADDING
        return self._rotated(text, pitch) if rotation else pitch + TOP_BOTTOM_PADDING

    def _rotated(self, text: str, pitch: float) -> float:
        """Turned text.

        It runs along the cell's height; where it may wrap, in as many lines as the width has room for.
        """
        font, alignment = self.style.font, self.style.alignment
        angle = math.radians(alignment.rotation if alignment.rotation <= 90 else alignment.rotation - 90)
        length = max(
            sum(len(line) * font.size for line in break_lines(part, 1e9, self._latin)) for part in text.split("\n")
        )
        beside = max(int(self.room / pitch), 1) if alignment.wrap else 1
        run = math.ceil(length / beside / font.size) * font.size + (font.size if beside > 1 else 0)
        return run * math.sin(angle) + pitch * math.cos(angle) + TOP_BOTTOM_PADDING


Plan = list[tuple[int, Gauge, bool]]
"""The columns where a cell of a row begins, with what measures it, and if it may be a label."""


class Ruler(Struct, dict=True):
    """Measures the cells of one sheet."""

    styles: Sequence[Style]
    columns: Sequence[Column]
    default: Pt
    _gauges: dict[tuple[int, int, int], Gauge] = field(default_factory=dict)
    _plans: dict[tuple[int, tuple[int, ...]], Plan] = field(default_factory=dict)

    @cached_property
    def digit(self) -> Px:
        """Pixels of a digit of the Normal font."""
        return digit_px(self.styles[0].font.size)

    @cached_property
    def widths(self) -> tuple[Px, ...]:
        """Pixels of each column; 0 for a hidden one."""
        return tuple(Px(0) if each.hidden else px_from_char_width(each.width, self.digit) for each in self.columns)

    @cached_property
    def highest_line(self) -> float:
        """Points from line to line in the largest font of all."""
        fonts = {each.font for each in self.styles}
        return max(max(line_pitch(font), rounded(font.size * UNUSUAL_PITCH)) for font in fonts)

    def gauge(self, style: int, column: int, across: int) -> Gauge:
        """What measures a cell of style number `style` over `across` columns from `column` on."""
        key = (style, column, across)
        found = self._gauges.get(key)
        if found is None:
            pixels = sum(self.widths[column : column + max(across, 1)])
            room = pt_from_px(max(pixels - SIDE_PADDING, 1))
            found = self._gauges[key] = Gauge(self.styles[style], room)
        return found

    def cell_gauge(self, row: Row, column: int) -> Gauge:
        """What measures the cell of a row that begins in a column."""
        form = row.form
        key = ((row.styles or form.styles)[column], column, form.across[column])
        return self._gauges.get(key) or self.gauge(*key)

    def row_height(self, row: Row) -> Pt:
        """What a row needs by the cells that are no labels; a height that the template fixes is kept."""
        (height,) = self.row_heights((row,))
        return height

    def row_heights(self, rows: Sequence[Row]) -> list[Pt]:
        """`row_height` of each row."""
        heights: list[Pt] = []
        for row in rows:
            form = row.form
            if form.height is not None or form.hidden:
                heights.append(self.default if form.height is None else form.height)
                continue
            values, keys = row.values, row.keys
            highest: float = self.default
            for column, gauge, may_be_label in self.plan(form, row.styles or form.styles):
                if may_be_label and keys and keys[column] is not None:
                    continue
                need = gauge.need(values[column])
                if need > highest:
                    highest = need
            heights.append(rounded(highest) if highest > self.default else self.default)
        return heights

    def plan(self, form: RowForm, styles: tuple[int, ...]) -> Plan:
        """How the rows of a form in some styles are measured."""
        found = self._plans.get((id(form), styles))
        if found is None:
            found = self._plans[id(form), styles] = [
                (column, self.gauge(styles[column], column, across), form.labels[column] is not None)
                for column, across in enumerate(form.across)
                if across
            ]
        return found
