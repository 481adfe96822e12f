"""The rows of a finished sheet in bulk: the XML that XlsxWriter's public calls would write, without a call a cell.

The only module that relies on XlsxWriter's internals, as they are from 3.2.3 on: ``_write_sheet_data``,
``_write_cell``, ``_get_range_data``, ``col_info``, ``table``, ``merge``, ``fh``, the ``dim_*`` bounds,
``_get_packager``, ``_get_xf_index`` and the table of shared strings. ``tests/writer/test_bulk.py`` holds the parts
against those of the public calls. They differ in two things that XlsxWriter does wrong: a text from ``<r>`` to
``</r>`` is text here, not raw XML, and what looks like an escaped character in a text of several fonts is escaped
once, not twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from generator.lettering import column_letters
from generator.limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from generator.model import Font, Formula, Range, RichText, SheetRow, Value

UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534, 65535), "�")
"""What XML 1.0 cannot hold (section 2.2, Char)."""

ROWS_A_SPAN = 16
"""Rows that share one ``spans`` attribute."""
CHUNK = 1_000
"""Texts, and rows, that are put together before they are written."""
ESCAPED = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
"""A text that looks like an escaped character gets its underscore escaped (ECMA-376 part 1, 22.9.2.19, ST_Xstring)."""
SEPARATOR = "\0"
"""What no text holds any more when texts are joined."""


class LimitError(ValueError):
    """A sheet that the format cannot hold: layout should have refused it."""


class Texts:
    """The shared strings of a workbook, in the order of their first use; stands in for XlsxWriter's own table."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers: dict[str, int] = {}
        self.items: list[str] = []
        """The texts, and the XML of rich ones."""
        self.rich: dict[str, int] = {}

    @property
    def unique_count(self) -> int:
        """How many there are."""
        return len(self.items)

    def number(self, text: str) -> int:
        """The number of a text that is met for the first time."""
        if len(text) > MAX_CELL_CHARACTERS // 2 and len(text.encode("utf-16-le", "replace")) // 2 > MAX_CELL_CHARACTERS:
            raise LimitError(f"{len(text)} characters in a cell")
        held = text if text.isprintable() else text.translate(UNWRITABLE)
        number = self.numbers.get(held)
        if number is None:
            number = self.numbers[held] = len(self.items)
            self.items.append(held)
        self.numbers[text] = number
        return number

    def _get_shared_string_index(self, xml: str) -> int:
        """The number of a rich text, which XlsxWriter gives as XML."""
        self.count += 1
        if xml not in self.rich:
            self.rich[xml] = len(self.items)
            self.items.append(xml)
        return self.rich[xml]

    def _get_shared_string(self, number: int) -> str:
        return self.items[number]

    def _sort_string_data(self) -> None:
        """They are in order."""

    def xml(self) -> Iterator[str]:
        """The elements of all texts."""
        rich = set(self.rich.values())
        for is_rich, numbers in groupby(range(len(self.items)), rich.__contains__):
            items = [self.items[number] for number in numbers]
            if is_rich:
                yield "".join(f"<si>{item}</si>" for item in items)
            else:
                yield from map(plain_items, (items[at : at + CHUNK] for at in range(0, len(items), CHUNK)))


def plain_items(texts: Sequence[str]) -> str:
    """The elements of some texts; nearly all of them need no escaping, which is seen at once for all."""
    joined = SEPARATOR.join(texts)
    special = "&" in joined or "<" in joined or ">" in joined or "\r" in joined or "_x" in joined
    if special or list(map(str.strip, texts)) != list(texts):
        return "".join(map(item, texts))
    return f"<si><t>{joined.replace(SEPARATOR, '</t></si><si><t>')}</t></si>"


def item(text: str) -> str:
    """The element of one text."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    held = ESCAPED.sub(r"_x005F\1", text).replace("\r", "_x000D_")
    held = held.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<si><t{space}>{held}</t></si>"


class TextsPart(SharedStrings):  # type: ignore[misc]
    """The part of the shared strings."""

    def _write_sst_strings(self) -> None:
        for xml in self.string_table.xml():
            self.fh.write(xml)


class BulkPackager(Packager):  # type: ignore[misc]
    """XlsxWriter's packager with our part of shared strings."""

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            part = TextsPart()
            part.string_table = self.workbook.str_table
            part._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            part._assemble_xml_file()


class BulkWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose sheets take their rows at once."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.str_table = Texts()

    def _get_packager(self) -> Packager:
        return BulkPackager()


class BulkWorksheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
    """A worksheet that takes its rows at once."""

    given: Sequence[SheetRow] = ()
    dim_rowmax: int | None
    dim_colmax: int | None

    def take_rows(self, rows: Sequence[SheetRow], merges: Sequence[Range], formats: Sequence[Any]) -> None:
        """The sheet's rows and merges; `formats[style]` is a cell format (None: none is written).

        Values other than texts and whole numbers are written by the public calls before. Raises LimitError.
        """
        width = max((len(row.values) for row in rows), default=0)
        if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
            raise LimitError(f"{len(rows)} rows, {width} columns")
        self.given = rows
        for _, column in sorted(self.col_info.items()):  # formats are numbered in the order of the file
            if column.column_format:
                column.column_format._get_xf_index()
        self.merge = [[m.first_row, m.first_column, m.last_row - 1, m.last_column - 1] for m in merges]
        if rows:
            self.dim_rowmin, self.dim_rowmax = 0, max(self.dim_rowmax or 0, len(rows) - 1)
            self.dim_colmin, self.dim_colmax = 0, max(self.dim_colmax or 0, width - 1)
        self.pieces = list(self.rows_xml(covered_cells(rows, merges), formats))

    def rows_xml(
        self, covered: Mapping[int, Mapping[int, int]], formats: Sequence[Any]
    ) -> Iterator[str | tuple[int, int]]:
        """The XML of the rows; between it the places (row, column) of cells that the public calls hold."""
        texts: Texts = self.str_table
        numbers, number_of = texts.numbers, texts.number
        forms: dict[tuple[int, ...], list[tuple[str, str]]] = {}
        heights: dict[Any, str] = {}
        out: list[str] = []
        spans, count = "", 0
        for at, row in enumerate(self.given):
            if not at % ROWS_A_SPAN:
                width = max(len(each.values) for each in islice(self.given, at, at + ROWS_A_SPAN))
                spans = f' spans="1:{width}"' if width else ""
            key = (row.height, row.hidden, row.outline_level)
            properties = heights.get(key)
            if properties is None:
                properties = heights[key] = self.row_properties(row)
            if not row.values:
                out.append(f'<row r="{at + 1}"{spans}{properties}/>')
                continue
            over = covered.get(at)
            styles = row.styles if over is None else overlaid(row.styles, over)
            form = forms.get(styles)
            if form is None:
                form = forms[styles] = [cell_form(column, formats[style]) for column, style in enumerate(styles)]
            name = str(at + 1)
            out.append(f'<row r="{name}"{spans}{properties}>')
            for column, ((head, tail), given) in enumerate(zip(form, row.values, strict=True)):
                value = single_run(given) if given.__class__ is RichText else given
                if value is None or value == "" or (over is not None and column in over):
                    out.append(f"{head}{name}{tail}/>")
                elif isinstance(value, str):
                    number = numbers.get(value)
                    if number is None:
                        number = number_of(value)
                    count += 1
                    out.append(f'{head}{name}{tail} t="s"><v>{number}</v></c>')
                elif value.__class__ is int:
                    out.append(f"{head}{name}{tail}><v>{value:.16G}</v></c>")
                else:
                    yield "".join(out)
                    out.clear()
                    yield at, column
            out.append("</row>")
            if not at % CHUNK:
                yield "".join(out)
                out.clear()
        texts.count += count
        yield "".join(out)

    def row_properties(self, row: SheetRow) -> str:
        """Height, hiding and level as attributes of a row; XlsxWriter holds heights in whole pixels."""
        height = self.default_row_height if row.height is None else int(row.height * 4.0 / 3.0 + 0.5)
        hidden = row.hidden or height == 0
        height = height or self.default_row_height
        own = height != self.original_row_height
        return "".join(
            (
                f' ht="{height * 0.75:.16g}"' if own else "",
                ' hidden="1"' if hidden else "",
                ' customHeight="1"' if own else "",
                f' outlineLevel="{row.outline_level}"' if row.outline_level else "",
            )
        )

    def _write_sheet_data(self) -> None:
        if not self.given:
            super()._write_sheet_data()
            return
        self._xml_start_tag("sheetData")
        for piece in self.pieces:
            if isinstance(piece, str):
                self.fh.write(piece)
            else:
                self._write_cell(*piece, self.table[piece[0]][piece[1]])
        self._xml_end_tag("sheetData")
        self.pieces = []

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        """The values under a chart, which keeps a copy of them."""
        rows = self.given[row_start : row_end + 1]
        values = chain.from_iterable(row.values[col_start : col_end + 1] for row in rows)
        return [chart_value(value) for value in values]


def chart_value(value: Value) -> Any:
    """A value as a chart's copy has it."""
    if isinstance(value, Formula):
        return value.value
    if isinstance(value, (int, float)):
        return f"{value:.16g}"
    return "" if value is None else str(value)


def cell_form(column: int, look: Any) -> tuple[str, str]:
    """What stands before and behind the row's number in the tag of a cell."""
    return f'<c r="{column_letters(column)}', '"' if look is None else f'" s="{look._get_xf_index()}"'


def single_run(value: Any) -> Value:
    """A text in one font as plain text; one in several stays what it is."""
    runs = written_runs(value)
    return value if len(runs) > 1 else "".join(text for text, _ in runs)


def written_runs(value: RichText) -> list[tuple[str, Font | None]]:
    """The runs of a text in several fonts that hold anything, neighbours in one font together."""
    runs = groupby((run for run in value.runs if run[0]), lambda run: run[1])
    return [("".join(text for text, _ in each).translate(UNWRITABLE), font) for font, each in runs]


def overlaid(styles: Sequence[int], over: Mapping[int, int]) -> tuple[int, ...]:
    """The styles of a row of which some cells are covered by merged ones."""
    return tuple(over.get(column, style) for column, style in enumerate(styles))


def covered_cells(rows: Sequence[SheetRow], merges: Sequence[Range]) -> dict[int, dict[int, int]]:
    """Row → column → style, for the cells under merges that look other than the merge's first cell, or hold a value.

    They are blank and look like that cell, so that its borders print.
    """
    found: dict[int, dict[int, int]] = {}
    for merge in merges:
        first_row, first_column = merge.first_row, merge.first_column
        style = rows[first_row].styles[first_column]
        for number in range(first_row, merge.last_row):
            row = rows[number]
            for column in range(first_column, merge.last_column):
                if (row.styles[column] != style or row.values[column] is not None) and (
                    number != first_row or column != first_column
                ):
                    found.setdefault(number, {})[column] = style
    return found
