"""A text to its lines, as the reader that breaks soonest would break it.

Rules (GB/T 15834-2011, appendix B; the same in Excel, WPS and LibreOffice): a Chinese character may end any line;
Latin words and numbers stay whole unless one is longer than a line; closing punctuation does not begin a line and
opening punctuation does not end one. Readers that let a closing mark hang at the line's end need no more lines than
this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import east_asian_width

from generator.layout.measure import FULL, LATIN, char_width

NO_START = frozenset("，。、；：？！）》」』】〕〉”’…—·～,.;:?!)]}%％℃°")
NO_END = frozenset("（《「『【〔〈“‘([{")
WORD_MARKS = frozenset(".,:")
"""Marks that stay with the letters and digits around them (3.14, http://…)."""


USUAL = "[\u3001\u3002\u4e00-\u9fff\uff08\uff09\uff0c\uff1a\uff1b\u201c\u201d]"
"""The usual characters of Chinese texts: one em wide, and no part of a word that stays whole."""


MOST_ON_A_LINE = 1_000
"""Characters for which a pattern is made; wider lines are looked at character by character."""


@lru_cache(maxsize=64)
def usual_line(whole: int) -> re.Pattern[str]:
    """A full line of `whole` usual characters, cut where it may end; the text goes on behind it with one more."""
    start, end = (re.escape("".join(sorted(chars))) for chars in (NO_START, NO_END))
    line = rf"{USUAL}{{1,{whole}}}(?<![{end}])(?![{start}])"
    return re.compile(rf"(?={USUAL}{{{whole + 1}}})(?:{line}|{USUAL}{{{whole}}})")


class Widths(dict[str, float]):
    """The width of every character in ems, Latin letters times `latin`; what is not known yet is looked up once."""

    def __init__(self, latin: float) -> None:
        self.latin = latin
        super().__init__({char: width * latin for char, width in LATIN.items()}, **{"\n": 0.0})
        self.widest = max(FULL, *self.values())

    def __missing__(self, char: str) -> float:
        """A character that is not ASCII."""
        width = self[char] = char_width(char)
        return width


@lru_cache(maxsize=64)
def widths_of(latin: float) -> Widths:
    """The widths for one factor of Latin letters."""
    return Widths(latin)


def break_lines(text: str, ems: float, latin: float) -> tuple[str, ...]:
    """The lines of `text` where `ems` of the font's size fit beside each other; joined they are the text.

    A line that the text itself ends keeps its line break as its last character.
    """
    widths = widths_of(latin)
    if "\n" not in text:
        return tuple(slices(text, line_ends(text, ems, widths)))
    lines: list[str] = []
    for paragraph in text.split("\n"):
        ended = f"{paragraph}\n"
        lines += slices(ended, line_ends(ended, ems, widths))
    lines[-1] = lines[-1][:-1]
    return tuple(lines)


@lru_cache(maxsize=32_768)
def count_lines(text: str, ems: float, latin: float) -> int:
    """How many lines `break_lines` gives; departments' workbooks ask for the same texts again."""
    widths = widths_of(latin)
    if "\n" not in text:
        return len(line_ends(text, ems, widths))
    return sum(len(line_ends(f"{paragraph}\n", ems, widths)) for paragraph in text.split("\n"))


def slices(text: str, ends: Sequence[int]) -> list[str]:
    """The pieces of a text that end at `ends`."""
    return [text[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def line_ends(paragraph: str, ems: float, widths: Widths) -> list[int]:
    """Where the lines of a text without line breaks inside end.

    Where all characters are one em wide a line takes as many as it has ems. Elsewhere as many as fit even if all are
    the widest are taken at once; only near the line's end is each looked at.
    """
    ends: list[int] = []
    start, end = 0, len(paragraph)
    width = widths.__getitem__
    whole = max(int(ems), 1)
    usual = usual_line(whole).match if whole <= MOST_ON_A_LINE else nothing
    while True:
        while line := usual(paragraph, start):
            start = line.end()
            ends.append(start)
        if (end - start) * widths.widest <= ems:
            ends.append(end)
            return ends
        at, used = start, 0.0
        while at < end and (sure := int((ems - used) / widths.widest)) > 0:
            used += sum(map(width, paragraph[at : at + sure]))
            at += sure
        while at < end and (at == start or used + width(paragraph[at]) <= ems or paragraph[at] == " "):
            used += width(paragraph[at])
            at += 1
        if at >= end:
            ends.append(end)
            return ends
        cut = at
        while cut > start and not may_break(paragraph[cut - 1], paragraph[cut]):
            cut -= 1
        start = cut if cut > start else at
        ends.append(start)


def nothing(_paragraph: str, _start: int) -> None:
    """No line."""


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after in NO_START or before in NO_END:
        return False
    return not (is_word(before) and is_word(after))


@lru_cache(maxsize=65536)
def is_word(char: str) -> bool:
    """Whether the character belongs to a word that stays whole: Latin and other letters, digits, signs such as №."""
    if char in NO_START:
        return char in WORD_MARKS
    return not char.isspace() and char not in NO_END and east_asian_width(char) not in "WF"
