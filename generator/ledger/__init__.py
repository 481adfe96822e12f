"""A ledger file (workbook or JSON) to a Ledger, and back."""

from generator.ledger.checks import check, with_ids
from generator.ledger.json_form import as_json, schema
from generator.ledger.reading import is_json, read
from generator.ledger.texts import check_texts
from generator.ledger.workbook_form import as_book

__all__ = ["as_book", "as_json", "check", "check_texts", "is_json", "read", "schema", "with_ids"]
