"""What was read wrong shows, whatever the cause: a sign for each way in which it does; what is right has none."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.counts import Counted, counted_in, gaps, other_sums
from generator.documents.doubts import Readings, doubts_about
from generator.documents.imported import OUTSIDE, LeftOut
from generator.documents.lost import lost_words
from generator.documents.prose import BODY_TEXT
from generator.documents.runs import ReadTask
from generator.documents.signs import signs_in
from generator.model import Task

WORK = [
    "建设文体中心",
    "改造城南水厂",
    "举办农机展会",
    "修订信访办法",
    "开展河道清淤",
    "更新校园设施",
    "整治占道经营",
    "推广节水器具",
]
UNITS = [
    "县文旅局",
    "县水利局、县住建局",
    "县农业农村局",
    "县信访局",
    "县水利局",
    "县教育局",
    "县城管局",
    "县水利局、县教育局",
]
READINGS = [
    ReadTask(
        Task(
            number=str(n),
            section="一、民生" if n < 5 else "二、治理",
            content=f"{text}，年内完成全部{n}处的任务。",
            units_text=unit,
            deadline_text=f"{n + 2}月底前",
        ),
        f"第{n}行",
    )
    for n, (text, unit) in enumerate(zip(WORK, UNITS, strict=True), 1)
]


def told(n: int, **changed: str) -> set[str]:
    """The reasons that are told of the row `n` once it was changed."""
    rows = list(READINGS)
    rows[n] = replace(rows[n], task=replace(rows[n].task, **changed))
    return {reason for place, _, reason in signs_in(rows) if place == f"第{n + 1}行"}


def test_tasks_that_were_read_as_they_stand_have_no_sign():
    assert not list(signs_in(READINGS))
    assert not list(gaps(counted_in(READINGS)))
    assert not list(other_sums(READINGS, [("第1段", "共确定8项重点任务")]))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"content": "县水利局、县住建局"}, "只是单位名称"),
        ({"content": "2024年6月底前"}, "只是单位名称或时间"),
        ({"content": "水厂"}, "只有几个字"),
        ({"content": "改造城南水厂，更新管网，"}, "断在句子中间"),
        ({"content": "，年内完成全部任务。"}, "断在句子中间"),
        ({"content": "改造城南水厂和老城区的供水管"}, "都是整句"),
        ({"content": "改造城南水厂（含管网，年内完成。"}, "缺了一半"),
        ({"content": "改造城南水厂，　，年内完成。"}, "标点连在一起"),
        ({"content": "改造 城 南 水 厂 和 管 网，年内完成。"}, "标点连在一起"),
        ({"content": "改造城南水厂。责任单位：县住建局。"}, "还写着责任单位"),
        ({"content": "改造城南水厂（县住建局牵头，县水利局配合）。"}, "还写着责任单位"),
        ({"content": "各单位要细化措施，按时报送。"}, "总要求"),
        ({"content": "改造城南水厂。" * 60}, "比其他的长得多"),
        ({"content": READINGS[0].content, "units_text": "县文旅局", "deadline_text": "3月底前"}, "不止一次"),
        ({"units_text": "2024年6月底前"}, "不像单位"),
        ({"units_text": "更新管网并在年内建成使用"}, "不像单位"),
        ({"units_text": "县水利局、"}, "断开了"),
        ({"units_text": "县农业农村局县教育局"}, "连在了一起"),
        ({"units_text": ""}, "没有写责任单位"),
        ({"deadline_text": ""}, "都有完成时限"),
        ({"deadline_text": "县住建局"}, "不像时间"),
        ({"section": "2024年6月底前"}, "标题像是"),
        ({"section": ""}, "层数不同"),
        ({"item": "（一）供水"}, "层数不同"),
        ({"content": "二、治理"}, "把标题当成了任务"),
    ],
)
def test_what_was_read_wrong_shows_in_the_row_itself_or_beside_the_others(changed, words):
    assert any(words in reason for reason in told(1, **changed)), told(1, **changed)


def test_two_tasks_in_one_show_by_the_next_number_in_the_text():
    rows = [READINGS[0], *READINGS[2:]]
    rows[0] = replace(rows[0], task=replace(rows[0].task, content=f"{READINGS[0].content}2.{READINGS[1].content}"))
    assert any("两项合在了一起" in reason for _, _, reason in signs_in(rows))


def test_a_number_that_is_left_out_or_begins_anew_is_told_with_its_place():
    assert [(place, words[:6]) for place, words, _ in gaps(counted_in([*READINGS[:1], *READINGS[2:]]))] == [
        ("第3行", "1 → 3：")
    ]
    again = [replace(row, task=replace(row.task, number=str(n % 4 + 1), section="")) for n, row in enumerate(READINGS)]
    assert [(place, "重新从 1" in reason) for place, _, reason in gaps(counted_in(again))] == [("第5行", True)]


def test_lists_may_go_on_counting_begin_anew_below_another_heading_and_leave_out_what_was_not_taken():
    items = [("a", 1), ("a", 2), ("b", 3), ("b", 4), ("c", 1), ("c", 3)]
    counted = [Counted(list_=name, form="digits", number=n, place=f"{name}{n}", words="") for name, n in items]
    assert [place for place, _, _ in gaps(counted)] == ["c3"]
    assert not list(gaps(counted, frozenset({2})))


def test_a_sum_that_is_announced_and_not_read_is_told():
    counted = [replace(row, task=replace(row.task, section=f"{row.task.section}（5项）")) for row in READINGS]
    assert [place for place, _, _ in other_sums(counted, [])] == ["第1行", "第5行"]
    assert [reason[:8] for _, _, reason in other_sums(READINGS, [("第1段", "分解为九项任务")])] == ["这里写着 9 项"]


def test_words_of_the_document_that_stand_nowhere_are_told():
    blocks = [Paragraph("1.改造城南水厂，更新老城区供水管网。（牵头单位：县水利局）", "第3段")]
    assert not list(lost_words(blocks, ["改造城南水厂，更新老城区供水管网。", "县水利局"]))
    assert [words for _, words, _ in lost_words(blocks, ["改造城南水厂，", "县水利局"])] == ["更新老城区供水管网"]


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("开展夜间治理。责任单位：县公安局。", OUTSIDE, "可能漏了任务"),
        ("开展夜间治理（县公安局牵头，县城管局配合）。", OUTSIDE, "可能漏了任务"),
        ("开展夜间治理。县水利局、县教育局", BODY_TEXT, "可能漏了任务"),
        ("夜间治理", BODY_TEXT, "没有用作下面任务的标题"),
    ],
)
def test_what_was_left_out_although_it_looks_like_a_task_or_a_heading_is_told(text, reason, words):
    left_out = [LeftOut("第9段", text, reason)]
    found = list(doubts_about(Readings(tables=[READINGS]), left_out, [], (), [], []))
    assert [(place, words in said) for place, _, said in found if "完成时限" not in said] == [("第9段", True)]
    told_already = doubts_about(Readings(tables=[READINGS]), left_out, [], {"第9段"}, [], [])
    assert all(place != "第9段" for place, _, _ in told_already)
