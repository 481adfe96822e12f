"""A workbook after layout: heights, pages and merged cells are final."""

from __future__ import annotations

from msgspec import Struct

from generator.lengths import Pt
from generator.model.attachments import Attachments, DefinedName
from generator.model.cells import Column, Range, RowForm, Value
from generator.model.looks import Style
from generator.model.pages import PageSetup, SheetProtection, SheetView


class SheetRow(Struct, frozen=True):
    """One row after layout. `part` counts the parts of a divided row from 1 (0 = whole).

    A height of None leaves the fitting to the reader: only for workbooks that are edited, never printed.
    """

    values: tuple[Value, ...]
    styles: tuple[int, ...]
    height: Pt | None
    task_id: str = ""
    part: int = 0
    hidden: bool = False
    outline_level: int = 0
    form: RowForm | None = None
    """None: a blank row that fills a page."""
    continued: tuple[int, ...] = ()
    """The columns whose label goes on from the page before: one cell in the ledger, cut by the page's end."""


class Sheet(Struct, frozen=True):
    """One sheet after layout: everything final; the writer decides nothing.

    `breaks` are the rows before which a new page starts; there are `len(breaks) + 1` pages. `merges` never overlap,
    never cross a break, and cover at least two cells.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    merges: tuple[Range, ...]
    breaks: tuple[int, ...]
    print_titles: tuple[int, int] | None
    title_columns: tuple[int, int] | None
    page: PageSetup
    view: SheetView
    protection: SheetProtection | None
    attachments: Attachments
    default_height: Pt

    @property
    def page_count(self) -> int:
        """How many pages the sheet prints on."""
        return len(self.breaks) + 1


class Book(Struct, frozen=True):
    """A workbook after layout. `mark` is what its very hidden sheet says of it, by which a returned copy is known."""

    sheets: tuple[Sheet, ...]
    styles: tuple[Style, ...]
    names: tuple[DefinedName, ...] = ()
    title: str = ""
    mark: tuple[tuple[str, ...], ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages the visible sheets print on."""
        return sum(sheet.page_count for sheet in self.sheets if not sheet.view.hidden)
