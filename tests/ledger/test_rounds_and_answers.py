"""Rounds without a day, and answers that count for nobody, are told with their cells."""

from __future__ import annotations

import openpyxl
import pytest

from generator.ledger import read
from generator.vocabulary import ANSWER_FIELDS, headings
from tests.offices import open_office


def problems(folder, rounds=(), answers=()):
    office = open_office(folder)
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("报送期")
    for row in (["期次", "截止日期", "发出日期", "版次"], *rounds):
        sheet.append(row)
    sheet = book.create_sheet("落实情况")
    for row in (headings(ANSWER_FIELDS), *answers):
        sheet.append(row)
    book.save(path)
    return [(each.severity, each.code, each.place.cell) for each in read(path).problems]


JUNE = ("2021年6月", "2021年6月25日", "2021-06-01", "1")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (JUNE, []),
        (("2021年6月", "6月底", "2021-06-01", "1"), [("warning", "no-due-day", "B2")]),
        (("2021年6月", None, None, "1"), [("warning", "no-due-day", "B2"), ("warning", "no-issued-day", "C2")]),
    ],
)
def test_a_round_whose_day_cannot_be_read_is_told_as_nobody_would_ever_be_late(tmp_path, row, found):
    assert problems(tmp_path, [row]) == found


def test_two_rounds_of_one_name_are_an_error(tmp_path):
    assert problems(tmp_path, [JUNE, JUNE]) == [("error", "doubled-round", "A3")]


def test_answers_of_an_unknown_round_or_department_and_those_that_stand_twice_are_told(tmp_path):
    answers = [
        ["T001", "发改委", "2021年6月", "推进中"],
        ["T003", "水务局 ", "", "推进中"],
        ["T001", "发改委", "2021年6月份", "推进中"],
        ["T002", "县水务局", "2021年6月", "推进中"],
        ["T001", "发改委", "2021年6月", "已完成"],
    ]
    assert problems(tmp_path, [JUNE], answers) == [
        ("warning", "answer-of-no-round", "C4"),
        ("warning", "answer-of-no-department", "B5"),
        ("warning", "doubled-answer", "A2"),
    ]


def test_without_rounds_any_answer_counts(tmp_path):
    assert problems(tmp_path, [], [["T001", "发改委", "2021年6月", "推进中"]]) == []
