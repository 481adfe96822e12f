"""A wording without noise to tokens: labels, role words, separators, and the stretches between them that may be names.

责任单位：旗政府办公室、卫健等有关部门配合，下同
label    text         list text etc text role clause note
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from generator.departments import words
from generator.departments.group_exceptions import EXCEPT
from generator.departments.group_names import LEVELS_NAME, describes_group, levels_end
from generator.departments.name_parts import ENDING, LEVELS, looks_like_name
from generator.departments.persons import TITLED, is_people

Kind = Literal[
    "label", "other-label", "role", "tag", "join", "etc", "list", "clause", "sentence", "rule", "note", "text",
    "unit", "group", "person", "manner", "mark", "marked-rule", "comma-rule", "except", "holder",
]  # fmt: skip


class Token(Struct, frozen=True, gc=False):
    """``text[start:end]`` of the cleaned wording; `role` is that of a label, role word or tag.

    ``unit`` and ``group`` are names that are known as they stand, ``manner`` says how something is done (结合实际).
    """

    kind: Kind
    start: int
    end: int
    role: str = ""


_SUFFIXES = "|".join(f"(?P<suffix{i}>{pattern})" for i, (_, pattern) in enumerate(words.SUFFIX_ROLES))
_NUMBER_BETWEEN = (
    r"(?<=[\u4e00-\u9fff）])(?:\d{1,2}[.．。、）](?=[\u4e00-\u9fff（]|$)"
    r"|（[\d一二三四五六七八九十]{1,2}）(?=[\u4e00-\u9fff]|$)|[①-⑳])"
)
"""The number of the next entry of a list: 2. in ``1.县教育局2.县财政局``."""
_LABELS_WITH_COLON = (
    rf"(?P<other>{words.OTHER_LABEL})|(?P<matter>{words.MATTER_LABEL})|(?P<task>{words.DUTY})"
    rf"|(?P<labelled>{words.LABEL})"
)
_COMMA_RULE = rf"(?<![^，；。、：（）〔〕])(?P<comma>{words.COMMA_LEADS.pattern})"
ALTERNATIVES = "|".join((
    rf"(?P<number>{_NUMBER_BETWEEN})|(?P<inner>{words.INNER_LABEL})|(?P<marked>{words.MARKED_LEADS.pattern})",
    rf"(?P<rule>{words.FIRST_LEADS.pattern})|(?P<mark>{words.MARK})",
    rf"(?P<note>{words.NOTE.pattern})|(?P<levels>(?<=[和及与、，；。：（])(?<![省市县区旗州盟]、){LEVELS_NAME})",
    rf"(?P<bracket>{words.BRACKETED})|(?P<as>{words.AS})|(?P<manner>{words.MANNER})",
    rf"(?=[{words.SUFFIX_BEGINS}])(?:{_SUFFIXES})|(?P<does>{words.DOES})|(?P<join>{words.JOIN})",
    rf"(?P<etc>{words.ETC}|{words.COUNTED})|(?P<list>、)|(?P<clause>[，：！？（）〔〕])|(?P<sentence>[；。])",
))  # fmt: skip
"""All marks but labels with a colon and a rule about the comma."""
_WITHOUT_COLON = rf"{_COMMA_RULE}|(?=[{words.MARK_BEGINS}])(?:{ALTERNATIVES})"
_MARK = re.compile(f"{_LABELS_WITH_COLON}|{_WITHOUT_COLON}")
_MARK_WITHOUT_COLON = re.compile(_WITHOUT_COLON)
"""For wordings without a colon, most of them: labels need one."""
_LABEL = re.compile(words.LABEL)
_LABELS = ("label_tag", "label", "short_label")
_SUFFIX_ROLES = {f"suffix{i}": role for i, (role, _) in enumerate(words.SUFFIX_ROLES)}
_PLAIN: dict[str, Kind] = {
    "other": "other-label",
    "matter": "note",
    "task": "note",
    "number": "list",
    "manner": "manner",
    "levels": "group",
    "rule": "rule",
    "marked": "marked-rule",
    "comma": "comma-rule",
    "note": "note",
    "mark": "mark",
    "join": "join",
    "etc": "etc",
    "list": "list",
    "clause": "clause",
    "sentence": "sentence",
}
_OTHER_LABEL = re.compile(words.OTHER_LABEL)
_CONNECTOR_END = re.compile(rf"(?:{words.AND})$")
_SENTENCE_END = re.compile("[；。]")
_NUMBERING = re.compile(
    r"第[\d一二三四五六七八九十百]{1,5}条|[（(]?[0-9一二三四五六七八九十①-⑳]{1,2}[)）.．。、]|[①-⑳]|[·•]+|[—–]{2,}|[一二三四五六七八九十]是(?=[\u4e00-\u9fff])"
)
_OPENING = re.compile(
    rf"(?P<number>{_NUMBERING.pattern})|(?P<labelled>{words.LABEL})|(?P<bare>{words.BARE_LABEL}(?!$))"
    rf"|(?P<except>{EXCEPT.pattern})|(?P<statement>{words.SENTENCE.pattern})|(?P<lead_in>{words.LEAD_IN.pattern})"
    rf"|(?P<holder>{TITLED.pattern})"
)
_OPENING_KINDS: dict[str | None, Kind] = {
    "number": "note",
    "except": "except",
    "lead_in": "note",
    "holder": "holder",
}
_TAG = re.compile(
    rf"(?:为|是|作?为)?(?P<kind>{'|'.join(filter(None, words.LABEL_ROLES))})(?:责任)?(?:单位|部门|方)?$"
    "|(?P<side>[主辅牵配])$"
)
_NAME_END = re.compile("[，；。、：（）〔〕]")
_NOUN = re.compile("(?:单位|部门|机构)(?:$|[^\u4e00-\u9fff])")
"""Behind brackets it ends the name that began before them: 各行业主管（监管）部门."""
_RULES: dict[Kind, re.Pattern[str]] = {
    "marked-rule": words.MARKED_LEADS,
    "comma-rule": words.COMMA_LEADS,
    "rule": words.FIRST_LEADS,
}
_ROLE = re.compile("牵头|主办|负责|配合|会同|参与|协助|承办|协办|联合")
_LEFT_OUT = re.compile("除了?[^，；。]{1,40}?(?:之外|以外|外)，(?=[\u4e00-\u9fff])(?![均都其]|一律|所有|全部|不|由)")
"""Whom a sentence leaves out, before those that it names: 除县财政局外，县教育局、县卫健委均负责."""
_SIDES = {"主": "lead", "辅": "support", "牵": "lead", "配": "support"}
_TELEPHONE = re.compile(r"(?:联系)?(?:电话|手机)?：?\d[\d—-]{5,}")
_CARRIED = re.compile("(?:具体|组织)*(?:实施|落实|承办|承担|办理|推进)$")
_AS_INSIDE = re.compile(rf"[\u4e00-\u9fff]{{3}}{re.sub('[?]P<[a-z_]+>', '?:', words.AS)}$")
"""In brackets, as what another body takes part: 县交通局（县公路站为业主单位）."""
_ROLE_INSIDE = re.compile(rf"{re.sub('[?]P<[a-z_]+>', '?:', words.LABEL)}|牵头|配合|负责|会同|参与|协助|职责")


def tokens(text: str, fixed: Sequence[Token] = (), breaks: frozenset[int] = frozenset()) -> list[Token]:
    """The tokens of a cleaned wording, in order; together they cover it. Those that are `fixed` are among them."""
    marks = _MARK if "：" in text else _MARK_WITHOUT_COLON
    found: list[Token] = []
    at = 0
    for token in fixed:
        is_name = token.kind in ("unit", "group")
        last = _before_connector(text, at, token.start) if is_name else token.start
        found += _tokens(text, at, last, marks, breaks)
        found.append(token)
        at = token.end
    return [*found, *_tokens(text, at, len(text), marks, breaks)]


def _before_connector(text: str, first: int, last: int) -> int:
    """Where ``text[first:last]``, which a known name follows, ends without the connector before that name."""
    connector = _CONNECTOR_END.search(text, first, last)
    return connector.start() if connector and connector.start() > first else last


def _tokens(text: str, at: int, last: int, marks: re.Pattern[str], breaks: frozenset[int]) -> Iterator[Token]:
    start = at  # of the stretch that may become a name
    while at < last:
        opening = _opening(text, at, last) if at == start else None
        if opening:
            yield opening
            at = start = opening.end
            continue
        mark = marks.search(text, at, last)
        token = _token(mark, text) if mark else Token("text", last, last)
        if token.kind == "role" and (
            (token.start == start + 1 and _begins_name(text, start, last))
            or (breaks and _begins_line(text, token, last, breaks))
        ):
            token = Token("text", token.start, token.end)
        if token.kind == "text" and mark:
            at = token.end
            if at < last:
                continue
            token = Token("text", at, at)
        before = _before_connector(text, start, token.start) if token.kind == "group" else token.start
        if before > start:
            yield Token("text", start, before)
        if token.end > token.start:
            yield token
        at = start = token.end
    if start < at:
        yield Token("text", start, at)


def _begins_name(text: str, start: int, last: int) -> bool:
    """Whether a level of the office and the verb behind it begin a body's name: 市推进城镇化领导小组办公室."""
    end = found.start() if (found := _NAME_END.search(text, start, last)) else last
    return text[start] in LEVELS and ENDING.search(text, max(start, end - 60), end) is not None


