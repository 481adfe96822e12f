"""The template language: loops, choices, values, labels, looks, answers."""

from __future__ import annotations

import datetime
import itertools
import pickle
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from generator.model import Deadline, DepartmentView, OpenPoint, Range, RichText, TaskView
from generator.template import fill, output_name, read, render_text, tags
from tests.template.drawn import drawn, errors, filled, opened, picture, printed, saved, scope, table, task

TASKS = (
    task(1, "一、公开", "（一）规划", leads=("甲局", "乙局"), units_group=1),
    task(2, "一、公开", "（一）规划", leads=("甲局",), units_group=1),
    task(3, "一、公开", "（二）预算", leads=(), units_group=3),
    task(4, "二、服务", "（二）预算", leads=("丙局",), units_group=3),
)
LIST = """
    {{ 台账.标题 }}
    {% for 任务 in 任务列表 %}
    {{ 任务.序号 }} | {{ 任务.具体任务 }}
    {% endfor %}
    {{ 台账.备注 }}
"""


def test_a_band_comes_out_once_for_each_task_and_control_rows_leave_nothing(tmp_path: Path) -> None:
    assert picture(table(drawn(tmp_path / "t.xlsx", LIST), scope(*TASKS[:2]))) == [
        "某旗工作台账",
        "1 | 任务1",
        "2 | 任务2",
        "备注文字",
    ]


def test_rows_know_their_task_and_what_their_cells_show(tmp_path: Path) -> None:
    sheet = table(
        drawn(
            tmp_path / "t.xlsx",
            """
            {% for 任务 in 任务列表 %}
            {{ 任务.序号 }}.{{ 任务.具体任务 }} | {{ 任务.牵头 | 顿号 }} | {{ 任务.责任人 }} | {{ 任务.进展情况 or '无' }} | {花}{{ 任务.备注 }}
            {% endfor %}
            """,  # noqa: E501 (a picture of a row)
        ),
        scope(replace(TASKS[0], extra={"责任人": "张三"})),
    )
    assert [row.task_id for row in sheet.rows] == ["T001"]
    assert sheet.rows[0].form.fields == ("{number}.{content}", "leads", "extra:责任人", "", "{{花}}{remark}")
    assert picture(sheet) == ["1.任务1 | 甲局、乙局 | 张三 | 无 | {花}"]


def test_chinese_and_english_names_give_the_same(tmp_path: Path) -> None:
    chinese = drawn(tmp_path / "a.xlsx", LIST)
    english = drawn(
        tmp_path / "b.xlsx",
        """
        {{ ledger.title }}
        {% for t in tasks %}
        {{ t.number }} | {{ t.content }}
        {% endfor %}
        {{ ledger.note }}
        """,
    )
    assert picture(table(chinese, scope(*TASKS))) == picture(table(english, scope(*TASKS)))


def test_a_single_tag_keeps_its_type_and_a_mix_is_text(tmp_path: Path) -> None:
    when = datetime.date(2021, 12, 31)
    sheet = table(
        drawn(
            tmp_path / "t.xlsx",
            """
            {% for 任务 in 任务列表 %}
            {{ 任务.序号 }} | {{ 任务.期限.日期 }} | 第{{ 任务.序号 }}项 | {{ 任务.期限.日期 }}前 | {{ 任务.牵头 }} | {{ 任务.期限.开始 }}
            {% endfor %}
            """,  # noqa: E501 (a picture of a row)
        ),
        scope(replace(TASKS[0], deadline=Deadline("年底", "by-date", when))),
    )
    assert sheet.rows[0].values == (1, when, "第1项", "2021年12月31日前", "甲局、乙局", None)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.com", "{{ 7*7 }}", "{% for %}", "'引号"]
)
def test_data_is_data(tmp_path: Path, text: str) -> None:
    sheet = table(drawn(tmp_path / "t.xlsx", LIST), scope(task(1, content=text)))
    assert sheet.rows[1].values[1] == text
    assert type(sheet.rows[1].values[1]) is str


