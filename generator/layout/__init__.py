"""Tables to sheets: lines, heights, pages and spans, all final; pure functions from `TableBook` to `Book`.

headers and footers → titles → measure → break lines → row heights → pages (labels spread)
→ spans cut per page → formulas
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.layout import papers
from generator.layout.finishing import Formulas, places_of
from generator.layout.furniture import furnished
from generator.layout.heights import TOP_BOTTOM_PADDING, Ruler, alike, rounded
from generator.layout.measure import line_pitch
from generator.layout.numbers import misfits
from generator.layout.pages import fill_last_page, paginate
from generator.layout.pieces import all_pieces, rooms_of
from generator.layout.sheets import PAGES_A_SHEET, Lines, sheets_of
from generator.layout.titles import with_balanced_titles
from generator.lengths import Pt, pt_from_px
from generator.model import Book, Row, Sheet, Table, TableBook
from generator.problems import Place, Problem, warning

__all__ = ["lay_out"]


def lay_out(book: TableBook, is_wide: bool = False) -> tuple[Book, tuple[Problem, ...]]:
    """The workbook with every height, page and span decided, and what had to be decided otherwise than was asked.

    `is_wide`: with room for what stands in for a missing font, whose lines are taller.
    """
    problems: list[Problem] = []
    laid = [
        laid_out(table, Ruler(book.styles, table.columns, table.default_height, is_wide), problems)
        for table in book.tables
    ]
    formulas = Formulas(places_of(book.tables, laid), problems)
    sheets = tuple(formulas.sheets(book.tables, laid))
    names = formulas.names(book.names)
    return Book(sheets, book.styles, names, book.title), tuple(dict.fromkeys(problems))


def laid_out(given: Table, ruler: Ruler, problems: list[Problem]) -> list[tuple[Sheet, Lines]]:
    """The sheets of one table, formulas not yet written: one, or more where Excel's limit of breaks asks for it."""
    page = papers.with_fixed_scale(given.page, pt_from_px(sum(ruler.widths)))
    header_footer = furnished(page.header_footer, given.pagination.page_numbers, ruler.styles[0].font)
    table = with_balanced_titles(replace(given, page=replace(page, header_footer=header_footer)), ruler)
    groups = alike(table.rows)
    heights = ruler.row_heights(without_merged(table), groups)
    raise_for_merges(table, heights, ruler)
    width, body = papers.body(table.page)
    rooms = rooms_of(table, heights, body)
    pages = paginate(table, all_pieces(table, heights, groups, rooms, ruler), rooms, ruler)
    blank = blank_height(table, ruler)
    if table.pagination.fill_rows:
        pages[-1] = fill_last_page(pages[-1], rooms.of(len(pages) - 1), blank)
    problems += page_problems(given, pt_from_px(sum(ruler.widths)), width, len(pages))
    problems += misfits(table, ruler, groups)
    return list(sheets_of(table, pages, blank))


def without_merged(table: Table) -> list[Row]:
    """The rows without the texts of the template's own merged cells over several rows (`raise_for_merges`)."""
    rows = list(table.rows)
    for merge in table.merges:
        values = list(rows[merge.first_row].values)
        values[merge.first_column] = None
        rows[merge.first_row] = replace(rows[merge.first_row], values=tuple(values))
    return rows


def raise_for_merges(table: Table, heights: list[Pt], ruler: Ruler) -> None:
    """Spread the need of the template's own merged cells over those of their rows whose height is not drawn.

    Over all of them where all are drawn, and would cut the text.
    """
    for merge in table.merges:
        row = table.rows[merge.first_row]
        column, style = merge.first_column, (row.styles or row.form.styles)[merge.first_column]
        gauge = ruler.gauge(style, column, merge.last_column - column)
        rows = range(merge.first_row, merge.last_row)
        height = sum(heights[n] for n in rows)
        free = [n for n in rows if table.rows[n].form.height is None]
        need = gauge[row.values[column]] if free else gauge.beyond(row.values[column], height)
        free = free or list(rows)
        missing = need - height
        for n in free if missing > 0 else ():
            heights[n] = rounded(heights[n] + missing / len(free))


def blank_height(table: Table, ruler: Ruler) -> Pt:
    """The height of an empty row: one line of the band's text."""
    band = next((row for row in reversed(table.rows) if row.form.kind != "static"), None)
    if band is None:
        return table.default_height
    if band.form.height is not None:
        return band.form.height
    pitch = max(line_pitch(ruler.styles[style].font, ruler.is_wide) for style in band.styles or band.form.styles)
    return rounded(max(pitch + TOP_BOTTOM_PADDING, table.default_height, band.form.least_height))


def page_problems(table: Table, table_width: Pt, room: Pt, pages: int) -> list[Problem]:
    """What the user should know of the pages.

    Unknown paper, a table wider than the paper, more pages than a sheet holds.
    """
    place = Place(*table.template_cells)
    found = []
    if not papers.is_known(table.page):
        message = f"纸张代码 {table.page.paper_size} 不在表中，已按 A4 计算分页"
        found.append(warning("unknown-paper", place, message, "请在“页面设置”中改用 A4、A3、B4、B5 等常用纸张。"))
    if table_width > room + 0.75:
        over = (table_width - room) / 72 * 25.4
        message = f"表格比纸面宽 {over:.0f} 毫米，右边的栏会印到另一张纸上"
        found.append(warning("too-wide", place, message, "请减小栏宽或页边距，或在“页面设置”中调小缩放比例。"))
    if pages > PAGES_A_SHEET:
        message = f"共 {pages} 页，超过一张工作表能有的 {PAGES_A_SHEET} 页，已分成几张工作表，页码连续"
        found.append(warning("many-pages", place, message, "打印时请选择“整个工作簿”。"))
    return found
