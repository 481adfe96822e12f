"""Marks of the grammar are looked for only where one of their first characters stands."""

import importlib
import sys
from collections.abc import Iterable
from typing import Any

from generator.departments import tokens, words

parser: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


def begins(pattern: Iterable[Any]) -> tuple[set[str], bool]:
    """The characters that a match may begin with, and whether it may be empty."""
    found: set[str] = set()
    for kind, value in pattern:
        chars, may_be_empty = begins_item(str(kind), value)
        found |= chars
        if not may_be_empty:
            return found, False
    return found, True


def begins_item(kind: str, value: Any) -> tuple[set[str], bool]:
    if kind == "LITERAL":
        return {chr(value)}, False
    if kind == "IN":
        return set().union(*(members(str(each), what) for each, what in value)), False
    if kind == "SUBPATTERN":
        return begins(value[3])
    if kind == "BRANCH":
        branches = [begins(branch) for branch in value[1]]
        return set().union(*(chars for chars, _ in branches)), any(empty for _, empty in branches)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        chars, may_be_empty = begins(value[2])
        return chars, may_be_empty or value[0] == 0
    assert kind in ("ASSERT", "ASSERT_NOT", "AT"), kind
    return set(), True


def members(kind: str, value: Any) -> set[str]:
    if kind == "LITERAL":
        return {chr(value)}
    if kind == "RANGE":
        return {chr(each) for each in range(value[0], value[1] + 1)}
    assert (kind, str(value)) == ("CATEGORY", "CATEGORY_DIGIT")
    return set("0123456789")


def test_every_mark_begins_with_one_of_the_characters_that_are_looked_for():
    chars, may_be_empty = begins(parser.parse(tokens.ALTERNATIVES))
    assert not may_be_empty
    assert "".join(sorted(chars)) == words.MARK_BEGINS


def test_a_rule_about_the_comma_begins_its_clause():
    (rule,) = [each for each in tokens.tokens("县粮食局，县林草局，逗号前为牵头单位") if each.kind == "comma-rule"]
    assert rule.start == len("县粮食局，县林草局，")
