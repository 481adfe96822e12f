"""What looked right and was wrong: rows that are no task, tasks that nobody is told of, records that are gone."""

from __future__ import annotations

import shutil

import openpyxl
import pytest

from tests.offices import HEADING, Office, open_office
from tests.returning import send_back

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path) -> Office:
    return open_office(tmp_path)


def told(report: dict, severity: str = "error") -> list[tuple[str, list[str]]]:
    """Code and cells of the problems."""
    return [(each["code"], each["cells"]) for each in report["problems"] if each["severity"] == severity]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["合计", None, None, None, "共5项"], "total-row", "A7"),
        ([None, "总 计：", None, None, "共5项"], "total-row", "B7"),
        ([None, None, "小计", None, None, None, "5项"], "total-row", "C7"),
        (HEADING, "repeated-heading", "E7"),
    ],
)
def test_a_total_or_a_heading_below_the_tasks_is_no_task(office, row, code, cell):
    office.rows(lambda sheet: sheet.append(row))
    exit_code, report = office.run("build")
    assert (exit_code, told(report)) == (1, [(code, [cell])])


def test_a_row_that_was_copied_is_told_as_it_counts_twice(office):
    office.rows(lambda sheet: sheet.append([None, 6, "一、公开", "（一）规划", "做好第2件 工作。", "水务局", "同上"]))
    found = office.run("check", "--as-of", "2021-01-01")[1]["problems"]
    assert [(each["cell"], each["message"]) for each in found if each["code"] == "copied-row"] == [
        ("E7", "与 E3 的任务完全相同，算作两项")
    ]


def test_a_task_about_a_total_is_a_task(office):
    office.edit(E3="合计不少于5项。")
    assert office.run("build")[0] == 0


def test_a_ledger_that_lost_its_rows_withdraws_nobodys_tasks(office):
    office.run("distribute", "--date", "2021-03-01")
    office.rows(lambda sheet: sheet.delete_rows(2, 10))
    exit_code, report = office.run("distribute", "--date", "2021-03-02")
    assert (exit_code, told(report), report["files"]) == (1, [("no-tasks", [])], [])


def test_below_merged_cells_nobody_would_be_told_so_nothing_is_sent_until_they_are_taken_apart(office):
    office.rows(lambda sheet: sheet.merge_cells("F3:F5"))
    exit_code, report = office.run("distribute", "--date", "2021-03-01")
    assert (exit_code, told(report)) == (1, [("merged-cells", ["F3"])])
    office.run("check", "--fix")
    _, report = office.run("distribute", "--date", "2021-03-01")
    assert [each["department"] for each in report["departments"]] == ["发改委", "教体局", "水务局", "公安局"]


def test_a_round_whose_records_are_gone_is_told_as_nobody_would_ever_be_late(office):
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    assert told(office.run("remind", "--as-of", "2021-03-26")[1], "warning") == []
    shutil.rmtree(office.output)
    for command in ("status", "remind"):
        _, report = office.run(command, "--as-of", "2021-03-26")
        assert told(report, "warning") == [("round-unrecorded", ["A2"])]
    office.run("distribute", "--date", "2021-03-26")
    _, report = office.run("remind", "--as-of", "2021-03-27")
    assert len(report["departments"]) == 5 and told(report, "warning") == []


def test_a_round_whose_sheets_have_no_cell_to_answer_in_is_told(office):
    path = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if "填报 }}" in str(cell.value):
                cell.value = str(cell.value).replace("| 填报 }}", "}}")
    book.save(path)
    assert told(office.run("distribute", "--date", "2021-03-01")[1], "warning") == []  # for information only
    round_of = ("--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-02")
    assert told(office.run("distribute", *round_of)[1], "warning") == [("nothing-asked", [])]


def test_a_department_whose_only_task_was_worded_anew_is_no_other_ledger(office):
    office.run("distribute", "--date", "2021-03-01")
    for day, text in (("2021-03-02", "做好第4件工作，月底前完成。"), ("2021-03-03", "做好第4件工作，年底前完成。")):
        office.edit(E5=text)
        assert told(office.run("distribute", "--date", day)[1], "warning") == []


