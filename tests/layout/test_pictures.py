"""Each rule of pagination as a picture: a line a row, `·` where a merged cell goes on, `----` where a page ends.

Rows are 100 pt high and a page holds 4 of them: A4 landscape is 595 pt, margins 2 × 72 pt, so 449 pt stay.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from generator.excel import MAX_ROW_HEIGHT_PT
from generator.layout import lay_out
from generator.lengths import CharWidth, Inch, Pt
from generator.model import (
    CONTINUED,
    Alignment,
    Border,
    Column,
    Continuation,
    Font,
    PageSetup,
    Pagination,
    Range,
    Row,
    RowForm,
    Sheet,
    Style,
    Table,
    TableBook,
)

A4 = PageSetup(9, True, Inch(0.7), Inch(0.7), Inch(1), Inch(1))
STYLES = (
    Style(),
    Style(Font("仿宋_GB2312", Pt(12)), alignment=Alignment("center", "center", wrap=True), border=Border()),
)
HIGH = Pt(100)


def form(kind="band", height: Pt | None = HIGH, label: Continuation | None = None, columns: int = 2) -> RowForm:
    return RowForm(
        (1,) * columns,
        (1,) * columns,
        (label, *(None,) * (columns - 1)),
        ("",) * columns,
        (False,) * columns,
        height,
        kind,
        0,
    )


def rows(text: str, label: Continuation = "repeat", height: Pt | None = HIGH) -> list[Row]:
    """``甲1 甲2 乙3``: label and content of each row; ``!`` before it: a page must start there."""
    found = []
    for word in text.split():
        name, number = word.removeprefix("!")[0], word.removeprefix("!")[1:]
        values, keys = (name, number), (name, None)
        found.append(Row(form(label=label, height=height), values, keys, (), word.startswith("!"), f"T{number}"))
    return found


def static(text: str) -> Row:
    return Row(form("static"), ("", text))


def heading(text: str) -> Row:
    return Row(form("heading"), ("", text))


def laid(given: list[Row], **options) -> Sheet:
    pagination = options.pop("pagination", Pagination())
    table = Table("表", (Column(CharWidth(20)),) * 2, tuple(given), page=A4, pagination=pagination, **options)
    book, _ = lay_out(TableBook((table,), STYLES))
    return book.sheets[0]


def picture(sheet: Sheet) -> str:
    """The sheet as text."""
    under = {(row, merge.first_column) for merge in sheet.merges for row in range(merge.first_row + 1, merge.last_row)}
    lines = []
    for number, row in enumerate(sheet.rows):
        if number in sheet.breaks:
            lines.append("----")
        cells = ["·" if (number, column) in under else str(value or "_") for column, value in enumerate(row.values)]
        lines.append(" ".join(cells))
    return "\n".join(lines)


def drawn(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_rows_fill_a_page_and_go_on_on_the_next():
    assert picture(laid(rows("甲1 乙2 丙3 丁4 戊5"))) == drawn(
        """
        甲 1
        乙 2
        丙 3
        丁 4
        ----
        戊 5
        """
    )


def test_a_label_is_cut_at_the_page_end_and_printed_again():
    assert picture(laid(rows("甲1 甲2 乙3 乙4 乙5 乙6 丙7"))) == drawn(
        """
        甲 1
        · 2
        乙 3
        · 4
        ----
        乙 5
        · 6
        丙 7
        """
    )


def test_a_rest_of_one_row_is_a_plain_cell():
    sheet = laid(rows("甲1 甲2 甲3 甲4 甲5"))
    assert [(merge.first_row, merge.last_row) for merge in sheet.merges] == [(0, 4)]
    assert sheet.rows[4].values == ("甲", "5")


def test_a_label_that_goes_on_can_be_marked_or_left_blank():
    assert picture(laid(rows("甲1 甲2 甲3 甲4 甲5 甲6 乙7", "mark"))).endswith(
        drawn(
            """
            ----
            甲（续） 5
            · 6
            乙 7
            """
        )
    )
    assert picture(laid(rows("甲1 甲2 甲3 甲4 甲5 甲6 乙7", "blank"))).endswith("----\n_ 5\n· 6\n乙 7")


def test_a_label_that_begins_on_a_page_is_not_marked():
    assert "（续）" not in picture(laid(rows("甲1 甲2 甲3 甲4 乙5 乙6", "mark")))


def test_title_rows_stand_on_the_first_page_and_print_titles_take_room_on_every_page():
    given = [static("标题"), static("表头"), *rows("甲1 乙2 丙3 丁4 戊5 己6")]
    assert picture(laid(given, print_titles=(1, 2))) == drawn(
        """
        _ 标题
        _ 表头
        甲 1
        乙 2
        ----
        丙 3
        丁 4
        戊 5
        ----
        己 6
        """
    )  # later pages: 4 rows less the heading that the reader prints again


def test_a_task_that_must_start_a_page_does():
    assert picture(laid(rows("甲1 !甲2 甲3"))) == "甲 1\n----\n甲 2\n· 3"


def test_no_more_tasks_stand_on_a_page_than_the_template_allows():
    assert picture(laid(rows("甲1 乙2 丙3 丁4"), pagination=Pagination(rows_per_page=2))) == (
        "甲 1\n乙 2\n----\n丙 3\n丁 4"
    )


def test_a_groups_title_does_not_stand_alone_at_a_foot():
    given = [*rows("甲1 乙2 丙3"), heading("二、"), *rows("丁4")]
    assert picture(laid(given)) == "甲 1\n乙 2\n丙 3\n----\n_ 二、\n丁 4"


def test_the_note_keeps_a_row_with_it_on_the_last_page():
    given = [*rows("甲1 乙2 丙3 丁4"), static("备注")]
    assert picture(laid(given)) == "甲 1\n乙 2\n丙 3\n----\n丁 4\n_ 备注"
    alone = picture(laid(given, pagination=Pagination(keep_ending=False)))
    assert alone == "甲 1\n乙 2\n丙 3\n丁 4\n----\n_ 备注"


def test_note_and_signature_stay_together():
    given = [*rows("甲1 乙2 丙3"), static("备注"), static("签字")]
    assert picture(laid(given)) == "甲 1\n乙 2\n----\n丙 3\n_ 备注\n_ 签字"


def of_one_task(lines: int, is_label: bool) -> list[Row]:
    """A row of `lines` × 15 pt, the text a label of its own or a plain text."""
    own = replace(form(height=None), labels=(None, "repeat" if is_label else None))
    return [Row(own, ("", "\n".join("长" * lines)), (None, 1 if is_label else None), (), False, "T9")]


def parts_by_page(sheet: Sheet) -> list[str]:
    """For each page a letter a row: 题 and 签 outside the bands, 任 a row or part of one."""
    edges = [0, *sheet.breaks, len(sheet.rows)]
    letters = ["任" if row.task_id else str(row.values[1])[0] for row in sheet.rows]
    return ["".join(letters[first:last]) for first, last in pairwise(edges)]


@pytest.mark.parametrize("is_label", [False, True])
def test_titles_never_stand_alone_above_a_first_row_that_has_no_room_below_them(is_label):
    """Below the title 351 pt are left; the row needs 24 × 15 + 3 = 363."""
    given = [static("题"), *of_one_task(24, is_label), *rows("甲1")]
    sheet = laid(given)
    assert parts_by_page(sheet) == ["题任", "任任"]
    text = "\n".join(str(row.values[1]).removeprefix(CONTINUED).strip() for row in sheet.rows if row.task_id == "T9")
    assert text == "\n".join("长" * 24)


@pytest.mark.parametrize("is_label", [False, True])
@pytest.mark.parametrize("lines", [17, 20, 24])
def test_titles_never_stand_alone_above_the_only_row_when_the_signature_asks_for_a_row_beside_it(lines, is_label):
    """17 lines, 258 pt, leave less than the signature's 100 below the title; 24 have no room there themselves."""
    assert parts_by_page(laid([static("题"), *of_one_task(lines, is_label), static("签")])) == ["题任", "任签"]
    assert parts_by_page(laid([static("题"), *of_one_task(15, is_label), static("签")])) == ["题任签"]


