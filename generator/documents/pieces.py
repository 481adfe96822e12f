"""Paragraphs to pieces: a number, a text, a statement of units; a paragraph with several statements is several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.brackets import CLOSED, CLOSING, OPEN, OPENING, SQUARE, brackets, clauses
from generator.documents.lines import OPENED, is_cut_in_bracket
from generator.documents.numbering import Marker, marker_of
from generator.documents.statements import (
    DEADLINE,
    LABEL_AT_START,
    LONGEST,
    Statement,
    in_bracket,
    in_brackets,
    in_line,
    in_list,
    in_sentence,
    is_list,
    labelled,
    labels_of,
)
from generator.documents.texts import UNIT_END

END = re.compile(r"[。；;！!？?…][”’」』]?\s*$")
UNFINISHED = re.compile(r"[：:、]\s*$")
HEADED = re.compile(r"([\u4e00-\u9fff]{2,10})\s*[：:]")
LABELLED = re.compile("[：:]")
CUT = re.compile(r"[，,、][”’]?\s{0,3}$")
"""The end of a paragraph that goes on in the next one."""
UNCLOSED = re.compile(rf"[{OPEN}][^{OPEN}{CLOSED}]{{2,200}}[{CLOSED}]?[。；;]?\s*$")
LEADS_ON = re.compile(r"[：:]\s*$")
"""The end of a text that only leads to the next paragraphs (具体措施：)."""
INLINE = re.compile(
    r"(?:(?<=[。；;：:！，,])|^)\s*(?=[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[）)]|[①-⑳⑴-⒇]|\d{1,2}\s*[.．、](?!\d))"
)
MANY_LABELS = 20
TAIL = 5
LONG_PARAGRAPH = 1_000
"""Characters from which on a paragraph that ends in a comma is left as it is."""
BY_WHOM = re.compile(
    r"[，,]\s?(?P<by>由[^。；;！]{4,200}?(?:牵头|负责|承办|主办|配合|参与|落实)[^。；;！]{0,30})(?=[。；;]?\s*$)"
)
"""The end of a sentence that says who does what stands before it."""
LONGEST_CLAUSES = 250
DASH = re.compile(r"\s*(?:[—―]{1,2}|－{1,2}|–|--)\s*")
SHORTEST_TASK = 4
BODY = re.compile("(?:[省市县区旗州镇乡]|团[市县区])[^，。；：、（）()]{1,16}")
REPORTS_TO = re.compile(r"(?:(?<!申)报送?|反馈|设[在于]|联系)[^，。；：、（）()]{0,24}(?:办公室|办|局|委|专班|督查室)$")
"""Where something is to be sent: a bracket behind that says where this is (报领导小组办公室（市发展改革委）)."""
LONGEST_NAME = 40
KIND_OF_PLACES = re.compile("(?:街道|苏木|办事处|管委会|党工委|园区|开发区|农场|社区|[市县区旗州乡镇村场居、])+")
"""Inside a bracket that belongs to a group's name: 各乡镇（街道）."""


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
    for paragraph in with_whole_lines(with_names_below(without_numbers_of_labels(paragraphs))):
        for piece in pieces_in(paragraph, before.get("digits", 0)):
            if piece.marker:
                if piece.marker.rank < 4:
                    before.pop("digits", None) if piece.marker.number == 1 and piece.marker.rank < 3 else None
                before[piece.marker.form] = piece.marker.number
            yield piece


