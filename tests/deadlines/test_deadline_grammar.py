"""Made-up deadlines of the forms that real documents have, read in a document of 2023."""

import pytest

from generator.deadlines import as_json, picture, read_deadline
from generator.model import Deadline


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
        ("7月上旬", "period 2023-07-01..2023-07-10"),
        ("7月中旬前", "by-date 2023-07-20"),
        ("2月下旬", "period 2023-02-21..2023-02-28"),
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
        # what goes on is the goal of a date
        ("到2025年底，企业负担持续减轻", "by-date 2025-12-31"),
        ("临时权限有效期限为24小时", "relative PT24H"),
        # a length that the work is to come down to is no deadline
        ("2024年6月底前，审批时间压缩至90个工作日以内", "by-date 2024-06-30"),
        ("2024年6月底前，办理时限由20个工作日压缩至5个工作日", "by-date 2024-06-30"),
        ("7月底前，平均用时控制在3天以内", "by-date 2023-07-31"),
        # the length of a stretch, or from its first day
        ("2023年7月起2年内", "period 2023-07-01..2025-06-30"),
        ("自2月份启动，8月份结束", "period 2023-02-01..2023-08-31"),
        ("从3月开工，年底前全面完成", "period 2023-03-01..2023-12-31"),
        ("自3月起实施，12月底前报送总结", "ongoing 2023-03-01.. + by-date 2023-12-31"),
        ("每年至少1个月下沉一线", "recurring yearly"),
        ("6月底前完成，要集中2—3个月时间推进", "by-date 2023-06-30"),
        ("不少于5个工作日，最长不超过15个工作日", "relative P15 workdays"),
        ("至少3个月", "relative P3M"),
        ("根据工作需要随时召开", "as-needed"),
        ("自4月上旬起，集中两个月时间开展", "period 2023-04-01..2023-05-31"),
        ("从7月1日开始，用十天", "period 2023-07-01..2023-07-10"),
        ("4月至6月，为期三个月", "period 2023-04-01..2023-06-30"),
        # stretches
        ("上半年", "period 2023-01-01..2023-06-30"),
        ("2024年第二季度", "period 2024-04-01..2024-06-30"),
        ("7月至9月", "period 2023-07-01..2023-09-30"),
        ("7-9月", "period 2023-07-01..2023-09-30"),
        ("7月~9月", "period 2023-07-01..2023-09-30"),
        ("2023年7—9月", "period 2023-07-01..2023-09-30"),
        ("7月5日至25日", "period 2023-07-05..2023-07-25"),
        ("第2-3季度", "period 2023-04-01..2023-09-30"),
        ("二至三季度", "period 2023-04-01..2023-09-30"),
        ("2023.7-9", "period 2023-07-01..2023-09-30"),
        ("第三季度启动编制", "period 2023-07-01..2023-09-30"),
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
        ("双周调度", "recurring every 2 weeks"),
        ("双月报", "recurring every two months"),
        ("每15天巡查一次", "recurring every 15 days"),
        ("每12小时报一次", "recurring every 12 hours"),
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
        ("第一时间", "relative immediately"),
        ("不定期开展", "as-needed"),
        ("在法定时限内办结", "as-needed"),
        ("限时7月底", "by-date 2023-07-31"),
        # several
        ("7月底前启动，11月底前完成", "by-date 2023-07-31 + by-date 2023-11-30"),
        ("7月、9月、11月", "by-date 2023-07-31 + by-date 2023-09-30 + by-date 2023-11-30"),
        ("7月底前；持续推进", "by-date 2023-07-31 + ongoing"),
        ("上、下半年各1次", "period 2023-01-01..2023-06-30 + period 2023-07-01..2023-12-31"),
        ("2023年：7月底前；2024年：3月底前", "by-date 2023-07-31 + by-date 2024-03-31"),
        ("半年、年度", "recurring half-yearly + recurring yearly"),
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
        ("7月底前（力争6月底前）", "力争6月底前"),
        ("7月开工", "开工"),
        ("7月份启动", "启动"),
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


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("每季度最后一个月的28日前", "recurring quarterly, day 28 of the last month (3/28, 6/28, 9/28, 12/28)"),
        ("每季度第一个月的十八日前", "recurring quarterly, day 18 of the first month (1/18, 4/18, 7/18, 10/18)"),
        ("每季度第二个月16日前", "recurring quarterly, day 16 of the second month (2/16, 5/16, 8/16, 11/16)"),
        ("每季度终了之日起十个工作日内", "recurring quarterly, within 10 workdays after the end"),
        ("每月结束后6日内", "recurring monthly, within 6 days after the end"),
        ("季度末月21日前", "recurring quarterly, day 21 of the last month (3/21, 6/21, 9/21, 12/21)"),
        ("7月中下旬", "period 2023-07-11..2023-07-31"),
        ("7月上旬前", "by-date 2023-07-10"),
        ("2024-2026", "period 2024-01-01..2026-12-31"),
        ("2024—2026年", "period 2024-01-01..2026-12-31"),
        ("2024年Q2", "period 2024-04-01..2024-06-30"),
        ("20230930", "by-date 2023-09-30"),
        ("日报 周调度 季通报", "recurring daily + recurring weekly + recurring quarterly"),
        ("一周一通报", "recurring weekly"),
        ("一月一调度、一季一通报", "recurring monthly + recurring quarterly"),
        ("两年一次", "recurring every 2 years"),
        ("汛期前", "as-needed"),
        ("2024年采暖期", "as-needed"),
        ("次月9日内", "recurring monthly, day 9 of the next month"),
        ("每周三期", "recurring three times a week"),
        ("每周三", "recurring weekly, Wednesday"),
        ("每周一、周四", "recurring weekly, Monday and Thursday"),
        ("每年三次", "recurring three times a year"),
        ("每月不少于2篇", "recurring twice a month"),
        ("每学年", "recurring every school year"),
        ("集中在9月份", "period 2023-09-01..2023-09-30"),
        ("9月期间", "period 2023-09-01..2023-09-30"),
        ("7月15日、16日", "by-date 2023-07-15 + by-date 2023-07-16"),
        ("7、9、11月底前", "by-date 2023-07-31 + by-date 2023-09-30 + by-date 2023-11-30"),
        ("一、三季度", "period 2023-01-01..2023-03-31 + period 2023-07-01..2023-09-30"),
        ("每月上旬", "recurring monthly, days 1 to 10"),
        ("每月最后一个工作日", "recurring monthly, workday last"),
        ("每月第二周周五", "recurring monthly, week 2 Friday"),
        ("11月至次年3月", "period 2023-11-01..2024-03-31"),
        ("3-6月份，每月28日", "recurring 2023-03-01..2023-06-30 monthly, day 28"),
        ("7月第二周", "period 2023-07-08..2023-07-14"),
        ("与主体工程同步", "as-needed"),
        ("省级验收前", "as-needed"),
        ("项目开工前", "as-needed"),
        ("11月底考核前", "by-date 2023-11-30"),
        ("边查边改", "relative immediately"),
        ("4.15-4.30", "period 2023-04-15..2023-04-30"),
        ("双月15日前", "recurring every two months, day 15"),
        ("隔周调度", "recurring every 2 weeks"),
        ("全年不少于4次", "recurring four times a year"),
        ("全年开展培训", "ongoing"),
        ("每年4—6月", "recurring yearly, from 4/1 to 6/last"),
        ("每年春季、秋季", "recurring yearly"),
        ("每年两次（6月、12月）", "recurring twice a year, by 6/last and 12/last"),
        ("每年2次，分别于6月底、12月底前", "recurring twice a year, by 6/last and 12/last"),
        ("自印发之日起施行", "ongoing"),
        ("每月28日前报送进展，12月10日前报送年度总结", "recurring monthly, day 28 + by-date 2023-12-10"),
        ("每季度末月底前", "recurring quarterly, last day"),
        ("一旬一报", "recurring every ten days"),
        ("6月、12月的20日前", "by-date 2023-06-20 + by-date 2023-12-20"),
        ("6月、12月每月20日前", "by-date 2023-06-20 + by-date 2023-12-20"),
        ("上级部署后", "as-needed"),
        ("5月底至6月初", "period 2023-05-31..2023-06-10"),
        ("冰雪季", "as-needed"),
        ("第1—4周", "unknown"),
        ("每年1月15日前报送上年度情况", "recurring yearly, by 1/15"),
        ("2O23年l2月3l日前", "by-date 2023-12-31"),
        ("待定", "unknown"),
        ("每季度末，年底前报告全年落实情况", "recurring quarterly, last day + by-date 2023-12-31"),
        ("2023年：试点；2024年：推开", "by-date 2023-12-31 + by-date 2024-12-31"),
        ("2023年：6月底前；2024年：3月底前", "by-date 2023-06-30 + by-date 2024-03-31"),
        ("每年春秋两季", "recurring yearly"),
        ("2023年“五一”前", "by-date 2023-05-01"),
        ("12月底（年底前）", "by-date 2023-12-31"),
        ("每半年（6月、12月底前）", "recurring half-yearly, by 6/last and 12/last"),
        ("按季节特点安排", "as-needed"),
        ("每月月初", "recurring monthly, days 1 to 10"),
        ("每月末最后一个工作日", "recurring monthly, workday last"),
        ("每月前5个工作日内", "recurring monthly, the first 5 workdays"),
        ("每月底前5个工作日", "recurring monthly, the last 5 workdays"),
        ("每年春节前", "recurring yearly"),
        ("7月10-20日", "period 2023-07-10..2023-07-20"),
        ("达产后", "as-needed"),
        ("随到随办", "relative immediately"),
        ("限期整改", "as-needed"),
        ("7/15", "by-date 2023-07-15"),
        ("每半个月调度一次", "recurring twice a month"),
        ("每年11月—次年3月", "recurring yearly, from 11/1 to 3/last"),
        ("2024年每季度", "recurring 2024-01-01..2024-12-31 quarterly"),
        ("重大节日前", "as-needed"),
        ("重大节日前，7月底前", "by-date 2023-07-31"),
        ("全天候", "ongoing"),
        ("不少于2次/年", "recurring twice a year"),
        ("1次/季度", "recurring quarterly"),
        ("1年", "relative P1Y"),
        ("按合同约定工期", "as-needed"),
        ("稳步推进", "ongoing"),
        ("7月底前稳步推进", "by-date 2023-07-31"),
        ("2024", "by-date 2024-12-31"),
        ("7月底前（力争6月底前）", "by-date 2023-07-31"),
        ("7月底前完成立行立改任务", "by-date 2023-07-31"),
        ("上下半年各一次", "period 2023-01-01..2023-06-30 + period 2023-07-01..2023-12-31"),
        ("2023-2024学年第一学期", "as-needed"),
        ("季后10日内", "recurring quarterly, within 10 days after the end"),
        # what only heads a finer time
        ("2023年底10月前", "by-date 2023-10-31"),
        ("2024年，6月试点，12月底前推开", "by-date 2024-06-30 + by-date 2024-12-31"),
        ("上半年6月底前，下半年12月底前", "by-date 2023-06-30 + by-date 2023-12-31"),
        ("2024年：每月调度", "recurring monthly"),
        ("2024年：试点；2025年：6月底前推开", "by-date 2024-12-31 + by-date 2025-06-30"),
        (
            "第一季度：拨付上半年经费；第二季度：检查",
            "period 2023-01-01..2023-03-31 + period 2023-04-01..2023-06-30",
        ),
        ("2023—2025年，2024年底前评估", "period 2023-01-01..2025-12-31 + by-date 2024-12-31"),
        # what goes on
        ("年内持续推进", "ongoing 2023-01-01..2023-12-31"),
        ("2024年常态化开展", "ongoing 2024-01-01..2024-12-31"),
        ("自下月起实行", "ongoing"),
        ("自本月起，每月5日前", "recurring monthly, day 5"),
        ("从2023年秋季学期起", "ongoing"),
        ("7月开始，到11月底", "period 2023-07-01..2023-11-30"),
        # feasts, seasons, rules
        ("国庆期间", "as-needed"),
        ("元旦、春节期间", "as-needed"),
        ("国庆长假前", "by-date 2023-10-01"),
        ("每年春、秋两季", "recurring yearly"),
        ("每季度末（分别在6月、9月和12月底）", "recurring quarterly, last day"),
        ("按照“周调度、月通报”要求", "recurring weekly + recurring monthly"),
        ("随工程进度安排", "as-needed"),
        ("“十五五”期末", "by-date 2030-12-31"),
        ("无明确时限", "none"),
        ("2024年1月1日至2026年12月31日（三年）", "period 2024-01-01..2026-12-31"),
        ("7月底前完成测算，并及时公布", "by-date 2023-07-31"),
        ("适时组织，全年不少于3次", "recurring three times a year"),
        ("下一年度1月15日前", "by-date 2024-01-15"),
        ("每年12月底前报下一年度计划", "recurring yearly, by 12/last"),
        ("清明、五一、国庆等重要节点前", "as-needed"),
        ("2024、2025年底前", "by-date 2024-12-31 + by-date 2025-12-31"),
        ("全年完成300户", "by-date 2023-12-31"),
        ("7月底前报半年进展、12月底前报全年完成情况", "by-date 2023-07-31 + by-date 2023-12-31"),
        ("分三年完成", "relative P3Y"),
        ("24年完成", "by-date 2024-12-31"),
        # a day behind a yearly rule
        ("每年5月底前汇总，6月15日前公布年报", "recurring yearly, by 5/last and 6/15"),
        ("每年5月底前汇总，2024年6月底前建库", "recurring yearly, by 5/last + by-date 2024-06-30"),
        # a stretch over the turn of a year, whichever end names its year
        ("9月-2024年2月", "period 2023-09-01..2024-02-29"),
        ("9月至次年2月", "period 2023-09-01..2024-02-29"),
        ("2024年5月10日至2024年5月8日", "unknown"),
        ("2023—2024年采暖季", "as-needed"),
        ("2023-2024年度供暖期", "as-needed"),
        ("岁末年初", "as-needed"),
        ("2024—2026年持续推进", "period 2024-01-01..2026-12-31"),
        # words that only look like 后年, 当月, 十一
        ("2023年8月底前，以后年度另行安排", "by-date 2023-08-31"),
        ("每月15日前报送当月情况", "recurring monthly, day 15"),
        ("“十一”之前", "by-date 2023-10-01"),
        # what adds no time of its own
        ("按照县委统一部署，9月底前完成", "by-date 2023-09-30"),
        ("正在推进，预计9月底前完成", "by-date 2023-09-30"),
        ("为期两个月，自5月起至6月底", "period 2023-05-01..2023-06-30"),
        ("7个工作日内，特殊情况可延长3个工作日", "relative P7 workdays"),
        ("每月例会后3个工作日内", "recurring monthly"),
        ("用两年时间，到2024年底建成", "by-date 2024-12-31"),
        ("力争用3年左右时间建成", "relative P3Y"),
        ("2024年春运期间", "as-needed"),
        ("2024年农博会期间", "as-needed"),
        ("2024年2月20日前报送2023年工作总结", "by-date 2024-02-20"),
        ("5月1日8时至5月5日20时", "period 2023-05-01..2023-05-05"),
        ("全年分3次开展", "recurring three times a year"),
        ("分月推进", "recurring monthly"),
    ],
)
def test_ends_of_periods_seasons_counts_and_lists_are_read(wording, meaning):
    assert told(read_deadline(wording, 2023)) == meaning


