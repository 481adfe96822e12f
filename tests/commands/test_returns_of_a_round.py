"""What comes back in a round: what is later, whose it is, to which round it goes, and what is kept of it."""

from __future__ import annotations

import itertools
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from generator.ledger import read
from tests.offices import Office, open_office
from tests.returning import saved_at, send_back
from tests.typed_numbers import type_numbers

pytestmark = pytest.mark.slow
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path / "w")
    ask(made, "2021年6月", "2021-06-25", "2021-06-01")
    return made


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    (tmp_path / "w").mkdir()


def ask(office, name, due, day):
    code, report = office.run("distribute", "--round", name, "--due", due, "--date", day)
    assert code == 0, report


def sheet(office, name="水务局"):
    return office.output / "单位分工表" / f"{name}.xlsx"


def answers(office):
    ledger = read(office.folder / "input" / "ledger.xlsx").ledger
    return {(each.task_id, each.department, each.round): each for each in ledger.returns}


def collect(office, *paths, day="2021-06-20", words=("--apply",)):
    return office.run("collect", *map(str, paths), "--date", day, *words)


def test_a_later_return_replaces_the_departments_earlier_answer_without_a_conflict(office, tmp_path):
    first = send_back(
        sheet(office), tmp_path / "1.xlsx", {"T002": {"进展情况": "办了一半"}}, "2021-06-10T08:00:00Z", "张三"
    )
    second = send_back(
        sheet(office), tmp_path / "2.xlsx", {"T002": {"进展情况": "全部办好"}}, "2021-06-12T08:00:00Z", "李四"
    )
    assert collect(office, first, day="2021-06-11")[0] == 0
    code, report = collect(office, second, day="2021-06-13")
    assert (code, report["conflicts"]) == (0, [])
    answer = answers(office)["T002", "水务局", "2021年6月"]
    assert (answer.progress, answer.filled_by, answer.source) == ("全部办好", "李四", "2.xlsx")
    assert answer.received_on == "2021-06-11"
    code, report = collect(office, first, day="2021-06-14")
    assert (code, report["written"], report["changes"]) == (0, [], [])
    assert [each["code"] for each in report["files"][0]["problems"]] == ["older-return"]


def test_a_conflict_is_only_where_the_office_itself_changed_the_answer_since(office, tmp_path):
    first = send_back(sheet(office), tmp_path / "1.xlsx", {"T002": {"进展情况": "办了一半"}}, "2021-06-10T08:00:00Z")
    collect(office, first)
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in [cell for row in book["落实情况"].iter_rows() for cell in row if cell.value == "办了一半"]:
        cell.value = "电话核实：办了三成"
    book.save(path)
    second = send_back(sheet(office), tmp_path / "2.xlsx", {"T002": {"进展情况": "全部办好"}}, "2021-06-12T08:00:00Z")
    code, report = collect(office, second)
    assert code == 3
    assert [(each["ours"], each["theirs"]) for each in report["conflicts"]] == [("电话核实：办了三成", "全部办好")]
    assert answers(office)["T002", "水务局", "2021年6月"].progress == "电话核实：办了三成"


def test_choices_that_somebody_filled_in_are_kept_when_the_conflicts_are_listed_again(office, tmp_path):
    """The same command given twice must not undo an hour's work."""
    first, second = (
        send_back(sheet(office), tmp_path / f"{name}.xlsx", {"T002": {"进展情况": name}}, "2021-06-10T08:00:00Z")
        for name in ("甲", "乙")
    )
    place = tmp_path / "冲突.xlsx"
    words = ("--conflicts", str(place))
    listed = [collect(office, first, second, words=words) for _ in range(2)]
    assert "kept-beside" not in str(listed)  # it is the same list
    book = openpyxl.load_workbook(place)
    book.worksheets[0]["A2"] = "以收回的为准"
    book.save(place)
    filled = place.read_bytes()
    _, report = collect(office, first, second, words=words)
    assert [each["code"] for each in report["problems"] if each["code"] == "kept-beside"] == ["kept-beside"]
    assert (tmp_path / "冲突.原件.xlsx").read_bytes() == filled


def test_two_that_were_saved_at_the_same_time_and_differ_are_a_conflict(office, tmp_path):
    files = [
        send_back(sheet(office), tmp_path / f"{n}.xlsx", {"T002": {"进展情况": f"说法{n}"}}, "2021-06-10T08:00:00Z")
        for n in (1, 2)
    ]
    code, report = collect(office, *files)
    assert (code, len(report["conflicts"])) == (3, 1)