def test_choices_choose_rows(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {% if 任务.序号 == 1 %}
        甲 | {{ 任务.具体任务 }}
        {% elif 任务.序号 == 2 %}
        乙 | {{ 任务.具体任务 }}
        {% else %}
        丙 | {{ 任务.具体任务 }}
        {% endif %}
        {% endfor %}
        """,
    )
    assert picture(table(path, scope(*TASKS[:3]))) == ["甲 | 任务1", "乙 | 任务2", "丙 | 任务3"]


def test_a_loop_over_nothing_takes_its_else(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {{ 任务.具体任务 }}
        {% else %}
        没有任务
        {% endfor %}
        """,
    )
    assert picture(table(path, scope())) == ["没有任务"]
    assert picture(table(path, scope(TASKS[0]))) == ["任务1"]


def test_names_can_be_set(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% set 前缀 = 台账.年度 ~ '年' %}
        {% for 任务 in 任务列表 %}
        {% set 号 = 任务.序号 * 10 %}
        {{ 前缀 }} | {{ 号 }} | {{ 循环.序号 }} | {{ loop.last }}
        {% endfor %}
        """,
    )
    assert picture(table(path, scope(*TASKS[:2]))) == ["2021年 | 10 | 1 | False", "2021年 | 20 | 2 | True"]


def test_a_loop_inside_one_cell(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {% for 单 in 任务.牵头 %}{{ 循环.序号 }}{{ 单 }}{% if not loop.last %}；{% endif %}{% endfor %} | {% if 任务.牵头 %}有{% else %}无{% endif %}
        {% endfor %}
        """,  # noqa: E501 (a picture of a row)
    )
    assert picture(table(path, scope(*TASKS[:3]))) == ["1甲局；2乙局 | 有", "1甲局 | 有", " | 无"]


# -------------------------------------------------------------------------------------- groups, kinds, pages


def test_groups_with_headings_and_subtotals(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        序号 | 任务 | 个数
        {% for 章, 任务组 in 任务列表 | 分组('一级任务') %}
        {{ 章 }}
        {% for 任务 in 任务组 %}
        {{ 任务.序号 }} | {{ 任务.具体任务 }} | 1
        {% endfor %}
        小计 |  | =SUM(C5:C5)
        {% endfor %}
        合计 |  | =SUM(C5:C5)
        """,
    )
    sheet = table(path, scope(*TASKS))
    assert [(row.form.kind, str(row.values[0])) for row in sheet.rows] == [
        ("static", "序号"),
        ("heading", "一、公开"),
        ("band", "1"),
        ("band", "2"),
        ("band", "3"),
        ("band", "小计"),
        ("heading", "二、服务"),
        ("band", "4"),
        ("band", "小计"),
        ("static", "合计"),
    ]
    formulas = [line.rpartition(" | ")[2] for line in printed(path, scope(*TASKS)) if "=" in line]
    assert formulas == ["=SUM(C3:C5)", "=SUM(C8:C8)", "=SUM(C3:C5,C8)"]


def test_three_nested_loops(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 章 in 任务列表 | 分组('一级任务') %}
        {{ 章.名称 }}（{{ 章.列表 | 计数 }}项）
        {% for 节 in 章.列表 | groupby('二级任务') %}
        - | {{ 节.name }}
        {% for 任务 in 节.list %}
        {{ 循环.序号 }} |  | {{ 任务.具体任务 }}
        {% endfor %}
        {% endfor %}
        {% endfor %}
        """,
    )
    sheet = table(path, scope(*TASKS))
    assert picture(sheet) == [
        *("一、公开（3项）", "- | （一）规划", "1 |  | 任务1", "2 |  | 任务2", "- | （二）预算", "1 |  | 任务3"),
        *("二、服务（1项）", "- | （二）预算", "1 |  | 任务4"),
    ]
    assert "".join(row.form.kind[0] for row in sheet.rows) == "hhbbhbhhb"


