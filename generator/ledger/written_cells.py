"""The names of the cells of a ledger that were written, kept row by row: collecting may write a million."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from msgspec import Struct

from generator.excel import cell_name


class WrittenRow(Struct, frozen=True, gc=False):
    """The cells of one row that were written; rows and columns count from 0."""

    sheet: str
    row: int
    columns: tuple[int, ...]


class WrittenCells(Sequence[str]):
    """Their names: ``台账!A12``."""

    def __init__(self, rows: Sequence[WrittenRow] = ()) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return sum(len(row.columns) for row in self._rows)

    def __iter__(self) -> Iterator[str]:
        return (f"{row.sheet}!{cell_name(row.row, column)}" for row in self._rows for column in row.columns)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return tuple(self)[index]
