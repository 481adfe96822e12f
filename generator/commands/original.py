"""An original document, read with what people say that its headings mean, or what they said at the last import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.problems import InputError, Place, Problem, errors_in, warning
from generator.records.imports import Choices

if TYPE_CHECKING:
    from generator import documents

Read: TypeAlias = "tuple[documents.Imported, Sequence[Problem], Choices]"
"""A document, what is to be told of it, and what people said of it."""


def read_document(source: Path, keep_pages: bool, choices: Choices) -> Read:
    """Read a document; raises InputError if it cannot be read."""
    from generator import documents

    tables, columns = choices.tables, choices.columns
    imported, problems = documents.read(source, tables=tables, columns=columns, keep_pages=keep_pages)
    if imported is None or errors_in(problems):
        raise InputError(problems)
    return imported, problems, choices


def read_as_before(source: Path, keep_pages: bool, choices: Choices) -> Read:
    """Read a revised document with the `choices` of the last import; without, if that fails. Either is told."""
    try:
        imported, problems, choices = read_document(source, keep_pages, choices)
        told = warning("read-as-before", Place(), f"照上次导入时说明的读：{choices.words}", "要改的，重新写明。")
    except InputError:
        message = f"上次导入时说明的 {choices.words} 这份文件用不上，没有照它读"
        advice = "请先加 --dry-run 看取的是哪些表、哪些栏；要指明的，重新写明。"
        told = warning("not-read-as-before", Place(str(source)), message, advice)
        imported, problems, choices = read_document(source, keep_pages, Choices())
    return imported, (*problems, told), choices
