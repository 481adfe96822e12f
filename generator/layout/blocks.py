"""Sheets to blocks: whole pages that do not depend on pages before or behind them, to be made again alone.

A block begins where a page begins with the first row of a task and, where a label has a key of its own, with a new
label. Where blocks begin is seen from the pages around: after a change they begin as before as soon as pages do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

from generator.layout.pages import Page
from generator.model import Range, Row, RowBlock, SheetRow, Table

BLOCK_ROWS = 256
"""Rows of a sheet in which at most one block begins."""
FEWEST_ROWS = 1_000
"""Rows of a table from which on it is worth while: others are made in no time."""
MOST_ROWS = 65_536
"""Rows up to which it is: each text stands in its cell, and more of them take longer to deflate than rows to make."""
PLAIN = frozenset((str, int, type(None)))
"""The kinds of values that rows of a block hold."""


def is_in_blocks(table: Table) -> bool:
    """Whether the sheets of a table are made of blocks."""
    if table.separable is None or table.pagination.fill_rows:
        return False
    if not FEWEST_ROWS <= len(table.rows) <= MOST_ROWS:
        return False
    over = table.attachments
    if over.images or over.charts or over.comments or table.view.filter:
        return False
    forms = {id(row.form): row.form for row in table.rows}.values()
    if any(form.hidden or form.outline_level for form in forms):
        return False
    band = next((n for n, row in enumerate(table.rows) if row.task_id), 0)
    if any(merge.last_row > band for merge in table.merges):
        return False
    return is_plain(table.rows)


def is_plain(rows: Sequence[Row]) -> bool:
    """Whether rows hold texts and whole numbers only."""
    return PLAIN.issuperset(map(type, chain.from_iterable(row.values for row in rows)))


def blocks_of(
    table: Table,
    rows: Sequence[SheetRow],
    merges: Sequence[Range],
    breaks: Sequence[int],
    pages: Sequence[tuple[int, Page]],
    first_page: int,
    base: int = 0,
    table_base: int = 0,
) -> tuple[RowBlock, ...]:
    """The blocks of a sheet, or of some pages of it.

    `merges` and `breaks` are in order; `pages` are the pages with the rows where they begin, `first_page` is the number
    of the first of them in the table. `base` and `table_base` are the rows before them, of the sheet and of the table,
    where others come before.
    """
    own = table.separable or ()
    begun = [(0, -1)] if pages[0][0] else []  # the heading of a further sheet: row, number of its page
    for number, (row, page) in enumerate(pages):
        piece = page.pieces[0]
        if not number:
            if begun and not begins(table.rows, piece.table_row, piece.part, own):
                continue
            begun.append((row, 0))
        elif is_far(base + row, base + begun[-1][0]) and begins(table.rows, piece.table_row, piece.part, own):
            begun.append((row, number))
    found = []
    first_merges = [merge.first_row for merge in merges]
    for (row, number), (end, next_number) in zip(begun, [*begun[1:], (len(rows), len(pages))], strict=True):
        held = merges[bisect_left(first_merges, row) : bisect_left(first_merges, end)]
        inside = breaks[bisect_left(breaks, row) : bisect_left(breaks, end)]
        given = pages[max(number, 0) : max(next_number, 0)]
        found.append(
            RowBlock(
                first_row=base + row,
                count=end - row,
                rows=tuple(rows[row:end]),
                merges=tuple(merge.down(base) for merge in held),
                breaks=tuple(base + each for each in inside),
                page=first_page + max(number, 0),
                start=-1 if number < 0 else table_base + given[0][1].pieces[0].table_row,
                seen=max((table_base + page.seen for _, page in given), default=0),
            )
        )
    return tuple(found)


def is_far(row: int, begun: int) -> bool:
    """Whether another block may begin at a sheet's row, after one that began at row `begun`."""
    return row // BLOCK_ROWS != begun // BLOCK_ROWS


def begins(rows: Sequence[Row], at: int, part: int, own: Sequence[int]) -> bool:
    """Whether a block may begin with table row `at`, whose `part` begins a page; `own` are columns with own keys."""
    if not at or part > 1:
        return not at
    row, above = rows[at], rows[at - 1]
    if not row.task_id or not above.task_id or row.task_id == above.task_id:
        return False
    return all(row.keys[column] is None or row.keys[column] != above.keys[column] for column in own)
