"""Patterns of fields (``{number}.{content}``) to the text that a cell shows, and such a text back to the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from generator.model import same
from generator.model.likeness import folded

NUMBER = r"[0-9０-９（）()①-⑳.．\-—－一二三四五六七八九十百零〇]{0,12}"
"""What can be the number of a task, so that ``公开规划3.5公里`` does not pass for task “公开规划3”."""
TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")
"""A field in braces, or a brace that is doubled because it is meant as such."""


@lru_cache(4096)
def parts_of(pattern: str) -> tuple[str, ...]:
    """The words and the fields of a pattern by turns, words first and last."""
    if is_field(pattern):
        return "", pattern, ""
    parts = [""]
    end = 0
    for match in TOKEN.finditer(pattern):
        parts[-1] += pattern[end : match.start()]
        end = match.end()
        if match[1] is None:
            parts[-1] += match[0][0]
        else:
            parts += [match[1], ""]
    parts[-1] += pattern[end:]
    return tuple(parts)


@lru_cache(4096)
def field_names(pattern: str) -> tuple[str, ...]:
    """The fields that a pattern shows; a pattern without braces is the name of its only field."""
    return tuple(dict.fromkeys(parts_of(pattern)[1::2]))


def is_field(pattern: str) -> bool:
    """Whether the cell shows one field and nothing else."""
    return "{" not in pattern


def shown(pattern: str, values: Mapping[str, str]) -> str | None:
    """The text that a cell of this pattern shows; None where one of its values is not known."""
    if is_field(pattern):
        return values.get(pattern)
    parts = parts_of(pattern)
    if any(name not in values for name in parts[1::2]):
        return None
    return "".join(values[part] if position % 2 else part for position, part in enumerate(parts))


def read_fields(pattern: str, text: str, known: Mapping[str, str]) -> dict[str, str] | None:
    """The fields that `text` gives; None where it does not have the form of the pattern any more.

    What is known stands for itself: of ``12.公开3.5公里`` the number 12 is taken off, and the rest is the content.
    So the last field is read first with all others known, then each other, and only then all of them at once.
    """
    if is_field(pattern):
        return {pattern: text}
    names = field_names(pattern)
    for free in reversed(names):
        fixed = {name: known[name] for name in names if name != free and name in known}
        if len(fixed) == len(names) - 1:
            found = matched(pattern, text, fixed)
            if found is not None:
                return {**fixed, **found}
    return matched(pattern, text, {})


def matched(pattern: str, text: str, fixed: Mapping[str, str]) -> dict[str, str] | None:
    """The fields that are not `fixed`, by the words around them; full and half width of those make no difference."""
    parts = parts_of(pattern)
    regex, seen = "", set[str]()
    for position, part in enumerate(parts):
        if position % 2 == 0:
            regex += words(part)
        elif part in fixed:
            regex += words(fixed[part])
        elif part in seen:
            regex += f"(?P=f{parts.index(part)})"
        else:
            seen.add(part)
            form = NUMBER if part == "number" else ".*"
            regex += f"(?P<f{position}>{form}{'' if last_free(parts, position, fixed) else '?'})"
    match = re.fullmatch(rf"\s*{regex}\s*", text, re.DOTALL)
    return {parts[int(name[1:])]: value.strip() for name, value in match.groupdict().items()} if match else None


def last_free(parts: Sequence[str], position: int, fixed: Mapping[str, str]) -> bool:
    """Whether no field that is read follows."""
    return all(part in fixed for part in parts[position + 2 :: 2])


def words(text: str) -> str:
    """A regular expression for words as staff retype them: ``12.`` is also ``12．``, ``12、`` and ``12 .``."""
    return r"\s*".join(alternatives(char) for char in text if not char.isspace())


def alternatives(char: str) -> str:
    """The forms in which one character is typed."""
    forms = {".": ".．、。", "(": "(（", ")": ")）", ",": ",，", ":": ":：", ";": ";；"}.get(folded(char), char)
    return re.escape(char) if forms == char else f"[{re.escape(forms)}]"


def unchanged(pattern: str, text: str, values: Mapping[str, str]) -> bool:
    """Whether the cell still shows `values`."""
    sent = shown(pattern, values)
    return sent is not None and same(text, sent)
