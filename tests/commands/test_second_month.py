"""What an office does from the second month on, and what would then be wrong and look right."""

from __future__ import annotations

import datetime
import shutil

import openpyxl
import pytest

from generator.ledger import read
from tests.offices import default_rows, open_office
from tests.returning import saved_at, send_back

pytestmark = pytest.mark.slow

MAY, JUNE = "2021年5月", "2021年6月"


@pytest.fixture
def office(tmp_path):
    """Asked in May."""
    (tmp_path / "台账").mkdir()
    made = open_office(tmp_path / "台账")
    ask(made, MAY, "2021-05-20", "2021-05-01")
    return made


def ask(office, name, due, day):
    code, report = office.run("distribute", "--round", name, "--due", due, "--date", day)
    assert code == 0, report["problems"]
    return report


def sheet(office, name):
    return office.output / "单位分工表" / f"{name}.xlsx"


def answer(office, name, texts, saved="2021-05-10T08:00:00Z", source=None):
    """A department's sheet, filled in: task → 进展情况, or heading → text."""
    said = {task: {"进展情况": text} if isinstance(text, str) else text for task, text in texts.items()}
    return send_back(
        source or sheet(office, name), office.folder.parent / "收回" / f"{name} {saved[:10]}.xlsx", said, saved, name
    )


def collect(office, *words, day="2021-05-12"):
    code, report = office.run("collect", *map(str, words), "--apply", "--date", day)
    return code, report, [each["code"] for file in report["files"] for each in file["problems"]]


def edit(office, change):
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def put(office, name, row, **texts):
    """Write into a row of a sheet, by headings."""

    def change(book):
        page = book[name]
        columns = {cell.value: cell.column for cell in page[1]}
        for heading, text in texts.items():
            page.cell(row, columns[heading]).value = text

    edit(office, change)


def told(office, *words):
    """(code, sheet, cell) of every problem of a command."""
    _, report = office.run(*(words or ("check",)))
    return [(each["code"], each["sheet"], each["cell"]) for each in report["problems"]]


# ------------------------------------------------------------------------------------------ sheets 报送期, 落实情况


def test_an_answer_whose_round_was_emptied_is_told_by_cell_as_it_answers_none(office):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    put(office, "落实情况", 2, 期次=None)
    assert told(office) == [("answer-without-round", "落实情况", "C2")]


@pytest.mark.parametrize(
    ("day", "is_told"), [("5月12日", True), ("2012-05-12", True), ("2121-05-12", True), ("2021年5月13日", False)]
)
def test_a_day_of_coming_back_that_says_nothing_is_told_as_nobody_is_late_by_it(office, day, is_told):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    put(office, "落实情况", 2, 收回日期=day)
    assert told(office) == ([("doubtful-received", "落实情况", "L2")] if is_told else [])


def test_a_column_of_answers_whose_heading_was_reworded_is_told_as_nothing_in_it_is_read(office):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    put(office, "落实情况", 1, 进展情况="进展")
    assert told(office) == [("reworded-column", "落实情况", "E1"), ("answers-lost", "落实情况", "")]


@pytest.mark.parametrize(("received", "expected"), [("2021-03-20", []), ("2021-05-12", ["answer-without-round"])])
def test_an_answer_without_round_is_one_of_before_only_if_it_came_back_before(tmp_path, received, expected):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    collect(office, answer(office, "教体局", {"T002": "在办"}, "2021-03-10T08:00:00Z"), day=received)
    ask(office, MAY, "2021-05-20", "2021-05-01")
    assert [code for code, *_ in told(office)] == expected


@pytest.mark.parametrize(("task", "department"), [("T03", "水务局"), ("T001", "水务局")])
def test_an_answer_that_somebody_entered_at_no_task_of_the_department_is_told(office, task, department):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    put(office, "落实情况", 3, 标识=task, 单位=department, 期次=MAY, 进展情况="电话报来")
    assert told(office) == [("answer-of-nobody", "落实情况", "A3")]


