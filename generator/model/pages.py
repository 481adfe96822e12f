"""Paper, headers and footers of a sheet, and how it is shown on a screen."""

from __future__ import annotations

from msgspec import Struct

from generator.lengths import Inch
from generator.model.cells import Range


class HeaderFooter(Struct, frozen=True):
    """Headers and footers in the codes of ECMA-376 part 1, 18.3.1.46 (``&C— &P —``)."""

    odd_header: str = ""
    odd_footer: str = ""
    even_header: str = ""
    even_footer: str = ""
    first_header: str = ""
    first_footer: str = ""
    different_odd_even: bool = False
    different_first: bool = False
    scale_with_document: bool = True
    align_with_margins: bool = True


class PageSetup(Struct, frozen=True):
    """Paper and margins of a sheet."""

    paper_size: int = 9
    """ECMA-376 part 1, 18.3.1.63; 9 = A4."""
    landscape: bool = False
    left: Inch = Inch(0.7)
    right: Inch = Inch(0.7)
    top: Inch = Inch(0.75)
    bottom: Inch = Inch(0.75)
    header: Inch = Inch(0.3)
    footer: Inch = Inch(0.3)
    scale: int = 100
    fit_width: int = 0
    fit_height: int = 0
    center_horizontally: bool = False
    center_vertically: bool = False
    gridlines: bool = False
    row_column_headings: bool = False
    black_and_white: bool = False
    draft: bool = False
    over_then_down: bool = False
    first_page_number: int | None = None
    header_footer: HeaderFooter = HeaderFooter()


class SheetView(Struct, frozen=True):
    """How a sheet is shown on a screen. A frozen pane keeps `freeze_rows` × `freeze_columns` in sight."""

    freeze_rows: int = 0
    freeze_columns: int = 0
    zoom: int = 100
    gridlines: bool = True
    page_break_preview: bool = False
    right_to_left: bool = False
    headings: bool = True
    zeros: bool = True
    tab_color: str = ""
    hidden: bool = False
    filter: Range | None = None


class SheetProtection(Struct, frozen=True):
    """Protection without a password; `allowed` are ECMA-376 names of what users may still do (``formatColumns``)."""

    allowed: frozenset[str] = frozenset()
