"""Wordings, compared where they need not be the same."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

COMPARED = 1_000
"""Characters of two wordings that are compared for their likeness."""

ALIKE = 0.5
"""From what likeness on two wordings may be of one task."""


def folded(text: str) -> str:
    """`text` with full-width forms, and the points after numbers, made one: ``１２．`` and ``12、`` are ``12.``."""
    return unicodedata.normalize("NFKC", text).replace("、", ".").replace("。", ".")


def likeness(first: str, second: str) -> float:
    """How alike two wordings are, 0 to 1."""
    return SequenceMatcher(None, first[:COMPARED], second[:COMPARED], autojunk=False).ratio()


def may_be(said: str, sent: str) -> bool:
    """Whether a wording may be another one: with words put in or taken out, or with something beside it."""
    return said in sent or sent in said or likeness(said, sent) >= ALIKE
