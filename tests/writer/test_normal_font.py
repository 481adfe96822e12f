"""Nothing of a workbook hangs on its Normal font but the unit of its columns, which is the same on every computer."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font as DrawnFont
from openpyxl.worksheet.worksheet import Worksheet

from generator.layout.furniture import furnished, room_of
from generator.lengths import CharWidth, Pt, Px, px_from_char_width
from generator.model import (
    Attachments,
    Book,
    Column,
    Comment,
    Font,
    HeaderFooter,
    PageSetup,
    Sheet,
    SheetRow,
    SheetView,
    Style,
)
from generator.template.workbook.widths import digit_of
from generator.writer import render
from tests.template.drawn import drawn, opened

SONG = Font("宋体", Pt(12))


HEIGHT = Pt(15.75)


def made(height: Pt | None = HEIGHT) -> zipfile.ZipFile:
    """A workbook of a text, a number and blank cells, with a note and a hidden sheet."""
    rows = tuple(SheetRow((text, None, 3), (0, 0, 0), height) for text in ("甲", "乙"))
    sheet = Sheet(
        *("表", (Column(CharWidth(10)), Column(CharWidth(12.5)), Column(CharWidth(9))), rows),
        *(
            (),
            (),
            None,
            None,
            PageSetup(),
            SheetView(),
            None,
            Attachments(comments=(Comment(0, 0, "批注"),)),
            Pt(14.25),
        ),
    )
    return zipfile.ZipFile(io.BytesIO(render(Book((sheet,), (Style(SONG),), mark=(("taizhang", "2"),)))))


def test_the_normal_font_is_times_new_roman_12():
    fonts = made().read("xl/styles.xml").decode()
    assert re.search(r'<font><sz val="12(.0)?"/>.*?<name val="Times New Roman"/>', fonts).start() < fonts.index("宋体")


def test_no_cell_column_or_blank_cell_is_in_the_normal_font():
    archive = made()
    for number in (1, 2):
        part = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
        cells = re.findall(r"<c [^>]*>", part)
        assert cells
        assert all(' s="' in cell and ' s="0"' not in cell for cell in cells)
    columns = re.findall(r"<col [^>]*>", archive.read("xl/worksheets/sheet1.xml").decode())
    assert all(' style="' in column for column in columns)
    assert 'max="16384"' in columns[-1]
    assert '<dimension ref="A1:C2"/>' in archive.read("xl/worksheets/sheet1.xml").decode()


def test_every_row_has_a_height_of_its_own_and_blank_rows_the_sheets():
    part = made().read("xl/worksheets/sheet1.xml").decode()
    assert '<sheetFormatPr defaultRowHeight="14.25" customHeight="1"/>' in part
    assert len(re.findall(r'<row [^>]*ht="15.75"[^>]*customHeight="1"', part)) == 2
    part = made(Pt(14.25)).read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r'<row [^>]*ht="14.25"[^>]*customHeight="1"', part)) == 2


def test_rows_that_a_reader_fits_have_none():
    part = made(None).read("xl/worksheets/sheet1.xml").decode()
    assert "customHeight" not in part


def test_notes_are_in_a_chinese_font():
    assert '<rFont val="宋体"/>' in made().read("xl/comments1.xml").decode()


def test_columns_are_written_in_pixels():
    part = made().read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<col [^>]*width="([\d.]+)"', part)[:3] == ["10", "12.5", "9"]  # 80, 100, 72 px


@pytest.mark.parametrize(
    ("name", "size", "digit"),
    [
        *(("宋体", 12, 8), ("宋体", 11, 8), ("宋体", 10, 7), ("宋体", 9, 6), ("仿宋_GB2312", 16, 11)),
        *(("Calibri", 11, 7), ("Arial", 10, 7), ("等线", 11, 8), ("微软雅黑", 11, 8), ("Times New Roman", 12, 8)),
    ],
)
def test_a_templates_columns_are_measured_by_the_digit_of_its_own_normal_font(tmp_path: Path, name, size, digit):
    def draw(sheet: Worksheet) -> None:
        normal = next(style for style in sheet.parent._named_styles if style.name == "Normal")
        normal.font = DrawnFont(name=name, size=size)
        sheet.column_dimensions["A"].width = 20

    assert digit_of(Font(name, Pt(size))) == digit
    (page,) = opened(drawn(tmp_path / "t.xlsx", "甲 | 乙", draw)).pages
    assert px_from_char_width(page.columns[0].width) == px_from_char_width(CharWidth(20), Px(digit)) == 20 * digit
    assert px_from_char_width(page.columns[1].width) % 8 == 0  # of a column without a width


@pytest.mark.parametrize(
    ("drawn_text", "printed"),
    [
        ("", ""),
        ("&C第 &P 页", '&C&12&"宋体,Regular"第 &P 页'),
        ("2021年", '&12&"宋体,Regular"2021年'),
        ("&L甲&R乙", '&L&12&"宋体,Regular"甲&R&12&"宋体,Regular"乙'),
        ('&L&"楷体,Regular"&9甲', '&L&"楷体,Regular"&9甲'),
        ('&C&"楷体,Regular"2021', '&C&"楷体,Regular"&12 2021'),
        ("&C&B&9甲", '&C&B&9&"宋体,Regular"甲'),
        ("&C甲&&乙", '&C&12&"宋体,Regular"甲&&乙'),
        ("&C" + "字" * 250, "&C" + "字" * 250),  # Excel holds 255 characters
    ],
)
def test_a_header_without_a_font_gets_the_templates(drawn_text, printed):
    assert furnished(HeaderFooter(odd_header=drawn_text), "none", SONG).odd_header == printed


def test_headers_and_footers_take_room_for_lines_higher_than_their_sizes():
    assert room_of(HeaderFooter()) == 0
    assert room_of(HeaderFooter(odd_footer="&R&14— &P —")) == pytest.approx(0.46 * 14)
    both = HeaderFooter(odd_header="&L&10甲\n&12乙&R&9丙", odd_footer="&C&14&P")
    assert room_of(both) == pytest.approx(0.46 * (10 + 12 + 14))
    assert room_of(HeaderFooter(even_footer="&R&14&P", different_odd_even=True)) == pytest.approx(0.46 * 14)


def test_what_is_saved_again_has_the_same_widths(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(made().fp.getvalue())
    book = openpyxl.load_workbook(path)
    assert [round(book.active.column_dimensions[letter].width, 2) for letter in "ABC"] == [10, 12.5, 9]
