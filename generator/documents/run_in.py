"""A paragraph in which a page lost its line breaks to the paragraphs that it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.numbering import marker_of
from generator.documents.places_of_statements import statements_in

GAP = re.compile(r"\s+(?=\S)")
HEADING_LENGTH = 40


def separated(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraphs that one was: it is cut before each number behind a blank that goes on counting.

    Only where each numbered part is a short heading or ends in a statement of units: the points of one task stay.
    """
    text = paragraph.text
    starts = list(numbers_in(text))
    if len(starts) < 2:
        return [paragraph]
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    stated = [states_units(part) for part in parts]
    if not any(stated) or not all(map(is_whole, parts, stated)):
        return [paragraph]
    before = text[: starts[0]].strip()
    texts = [before, *parts] if before else parts
    return [replace(paragraph, text=each, number=paragraph.number if n == 0 else "") for n, each in enumerate(texts)]


def numbers_in(text: str) -> Iterator[int]:
    """Where numbered parts begin: each number is 1 or the next one of its form."""
    counted: dict[str, int] = {}
    for start in (0, *(match.end() for match in GAP.finditer(text))):
        marker = marker_of(text[start : start + 20])
        if marker is not None and marker.number in (1, counted.get(marker.form, 0) + 1):
            counted[marker.form] = marker.number
            yield start


def states_units(part: str) -> bool:
    """Whether a part ends in a bracket that states units."""
    return any(statement.names_units and not part[end:].strip("。；; ") for _, end, statement in statements_in(part))


def is_whole(part: str, is_stated: bool) -> bool:
    """Whether a numbered part may stand by itself."""
    return is_stated or (len(part) <= HEADING_LENGTH and not part.endswith(("。", "；", ";")))
