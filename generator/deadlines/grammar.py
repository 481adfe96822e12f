"""A wording of a deadline to its reading.

The grammar, read from the cleaned wording (numerals.py, points.py):

    wording = element { element }            more than one: mixed, unless one says the other's manner (全年持续推进)
    element = range | recurring | relative | point [前|起] | ongoing | as-needed
    range   = point (至|—|-|到|~) point      either end may leave its year or month to the other

Durations are written as in ISO 8601 (``PT24H``, ``P1M``), working days as ``P2 workdays``.
"""

from __future__ import annotations

import datetime
import re

from msgspec.structs import replace

from generator.deadlines import words
from generator.deadlines.numerals import CleanedDeadline, cleaned
from generator.deadlines.points import DAY_ONLY, YEAR, Point, read_point
from generator.deadlines.precedence import Element, times_that_count
from generator.deadlines.recurrence import after_end, per, period_of, recurring
from generator.model import Deadline

_AT_ONCE = {"当日": "same day", "当天": "same day", "次日": "next day"}
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


_QUARTER_DIGITS = str.maketrans("一二三", "123")


def read_deadline(text: str, year: int | None) -> Deadline:
    """How `text` is understood; `year` is the document's, for dates that name none.

    ``X月`` and ``X月前`` are read as the month's last day (the latter noted as ambiguous), ``X日前`` as that day.
    """
    clean = cleaned(text)
    core = words.AROUND.sub("", clean.text)
    if not core or words.NONE.match(core):
        return Deadline(text)
    if words.SAME.match(clean.text):
        return Deadline(text, note="同上")
    found = times_that_count(clean.text, elements(clean, year))
    if not found:
        if words.DONE.search(clean.text):
            return Deadline(text, "none", note="已完成")
        if words.PROCEEDS.match(core):
            return Deadline(text, "ongoing")
        if words.EVENT.match(core):
            return Deadline(text, "as-needed")
        return Deadline(text, "unknown", note="还没有定" if words.PENDING.match(core) else "看不懂")
    if len(found) == 1:
        return replace(found[0].deadline, text=text)
    parts = tuple(element.deadline for element in found)
    return Deadline(text, "mixed", parts=parts, note=f"{len(parts)}个时间节点")


def elements(clean: CleanedDeadline, year: int | None) -> list[Element]:
    """Everything that a cleaned wording says about time, in order."""
    said: list[Element] = []
    at = clause = 0
    while match := words.ELEMENT.search(clean.text, at):
        if match.end() == match.start():
            at = match.end() + 1
            continue
        if match["ongoing"] and said and _is_goal(clean.text, match, said[-1]):
            at = match.end()
            continue
        if match["amount"] and words.COMES_DOWN.search(clean.text, max(0, match.start() - _FAR), match.start()):
            at = match.end()
            continue
        clause += len(words.CLAUSE.findall(clean.text, at, match.start()))
        end = match.end()
        for start, end, deadline in _deadlines(clean, match, year, said):
            hoped = words.HOPED.search(clean.text, max(0, start - 8), start)
            if hoped and clean.text[hoped.start()] == "，" and not (said and _is_date_up_to(said[-1], hoped.start())):
                hoped = None
            written = clean.words(hoped.start() + 1 if hoped else start, end)
            aside = _is_aside(clean.text, start, end, deadline)
            said.append(Element(start, end, clause, replace(deadline, text=written), hoped is not None, aside))
        year = _year_said(clean.text[match.start() : end], year)
        clause += len(words.CLAUSE.findall(clean.text, match.start(), max(end, match.end())))
        at = max(end, match.end())
    return [element for element in said if not element.aside] or said


def _is_date_up_to(element: Element, end: int) -> bool:
    """Whether a date ends at once before `end`."""
    return element.deadline.kind == "by-date" and element.end == end


def _is_goal(text: str, match: re.Match[str], before: Element) -> bool:
    """Whether what goes on is the state to be reached by the date before: 到2025年底，负担持续减轻."""
    is_reached = before.deadline.kind == "by-date" and text.endswith("到", 0, before.start)
    return is_reached and words.KEEPS_ON.match(text, match.end()) is None


def _is_aside(text: str, start: int, end: int, deadline: Deadline) -> bool:
    """Whether something adds no time beside others: 建立常态化机制, 负担逐年减轻, 也可随时召开, 2020年前投运的电厂."""
    if words.ASIDE.search(text, max(0, start - 12), start):
        return True
    if deadline.kind == "relative" and words.AT_LEAST.search(text, max(0, start - 8), start):
        return True
    if deadline.kind == "by-date":
        is_years = words.WHOLE_YEAR.fullmatch(text, start, end) and words.WORK_OF.match(text, end)
        return is_years is not None or words.OF_WHAT.match(text, end) is not None
    if deadline.kind == "as-needed":  # 3日内，根据走访等情况，提出意见
        is_between = text[end : end + 1] == "，" and text[start - 1 : start] == "，"
        return text.find("可", start, end) > 0 or (is_between and words.BASIS.match(text, start, end) is not None)
    if deadline.kind == "recurring" and text.startswith("逐", start):
        return words.GROWTH.match(text, end) is not None
    if deadline.rule == "end of the current period":
        return words.REPORT_OF.match(text, end) is not None
    if text.startswith("不断", start):
        return True
    if text.startswith("日常", start):
        return words.KEEPS_ON.match(text, end) is None
    if deadline.kind == "recurring" and words.REPORTS.match(text, start):
        return True
    if deadline.rule == "regularly" and text.endswith(("开展", "形成", "建立", "健全", "完善"), 0, start):
        return True
    is_manner = deadline.kind == "ongoing" or deadline.rule == "regularly"
    return is_manner and words.ATTRIBUTE.match(text, end) is not None


