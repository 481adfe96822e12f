"""What departments and leaders get is made for them: room to fill in, room to sign, one page that says it all."""

from __future__ import annotations

import datetime
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator import Workspace, build, remind
from tests.commands.test_remind import JUNE, an_office
from tests.offices import open_office
from tests.rendering import convert, pages_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
FILLED_IN = ("落实状态", "进展情况", "存在问题", "下一步打算")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example, built on a day."""
    folder = tmp_path_factory.mktemp("example")
    for part in ("input", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    build(Workspace(folder), as_of=datetime.date(2021, 12, 28))
    return folder / "output"


def headings(sheet, row=3):
    return {cell.value: cell.column_letter for cell in sheet[row] if cell.value}


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_department_has_a_third_of_the_width_and_more_for_its_answers():
    sheet = openpyxl.load_workbook(ROOT / "templates" / "department.xlsx").worksheets[0]
    widths = {key: each.width for key, each in sheet.column_dimensions.items() if not each.hidden}
    columns = headings(sheet)
    assert sum(widths[columns[name]] for name in FILLED_IN) >= 0.35 * sum(widths.values())


def test_an_answer_of_ninety_characters_takes_few_lines(tmp_path):
    office = an_office(tmp_path, answers=[("T001", "发改委", "", "推进中", "")])
    path = tmp_path / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    book["落实情况"]["E2"] = "已组织各学校公开招生政策。" * 7
    book.save(path)
    office.build()
    sheet = openpyxl.load_workbook(office.output / "单位分工表" / "发改委.xlsx").active
    assert sheet.row_dimensions[4].height <= 8 * 14 + 6


def test_a_row_that_is_filled_in_has_room_for_fifty_characters_as_no_program_grows_it(example):
    sheet = openpyxl.load_workbook(example / "单位分工表" / "旗教体局.xlsx").active
    heights = [
        sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(4) if str(row[0].value).startswith("T")
    ]
    assert len(heights) == 20
    assert min(heights) >= 4 * 13 + 5  # four lines of thirteen


def test_how_a_task_came_is_a_mark_with_one_line_that_explains_it(example):
    sheet = openpyxl.load_workbook(example / "单位分工表" / "旗教体局.xlsx").active
    columns = headings(sheet)
    roles = {sheet[f"{columns['序号']}{row}"].value: sheet[f"{columns['角色']}{row}"].value for row in range(4, 30)}
    assert (roles[3], roles[9]) == ("责任", "责任*")
    (line,) = [text for text in texts(sheet) if text.startswith("*")]
    assert "经“旗政府各部门”" in line


def test_many_other_units_are_the_first_ones_and_their_number(example):
    sheet = openpyxl.load_workbook(example / "单位分工表" / "旗教体局.xlsx").active
    column = headings(sheet)["其他单位"]
    assert "旗卫健委、旗医保局、旗民政局等7个单位" in [sheet[f"{column}{row}"].value for row in range(4, 30)]


def test_in_a_round_the_sheet_says_which_and_by_when_and_shows_what_was_said_before(tmp_path):
    may = ("2021年5月", "2021-05-25", "2021-05-01", "1")
    office = an_office(tmp_path, [may, JUNE], [("T001", "发改委", "2021年5月", "未启动", "2021-05-20")])
    office.run("build", "--as-of", "2021-06-10")
    shown = texts(openpyxl.load_workbook(office.output / "单位分工表" / "发改委.xlsx").active)
    assert any("2021年6月，请于 2021年6月25日前报送" in text for text in shown)
    assert "上期（未启动）：未填进展情况" in shown
    others = texts(openpyxl.load_workbook(office.output / "单位分工表" / "教体局.xlsx").active)
    assert not any(text.startswith("上期") for text in others)


def test_what_was_said_before_is_no_row_to_collect_from(tmp_path):
    may = ("2021年5月", "2021-05-25", "2021-05-01", "1")
    office = an_office(tmp_path, [may, JUNE], [("T001", "发改委", "2021年5月", "推进中", "2021-05-20")])
    office.run("distribute", "--date", "2021-06-02")
    path = office.output / "单位分工表" / "发改委.xlsx"
    book = openpyxl.load_workbook(path)
    column = headings(book.active)["进展情况"]
    book.active[f"{column}4"] = "已经公开。"
    back = tmp_path / "回" / "发改委.xlsx"
    back.parent.mkdir()
    book.save(back)
    code, report = office.run("collect", "--apply", "--date", "2021-06-20", str(back))
    assert (code, report["conflicts"], report["proposals"]) == (0, [], [])
    rows = list(openpyxl.load_workbook(tmp_path / "input" / "ledger.xlsx")["落实情况"].iter_rows(values_only=True))
    assert [row[:5] for row in rows[1:]] == [
        ("T001", "发改委", "2021年5月", "推进中", None),
        ("T001", "发改委", "2021年6月", None, "已经公开。"),
    ]


def test_the_receipt_is_upright_has_room_to_sign_and_adds_up(example):
    sheet = openpyxl.load_workbook(example / "分发签收表.xlsx").active
    assert sheet.page_setup.orientation == "portrait"
    assert {"份数", "联系电话", "签收人"} <= set(headings(sheet))
    assert all(sheet.row_dimensions[row].height >= 24 for row in range(4, sheet.max_row + 1))
    assert sheet.cell(sheet.max_row, 1).value == "合计（22 个单位）"


def test_the_summary_counts_what_has_not_begun_apart_and_shows_the_round(tmp_path):
    answers = [
        ("T001", "发改委", "2021年6月", "未启动", "2021-06-20"),
        ("T001", "教体局", "2021年6月", "推进中", "2021-06-20"),
        ("T002", "财政局", "2021年6月", "已完成", "2021-06-27"),
    ]
    office = an_office(tmp_path, [JUNE], answers)
    office.run("build", "--as-of", "2021-06-28")
    book = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")
    assert book.sheetnames[0] == "一页总览"
    page = texts(book["一页总览"])
    assert any("已完成 1，推进中 1，未启动 1，未报送 2；逾期 1" in text for text in page)
    assert any("应报 4 个单位：已报 1，迟报 1，部分 1，未报 1" in text for text in page)
    rows = {row[1]: row[2:6] for row in book["报送情况"].iter_rows(min_row=4, values_only=True)}
    assert rows["发改委"] == (1, 1, "已报", "2021年6月20日")
    assert rows["财政局"] == (1, 1, "迟报", "2021年6月27日")
    assert rows["教体局"][:3] == (2, 1, "部分")
    assert rows["水务局"][:3] == (1, 0, "未报")
    (row,) = [row for row in book["各期情况"].iter_rows(values_only=True) if row[0] == "2021年6月"]
    assert row[3:10] == (4, 2, 1, 1, 1, 1, 2)
    assert len(book["各期情况"]._charts) == 1


def in_a_round(folder, names, answers, sections=1, overdue=0):
    """An office with a task for each department, and what they answered: ``(difficulties, received)`` by department."""
    rows = [
        [
            f"T{n:03}",
            n,
            f"第{n % sections}部分",
            "",
            f"第{n}件工作",
            name,
            "2021年3月底" if n < overdue else "2021年12月底",
        ]
        for n, name in enumerate(names)
    ]
    office = open_office(folder, rows, names)
    path = folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    for title, lines in {
        "报送期": (["期次", "截止日期", "发出日期", "版次"], JUNE),
        "落实情况": (
            ["标识", "单位", "期次", "落实状态", "存在问题", "收回日期"],
            *([row[0], row[5], JUNE[0], "推进中", *answers[row[5]]] for row in rows if row[5] in answers),
        ),
    }.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
    office.run("build", "--only", "summary", "--as-of", "2021-07-10")
    return openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")["一页总览"]


def test_difficulties_for_leaders_are_those_that_were_named_and_their_number(tmp_path):
    names = [f"{number:02}局" for number in range(9)]
    said = ["无", "缺人", "暂无", "缺钱", "没有", "缺地", "缺车", "缺设备", ""]
    page = in_a_round(tmp_path, names, {name: (text, "2021-06-20") for name, text in zip(names, said, strict=True)})
    shown = texts(page)
    assert [text for text in shown if text in said] == ["缺人", "缺钱", "缺地"]
    assert shown[-1] == "共 5 个问题，其余见“落实情况”。"


@pytest.mark.parametrize("name", ["{:02}局", "{:02}行政审批和政务服务局"])
@pytest.mark.parametrize(
    ("sections", "units", "late", "overdue", "troubled"),
    [
        (4, 22, 0, 0, 0),
        (4, 22, 0, 5, 1),
        (4, 30, 24, 8, 12),
        (14, 40, 30, 20, 20),
        (26, 60, 0, 0, 0),
        (3, 40, 40, 40, 40),
    ],
)
def test_the_page_for_leaders_is_one_page_and_full(tmp_path, name, sections, units, late, overdue, troubled):
    """Half of the late ones did not report; whatever has no room is counted."""
    names = [name.format(number) for number in range(units)]
    answers = {
        each: (
            f"第{number}类：人员力量不足，专业人才缺乏，经费尚未到位，系统对接需要上级协调解决，数据整理量大"
            * (number < troubled),
            "2021-06-30" if number < late else "2021-06-20",
        )
        for number, each in enumerate(names)
        if number % 2 or number >= late
    }
    page = in_a_round(tmp_path, names, answers, sections, overdue)
    heights = [page.row_dimensions[row].height for row in range(1, page.max_row + 1)]
    body = 842 - 72 * (page.page_margins.top + page.page_margins.bottom)
    assert len(page.row_breaks.brk) == 0
    assert 0.85 * body < sum(heights) <= body
    shown = texts(page)
    rows = shown[shown.index("二、按责任单位") : shown.index("三、迟报和逾期")]
    count = sum(text in names for text in rows)
    assert count >= 3
    assert count == units or f"另有 {units - count} 个单位，见“单位完成情况”。" in rows


@pytest.mark.parametrize("units", [14, 20, 40])
@pytest.mark.parametrize("title", ["工作要点", "贯彻落实深化行政审批制度改革优化营商环境若干措施重点任务责任分工方案"])
def test_the_page_for_leaders_is_one_page_without_rounds_and_with_overdue_tasks_of_several_departments(
    tmp_path, units, title
):
    names = [f"第{number}服务管理局" for number in range(units)]
    rows = [
        [f"T{n:03}", n, f"第{n % 3}部分", "", f"第{n}件工作", "、".join(names[n : n + 3]), "2021年3月底"]
        for n in range(units - 2)
    ]
    office = open_office(tmp_path, rows, names, title)
    office.run("build", "--only", "summary", "--as-of", "2021-07-10")
    page = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")["一页总览"]
    assert len(page.row_breaks.brk) == 0


def test_a_list_of_tasks_to_be_made_clear_that_is_empty_says_so(tmp_path):
    office = open_office(tmp_path)
    office.build()
    book = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")
    assert texts(book["待明确"])[-1] == "没有责任单位待明确的任务。"


def test_lines_of_a_chart_differ_in_grey_and_in_dash(tmp_path):
    office = an_office(tmp_path, [JUNE])
    office.run("build", "--as-of", "2021-06-28")
    with zipfile.ZipFile(office.output / "落实情况汇总表.xlsx") as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    (lines,) = [chart for chart in charts if "lineChart" in chart]
    colours = dict.fromkeys(re.findall(r'<a:ln w="28575"><a:solidFill><a:srgbClr val="(\w+)"', lines))
    grey = [0.299 * int(c[:2], 16) + 0.587 * int(c[2:4], 16) + 0.114 * int(c[4:], 16) for c in colours]
    assert len(grey) == 2
    assert abs(grey[0] - grey[1]) > 50
    assert re.findall(r'prstDash val="(\w+)"', lines)


def test_the_rounds_of_a_year_and_their_chart_are_on_one_page(tmp_path):
    rounds = [(f"2021年{month}月", f"2021-{month:02}-25", f"2021-{month:02}-01", str(month)) for month in range(1, 13)]
    office = an_office(tmp_path, rounds)
    office.run("build", "--only", "summary", "--as-of", "2021-12-28")
    sheet = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")["各期情况"]
    assert [row[0].value for row in sheet.iter_rows(5)] == [name for name, *_ in rounds]
    assert len(sheet.row_breaks.brk) == 0
    anchor = sheet._charts[0].anchor
    assert (anchor._from.row, anchor.to.row) == (2, 2)  # it covers no row of the table


def test_a_ledger_without_rounds_has_a_summary_too(tmp_path):
    office = open_office(tmp_path)
    office.build()
    book = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")
    assert any(text.startswith("没有分期报送") for text in texts(book["各期情况"]))
    assert any("没有报送过的单位：发改委、教体局" in text for text in texts(book["一页总览"]))


@pytest.mark.render
@pytest.mark.parametrize("count", [22, 30, 35])
def test_how_every_department_stands_is_on_one_page(tmp_path, count):
    names = [f"第{number}单位" for number in range(count)]
    office = open_office(
        tmp_path, [[f"T{n:03}", n, "一", "", f"第{n}件", name, ""] for n, name in enumerate(names)], names
    )
    office.build("--only", "summary")
    (summary,) = map(pages_of, convert([office.output / "落实情况汇总表.xlsx"], tmp_path))
    (page,) = [page for page in summary if "其中逾期" in page.text]
    assert "各单位完成情况" in page.text
    assert f"合计{count}" in page.text
    assert page.height > page.width


@pytest.mark.render
def test_the_page_for_leaders_is_one_page_and_the_letters_print_as_laid_out(example, tmp_path):
    office = Workspace(example.parent)
    report = remind(office, as_of=datetime.date(2021, 12, 28))
    letter = example / report.departments[0].path
    summary, letters = (pages_of(pdf) for pdf in convert([example / "落实情况汇总表.xlsx", letter], tmp_path))
    assert "一、按一级任务" in summary[0].text
    assert "四、存在问题" in summary[0].text
    assert "灯" in summary[1].text
    assert "催办单" in letters[0].text
    assert "2021年12月28日" in letters[-1].text
