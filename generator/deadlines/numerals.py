"""A deadline's wording to one without white space and with numbers in digits, and back to its places.

``二〇二一年十二月底`` → ``2021年12月底``. Numbers are changed only where a unit of time follows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_NUMBER = re.compile(
    r"(?<!\d)[〇○零一二三四五六七八九十两]{1,4}(?=年(?!级)|月|日|号|天|周|星期|旬|季|次|工作日|小时|个(?:工作日|自然日|日历日|月|小时|星期|季度|学期))"
    r"|(?<![\d十百千万亿美])元(?=月)"
)
_SAME = str.maketrans("０１２３４５６７８９:,;()–―－─~～﹣．", "0123456789：，；（）———————.")
_LOOKALIKES = re.compile(r"(?<![A-Za-z])[lI](?=\d?[月日号])|(?<=\d)[lI](?=\d)|(?<=\d)[oO](?=\d*[年月日号])")
"""Letters that stand for 1 and 0 in dates: l2月, 2O24年."""
_WEEKDAYS = re.compile(r"(?:周|星期)$")


class CleanedDeadline(Struct, frozen=True):
    """`text[i]` comes from `places[i]` of the original wording."""

    original: str
    text: str
    places: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The words of the original that ``text[start:end]`` came from."""
        return self.original[self.places[start] : self.places[end - 1] + 1]


def cleaned(text: str) -> CleanedDeadline:
    """`text` ready to be read."""
    kept = [(char, place) for place, char in enumerate(text) if not char.isspace() and char not in "\u200b\ufeff"]
    plain = "".join(char for char, _ in kept).translate(_SAME)
    plain = _LOOKALIKES.sub(lambda letter: "1" if letter.group() in "lI" else "0", plain)
    chars: list[str] = []
    places: list[int] = []
    at = 0
    for found in _NUMBER.finditer(plain):
        if _WEEKDAYS.search(plain, max(0, found.start() - 2), found.start()):
            continue
        chars.append(plain[at : found.start()])
        places.extend(kept[i][1] for i in range(at, found.start()))
        digits = number(found.group())
        chars.append(digits)
        places.extend(kept[min(found.start() + i, found.end() - 1)][1] for i in range(len(digits)))
        at = found.end()
    chars.append(plain[at:])
    places.extend(kept[i][1] for i in range(at, len(plain)))
    return CleanedDeadline(text, "".join(chars), tuple(places))


@lru_cache(maxsize=1024)
def number(words: str) -> str:
    """Chinese numerals in digits: 十二 → 12, 二〇二一 → 2021; what is no number stays."""
    import cn2an

    words = words.replace("○", "〇").replace("两", "二").replace("元", "一")
    if "十" not in words and len(words) > 1:
        return "".join(str("〇一二三四五六七八九".index(char.replace("零", "〇"))) for char in words)
    try:
        return str(cn2an.cn2an(words, "normal"))
    except (ValueError, KeyError):  # KeyError: cn2an 0.5.24 on 十十
        return words
