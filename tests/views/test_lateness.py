"""Lights, days left and counts on a given day."""

from __future__ import annotations

import datetime

import pytest

from generator.model import (
    Answer,
    Assignment,
    Deadline,
    Department,
    Ledger,
    Reading,
    Responsibilities,
    Task,
    TaskUnits,
)
from generator.problems import Place
from generator.views import scope_of
from generator.views.lateness import (
    Rules,
    check_rules,
    check_state,
    counts,
    due_date,
    rules_of,
    standing,
)
from generator.views.rounds import names_difficulty, says

DAY = datetime.date(2021, 6, 30)


def by(month, day):
    return Deadline("", "by-date", date=datetime.date(2021, month, day))


@pytest.mark.parametrize(
    ("state", "deadline", "light", "left"),
    [
        ("", by(6, 29), "红", -1),
        ("推进中", by(6, 29), "红", -1),
        ("已完成", by(6, 29), "蓝", None),
        ("推进中", by(6, 30), "黄", 0),
        ("", by(7, 30), "黄", 30),
        ("", by(7, 31), "绿", 31),
        ("", Deadline("长期", "ongoing"), "绿", None),
    ],
)
def test_the_light_follows_state_and_days_left(state, deadline, light, left):
    now = standing(Answer("T1", "甲局", state=state), deadline, DAY, Rules())
    assert (now.light, now.days_left) == (light, left)


def test_thresholds_and_words_for_done_are_settings():
    rules = rules_of({"预警天数": "7天", "逾期宽限天数": "3", "完成状态": "销号、已完成"})
    assert rules == Rules(7, 3, ("销号", "已完成"))
    assert standing(None, by(6, 27), DAY, rules).light == "黄"
    assert standing(None, by(6, 26), DAY, rules).light == "红"
    assert standing(None, by(7, 8), DAY, rules).light == "绿"
    assert standing(Answer("T1", "甲局", state="销号"), by(6, 1), DAY, rules).light == "蓝"


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        ("√", True),
        ("已销号", True),
        ("已结合实际推进", False),
        *((text, False) for text in ("", "已完成", "办结", "推进中", "未完成", "基本完成", "正在办结", "预计年底完成")),
        *((text, False) for text in ("完成80%", "已完成3项", "未启动", "力争完成", "不能完成")),
        *((text, True) for text in ("己完成", "全部完成", "已完成。", "100%", "１００％", "已经完成", "办理完毕")),
    ],
)
def test_a_state_that_reads_as_done_and_does_not_count_as_that_is_told(state, is_told):
    told = list(check_state(state, Rules(), Place("台账")))
    assert [(problem.code, problem.wording) for problem in told] == [("state-like-done", state)] * is_told
    assert not list(check_state(state, Rules(done_states=(state,)), Place("台账")))


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        ("没有启动", True),
        ("未开展", True),
        ("尚未动工", True),
        ("未启动", False),
        ("未启动的2项已开展", False),
        ("推进中", False),
    ],
)
def test_a_state_that_reads_as_not_begun_and_counts_as_going_on_is_told(state, is_told):
    told = list(check_state(state, Rules(), Place("台账")))
    assert [(problem.code, problem.wording) for problem in told] == [("state-like-waiting", state)] * is_told
    assert not list(check_state(state, Rules(waiting_states=(state,)), Place("台账")))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(
            (text, False)
            for text in ("无", "暂无。", "没有", "目前没有问题", "不存在问题", "未发现问题", "／", "——", "")
        ),
        *((text, False) for text in ("无存在问题", "无 其他 问题", "暂无需要协调解决的问题", "均无问题和困难")),
        *(
            (text, True)
            for text in (
                "缺人",
                "没有解决",
                "没有经费",
                "无专人负责",
                "未发现问题线索来源",
                "暂无办公场所",
                "无。经费没有到位",
            )
        ),
    ],
)
def test_what_says_that_there_is_no_difficulty_names_none(text, is_one):
    assert names_difficulty(text) == is_one


def test_that_there_is_no_difficulty_is_by_itself_no_report_of_a_task():
    assert not says(Answer("T001", "甲局", difficulties="无"))
    assert says(Answer("T001", "甲局", difficulties="缺人"))
    assert says(Answer("T001", "甲局", difficulties="无", next_step="继续办"))


def test_a_setting_that_is_no_number_is_named_and_the_default_holds():
    ledger = Ledger(info=(("预警天数", "一个月"),))
    (problem,) = check_rules(ledger)
    assert "一个月" in problem.message and rules_of(dict(ledger.info)) == Rules()


def test_of_several_milestones_the_next_counts_and_after_all_the_last():
    deadline = Deadline("", "mixed", parts=(by(3, 1), by(9, 30), by(12, 31)))
    assert due_date(deadline, DAY) == datetime.date(2021, 9, 30)
    assert due_date(deadline, datetime.date(2022, 1, 1)) == datetime.date(2021, 12, 31)


def test_done_going_and_silent_add_up_to_all_and_overdue_are_among_the_latter():
    answers = [
        Answer("", "", state="已完成"),
        Answer("", "", state="推进中"),
        Answer("", "", progress="在做"),
        None,
        Answer("", ""),
    ]
    found = counts([standing(answer, by(6, 1), DAY, Rules()) for answer in answers])
    assert (found.total, found.done, found.going, found.silent, found.overdue) == (5, 1, 2, 2, 4)


def scope(as_of):
    tasks = (Task("T1", "1", content="甲"), Task("T2", "2", content="乙"))
    everyone = (Assignment("甲局", "lead"), Assignment("乙局", "support"))
    ledger = Ledger(
        tasks=tasks,
        departments=tuple(map(Department, ("甲局", "乙局", "丙局"))),
        returns=(Answer("T1", "甲局", state="已完成"),),
    )
    held = TaskUnits(everyone, (Reading(""),))
    return scope_of(ledger, Responsibilities((held, held)), (by(6, 1), by(7, 1)), as_of=as_of)


def test_templates_see_lights_days_and_counts():
    seen = scope(DAY)
    assert [(each.department, each.light, each.days_left) for each in seen.answers] == [
        ("甲局", "蓝", None),
        ("乙局", "红", -29),
        ("甲局", "黄", 1),
        ("乙局", "黄", 1),
    ]
    first = seen.departments[0]
    assert (first.task_count, first.done_count, first.going_count, first.overdue_count, first.silent_count) == (
        2,
        1,
        0,
        0,
        1,
    )
    assert [each.short for each in seen.silent] == ["乙局"]
    assert seen.as_of == DAY
    assert [each.light for each in seen.for_department(first).tasks] == ["蓝", "黄"]


def test_without_a_day_there_are_no_lights_and_nothing_is_overdue():
    seen = scope(None)
    assert {each.light for each in seen.answers} == {""} and {each.days_left for each in seen.answers} == {None}
    assert [each.overdue_count for each in seen.departments] == [0, 0, 0]
    assert [each.silent_count for each in seen.departments] == [1, 2, 0]
