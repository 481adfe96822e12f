"""Template rows to the table rows that they became: none (a control row), one, or many (a row of a band)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import MAX_ROWS
from generator.model import Range, Row

MAX_PIECES = 2_000
"""Pieces that one template range may fall into; then the whole stretch from first to last is taken."""


class Stretch(Struct, dict=True):
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
        own = self.rows[row].form.source_row
        shared = 0
        for mine, other in zip(self.loops.get(own, ()), self.loops.get(source, ()), strict=False):
            if mine != other:
                break
            shared += 1
        if not shared or not self.turns:
            return [row] if own == source else places
        if (source, shared) not in self.by_turns:
            found: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            for place in places:
                found[self.turns[place][:shared]].append(place)
            self.by_turns[source, shared] = dict(found)
        return self.by_turns[source, shared].get(self.turns[row][:shared], [])

    def span(self, first: int, last: int, row: int | None, is_range: bool) -> tuple[int, int] | None:
        """The table rows [first, last) that a reference to template rows [first, last) means at table row `row`.

        None where these rows gave nothing; rows below the template's last one keep their distance to it.
        """
        if not self.sources or first > self.sources[-1]:
            shift = len(self.rows) - (self.sources[-1] + 1 if self.sources else 0)
            return first + shift, min(last + shift, MAX_ROWS)
        near = [self.places_near(source, row) for source in self.between(first, last)]
        places = [(each[0], each[-1]) for each in near if each]
        if not places:
            return None
        start = min(each[0] for each in places)
        end = max(each[1] for each in places) if is_range else start
        below = max(last - 1 - self.sources[-1], 0)
        return start, end + 1 + below

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
