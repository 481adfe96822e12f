"""What every original document comes to: paragraphs, tables and pictures in the order of the document."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from generator.documents.grid import Grid


class Paragraph(Struct, frozen=True):
    """One paragraph without line breaks; `place` is how users find it in the document (第12段)."""

    text: str
    place: str
    number: str = ""
    """The automatic number that the word processor prints before the text (``（一）``); not part of `text`."""
    heading: int = 0
    """The level of a heading style, from 1; 0 for body text."""
    aside: str = ""
    """Why the paragraph is no part of the document's text (页眉页脚, 目录); empty for text."""

    @property
    def visible(self) -> str:
        """What a reader sees: number and text."""
        return self.number + self.text


class Picture(Struct, frozen=True):
    """A picture, whose text nobody can read here."""

    place: str


class Doubt(Struct, frozen=True):
    """Text that was read although its look may say that it does not count."""

    place: str
    text: str
    reason: str


EVERY_PAGE = "各页"
"""The place of what belongs to no paragraph: headers, footers, hidden text."""
STRUCK = "划了删除线，仍按原文读入，请核对是否还有效"
HIDDEN_TEXT = "隐藏的文字，没有读"

Block: TypeAlias = Paragraph | Grid | Picture | Doubt
