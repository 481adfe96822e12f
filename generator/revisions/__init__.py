"""A revised document to the ledger that one has: which task is which, and what changed on either side."""

from generator.revisions.matching import Matches, match
from generator.revisions.merging import Conflict, Merged, merge

__all__ = ["Conflict", "Matches", "Merged", "match", "merge"]
