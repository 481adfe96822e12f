"""Paragraphs to pieces: a number, a text, a statement of units; a paragraph with several statements is several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.deadline_texts import DEADLINE
from generator.documents.numbering import Marker, marker_of
from generator.documents.places_of_statements import statements_in
from generator.documents.statements import LONGEST, Statement, in_line, labelled
from generator.documents.whole_paragraphs import (
    END,
    with_names_below,
    with_whole_lines,
    without_numbers_of_labels,
)

LEADS_ON = re.compile(r"[：:]\s*$")
"""The end of a text that only leads to the next paragraphs (具体措施：)."""
INLINE = re.compile(
    r"(?:(?<=[。；;：:！，,])|^)\s*(?=[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[）)]|[①-⑳⑴-⒇]|\d{1,2}\s*[.．、](?!\d))"
)


class Part(Struct, frozen=True):
    """A stretch of text with its place in the document."""

    text: str
    place: str


class ProsePiece(Struct, frozen=True):
    """What a paragraph, or one of several stretches of it, comes to."""

    part: Part
    marker: Marker | None = None
    label: str = ""
    """The number as it stands."""
    statement: Statement | None = None
    heading: int = 0
    is_line: bool = False
    """Whether it is a line of its own that only states units and deadline."""


def pieces_of(paragraphs: Iterable[Paragraph]) -> Iterator[ProsePiece]:
    """The pieces of all paragraphs, in their order."""
    before: dict[str, int] = {}
    whole = list(with_whole_lines(with_names_below(without_numbers_of_labels(paragraphs))))
    for paragraph, following in zip_longest(whole, whole[1:]):
        for piece in pieces_in(paragraph, before.get("digits", 0), following):
            if piece.marker:
                if piece.marker.rank < 4:
                    before.pop("digits", None) if piece.marker.number == 1 and piece.marker.rank < 3 else None
                before[piece.marker.form] = piece.marker.number
            yield piece


def pieces_in(paragraph: Paragraph, before: int, following: Paragraph | None) -> list[ProsePiece]:
    """The pieces of one paragraph; `before` is the last number of the list of digits, `following` the next one."""
    place = paragraph.place
    line = None if paragraph.number else in_line(paragraph.text)
    if line is not None:
        return [ProsePiece(Part("", place), statement=line, is_line=True)]
    is_long = len(paragraph.text) > LONGEST
    cuts = [] if is_long or is_numbered_label(paragraph) else statements_in(paragraph.text)
    text = paragraph.text
    stretches: list[tuple[str, Statement | None]] = []
    at = 0
    for start, end, statement in cuts:
        body = text[at:start]
        closing = re.match(r"\s*[。；;！]", text[end:])
        if closing and not END.search(body):
            body = body.rstrip() + closing[0].strip()
        stretches.append((body, statement))
        at = end + (closing.end() if closing else 0)
    rest = text[at:].strip(" \u3000。；;，,、")
    if stretches and stretches[-1][1] and rest and not LEADS_ON.search(text) and not is_line_of_units(following):
        stretches[-1] = with_rest(stretches[-1][0], stretches[-1][1], text[at:].strip(" \u3000，,、"))
    elif rest or not stretches:
        stretches.append((text[at:].lstrip("，,、 "), None))
    if len([s for _, s in stretches if s]) > 1:
        stretches = split_inline(stretches)
    return [
        piece_of(body, statement, paragraph if n == 0 else Paragraph("", place), before if n == 0 else 0)
        for n, (body, statement) in enumerate(stretches)
    ]


def is_line_of_units(paragraph: Paragraph | None) -> bool:
    """Whether a paragraph says nothing but who has the task before it."""
    line = in_line(paragraph.text) if paragraph and not paragraph.number else None
    return line is not None and line.names_units


def is_numbered_label(paragraph: Paragraph) -> bool:
    """Whether a numbered paragraph is nothing but labels (一、责任单位：县水利局；配合单位：各镇)."""
    marker = None if paragraph.number else marker_of(paragraph.text)
    text = paragraph.text[marker.end :].strip() if marker else paragraph.text if paragraph.number else ""
    statement = labelled(text) if text else None
    return statement is not None and statement.names_units


def with_rest(body: str, statement: Statement, rest: str) -> tuple[str, Statement]:
    """A stretch with the text that stands behind its statement: a deadline, or more of the task."""
    bare = rest.strip(" 。；;")
    if not statement.deadline and DEADLINE.fullmatch(bare):
        return body, replace(statement, deadline=bare, source=statement.source + rest)
    return body + rest, statement


def piece_of(body: str, statement: Statement | None, paragraph: Paragraph, before: int) -> ProsePiece:
    """A piece with its number taken off."""
    text = body.strip()
    if paragraph.number:
        marker = marker_of(paragraph.number.strip() + " 一", before) or marker_of(paragraph.number.strip() + "、")
        return ProsePiece(Part(text, paragraph.place), marker, paragraph.number, statement, paragraph.heading)
    marker = marker_of(text, before)
    if marker is None:
        return ProsePiece(Part(text, paragraph.place), None, "", statement, paragraph.heading)
    number, rest = text[: marker.end].strip(), text[marker.end :].strip()
    return ProsePiece(Part(rest, paragraph.place), marker, number, statement, paragraph.heading)


def split_inline(stretches: list[tuple[str, Statement | None]]) -> list[tuple[str, Statement | None]]:
    """Stretches with several statements, cut also at the numbers of a list that runs through the paragraph."""
    markers = [marker for text, _ in stretches[1:] if (marker := marker_of(text.strip()))]
    forms = {marker.form for marker in markers}
    result: list[tuple[str, Statement | None]] = []
    for text, statement in stretches:
        cuts = []
        for match in INLINE.finditer(text):
            marker = marker_of(text[match.end() :]) or marker_of(text[match.end() :].lstrip())
            if marker and marker.form in forms and text[: match.end()].strip():
                cuts.append(match.end())
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        result += [(piece, None) for piece in pieces[:-1]] + [(pieces[-1], statement)]
    return result
