"""Rows to pages: every turn of the loop closes a page that holds at least one row or part of one.

Kept together: a group's title with the row below it; rows that the template merged; the note and the signature (all
that follows the last band) with the last row of the band.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain

from msgspec import Struct
from msgspec.structs import replace

from generator.excel import MAX_CELL_CHARACTERS, MAX_ROW_HEIGHT_PT
from generator.layout.dividing import is_long, pieces_of
from generator.layout.heights import Alike, Ruler, is_label
from generator.layout.spans import Labels, Piece, Span, labels_of, raised, spans_of, spread
from generator.model import Row, Table, Value


class Page(Struct):
    """The pieces of a page with their final heights and labels; `blanks` empty rows follow piece `blanks_after`."""

    pieces: tuple[Piece, ...]
    heights: tuple[float, ...]
    spans: tuple[Span, ...] = ()
    blanks: int = 0
    blanks_after: int = 0


class Rooms(Struct, frozen=True):
    """Points that rows may fill: on the first page, and on the later ones under the heading printed again."""

    first: float
    later: float

    def of(self, page: int) -> float:
        """The room of page `page` (from 0)."""
        return self.later if page else self.first

    @property
    def of_row(self) -> float:
        """The room of a row, or of a label, which may stand in one row alone."""
        return min(self.later, MAX_ROW_HEIGHT_PT)


def rooms_of(table: Table, heights: Sequence[float], body: float) -> Rooms:
    """The rooms of a table's pages."""
    first, last = table.print_titles or (0, 0)
    return Rooms(body, max(body - sum(heights[first:last]), body / 4))


def all_pieces(
    table: Table, heights: Sequence[float], groups: Sequence[Alike], rooms: Rooms, ruler: Ruler
) -> list[Piece]:
    """The table's rows, those divided that no page can hold.

    The first row of the first band shares its page with title and heading: they are never left alone there.
    """
    rows = plain_rows(table.rows, groups, rooms, ruler)
    own = list(heights)
    for n, (row, given) in enumerate(zip(rows, table.rows, strict=True)) if rows is not table.rows else ():
        if row is not given:
            own[n] = ruler.row_height(row)
    pieces = list(map(Piece, rows, range(len(rows)), [row.values for row in rows], own))
    room = rooms.of_row
    divided = {n: room for n, height in enumerate(own) if height > room}
    if longest_text(rows) > MAX_CELL_CHARACTERS:
        divided |= {n: room for n, row in enumerate(rows) if is_long(row)}
    for n, most in close_rooms(rows, own, rooms, table.pagination.keep_ending, ruler).items():
        row = with_plain_labels(rows, n, most, ruler)
        pieces[n] = Piece(row, n, row.values, ruler.row_height(row))
        divided[n] = min(room, most)
    for n in sorted(divided, reverse=True):
        pieces[n : n + 1] = pieces_of(pieces[n].row, n, pieces[n].height, divided[n], ruler)
    return pieces


def close_rooms(
    rows: Sequence[Row], own: Sequence[float], rooms: Rooms, keep_ending: bool, ruler: Ruler
) -> dict[int, float]:
    """The first and the last row of the bands if they must be divided, with the points that a part may fill.

    The first one stands below the titles and the heading, the last one above the note and the signature. None where
    too little room would be left: less than a third of a page.
    """
    bands = [n for n, row in enumerate(rows) if row.form.kind == "band"]
    if not bands:
        return {}
    first, last = bands[0], bands[-1]
    tail = sum(own[last + 1 :]) if keep_ending else 0.0
    found: dict[int, float] = {}
    for n, room, left in (
        (last, rooms.later, rooms.later - tail if tail else rooms.of_row),
        (first, rooms.first, rooms.first - sum(own[:first])),
    ):
        need = max(own[n], *lone_labels(rows, n, ruler).values(), 0.0)
        is_parted = first == last and need <= left < need + tail  # the signature has no room below the only row
        most = need * 2 / 3 if is_parted else left
        if room / 3 < most < need:
            found[n] = min(most, found.get(n, most))
    return found


def lone_labels(rows: Sequence[Row], n: int, ruler: Ruler) -> dict[int, float]:
    """The columns of the labels of row `n` that no row beside it shares, with the points that they need."""
    row = rows[n]
    beside = [rows[other].keys for other in (n - 1, n + 1) if 0 <= other < len(rows) and rows[other].keys]
    return {
        column: ruler.cell_gauge(row, column)[row.values[column]]
        for column in range(len(row.values))
        if is_label(row, column) and all(keys[column] != row.keys[column] for keys in beside)
    }


