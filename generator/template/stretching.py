"""Template rows to the table rows that they became: none (a control row), one, or many (a row of a band)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.model import Range, Row

MAX_PIECES = 2_000
"""Pieces that one template range may fall into; then the whole stretch from first to last is taken."""


@dataclass
class Stretch:
    """Where the template rows of a sheet came out; `before` is the number of rows in the template."""

    rows: Sequence[Row]
    places: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places: defaultdict[int, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            places[row.form.source_row].append(index)
        self.places = dict(places)
        self.sources = sorted(self.places)

    def rows_of(self, first: int, last: int) -> list[int]:
        """The table rows of template rows [first, last), in order."""
        sources = self.sources[bisect_left(self.sources, first) : bisect_left(self.sources, last)]
        if len(sources) == 1:
            return self.places[sources[0]]
        return sorted(index for source in sources for index in self.places[source])

    def position(self, row: int) -> int:
        """Where something that stands at a template row stands now: at its first row, or where the row would be."""
        at = bisect_left(self.sources, row)
        if at < len(self.sources):
            return self.places[self.sources[at]][0]
        # below the last row: as far below as in the template
        return len(self.rows) + row - (self.sources[-1] + 1 if self.sources else 0)

    def is_used(self, row: int) -> bool:
        """Whether anything comes out at or after a template row."""
        return bisect_right(self.sources, row - 1) < len(self.sources)

    def end(self, last: int) -> int:
        """The table row after all that template rows [0, last) became."""
        sources = self.sources[: bisect_left(self.sources, last)]
        return max((self.places[source][-1] + 1 for source in sources), default=0)

    def ranges(self, area: Range) -> Iterator[Range]:
        """What a template range became: one range for each run of rows."""
        whole = not self.sources or area.last_row > self.sources[-1] + 1
        rows = self.rows_of(area.first_row, area.last_row)
        runs = list(runs_of(rows))
        if len(runs) > MAX_PIECES:
            runs = [(rows[0], rows[-1] + 1)]
        if whole:
            below = area.last_row - (self.sources[-1] + 1 if self.sources else 0) + len(self.rows)
            start = max(self.position(area.first_row), len(self.rows))
            runs = [(runs[0][0], below)] if len(runs) == 1 and runs[0][1] == len(self.rows) else [*runs, (start, below)]
        for first, last in runs:
            if last > first:
                yield replace(area, first_row=first, last_row=last)


def runs_of(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Half-open runs of consecutive numbers."""
    first = last = -1
    for row in rows:
        if row != last:
            if last > first:
                yield first, last
            first = row
        last = row + 1
    if last > first >= 0:
        yield first, last
