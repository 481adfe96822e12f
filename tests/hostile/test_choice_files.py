"""Choice files of odd shapes are told as such, whatever they hold."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from generator.returns import read_choices
from tests.hostile.inputs import package, parts_of

CHOICE = {"task_id": "T1", "department": "甲局", "field": "state", "ours": "甲", "theirs": "乙", "decision": "text"}


def codes(path) -> list[str]:
    return [problem.code for problem in read_choices(path)[1]]


@pytest.mark.parametrize(
    "text",
    [
        *("5", "null", '"甲"', "[5]", "[null]", '["甲"]', "[[]]", "{}", '{"conflicts": 5}', '{"conflicts": {"a": 1}}'),
        '{"conflicts": null}',
        *("[" * 100_000, '{"conflicts":' * 100_000, "[" * 100_000 + "]" * 100_000),
        *(json.dumps([{**CHOICE, name: [name]}]) for name in CHOICE),
        *(json.dumps([{**CHOICE, name: {"a": name}}]) for name in CHOICE),
        json.dumps([{**CHOICE, "text": "\ud800"}]),
        json.dumps([{**CHOICE, "text": "甲\x0b乙"}]),
        json.dumps([{**CHOICE, "text": "长" * 40_000}]),
        "9" * 10_000,
        b"\xff\xfe[\0",
        b"\x00\xff",
    ],
)
def test_json_of_any_other_shape_is_no_choice_file(tmp_path, text):
    path = tmp_path / "选择.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert codes(path) == ["bad-choices"]


def test_numbers_and_nothing_are_taken_as_texts(tmp_path):
    path = tmp_path / "选择.json"
    path.write_text(json.dumps([{**CHOICE, "ours": 5, "theirs": None, "text": 7}]), "utf-8")
    choices, problems = read_choices(path)
    found = {key: (choice.decision, choice.text) for key, choice in choices.items()}
    assert (found, problems) == ({("T1", "甲局", "", "state", "5", ""): ("text", "7")}, ())


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEADINGS = ["标识", "单位", "字段", "台账现有", "收回", "选择", "改为"]


@pytest.mark.parametrize("rows", [[], [["别的"]], [HEADINGS[:-1], ["T1"]], [[], HEADINGS]])
def test_a_workbook_of_any_other_shape_is_no_choice_file(tmp_path, rows):
    path = tmp_path / "选择.xlsx"
    path.write_bytes(workbook(*rows))
    assert codes(path) == ["bad-choices"]


def test_a_choice_workbook_is_looked_at_before_it_is_opened(tmp_path):
    far = workbook(HEADINGS, ["T1"])
    parts = parts_of(far)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'r="A2"', b'r="ZZZZZZ41"')
    path = tmp_path / "选择.xlsx"
    path.write_bytes(package(parts))
    assert codes(path) == ["bad-choices"]
