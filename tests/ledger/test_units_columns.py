"""Ledgers whose units stand in 牵头单位 and 配合单位."""

from __future__ import annotations

import openpyxl
import pytest

from generator.ledger import read


@pytest.mark.parametrize(("lead", "codes"), [("发改委", []), ("", ["missing-column"]), (" ", ["missing-column"])])
def test_a_ledger_needs_no_column_of_units_besides_those_of_lead_and_support_that_it_fills(tmp_path, lead, codes):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["标识", "具体任务", "牵头单位", "配合单位", "完成时限"])
    sheet.append(["T001", "做好公开。", lead, "", "12月底"])
    departments = book.create_sheet("单位")
    departments.append(["简称"])
    departments.append(["发改委"])
    book.create_sheet("信息").append(["标题", "台账"])
    book.save(tmp_path / "ledger.xlsx")
    assert [problem.code for problem in read(tmp_path / "ledger.xlsx").problems] == codes
