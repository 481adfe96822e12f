"""Filled-in workbooks to changes of the ledger, by comparing what was sent, what came back and what the ledger says."""

from generator.returns.applying import apply
from generator.returns.choosing import as_book, read_choices, without_effect
from generator.returns.comparing import compare, refusal
from generator.returns.converting import with_old_formats
from generator.returns.current import AnswerOf, Current
from generator.returns.deciding import Choices, Decided, Rule, decide
from generator.returns.edits import Compared, Edit
from generator.returns.files import DOCUMENT_SUFFIXES, Source, others, sources
from generator.returns.gathering import PackedRead, packed, read_all
from generator.returns.matching import match
from generator.returns.reading import (
    Read,
    Returned,
    ReturnedLine,
    ReturnedSheet,
    bytes_of,
    input_headings,
    label_of,
    plain_words,
    read,
    read_source,
    words_in,
)
from generator.returns.recipients import Recipients
from generator.returns.saving import saved_at
from generator.returns.unmarked import Unmarked, unmarked
from generator.returns.words import WORDS, not_collected, without_ours

__all__ = [
    "DOCUMENT_SUFFIXES",
    "WORDS",
    "AnswerOf",
    "Choices",
    "Compared",
    "Current",
    "Decided",
    "Edit",
    "PackedRead",
    "Read",
    "Recipients",
    "Returned",
    "ReturnedLine",
    "ReturnedSheet",
    "Rule",
    "Source",
    "Unmarked",
    "apply",
    "as_book",
    "bytes_of",
    "compare",
    "decide",
    "input_headings",
    "label_of",
    "match",
    "not_collected",
    "others",
    "packed",
    "plain_words",
    "read",
    "read_all",
    "read_choices",
    "read_source",
    "refusal",
    "saved_at",
    "sources",
    "unmarked",
    "with_old_formats",
    "without_effect",
    "without_ours",
    "words_in",
]