def test_another_ledger_in_the_same_workspace_is_told_as_it_would_withdraw_everything(office):
    office.run("distribute", "--date", "2021-03-01")
    office.edit(**{f"E{row}": f"安全工作第{row}件" for row in range(2, 6)})
    others = [("task-replaced", [f"E{row}"]) for row in range(2, 6)]
    assert (
        told(office.run("status", "--as-of", "2021-03-02")[1], "warning") == others
    )  # one of the tasks is still there
    office.edit(E6="安全工作第6件")
    for command in (("status", "--as-of", "2021-03-02"), ("distribute", "--date", "2021-03-02")):
        assert told(office.run(*command)[1], "warning") == [("other-ledger-sent", [])]
    assert told(office.run("status", "--as-of", "2021-03-02")[1], "warning") == []  # it was meant so


@pytest.mark.parametrize(
    ("title", "is_told"),
    [("某县2022年工作台账", True), ("某县2020—2022年工作台账", False), ("某县工作台账（〔2022〕5号）", False)],
)
def test_a_year_that_is_none_of_the_title_is_told_as_deadlines_without_one_are_read_by_it(office, title, is_told):
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    info = {row[0].value: row[1] for row in book["信息"].iter_rows()}
    info["标题"].value, info["年度"].value = title, 2021
    book.save(office.folder / "input" / "ledger.xlsx")
    _, report = office.run("check", "--as-of", "2021-01-01")
    cells = [each["cell"] for each in report["problems"] if each["code"] == "year-unlike-title"]
    assert cells == [info["年度"].coordinate] * is_told


def test_answers_that_came_with_a_copy_of_another_ledger_are_told(office, tmp_path):
    office.run("distribute", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "发改委.xlsx"
    path = send_back(sheet, tmp_path / "发改委.xlsx", {"T001": {"落实状态": "已完成"}}, "2021-03-08T08:00:00Z")
    office.run("collect", str(path), "--date", "2021-03-10", "--apply")
    copy = Office(tmp_path / "copy")
    for folder in ("input", "templates"):
        shutil.copytree(office.folder / folder, copy.folder / folder)
    for each, is_told in ((office, False), (copy, True)):
        problems = each.run("status", "--as-of", "2021-03-11")[1]["problems"]
        assert [problem["cell"] for problem in problems if problem["code"] == "answers-from-elsewhere"] == (
            ["M2"] if is_told else []
        )


def test_an_added_column_of_units_is_told_as_it_gives_nobody_a_task(office):
    office.edit(H1="牵头部门", H2="财政局", I1="责任人", I2="张三")
    _, report = office.run("check", "--as-of", "2021-01-01")
    assert [each["wording"] for each in report["problems"] if each["code"] == "unread-units"] == ["牵头部门"]
    office.run("check", "--accept", "unread-units:牵头部门")
    codes = [each["code"] for each in office.run("check", "--as-of", "2021-01-01")[1]["problems"]]
    assert "unread-units" not in codes


def test_a_ledger_saved_in_another_format_is_told(office):
    ledger = office.folder / "input" / "ledger.xlsx"
    shutil.copy(ledger, ledger.with_suffix(".et"))
    _, report = office.run("check", "--as-of", "2021-01-01")
    assert told(report, "warning") == [("ledger-in-another-format", [])]
    ledger.unlink()
    code, report = office.run("check", "--as-of", "2021-01-01")
    assert (code, told(report)) == (1, [("ledger-missing", [])])
    assert "ledger.et 读不了：是台账的，请用 Excel 或 WPS 另存为 ledger.xlsx" in report["problems"][0]["advice"]


@pytest.mark.parametrize("name", ["工作要点.docx", "任务分解表.xlsx", "通知 正文.pdf"])
def test_an_original_where_the_ledger_should_be_is_named_with_the_command_that_imports_it(office, name):
    ledger = office.folder / "input" / "ledger.xlsx"
    ledger.unlink()
    (ledger.parent / name).write_bytes(b"")
    code, report = office.run("check", "--as-of", "2021-01-01")
    assert (code, told(report)) == (1, [("ledger-missing", [])])
    assert f'请先导入：taizhang import "input/{name}"' in report["problems"][0]["advice"]


def test_a_sheet_of_a_copy_of_the_workspace_is_not_taken_where_its_tasks_have_the_ids_of_others(office, tmp_path):
    copy = Office(tmp_path / "copy")
    shutil.copytree(office.folder / "input", copy.folder / "input")
    shutil.copytree(office.folder / "templates", copy.folder / "templates")
    for each, text in ((office, "清理河道内的违章建筑。"), (copy, "组织开展防汛抗旱应急演练。")):
        row = ["T006", 6, "一、公开", "（一）规划", text, "水务局", "2021年12月底"]
        each.rows(lambda sheet, row=row: sheet.append(row))
        each.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    sheet = copy.output / "单位分工表" / "水务局.xlsx"
    answers = {"T003": {"进展情况": "一样的任务"}, "T006": {"进展情况": "演练了两次"}}
    path = send_back(sheet, tmp_path / "水务局.xlsx", answers, "2021-06-10T08:00:00Z")
    code, report = office.run("collect", str(path), "--date", "2021-06-11", "--apply")
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["cell"]) == (1, "row-of-another-task", "D6")
    assert "T006" in problem["message"] and "演练了两次" in problem["message"] and "清理河道" in problem["advice"]
    assert [(each["task_id"], each["theirs"]) for each in report["changes"]] == [("T003", "一样的任务")]
    office.edit(E7="组织开展防汛抗旱应急演练。")  # now it is this task
    assert office.run("collect", str(path), "--date", "2021-06-11")[0] == 0