@pytest.mark.parametrize("is_label", [False, True])
def test_note_and_signature_stand_together_below_a_part_of_a_last_row_that_leaves_them_no_room(is_label):
    """251 pt are left above note and signature."""
    given = [*rows("甲1 乙2 丙3"), *of_one_task(20, is_label), static("备"), static("签")]
    assert parts_by_page(laid(given)) == ["任任任", "任", "任备签"]


def test_blank_rows_fill_the_last_page_before_the_note():
    given = [*rows("甲1 乙2 丙3 丁4 戊5"), static("备注")]
    sheet = laid(given, pagination=Pagination(fill_rows=True))
    assert picture(sheet) == "甲 1\n乙 2\n丙 3\n丁 4\n----\n戊 5\n_ _\n_ _\n_ 备注"


def test_rows_that_the_template_merged_stay_on_one_page():
    given = [*rows("甲1 乙2 丙3"), static("上"), static("下")]
    sheet = laid(given, merges=(Range(3, 0, 5, 1),), pagination=Pagination(keep_ending=False))
    assert picture(sheet) == "甲 1\n乙 2\n丙 3\n----\n_ 上\n· 下"


def test_a_label_longer_than_its_rows_raises_them_and_the_page_may_lose_its_last():
    long = (
        "长标签" * 60
    )  # 180 characters, 11 a line (20 digits × 8 px − 7 px, 16 px each = 9): 20 lines × 15 pt = 303 pt
    given = rows("甲1 乙2 乙3 丙4")
    given[1:3] = [replace(row, values=(long, row.values[1]), keys=(long, None)) for row in given[1:3]]
    sheet = laid(given)
    assert sum(sheet.rows[n].height for n in (1, 2)) >= 303
    assert sheet.breaks == (3,)


