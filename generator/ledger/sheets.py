"""A sheet with a heading row to records: which column holds which field, and where each record stands."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from itertools import repeat, zip_longest

from msgspec import Struct

from generator.excel import column_letters
from generator.ledger.cells import as_text
from generator.model import Origin
from generator.problems import Place, Problem, error, warning
from generator.vocabulary import RECORD_SHEETS, UNIT_COLUMNS, Field, by_heading


def heading_text(cell: object) -> str:
    """A heading without the white space and line breaks that staff put into it."""
    return "".join(as_text(cell).split())


Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell (row, column) of a merged range."""


class SheetCells(Struct, frozen=True):
    """The cells of a sheet as its reader gives them, column by column: the heading, and the filled rows below it."""

    heading_row: int
    """Index of the heading (`heading_row_of`); the number of rows if all are empty."""
    heading: Sequence[object]
    numbers: Sequence[int]
    """Indexes of the rows below it that are not empty."""
    columns: Sequence[Sequence[object]]
    """Their cells; all columns are as long as `numbers`."""
    height: int
    width: int
    merged: tuple[Merged, ...] = ()


TITLE_ROWS = 10
"""Rows among which the heading is looked for: a title may stand above it."""


def heading_row_of(rows: Sequence[Sequence[object]], headings: Container[str]) -> int:
    """The first row that is not empty, unless one just below it has more of the `headings` of the sheet."""
    first = next((n for n, row in enumerate(rows) if any(heading_text(cell) for cell in row)), len(rows))
    known = {n: sum(heading_text(cell) in headings for cell in rows[n]) for n in range(first, len(rows))[:TITLE_ROWS]}
    return max(known, key=lambda number: (known[number], -number), default=first)


def cells_of(
    rows: Sequence[Sequence[object]],
    merged: tuple[Merged, ...] = (),
    headings: Container[str] = frozenset(),
) -> SheetCells:
    """Rows of cells as columns."""
    heading_row = heading_row_of(rows, headings)
    numbers = [n for n in range(heading_row + 1, len(rows)) if any(map(is_something, rows[n]))]
    columns = list(zip_longest(*(rows[n] for n in numbers), fillvalue=""))
    heading = rows[heading_row] if heading_row < len(rows) else ()
    width = max(map(len, rows), default=0)
    return SheetCells(heading_row, heading, numbers, columns, len(rows), width, merged)


def is_something(cell: object) -> bool:
    """Whether a cell holds anything, be it a zero."""
    return cell != "" and cell is not None


