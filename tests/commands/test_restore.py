"""Former ledgers are listed with when and why, any is brought back, and check --fix mends what rows suffer from."""

from __future__ import annotations

import openpyxl
import pytest

from generator.ledger import read
from generator.records import answers, imports, settled
from generator.system.former import RECORDS
from tests.commands.test_being_killed import DOCUMENT, REVISED
from tests.offices import Office, open_office
from tests.returning import send_back

pytestmark = pytest.mark.slow


def ledger_of(office):
    return office.folder / "input" / "ledger.xlsx"


def test_a_former_ledger_is_listed_with_its_reason_and_brought_back_the_present_one_kept(tmp_path):
    office = open_office(tmp_path)
    assert office.run("restore") == (0, {"ledgers": [], "restored": None, "problems": []})
    first = ledger_of(office).read_bytes()
    office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    second = ledger_of(office).read_bytes()
    (listed,) = office.run("restore")[1]["ledgers"]
    assert listed["why"] == "开始报送期“2021年6月”"
    code, report = office.run("restore", "1")
    assert (code, report["restored"], len(report["ledgers"])) == (0, listed["path"], 2)
    assert ledger_of(office).read_bytes() == first
    newest = office.run("restore")[1]["ledgers"][0]
    assert (office.folder / newest["path"]).read_bytes() == second
    assert office.run("restore", newest["path"].rpartition("/")[2])[0] == 0
    assert ledger_of(office).read_bytes() == second
    assert office.run("restore", "1999-01-01")[0] == 2


def test_what_was_collected_into_a_ledger_is_collected_again_after_the_former_one_came_back(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", "--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    path = send_back(sheet, tmp_path / "收回" / "财政局.xlsx", {"T004": {"进展情况": "办好了"}}, "2021-06-10T08:00:00Z")
    written = office.run("collect", str(path), "--apply")[1]["written"]
    assert written
    assert office.run("restore", "1")[0] == 0
    code, report = office.run("collect", str(path), "--apply")
    assert (code, report["written"], report["conflicts"]) == (0, written, [])


def test_what_was_imported_into_a_ledger_is_imported_again_after_the_former_one_came_back(tmp_path):
    """Otherwise what the document had changed would be taken for the office's own wording."""
    office, source = Office(tmp_path), tmp_path / "要点.txt"
    (tmp_path / "input").mkdir()
    words = ("import", str(source), "--output", str(ledger_of(office)), "--merge")
    source.write_text(DOCUMENT, "utf-8")
    assert office.run(*words)[0] == 0
    source.write_text(REVISED, "utf-8")
    first = office.run(*words)[1]
    assert (first["changed"], first["added"]) == ([{"id": "T002", "fields": ["具体任务"]}], ["T003"])
    merged = read(ledger_of(office)).ledger
    assert office.run("restore", "1")[0] == 0
    again = office.run(*words)[1]
    assert (again["changed"], again["added"]) == (first["changed"], first["added"])
    assert read(ledger_of(office)).ledger == merged


def test_every_record_of_a_ledger_is_kept_with_it():
    assert {answers.NAME, imports.NAME, settled.NAME} == set(RECORDS)


def test_copies_that_an_earlier_program_kept_are_listed_by_their_names(tmp_path):
    office = open_office(tmp_path)
    former = office.output / ".taizhang" / "旧版"
    former.mkdir(parents=True)
    (former / "ledger 2021-03-01 第1版.xlsx").write_bytes(b"x")
    (former / "水务局.xlsx").write_bytes(b"x")
    assert office.run("restore")[1]["ledgers"] == [
        {"when": "2021-03-01", "why": "", "path": "output/.taizhang/旧版/ledger 2021-03-01 第1版.xlsx"}
    ]


def test_numbers_are_written_in_order(tmp_path):
    office = open_office(tmp_path)
    office.edit(B3=7, B4=7)
    code, report = office.run("check", "--fix", "--renumber")
    assert (code, report["fixed"]) == (0, ["台账!B3", "台账!B4"])
    assert [task.number for task in read(ledger_of(office)).ledger.tasks] == ["1", "2", "3", "4", "5"]
    assert office.run("check", "--renumber")[0] == 2


def test_merged_cells_are_told_with_what_they_hide_and_unmerged(tmp_path):
    office = open_office(tmp_path)

    def change(sheet):
        for cells in ("C2:C4", "F2:F3"):
            sheet.merge_cells(cells)

    office.rows(change)
    told = {
        each["cell"]: each["message"] for each in office.run("check")[1]["problems"] if each["code"] == "merged-cells"
    }
    assert set(told) == {"C2", "F2"}
    assert "到 C4" in told["C2"]
    code, report = office.run("check", "--fix")
    assert code == 0
    assert report["fixed"] == ["台账!C2", "台账!C3", "台账!C4", "台账!F2", "台账!F3"]
    page = openpyxl.load_workbook(ledger_of(office))["台账"]
    assert not page.merged_cells.ranges
    assert [page[cell].value for cell in ("C2", "C3", "C4", "F3")] == ["一、公开"] * 3 + ["同上"]
    assert office.run("restore")[1]["ledgers"][0]["why"] == "取消合并单元格"


def test_text_hidden_under_a_merged_cell_is_told_and_kept(tmp_path):
    from generator.ledger.sheets import SheetRows, cells_of
    from generator.vocabulary import TASK_FIELDS

    rows = [["一级任务", "具体任务", "责任单位", "完成时限"], ["甲", "a", "x", "y"], ["藏着的", "b", "x", "y"]]
    sheet = SheetRows("台账.xlsx", "台账", cells_of(rows, (((1, 0), (2, 0)),)), TASK_FIELDS)
    (told,) = [problem for problem in sheet.problems() if problem.code == "merged-cells"]
    assert "A3“藏着的”" in told.message