def test_any_order_of_the_same_returns_gives_the_same_ledger_and_twice_changes_nothing(tmp_path):
    office = open_office(tmp_path / "w")
    ask(office, "2021年6月", "2021-06-25", "2021-06-01")
    said = [
        ({"T002": {"落实状态": "推进中", "进展情况": "甲"}}, "2021-06-10T08:00:00Z", "张三"),
        ({"T002": {"进展情况": "乙"}, "T003": {"进展情况": "丙"}}, "2021-06-11T08:00:00Z", ""),
        ({"T002": {"进展情况": "甲", "存在问题": "缺钱"}}, "2021-06-12T08:00:00Z", "李四"),
    ]
    files = [
        send_back(sheet(office), tmp_path / f"{n}.xlsx", texts, saved, signed)
        for n, (texts, saved, signed) in enumerate(said)
    ]
    ledger, records = office.folder / "input" / "ledger.xlsx", office.output / ".taizhang" / "answers.json"
    before = ledger.read_bytes()
    results = []
    for order in itertools.permutations(files):
        for batches in (list(order), [order]):
            ledger.write_bytes(before)
            records.unlink(missing_ok=True)
            for batch in batches:
                paths = batch if isinstance(batch, tuple) else (batch,)
                assert collect(office, *paths)[0] == 0
            results.append(answers(office))
            after = ledger.read_bytes()
            assert collect(office, *order)[1]["written"] == []
            assert ledger.read_bytes() == after
    assert all(result == results[0] for result in results)
    answer = results[0]["T002", "水务局", "2021年6月"]
    assert (answer.state, answer.progress, answer.difficulties, answer.filled_by) == ("推进中", "甲", "缺钱", "李四")
    assert results[0]["T003", "水务局", "2021年6月"].progress == "丙"


def test_a_former_rounds_file_is_told_and_taken_to_its_own_round(office, tmp_path):
    june = send_back(sheet(office), tmp_path / "6.xlsx", {"T002": {"进展情况": "六月的话"}}, "2021-06-10T08:00:00Z")
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    july = send_back(sheet(office), tmp_path / "7.xlsx", {"T002": {"进展情况": "七月的话"}}, "2021-07-10T08:00:00Z")
    collect(office, july, day="2021-07-12")
    code, report = collect(office, june, day="2021-07-13")
    assert code == 0
    assert [each["code"] for each in report["files"][0]["problems"]] == ["former-round"]
    found = {key: answer.progress for key, answer in answers(office).items()}
    assert found == {
        ("T002", "水务局", "2021年6月"): "六月的话",
        ("T002", "水务局", "2021年7月"): "七月的话",
    }
    rounds = {each["name"]: each for each in office.run("status", "--as-of", "2021-07-14")[1]["rounds"]}
    june_rows = {each["department"]: each for each in rounds["2021年6月"]["departments"]}
    assert june_rows["水务局"] == {
        "department": "水务局",
        "tasks": 2,
        "answered": 1,
        "state": "partial",
        "late": True,
        "on": None,
    }


def test_a_round_may_be_named_for_what_came_back(office, tmp_path):
    june = send_back(sheet(office), tmp_path / "6.xlsx", {"T002": {"进展情况": "其实是七月的"}}, "2021-07-10T08:00:00Z")
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    code, report = collect(office, june, day="2021-07-12", words=("--apply", "--round", "2021年7月"))
    assert (code, list(answers(office))) == (0, [("T002", "水务局", "2021年7月")])
    assert report["departments"][0]["round"] == "2021年7月"
    assert collect(office, june, words=("--round", "2021年9月"))[0] == 2


@pytest.mark.parametrize("first", ["六月", "七月"])
def test_a_former_round_that_comes_late_is_no_conflict_with_what_was_said_since(office, tmp_path, first):
    """The task was done in June, but July's sheet did not know that: each round says what was said in it."""
    june = {"T002": {"落实状态": "已完成", "进展情况": "六月办完"}}
    files = {"六月": send_back(sheet(office), tmp_path / "6.xlsx", june, "2021-06-30T08:00:00Z")}
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    july = {"T002": {"进展情况": "七月收尾"}}
    files["七月"] = send_back(sheet(office), tmp_path / "7.xlsx", july, "2021-07-10T08:00:00Z")
    for name in (first, *(files.keys() - {first})):
        code, report = collect(office, files[name], day="2021-07-12")
        assert (code, report["conflicts"]) == (0, [])
    found = {key[2]: (answer.state, answer.progress) for key, answer in answers(office).items()}
    assert found == {"2021年6月": ("已完成", "六月办完"), "2021年7月": ("", "七月收尾")}


