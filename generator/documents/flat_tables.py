"""A table that was copied as plain lines, a cell in each, to a table again: by its heading, its numbers, its cells.

Which cell stands in which column is told by what stands in it where a row has more or less cells than the heading:
units and deadlines have a line each, merged cells have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct, field

from generator.documents.blocks import Block, Doubt, Paragraph
from generator.documents.cells_in_columns import Arranger, points_of
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line
from generator.documents.headings import CONTENT, EXTRA, LABEL, LONGEST, NUMBER, UNITS, field_of, likely_field_of
from generator.documents.rows import SECTION
from generator.documents.texts import SENTENCE_END, SEPARATOR, plain
from generator.vocabulary import UNIT_COLUMNS

NAME = "文中表格"
REBUILT = "一格一行的表格，已按表头和内容还原成表，请核对各栏"
GOES_ON = "一格一行的表格在这之前就读不下去了，后面可能还有任务，请核对"
UNEVEN = "一格一行的表格里，这一行的格数与表头不同，按内容归栏，请核对"
NUMERAL = re.compile(r"(\d{1,4})[.．、]?")
FEW = 2
"""Columns that may stand to the left of the numbers."""
LEAST = 3
"""Headings, a line each, that make a table."""
MOST = 12
MOST_CELLS = 20
"""Cells between two numbers; more are no row."""
MORE_UNITS = 4
"""Cells of units that the last row may have besides; what stands below the table is none."""
GAP = 3
"""How far a number may be from the one before, where one was lost."""
LEAST_POINTS = 2
"""Points that numbers of a table have, taken together."""


class Flat(Struct, frozen=True):
    """Where a table's cells begin, and what its columns hold; `before`: columns to the left of the numbers."""

    names: tuple[str, ...]
    headings: tuple[str, ...]
    pieces: tuple[str, ...]
    """The lines of the heading as they stand."""
    before: int


