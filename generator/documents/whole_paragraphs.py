"""Paragraphs as they were typed to paragraphs as they are meant: what a line's end cut is one again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.labels import LABEL_AT_START
from generator.documents.lines import OPENED, is_cut_in_bracket
from generator.documents.numbering import Marker, marker_of
from generator.documents.statements import in_line, labelled
from generator.documents.unit_lists import is_list

END = re.compile(r"[。；;！!？?…][”’」』]?\s*$")
UNFINISHED = re.compile(r"[：:、]\s*$")
HEADED = re.compile(r"([\u4e00-\u9fff]{2,10})\s*[：:]")
LABELLED = re.compile("[：:]")
CUT = re.compile(r"[，,、][”’]?\s{0,3}$")
"""The end of a paragraph that goes on in the next one."""
CUT_WORD = re.compile(r"[的和与及或]$")
"""The last word of a line that breaks off inside a sentence."""
TAIL = 5
LINE = 60
"""Characters from which on a line that breaks off so is no title in two lines."""
LONG_PARAGRAPH = 1_000
"""Characters from which on a paragraph that ends in a comma is left as it is."""


def without_numbers_of_labels(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs; a list of what is said about one thing (1.整改目标：… 2.责任单位：…) without its numbers."""
    result = list(paragraphs)
    lists: dict[str, tuple[float, list[int]]] = {}
    ended: list[list[int]] = []
    for n, paragraph in enumerate(result):
        marker = marker_before(paragraph)
        if marker is None:
            continue
        for form, (rank, places) in list(lists.items()):
            if rank > marker.rank or (form == marker.form and marker.number == 1):
                ended.append(places)
                del lists[form]
        lists.setdefault(marker.form, (marker.rank, []))[1].append(n)
    for places in [*ended, *(places for _, places in lists.values())]:
        texts = [without_number(result[n]) for n in places]
        labels = {match[1] for text in texts if (match := HEADED.match(text))}
        named = {(said := labelled(text)) is not None and said.names_units for text in texts}
        if 1 < len(labels) == len(places) and named == {True, False}:
            for n, text in zip(places, texts, strict=True):
                result[n] = replace(result[n], text=text, number="")
    return result


def marker_before(paragraph: Paragraph) -> Marker | None:
    """The number before a paragraph, typed or automatic."""
    number = paragraph.number.strip()
    return marker_of(f"{number} 一") or marker_of(f"{number}、") if number else marker_of(paragraph.text)


def without_number(paragraph: Paragraph) -> str:
    """The text of a numbered paragraph."""
    marker = None if paragraph.number else marker_of(paragraph.text)
    return paragraph.text[marker.end :].strip() if marker else paragraph.text


def with_whole_lines(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs; one that ends inside a bracket, a list of units (责任单位： 、) or a sentence with the next."""
    waiting: Paragraph | None = None
    for paragraph in paragraphs:
        if (
            waiting is not None
            and not paragraph.number
            and not marker_of(paragraph.text)
            and (is_cut_in_bracket(waiting.text, paragraph.text) or goes_on(waiting, paragraph))
        ):
            whole = replace(waiting, text=waiting.text + paragraph.text)
        else:
            whole = paragraph
            if waiting is not None:
                yield waiting
        waiting = None
        if OPENED.search(whole.text) or ends_cut(whole.text) or is_unfinished(whole):
            waiting = whole
        else:
            yield whole
    if waiting is not None:
        yield waiting


def ends_cut(text: str) -> bool:
    """Whether a text breaks off behind a comma, or behind a word that ends no sentence."""
    return bool(CUT.search(text[-TAIL:])) or (len(text) > LINE and bool(CUT_WORD.search(text[-TAIL:])))


def is_unfinished(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a line of units that goes on in the next one."""
    return (
        bool(UNFINISHED.search(paragraph.text[-TAIL:])) and not paragraph.number and in_line(paragraph.text) is not None
    )


def with_names_below(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs; a line of a label and units with the names on lines of their own below it.

    Only where another label or number follows: the names at a document's end sign it.
    """
    at = 0
    while at < len(paragraphs):
        first, end = paragraphs[at], at + 1
        if names_units(first):
            while end < len(paragraphs) and is_name_alone(paragraphs[end]):
                end += 1
            is_last = end == len(paragraphs) or not (marker_before(paragraphs[end]) or in_line(paragraphs[end].text))
            end = at + 1 if is_last else end
        yield replace(first, text="、".join(line.text for line in paragraphs[at:end])) if end > at + 1 else first
        at = end


def names_units(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a label with units and nothing else."""
    if paragraph.number or END.search(paragraph.text) or not LABEL_AT_START.match(paragraph.text):
        return False
    statement = None if UNFINISHED.search(paragraph.text) else in_line(paragraph.text)
    return statement is not None and statement.names_units and not statement.deadline and not statement.people


def is_name_alone(paragraph: Paragraph) -> bool:
    """Whether a line is nothing but names of units."""
    if paragraph.number or paragraph.heading or LABELLED.search(paragraph.text) or marker_of(paragraph.text):
        return False
    return is_list(paragraph.text) and in_line(paragraph.text) is None


def goes_on(before: Paragraph, paragraph: Paragraph) -> bool:
    """Whether a paragraph holds the rest of the units, or of the sentence, that the one before it begins."""
    is_begun = is_unfinished(before) or (
        ends_cut(before.text) and not paragraph.heading and len(before.text) < LONG_PARAGRAPH
    )
    return is_begun and in_line(paragraph.text) is None
