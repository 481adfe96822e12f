"""Where a sheet's columns are now: by heading, by ids, and else by their distance to columns that were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from generator.hidden_sheet import MarkedColumn, MarkedSheet
from generator.model import as_text
from generator.problems import squeezed

HEADING_ROWS = 3
"""Headings may stand in several rows, one below the other: so far apart at most."""


class Located(Struct, frozen=True):
    """The heading row (-1 where none was found), the first row below it, and the column of each pattern."""

    heading_row: int
    first_row: int
    columns: dict[str, int]
    found: bool
    """Whether anything of the sheet was recognised, not only guessed from positions."""


def locate(marked: MarkedSheet, cells: Sequence[Sequence[Any]]) -> Located:
    """Where the columns of `marked` are in `cells`."""
    wanted = Counter(squeezed(column.heading) for column in {c.index: c for c in marked.columns}.values())
    del wanted[""]
    heading_row = find_heading(wanted, cells)
    rows = (
        range(max(0, heading_row - HEADING_ROWS), min(len(cells), heading_row + HEADING_ROWS))
        if heading_row >= 0
        else ()
    )
    bearing = [row for row in rows if any(squeezed(as_text(cell)) in wanted for cell in cells[row])]
    first_row = max(bearing, default=-1) + 1
    places = heading_places(marked, cells, sorted(bearing, key=lambda row: (row != heading_row, row)))
    ids = id_column(marked, cells, first_row)
    if ids is not None:
        places = {index: column for index, column in places.items() if column != ids}
        places[next(column.index for column in marked.columns if column.field == "id")] = ids
    found = bool(places)
    fill_gaps(marked.columns, places)
    columns = {column.field: places[column.index] for column in marked.columns if column.index in places}
    if ids is None:
        columns.pop("id", None)
    return Located(heading_row, first_row, columns, found)


def find_heading(wanted: Iterable[str], cells: Sequence[Sequence[Any]]) -> int:
    """The row that has most of the headings, the first of equals; -1 where no row has one."""
    names = set(wanted)
    best, most = -1, 0
    for number, row in enumerate(cells):
        score = len({text for cell in row if isinstance(cell, str) and (text := squeezed(cell)) in names})
        if score > most:
            best, most = number, score
            if most == len(names):
                break
    return best


def heading_places(marked: MarkedSheet, cells: Sequence[Sequence[Any]], rows: Sequence[int]) -> dict[int, int]:
    """Column as written → column now, by the headings in `rows`; equal headings keep their order."""
    now: dict[str, list[int]] = {}
    for row in rows:
        for column, cell in enumerate(cells[row]):
            text = squeezed(as_text(cell))
            if text and column not in now.setdefault(text, []) and (row == rows[0] or not now[text]):
                now[text].append(column)
    written: dict[str, list[int]] = {}
    for marked_column in marked.columns:
        indexes = written.setdefault(squeezed(marked_column.heading), [])
        if marked_column.heading and marked_column.index not in indexes:
            indexes.append(marked_column.index)
    return {
        index: column
        for heading, indexes in written.items()
        if len(now.get(heading, ())) >= len(indexes)
        for index, column in zip(sorted(indexes), sorted(now.get(heading, ())), strict=False)
    }


def id_column(marked: MarkedSheet, cells: Sequence[Sequence[Any]], first_row: int) -> int | None:
    """The column that holds the ids, wherever it is and whatever stands over it; None where there is none."""
    if not any(column.field == "id" for column in marked.columns):
        return None
    ids = {row.task_id for row in marked.rows}
    hits = Counter(
        column for row in cells[first_row:] for column, cell in enumerate(row) if cell != "" and as_text(cell) in ids
    )
    return max(hits, key=lambda column: (hits[column], -column)) if hits else None


def fill_gaps(columns: Sequence[MarkedColumn], places: dict[int, int]) -> None:
    """Place columns without a heading of their own, or with a changed one, by the shift of their neighbour."""
    known = sorted(places)
    taken = set(places.values())
    for index in sorted({column.index for column in columns} - set(places)):
        left = [each for each in known if each < index]
        near = left[-1] if left else next(iter(known), None)
        column = index if near is None else index + places[near] - near
        if column >= 0 and column not in taken:
            places[index] = column
            taken.add(column)
