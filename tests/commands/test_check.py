"""Check: everything that can be told of a ledger at once, errors or not."""

from __future__ import annotations

import openpyxl
import pytest

from tests.offices import open_office

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path):
    return open_office(tmp_path)


def told(office, *arguments):
    code, report = office.run("check", *arguments)
    return code, {(problem["code"], problem["cell"]) for problem in report["problems"]}


def test_wordings_and_templates_are_checked_though_the_ledger_has_errors(office):
    office.edit(A3="T001", E4=None, F5="不存在局", G6="看不懂的时限")
    (office.folder / "templates" / "坏的.xlsx").write_bytes(b"no workbook")
    code, found = told(office)
    assert code == 1
    assert {("missing-content", "E4"), ("unknown-unit", "F5"), ("unknown-deadline", "G6")} <= found
    assert {code for code, _ in found} >= {"doubled-id", "cannot-read"}


def test_a_column_that_is_missing_hides_no_other_fault(office):
    office.edit(G1="日期", F5="不存在局")
    code, found = told(office)
    assert code == 1
    assert {("missing-column", "A1"), ("unknown-unit", "F5")} <= found


def test_a_ledger_with_errors_is_built_by_nothing(office):
    office.edit(E4=None)
    code, report = office.run("build")
    assert (code, report["workbooks"]) == (1, [])


def test_numbers_that_are_missing_throughout_are_one_problem(office):
    office.rows(lambda sheet: [setattr(cell, "value", None) for cell in sheet["B"][1:]])
    _, report = office.run("check")
    (problem,) = [each for each in report["problems"] if each["code"] == "missing-number"]
    assert len(problem["cells"]) == 5 and "--renumber" in problem["advice"]


def test_problems_are_those_of_the_day_that_is_asked_for(office):
    """A workbook of that day may be wrong where today's is not: here 剩余天数 is 0, by which something is divided."""
    path = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "{{ 1 / 任务列表[0].剩余天数 }}"
    book.save(path)
    wrong = {problem["code"] for problem in office.run("build", "--as-of", "2021-12-31")[1]["problems"]}
    assert wrong
    assert wrong <= {code for code, _ in told(office, "--as-of", "2021-12-31")[1]}
    assert not wrong & {code for code, _ in told(office, "--as-of", "2021-12-30")[1]}
