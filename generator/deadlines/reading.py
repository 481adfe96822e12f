"""A wording of a deadline to its reading.

The grammar, read from the cleaned wording (cleaning.py, points.py):

    wording = element { element }            more than one: mixed, unless one says the other's manner (全年持续推进)
    element = range | recurring | relative | point [前|起] | ongoing | as-needed
    range   = point (至|—|-|到|~) point      either end may leave its year or month to the other

Durations are written as in ISO 8601 (``PT24H``, ``P1M``), working days as ``P2 workdays``.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from generator.deadlines.cleaning import Cleaned, cleaned
from generator.deadlines.points import DAY_ONLY, POINT, YEAR, Point, read_point
from generator.model import Deadline, DeadlineKind

_TO = r"(?:起|开始)?(?:—{1,2}|-{1,2}|至|到|直至|直到)"
_RANGE = (
    rf"(?:从|自)?(?P<from>{POINT}|(?:19|20)\d{{2}}年?(?={_TO}(?:19|20)\d{{2}})|(?<!\d)\d{{1,2}}(?={_TO}\d{{1,2}}月))"
    rf"{_TO}(?P<to>{POINT}|{DAY_ONLY}|长期|今后)(?P<until>之?前|以前|止)?"
)
_EVERY = (
    r"(?P<every>每(?:隔)?(?:半年|半月|个?季度?|个?学期|双月|(?:\d|两|几)?个?(?:年度?|月份?|周|星期|天|日|旬|季度|工作日|小时))|按(?:年度?|半年|季度?|月份?|周|日|旬)(?![内照期])|逐(?:年|季|月|周|日)|"
    r"(?:1?年|半年|1?个?季度?|1?个?月|1?周|1?日|1?天)(?=(?:至少|不少于|不低于|开展|召开)?(?:\d|两|几)次|[1一][次报调会]|[一1]总结)|月度|季度(?!末|底|内)|"
    r"(?:1季度?|1月|1周|1年|半年|两月)(?=(?:1次|[1一][调报会]))|定期)"
)
_DURATION = r"(?P<amount>\d{1,3}|半|数)(?P<unit>个?工作日|个?自然日|个?日历日|个?小时|个?半?月(?=[内以之后])|个月|个?星期|周|天|日(?=[内以之后])|年(?=[内以之后])|个?季度(?=[内以之后])|分钟)(?:之内|以内|内)?"
_NOW = r"(?P<now>立即|马上|即刻|即时|立行立改|立查立改|即知即改|当即|当场|当日|当天|次日|限时)"
_LOCAL = r"(?P<local>(?:本|当|下|次)?月(?:底|末|中|初|内)|(?:本|下)周(?:内|末|[一二三四五六日])?|(?:本|当|下)?季度(?:末|底|内)|本月|下月|下个月)"
_ONGOING = r"(?P<ongoing>即日起(?!{to})|长期|常年|全年|持续|常态化?|日常|经常性?|一直|始终|滚动|不间断|实时|动态|随时|贯穿|不断|连续|全过程|平时)".replace(
    "{to}", _TO
)
_NEEDED = (
    r"(?P<needed>适时|根据[^，；。]{0,16}(?:需要|情况|实际|安排|部署|要求|进度|进展|计划|通知)|按需|视[^，；。]{0,10}(?:情况?|需要|进度|进展)|"
    r"按照?[^，；。]{0,16}(?:要求|部署|安排|时间节点|节点|计划|规定|进度|时限|通知|程序|步骤|时序|文件)|按时|按期|如期|序时|分阶段|分批次?|分步|分年度|逐步|"
    r"及时|结合[^，；。]{0,12}(?:实际|情况|安排)|择机|待[^，；。]{0,16}后|必要时|有[^，；。]{0,8}时|相机|尽快|尽早|依申请|参照|以[^，；。]{0,16}为准)"
)
_UNTIL_NOW = rf"(?P<since>(?:自)?(?:即日|现在|目前|印发之日|发文之日|发布之日)起?(?:至|—|到)(?P<to_now>{POINT}))"
_ELEMENT = re.compile(
    rf"{_UNTIL_NOW}|(?P<range>{_RANGE})|{_EVERY}|{_DURATION}|{_NOW}|(?P<point>{POINT})|{_LOCAL}|{_ONGOING}|{_NEEDED}"
)
_AFTER_POINT = re.compile(r"(?:份|期间)?(?P<word>之?前|以前|为止|止|以?来|起|开始|启|后|之后|以后)?")
_SOFT = re.compile(r"(力争|争取|尽量|预计|计划|原则上|拟)(?:于|在|到)?$")
_START = re.compile(r"(?:内|份)?(?:正式|全面|率先|陆续)?(启动|开工|动工|开建|开始|实施|施行|试行|试运行|部署)")
_CLAUSE = re.compile(r"[，；。、！]")
_SAME = re.compile(r"[（]?(?:同上(?:一?[项行栏])?|〃|″|同前)[）]?。?$")
_NONE = re.compile(r"(?:[/\\—\-–_*·.。]+|无|暂无|空|N/?A|没有|不限|无时限|无要求)。?$", re.IGNORECASE)
_DONE = re.compile(r"已(?:经)?(?:全面|全部|基本)?(?:完成|办结|落实|整改)")
_WEEKDAY = re.compile(r"(?:周|星期)?([一二三四五六日天])(?:之?前|上午|下午|下班)?")
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
_ISO = {
    "小时": "PT{}H",
    "分钟": "PT{}M",
    "自然日": "P{}D",
    "日历日": "P{}D",
    "天": "P{}D",
    "日": "P{}D",
    "月": "P{}M",
    "周": "P{}W",
    "星期": "P{}W",
    "年": "P{}Y",
}
_DAYS = dict(
    zip(
        "一二三四五六日天",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Sunday"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a wording says about time, ``text[start:end]`` of the cleaned wording in clause `clause`."""

    start: int
    end: int
    clause: int
    deadline: Deadline


