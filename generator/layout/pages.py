"""Rows to pages: every turn of the loop closes a page that holds at least one row or part of one.

Kept together: a group's title with the row below it; rows that the template merged; the note and the signature (all
that follows the last band) with the last row of the band.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from generator.layout.dividing import is_long, pieces_of
from generator.layout.heights import Ruler, is_label
from generator.layout.spans import Labels, Piece, Span, labels_of, raised, spans_of, spread
from generator.limits import MAX_CELL_CHARACTERS, MAX_ROW_HEIGHT_PT
from generator.model import Row, RowForm, Table, Value


class Page(Struct, frozen=True):
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


def rooms_of(table: Table, heights: Sequence[float], body: float) -> Rooms:
    """The rooms of a table's pages."""
    first, last = table.print_titles or (0, 0)
    return Rooms(body, max(body - sum(heights[first:last]), body / 4))


def all_pieces(table: Table, heights: Sequence[float], rooms: Rooms, ruler: Ruler) -> list[Piece]:
    """The table's rows, those divided that no page can hold.

    The first row of the first band shares its page with title and heading: they are never left alone there.
    """
    rows = plain_rows(table.rows, rooms, ruler)
    some_long = longest_text(rows) > MAX_CELL_CHARACTERS
    pieces: list[Piece] = []
    room = min(rooms.later, MAX_ROW_HEIGHT_PT)
    above: float | None = 0.0
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        own = height if row is table.rows[index] else ruler.row_height(row)
        own_room = room
        if above is not None and row.form.kind != "static":
            beside_titles = rooms.first - above
            own_room = min(room, beside_titles) if beside_titles > rooms.first / 3 else room
            above = None
        elif above is not None:
            above += own
        if own <= own_room and not (some_long and is_long(row)):
            pieces.append(Piece(row, index, row.values, own))
        else:
            pieces += pieces_of(row, index, own, own_room, ruler)
    return pieces


def longest_text(rows: Sequence[Row]) -> int:
    """The length of the longest text in any cell."""
    values = chain.from_iterable(row.values for row in rows)
    return max((len(value) for value in values if isinstance(value, str)), default=0)


def plain_rows(rows: Sequence[Row], rooms: Rooms, ruler: Ruler) -> Sequence[Row]:
    """The rows, a label that is longer than a page made a plain text of its first row: only so can it be divided."""
    result = list(rows)
    looks = {(id(row.form), row.styles): row for row in rows}.values()
    for column in {column for form in forms_of(rows) for column, label in enumerate(form.labels) if label is not None}:
        texts = [text for text in {row.values[column] for row in rows} if may_be_too_high(text, rooms, ruler)]
        if not any(is_too_high(text, row, column, rooms, ruler) for text in texts for row in looks):
            continue
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
    return result


def forms_of(rows: Sequence[Row]) -> Iterable[RowForm]:
    """The forms of the rows, each once."""
    return {id(row.form): row.form for row in rows}.values()


def may_be_too_high(value: Value, rooms: Rooms, ruler: Ruler) -> bool:
    """Whether a text can be higher than a page.

    A short one cannot: it has at most one character a line, and padding or a turned cell takes less than two more.
    """
    return isinstance(value, str) and (len(value) + 2) * ruler.highest_line >= rooms.later


def is_too_high(value: Value, row: Row, column: int, rooms: Rooms, ruler: Ruler) -> bool:
    """Whether a text in a cell of the row is higher than a page."""
    return may_be_too_high(value, rooms, ruler) and ruler.cell_gauge(row, column).need(value) > rooms.later


def paginate(table: Table, pieces: Sequence[Piece], rooms: Rooms, ruler: Ruler) -> list[Page]:
    """The pages of a table, in order; a table without rows has one empty page."""
    labels = labels_of(pieces)
    pieces = raised(pieces, labels, ruler)
    ending = ending_of(table, pieces)
    pages: list[Page] = []
    at = 0
    while at < len(pieces):
        room = rooms.of(len(pages))
        page = page_of(pieces, at, fitting(table, pieces, at, room), labels, ruler)
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


def fitting(table: Table, pieces: Sequence[Piece], at: int, room: float) -> int:
    """How many pieces from `at` on fit by their own heights, up to a row that must start a page; at least one."""
    limit = table.pagination.rows_per_page
    used, tasks = 0.0, 0
    for end in range(at, len(pieces)):
        piece = pieces[end]
        is_first_part = piece.part <= 1
        tasks += is_first_part and piece.row.form.kind == "band"
        if end > at and (
            used + piece.height > room
            or (piece.row.starts_page and is_first_part)
            or (limit is not None and tasks > limit)
        ):
            return end - at
        used += piece.height
    return len(pieces) - at


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


def ending_of(table: Table, pieces: Sequence[Piece]) -> int | None:
    """The piece from which on pieces stay together: the last one of the last band; None where nothing follows it."""
    last = next((n for n in range(len(pieces) - 1, -1, -1) if pieces[n].row.form.kind != "static"), None)
    return last if last is not None and last < len(pieces) - 1 else None


def fill_last_page(page: Page, room: float, blank: float) -> Page:
    """The page with empty rows down to its foot, before the note and the signature."""
    last = next((n for n in range(len(page.pieces) - 1, -1, -1) if page.pieces[n].row.form.kind != "static"), None)
    if last is None:
        return page
    blanks = max(int((room - sum(page.heights)) // blank), 0)
    return replace(page, blanks=blanks, blanks_after=last + 1)