@pytest.mark.parametrize("copied", [False, True], ids=["a note", "a copied row"])
def test_a_row_below_what_was_said_last_time_is_not_taken_for_the_tasks(office, tmp_path, copied):
    """The line 上期 of a task asks nothing: its place is not free for what staff add, once cells are unmerged."""
    collect(
        office, send_back(sheet(office), tmp_path / "6.xlsx", {"T002": {"进展情况": "六月"}}, "2021-06-10T08:00:00Z")
    )
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    july = send_back(sheet(office), tmp_path / "7.xlsx", {"T002": {"进展情况": "七月"}}, "2021-07-10T08:00:00Z")
    book = openpyxl.load_workbook(july)
    page = book.worksheets[0]
    for merged in [*page.merged_cells.ranges]:
        page.unmerge_cells(str(merged))
    row = next(cell.row for cell in page["A"] if cell.value == "T002")
    assert str(page.cell(row + 1, 5).value).startswith("上期")
    texts = [cell.value for cell in page[row]] if copied else [None] * page.max_column
    texts[9] = "另外的话"
    page.insert_rows(row + 2)
    for column, text in enumerate(texts, 1):
        page.cell(row + 2, column).value = text
    book.save(july)
    _, report = collect(office, july, day="2021-07-12")
    told = "doubled-id" if copied else "row-without-id"
    assert told in [each["code"] for each in report["files"][0]["problems"]]
    found = {key[2]: answer.progress for key, answer in answers(office).items()}
    assert found == {"2021年6月": "六月"} | ({} if copied else {"2021年7月": "七月"})


def test_a_new_round_begins_empty_and_keeps_the_former_ones_answers(office, tmp_path):
    june = send_back(sheet(office), tmp_path / "6.xlsx", {"T002": {"进展情况": "六月的话"}}, "2021-06-10T08:00:00Z")
    collect(office, june)
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    code, report = collect(office, sheet(office), day="2021-07-12")
    assert (code, report["changes"], report["conflicts"]) == (0, [], [])
    page = openpyxl.load_workbook(sheet(office)).worksheets[0]
    headings = {cell.value: cell.column for row in page.iter_rows() for cell in row if cell.value == "进展情况"}
    assert "六月的话" not in [page.cell(row, headings["进展情况"]).value for row in range(1, page.max_row + 1)]
    assert answers(office)["T002", "水务局", "2021年6月"].progress == "六月的话"


def test_a_withdrawn_task_is_shown_for_information_and_collects_nothing(office, tmp_path):
    first = send_back(
        sheet(office),
        tmp_path / "1.xlsx",
        {"T002": {"进展情况": "办了一半"}, "T003": {"进展情况": "办好了"}},
        "2021-06-10T08:00:00Z",
    )
    collect(office, first)
    office.edit(F4="财政局")  # task 3 was 水务局's
    office.run("distribute", "--date", "2021-06-12")
    blank = send_back(
        sheet(office), tmp_path / "2.xlsx", {"T003": {"落实状态": "", "进展情况": ""}}, "2021-06-14T08:00:00Z"
    )
    code, report = collect(office, blank, words=("--apply", "--theirs"))
    assert (code, report["changes"], report["conflicts"]) == (0, [], [])
    assert answers(office)["T003", "水务局", "2021年6月"].progress == "办好了"
    late = send_back(sheet(office), tmp_path / "3.xlsx", {"T003": {"进展情况": "又办了"}}, "2021-06-15T08:00:00Z")
    for file in (late, send_back(first, tmp_path / "4.xlsx", {"T003": {"进展情况": "还在办"}}, "2021-06-16T08:00:00Z")):
        code, report = collect(office, file)
        assert (code, report["changes"], report["conflicts"]) == (0, [], [])
        assert answers(office)["T003", "水务局", "2021年6月"].progress == "办好了"
        assert "task-not-theirs" in [each["code"] for each in report["files"][0]["problems"]]