_FAR = 40
"""The lengths that work is to come down to stand within so many characters behind the verb."""


def _deadlines(
    clean: CleanedDeadline, match: re.Match[str], year: int | None, before: list[Element]
) -> list[tuple[int, int, Deadline]]:
    """What one match says, usually one thing: where it stands, and its reading."""
    if match["months"]:
        return _months(clean.text, match, year)
    if match["years"]:
        return _years(clean.text, match)
    if match["quarters"]:
        return _quarters(clean.text, match, year)
    if match["halves"]:
        return _halves(match, year)
    if match["next_day"]:
        last = before[-1].deadline.date if before else None
        if last is None:
            return []
        point = read_point(f"{last.year}年{last.month}月{match['next_day']}", year)
        return [(match.start(), match.end(), _dated(point))]
    end, deadline = _element(clean, match, year)
    return [(match.start(), end, deadline)]


def _months(text: str, match: re.Match[str], year: int | None) -> list[tuple[int, int, Deadline]]:
    """6、9、12月底: each month with the year before them and the part after them."""
    after = words.AFTER_POINT.match(text, match.end())
    end = after.end() if after else match.end()
    said, part = match["months_year"] or "", match["months_day"] or match["months_part"] or ""
    points = [read_point(f"{said}{month}月{part}", year) for month in re.findall(r"\d+", match["months_list"])]
    return [(match.start(), end, _dated(point)) for point in points]


def _years(text: str, match: re.Match[str]) -> list[tuple[int, int, Deadline]]:
    """2023、2024年底: each year with the part after them."""
    after = words.AFTER_POINT.match(text, match.end())
    end = after.end() if after else match.end()
    years = re.findall(r"\d+", match["years_list"])
    points = [read_point(f"{year}年{match['years_part'] or ''}", None) for year in years]
    return [(match.start(), end, _dated(point)) for point in points]


def _quarters(text: str, match: re.Match[str], year: int | None) -> list[tuple[int, int, Deadline]]:
    """一、三季度末: each quarter with the year before them and the part after them."""
    after = words.AFTER_POINT.match(text, match.end())
    end = after.end() if after else match.end()
    said, part = match["quarters_year"] or "", match["quarters_part"] or ""
    is_end = bool(part or (after and after["word"]))
    readings = []
    for number in re.findall("[1-4一二三四]", match["quarters_list"]):
        count = number if number.isdigit() else str("一二三四".index(number) + 1)
        point = read_point(f"{said}{count}季度{part}", year)
        period = Deadline("", "period", start=point.first, end=point.last, note=point.problem)
        readings.append((match.start(), end, _dated(point) if is_end else period))
    return readings


def _halves(match: re.Match[str], year: int | None) -> list[tuple[int, int, Deadline]]:
    """上、下半年: each half as a stretch of time."""
    points = [read_point((match["halves_year"] or "") + half, year) for half in ("上半年", "下半年")]
    periods = [Deadline("", "period", start=point.first, end=point.last, note=point.problem) for point in points]
    return [(match.start(), match.end(), period) for period in periods]


def _dated(point: Point) -> Deadline:
    if "没有这一天" in point.problem:
        return Deadline("", "unknown", note=point.problem)
    return Deadline("", "by-date", date=point.last, note=point.problem)


def _year_said(text: str, year: int | None) -> int | None:
    """Later dates in the same cell are of the year that was named last."""
    said = re.findall(r"(?:19|20)\d{2}(?=[年./\-：])", text)
    return int(said[-1]) if said else year


def _element(clean: CleanedDeadline, match: re.Match[str], year: int | None) -> tuple[int, Deadline]:
    end = match.end()
    if match["since"]:
        last = read_point(match["to_now"], year)
        return end, Deadline("", "period", end=last.last, note=_notes("自即日起", last.problem))
    if match["range"]:
        return end, _range(match["from"], match["to"], year)
    if match["after_end"]:
        return end, after_end(match)
    if match["next_month"]:
        return end, Deadline("", "recurring", rule=f"monthly, day {match['next_month_day']} of the next month")
    if match["season"]:
        return end, Deadline("", "as-needed", note=match["season"])
    if match["per"]:
        return end, per(match)
    if match["short"]:
        return end, Deadline("", "recurring", rule=period_of(match["short"]))
    if match["every"]:
        return recurring(clean.text, match)
    if match["amount"] and (words.BEFORE_WHAT.search(clean.text, 0, match.start()) or clean.text.startswith("前", end)):
        return end, Deadline("", "as-needed", note=f"提前{match[0]}")
    if match["amount"]:
        return end, Deadline("", "relative", rule=_duration(match["amount"], match["unit"]))
    if match["now"]:
        return end, Deadline("", "relative", rule=_AT_ONCE.get(match["now"], "immediately"))
    if match["local"]:
        return end, Deadline("", "relative", rule="end of the current period", note=f"“{match['local']}”要看发文日期")
    if match["ongoing"]:
        return end, Deadline("", "ongoing")
    if match["needed"]:
        return end, Deadline("", "as-needed")
    return _by_point(clean.text, match, year)


