"""Sheet 已阅: what the office has seen and accepted is not told again, and how much that is, is always said."""

from __future__ import annotations

import openpyxl
import pytest

from tests.offices import open_office

ROWS = [
    ["T001", 1, "一、公开", "", "第1件。", "发改委，有关部门配合", "2021年12月底"],
    ["T002", 2, "一、公开", "", "第2件。", "发改委，有关部门配合", "2021年12月底"],
    ["T003", 3, "一、公开", "", "第3件。", "某某局", "2021年12月底"],
]
WORDING = "发改委，有关部门配合"


@pytest.fixture
def office(tmp_path):
    return open_office(tmp_path / "office", ROWS)


def codes(document):
    return [problem["code"] for problem in document["problems"]]


def test_an_accepted_warning_is_not_told_again_but_counted(office):
    _, before = office.run("check")
    assert "open-ended" in codes(before)
    code, after = office.run("check", "--accept", f"open-ended:{WORDING}")
    assert code == 0
    assert "open-ended" not in codes(after)
    assert "unknown-unit" in codes(after)
    counted = [problem["message"] for problem in after["problems"] if problem["code"] == "accepted-warnings"]
    assert counted == ["另有 2 处提醒已在“已阅”表中确认，不再列出"]
    for command in ("build", "status", "check"):
        _, document = office.run(command)
        assert "open-ended" not in codes(document)
        assert codes(document).count("accepted-warnings") == 1


def test_what_is_accepted_stands_in_the_ledger_once(office):
    for _ in range(2):
        office.run("check", "--accept", f"open-ended:{WORDING}")
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    assert [row[:2] for row in book["已阅"].values] == [("编码", "措辞"), ("open-ended", WORDING)]


def test_another_wording_with_the_same_code_is_told(office):
    _, document = office.run("check", "--accept", "open-ended:别的写法，有关部门配合")
    assert "open-ended" in codes(document)
    assert "accepted-warnings" not in codes(document)


def test_an_error_is_never_accepted(office):
    office.edit(E2=None)
    code, document = office.run("check")
    assert code == 1
    message = next(problem["message"] for problem in document["problems"] if problem["severity"] == "error")
    name = next(problem["code"] for problem in document["problems"] if problem["severity"] == "error")
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    book.create_sheet("已阅").append(["编码", "措辞"])
    book["已阅"].append([name, message])
    book.save(office.folder / "input" / "ledger.xlsx")
    code, document = office.run("check")
    assert (code, name in codes(document)) == (1, True)


def test_a_word_that_is_no_pair_is_a_usage_error(office):
    code, document = office.run("check", "--accept", "open-ended")
    assert (code, codes(document)) == (2, ["usage"])