def test_a_task_that_starts_a_page_takes_the_headings_above_it_along(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 章 in 任务列表 | 分组('一级任务') %}
        {{ 章.名称 }}
        {% for 任务 in 章.列表 %}
        {{ 任务.具体任务 }}
        第二行
        {% endfor %}
        {% endfor %}
        """,
    )
    tasks = (TASKS[0], replace(TASKS[1], starts_page=True), replace(TASKS[3], starts_page=True))
    rows = table(path, scope(*tasks)).rows
    assert [str(row.values[0]) for row in rows if row.starts_page] == ["任务2", "二、服务"]


def test_answers_of_one_task_start_a_page_once(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "{% for 行 in 落实情况 %}\n{{ 行.单位 }}\n{% endfor %}")
    answers = [replace(TASKS[1], starts_page=True, department=name) for name in ("甲局", "乙局")]
    rows = table(path, scope(TASKS[1], answers=answers)).rows
    assert [row.starts_page for row in rows] == [True, False]


def test_several_sheets_and_hidden_ones_come_out_and_settings_do_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "表一"
    first["A1"] = "{{ 台账.标题 }}"
    book.create_sheet("名单").append(["甲", "乙"])
    book["名单"].sheet_state = "hidden"
    book.create_sheet("附{{ 台账.年度 }}").append(["{{ 任务列表 | 计数 }}", "=表一!A1", "='附{{ 台账.年度 }}'!A1"])
    book.create_sheet("设置").append(["页码", "居中"])
    book.create_sheet("样式")
    made = filled(saved(book, tmp_path / "t.xlsx"), scope(*TASKS))
    assert [(sheet.name, sheet.view.hidden) for sheet in made.tables] == [
        ("表一", False),
        ("名单", True),
        ("附2021", False),
    ]
    assert printed(tmp_path / "t.xlsx", scope(*TASKS), 2) == ["4 | =表一!A1 | =附2021!A1"]
    assert made.tables[0].pagination.page_numbers == "center"


def test_a_sheet_for_each_department(tmp_path: Path) -> None:
    departments = tuple(
        DepartmentView(name, tasks=tasks, task_count=len(tasks))
        for name, tasks in (("甲局", TASKS[:2]), ("乙/局", TASKS[2:3]), ("闲局", ()))
    )
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {{ 单位.简称 }} | {{ 任务列表 | 计数 }}
        {% for 任务 in 任务列表 %}
        {{ 任务.具体任务 }}
        {% endfor %}
        """,
        settings={"每单位一表": "是"},
    )
    book = filled(path, scope(*TASKS, departments=departments))
    assert [sheet.name for sheet in book.tables] == ["甲局", "乙_局"]
    assert picture(book.tables[1]) == ["乙/局 | 1", "任务3"]


def test_a_sheet_for_each_of_no_departments_is_told(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "{{ 单位.简称 }}", settings={"每单位一表": "是"})
    assert errors(path, scope()) == [
        ("", "没有一张表可以生成：每单位一表，但没有单位有任务", "请检查台账里的责任单位。")
    ]


