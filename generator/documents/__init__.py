"""An original document to a Ledger: format → blocks → prose and tables → tasks, all of its text accounted for."""

from generator.documents.document import Found, Imported, LeftOut, read

__all__ = ["Found", "Imported", "LeftOut", "read"]
