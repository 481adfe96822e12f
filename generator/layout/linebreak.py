"""A text to its lines, as the reader that breaks soonest would break it.

Rules (GB/T 15834-2011, appendix B; the same in Excel, WPS and LibreOffice): a Chinese character may end any line;
Latin words and numbers stay whole unless one is longer than a line; closing punctuation does not begin a line and
opening punctuation does not end one. Readers that let a closing mark hang at the line's end need no more lines than
this.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import east_asian_width

from generator.layout.measure import FULL, LATIN, char_width

NO_START = frozenset("，。、；：？！）》」』】〕〉”’…—·～,.;:?!)]}%％℃°")
NO_END = frozenset("（《「『【〔〈“‘([{")
WORD_MARKS = frozenset(".,:")
"""Marks that stay with the letters and digits around them (3.14, http://…)."""

ALL = sys.maxsize
"""As many lines as there are."""

USUAL = re.compile("[0-9.\u3001\u3002\u4e00-\u9fff\uff08\uff09\uff0c\uff1a\uff1b\u201c\u201d]*")
"""The usual characters of Chinese texts: one em wide and no part of a word, and numbers, half an em a digit."""

ASCII = re.compile("[0-9.]")
"""Those of them that are ASCII."""


class Widths(dict[str, float]):
    """The width of every character in ems, Latin letters times `latin`; what is not known yet is looked up once."""

    def __init__(self, latin: float) -> None:
        self.latin = latin
        super().__init__({char: width * latin for char, width in LATIN.items()}, **{"\n": 0.0})
        self.widest = max(FULL, *self.values())
        self.digit = self["0"]

    def __missing__(self, char: str) -> float:
        """A character that is not ASCII."""
        width = self[char] = char_width(char)
        return width


@lru_cache(maxsize=64)
def widths_of(latin: float) -> Widths:
    """The widths for one factor of Latin letters."""
    return Widths(latin)


def break_lines(text: str, ems: float, latin: float, most: int = ALL) -> tuple[str, ...]:
    """The lines of `text` where `ems` of the font's size fit beside each other; joined they are the text.

    A line that the text itself ends keeps its line break as its last character. No more than the first `most` lines.
    """
    widths = widths_of(latin)
    if "\n" not in text:
        return tuple(slices(text, line_ends(text, ems, widths, most)))
    lines: list[str] = []
    start = 0
    while start <= len(text) and len(lines) < most:
        end = text.find("\n", start) if start < len(text) else -1
        ended = f"{text[start:]}\n" if end < 0 else text[start : end + 1]
        lines += slices(ended, line_ends(ended, ems, widths, most - len(lines)))
        start += len(ended)
    if sum(map(len, lines)) > len(text):  # the last one has none
        lines[-1] = lines[-1][:-1]
    return tuple(lines)


def count_lines(text: str, ems: float, latin: float) -> int:
    """How many lines `break_lines` gives."""
    widths = widths_of(latin)
    if "\n" not in text:
        return len(line_ends(text, ems, widths))
    return sum(len(line_ends(f"{paragraph}\n", ems, widths)) for paragraph in text.split("\n"))


def slices(text: str, ends: Sequence[int]) -> list[str]:
    """The pieces of a text that end at `ends`."""
    return [text[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def line_ends(paragraph: str, ems: float, widths: Widths, most: int = ALL) -> list[int]:
    """Where the lines of a text without line breaks inside end, no more than the first `most`.

    Of usual characters a line takes as many as it has ems, and two digits for one. Other lines are looked at character
    by character.
    """
    ends: list[int] = []
    start, end = 0, len(paragraph)
    whole = max(int(ems), 1)
    usual_end = end_of_usual(paragraph, 0)
    while len(ends) < most:
        while start + whole < usual_end and len(ends) < most:
            full = usual_fill(paragraph, start, ems, widths.digit)
            if full >= usual_end:
                break
            start = usual_cut(paragraph, start, full)
            ends.append(start)
        if len(ends) >= most:
            break
        left = end - start
        if left * widths.widest <= ems or (left <= whole and end == usual_end):
            ends.append(end)
            return ends
        start = unusual_cut(paragraph, start, ems, widths)
        ends.append(start)
        if start >= end:
            return ends
        if start > usual_end:
            usual_end = end_of_usual(paragraph, start)
    return ends


def is_usual(text: str) -> bool:
    """Whether there are only usual characters."""
    return USUAL.fullmatch(text) is not None


def count_usual(text: str, ems: float, digit: float) -> int:
    """How many lines usual characters take; most texts are of them alone, so this is asked most.

    Up to the first digit a line takes as many as it has ems, and a digit behind it where half an em is left.
    """
    whole = max(int(ems), 1)
    found = ASCII.search(text)
    first_digit = found.start() if found else len(text)
    lines, start, end = 1, 0, len(text)
    while end - start > whole:
        full = start + whole
        if full >= first_digit:
            full = usual_fill(text, start, ems, digit)
            if full >= end:
                break
        start = usual_cut(text, start, full)
        lines += 1
    return lines


def end_of_usual(paragraph: str, start: int) -> int:
    """Where the usual characters from `start` on end."""
    found = USUAL.match(paragraph, start)
    assert found is not None
    return found.end()


def usual_fill(paragraph: str, start: int, ems: float, digit: float) -> int:
    """Where a line of usual characters is full."""
    at = start + int(ems)
    while True:
        digits = len(paragraph[start:at].encode("ascii", "ignore"))  # and points: all that is ASCII among the usual
        free = ems - (at - start) + digits * (FULL - digit)
        if free < FULL:
            break
        at += int(free)
    return at + 1 if free >= digit and paragraph[at : at + 1].isascii() else at


def usual_cut(paragraph: str, start: int, full: int) -> int:
    """The end of a line of usual characters that is full at `full`."""
    for cut in range(full, start, -1):
        before, after = paragraph[cut - 1], paragraph[cut]
        if not (after in NO_START or before in NO_END or (after.isascii() and before.isascii())):
            return cut
    return full


def unusual_cut(paragraph: str, start: int, ems: float, widths: Widths) -> int:
    """The end of a line of characters of any width; that of the text where the rest fits."""
    end = len(paragraph)
    width = widths.__getitem__
    at = min(start + max(int(ems), 1), end)
    used = sum(map(width, paragraph[start:at]))
    if used > ems:  # letters wider than a Chinese character
        at, used = start, 0.0
    while at < end and (at == start or used + width(paragraph[at]) <= ems or paragraph[at] == " "):
        used += width(paragraph[at])
        at += 1
    if at >= end:
        return end
    cut = at
    while cut > start and not may_break(paragraph[cut - 1], paragraph[cut]):
        cut -= 1
    return cut if cut > start else at


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