@pytest.mark.parametrize("around", ["{}。", "（{}）", "完成时限：{}", "\n{} "])
@pytest.mark.parametrize(
    "wording",
    [
        "达产后",
        "稳步推进",
        "无期限",
        "待定",
        "年度",
        "1年",
        "2024年每季度",
        "6.10—6.20",
        "7月底前",
        "6月底前，持续推进",
    ],
)
def test_what_stands_around_a_deadline_changes_nothing(wording, around):
    assert told(read_deadline(around.format(wording), 2023)) == told(read_deadline(wording, 2023))


@pytest.mark.parametrize("wording", ["汛期前", "2024年采暖期"])
def test_a_season_is_kept_in_the_note(wording):
    assert read_deadline(wording, 2023).note == wording


def test_a_day_that_does_not_exist_is_told_with_the_nearest():
    assert read_deadline("2月30日前", 2023).note == "没有这一天，最近的是2月28日"


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("每季度末月20日前", "定期 每季度末月20日"),
        ("每周二期", "定期 每周2次"),
        ("每两年一次", "定期 每2年"),
        ("每年6月底、12月底前", "定期 每年6月底、12月底前"),
        ("每季度结束后10个工作日内", "定期 每季度结束后10个工作日内"),
        ("每月最后一个工作日", "定期 每月最后一个工作日"),
        ("每月5日、20日", "定期 每月5日、20日"),
        ("15个工作日内", "期限 15个工作日"),
        ("30分钟内", "期限 30分钟"),
        ("立即", "期限 立即"),
    ],
)
def test_the_picture_speaks_the_offices_words(wording, words):
    assert picture(read_deadline(wording, 2023)) == f"{wording} → {words}"
