"""The rows of a finished sheet in bulk: the XML that XlsxWriter's public calls would write, without a call a cell.

Rows are made when their part is written.

The only module that relies on XlsxWriter's internals, as they are from 3.3.0 on: ``_write_sheet_data``,
``_write_cell``, ``_write_merge_cells``, ``_write_row_breaks``, ``_sort_pagebreaks``, ``hbreaks``, ``_get_range_data``,
``table``, ``fh``, the ``dim_*`` bounds, ``original_row_height``, ``_get_packager``, ``_write_shared_strings_file``,
``_filename``, ``_get_xf_index``, ``_write_col_info`` and the table of shared strings. ``tests/writer/test_bulk.py``
holds the parts against those of the public calls. They differ in two things that XlsxWriter does wrong: a text from
``<r>`` to ``</r>`` is text here, not raw XML, and what looks like an escaped character in a text of several fonts is
escaped once, not twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, groupby
from operator import attrgetter, itemgetter
from typing import IO, Any, NamedTuple, cast

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import re_dynamic_function

from generator.excel import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, column_letters
from generator.model import Font, Formula, Range, RichText, SheetRow, Value

UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534, 65535), "�")
"""What XML 1.0 cannot hold (section 2.2, Char)."""

ROWS_A_SPAN = 16
"""Rows that share one ``spans`` attribute."""
CHUNK = 1_000
"""Texts, and rows, that are put together before they are written."""
NOTHING = type(None)
NUMBERS = frozenset((int, float))
PLACES = {str: ' t="s"><v>%d</v></c>', int: "><v>%.16G</v></c>", float: "><v>%.16G</v></c>", NOTHING: "/>"}
"""How the tag of a cell goes on, by the kind of its value."""
ESCAPED = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
"""A text that looks like an escaped character gets its underscore escaped (ECMA-376 part 1, 22.9.2.19, ST_Xstring)."""
NO_HEIGHT = -1
"""In pixels: what no row has, so that XlsxWriter leaves none out."""
SEPARATOR = "\0"
"""What no text holds any more when texts are joined."""


class LimitError(ValueError):
    """A sheet that the format cannot hold: layout should have refused it."""


class Numbers(dict[str, int]):
    """Text → its number; a text that is met for the first time gets the next one. Raises LimitError."""

    def __init__(self, items: list[str]) -> None:
        self._items = items

    def take(self, texts: Iterable[str]) -> None:
        """Give numbers to all that have none; those that are written as they are, which nearly all are, at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self]
        odd = [text for text in new if not text.isprintable()]  # line breaks, wide spaces, and what cannot be written
        are_plain = all(text == text.translate(UNWRITABLE) for text in odd)
        if not are_plain or max(map(len, new), default=0) > MAX_CELL_CHARACTERS // 2:
            for text in new:
                _ = self[text]
            return
        self.update(zip(new, count(len(self._items)), strict=False))
        self._items += new

    def __missing__(self, text: str) -> int:
        held = checked_text(text)
        number = self.get(held)
        if number is None:
            number = self[held] = len(self._items)
            self._items.append(held)
        self[text] = number
        return number


def checked_text(text: str) -> str:
    """A text as XML can hold it; raises LimitError where it is longer than a cell holds."""
    if len(text) > MAX_CELL_CHARACTERS // 2 and len(text.encode("utf-16-le", "replace")) // 2 > MAX_CELL_CHARACTERS:
        raise LimitError(f"{len(text)} characters in a cell")
    return text if text.isprintable() else text.translate(UNWRITABLE)


class Texts:
    """The shared strings of a workbook, in the order of their first use; stands in for XlsxWriter's own table."""

    def __init__(self) -> None:
        self.count = 0
        """How many cells show one."""
        self.items: list[str] = []
        """The texts, and the XML of rich ones."""
        self.numbers = Numbers(self.items)
        self.rich: dict[str, int] = {}

    @property
    def unique_count(self) -> int:
        """How many there are."""
        return len(self.items)

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
        return "".join(f"<si>{element(text)}</si>" for text in texts)
    return f"<si><t>{joined.replace(SEPARATOR, '</t></si><si><t>')}</t></si>"


