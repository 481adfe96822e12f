"""A text to its lines, as the reader that breaks soonest would break it.

Rules (GB/T 15834-2011, appendix B; the same in Excel, WPS and LibreOffice): a Chinese character may end any line;
Latin words and numbers stay whole unless one is longer than a line; closing punctuation does not begin a line and
opening punctuation does not end one. Readers that let a closing mark hang at the line's end need no more lines than
this.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width

from generator.layout.measure import LATIN, char_width

NO_START = frozenset("，。、；：？！）》」』】〕〉”’…—·～,.;:?!)]}%％℃°")
NO_END = frozenset("（《「『【〔〈“‘([{")
WORD_MARKS = frozenset(".,:")
"""Marks that stay with the letters and digits around them (3.14, http://…)."""


@lru_cache(maxsize=200_000)
def break_lines(text: str, ems: float, latin: float) -> tuple[str, ...]:
    """The lines of `text` where `ems` of the font's size fit beside each other; joined they are the text.

    A line that the text itself ends keeps its line break as its last character.
    """
    lines: list[str] = []
    for paragraph in text.splitlines(keepends=True) if "\n" in text else (text,):
        lines += paragraph_lines(paragraph, ems, latin)
    if text.endswith("\n"):
        lines.append("")
    return tuple(lines)


def paragraph_lines(paragraph: str, ems: float, latin: float) -> list[str]:
    """The lines of a text without line breaks inside."""
    lines: list[str] = []
    start = breakable = 0
    used = since = 0.0
    for at, char in enumerate(paragraph):
        own = LATIN[char] * latin if char in LATIN else char_width(char) if char != "\n" else 0.0
        if at > start and may_break(paragraph[at - 1], char):
            breakable, since = at, 0.0
        if used + own > ems and at > start and char != " ":
            if breakable <= start:
                breakable, since = at, 0.0
            lines.append(paragraph[start:breakable])
            start, used = breakable, since
        used += own
        since += own
    lines.append(paragraph[start:])
    return lines


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
