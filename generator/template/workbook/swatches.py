"""样式: looks laid over one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Style
from generator.template.language.mistakes import Mistake, nearest

T = TypeVar("T", bound=Struct)


def laid_over(style: Style, swatch: Style, normal: Style) -> Style:
    """`style` with the look of `swatch`: whatever the swatch has that the Normal style has not.

    A swatch is a cell that somebody coloured; the font and size that it has from the workbook were not chosen for
    the cells that it is laid over. Whether a cell is locked stays its own.
    """
    return replace(
        style,
        font=differing(style.font, swatch.font, normal.font),
        fill=swatch.fill if swatch.fill != normal.fill else style.fill,
        border=differing(style.border, swatch.border, normal.border),
        alignment=differing(style.alignment, swatch.alignment, normal.alignment),
        number_format=differing_value(style.number_format, swatch.number_format, normal.number_format),
    )


def differing(style: T, swatch: T, normal: T) -> T:
    """`style` with the fields in which `swatch` differs from `normal`."""
    changes = {
        name: getattr(swatch, name)
        for name in style.__struct_fields__
        if getattr(swatch, name) != getattr(normal, name)
    }
    return replace(style, **changes) if changes else style


def differing_value(value: str, swatch: str, normal: str) -> str:
    """`swatch` where it differs from `normal`, else `value`."""
    return swatch if swatch != normal else value


def unknown_swatch(name: str, swatches: Iterable[str]) -> Mistake:
    """The mistake of naming a style that the sheet 样式 does not have."""
    names = tuple(swatches)
    advice = nearest(name, names) if names else "请在“样式”表里写上这个名称，并把那个单元格设成想要的样子。"
    return Mistake("unknown-style", f"“样式”表里没有“{name}”", advice)