def test_other_lists_of_a_ledger(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 单位 in 单位列表 if 单位.任务数 %}
        {{ loop.index }} | {{ 单位.简称 }} | {{ 单位.任务列表 | map(attribute='序号') | join(',') }}
        {% endfor %}
        {% for 点 in 待明确 %}
        {{ 点.措辞 }} | {{ 点.原因 }}
        {% endfor %}
        {{ 台账.预警天数 }} | {{ 版次.版号 }} | {{ 台账.信息['预警天数'] }}
        """,
    )
    departments = (DepartmentView("闲局"), DepartmentView("甲局", tasks=TASKS[:2], task_count=2))
    points = (OpenPoint("T001", "1", "等有关部门", "没有写全"),)
    assert picture(table(path, scope(*TASKS, departments=departments, unresolved=points))) == [
        "1 | 甲局 | 1,2",
        "等有关部门 | 没有写全",
        "30 | 1 | 30",
    ]


# ------------------------------------------------------------------------------------------------- labels


def joined(sheet_rows: tuple, column: int) -> str:
    """Which rows of a label join: one letter for each run."""
    letters: list[str] = []
    for index, row in enumerate(sheet_rows):
        key = row.keys[column]
        same = index and key is not None and key == sheet_rows[index - 1].keys[column]
        letters.append(letters[-1] if same else chr(ord(letters[-1]) + 1) if letters else "a")
    return "".join(letters)


def test_labels_join_by_their_value_under_the_labels_to_their_left(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {{ 任务.一级任务 | 合并 }} | {{ 任务.二级任务 | 合并(续页='续') }} | {{ 任务.具体任务 }} | {{ 任务.责任单位 | 合并(按=任务.责任单位组) }} | {{ 任务.备注 | 合并(by=None) }}
        {% endfor %}
        """,  # noqa: E501 (a picture of a row)
        settings={"续页标签": "空白"},
    )
    rows = table(path, scope(*TASKS)).rows
    #                                 tasks 1-3 share 一级任务; 3 and 4 share 二级任务 and the group, but not 一级任务
    assert joined(rows, 0) == "aaab"
    assert joined(rows, 1) == "aabc"
    assert joined(rows, 3) == "aabc"
    assert joined(rows, 4) == "abcd"
    assert rows[0].keys[2] is None
    assert rows[0].form.labels == ("blank", "mark", None, "blank", "blank")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙"), st.sampled_from("丙丁"), st.sampled_from("戊己")), min_size=1, max_size=12
    )
)
def test_labels_join_exactly_where_all_to_their_left_join_too(
    tmp_path: Path, values: list[tuple[str, str, str]]
) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {{ 任务.一级任务 | 合并 }} | {{ 任务.二级任务 | 合并 }} | {{ 任务.备注 | 合并 }}
        {% endfor %}
        """,
    )
    tasks = [task(number, section, item, remark=remark) for number, (section, item, remark) in enumerate(values)]
    rows = table(path, scope(*tasks)).rows
    for column in range(3):
        runs = [len(list(run)) for _, run in itertools.groupby(values, key=lambda each: each[: column + 1])]
        assert joined(rows, column) == "".join(chr(ord("a") + at) * length for at, length in enumerate(runs))


def test_labels_keyed_by_a_value_do_not_cut_one_another(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {{ 任务.责任单位 | 合并(按=任务.责任单位组) }} | {{ 任务.完成时限 | 合并(按=1) }}
        {% endfor %}
        """,
    )
    rows = table(path, scope(*TASKS)).rows
    assert (joined(rows, 0), joined(rows, 1)) == ("aabb", "aaaa")


