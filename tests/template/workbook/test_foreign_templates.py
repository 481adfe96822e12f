"""Templates of offices that are not ours, drawn anew from what such reports look like: from drawing to file."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from msgspec.structs import replace
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator.layout import lay_out
from generator.model import DepartmentView, Scope
from generator.template import output_name
from generator.writer import write
from tests.template.drawn import drawn, filled, laid_out, opened, scope, task
from tests.template.workbook.test_fidelity import png

TASKS = (
    task(1, "一、城建", "（一）道路", content="修路", leads=("住建局",), extra={"投资": 300}),
    task(2, "一、城建", "（一）道路", content="架桥", leads=("住建局", "交通局"), extra={"投资": 200}),
    task(3, "一、城建", "（二）绿化", content="植树", leads=("林草局",), extra={"投资": 50}),
    task(4, "二、民生", "（三）养老", content="建院", leads=("民政局",), extra={"投资": 80}),
)


def made(path: Path, given: Scope) -> Worksheet:
    """The first sheet of the workbook that a template gives, written and opened again."""
    book, problems = lay_out(filled(path, given))
    assert [problem for problem in problems if problem.severity == "error"] == []
    write(book, path.with_name("out.xlsx"))
    return openpyxl.load_workbook(path.with_name("out.xlsx")).worksheets[0]


def rows_of(sheet: Worksheet) -> list[str]:
    """The values of a sheet, one text a row."""
    return [
        " | ".join("" if value is None else str(value) for value in row).rstrip(" |")
        for row in sheet.iter_rows(values_only=True)
    ]


def test_a_report_of_investments_with_groups_and_subtotals(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("A5:D5")
        sheet["A1"].font = Font(name="黑体", size=18)
        sheet["D7"].number_format = '#,##0"万元"'
        sheet.print_title_rows = "2:3"
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:D2")

    path = drawn(
        tmp_path / "t.xlsx",
        """
        {{ 台账.年度 }}年重点项目投资表（共{{ 任务列表 | 计数 }}项）
        序号 | 项目 | 责任
        x | 名称 | 单位 | 投资
        {% for 类, 项目 in 任务列表 | 分组('一级任务') %}
        {{ 类 }}（{{ 项目 | 计数 }}项）
        {% for 任务 in 项目 %}
        {{ loop.index }} | {{ 任务.具体任务 }} | {{ 任务.牵头 | 顿号 }} | {{ 任务.投资 }}
        {% endfor %}
        小计 |  |  | =SUM(D7:D7)
        {% endfor %}
        总计 |  |  | =SUM(D7:D7)
        """,
        draw,
    )
    sheet = made(path, scope(*TASKS))
    assert rows_of(sheet) == [
        "2021年重点项目投资表（共4项）",
        "序号 | 项目 | 责任",
        " | 名称 | 单位 | 投资",
        "一、城建（3项）",
        "1 | 修路 | 住建局 | 300",
        "2 | 架桥 | 住建局、交通局 | 200",
        "3 | 植树 | 林草局 | 50",
        "小计 |  |  | =SUM(D5:D7)",
        "二、民生（1项）",
        "1 | 建院 | 民政局 | 80",
        "小计 |  |  | =SUM(D10:D10)",
        "总计 |  |  | =SUM(D5:D7,D10)",
    ]
    assert sheet["D5"].number_format == '#,##0"万元"'
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:D1", "A2:A3", "A4:D4", "A9:D9", "C2:D2"]
    assert sheet.print_title_rows == "$2:$3"


def test_an_overview_of_three_levels(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        {% for 章 in 任务列表 | 分组('一级任务') %}
        {{ 章.名称 }}
        {% for 节 in 章.列表 | 分组('二级任务') %}
        {% for 任务 in 节.列表 %}
        {{ 节.名称 | 合并 }} | {{ 任务.具体任务 }} | {% for 名 in 任务.牵头 %}{{ 名 }}{{ '、' if not loop.last }}{% endfor %}
        {% if 任务.牵头 | 计数 > 1 %}
        - | 会同办理 | {{ 任务.牵头 | last }}
        {% endif %}
        {% endfor %}
        {% endfor %}
        {% endfor %}
        """,  # noqa: E501 (a picture of a row)
    )
    sheet = made(path, scope(*TASKS))
    assert rows_of(sheet) == [
        "一、城建",
        "（一）道路 | 修路 | 住建局",
        " | 架桥 | 住建局、交通局",
        "- | 会同办理 | 交通局",
        "（二）绿化 | 植树 | 林草局",
        "二、民生",
        "（三）养老 | 建院 | 民政局",
    ]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A2:A3"]


def test_a_form_with_a_picture_a_list_and_a_warning_colour(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.add_image(Picture(io.BytesIO(png(30, 30))), "D1")
        states = DataValidation("list", formula1='"未开始,推进中,已完成"', showErrorMessage=True)
        states.add("C5")
        sheet.add_data_validation(states)
        red = PatternFill(bgColor="FFFFC7CE")
        sheet.conditional_formatting.add("A5:D5", FormulaRule(['$C5="未开始"'], fill=red))
        sheet.protection.enable()
        for cell in sheet[5]:
            cell.border = Border(*(Side("thin"),) * 4)
        sheet["D7"].protection = Protection(locked=False)
        for letter, width in zip("ABCD", (6, 30, 10, 30), strict=True):
            sheet.column_dimensions[letter].width = width

    path = drawn(
        tmp_path / "落实表.xlsx",
        """
        {{ 单位.简称 }}落实情况表
        填报要求：逐项填写
        序号 | 任务 | 状态 | 进展
        {% for 任务 in 任务列表 %}
        {{ 任务.序号 }} | {{ 任务.具体任务 }} | {{ 任务.落实状态 | 填报 }} | {{ 任务.进展情况 | 填报 }}
        {% endfor %}
        填报人： |  |  | （签字）
        """,
        draw,
        settings={"每单位一份": "是"},
    )
    department = DepartmentView("住建局", tasks=TASKS[:2], task_count=2)
    given = replace(scope(*TASKS[:2]), department=department)
    assert output_name(opened(path), given) == ("落实表/住建局", ())
    sheet = made(path, given)
    assert rows_of(sheet)[3:] == ["1 | 修路", "2 | 架桥", "填报人： |  |  | （签字）"]
    assert [sheet.cell(row, 4).protection.locked for row in (3, 4, 5, 6)] == [True, False, False, False]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C4:C5"]
    attachments = laid_out(path, given).sheets[0].attachments
    assert attachments.conditionals[0].formulas == ('$C4="未开始"',)
    assert [(image.row, image.column) for image in attachments.images] == [(0, 3)]
