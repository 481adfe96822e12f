"""What LibreOffice prints is what layout foretold, whatever fonts there are: as many pages, every text whole.

LibreOffice runs once for each font situation, over all workbooks.
"""

from __future__ import annotations

import datetime
import random
import shutil
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import openpyxl
import pdfplumber
import pytest

from generator.layout import lay_out
from generator.layout.papers import body
from generator.lengths import Px, pt_from_inch, pt_from_px, px_from_char_width
from generator.loading import load, read_templates
from generator.model import Book, Sheet
from generator.rebuild.rendering import laid_out
from generator.system.workspace import Workspace
from generator.writer import write
from tests.layout.tables import CHINESE, book, table, text
from tests.offices import DEPARTMENTS, open_office
from tests.rendering import SITUATIONS, convert

pytestmark = pytest.mark.render
WORKBOOKS, TABLES_EACH, LEDGERS = 6, 3, 3


@dataclass(frozen=True)
class Cell:
    """A printed cell: its box in points and the text that must stand in it."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def cells_of_page(sheet: Sheet, page: range) -> list[Cell]:
    """The cells of one page, merged ones as one, where they print."""
    lefts = [pt_from_inch(sheet.page.left)]
    for column in sheet.columns:
        width = Px(0) if column.hidden else px_from_char_width(column.width)
        lefts.append(lefts[-1] + pt_from_px(width) * sheet.page.scale / 100)
    if sheet.page.center_horizontally:
        free = body(sheet.page)[0] * sheet.page.scale / 100 - (lefts[-1] - lefts[0])
        lefts = [left + free / 2 for left in lefts]
    top = pt_from_inch(sheet.page.top)
    printed = [*(range(*sheet.print_titles) if page.start and sheet.print_titles else ()), *page]
    tops = [top]
    for row in printed:
        tops.append(tops[-1] + (sheet.rows[row].height or 0) * sheet.page.scale / 100)
    covered = {}
    for merge in sheet.merges:
        for row in range(merge.first_row, merge.last_row):
            for column in range(merge.first_column, merge.last_column):
                covered[row, column] = merge
    found = []
    for place, row in enumerate(printed):
        for column in range(len(sheet.columns)):
            merge = covered.get((row, column))
            if merge and (merge.first_row, merge.first_column) != (row, column):
                continue
            last_row = place + (merge.last_row - row if merge else 1)
            last_column = merge.last_column if merge else column + 1
            value = sheet.rows[row].values[column]
            if lefts[last_column] > lefts[column] and (value is None or isinstance(value, str)):
                found.append(Cell(lefts[column], tops[place], lefts[last_column], tops[last_row], value or ""))
    return found


Reading = Callable[[str], str]


def plain(text: str) -> str:
    """The characters that every font has."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if "\x21" <= char <= "\x7e" or "\u4e00" <= char <= "\u9fff")


def latin(text: str) -> str:
    """The characters that are told apart where no Chinese font is: all others come out as the same box."""
    return "".join(char for char in text if "\x21" <= char <= "\x7e")


def hanzi(text: str) -> str:
    """The Chinese characters of a text: each is a glyph, if only a box."""
    return "".join(char for char in text if "\u4e00" <= char <= "\u9fff")


def middle_of(glyph: tuple[float, float, float, float, str]) -> float:
    """Where a glyph stands, from the top of the page."""
    return (glyph[1] + glyph[3]) / 2


def wrong_cells(sheet: Sheet, page: range, printed: pdfplumber.page.Page, reading: Reading = plain) -> list[str]:
    """The texts that do not stand whole inside their cell; over those of a chart lie others."""
    if sheet.attachments.charts:
        return []
    glyphs = [
        (glyph["x0"], glyph["top"], glyph["x1"], glyph["bottom"], reading(glyph["text"]))
        for glyph in printed.chars
        if plain(glyph["text"])
    ]
    glyphs.sort(key=middle_of)
    middles = [middle_of(glyph) for glyph in glyphs]
    wrong = []
    for cell in cells_of_page(sheet, page):
        beside = glyphs[bisect_left(middles, cell.top) : bisect_left(middles, cell.bottom)]
        inside = [glyph for glyph in beside if cell.left <= (glyph[0] + glyph[2]) / 2 < cell.right]
        text = sorted("".join(glyph[4] for glyph in inside))
        middle = [middle_of(glyph) for glyph in inside]
        cut = any(glyph[0] < cell.left - 0.5 or glyph[2] > cell.right + 0.5 for glyph in inside) or any(
            y - 5 < cell.top or y + 5 > cell.bottom for y in middle
        )
        if text != sorted(reading(cell.text)) or len(inside) < len(hanzi(cell.text)) or cut:
            wrong.append(f"{'cut' if cut else 'text'}: {cell.text[:40]!r}")
    return wrong


DAY = datetime.date(2021, 6, 30)
ROOT = Path(__file__).parents[2]


def made_up_books() -> Iterator[Book]:
    """Tables of any mix of scripts, labels and lengths."""
    for number in range(WORKBOOKS):
        tables = [table(number * 100 + n, most_rows=60, longest=900, name=f"表{n}") for n in range(TABLES_EACH)]
        yield lay_out(book(*tables))[0]


def office_books(folder: Path) -> Iterator[Book]:
    """Every kind of workbook of a workspace."""
    loaded = load(Workspace(folder), DAY)
    compiled, _ = read_templates(Workspace(folder))
    for template in compiled:
        if template.settings.per_department:
            scopes = [loaded.scope.for_department(each) for each in loaded.scope.departments if each.task_count]
        else:
            scopes = [loaded.scope]
        for scope in scopes:
            laid = laid_out(template, scope).book
            assert laid is not None
            yield laid


