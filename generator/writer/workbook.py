"""A Book to the bytes of a workbook: parts in the order of the file, the same bytes for the same Book."""

from __future__ import annotations

import datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from generator.hidden_sheet import SHEET_NAME
from generator.lengths import px_from_char_width
from generator.model import Book, Font, Formula, RichText, Sheet, SheetRow, Style, Value
from generator.problems import TaizhangError
from generator.system.disk import replace_file
from generator.writer.attachments import attach, formula
from generator.writer.bulk import NOT_WORKED_OUT, NUMBERS, BulkWorkbook, LimitError, written_runs
from generator.writer.formats import properties
from generator.writer.worksheet import PrintedWorksheet

CREATED = datetime.datetime(2000, 1, 1)
"""The moment every workbook says it was made: output must not depend on the clock."""


NORMAL = Font("Times New Roman")
"""The Normal font, 12 pt: columns are measured by its digit (lengths.DIGIT), wherever the workbook is opened.

Chinese fonts are missing on many computers, and then a reader measures columns by what it takes instead: DejaVu Sans
is 27 % wider than 宋体. No cell, header or note is shown in this font: every one of them names its own.
"""


class WriterError(TaizhangError):
    """XlsxWriter did not take what layout made final: a fault of ours."""


def write(book: Book, path: Path) -> None:
    """Write the workbook to `path`, whole or not at all; raises OSError as the system does."""
    replace_file(path, render(book))


def render(book: Book) -> bytes:
    """The workbook's bytes."""
    stream = BytesIO()
    workbook = BulkWorkbook(
        stream,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": NORMAL.name, "font_size": NORMAL.size},
            "default_column_width": 72,
            "default_row_height": 19,
            "strings_to_urls": False,
        },
    )
    workbook.set_properties({"title": book.title, "created": CREATED})
    formats = [workbook.add_format(properties(style)) for style in book.styles]
    font = book.styles[0].font
    blank = workbook.add_format(properties(Style(Font(font.name, font.size))))
    try:
        for sheet in book.sheets:
            write_sheet(workbook, sheet, formats, blank)
        if book.mark:
            write_mark(workbook, book.mark, blank)
        for name in book.names:
            checked(
                workbook.define_name(f"'{name.sheet}'!{name.name}" if name.sheet else name.name, formula(name.formula))
            )
        workbook.close()
    except LimitError as failure:
        raise WriterError(f"XlsxWriter: {failure}") from failure
    return stream.getvalue()


def checked(result: Any) -> None:
    """Make XlsxWriter's quiet refusals loud."""
    if isinstance(result, int) and result < 0:
        raise WriterError(f"XlsxWriter: {result}")


def write_mark(workbook: Any, rows: tuple[tuple[str, ...], ...], blank: Any) -> None:
    """The very hidden sheet by which a returned copy is known."""
    sheet = workbook.add_worksheet(SHEET_NAME, PrintedWorksheet)
    filled = (row[: max((n for n, text in enumerate(row, 1) if text), default=0)] for row in rows)
    sheet.take_rows([SheetRow(row, (0,) * len(row), None) for row in filled], (), (blank,))
    sheet.very_hidden()


def write_sheet(workbook: Any, sheet: Sheet, formats: list[Any], blank: Any) -> None:
    """One sheet."""
    worksheet = workbook.add_worksheet(sheet.name, PrintedWorksheet)
    set_columns(worksheet, sheet, formats, blank)
    if all(row.height is not None for row in sheet.rows):
        worksheet.fix_heights(sheet.default_height)
    write_rows(workbook, worksheet, sheet, formats)
    worksheet.take_rows(sheet.rows, sheet.merges, formats)
    set_page(worksheet, sheet)
    set_view(worksheet, sheet)
    attach(workbook, worksheet, sheet, checked)


def set_columns(worksheet: Any, sheet: Sheet, formats: list[Any], blank: Any) -> None:
    """Widths in pixels; blank cells, those right of the table too, have a font of their own."""
    for index, column in enumerate(sheet.columns):
        options = {"hidden": column.hidden, "level": column.outline_level}
        worksheet.set_column_pixels(
            index,
            index,
            px_from_char_width(column.width),
            formats[column.style] if column.style else blank,
            options,
        )
    worksheet.set_other_columns(len(sheet.columns), blank)


