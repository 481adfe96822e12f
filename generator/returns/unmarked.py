"""Files that bear no mark to the tables in them that have the headings of a department's sheet.

What was pasted into a new workbook, saved as .csv, typed into a .docx or printed as a PDF is known by the words over
its columns (the fields of vocabulary.py): one that says which task, and one that departments fill in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.excel import column_letters
from generator.model import PlainTable
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.locating import find_heading
from generator.vocabulary import ANSWERED, SAID, TASK_VIEW_FIELDS, by_heading, by_name

FIELDS = by_heading(TASK_VIEW_FIELDS)
HEADINGS = by_name(TASK_VIEW_FIELDS)
TELLING = ("content", "number")
"""The fields by which people tell tasks apart; a table must have one of them."""


class HeadedTable(Struct, frozen=True):
    """A table with the headings of a department's sheet."""

    table: PlainTable
    heading_row: int
    columns: Mapping[str, int]
    """Field → column."""

    @property
    def above(self) -> tuple[str, ...]:
        """The texts over the heading: title and labels."""
        return tuple(text for row in self.table.rows[: self.heading_row] for text in row if text)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The fields that departments fill in, of those that there are."""
        return tuple(name for name in self.columns if name in ANSWERED)

    def under(self, headings: Mapping[str, str]) -> HeadedTable:
        """The same table, the columns known too whose heading is one of these (squeezed heading → field)."""
        words = enumerate(map(squeezed, self.table.rows[self.heading_row]))
        found = {headings[word]: column for column, word in words if word in headings}
        return replace(self, columns={**found, **self.columns})

    def text(self, row: int, name: str) -> str:
        """What stands in a row under a heading; empty where there is no such column."""
        return self.table.rows[row][self.columns[name]] if name in self.columns else ""

    def is_heading(self, row: int) -> bool:
        """Whether a row is the heading, or the heading once more."""
        heading = self.table.rows[self.heading_row]
        texts = [
            (squeezed(self.table.rows[row][column]), squeezed(heading[column])) for column in self.columns.values()
        ]
        return sum(text == word for text, word in texts) * 2 > len(texts)


class Unmarked(Struct, frozen=True):
    """A returned file without a mark: who sent it and which tasks its rows are is to be found out (matching.py)."""

    file: str
    tables: tuple[HeadedTable, ...]
    digest: str = ""
    """Of the file's bytes."""
    saved: str = ""
    """When it was saved (saving.py); empty: not known."""


def unmarked(
    file: str, tables: Iterable[PlainTable], digest: str, saved: str = ""
) -> tuple[Unmarked | None, tuple[Problem, ...]]:
    """A file whose tables were read; None where no table has the headings of a department's sheet, and why."""
    headed = tuple(table for table in map(headed_table, with_clear_headings(tuple(tables))) if table is not None)
    if not headed:
        return None, (no_mark(file),)
    twice = [(table, words) for table in headed if (words := doubled(table))]
    if twice:
        table, words = twice[0]
        place = Place(file, table.table.name, f"A{table.heading_row + 1}")
        message = f"“{'、'.join(words)}”有两栏，不知道以哪一栏为准，未收集"
        return None, (error("doubled-heading", place, message, "请删去多余的栏，再收集一次。"),)
    unclear = [(table, column) for table in headed for row, column in table.table.unclear if row == table.heading_row]
    if unclear:
        table, column = min(unclear, key=lambda cell: cell[1])
        place = Place(file, table.table.name, f"{column_letters(column)}{table.heading_row + 1}")
        message = "表头和下面的字混在一起，不知道是哪一栏，未收集"
        return None, (error("cell-runs-over", place, message, "请让对方发原来的工作簿，或把行高调够后再导出 PDF。"),)
    return Unmarked(file, headed, digest, saved), ()


def with_clear_headings(tables: Sequence[PlainTable]) -> Iterator[PlainTable]:
    """The tables; a heading into which other text ran says what the same heading says in another table of the file."""
    rows = {table.name: find_heading(FIELDS, table.rows) for table in tables}
    for table in tables:
        at = rows[table.name]
        wrong = {column for row, column in table.unclear if row == at}
        clear = [other for other in tables if rows[other.name] >= 0 and is_same_heading(table, at, other, rows, wrong)]
        if at < 0 or not wrong or not clear:
            yield table
            continue
        heading = clear[0].rows[rows[clear[0].name]]
        lines = (*table.rows[:at], heading, *table.rows[at + 1 :])
        yield replace(table, rows=lines, unclear=table.unclear - {(at, column) for column in wrong})


def is_same_heading(
    table: PlainTable, at: int, other: PlainTable, rows: Mapping[str, int], wrong: Collection[int]
) -> bool:
    """Whether another table has the heading of a table, clear where that is `wrong`."""
    mine, theirs = table.rows[at], other.rows[rows[other.name]]
    is_clear = not any((rows[other.name], column) in other.unclear for column in range(len(theirs)))
    return (
        is_clear
        and len(mine) == len(theirs)
        and all(
            squeezed(text).startswith(squeezed(word)) if column in wrong else squeezed(text) == squeezed(word)
            for column, (text, word) in enumerate(zip(mine, theirs, strict=True))
        )
    )


def headed_table(table: PlainTable) -> HeadedTable | None:
    """A table with its columns; None where they are not those of a department's sheet."""
    row = find_heading(FIELDS, table.rows)
    if row < 0:
        return None
    columns: dict[str, int] = {}
    for column, text in enumerate(table.rows[row]):
        if (name := FIELDS.get(squeezed(text))) is not None:
            columns.setdefault(name, column)
    if not columns.keys() & set(TELLING) or not columns.keys() & set(SAID):
        return None
    return HeadedTable(table, row, columns)


def doubled(table: HeadedTable) -> list[str]:
    """The headings that stand over several columns, of those that matter."""
    words = [squeezed(text) for text in table.table.rows[table.heading_row]]
    return [HEADINGS[name] for name in ("id", *TELLING, *table.inputs) if count_of(words, name) > 1]


def count_of(words: Sequence[str], name: str) -> int:
    """How many of the words are the field's heading."""
    return sum(FIELDS.get(word) == name for word in words)


def unknown_column(place: Place, word: str, text: str, advice: str) -> Problem:
    """A column whose heading nobody knows: what stands in it is not collected."""
    name = f"“{word.strip()}”" if word.strip() else "没有表头的这一栏"
    return warning("unknown-column", place, f"不认识{name}，下面的字未收集：{text.strip()[:40]}", advice)


def no_mark(file: str) -> Problem:
    """A file of somebody else, or one that was made anew with other headings."""
    return error(
        "no-mark",
        Place(file),
        "不是本程序发出的表（没有识别信息，也没有分工表的表头）",
        "如是单位另做的表，请让对方填在发出的分工表里，或人工录入台账。",
    )
