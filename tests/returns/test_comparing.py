"""Base, theirs, ours: what became of every cell."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.model import Answer, Department, Ledger, Task
from generator.returns import Current, apply, compare, decide, refusal
from generator.returns.deciding import Choice
from generator.returns.reading import read_bytes
from generator.vocabulary import ANSWER_FIELDS
from tests.returns.sheets import OFFICIAL, Sent, as_bytes, tasks

LEDGER = Ledger(
    title="某台账",
    tasks=tuple(
        Task(f"T{n:03}", str(n), content=f"任务内容{n}", deadline_text="12月底前", extra=(("分值", n),))
        for n in (1, 2, 3)
    ),
    departments=(Department("甲局", aliases=("甲委",)), Department("乙局")),
)


def compared(book, sent, ledger=LEDGER, file="甲局.xlsx"):
    returned, problems = read_bytes(as_bytes(book), file)
    assert problems == ()
    return compare(returned, Current(ledger), sent.bases())


def cell(book, field, row, columns=None):
    names = [name for name, _, _ in columns or Sent({}).columns]
    return book.active.cell(row + 3, names.index(field) + 1)


def told(edits):
    return [(edit.kind, edit.task_id, edit.department, edit.field, edit.base, edit.ours, edit.theirs) for edit in edits]


def test_nothing_edited_nothing_found():
    sent = Sent(tasks(3, progress="在做", state="推进中"))
    ledger = replace(
        LEDGER, returns=tuple(Answer(f"T00{n}", "甲局", state="推进中", progress="在做") for n in (1, 2, 3))
    )
    result = compared(sent.book(), sent, ledger)
    assert result.edits == () and result.problems == () and result.state == "unchanged"


def test_what_only_they_changed_is_a_change():
    sent = Sent(tasks(3))
    book = sent.book()
    cell(book, "progress", 2).value = "完成一半"
    result = compared(book, sent)
    assert told(result.edits) == [("change", "T002", "甲局", "progress", "", "", "完成一半")]


def test_what_only_we_changed_stays():
    sent = Sent(tasks(3, progress="旧"))
    ledger = replace(LEDGER, returns=(Answer("T001", "甲局", progress="新"),))
    assert [edit for edit in compared(sent.book(), sent, ledger).edits if edit.task_id == "T001"] == []


def test_what_both_changed_differently_is_a_conflict_and_the_same_is_nothing():
    sent = Sent(tasks(3, progress="旧"))
    book = sent.book()
    cell(book, "progress", 1).value = "他们的"
    cell(book, "progress", 2).value = "一样的"
    ledger = replace(
        LEDGER,
        returns=(
            Answer("T001", "甲局", progress="我们的"),
            Answer("T002", "甲局", progress="一样的"),
            Answer("T003", "甲局", progress="旧"),
        ),
    )
    result = compared(book, sent, ledger)
    assert told(result.edits) == [("conflict", "T001", "甲局", "progress", "旧", "我们的", "他们的")]


def test_a_protected_cell_is_a_proposal_and_taken_only_when_asked():
    sent = Sent(tasks(3))
    book = sent.book()
    cell(book, "content", 3).value = "任务内容3（改）"
    result = compared(book, sent)
    assert told(result.edits) == [
        ("proposal", "T003", "", "content", "任务内容3", "任务内容3", "任务内容3（改）"),
    ]
    assert apply(LEDGER, decide([result])) == LEDGER
    after = apply(LEDGER, decide([result], accept_proposals=True))
    assert after.tasks[2].content == "任务内容3（改）"


def test_each_department_answers_for_itself():
    first, second = Sent(tasks(1), "甲局"), Sent(tasks(1), "乙局")
    results = []
    for sent, text in ((first, "甲做了"), (second, "乙做了")):
        book = sent.book()
        cell(book, "progress", 1).value = text
        cell(book, "state", 1).value = "已完成"
        book.active["C6"] = f"{text}的人"
        results.append(compared(book, sent, file=f"{sent.department}.xlsx"))
    after = apply(LEDGER, decide(results))
    assert after.returns == (
        Answer("T001", "甲局", state="已完成", progress="甲做了", filled_by="甲做了的人", source="甲局.xlsx"),
        Answer("T001", "乙局", state="已完成", progress="乙做了", filled_by="乙做了的人", source="乙局.xlsx"),
    )


def test_a_column_of_the_staff_s_own_is_collected_into_the_ledger_with_its_type():
    columns = (*Sent({}).columns, ("分值", "分值", True))
    sent = Sent(
        {key: {**values, "分值": str(n)} for n, (key, values) in enumerate(tasks(3).items(), 1)}, columns=columns
    )
    book = sent.book()
    cell(book, "分值", 2, columns).value = 7.5
    result = compared(book, sent)
    assert told(result.edits) == [("change", "T002", "", "分值", "2", "2", "7.5")]
    assert dict(apply(LEDGER, decide([result])).tasks[1].extra) == {"分值": 7.5}


def test_two_files_that_disagree_are_a_conflict_and_what_is_decided_stays_decided():
    sent = Sent(tasks(3))
    files = {}
    for text in ("第一份", "第二份"):
        book = sent.book()
        cell(book, "progress", 1).value = text
        files[f"{text}.xlsx"] = as_bytes(book)

    def all_compared(ledger):
        read = (read_bytes(data, name)[0] for name, data in files.items())
        return [compare(returned, Current(ledger), sent.bases()) for returned in read]

    results = all_compared(LEDGER)
    decided = decide(results)
    assert [(each.ours_from, each.ours, each.theirs) for each in decided.undecided] == [
        ("第一份.xlsx", "第一份", "第二份")
    ]
    assert apply(LEDGER, decided).returns[0].progress == "第一份"
    decided = decide(results, "theirs")
    after = apply(LEDGER, decided)
    assert after.returns[0].progress == "第二份"
    again = all_compared(after)
    decided = decide(again, settled=decided.settled)
    assert decided.conflicts == () and apply(after, decided) == after


def test_a_conflict_is_decided_by_choice_before_rule():
    sent = Sent(tasks(2, progress="旧"))
    book = sent.book()
    cell(book, "progress", 1).value = cell(book, "progress", 2).value = "他们的"
    ledger = replace(LEDGER, returns=tuple(Answer(f"T00{n}", "甲局", progress="我们的") for n in (1, 2)))
    result = compared(book, sent, ledger)
    choices = {("T001", "甲局", "", "progress", "我们的", "他们的"): Choice("text", "合起来的")}
    after = apply(ledger, decide([result], "theirs", choices))
    assert [answer.progress for answer in after.returns] == ["合起来的", "他们的"]


# ------------------------------------------------------------------------------------------ rows


def test_a_copied_row_with_another_content_is_named_and_the_rest_collected():
    sent = Sent(tasks(3))
    book = sent.book()
    for field in ("id", "number", "content", "deadline_text"):
        cell(book, field, 3).value = cell(book, field, 1).value
    cell(book, "progress", 1).value = "一"
    cell(book, "progress", 3).value = "二"
    cell(book, "progress", 2).value = "三"
    result = compared(book, sent)
    assert [problem.code for problem in result.problems] == ["doubled-id", "rows-removed"]
    assert [(edit.task_id, edit.theirs) for edit in result.edits] == [("T002", "三")]


def test_a_cleared_id_is_known_by_its_content():
    sent = Sent(tasks(3))
    book = sent.book()
    cell(book, "id", 2).value = None
    cell(book, "progress", 2).value = "做了"
    result = compared(book, sent)
    assert [problem.code for problem in result.problems] == ["id-restored"]
    assert [(edit.task_id, edit.theirs) for edit in result.edits] == [("T002", "做了")]


def test_ids_that_stayed_behind_when_the_rest_was_sorted_do_not_mislead():
    sent = Sent(tasks(3))
    book = sent.book()
    for row, number in ((1, 3), (2, 1), (3, 2)):
        cell(book, "number", row).value = str(number)
        cell(book, "content", row).value = f"任务内容{number}"
        cell(book, "progress", row).value = f"进展{number}"
    result = compared(book, sent)
    assert [problem.code for problem in result.problems] == ["ids-moved"]
    assert [(edit.task_id, edit.theirs) for edit in result.edits] == [
        ("T003", "进展3"),
        ("T001", "进展1"),
        ("T002", "进展2"),
    ]


def test_a_removed_row_and_a_new_row_are_named():
    sent = Sent(tasks(3))
    book = sent.book()
    book.active.delete_rows(5)
    book.active.insert_rows(5)
    book.active["F5"] = "新增的工作"
    result = compared(book, sent)
    assert [(problem.severity, problem.code) for problem in result.problems] == [
        ("warning", "row-without-id"),
        ("error", "rows-removed"),
    ]
    assert "T002" in result.problems[1].message and result.edits == ()


def test_an_answer_for_a_withdrawn_task_is_named_not_lost():
    sent = Sent(tasks(4))
    book = sent.book()
    cell(book, "progress", 4).value = "做了很多"
    result = compared(book, sent)
    assert [problem.code for problem in result.problems] == ["task-withdrawn"]
    assert "做了很多" in result.problems[0].message and result.edits == ()


# ------------------------------------------------------------------------------------------ the official ledger

OURS = Ledger(
    title="某台账",
    tasks=(
        Task("T001", "1", "一、公开", "（一）规划", "公开规划3.5公里。", "某局牵头", deadline_text="全年"),
        Task("T002", "2", "一、公开", "（一）规划", "公开预算。", "同上", deadline_text="同上"),
        Task("T003", "3", "一、公开", "（二）预算", "公开决算。", "某办牵头", deadline_text="6月底前"),
    ),
    departments=(Department("某局"),),
)


def official(merges=((3, 3, 4), (4, 3, 4))):
    """The whole ledger; D4:D5 and E4:E5 are merged, as 同上 prints; the section stands on two pages."""
    values = {task_id: dict(shown) for task_id, shown in Current(OURS).shown.items()}
    return Sent(values, "", columns=OFFICIAL, merges=list(merges))


def changed(book, sent, ledger=OURS):
    result = compared(book, sent, ledger)
    assert result.problems == ()
    return apply(ledger, decide([result]))


def test_the_official_ledger_without_edits_changes_nothing():
    assert compared(official().book(), official(), OURS).edits == ()


def test_a_reworded_task_in_the_official_ledger_loses_only_its_number():
    book = official().book()
    book.active["C4"] = "1．公开规划4.5公里。"
    assert changed(book, official()).tasks == (replace(OURS.tasks[0], content="公开规划4.5公里。"), *OURS.tasks[1:])


def test_a_merged_cell_changes_the_wording_and_same_as_above_stays():
    book = official().book()
    book.active["D4"] = "某委牵头"
    after = changed(book, official())
    assert [task.units_text for task in after.tasks] == ["某委牵头", "同上", "某办牵头"]


def test_a_label_that_is_printed_on_two_pages_is_corrected_on_both():
    book = official().book()
    book.active["A4"] = "一、主动公开"
    after = changed(book, official())
    assert {task.section for task in after.tasks} == {"一、主动公开"}


def test_rows_put_in_or_taken_out_do_not_shift_the_official_ledger():
    sent = official(())
    book = sent.book()
    book.active.insert_rows(5, 2)
    book.active["C5"] = "（领导批示）"
    book.active["C8"] = "3.公开决算和绩效。"
    assert changed(book, sent).tasks == (*OURS.tasks[:2], replace(OURS.tasks[2], content="公开决算和绩效。"))


@pytest.mark.parametrize("text", ["公开规划3.5公里！", "公开规划"])
def test_a_cell_from_which_the_number_is_gone_is_named(text):
    book = official().book()
    book.active["C4"] = text
    result = compared(book, official(), OURS)
    assert [problem.code for problem in result.problems] == ["pattern-broken"]
    assert text in result.problems[0].message and result.edits == ()


def test_a_new_number_before_the_same_content_is_a_new_number():
    book = official().book()
    book.active["C4"] = "11.公开规划3.5公里。"
    assert changed(book, official()).tasks[0] == replace(OURS.tasks[0], number="11")


# ------------------------------------------------------------------------------------------ whole workbooks


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"ledger": "别的台账"}, "other-ledger"),
        ({"ledger": "旧标题"}, None),
        ({"edition": 9}, "unknown-edition"),
        ({"department": "丁局"}, "unknown-department"),
        ({"department": "甲委"}, None),
    ],
)
def test_what_cannot_be_compared_says_why(change, code):
    returned, _ = read_bytes(as_bytes(Sent(tasks(1), **change).book()), "x.xlsx")
    problem = refusal(returned, Current(LEDGER), {1}, {"旧标题"})
    assert (problem and problem.code) == code


@pytest.mark.parametrize("signed", [one for one in ANSWER_FIELDS if one.is_signature], ids=lambda one: one.heading)
def test_whoever_signs_at_the_foot_signs_every_answer_of_the_sheet(signed):
    sent = Sent(tasks(3))
    book = sent.book()
    cell(book, "progress", 2).value = "完成一半"
    book.active.cell(book.active.max_row + 1, 2).value = f"{signed.heading}：某某"
    result = compared(book, sent)
    (answer,) = apply(LEDGER, decide([result])).returns
    assert (answer.task_id, answer.progress, answer.source) == ("T002", "完成一半", "甲局.xlsx")
    assert getattr(answer, signed.name) == "某某"