def read_deadline(text: str, year: int | None) -> Deadline:
    """How `text` is understood; `year` is the document's, for dates that name none.

    ``X月`` and ``X月前`` are read as the month's last day (the latter noted as ambiguous), ``X日前`` as that day.
    """
    clean = cleaned(text)
    if not clean.text or _NONE.match(clean.text):
        return Deadline(text)
    if _SAME.match(clean.text):
        return Deadline(text, note="同上")
    found = _settled(elements(clean, year))
    if not found:
        return (
            Deadline(text, "none", note="已完成")
            if _DONE.search(clean.text)
            else Deadline(text, "unknown", note="看不懂")
        )
    if len(found) == 1:
        return replace(found[0].deadline, text=text)
    parts = tuple(element.deadline for element in found)
    return Deadline(text, "mixed", parts=parts, note=f"{len(parts)}个时间节点")


def elements(clean: Cleaned, year: int | None) -> list[Element]:
    """Everything that a cleaned wording says about time, in order."""
    found: list[Element] = []
    at = 0
    while match := _ELEMENT.search(clean.text, at):
        if match.end() == match.start():
            at = match.end() + 1
            continue
        end, deadline = _element(clean, match, year)
        clause = len(_CLAUSE.findall(clean.text, 0, match.start()))
        found.append(Element(match.start(), end, clause, replace(deadline, text=clean.words(match.start(), end))))
        year = _year_said(clean.text[match.start() : end], year)
        at = max(end, match.end())
    return found


def _year_said(words: str, year: int | None) -> int | None:
    """Later dates in the same cell are of the year that was named last."""
    said = re.findall(r"(?:19|20)\d{2}(?=[年./\-])", words)
    return int(said[-1]) if said else year


def _element(clean: Cleaned, match: re.Match[str], year: int | None) -> tuple[int, Deadline]:
    end = match.end()
    if match["since"]:
        last = read_point(match["to_now"], year)
        return end, Deadline("", "period", end=last.last, note=_notes("自即日起", last.problem))
    if match["range"]:
        return end, _range(match["from"], match["to"], year)
    if match["every"]:
        return _recurring(clean.text, match, year)
    if match["amount"]:
        return end, Deadline("", "relative", rule=_duration(match["amount"], match["unit"]))
    if match["now"]:
        return end, Deadline(
            "",
            "relative",
            rule={"当日": "same day", "当天": "same day", "次日": "next day"}.get(match["now"], "immediately"),
        )
    if match["local"]:
        return end, Deadline("", "relative", rule="end of the current period", note=f"“{match['local']}”要看发文日期")
    if match["ongoing"]:
        return end, Deadline("", "ongoing")
    if match["needed"]:
        return end, Deadline("", "as-needed")
    return _by_point(clean.text, match, year)