def test_a_label_of_one_row_raises_it_before_shared_labels_ask_for_more():
    shared, own = "县政府办\n" * 9, "长\n" * 7
    both = form(label="repeat", height=Pt(30))
    both = replace(both, labels=("repeat", "repeat"))
    given = [Row(both, (shared, text), (0, n), (), False, f"T{n}") for n, text in enumerate((own, "短"))]
    sheet = laid(given)
    alone = laid([Row(both, ("", own), (None, 0), (), False, "T0")]).rows[0].height
    together = laid([Row(both, (shared, ""), (0, None), (), False, "T0")]).rows[0].height
    assert alone > 30
    assert sum(row.height for row in sheet.rows) == pytest.approx(together, abs=1.5)  # no more than the label needs


@pytest.mark.parametrize("size", [12, 60, 200])
def test_a_label_higher_than_a_page_is_divided_in_fonts_of_any_size(size):
    large = Style(Font("黑体", Pt(size)), alignment=Alignment("center", "center", wrap=True))
    label = "长" * 3000 if size < 60 else "长" * 12
    row = Row(form(label="repeat", height=None), (label, "内容"), (0, None), (), False, "T1")
    table = Table("表", (Column(CharWidth(20)),) * 2, (row,), page=A4)
    book, _ = lay_out(TableBook((table,), (Style(), large)))
    assert "".join(str(row.values[0] or "").removeprefix(CONTINUED) for row in book.sheets[0].rows) == label
    assert all(row.height <= MAX_ROW_HEIGHT_PT for row in book.sheets[0].rows)
    assert len(book.sheets[0].rows) == len(book.sheets[0].breaks) + 1 > 1


@pytest.mark.parametrize("lines", range(24, 32))
def test_a_label_that_fits_a_page_and_no_row_is_divided(lines):
    """A page holds 451 pt, a row of a workbook 409: with a higher one a workbook is repaired by Excel."""
    label = "\n".join("长" * lines)
    row = Row(form(label="repeat", height=Pt(30)), (label, "内容"), (0, None), (), False, "T1")
    sheet = laid([row])
    assert max(row.height for row in sheet.rows) <= MAX_ROW_HEIGHT_PT
    shown = "\n".join(str(row.values[0] or "").removeprefix(CONTINUED).strip() for row in sheet.rows)
    assert shown == label
    assert len(sheet.rows) == (1 if lines < 28 else 2)