def test_an_answer_about_a_task_that_was_withdrawn_since_is_not_told(office):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    office.edit(F3="水务局")
    assert told(office) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"发出日期": "2012-06-01", "截止日期": "2012-06-20"}, ("round-moved", "报送期", "C3")),
        ({"截止日期": "2020-06-20"}, ("doubtful-due", "报送期", "B3")),
        ({"截止日期": "2121-06-20"}, ("doubtful-due", "报送期", "B3")),
        ({"截止日期": "2021-06-30"}, None),
    ],
)
def test_a_slip_in_a_year_of_a_round_is_told_as_another_is_current_or_late_is_wrong(office, texts, expected):
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    put(office, "报送期", 3, **texts)
    assert told(office) == ([expected] if expected else [])
    report = office.run("collect", str(answer(office, "教体局", {"T002": "在办"})), "--date", "2021-06-12")[1]
    codes = [each["code"] for each in report["problems"]]
    assert codes == (["round-moved"] if expected and expected[0] == "round-moved" else [])


def test_a_round_that_somebody_entered_by_hand_is_told_as_nobody_was_sent_it(office):
    put(office, "报送期", 3, 期次=JUNE, 截止日期="2021-06-20", 发出日期="2021-06-01")
    assert told(office) == [("round-not-sent", "报送期", "C3")]
    code, report = office.run("distribute", "--round", JUNE, "--due", "2021-06-20", "--date", "2021-06-01")
    assert (code, "手填" in report["problems"][0]["advice"]) == (2, True)
    edit(office, lambda book: book["报送期"].delete_rows(3))
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    assert told(office) == []


def test_a_round_that_asks_for_longer_than_a_year_is_refused_and_one_that_is_to_come_is_told(office):
    code, report = office.run("distribute", "--round", JUNE, "--due", "2121-06-20", "--date", "2021-06-01")
    assert (code, [each["code"] for each in report["problems"]]) == (2, ["round-date"])
    day = datetime.date.today() + datetime.timedelta(days=40)
    report = ask(office, JUNE, day.isoformat(), day.isoformat())
    assert [each["code"] for each in report["problems"]] == ["date-to-come"]


def test_a_task_that_is_to_be_done_again_and_was_reported_done_is_told_as_nobody_asks_again(tmp_path):
    rows = [
        ["T001", 1, "一、公开", "", "按季度公开。", "发改委", "每季度"],
        ["T002", 2, "一、公开", "", "做好公开。", "发改委", "2021年12月底"],
    ]
    office = open_office(tmp_path, rows, ["发改委"])
    ask(office, MAY, "2021-05-20", "2021-05-01")
    collect(office, answer(office, "发改委", {task: {"落实状态": "已完成"} for task in ("T001", "T002")}))
    assert told(office) == []
    report = ask(office, JUNE, "2021-06-20", "2021-06-01")
    found = [(each["code"], each["sheet"], each["cell"], each["wording"]) for each in report["problems"]]
    assert found == [("done-and-lasting", "落实情况", "D2", "每季度")]


def test_a_task_whose_answer_is_taken_back_in_the_round_is_sent_once_more_as_the_sheet_shows_it_done(office):
    """Nobody would report what stands there as done; from then on the department would be late."""
    collect(office, answer(office, "水务局", {"T002": {"落实状态": "已完成"}, "T003": "在办"}))
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    assert office.run("status", "--as-of", "2021-06-02")[1]["recipients"] == []
    put(office, "落实情况", 2, 落实状态="推进中")
    code, report = office.run("distribute", "--date", "2021-06-03")
    found = [(each["department"], each["reasons"]) for each in report["departments"]]
    assert (code, found) == (0, [("水务局", ["任务2原已完成，要继续报送", "任务2的落实情况更新"])])
    note = (office.output / report["departments"][0]["path"] / "更新说明.txt").read_text("utf-8-sig")
    assert note.splitlines()[2:] == ["【重报】任务2：原已完成，这一期要继续报送"]
    assert office.run("status", "--as-of", "2021-06-03")[1]["recipients"] == []
    again = answer(office, "水务局", {"T002": "续办", "T003": "又办"}, "2021-06-10T08:00:00Z")
    assert collect(office, again, day="2021-06-12")[1]["departments"][0]["state"] == "complete"


