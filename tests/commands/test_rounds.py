"""Rounds: asked month by month, each time everybody; what came back in one month is never lost to the next."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest

from generator.hidden_sheet import SHEET_NAME
from tests.offices import open_office
from tests.returning import send_back

pytestmark = pytest.mark.slow
JUNE = ("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")


def rounds_of(office):
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    return list(book["报送期"].iter_rows(values_only=True))[1:] if "报送期" in book.sheetnames else []


def mark_of(path):
    rows = openpyxl.load_workbook(path)[SHEET_NAME].iter_rows(values_only=True)
    return {row[0]: row[1] for row in rows if row[0] in ("edition", "department", "round")}


def test_a_round_goes_to_everybody_who_has_tasks_and_stands_in_the_ledger(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    code, report = office.run(*JUNE)
    assert (code, report["edition"], report["round"]) == (0, 2, "2021年6月")
    assert [each["department"] for each in report["departments"]] == ["发改委", "教体局", "水务局", "财政局", "公安局"]
    assert report["departments"][0]["reasons"] == ["报送期“2021年6月”"]
    assert rounds_of(office) == [("2021年6月", "2021-06-25", "2021-06-01", "2")]
    folder = office.output / report["departments"][1]["path"]
    assert mark_of(folder / "教体局.xlsx") == {"edition": "2", "department": "教体局", "round": "2021年6月"}
    assert {path.name for path in folder.iterdir()} == {"教体局.xlsx", "更新说明.txt"}
    assert set(report["files"]) >= {report["path"], f"{report['departments'][1]['path']}/教体局.xlsx"}
    assert office.run("status", "--as-of", "2021-06-02")[1]["recipients"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--round", "2021年7月"),
        ("--due", "2021-07-25"),
        ("--round", "2021年6月", "--due", "2021-07-25", "--date", "2021-07-01"),
        ("--round", "2021年5月", "--due", "2021-05-25", "--date", "2021-05-01"),
        ("--round", "2021年7月", "--due", "2021-07-25", "--all"),
    ],
)
def test_half_a_round_or_one_that_there_is_already_is_refused_as_usage(tmp_path, words):
    office = open_office(tmp_path)
    office.run(*JUNE)
    before = (office.folder / "input" / "ledger.xlsx").read_bytes()
    code, report = office.run("distribute", *words)
    assert (code, len(report["problems"]), report["recipients"]) == (2, 1, [])
    assert (office.folder / "input" / "ledger.xlsx").read_bytes() == before


def test_within_a_round_a_plain_distribution_carries_it(tmp_path):
    office = open_office(tmp_path)
    office.run(*JUNE)
    office.edit(G3="2021年6月底")
    _, report = office.run("distribute", "--date", "2021-06-05")
    assert (report["round"], [each["department"] for each in report["departments"]]) == (
        "2021年6月",
        ["教体局", "水务局"],
    )
    assert mark_of(office.output / "单位分工表" / "水务局.xlsx")["round"] == "2021年6月"


def test_a_run_that_was_killed_before_it_recorded_the_edition_can_be_run_again(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    records = office.output / ".taizhang"
    before = (records / "manifest.json").read_bytes()
    office.run(*JUNE)
    (records / "manifest.json").write_bytes(before)
    code, report = office.run(*JUNE)
    assert (code, report["edition"], len(report["departments"])) == (0, 2, 5)
    assert rounds_of(office) == [("2021年6月", "2021-06-25", "2021-06-01", "2")]
    assert office.run(*JUNE)[0] == 2


def test_again_makes_no_new_edition_where_nothing_changed(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    code, report = office.run("distribute", "--department", "水务局", "--date", "2021-03-05")
    assert (code, report["edition"], report["recipients"]) == (
        0,
        1,
        [{"department": "水务局", "reasons": ["补发"]}],
    )
    with zipfile.ZipFile(office.output / report["path"]) as archive:
        assert "水务局/水务局.xlsx" in archive.namelist()
        assert not any("教体局" in name for name in archive.namelist())
        (tmp_path / "receipt.xlsx").write_bytes(archive.read("分发签收表.xlsx"))
    texts = [str(cell) for row in openpyxl.load_workbook(tmp_path / "receipt.xlsx").active.values for cell in row]
    assert "水务局" in texts
    assert "教体局" not in texts
    _, report = office.run("distribute", "--all", "--date", "2021-03-06")
    assert (report["edition"], len(report["departments"])) == (1, 5)
    assert len(json.loads((office.output / ".taizhang" / "manifest.json").read_bytes())["editions"]) == 1


def test_a_department_that_is_sent_its_sheet_again_gets_a_new_edition_where_something_changed(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    office.edit(G3="2021年6月底")
    _, report = office.run("distribute", "--department", "水务局", "--date", "2021-03-05")
    assert (report["edition"], [each["department"] for each in report["departments"]]) == (2, ["水务局"])
    _, status = office.run("status", "--as-of", "2021-03-06")
    assert [each["department"] for each in status["recipients"]] == ["教体局"]
    assert office.run("distribute", "--department", "水利局")[0] == 1


@pytest.mark.parametrize("name", ["2021年06月", "２０２１年６月", "2021 年 6 月"])
def test_the_same_name_in_another_spelling_opens_no_second_round(tmp_path, name):
    office = open_office(tmp_path)
    opens = ("--due", "2021-06-25", "--date", "2021-06-01")
    assert office.run("distribute", "--round", "2021年6月", *opens)[0] == 0
    code, report = office.run("distribute", "--round", name, *opens)
    assert (code, [each["code"] for each in report["problems"]]) == (2, ["round-exists"])
    assert "2021年6月" in report["problems"][0]["message"]
    assert office.run("distribute", "--round", "2021年10月", "--due", "2021-10-25", "--date", "2021-10-01")[0] == 0


@pytest.mark.parametrize("command", [("status",), ("remind",), ("build",), ("check",)], ids=" ".join)
def test_a_round_whose_row_is_gone_is_told(tmp_path, command):
    """Nobody would be late in it; a former ledger that was brought back has no row of it either."""
    office = open_office(tmp_path)
    assert office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")[0] == 0
    office.run("restore", "1")
    _, report = office.run(*command, "--as-of", "2021-06-28")
    (problem,) = [each for each in report["problems"] if each["code"] == "round-lost"]
    assert (problem["severity"], problem["sheet"]) == ("warning", "报送期")
    assert "2021-06-01" in problem["message"]
    assert office.run("check", "--accept", "round-lost:2021年6月")[0] == 0
    assert "round-lost" not in str(office.run(*command, "--as-of", "2021-06-28"))


def test_a_day_of_coming_back_before_the_round_was_sent_is_refused(tmp_path):
    """With 2020 for 2021 nobody would ever be late."""
    (tmp_path / "w").mkdir()
    office = open_office(tmp_path / "w")
    assert office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")[0] == 0
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    path = send_back(sheet, tmp_path / "财政局.xlsx", {"T004": {"进展情况": "办好了"}}, "2021-06-10T08:00:00Z")
    code, report = office.run("collect", str(path), "--apply", "--date", "2020-06-28")
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], report["written"]) == (1, "date-before-round", [])
    assert office.run("collect", str(path), "--apply", "--date", "2021-06-28")[1]["written"]


def test_a_task_that_was_added_and_not_sent_yet_makes_no_report_partial_and_nobody_late(tmp_path):
    office = open_office(tmp_path / "w")
    office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    answers = {task: {"进展情况": "办好了"} for task in ("T002", "T003")}
    path = send_back(
        office.output / "单位分工表" / "水务局.xlsx", tmp_path / "水务局.xlsx", answers, "2021-06-10T08:00:00Z"
    )
    office.rows(
        lambda sheet: sheet.append(["T006", 6, "一、公开", "（一）规划", "再做一件。", "水务局", "2021年12月底"])
    )
    _, report = office.run("collect", str(path), "--date", "2021-06-11", "--apply")
    assert [(each["tasks"], each["answered"], each["state"]) for each in report["departments"]] == [(2, 2, "complete")]

    def standing(day):
        (june,) = office.run("status", "--as-of", day)[1]["rounds"]
        (row,) = (row for row in june["departments"] if row["department"] == "水务局")
        return row["tasks"], row["answered"], row["state"], row["late"]

    assert standing("2021-06-26") == (2, 2, "complete", False)
    assert office.run("distribute", "--date", "2021-06-12")[0] == 0
    assert standing("2021-06-24") == (3, 2, "partial", False)


def test_who_has_which_tasks_by_now_changes_no_number_of_a_round_that_is_over(tmp_path):
    office = open_office(tmp_path / "w")
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    for name, tasks in {"水务局": ("T002", "T003"), "发改委": ("T001", "T005")}.items():
        answers = {task: {"落实状态": "已完成" if name == "水务局" else "推进中"} for task in tasks}
        sheet = office.output / "单位分工表" / f"{name}.xlsx"
        back = send_back(sheet, tmp_path / f"{name}.xlsx", answers, "2021-03-10T08:00:00Z")
        assert office.run("collect", str(back), "--apply", "--date", "2021-03-11")[0] == 0
    office.run(*JUNE)

    def march():
        office.run("build", "--as-of", "2021-06-02")
        book = openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")
        (row,) = [row for row in book["各期情况"].iter_rows(values_only=True) if row[0] == "2021年3月"]
        return row[3:10]

    assert march() == (5, 2, 0, 2, 2, 0, 3)  # asked and complete departments, late ones; tasks done to silent

    def change(page):
        page["F4"] = "财政局"  # task 3 was 水务局's
        page.delete_rows(2)  # task 1 was 发改委's
        page.append(["T006", 6, "一、公开", "（一）规划", "再做一件。", "水务局", "2021年12月底"])

    office.rows(change)
    assert march() == (5, 2, 0, 2, 2, 0, 3)


@pytest.mark.parametrize(("day", "title"), [("2021-06-10", "2021年6月报送情况"), ("2021-05-10", "报送情况")])
def test_a_day_of_a_former_round_makes_its_summary_again_and_no_sheet_that_asks_for_it(tmp_path, day, title):
    """Such a sheet would be filled in, and its answers would go to the former round."""
    office = open_office(tmp_path)
    office.run(*JUNE)
    office.run("distribute", "--round", "2021年7月", "--due", "2021-07-25", "--date", "2021-07-01")
    sheet = office.output / "单位分工表" / "水务局.xlsx"
    before = sheet.read_bytes()
    code, report = office.run("build", "--as-of", day)
    assert (code, [each["path"] for each in report["workbooks"]]) == (0, ["落实情况汇总表.xlsx"])
    assert [each["code"] for each in report["problems"]] == ["former-day"]
    assert openpyxl.load_workbook(office.output / "落实情况汇总表.xlsx")["报送情况"]["A1"].value == title
    assert sheet.read_bytes() == before
    assert [each["template"] for each in office.run("status", "--as-of", "2021-07-02")[1]["stale"]] == ["summary"]
    assert "former-day" not in str(office.run("build", "--as-of", "2021-07-02"))
    code, report = office.run("distribute", "--all", "--date", day)
    assert (code, [each["code"] for each in report["problems"]]) == (2, ["round-date"])
