"""A read deadline to JSON (DESIGN's `explain deadline`) and to a picture for people."""

from __future__ import annotations

import datetime
from typing import Any

from generator.deadlines.rule_words import rule_in_words
from generator.model import Deadline

KINDS = {
    "by-date": "截止日期",
    "period": "时间段",
    "recurring": "定期",
    "ongoing": "持续",
    "as-needed": "适时",
    "relative": "期限",
    "mixed": "多个节点",
    "none": "无",
    "unknown": "不明",
}
"""How a kind of deadline is called in messages."""


def as_json(deadline: Deadline) -> dict[str, Any]:
    """The published shape; dates as ``2021-12-31``, null where there is none."""
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "date": _date(deadline.date),
        "start": _date(deadline.start),
        "end": _date(deadline.end),
        "rule": deadline.rule,
        "parts": [as_json(part) for part in deadline.parts],
        "note": deadline.note,
    }


def picture(deadline: Deadline) -> str:
    """One line for the wording, one for each part of it."""
    lines = [_line(deadline)]
    for index, part in enumerate(deadline.parts):
        corner = "└─" if index == len(deadline.parts) - 1 else "├─"
        lines.append(f"{corner} {_line(part)}")
    return "\n".join(lines)


def _line(deadline: Deadline) -> str:
    dates = _date(deadline.date) or ""
    if deadline.start or deadline.end:
        dates = f"{_date(deadline.start) or '…'} 至 {_date(deadline.end) or '…'}"
    told = " ".join(filter(None, (KINDS[deadline.kind], dates, rule_in_words(deadline.rule))))
    wording = " ".join(deadline.text.split())
    return f"{wording or '（空）'} → {told}" + (f"（{deadline.note}）" if deadline.note else "")


def _date(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None