def test_one_line_a_department_and_every_other_file_is_named(office, tmp_path):
    inbox = tmp_path / "收回"
    send_back(
        sheet(office),
        inbox / "水务局.xlsx",
        {"T002": {"进展情况": "办了"}, "T003": {"落实状态": "推进中"}},
        "2021-06-10T08:00:00Z",
    )
    send_back(sheet(office, "教体局"), inbox / "教体局.xlsx", {}, "2021-06-10T08:00:00Z")
    (inbox / "说明.docx").write_bytes(b"x")
    openpyxl.Workbook().save(inbox / "自制.xlsx")
    with zipfile.ZipFile(inbox / "包.zip", "w") as archive:
        archive.writestr("照片.jpg", b"x")
    code, report = collect(office, inbox)
    assert code == 0
    assert [tuple(each.values())[:7] for each in report["departments"]] == [
        ("教体局", "2021年6月", 1, 0, 0, 0, "missing"),
        ("水务局", "2021年6月", 2, 2, 2, 0, "complete"),
    ]
    assert report["missing"] == ["发改委", "教体局", "财政局", "公安局"]
    assert {Path(each["file"]).name for each in report["ignored"]} == {"说明.docx", "自制.xlsx", "照片.jpg"}


def test_who_reported_only_in_part_before_is_named_when_others_report(office, tmp_path):
    """The line of a department stands only where it sent something: it would be seen neither there nor as missing."""
    part = send_back(sheet(office), tmp_path / "1.xlsx", {"T002": {"进展情况": "办了一半"}}, "2021-06-10T08:00:00Z")
    assert collect(office, part, day="2021-06-11")[1]["partial"] == []
    other = send_back(
        sheet(office, "财政局"), tmp_path / "2.xlsx", {"T004": {"进展情况": "办了"}}, "2021-06-12T08:00:00Z"
    )
    report = collect(office, other, day="2021-06-13")[1]
    assert (report["missing"], report["partial"]) == (["发改委", "教体局", "公安局"], ["水务局"])


def test_what_was_overruled_before_it_reached_the_ledger_is_still_remembered(office, tmp_path):
    files = [
        send_back(sheet(office), tmp_path / f"{n}.xlsx", {"T002": {"进展情况": text}}, f"2021-06-1{n}T08:00:00Z")
        for n, text in ((1, "先说的话"), (2, "后说的话"))
    ]
    collect(office, *files)
    record = json.loads((office.output / ".taizhang" / "answers.json").read_bytes())
    assert [(each["text"], each["file"]) for each in record["unused"]] == [("先说的话", "1.xlsx")]
    assert record["format"] == 1


def test_a_sheet_that_the_program_before_rounds_sent_out_is_still_collected(tmp_path):
    with zipfile.ZipFile(DATA / "before_rounds.zip") as archive:
        archive.extractall(tmp_path / "old")
    office = Office(tmp_path / "old")
    code, report = collect(office, office.folder / "收回", day="2021-03-21")
    assert (code, report["conflicts"]) == (0, [])
    found = answers(office)
    assert {key: (each.state, each.progress, each.filled_by) for key, each in found.items()} == {
        ("T002", "水务局", ""): ("推进中", "已办一半", "张三"),
        ("T003", "水务局", ""): ("已完成", "全部办好", "张三"),
    }
    assert collect(office, office.folder / "收回")[1]["written"] == []


def test_a_workbook_that_says_no_moment_is_ordered_by_the_day_at_its_foot(office, tmp_path):
    files = []
    for number, day in ((1, "2021年6月12日"), (2, "2021年6月10日")):
        path = send_back(
            sheet(office), tmp_path / f"{number}.xlsx", {"T002": {"进展情况": f"{number}"}}, "2000-01-01T00:00:00Z"
        )
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if str(cell.value).startswith("填报日期"):
                    cell.value = f"填报日期：{day}"
        book.save(path)
        saved_at(path, "2000-01-01T00:00:00Z")
        files.append(path)
    assert collect(office, *files)[1]["conflicts"] == []
    assert answers(office)["T002", "水务局", "2021年6月"].progress == "1"


def test_a_template_may_begin_a_round_with_the_last_answers_and_an_unchanged_return_counts(office, tmp_path):
    template = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(template)
    book["设置"].append(["沿用上期", "是"])
    book.save(template)
    june = send_back(sheet(office), tmp_path / "6.xlsx", {"T002": {"进展情况": "六月的话"}}, "2021-06-10T08:00:00Z")
    collect(office, june)
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    july = send_back(sheet(office), tmp_path / "7.xlsx", {}, "2021-07-10T08:00:00Z")
    code, report = collect(office, july, day="2021-07-12")
    assert (code, report["conflicts"]) == (0, [])
    assert answers(office)["T002", "水务局", "2021年7月"].progress == "六月的话"
    assert answers(office)["T002", "水务局", "2021年6月"].received_on == "2021-06-20"


