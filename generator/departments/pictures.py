"""A reading to JSON (DESIGN's `explain units`) and to a picture in text for people.

旗教体、卫健局牵头，有关部门配合
├──┤  ├──┤    ├──────┤
│     │       └ 配合 有关部门（群组）
…
"""

from __future__ import annotations

import unicodedata
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
        "full_names": {
            mention.name: mention.full_name for mention in reading.mentions if mention.full_name != mention.name
        },
    }


def picture(reading: Reading) -> str:
    """The wording with a bracket under each name, and a line for each that tells its role and full name."""
    shown = "".join(" " if char.isspace() or not char.isprintable() else char for char in reading.text)
    if reading.same_as_above:
        return f"{shown}\n同上：与上一行相同"
    if not reading.mentions:
        return f"{shown or '（空）'}\n没有写明单位" + ("；有未点名的单位" if reading.open_ended else "")
    starts = _columns(shown)
    rails = [(starts[mention.start], starts[mention.end]) for mention in reading.mentions]
    lines = [shown, _brackets(rails)]
    for index in reversed(range(len(rails))):
        stems = _stems([start for start, _ in rails[:index]])
        lines.append(f"{stems.ljust(rails[index][0])}└ {_told(reading.mentions[index])}")
    if reading.open_ended:
        lines.append("另有未点名的单位，列入待明确")
    return "\n".join(lines)


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
    return told + (f"（即{mention.full_name}）" if mention.full_name != mention.name else "")
