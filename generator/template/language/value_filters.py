"""Filters of one value: numbers and dates as documents write them."""

from __future__ import annotations

import datetime
from typing import Any

from generator.model import Deadline
from generator.template.language.mistakes import Mistake
from generator.template.language.values import shown


def chinese_number(value: Any) -> str:
    """一, 二十三, 一百零五 …; what is no whole number stays as it is."""
    import cn2an

    text = shown(value).strip()
    if not text.lstrip("-").isdigit() or not text.isascii() or len(text) > 16:
        return text
    number: str = cn2an.an2cn(text, "low")
    return number.replace("一十", "十", 1) if number.startswith("一十") else number


def date_of(value: Any) -> datetime.date | None:
    """The date that a value is or holds."""
    if isinstance(value, Deadline):
        value = value.date or value.end
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    return value if isinstance(value, datetime.date) else None


def chinese_date(value: Any, short: bool = False) -> str:
    """2021年12月31日 (12月31日 when `short`); a text that is no date stays as it is."""
    date = date_of(value)
    if date is None:
        return "" if isinstance(value, Deadline) else shown(value)
    return f"{date.month}月{date.day}日" if short else f"{date.year}年{date.month}月{date.day}日"


def chinese_date_in_words(value: Any) -> str:
    """二〇二一年十二月三十一日, as documents sign."""
    date = date_of(value)
    if date is None:
        return "" if isinstance(value, Deadline) else shown(value)
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(date.year))
    return f"{year}年{chinese_number(date.month)}月{chinese_number(date.day)}日"


def circled(value: Any) -> str:
    """①, ② … ⑳; other numbers stay as they are."""
    number = int(value) if shown(value).isdigit() else 0
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else shown(value)


def yes_no(value: Any) -> str:
    """是 or 否."""
    return shown(bool(value))


def shorten(value: Any, length: int = 20) -> str:
    """At most `length` characters, the last of them … where something was cut."""
    text = shown(value)
    return text if len(text) <= length else text[: max(length - 1, 0)] + "…"


def rounded(value: Any, digits: int = 0) -> float | int:
    """A number rounded half up, as offices round (Python rounds half to even)."""
    from decimal import ROUND_HALF_UP, Decimal

    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Mistake("not-a-number", f"“{shown(value)}”不是数字，不能取整", "请检查前面的名称。")
    number = Decimal(str(value)).quantize(Decimal(1).scaleb(-min(max(digits, 0), 10)), ROUND_HALF_UP)
    return int(number) if digits <= 0 else float(number)


def percent(value: Any, total: Any, digits: int = 0) -> str:
    """`value` of `total` as 85%; of nothing: empty."""
    return f"{rounded(100 * value / total, digits)}%" if total else ""
