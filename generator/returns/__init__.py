"""Filled-in workbooks to changes of the ledger, by comparing what was sent, what came back and what the ledger says."""

from generator.returns.applying import apply
from generator.returns.choosing import as_book, read_choices
from generator.returns.comparing import AnswerOf, Compared, Current, Edit, compare, refusal
from generator.returns.deciding import Choices, Decided, Rule, decide
from generator.returns.files import Source, others, sources
from generator.returns.gathering import read_all
from generator.returns.reading import Returned, ReturnedLine, ReturnedSheet, read, read_source

__all__ = [
    "AnswerOf",
    "Choices",
    "Compared",
    "Current",
    "Decided",
    "Edit",
    "Returned",
    "ReturnedLine",
    "ReturnedSheet",
    "Rule",
    "Source",
    "apply",
    "as_book",
    "compare",
    "decide",
    "others",
    "read",
    "read_all",
    "read_choices",
    "read_source",
    "refusal",
    "sources",
]