class SheetRows(Struct, frozen=True, dict=True):
    """The rows of one sheet below its heading row (the first row that is not empty)."""

    file: str
    name: str
    cells: SheetCells
    fields: tuple[Field, ...]

    @cached_property
    def columns(self) -> dict[str, int]:
        """Field name → column index, for the fields of this sheet; the first column wins."""
        names = by_heading(self.fields)
        found: dict[str, int] = {}
        for column, heading in self._headings:
            if heading in names:
                found.setdefault(names[heading], column)
        return found

    @cached_property
    def extra_columns(self) -> dict[str, int]:
        """Heading → column index, for the columns that staff added."""
        names = by_heading(self.fields)
        found: dict[str, int] = {}
        for column, heading in self._headings:
            if heading not in names:
                found.setdefault(heading, column)
        return found

    @cached_property
    def _headings(self) -> list[tuple[int, str]]:
        texts = ((column, heading_text(cell)) for column, cell in enumerate(self.cells.heading))
        return [(column, text) for column, text in texts if text]

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {name: column_letters(column) for name, column in {**self.extra_columns, **self.columns}.items()}

    def column(self, index: int | None) -> Sequence[object]:
        """The cells of one column, row by row; empty where there is none, or the rows do not reach that far."""
        columns = self.cells.columns
        return [""] * len(self.cells.numbers) if index is None or index >= len(columns) else columns[index]

    def texts(self, name: str) -> Sequence[str]:
        """The texts of one field, row by row; empty where the sheet has no such column."""
        return list(map(as_text, self.column(self.columns.get(name))))

    def origins(self) -> list[Origin]:
        """The places of the rows."""
        rows = (str(number + 1) for number in self.cells.numbers)
        return list(map(Origin, repeat(self.file), repeat(self.name), rows, repeat(self._letters)))

    def problems(self) -> Iterator[Problem]:
        """Missing columns, columns whose heading was reworded, headings written twice, merged cells."""
        from difflib import get_close_matches

        cells = self.cells
        heading_cell = f"A{min(cells.heading_row, cells.height - 1) + 1}" if cells.height else "A1"
        texts = [heading for _, heading in self._headings]
        for field in self.fields:
            if field.need and field.name not in self.columns and not self.stands_elsewhere(field.name):
                near = get_close_matches(field.heading, texts, 1, 0.5)
                hint = f"是否就是“{near[0]}”一栏？如是，请把表头改为“{field.heading}”。" if near else ""
                yield error(
                    "missing-column",
                    Place(self.file, self.name, heading_cell),
                    f"缺少“{field.heading}”一栏",
                    hint or f"请在表头行加上“{field.heading}”一栏。",
                )
        yield from self.reworded_columns()
        for column, heading in self._headings:
            if texts.count(heading) > 1 and column != texts_first(self._headings, heading):
                yield error(
                    "doubled-column",
                    Place(self.file, self.name, f"{column_letters(column)}{cells.heading_row + 1}"),
                    f"“{heading}”一栏出现了两次",
                    "请删去或改名其中一栏。",
                )
        for first, last in cells.merged:
            if first[0] > cells.heading_row:
                hidden = [f"{cell}“{text[:20]}”" for cell, text in self.hidden_under(first, last)]
                end = f"{column_letters(last[1])}{last[0] + 1}"
                what = f"；看不见的还有 {'、'.join(hidden[:5])}" if hidden else ""
                yield warning(
                    "merged-cells",
                    Place(self.file, self.name, f"{column_letters(first[1])}{first[0] + 1}"),
                    f"合并单元格（到 {end}）只有左上角一格算数，其余各格按空白处理{what}",
                    "运行 taizhang check --fix 可取消合并：一级、二级任务逐行填写，共用的责任单位、完成时限填“同上”。",
                )

    def stands_elsewhere(self, name: str) -> bool:
        """Whether what belongs into a column that is missing is said in others: 牵头单位 and 配合单位 for 责任单位."""
        return name in UNIT_COLUMNS and any(text.strip() for other in UNIT_COLUMNS for text in self.texts(other))

    def reworded_columns(self) -> Iterator[Problem]:
        """Warnings for columns that nobody reads, where one of a like heading is missing: what stands there is lost."""
        from difflib import get_close_matches

        if RECORD_SHEETS[self.name].has_other_columns:
            return  # they are kept, whatever they are called
        filled = [heading for heading, at in self.extra_columns.items() if any(map(is_something, self.column(at)))]
        for field in self.fields if filled else ():
            near = get_close_matches(field.heading, filled, 1, 0.5)
            if near and field.name not in self.columns:
                cell = f"{column_letters(self.extra_columns[near[0]])}{self.cells.heading_row + 1}"
                message = f"没有“{field.heading}”一栏；“{near[0]}”不认识，下面的内容没有读"
                advice = f"如是同一栏，请把表头改回“{field.heading}”。"
                yield warning("reworded-column", Place(self.file, self.name, cell), message, advice, near[0])

    def hidden_under(self, first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[str, str]]:
        """What stands under a merged cell and is not seen: cell and text."""
        cells = self.cells
        for place, number in enumerate(cells.numbers):
            for column in (
                range(first[1], min(last[1] + 1, len(cells.columns))) if first[0] <= number <= last[0] else ()
            ):
                text = as_text(cells.columns[column][place])
                if text and (number, column) != first:
                    yield f"{column_letters(column)}{number + 1}", text


def texts_first(headings: list[tuple[int, str]], heading: str) -> int:
    """The first column that bears `heading`."""
    return next(column for column, text in headings if text == heading)
