"""Words for a point or stretch of time to its first and last day: ``6月底``, ``2021年三季度``, ``年内``, ``6月上旬``.

``X月`` alone means its last day; so does ``X月前``, which strictly could mean the day before the month begins: noted.
"""

from __future__ import annotations

import calendar
import datetime
import re

from msgspec import Struct

YEAR = (
    r"(?:(?:19|20)\d{2}年度?|(?<!\d)\d{2}年(?![内以之左来期])|今年|本年度?|(?<!以)下1?年度?(?=\d)"
    r"|明年|(?<![首每多两])(?:次年|翌年|当年)(?=[底末初内前\d第上下的年，；。）、—至到完办建见开竣]|之?前|$)|(?<!年)来年|(?<![以今之往])后年|去年)"
)
MONTH = r"(?<!\d)\d{1,2}月份?"
FEAST = '(?:元旦|(?<=[“"])十一(?=[”"])|春节|清明|五一|六一|端午|七一|八一|中秋|国庆|重阳|除夕)'
_DAY = r"\d{1,2}(?:[日号]|(?=[前，。；、—至到）]|$))"
POINT = (
    rf"(?:(?:19|20)\d{{2}}(?:\.\d{{1,2}}(?:\.\d{{1,2}})?|/\d{{1,2}}(?:/\d{{1,2}})?|-\d{{1,2}}(?:-\d{{1,2}})?)[日号]?(?!\d)"
    rf"|(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?:(?:19|20)\d{{2}}年?)?[Qq][1-4](?![0-9A-Za-z])(?:[末底初内])?"
    rf"|{YEAR}?的?{MONTH}的?(?:第[1-5]个?(?:周|星期)|最后1?个?(?:周|星期))"
    rf"|{YEAR}?的?{MONTH}(?:{_DAY}|[上中下]{{1,2}}旬|月?[底末初]|中(?![期心国央共])|内)?"
    rf"|{YEAR}?的?(?:第?[1-4]季度?|[上下]半年|前[123]个?季度)(?:[末底初中内])?"
    rf"|{YEAR}?的?[“\"]?{FEAST}[”\"]?(?:节|假期|长假)?"
    rf"|(?:{YEAR}年?|年度?)(?:[底末终内初]|之内|以内|中(?![期心国央共]))"
    rf"|“?十[二三四五六七]五”?(?:规划)?(?:期?末|收官|时?期间?)"
    rf"|(?<![\d.])\d{{1,2}}\.\d{{1,2}}(?=[日前—至到，；。）-]|$)"
    rf"|{YEAR}?全年(?=完成(?!情况|率|数))|{YEAR}|(?:^|(?<=[（：于；]))(?:(?:19|20)\d{{2}}(?=[：。）]|$)|\d{{1,2}}/\d{{1,2}}(?=[日前。）]|$)))"
)
DAY_ONLY = r"\d{1,2}[日号]"
"""A day without its month: only within a range or after 每月."""

_FEASTS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
}
_PLANS = {"二": 2011, "三": 2016, "四": 2021, "五": 2026, "六": 2031, "七": 2036}
_WORDS = {"今": 0, "本": 0, "当": 0, "明": 1, "次": 1, "翌": 1, "来": 1, "下": 1, "后": 2, "去": -1}


class Point(Struct, frozen=True):
    """A stretch of time [first, last] that words name; None where the year is not known or the day does not exist.

    `grain` is how fine it is said: day, part (旬, 月中 …), month, quarter, half, year, plan, feast.
    """

    grain: str
    first: datetime.date | None
    last: datetime.date | None
    year_said: bool
    at_edge: bool
    """底, 末, 内: the words name the end of the stretch."""
    problem: str = ""