def test_a_task_that_was_done_before_stays_done_when_its_department_adds_a_word(office, tmp_path):
    done = {"T002": {"落实状态": "已完成", "进展情况": "办好了"}}
    collect(office, send_back(sheet(office), tmp_path / "6.xlsx", done, "2021-06-10T08:00:00Z"))
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    more = send_back(sheet(office), tmp_path / "7.xlsx", {"T002": {"存在问题": "缺人维护"}}, "2021-07-10T08:00:00Z")
    code, report = collect(office, more, day="2021-07-12")
    assert (code, report["conflicts"]) == (0, [])
    answer = answers(office)["T002", "水务局", "2021年7月"]
    assert (answer.state, answer.progress, answer.difficulties) == ("已完成", "办好了", "缺人维护")


def in_conflict(office, tmp_path, name):
    """Two returns of the same moment that differ, as in every round."""
    return [
        send_back(
            sheet(office), tmp_path / f"{name}{n}.xlsx", {"T002": {"进展情况": f"说法{n}"}}, "2021-06-10T08:00:00Z"
        )
        for n in (1, 2)
    ]


def chosen(path, former_program=False):
    """The workbook of conflicts, every one decided for what came back."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        page.cell(row, columns["选择"]).value = "收回"
    if former_program:
        page.delete_cols(columns["期次"])
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "json", "of a former program"])
def test_choices_of_one_round_decide_nothing_in_another(office, tmp_path, kind):
    files = in_conflict(office, tmp_path, "六")
    choices = tmp_path / "六月的选择.xlsx"
    code, report = collect(office, *files, words=("--conflicts", str(choices)))
    assert (code, len(report["conflicts"])) == (0, 1)
    chosen(choices, kind == "of a former program")
    if kind == "json":
        choices = choices.with_suffix(".json")
        choices.write_text(json.dumps([{**report["conflicts"][0], "decision": "theirs"}]), "utf-8")
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    later = in_conflict(office, tmp_path, "七")
    before = answers(office)
    code, report = collect(office, *later, day="2021-07-10", words=("--apply", "--choices", str(choices)))
    (problem,) = report["problems"]
    assert (code, problem["code"]) == (1, "other-rounds-choices")
    assert "2021年7月" in problem["message"] and "选择" in problem["file"]
    assert answers(office) == before
    if kind != "of a former program":
        code, report = collect(office, *files, words=("--apply", "--choices", str(choices)))
        assert (code, report["conflicts"][0]["decision"]) == (0, "theirs")


def test_what_was_decided_against_in_one_round_is_asked_again_when_the_file_goes_to_another(office, tmp_path):
    files = in_conflict(office, tmp_path, "六")
    assert collect(office, *files, words=("--apply", "--ours"))[0] == 0
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    code, report = collect(office, *files, day="2021-07-10", words=("--round", "2021年7月"))
    assert (code, len(report["conflicts"])) == (0, 1)


# ------------------------------------------------------------------------------------------ careless people


def copy_page(source, book, title):
    """The cells of a workbook's first page on a new page of another workbook."""
    page = book.create_sheet(title)
    for row in openpyxl.load_workbook(source).worksheets[0].iter_rows():
        for cell in row:
            page.cell(row[0].row, cell.column).value = cell.value
    return page


def test_a_sheet_of_another_department_in_a_workbook_is_told(office, tmp_path):
    """Somebody put two departments' sheets into one workbook: only one is known by its hidden sheet."""
    other = send_back(
        sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "水务办了"}}, "2021-06-10T08:00:00Z"
    )
    path = send_back(
        sheet(office, "财政局"),
        tmp_path / "收" / "汇总.xlsx",
        {"T004": {"进展情况": "财政办了"}},
        "2021-06-10T08:00:00Z",
    )
    book = openpyxl.load_workbook(path)
    copy_page(other, book, "水务局")
    copy_page(path, book, "财政局 (2)")  # a copy of what was read is no loss
    book.save(path)
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["sheet"]) == (1, "sheet-added", "水务局")
    assert "水务办了" in problem["message"]
    assert {key[:2] for key in answers(office)} == {("T004", "财政局")}


