"""Words like 每季度末月20日前 to a rule: ``quarterly, day 20 of the last month (3/20, 6/20, 9/20, 12/20)``."""

from __future__ import annotations

import re

from generator.deadlines.points import POINT, read_point
from generator.deadlines.words import SEASON, TO
from generator.model import Deadline

_WEEKDAY = re.compile(
    r"(?:周|星期)?([一二三四五六日天])(?:[、和及](?:周|星期)?[一二三四五六日天])*(?:之?前|上午|下午|下班)?"
)
_NTH = re.compile(
    r"的?[底末]?的?(?:第(?P<number>\d)|(?P<last>最后)1?)个?(?P<unit>工作日|周|星期)(?:的?(?:周|星期)?(?P<day>[一二三四五六日天])(?![次期]))?"
)
_PERIODS = {
    "年": "yearly",
    "季": "quarterly",
    "月": "monthly",
    "周": "weekly",
    "星期": "weekly",
    "日": "daily",
    "天": "daily",
    "旬": "every ten days",
    "学期": "every term",
    "小时": "hourly",
}
_DAYS = dict(
    zip(
        "一二三四五六日天",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Sunday"),
        strict=True,
    )
)
_DATE_WITHIN = re.compile(rf"(?:(?P<to>{TO})|[、和及，与的于在]{{0,2}})(?P<point>{POINT})(?:之?前)?")
_SENTENCE_END = re.compile("[；。]")
_FAR = 200
"""A rule's days stand within so many characters."""
_COMMON_YEAR = 2001
"""Any year without a 29 February: only month and day of a yearly date count."""


def recurring(text: str, match: re.Match[str]) -> tuple[int, Deadline]:
    """Where a rule that begins with `match` of 每… ends, and the rule with the days that it says within its period."""
    every = match["every"]
    rest = text[match.end() : match.end() + _FAR]
    rest = rest[: stop.start()] if (stop := _SENTENCE_END.search(rest)) else rest
    rule = period_of(every)
    times = _TIMES.match(rest)
    if times and rule in _NOUNS:
        end, detail = _dates_after(rule, rest, times.end())
        counted = _counted(times[1], rule)
        return match.end() + end, Deadline("", "recurring", rule=f"{counted}, {detail}" if detail else counted)
    if rule == "yearly" and (seasons := _SEASONS.match(rest)):
        return match.end() + seasons.end(), Deadline("", "recurring", rule=rule, note=seasons[0].removeprefix("的"))
    end, detail = _within(every, rule, rest)
    end, dates = _dates_after(rule, rest, end)
    detail = detail or dates
    return match.end() + end, Deadline("", "recurring", rule=f"{rule}, {detail}" if detail else rule)


_TIMES = re.compile(
    r"[^\d，；。、（）底末初旬前周日月季]{0,10}?(\d{1,3}|[两一二三四五六七八九十])(?:次|期|场|回|轮|批|篇|条|件|份|版|遍)(?!以?前)"
)
_NOUNS = {
    "yearly": "year",
    "quarterly": "quarter",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "half-yearly": "half-year",
    "hourly": "hour",
}


def _dates_after(rule: str, rest: str, at: int) -> tuple[int, str]:
    """The dates behind a rule that names none: 每年两次（6月、12月）, 每年2次，分别于6月底、12月底前."""
    lead = _BEFORE_DATES.match(rest, at) if rule in ("yearly", "half-yearly", "quarterly") else None
    end, detail = _dates_within(rest[lead.end() :]) if lead else (0, "")
    is_said = lead is not None and (lead[0] not in ("，", "、") or (rule == "half-yearly" and " and " in detail))
    return (lead.end() + end, detail) if lead and detail and is_said else (at, "")


_BEFORE_DATES = re.compile("（(?:分别)?(?:于|在)?|[，、]?(?:分别|各)(?:于|在)?|[，、]")
_SEASON = rf"(?:{SEASON.replace('?P<season>', '?:')}|(?:春节|清明|端午|中秋|重阳)节?(?:之?前|期间|之?后)?)"
_SEASONS = re.compile(rf"的?{_SEASON}(?:[、和及与]{_SEASON})*")
_MONTHS_LISTED = re.compile(r"[于在的]{0,2}(?:\d{1,2}[、和及]){1,11}\d{1,2}月(?:份|[底末])?(?!\d)(?:之?前)?")
_MONTHS_TO = re.compile(rf"(?:[于在]|每年的?)?(\d{{1,2}}){TO}(?=\d{{1,2}}月)")


def _counted(number: str, rule: str) -> str:
    """So many times within a period: ``twice a week``; once is the period's own name."""
    amount = "0一二三四五六七八九十".find(number) if number != "两" else 2
    amount = int(number) if number.isdigit() else amount
    if amount == 1:
        return rule
    count = {2: "twice", 3: "three times", 4: "four times"}.get(amount, f"{amount} times")
    return f"{count} a {_NOUNS[rule]}"


def per(match: re.Match[str]) -> Deadline:
    """2次/年: so many times a period."""
    return Deadline("", "recurring", rule=_counted(match["per_times"], period_of(match["per_unit"])))


def after_end(match: re.Match[str]) -> Deadline:
    """每季度终了之日起15日内: so long after each period's end."""
    unit = match["ended_unit"].removeprefix("个")
    amount = match["ended_amount"].replace("半", "half a")
    noun = {"工作日": "workday", "月": "month", "周": "week"}.get(unit, "day")
    noun += "s" if amount not in ("1", "half a") else ""
    return Deadline("", "recurring", rule=f"{period_of(match['ended'])}, within {amount} {noun} after the end")


