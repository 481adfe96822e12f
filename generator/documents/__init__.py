"""An original document to a Ledger: format → blocks → prose and tables → tasks, all of its text accounted for."""

from generator.documents.document import read
from generator.documents.imported import Found, Imported, LeftOut

__all__ = ["Found", "Imported", "LeftOut", "read"]
