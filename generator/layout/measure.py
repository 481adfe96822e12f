"""A font to the widths of its characters and the pitch of its lines, in ems; no font of the system is asked.

The official fonts are monospaced: a Chinese character is one em wide, an ASCII character half an em. Where they are
missing a reader puts others in their place, whose Latin letters are proportional and often wider than half an em
(measured: Fandol Fang, Hei and Song, which share the widths of Computer Modern). A text must fit in either, so each
letter counts as wide as the widest. Full-width punctuation, and what Unicode calls ambiguous (“ ” — … ① №), is one
em in Chinese fonts (UAX #11).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from generator.lengths import Pt
from generator.model import Font

HALF, FULL = 0.5, 1.0

# hundredths of an em of what is wider than half an em in Fandol Fang, Hei or Song
WIDER = {
    "#": 83,
    "%": 83,
    "&": 78,
    "+": 78,
    "<": 78,
    "=": 78,
    ">": 78,
    "@": 78,
    "^": 61,
    "_": 78,
    "~": 61,
    "A": 76,
    "B": 71,
    "C": 72,
    "D": 77,
    "E": 68,
    "F": 65,
    "G": 79,
    "H": 78,
    "J": 52,
    "K": 78,
    "L": 62,
    "M": 95,
    "N": 78,
    "O": 78,
    "P": 68,
    "Q": 78,
    "R": 76,
    "S": 56,
    "T": 72,
    "U": 77,
    "V": 76,
    "W": 103,
    "X": 76,
    "Y": 76,
    "Z": 61,
    "b": 56,
    "d": 56,
    "h": 56,
    "k": 53,
    "m": 84,
    "n": 56,
    "p": 56,
    "q": 53,
    "u": 56,
    "v": 53,
    "w": 73,
    "x": 53,
    "y": 53,
}
LATIN = {chr(code): max(HALF, WIDER.get(chr(code), 0) / 100) for code in range(32, 127)}

BOLD = 1.07
"""Bold Latin letters against regular ones, at most (measured on Fandol Song and Hei)."""

UNUSUAL_PITCH = 1.5
"""Line pitch where a line holds characters that only a fallback font has (emoji, Mongolian, rare Han)."""


class Metrics(Struct, frozen=True):
    """How a family differs from the table above: a factor for Latin letters, and the pitch of lines in ems."""

    latin: float
    pitch: float


# Pitch: single rows that Excel makes are 14.25 pt for 12 pt 宋体, 仿宋_GB2312 and 黑体, 18.75 for 14 pt, 20.25 for
# 16 pt: at most 1.25 em with the cell's padding on top. 微软雅黑 has 1.32 em of ascent and descent, 等线 1.17,
# Times New Roman 1.15 (their hhea tables).
FAMILIES = {
    **dict.fromkeys(("方正小标宋简体", "方正小标宋_GBK", "方正小标宋", "黑体", "SimHei"), Metrics(1.0, 1.25)),
    **dict.fromkeys(("仿宋_GB2312", "仿宋", "FangSong", "宋体", "SimSun", "新宋体", "NSimSun"), Metrics(1.0, 1.25)),
    **dict.fromkeys(("楷体_GB2312", "楷体", "KaiTi"), Metrics(1.09, 1.25)),
    "Times New Roman": Metrics(1.0, 1.25),
    **dict.fromkeys(("等线", "DengXian", "Calibri", "Arial"), Metrics(1.1, 1.3)),
    **dict.fromkeys(("微软雅黑", "Microsoft YaHei"), Metrics(1.15, 1.4)),
}
OTHERS = Metrics(1.15, 1.4)
"""Any other font: as wide and as high as the widest and highest of the table."""


STAND_IN = Metrics(1.22, 1.45)
"""What stands in for missing fonts, at most: Noto Sans CJK and 思源黑体 (lines of 1.448 em, o of 0.606), Noto Serif CJK
(o of 0.596), WenQuanYi (digits of 0.600); their own tables."""


def metrics(font: Font, is_wide: bool = False) -> Metrics:
    """What the table says of a font; `is_wide`: with room for what stands in for it where it is missing."""
    own = FAMILIES.get(font.name, OTHERS)
    return Metrics(max(own.latin, STAND_IN.latin), max(own.pitch, STAND_IN.pitch)) if is_wide else own


def line_pitch(font: Font, is_wide: bool = False) -> Pt:
    """From one line to the next, in whole pixels, as readers place lines."""
    return Pt(-(-font.size * metrics(font, is_wide).pitch * 96 // 72) * 0.75)


@lru_cache(maxsize=1024)
def latin_factor(font: Font, is_wide: bool = False) -> float:
    """What the widths of Latin letters are multiplied by."""
    return metrics(font, is_wide).latin * (BOLD if font.bold else 1.0)


@lru_cache(maxsize=65536)
def char_width(char: str) -> float:
    """The width of a character that is not ASCII, in ems; 0 for marks that stand on the one before."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return FULL if unicodedata.east_asian_width(char) in "WFA" else 0.75


UNUSUAL = re.compile("[\u0590-\u1fff\U00010000-\U0010ffff]")
"""Characters that the official fonts lack, so that a fallback font sets the line's height."""
