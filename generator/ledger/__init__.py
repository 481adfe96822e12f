"""A ledger file (workbook or JSON) to a Ledger, and back; what each of it takes is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator.ledger.reading import LedgerFile, is_json, read, read_workspace

if TYPE_CHECKING:
    from generator.ledger.canonical_book import as_book
    from generator.ledger.checks import check, new_ids, with_ids
    from generator.ledger.json_form import as_json, schema
    from generator.ledger.texts import check_texts

__all__ = [
    "LedgerFile",
    "as_book",
    "as_json",
    "check",
    "check_texts",
    "is_json",
    "new_ids",
    "read",
    "read_workspace",
    "schema",
    "with_ids",
]

HOMES = {
    "as_book": "canonical_book",
    "as_json": "json_form",
    "check": "checks",
    "check_texts": "texts",
    "schema": "json_form",
    "new_ids": "checks",
    "with_ids": "checks",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"generator.ledger.{HOMES[name]}"), name)
