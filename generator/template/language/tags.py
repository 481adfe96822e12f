"""Cell text to pieces: words as they stand, and tags in the braces of Jinja2.

Staff type with a Chinese input method, so full-width braces, bars and quotes are the commonest mistake: Jinja2 lets
``｛｛x｝｝`` pass as text and calls ``｜`` an unexpected character. Here each is named, with what to type instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct

from generator.template.language.mistakes import Mistake

OPENERS: dict[str, Literal["value", "statement", "comment"]] = {"{{": "value", "{%": "statement", "{#": "comment"}
CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}

MAX_TAG_TOKENS = 400
"""Longer tags are attacks: the parser and the compiler go one call deeper for each operator."""
MAX_TAG_DEPTH = 25
"""Brackets in brackets."""

FULL_WIDTH = dict(zip("｛｝｜（），：；．＝＋－＊／％＜＞！［］＿～＂＇", "{}|(),:;.=+-*/%<>![]_~\"'", strict=True))
FULL_WIDTH.update({"“": "'", "”": "'", "‘": "'", "’": "'", "。": ".", "【": "[", "】": "]"})

STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
BRACES = re.compile(r"[{｛][{｛%％]|[}｝%％][}｝]|[{｛]#|#[}｝]")
TOKEN = re.compile(r"\w+|[^\w\s]")


class TextPiece(Struct, frozen=True):
    """A stretch of a cell's text: words (``text``) or one tag with its braces; `inner` is what stands in them."""

    kind: Literal["text", "value", "statement", "comment"]
    text: str
    inner: str = ""

    @property
    def word(self) -> str:
        """The first word of a statement: ``for``, ``endif``, …"""
        return self.inner.split(None, 1)[0] if self.inner.strip() else ""


def has_tags(text: str) -> bool:
    """Whether there is anything in a text that is a tag or was meant as one."""
    return BRACES.search(text) is not None


def split_text(text: str) -> tuple[TextPiece, ...]:
    """The pieces of a cell's text, in order; raises Mistake for braces that are full-width, unclosed or left over."""
    pieces: list[TextPiece] = []
    at = 0
    while match := BRACES.search(text, at):
        braces = match.group()
        if not braces.isascii():
            raise full_width_braces(braces)
        if braces not in OPENERS:
            raise Mistake("stray-braces", f"多出“{braces}”，前面没有与它成对的“{opener_of(braces)}”", "请补上或删去。")
        if match.start() > at:
            pieces.append(TextPiece("text", text[at : match.start()]))
        at = end_of_tag(text, match.start(), braces)
        inner = text[match.start() + 2 : at - 2].strip("-+").strip()
        pieces.append(TextPiece(OPENERS[braces], text[match.start() : at], inner))
    if at < len(text):
        pieces.append(TextPiece("text", text[at:]))
    for piece in pieces:
        check_inside(piece)
    return tuple(pieces)


def opener_of(closer: str) -> str:
    """The braces that open what `closer` closes."""
    return {close: opener for opener, close in CLOSERS.items()}[closer]


def full_width_braces(braces: str) -> Mistake:
    """The mistake of full-width braces."""
    meant = "".join(FULL_WIDTH.get(char, char) for char in braces)
    return Mistake("full-width", f"有全角的“{braces}”，不会当作标签", f"请改为半角“{meant}”。")


def end_of_tag(text: str, start: int, opener: str) -> int:
    """Where the tag that opens at `start` ends; quoted words inside may hold braces."""
    closer = CLOSERS[opener]
    if opener == "{#":
        end = text.find(closer, start)
        if end < 0:
            raise unclosed(text[start:], closer)
        return end + 2
    at = start + 2
    while at < len(text):
        if text.startswith(closer, at):
            return at + 2
        quoted = STRING.match(text, at)
        if text[at : at + 2] in OPENERS:
            break
        if text[at] in "｝％" and text[at : at + 2] not in CLOSERS.values() and BRACES.match(text, at):
            raise full_width_braces(text[at : at + 2])
        at = quoted.end() if quoted else at + 1
    raise unclosed(text[start:], closer)


def unclosed(text: str, closer: str) -> Mistake:
    """The mistake of a tag without its end."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    return Mistake("unclosed-tag", f"标签没有写完：“{shown}”缺少“{closer}”", f"请在标签末尾补上“{closer}”。")


def check_inside(piece: TextPiece) -> None:
    """Raise Mistake for what no tag can hold: full-width signs outside quotes, nothing at all, far too much."""
    if piece.kind not in ("value", "statement"):
        return
    if not piece.inner:
        raise Mistake("empty-tag", f"标签“{piece.text}”里没有内容", "请写上名称，如“{{ 任务.具体任务 }}”，或删去标签。")
    bare = STRING.sub("''", piece.inner)
    for char in bare:
        if char in FULL_WIDTH:
            what = "中文引号" if char in "“”‘’" else f"全角的“{char}”"
            raise Mistake("full-width", f"标签“{piece.text}”里有{what}", f"请改为半角“{FULL_WIDTH[char]}”。")
        if char == "、":
            raise Mistake("full-width", f"标签“{piece.text}”里有“、”", "文字要放在半角引号里，如 '、'。")
    tokens = TOKEN.findall(bare)
    if len(tokens) > MAX_TAG_TOKENS or depth_of(tokens) > MAX_TAG_DEPTH:
        raise Mistake("tag-too-long", "标签太长，或括号套得太深", "请用“{% set 名称 = … %}”分成几步来写。")


def depth_of(tokens: list[str]) -> int:
    """How deep brackets stand in brackets, or signs and `not` before one another."""
    depth = deepest = run = 0
    for token in tokens:
        depth += (token in "([{") - (token in ")]}") if len(token) == 1 else 0
        run = run + 1 if token in ("not", "-", "+", "if", "else") else 0
        deepest = max(deepest, depth, run)
    return deepest


def intended_word(text: str, words: Iterable[str]) -> str:
    """The one of `words` that a statement with a mistake in it was most likely meant to begin with, or nothing."""
    match = re.match(r"\s*[{｛][%％]\s*(\w+)", text)
    return next(iter(get_close_matches(match[1], list(words), 1, 0.6)), "") if match else ""