def _by_point(text: str, match: re.Match[str], year: int | None) -> tuple[int, Deadline]:
    point = read_point(match["point"], year)
    after = _AFTER_POINT.match(text, match.end())
    word = (after["word"] or "") if after else ""
    end = after.end() if after else match.end()
    soft = "力争" if _SOFT.search(text, 0, match.start()) else ""
    begins = _START.match(text, end)
    notes = _notes(soft, begins[1] if begins else "", _ambiguous(match["point"], point, word), point.problem)
    if "没有这一天" in point.problem:
        return end, Deadline("", "unknown", note=notes)
    if word in ("起", "开始", "以来", "来", "后", "之后", "以后", "启"):
        return end, Deadline("", "ongoing", start=point.first, note=notes)
    if point.grain in ("quarter", "half", "plan") and not word and not point.at_edge:
        return end, Deadline("", "period", start=point.first, end=point.last, note=notes)
    return end, Deadline("", "by-date", date=point.last, note=notes)


def _ambiguous(words: str, point: Point, before: str) -> str:
    if before in ("前", "之前", "以前") and not point.at_edge and point.grain in ("month", "quarter", "half", "year"):
        return f"“{words}前”有歧义，按{words}底理解"
    return ""


def _notes(*notes: str) -> str:
    return "；".join(filter(None, notes))


def _range(first: str, last: str, year: int | None) -> Deadline:
    if last in ("长期", "今后"):
        return Deadline("", "ongoing", start=read_point(first, year).first)
    first, last = _completed(first, last)
    begin = read_point(first, year)
    said = re.search(r"((?:19|20)\d{2})(?=[年./\-])", first)
    finish = read_point(last, int(said[1]) if said else year)
    start, end, note = begin.first, finish.last, _notes(begin.problem, finish.problem)
    if start and end and end < start and not finish.year_said and end.year < datetime.MAXYEAR:
        end = read_point(last, end.year + 1).last
        note = _notes(note, "跨年")
    if "没有这一天" in note:
        return Deadline("", "unknown", note=note)
    return Deadline("", "period", start=start, end=end, note=note)


def _completed(first: str, last: str) -> tuple[str, str]:
    """Both ends with the month or unit that they left to the other: ``3-8月``, ``5月1日—15日``, ``2021—2023年``."""
    if re.fullmatch(r"\d{1,2}", first):
        year = re.match(YEAR, last)
        first = f"{year.group() if year else ''}{first}月"
        last = last[year.end() :] if year else last
    elif re.fullmatch(r"(?:19|20)\d{2}", first):
        first += "年"
    if re.fullmatch(DAY_ONLY, last) and (month := re.match(rf"(?:{YEAR})?\d{{1,2}}月", first)):
        last = month.group() + last
    elif re.match(rf"{YEAR}\d{{1,2}}月", last) and not re.match(r"(?:19|20)\d{2}|\d\d年|.年", first):
        first = (re.match(YEAR, last) or [""])[0] + first
    return first, last


def _duration(amount: str, unit: str) -> str:
    unit = unit.removeprefix("个")
    if unit == "工作日":
        return f"P{amount} workdays"
    if unit == "季度":
        return f"P{3 * int(amount)}M" if amount.isdigit() else ""
    if amount in ("半", "数"):
        return {"年": "P6M", "月": "P15D", "天": "PT12H", "日": "PT12H"}.get(unit, "") if amount == "半" else ""
    return _ISO[unit].format(amount) if unit in _ISO else ""


def _recurring(text: str, match: re.Match[str], year: int | None) -> tuple[int, Deadline]:
    """每…, with the days that it says within its period."""
    every = match["every"]
    clause_end = found.start() if (found := re.search(r"[；。]", text[match.end() :])) else len(text) - match.end()
    rest = text[match.end() : match.end() + clause_end]
    rule = _period(every)
    times = re.match(r"(?:至少|不少于|不低于|开展|召开|定期)?(?:开展|召开|报送)?(\d|两)次", rest)
    if times and rule.endswith("ly") and times[1] not in "1":
        count = {"2": "twice", "两": "twice", "3": "three times", "4": "four times"}.get(times[1], f"{times[1]} times")
        rule = f"{count} a {_NOUNS.get(rule, rule)}"
        return match.end() + times.end(), Deadline("", "recurring", rule=rule)
    end, detail = _within(every, rule, rest)
    return match.end() + end, Deadline("", "recurring", rule=f"{rule}, {detail}" if detail else rule)


