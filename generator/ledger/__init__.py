"""A ledger file (workbook or JSON) to a Ledger, and back; what knows JSON is imported only for JSON."""

from typing import TYPE_CHECKING, Any

from generator.ledger.blocks import Block, blocks_of_tasks
from generator.ledger.checks import check, with_ids
from generator.ledger.reading import LedgerReading, is_json, read, reading_of
from generator.ledger.texts import check_texts
from generator.ledger.workbook_form import as_book

if TYPE_CHECKING:
    from generator.ledger.json_form import as_json, schema

__all__ = [
    "Block",
    "LedgerReading",
    "as_book",
    "as_json",
    "blocks_of_tasks",
    "check",
    "check_texts",
    "is_json",
    "read",
    "reading_of",
    "schema",
    "with_ids",
]


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in ("as_json", "schema"):
        raise AttributeError(name)
    from generator.ledger import json_form

    return getattr(json_form, name)