# ------------------------------------------------------------------------------------------ what comes back


def test_an_answer_that_is_emptied_altogether_is_told_and_one_that_goes_on_is_not(office):
    collect(office, answer(office, "水务局", {"T002": {"进展情况": "在办", "存在问题": "缺人"}, "T003": "在办"}))
    office.edit(E4="做好改过的第3件工作。")
    office.run("distribute", "--date", "2021-05-13")
    empty = {"T002": {"存在问题": ""}, "T003": {"进展情况": ""}}
    code, report, codes = collect(office, answer(office, "水务局", empty, "2021-05-14T08:00:00Z"), day="2021-05-15")
    assert (code, codes) == (0, ["answer-emptied"])
    assert "T003" in report["files"][0]["problems"][0]["message"]


def test_what_stands_as_it_was_sent_after_the_department_said_something_else_is_told(office):
    collect(office, answer(office, "水务局", {"T002": "一"}))
    office.edit(E4="做好改过的第3件工作。")
    office.run("distribute", "--date", "2021-05-11")
    carrying = office.folder.parent / "第2版.xlsx"
    shutil.copy(sheet(office, "水务局"), carrying)
    assert collect(office, answer(office, "水务局", {"T002": "二"}, "2021-05-12T08:00:00Z", carrying))[2] == []
    back = answer(office, "水务局", {"T003": "三"}, "2021-05-13T08:00:00Z", carrying)
    assert collect(office, back, day="2021-05-14")[2] == ["answer-as-sent"]
    earlier = answer(office, "水务局", {"T003": "三"}, "2021-05-11T08:00:00Z", carrying)
    assert collect(office, earlier, day="2021-05-14")[2] == []
    assert progress_of(office)[MAY] == "二"


def test_a_reminder_that_lies_among_the_returns_answers_nothing(office):
    office.run("remind", "--as-of", "2021-05-25")
    letters = office.output / "催办单"
    code, report, codes = collect(office, letters, "--accept-matched", day="2021-05-26")
    assert (code, {*codes}, report["written"]) == (0, {"no-mark"}, [])


def test_the_letter_of_a_department_that_reported_since_does_not_lie_among_the_new_ones(office):
    edit(office, lambda book: [book["单位"].cell(1, 3, "邮箱"), book["单位"].cell(3, 3, "jtj@example.gov.cn")])
    folder = office.output / "催办单" / "2021年5月25日"
    office.run("remind", "--as-of", "2021-05-25", "--mail")
    assert {"教体局.xlsx", "教体局.eml"} <= {path.name for path in folder.iterdir()}
    collect(office, answer(office, "教体局", {"T002": "在办"}), day="2021-05-25")
    report = office.run("remind", "--as-of", "2021-05-25")[1]
    assert (report["problems"][0]["code"], report["problems"][0]["message"].count("教体局")) == ("letters-outdated", 2)
    assert {path.stem for path in folder.iterdir()} == {"发改委", "水务局", "财政局", "公安局", "未报送清单"}
    assert {"教体局.xlsx", "教体局.eml"} <= {path.name for path in (office.output / ".taizhang" / "旧版").iterdir()}
    assert office.run("remind", "--as-of", "2021-05-26")[1]["problems"] == []
    assert len(list(folder.iterdir())) == 5


def test_a_state_that_our_own_pages_print_is_nobodys_answer(office):
    """Templates of before have 落实状态 over that column of the letter."""
    book = openpyxl.Workbook()
    for row in (["序号", "具体任务", "落实状态"], [2, "做好第2件工作。", "未报送"], [3, "做好第3件工作。", "未报送"]):
        book.active.append(row)
    path = office.folder.parent / "水务局.xlsx"
    book.save(path)
    code, report, _ = collect(office, path, "--accept-matched")
    assert (code, report["written"]) == (0, [])


