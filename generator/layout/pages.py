"""Rows to pages, and labels to the spans of each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from generator.layout.furniture import with_page_numbers
from generator.layout.heights import Ruler, rounded
from generator.lengths import Pt, Px, pt_from_inch, pt_from_mm
from generator.limits import MAX_ROW_HEIGHT_PT
from generator.model import Attachments, Range, Row, Sheet, SheetRow, Style, Table, Value

PAPERS = {
    8: (297, 420),
    9: (210, 297),
    11: (148, 210),
    12: (257, 364),
    13: (182, 257),
    1: (215.9, 279.4),
    5: (215.9, 355.6),
}


@dataclass(frozen=True)
class Piece:
    """A table row, or a part of one, with its own height."""

    row: Row
    index: int
    values: tuple[Value, ...]
    styles: tuple[int, ...]
    height: float
    part: int = 0


def body_height(table: Table) -> float:
    page = table.page
    short, long = PAPERS.get(page.paper_size, (210, 297))
    paper = pt_from_mm(short if page.landscape else long)
    return (paper - pt_from_inch(page.top) - pt_from_inch(page.bottom)) * 100 / page.scale - 2


def label_runs(pieces: Sequence[Piece], column: int) -> list[tuple[int, int]]:
    """Half-open runs of equal keys in a column."""
    runs = []
    position = 0
    for key, group in groupby(pieces, key=lambda piece: piece.row.keys[column] if piece.row.keys else None):
        count = len(list(group))
        if key is None:
            runs += [(position + n, position + n + 1) for n in range(count)]
        else:
            runs.append((position, position + count))
        position += count
    return runs


def label_columns(pieces: Sequence[Piece]) -> list[int]:
    return sorted({c for piece in pieces for c, label in enumerate(piece.row.form.labels) if label and piece.row.keys})


def spread(pieces: Sequence[Piece], ruler: Ruler) -> list[float]:
    """Heights of a page's rows, raised where a label needs more than its rows have."""
    heights = [piece.height for piece in pieces]
    for column in label_columns(pieces):
        for first, last in label_runs(pieces, column):
            piece = pieces[first]
            if not piece.row.form.labels[column]:
                continue
            need = ruler.height(
                piece.values[column], piece.styles[column], ruler.width(column, piece.row.form.across[column])
            )
            missing = need - sum(heights[first:last])
            if missing > 0:
                each = missing / (last - first)
                for n in range(first, last):
                    heights[n] = rounded(heights[n] + each)
    return heights


def divide(piece: Piece, ruler: Ruler, room: float) -> list[Piece]:
    """A row higher than a page in parts by lines; a row that fits stays whole."""
    room = min(room, MAX_ROW_HEIGHT_PT)
    if piece.height <= room or piece.row.form.height is not None:
        return [piece]
    lines = [
        ruler.lines(value, piece.styles[c], ruler.width(c, piece.row.form.across[c])) if isinstance(value, str) else []
        for c, value in enumerate(piece.values)
    ]
    tallest = max((len(each) for each in lines), default=1)
    per_line = (piece.height) / max(tallest, 1)
    count = max(int((room - 4) / per_line), 1)
    parts = []
    for number, start in enumerate(range(0, tallest, count), 1):
        values = tuple(
            value
            if not isinstance(value, str) or (piece.row.form.labels[c] and piece.row.keys)
            else "".join(lines[c][start : start + count]) or None
            for c, value in enumerate(piece.values)
        )
        height = min(count, tallest - start) * per_line + 4
        parts.append(replace(piece, values=values, height=rounded(height), part=number))
    return parts


