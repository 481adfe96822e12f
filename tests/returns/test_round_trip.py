"""Whatever staff do to a sheet, every filled value arrives once, at its task and department, and nothing else does."""

from __future__ import annotations

import io
import shutil
import subprocess

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model import Answer, Department, Ledger, Task
from generator.returns import Current, apply, compare, decide
from generator.returns.reading import read_bytes
from tests.returns.sheets import COLUMNS, HEADING_ROW, Sent, as_bytes, tasks

FIELDS = ("state", "progress", "difficulties", "next_step")
WORDS = st.text(st.sampled_from("已完成推进中12月.，。\n =+-x"), max_size=12).map(
    lambda text: "\n".join(line.strip() for line in text.strip().split("\n"))
)
FILLED = st.dictionaries(st.tuples(st.integers(1, 8), st.sampled_from(FIELDS)), WORDS, max_size=12)
CHANGES = st.lists(
    st.one_of(
        st.just(("sort", 0)),
        st.tuples(st.just("rows"), st.integers(1, 12)),
        st.tuples(st.just("columns"), st.integers(1, 9)),
        st.just(("save", 0)),
        st.just(("rename", 0)),
        st.just(("hide", 0)),
    ),
    max_size=5,
)
LEDGER = Ledger(
    title="某台账",
    tasks=tuple(Task(f"T{n:03}", str(n), content=f"任务内容{n}", deadline_text="12月底前") for n in range(1, 9)),
    departments=(Department("甲局"), Department("乙局")),
    returns=(Answer("T002", "乙局", progress="别人的"),),
)
DATA_ROWS = range(HEADING_ROW + 2, HEADING_ROW + 10)


def column_of(sheet, heading):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == heading:
                return cell.row, cell.column
    raise LookupError(heading)


def put(cell, value):
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def disturb(book, change, number):
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    if change == "sort":
        row, ids = column_of(sheet, "标识")
        block = [[cell.value for cell in line] for line in sheet.iter_rows(row + 1, sheet.max_row)]
        tasks_, others = [line for line in block if line[ids - 1]], [line for line in block if not line[ids - 1]]
        for offset, line in enumerate(sorted(tasks_, key=lambda line: str(line[ids - 1]), reverse=True) + others, 1):
            for column, value in enumerate(line, 1):
                put(sheet.cell(row + offset, column), value)
    elif change == "rows":
        sheet.insert_rows(number, 2)
    elif change == "columns":
        sheet.insert_cols(number)
        sheet.column_dimensions["B"].width = 3
    elif change == "save":
        return openpyxl.load_workbook(io.BytesIO(as_bytes(book)))
    elif change == "rename":
        sheet.title = "已填" + str(len(sheet.title))
    elif change == "hide":
        sheet.row_dimensions[7].hidden = True
        sheet.auto_filter.ref = f"A3:H{sheet.max_row}"
    return book


def fill(book, filled):
    for (task, field), text in filled.items():
        column = [name for name, _, _ in COLUMNS].index(field) + 1
        cell = book.active.cell(HEADING_ROW + 1 + task, column)
        put(cell, text or None)


def expected(filled):
    texts = {}
    for (task, field), text in filled.items():
        if text:
            texts.setdefault(task, {})[field] = text
    given = {(f"T{task:03}", "甲局"): fields for task, fields in texts.items()}
    return {
        (answer.task_id, answer.department): answer
        for answer in (
            *LEDGER.returns,
            *(replace(Answer(*key, source="x.xlsx"), **fields) for key, fields in given.items()),
        )
    }


def collected(data, sent, ledger=LEDGER):
    returned, problems = read_bytes(data, "x.xlsx")
    assert problems == ()
    result = compare(returned, Current(ledger), sent.bases())
    assert result.problems == ()
    decided = decide([result])
    assert decided.conflicts == decided.proposals == ()
    return apply(ledger, decided)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(FILLED, CHANGES)
def test_every_filled_value_arrives_once_at_its_task_and_department(filled, changes):
    sent = Sent(tasks(8))
    book = sent.book()
    fill(book, filled)
    for change, number in changes:
        book = disturb(book, change, number)
    data = as_bytes(book)
    after = collected(data, sent)
    assert {(answer.task_id, answer.department): answer for answer in after.returns} == expected(filled)
    assert replace(after, returns=()) == replace(LEDGER, returns=())
    assert collected(data, sent, after) == after


@pytest.mark.render
def test_what_libreoffice_saved_reads_the_same(tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here")
    sent = Sent(tasks(8))
    book = sent.book()
    filled = {(1, "progress"): "第一行\n第二行", (3, "state"): "已完成", (8, "next_step"): "=不是公式"}
    fill(book, filled)
    for change, number in (("rows", 1), ("columns", 4), ("hide", 0), ("sort", 0)):
        book = disturb(book, change, number)
    source = tmp_path / "in" / "x.xlsx"
    source.parent.mkdir()
    book.save(source)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    after = collected((tmp_path / "x.xlsx").read_bytes(), sent)
    assert {(answer.task_id, answer.department): answer for answer in after.returns} == expected(filled)
