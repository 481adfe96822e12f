"""What people read, word for word: a small office's day from one command to the next."""

from __future__ import annotations

import json
import re

import openpyxl
import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.offices import open_office

ROWS = [
    ["T001", 1, "一、公开", "（一）规划", "做好第1件工作。", "发改委", "2021年12月底"],
    ["T002", 2, "一、公开", "（一）规划", "做好第2件工作。", "教体局牵头，水务局配合", "2021年12月底"],
]
SHEET = "output/单位分工表/水务局.xlsx"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """An office of two tasks and three departments; commands are given in its folder."""
    made = open_office(tmp_path / "w", ROWS, ["发改委", "教体局", "水务局"])
    monkeypatch.chdir(made.folder)
    return made


def told(command: str) -> str:
    """What a command says, on both streams, with its exit code if that is not 0; seconds are left out."""
    result = CliRunner().invoke(main, command.split())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    text = re.sub(r"用时 [\d.]+ 秒", "用时 … 秒", result.stdout + result.stderr)
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join([*lines, *([f"[{result.exit_code}]"] if result.exit_code else [])])


def typed(cell: str, text: str) -> None:
    """Type into the workbook of 水务局."""
    book = openpyxl.load_workbook(SHEET)
    book.worksheets[0][cell] = text
    book.save(SHEET)


BUILD = "build --as-of 2021-03-01"


def test_checking_what_is_sound_says_so(office):
    office.edit(G2="长期坚持", G3="长期坚持")  # nothing that is overdue on the day of the check
    assert told("check") == "没有发现问题。\n接着运行 taizhang build 生成。"


def test_checking_says_every_problem_with_its_cell_and_what_to_do(office):
    office.edit(E3=None)
    assert (
        told("check")
        == """\
错误  input/ledger.xlsx 台账!E3：这一行没有“具体任务”
      请补写任务，或删去整行。
共 1 个错误，0 个提醒。
改好后再运行 taizhang check。
[1]"""
    )


def test_what_to_do_about_several_problems_alike_is_said_once_after_the_last(office):
    office.edit(F2="发改委等有关部门", F3="教体局等有关部门", G2="长期坚持", G3="长期坚持")
    assert (
        told("check")
        == """\
提醒  input/ledger.xlsx 台账!F2：“发改委等有关部门”没有把单位写全。
提醒  input/ledger.xlsx 台账!F3：“教体局等有关部门”没有把单位写全。
      请明确还有哪些单位；不明确的列入待明确。
共 0 个错误，2 个提醒。
看过、不必再改的提醒可以记入“已阅”，以后不再列出，如：taizhang check --accept open-ended:发改委等有关部门
（别的提醒换上各自的 编码:措辞，加 --json 可以看到。）
接着运行 taizhang build 生成。"""
    )


def test_the_next_command_is_named_as_it_is_typed_from_where_the_user_is(office, monkeypatch):
    office.edit(G2="长期坚持", G3="长期坚持")
    monkeypatch.chdir(office.folder.parent)
    assert told("check --workspace w") == "没有发现问题。\n接着运行 taizhang build --workspace w 生成。"
    office.folder.rename(office.folder.parent / "我的 台账")
    result = CliRunner().invoke(main, ["check", "--workspace", "我的 台账"])
    assert result.stdout.endswith('接着运行 taizhang build --workspace "我的 台账" 生成。\n')


def test_a_day_is_taken_as_staff_write_it(office):
    assert told("status --as-of 2021年3月1日") == told("status --as-of 2021-03-01")
    assert "“3月1日”不是日期，应写成 2021-06-25 或 2021年6月25日" in told("status --as-of 3月1日")


def test_building_lists_the_workbooks_with_what_came_of_them_and_why(office):
    assert (
        told(BUILD)
        == """\
工作簿                           结果    页  行  原因
单位分工表/发改委.xlsx           已生成   1   1  首次生成
单位分工表/教体局.xlsx           已生成   1   1  首次生成
单位分工表/水务局.xlsx           已生成   1   1  首次生成
某县2021年工作要点分工台账.xlsx  已生成   1   2  首次生成
分发签收表.xlsx                  已生成   1   3  首次生成
落实情况汇总表.xlsx              已生成   6  12  首次生成
共 6 个工作簿，生成 6 个，在 output，用时 … 秒。
接着核对、打印；发给各单位运行 taizhang distribute。"""
    )
    assert (
        told(BUILD)
        == """\
工作簿                           结果    页  行  原因
单位分工表/发改委.xlsx           未变动   1   1
单位分工表/教体局.xlsx           未变动   1   1
单位分工表/水务局.xlsx           未变动   1   1
某县2021年工作要点分工台账.xlsx  未变动   1   2
分发签收表.xlsx                  未变动   1   3
落实情况汇总表.xlsx              未变动   6  12
共 6 个工作簿，生成 0 个，在 output，用时 … 秒。
接着核对、打印；发给各单位运行 taizhang distribute。"""
    )


