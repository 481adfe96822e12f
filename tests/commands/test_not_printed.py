"""What the ledger holds and the printed ledger does not show is told once; 牵头单位 and 配合单位 are printed."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.offices import Office, open_office


@pytest.fixture
def office(tmp_path) -> Office:
    return open_office(tmp_path)


def told(office: Office, command: str = "build") -> list[str]:
    """The columns that are told."""
    day = ("--as-of", "2021-01-01") if command == "build" else ()
    _, report = office.run(command, *day)
    return [problem["wording"] for problem in report["problems"] if problem["code"] == "column-not-printed"]


def with_columns(**columns: str):
    """Puts a column behind the others, the same in each row; an empty one has only its heading."""

    def change(sheet: Worksheet) -> None:
        for heading, value in columns.items():
            last = sheet.max_column + 1
            sheet.cell(1, last, heading)
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, last, value or None)

    return change


def printed(office: Office) -> dict[str, list[str]]:
    """Heading → what stands below, of the columns that are seen."""
    (path,) = office.output.glob("*分工台账.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    spans = [range(each.min, each.max + 1) for each in sheet.column_dimensions.values() if each.hidden]
    columns = enumerate(sheet.iter_cols(min_row=2), 1)
    seen = [cells for n, cells in columns if not any(n in span for span in spans)]
    return {cells[0].value: [cell.value for cell in cells[1:6]] for cells in seen if cells[0].value}


def test_columns_that_no_cell_of_the_template_reads_are_named_once(office):
    assert told(office) == []
    office.rows(with_columns(备注="急", 责任领导="张三", 空栏=""))
    assert told(office) == ["备注、责任领导"]
    assert told(office) == ["备注、责任领导"]  # nothing has changed, and it is still so
    assert told(office, "check") == ["备注、责任领导"]


def test_what_an_import_writes_beside_the_tasks_is_not_told(office):
    office.rows(with_columns(出处="第5段"))
    assert told(office) == []


def test_the_ledgers_note_is_not_taken_for_that_of_tasks(office):
    office.rows(with_columns(备注="急"))  # the template reads 台账.备注
    assert told(office) == ["备注"]


def test_it_is_not_told_when_it_was_accepted(office):
    office.rows(with_columns(责任领导="张三"))
    office.run("check", "--accept", "column-not-printed:责任领导")
    assert told(office) == []


def test_a_template_that_shows_it_keeps_quiet(office):
    office.rows(with_columns(责任领导="张三"))
    path = office.folder / "templates" / "official.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["G4"] = "{{ 任务.完成时限 }}（{{ 任务.责任领导 }}）"
    book.save(path)
    assert told(office) == []


def test_the_official_ledger_shows_who_leads_and_supports_where_the_ledger_says_so(office):
    office.build()
    assert list(printed(office)) == ["任务名称", "具体任务", "责任单位", "完成时限"]

    def divided(sheet: Worksheet) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 6).value = None
        with_columns(牵头单位="发改委", 配合单位="水务局")(sheet)

    office.rows(divided)
    office.build()
    assert list(printed(office)) == ["任务名称", "具体任务", "牵头单位", "配合单位", "完成时限"]
    assert printed(office)["牵头单位"] == ["发改委"] * 5
    assert told(office) == []


def test_a_level_that_no_task_has_takes_no_room(office):
    office.build()
    (path,) = office.output.glob("*分工台账.xlsx")
    assert not openpyxl.load_workbook(path).worksheets[0].column_dimensions["B"].hidden
    office.edit(**{f"D{row}": None for row in range(2, 7)})
    office.build()
    assert openpyxl.load_workbook(path).worksheets[0].column_dimensions["B"].hidden
