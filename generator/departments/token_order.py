"""What is known of a wording before its names are looked at: tokens that stand fixed, where entries end, what comes."""

from __future__ import annotations

import re

from generator.departments import words
from generator.departments.known_names import KnownNames
from generator.departments.noise import Cleaned
from generator.departments.persons import persons_in
from generator.departments.tokens import Token


def fixed(clean: Cleaned, known: KnownNames) -> list[Token]:
    """What is known before the grammar looks: names as the sheets have them, persons, role words in front."""
    names = [Token(kind, start, end) for start, end, kind in known.stretches(clean)]
    taken = {place for name in names for place in range(name.start, name.end)}
    persons = [Token("person", start, end) for start, end in persons_in(clean) if not taken & {start, end - 1}]
    labels = [label for label in labels_in_front(clean.text) if not taken & {label.start, label.end - 1}]
    taken |= {place for label in (*persons, *labels) for place in range(label.start, label.end)}
    lines = [line for line in remarks(clean) if not taken & {line.start, line.end - 1}]
    return sorted([*names, *persons, *labels, *lines], key=lambda token: token.start)


def remarks(clean: Cleaned) -> list[Token]:
    """Dates, labels of people, and labels below people, that begin a line: white space alone parts them."""
    found = []
    people = _PEOPLE.search(clean.text) if clean.breaks else None
    for at in sorted(clean.breaks):
        before = words.LABEL_BEFORE_SPACE.search(clean.text, max(0, at - 12), at)
        if before and clean.text[at : at + 1] not in _MARKS:
            found.append(Token("label", before.start(), at, words.LABEL_ROLES[before["kind"]]))
        if label := words.LINE_OF_PEOPLE.match(clean.text, at):
            found.append(Token("other-label", at, label.end()))
        elif people and people.end() <= at and (label := words.LINE_LABEL.match(clean.text, at)):
            found.append(Token("label", at, label.end(), words.LABEL_ROLES[label["kind"]]))
        elif time := words.LINE_OF_TIME.match(clean.text, at):
            found.append(Token("clause", at, time.end()))
    return found


_PEOPLE = re.compile(words.OTHER_LABEL)
_MARKS = "，；。、：（）〔〕为是的之"


def labels_in_front(text: str) -> list[Token]:
    """The role words of a wording that has them before its names throughout: 牵头县粮食局，配合县林草局."""
    if not words.ROLE_IN_FRONT.match(text):
        return []
    return [
        Token("label", label.start(), label.end(), words.LABEL_ROLES[label["front"]])
        for label in words.ROLE_IN_FRONT.finditer(text)
    ]


def entries(stream: list[Token], breaks: frozenset[int]) -> list[Token]:
    """The tokens, with the end of an entry before a line that has a label behind its names (A，配合：B⏎C，配合：D)."""
    entries: list[Token] = []
    has_label = False
    for index, token in enumerate(stream):
        is_headed = token.kind == "text" and [after.kind for after in stream[index + 1 : index + 3]] == [
            "clause",
            "label",
        ]
        places = range(token.end - 1, token.start, -1) if is_headed and has_label else ()
        at = next((at for at in places if at in breaks), 0)
        if at:
            entries += (Token("text", token.start, at), Token("sentence", at, at), Token("text", at, token.end))
        else:
            entries.append(token)
        has_label |= token.kind == "label"
    return entries


def pairs_ahead(stream: list[Token]) -> list[bool]:
    """For each token, whether a later entry has a label of helpers behind its names: A，配合单位：B；C，配合单位：D."""
    ahead = [False] * len(stream)
    later = here = False
    for index in range(len(stream) - 1, 0, -1):
        token = stream[index]
        if token.kind == "sentence":
            later, here = later or here, False
        here |= token.kind == "label" and token.role == "support" and stream[index - 1].kind == "clause"
        ahead[index] = later
    return ahead


def roles_ahead(stream: list[Token]) -> list[bool]:
    """For each token, whether a role word follows before its clause ends."""
    ahead = [False] * len(stream)
    for index in range(len(stream) - 2, -1, -1):
        following = stream[index + 1].kind
        ahead[index] = following in ("role", "join") or (
            ahead[index + 1] and following not in ("clause", "sentence", "label", "other-label")
        )
    return ahead
