"""The number before a paragraph to its Marker: 一、（一）1.（1）① and how they nest (GB/T 9704-2012, 7.3.3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

CHINESE = "〇零一二三四五六七八九十百"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
BRACKETED_CHINESE = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"

FORMS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("chapter", 0, re.compile(rf"第([{CHINESE}\d]{{1,6}})(?:编|部分|章)[\s、：:]*")),
    ("part", 1, re.compile(rf"第([{CHINESE}\d]{{1,6}})节[\s、：:]*")),
    ("chinese", 2, re.compile(rf"([{CHINESE}]{{1,5}})\s*[、.．﹒，,](?![一二三四]季度)\s*")),
    ("bracketed chinese", 3, re.compile(rf"[（(〔﹙]\s*([{CHINESE}]{{1,5}})\s*[）)〕﹚][、.．]?\s*")),
    ("bracketed chinese", 3, re.compile(rf"([{BRACKETED_CHINESE}])[、.．]?\s*")),
    ("article", 4, re.compile(rf"第([{CHINESE}\d]{{1,6}})[条项款][\s、：:]*")),
    ("article", 4, re.compile(rf"任务\s{{0,2}}([{CHINESE}\d]{{1,5}})\s{{0,2}}[、.．：:]\s*")),
    ("digits", 4, re.compile(r"(1\d{3}|\d{1,3})\s*[.．﹒、，](?!\d)\s*")),
    ("digits", 4, re.compile(rf"([{DOTTED}])\s*")),
    (
        "digits",
        4,
        re.compile(r"(\d{1,3})[ \u3000\t]+(?=[^\d\s年月日小岁个项万亿条件家户人次元类份级期时分%％．.、~—-])"),
    ),
    ("decimal", 5, re.compile(r"(\d{1,2}(?:[.．]\d{1,2})+)[.．、]?\s*(?=[^\d.．%％万亿个元项年月日倍])")),
    ("bracketed digits", 6, re.compile(r"[（(﹙]\s*(\d{1,3})\s*[）)﹚][、.．]?\s*")),
    ("bracketed digits", 6, re.compile(rf"([{BRACKETED}])\s*")),
    ("half bracket", 7, re.compile(r"(\d{1,3})\s*[）)]\s*")),
    ("circled", 8, re.compile(rf"([{CIRCLED}])[、.．]?\s*")),
    ("letter", 9, re.compile(r"([A-Za-z])[.．)）](?![A-Za-z\d.])\s*")),
)
"""Each form with its level in the usual order, the widest first."""
GLUED = re.compile(r"(\d{1,3})[.．﹒、](?=\d)")
"""``11.121人才``: a number and a text that begins with a digit; only what stands before says so."""

FIRST_PART = re.compile(r"1(?:[.．]|(?![\d万亿个%％项家户人名]))")
"""The rest of ``2.1推进``: a decimal, not the number 2 and a text."""


MANY_DIGITS = re.compile(r"\d{3,}(?![\d.．%％万亿元])")
"""A rest of three digits is no decimal: quantities have two at most."""


ABOVE = 0.4
"""How far a form stands above the one whose lists it holds."""


class Marker(Struct, frozen=True):
    """The number before a paragraph: its form, its level in the usual order, what it counts, where the text begins."""

    form: str
    rank: float
    number: int
    end: int


def marker_of(text: str, before: int = 0) -> Marker | None:
    """The number with which a paragraph begins; None where it begins with none.

    `before` is the number of the paragraph before in a list of ``1.``: only it tells ``11.121人才`` from a decimal.
    """
    glued = GLUED.match(text)
    if glued and not FIRST_PART.match(text, glued.end()):
        number = int(glued[1])
        if (before and number == before + 1) or MANY_DIGITS.match(text, glued.end()):
            return Marker("digits", 4, number, glued.end())
    for form, rank, pattern in FORMS:
        match = pattern.match(text)
        if match:
            return Marker(form, rank, value_of(match[1]), match.end())
    return None


def unusual_levels(markers: Sequence[Marker]) -> dict[str, float]:
    """Form → its level, of those that hold lists of a form which is usually the wider one (第一条 above （一）).

    Several times such a list begins anew below a number, and behind it the numbers go on.
    """
    held: Counter[tuple[str, str]] = Counter()
    ranks = {marker.form: marker.rank for marker in markers}
    later: dict[str, int] = {}
    for marker, below in reversed(list(pairwise(markers))):
        later[below.form] = below.number
        is_usual = marker.rank < below.rank
        if below.number == 1 and (is_usual or later.get(marker.form) == marker.number + 1):
            held[marker.form, below.form] += 1
    return {
        upper: ranks[lower] - ABOVE
        for (upper, lower), many in held.items()
        if ranks[upper] > ranks[lower] and many > 1 and not held[lower, upper]
    }


@lru_cache(4096)
def value_of(text: str) -> int:
    """The value of a number in any of the forms; of a decimal its last part."""
    for digits in (CIRCLED, BRACKETED, BRACKETED_CHINESE, DOTTED):
        if text in digits:
            return digits.index(text) + 1
    if text.isascii() and text.isalpha():
        return ord(text.lower()) - ord("a") + 1
    if "." in text or "．" in text:
        return int(re.split(r"[.．]", text)[-1])
    return int(text) if text.isdigit() else chinese_value(text)


def chinese_value(text: str) -> int:
    """``二十一`` → 21; 0 for what is no number."""
    import cn2an

    try:
        return int(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return 0
