"""Columns of a template, in digits of its Normal font, to columns in digits of ours.

A template's Normal font is its author's (Calibri 11 from Excel, 宋体 from WPS, 等线 from Excel in Chinese); its
digit gives the unit of its columns (ECMA-376 part 1, 18.3.1.13). Pixels by that digit keep them as wide as drawn.
"""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from generator.lengths import CharWidth, Px, char_width_from_px, px_from_char_width
from generator.model import Column, Font
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.sheet_xml import truth

DIGITS = {
    **dict.fromkeys(("Calibri", "Carlito"), 0.507),
    **dict.fromkeys(("Arial", "Helvetica", "Liberation Sans", "Arimo", "Cambria", "Caladea"), 0.556),
    **dict.fromkeys(("微软雅黑", "Microsoft YaHei", "微软雅黑 Light", "Segoe UI"), 0.54),
    **dict.fromkeys(("等线", "DengXian", "等线 Light"), 0.543),
    **dict.fromkeys(("Noto Sans CJK SC", "思源黑体", "Source Han Sans SC"), 0.555),
    **dict.fromkeys(("Verdana", "DejaVu Sans"), 0.636),
    "Tahoma": 0.546,
    "Aptos Narrow": 0.5,
    "Aptos": 0.561,
}
"""Ems of a digit by their hmtx tables; in all others, Chinese ones and Times New Roman, it is half an em."""


def digit_of(font: Font) -> Px:
    """Pixels of a digit at 96 dpi: Calibri 11 and Arial 10 have 7, 宋体 11 and 12, 等线 11 and 微软雅黑 11 have 8."""
    em = font.size * 96 / 72
    share = DIGITS.get(font.name)
    return Px(max(math.ceil(round(em) / 2) if share is None else round(em * share), 1))


def columns_of(grid: SheetGrid, normal: Font) -> tuple[Column, ...]:
    """The columns of a sheet that are used; `normal` is the font that gives its widths their unit."""
    digit = digit_of(normal)
    default = default_px(grid.raw.child("sheetFormatPr"), digit)
    columns = {}
    for element in grid.column_elements:
        width = element.get("width")
        pixels = px_from_char_width(CharWidth(float(width)), digit) if width else default
        for column in range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), grid.column_count)):
            columns[column] = Column(
                char_width_from_px(pixels),
                hidden=truth(element.get("hidden")),
                style=grid.column_styles.get(column, 0),
                outline_level=int(element.get("outlineLevel") or 0),
            )
    return tuple(columns.get(column, Column(char_width_from_px(default))) for column in range(grid.column_count))


def default_px(element: Element | None, digit: Px) -> Px:
    """Pixels of a column that has no width of its own: ECMA-376 part 1, 18.3.1.81, up to the next eight."""
    width = element.get("defaultColWidth") if element is not None else None
    if width:
        return px_from_char_width(CharWidth(float(width)), digit)
    digits = int(element.get("baseColWidth") or 8) if element is not None else 8
    return Px(-(-(digits * digit + 5) // 8) * 8)