def read_point(words: str, year: int | None) -> Point:
    """The point that `words` (matched by `POINT`) name; `year` where they name none."""
    words = _spread(words)
    said = re.match(r"((?:19|20)\d{2})(?=年|[./\-])|(\d{2})(?=年)|([今本当明次翌来下后去])1?年", words)
    if said:
        year = _year(said, year)
    rest = words[said.end() :] if said else words
    rest = re.sub(r"^(?:年度?(?!$)|年$)?的?", "", rest) if said and not rest.startswith(("年底", "年末")) else rest
    grain, months, days, edge = _stretch(rest)
    if grain == "plan":
        first_year = _PLANS[rest[rest.index("十") + 1]]
        return Point(grain, datetime.date(first_year, 1, 1), datetime.date(first_year + 4, 12, 31), True, edge)
    if year is None:
        return Point(grain, None, None, False, edge, "没有年份，信息表中也没有年度")
    if grain == "lunar":
        return Point("feast", None, None, said is not None, edge, "农历节日，日期请核对")
    length = _length(year, months[1])
    first = _date(year, months[0], days[0] if days[0] > 0 else length - 6)
    last = _date(year, months[1], days[1] or length)
    return Point(grain, first, last, said is not None, edge, "" if first and last else _no_such_day(months[1], length))


def _no_such_day(month: int, length: int) -> str:
    return f"没有这一天，最近的是{month}月{length}日" if length else "没有这一天"


def _spread(words: str) -> str:
    """20240630 as 2024-06-30, 2024Q3 as 2024年3季度, 2024 as 2024年."""
    if re.fullmatch(r"\d{4}", words):
        return f"{words}年"
    if day := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", words):
        return "-".join(day.groups())
    if quarter := re.fullmatch(r"(\d{4})?年?[Qq](\d)(.?)", words):
        return f"{quarter[1]}年{quarter[2]}季度{quarter[3]}" if quarter[1] else f"{quarter[2]}季度{quarter[3]}"
    return words


def _year(said: re.Match[str], year: int | None) -> int | None:
    if said[1]:
        return int(said[1])
    if said[2]:
        return 2000 + int(said[2])
    return None if year is None else year + _WORDS[said[3]]


def _stretch(rest: str) -> tuple[str, tuple[int, int], tuple[int, int], bool]:
    """Grain, months and days (0: the last of its month) of the words after the year."""
    edge = rest.endswith(("底", "末", "内", "终", "收官"))
    numbers = [int(digits) for digits in re.findall(r"\d+", rest)]
    if "五" in rest and "十" in rest:
        return "plan", (1, 12), (1, 31), edge
    for feast, (month, day) in _FEASTS.items():
        if feast in rest:
            return "feast", (month, month), (day, day), True
    if re.search(r"春节|清明|端午|中秋|重阳|除夕", rest):
        return "lunar", (1, 1), (1, 1), True
    if "季" in rest:
        return _quarter(rest, numbers[0], edge)
    if "半年" in rest:
        return ("half", (1, 6), (1, 0), edge) if "上" in rest else ("half", (7, 12), (1, 0), edge)
    if not numbers:
        return _part_of_year(rest, edge)
    month = numbers[0]
    if "周" in rest or "星期" in rest:
        weeks = (-1, 0) if "最后" in rest else (7 * numbers[1] - 6, min(7 * numbers[1], 31) if numbers[1] < 5 else 0)
        return "part", (month, month), weeks, False
    if len(numbers) > 1:
        return "day", (month, month), (numbers[1], numbers[1]), True
    for words, days in (
        ("上中旬", (1, 20)),
        ("中下旬", (11, 0)),
        ("上旬", (1, 10)),
        ("中旬", (11, 20)),
        ("下旬", (21, 0)),
        ("初", (1, 10)),
        ("中", (1, 15)),
    ):
        if words in rest:
            return "part", (month, month), days, not words.endswith("旬")
    return "month", (month, month), (1, 0), edge


def _quarter(rest: str, count: int, edge: bool) -> tuple[str, tuple[int, int], tuple[int, int], bool]:
    first = 1 if rest.startswith("前") else 3 * count - 2
    if rest.endswith("初"):
        return "part", (first, first), (1, 0), True
    return "quarter", (first, 3 * count), (1, 0), edge


def _part_of_year(rest: str, edge: bool) -> tuple[str, tuple[int, int], tuple[int, int], bool]:
    if rest.endswith("初"):
        return "part", (1, 1), (1, 0), True
    if rest.endswith("中"):
        return "part", (1, 6), (1, 0), True
    return "year", (1, 12), (1, 0), edge


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
