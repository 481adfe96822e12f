"""A wording as typed to the same wording without noise, and back to the places in the original.

White space, line breaks, page numbers that a page end cut into a name (``— 4 —``), separators typed twice and
invisible characters go;
half-width punctuation is unified. White space is remembered, for it may be all that separates two names.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

_NOISE = re.compile(
    r"(?<=、)、+|(?<=，)，+|(?<=；)；+|(?:[—–―─－-]{1,2}\s*[0-9０-９]{1,4}\s*[—–―─－-]{1,2}|[\s\u00ad\u200b-\u200f\u2060\ufeff])+"
)
_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff]")
_STOP = re.compile(r"(?<![0-9A-Za-z])\.|\.(?![0-9A-Za-z])")
_DOTS = frozenset("·•‧∙+＋&＆-—–－")
_DOT_BETWEEN_NAMES = re.compile(
    r"(?<=[局委办厅部院会社心队府处科室站所司团行镇乡）)])(?:[·•‧∙+＋&＆](?=[\u4e00-\u9fff])|[—–－-]{1,2}(?=[\u4e00-\u9fff])(?![\u4e00-\u9fff]{1,8}(?:[科股处室所]|[大中支]队|分局)(?:$|[^\u4e00-\u9fff])))"
)
_SAME = str.maketrans(
    "():︰﹕∶,;[]【】［］﹝﹞〈〉<>!?~｡．､﹑/\\|{}→➔➡⇒↔",
    "（）：：：：，；〔〕〔〕〔〕〔〕（）《》！？～。.、、、、、〔〕、、、、、",
)


class Cleaned(Struct, frozen=True):
    """A wording without noise.

    `text[i]` stands at `places[i]` in the original; `text` has unified punctuation, `written` the original's.
    `breaks` are the indexes before which white space stood, without the ends of lines where a narrow column cut them,
    and without what only spreads the letters of a name (财 政 局).
    """

    original: str
    text: str
    written: str
    places: tuple[int, ...]
    breaks: frozenset[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original, noise inside included."""
        return self.places[start], self.places[end - 1] + 1


def cleaned(text: str) -> Cleaned:
    """`text` without noise."""
    kept: list[str] = []
    places: list[int] = []
    breaks: set[int] = set()
    ends: list[int] = []
    last = 0
    for noise in _NOISE.finditer(text):
        if _is_number_in_words(text, noise):
            continue
        kept.append(text[last : noise.start()])
        places.extend(range(last, noise.start()))
        if _SPACE.search(noise.group()):
            breaks.add(len(places))
            if "\n" in noise.group():
                ends.append(len(places))
        last = noise.end()
    kept.append(text[last:])
    places.extend(range(last, len(text)))
    written = "".join(kept)
    if _is_wrapped(written, ends):
        breaks.difference_update(ends)
    breaks.difference_update([at for at in breaks if at - 1 in breaks or at + 1 in breaks])
    return Cleaned(text, _unified(written), written, tuple(places), frozenset(breaks))


def _is_wrapped(written: str, ends: list[int]) -> bool:
    """Whether lines end only where a narrow column cut them: a list with separators in three lines or more, as long
    as one another but for a character, the last no longer. Then the ends tell nothing about where names end.
    """
    if len(ends) < _LEAST_WRAPPED or not _SEPARATOR.search(written):
        return False
    lengths = [last - first for first, last in pairwise((0, *ends))]
    longest = max(lengths)
    return longest - min(lengths) <= 1 and longest > _LEAST_WRAPPED and len(written) - ends[-1] <= longest


_LEAST_WRAPPED = 2
_SEPARATOR = re.compile("[、，；,;]")


def _is_number_in_words(text: str, noise: re.Match[str]) -> bool:
    """Whether what looks like a page number is part of a range or a code (``2024-5-6``)."""
    before = text[noise.start() - 1 : noise.start()]
    after = text[noise.end() : noise.end() + 1]
    return not noise.group().isspace() and (
        (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())
    )


def _unified(text: str) -> str:
    text = text.translate(_SAME)
    if not _DOTS.isdisjoint(text):
        text = _DOT_BETWEEN_NAMES.sub(lambda mark: "、" * len(mark[0]), text)
    return _STOP.sub("。", text) if "." in text else text
