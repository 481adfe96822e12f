"""Where in a paragraph units and deadlines are stated: brackets behind sentences, labels, dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.documents.brackets import CLOSED, CLOSING, OPEN, OPENING, SQUARE, brackets, clauses
from generator.documents.labels import labels_of
from generator.documents.numbering import marker_of
from generator.documents.statements import Statement, in_bracket, in_brackets, in_list, in_sentence, labelled
from generator.documents.texts import UNIT_END
from generator.documents.unit_lists import is_list
from generator.documents.whole_paragraphs import END

UNCLOSED = re.compile(rf"[{OPEN}][^{OPEN}{CLOSED}]{{2,200}}[{CLOSED}]?[。；;]?\s*$")
MANY_LABELS = 20
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
HEADED = re.compile(r"^[\u4e00-\u9fff]{2,6}[：:]\s{0,3}")
"""A label before a body's name (信息来源：县水利局)."""
KIND_OF_PLACES = re.compile("(?:街道|苏木|办事处|管委会|党工委|园区|开发区|农场|社区|[市县区旗州乡镇村场居、])+")
"""Inside a bracket that belongs to a group's name: 各乡镇（街道）."""


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
    if KIND_OF_PLACES.fullmatch(inner) and not END.search(before):
        return True
    if REPORTS_TO.search(before[-LONGEST_NAME:]):
        return True
    marker = marker_of(before)
    name = HEADED.sub("", before[marker.end if marker else 0 :])
    if BODY.fullmatch(name) is not None and is_list(name) and is_list(inner):
        return True
    labels = labels_of(before) if is_list(inner) else []
    return bool(labels) and is_list(before[labels[-1].end() :])


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


def unread_units(content: str) -> Iterator[str]:
    """The brackets at the end of sentences of a task's text that begin with names of units and were not understood."""
    for start, end in brackets(content):
        first = next(clauses(content[start + 1 : end - 1]), ("", ""))[0].strip()
        ends = END.search(content[:start]) or content[end:].lstrip()[:1] in ("", "；", ";", "。")
        if ends and is_list(first):
            yield content[start:end]