def test_answers_to_a_task_in_whose_row_another_was_written_are_not_taken_for_answers_to_that(office, tmp_path):
    office.run("distribute", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "发改委.xlsx"
    path = send_back(sheet, tmp_path / "发改委.xlsx", {"T001": {"进展情况": "已经公开"}}, "2021-03-08T08:00:00Z")
    office.edit(E2="开展校园食品安全专项检查。")
    code, report = office.run("collect", str(path), "--date", "2021-03-10", "--apply")
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], report["changes"]) == (1, "task-replaced", [])
    assert "已经公开" in (office.output / ".taizhang" / "answers.json").read_text("utf-8"), "it is kept"
    office.run("check", "--accept", "task-replaced:开展校园食品安全专项检查。")
    code, report = office.run("collect", str(path), "--date", "2021-03-10", "--apply")
    assert (code, [each["theirs"] for each in report["changes"]]) == (0, ["已经公开"])


def test_answers_that_count_for_another_task_than_the_one_that_was_answered_are_told_whatever_was_sent_since(
    office, tmp_path
):
    office.run("distribute", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "发改委.xlsx"
    path = send_back(sheet, tmp_path / "发改委.xlsx", {"T001": {"落实状态": "已完成"}}, "2021-03-08T08:00:00Z")
    assert office.run("collect", str(path), "--date", "2021-03-10", "--apply")[0] == 0
    office.edit(E2="开展校园食品安全专项检查。")
    for day in ("2021-03-12", "2021-03-13"):
        (problem,) = [
            each for each in office.run("status", "--as-of", day)[1]["problems"] if "replaced" in each["code"]
        ]
        assert problem["cell"] == "E2" and "发改委报的落实情况" in problem["message"]
        office.run("distribute", "--date", day)


def test_a_column_that_was_sorted_by_itself_is_told_as_units_and_answers_stay_behind(office):
    office.run("distribute", "--date", "2021-03-01")
    office.edit(E3="做好第2件工作，年底前完成。", E4="做好第4件工作。")
    assert told(office.run("status", "--as-of", "2021-03-02")[1], "warning") == [("copied-row", ["E5"])]
    office.edit(E2="做好第3件工作。", E3="做好第1件工作。", E4="做好第2件工作。")
    _, report = office.run("status", "--as-of", "2021-03-02")
    assert told(report, "warning") == [("contents-swapped", ["E2"])]
    office.run("distribute", "--date", "2021-03-02")
    assert told(office.run("status", "--as-of", "2021-03-03")[1], "warning") == []  # it was meant so


def test_a_row_put_in_above_same_as_above_is_told_as_the_tasks_below_go_to_its_units(office):
    office.edit(F4="同上")
    office.run("distribute", "--date", "2021-03-01")
    office.edit(F3="教体局")  # what stands above was changed: meant for both
    assert told(office.run("status", "--as-of", "2021-03-02")[1], "warning") == []
    office.run("distribute", "--date", "2021-03-02")

    def put_in(sheet):
        sheet.insert_rows(4)
        for column, text in enumerate(["T006", 3, "一、公开", "（一）规划", "再做一件。", "公安局", "2021年12月底"], 1):
            sheet.cell(4, column).value = text
        for row in (5, 6, 7):
            sheet.cell(row, 2).value = row - 1

    office.rows(put_in)
    _, report = office.run("status", "--as-of", "2021-03-03")
    assert told(report, "warning") == [("same-as-another", ["F5"])]
    office.edit(F5="教体局")
    assert told(office.run("status", "--as-of", "2021-03-03")[1], "warning") == []


def test_collecting_without_the_records_of_the_round_says_so_and_that_others_are_missing(office, tmp_path):
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    path = send_back(sheet, tmp_path / "财政局.xlsx", {"T004": {"进展情况": "办好"}}, "2021-03-10T08:00:00Z")
    shutil.rmtree(office.output)
    _, report = office.run("collect", str(path), "--date", "2021-03-11", "--apply")
    assert told(report, "warning") == [("round-unrecorded", ["A2"])]
    assert report["missing"] == ["发改委", "教体局", "水务局", "公安局"]


def test_what_is_typed_where_the_ledger_holds_nothing_is_told_by_cell(office, tmp_path):
    office.run("distribute", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "水务局.xlsx"
    typed = {"T002": {"角色": "牵头", "其他单位": "应由财政局负责", "进展情况": "办了"}, "T003": {"变更": "请删去"}}
    back = send_back(sheet, tmp_path / "回.xlsx", typed, "2021-03-02T08:00:00Z")
    _, report = office.run("collect", str(back), "--date", "2021-03-03")
    found = report["files"][0]["problems"]
    assert [(each["code"], each["cell"]) for each in found] == [("typed-over", cell) for cell in ("E4", "F4", "H5")]
    assert "应由财政局负责" in found[1]["message"]
    as_sent = send_back(sheet, tmp_path / "无.xlsx", {"T002": {"进展情况": "办了"}}, "2021-03-02T08:00:00Z")
    assert office.run("collect", str(as_sent), "--date", "2021-03-03")[1]["files"][0]["problems"] == []


def test_rows_below_each_other_that_share_a_label_show_what_was_sent_once_it_is_taken_apart(office, tmp_path):
    office.run("distribute", "--date", "2021-03-01")
    book = openpyxl.load_workbook(office.output / "单位分工表" / "水务局.xlsx")
    page = book.worksheets[0]
    for area in [*page.merged_cells.ranges]:
        if area.min_col == area.max_col:
            label = page.cell(area.min_row, area.min_col).value
            page.unmerge_cells(str(area))
            for row in range(area.min_row, area.max_row + 1):
                page.cell(row, area.min_col).value = label
    page.insert_cols(3)
    book.save(tmp_path / "回.xlsx")
    found = office.run("collect", str(tmp_path / "回.xlsx"), "--date", "2021-03-03")[1]["files"][0]["problems"]
    assert "typed-over" not in [each["code"] for each in found]


def test_names_of_rounds_that_changed_places_are_told_as_late_is_counted_by_the_other_day(office):
    for month in (3, 4):
        name, due, day = f"2021年{month}月", f"2021-0{month}-25", f"2021-0{month}-01"
        assert office.run("distribute", "--round", name, "--due", due, "--date", day)[0] == 0
    assert told(office.run("status", "--as-of", "2021-04-02")[1], "warning") == []
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    rounds = book["报送期"]
    rounds["A2"], rounds["A3"] = rounds["A3"].value, rounds["A2"].value
    book.save(path)
    found = told(office.run("status", "--as-of", "2021-04-02")[1], "warning")
    assert found == [("round-swapped", ["A2"]), ("round-swapped", ["A3"])]


def summary_of(office, day):
    """The summary as it is built on a day."""
    assert office.run("build", "--as-of", day)[0] == 0
    (path,) = office.output.glob("*汇总表*.xlsx")
    return openpyxl.load_workbook(path)


def rows_with(book, word):
    """The values of every row of a workbook that has this text in a cell."""
    return [
        [sheet.title, *(cell for cell in row if cell is not None)]
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows(values_only=True)
        if word in row
    ]


def test_the_summary_counts_what_was_asked_as_status_does(office, tmp_path):
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    back = send_back(sheet, tmp_path / "回.xlsx", {"T004": {"进展情况": "办了"}}, "2021-03-02T08:00:00Z")
    assert office.run("collect", str(back), "--apply", "--date", "2021-03-03")[0] == 0
    assert any("已报" in row for row in rows_with(summary_of(office, "2021-03-04"), "财政局"))
    office.rows(
        lambda page: page.append(["T006", 6, "一、公开", "（一）规划", "做好第6件工作。", "财政局", "2021年12月底"])
    )
    added = rows_with(summary_of(office, "2021-03-04"), "财政局")
    assert any("已报" in row for row in added) and not any("部分" in row for row in added)
    office.run("distribute", "--date", "2021-03-05")
    sent = rows_with(summary_of(office, "2021-03-04"), "财政局")
    assert not any("已报" in row for row in sent) and any("部分" in row for row in sent)
    assert office.run("status", "--as-of", "2021-03-04")[1]["stale"] == []


def test_a_task_that_came_later_changes_nothing_of_a_round_that_is_over(office, tmp_path):
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    office.run("distribute", "--round", "2021年4月", "--due", "2021-04-25", "--date", "2021-04-01")
    before = rows_with(summary_of(office, "2021-04-02"), "2021年3月")
    office.rows(
        lambda page: page.append(["T006", 6, "一、公开", "（一）规划", "做好第6件工作。", "财政局", "2021年12月底"])
    )
    office.run("distribute", "--date", "2021-04-02")
    assert rows_with(summary_of(office, "2021-04-02"), "2021年3月") == before


def test_a_task_that_was_reworded_after_it_was_reported_done_is_told_as_nobody_is_asked_again(office, tmp_path):
    office.run("distribute", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    sheet = office.output / "单位分工表" / "水务局.xlsx"
    back = send_back(sheet, tmp_path / "回.xlsx", {"T002": {"落实状态": "已完成"}}, "2021-03-02T08:00:00Z")
    assert office.run("collect", str(back), "--apply", "--date", "2021-03-03")[0] == 0
    _, report = office.run("distribute", "--round", "2021年4月", "--due", "2021-04-25", "--date", "2021-04-01")
    assert told(report, "warning") == []
    office.edit(E3="做好第2件工作，再建三个公园。")
    for command in (("distribute", "--date", "2021-04-02"), ("status", "--as-of", "2021-04-03")):
        assert told(office.run(*command)[1], "warning") == [("done-and-reworded", ["E3"])]
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in book["落实情况"]["D"]:
        cell.value = "推进中" if cell.value == "已完成" else cell.value
    book.save(path)
    assert told(office.run("status", "--as-of", "2021-04-03")[1], "warning") == []
