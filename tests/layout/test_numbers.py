"""How wide numbers and dates print, and those that do not fit their cell: told at the cell of the template."""

from __future__ import annotations

import datetime

import pytest
from msgspec.structs import replace

from generator.layout import lay_out
from generator.layout.numbers import shown_as
from generator.lengths import CharWidth
from generator.model import Alignment, Column, Row, RowForm, Style, Table, TableBook

DAY = datetime.date(2021, 12, 31)
OVERDUE = '0;"逾期"0"天";"今天"'


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        *((7, "General", "7"), (-7, "General", "-7"), (1234.5678, "General", "1235"), (1234.5, "0.00", "1234.50")),
        *((1234567, "#,##0", "1,234,567"), (-3, "0.0", "-3.0"), (0.256, "0%", "26%"), (5, "000", "005")),
        *((30, OVERDUE, "30"), (-128, OVERDUE, "逾期128天"), (0, OVERDUE, "今天"), (1234567, "0,", "1235")),
        *((DAY, "yyyy-mm-dd", "0000-00-00"), (DAY, 'yyyy"年"m"月"d"日"', "0000年00月00日"), (DAY, "General", "00000")),
        *((44561, "yyyy/m/d", "0000/00/00"), (12, '0"项;共"', "12项;共"), (3, "[红色]0_)", "3 ")),
        (datetime.datetime(2021, 12, 31, 9, 30), "m-d hh:mm", "00-00 00:00"),
    ],
)
def test_a_number_is_as_wide_as_it_is_shown(value, number_format, shown):
    assert shown_as(value, number_format) == shown


def told(value: object, width: float, number_format: str = OVERDUE, **alignment: object) -> list[tuple[str, str]]:
    """What is told of a value in a column so many digits wide, 12 pt."""
    style = Style(number_format=number_format, alignment=Alignment(wrap=True, **alignment))
    form = RowForm((1,), (1,), (None,), ("",), (False,), None, "band", 4)
    table = Table("表", (Column(CharWidth(width)),), (Row(form, (value,)),), template_cells=("t.xlsx", "汇总"))
    _, problems = lay_out(TableBook((table,), (Style(), style)))
    return [(problem.place.cell, problem.message) for problem in problems]


def test_a_number_that_does_not_fit_is_told_at_the_templates_cell():
    # 逾期128天: (3 + 3 / 2) ems of 16 px = 72 px, and 5 px beside them
    assert told(-128, 9) == [("A5", "“逾期128天”比这一栏宽，会印成“####”")]
    assert told(-8, 9) == []  # 56 px


def test_a_number_that_would_not_fit_in_another_font_is_told_so():
    # three digits of 1.28 * 8 px: 78.7 px, and 5 px beside them
    assert told(-128, 77 / 8) == [("A5", "像“逾期999天”这样长的，在没有装“宋体”的电脑上可能印成“####”")]
    assert told(-128, 84 / 8) == []


def test_text_that_wraps_and_numbers_that_shrink_are_not_told():
    assert told("逾期一百二十八天", 5) == []
    assert told(-128, 5, shrink=True) == []
    assert told(None, 1) == []


def test_a_date_that_does_not_fit_is_told_once_for_all_rows():
    style = Style(number_format="yyyy-mm-dd")
    form = RowForm((1,), (1,), (None,), ("",), (False,), None, "band", 4)
    rows = tuple(Row(form, (datetime.date(2021, 1, day),)) for day in range(1, 20))
    table = Table("表", (Column(CharWidth(10)),), rows)
    _, problems = lay_out(TableBook((table,), (Style(), style)))
    assert [problem.advice for problem in problems] == [
        "请把这一栏加宽 2 毫米，或缩小字号，或勾选“缩小字体填充”。"  # 80 + 5 - 80 px = 1.3 mm
    ]
    assert lay_out(TableBook((replace(table, columns=(Column(CharWidth(14)),)),), (Style(), style)))[1] == ()
