"""Names of places alone (东河市, 西河镇人民政府): where they follow one another, nothing else need part them."""

from __future__ import annotations

import re

Span = tuple[int, int]

PLACE = re.compile(
    "(?:(?![局委办厅部院与及])[\u4e00-\u9fff]){2,8}(?:[区县市旗州盟镇乡村]|街道|社区|新区|园区)(?:(?:人民)?政府|管委会|党委|办事处|党工委|行署)?$"
)
"""The name of a place, alone or with what governs it."""
_TOWN = re.compile(
    r"[\u4e00-\u9fff]{1,5}?"
    r"(?:街道办(?![事公理])|(?:街道|苏木|镇|乡)(?:人民政府|政府|党委|党工委|办事处)?(?!办公室)|(?<!街)[市县区旗](?:人民)?政府(?!办))"
)
_NO_TOWN = re.compile("乡镇|镇街|街道|[乡镇]")
"""What cannot begin a town's name."""


def towns_in(text: str, start: int, end: int) -> list[Span]:
    """The towns and governments of places that ``text[start:end]`` begins with, one after another."""
    towns: list[Span] = []
    while start < end and (town := _TOWN.match(text, start, end)):
        towns.append(town.span())
        start = town.end()
    return _joined_short(towns)


def _joined_short(towns: list[Span]) -> list[Span]:
    """A town's name has at least two characters before 镇: 乌镇镇 is one."""
    spans: list[Span] = []
    for first, last in towns:
        if spans and last - first < 3:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    if len(spans) > 1 and spans[0][1] - spans[0][0] < 3:
        spans[:2] = [(spans[0][0], spans[1][1])]
    return spans


def are_towns(text: str) -> bool:
    """Whether `text` is nothing but towns and governments of places."""
    towns = [] if _NO_TOWN.match(text) else towns_in(text, 0, len(text))
    return bool(towns) and towns[-1][1] == len(text)
