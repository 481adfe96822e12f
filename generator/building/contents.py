"""Filled workbooks to fingerprints of what they show."""

from __future__ import annotations

from generator import editions
from generator.model import TableBook


def content_of(book: TableBook) -> str:
    """Fingerprint of a filled workbook: its values and looks, and which cells join."""
    return editions.fingerprint(
        [
            (table.name, [(row.values, row.keys, row.styles, row.starts_page) for row in table.rows])
            for table in book.tables
        ]
    )
