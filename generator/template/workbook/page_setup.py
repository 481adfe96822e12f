"""`SheetSetup`: page setup, view and protection of a sheet, read from its part (ECMA-376 part 1, 18.3.1)."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.styles.colors import Color
from openpyxl.utils import column_index_from_string

from generator.lengths import Inch, Pt
from generator.model import HeaderFooter, PageSetup, Range, SheetProtection, SheetView
from generator.template.template import SheetSetup
from generator.template.workbook.colours import Palette
from generator.template.workbook.package import MAIN
from generator.template.workbook.sheet_grid import SheetGrid, cell_position
from generator.template.workbook.sheet_xml import SheetXml, truth

PROTECTED_ACTIONS = (
    *("objects", "scenarios", "formatCells", "formatColumns", "formatRows"),
    *("insertColumns", "insertRows", "insertHyperlinks", "deleteColumns", "deleteRows"),
    *("selectLockedCells", "sort", "autoFilter", "pivotTables", "selectUnlockedCells"),
)
ALLOWED_BY_DEFAULT = frozenset(["objects", "scenarios", "selectLockedCells", "selectUnlockedCells"])
"""Actions whose attribute is false where it is left out (18.3.1.85): false means that users may."""


def setup_of(grid: SheetGrid, palette: Palette) -> SheetSetup:
    """The setup of a sheet."""
    raw, sheet = grid.raw, grid.sheet
    element = raw.child("sheetFormatPr")
    height = float(element.get("defaultRowHeight") or 14.25) if element is not None else 14.25
    return SheetSetup(
        page=page_setup(raw),
        view=view_of(raw, sheet.sheet_state != "visible", palette),
        protection=protection_of(raw.child("sheetProtection")),
        print_titles=rows_in(sheet.print_title_rows),
        title_columns=columns_in(sheet.print_title_cols),
        freeze=frozen(raw),
        filter=range_of(sheet.auto_filter.ref) if sheet.auto_filter.ref else None,
        default_height=Pt(height),
    )


def page_setup(raw: SheetXml) -> PageSetup:
    """Paper, margins, headers and footers."""
    margins, options, setup = (attributes(raw, name) for name in ("pageMargins", "printOptions", "pageSetup"))
    properties = raw.root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    fits = properties is not None and truth(properties.get("fitToPage"))
    plain = PageSetup()
    return PageSetup(
        paper_size=int(setup.get("paperSize") or plain.paper_size),
        landscape=setup.get("orientation") == "landscape",
        **{
            side: Inch(float(margins.get(side) or getattr(plain, side)))
            for side in ("left", "right", "top", "bottom", "header", "footer")
        },
        scale=int(setup.get("scale") or 100),
        fit_width=int(setup.get("fitToWidth") or 1) if fits else 0,
        fit_height=int(setup.get("fitToHeight") or 1) if fits and setup.get("fitToHeight") != "0" else 0,
        center_horizontally=truth(options.get("horizontalCentered")),
        center_vertically=truth(options.get("verticalCentered")),
        gridlines=truth(options.get("gridLines")),
        row_column_headings=truth(options.get("headings")),
        black_and_white=truth(setup.get("blackAndWhite")),
        draft=truth(setup.get("draft")),
        over_then_down=setup.get("pageOrder") == "overThenDown",
        first_page_number=int(setup.get("firstPageNumber") or 1) if truth(setup.get("useFirstPageNumber")) else None,
        header_footer=header_footer(raw.child("headerFooter")),
    )


def attributes(raw: SheetXml, name: str) -> dict[str, str]:
    """The attributes of a child of a sheet."""
    element = raw.child(name)
    return dict(element.attrib) if element is not None else {}


def header_footer(element: Element | None) -> HeaderFooter:
    """Headers and footers, their codes as they stand."""
    if element is None:
        return HeaderFooter()
    texts = {child.tag.removeprefix(MAIN): child.text or "" for child in element}
    return HeaderFooter(
        odd_header=texts.get("oddHeader", ""),
        odd_footer=texts.get("oddFooter", ""),
        even_header=texts.get("evenHeader", ""),
        even_footer=texts.get("evenFooter", ""),
        first_header=texts.get("firstHeader", ""),
        first_footer=texts.get("firstFooter", ""),
        different_odd_even=truth(element.get("differentOddEven")),
        different_first=truth(element.get("differentFirst")),
        scale_with_document=truth(element.get("scaleWithDoc", "1")),
        align_with_margins=truth(element.get("alignWithMargins", "1")),
    )


def view_of(raw: SheetXml, hidden: bool, palette: Palette) -> SheetView:
    """How the sheet is shown."""
    element = raw.root.find(f"{MAIN}sheetViews/{MAIN}sheetView")
    attributes_of_view: Any = dict(element.attrib) if element is not None else {}
    tab = raw.root.find(f"{MAIN}sheetPr/{MAIN}tabColor")
    preview = attributes_of_view.get("view") == "pageBreakPreview"
    return SheetView(
        zoom=int(attributes_of_view.get("zoomScale") or 100),
        gridlines=truth(attributes_of_view.get("showGridLines", "1")),
        page_break_preview=preview,
        right_to_left=truth(attributes_of_view.get("rightToLeft")),
        headings=truth(attributes_of_view.get("showRowColHeaders", "1")),
        zeros=truth(attributes_of_view.get("showZeros", "1")),
        tab_color=palette.rgb(colour_of(tab)) if tab is not None else "",
        hidden=hidden,
    )


def colour_of(element: Element) -> Color:
    """The colour that an element's attributes give."""
    tint = float(element.get("tint") or 0)
    if element.get("theme"):
        return Color(theme=int(element.get("theme", "0")), tint=tint)
    if element.get("indexed"):
        return Color(indexed=int(element.get("indexed", "0")), tint=tint)
    return Color(rgb=element.get("rgb") or "00000000", tint=tint)


def frozen(raw: SheetXml) -> tuple[int, int]:
    """How many template rows and columns stay in sight."""
    pane = raw.root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    if pane is None or pane.get("state") not in ("frozen", "frozenSplit"):
        return 0, 0
    return int(float(pane.get("ySplit") or 0)), int(float(pane.get("xSplit") or 0))


def protection_of(element: Element | None) -> SheetProtection | None:
    """The protection of a sheet, its password left out."""
    if element is None or not truth(element.get("sheet")):
        return None
    return SheetProtection(
        frozenset(
            name
            for name in PROTECTED_ACTIONS
            if not truth(element.get(name, "0" if name in ALLOWED_BY_DEFAULT else "1"))
        )
    )


def rows_in(text: str | None) -> tuple[int, int] | None:
    """The rows of ``$1:$3``, half-open from 0."""
    match = re.fullmatch(r"\$?(\d+):\$?(\d+)", text or "")
    return (int(match[1]) - 1, int(match[2])) if match else None


def columns_in(text: str | None) -> tuple[int, int] | None:
    """The columns of ``$A:$C``, half-open from 0."""
    match = re.fullmatch(r"\$?([A-Z]+):\$?([A-Z]+)", text or "")
    return (column_index_from_string(match[1]) - 1, column_index_from_string(match[2])) if match else None


def range_of(text: str) -> Range:
    """The cells of ``A1:B2`` (or ``$A$1``)."""
    first, _, last = text.replace("$", "").partition(":")
    row, column = cell_position(first)
    last_row, last_column = cell_position(last or first)
    return Range(row, column, last_row + 1, last_column + 1)