def test_a_row_taller_than_a_page_is_divided_and_its_parts_joined_are_the_text():
    text = "推进政务公开工作。" * 120
    sheet = laid(
        [*rows("甲1", height=None), Row(form(label="repeat", height=None), ("乙", text), ("乙", None), (), False, "T2")]
    )
    parts = [str(row.values[1]) for row in sheet.rows if row.task_id == "T2"]
    assert len(parts) > 1
    assert [row.part for row in sheet.rows if row.task_id == "T2"] == list(range(1, len(parts) + 1))
    assert all(part.startswith(CONTINUED) for part in parts[1:])
    assert parts[0] + "".join(part.removeprefix(CONTINUED) for part in parts[1:]) == text
    assert all(row.values[0] == "乙" for row in sheet.rows if row.task_id == "T2" and row.part > 1 and row.values[0])


def test_a_table_of_more_pages_than_a_sheet_can_break_goes_on_in_another_sheet():
    given = [static("表头"), *rows(" ".join(f"甲{n}" for n in range(1030)), height=Pt(400))]
    table = Table("表", (Column(CharWidth(20)),) * 2, tuple(given), print_titles=(0, 1), page=A4)
    book, problems = lay_out(TableBook((table,), STYLES))
    assert [sheet.name for sheet in book.sheets] == ["表", "表(2)"]
    assert all(len(sheet.breaks) <= 1023 for sheet in book.sheets)
    assert book.sheets[1].rows[0].values == ("", "表头")
    assert book.sheets[1].page.first_page_number == 1025
    assert [problem.code for problem in problems] == ["many-pages"]


def test_page_numbers_stand_outside_in_the_middle_or_nowhere():
    def footers(where) -> tuple[str, str, bool]:
        given = laid(rows("甲1"), pagination=Pagination(page_numbers=where)).page.header_footer
        return given.odd_footer, given.even_footer, given.different_odd_even

    number = '&"宋体,Regular"&14— &P —'
    assert footers("outside") == (f"&R{number}", f"&L{number}", True)
    assert footers("center") == (f"&C{number}", "", False)
    assert footers("none") == ("", "", False)


def test_a_row_is_as_high_as_it_was_drawn_unless_a_line_would_be_cut():
    def height(text: str, drawn: float) -> float:  # 9 characters a line, 15 pt each
        return laid([Row(form(height=Pt(drawn)), (text, None))]).rows[0].height

    assert height("一" * 9, 10) == 10
    assert height("一" * 18, 30) == 30
    assert height("一" * 19, 30) == 3 * 15 + 3


def test_a_merged_cell_over_rows_of_drawn_height_raises_them_if_a_line_would_be_cut():
    def heights(text: str) -> list[float]:
        given = tuple(Row(form("static", height=Pt(20)), (value, None)) for value in (text, None))
        merged = Table("表", (Column(CharWidth(10)),) * 2, given, page=A4, merges=(Range(0, 0, 2, 2),))
        return [row.height for row in lay_out(TableBook((merged,), STYLES))[0].sheets[0].rows]

    assert heights("一" * 18) == [20, 20]
    assert heights("一" * 27) == [24, 24]


def test_stacked_text_is_as_high_as_its_characters():
    stacked = Style(Font("仿宋_GB2312", Pt(12)), alignment=Alignment("center", "center", rotation=255))
    table = Table("表", (Column(CharWidth(4)),), (Row(form(height=None, columns=1), ("一二三四五",)),), page=A4)
    book, _ = lay_out(TableBook((table,), (Style(), stacked)))
    assert book.sheets[0].rows[0].height == 5 * 15 + 3  # a character a line, 1.25 em each, and the padding


def test_a_merged_cell_is_as_wide_as_its_columns():
    text = "推进政务公开工作" * 4  # 32 characters: 9 a line in one column, 19 in two
    wide = RowForm((1, 1), (2, 0), (None, None), ("", ""), (False, False), None, "band", 0)
    narrow = form(height=None)
    heights = [laid([Row(each, (text, None))]).rows[0].height for each in (wide, narrow)]
    assert heights == [2 * 15 + 3, 4 * 15 + 3]


