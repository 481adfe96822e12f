"""Made-up deadlines of the forms that real documents have, read in a document of 2023."""

import importlib
import json
from pathlib import Path

import pytest

from generator.deadlines import as_json, picture, read_deadline
from generator.model import Deadline

SHARED = Path(__file__).parents[3] / "shared" / "cases"


def told(deadline: Deadline) -> str:
    if deadline.kind == "mixed":
        return " + ".join(told(part) for part in deadline.parts)
    dates = deadline.date or (f"{deadline.start or ''}..{deadline.end or ''}" if deadline.start or deadline.end else "")
    return " ".join(filter(None, (deadline.kind, str(dates), deadline.rule)))


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        # days, months, ends
        ("2022年11月", "by-date 2022-11-30"),
        ("7月底前", "by-date 2023-07-31"),
        ("于7月15日前", "by-date 2023-07-15"),
        ("2024年2月底", "by-date 2024-02-29"),
        ("2023.9.30前", "by-date 2023-09-30"),
        ("2023-09-30", "by-date 2023-09-30"),
        ("2023/9/30", "by-date 2023-09-30"),
        ("二〇二三年十一月底前", "by-date 2023-11-30"),
        ("十一月三十日前", "by-date 2023-11-30"),
        ("2023 年 7 月\n底前", "by-date 2023-07-31"),
        ("２０２３年７月底", "by-date 2023-07-31"),
        ("7月上旬", "by-date 2023-07-10"),
        ("7月中旬前", "by-date 2023-07-20"),
        ("2月下旬", "by-date 2023-02-28"),
        ("年底前", "by-date 2023-12-31"),
        ("年内完成", "by-date 2023-12-31"),
        ("2025年末", "by-date 2025-12-31"),
        ("今年年底前", "by-date 2023-12-31"),
        ("明年3月底前", "by-date 2024-03-31"),
        ("到2027年", "by-date 2027-12-31"),
        ("国庆节前", "by-date 2023-10-01"),
        ("第三季度末", "by-date 2023-09-30"),
        ("2023年一季度前", "by-date 2023-03-31"),
        ("十四五末", "by-date 2025-12-31"),
        ("按要求于7月底前完成", "by-date 2023-07-31"),
        # stretches
        ("上半年", "period 2023-01-01..2023-06-30"),
        ("2024年第二季度", "period 2024-04-01..2024-06-30"),
        ("7月至9月", "period 2023-07-01..2023-09-30"),
        ("7-9月", "period 2023-07-01..2023-09-30"),
        ("7月~9月", "period 2023-07-01..2023-09-30"),
        ("2023年7—9月", "period 2023-07-01..2023-09-30"),
        ("7月5日至25日", "period 2023-07-05..2023-07-25"),
        ("2023年11月至次年2月", "period 2023-11-01..2024-02-29"),
        ("11月—2月", "period 2023-11-01..2024-02-29"),
        ("2023-2025年", "period 2023-01-01..2025-12-31"),
        ("从2022年9月到2023年4月", "period 2022-09-01..2023-04-30"),
        ("“十四五”期间", "period 2021-01-01..2025-12-31"),
        ("即日起至7月底", "period ..2023-07-31"),
        # again and again
        ("每月10日前", "recurring monthly, day 10"),
        ("每月底前报送", "recurring monthly, last day"),
        ("每季度首月5日前", "recurring quarterly, day 5 of the first month (1/5, 4/5, 7/5, 10/5)"),
        ("每周五前", "recurring weekly, Friday"),
        ("每年6月底、12月底前", "recurring yearly, by 6/last and 12/last"),
        ("每两周调度一次", "recurring every 2 weeks"),
        ("一季度一调度", "recurring quarterly"),
        ("每年不少于3次", "recurring three times a year"),
        ("半年一次", "recurring half-yearly"),
        ("按月报送", "recurring monthly"),
        ("2024年起，每年12月底前", "recurring 2024-01-01.. yearly, by 12/last"),
        # without a date
        ("长期坚持", "ongoing"),
        ("全年", "ongoing"),
        ("常态化开展", "ongoing"),
        ("8月起", "ongoing 2023-08-01.."),
        ("适时开展", "as-needed"),
        ("根据工作需要", "as-needed"),
        ("按上级部署推进", "as-needed"),
        ("15个工作日内", "relative P15 workdays"),
        ("收到通知后三个月内", "relative P3M"),
        ("48小时内", "relative PT48H"),
        ("两周内", "relative P2W"),
        ("立即整改", "relative immediately"),
        # several
        ("7月底前启动，11月底前完成", "by-date 2023-07-31 + by-date 2023-11-30"),
        ("7月、9月、11月", "by-date 2023-07-31 + by-date 2023-09-30 + by-date 2023-11-30"),
        ("7月底前；持续推进", "by-date 2023-07-31 + ongoing"),
        ("方案2024年3月底前，验收9月底前", "by-date 2024-03-31 + by-date 2024-09-30"),
        # nothing
        ("", "none"),
        ("/", "none"),
        ("同上", "none"),
        ("看情况吧", "unknown"),
        ("2月30日前", "unknown"),
    ],
)
def test_a_wording_says_when(wording, meaning):
    read = read_deadline(wording, 2023)
    assert told(read) == meaning
    assert read.text == wording


@pytest.mark.parametrize(
    ("wording", "note"),
    [
        ("力争7月底前", "力争"),
        ("7月底前启动", "启动"),
        ("7月开工", "开工"),
        ("7月前", "“7月前”有歧义，按7月底理解"),
        ("春节前", "农历节日，日期请核对"),
        ("7月底前", ""),
        ("11月—2月", "跨年"),
    ],
)
def test_what_a_date_alone_would_hide_is_noted(wording, note):
    assert read_deadline(wording, 2023).note == note


def test_without_any_year_there_is_no_date_but_a_note():
    read = read_deadline("7月底前", None)
    assert (read.kind, read.date) == ("by-date", None)
    assert "没有年份" in read.note


def test_parts_keep_their_own_words():
    assert [part.text for part in read_deadline("七 月底前、持续推进", 2023).parts] == ["七 月底前", "持续"]


def test_json_has_the_published_shape():
    assert as_json(read_deadline("7月底前；持续", 2023)) == {
        "text": "7月底前；持续",
        "kind": "mixed",
        "date": None,
        "start": None,
        "end": None,
        "rule": "",
        "parts": [
            {"text": "7月底前", "kind": "by-date", "date": "2023-07-31"}
            | {"start": None, "end": None, "rule": "", "parts": [], "note": ""},
            {"text": "持续", "kind": "ongoing", "date": None}
            | {"start": None, "end": None, "rule": "", "parts": [], "note": ""},
        ],
        "note": "2个时间节点",
    }


def test_the_picture_has_a_line_for_each_part():
    assert picture(read_deadline("7月至9月，力争11月底前", 2023)).splitlines() == [
        "7月至9月，力争11月底前 → 多个节点（2个时间节点）",
        "├─ 7月至9月 → 时间段 2023-07-01 至 2023-09-30",
        "└─ 11月底前 → 截止日期 2023-11-30（力争）",
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the annotated real wordings are not here")
def test_at_least_97_of_100_real_deadlines_are_read_right(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    score = importlib.import_module("benchmarks.score_wordings")
    cases = [json.loads(line) for line in (SHARED / "deadlines.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(map(score.deadline_is_right, cases)) >= 0.97 * len(cases)
