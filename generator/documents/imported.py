"""What an original document gives: the ledger, and an account of the whole document."""

from __future__ import annotations

from msgspec import Struct

from generator.model import Ledger


class Found(Struct, frozen=True):
    """A table or the prose of a document: whether it holds tasks, whether they were taken, and what it looks like."""

    kind: str
    """table or prose."""
    place: str
    tasks: int
    used: bool
    number: int = 0
    """What ``--table`` calls it; 0 for the prose."""
    columns: tuple[tuple[str, str], ...] = ()
    """Heading → heading of our own (empty: kept under its own)."""
    sample: tuple[tuple[str, ...], ...] = ()
    """The first rows of a table, as they stand."""


OUTSIDE = "任务前后的文字"


class LeftOut(Struct, frozen=True):
    """A stretch of the document that is not in the ledger, and why."""

    place: str
    text: str
    reason: str


class Imported(Struct, frozen=True):
    """What an original document gave: the ledger without its 单位 sheet, and an account of the whole document."""

    ledger: Ledger
    columns: tuple[tuple[str, str], ...]
    """Heading in the source → heading of our own (empty: kept under its own)."""
    found: tuple[Found, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