def asked_with_line(text: str, line: str = "上期", name: str = "T9") -> list[Row]:
    """A task, its text over its row and over the line below it, in which nothing is asked (上期)."""
    asked = RowForm((1,) * 3, (1,) * 3, (None, "repeat", None), ("",) * 3, (False, False, True), None, "band", 0)
    below = replace(asked, inputs=(False,) * 3)
    given = (
        Row(form, ("", text, said), (None, name, None), (), False, name) for form, said in ((asked, ""), (below, line))
    )
    return list(given)


def laid_wide(given: list[Row], **pagination) -> Sheet:
    table = Table("表", (Column(CharWidth(20)),) * 3, tuple(given), page=A4, pagination=Pagination(**pagination))
    return lay_out(TableBook((table,), STYLES))[0].sheets[0]


def over_all(text: str) -> Row:
    return Row(form("static", columns=3), ("", text, ""))


def pages_of_asked(sheet: Sheet) -> list[str]:
    """For each page a letter a row: 题 and 签 outside the bands, 上 a line below a task, 任 a row or part of one."""
    edges = [0, *sheet.breaks, len(sheet.rows)]
    letters = [("上" if row.values[2] else "任") if row.task_id else str(row.values[1])[0] for row in sheet.rows]
    return ["".join(letters[first:last]) for first, last in pairwise(edges)]


def test_titles_never_stand_alone_above_a_first_task_that_has_no_room_below_them_with_its_line():
    """Below the title 351 pt are left; the task's text needs 24 × 15 + 3 = 363 over both rows."""
    sheet = laid_wide([over_all("题"), *asked_with_line("\n".join("长" * 24)), *asked_with_line("短", name="T8")])
    assert pages_of_asked(sheet) == ["题任", "任上任上"]
    shown = [str(row.values[1] or "").removeprefix(CONTINUED).strip() for row in sheet.rows if row.task_id == "T9"]
    assert "\n".join(text for text in shown if text) == "\n".join("长" * 24)


def test_a_task_and_the_line_below_it_stay_on_one_page_where_one_holds_both():
    """Three tasks of 100 pt and their lines of 100 pt; a page holds 451 pt."""
    tasks = [row for n in range(3) for row in asked_with_line("短\n" * 5 + "短", "上" + "\n长" * 5, f"T{n}")]
    tasks = [replace(row, form=replace(row.form, height=HIGH, labels=(None,) * 3)) for row in tasks]
    assert pages_of_asked(laid_wide(tasks)) == ["任上任上", "任上"]
    first = Row(replace(tasks[0].form, source_row=5), ("", "首", ""), (), (), False, "T7")
    assert pages_of_asked(laid_wide([first, *tasks])) == ["任任上", "任上任上"]
    assert pages_of_asked(laid_wide([first, *tasks[:4], over_all("签")])) == ["任任上", "任上签"]


def test_a_task_and_a_line_that_no_page_holds_together_are_parted():
    asked, below = asked_with_line("短", "上" + "\n长" * 26, "T8")  # 60 + 408 pt
    asked = replace(asked, form=replace(asked.form, height=Pt(60)))
    sheet = laid_wide([*asked_with_line("短"), asked, below])
    assert pages_of_asked(sheet) == ["任上任", "上"]


def test_what_a_tasks_text_needs_more_goes_to_the_row_in_which_something_is_asked():
    asked, below = laid_wide(asked_with_line("\n".join("长" * 12))).rows
    assert below.height == 18
    assert asked.height + below.height == pytest.approx(12 * 15 + 3, abs=1.5)


@pytest.mark.parametrize("lines", [28, 30, 60])
def test_no_part_of_a_divided_row_is_lower_than_a_third_of_what_it_may_be(lines):
    sheet = laid([*of_one_task(lines, False), *rows("甲1")])
    parts = [row for row in sheet.rows if row.task_id == "T9"]
    assert len(parts) == -(-lines // 27)
    assert all(row.height >= MAX_ROW_HEIGHT_PT / 3 - 15 for row in parts)
