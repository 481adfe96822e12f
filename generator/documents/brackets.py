"""The brackets of a text, of every kind, with what stands inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROUND, ROUND_CLOSED = "（(﹙", "）)﹚"
SQUARE, SQUARE_CLOSED = "〔[【［﹝〖〈", "〕]】］﹞〗〉"
FAMILY = dict.fromkeys(ROUND + ROUND_CLOSED, "round") | dict.fromkeys(SQUARE + SQUARE_CLOSED, "square")
OPENING, CLOSING = ROUND + SQUARE, ROUND_CLOSED + SQUARE_CLOSED
OPEN, CLOSED = re.escape(OPENING), re.escape(CLOSING)
"""The signs as they stand in a class of a regular expression."""
POINTED = re.compile(
    r"[《〈<＜]((?:(?:责任|牵头|配合|主办|承办|落实|实施|协办)(?:单位|部门|科室)[：:][^《》〈〉<>＜＞]{2,400}"
    r"|[^《》〈〉<>＜＞。：:]{2,100}(?:牵头|负责|配合|落实)))[》〉>＞]"
)
"""Who has a task, in the signs that else stand around titles."""
SEPARATORS = "。；;，,"


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost brackets: half-open ranges of the text, both signs included; unclosed ones left out."""
    ranges: list[tuple[int, int]] = []
    open_: list[tuple[str, int]] = []
    counts = dict.fromkeys(FAMILY.values(), 0)
    for at, char in enumerate(text):
        family = FAMILY.get(char)
        if family is None:
            continue
        if char in OPENING:
            open_.append((family, at))
            counts[family] += 1
        elif counts[family]:
            while open_[-1][0] != family:
                counts[open_.pop()[0]] -= 1
            start = open_.pop()[1]
            counts[family] -= 1
            while ranges and ranges[-1][0] > start:
                ranges.pop()
            ranges.append((start, at + 1))
    return ranges


def with_round_brackets(text: str) -> str:
    """The text; where who has the task stands between 《 and 》 or < and >, in round brackets."""
    return POINTED.sub(r"（\1）", text)


def covered(text: str) -> list[bool]:
    """For each character whether it stands in a bracket, the signs of the bracket included."""
    inside = [False] * len(text)
    for start, end in brackets(text):
        inside[start:end] = [True] * (end - start)
    return inside


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """The clauses of a text, each with the sign that ends it; signs inside brackets separate nothing."""
    inside = covered(text)
    start = 0
    for at, char in enumerate(text):
        if char in SEPARATORS and not inside[at]:
            yield text[start:at], char
            start = at + 1
    if start < len(text):
        yield text[start:], ""
