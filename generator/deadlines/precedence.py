"""What a wording says about time to the times that count: what only heads, repeats or colours another is left out."""

from __future__ import annotations

import calendar
import datetime
import re

from msgspec import Struct
from msgspec.structs import replace

from generator.deadlines import words
from generator.model import Deadline, DeadlineKind


class Element(Struct, frozen=True):
    """One thing that a wording says about time, ``text[start:end]`` of the cleaned wording in clause `clause`."""

    start: int
    end: int
    clause: int
    deadline: Deadline
    hoped: bool = False
    """Whether brackets hope for it: 6月底前（力争5月底前）."""
    aside: bool = False
    """Whether it adds no time beside others: 建立常态化机制."""


def times_that_count(text: str, found: list[Element]) -> list[Element]:
    """Those of all elements of a cleaned wording that say a time of their own, equal neighbours joined."""
    return _settled(_narrowed(text, found))


def _narrowed(text: str, found: list[Element]) -> list[Element]:
    """Stretches of time that only head finer ones are left to those: 2022年底11月前, 2024年：6月底前试点.

    A stretch behind such a heading that does not lie within it belongs to the work: 第一季度：兑现上半年资金.
    The length of a stretch in brackets adds nothing: 2024年1月至2026年12月（三年）.
    """
    kept: list[Element] = []
    for element in found:
        before = kept[-1] if kept else None
        between = text[before.end : element.start] if before else ""
        stretch = _stretch(before.deadline) if before else None
        if before and words.LASTS.fullmatch(between) and (lasting := _lasting(before, element)):
            kept[-1] = lasting
        elif before and (period := _from_start_to_end(text, before, element)):
            kept[-1] = period
        elif before and between.endswith("后") and _is_after_each(before, element):
            note = f"{between}{element.deadline.text}"
            kept[-1] = replace(before, deadline=replace(before.deadline, note=note))
        elif before and _is_of_the_work(before, element):
            continue
        elif before and _is_said_better(before, between):
            note = f"{before.deadline.note}{before.deadline.text}"
            kept[-1] = replace(element, deadline=replace(element.deadline, note=note))
        elif before and element.deadline.kind in ("period", "by-date") and _is_its_length(text, before):
            kept[-1] = element
        elif before is None or stretch is None:
            kept.append(element)
        elif _lies_within(element.deadline, stretch, undated=between[:1] == "："):
            is_headed = between == "" or between[0] == "：" or (between == "，" and before.deadline.date is not None)
            kept[-1 if is_headed else len(kept) :] = [element]
        elif between[:1] != "：" or not (element.deadline.kind == "period" and element.clause == before.clause):
            kept.append(element)
    return kept


def _lasting(before: Element, element: Element) -> Element | None:
    """A stretch of time with its length (3月至5月，为期3个月), or from its first day for so long (2024年起3年内)."""
    begun, length = before.deadline, _LENGTH.fullmatch(element.deadline.rule)
    if begun.kind == "period" and element.deadline.kind == "relative":
        return before
    if begun.kind != "ongoing" or begun.start is None or length is None:
        return None
    end = _days_later(begun.start, int(length["amount"]), length["unit"])
    text = f"{begun.text}{element.deadline.text}"
    period = Deadline(text, "period", start=begun.start, end=end, note=begun.note) if end else None
    return replace(before, end=element.end, clause=element.clause, deadline=period) if period else None


def _from_start_to_end(text: str, before: Element, element: Element) -> Element | None:
    """The stretch from when work begins to the date by which it is done: 自2月份启动，8月份结束."""
    start, end = before.deadline.start, element.deadline.date
    is_one = words.BEGUN.fullmatch(text, before.end, element.start) and words.ENDED.match(text, element.end)
    if not is_one or before.deadline.kind != "ongoing" or start is None or end is None or end < start:
        return None
    note = "；".join(filter(None, (before.deadline.note, element.deadline.note)))
    deadline = Deadline(text[before.start : element.end], "period", start=start, end=end, note=note)
    return replace(before, end=element.end, clause=element.clause, deadline=deadline)


_LENGTH = re.compile(r"P(?P<amount>\d{1,3})(?P<unit>[DWMY])")


def _days_later(start: datetime.date, amount: int, unit: str) -> datetime.date | None:
    """The last day of so many days, weeks, months or years that begin on `start`."""
    months = start.month - 1 + amount * {"M": 1, "Y": 12}.get(unit, 0)
    year, month = start.year + months // 12, months % 12 + 1
    if year > datetime.MAXYEAR:
        return None
    day = start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))
    return day + datetime.timedelta(days=amount * {"D": 1, "W": 7}.get(unit, 0) - 1)


def _is_of_the_work(before: Element, element: Element) -> bool:
    """Whether a whole year behind a date is that of the work: 1月15日前报送2023年总结."""
    is_year = words.WHOLE_YEAR.fullmatch(element.deadline.text) is not None and element.deadline.text[-1] != "内"
    is_dated = before.deadline.kind in ("by-date", "recurring") and not words.YEAR_ALONE.fullmatch(before.deadline.text)
    return is_year and is_dated and element.clause == before.clause


