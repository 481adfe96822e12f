"""A text to its lines, as the reader that breaks soonest would break it.

Rules (GB/T 15834-2011, appendix B; the same in Excel, WPS and LibreOffice): a Chinese character may end any line;
Latin words and numbers stay whole unless one is longer than a line; closing punctuation does not begin a line and
opening punctuation does not end one. Readers that let a closing mark hang at the line's end need no more lines than
this.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from unicodedata import east_asian_width

from generator.layout.measure import FULL, LATIN, char_width

NO_START = frozenset("，。、；：？！）》」』】〕〉”’…—·～,.;:?!)]}%％℃°")
NO_END = frozenset("（《「『【〔〈“‘([{")
WORD_MARKS = frozenset(".,:")
"""Marks that stay with the letters and digits around them (3.14, http://…)."""

ROUNDING = 1e-6
"""Ems by which sums of widths may differ for the order in which they were added."""
ALL = sys.maxsize
"""As many lines as there are."""


class Widths(dict[str, float]):
    """The width of every character in ems, Latin letters times `latin`; what is not known yet is looked up once."""

    def __init__(self, latin: float) -> None:
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

    For some lines of a long text only its beginning is looked at: twice as much until they end within it.
    """
    if len(paragraph) * widths.widest <= ems:
        return [len(paragraph)]
    known = len(paragraph) if most == ALL else int(most * ems) + 1
    while True:
        beginning = paragraph[:known]
        reached = list(accumulate(map(widths.__getitem__, beginning), initial=0.0))
        ends = [line_end(beginning, 0, ems, reached)]
        while ends[-1] < len(beginning) and len(ends) < most:
            ends.append(line_end(beginning, ends[-1], ems, reached))
        if ends[-1] < known or known >= len(paragraph):
            return ends
        known *= 2


def line_end(paragraph: str, start: int, ems: float, reached: Sequence[float]) -> int:
    """The end of the line that begins at `start`; that of the text where the rest fits.

    `reached` are the ems before each character and behind the last; blanks at a line's end need none.
    """
    end = len(paragraph)
    at = bisect_right(reached, reached[start] + ems + ROUNDING, start) - 1
    if at == start < end:  # a letter wider than the line
        at += 1
    while at < end and paragraph[at] == " ":
        at += 1
    if at == end:
        return end
    cut = at
    while cut > start and not may_break(paragraph[cut - 1], paragraph[cut]):
        cut -= 1
    return cut if cut > start else at


@lru_cache(maxsize=65536)
def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after in NO_START or before in NO_END:
        return False
    return not (is_word(before) and is_word(after))


def is_word(char: str) -> bool:
    """Whether the character belongs to a word that stays whole: Latin and other letters, digits, signs such as №."""
    if char in NO_START:
        return char in WORD_MARKS
    return not char.isspace() and char not in NO_END and east_asian_width(char) not in "WF"
