"""Template rows to the table rows that they became: none (a control row), one, or many (a row of a band)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import MAX_ROWS
from generator.model import Range, Row

MAX_PIECES = 2_000
"""Pieces that one template range may fall into; then the whole stretch from first to last is taken."""

Runs: TypeAlias = tuple[tuple[int, int], ...]
"""Half-open runs of rows, in order."""


class RowMap(Struct, dict=True):
    """Where the template rows of a sheet came out.

    `turns[i]` are the turns of the loops around table row i, `loops` the loops around a template row; without them a
    reference from a row of a band finds only its own template row.
    """

    rows: Sequence[Row]
    turns: Sequence[tuple[int, ...]] = ()
    loops: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places: defaultdict[int, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            places[row.form.source_row].append(index)
        self.places: dict[int, list[int]] = dict(places)
        self.by_turns: dict[tuple[int, int], dict[tuple[int, ...], list[int]]] = {}
        self.sources = sorted(self.places)
        self.runs: dict[tuple[int, int], Runs] = {}

    def rows_of(self, first: int, last: int) -> list[int]:
        """The table rows of template rows [first, last), in order."""
        sources = self.between(first, last)
        if len(sources) == 1:
            return self.places[sources[0]]
        return sorted(index for source in sources for index in self.places[source])

    def places_near(self, source: int, row: int | None) -> list[int]:
        """The table rows of a template row, of those in the turns of the loops that it shares with table row `row`."""
        places = self.places.get(source, [])
        if row is None or not places:
            return places
        source_here = self.rows[row].form.source_row
        shared = 0
        for loop_here, loop_there in zip(self.loops.get(source_here, ()), self.loops.get(source, ()), strict=False):
            if loop_here != loop_there:
                break
            shared += 1
        if not shared or not self.turns:
            return [row] if source_here == source else places
        if (source, shared) not in self.by_turns:
            by_turn: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            for place in places:
                by_turn[self.turns[place][:shared]].append(place)
            self.by_turns[source, shared] = dict(by_turn)
        return self.by_turns[source, shared].get(self.turns[row][:shared], [])

    def meant(self, first: int, last: int, marks: tuple[str, str], row: int | None) -> Runs:
        """The table rows that a reference to template rows [first, last) means at table row `row` (None: elsewhere).

        All rows that these became, within the turns that they share with `row`; with both ends ``$`` all of all turns;
        with one end ``$`` from the band's first row, or up to its last. Rows below the template's last one keep their
        distance to it.
        """
        end = self.sources[-1] + 1 if self.sources else 0
        below = len(self.rows) - end
        beyond = ((max(first, end) + below, min(last + below, MAX_ROWS)),) if last > end else ()
        if first >= end:
            return beyond
        fixed = tuple(bool(mark) for mark in marks)
        if row is None or all(fixed):
            return (*self.whole(first, last), *beyond)
        near = sorted(place for source in self.between(first, last) for place in self.places_near(source, row))
        if not any(fixed):
            return (*runs_of(near), *beyond)
        edges = (0, near[-1] + 1 if near else row + 1) if fixed[0] else (near[0] if near else row, len(self.rows))
        return (*cut_runs(self.whole(first, last), *edges), *beyond)

    def whole(self, first: int, last: int) -> Runs:
        """All table rows of template rows [first, last)."""
        if (first, last) not in self.runs:
            self.runs[first, last] = tuple(runs_of(self.rows_of(first, last)))
        return self.runs[first, last]

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """From the first to the last table row of template rows [first, last); None where these gave nothing."""
        runs = self.meant(first, last, ("", ""), None)
        return (runs[0][0], runs[-1][1]) if runs else None

    def between(self, first: int, last: int) -> list[int]:
        """The template rows in [first, last) that gave anything."""
        return self.sources[bisect_left(self.sources, first) : bisect_left(self.sources, last)]

    def position(self, row: int) -> int:
        """Where something that stands at a template row stands now: at its first row, or where the row would be."""
        at = bisect_left(self.sources, row)
        if at < len(self.sources):
            return self.places[self.sources[at]][0]
        # below the last row: as far below as in the template
        return len(self.rows) + row - (self.sources[-1] + 1 if self.sources else 0)

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
            below = min(area.last_row - (self.sources[-1] + 1 if self.sources else 0) + len(self.rows), MAX_ROWS)
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


def cut_runs(runs: Runs, first: int, last: int) -> Runs:
    """The parts of runs that lie in [first, last)."""
    starts = bisect_right(runs, first, key=lambda run: run[1])
    ends = bisect_left(runs, last, key=lambda run: run[0])
    return tuple((max(run[0], first), min(run[1], last)) for run in runs[starts:ends])
