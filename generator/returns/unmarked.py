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
from generator.returns.uncollected import Uncollected
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
        others = [(column, word) for column, word in words if column not in self.columns.values()]
        found = {headings[word]: column for column, word in others if word in headings}
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
    uncollected: tuple[Uncollected, ...] = ()
    """What the sheets say beside the values of their cells."""

    @property
    def names(self) -> list[str]:
        """The sheets in which the tables stand."""
        return [headed.table.name for headed in self.tables]


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
    """The tables; a heading into which other text ran says what the same heading says elsewhere in the file."""
    found = [(table, find_heading(FIELDS, table.rows)) for table in tables]
    clear = [table.rows[at] for table, at in found if at >= 0 and not any(row == at for row, _ in table.unclear)]
    for table in tables:
        rows, unclear = list(table.rows), set(table.unclear)
        for at in {row for row, _ in unclear}:
            wrong = {column for row, column in unclear if row == at}
            heading = next((each for each in clear if is_same_heading(rows[at], each, wrong)), None)
            if heading is not None:
                rows[at] = heading
                unclear -= {(at, column) for column in wrong}
        yield replace(table, rows=tuple(rows), unclear=frozenset(unclear))


def is_same_heading(row: Sequence[str], heading: Sequence[str], wrong: Collection[int]) -> bool:
    """Whether a row is a heading, with more text behind it in the columns that are `wrong`."""
    return len(row) == len(heading) and all(
        squeezed(text).startswith(squeezed(word)) if column in wrong else squeezed(text) == squeezed(word)
        for column, (text, word) in enumerate(zip(row, heading, strict=True))
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