def pasted(office, text, saved=""):
    """T002 of 教体局 in a workbook of its own."""
    book = openpyxl.Workbook()
    for row in (["序号", "具体任务", "进展情况"], [2, "做好第2件工作。", text]):
        book.active.append(row)
    path = office.folder.parent / "教体局.xlsx"
    book.save(path)
    saved_at(path, saved or "2021-06-10T08:00:00Z")
    return path


@pytest.mark.parametrize(
    ("text", "saved", "is_taken"),
    [
        ("五月的", "2021-06-10T08:00:00Z", False),
        ("另外的", "2021-05-10T08:00:00Z", False),
        ("六月的", "2021-06-10T08:00:00Z", True),
    ],
)
def test_a_file_without_mark_that_is_of_a_former_round_is_not_taken_for_this_ones(office, text, saved, is_taken):
    collect(office, answer(office, "教体局", {"T002": "五月的"}))
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    path = pasted(office, text, saved)
    code, report, codes = collect(office, path, "--accept-matched", day="2021-06-12")
    assert (code, bool(report["written"]), "other-round" in codes) == (0 if is_taken else 1, is_taken, not is_taken)
    assert collect(office, path, "--accept-matched", "--round", JUNE, day="2021-06-12")[0] == 0
    assert progress_of(office)[JUNE] == text