@pytest.mark.parametrize(("name", "is_told"), [("财政局", True), ("水务局报财政局", False), ("6月报表", False)])
def test_a_file_with_another_departments_name_is_told(office, tmp_path, name, is_told):
    path = send_back(sheet(office), tmp_path / f"{name}.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    assert (code, [each["code"] for each in report["files"][0]["problems"]]) == (0, ["named-for-another"] * is_told)


@pytest.mark.parametrize("lock", ["~$ledger.xlsx", ".~ledger.xlsx", ".~lock.ledger.xlsx#"])
def test_nothing_is_written_into_a_ledger_that_somebody_has_open(office, tmp_path, lock):
    """Their next save would put the former state in its place."""
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    place = office.folder / "input" / lock
    place.write_bytes(b"\x05Clerk")
    code, report = collect(office, path)
    assert (code, [each["code"] for each in report["problems"]], answers(office)) == (3, ["ledger-open"], {})
    assert collect(office, path, words=())[0] == 0
    code, report = office.run("distribute", "--round", "2021年7月", "--due", "2021-07-25", "--date", "2021-07-01")
    assert (code, [each["code"] for each in report["problems"]]) == (3, ["ledger-open"])
    assert len(list((office.output / "分发").glob("*.zip"))) == 1
    place.unlink()
    assert collect(office, path)[0] == 0
    assert answers(office)


@pytest.mark.parametrize("is_inserted", [False, True])
def test_what_stands_in_a_column_that_somebody_added_is_told(office, tmp_path, is_inserted):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = next(cell for row in page.iter_rows() for cell in row if cell.value == "进展情况")
    answer = next(cell for row in page.iter_rows() for cell in row if cell.value == "办了")
    column, line = page.max_column + 1, answer.row
    if is_inserted:
        column = head.column + 1
        for row in page.iter_rows(min_row=head.row, max_row=page.max_row - 2, min_col=column):  # not the signature
            for cell in reversed(row):
                if not isinstance(cell, MergedCell):
                    page.cell(cell.row, cell.column + 1).value, cell.value = cell.value, None
    page.cell(head.row, column).value, page.cell(line, column).value = "补充说明", "另印发通报3期"
    book.save(path)
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["severity"]) == (0, "unknown-column", "warning")
    assert "“补充说明”" in problem["message"] and "另印发通报3期" in problem["message"]
    assert problem["cell"] == f"{openpyxl.utils.get_column_letter(column)}{head.row}"
    assert answers(office)["T002", "水务局", "2021年6月"].progress == "办了"


def test_a_slip_in_the_word_for_done_is_told_when_it_comes_back_and_as_long_as_it_stands(office, tmp_path):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"落实状态": "己完成"}}, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], bool(problem["cell"])) == (0, "state-like-done", True)
    (problem,) = office.run("status", "--as-of", "2021-06-28")[1]["problems"]
    assert (problem["code"], problem["sheet"], problem["cell"]) == ("state-like-done", "落实情况", "D2")
    assert office.run("check", "--accept", "state-like-done:己完成")[0] == 0
    assert "state-like-done" not in str(office.run("status", "--as-of", "2021-06-28"))


def test_a_note_is_told_with_its_cell_and_the_templates_own_notes_are_not(office, tmp_path):
    """Some answer by a note; notes that the template has go out with every sheet and say nothing."""
    template = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(template)
    page = book.worksheets[0]
    (heading,) = (cell for row in page.iter_rows() for cell in row if cell.value == "进展情况")
    heading.comment = Comment("每项不超过90字", "办公室")
    book.save(template)
    saved_at(template, "2021-06-10T08:00:00Z")
    assert office.run("build", "--as-of", "2021-06-01")[0] == 0
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    assert collect(office, path, words=())[1]["files"][0]["problems"] == []
    book = openpyxl.load_workbook(path)
    (cell,) = (cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "办了")
    cell.comment = Comment("王五:\n其实还差一半", "王五")
    book.save(path)
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["cell"]) == (0, "note-not-collected", cell.coordinate)
    assert "其实还差一半" in problem["message"]


def test_a_formula_that_nobody_worked_out_is_told_and_not_taken_for_an_empty_answer(office, tmp_path):
    path = send_back(
        sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": '="办了"&3&"件"'}}, "2021-06-10T08:00:00Z"
    )
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"]) == (0, "formula-without-value")
    assert answers(office) == {}


