"""Cells to the heights that their text needs, in points.

A row is as high as the cell that needs most lines; heights are whole pixels (0.75 pt), rounded up, because readers
round them to pixels. Labels are measured apart: they may join cells below, so their need is spread over their rows
later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from generator.layout.linebreak import ALL, break_lines, count_lines, widths_of
from generator.layout.measure import UNUSUAL, UNUSUAL_PITCH, latin_factor, line_pitch
from generator.lengths import Pt, Px, pt_from_px, px_from_char_width
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


MOST_KNOWN = 200_000
"""Texts that a gauge remembers between workbooks."""


class Gauge(dict[Value, float]):
    """Measures texts of one style in cells of one width: value → points that the cell needs, 0 for one without text.

    What was measured once is not measured again; departments' workbooks ask for the same texts.
    """

    __slots__ = ("_is_wide", "_latin", "_pitch", "ems", "room", "style", "wraps")

    def __init__(self, style: Style, room: float, is_wide: bool = False) -> None:
        self.style, self.room, self._is_wide = style, room, is_wide
        alignment = style.alignment
        self.wraps = alignment.wrap and not alignment.shrink and not alignment.rotation
        """Whether text wraps upright."""
        self.ems = max(room / style.font.size - alignment.indent, 1.0)
        self._latin = latin_factor(style.font, is_wide)
        self._pitch: float = line_pitch(style.font, is_wide)
        self.forget()

    def forget(self) -> None:
        """Begin anew where too much is remembered."""
        if not 0 < len(self) < MOST_KNOWN:
            self.clear()
            self.update({None: 0.0, "": 0.0})

    def __missing__(self, value: Value) -> float:
        text = value if isinstance(value, str) else str(value) if isinstance(value, RichText) else ONE_LINE
        need = self[value] = self._measured(text)
        return need

    def beyond(self, value: Value, drawn: float) -> float:
        """Points that a text needs which a row as high as it was drawn would cut; 0 where its lines have room.

        A single line never asks for more: who drew the row saw it, though not in a font that stands in for its own.
        """
        need = self[value]
        seen = 0.0 if self._is_wide else self[ONE_LINE]
        return need if need > seen and need - TOP_BOTTOM_PADDING > drawn else 0.0

    def width(self, char: str) -> float:
        """Ems that a character needs."""
        return widths_of(self._latin)[char]

    def lines(self, text: str, most: int = ALL) -> tuple[str, ...]:
        """The lines of a cell's text, no more than the first `most`; all of them joined are the text."""
        alignment = self.style.alignment
        if alignment.shrink or not alignment.wrap:
            return (text,)
        return break_lines(text, self.ems, self._latin, most)

    def pitch(self, text: str) -> float:
        """From line to line, higher where a fallback font has to help."""
        return rounded(self.style.font.size * UNUSUAL_PITCH) if UNUSUAL.search(text) else self._pitch

    def _measured(self, text: str) -> float:
        """Points that a text needs."""
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


@lru_cache(maxsize=256)
def gauge_of(style: Style, room: float, is_wide: bool) -> Gauge:
    """What measures cells of one style with so many points beside each other; the same for all workbooks."""
    return Gauge(style, room, is_wide)


class Alike(NamedTuple):
    """The rows of a table that share their form and their looks."""

    form: RowForm
    styles: tuple[int, ...]
    numbers: list[int]


def alike(rows: Sequence[Row]) -> list[Alike]:
    """The rows of a table by form and looks."""
    groups: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for number, row in enumerate(rows):
        form = row.form
        key = (id(form), row.styles or form.styles)
        try:
            groups[key].append(number)
        except KeyError:
            groups[key] = [number]
    return [Alike(rows[numbers[0]].form, styles, numbers) for (_, styles), numbers in groups.items()]


Plan = list[tuple[int, Gauge, bool]]
"""The columns where a cell of a row begins, with what measures it, and if it may be a label."""


