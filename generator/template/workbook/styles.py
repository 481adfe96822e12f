"""Cell formats of a workbook to `Style`s, each kept once."""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

from msgspec import Struct, field
from openpyxl import styles as ox
from openpyxl.cell.cell import Cell
from openpyxl.cell.text import InlineFont
from openpyxl.workbook import Workbook

from generator.lengths import Pt
from generator.model import Alignment, Border, Fill, Font, Side, Style
from generator.template.workbook.colours import Palette

T = TypeVar("T")
GRADIENT = "gradientFill"


class CellStyles(Struct):
    """The styles of one workbook by their number; number 0 is the Normal style."""

    palette: Palette
    styles: list[Style] = field(default_factory=list)
    numbers: dict[Style, int] = field(default_factory=dict)
    read: dict[tuple[int, ...], int] = field(default_factory=dict)
    gradients: set[int] = field(default_factory=set)
    """Numbers of styles whose fill was a gradient."""

    def number(self, style: Style) -> int:
        """The number of a style, new where it was not there."""
        if style not in self.numbers:
            self.numbers[style] = len(self.styles)
            self.styles.append(style)
        return self.numbers[style]

    def of_cell(self, cell: Any) -> int:
        """The number of the style of an openpyxl cell (or of what has the same properties)."""
        key = tuple(cell._style)
        if key not in self.read:
            style = style_of(cell, self.palette)
            # two looks may become one Style where one of them had a gradient
            self.read[key] = self.number(style)
            if cell.fill.tagname == GRADIENT:
                self.gradients.add(self.read[key])
        return self.read[key]

    def of_format(self, book: Workbook, index: int) -> int:
        """The number of the style of a cell format (``s`` of a cell, a row or a column in the sheet's part)."""
        formats = book._cell_styles  # type: ignore[attr-defined]
        if not 0 <= index < len(formats):
            return 0
        cell: Any = Cell(book.worksheets[0], 1, 1)
        cell._style = formats[index]
        return self.of_cell(cell)


def normal_style(book: Workbook, palette: Palette) -> Style:
    """The Normal style, whose font gives columns of the template their unit; the first format where it has no name."""
    named = book._named_styles  # type: ignore[attr-defined]
    for style in named:
        if style.name == "Normal" or style.builtinId == 0:
            return style_of(style, palette)
    return style_of(Cell(book.worksheets[0], 1, 1), palette)


def style_of(cell: Any, palette: Palette) -> Style:
    """The style of an openpyxl cell or named style."""
    return Style(
        font=font_of(cell.font, palette, Font()),
        fill=fill_of(cell.fill, palette),
        border=border_of(cell.border, palette),
        alignment=alignment_of(cell.alignment),
        number_format=cell.number_format or "General",
        locked=cell.protection.locked is not False,
        hidden=bool(cell.protection.hidden),
    )


def font_of(font: ox.Font | InlineFont, palette: Palette, plain: Font) -> Font:
    """The font of a cell, or of a run of rich text in one; what it leaves open is as in `plain`."""
    return Font(
        name=(font.rFont if isinstance(font, InlineFont) else font.name) or plain.name,
        size=Pt(float(font.sz or plain.size)),
        bold=bool(font.b),
        italic=bool(font.i),
        underline=cast("Any", font.u) or "",
        strike=bool(font.strike),
        color=palette.rgb(font.color),
        script=script_of(font.vertAlign),
    )


def script_of(name: str | None) -> Literal["", "superscript", "subscript"]:
    """Raised or lowered text."""
    return cast("Any", name) if name in ("superscript", "subscript") else ""


def fill_of(fill: Any, palette: Palette) -> Fill:
    """A background; of a gradient its first colour."""
    if fill is not None and fill.tagname == GRADIENT:
        stops = fill.stop
        return Fill("solid", palette.rgb(stops[0].color)) if stops else Fill()
    if fill is None or not fill.fill_type or fill.fill_type == "none":
        return Fill()
    # of a plain background only the foreground shows
    behind = "" if fill.fill_type == "solid" else palette.rgb(fill.bgColor)
    return Fill(fill.fill_type, palette.rgb(fill.fgColor), behind)


def border_of(border: Any, palette: Palette) -> Border:
    """The edges of a cell."""

    def side(edge: Any) -> Side:
        return Side(edge.style, palette.rgb(edge.color)) if edge is not None and edge.style else Side()

    return Border(
        left=side(border.left or border.start),
        right=side(border.right or border.end),
        top=side(border.top),
        bottom=side(border.bottom),
        diagonal=side(border.diagonal),
        diagonal_up=bool(border.diagonalUp),
        diagonal_down=bool(border.diagonalDown),
    )


def alignment_of(alignment: Any) -> Alignment:
    """Where text stands in its cell."""
    horizontal = alignment.horizontal or ""
    return Alignment(
        horizontal="" if horizontal == "general" else horizontal,
        vertical=alignment.vertical or "",
        wrap=bool(alignment.wrap_text),
        rotation=int(alignment.text_rotation or 0),
        indent=int(alignment.indent or 0),
        shrink=bool(alignment.shrink_to_fit),
        reading_order=int(alignment.readingOrder or 0),
        justify_last_line=bool(alignment.justifyLastLine),
    )