def period_of(every: str) -> str:
    """The period that 每季度, 逐月, 日(报) … name: ``quarterly``."""
    if "学年" in every:
        return "every school year"
    if "半年" in every:
        return "half-yearly"
    if "半月" in every or "半个月" in every:
        return "twice a month"
    if any(word in every for word in ("双月", "单月", "隔月", "两月")):
        return "every two months"
    if "双周" in every or "隔周" in every:
        return "every 2 weeks"
    if "隔日" in every:
        return "every 2 days"
    if "工作日" in every:
        return "every workday"
    if count := re.search(r"\d{2}|[2-9]|两", every):
        unit = next((unit for unit in _PERIODS if unit in every), "")
        noun = _NOUNS.get(_PERIODS.get(unit, ""), unit)
        return f"every {count.group().replace('两', '2')} {noun}s"
    for unit in ("学期", "季", "星期", "小时", "旬", "年", "月", "周", "日", "天"):
        if unit in every:
            return _PERIODS[unit]
    return "regularly"


def _within(every: str, rule: str, rest: str) -> tuple[int, str]:
    """The day within the period, and how many characters say it."""
    if rule == "quarterly" and (day := re.match(r"(?:的)?(?:末月|最后1?一?个?月|第3个月)的?(\d{1,2})[日号]", rest)):
        days = ", ".join(f"{month}/{day[1]}" for month in (3, 6, 9, 12))
        return day.end(), f"day {day[1]} of the last month ({days})"
    if rule == "quarterly" and (
        day := re.match(r"(?:的)?(?:首月|第1个?月|首个月|次月|下1?月)的?(\d{1,2})[日号]", rest)
    ):
        days = ", ".join(f"{month}/{day[1]}" for month in (1, 4, 7, 10))
        return day.end(), f"day {day[1]} of the first month ({days})"
    if rule == "quarterly" and (day := re.match(r"(?:的)?(?:第2个?月|中间月)的?(\d{1,2})[日号]", rest)):
        days = ", ".join(f"{month}/{day[1]}" for month in (2, 5, 8, 11))
        return day.end(), f"day {day[1]} of the second month ({days})"
    if rule == "quarterly" and (last := re.match(r"(?:的)?(?:末月|最后1?一?个?月)的?月?[底末]", rest)):
        return last.end(), "last day"
    if span := re.match(rf"(?:的)?(\d{{1,2}})[日号]?{TO}(?:(\d{{1,2}})[日号]|月?[底末])", rest):
        return span.end(), f"days {span[1]} to {span[2]}" if span[2] else f"day {span[1]} to the end"
    if several := re.match(r"(?:的)?(?:\d{1,2}[日号]?[、和及]){0,30}\d{1,2}[日号]", rest):
        return several.end(), "day " + " and ".join(re.findall(r"\d+", several.group()))
    if rule == "weekly" and every[0] in "每各逐按" and (day := _WEEKDAY.match(rest)):
        return day.end(), " and ".join(_DAYS[name] for name in re.findall("[一二三四五六日天]", day.group()))
    if nth := _NTH.match(rest):
        which = "last" if nth["last"] else nth["number"]
        day_said = f" {_DAYS[nth['day']]}" if nth["day"] else ""
        return nth.end(), f"{'workday' if nth['unit'] == '工作日' else 'week'} {which}{day_said}"
    if tens := re.match(r"(?:的)?([上中下])旬", rest) if rule == "monthly" else None:
        return tens.end(), {"上": "days 1 to 10", "中": "days 11 to 20", "下": "day 21 to the end"}[tens[1]]
    if beginning := re.match("月?初", rest) if rule == "monthly" else None:
        return beginning.end(), "days 1 to 10"
    if some := re.match(r"(?:的)?(?P<last>月?[底末])?(?:之?前|头)(\d{1,2})个?(工作日|日|天)(?:之?内)?", rest):
        unit = "workdays" if some[3] == "工作日" else "days"
        return some.end(), f"the {'last' if some['last'] else 'first'} {some[2]} {unit}"
    if day := re.match(r"(?:月|度)?[底末]", rest):
        return day.end(), "last day"
    if rule in ("yearly", "half-yearly"):
        if listed := _MONTHS_LISTED.match(rest):
            return listed.end(), "by " + " and ".join(f"{month}/last" for month in re.findall(r"\d+", listed[0]))
        months = _MONTHS_TO.match(rest)
        end, detail = _dates_within(f"{months[1]}月{rest[months.end(1) :]}" if months else rest)
        return end + (months.start(1) - 1 if months else 0), detail
    return 0, ""


def _dates_within(rest: str) -> tuple[int, str]:
    """The dates of a yearly rule: ``每年6月底、12月底前``."""
    days: list[str] = []
    at = 0
    while found := _DATE_WITHIN.match(rest, at):
        point = read_point(found["point"], _COMMON_YEAR)
        if point.last is None or point.first is None or (point.year_said and not found["point"].startswith("次年")):
            break
        if found["to"] and days:
            days[-1] = days[-1].replace("/last", "/1") + " to "
        elif days:
            days[-1] += " and "
        days.append(f"{point.last.month}/{'last' if point.grain == 'month' else point.last.day}")
        at = found.end()
    return at, ("from " if any(day.endswith(" to ") for day in days) else "by ") + "".join(days) if days else ""
