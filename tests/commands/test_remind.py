"""Who owes what gets a letter with just these tasks, and a draft of a mail that any program can open."""

from __future__ import annotations

import email
import email.policy

import openpyxl
import pytest

from generator.vocabulary import ANSWER_FIELDS, headings
from tests.offices import open_office

pytestmark = pytest.mark.slow
JUNE = ("2021年6月", "2021-06-25", "2021-06-01", "1")
ANSWER = headings(ANSWER_FIELDS)
TASKS = [
    ["T001", 1, "一、公开", "（一）规划", "公开规划。", "发改委、教体局、水务局", "2021年12月底"],
    ["T002", 2, "一、公开", "（一）规划", "公开预算。", "教体局、财政局", "2021年3月底"],
]


def an_office(folder, rounds=(), answers=(), emails=None, tasks=TASKS):
    """A workspace with rounds, answers ``(task, department, round, state, received)`` and addresses."""
    office = open_office(folder, tasks)
    path = folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    if rounds:
        sheet = book.create_sheet("报送期")
        for row in (["期次", "截止日期", "发出日期", "版次"], *rounds):
            sheet.append(row)
    if answers:
        sheet = book.create_sheet("落实情况")
        sheet.append(ANSWER)
        for task, department, name, state, received in answers:
            sheet.append([task, department, name, state, "", "", "", "", "", "", "", received, ""])
    units = book["单位"]
    units.cell(1, 3).value = "邮箱"
    for row in range(2, units.max_row + 1):
        units.cell(row, 3).value = (emails or {}).get(units.cell(row, 1).value)
    book.save(path)
    return office


def owed(report):
    return {each["department"]: (each["missing"], each["overdue"], each["soon"]) for each in report["departments"]}


def test_whoever_did_not_report_by_the_day_that_the_round_was_due_is_reminded_of_what_is_missing(tmp_path):
    answers = [
        ("T001", "发改委", "2021年6月", "推进中", "2021-06-20"),
        ("T001", "教体局", "2021年6月", "推进中", "2021-06-20"),
        ("T002", "财政局", "2021年6月", "已完成", "2021-06-27"),
    ]
    office = an_office(tmp_path, [JUNE], answers)
    code, report = office.run("remind", "--as-of", "2021-06-28")
    assert (code, report["round"]) == (0, "2021年6月")
    # 发改委 reported, 财政局 late but all of it, and it is done; 教体局 partly
    assert owed(report) == {"教体局": (["T002"], ["T002"], []), "水务局": (["T001"], [], [])}
    letter = openpyxl.load_workbook(office.output / report["departments"][0]["path"]).active
    texts = [str(cell.value) for row in letter.iter_rows() for cell in row if cell.value is not None]
    assert "公开预算。" in texts
    assert "公开规划。" not in texts
    assert any("应于 2021年6月25日前报送" in text and "应报 2 项，只报了 1 项" in text for text in texts)
    assert "未报送，逾期89天" in texts  # 31 March to 28 June: 30 + 31 + 28 days
    rows = openpyxl.load_workbook(office.output / report["unreported"]).active.iter_rows(min_row=4, values_only=True)
    assert [row[1:5] for row in rows][:2] == [("教体局", 2, 1, "部分"), ("水务局", 1, 0, "未报")]


def test_before_the_round_is_due_only_deadlines_are_reminded_of(tmp_path):
    office = an_office(tmp_path, [JUNE])
    code, report = office.run("remind", "--as-of", "2021-06-25")
    assert owed(report) == {"教体局": ([], ["T002"], []), "财政局": ([], ["T002"], [])}
    assert (code, report["unreported"]) == (0, None)


def test_a_task_whose_deadline_is_near_is_reminded_of_though_nobody_is_late(tmp_path):
    answers = [("T001", name, "", "推进中", "") for name in ("发改委", "教体局", "水务局")]
    answers += [("T002", name, "", "已完成", "") for name in ("教体局", "财政局")]
    office = an_office(tmp_path, answers=answers)
    _, report = office.run("remind", "--as-of", "2021-12-28")
    assert owed(report) == {name: ([], [], ["T001"]) for name in ("发改委", "教体局", "水务局")}
    letter = openpyxl.load_workbook(office.output / report["departments"][0]["path"]).active
    assert "3天后到期" in [cell.value for row in letter.iter_rows() for cell in row]


def test_in_a_ledger_without_rounds_whoever_never_answered_is_reminded(tmp_path):
    office = an_office(tmp_path, answers=[("T001", "教体局", "", "推进中", "")])
    _, report = office.run("remind", "--as-of", "2021-03-01")
    assert report["round"] is None
    assert {name: what[0] for name, what in owed(report).items()} == {
        "发改委": ["T001"],
        "教体局": [],
        "水务局": ["T001"],
        "财政局": ["T002"],
    }


def test_nobody_late_is_nothing_to_do(tmp_path):
    office = an_office(tmp_path, [JUNE], tasks=[TASKS[0]])
    code, report = office.run("remind", "--as-of", "2021-06-20")
    assert (code, report["departments"], report["unreported"]) == (0, [], None)
    assert not (office.output / "催办单").exists()