def test_what_a_department_typed_is_collected_as_it_sees_it_not_as_the_number_behind_it(office, tmp_path):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {}, "2021-06-10T08:00:00Z")
    # 100%, 6月20日 and 2021年6月 as Excel takes them; 44,367 is 20 June 2021
    type_numbers(path, {"I4": (1, "0%"), "J4": (44367, 58), "K4": (0.5, "0%"), "J5": (44348, 57), "K8": (44367, 31)})
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    assert (code, report["proposals"]) == (0, [])
    found = answers(office)
    first = found["T002", "水务局", "2021年6月"]
    assert (first.state, first.progress, first.difficulties) == ("100%", "6月20日", "50%")
    assert first.filled_on == "2021年6月20日"
    assert found["T003", "水务局", "2021年6月"].progress == "2021年6月"


def test_days_that_staff_typed_into_the_ledger_are_days_whatever_number_their_format_has(office):
    type_numbers(office.folder / "input" / "ledger.xlsx", {"G2": (44377, 31), "G3": (44348, 57)}, "台账")
    type_numbers(office.folder / "input" / "ledger.xlsx", {"B2": (44372, 31)}, "报送期")
    ledger = read(office.folder / "input" / "ledger.xlsx").ledger
    assert [task.deadline_text for task in ledger.tasks[:2]] == ["2021年6月30日", "2021年6月"]
    assert [row.due for row in ledger.rounds] == ["2021年6月25日"]
    (june,) = office.run("status", "--as-of", "2021-06-26")[1]["rounds"]
    assert all(row["late"] for row in june["departments"])


def test_a_percentage_that_staff_typed_into_an_answer_stays_one(office, tmp_path):
    collect(office, send_back(sheet(office), tmp_path / "1.xlsx", {"T002": {"进展情况": "办"}}, "2021-06-10T08:00:00Z"))
    type_numbers(office.folder / "input" / "ledger.xlsx", {"D2": (0.6, "0%")}, "落实情况")
    assert answers(office)["T002", "水务局", "2021年6月"].state == "60%"


def test_a_cell_that_shows_a_fault_is_told_with_what_was_typed(office, tmp_path):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T003": {"进展情况": "办好了"}}, "2021-06-10T08:00:00Z")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["J4"].value = "#NAME?"
    book.worksheets[0]["J4"].data_type = "e"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = parts[part].replace(b"<v>#NAME?", "<f>-完成三项</f><v>#NAME?".encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["cell"]) == (0, "faulty-cell", "J4")
    assert "#NAME?（-完成三项）" in problem["message"]
    assert list(answers(office)) == [("T003", "水务局", "2021年6月")]


@pytest.mark.parametrize(
    ("wrong", "codes"), [("2099-01-01T00:00:00Z", ["saved-in-future"]), ("2010-01-01T00:00:00Z", ["saved-before-sent"])]
)
def test_a_clock_that_is_wrong_makes_no_answer_the_last_word(office, tmp_path, wrong, codes):
    said = {"甲": wrong, "乙": "2021-06-12T08:00:00Z"}
    files = [
        send_back(sheet(office), tmp_path / text / "水务局.xlsx", {"T002": {"进展情况": text}}, saved)
        for text, saved in said.items()
    ]
    for first, second in (files, files[::-1]):
        code, report = collect(office, first)
        assert code == 0
        code, report = collect(office, second)
        assert (code, [(each["ours"], each["theirs"]) for each in report["conflicts"]]) == (
            3,
            [(first.parent.name, second.parent.name)],
        )
        _, report = collect(office, files[0], words=())
        assert [each["code"] for each in report["files"][0]["problems"]] == codes
        office.run("restore", "1")


@pytest.mark.parametrize(("day", "codes"), [("2021-06-24", ["saved-after-due"]), ("2021-06-30", [])])
def test_a_day_of_coming_back_by_which_the_file_was_not_saved_yet_is_told_as_nobody_would_be_late(
    office, tmp_path, day, codes
):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办好"}}, "2021-06-29T08:00:00Z")
    _, report = collect(office, path, day=day)
    assert [each["code"] for each in report["files"][0]["problems"]] == codes


@pytest.mark.parametrize("place", ["B10", "E6", "J10"])
def test_what_is_written_below_the_tasks_is_told_and_the_templates_own_words_are_not(office, tmp_path, place):
    template = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(template)
    book.worksheets[0].cell(book.worksheets[0].max_row + 1, 2).value = "注：本表于 {{ 台账.年度 }} 年按月报送。"
    book.save(template)
    assert office.run("distribute", "--all", "--date", "2021-06-02")[0] == 0

    def codes(text):
        path = send_back(
            sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办好"}}, "2021-06-10T08:00:00Z", "张三"
        )
        book = openpyxl.load_workbook(path)
        book.worksheets[0][place] = text
        book.save(path)
        saved_at(path, "2021-06-10T08:00:00Z")
        return [each["code"] for each in collect(office, path)[1]["files"][0]["problems"]]

    assert codes(None) == []
    (code,) = codes("第3项任务不是我局职责，请转财政局")
    assert code == ("row-without-id" if place == "J10" else "words-not-collected")


