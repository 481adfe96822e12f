"""Files without a mark, as tables, to what they return of the tasks that a department was sent."""

from __future__ import annotations

import datetime

import pytest

from generator.model import CONTINUED, Answer, PlainTable
from generator.returns import Recipients, match, unmarked
from generator.returns.words import without_ours

HEADING = ("序号", "具体任务", "其他单位", "落实状态", "进展情况")
LONG = "建立目录并逐项公开，" * 40
TASKS = {
    "T1": {"number": "1", "content": "编制规划。"},
    "T2": {"number": "2", "content": LONG},
    "T3": {"number": "3", "content": "通报信息。"},
}
JUNE = "2021年6月"


def recipients(*editions, answers=()):
    """What is known of 水务局: the editions that it was sent in June, the last first."""
    return Recipients(
        named_in=lambda text: {"水务局"} if "水务局" in text else set(),
        sent=lambda department: [(number, department, tasks) for number, tasks in editions or [(1, TASKS)]],
        headings=lambda department: {},
        title="某台账",
        titles={"某台账"},
        round=JUNE,
        is_named=False,
        rounds={"2021年5月", JUNE},
        tasks={},
        asking=(datetime.date(2021, 5, 1), datetime.date(2021, 6, 1)),
        answers=lambda department: answers,
    )


def returned(*rows, known=None, unclear=(), parts=(), around=()):
    """What a table says below the heading of a department's sheet, and the codes of what is told."""
    lines = tuple(tuple(map(str, row)) for row in (HEADING, *rows))
    table = PlainTable("表1", lines, parts=frozenset(parts), unclear=frozenset(unclear), around=around)
    file, wrong = unmarked("水务局.csv", [table], "")
    assert wrong == ()
    found, problems = match(file, known or recipients())
    return found, list(without_ours(problems, "我们的".__eq__))


def said(found):
    return {
        line.task_id: line.texts["progress"] for sheet in found.sheets for line in sheet.lines if line.texts["progress"]
    }


FIRST, LAST = ("1", "编制规划。", "", "", "甲"), ("3", "通报信息。", "", "", "丙")


@pytest.mark.parametrize(
    ("more", "expected"), [("", "乙"), ("又乙", "乙\n又乙"), (f"{CONTINUED}又乙", "乙又乙"), ("乙", "乙")]
)
def test_a_row_that_was_divided_for_its_page_is_one(more, expected):
    parts = [("2", LONG[:200], "", "", "乙"), ("", f"{CONTINUED}{LONG[200:]}", "", "", more)]
    found, problems = returned(FIRST, *parts, LAST)
    assert (said(found), problems) == ({"T1": "甲", "T2": expected, "T3": "丙"}, [])


def test_the_rows_of_the_first_page_are_read_though_text_ran_into_the_heading_there():
    clear = [("2", LONG, "", "", "乙"), HEADING, LAST]
    first = (*HEADING[:4], "进展情况甲")
    table = PlainTable("表1", (first, FIRST, *clear), unclear=frozenset({(0, 4), (1, 4)}))
    file, _ = unmarked("水务局.pdf", [table], "")
    found, problems = match(file, recipients())
    assert said(found) == {"T2": "乙", "T3": "丙"}
    assert [each.code for each in problems] == ["cell-runs-over"]


REWORDED = {
    "T1": TASKS["T1"],
    "T3": {"number": "2", "content": "归档并移交。"},
    "T4": {"number": "3", "content": "新的。"},
}


@pytest.mark.parametrize(("sent", "edition"), [(TASKS, 1), (REWORDED, 2)])
def test_a_file_is_of_the_edition_that_it_agrees_with(sent, edition):
    """The sheet was sent again within the round, in other words and with other numbers."""
    rows = [(values["number"], values["content"], "", "", f"{task}的话") for task, values in sent.items()]
    found, problems = returned(*rows, known=recipients((2, REWORDED), (1, TASKS)))
    assert (found.mark.edition, said(found), problems) == (edition, {task: f"{task}的话" for task in sent}, [])


def test_of_editions_that_a_file_agrees_with_alike_the_last_counts():
    found, _ = returned(FIRST, ("2", LONG, "", "", ""), LAST, known=recipients((2, TASKS), (1, TASKS)))
    assert found.mark.edition == 2


def test_what_was_sent_with_the_last_answers_and_stands_so_is_no_file_of_the_last_round():
    sent = {task: {**values, "progress": f"{task}五月的话"} for task, values in TASKS.items()}
    answers = [Answer(task, "水务局", "2021年5月", progress=f"{task}五月的话") for task in TASKS]
    rows = [(values["number"], values["content"], "", "", values["progress"]) for values in sent.values()]
    known = recipients((1, sent), answers=answers)
    assert [each.code for each in returned(*rows, known=known)[1]] == []
    plain = recipients((1, TASKS), answers=answers)
    assert [each.code for each in returned(*rows, known=plain)[1]] == ["other-round"]
    assert returned(*rows, known=plain, around=("2021年6月，请于2021年6月25日前报送",))[1] == []
    label = ("2021年5月，请于2021年6月5日前报送",)
    assert [each.code for each in returned(*rows, known=plain, around=label)[1]] == ["other-round"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("1", "编制规划。", "另请财政局拨款", "", "甲"), "另请财政局拨款"),
        (("1", "编制规划。", "我们的", "", "甲"), ""),
        (("1", "编制规划。年底前无法完成", "", "", "甲"), "编制规划。年底前无法完成"),
    ],
)
def test_what_is_written_where_nothing_is_filled_in_is_told(row, words):
    _, problems = returned(row, ("2", LONG, "", "", "乙"), LAST)
    told = [each.message.partition("：")[2] for each in problems if each.code == "words-not-collected"]
    assert told == [words] * bool(words)


def test_words_on_the_line_of_the_last_answer_below_a_task_are_told_and_our_own_are_not():
    below = [("", "通报信息。", "上期的话，又有进展", "", ""), ("", "", "我们的", "", "")]
    found, (problem,) = returned(FIRST, ("2", LONG, "", "", "乙"), LAST, *below)
    assert said(found) == {"T1": "甲", "T2": "乙", "T3": "丙"}
    assert (problem.code, problem.place.cell) == ("words-not-collected", "A5")
    assert problem.message.endswith("：上期的话，又有进展")


def test_a_cell_that_was_merged_over_the_line_below_says_no_doubtful_thing():
    below = ("", "通报信息。", "", "", "丙")
    found, problems = returned(FIRST, ("2", LONG, "", "", "乙"), LAST, below)
    assert (said(found)["T3"], problems) == ("丙", [])
    assert [each.code for each in returned(FIRST, ("2", LONG, "", "", "乙"), LAST, (*below[:4], "丁"))[1]] == [
        "row-doubtful"
    ]
