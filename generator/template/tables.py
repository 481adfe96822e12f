"""Rows of a page to a `Table`: whatever the template's rows carried goes to the rows that they became."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.model import Range, Row, SheetView, Table
from generator.template.stretching import Stretch

if TYPE_CHECKING:
    from generator.template.template import Page, Template


def table_of(page: Page, name: str, rows: tuple[Row, ...], template: Template) -> Table:
    """The table of a page that was filled with `rows`."""
    stretch = Stretch(rows)
    setup = page.setup
    return Table(
        name=name,
        columns=page.columns,
        rows=rows,
        merges=tuple(merges(page, stretch)),
        print_titles=print_titles(page, stretch),
        title_columns=setup.title_columns,
        page=setup.page,
        view=view(page, stretch),
        protection=setup.protection,
        pagination=template.settings.pagination,
        default_height=setup.default_height,
        template_cells=(template.file, page.name),
    )


def merges(page: Page, stretch: Stretch) -> Iterator[Range]:
    """The merged cells over several rows, wherever their rows came out."""
    for merge in page.merges:
        for first in stretch.places.get(merge.first_row, ()):
            yield replace(merge, first_row=first, last_row=first + merge.last_row - merge.first_row)


def print_titles(page: Page, stretch: Stretch) -> tuple[int, int] | None:
    """The table rows of the print titles: the first run of them (a loop that gives nothing leaves none)."""
    titles = page.setup.print_titles
    rows = stretch.rows_of(*titles) if titles else []
    if not rows:
        return None
    last = rows[0]
    while last + 1 in rows:
        last += 1
    return rows[0], last + 1


def view(page: Page, stretch: Stretch) -> SheetView:
    """The view, its frozen rows and its filter moved."""
    rows, columns = page.setup.freeze
    area = page.setup.filter
    found = list(stretch.ranges(area)) if area else []
    whole = replace(found[0], last_row=found[-1].last_row) if found else None
    return replace(page.setup.view, freeze_rows=stretch.end(rows) if rows else 0, freeze_columns=columns, filter=whole)