def test_a_label_drawn_over_the_rows_of_a_band_joins_over_all_of_them(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("D2:E3")

    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 任务 in 任务列表 %}
        {{ 任务.一级任务 | 合并 }} | {{ 任务.具体任务 }} |  | {{ 任务.序号 }}
         | 下 | 右
        {% endfor %}
        """,
        merge,
    )
    sheet = table(path, scope(*TASKS))
    assert joined(sheet.rows, 0) == "aaaaaabb"
    assert [row.values[0] for row in sheet.rows][-2:] == ["二、服务", "二、服务"]
    assert sheet.rows[0].form.across == (1, 2, 0, 1, 1)
    assert sheet.merges == tuple(Range(row, 3, row + 2, 5) for row in (0, 2, 4, 6))


# ------------------------------------------------------------------------------------------ looks and answers


def swatches(sheet: Worksheet) -> None:
    """逾期: red and bold on yellow, with a thick lower edge."""
    sheet["A1"] = "逾期"
    sheet["A1"].font = Font(name="宋体", size=11, bold=True, color="FFFF0000")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["A1"].border = Border(bottom=Side("thick", color="FF000000"))


def test_a_swatch_is_laid_over_the_cells_own_look(tmp_path: Path) -> None:
    def look(sheet: Worksheet) -> None:
        sheet["A2"].font = Font(name="仿宋", size=14, italic=True)
        sheet["A2"].border = Border(left=Side("thin"))
        sheet["A2"].number_format = "0.00"

    path = drawn(
        tmp_path / "t.xlsx",
        "{% for 任务 in 任务列表 %}\n{{ 任务.序号 | 样式('逾期' if 任务.序号 == 2) }}\n{% endfor %}",
        look,
        styles=swatches,
    )
    book = filled(path, scope(*TASKS[:2]))
    own, laid = (book.styles[row.styles[0]] for row in book.tables[0].rows)
    assert (own.font.bold, own.fill.pattern) == (False, "")
    assert (laid.font.bold, laid.font.color, laid.fill.foreground) == (True, "FF0000", "FFFF00")
    # name and size of the swatch are those of the Normal style or were not chosen for this cell
    assert (laid.font.italic, laid.border.left.style, laid.border.bottom.style) == (True, "thin", "thick")
    assert laid.number_format == "0.00"


def test_an_answer_cell_is_unlocked_and_the_others_are_as_drawn(tmp_path: Path) -> None:
    def protect(sheet: Worksheet) -> None:
        sheet.protection.enable()
        sheet["C2"].protection = Protection(locked=False)

    path = drawn(
        tmp_path / "t.xlsx",
        "{% for 任务 in 任务列表 %}\n{{ 任务.序号 }} | {{ 任务.进展情况 | 填报 }} | 空\n{% endfor %}",
        protect,
    )
    book = filled(path, scope(TASKS[0]))
    row = book.tables[0].rows[0]
    assert row.form.inputs == (False, True, False)
    assert [book.styles[number].locked for number in row.styles] == [True, False, False]
    assert book.tables[0].protection is not None


def test_rich_text_of_a_static_cell_is_kept(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["A1"] = CellRichText("普通", TextBlock(InlineFont(b=True, rFont="黑体", sz=14), "加粗"))

    value = table(drawn(tmp_path / "t.xlsx", "-", write), scope()).rows[0].values[0]
    assert isinstance(value, RichText)
    assert [(text, font and (font.name, font.bold, font.size)) for text, font in value.runs] == [
        ("普通", None),
        ("加粗", ("黑体", True, 14.0)),
    ]


# --------------------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{{ 1 | 中文数字 }}", "一"),
        ("{{ 12 | 中文数字 }}", "十二"),
        ("{{ 23 | chinese_number }}", "二十三"),
        ("{{ 110 | 中文数字 }}", "一百一十"),
        ("{{ '1.2' | 中文数字 }}", "1.2"),
        ("{{ '2021-12-31' | 中文日期 }}", "2021年12月31日"),
        ("{{ '2021-12-31' | 中文日期(true) }}", "12月31日"),
        ("{{ '2021-12-31' | 大写日期 }}", "二〇二一年十二月三十一日"),
        ("{{ '12月底前' | 中文日期 }}", "12月底前"),
        ("{{ ['甲', '', '乙'] | 顿号 }}", "甲、乙"),
        ("{{ ['甲', '乙'] | join('；') }}", "甲；乙"),
        ("{{ 任务列表 | 计数 }}", 4),
        ("{{ 任务列表 | 筛选('牵头') | count }}", 3),
        ("{{ 任务列表 | 合计(attribute='序号') }}", 10),
        ("{{ 任务列表 | 排序(attribute='序号', reverse=true) | map(attribute='序号') | join }}", "4、3、2、1"),
        ("{{ (任务列表 | 首个).具体任务 }}", "任务1"),
        ("{{ 3 | 带圈数字 }}", "③"),
        ("{{ 2.5 | 四舍五入 }}", 3),
        ("{{ 0.125 | round(2) }}", 0.13),
        ("{{ 1 | 百分比(3, 1) }}", "33.3%"),
        ("{{ 1 | 百分比(0) }}", ""),
        ("{{ true | 是否 }}{{ 1 > 2 }}", "是否"),
        ("{{ '一二三四五' | 截短(4) }}", "一二三…"),
        ("{{ '甲乙' | replace('甲', '丙') }}", "丙乙"),
        ("{{ '甲；乙'.split('；') | 顿号 }}", "甲、乙"),
        ("{{ 任务列表[0].具体任务[:2] }}", "任务"),
        ("{{ '缺' if 任务列表 | 计数 > 9 }}", None),
        ("{{ 任务列表[0].备注 | default('空', true) }}", "空"),
        ("{{ 任务列表[0].备注 | 默认('空') }}", "空"),
        ("{{ 任务列表[0].牵头 | 首个 | 默认('无') }}", "甲局"),
        ("{{ 任务列表[2].牵头 | 首个 | 默认('无') }}", "无"),
        ("{{ 任务列表[2].牵头 | 末个 }}", None),
        ("{{ 任务列表[2].牵头 | 最大 | 默认('无') }}", "无"),
        ("{{ 0 | 默认(1) }}", 0),
        ("{{ 任务列表 | 排序('序号', reverse=true) | 取出('序号') | 顿号 }}", "4、3、2、1"),
        ("{{ 任务列表 | 去重('一级任务') | 取出('序号') | 顿号 }}", "1、4"),
        ("{{ 任务列表 | 合计('序号') }}", 10),
        ("{{ (任务列表 | 最大('序号')).序号 }}", 4),
        ("{{ ['b', 'A'] | 取出('upper') | 顿号 }}", "B、A"),
    ],
)
def test_filters_for_offices(tmp_path: Path, tag: str, shown: object) -> None:
    value = table(drawn(tmp_path / "t.xlsx", tag), scope(*TASKS)).rows[0].values[0]
    assert value == shown
    assert type(value) is type(shown)


def test_what_has_no_value_is_last_in_order_and_counts_as_nothing(tmp_path: Path) -> None:
    values = (3, None, "待定", 1, "")
    tasks = tuple(task(n, extra={"分值": value}) for n, value in enumerate(values, 1))
    for words, shown in (
        ("排序('分值')", "4、1、3、2、5"),
        ("排序('分值', reverse=true)", "3、1、4、2、5"),
        ("排序('分值,序号')", "4、1、3、2、5"),
    ):
        path = drawn(tmp_path / "t.xlsx", f"{{{{ 任务列表 | {words} | 取出('序号') | 顿号 }}}}")
        assert picture(table(path, scope(*tasks))) == [shown]
    path = drawn(tmp_path / "t.xlsx", "{{ 任务列表 | 合计('分值') }}")
    assert picture(table(path, scope(tasks[0], tasks[1], tasks[3]))) == ["4"]
    assert errors(path, scope(*tasks))[0][1].startswith("“待定”不是数字，不能合计")


def test_a_field_behind_a_filter_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "{{ 任务列表 | 排序('分直') | 计数 }}")
    given = scope(task(1, extra={"分值": 1}))
    assert [each[:2] for each in errors(path, given)] == [
        ("A1", "没有“分直”（见 {{ 任务列表 | 排序('分直') | 计数 }}）")
    ]


# ----------------------------------------------------------------------------------------- settings and names


def test_settings_say_how_pages_and_files_are(tmp_path: Path) -> None:
    template = opened(
        drawn(
            tmp_path / "t.xlsx",
            "{{ 单位.简称 }}",
            settings={
                "输出文件名": "分工/{{ 单位.简称 }}（{{ 台账.年度 }}）",
                "每单位一份": "是",
                "续页标签": "续",
                "页码": "奇右偶左",
                "每页行数": "20",
                "补空行": "是",
                "末页落款不单独成页": "否",
            },
        )
    )
    said = template.settings
    assert (said.per_department, said.sheet_per_department) == (True, False)
    pages = said.pagination
    assert (pages.continuation, pages.page_numbers, pages.rows_per_page) == ("mark", "outside", 20)
    assert (pages.fill_rows, pages.keep_ending) == (True, False)
    assert output_name(template, scope(department=DepartmentView("甲局"))) == ("分工/甲局（2021）", ())


def test_a_template_without_settings_is_named_after_its_file(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "报表.xlsx", "字"))
    assert output_name(template, scope()) == ("报表", ())
    assert (template.name, template.settings.per_department) == ("报表", False)


def test_a_template_travels_to_another_process(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "t.xlsx", LIST))
    other = pickle.loads(pickle.dumps(template))
    assert fill(other, scope(*TASKS)) == fill(template, scope(*TASKS))


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    first = drawn(tmp_path / "a.xlsx", "字")
    second = tmp_path / "b.xlsx"
    second.write_bytes(first.read_bytes())
    assert opened(first).fingerprint == opened(second).fingerprint
    assert opened(first).fingerprint != opened(drawn(tmp_path / "c.xlsx", "另")).fingerprint


def test_tags_are_listed_with_what_they_give_for_the_first_task(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "t.xlsx", LIST))
    assert tags(template, scope(*TASKS)) == (
        ("表", "A1", "{{ 台账.标题 }}", "某旗工作台账"),
        ("表", "A3", "{{ 任务.序号 }}", "1"),
        ("表", "B3", "{{ 任务.具体任务 }}", "任务1"),
        ("表", "A5", "{{ 台账.备注 }}", "备注文字"),
    )
    assert tags(template, scope())[1] == ("表", "A3", "{{ 任务.序号 }}", "（没有输出）")


def test_plain_text_is_filled_too(tmp_path: Path) -> None:
    source = tmp_path / "分发说明.txt"
    source.write_text("{{ 台账.标题 }}\n{% for 任务 in 任务列表 %}{{ 任务.序号 }} {% endfor %}\n", encoding="utf-8")
    assert render_text(source, scope(*TASKS)) == ("某旗工作台账\n1 2 3 4 \n", ())
    assert render_text("{{ 台账.年度 }}", scope()) == ("2021", ())


def test_a_mistake_in_a_plain_text_is_told_with_its_line() -> None:
    text, problems = render_text("好\n{{ 台账.标体 }}\n{{ 1/0 }}", scope())
    assert text == ""
    assert [(problem.place.cell, problem.message) for problem in problems] == [
        ("第2行", "没有“标体”（见 {{ 台账.标体 }}）")
    ]
    _, problems = render_text("好\n\n{{ 1/0 }}", scope())
    assert [(problem.place.cell, problem.message) for problem in problems] == [("第3行", "除数为零（见 {{ 1/0 }}）")]


def test_a_column_that_only_some_tasks_have_is_empty_for_the_others(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "{% for 任务 in 任务列表 %}\n{{ 任务.责任人 }} | 尾\n{% endfor %}")
    tasks: tuple[TaskView, ...] = (replace(TASKS[0], extra={"责任人": "张三"}), TASKS[1])
    assert picture(table(path, scope(*tasks))) == ["张三 | 尾", " | 尾"]
    assert errors(path, scope(*TASKS))[0][:2] == ("A2", "没有“责任人”（见 {{ 任务.责任人 }}）")


def test_a_file_that_is_no_workbook_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"not a zip")
    assert errors(path) == [("", "这不是 .xlsx 工作簿，或文件已损坏", "请用 Excel/WPS 重新另存为 .xlsx。")]
    assert read(tmp_path / "无.xlsx")[1][0].code == "cannot-read"


UNITS = """
    {% for 任务 in 任务列表 %}
    {{ 任务.具体任务 }} | {{ 任务.责任单位 }}
    {% endfor %}
"""


@pytest.mark.parametrize("column", ["{{ 任务.配合单位 }}", "{{ 任务.配合 | 顿号 }}", "{{ '配合：' ~ 任务.配合单位 }}"])
def test_units_that_a_list_leaves_out_are_told_and_a_column_mends_it(tmp_path: Path, column: str) -> None:
    tasks = (task(1, "一、公开", "（一）规划"), task(2, "一、公开", "（一）规划", support_text="丁局"))
    told = fill(opened(drawn(tmp_path / "a.xlsx", UNITS)), scope(*tasks))[1]
    assert [(each.code, each.severity) for each in told] == [("unshown-units", "warning")]
    assert "配合单位" in told[0].message
    mended = UNITS.replace("{{ 任务.责任单位 }}", f"{{{{ 任务.责任单位 }}}} | {column}")
    assert not fill(opened(drawn(tmp_path / "b.xlsx", mended)), scope(*tasks))[1]
    assert not fill(opened(drawn(tmp_path / "a.xlsx", UNITS)), scope(tasks[0]))[1]
    assert not fill(opened(drawn(tmp_path / "c.xlsx", LIST)), scope(*tasks))[1]
