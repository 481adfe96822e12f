"""Rows of a ledger to fingerprints of blocks of neighbours, by which an edit is found without looking at each task.

They are of what stands in the rows, nothing understood of it: another process can make them as soon as it has parsed
the cells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from operator import attrgetter

import msgspec

from generator.ledger.sheets import SheetRows
from generator.model import Task

Block = tuple[int, str]
"""The index after the last task of a block, and the fingerprint of its rows."""

DIGEST = 20
"""Characters of a fingerprint."""
ENDS = ("0", "5")
"""A task whose id ends so is the last of its block: a task that is put in or taken out changes no other block."""
MOST = 32
"""Tasks of a block, where ids are no numbers."""

NOTHING = frozenset(("", None))
"""What empty cells hold; a zero is something."""


def blocks_of(ids: Sequence[object], columns: Mapping[str, Sequence[object]]) -> list[Block]:
    """The blocks of rows that are given by their columns; `ids` are the tasks' ids as they stand there."""
    told = {name: cells for name, cells in columns.items() if not NOTHING.issuperset(cells)}
    found = []
    for first, end in pairwise((0, *ends(ids))):
        rows = msgspec.msgpack.encode((list(told), [cells[first:end] for cells in told.values()]))
        found.append((end, hashlib.sha256(rows).hexdigest()[:DIGEST]))
    return found


def ends(ids: Sequence[object]) -> Iterator[int]:
    """The indexes after the last rows of blocks."""
    first = 0
    for after, each in enumerate(ids, 1):
        if (isinstance(each, str) and each.endswith(ENDS)) or after - first == MOST or after == len(ids):
            yield after
            first = after


def blocks_of_tasks(tasks: Sequence[Task]) -> list[Block]:
    """The blocks of tasks that came from no workbook."""
    names = [name for name in Task.__struct_fields__ if name != "origin"]
    columns = {name: list(map(attrgetter(name), tasks)) for name in names}
    return blocks_of(columns["id"], columns)


def blocks_of_sheet(sheet: SheetRows) -> list[Block]:
    """The blocks of a sheet's rows, whatever its columns are."""
    cells = sheet.cells
    headings = enumerate(zip_longest(cells.heading, cells.columns))
    columns = {f"{number} {heading}": column for number, (heading, column) in headings if column is not None}
    return blocks_of(sheet.column(sheet.columns.get("id")), columns)
