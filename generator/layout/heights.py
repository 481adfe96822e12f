"""Cells to row heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.layout.linebreak import break_lines
from generator.layout.measure import latin_width, line_height
from generator.lengths import Pt, Px, pt_from_px, px_from_char_width
from generator.limits import MAX_ROW_HEIGHT_PT
from generator.model import Column, Row, Style, Value

PADDING_PX = 7
PADDING_PT = 3.0
STEP = 0.75


def rounded(height: float) -> Pt:
    """A height as a whole number of pixels: readers round to pixels, so we do it first, upwards."""
    return Pt(math.ceil(round(height / STEP, 6)) * STEP)


@dataclass
class Ruler:
    """Measures cells of one sheet; remembers what it measured."""

    styles: Sequence[Style]
    columns: Sequence[Column]
    digit: Px
    default: Pt
    known: dict[tuple[str, float, int], list[str]] = field(default_factory=dict)

    def width(self, first: int, across: int) -> float:
        """Points that text may fill in the cell that covers `across` columns from `first`."""
        pixels = sum(
            px_from_char_width(column.width, self.digit)
            for column in self.columns[first : first + max(across, 1)]
            if not column.hidden
        )
        return max(pt_from_px(pixels - PADDING_PX), 1.0)

    def lines(self, value: Value, style: int, width: float) -> list[str]:
        """The lines of a cell."""
        if value is None or value == "":
            return []
        text = str(value)
        alignment, font = self.styles[style].alignment, self.styles[style].font
        if not alignment.wrap or alignment.shrink:
            return text.split("\n") if alignment.wrap else [text]
        key = (text, width, style)
        found = self.known.get(key)
        if found is None:
            room = width - alignment.indent * font.size
            found = break_lines(text, room, font.size, latin_width(font))
            self.known[key] = found
        return found

    def height(self, value: Value, style: int, width: float) -> float:
        """Points that a cell's text needs."""
        count = len(self.lines(value, style, width))
        return count * line_height(self.styles[style].font) + PADDING_PT if count else 0.0

    def row_height(self, row: Row, styles: Sequence[int]) -> Pt:
        """A row's height by the cells that are no labels."""
        if row.form.height is not None:
            return row.form.height
        needs = [
            self.height(value, styles[column], self.width(column, row.form.across[column]))
            for column, value in enumerate(row.values)
            if value is not None
            and row.form.across[column]
            and not (row.form.labels[column] and row.keys[column] is not None)
        ]
        return rounded(max([self.default, *needs]))


def limit(height: float) -> Pt:
    """Excel's largest row."""
    return Pt(min(height, MAX_ROW_HEIGHT_PT))
