"""A revised document comes into the ledger: tasks are known again, people's edits stay, what both changed is listed."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model import Answer, Department, Ledger, Task
from generator.revisions import match, merge

TEXTS = (
    "制定年度规划信息公开目录，并在政府网站集中展示历史规划。",
    "公开财政预算和决算，说明重大项目资金的使用情况。",
    "做好义务教育招生范围和招生计划的公开工作。",
    "推进政务服务事项办理标准化，编制并公布办事指南。",
    "加强食品药品安全监管信息公开，及时公布抽检结果。",
)


def document(*texts: str, **fields: str) -> Ledger:
    """A document that was imported: tasks without ids."""
    tasks = (
        Task(number=str(n), section="一、公开", content=text, units_text="某局", deadline_text="12月底前", **fields)
        for n, text in enumerate(texts, 1)
    )
    return Ledger("某台账", tasks=tuple(tasks), departments=(Department("某局"),))


def with_ids(ledger: Ledger) -> Ledger:
    return replace(ledger, tasks=tuple(replace(t, id=f"T{n:03}") for n, t in enumerate(ledger.tasks, 1)))


def edited(ledger: Ledger, task_id: str, **fields: str) -> Ledger:
    return replace(ledger, tasks=tuple(replace(t, **fields) if t.id == task_id else t for t in ledger.tasks))


def ids():
    return (f"T{n:03}" for n in itertools.count(101))


BASE = with_ids(document(*TEXTS))


def test_the_same_document_again_changes_nothing():
    merged = merge(BASE, BASE, document(*TEXTS), ids())
    assert merged.ledger == BASE
    assert (merged.added, merged.changed, merged.gone, merged.conflicts) == ([], {}, [], [])


def test_a_row_inserted_one_reworded_one_moved_and_one_gone():
    revised = document(
        TEXTS[4],
        TEXTS[0],
        "公开财政预算、决算和绩效，说明重大项目资金的使用情况。",
        "建立政策解读机制，重要文件同步解读。",
        TEXTS[3],
    )
    merged = merge(BASE, BASE, revised, ids())
    assert [task.id for task in merged.ledger.tasks] == ["T005", "T001", "T002", "T101", "T004"]
    assert (merged.added, merged.gone, merged.conflicts) == (["T101"], ["T003"], [])
    assert "具体任务" in merged.changed["T002"]
    assert merged.changed["T004"] == ["序号"]


def test_what_only_the_office_changed_stays_and_what_both_changed_is_a_conflict():
    ours = edited(edited(BASE, "T001", deadline_text="6月底前"), "T002", units_text="财政局")
    revised = document(*TEXTS)
    revised = replace(
        revised, tasks=(revised.tasks[0], replace(revised.tasks[1], units_text="审计局"), *revised.tasks[2:])
    )
    merged = merge(BASE, ours, revised, ids())
    assert merged.ledger.tasks[0].deadline_text == "6月底前"
    assert merged.ledger.tasks[1].units_text == "财政局"
    assert merged.kept == {"T001": ["完成时限"]}
    (conflict,) = merged.conflicts
    assert (conflict.task_id, conflict.field, conflict.base, conflict.ours, conflict.theirs) == (
        *("T002", "units_text", "某局", "财政局"),
        "审计局",
    )
    taken = merge(BASE, ours, revised, ids(), take=["T002"])
    assert taken.conflicts == []
    assert taken.ledger.tasks[1].units_text == "审计局"


def test_a_gone_task_that_the_office_changed_is_a_conflict_and_its_answers_stay_in_any_case():
    ours = replace(
        edited(BASE, "T003", content="改过的任务内容，保留。"), returns=(Answer("T003", "某局", progress="在办"),)
    )
    merged = merge(BASE, ours, document(*TEXTS[:2], *TEXTS[3:]), ids())
    assert "T003" in [task.id for task in merged.ledger.tasks]
    assert [(one.task_id, one.field) for one in merged.conflicts] == [("T003", "")]
    gone = merge(BASE, ours, document(*TEXTS[:2], *TEXTS[3:]), ids(), take=["T003"])
    assert gone.gone == ["T003"]
    assert gone.ledger.returns == ours.returns


def test_a_task_that_the_office_added_stays_behind_the_one_it_stood_behind():
    mine = Task(id="T090", content="本单位自己加的任务。", units_text="某局")
    ours = replace(BASE, tasks=(BASE.tasks[0], mine, *BASE.tasks[1:]))
    merged = merge(BASE, ours, document(TEXTS[1], TEXTS[0], *TEXTS[2:]), ids())
    assert [task.id for task in merged.ledger.tasks][:4] == ["T002", "T001", "T090", "T003"]


def test_of_a_task_that_was_split_the_longest_part_keeps_the_id():
    whole = "制定年度规划信息公开目录并集中展示历史规划；开设专栏发布重大项目审批、实施和验收各环节的信息。"
    base = with_ids(document(whole, *TEXTS[1:]))
    first, second = whole.split("；")
    merged = merge(base, base, document(f"{first}。", second, *TEXTS[1:]), ids())
    kept = next(task for task in merged.ledger.tasks if task.id == "T001")
    assert kept.content == second
    assert merged.added == ["T101"]


def test_two_tasks_that_are_as_likely_are_listed_and_not_guessed():
    base = with_ids(document("做好甲区域的环境整治工作并公开。", "做好乙区域的环境整治工作并公开。"))
    revised = document("做好丙区域的环境整治工作并公开。")
    revised = replace(revised, tasks=(replace(revised.tasks[0], number="9"),))
    merged = merge(base, base, revised, ids())
    assert merged.ambiguous == {"T101": ("T001", "T002")}


def test_tasks_that_might_be_a_new_one_stay_until_somebody_decides():
    """Where they went at once, the advice to write the text into the row that there was had no row."""
    base = with_ids(document("做好甲区域的环境整治工作并公开。", "做好乙区域的环境整治工作并公开。", *TEXTS))
    revised = document("做好丙区域的环境整治工作并公开。", *TEXTS)
    revised = replace(revised, tasks=(replace(revised.tasks[0], number="9"), *revised.tasks[1:]))
    merged = merge(base, base, revised, ids())
    assert sorted(task.id for task in merged.ledger.tasks) == sorted([*(t.id for t in base.tasks), "T101"])
    chosen = edited(merged.ledger, "T001", content="做好丙区域的环境整治工作并公开。")
    chosen = replace(chosen, tasks=tuple(task for task in chosen.tasks if task.id not in ("T002", "T101")))
    again = merge(merged.base, chosen, revised, ids())
    assert (again.added, again.ambiguous, again.gone) == ([], {}, [])


def test_of_two_tasks_that_became_one_the_longer_keeps_its_id_and_the_other_is_gone():
    revised = document(TEXTS[0] + TEXTS[1], *TEXTS[2:])
    merged = merge(BASE, BASE, revised, ids())
    longer, other = sorted(("T001", "T002"), key=lambda task_id: -len(TEXTS[int(task_id[1:]) - 1]))
    assert (merged.gone, merged.added, merged.ambiguous) == ([other], [], {})
    assert merged.ledger.tasks[0].id == longer


OTHER = ("召开重点项目推进会议，逐个研究存在的问题。", "编制防汛应急预案，储备抢险物资和设备。")


def test_another_document_takes_nothing_away():
    """A supplement, or a wrong file, made all tasks of the ledger go and said so in one line, with exit 0."""
    merged = merge(BASE, BASE, document(*OTHER), ids())
    assert merged.is_other
    assert [task.content for task in merged.ledger.tasks] == [*TEXTS, *OTHER]
    assert (merged.added, merged.gone, merged.conflicts) == (["T101", "T102"], [], [])


def test_each_of_two_documents_is_revised_by_itself():
    first = merge(BASE, BASE, document(*OTHER), ids())
    changed = document(*TEXTS[1:])
    changed = replace(changed, tasks=(replace(changed.tasks[0], deadline_text="8月底前"), *changed.tasks[1:]))
    second = merge(first.base, first.ledger, changed, ids())
    assert (second.is_other, second.gone, second.changed["T002"]) == (False, ["T001"], ["序号", "完成时限"])
    assert {"T101", "T102"} < {task.id for task in second.ledger.tasks}
    third = merge(second.base, second.ledger, document(OTHER[1]), ids())
    assert (third.is_other, third.gone, third.added, third.conflicts) == (False, ["T101"], [], [])
    assert {"T002", "T003", "T004", "T005", "T102"} == {task.id for task in third.ledger.tasks}


def test_of_tasks_with_the_same_text_who_has_them_tells_more_than_their_number():
    """A row inserted above them moved every answer to the task of another town."""
    texts = ["完成年度造林任务。", "开展绿化养护检查工作。", "完成年度造林任务。", "完成年度造林任务。"]

    def of_towns(texts: list[str], towns: list[str]) -> Ledger:
        made = document(*texts)
        return replace(made, tasks=tuple(replace(t, units_text=u) for t, u in zip(made.tasks, towns, strict=True)))

    base = with_ids(of_towns(texts, ["甲镇政府", "乙镇政府", "同上", "丙镇政府"]))
    revised = of_towns([texts[0], *texts], ["丁镇政府", "甲镇政府", "乙镇政府", "同上", "丙镇政府"])
    merged = merge(base, base, revised, ids())
    assert [task.id for task in merged.ledger.tasks] == ["T101", "T001", "T002", "T003", "T004"]


def test_a_table_with_one_level_of_labels_leaves_both_levels_of_the_ledger():
    """Its labels are those of the lower level: they took the place of the sections, and stood twice."""
    base = with_ids(document(*TEXTS, item="（一）规划计划"))
    revised = document(*TEXTS)
    revised = replace(revised, tasks=tuple(replace(task, section="（一）规划计划") for task in revised.tasks))
    merged = merge(base, base, revised, ids())
    assert (merged.changed, merged.ledger.tasks) == ({}, base.tasks)


def test_without_a_base_every_difference_is_a_conflict():
    revised = replace(BASE, tasks=tuple(replace(t, id="", deadline_text="9月底前") for t in BASE.tasks))
    merged = merge(None, BASE, revised, ids())
    assert {(one.task_id, one.field) for one in merged.conflicts} == {(t.id, "deadline_text") for t in BASE.tasks}
    assert merged.ledger.tasks == BASE.tasks


def test_same_as_above_is_compared_as_what_it_stands_for():
    base = edited(BASE, "T002", units_text="同上")
    ours = edited(BASE, "T003", units_text="同上")
    merged = merge(base, ours, document(*TEXTS), ids())
    assert merged.conflicts == [] and merged.changed == {}


def test_same_as_above_never_comes_to_mean_another_unit():
    ours = edited(edited(BASE, "T001", units_text="教体局"), "T002", units_text="同上")
    base = edited(BASE, "T001", units_text="教体局")
    base = edited(base, "T002", units_text="教体局")
    revised = document(TEXTS[0], "新插入的一条任务，内容与别的都不同。", *TEXTS[1:])
    units = ["教体局", "水务局", "教体局", "某局", "某局", "某局"]
    revised = replace(revised, tasks=tuple(replace(t, units_text=u) for t, u in zip(revised.tasks, units, strict=True)))
    merged = merge(base, ours, revised, ids())
    meant, above = [], ""
    for task in merged.ledger.tasks:
        above = above if task.units_text == "同上" else task.units_text
        meant.append(above)
    assert meant == units


@pytest.mark.parametrize("seed", range(20))
def test_tasks_keep_their_ids_however_they_are_moved_and_renumbered(seed):
    source = random.Random(seed)
    order = list(TEXTS)
    source.shuffle(order)
    merged = merge(BASE, BASE, document(*order), ids())
    assert {task.id: task.content for task in merged.ledger.tasks} == {task.id: task.content for task in BASE.tasks}


@given(st.lists(st.text("甲乙丙丁戊己庚辛壬癸子丑寅卯", min_size=10, max_size=30), min_size=1, max_size=8, unique=True))
def test_no_task_is_matched_twice(texts):
    matches = match(with_ids(document(*texts)).tasks, document(*texts[::-1]).tasks)
    assert len(set(matches.pairs.values())) == len(matches.pairs) == len(texts)
