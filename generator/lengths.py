"""Lengths as types: what a number measures stands in its type, and every conversion has one place.

Excel measures rows in points, columns in digits of the Normal font, drawings in pixels at 96 dpi; paper is
measured in millimetres. ECMA-376 part 1, 18.3.1.13 gives the column formula.
"""

from __future__ import annotations

from typing import NewType

Pt = NewType("Pt", float)
"""Points, 1/72 inch."""

Mm = NewType("Mm", float)
"""Millimetres."""

Px = NewType("Px", int)
"""Pixels at 96 dpi."""

Inch = NewType("Inch", float)
"""Inches, the unit of a page margin in a workbook."""

CharWidth = NewType("CharWidth", float)
"""A column's width in digits of a workbook's Normal font, padding included; of ours unless it says otherwise."""

DIGIT = Px(8)
"""A digit of the Normal font of our workbooks, Times New Roman 12: half an em of 16 px exactly, and Liberation Serif,
which comes with LibreOffice, has its metrics."""


def pt_from_px(pixels: float) -> Pt:
    """Points of a length in pixels."""
    return Pt(pixels * 72 / 96)


def pt_from_inch(inches: float) -> Pt:
    """Points of a length in inches."""
    return Pt(inches * 72)


def pt_from_mm(millimetres: float) -> Pt:
    """Points of a length in millimetres."""
    return Pt(millimetres * 72 / 25.4)


def char_width_from_px(pixels: float) -> CharWidth:
    """Width of a column so many pixels wide, in digits of our Normal font: exact, unlike that of other fonts."""
    return CharWidth(pixels / DIGIT)


def px_from_char_width(width: CharWidth, digit: Px = DIGIT) -> Px:
    """Pixels of a column `width` digits wide, where a digit of the Normal font is `digit` pixels wide.

    ECMA-376 part 1, 18.3.1.13: trunc((256 * width + trunc(128 / digit)) / 256 * digit).
    """
    return Px(int((256 * width + int(128 / digit)) / 256 * digit))
