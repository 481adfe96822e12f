"""Where the rows of all tables came to stand: what references in formulas are looked up in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from generator.layout.sheets import Lines


class Area(NamedTuple):
    """Rows [first, last) of a sheet."""

    sheet: str
    first: int
    last: int


class Landing(Struct, frozen=True, dict=True):
    """The sheets of one table with their rows.

    Of a row that was divided the first part counts, which holds its numbers; rows that were added count nowhere.
    """

    sheets: Sequence[tuple[str, Lines]]

    @cached_property
    def rows(self) -> list[tuple[int, int]]:
        """Table row → the number of its sheet and its row there."""
        found: dict[int, tuple[int, int]] = {}
        for number, (_, lines) in enumerate(self.sheets):
            for table_row, row in lines.first.items():
                found.setdefault(table_row, (number, row))
        return [found[row] for row in range(len(found))]

    @cached_property
    def breaks(self) -> list[int]:
        """The table rows that do not stand right below the one above."""
        return [
            row
            for row in range(1, len(self.rows) + 1)
            if self.at(row) != (self.at(row - 1)[0], self.at(row - 1)[1] + 1)
        ]

    @cached_property
    def repeated(self) -> Mapping[int, frozenset[int]]:
        """Column → the table rows where its label goes on from the page before: they show nothing of their own."""
        found: dict[int, set[int]] = {}
        for number, (_, lines) in enumerate(self.sheets):
            for row, columns in lines.continued.items():
                table_row = lines.pieces[row].table_row
                for column in columns if self.rows[table_row] == (number, row) else ():
                    found.setdefault(column, set()).add(table_row)
        return {column: frozenset(rows) for column, rows in found.items()}

    def at(self, row: int) -> tuple[int, int]:
        """The number of the sheet and the row there of a table row; rows below the last keep their distance to it."""
        if row < len(self.rows):
            return self.rows[row]
        return len(self.sheets) - 1, len(self.sheets[-1][1].pieces) + row - len(self.rows)

    def areas(self, runs: Sequence[tuple[int, int]], column: int | None) -> Iterator[Area]:
        """Where runs of table rows stand; of one column (None: of several) those that show something of their own."""
        hidden = self.repeated.get(column, frozenset()) if column is not None else frozenset()
        area: Area | None = None
        for first, last in runs:
            for start, end in self.unbroken(first, last, hidden):
                number, row = self.at(start)
                own = Area(self.sheets[number][0], row, row + end - start)
                if area is not None and (area.sheet, area.last) == (own.sheet, own.first):
                    area = Area(area.sheet, area.first, own.last)
                    continue
                if area is not None:
                    yield area
                area = own
        if area is not None:
            yield area

    def unbroken(self, first: int, last: int, hidden: frozenset[int]) -> Iterator[tuple[int, int]]:
        """A run of table rows without hidden ones, parted where they do not stand one below the other."""
        stops = self.breaks[bisect_right(self.breaks, first) :]
        edges = {first, last, *(row for row in stops if row < last)}
        edges |= {edge for row in hidden if first <= row < last for edge in (row, row + 1)}
        ordered = sorted(edges)
        for start, end in pairwise(ordered):
            if start not in hidden:
                yield start, end

    def label(self, row: int, column: int) -> Area:
        """The cell that shows what stands in a column of a table row: of a label its first cell on the page.

        Where a label goes on without its text, the cell is on a page before.
        """
        number, at = self.at(row)
        starts, texts = self.labels.get((number, column), ([], []))
        place = bisect_right(starts, at) - 1
        while place >= 0 and at < texts[place][0]:
            at = starts[place]
            if texts[place][1] or place == 0:
                break
            place, at = place - 1, at - 1
        return Area(self.sheets[number][0], at, at + 1)

    @cached_property
    def labels(self) -> dict[tuple[int, int], tuple[list[int], list[tuple[int, bool]]]]:
        """(Sheet, column) → the first rows of its labels, and the row after each with whether a text is shown."""
        found: dict[tuple[int, int], tuple[list[int], list[tuple[int, bool]]]] = {}
        for number, (_, lines) in enumerate(self.sheets):
            for column, first, last, text in sorted(lines.texts, key=lambda each: each[:3]):
                starts, texts = found.setdefault((number, column), ([], []))
                starts.append(first)
                texts.append((last, text is not None or first not in lines.continued))
        return found


Places = Mapping[str, Landing]
"""Where the rows of tables stand, by the tables' names."""
