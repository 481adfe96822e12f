"""Values, rows and columns before layout."""

from __future__ import annotations

import datetime
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from generator.lengths import CharWidth, Pt
from generator.model.formulas import Formula
from generator.model.ledger import ExtraValue
from generator.model.looks import Font


class RichText(Struct, frozen=True):
    """Text in several fonts; a font of None is the cell's own."""

    runs: tuple[tuple[str, Font | None], ...]

    def __str__(self) -> str:
        return "".join(text for text, _ in self.runs)


Value: TypeAlias = ExtraValue | datetime.time | RichText | Formula

LABEL_CONTINUED = "（续）"
"""Behind a label that goes on from the page before, where the template asks for it."""

CONTINUED = "（接上页）"
"""What the later parts of a divided cell begin with; it is no part of the text."""

Continuation = Literal["repeat", "mark", "blank"]
"""续页标签: what a label shows on the next page: itself (重复), itself with （续） (续), or nothing (空白)."""


class RowForm(Struct, frozen=True):
    """What the rows of one template row have in common; columns run over the whole width of the table.

    `across[c]` is how many columns the cell at c covers (1 = itself; 0 = covered by a cell to its left).
    `labels[c]` says that the cell may join those below it that hold the same key, and how it continues on the
    next page (None = no label). `fields[c]` names what the cell shows where it shows just that (``content``) or a
    pattern of it (``{number}.{content}``); it is what a returned sheet is read by.
    """

    styles: tuple[int, ...]
    """Index into `Book.styles`, by column."""
    across: tuple[int, ...]
    labels: tuple[Continuation | None, ...]
    fields: tuple[str, ...]
    inputs: tuple[bool, ...]
    """填报: the recipient fills this cell in."""
    height: Pt | None
    """As it was drawn, kept unless it would cut the text; None: as high as its text needs, at least `least_height`."""
    kind: Literal["static", "heading", "band"]
    """heading: a band row that must not stand alone at a page's foot (a group's title); static: outside all bands."""
    source_row: int
    """The template row (from 0)."""
    hidden: bool = False
    outline_level: int = 0
    least_height: Pt = Pt(0)
    """The height that the template draws for a row of a band."""


class Row(Struct, frozen=True):
    """One row before layout.

    `keys[c]` is the merge key of a label (equal keys in rows one below the other join; None = stands alone); keys
    already hold the keys of the labels to their left. `styles` is `form.styles` unless 样式 chose others.
    """

    form: RowForm
    values: tuple[Value, ...]
    keys: tuple[Any, ...] = ()
    styles: tuple[int, ...] = ()
    starts_page: bool = False
    task_id: str = ""


class Range(Struct, frozen=True):
    """Cells [first_row, last_row) × [first_column, last_column)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Column(Struct, frozen=True):
    """A column; `width` in digits of our Normal font, 8 px each."""

    width: CharWidth
    hidden: bool = False
    style: int = 0
    outline_level: int = 0