def element(text: str) -> str:
    """The element of one text."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    held = ESCAPED.sub(r"_x005F\1", text).replace("\r", "_x000D_")
    held = held.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{space}>{held}</t>"


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

    def __init__(self, stream: IO[bytes], options: Mapping[str, Any]) -> None:
        super().__init__(stream, options)
        self.str_table = Texts()

    def _get_packager(self) -> Packager:
        return BulkPackager()


class RowPattern(NamedTuple):
    """What rows of the same looks, height and kinds of cells have in common."""

    template: str
    """Their XML, with a zero character for the row's number and a place for each number and text."""
    pick: Callable[[Sequence[Value]], Sequence[Any]]
    """The values of those places."""
    texts: int
    """How many of them are texts."""


class NoValue(str):
    """The value of a formula's cell that nobody worked out; XlsxWriter gives it no type, as a text or as a number."""

    __slots__ = ()

    def __float__(self) -> float:
        return 0.0


NOT_WORKED_OUT = NoValue()


class BulkWorksheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
    """A worksheet that takes its rows at once."""

    given: Sequence[SheetRow] = ()
    merges: Sequence[Range] = ()
    dim_rowmax: int | None
    original_row_height: int
    dim_colmax: int | None
    other_columns: int | None = None
    """The first of the columns that look alike up to the last one of a sheet."""

    def take_rows(self, rows: Sequence[SheetRow], merges: Sequence[Range], formats: Sequence[Any]) -> None:
        """The sheet's rows and merges; `formats[style]` is a cell format (None: none is written).

        Values other than texts and finite numbers are written by the public calls before. Raises LimitError.
        """
        width = max(map(len, map(attrgetter("values"), rows)), default=0)
        if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
            raise LimitError(f"{len(rows)} rows, {width} columns")
        self.given, self.formats = rows, formats
        self.covered, self.merges = covered_cells(rows, merges), merges
        if rows:
            self.dim_rowmin, self.dim_rowmax = 0, max(self.dim_rowmax or 0, len(rows) - 1)
            self.dim_colmin, self.dim_colmax = 0, max(self.dim_colmax or 0, width - 1)
        texts: Texts = self.str_table
        shown = self.shown_texts()
        texts.numbers.take(shown)
        texts.count += len(shown)

    def fix_heights(self, default: float) -> None:
        """Write every height, that of blank rows too: what a row has without one hangs on the Normal font."""
        self.original_row_height = NO_HEIGHT
        self.set_default_row(default)

    def set_other_columns(self, first: int, look: Any) -> None:
        """The look of the columns from `first` on, of the default width; they do not belong to what is used."""
        used = self.dim_colmin, self.dim_colmax
        if first < MAX_COLUMNS:  # one stands for all: XlsxWriter makes an object of each, 40 ms for the rest of a sheet
            self.set_column_pixels(first, first, None, look)
            self.other_columns = first
        self.dim_colmin, self.dim_colmax = used

    def _write_col_info(self, col_min: int, col_max: int, col_info: Any) -> None:
        super()._write_col_info(col_min, MAX_COLUMNS - 1 if col_max == self.other_columns else col_max, col_info)

    def shown_texts(self) -> list[str]:
        """The texts of all cells, row by row, but those in several fonts."""
        rows = [row.values for row in self.given]
        for at, over in self.covered.items():
            rows[at] = overlaid(self.given[at].styles, rows[at], over)[1]
        values = [value for value in filter(None, chain.from_iterable(rows)) if value.__class__ not in NUMBERS]
        if {str}.issuperset(map(type, values)):
            return cast("list[str]", values)
        plain = (single_run(value) if isinstance(value, RichText) else value for value in values)
        return [value for value in plain if isinstance(value, str) and value]

    def rows_xml(self) -> Iterator[str | tuple[int, int]]:
        """The XML of the rows; between it the places (row, column) of cells that the public calls hold."""
        texts: Texts = self.str_table
        number = texts.numbers.__getitem__
        patterns: dict[Any, RowPattern | None] = {}
        out: list[str] = []
        width = 0
        for at, row in enumerate(self.given):
            if not at % ROWS_A_SPAN:
                width = max(len(each.values) for each in self.given[at : at + ROWS_A_SPAN])
            styles, values = row.styles, row.values
            if at in self.covered or "" in values:
                styles, values = overlaid(styles, values, self.covered.get(at, {}))
            kinds = tuple(map(type, values))
            key = (styles, kinds, width, row.height, row.hidden, row.outline_level)
            try:
                pattern = patterns[key]
            except KeyError:
                pattern = patterns[key] = self.row_pattern(row, styles, kinds, width)
            if pattern is None:
                yield "".join(out)
                out.clear()
                yield from self.row_xml(at, row, styles, values, width)
                continue
            held = pattern.pick(values)
            if pattern.texts == len(held):
                numbers = tuple(map(number, held))
            else:
                numbers = tuple([number(value) if value.__class__ is str else value for value in held])
            out.append((pattern.template % numbers).replace("\0", str(at + 1)))
            if not at % CHUNK:
                yield "".join(out)
                out.clear()
        yield "".join(out)

    def row_pattern(self, row: SheetRow, styles: Sequence[int], kinds: Sequence[type], width: int) -> RowPattern | None:
        """The pattern of rows like this one; None where there are cells that the public calls hold."""
        if not PLACES.keys() >= set(kinds):
            return None
        cells = (
            f"{head}\0{tail}{PLACES[kind]}" for kind, (head, tail) in zip(kinds, self.cell_forms(styles), strict=True)
        )
        columns = [column for column, kind in enumerate(kinds) if kind is not NOTHING]
        template = f"{self.row_tag(row, width)}>{''.join(cells)}</row>" if kinds else f"{self.row_tag(row, width)}/>"
        return RowPattern(template, picking(columns), kinds.count(str))

    def row_xml(
        self, at: int, row: SheetRow, styles: Sequence[int], values: Sequence[Value], width: int
    ) -> Iterator[str | tuple[int, int]]:
        """The XML of a row with cells of other kinds."""
        texts: Texts = self.str_table
        name = str(at + 1)
        yield f"{self.row_tag(row, width)}>".replace("\0", name)
        for column, ((head, tail), given) in enumerate(zip(self.cell_forms(styles), values, strict=True)):
            value = single_run(given) if isinstance(given, RichText) else given
            if isinstance(value, str) and value:
                yield f"{head}{name}{tail}{PLACES[str]}" % texts.numbers[value]
            elif value is None or value == "":
                yield f"{head}{name}{tail}{PLACES[NOTHING]}"
            elif value.__class__ in NUMBERS:
                yield f"{head}{name}{tail}{PLACES[value.__class__]}" % value
            else:
                yield at, column
        yield "</row>"

    def cell_forms(self, styles: Sequence[int]) -> list[tuple[str, str]]:
        """What stands before and behind the row's number in the tag of each cell."""
        return [cell_form(column, self.formats[style]) for column, style in enumerate(styles)]

    def row_tag(self, row: SheetRow, width: int) -> str:
        """The beginning of a row's tag, with a zero character for its number."""
        spans = f' spans="1:{width}"' if width else ""
        return f'<row r="\0"{spans}{self.row_properties(row)}'

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
        for piece in self.rows_xml():
            if isinstance(piece, str):
                self.fh.write(piece)
            else:
                self._write_cell(*piece, self.table[piece[0]][piece[1]])
        self._xml_end_tag("sheetData")

    def _xml_formula_element(self, formula: str, result: Any, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        """A formula's cell; without a value where nobody worked it out, so that every reader does.

        LibreOffice believes a 0 in a file that says it was made by Excel, and prints it.
        """
        if result is not NOT_WORKED_OUT:
            super()._xml_formula_element(formula, result, attributes)
            return
        given = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{given}><f>{self._escape_data(formula)}</f></c>")

    def _write_cell_value(self, value: Any) -> None:
        if value is not NOT_WORKED_OUT:
            super()._write_cell_value(value)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without its ``=``: what XlsxWriter gives, but it looks for each new function through all of it."""
        if expand_future_functions or re_dynamic_function.search(formula):
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula.removeprefix("=")

    def _write_merge_cells(self) -> None:
        if self.merges:
            self._xml_start_tag("mergeCells", [("count", len(self.merges))])
            self.fh.write(merges_xml(self.merges))
            self._xml_end_tag("mergeCells")

    def _write_row_breaks(self) -> None:
        rows = self._sort_pagebreaks(self.hbreaks)
        if rows:
            self._xml_start_tag("rowBreaks", [("count", len(rows)), ("manualBreakCount", len(rows))])
            self.fh.write("".join(f'<brk id="{row}" max="{MAX_COLUMNS - 1}" man="1"/>' for row in rows))
            self._xml_end_tag("rowBreaks")

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


def merges_xml(merges: Sequence[Range]) -> str:
    """The elements of merged cells."""
    letters = [column_letters(column) for column in range(max((each.last_column for each in merges), default=0))]
    return "".join(
        f'<mergeCell ref="{letters[each.first_column]}{each.first_row + 1}:'
        f'{letters[each.last_column - 1]}{each.last_row}"/>'
        for each in merges
    )


def single_run(value: Any) -> Value:
    """A text in one font as plain text; one in several stays what it is."""
    runs = written_runs(value)
    return value if len(runs) > 1 else "".join(text for text, _ in runs)


def written_runs(value: RichText) -> list[tuple[str, Font | None]]:
    """The runs of a text in several fonts that hold anything, neighbours in one font together."""
    runs = groupby((run for run in value.runs if run[0]), lambda run: run[1])
    return [("".join(text for text, _ in each).translate(UNWRITABLE), font) for font, each in runs]


def overlaid(
    styles: Sequence[int], values: Sequence[Value], over: Mapping[int, int]
) -> tuple[tuple[int, ...], tuple[Value, ...]]:
    """The styles and values of a row of which some cells are covered by merged ones; empty texts are nothing."""
    shown = [None if value == "" else value for value in values]
    if not over:
        return tuple(styles), tuple(shown)
    looks = list(styles)
    for column, style in over.items():
        looks[column], shown[column] = style, None
    return tuple(looks), tuple(shown)


def picking(columns: Sequence[int]) -> Callable[[Sequence[Value]], Sequence[Any]]:
    """What picks the values of some columns."""
    if len(columns) > 1:
        return itemgetter(*columns)
    return (lambda values: (values[columns[0]],)) if columns else lambda values: ()


def covered_cells(rows: Sequence[SheetRow], merges: Sequence[Range]) -> dict[int, dict[int, int]]:
    """Row → column → style, for the cells under merges that look other than the merge's first cell, or hold a value.

    They are blank and look like that cell, so that its borders print.
    """
    found: dict[int, dict[int, int]] = {}
    for merge in merges:
        first_row, first_column = merge.first_row, merge.first_column
        styles = rows[first_row].styles
        style = styles[first_column]
        columns = range(first_column, merge.last_column)
        for number in range(first_row, merge.last_row):
            row = rows[number]
            for column in columns:
                if (
                    (row.values[column] is not None or row.styles is not styles or styles[column] != style)
                    and (row.styles[column] != style or row.values[column] is not None)
                    and (number != first_row or column != first_column)
                ):
                    found.setdefault(number, {})[column] = style
    return found
