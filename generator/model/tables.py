"""A workbook before layout: cells with values, no heights and no pages."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from generator.lengths import Pt
from generator.model.attachments import Attachments, DefinedName
from generator.model.cells import Column, Continuation, Range, Row
from generator.model.looks import Style
from generator.model.pages import PageSetup, SheetProtection, SheetView


class Pagination(Struct, frozen=True):
    """What sheet 设置 says about pages."""

    continuation: Continuation = "repeat"
    page_numbers: Literal["outside", "center", "none"] = "none"
    """页码: 奇右偶左, 居中, 无 (the template's own footer stays)."""
    rows_per_page: int | None = None
    fill_rows: bool = False
    """补空行: blank rows down to the last page's foot."""
    keep_ending: bool = True
    """末页落款不单独成页: what follows the last band keeps at least one row of it on its page."""


class Table(Struct, frozen=True):
    """One sheet before layout: cells with values, labels that may join, no heights and no pages.

    `merges` are the template's own merged cells that cover several rows (a heading over two rows); their rows stay
    together. `print_titles` are the rows [first, last) that every page begins with; rows before them stand on the
    first page only.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    merges: tuple[Range, ...] = ()
    print_titles: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    page: PageSetup = PageSetup()
    view: SheetView = SheetView()
    protection: SheetProtection | None = None
    pagination: Pagination = Pagination()
    attachments: Attachments = Attachments()
    default_height: Pt = Pt(14.25)
    template_cells: tuple[str, str] = ("", "")
    """File and sheet of the template, for messages."""


class TableBook(Struct, frozen=True):
    """A workbook before layout; `styles[0]` is the look of cells without one; headers and footers have its font."""

    tables: tuple[Table, ...]
    styles: tuple[Style, ...]
    names: tuple[DefinedName, ...] = ()
    title: str = ""
