"""A ledger file (workbook or JSON) to a Ledger, and back; what each of it takes is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator.ledger.reading import LedgerReading, is_json, read, reading_of

if TYPE_CHECKING:
    from generator.ledger.blocks import Block, blocks_of_tasks
    from generator.ledger.checks import check, with_ids
    from generator.ledger.json_form import as_json, schema
    from generator.ledger.texts import check_texts
    from generator.ledger.workbook_form import as_book

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

HOMES = {
    "Block": "blocks",
    "as_book": "workbook_form",
    "as_json": "json_form",
    "blocks_of_tasks": "blocks",
    "check": "checks",
    "check_texts": "texts",
    "schema": "json_form",
    "with_ids": "checks",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"generator.ledger.{HOMES[name]}"), name)
