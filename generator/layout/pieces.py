"""A table's rows to pieces: each is a row, or a part of one that no page can hold as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from generator.excel import MAX_CELL_CHARACTERS, MAX_ROW_HEIGHT_PT
from generator.layout.dividing import is_long, pieces_of
from generator.layout.heights import Alike, Ruler, is_label
from generator.layout.spans import Piece, tasks_of
from generator.model import Row, Table, Value


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
        for number, row in with_plain_labels(rows, n, most, ruler):
            pieces[number] = Piece(row, number, row.values, ruler.row_height(row))
        divided[n] = min(room, most)
    for n in sorted(divided, reverse=True):
        pieces[n : n + 1] = pieces_of(pieces[n].row, n, pieces[n].height, divided[n], ruler)
    return pieces


def close_rooms(
    rows: Sequence[Row], own: Sequence[float], rooms: Rooms, keep_ending: bool, ruler: Ruler
) -> dict[int, float]:
    """The first and the last task of the bands if its row must be divided, with the points that a part may fill.

    The first one stands below the titles and the heading, the last one above the note and the signature. None where
    too little room would be left: less than a third of a page.
    """
    bands = [n for n, row in enumerate(rows) if row.form.kind == "band"]
    if not bands:
        return {}
    tasks = tasks_of(rows)
    first, last = bands[0], tasks[bands[-1]]
    tail = sum(own[last + 1 :]) if keep_ending and bands[-1] < len(rows) - 1 else 0.0
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
    """The columns of the labels of row `n` that no other task shares, with the points that they need."""
    row, others = rows[n], (n - 1, n + len(with_lines(rows, n)))
    beside = [rows[other].keys for other in others if 0 <= other < len(rows) and rows[other].keys]
    return {
        column: ruler.cell_gauge(row, column)[row.values[column]]
        for column in range(len(row.values))
        if is_label(row, column) and all(keys[column] != row.keys[column] for keys in beside)
    }


def with_lines(rows: Sequence[Row], n: int) -> range:
    """Row `n` and the lines below it."""
    task = rows[n].task_id
    end = next((other for other in range(n + 1, len(rows)) if not task or rows[other].task_id != task), len(rows))
    return range(n, n + tasks_of(rows[n:end]).count(0))


def with_plain_labels(rows: Sequence[Row], n: int, most: float, ruler: Ruler) -> Iterator[tuple[int, Row]]:
    """Row `n` and its lines, those of their labels that need more than `most` made plain texts of row `n`.

    With their numbers. Only so can they be divided.
    """
    high = {column for column, need in lone_labels(rows, n, ruler).items() if need > most}
    for number in with_lines(rows, n):
        row = rows[number]
        keys = tuple(None if column in high else key for column, key in enumerate(row.keys))
        values = tuple(None if number > n and column in high else value for column, value in enumerate(row.values))
        yield number, replace(row, keys=keys, values=values)


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
