"""A wording without noise to tokens: labels, role words, separators, and the stretches between them that may be names.

责任单位：旗政府办公室、卫健等有关部门配合，下同
label    text         list text etc text role clause note
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from generator.departments import words

Kind = Literal[
    "label", "other-label", "role", "tag", "join", "etc", "list", "clause", "sentence", "rule", "note", "text"
]


class Token(Struct, frozen=True):
    """``text[start:end]`` of the cleaned wording; `role` is that of a label, role word or tag."""

    kind: Kind
    start: int
    end: int
    role: str = ""


_SUFFIXES = "|".join(f"(?P<suffix{i}>{pattern})" for i, (_, pattern) in enumerate(words.SUFFIX_ROLES))
_MARK = re.compile(
    rf"(?P<other>{words.OTHER_LABEL})|(?P<labelled>{words.LABEL}|{words.INNER_LABEL})|(?P<rule>{words.FIRST_LEADS.pattern})|(?P<note>{words.NOTE.pattern}|{words.MARK})"
    rf"|(?P<bracket>{words.BRACKETED})|(?P<as>{words.AS})|{_SUFFIXES}|(?P<join>{words.JOIN})|(?P<etc>{words.ETC})"
    r"|(?P<list>、)|(?P<clause>[，：！？（）〔〕])|(?P<sentence>[；。])"
)
_LABEL = re.compile(words.LABEL)
_SUFFIX_ROLES = {f"suffix{i}": role for i, (role, _) in enumerate(words.SUFFIX_ROLES)}
_PLAIN: dict[str, Kind] = {
    "other": "other-label",
    "rule": "rule",
    "note": "note",
    "join": "join",
    "etc": "etc",
    "list": "list",
    "clause": "clause",
    "sentence": "sentence",
}
_BARE_LABEL = re.compile(words.BARE_LABEL)
_NUMBERING = re.compile(r"(?:[（(]?[0-9一二三四五六七八九十①-⑳]{1,2}[)）.．。、]|[★☆▲△●■◆*※·•]+)")
_TAG = re.compile(rf"(?:为|是|作?为)?(?P<kind>{'|'.join(words.LABEL_ROLES)})(?:责任)?(?:单位|部门|方)?$")
_ROLE_INSIDE = re.compile(
    rf"{words.LABEL.replace('?P<label>', '?:').replace('?P<short_label>', '?:')}|牵头|配合|负责|会同|参与|协助|职责"
)


def tokens(text: str) -> list[Token]:
    """The tokens of a cleaned wording, in order; together they cover it."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at = start = 0  # start: of the stretch that may become a name
    while at < len(text):
        opening = _opening(text, at) if at == start else None
        if opening:
            yield opening
            at = start = opening.end
            continue
        mark = _MARK.search(text, at)
        token = _token(mark, text) if mark else Token("text", len(text), len(text))
        if token.kind == "text" and mark:
            at = token.end
            if at < len(text):
                continue
            token = Token("text", at, at)
        if token.start > start:
            yield Token("text", start, token.start)
        if token.end > token.start:
            yield token
        at = start = token.end
    if start < at:
        yield Token("text", start, at)


def _opening(text: str, at: int) -> Token | None:
    """What may stand only where a name could begin: numbering, a label that lost its colon, words like 由."""
    if found := _NUMBERING.match(text, at):
        return Token("note", at, found.end())
    found = None if _LABEL.match(text, at) else _BARE_LABEL.match(text, at)
    if found and found.end() < len(text):
        return Token("label", at, found.end(), words.LABEL_ROLES[found["bare_label"]])
    if (found := words.LEAD_IN.match(text, at)) and found.end() > at:
        return Token("note", at, found.end())
    if found := words.FUNCTIONAL.match(text, at):
        head = re.search(
            r"承担|负责|涉及|具有|具备|行使|从事|履行|主管|开展|提供|制定|起草|掌握|管理|实施", found.group()
        )
        if head and not re.search(r"[局委办厅部院会府]$|[、，]", found.group()[: head.start()]):
            return Token("text", at, found.end())
    return None


def _token(mark: re.Match[str], text: str) -> Token:
    kind = str(mark.lastgroup)
    start, end = mark.span()
    if kind == "bracket":
        return _bracket(mark, text)
    if kind == "labelled":
        return Token(
            "label", start, end, words.LABEL_ROLES[mark["label"] or mark["short_label"] or mark["inner_label"]]
        )
    if kind == "as":
        return Token("role", start, end, words.LABEL_ROLES[mark["as_role"]])
    if kind in _SUFFIX_ROLES:
        return Token("role", start, end, _SUFFIX_ROLES[kind])
    return Token(_PLAIN[kind], start, end)


def _bracket(mark: re.Match[str], text: str) -> Token:
    """A bracket with a role (（牵头）) is a tag; one that holds a statement is opened; any other is part of a name."""
    start, end = mark.span()
    inside = text[start + 1 : end - 1]
    if text[start] not in "（〔":
        return Token("text", start, end)
    if tag := _TAG.match(inside):
        return Token("tag", start, end, words.LABEL_ROLES[tag["kind"]])
    if words.FIRST_LEADS.search(inside):
        return Token("rule", start, end) if not _ROLE_INSIDE.match(inside) else Token("clause", start, start + 1)
    if words.NOTE.fullmatch(inside) or words.DATED.match(inside):
        return Token("note", start, end)
    if _ROLE_INSIDE.search(inside) or (start == 0 and end >= len(text.rstrip("。；，"))):
        return Token("clause", start, start + 1)
    return Token("text", start, end)