def with_plain_labels(rows: Sequence[Row], n: int, most: float, ruler: Ruler) -> Row:
    """Row `n`, those of its own labels that need more than `most` made plain texts: only so can they be divided."""
    high = {column for column, need in lone_labels(rows, n, ruler).items() if need > most}
    keys = tuple(None if column in high else key for column, key in enumerate(rows[n].keys))
    return replace(rows[n], keys=keys) if high else rows[n]


def longest_text(rows: Sequence[Row]) -> int:
    """The length of the longest text in any cell."""
    values = chain.from_iterable([row.values for row in rows])
    return max((len(value) for value in values if value.__class__ is str), default=0)


def plain_rows(rows: Sequence[Row], groups: Sequence[Alike], rooms: Rooms, ruler: Ruler) -> Sequence[Row]:
    """The rows, a label that is longer than a row made a plain text of its first row: only so can it be divided."""
    result: list[Row] = []
    for column in sorted(
        {column for form, *_ in groups for column, each in enumerate(form.labels) if each is not None}
    ):
        texts = [text for text in {row.values[column] for row in rows} if may_be_too_high(text, rooms, ruler)]
        looks = [rows[each.numbers[0]] for each in groups if each.form.labels[column] is not None] if texts else []
        if not any(is_too_high(text, row, column, rooms, ruler) for text in texts for row in looks):
            continue
        result = result or list(rows)
        key: object = None
        for index, row in enumerate(rows):
            if not is_label(row, column):
                key = None
                continue
            repeated, key = row.keys[column] == key, row.keys[column]
            if not is_too_high(row.values[column], row, column, rooms, ruler):
                continue
            current = result[index]
            values, keys = list(current.values), list(current.keys)
            keys[column] = None
            if repeated:
                values[column] = None
            result[index] = replace(current, values=tuple(values), keys=tuple(keys))
    return result or rows


def may_be_too_high(value: Value, rooms: Rooms, ruler: Ruler) -> bool:
    """Whether a text can be higher than a row.

    A short one cannot: it has at most one character a line, and padding or a turned cell takes less than two more.
    """
    return isinstance(value, str) and (len(value) + 2) * ruler.highest_line >= rooms.of_row


def is_too_high(value: Value, row: Row, column: int, rooms: Rooms, ruler: Ruler) -> bool:
    """Whether a text in a cell of the row is higher than a row may be."""
    return may_be_too_high(value, rooms, ruler) and ruler.cell_gauge(row, column)[value] > rooms.of_row


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
    stops, ending = stops_of(table, pieces), ending_of(pieces)
    pages: list[Page] = []
    at = 0
    while at < len(pieces):
        room = rooms.of(len(pages))
        fitting = stops.fitting(at, room, table.pagination.rows_per_page)
        page = page_of(pieces, at, fitting, labels, ruler)
        while len(page.pieces) > 1 and (excess := sum(page.heights) - room) > 0:
            page = page_of(pieces, at, shorter(page.heights, excess), labels, ruler)
        kept = keep_together(table, pieces, at, len(page.pieces), ending, rooms)
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


def keep_together(table: Table, pieces: Sequence[Piece], at: int, count: int, ending: int | None, rooms: Rooms) -> int:
    """`count` made smaller where the page would end at a place that must not be parted; never less than one."""
    end = at + count
    if end == len(pieces):
        return count
    if ending is not None and table.pagination.keep_ending and at < ending < end:
        together = sum(piece.height for piece in pieces[ending:]) <= rooms.later
        end = ending if together else end
    index = pieces[end].table_row
    for merge in table.merges:
        if merge.first_row < index < merge.last_row:
            end = next(n for n, piece in enumerate(pieces) if piece.table_row >= merge.first_row)
    while end > at + 1 and pieces[end - 1].row.form.kind == "heading":
        end -= 1
    return end - at if end > at else count


def last_of_bands(pieces: Sequence[Piece]) -> int | None:
    """The last piece that stands in a loop; behind it are the note and the signature."""
    return next((n for n in range(len(pieces) - 1, -1, -1) if pieces[n].row.form.kind != "static"), None)


def ending_of(pieces: Sequence[Piece]) -> int | None:
    """The piece from which on pieces stay together: the last one of the last band; None where nothing follows it."""
    last = last_of_bands(pieces)
    return last if last is not None and last < len(pieces) - 1 else None


def fill_last_page(page: Page, room: float, blank: float) -> Page:
    """The page with empty rows down to its foot, before the note and the signature."""
    last = last_of_bands(page.pieces)
    if last is None:
        return page
    blanks = max(int((room - sum(page.heights)) // blank), 0)
    return replace(page, blanks=blanks, blanks_after=last + 1)