def test_a_former_round_is_seen_as_it_was(tmp_path):
    may = ("2021年5月", "2021-05-25", "2021-05-01", "1")
    answers = [("T001", name, "2021年6月", "推进中", "2021-06-05") for name in ("发改委", "教体局", "水务局")]
    answers.append(("T001", "发改委", "2021年5月", "推进中", "2021-05-20"))
    office = an_office(tmp_path, [may, JUNE], answers, tasks=[TASKS[0]])
    _, report = office.run("remind", "--round", "2021年5月", "--as-of", "2021-06-28")
    assert report["round"] == "2021年5月"
    assert owed(report) == {name: (["T001"], [], []) for name in ("教体局", "水务局")}
    assert owed(office.run("remind", "--as-of", "2021-06-28")[1]) == {}
    for words in (("--round", "2021年7月"), ("--round", "2021年6月", "--as-of", "2021-05-28")):
        code, report = office.run("remind", *words)
        assert (code, report["departments"], len(report["problems"])) == (2, [], 1)


def test_nobody_is_reminded_of_what_the_round_did_not_ask(tmp_path):
    office = an_office(tmp_path, tasks=[TASKS[0]])
    office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    answers = book.create_sheet("落实情况")
    answers.append(ANSWER)
    answers.append(["T001", "教体局", "2021年6月", "推进中", "", "", "", "", "", "", "", "2021-06-05"])
    book["台账"].append(["T002", 2, "一、公开", "（一）规划", "公开预算。", "教体局、财政局", "2021年12月底"])
    book.save(path)
    _, report = office.run("remind", "--as-of", "2021-06-28")
    assert owed(report) == {name: (["T001"], [], []) for name in ("发改委", "水务局")}
    assert len(office.run("distribute", "--date", "2021-06-29")[1]["departments"]) == 2
    _, report = office.run("remind", "--as-of", "2021-06-30")
    assert owed(report)["教体局"] == owed(report)["财政局"] == (["T002"], [], [])


def test_a_task_that_was_done_since_is_not_overdue_in_a_former_round(tmp_path):
    march = ("2021年3月", "2021-03-25", "2021-03-01", "1")
    answers = [("T002", "教体局", "2021年6月", "已完成", "2021-06-05")]
    office = an_office(tmp_path, [march, JUNE], answers, tasks=[TASKS[1]])
    _, report = office.run("remind", "--round", "2021年3月", "--as-of", "2021-06-28")
    assert owed(report) == {"教体局": (["T002"], [], []), "财政局": (["T002"], ["T002"], [])}


def test_a_letter_that_somebody_wrote_in_is_kept_and_the_same_letter_twice_is_the_same_file(tmp_path):
    office = an_office(tmp_path, [JUNE])
    _, report = office.run("remind", "--as-of", "2021-06-28")
    path = office.output / report["departments"][0]["path"]
    first = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book.active["A2"] = "请转张局长"
    book.save(path)
    edited = path.read_bytes()
    office.run("remind", "--as-of", "2021-06-28")
    assert path.read_bytes() == first
    assert edited in [each.read_bytes() for each in (office.output / ".taizhang" / "旧版").iterdir()]
    assert office.build()  # and a build leaves the letters where they are
    assert path.read_bytes() == first


def test_a_draft_opens_with_its_names_in_chinese_and_the_sheet_whole(tmp_path):
    addresses = {"教体局": "jtj@example.gov.cn、office@example.gov.cn", "水务局": "没有"}
    office = an_office(tmp_path, [JUNE], emails=addresses)
    code, report = office.run("remind", "--mail", "--as-of", "2021-06-28")
    drafts = {each["department"]: each["draft"] for each in report["departments"] if each["draft"]}
    assert (code, list(drafts)) == (0, ["教体局"])
    (problem,) = [each for each in report["problems"] if each["code"] == "no-email"]
    assert "发改委、水务局、财政局" in problem["message"]
    data = (office.output / drafts["教体局"]).read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "催办：某县2021年工作要点分工台账（2021年6月）"
    assert [(each.display_name, each.addr_spec) for each in message["To"].addresses] == [
        ("教体局", "jtj@example.gov.cn"),
        ("教体局", "office@example.gov.cn"),
    ]
    assert "还有 2 项没有报送" in message.get_body().get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "教体局.xlsx"
    sheet = office.output / drafts["教体局"].replace(".eml", ".xlsx")
    assert attachment.get_content() == sheet.read_bytes()
    assert data.isascii()
    assert office.run("remind", "--mail", "--as-of", "2021-06-28")[1]["departments"] == report["departments"]
    assert (office.output / drafts["教体局"]).read_bytes() == data


def test_a_workspace_of_before_takes_the_letters_that_are_built_in(tmp_path):
    office = an_office(tmp_path, [JUNE])
    for name in ("_reminder.xlsx", "_unreported.xlsx"):
        (tmp_path / "templates" / name).unlink()
    code, report = office.run("remind", "--as-of", "2021-06-28")
    assert code == 0
    assert len(report["departments"]) == 4


def test_a_day_before_the_first_round_is_told(tmp_path):
    """With 2020 for 2021 everybody would be reminded of everything, of a round that nobody had opened."""
    office = an_office(tmp_path, [("2021年6月", "2021-06-25", "2021-06-01")])
    _, report = office.run("remind", "--as-of", "2020-06-28")
    assert [problem["code"] for problem in report["problems"]] == ["no-round-yet"]
    assert "2021-06-01" in report["problems"][0]["message"]
    assert office.run("remind", "--as-of", "2021-06-28")[1]["problems"] == []
