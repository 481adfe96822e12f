"""Wordings of a returned file, compared where they need not be the same."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

COMPARED = 1_000
"""Characters of two wordings that are compared for their likeness."""


def folded(text: str) -> str:
    """`text` with full-width forms, and the points after numbers, made one: ``１２．`` and ``12、`` are ``12.``."""
    return unicodedata.normalize("NFKC", text).replace("、", ".").replace("。", ".")


def likeness(first: str, second: str) -> float:
    """How alike two wordings are, 0 to 1."""
    return SequenceMatcher(None, first[:COMPARED], second[:COMPARED], autojunk=False).ratio()