def changed(path, change, moment="2021-06-10T08:00:00Z"):
    """A workbook in which somebody changed more than its cells to fill in."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    saved_at(path, moment)
    return path


@pytest.mark.parametrize("is_typed", [True, False])
def test_what_is_typed_into_the_line_of_the_last_answer_is_told_by_its_cell(office, is_typed):
    collect(office, answer(office, "水务局", {"T002": "五月办了一半", "T003": "五月办好"}))
    ask(office, JUNE, "2021-06-20", "2021-06-01")

    def type_below(page):
        cell = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("上期"))
        cell.value += "；六月又办两件" if is_typed else ""

    path = changed(answer(office, "水务局", {"T003": "六月"}), type_below)
    code, report, codes = collect(office, path, day="2021-06-12")
    assert (code, codes) == (0, ["typed-over"] * is_typed)
    if is_typed:
        (problem,) = report["files"][0]["problems"]
        assert problem["cell"] == "E5" and "六月又办两件" in problem["message"]


def two_rows_a_task(office, below):
    """The template asks in two rows: 进展情况, and below it in the same column something else."""
    path = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for area in list(page.merged_cells.ranges):
        if area.min_row > 2:
            page.unmerge_cells(str(area))
    page.delete_rows(3, 99)
    rows = (
        ("标识", "序号", "具体任务", "进展情况"),
        ("{% for 任务 in 任务列表 %}",),
        ("{{ 任务.标识 }}", "{{ 任务.序号 }}", "{{ 任务.具体任务 }}", "{{ 任务.进展情况 | 填报 }}"),
        ("", "", "", below),
        ("{% endfor %}",),
        ("", "填报人："),
    )
    for number, row in enumerate(rows, 3):
        for column, text in enumerate(row, 1):
            page.cell(number, column).value = text
    book.save(path)


def fill_by_row(page, texts):
    """Fill in beside each task, and below that: task → texts."""
    rows = {str(row[0].value): row[0].row for row in page.iter_rows() if row[0].value}
    for task, cells in texts.items():
        for number, text in enumerate(cells):
            page.cell(rows[task] + number, 4).value = text


@pytest.mark.parametrize(
    ("below", "texts", "expected"),
    [
        ("{{ 任务.存在问题 | 填报 }}", ("六月办好", "缺人"), ("六月办好", "缺人")),
        ("上期：{{ 任务.上期进展 }}", ("六月办好",), ("六月办好", "")),
    ],
)
def test_what_stands_in_each_row_of_a_task_is_what_that_row_asks(office, below, texts, expected):
    collect(office, answer(office, "水务局", {"T002": "五月的话", "T003": "五月的话"}))
    two_rows_a_task(office, below)
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    path = office.folder.parent / "水务局.xlsx"
    shutil.copy(sheet(office, "水务局"), path)
    changed(path, lambda page: fill_by_row(page, {"T002": texts, "T003": texts}))
    assert collect(office, path, day="2021-06-12")[::2] == (0, [])
    returns = [each for each in read(office.folder / "input" / "ledger.xlsx").ledger.returns if each.round == JUNE]
    said = {each.task_id: (each.progress, each.difficulties) for each in returns}
    assert said == dict.fromkeys(("T002", "T003"), expected)
    changed(path, lambda page: page.delete_rows(5), "2021-06-11T08:00:00Z")
    assert collect(office, path, day="2021-06-12")[2] == ["band-broken"]


def test_a_row_that_was_divided_for_its_page_is_known_when_the_ids_were_deleted(tmp_path):
    (tmp_path / "台账").mkdir()
    rows = default_rows()
    rows[1][4] += "建立目录并逐项公开进展，" * 120
    office = open_office(tmp_path / "台账", rows)
    ask(office, MAY, "2021-05-20", "2021-05-01")
    collect(office, answer(office, "水务局", {"T002": "甲", "T003": "乙"}))
    ask(office, JUNE, "2021-06-20", "2021-06-01")

    def without_ids(page):
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        assert any(str(cell.value).startswith("（接上页）") for row in page.iter_rows() for cell in row)
        page.delete_cols(1)

    path = changed(answer(office, "水务局", {"T002": "丙", "T003": "丁"}), without_ids)
    assert collect(office, path, day="2021-06-12")[::2] == (0, [])
    returns = read(office.folder / "input" / "ledger.xlsx").ledger.returns
    assert {each.task_id: each.progress for each in returns if each.round == JUNE} == {"T002": "丙", "T003": "丁"}


def test_an_old_sheet_that_changes_what_was_answered_then_is_told_with_both_words(office):
    old = office.folder.parent / "五月的表.xlsx"
    shutil.copy(sheet(office, "教体局"), old)
    collect(office, answer(office, "教体局", {"T002": "五月的"}))
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    returned = answer(office, "教体局", {"T002": "六月的"}, "2021-06-10T08:00:00Z", old)
    _, report, codes = collect(office, returned, day="2021-06-12")
    assert codes == ["former-round", "former-answer-changed"]
    assert "“五月的”改成“六月的”" in report["files"][0]["problems"][1]["message"]
    assert collect(office, returned, "--round", JUNE, day="2021-06-12")[2] == ["former-round"]


def progress_of(office):
    """Round → 进展情况 of T002."""
    rows = read(office.folder / "input" / "ledger.xlsx").ledger.returns
    return {row.round: row.progress for row in rows if row.task_id == "T002"}


def test_what_was_saved_in_time_and_is_collected_after_the_day_it_was_due_is_told_as_it_counts_as_late(office):
    returned = answer(office, "教体局", {"T002": "在办"}, "2021-05-18T08:00:00Z")
    late = answer(office, "财政局", {"T004": "在办"}, "2021-05-22T08:00:00Z")
    report = office.run("collect", str(returned), str(late))[1]  # today: years later
    assert [each["code"] for each in report["problems"]] == ["late-by-today"]
    assert "1 份" in report["problems"][0]["message"] and "教体局" in report["problems"][0]["message"]
    assert office.run("collect", str(returned), "--date", "2021-05-22")[1]["problems"] == []
    collect(office, returned, day="2021-05-19")
    assert office.run("collect", str(returned))[1]["problems"] == []


def test_answers_that_are_gone_with_the_ledger_that_somebody_put_back_are_told(office):
    path = office.folder / "input" / "ledger.xlsx"
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    old = path.read_bytes()
    returned = answer(office, "财政局", {"T004": "在办"})
    collect(office, returned)
    path.write_bytes(old)
    assert told(office) == [("answers-lost", "落实情况", "")]
    assert collect(office, returned, "--theirs")[0] == 0
    assert told(office) == []


def in_conflict(office):
    """A conflict about T002, listed in a workbook."""
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    put(office, "落实情况", 2, 进展情况="办公室改的")
    returned = answer(office, "教体局", {"T002": "办好了"}, "2021-05-11T08:00:00Z")
    path = office.folder.parent / "冲突.xlsx"
    office.run("collect", str(returned), "--conflicts", str(path))
    return returned, path


def choose(path, choice, **texts):
    book = openpyxl.load_workbook(path)
    page = book.active
    columns = {cell.value: cell.column for cell in page[1]}
    for heading, text in {"选择": choice, **texts}.items():
        page.cell(2, columns[heading]).value = text
    book.save(path)


def test_a_choice_that_decides_nothing_is_told_by_its_cell(office):
    returned, path = in_conflict(office)
    choose(path, "收回", 收回="办好了。")
    code, report, _ = collect(office, returned, "--choices", path)
    found = [(each["code"], each["sheet"], each["cell"]) for each in report["problems"]]
    assert (code, found) == (3, [("choice-without-effect", "冲突", "I2")])


def test_a_choice_that_is_followed_already_is_not_told_the_second_time(office):
    returned, path = in_conflict(office)
    choose(path, "收回")
    for _ in range(2):
        code, report, _ = collect(office, returned, "--choices", path)
        assert (code, report["problems"], report["conflicts"] and report["conflicts"][0]["decision"]) in (
            (0, [], "theirs"),
            (0, [], []),
        )


@pytest.mark.parametrize("is_by_rule", [True, False])
def test_where_the_returned_one_is_chosen_the_last_of_several_is_what_counts(office, is_by_rule):
    """The first conflict is decided for the earlier file; the later one is then no conflict, and must not be lost."""
    early, path = in_conflict(office)
    late = answer(office, "教体局", {"T002": "全部办结"}, "2021-05-13T08:00:00Z")
    if not is_by_rule:
        office.run("collect", str(early), str(late), "--conflicts", str(path))
        choose(path, "收回")
    code, report, _ = collect(office, late, early, *(("--theirs",) if is_by_rule else ("--choices", path)))
    assert code == 0 and [each["theirs"] for each in report["changes"]] == ["全部办结"]
    assert [row.progress for row in read(office.folder / "input" / "ledger.xlsx").ledger.returns] == ["全部办结"]
    assert collect(office, early, late)[1]["written"] == []


@pytest.mark.parametrize("choice", ["台账", "改为"])
def test_an_older_return_does_not_replace_what_was_decided_about_a_newer_one(office, choice):
    """The older one lies in the folder still, and `--theirs` would take it for what the department wants."""
    returned, path = in_conflict(office)
    choose(path, choice, **({"改为": "办公室合写的"} if choice == "改为" else {}))
    collect(office, returned, "--choices", path)
    (before,) = (row.progress for row in read(office.folder / "input" / "ledger.xlsx").ledger.returns)
    code, report, codes = collect(office, returned.parent, "--theirs")
    (after,) = (row.progress for row in read(office.folder / "input" / "ledger.xlsx").ledger.returns)
    assert (code, report["conflicts"], codes) == (0, [], ["older-return"])
    assert before == after == {"台账": "办公室改的", "改为": "办公室合写的"}[choice]


# ------------------------------------------------------------------------------------------ departments


def rename(book, former="教体局", name="教育体育局"):
    page = book["单位"]
    page["C1"] = "别名"
    for row in page.iter_rows(min_row=2):
        if row[0].value == former:
            row[0].value = name
            page.cell(row[0].row, 3).value = former


def test_a_department_that_was_renamed_is_sent_its_sheet_as_such_with_what_changed_since(office):
    office.edit(G3="2021年11月底")
    edit(office, rename)
    code, report = office.run("distribute", "--date", "2021-05-05")
    reasons = {each["department"]: each["reasons"] for each in report["departments"]}
    assert (code, reasons["教育体育局"]) == (0, ["单位改名（原“教体局”）", "任务2的完成时限变更"])
    note = (office.output / report["departments"][0]["path"] / "更新说明.txt").read_text("utf-8-sig")
    assert note.splitlines()[2:] == [
        "【改名】原“教体局”的分工表改发“教育体育局”",
        "【修改】任务2·完成时限：2021年12月底 → 2021年11月底",
    ]
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(sheet(office, "教育体育局")).active]
    assert any("修改" in row for row in rows)
    assert office.run("status")[1]["recipients"] == []
    office.build()
    assert office.built() == set()


def test_a_department_that_was_renamed_and_has_no_task_any_more_is_told_so(office):
    edit(office, rename)
    office.edit(F3="水务局")
    report = office.run("distribute", "--date", "2021-05-05")[1]
    reasons = {each["department"]: each["reasons"] for each in report["departments"]}
    assert reasons["教育体育局"] == ["单位改名（原“教体局”）", "撤销任务2"]


def test_a_department_that_was_sent_tasks_and_is_gone_is_told_until_another_has_its_name(office):
    def remove(book):
        page = book["单位"]
        page.delete_rows(next(row[0].row for row in page if row[0].value == "教体局"))
        page["C1"] = "别名"

    edit(office, remove)
    office.edit(F3="水务局")
    assert told(office) == [("department-gone", "单位", "")]
    put(office, "单位", 2, 别名="教体局")
    assert told(office) == []


def test_answers_that_go_with_a_ledger_that_is_replaced_by_a_former_one_are_told_with_their_days(office):
    collect(office, answer(office, "教体局", {"T002": "在办"}))
    collect(office, answer(office, "财政局", {"T004": "在办"}), day="2021-05-14")
    code, report = office.run("restore", "2")
    assert (code, [each["code"] for each in report["problems"]]) == (0, ["answers-not-restored"])
    assert "2 项答复（收回日期 2021-05-12、2021-05-14）" in report["problems"][0]["message"]
    assert office.run("restore", "1")[1]["problems"] == []


# ------------------------------------------------------------------------------------------ records that are gone


def lose_all(output):
    shutil.rmtree(output)


def lose_all_but_parcels(output):
    for path in output.iterdir():
        if path.is_dir() and path.name != "分发":
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


def damage_manifest(output):
    (output / ".taizhang" / "manifest.json").write_text("{")


@pytest.mark.parametrize("lose", [lose_all, lose_all_but_parcels, damage_manifest])
@pytest.mark.parametrize("builds_before", [False, True])
def test_a_number_that_was_given_is_not_given_again_when_the_records_are_gone(office, lose, builds_before):
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    lose(office.output)
    if builds_before:
        office.run("build")
    code, report = office.run("distribute", "--all", "--date", "2021-06-05")
    assert (code, report["edition"]) == (0, 3)
    assert office.run("distribute", "--all", "--date", "2021-06-05")[1]["edition"] == 3
    code, report = office.run("distribute", "--round", JUNE, "--due", "2021-07-20", "--date", "2021-07-01")
    assert (code, [each["code"] for each in report["problems"] if each["severity"] == "error"]) == (2, ["round-exists"])


@pytest.mark.parametrize("opens", [False, True])
def test_records_that_were_put_back_from_a_backup_give_no_number_again(office, opens):
    records = office.output / ".taizhang"
    shutil.copytree(records, office.folder.parent / "备份")
    ask(office, JUNE, "2021-06-20", "2021-06-01")
    shutil.rmtree(records)
    shutil.copytree(office.folder.parent / "备份", records)
    for path in (*office.output.glob("*.xlsx"), *(office.output / "单位分工表").glob("*.xlsx")):
        path.unlink()
    words = ("--round", "2021年7月", "--due", "2021-07-20") if opens else ("--all",)
    code, report = office.run("distribute", *words, "--date", "2021-07-01")
    assert (code, report["edition"]) == (0, 3)


def test_in_a_ledger_without_rounds_the_folders_tell_the_last_number(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--date", "2021-03-01")
    lose_all_but_parcels(office.output)
    assert office.run("distribute", "--date", "2021-03-05")[1]["edition"] == 2


def test_a_sheet_of_before_is_still_collected_when_the_records_are_gone(office):
    returned = answer(office, "教体局", {"T002": "在办"})
    lose_all(office.output)
    office.run("distribute", "--date", "2021-05-05")
    collect(office, returned)
    found = read(office.folder / "input" / "ledger.xlsx").ledger.returns
    assert [(each.task_id, each.round, each.progress) for each in found] == [("T002", MAY, "在办")]


# ------------------------------------------------------------------------------------------ an open ledger


def owner_file(name):
    """As Excel and WPS write it: 165 bytes."""
    narrow, wide = name.encode("gbk"), name.encode("utf-16-le")
    first = bytes([len(narrow)]) + narrow.ljust(54)
    return (first + len(name).to_bytes(2, "little") + wide).ljust(165, b" \0"[:1])


@pytest.mark.parametrize(
    ("lock", "data", "who"),
    [
        ("~$ledger.xlsx", owner_file("张三"), "张三"),
        (".~lock.ledger.xlsx#", ",李四,办公室,02.06.2021 09:10,file:///home/li;".encode(), "李四,办公室"),
        ("~$ledger.xlsx", b"", ""),
        ("~$ledger.xlsx", b"\xff" * 165, ""),
    ],
)
def test_who_has_the_ledger_open_is_told_as_the_hidden_file_says_it(office, lock, data, who):
    path = office.folder / "input" / lock
    path.write_bytes(data)
    code, report, _ = collect(office, answer(office, "教体局", {"T002": "在办"}))
    message = report["problems"][0]["message"]
    assert (code, report["problems"][0]["code"], lock in message) == (3, "ledger-open", True)
    assert (f"打开的人是“{who}”" in message) if who else ("打开的人" not in message)
    path.unlink()


# ------------------------------------------------------------------------------------------ the ledger changed since


def test_ids_that_were_filled_in_anew_take_no_answer_to_another_task(office):
    returned = answer(office, "水务局", {"T002": "第二件的", "T003": "第三件的"})

    def put_in(page):
        page.insert_rows(3)
        for column, text in zip(
            "BCDEFG", (2, "一、公开", "（一）规划", "插进来的。", "水务局", "2021年12月底"), strict=True
        ):
            page[f"{column}3"] = text
        for row in range(2, 8):
            page[f"A{row}"] = f"T{row - 1:03}"

    office.rows(put_in)
    code, report, codes = collect(office, returned)
    assert (code, codes, report["written"]) == (1, ["task-renumbered", "task-renumbered"], [])
    assert "T004" in report["files"][0]["problems"][1]["message"]


def test_a_row_that_was_deleted_and_entered_again_is_told_as_its_answers_are_another_tasks(office):
    collect(office, answer(office, "财政局", {"T004": "在办"}))
    office.rows(lambda page: page.delete_rows(5))
    office.run("distribute", "--date", "2021-05-13")
    row = [None, 5, "一、公开", "（一）规划", "做好第4件工作。", "财政局", "2021年12月底"]
    office.rows(lambda page: page.append(row))
    office.run("check", "--fix")
    assert ("task-came-back", "台账", "A6") in told(office)
    office.edit(A6="T004")
    assert "task-came-back" not in [code for code, *_ in told(office)]


def test_a_new_row_gets_no_id_under_which_a_task_that_is_gone_was_answered(office):
    """The records know all ids; without them sheet 落实情况 does."""
    collect(office, answer(office, "发改委", {"T001": "在办", "T005": "在办"}))
    office.rows(lambda page: page.delete_rows(6))
    lose_all(office.output)
    row = [None, 5, "一、公开", "（一）规划", "另外一件工作。", "发改委", "2021年12月底"]
    office.rows(lambda page: page.append(row))
    office.run("check", "--fix")
    assert [task.id for task in read(office.folder / "input" / "ledger.xlsx").ledger.tasks][-1] == "T006"