def test_building_refuses_to_write_over_what_somebody_typed(office):
    told(BUILD)
    typed("J4", "已办一半")
    office.edit(E3="改过")
    assert (
        told(BUILD)
        == """\
工作簿                           结果    页  行  原因
单位分工表/发改委.xlsx           未变动   1   1
单位分工表/教体局.xlsx           已生成   1   1  任务2的具体任务变更
单位分工表/水务局.xlsx           未生成          任务2的具体任务变更
某县2021年工作要点分工台账.xlsx  已生成   1   2  任务2的具体任务变更
分发签收表.xlsx                  未变动   1   3
落实情况汇总表.xlsx              已生成   6  12  任务2的具体任务变更
共 6 个工作簿，生成 3 个，在 output，用时 … 秒。
处理好后再运行 taizhang build。
错误  output/单位分工表/水务局.xlsx 水务局!J4：这个工作簿在生成后被手工改过（水务局!J4），没有覆盖
      要收进台账，运行 taizhang collect；确要重做，加 --force（改过的先保留一份在 旧版）。
[3]"""
    )


def test_status_says_what_would_be_built_and_who_must_get_a_new_sheet(office):
    told(BUILD)
    assert (
        told("status --as-of 2021-03-01")
        == """\
待生成 0 个，未变动 6 个。
待分发  发改委：首次分发
待分发  教体局：首次分发
待分发  水务局：首次分发
待分发 3 个单位；还没有分发过。
接着可运行 taizhang distribute（分发）。"""
    )
    told("distribute --date 2021-03-01")
    office.edit(G3="2021年6月底")
    assert (
        told("status --as-of 2021-03-01")
        == """\
待生成  单位分工表/教体局.xlsx：任务2的完成时限变更
待生成  单位分工表/水务局.xlsx：任务2的完成时限变更
待生成  某县2021年工作要点分工台账.xlsx：任务2的完成时限变更
待生成  落实情况汇总表.xlsx：任务2的完成时限变更
待生成 4 个，未变动 2 个。
待分发  教体局：任务2的完成时限变更
待分发  水务局：任务2的完成时限变更
待分发 2 个单位；上次分发是第 1 版。
接着可运行 taizhang build（生成），taizhang distribute（分发）。"""
    )


def test_distributing_says_who_gets_a_sheet_why_and_where_it_is(office):
    assert (
        told("distribute --date 2021-03-01")
        == """\
发改委：首次分发
教体局：首次分发
水务局：首次分发
第 1 版（2021-03-01）：3 个单位，已打包 output/分发/第1版_2021-03-01.zip
旁边的文件夹里每个单位一份；收回后运行 taizhang collect，后面写收回的文件夹。"""
    )
    assert told("distribute --date 2021-03-01") == (
        "自上次分发以来没有单位的任务变化，不必分发；要再发一次，加 --all 或 --department 单位名称。"
    )


def test_collecting_says_a_line_for_each_department_and_whether_it_was_written(office):
    told(BUILD)
    told("distribute --date 2021-03-01")
    typed("J4", "已办一半")
    line = "水务局：1 项，报了 1 项，改动 1 处，冲突 0 处，问题 0 个  已报"
    missing = "还没有报的 2 个单位：发改委、教体局"
    change = """\
变更 1 处
  T002 水务局 进展情况　output/单位分工表/水务局.xlsx 水务局!J4
      （空） → “已办一半”"""
    total = "共 1 个文件：有变化 1 个，无变化 0 个，未收集 0 个。"
    details = "逐处的改动见 --details。"
    sheet = "collect output/单位分工表/水务局.xlsx"
    assert told(sheet) == f"{line}\n{missing}\n{total}未写入台账（加 --apply 写入）。\n{details}"
    written = told(f"{sheet} --details --apply --date 2021-03-20")
    following = "接着运行 taizhang build 更新汇总表，taizhang remind 催办没有报的。"
    assert written == f"{line}\n{missing}\n{change}\n{total}已写入台账 5 个单元格。\n{following}"


def test_explaining_draws_the_wording(office):
    assert (
        told("explain units 发改委牵头，水务局配合")
        == """\
发改委牵头，水务局配合
├────┤      ├────┤
│           └ 配合 水务局
└ 牵头 发改委"""
    )
    assert told("explain deadline 6月底前 --year 2021") == "6月底前 → 截止日期 2021-06-30"


def test_converting_tells_what_the_other_form_does_not_hold_and_keeps_what_it_replaces(office, tmp_path):
    ledger, target = office.folder / "input" / "ledger.xlsx", tmp_path / "表.json"
    book = openpyxl.load_workbook(ledger)
    book.create_sheet("会议记录")["A1"] = "另记"
    book.save(ledger)
    target.write_text("别的文件", "utf-8")
    result = CliRunner().invoke(main, ["convert", str(ledger), "-o", str(target), "--json"])
    told = {each["code"]: each["message"] for each in json.loads(result.stdout)["problems"]}
    assert result.exit_code == 0
    assert told["sheets-left-out"] == "工作表“会议记录”不是台账的，没有写进 表.json"
    assert told["kept-beside"] == "这里原来的文件已另存为 表.原件.json"
    assert (tmp_path / "表.原件.json").read_text("utf-8") == "别的文件"
    result = CliRunner().invoke(main, ["convert", str(ledger), "-o", str(target), "--json"])
    assert "kept-beside" not in {each["code"] for each in json.loads(result.stdout)["problems"]}


def test_converting_and_a_missing_file(office):
    assert (
        told("convert input/没有.xlsx -o x.json")
        == """\
错误  input/没有.xlsx：找不到台账文件
      请检查文件名和文件夹；新建工作区用 taizhang init，由原文件生成台账用 taizhang import。
[1]"""
    )
    assert "x.json" in told("convert input/ledger.xlsx -o x.json")
