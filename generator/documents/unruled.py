"""The lines of a PDF's page to a table that no lines rule: columns by the white space below a heading, rows by numbers.

A heading is known by its words; the columns are what stands below them with a gutter between that no text crosses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from generator.documents.grid import Cell, Line
from generator.documents.headings import CONTENT, LABEL, NUMBER, UNITS, field_of
from generator.documents.texts import plain

HEADERS = 4
"""Lines at the top of a page among which a table that goes on begins."""
APART = 1.5
"""Heights of a line between a header and the text."""
LEAST = 3
"""Headings that make a table."""
PAGE_NUMBER = re.compile(
    r"^[—\-–－·\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})[—\-–－·\s]*$"
)
NUMERAL = re.compile(r"\d{1,4}[.．、]?")
REBUILT = "没有框线的表格，按空白分栏还原成表，请核对各栏"


class Word(Struct, frozen=True):
    """What stands between two gaps of a line; lengths in points."""

    text: str
    left: float
    right: float


class Spaced(Struct, frozen=True):
    """A line of a page as its words; `index` is its place among the lines."""

    words: tuple[Word, ...]
    index: int
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """How high the line is."""
        return self.bottom - self.top

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(word.text for word in self.words)


class Gutters(Struct, frozen=True):
    """Where the columns of a table end, and which holds the numbers; found on one page, they hold on the next ones."""

    ends: tuple[float, ...]
    number: int
    headings: tuple[str, ...]
    is_centred: bool = False
    """Whether numbers stand in the middle of their rows."""

    def column(self, word: Word) -> int | None:
        """The column in which a word stands; None for one that crosses a gutter."""
        first = sum(word.left >= end for end in self.ends)
        last = sum(word.right > end for end in self.ends)
        return first if first == last else None

    def fits(self, line: Spaced) -> bool:
        """Whether all words of a line stand in columns."""
        return all(self.column(word) is not None for word in line.words)


class Unruled(Struct, frozen=True):
    """A table that was put together: its rows, the lines that are in it, where its columns end."""

    rows: tuple[Line, ...]
    used: frozenset[int]
    gutters: Gutters


def table_in(lines: Sequence[Spaced], page: int, before: Gutters | None) -> Unruled | None:
    """The table on a page without ruled lines; `before` are the gutters of one on the page before, which may go on."""
    start = next((n for n, line in enumerate(lines) if is_heading(line)), None)
    gutters = gutters_below(lines[start:]) if start is not None else before
    if gutters is None:
        return None
    first = start if start is not None else start_of_rest(lines, gutters)
    if first is None:
        return None
    end = end_of(lines, first, gutters)
    body = lines[first + (start is not None) : end]
    if start is not None and body:
        gutters = replace(gutters, is_centred=not number_in(body[0], gutters))
    groups = rows_of(body, gutters)
    heading = [[lines[first]]] if start is not None else []
    if len(groups) < (2 if start is not None else 1):
        return None
    rows = [row_of(group, gutters, page, n) for n, group in enumerate([*heading, *groups], 1)]
    used = frozenset(line.index for line in lines[first:end])
    return Unruled(tuple(rows), used, gutters)


def is_heading(line: Spaced) -> bool:
    """Whether a line is the heading of a task table, its words apart."""
    names = [field_of(plain(word.text)) for word in line.words]
    is_ours = {CONTENT, LABEL} & set(names) and {UNITS, "lead_text"} & set(names)
    return len(names) >= LEAST and all(names) and bool(is_ours)


def start_of_rest(lines: Sequence[Spaced], gutters: Gutters) -> int | None:
    """The first line at the top of a page that belongs to the table before; None where the table does not go on.

    All lines from it to the next number stand in the columns; a header stands apart.
    """
    number = next((n for n, line in enumerate(lines) if number_in(line, gutters)), None)
    if number is None:
        return None
    first = number
    while first and gutters.fits(lines[first - 1]) and space(lines, first) < lines[first].height * APART:
        first -= 1
    return first if first <= HEADERS else None


def space(lines: Sequence[Spaced], n: int) -> float:
    """The space between a line and the one before it."""
    return lines[n].top - lines[n - 1].bottom


def end_of(lines: Sequence[Spaced], first: int, gutters: Gutters) -> int:
    """Where a table ends: at a line that crosses the columns, or behind the last number at a wide space."""
    end = first
    while end < len(lines) and gutters.fits(lines[end]):
        end += 1
    last = max((n for n in range(first, end) if number_in(lines[n], gutters)), default=first)
    widest = max((space(lines, n) for n in range(first + 1, last + 1)), default=0.0)
    for n in range(last + 1, end):
        is_foot = len(lines[n].words) == 1 and PAGE_NUMBER.match(lines[n].text)
        if is_foot or space(lines, n) > max(widest, lines[n].height / 2) + 1:
            return n
    return end


def gutters_below(lines: Sequence[Spaced]) -> Gutters | None:
    """The white space between the columns below a heading; None where text of all lines crosses it."""
    heading = lines[0].words
    body = [line for line in lines[1:] if len(line.words) > 1]
    ends = []
    for one, two in pairwise(heading):
        low, high = (one.left + one.right) / 2, (two.left + two.right) / 2
        spans = [(word.left, word.right) for line in (lines[0], *body) for word in line.words]
        edge = widest_gap([span for span in spans if span[1] > low and span[0] < high], low, high)
        if edge is None:
            return None
        ends.append(edge)
    names = [field_of(plain(word.text)) for word in heading]
    headings = tuple(word.text for word in heading)
    return Gutters(tuple(ends), names.index(NUMBER), headings) if NUMBER in names and body else None


def widest_gap(spans: Sequence[tuple[float, float]], low: float, high: float) -> float | None:
    """The middle of the widest stretch between two places in which nothing stands; None where there is none."""
    best, at = (0.0, 0.0), low
    for left, right in sorted([*spans, (high, high)]):
        if left - at > best[0]:
            best = (left - at, (left + at) / 2)
        at = max(at, right)
    return best[1] if best[0] > 1 else None


def rows_of(lines: Sequence[Spaced], gutters: Gutters) -> list[list[Spaced]]:
    """The lines of each row: numbers stand in its first line, or in the middle of its height."""
    numbers = [n for n, line in enumerate(lines) if number_in(line, gutters)]
    if not numbers:
        return []
    if gutters.is_centred:  # a row ends where the space between two lines is widest between two numbers
        starts = [0] + [
            max(range(one + 1, two + 1), key=lambda n: space(lines, n))
            for one, two in pairwise([0, *numbers])
            if two > one and (one or is_apart(lines[: two + 1]))
        ]
    else:
        starts = sorted({0, *numbers})
    return [list(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def is_apart(lines: Sequence[Spaced]) -> bool:
    """Whether the widest of the spaces between lines is wider than those inside a row: a row ends there."""
    spaces = sorted(space(lines, n) for n in range(1, len(lines)))
    return len(spaces) > 1 and spaces[-1] > spaces[0] + lines[0].height / 2


def number_in(line: Spaced, gutters: Gutters) -> bool:
    """Whether the number of a row stands in a line."""
    texts = [word.text for word in line.words if gutters.column(word) == gutters.number]
    return bool(texts) and NUMERAL.fullmatch("".join(texts)) is not None


def row_of(lines: Sequence[Spaced], gutters: Gutters, page: int, number: int) -> Line:
    """The row that lines make, each cell with a line for each of them."""
    cells: list[list[str]] = [[] for _ in range(len(gutters.ends) + 1)]
    for line in lines:
        texts = [""] * len(cells)
        for word in line.words:
            texts[gutters.column(word) or 0] += word.text
        for cell, text in zip(cells, texts, strict=True):
            cell.append(text)
    row = tuple(Cell("\n".join(filter(None, cell))) for cell in cells)
    return Line(row, f"第{page}页表第{number}行", number == 1)
