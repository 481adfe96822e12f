"""Titles of several lines end them where words end, and are alike in length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.layout import lay_out
from generator.layout.heights import Gauge
from generator.layout.titles import balanced
from generator.lengths import CharWidth, Pt
from generator.model import Alignment, Column, Font, Row, Style, Table, TableBook
from tests.layout.tables import plain_form

LOOK = Style(Font("方正小标宋简体", Pt(22)), alignment=Alignment("center", "center", wrap=True))
ROOM = Gauge(LOOK, 440)
"""20 characters beside each other."""


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("某某县2024年工作要点分工台账", "某某县2024年工作要点分工台账"),
        ("某某县人民政府办公室2024年工作要点分工台账", "某某县人民政府办公室\n2024年工作要点分工台账"),
        (
            "某某市迭代推进“满天星”行动打造“未来星”创业生态工作方案",
            "某某市迭代推进“满天星”行动\n打造“未来星”创业生态工作方案",
        ),
        ("某某区民生实事未完成项目进度表（截至10月31日）", "某某区民生实事未完成项目进度表\n（截至10月31日）"),
        (
            "某某自治州人民政府办公室关于印发优化营商环境行动方案重点任务责任分工和2024年民生实事清单的通知",
            "某某自治州人民政府办公室关于印发\n优化营商环境行动方案重点任务责任分工\n和2024年民生实事清单的通知",
        ),
        (
            "某某县各类行业协会和事业单位向主管部门报送的材料清单",
            "某某县各类行业协会和事业单位\n向主管部门报送的材料清单",
        ),
        ("某某县重点民生实事1-9月份进展情况汇总（县住建局）", "某某县重点民生实事1-9月份\n进展情况汇总（县住建局）"),
        ("某某县优化营商环境 2026 年工作任务清单（县商务局）", "某某县优化营商环境 2026 年\n工作任务清单（县商务局）"),
    ],
)
def test_lines_of_a_title_end_with_words_and_are_alike(title, lines):
    assert balanced(title, ROOM) == lines


def test_a_long_bracket_begins_a_line_and_stays_whole():
    title, bracket = "某某省2024年重点工作责任分解", "（2024年第二期，截止 2024年9月25日，统计日期 2024年10月8日）"
    assert balanced(f"{title}{bracket}", Gauge(LOOK, 30 * 22)) == f"{title}\n{bracket}"


def test_a_title_that_somebody_broke_stays():
    title = "某某县人民政府办公室\n2024年优化营商环境深化改革工作要点分工台账"
    assert balanced(title, ROOM) == title


@settings(max_examples=200)
@given(st.text("县市局的工作要点方案《》（）“”，2024年Word ", min_size=1, max_size=130))
def test_only_line_breaks_are_added_and_no_line_more(title):
    found = balanced(title, ROOM)
    assert found.replace("\n", "") == title
    assert len(ROOM.lines(found)) == len(ROOM.lines(title))


def test_only_centred_texts_over_the_whole_table_above_its_heading_are_titles():
    long = "某某县人民政府办公室2024年工作要点分工台账"
    look = Style(LOOK.font, alignment=Alignment("left", "center", wrap=True))
    over_all, over_one = (2, 0), (1, 1)
    rows = [
        Row(plain_form(2, style, across, None, n), (long, None))
        for n, (style, across) in enumerate([(1, over_all), (2, over_all), (1, over_one), (1, over_all), (1, over_all)])
    ]
    table = Table("表", (Column(CharWidth(36)), Column(CharWidth(20))), tuple(rows), print_titles=(3, 4))
    book, _ = lay_out(TableBook((table,), (Style(), LOOK, look)))
    assert ["\n" in str(row.values[0]) for row in book.sheets[0].rows] == [True, False, False, False, False]
