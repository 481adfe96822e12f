"""A worksheet's XML to how far its cells, merges and links reach, before any reader makes a dense table of them.

Readers differ in what they accept: one takes letters without end, another figures of any alphabet. A reference that no
spreadsheet program writes is refused, so that every reader comes to the same cells. ECMA-376 part 1, 18.3.1.4 (c),
18.3.1.73 (row), 18.3.1.55 (mergeCell), 18.3.1.47 (hyperlink).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from generator.excel import MAX_COLUMNS, MAX_ROWS, column_index

PREFIX = rb"(?:[^\s<>/:=\"'!?]+:)?"
"""A namespace's prefix, in whatever script."""
NAME = rb"[^\s<>/:=\"'!?]+"
ATTRIBUTE = re.compile(rb"([^\s=<>\"'/]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
MARKUP = re.compile(
    rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|"
    rb"/?" + PREFIX + rb"(" + NAME + rb")((?:\s+[^\s=<>\"'/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?>|)",
    re.DOTALL,
)
"""A piece of markup by the letter of XML; nothing behind ``<`` where it is none."""
MAX_MARKUP = 10_000_000
"""Pieces of markup of a sheet that is not written as programs write it; reading them takes seconds."""

NEAR_COLUMNS, NEAR_ROWS, MAX_FAR = 26, 99_999, 1_000
FAR_CELL = re.compile(rb'<c(?![A-Za-z]| r="[A-Z]\d{1,5}")')
FAR_ROW = re.compile(rb'<row(?![A-Za-z]| r="\d{1,5}")')
"""A cell beyond column Z, a cell or row beyond row 99,999, or one that is not written as all programs write it."""
PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
CELL = re.compile(rb"([A-Z]{1,3})(\d{1,7})", re.IGNORECASE)
LONG_CELL = re.compile(rb"[A-Z]*\d*", re.IGNORECASE)
USUAL_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
AREA_TAG = re.compile(rb"[<:](?:mergeCell|hyperlink)[\s/>]")
AREA = re.compile(rb"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.IGNORECASE)


class DisguisedError(ValueError):
    """A sheet is written as no program writes it: what it holds cannot be told before it is read."""


def area(sheet: bytes, cells: int) -> int:
    """How many cells the rectangle from A1 to the farthest cell has, or may have where that is no more than `cells`.

    A quick look finds the few references beyond column Z and row 99,999; only where these could make too many cells,
    or references are written in an unusual way, every row and cell is looked at. Raises DisguisedError.
    """
    far = [match.start() for each in (FAR_CELL, FAR_ROW) for match in islice(each.finditer(sheet), MAX_FAR)]
    if len(far) < MAX_FAR and not PREFIXED.search(sheet):
        tags = [tag for at in far if (tag := tag_at(sheet, at))]
        if len(tags) == len(far) and all(b"r" in attributes for _, attributes in tags):
            likely = farthest(tags, NEAR_ROWS, NEAR_COLUMNS, cells)
            if likely <= cells:
                return likely
    return farthest(tags_in(sheet, (b"c", b"row")), 0, 1, cells)


Tag = tuple[bytes, dict[bytes, bytes]]
"""The name of an element and its attributes."""


def tag_at(sheet: bytes, at: int) -> Tag | None:
    """The element that begins at a place; None where none does."""
    match = MARKUP.match(sheet, at)
    return (match[1], attributes_in(match[2])) if match and match[1] else None


def tags_in(sheet: bytes, names: tuple[bytes, ...]) -> Iterator[Tag]:
    """The elements of these names and the ends of rows, in their order; raises DisguisedError."""
    for number, match in enumerate(MARKUP.finditer(sheet)):
        if match[0] == b"<" or number > MAX_MARKUP:
            raise DisguisedError(f"markup at {match.start()}")
        if match[1] in names and match[0][1:2] != b"/":
            yield match[1], attributes_in(match[2])


def attributes_in(text: bytes) -> dict[bytes, bytes]:
    """The attributes of an element; of two of one name readers take the first."""
    return {name: double or single for name, double, single in reversed(ATTRIBUTE.findall(text))}


def farthest(tags: Iterable[Tag], rows: int, columns: int, cells: int) -> int:
    """How many cells the rectangle from A1 to the farthest of rows and cells (and `rows`, `columns`) has, or more.

    Those without a reference follow the one before them: they are counted on top of the farthest that has one.
    Ends where there are more than `cells`. Raises DisguisedError.
    """
    unnamed_rows = unnamed_cells = most_unnamed = 0
    for number, (name, attributes) in enumerate(tags):
        reference = attributes.get(b"r")
        if name == b"row":
            unnamed_cells = 0
        if reference is not None:
            row, column = row_of(reference) if name == b"row" else corner_of(reference)
            rows, columns = max(rows, row), max(columns, column)
        elif name == b"row":
            unnamed_rows += 1
        else:
            unnamed_cells += 1
            most_unnamed = max(most_unnamed, unnamed_cells)
        if number > 2 * cells or rows > MAX_ROWS or columns > MAX_COLUMNS:
            return MAX_ROWS * MAX_COLUMNS
    return (rows + unnamed_rows) * (columns + most_unnamed)


def row_of(reference: bytes) -> tuple[int, int]:
    """A row's number, and no column."""
    if not reference.isdigit():
        raise DisguisedError(reference)
    return (int(reference) if len(reference) < len(str(MAX_ROWS)) + 1 else MAX_ROWS + 1), 0


def corner_of(reference: bytes) -> tuple[int, int]:
    """A cell's row and column, from 1; beyond all limits where there are more letters or figures than any has."""
    match = CELL.fullmatch(reference)
    if match:
        return int(match[2]), column_number(match[1])
    if not LONG_CELL.fullmatch(reference):
        raise DisguisedError(reference)
    return MAX_ROWS + 1, MAX_COLUMNS + 1


def covered(sheet: bytes) -> int:
    """How many cells the merges and links of a sheet cover; raises DisguisedError."""
    usual = USUAL_MERGE.findall(sheet)
    if len(usual) == len(AREA_TAG.findall(sheet)):
        return sum(map(size_of, usual))
    areas = (attributes.get(b"ref", b"") for _, attributes in tags_in(sheet, (b"mergeCell", b"hyperlink")))
    return sum(size_of(corners(reference)) for reference in areas)


def corners(reference: bytes) -> tuple[bytes, ...]:
    """The letters and figures of a range's corners."""
    match = AREA.fullmatch(reference)
    if not match:
        raise DisguisedError(reference)
    left, first, right, last = match.groups()
    return left, first, right or left, last or first


def size_of(area: tuple[bytes, ...]) -> int:
    """How many cells a range has."""
    left, first, right, last = area
    return (abs(int(last) - int(first)) + 1) * (abs(column_number(right) - column_number(left)) + 1)


def column_number(letters: bytes) -> int:
    """``A`` → 1, ``XFD`` → 16384."""
    return column_index(letters.decode("ascii")) + 1
