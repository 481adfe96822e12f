"""Wordings of deadlines to dates, periods and rules; the wording itself is always kept.

The grammar is imported only where a wording must be read.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator.deadlines.checks import check

if TYPE_CHECKING:
    from generator.deadlines.grammar import read_deadline
    from generator.deadlines.pictures import KINDS, as_json, picture

__all__ = ["KINDS", "as_json", "check", "picture", "read_deadline"]

HOMES = {"read_deadline": "grammar", "KINDS": "pictures", "as_json": "pictures", "picture": "pictures"}


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"generator.deadlines.{HOMES[name]}"), name)