def test_two_departments_that_were_made_one_are_told_where_one_answer_would_replace_the_other(office, tmp_path):
    answers_of = {"水务局": "水务的话", "教体局": "教体的话"}
    first, second = (
        send_back(sheet(office, name), tmp_path / f"{name}.xlsx", {"T002": {"进展情况": text}}, "2021-06-10T08:00:00Z")
        for name, text in answers_of.items()
    )
    saved_at(second, "2021-06-11T08:00:00Z")
    assert collect(office, first)[1]["files"][0]["problems"] == []
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    rows = [row for row in book["单位"].values if row[0] not in answers_of]
    book["单位"].delete_rows(1, 99)
    for row in [("简称", "类别", "别名"), *rows[1:], ("水务教体局", "政府部门", "水务局、教体局")]:
        book["单位"].append(row)
    book.save(path)
    (problem,) = collect(office, second)[1]["files"][0]["problems"]
    assert (problem["code"], problem["cell"]) == ("departments-merged", "J4")
    assert "水务的话" in problem["message"] and "教体的话" in problem["message"]


def test_a_day_of_coming_back_that_is_to_come_is_told(office, tmp_path):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    assert collect(office, path, day="2021-06-20", words=())[1]["problems"] == []
    assert [each["code"] for each in collect(office, path, day="9021-06-20")[1]["problems"]] == ["date-to-come"]


DRAWN = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>10</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
<xdr:sp><xdr:txBody><a:p><a:r><a:t>其实已经</a:t></a:r><a:r><a:t>办好</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""
THREAD = """<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="J4" id="{1}"><text>其实已经办好</text></threadedComment></ThreadedComments>"""
PICTURE = DRAWN[: DRAWN.index("<xdr:sp>")] + "<xdr:pic></xdr:pic>" + DRAWN[DRAWN.index("<xdr:clientData") :]


@pytest.mark.parametrize(
    ("kind", "name", "text", "code"),
    [
        ("drawing", "drawings/drawing9.xml", DRAWN, "drawing-not-collected"),
        ("drawing", "drawings/drawing9.xml", PICTURE, "drawing-not-collected"),
        ("threadedComment", "threadedComments/threadedComment1.xml", THREAD, "note-not-collected"),
    ],
    ids=["text box", "picture", "thread of notes"],
)
def test_what_is_put_upon_a_sheet_is_told_with_its_cell(office, tmp_path, kind, name, text, code):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {}, "2021-06-10T08:00:00Z")
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    relation = f'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/x/{kind}" Target="../{name}"/>'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = f"<Relationships>{relation}</Relationships>".encode()
    parts[f"xl/{name}"] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for each, data in parts.items():
            archive.writestr(each, data)
    (problem,) = collect(office, path)[1]["files"][0]["problems"]
    assert (problem["code"], problem["cell"]) == (code, "J4")
    assert "图片" in problem["message"] or "其实已经办好" in problem["message"]


@pytest.mark.parametrize("in_part", [False, True])
def test_an_answer_that_is_struck_through_is_told_by_its_cell(office, tmp_path, in_part):
    path = send_back(
        sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了一半"}, "T003": {"进展情况": "办好"}},
        "2021-06-10T08:00:00Z",
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0]["J4"]
    struck = InlineFont(strike=True)
    if in_part:
        cell.value = CellRichText(TextBlock(struck, "办了一半"), "，现已办好")
    else:
        cell.font = Font(strike=True)
    book.save(path)
    saved_at(path, "2021-06-10T08:00:00Z")
    code, report = collect(office, path)
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["code"], problem["cell"]) == (0, "struck-answer", "J4")


def test_both_rules_for_conflicts_at_once_are_refused(office, tmp_path):
    path = send_back(sheet(office), tmp_path / "水务局.xlsx", {"T002": {"进展情况": "办了"}}, "2021-06-10T08:00:00Z")
    assert collect(office, path, words=("--apply", "--ours", "--theirs"))[0] == 2
    assert answers(office) == {}