def _begins_line(text: str, token: Token, last: int, breaks: frozenset[int]) -> bool:
    """Whether a verb at the beginning of a line or list begins a body's name: 党群部 规划建设部, 县推进城镇化办公室."""
    is_first = token.start in breaks or text[token.start - 1 : token.start] in ("，", "；", "、")
    first = token.start if is_first else token.start - 1
    if not (is_first or (first in breaks and text[first] in LEVELS)):
        return False
    ends = (at for at in range(token.end, min(last, first + 60)) if at in breaks or text[at] in "，；。、：（）〔〕")
    end = next(ends, min(last, first + 60))
    return ENDING.search(text, first, end) is not None and _ROLE.match(text, token.start) is None


def _opening(text: str, at: int, last: int) -> Token | None:
    """What may stand only where a name could begin: numbering, a label that lost its colon, words like 由."""
    opening = _OPENING.match(text, at, last)
    kind = opening.lastgroup if opening else ""
    if opening and kind == "bare":
        return Token("label", at, opening.end(), words.LABEL_ROLES[opening["bare_label"]])
    if opening and kind == "statement":
        return _statement(text, at, last)
    if opening and kind in _OPENING_KINDS:
        return Token(_OPENING_KINDS[kind], at, opening.end())
    is_after_mark = at and (text[at - 1] in "、，；。：（〔" or (at < 5 and _NUMBERING.fullmatch(text, 0, at)))
    connectors = words.CONNECTOR if is_after_mark else words.CONNECTOR_AFTER_NAME
    if at and (connector := connectors.match(text, at, last)):
        return Token("list", at, connector.end())
    if (end := describes_group(text, at) or levels_end(text, at)) and end <= last:
        return Token("text", at, end)
    return None