def rebuilt(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, tables of a cell a line put together."""
    result: list[Block] = []
    at = 0
    while at < len(blocks):
        found, end = table_at(blocks, at) if is_heading_line(blocks[at]) else ([], at + 1)
        result += found or blocks[at:end]
        at = end
    return result


def table_at(blocks: Sequence[Block], at: int) -> tuple[list[Block], int]:
    """The table whose heading begins at a block, with its doubts, and where it ends; empty where none does."""
    flat = heading_of([line.text for line in islice(run_of(blocks, at), MOST + 2)])
    if flat is None:
        return [], at + 1
    lines = list(run_of(blocks, at))
    cells = without_headings(lines[len(flat.pieces) :], flat.pieces)
    reader = FlatReader(flat)
    is_table = reader.read(list(segments_of(cells, flat))) if NUMBER in flat.names else reader.read_all(cells)
    if not is_table:
        return [], at + len(lines)
    heading = Line(tuple(map(Cell, flat.headings)), lines[0].place)
    told = Doubt(lines[0].place, "、".join(filter(None, flat.headings)), REBUILT)
    end = next(n for n in range(at, len(blocks)) if blocks[n] is reader.end) + 1
    lost = [Doubt(line.place, line.text, GOES_ON) for line in run_of(blocks, end) if reader.goes_on_with(line.text)]
    return [Grid((heading, *reader.rows), NAME), told, *reader.doubts, *lost[:1]], end


def is_heading_line(block: Block) -> bool:
    """Whether a block may be the first heading of a table."""
    return isinstance(block, Paragraph) and len(block.text) <= LONGEST and bool(field_of(plain(block.text)))


def run_of(blocks: Sequence[Block], at: int) -> Iterator[Paragraph]:
    """The paragraphs from a block on, up to what is none."""
    for n in range(at, len(blocks)):
        block = blocks[n]
        if not isinstance(block, Paragraph) or block.aside or block.number:
            return
        yield block


def heading_of(texts: Sequence[str]) -> Flat | None:
    """The heading with which lines begin; a heading may be broken over two of them (完成 / 时间)."""
    headings: list[str] = []
    at = 0
    while at < len(texts) and len(headings) < MOST:
        one, two = plain(texts[at]), "".join(map(plain, texts[at : at + 2]))
        if len(two) <= LONGEST and at + 1 < len(texts) and field_of(two):
            headings.append(two)
            at += 2
        elif field_of(one) or (likely_field_of(one) and not NUMERAL.fullmatch("".join(texts[at + 1 : at + 2]))):
            headings.append(one)
            at += 1
        else:
            break
    names = [field_of(text) or likely_field_of(text) for text in headings]
    names = [EXTRA if name not in (NUMBER, LABEL, CONTENT, "deadline_text", *UNIT_COLUMNS) else name for name in names]
    if CONTENT not in names and LABEL in names:
        names[len(names) - 1 - names[::-1].index(LABEL)] = CONTENT
    if len(names) < LEAST or CONTENT not in names or not {UNITS, "lead_text"} & set(names):
        return None
    first = next((n for n, text in enumerate(texts[at : at + 2]) if NUMERAL.fullmatch(text.strip())), None)
    if NUMBER not in names and first is not None:
        names.insert(first, NUMBER)
        headings.insert(first, "序号")
    before = names.index(NUMBER) if NUMBER in names else -1
    return Flat(tuple(names), tuple(headings), tuple(texts[:at]), before) if before < FEW else None


def without_headings(lines: list[Paragraph], pieces: tuple[str, ...]) -> list[Paragraph]:
    """The lines without the heading that each page repeats."""
    result: list[Paragraph] = []
    for line in lines:
        result.append(line)
        if line.text == pieces[-1] and tuple(other.text for other in result[-len(pieces) :]) == pieces:
            del result[-len(pieces) :]
    return result


def segments_of(cells: Sequence[Paragraph], flat: Flat) -> Iterator[list[Paragraph]]:
    """What stands before the first number, and each number with all up to the next one."""
    segment: list[Paragraph] = []
    last: int | None = None
    reach = 1 if EXTRA in flat.names else GAP
    for cell in cells:
        match = NUMERAL.fullmatch(cell.text.strip())
        if match and (last is None or last < int(match[1]) <= last + reach):
            yield segment
            segment, last = [], int(match[1])
        segment.append(cell)
        if len(segment) > MOST_CELLS:
            break
    yield segment[:MOST_CELLS]


class FlatReader(Struct):
    """Reads what stands at each number of a table."""

    flat: Flat
    rows: list[Line] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    label: Cell = COVERED_FROM_ABOVE
    """What stands before the next number; a merged label stands only once."""
    points: float = 0.0
    end: Paragraph | None = None
    """The last cell."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns behind the number hold."""
        return self.flat.names[self.flat.before + 1 :]

    def read(self, segments: Sequence[list[Paragraph]]) -> bool:
        """Read all; whether it is a table."""
        if len(segments) < LEAST:
            return False
        self.begin_next(self.behind(segments[0], is_row=False))
        for segment in segments[1:-1]:
            following = self.behind(segment[1:])
            self.take(segment[0], segment[1 : len(segment) - len(following)], is_last=False)
            self.begin_next(following)
        number, *cells = segments[-1]
        self.take(number, cells[: len(self.names) + MORE_UNITS], is_last=True)
        return self.points >= LEAST_POINTS * (len(segments) - 1)

    def read_all(self, cells: Sequence[Paragraph]) -> bool:
        """Read rows that have no numbers, one after another by what suits each column; whether it is a table."""
        at = 0
        while at < len(cells):
            window = cells[at : at + MOST_CELLS]
            arranger = Arranger([cell.text for cell in window], self.names, may_end=True)
            way = arranger.best()
            is_rest = way.end < len(window) or at + len(window) == len(cells)
            many = len(way.sizes) if is_rest else max(len(way.sizes) // 2, 1)
            self.points += way.points * many / len(way.sizes)
            for texts, sizes in zip(arranger.rows(way)[:many], way.sizes, strict=False):
                body = (Cell(text) if text else COVERED_FROM_ABOVE for text in texts)
                self.rows.append(Line(tuple(body), cells[at].place))
                row = cells[at : at + sum(sizes)]
                if set(sizes) != {1} and row:
                    self.doubts.append(Doubt(row[0].place, " | ".join(cell.text for cell in row), UNEVEN))
                self.end = row[-1] if row else self.end
                at += len(row)
            if is_rest or not sum(map(sum, way.sizes[:many])):
                break
        return len(self.rows) >= FEW and self.points >= LEAST_POINTS * len(self.rows) and self.end is not None

    def goes_on_with(self, text: str) -> bool:
        """Whether a line below the table holds the number of its next row, or units as its rows do."""
        if self.flat.before < 0:
            return points_of(text, UNITS) > 0 and len(SEPARATOR.split(text)) > 1
        last = self.rows[-1].cells[self.flat.before].text.strip(".．、") or "0"
        return text.strip(".．、 ") == str(int(last) + 1)

    def behind(self, cells: list[Paragraph], is_row: bool = True) -> list[Paragraph]:
        """The titles and the label at the end of a row's cells, which belong before the next number."""
        start = len(cells) - (1 if self.flat.before and cells and (not is_row or self.ends_in_label(cells)) else 0)
        while start and SECTION.match(cells[start - 1].text) and not SENTENCE_END.search(cells[start - 1].text):
            start -= 1
        return cells[start:]

    def ends_in_label(self, cells: list[Paragraph]) -> bool:
        """Whether the last cell of a row suits the next one's label better than its own columns."""
        texts = [cell.text for cell in cells]
        apart = Arranger(texts[:-1], self.names, False).best().points + points_of(texts[-1], LABEL)
        return apart > Arranger(texts, self.names, False).best().points

    def begin_next(self, cells: list[Paragraph]) -> None:
        """The titles and the label before a number."""
        has_label = bool(self.flat.before and cells and not SECTION.match(cells[-1].text))
        for title in cells[:-1] if has_label else cells:
            covered = [COVERED_FROM_LEFT] * (len(self.flat.names) - 1)
            self.rows.append(Line((Cell(title.text), *covered), title.place))
        self.label = Cell(cells[-1].text) if has_label else COVERED_FROM_ABOVE

    def take(self, number: Paragraph, cells: list[Paragraph], is_last: bool) -> None:
        """The rows of a number."""
        arranger = Arranger([cell.text for cell in cells], self.names, is_last)
        way = arranger.best()
        self.points += way.points
        head = [*([self.label] if self.flat.before else []), Cell(number.text)]
        for texts in arranger.rows(way):
            body = (Cell(text) if text else COVERED_FROM_ABOVE for text in texts)
            self.rows.append(Line((*head, *body), number.place))
            head = [COVERED_FROM_ABOVE] * len(head)
        if way.end != len(self.names) or len(way.sizes) > 1:
            text = " | ".join(cell.text for cell in [number, *cells[: way.end]])
            self.doubts.append(Doubt(number.place, text, UNEVEN))
        self.end = cells[way.end - 1] if way.end else number
