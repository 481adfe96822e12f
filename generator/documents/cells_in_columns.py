"""Which cell of a row stands in which column, where that is told only by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from generator.documents.deadline_texts import DEADLINE
from generator.documents.headings import CONTENT, EXTRA, LABEL, LONGEST, UNITS
from generator.documents.texts import SENTENCE_END, UNIT_END
from generator.documents.unit_headings import BEGINS_WITH_VERB
from generator.vocabulary import UNIT_COLUMNS

NOTHING = -1e9
LIKE_TIME = re.compile(r"[年月日季]|\d{4}[.\-/]\d|学期|^每|前$")
DONE = re.compile(r"\d(?!个[镇街乡县区])|[^等位门府]。$")
"""In texts that are no names: what is counted, and sentences."""
LONGEST_OFFICE = 8
"""Characters of an office's name that may begin as a task does (建设交通委)."""
MORE_ROWS = -1.5
MORE_ROWS_AT_END = -3.5
"""Points of another row below one number: rather more cells of units in one, or words below the table."""


@lru_cache(maxsize=4096)
def points_of(text: str, name: str) -> float:
    """How well a text suits a column."""
    units, time, ends = is_of_units(text), DEADLINE.fullmatch(text.strip()) is not None, SENTENCE_END.search(text)
    if name in UNIT_COLUMNS:
        return 2.0 if units else -2.0
    if name == "deadline_text":
        return 2.0 if time else 1.0 if LIKE_TIME.search(text) and len(text) <= LONGEST and not units else -1.0
    if name == CONTENT:
        return -2.0 if units or time else 2.0 if ends else 1.0
    if name == LABEL:
        return -1.0 if units or time or ends else 0.5
    return 0.0


def is_of_units(text: str) -> bool:
    """Whether half of what a text lists ends as names of units do, and nothing is done in it (建成某中心。)."""
    names = [part for part in re.split("[、，,；;]", text.strip("。等")) if part]
    many = sum(bool(UNIT_END.search(part.removesuffix("等"))) for part in names)
    is_task = len(text) > LONGEST_OFFICE and BEGINS_WITH_VERB.match(text)
    return many * 2 >= max(len(names), 1) and not (is_task or DONE.search(text))


class Way(Struct, frozen=True):
    """Cells put into columns: how well that suits, where it ends, how many cells each column of each row takes."""

    points: float
    end: int
    sizes: tuple[tuple[int, ...], ...] = ((),)

    def with_column(self, points: float, size: int) -> Way:
        """The same with a column before it."""
        first, *others = self.sizes
        return Way(self.points + points, self.end, ((size, *first), *others))


class Arranger:
    """Puts the cells that stand behind a number into columns, in one row or in several."""

    def __init__(self, cells: Sequence[str], names: Sequence[str], may_end: bool) -> None:
        self.cells, self.names, self.may_end = cells, names, may_end
        self.known: dict[tuple[int, int, bool], Way] = {}

    def best(self, at: int = 0, column: int = 0, is_first: bool = True) -> Way:
        """The best way from a cell and a column on."""
        key = (at, column, is_first)
        if key not in self.known:
            ways = self.ways(at, column, is_first) if column < len(self.names) else self.ends(at)
            self.known[key] = max(ways, key=lambda way: way.points)
        return self.known[key]

    def ways(self, at: int, column: int, is_first: bool) -> Iterator[Way]:
        """The ways from a cell on, by how many cells a column takes; the contents take some."""
        name = self.names[column]
        yield Way(NOTHING, at)
        points = 0.0
        for size in range(len(self.cells) - at + 1):
            points += points_of(self.cells[at + size - 1], name) if size else 0.0
            if size or name != CONTENT:
                yield self.best(at + size, column + 1, is_first).with_column(
                    points + of_size(size, name, is_first), size
                )

    def ends(self, at: int) -> Iterator[Way]:
        """The row ends, and the cells with it; or another row follows without a number."""
        is_end = at == len(self.cells)
        yield Way(0.0 if is_end or self.may_end else NOTHING, at)
        if not is_end:
            more = self.best(at, 0, False)
            yield Way(more.points + (MORE_ROWS_AT_END if self.may_end else MORE_ROWS), more.end, ((), *more.sizes))

    def rows(self, way: Way) -> list[list[str]]:
        """The texts of the columns of each row."""
        texts = iter(self.cells)
        return [["\n".join(islice(texts, size)) for size in sizes] for sizes in way.sizes]


def of_size(size: int, name: str, is_first: bool) -> float:
    """How well a number of cells suits a column: units have a line each, a cell that is merged has none."""
    if size == 0:
        return -1.0 if is_first and name not in (LABEL, EXTRA) else 0.0
    return (-1.0 if name in (UNITS, "support_text") else -2.0) * (size - 1)