def write_rows(workbook: Any, worksheet: Any, sheet: Sheet, formats: list[Any]) -> None:
    """The cells that are neither text nor number; and, where pictures lie over the rows, their heights."""
    over = sheet.attachments.images or sheet.attachments.charts or sheet.attachments.comments
    kinds = set(map(type, chain.from_iterable(row.values for row in sheet.rows)))
    if not over and kinds <= PLAIN and not any(row.hidden or row.outline_level for row in sheet.rows):
        return
    for number, row in enumerate(sheet.rows):
        if over or row.hidden or row.outline_level:
            worksheet.set_row(number, row.height, None, {"hidden": row.hidden, "level": row.outline_level})
        for column, value in enumerate(row.values):
            if value.__class__ not in PLAIN:
                write_cell(workbook, worksheet, number, column, value, formats[row.styles[column]])


PLAIN = frozenset((str, type(None), *NUMBERS))
"""The values that are written in bulk; all others go by the public calls."""


def write_cell(workbook: Any, worksheet: Any, row: int, column: int, value: Value, look: Any) -> None:
    """One value by its type."""
    if isinstance(value, bool):
        checked(worksheet.write_boolean(row, column, value, look))
    elif isinstance(value, (datetime.date, datetime.time)):
        checked(worksheet.write_datetime(row, column, value, look))
    elif isinstance(value, Formula):
        known = value.value if isinstance(value.value, (str, bool, int, float)) else NOT_WORKED_OUT
        checked(worksheet.write_formula(row, column, value.text, look, known))
    elif isinstance(value, RichText):
        write_rich_text(workbook, worksheet, row, column, value, look)


def write_rich_text(workbook: Any, worksheet: Any, row: int, column: int, value: RichText, look: Any) -> None:
    """Text in several fonts; one run alone is plain text."""
    runs = written_runs(value)
    if len(runs) < 2:
        return
    fragments: list[Any] = []
    for text, font in runs:
        if font is not None:
            fragments.append(workbook.add_format(properties(Style(font))))
        fragments.append(text)
    checked(worksheet.write_rich_string(row, column, *fragments, look))


def set_page(worksheet: Any, sheet: Sheet) -> None:
    """Paper, margins, breaks, print titles, headers and footers."""
    page = sheet.page
    worksheet.set_paper(page.paper_size)
    if page.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(page.left, page.right, page.top, page.bottom)
    worksheet.margin_header, worksheet.margin_footer = page.header, page.footer
    if page.fit_width or page.fit_height:
        worksheet.fit_to_pages(page.fit_width, page.fit_height)
    else:
        worksheet.set_print_scale(page.scale)
    if page.center_horizontally:
        worksheet.center_horizontally()
    if page.center_vertically:
        worksheet.center_vertically()
    if page.gridlines:
        worksheet.hide_gridlines(0)
    if page.row_column_headings:
        worksheet.print_row_col_headers()
    if page.black_and_white:
        worksheet.print_black_and_white()
    if page.over_then_down:
        worksheet.print_across()
    if page.first_page_number is not None:
        worksheet.set_start_page(page.first_page_number)
    worksheet.use(page.header_footer)
    if sheet.breaks:
        worksheet.set_h_pagebreaks(list(sheet.breaks))
    if sheet.print_titles:
        worksheet.repeat_rows(sheet.print_titles[0], sheet.print_titles[1] - 1)
    if sheet.title_columns:
        worksheet.repeat_columns(sheet.title_columns[0], sheet.title_columns[1] - 1)


def set_view(worksheet: Any, sheet: Sheet) -> None:
    """What is seen on a screen, and what may be changed there."""
    view = sheet.view
    if view.freeze_rows or view.freeze_columns:
        worksheet.freeze_panes(view.freeze_rows, view.freeze_columns)
    worksheet.set_zoom(view.zoom)
    if not view.gridlines:
        worksheet.hide_gridlines(2)
    if view.page_break_preview:
        worksheet.set_pagebreak_view()
    if view.right_to_left:
        worksheet.right_to_left()
    if not view.headings:
        worksheet.hide_row_col_headers()
    if not view.zeros:
        worksheet.hide_zero()
    if view.tab_color:
        worksheet.set_tab_color(f"#{view.tab_color}")
    if view.hidden:
        worksheet.hide()
    if view.filter:
        area = view.filter
        checked(worksheet.autofilter(area.first_row, area.first_column, area.last_row - 1, area.last_column - 1))
    if sheet.protection is not None:
        worksheet.protect("", {ALLOWED[name]: True for name in sheet.protection.allowed if name in ALLOWED})


ALLOWED = {
    "formatCells": "format_cells",
    "formatColumns": "format_columns",
    "formatRows": "format_rows",
    "insertColumns": "insert_columns",
    "insertRows": "insert_rows",
    "insertHyperlinks": "insert_hyperlinks",
    "deleteColumns": "delete_columns",
    "deleteRows": "delete_rows",
    "sort": "sort",
    "autoFilter": "autofilter",
    "pivotTables": "pivot_tables",
    "objects": "objects",
    "scenarios": "scenarios",
}
