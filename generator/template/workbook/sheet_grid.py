"""The cells of a worksheet: values in our types, styles, merged cells, forms of its rows.

openpyxl rebuilds the edges of merged cells and forgets which heights were set by hand, so cell formats and heights are
taken from the sheet's part (ECMA-376 part 1, 18.3.1.4 c, 18.3.1.73 row, 18.3.1.13 col).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, cast

from msgspec import Struct, field
from msgspec.structs import replace
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from generator.model import Border, ExtraValue, Font, Formula, Range, RichText, RowForm, Style, Value
from generator.problems import Place, Problem, error, warning
from generator.template.language.tags import has_tags
from generator.template.workbook.outside_formulas import reason_against, refused
from generator.template.workbook.package import MAIN
from generator.template.workbook.sheet_xml import RowXml, SheetXml
from generator.template.workbook.styles import CellStyles, font_of

MAX_COLUMNS = 400
MAX_ROWS = 5_000
"""A template is drawn by hand; more is a data file that lies in the wrong folder."""


class SheetGrid(Struct, dict=True):
    """The cells of a sheet: what stands where, over the rows and columns that are used."""

    file: str
    sheet: Worksheet
    raw: SheetXml
    cell_styles: CellStyles
    cached: Mapping[str, Any]
    """Cell → the value that a formula last had."""
    problems: list[Problem] = field(default_factory=list)
    row_count: int = 0
    column_count: int = 0
    merges: list[Range] = field(default_factory=list)
    values: dict[tuple[int, int], Value] = field(default_factory=dict)

    @property
    def book(self) -> Workbook:
        """The workbook that the sheet is in."""
        return cast("Workbook", self.sheet.parent)

    def place(self, cell: str) -> Place:
        """A cell of this sheet."""
        return Place(self.file, self.sheet.title, cell)

    def style(self, row: int, column: int) -> int:
        """The number of a cell's style: its own, its row's or its column's."""
        index = self.raw.formats.get((row, column))
        if index is None and row in self.raw.rows:
            index = self.raw.rows[row].format
        if index is None:
            return self.column_styles.get(column, 0)
        return self.cell_styles.of_format(self.book, index)

    def __post_init__(self) -> None:
        self.column_elements = list(self.raw.root.iterfind(f"{MAIN}cols/{MAIN}col"))
        self.column_styles: dict[int, int] = {}
        self.read_values()
        self.read_merges()
        self.read_extent()
        self.column_styles = dict(self.each_column_style())

    def read_values(self) -> None:
        """The values of all filled cells."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = self.value_of(cell)
                    if value is not None:
                        self.values[cell.row - 1, cell.column - 1] = value

    def value_of(self, cell: Any) -> Value:
        """A cell's value in our types."""
        value = cell.value
        if isinstance(value, CellRichText):
            return self.rich_text(cell, value)
        if isinstance(value, (ArrayFormula, DataTableFormula)):
            return self.special_formula(cell, value)
        if cell.data_type == "f":
            return self.formula(cell, value)
        return plain(value)

    def formula(self, cell: Any, text: str) -> Value:
        """A formula; of one that reaches out of the workbook only the value that it last had."""
        cached = plain(self.cached.get(cell.coordinate))
        if reason := reason_against(text):
            advice = "只保留现有的值；请改用不涉及外部的公式。"
            self.problems.append(refused(self.place(cell.coordinate), "公式", reason, advice))
            return cached
        return Formula(text)

    def rich_text(self, cell: Any, value: CellRichText) -> Value:
        """Text in several fonts; a text with tags loses them."""
        text = str(value)
        cell_font = self.cell_styles.styles[self.cell_styles.of_cell(cell)].font
        palette = self.cell_styles.palette
        runs = tuple(
            (run.text, font_of(run.font, palette, cell_font)) if isinstance(run, TextBlock) else (str(run), None)
            for run in value
        )
        # LibreOffice parts a text where the script changes, in one font all the same
        if all(font is None or is_alike(font, cell_font) for _, font in runs):
            return text
        if not has_tags(text):
            return RichText(runs)
        if all(font is None or is_alike(replace(font, name=cell_font.name), cell_font) for _, font in runs):
            return text
        self.problems.append(
            warning(
                "rich-text-with-tags",
                self.place(cell.coordinate),
                "这个单元格里有多种字体，又有模板标签：只保留单元格的字体",
                "请给整个单元格设一种字体，或把标签分到别的单元格。",
            )
        )
        return text

    def special_formula(self, cell: Any, value: Any) -> Value:
        """An array formula becomes a plain one; a data table keeps its last value."""
        place = self.place(cell.coordinate)
        cached = plain(self.cached.get(cell.coordinate))
        if isinstance(value, ArrayFormula):
            message = f"数组公式“{value.text}”按普通公式输出"
            self.problems.append(warning("not-carried", place, message, "请核对结果，必要时改用普通公式。"))
            return self.formula(cell, str(value.text))
        self.problems.append(warning("not-carried", place, "模拟运算表不能带到生成的文件里，只保留现有的值"))
        return cached

    def read_merges(self) -> None:
        """The merged cells."""
        self.merges = [
            Range(area.min_row - 1, area.min_col - 1, area.max_row, area.max_col)
            for area in self.sheet.merged_cells.ranges
        ]

    def read_extent(self) -> None:
        """How far the sheet is used: values, merged cells, and cells that look different from their column."""
        rows = [row + 1 for row, _ in self.values] + [merge.last_row for merge in self.merges]
        columns = [column + 1 for _, column in self.values] + [merge.last_column for merge in self.merges]
        for (row, column), index in self.raw.formats.items():
            if is_visible(self.cell_styles.styles[self.cell_styles.of_format(self.book, index)]):
                rows.append(row + 1)
                columns.append(column + 1)
        self.row_count, self.column_count = max(rows, default=0), max(columns, default=0)
        if self.row_count > MAX_ROWS or self.column_count > MAX_COLUMNS:
            self.problems.append(
                error(
                    "sheet-too-large",
                    self.place(""),
                    f"工作表太大：{self.row_count} 行 × {self.column_count} 列",
                    f"模板最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列；请删去多余的行、列和格式。",
                )
            )
            self.row_count, self.column_count = min(self.row_count, 1), min(self.column_count, 1)

    def each_column_style(self) -> Iterator[tuple[int, int]]:
        """(column, number of its style) for columns with a format of their own."""
        for element in self.column_elements:
            style = int(element.get("style") or 0)
            for column in range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), self.column_count)):
                yield column, self.cell_styles.of_format(self.book, style)

    def texts(self, row: int) -> tuple[list[tuple[int, str]], int]:
        """The texts of a row by column, and how many of its cells are filled."""
        filled = [
            (column, self.values[row, column]) for column in range(self.column_count) if (row, column) in self.values
        ]
        return [(column, value) for column, value in filled if isinstance(value, str)], len(filled)

    def constants(self, row: int) -> tuple[Value, ...]:
        """The values of a row by column."""
        return tuple(self.values.get((row, column)) for column in range(self.column_count))

    def form(self, row: int) -> RowForm:
        """The form of a row, before anything is known of its tags."""
        raw = self.raw.rows.get(row, RowXml())
        width = self.column_count
        return RowForm(
            styles=tuple(self.style(row, column) for column in range(width)),
            across=self.across(row),
            labels=(None,) * width,
            fields=("",) * width,
            inputs=(False,) * width,
            height=raw.height,
            kind="static",
            source_row=row,
            hidden=raw.hidden,
            outline_level=raw.outline_level,
        )

    def across(self, row: int) -> tuple[int, ...]:
        """How many columns each cell of a row covers; cells of merges over several rows cover themselves."""
        widths = [1] * self.column_count
        for merge in self.merges:
            if merge.first_row == row and merge.last_row == row + 1:
                covered = merge.last_column - merge.first_column
                widths[merge.first_column : merge.last_column] = [covered, *[0] * (covered - 1)]
        return tuple(widths)


def is_visible(style: Style) -> bool:
    """Whether an empty cell of a style shows or means anything."""
    return bool(style.fill.pattern) or style.border != Border() or not style.locked


def is_alike(font: Font, other: Font) -> bool:
    """Whether two fonts look the same; black may be said or not."""

    def told(font_given: Font) -> Font:
        return replace(font_given, color="" if font_given.color == "000000" else font_given.color)

    return told(font) == told(other)


def plain(value: Any) -> ExtraValue:
    """A value as openpyxl gives it, in our types: a duration becomes the fraction of a day that the cell holds."""
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(days=1)
    return cast("ExtraValue", value)


def cell_position(cell: str) -> tuple[int, int]:
    """(row, column) of ``C4``, from 0."""
    letters, number = coordinate_from_string(cell)
    return number - 1, column_index_from_string(letters) - 1
