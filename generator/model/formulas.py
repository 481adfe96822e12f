"""Formulas of a template's author, before and after layout knows where the rows stand that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from generator.excel import column_index
from generator.model.ledger import ExtraValue


class Formula(Struct, frozen=True):
    """A formula of the template's author (never data); `value` only where it was worked out.

    `text` is as the author wrote it until layout knows where rows stand: then it is what `parts` give.
    """

    text: str
    value: ExtraValue = None
    parts: tuple[FormulaPart, ...] = ()
    goes_with_row: bool = False
    """Of a rule for many rows: references without ``$`` mean its own row, whichever that is; `parts` name the first."""


CellUse = Literal["one", "area", "each", "list", "arguments", "union"]
"""How the place of a reference takes cells that lie in several areas: not at all (``one``: one cell; ``area``), as a
call for each (``each``), as arguments (``arguments``; ``list``: or in brackets), only in brackets (``union``)."""


class Cells(Struct, frozen=True):
    """Cells that a formula names, while nobody knows yet where their rows come to stand.

    `runs` are half-open runs of rows of the table `table`. `columns` and `marks` are the texts of its two corners'
    columns and the ``$`` of their rows; the second column is empty where one cell was written, both in whole rows.
    """

    table: str
    runs: tuple[tuple[int, int], ...]
    columns: tuple[str, str]
    marks: tuple[str, str]
    use: CellUse = "area"
    level: int = 0
    """Of ``each``: the call that is written for each area (`AddedCall.level`)."""
    most: int = 1
    """How many arguments it may become."""
    has_sheet: bool = False
    """The sheet's name was written."""
    name: str = ""
    """The name that the author wrote for these cells."""

    @property
    def column(self) -> int | None:
        """The column of a reference to one column; None of several."""
        first, last = (column.replace("$", "") for column in self.columns)
        return column_index(first) if first and last in ("", first) else None


class AddedCall(Struct, frozen=True):
    """A call that takes no cells in several areas, but may be written for each of them and added up."""

    parts: tuple[FormulaPart, ...]
    level: int


FormulaPart: TypeAlias = "str | Cells | AddedCall"


def flat_parts(parts: Iterable[Any]) -> Iterator[Any]:
    """The texts and references of a formula in their order, those of its added calls too; references of any kind."""
    for part in parts:
        if isinstance(part, AddedCall):
            yield from flat_parts(part.parts)
        else:
            yield part
