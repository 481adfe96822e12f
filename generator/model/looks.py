"""How a cell looks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from generator.lengths import Pt


class Font(Struct, frozen=True):
    """A cell's font; `color` is ``RRGGBB``."""

    name: str = "宋体"
    size: Pt = Pt(12)
    bold: bool = False
    italic: bool = False
    underline: Literal["", "single", "double", "singleAccounting", "doubleAccounting"] = ""
    strike: bool = False
    color: str = ""
    script: Literal["", "superscript", "subscript"] = ""


class Side(Struct, frozen=True):
    """One edge of a cell: ECMA-376 line style (``thin``, ``medium``, …; empty = none) and colour ``RRGGBB``."""

    style: str = ""
    color: str = ""


NO_SIDE = Side()


class Border(Struct, frozen=True):
    """The edges of a cell."""

    left: Side = NO_SIDE
    right: Side = NO_SIDE
    top: Side = NO_SIDE
    bottom: Side = NO_SIDE
    diagonal: Side = NO_SIDE
    diagonal_up: bool = False
    diagonal_down: bool = False


class Fill(Struct, frozen=True):
    """A cell's background: ECMA-376 pattern (empty = none) with its colours ``RRGGBB``."""

    pattern: str = ""
    foreground: str = ""
    background: str = ""


class Alignment(Struct, frozen=True):
    """Where text stands in its cell; names and numbers as in ECMA-376 (rotation 255 = stacked, 竖排)."""

    horizontal: str = ""
    vertical: str = ""
    wrap: bool = False
    rotation: int = 0
    indent: int = 0
    shrink: bool = False
    reading_order: int = 0
    justify_last_line: bool = False


class Style(Struct, frozen=True):
    """The whole look of a cell."""

    font: Font = Font()
    fill: Fill = Fill()
    border: Border = Border()
    alignment: Alignment = Alignment()
    number_format: str = "General"
    locked: bool = True
    hidden: bool = False
