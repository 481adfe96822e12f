"""Builds returned workbooks as plain openpyxl files, with the hidden sheet that the program writes."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from unittest import mock

import openpyxl

from generator.hidden_sheet import SHEET_NAME, Mark, MarkedColumn, MarkedRow, MarkedSheet

HEADING_ROW = 2
COLUMNS = (
    ("id", "标识", False),
    ("number", "序号", False),
    ("content", "具体任务", False),
    ("deadline_text", "完成时限", False),
    ("state", "落实状态", True),
    ("progress", "进展情况", True),
    ("difficulties", "存在问题", True),
    ("next_step", "下一步打算", True),
)
OFFICIAL = (
    ("section", "任务名称", False),
    ("item", "", False),
    ("{number}.{content}", "具体任务", False),
    ("units_text", "责任单位", False),
    ("deadline_text", "完成时限", False),
)


def text_of(pattern, values):
    return pattern.format(**values) if "{" in pattern else values.get(pattern, "")


@dataclass
class Sent:
    """A workbook as it was sent: what is in its cells, by task."""

    values: dict[str, dict[str, str]]
    department: str = "甲局"
    edition: int = 1
    ledger: str = "某台账"
    columns: tuple[tuple[str, str, bool], ...] = COLUMNS
    sheet: str = "任务"
    merges: list[tuple[int, int, int]] = field(default_factory=list)
    """(column, first row, last row) from 0."""

    @property
    def mark(self):
        columns = tuple(MarkedColumn(n, name, heading, is_in) for n, (name, heading, is_in) in enumerate(self.columns))
        rows = tuple(MarkedRow(HEADING_ROW + 1 + n, task_id) for n, task_id in enumerate(self.values))
        sheets = (MarkedSheet(self.sheet, columns, rows),)
        return Mark(self.ledger, self.edition, "department", self.department, sheets)

    def book(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = self.sheet
        sheet["A1"] = "标题"
        for column, (_, heading, _) in enumerate(self.columns, 1):
            sheet.cell(HEADING_ROW + 1, column, heading or None)
        for row, values in enumerate(self.values.values(), HEADING_ROW + 2):
            for column, (pattern, _, _) in enumerate(self.columns, 1):
                sheet.cell(row, column, text_of(pattern, values) or None)
        for column, first, last in self.merges:
            sheet.merge_cells(start_row=first + 1, end_row=last + 1, start_column=column + 1, end_column=column + 1)
        foot = sheet.max_row + 2
        for column, label in ((2, "填报人："), (5, "审核人："), (7, "联系电话：")):
            sheet.cell(foot, column, label)
        mark = book.create_sheet(SHEET_NAME)
        mark.sheet_state = "veryHidden"
        for line in self.mark.as_rows():
            mark.append(list(line))
        return book

    def bases(self):
        return {(self.edition, self.department, task_id): values for task_id, values in self.values.items()}


SAVED = datetime.datetime(2021, 6, 20, 8, 30)
"""UTC; when all workbooks of these tests were saved, so that none is later than another by the clock."""


def as_bytes(book):
    stream = io.BytesIO()
    with mock.patch("openpyxl.writer.excel.datetime") as clock:
        clock.datetime.now.return_value.replace.return_value = SAVED
        clock.datetime.utcnow.return_value = SAVED
        book.save(stream)
    return stream.getvalue()


def tasks(count, **more):
    return {
        f"T{n:03}": {"id": f"T{n:03}", "number": str(n), "content": f"任务内容{n}", "deadline_text": "12月底前"} | more
        for n in range(1, count + 1)
    }
