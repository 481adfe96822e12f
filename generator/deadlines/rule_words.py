"""Rules of deadlines (``quarterly, day 20 of the last month``, ``P15 workdays``) to the words of an office."""

from __future__ import annotations

import re
from collections.abc import Callable

_PERIODS = {
    "yearly": "每年",
    "half-yearly": "每半年",
    "quarterly": "每季度",
    "monthly": "每月",
    "weekly": "每周",
    "daily": "每天",
    "hourly": "每小时",
    "regularly": "定期",
    "every workday": "每个工作日",
    "every ten days": "每旬",
    "every term": "每学期",
    "every school year": "每学年",
    "every two months": "每两个月",
    "same day": "当天",
    "next day": "次日",
    "immediately": "立即",
    "end of the current period": "本期末",
}
_UNITS = {
    "year": "年",
    "half-year": "半年",
    "quarter": "季度",
    "month": "月",
    "week": "周",
    "day": "天",
    "hour": "小时",
    "workday": "个工作日",
}
_DAYS = {
    "Monday": "周一",
    "Tuesday": "周二",
    "Wednesday": "周三",
    "Thursday": "周四",
    "Friday": "周五",
    "Saturday": "周六",
    "Sunday": "周日",
}
_ISO = {"H": "小时", "D": "天", "M": "个月", "W": "周", "Y": "年"}
_TIMES = {"twice": "2", "three times": "3", "four times": "4"}
_MONTHS = {"first": "首月", "second": "第二个月", "last": "末月", "next": "次月"}

Worded = Callable[[re.Match[str]], str]

_DETAILS: tuple[tuple[re.Pattern[str], Worded], ...] = (
    (re.compile(r"day (\d+) of the (first|second|last|next) month.*"), lambda m: f"{_MONTHS[m[2]]}{m[1]}日"),
    (re.compile(r"days (\d+) to (\d+)"), lambda m: f"{m[1]}日至{m[2]}日"),
    (re.compile(r"day (\d+) to the end"), lambda m: f"{m[1]}日至月底"),
    (re.compile(r"day ([\d and]+)"), lambda m: "、".join(f"{day}日" for day in m[1].split(" and "))),
    (
        re.compile(r"the (first|last) (\d+) (workday|day)s"),
        lambda m: f"{'前' if m[1] == 'first' else '最后'}{_counted(m[2], m[3])}",
    ),
    (re.compile("last day"), lambda m: "最后一天"),
    (re.compile(r"within (\S+) (\w+?)s? after the end"), lambda m: f"结束后{_counted(m[1], m[2])}内"),
    (re.compile(r"within (half a) (\w+?) after the end"), lambda m: f"结束后{_counted(m[1], m[2])}内"),
    (re.compile(r"workday (\w+)"), lambda m: "最后一个工作日" if m[1] == "last" else f"第{m[1]}个工作日"),
    (
        re.compile(r"week (\w+)(?: (\w+))?"),
        lambda m: ("最后一周" if m[1] == "last" else f"第{m[1]}周") + _DAYS.get(m[2] or "", ""),
    ),
    (re.compile(r"by (.+)"), lambda m: "、".join(map(_date, m[1].split(" and "))) + "前"),
    (
        re.compile(r"from (.+)"),
        lambda m: "、".join("至".join(map(_date, part.split(" to "))) for part in m[1].split(" and ")),
    ),
    (re.compile(r"(\w+day(?: and \w+day)*)"), lambda m: "、".join(_DAYS.get(day, day) for day in m[1].split(" and "))),
)


def rule_in_words(rule: str) -> str:
    """A rule as an office says it: 每季度末月20日, 15个工作日."""
    if duration := re.fullmatch(r"PT?(\d+)([HDMWY])", rule):
        return f"{duration[1]}{_minutes_or(rule, duration[2])}"
    if workdays := re.fullmatch(r"P(\d+) workdays", rule):
        return f"{workdays[1]}个工作日"
    period, _, detail = rule.partition(", ")
    return _period(period) + (_detail(detail) if detail else "")


def _minutes_or(rule: str, letter: str) -> str:
    return "分钟" if rule.startswith("PT") and letter == "M" else _ISO[letter]


def _period(period: str) -> str:
    if period in _PERIODS:
        return _PERIODS[period]
    if several := re.fullmatch(r"every (\d+) ([\w-]+?)s", period):
        return f"每{_counted(several[1], several[2])}"
    if times := re.fullmatch(r"(twice|three times|four times|(\d+) times) a ([\w-]+)", period):
        return f"每{_UNITS.get(times[3], times[3])}{times[2] or _TIMES[times[1]]}次"
    return period


def _counted(amount: str, unit: str) -> str:
    number = "半" if amount == "half a" else amount
    between = "个" if unit in ("month", "quarter") else ""
    return f"{number}{between}{_UNITS.get(unit, unit)}"


def _date(date: str) -> str:
    month, _, day = date.partition("/")
    return f"{month}月{'底' if day == 'last' else f'{day}日'}"


def _detail(detail: str) -> str:
    for pattern, worded in _DETAILS:
        if said := pattern.fullmatch(detail):
            return worded(said)
    return detail
