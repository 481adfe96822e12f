"""Pieces to pages: every turn of the loop closes a page that holds at least one row or part of one.

Kept together: a group's title with the row below it; rows that the template merged; the note and the signature (all
that follows the last band) with the last row of the band.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, takewhile

from msgspec import Struct
from msgspec.structs import replace

from generator.layout.heights import Ruler
from generator.layout.pieces import Rooms
from generator.layout.spans import Labels, Piece, Span, labels_of, raised, spans_of, spread, tasks_of
from generator.model import Table


class Page(Struct):
    """The pieces of a page with their final heights and labels; `blanks` empty rows follow piece `blanks_after`."""

    pieces: tuple[Piece, ...]
    heights: tuple[float, ...]
    spans: tuple[Span, ...] = ()
    blanks: int = 0
    blanks_after: int = 0


class Stops(Struct, frozen=True):
    """Where pages of a table's pieces may end, worked out once: sums from its first piece on."""

    heights: Sequence[float]
    """Points of the pieces before each."""
    tasks: Sequence[int]
    """Rows of bands before each piece; empty where pages have no fixed number of rows."""
    starts: Sequence[int]
    """The pieces that must start a page."""

    def fitting(self, at: int, room: float, limit: int | None) -> int:
        """How many pieces from `at` on fit by their own heights, up to one that must start a page; at least one."""
        end = bisect_right(self.heights, self.heights[at] + room + ROUNDING, at + 1) - 1
        if limit is not None:
            end = min(end, bisect_right(self.tasks, self.tasks[at] + limit, at + 1) - 1)
        following = bisect_right(self.starts, at)
        if following < len(self.starts):
            end = min(end, self.starts[following])
        return max(end - at, 1)


ROUNDING = 1e-6
"""Points by which sums of heights may differ for the order in which they were added; pages are added up again."""


def stops_of(table: Table, pieces: Sequence[Piece]) -> Stops:
    """Where pages of these pieces may end."""
    is_counted = table.pagination.rows_per_page is not None
    tasks = [piece.part <= 1 and piece.row.form.kind == "band" for piece in pieces] if is_counted else []
    starts = [n for n, piece in enumerate(pieces) if piece.row.starts_page and piece.part <= 1]
    heights = [piece.height for piece in pieces]
    return Stops(list(accumulate(heights, initial=0.0)), list(accumulate(tasks, initial=0)), starts)


def paginate(table: Table, pieces: Sequence[Piece], rooms: Rooms, ruler: Ruler) -> list[Page]:
    """The pages of a table, in order; a table without rows has one empty page."""
    labels = labels_of(pieces)
    pieces = raised(pieces, labels, ruler)
    stops, tasks = stops_of(table, pieces), tasks_of([piece.row for piece in pieces])
    ending = last_of_bands(pieces) if table.pagination.keep_ending else None
    pages: list[Page] = []
    at = 0
    while at < len(pieces):
        room = rooms.of(len(pages))
        fitting = stops.fitting(at, room, table.pagination.rows_per_page)
        page = page_of(pieces, at, fitting, labels, ruler)
        while len(page.pieces) > 1 and (excess := sum(page.heights) - room) > 0:
            page = page_of(pieces, at, shorter(page.heights, excess), labels, ruler)
        kept = keep_together(table, pieces, at, len(page.pieces), tasks, ending, rooms)
        if kept != len(page.pieces):
            page = page_of(pieces, at, kept, labels, ruler)
        pages.append(page)
        at += len(page.pieces)
    return pages or [Page((), ())]


def shorter(heights: Sequence[float], excess: float) -> int:
    """How many rows are left when as few are taken away as could make a page lower by `excess`; at least one.

    Without a row a page is at most by its height lower: its labels may need the same height of the others.
    """
    count, freed = len(heights), 0.0
    while count > 1 and freed < excess:
        count -= 1
        freed += heights[count]
    return count


def page_of(pieces: Sequence[Piece], at: int, count: int, labels: Sequence[Labels], ruler: Ruler) -> Page:
    """The `count` pieces from `at` on as a page, high enough for its labels."""
    own = tuple(pieces[at : at + count])
    heights = [piece.height for piece in own]
    spans = spans_of(pieces, labels, at, at + count)
    spread(heights, own, spans, ruler)
    return Page(own, tuple(heights), tuple(spans))


def keep_together(
    table: Table,
    pieces: Sequence[Piece],
    at: int,
    count: int,
    tasks: Sequence[int],
    ending: int | None,
    rooms: Rooms,
) -> int:
    """`count` made smaller where the page would end at a place that must not be parted; never less than one."""
    end = at + count
    if end == len(pieces):
        return count
    for first in (tasks[ending], ending) if ending is not None and ending < end else ():
        if at < first and sum(piece.height for piece in pieces[first:]) <= rooms.later:
            end = first
            break
    index = pieces[end].table_row
    for merge in table.merges:
        if merge.first_row < index < merge.last_row:
            end = next(n for n, piece in enumerate(pieces) if piece.table_row >= merge.first_row)
    end = before_task(pieces, at, end, tasks, rooms)
    while end > at + 1 and pieces[end - 1].row.form.kind == "heading":
        end -= 1
    return end - at if end > at else count


def before_task(pieces: Sequence[Piece], at: int, end: int, tasks: Sequence[int], rooms: Rooms) -> int:
    """Where the page ends instead of between a task and its lines, if there is a task above and the next page has room.

    `end` where it does not end there.
    """
    task = tasks[end]
    rest = takewhile(lambda n: tasks[n] == task, range(task, len(pieces)))
    if task == end or all(piece.row.form.kind == "static" for piece in pieces[at:task]):
        return end
    return task if sum(pieces[n].height for n in rest) <= rooms.later else end


def last_of_bands(pieces: Sequence[Piece]) -> int | None:
    """The last piece that stands in a loop; behind it are the note and the signature."""
    return next((n for n in range(len(pieces) - 1, -1, -1) if pieces[n].row.form.kind != "static"), None)


def fill_last_page(page: Page, room: float, blank: float) -> Page:
    """The page with empty rows down to its foot, before the note and the signature."""
    last = last_of_bands(page.pieces)
    if last is None:
        return page
    blanks = max(int((room - sum(page.heights)) // blank), 0)
    return replace(page, blanks=blanks, blanks_after=last + 1)