def _by_point(text: str, match: re.Match[str], year: int | None) -> tuple[int, Deadline]:
    point = read_point(match["point"], year)
    after = words.AFTER_POINT.match(text, match.end())
    word = (after["word"] or "") if after else ""
    end = after.end() if after else match.end()
    soft = "力争" if words.SOFT.search(text, max(0, match.start() - 8), match.start()) else ""
    begins = words.START.match(text, end)
    notes = _notes(soft, begins[1] if begins else "", _ambiguous(match["point"], point, word), point.problem)
    if "没有这一天" in point.problem:
        return end, Deadline("", "unknown", note=notes)
    is_beginning = begins is not None and words.SINCE.search(text, max(0, match.start() - 4), match.start()) is not None
    if is_beginning or word in ("起", "开始", "以来", "来", "后", "之后", "以后", "启"):
        return end, Deadline("", "ongoing", start=point.first, note=notes)
    is_gathered = words.GATHERED.search(text, max(0, match.start() - 8), match.start()) is not None
    is_stretch = point.grain in ("quarter", "half", "plan", "part") and not point.at_edge
    if not word and (is_stretch or (point.grain == "month" and (is_gathered or (after and after["during"])))):
        return end, Deadline("", "period", start=point.first, end=point.last, note=notes)
    return end, Deadline("", "by-date", date=point.last, note=notes)


def _ambiguous(said: str, point: Point, before: str) -> str:
    if before in ("前", "之前", "以前") and not point.at_edge and point.grain in ("month", "quarter", "half", "year"):
        return f"“{said}前”有歧义，按{said}底理解"
    return ""


def _notes(*notes: str) -> str:
    return "；".join(filter(None, notes))


def _range(first: str, last: str, year: int | None) -> Deadline:
    if last in ("长期", "今后"):
        return Deadline("", "ongoing", start=read_point(first, year).first)
    names_year = re.match(YEAR, first) is not None or first[:4].isdigit()
    first, last = _completed(first, last)
    begin = read_point(first, year)
    said = re.search(r"((?:19|20)\d{2})(?=[年./\-])", first)
    finish = read_point(last, int(said[1]) if said else year)
    start = begin.last if begin.grain == "month" and begin.at_edge else begin.first
    end, note = finish.last, _notes(begin.problem, finish.problem)
    if start and end and end < start and not finish.year_said and end.year < datetime.MAXYEAR:
        end = read_point(last, end.year + 1).last
        note = _notes(note, "跨年")
    elif start and end and end < start and not names_year and start.year > 1:
        start = read_point(re.sub(rf"^{YEAR}", "", first), start.year - 1).first
        note = _notes(note, "跨年")
    if start and end and end < start:
        note = _notes(note, "起止时间颠倒")
    if "没有这一天" in note or "颠倒" in note:
        return Deadline("", "unknown", note=note)
    return Deadline("", "period", start=start, end=end, note=note)


def _completed(first: str, last: str) -> tuple[str, str]:
    """Both ends with the month or unit that they left to the other: ``3-8月``, ``5月1日—15日``, ``2021—2023年``."""
    if re.fullmatch(rf"(?:{YEAR})?第?[1-4一二三]", first) and "季" in last:
        first = first.translate(_QUARTER_DIGITS) + "季度"
    if (month := re.match(r"((?:19|20)\d{2})\.\d{1,2}$", first)) and re.fullmatch(r"\d{1,2}", last):
        last = f"{month[1]}.{last}"
    if re.fullmatch(rf"{YEAR}\d{{1,2}}", first):
        first += "月"
    elif re.fullmatch(r"\d{1,2}", first):
        year = re.match(YEAR, last)
        first = f"{year.group() if year else ''}{first}月"
        last = last[year.end() :] if year else last
    elif re.fullmatch(r"(?:19|20)\d{2}", first):
        first += "年"
    if re.fullmatch(r"(?:19|20)\d{2}", last):
        last += "年"
    if re.fullmatch(DAY_ONLY, last) and (month := re.match(rf"(?:{YEAR})?\d{{1,2}}月", first)):
        last = month.group() + last
    elif re.match(rf"(?![次翌来后明]){YEAR}\d{{1,2}}月", last) and not re.match(r"(?:19|20)\d{2}|\d\d年|.年", first):
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
