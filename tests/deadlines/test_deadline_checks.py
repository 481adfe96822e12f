import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.deadlines import as_json, check, picture, read_deadline
from generator.model import Ledger, Origin, Task


def ledger(*wordings, year=2023):
    tasks = (
        Task(deadline_text=wording, origin=Origin("l.xlsx", "台账", str(row), {"deadline_text": "G"}))
        for row, wording in enumerate(wordings, 2)
    )
    return Ledger(year=year, tasks=tuple(tasks))


def problems(ledger):
    return [(problem.code, problem.severity, problem.place.cell) for problem in check(ledger)[1]]


def test_same_as_above_is_the_deadline_above():
    read = ledger("7月底前", "同上", "同上")
    assert [deadline.text for deadline in check(read)[0]] == ["7月底前"] * 3
    assert problems(read) == []


def test_same_as_above_needs_something_above():
    assert problems(ledger("同上")) == [("nothing-above", "warning", "G2")]


def test_what_is_not_understood_is_a_warning_by_cell():
    assert problems(ledger("7月底前", "看情况吧", "2月30日前")) == [
        ("unknown-deadline", "warning", "G3"),
        ("unknown-deadline", "warning", "G4"),
    ]


def test_what_is_not_fixed_yet_is_told_as_that():
    (problem,) = check(ledger("另行通知"))[1]
    assert problem.message == "完成时限“另行通知”还没有定下来，照原文印出。"


def test_a_date_that_no_year_belongs_to_is_told():
    assert problems(ledger("7月底前", "2023年7月底前", year=None)) == [("deadline-without-year", "warning", "G2")]


def test_a_deadline_before_the_ledgers_year_or_long_after_it_is_told():
    """2032 for 2023, 2022 copied from last year's plan: the task would never be late, or always."""
    right = ("2023年6月底前", "2025年底", "2023—2027年", "7月底前", "每年6月底前")
    assert problems(ledger(*right)) == []
    assert problems(ledger("2022年6月底前", "2022—2023年", "2042年6月底前", "2022年6月底前、2022年9月底前")) == [
        ("deadline-in-another-year", "warning", cell) for cell in ("G2", "G4", "G5")
    ]
    assert problems(ledger("2022年6月底前", year=None)) == []


WORDS = [
    "2023年",
    "7月",
    "15日",
    "底",
    "前",
    "至",
    "—",
    "-",
    "每",
    "季度",
    "末月",
    "上半年",
    "一",
    "十二",
    "〇",
    "个工作日",
    "内",
    "年内",
    "持续",
    "适时",
    "按要求",
    "、",
    "，",
    "；",
    "起",
    "启动",
    "力争",
    "上旬",
    "十四五",
    "期间",
    "春节",
    ".",
]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map("".join)),
    st.one_of(st.none(), st.integers(min_value=1, max_value=9999)),
)
def test_any_text_is_read_and_kept(text, year):
    read = read_deadline(text, year)
    assert read.text == text
    assert (len(read.parts) > 1) == (read.kind == "mixed")
    as_json(read)
    picture(read)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(lambda words: ("".join(words) * 5000)[:5000]))
def test_long_texts_are_read_too(text):
    assert read_deadline(text, 2023).text == text


@pytest.mark.parametrize(
    "piece", ["1、", "6、9、", "每季度", "2023年7月", "十", "按", "7月15日、", "每月5日、", "日报", "第"]
)
def test_a_text_of_12000_characters_takes_no_longer_than_its_length_says(piece):
    small, large = (seconds(lambda text=(piece * size)[:size]: read_deadline(text, 2023)) for size in (3000, 12000))
    assert large < 12 * small + 0.3


def seconds(act):
    started = time.process_time()
    act()
    return time.process_time() - started
