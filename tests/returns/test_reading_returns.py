"""Returned workbooks are known by their hidden sheet, their rows by id, their columns by heading."""

from __future__ import annotations

import openpyxl
import pytest

from generator.returns.reading import read, read_bytes
from tests.returns.sheets import Sent, as_bytes, tasks


def test_a_workbook_without_edits_reads_as_it_was_sent():
    sent = Sent(tasks(3))
    returned, problems = read_bytes(as_bytes(sent.book()), "甲局.xlsx")
    assert problems == ()
    assert returned.mark == sent.mark
    lines = [line for line in returned.sheets[0].lines if line.task_id]
    assert [line.task_id for line in lines] == ["T001", "T002", "T003"]
    assert lines[0].texts["content"] == "任务内容1"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"B8": "填报人：张三"}, {"filled_by": "张三"}),
        (
            {"C8": "张三", "F8": "李四", "H8": 13800000000},
            {"filled_by": "张三", "reviewed_by": "李四", "contact_phone": "13800000000"},
        ),
        ({"B8": "填 报 人:  张三"}, {"filled_by": "张三"}),
        ({}, {}),
    ],
)
def test_the_foot_lines_are_read_after_the_colon_or_in_the_next_cell(cells, expected):
    book = Sent(tasks(3)).book()
    for cell, value in cells.items():
        book.active[cell] = value
    returned, _ = read_bytes(as_bytes(book), "甲局.xlsx")
    assert returned.foot == expected


def test_a_renamed_sheet_is_found_by_its_headings_and_ids():
    book = Sent(tasks(3)).book()
    book.create_sheet("说明", 0)["A1"] = "请看第二张表"
    book["任务"].title = "填好的"
    returned, problems = read_bytes(as_bytes(book), "x.xlsx")
    assert [(each.code, each.place.sheet, each.wording) for each in problems] == [
        ("words-not-collected", "说明", "请看第二张表")
    ]
    assert returned.sheets[0].name == "填好的"


def test_columns_are_found_after_others_were_put_between_or_moved():
    book = Sent(tasks(3)).book()
    book.active.insert_cols(3, 2)
    book.active.insert_rows(1, 4)
    returned, _ = read_bytes(as_bytes(book), "x.xlsx")
    assert returned.sheets[0].columns["content"] == 4
    assert returned.sheets[0].columns["progress"] == 7


def test_a_column_that_was_to_be_filled_in_and_is_gone_is_named():
    book = Sent(tasks(3)).book()
    book.active.delete_cols(6)
    returned, (problem,) = read_bytes(as_bytes(book), "x.xlsx")
    assert problem.code == "column-removed" and "进展情况" in problem.message
    assert "progress" not in returned.sheets[0].columns


def code(data):
    returned, problems = read_bytes(data, "x.xlsx")
    assert returned is None
    return [problem.code for problem in problems]


def test_what_is_no_return_of_ours_is_named_and_never_raises(tmp_path):
    data = as_bytes(Sent(tasks(3)).book())
    assert code(as_bytes(openpyxl.Workbook())) == ["no-mark"]
    assert code(data[: len(data) // 2]) == ["damaged"]
    assert code(b"") == ["damaged"]
    broken = Sent(tasks(3)).book()
    broken["_taizhang"]["B3"] = "第一版"
    assert code(as_bytes(broken)) == ["bad-mark"]
    assert [problem.code for problem in read(tmp_path / "fehlt.xlsx")[1]] == ["damaged"]