def example(folder: Path) -> Path:
    """The example's workspace, with a template that somebody drew in Excel: Calibri 11, a header, a footer."""
    for part in ("input", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    calibri(folder / "templates" / "按期限.xlsx")
    return folder


def calibri(path: Path) -> None:
    """A template in Calibri 11, as openpyxl and Excel begin one; as wide as its paper."""
    drawn = openpyxl.Workbook()
    sheet = drawn.active
    sheet.append(["{{ 台账.标题 }}"])
    sheet.append(["序号", "具体任务", "完成时限", "单位数"])
    sheet.append(["{% for 任务 in 任务列表 %}"])
    sheet.append(["{{ 任务.序号 }}", "{{ 任务.具体任务 }}", "{{ 任务.完成时限 }}", "{{ 任务.其他单位 | 计数 }}"])
    sheet.append(["{% endfor %}"])
    for letter, width in zip("ABCD", (8, 90, 20, 18.5), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}4"].alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells("A1:D1")
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.oddHeader.left.text, sheet.oddFooter.center.text = "{{ 台账.年度 }}年", "第 &P 页"
    drawn.save(path)


def ledger_of(folder: Path, seed: int) -> Path:
    """A made-up ledger, with 牵头单位 and 配合单位 in every other one."""
    source = random.Random(seed)
    rows: list[list[object]] = []
    for number in range(1, source.randint(8, 45)):
        units = "、".join(source.sample(DEPARTMENTS, source.randint(1, 4)))
        content = text(source, 400) or "做好工作"
        rows.append([f"T{number:03}", number, f"{number // 9}、{CHINESE[:9]}", None, content, units, "2021年12月底前"])
    return open_office(folder, rows).folder


def bare_ledger(folder: Path) -> Path:
    """A ledger as documents in prose give it: a title of two lines, no labels, no deadlines."""
    source = random.Random(7)
    rows: list[list[object]] = [
        [
            f"T{number:03}",
            number,
            None,
            None,
            text(source, 400) or "做好工作",
            "、".join(source.sample(DEPARTMENTS, 2)),
            None,
        ]
        for number in range(1, 20)
    ]
    title = "某市人民政府办公室关于印发深化“放管服”改革着力培育和激发市场主体活力重点任务分工方案的通知"
    return open_office(folder, rows, title=title).folder


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> list[Book]:
    offices = [example(tmp_path_factory.mktemp("example"))]
    offices += [ledger_of(tmp_path_factory.mktemp("office"), seed) for seed in range(LEDGERS)]
    offices.append(bare_ledger(tmp_path_factory.mktemp("bare")))
    return [*made_up_books(), *(laid for folder in offices for laid in office_books(folder))]


@pytest.fixture(scope="module")
def written(books, tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("written")
    paths = [folder / f"b{number}.xlsx" for number in range(len(books))]
    for laid, path in zip(books, paths, strict=True):
        write(laid, path)
    return paths


def wrong_pages(laid: Book, pdf: Path, reading: Reading = plain) -> list[str]:
    """What does not stand whole in its cell, on any page of a workbook that was printed."""
    wrong = []
    with pdfplumber.open(pdf) as document:
        assert len(document.pages) == laid.page_count, pdf.name
        pages = iter(document.pages)
        for sheet in laid.sheets:
            for first, last in pairwise([0, *sheet.breaks, len(sheet.rows)]):
                wrong += wrong_cells(sheet, range(first, last), next(pages), reading)
    return wrong


def page_count(pdf: Path) -> int:
    with pdfplumber.open(pdf) as document:
        return len(document.pages)


@pytest.mark.parametrize("fonts", SITUATIONS)
def test_workbooks_print_on_as_many_pages_as_foretold_whatever_fonts_there_are(fonts, books, written, tmp_path):
    foretold = [laid.page_count for laid in books]
    pdfs = convert(written, tmp_path, fonts=fonts)
    assert sum(foretold) >= 400
    assert list(map(page_count, pdfs)) == foretold
    if fonts in WHOLE:
        assert [
            cell for laid, pdf in zip(books, pdfs, strict=True) for cell in wrong_pages(laid, pdf, WHOLE[fonts])
        ] == []


WHOLE: dict[str, Reading] = {"alias": plain, "debian": latin}
"""The situations in which no text may be clipped; Noto Sans CJK has lines of 1.45 em, WenQuanYi wider letters."""


def test_a_ledger_that_asks_for_wide_lines_prints_whole_whatever_stands_in_for_its_fonts(tmp_path):
    ledger = example(tmp_path / "example") / "input" / "ledger.xlsx"
    (tmp_path / "example" / "templates" / "按期限.xlsx").unlink()  # its text stands at the foot of its cells
    workbook = openpyxl.load_workbook(ledger)
    workbook["信息"].append(["行距", "宽"])
    workbook.save(ledger)
    books = list(office_books(tmp_path / "example"))
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(books))]
    for laid, path in zip(books, paths, strict=True):
        write(laid, path)
    for fonts in SITUATIONS:
        printed = zip(books, convert(paths, tmp_path, fonts=fonts), strict=True)
        wrong = [cell for laid, pdf in printed for cell in wrong_pages(laid, pdf, WHOLE.get(fonts, plain))]
        assert wrong == [], fonts