_NOUNS = {
    "yearly": "year",
    "quarterly": "quarter",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "half-yearly": "half-year",
}


def _period(every: str) -> str:
    if "半年" in every:
        return "half-yearly"
    if "半月" in every:
        return "twice a month"
    if "双月" in every or "两月" in every:
        return "every two months"
    if "工作日" in every:
        return "every workday"
    if count := re.search(r"[2-9]|两", every):
        unit = next((unit for unit in _PERIODS if unit in every), "")
        noun = _NOUNS.get(_PERIODS.get(unit, ""), unit)
        return f"every {count.group().replace('两', '2')} {noun}s"
    for unit in ("学期", "季", "星期", "小时", "旬", "年", "月", "周", "日", "天"):
        if unit in every:
            return _PERIODS[unit]
    return "regularly"


def _within(every: str, rule: str, rest: str) -> tuple[int, str]:
    """The day within the period, and how many characters say it."""
    if rule == "quarterly" and (day := re.match(r"(?:的)?(?:末月|最后1?一?个月)(\d{1,2})[日号]", rest)):
        days = ", ".join(f"{month}/{day[1]}" for month in (3, 6, 9, 12))
        return day.end(), f"day {day[1]} of the last month ({days})"
    if rule == "quarterly" and (day := re.match(r"(?:的)?(?:首月|第1个月|首个月|次月|下1?月)(\d{1,2})[日号]", rest)):
        days = ", ".join(f"{month}/{day[1]}" for month in (1, 4, 7, 10))
        return day.end(), f"day {day[1]} of the first month ({days})"
    if day := re.match(r"(?:的)?(\d{1,2})[日号]", rest):
        return day.end(), f"day {day[1]}"
    if rule == "weekly" and (day := _WEEKDAY.match(rest)):
        return day.end(), _DAYS[day[1]]
    if day := re.match(r"(?:月|度)?[底末]", rest):
        return day.end(), "last day"
    if rule in ("yearly", "half-yearly"):
        return _dates_within(rest)
    return 0, ""


def _dates_within(rest: str) -> tuple[int, str]:
    """The dates of a yearly rule: ``每年6月底、12月底前``."""
    days = []
    at = 0
    while found := re.compile(rf"[、和及，与的于在]{{0,2}}({POINT})(?:之?前)?").match(rest, at):
        point = read_point(found[1], 2001)
        if point.last is None or point.year_said:
            break
        days.append(f"{point.last.month}/{'last' if point.grain == 'month' else point.last.day}")
        at = found.end()
    return at, "by " + " and ".join(days) if days else ""


def _settled(found: list[Element]) -> list[Element]:
    """Elements that only say how another one is meant are dropped, equal neighbours joined."""
    kept: list[Element] = []
    for element in found:
        before = kept[-1] if kept else None
        if before and _says_manner(element, before):
            continue
        if before and _says_manner(before, element):
            element = replace(element, deadline=_started(element.deadline, before.deadline))
            kept.pop()
            while kept and kept[-1].deadline == element.deadline:
                kept.pop()
        kept.append(element)
    return kept


def _started(deadline: Deadline, before: Deadline) -> Deadline:
    """2021年起每年…: the start is kept."""
    return replace(deadline, start=before.start) if before.kind == "ongoing" and before.start else deadline


_WEAK: dict[DeadlineKind, int] = {
    "as-needed": 0,
    "ongoing": 1,
    "relative": 2,
    "recurring": 2,
    "by-date": 3,
    "period": 3,
}


def _says_manner(weak: Element, strong: Element) -> bool:
    """Whether `weak` adds no time of its own beside `strong`: 适时 … 6月底前, 全年 … 持续, 每年 … 定期."""
    one, other = weak.deadline, strong.deadline
    if one.kind == other.kind and one.kind in ("ongoing", "as-needed"):
        return one.start is None or other.start is not None
    if one.kind == other.kind == "recurring":
        return one.rule == "regularly" and weak.clause == strong.clause
    if one.kind == "ongoing" and other.kind == "recurring":
        return weak.clause == strong.clause or one.start is not None
    if one.kind == "ongoing" and one.start is None and other.kind in ("by-date",) and weak.start < strong.start:
        return False
    return one.kind == "as-needed" and weak.clause == strong.clause and other.kind in _WEAK
