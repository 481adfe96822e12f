"""An original document to a Ledger with repair notes: a reader for each format, then one chain of repairs."""

from generator.documents.reading import Imported, read

__all__ = ["Imported", "read"]
