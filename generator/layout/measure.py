"""A font to the widths of its characters and the height of its lines."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from generator.lengths import Pt
from generator.model import Font

HALF, FULL = 0.5, 1.0
MONOSPACED = frozenset(["宋体", "黑体", "仿宋", "仿宋_GB2312", "楷体", "楷体_GB2312", "方正小标宋简体", "方正小标宋"])
LATIN_OTHERS = 0.62
LINE = 1.32


@lru_cache(maxsize=65536)
def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def char_width(char: str, latin: float) -> float:
    if char < "\x80":
        return latin
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0.0
    return FULL if is_wide(char) else max(latin, HALF)


def latin_width(font: Font) -> float:
    return (HALF if font.name in MONOSPACED else LATIN_OTHERS) * (1.06 if font.bold else 1.0)


def line_height(font: Font) -> Pt:
    return Pt(font.size * LINE)
