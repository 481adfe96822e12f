"""A Book to the bytes of a workbook: parts in the order of the file, the same bytes for the same Book."""

from __future__ import annotations

import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from generator.errors import TaizhangError
from generator.lengths import digit_px, px_from_char_width
from generator.mark import SHEET_NAME
from generator.model import Book, Font, Formula, RichText, Sheet, Style, Value
from generator.writer.attachments import attach
from generator.writer.files import replace_file
from generator.writer.formats import properties
from generator.writer.worksheet import PrintedWorksheet

CREATED = datetime.datetime(2000, 1, 1)
"""The moment every workbook says it was made: output must not depend on the clock."""

UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534, 65535), "�")
"""What XML 1.0 cannot hold (section 2.2, Char)."""


class WriterError(TaizhangError):
    """XlsxWriter did not take what layout made final: a fault of ours."""


def write(book: Book, path: Path) -> None:
    """Write the workbook to `path`, whole or not at all; raises OSError as the system does."""
    replace_file(path, render(book))


def render(book: Book) -> bytes:
    """The workbook's bytes."""
    stream = BytesIO()
    font = book.styles[0].font
    workbook = xlsxwriter.Workbook(
        stream,
        {
            "default_format_properties": {"font_name": font.name, "font_size": font.size},
            "default_column_width": 72,
            "default_row_height": 19,
            "strings_to_urls": False,
        },
    )
    workbook.set_properties({"title": book.title, "created": CREATED})
    formats = [workbook.add_format(properties(style)) for style in book.styles]
    for sheet in book.sheets:
        write_sheet(workbook, sheet, formats, font)
    if book.mark:
        write_mark(workbook, book.mark)
    for name in book.names:
        checked(workbook.define_name(f"'{name.sheet}'!{name.name}" if name.sheet else name.name, f"={name.formula}"))
    workbook.close()
    return stream.getvalue()


def checked(result: Any) -> None:
    """Make XlsxWriter's quiet refusals loud."""
    if isinstance(result, int) and result < 0:
        raise WriterError(f"XlsxWriter: {result}")


def write_mark(workbook: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    """The very hidden sheet by which a returned copy is known."""
    sheet = workbook.add_worksheet(SHEET_NAME)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text.translate(UNWRITABLE))
    sheet.very_hidden()


def write_sheet(workbook: Any, sheet: Sheet, formats: list[Any], normal: Font) -> None:
    """One sheet."""
    worksheet = workbook.add_worksheet(sheet.name, PrintedWorksheet)
    set_columns(worksheet, sheet, formats, normal)
    write_rows(workbook, worksheet, sheet, formats)
    write_merges(workbook, worksheet, sheet, formats)
    set_page(worksheet, sheet)
    set_view(worksheet, sheet)
    attach(workbook, worksheet, sheet, checked)


def set_columns(worksheet: Any, sheet: Sheet, formats: list[Any], normal: Font) -> None:
    """Widths in digits of the Normal font become pixels: XlsxWriter's own conversion supposes Calibri 11."""
    digit = digit_px(normal.size)
    for index, column in enumerate(sheet.columns):
        options = {"hidden": column.hidden, "level": column.outline_level}
        worksheet.set_column_pixels(
            index,
            index,
            px_from_char_width(column.width, digit),
            formats[column.style] if column.style else None,
            options,
        )


def write_rows(workbook: Any, worksheet: Any, sheet: Sheet, formats: list[Any]) -> None:
    """Every cell with its look, every row with its height."""
    for number, row in enumerate(sheet.rows):
        options = {"hidden": row.hidden, "level": row.outline_level}
        worksheet.set_row(number, row.height, None, options)
        for column, (value, style) in enumerate(zip(row.values, row.styles, strict=True)):
            write_cell(workbook, worksheet, number, column, value, formats[style])


def write_cell(workbook: Any, worksheet: Any, row: int, column: int, value: Value, look: Any) -> None:
    """One value by its type; text is never a formula, a link or a number."""
    if value is None or value == "":
        checked(worksheet.write_blank(row, column, None, look))
    elif isinstance(value, str):
        checked(worksheet.write_string(row, column, value.translate(UNWRITABLE), look))
    elif isinstance(value, bool):
        checked(worksheet.write_boolean(row, column, value, look))
    elif isinstance(value, (int, float)):
        checked(worksheet.write_number(row, column, value, look))
    elif isinstance(value, (datetime.date, datetime.time)):
        checked(worksheet.write_datetime(row, column, value, look))
    elif isinstance(value, Formula):
        checked(worksheet.write_formula(row, column, value.text, look, value.value))
    elif isinstance(value, RichText):
        write_rich_text(workbook, worksheet, row, column, value, look)


def write_rich_text(workbook: Any, worksheet: Any, row: int, column: int, value: RichText, look: Any) -> None:
    """Text in several fonts; XlsxWriter takes two runs or more."""
    runs = [(text.translate(UNWRITABLE), font) for text, font in value.runs if text]
    if len(runs) < 2:
        checked(worksheet.write_string(row, column, "".join(text for text, _ in runs), look))
        return
    fragments: list[Any] = []
    for text, font in runs:
        if font is not None:
            fragments.append(workbook.add_format(properties(Style(font))))
        fragments.append(text)
    checked(worksheet.write_rich_string(row, column, *fragments, look))


def write_merges(workbook: Any, worksheet: Any, sheet: Sheet, formats: list[Any]) -> None:
    """Merged ranges: the first cell's value and look, the look on every cell of it so that borders print."""
    for merge in sheet.merges:
        row = sheet.rows[merge.first_row]
        look = formats[row.styles[merge.first_column]]
        area = (merge.first_row, merge.first_column, merge.last_row - 1, merge.last_column - 1)
        checked(worksheet.merge_range(*area, "", look))
        write_cell(workbook, worksheet, merge.first_row, merge.first_column, row.values[merge.first_column], look)


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