class Ruler(Struct, dict=True):
    """Measures the cells of one sheet."""

    styles: Sequence[Style]
    columns: Sequence[Column]
    default: Pt
    is_wide: bool = False
    """Whether there is room for what stands in for a missing font: taller lines, wider letters."""
    _gauges: dict[tuple[int, int, int], Gauge] = field(default_factory=dict)
    _plans: dict[tuple[int, tuple[int, ...]], Plan] = field(default_factory=dict)

    @cached_property
    def widths(self) -> tuple[Px, ...]:
        """Pixels of each column; 0 for a hidden one."""
        return tuple(Px(0) if each.hidden else px_from_char_width(each.width) for each in self.columns)

    @cached_property
    def highest_line(self) -> float:
        """Points from line to line in the largest font of all."""
        fonts = {each.font for each in self.styles}
        return max(max(line_pitch(font, self.is_wide), rounded(font.size * UNUSUAL_PITCH)) for font in fonts)

    def gauge(self, style: int, column: int, across: int) -> Gauge:
        """What measures a cell of style number `style` over `across` columns from `column` on."""
        key = (style, column, across)
        found = self._gauges.get(key)
        if found is None:
            pixels = sum(self.widths[column : column + max(across, 1)])
            room = pt_from_px(max(pixels - SIDE_PADDING, 1))
            found = self._gauges[key] = gauge_of(self.styles[style], room, self.is_wide)
            found.forget()
        return found

    def cell_gauge(self, row: Row, column: int) -> Gauge:
        """What measures the cell of a row that begins in a column."""
        form = row.form
        key = ((row.styles or form.styles)[column], column, form.across[column])
        return self._gauges.get(key) or self.gauge(*key)

    def row_height(self, row: Row) -> Pt:
        """What a row needs by the cells that are no labels; a drawn height is kept where it holds their lines."""
        (height,) = self.row_heights((row,), alike((row,)))
        return height

    def row_heights(self, rows: Sequence[Row], groups: Sequence[Alike]) -> list[Pt]:
        """`row_height` of each row, all rows that are alike at once, column by column."""
        heights = [self.default] * len(rows)
        for form, styles, numbers in groups:
            if form.hidden:
                own: Sequence[Pt] = [self.default if form.height is None else form.height] * len(numbers)
            else:
                own = self.heights_alike(form, styles, [rows[n] for n in numbers])
            for number, height in zip(numbers, own, strict=True):
                heights[number] = height
        return heights

    def heights_alike(self, form: RowForm, styles: tuple[int, ...], rows: Sequence[Row]) -> list[Pt]:
        """What rows of one form and look need."""
        columns = list(zip(*(row.values for row in rows), strict=True))
        drawn = form.height
        least = self.default if drawn is None else drawn
        highest: list[float] = [max(least, form.least_height)] * len(rows)
        for column, gauge, may_be_label in self.plan(form, styles):
            values: Sequence[Value] = columns[column]
            if may_be_label:
                keys = [row.keys[column] if row.keys else None for row in rows]
                if None not in keys:
                    continue
                values = [value if key is None else None for value, key in zip(values, keys, strict=True)]
            needs = map(gauge.__getitem__, values) if drawn is None else [gauge.beyond(each, drawn) for each in values]
            highest = [need if need > high else high for need, high in zip(needs, highest, strict=True)]
        final = {height: rounded(height) if height > least else least for height in set(highest)}
        return list(map(final.__getitem__, highest))

    def plan(self, form: RowForm, styles: tuple[int, ...]) -> Plan:
        """How the rows of a form in some styles are measured."""
        found = self._plans.get((id(form), styles))
        if found is None:
            found = self._plans[id(form), styles] = [
                (column, self.gauge(styles[column], column, across), form.labels[column] is not None)
                for column, across in enumerate(form.across)
                if across and any(self.widths[column : column + across])  # nobody sees hidden ones
            ]
        return found
