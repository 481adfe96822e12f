"""An original document to a Ledger: format → blocks → prose and tables → tasks, all of its text accounted for."""

from generator.documents.document import read
from generator.documents.imported import Found, Imported, LeftOut
from generator.documents.plain_tables import tables_of

__all__ = ["Found", "Imported", "LeftOut", "read", "tables_of"]