def lay_out_table(table: Table, styles: Sequence[Style], digit: Px) -> Sheet:
    ruler = Ruler(styles, table.columns, digit, table.default_height)
    titles = table.print_titles or (0, 0)
    heights = []
    for row in table.rows:
        heights.append(ruler.row_height(row, row.styles or row.form.styles))
    body = body_height(table)
    title_height = sum(heights[titles[0] : titles[1]])
    pieces: list[Piece] = []
    for index, row in enumerate(table.rows):
        piece = Piece(row, index, row.values, row.styles or row.form.styles, heights[index])
        pieces += divide(piece, ruler, body - title_height)
    pages: list[tuple[list[Piece], list[float]]] = []
    position = 0
    while position < len(pieces):
        room = body if not pages else body - title_height
        taken: list[Piece] = []
        used = 0.0
        while position + len(taken) < len(pieces):
            piece = pieces[position + len(taken)]
            if taken and (used + piece.height > room or (piece.row.starts_page and piece.part <= 1)):
                break
            taken.append(piece)
            used += piece.height
        final = spread(taken, ruler)
        while len(taken) > 1 and sum(final) > room:
            taken.pop()
            final = spread(taken, ruler)
        rest = pieces[position + len(taken) :]
        if (
            rest
            and all(p.row.form.kind == "static" for p in rest)
            and len(taken) > 1
            and table.pagination.keep_ending
            and taken[-1].row.form.kind != "static"
            and sum(p.height for p in rest) < body - title_height - taken[-1].height
        ):
            taken.pop()
            final = spread(taken, ruler)
        while len(taken) > 1 and taken[-1].row.form.kind == "heading":
            taken.pop()
            final = spread(taken, ruler)
        pages.append((taken, final))
        position += len(taken)
    return finish(table, pages, titles)


def finish(table: Table, pages: Sequence[tuple[list[Piece], list[float]]], titles: tuple[int, int]) -> Sheet:
    rows: list[SheetRow] = []
    merges: list[Range] = []
    breaks: list[int] = []
    place: dict[int, int] = {}
    for taken, heights in pages:
        first = len(rows)
        if first:
            breaks.append(first)
        for n, (piece, height) in enumerate(zip(taken, heights, strict=True)):
            place.setdefault(piece.index, first + n)
            rows.append(
                SheetRow(
                    piece.values,
                    piece.styles,
                    Pt(height),
                    piece.row.task_id,
                    piece.part,
                    piece.row.form.hidden,
                    piece.row.form.outline_level,
                    piece.row.form,
                )
            )
        covered: set[tuple[int, int]] = set()
        for column in label_columns(taken):
            for start, end in label_runs(taken, column):
                if taken[start].row.form.labels[column] and end - start > 1:
                    merges.append(
                        Range(first + start, column, first + end, column + max(taken[start].row.form.across[column], 1))
                    )
                    covered.update((n, column) for n in range(start, end))
        for n, piece in enumerate(taken):
            for column, across in enumerate(piece.row.form.across):
                if across > 1 and (n, column) not in covered:
                    merges.append(Range(first + n, column, first + n + 1, column + across))
    for merge in table.merges:
        merges = [
            m
            for m in merges
            if not (
                place[merge.first_row] <= m.first_row < place[merge.last_row - 1] + 1
                and merge.first_column <= m.first_column < merge.last_column
            )
        ]
        merges.append(
            Range(place[merge.first_row], merge.first_column, place[merge.last_row - 1] + 1, merge.last_column)
        )
    end = len(rows)

    def mapped(r: Range) -> Range:
        return Range(place.get(r.first_row, r.first_row), r.first_column, place.get(r.last_row, end), r.last_column)

    attachments = table.attachments
    return Sheet(
        table.name,
        table.columns,
        tuple(rows),
        tuple(merges),
        tuple(breaks),
        table.print_titles,
        table.title_columns,
        replace(
            table.page,
            header_footer=with_page_numbers(table.page.header_footer, table.pagination.page_numbers),
            fit_width=0,
            fit_height=0,
        ),
        table.view,
        table.protection,
        replace(
            attachments,
            validations=tuple(replace(v, ranges=tuple(map(mapped, v.ranges))) for v in attachments.validations),
        )
        if attachments != Attachments()
        else attachments,
        table.default_height,
    )
