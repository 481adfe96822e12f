"""Filled workbooks to fingerprints of what they show, by blocks of rows so that a part can be worked out alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import eq
from typing import Any

from generator import editions
from generator.model import Row, TableBook

CONTENT_ROWS = 256
"""Rows of a table that share a fingerprint."""


def content_of(book: TableBook) -> str:
    """Fingerprint of a filled workbook: its values and looks, and which cells join."""
    return content_from(book, [digests_of(table.rows) for table in book.tables])


def content_from(book: TableBook, digests: Iterable[Sequence[str]]) -> str:
    """The same, from the fingerprints of the rows of each table."""
    return editions.fingerprint([(table.name, *own) for table, own in zip(book.tables, digests, strict=True)])


def digests_of(rows: Sequence[Row]) -> list[str]:
    """The fingerprints of a table's rows, block by block."""
    return [digest_of(rows, at, at + CONTENT_ROWS) for at in range(0, len(rows), CONTENT_ROWS)]


def digest_of(rows: Sequence[Row], first: int, last: int) -> str:
    """The fingerprint of rows [first, last); of the row above them it is known which cells join it."""
    own = rows[first:last]
    keys = [row.keys for row in rows[max(first - 1, 0) : last]]
    return editions.fingerprint(
        (
            [row.values for row in own],
            list(joins(keys, bool(first))),
            [row.styles for row in own],
            [row.starts_page for row in own],
        )
    )


def joins(keys: Sequence[tuple[Any, ...]], has_above: bool) -> Iterator[object]:
    """Which labels of rows are those of the row above, column by column; the numbers of keys do not matter.

    `has_above`: the first keys are those of the row above the rows.
    """
    width = max(map(len, keys), default=0)
    columns = zip(*(each or (None,) * width for each in keys), strict=True)
    for number, column in enumerate(columns):
        own = column[1:] if has_above else column
        if any(key is not None for key in own):
            above = column if has_above else (None, *column)
            yield number, [key is None for key in own], list(map(eq, own, above))
