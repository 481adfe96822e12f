"""A reading to JSON (DESIGN's `explain units`) and to a picture in text for people.

旗教体、卫健局牵头，有关部门配合
├──┤  ├──┤    ├──────┤
│     │       └ 配合 有关部门（群组）
…
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from generator.model import Mention, Reading
from generator.vocabulary import ROLE_WORDS, ROLES


def as_json(reading: Reading) -> dict[str, Any]:
    """The published shape: names by role, groups with role, open_ended, and full names that differ."""
    units = [mention for mention in reading.mentions if mention.kind == "unit"]
    return {
        "text": reading.text,
        **{role.json_name: [mention.name for mention in units if mention.role == role.name] for role in ROLES},
        "groups": [
            {"name": mention.name, "role": mention.role} for mention in reading.mentions if mention.kind == "group"
        ],
        "open_ended": reading.open_ended,
        "persons": {mention.name: mention.person for mention in reading.mentions if mention.person},
        "first_leads": reading.first_leads,
        "full_names": {
            mention.name: mention.full_name for mention in reading.mentions if mention.full_name != mention.name
        },
    }


LINE_WIDTH = 76
"""Columns of a line of the picture: it is drawn line by line, so that it grows no faster than the wording."""


def picture(reading: Reading) -> str:
    """The wording with a bracket under each name, and a line for each that tells its role and full name."""
    shown = "".join(" " if char.isspace() or not char.isprintable() else char for char in reading.text)
    if reading.same_as_above:
        return f"{shown}\n同上：与上一行相同"
    if not reading.mentions:
        return f"{shown or '（空）'}\n没有写明单位" + ("；有未点名的单位" if reading.open_ended else "")
    lines: list[str] = []
    for start, end, mentions in _pieces(shown, reading.mentions):
        lines += _piece(shown[start:end], start, mentions)
    if reading.first_leads:
        lines.append("按文件规则：列第一位的为牵头单位")
    if reading.open_ended:
        lines.append("另有未点名的单位，列入待明确")
    return "\n".join(lines)


def _pieces(text: str, mentions: tuple[Mention, ...]) -> Iterator[tuple[int, int, list[Mention]]]:
    """The wording in lines, each with the names in it; a name is not cut unless it is wider than a line."""
    columns = _columns(text)
    start = index = 0
    while start < len(text):
        last = bisect_right(columns, columns[start] + LINE_WIDTH) - 1
        first = index
        while index < len(mentions) and mentions[index].end <= last:
            index += 1
        end = last
        if last < len(text) and index < len(mentions) and mentions[index].start < last:
            end = mentions[index].start if mentions[index].start > start else mentions[index].end
            index += end == mentions[index].end
        yield start, end, list(mentions[first:index])
        start = end


def _piece(text: str, offset: int, mentions: list[Mention]) -> list[str]:
    """One line of the wording with its brackets, and what they tell."""
    columns = _columns(text)
    rails = [(columns[mention.start - offset], columns[mention.end - offset]) for mention in mentions]
    lines = [text, _brackets(rails)] if rails else [text]
    for index in reversed(range(len(rails))):
        stems = _stems([start for start, _ in rails[:index]])
        lines.append(f"{stems.ljust(rails[index][0])}└ {_told(mentions[index])}")
    return lines


def _columns(text: str) -> list[int]:
    """The column at which each character starts, and that after the last: Chinese characters take two."""
    columns = [0]
    for char in text:
        width = 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        columns.append(columns[-1] + width)
    return columns


def _brackets(rails: list[tuple[int, int]]) -> str:
    line = ""
    for start, end in rails:
        bracket = "├" + "─" * (end - start - 2) + "┤" if end - start > 1 else "│"
        line = line.ljust(start) + bracket
    return line


def _stems(starts: list[int]) -> str:
    line = ""
    for start in starts:
        line = line.ljust(start) + "│"
    return line


def _told(mention: Mention) -> str:
    told = f"{ROLE_WORDS[mention.role]} {mention.name}"
    if mention.kind == "group":
        return told + "（群组）"
    if mention.person:
        told += f"，人员{mention.person}"
    return told + (f"（即{mention.full_name}）" if mention.full_name != mention.name else "")
