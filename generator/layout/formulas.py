"""References to table rows to the texts of formulas, once it is known where these rows stand.

Cells in one area are written as such; cells in several as arguments, as a union in brackets, or as calls that are added
up, as their place takes them. Where none of these is right, or the formula gets too long, it is an error at its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import MAX_FORMULA_CHARACTERS, MAX_ROWS, quoted_sheet
from generator.layout.places import Area, Places
from generator.model import AddedCall, Cells, FormulaPart, flat_parts

EMPTY_ROW = MAX_ROWS - 1_000
"""A row (from 0) where nothing stands, with room below for rows that somebody inserts."""
ROWS_DIFFER = "这几处区域的行数不一样"
Marks = tuple[str, str]


class UnwritableError(Exception):
    """A formula that cannot be written: what of it, and what to do."""

    def __init__(self, message: str, advice: str) -> None:
        self.message, self.advice = message, advice
        super().__init__(message)


class Writing(Struct):
    """Writes the formulas of one sheet; in validations and conditional formats Excel takes no unions."""

    home: str
    places: Places
    takes_unions: bool = True
    known: dict[tuple[str, tuple[tuple[int, int], ...], int | None], tuple[Area, ...]] = field(default_factory=dict)

    def text(self, parts: Sequence[FormulaPart], marks: Sequence[Marks] = ()) -> str:
        """A formula's text; `marks` are other ``$`` for its references, in their order. Raises UnwritableError."""
        if marks:
            parts = tuple(with_marks(parts, iter(marks)))
        text = "".join(self.pieces(parts))
        if len(text) > MAX_FORMULA_CHARACTERS:
            raise UnwritableError(
                f"公式引用的行隔成很多段，写出来有 {len(text):,} 字，超过 Excel 的上限 {MAX_FORMULA_CHARACTERS:,} 字",
                "请在每组末尾加小计行，合计改为引用小计行；或让汇总的行连续排列。",
            )
        return text

    def pieces(self, parts: Sequence[FormulaPart]) -> Iterator[str]:
        """The texts of parts."""
        for part in parts:
            if isinstance(part, str):
                yield part
            elif isinstance(part, Cells):
                yield self.cells(part)
            else:
                yield self.added(part)

    # -- one reference

    def areas(self, cells: Cells) -> tuple[Area, ...]:
        """Where the cells of a reference stand."""
        landing, column = self.places[cells.table], cells.column
        if cells.use == "one" and len(cells.runs) == 1 and column is not None:
            return (landing.label(cells.runs[0][0], column),)
        key = (cells.table, cells.runs, column)
        if key not in self.known:
            self.known[key] = tuple(landing.areas(cells.runs, column))
        return self.known[key]

    def cells(self, cells: Cells) -> str:
        """A reference as its place takes it; raises UnwritableError."""
        areas = self.areas(cells)
        if not areas:
            sheet, _ = self.places[cells.table].sheets[0]
            return cells.name or self.area(cells, Area(sheet, EMPTY_ROW, EMPTY_ROW + 1))
        if len(areas) == 1:
            return cells.name or self.area(cells, areas[0])
        texts = [self.area(cells, area, True) for area in areas]
        if cells.use in ("list", "arguments") and len(areas) <= cells.most:
            return ",".join(texts)
        if cells.use in ("list", "union") and self.takes_unions:
            return f"({','.join(texts)})"
        raise UnwritableError(
            f"公式引用的行生成后不连续（共 {len(areas)} 段），这里只能是一段连续的区域",
            "请改用 SUM、COUNT、SUMIF、COUNTIF 等能汇总几段的函数，或让这些行连续排列。",
        )

    def area(self, cells: Cells, area: Area, is_short: bool = False) -> str:
        """One area of a reference, a single cell as such where it is to be short."""
        (first, last), (mark, last_mark) = cells.columns, cells.marks
        prefix = f"{quoted_sheet(area.sheet)}!" if cells.has_sheet or area.sheet != self.home else ""
        start = f"{prefix}{first}{mark}{area.first + 1}"
        is_cell = area.last - area.first == 1 and bool(first) and last in ("", first)
        if is_cell and (is_short or not last):
            return start
        return f"{start}:{last or first}{last_mark if last else mark}{area.last}"

    # -- calls that are added up

    def added(self, call: AddedCall) -> str:
        """A call, once for each of the areas that its cells fall into; raises UnwritableError."""
        own = list(bound(call.parts, call.level))
        areas = {cells: self.areas(cells) for cells in own}
        if not all(areas.values()):
            return "0"
        parted = in_step([found for found in areas.values() if rows_in(found) > 1])
        count = max(map(len, parted), default=1)
        if count == 1:
            return "".join(self.pieces(call.parts))
        steps = iter(parted)
        stepped = {cells: next(steps) if rows_in(found) > 1 else found * count for cells, found in areas.items()}
        texts = [
            "".join(self.pieces(tuple(self.at_step(call.parts, call.level, stepped, step)))) for step in range(count)
        ]
        return f"({'+'.join(texts)})"

    def at_step(
        self, parts: Sequence[FormulaPart], level: int, stepped: Mapping[Cells, Sequence[Area]], step: int
    ) -> Iterator[FormulaPart]:
        """A call's parts, its own cells written as the area of one step."""
        for part in parts:
            if isinstance(part, AddedCall):
                yield AddedCall(tuple(self.at_step(part.parts, level, stepped, step)), part.level)
            elif isinstance(part, Cells) and part.use == "each" and part.level == level:
                yield self.area(part, stepped[part][step], True)
            else:
                yield part


def bound(parts: Sequence[FormulaPart], level: int) -> Iterator[Cells]:
    """The cells that go with the call of a level."""
    return (cells for cells in cells_in(parts) if cells.use == "each" and cells.level == level)


def cells_in(parts: Sequence[FormulaPart]) -> Iterator[Cells]:
    """All references of a formula, in order."""
    return (part for part in flat_parts(parts) if isinstance(part, Cells))


def with_marks(parts: Sequence[FormulaPart], marks: Iterator[Marks]) -> Iterator[FormulaPart]:
    """A formula's parts with other ``$`` for its references."""
    for part in parts:
        if isinstance(part, AddedCall):
            yield AddedCall(tuple(with_marks(part.parts, marks)), part.level)
        elif isinstance(part, Cells):
            yield replace(part, marks=next(marks))
        else:
            yield part


def rows_in(areas: Sequence[Area]) -> int:
    """How many rows areas have."""
    return sum(area.last - area.first for area in areas)


def in_step(given: Sequence[Sequence[Area]]) -> list[list[Area]]:
    """Areas of as many rows, parted at the same places so that they go in step; raises UnwritableError."""
    if len({rows_in(areas) for areas in given}) > 1:
        counts = "、".join(str(rows_in(areas)) for areas in given)
        raise UnwritableError(f"公式里{ROWS_DIFFER}（{counts} 行）", "请引用同样的行，如都写第 5 行。")
    lengths = ((area.last - area.first for area in areas) for areas in given)
    edges = set(chain.from_iterable(accumulate(own) for own in lengths))
    return [list(parted(areas, sorted(edges))) for areas in given]


def parted(areas: Sequence[Area], edges: Sequence[int]) -> Iterator[Area]:
    """Areas, parted after some numbers of rows from the first on."""
    before = 0
    for sheet, first, last in areas:
        end = before + last - first
        own = [before, *(edge for edge in edges if before < edge <= end)]
        for start, stop in pairwise(own):
            yield Area(sheet, first + start - before, first + stop - before)
        before = end
