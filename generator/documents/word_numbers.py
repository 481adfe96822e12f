"""Styles and lists of a .docx document to the numbers that Word prints before paragraphs (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from msgspec import Struct

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
DIGITS = "〇一二三四五六七八九"


def value_of(element: Any, path: str) -> str | None:
    """The ``w:val`` of a descendant; None where there is none."""
    child = element.find(path) if element is not None else None
    return None if child is None else child.get(f"{W}val", "")


def number_of(text: str | None, default: int = 0) -> int:
    """A whole number that a document states; `default` for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Any) -> None:
        styles = root.findall(f"{W}style") if root is not None else []
        self.by_id = {style.get(f"{W}styleId", ""): style for style in styles}

    def of(self, paragraph: Any) -> str:
        """The id of a paragraph's style."""
        return value_of(paragraph, f"{W}pPr/{W}pStyle") or ""

    def name_of(self, style: str) -> str:
        """The name of a style."""
        return value_of(self.by_id.get(style), f"{W}name") or style

    def chain(self, style: str) -> list[Any]:
        """A style and those that it is based on."""
        elements: list[Any] = []
        while style in self.by_id and len(elements) < LEVELS and self.by_id[style] not in elements:
            elements.append(self.by_id[style])
            style = value_of(elements[-1], f"{W}basedOn") or ""
        return elements

    def level_of(self, paragraph: Any, style: str) -> int:
        """The heading level of a paragraph, from 1; 0 for body text."""
        for element in (paragraph, *self.chain(style)):
            outline = value_of(element, f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return number_of(outline, LEVELS) + 1 if number_of(outline, LEVELS) < LEVELS else 0
            name = HEADING_NAME.match(value_of(element, f"{W}name") or "")
            if name:
                return int(name[1])
        return 0

    def numbering_of(self, paragraph: Any, style: str) -> tuple[str, int] | None:
        """The list and the level that number a paragraph, set on it or by its style; None where nothing does."""
        list_id, level = None, None
        for element in (paragraph, *self.chain(style)):
            list_id = list_id if list_id is not None else value_of(element, f"{W}pPr/{W}numPr/{W}numId")
            level = level if level is not None else value_of(element, f"{W}pPr/{W}numPr/{W}ilvl")
        return None if not list_id or list_id == "0" else (list_id, min(number_of(level), LEVELS - 1))


class Level(Struct, frozen=True):
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts: bool = True


class ListNumbers:
    """Counts the paragraphs of a document's lists."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self.styles = styles
        self.abstract: dict[str, list[Level]] = {}
        self.lists: dict[str, str] = {}
        self.restarts: dict[str, dict[int, int]] = {}
        self.counts: dict[str, list[int | None]] = {}
        for element in root if root is not None else ():
            if element.tag == f"{W}abstractNum":
                self.abstract[element.get(f"{W}abstractNumId", "")] = levels_of(element)
            elif element.tag == f"{W}num":
                self.take_list(element)

    def take_list(self, element: Any) -> None:
        """A list: the numbering that it uses, and the levels that begin anew with it."""
        list_id = element.get(f"{W}numId", "")
        self.lists[list_id] = value_of(element, f"{W}abstractNumId") or ""
        starts = {}
        for override in element.findall(f"{W}lvlOverride"):
            start = value_of(override, f"{W}startOverride")
            if start is not None:
                starts[number_of(override.get(f"{W}ilvl"))] = number_of(start, 1)
        self.restarts[list_id] = starts

    def next_of(self, paragraph: Any, style: str) -> str:
        """The number that Word prints before the next paragraph; empty where it prints none."""
        numbering = self.styles.numbering_of(paragraph, style)
        if numbering is None or numbering[0] not in self.lists:
            return ""
        list_id, depth = numbering
        abstract = self.lists[list_id]
        levels = self.abstract.get(abstract)
        if not levels:
            return ""
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        starts = self.restarts.get(list_id, {})
        for level, start in list(starts.items()):
            if level <= depth and level < LEVELS:
                counts[level] = start - 1
                del starts[level]
        count = counts[depth]
        counts[depth] = levels[depth].start if count is None else count + 1
        for deeper in range(depth + 1, LEVELS):
            if levels[deeper].restarts:
                counts[deeper] = None
        return label_of(levels, counts, depth)


def levels_of(element: Any) -> list[Level]:
    """The nine levels of a numbering."""
    levels = [Level() for _ in range(LEVELS)]
    for level in element.findall(f"{W}lvl"):
        depth = number_of(level.get(f"{W}ilvl"))
        if depth < LEVELS:
            levels[depth] = Level(
                number_of(value_of(level, f"{W}start"), 1),
                value_of(level, f"{W}numFmt") or "decimal",
                value_of(level, f"{W}lvlText") or "",
                value_of(level, f"{W}lvlRestart") != "0",
            )
    return levels


def label_of(levels: list[Level], counts: list[int | None], depth: int) -> str:
    """The number as printed: the level's text with the counts of all levels that it names."""
    if levels[depth].format in ("bullet", "none"):
        return ""

    def count(match: re.Match[str]) -> str:
        level = min(int(match[1]), LEVELS) - 1
        value = counts[level]
        return written(levels[level].start if value is None else value, levels[level].format)

    return re.sub(r"%([1-9])", count, levels[depth].text).strip()


@lru_cache(1024)
def written(number: int, form: str) -> str:
    """A number in one of Word's formats (17.18.59); formats that documents here do not use come as digits."""
    if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        return in_chinese(number)
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
        text = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return text.lower() if form == "lowerRoman" else text
    return str(number)


def in_chinese(number: int) -> str:
    """``21`` → ``二十一``."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else ("" if tens == 1 else DIGITS[tens]) + "十") + (DIGITS[ones] if ones else "")