def _statement(text: str, at: int, last: int) -> Token:
    """A sentence about the document, to its end; it may say that the first unit leads."""
    end = found.start() if (found := _SENTENCE_END.search(text, at, last)) else last
    end = left_out.end() if (left_out := _LEFT_OUT.match(text, at, end)) else end
    rule = words.FIRST_LEADS.search(text, at, end)
    return Token("rule" if rule else "note", at, end)


def _token(mark: re.Match[str], text: str) -> Token:
    kind = str(mark.lastgroup)
    start, end = mark.span()
    if kind == "bracket":
        return _bracket(mark, text)
    if kind == "labelled":
        said = next(filter(None, map(mark.group, _LABELS)), "责任" if mark["duty_label"] else "")
        return Token("label", start, end, words.LABEL_ROLES["" if text.startswith("其", start) else said])
    if kind == "inner":
        return Token("label", start, end, words.LABEL_ROLES[mark["inner_label"]])
    if kind == "as":
        return Token("role", start, end, words.LABEL_ROLES[mark["as_role"]] if mark["as_role"] else "carry-out")
    if kind == "does":
        return Token("role", start, end, "does")
    if kind in _SUFFIX_ROLES:
        return Token("role", start, end, _said_by(text[start:end], _SUFFIX_ROLES[kind]))
    return Token(_PLAIN[kind], start, end)


def _said_by(word: str, role: str) -> str:
    """The role that a word says: 落实 and 分工负责 alone are weaker than 负责."""
    if role != "owner":
        return role
    if "分工" in word:
        return "duty"
    return "carry-out" if words.CARRIED.search(word) and not words.OWNED.search(word) else role


def _has_names(text: str) -> bool:
    """Whether names of bodies stand in `text`, before a rule of the document."""
    return any(looks_like_name(name) and not name.endswith(("单位", "部门")) for name in re.split("[、，；]", text))


def _names_who_carries_out(text: str) -> bool:
    """Whether `text` is a body and that it carries out the work: 县住房保障中心具体实施."""
    carried = _CARRIED.search(text)
    return carried is not None and looks_like_name(text[: carried.start()])


def _bracket(mark: re.Match[str], text: str) -> Token:
    """A bracket with a role (（牵头）) is a tag; one that holds a statement is opened; any other is part of a name."""
    start, end = mark.span()
    inside = text[start + 1 : end - 1]
    if text[start] not in "（〔":
        return Token("text", start, end)
    if (tag := _TAG.match(inside)) and not _NOUN.match(text, end):
        return Token("tag", start, end, _SIDES[tag["side"]] if tag["side"] else words.LABEL_ROLES[tag["kind"]])
    if start == 0 and end >= len(text.rstrip("。；，")):
        return Token("clause", start, start + 1)
    for kind, pattern in _RULES.items():
        if rule := pattern.search(inside):
            is_opened = _ROLE_INSIDE.match(inside) or _has_names(inside[: rule.start()])
            return Token("clause", start, start + 1) if is_opened else Token(kind, start, end)
    if words.NO_LEAD.match(inside):
        return Token("note", start, end)
    is_of_people = _OTHER_LABEL.match(inside) and not _LABEL.search(inside)
    if words.NOTE.fullmatch(inside) or words.DATED.match(inside) or is_of_people:
        return Token("note", start, end)
    if is_people(_TELEPHONE.sub("", inside).strip("，、：；")):
        return Token("person", start, end)
    if (
        _ROLE_INSIDE.search(inside)
        or _AS_INSIDE.search(inside)
        or words.NOTE.match(inside)
        or _names_who_carries_out(inside)
    ):
        return Token("clause", start, start + 1)
    return Token("text", start, end)
