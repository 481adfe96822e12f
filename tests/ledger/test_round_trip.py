"""Any ledger survives xlsx → json → xlsx."""

from __future__ import annotations

import datetime
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.ledger import as_book, as_json, read
from generator.ledger.checks import CONTENT_HEADINGS, TOTAL
from generator.model import Department, Ledger, Task
from generator.writer import write

# A cell holds any text but control characters; a text of nothing but white space is an empty cell to readers.
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\u2028\u2029\ufffe\uffff"),
    max_size=40,
).filter(lambda text: text == text.strip())
NAME = st.text(string.ascii_letters + "发改教体局委办", min_size=1, max_size=8)
LABEL = TEXT.filter(lambda text: not TOTAL.fullmatch("".join(text.split())))
"""Of a task: 合计 makes the row one of totals, which is no task."""
EXTRA = (
    st.none()
    | TEXT.filter(bool)
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1))
)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    names = draw(st.lists(NAME, max_size=3, unique=True))
    count = draw(st.integers(0, 6))
    tasks = tuple(
        Task(
            id=f"T{number:03}",
            number=draw(st.sampled_from(["", "1", "12", "1.2", "（一）"])),
            section=draw(LABEL),
            item=draw(LABEL),
            content=draw(LABEL.filter(lambda text: text and "".join(text.split()) not in CONTENT_HEADINGS)),
            units_text=draw(TEXT.filter(lambda text: text != "同上")),
            deadline_text=draw(TEXT.filter(lambda text: text != "同上")),
            starts_page=draw(st.booleans()),
            extra=tuple((f"栏{name}", draw(EXTRA)) for name in names),
        )
        for number in range(1, count + 1)
    )
    departments = tuple(map(Department, draw(st.lists(NAME, max_size=4, unique=True))))
    title = draw(TEXT.filter(bool))
    return Ledger(title, draw(st.none() | st.integers(1950, 2100)), draw(TEXT), tasks=tasks, departments=departments)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledger=ledgers())
def test_xlsx_and_json_hold_the_same(tmp_path_factory, ledger):
    folder = tmp_path_factory.mktemp("ledger")
    write(as_book(ledger), folder / "a.xlsx")
    from_workbook = read(folder / "a.xlsx").ledger
    assert from_workbook is not None
    (folder / "a.json").write_bytes(as_json(from_workbook))
    from_json = read(folder / "a.json").ledger
    assert from_json == from_workbook
    if ledger.tasks:
        assert from_workbook == ledger