def _is_said_better(before: Element, between: str) -> bool:
    """Whether a time is only hoped for, or said in other words, before the one that counts: 力争8月底、确保9月底前."""
    is_hoped = before.deadline.date is not None and before.deadline.note != ""
    return words.THAT_IS.fullmatch(between) is not None or (is_hoped and words.ASSURED.fullmatch(between) is not None)


def _is_its_length(text: str, before: Element) -> bool:
    """Whether a length of time is that of the stretch or up to the date behind it: 为期3个月，自5月起至7月底."""
    return before.deadline.kind == "relative" and words.LASTING.search(text, 0, before.start) is not None


def _is_after_each(before: Element, element: Element) -> bool:
    """Whether a length of time runs from what recurs: 每学期开学后一个月内."""
    return (before.deadline.kind, element.deadline.kind) == (
        "recurring",
        "relative",
    ) and before.clause == element.clause


def _stretch(deadline: Deadline) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day of a whole year or of a stretch of time."""
    if deadline.date and words.YEAR_ALONE.fullmatch(deadline.text):
        return deadline.date.replace(month=1, day=1), deadline.date
    return (deadline.start, deadline.end) if deadline.kind == "period" and deadline.start and deadline.end else None


def _lies_within(deadline: Deadline, stretch: tuple[datetime.date, datetime.date], undated: bool) -> bool:
    """Whether a time lies within a stretch; `undated` is the answer for what names no day."""
    last = deadline.date or deadline.end
    first = deadline.date or deadline.start or last
    return undated if first is None or last is None else stretch[0] <= first and last <= stretch[1]


def _settled(found: list[Element]) -> list[Element]:
    """Elements that only say how another one is meant are dropped, equal neighbours joined."""
    kept: list[Element] = []
    for said in found:
        element, before = said, kept[-1] if kept else None
        if before and _says_manner(element, before):
            continue
        if before and element.hoped and before.deadline.kind == "by-date":
            note = "；".join(filter(None, (before.deadline.note, element.deadline.text)))
            kept[-1] = replace(before, deadline=replace(before.deadline, note=note))
            continue
        while before and not (both := _recurs_within(before, element)) and _says_manner(before, element):
            element = replace(element, deadline=_started(element.deadline, kept.pop().deadline))
            before = kept[-1] if kept else None
        if before and both:
            kept[-1] = both
        else:
            kept.append(element)
    return kept


def _recurs_within(before: Element, element: Element) -> Element | None:
    """One rule of two that say the same (一月一调度，每月28日), or one within a stretch of time (3—6月，每月…).

    A day without a year behind a yearly one is yearly too (每年2月底前考核，3月底前公布).

    What goes on within a year does so to its end (年内持续推进).
    """
    one, other = before.deadline, element.deadline
    if one.rule.startswith("yearly, by ") and other.date and "年" not in other.text:
        day = "last" if words.MONTH_END.search(other.text) else str(other.date.day)
        return replace(before, deadline=replace(one, rule=f"{one.rule} and {other.date.month}/{day}"))
    is_year = one.date is not None and words.WHOLE_YEAR.fullmatch(one.text) is not None
    if is_year and one.date and other.kind in ("recurring", "ongoing") and before.end == element.start:
        return replace(element, deadline=replace(other, start=one.date.replace(month=1, day=1), end=one.date))
    if other.kind != "recurring":
        return None
    if one.kind == "period" and not one.note:
        return replace(element, deadline=replace(other, start=one.start, end=one.end))
    if one.kind == "recurring" and (one.rule == other.rule or other.rule.startswith(f"{one.rule}, ")):
        return replace(element, deadline=replace(other, start=one.start, end=one.end))
    if one.kind == "recurring" and one.rule.startswith(f"{other.rule}, ") and before.clause == element.clause:
        return before
    return None


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
    if one.kind == "ongoing" and other.kind in ("by-date", "period") and one.text in words.STATUS:
        return True
    if one.kind == other.kind == "by-date" and one.date:
        return one.date == other.date
    if one.kind == other.kind and one.kind in ("ongoing", "as-needed"):
        return one.start is None or other.start is not None
    if one.kind == other.kind == "recurring":
        return one.rule == "regularly" and weak.clause == strong.clause
    if one.kind == "ongoing" and other.kind == "recurring":
        return weak.clause == strong.clause or one.start is not None or one.text.endswith(("起", "开始"))
    if one.kind == "ongoing" and one.start is None and other.kind in ("by-date",) and weak.start < strong.start:
        return False
    if one.kind == "ongoing" and one.start is None and other.kind == "period" and weak.start == strong.end:
        return True
    is_ahead = weak.start < strong.start and strong.clause <= weak.clause + 2
    is_near = (
        weak.clause == strong.clause
        or one.text in words.MANNER
        or (is_ahead and words.BASIS.match(one.text) is not None)
    )
    return one.kind == "as-needed" and is_near and other.kind in _WEAK