def without_numbers_of_labels(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs; a list of what is said about one thing (1.整改目标：… 2.责任单位：…) without its numbers."""
    result = list(paragraphs)
    lists: dict[str, tuple[int, list[int]]] = {}
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
    """Whether a text breaks off behind a comma."""
    return CUT.search(text[-TAIL:]) is not None


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


def pieces_in(paragraph: Paragraph, before: int) -> list[ProsePiece]:
    """The pieces of one paragraph; `before` is the last number of the list of digits."""
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
    if stretches and stretches[-1][1] and rest and not LEADS_ON.search(text):
        stretches[-1] = with_rest(stretches[-1][0], stretches[-1][1], text[at:].strip(" \u3000，,、"))
    elif rest or not stretches:
        stretches.append((text[at:].lstrip("，,、 "), None))
    if len([s for _, s in stretches if s]) > 1:
        stretches = split_inline(stretches)
    return [
        piece_of(body, statement, paragraph if n == 0 else Paragraph("", place), before if n == 0 else 0)
        for n, (body, statement) in enumerate(stretches)
    ]


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


def statements_in(text: str) -> list[tuple[int, int, Statement]]:
    """The statements inside a paragraph: their ranges and what they say; neighbours are one."""
    found: list[tuple[int, int, Statement]] = []
    for start, end in brackets(text):
        if (text[start] in SQUARE and start == 0) or names_more(text[:start], text[start + 1 : end - 1]):
            continue
        after, ahead = text[end:].lstrip(), text[:start].rstrip()
        follows = bool(found) and not text[found[-1][1] : start].strip(" \u3000，,。；;")
        at_end = only_states(after)
        closes = bool(END.search(ahead)) or follows
        goes_on = after[:1] in tuple("，,、的") or (
            bool(after) and after[0] not in "。；;！" + OPENING and not closes and not marker_of(after)
        )
        if goes_on and not at_end:
            continue
        lists = after[:1] in tuple("；;。") and not UNIT_END.search(ahead) and is_list(text[start + 1 : end - 1])
        closes = closes or lists
        statement = in_bracket(text[start:end], ends_text=closes or at_end, is_apart=bool(END.search(ahead)) or follows)
        if statement is None or not (statement.names_units or statement.people or closes or at_end):
            continue
        if (
            not statement.names_units
            and not statement.people
            and not follows
            and not at_end
            and not next_is_statement(text, end)
        ):
            continue
        if follows:
            first = found.pop()
            found.append((first[0], end, first[2].joined(statement)))
        else:
            found.append((start, end, statement))
    return with_tail(text, found) if found or not (unclosed := in_unclosed(text)) else [unclosed]


def names_more(before: str, inner: str) -> bool:
    """Whether a bracket belongs to the name before it: 各乡镇（街道）, and behind a number 县委宣传部（县文明办）."""
    if KIND_OF_PLACES.fullmatch(inner) or REPORTS_TO.search(before[-LONGEST_NAME:]):
        return True
    marker = marker_of(before)
    name = before[marker.end if marker else 0 :]
    return BODY.fullmatch(name) is not None and is_list(name) and is_list(inner)


def only_states(text: str) -> bool:
    """Whether a text is nothing but brackets of units and deadlines, or nothing at all."""
    rest = text.strip("。；;.，, ")
    return not rest or (rest[0] in OPENING and in_brackets(rest) is not None)


def in_unclosed(text: str) -> tuple[int, int, Statement] | None:
    """The statement at a paragraph's end in a bracket that nobody closed, or closed with another sign."""
    match = UNCLOSED.search(text)
    if match and names_more(text[: match.start()], match[0].strip("。；; " + OPENING + CLOSING)):
        return None
    statement = in_bracket(match[0].rstrip("。；;" + CLOSING) + "）", ends_text=True) if match else None
    return (match.start(), len(text), statement) if match and statement and statement.names_units else None


def next_is_statement(text: str, end: int) -> bool:
    """Whether a bracket of units follows at once."""
    rest = text[end:].lstrip()
    if not rest or rest[0] not in OPENING:
        return False
    ranges = brackets(rest)
    return bool(ranges) and ranges[0][0] == 0 and in_bracket(rest[: ranges[0][1]], ends_text=True) is not None


def with_tail(text: str, found: list[tuple[int, int, Statement]]) -> list[tuple[int, int, Statement]]:
    """The statements, and the labels at the paragraph's end that stand in no bracket (…。责任单位：X。完成时限：Y)."""
    begin = found[-1][1] if found else 0
    for match in labels_of(text[begin:])[:MANY_LABELS]:
        start = begin + match.start()
        ahead = text[:start].rstrip(" \u3000—-" + OPENING)
        if (
            start
            and (not ahead or ahead[-1] in "。；;！？，,\u3000" + CLOSING or text[start - 1] in " \u3000—―－")
            and (ahead or found)
        ):
            statement = labelled(text[start:])
            if statement is not None and (statement.names_units or statement.deadline or statement.people):
                if found and not text[found[-1][1] : start].strip(" \u3000，,。；;"):
                    first = found.pop()
                    return [*found, (first[0], len(text), first[2].joined(statement))]
                return [*found, (len(text[:start].rstrip(" \u3000—")), len(text), statement)]
    sentence = re.search(r"(?<=[。；;！])[^。；;！]{4,}[。；;]?\s*$", text[begin:])
    statement = in_sentence(sentence[0]) if sentence and not found else None
    if sentence and statement:
        return [(sentence.start(), len(text), statement)]
    last = None if found else (behind_dash(text) or by_whom(text))
    return [last] if last else found


def by_whom(text: str) -> tuple[int, int, Statement] | None:
    """The statement with which a paragraph's last sentence ends: …，由县教育局牵头，各镇配合。"""
    match = BY_WHOM.search(text[-LONGEST_CLAUSES:])
    statement = in_sentence(match["by"]) if match else None
    if match is None or statement is None:
        return None
    before = max(len(text) - LONGEST_CLAUSES, 0)
    return before + match.start(), before + match.end(), statement


def behind_dash(text: str) -> tuple[int, int, Statement] | None:
    """The statement behind a dash at a paragraph's end: …——县林业局，6月底前."""
    for dash in DASH.finditer(text):
        rest = DASH.sub("，", text[dash.end() :].strip(" \u3000。；;"))
        if dash.start() < SHORTEST_TASK or not rest:
            continue
        statement = in_list(rest, text[dash.start() :], is_apart=END.search(text[: dash.start()]) is not None)
        if statement is not None and statement.names_units:
            return (dash.start(), len(text), statement)
    return None


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


def unread_units(content: str) -> Iterator[str]:
    """The brackets at the end of sentences of a task's text that begin with names of units and were not understood."""
    for start, end in brackets(content):
        first = next(clauses(content[start + 1 : end - 1]), ("", ""))[0].strip()
        ends = END.search(content[:start]) or content[end:].lstrip()[:1] in ("", "；", ";", "。")
        if ends and is_list(first):
            yield content[start:end]
