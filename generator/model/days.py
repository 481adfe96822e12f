"""Days as staff write them: ``2021-06-25``, ``2021年6月25日``, ``2021/6/25``, ``2021.6.25``."""

from __future__ import annotations

import datetime
import re

DAY = re.compile(r"\s*(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?\s*(?:00:00(?::00)?)?\s*")

LONGEST_ROUND = datetime.timedelta(days=366)
"""From the day on which a round is sent to the day on which it is due; more is a slip in the year."""


def day_of(text: str) -> datetime.date | None:
    """The day that a text says; None if it says none."""
    match = DAY.fullmatch(text)
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
