"""An original document, read with what people say that its headings mean, or what they said at the last import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.problems import InputError, Place, Problem, errors_in, warning
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator import documents

Read: TypeAlias = "tuple[documents.Imported, Sequence[Problem], Mapping[str, str]]"
"""A document, what is to be told of it, and what people said that its headings mean."""


def read_document(source: Path, tables: Sequence[int], keep_pages: bool, columns: Mapping[str, str] | None) -> Read:
    """Read a document; raises InputError if it cannot be read."""
    from generator import documents

    imported, problems = documents.read(source, tables=tables, columns=columns, keep_pages=keep_pages)
    if imported is None or errors_in(problems):
        raise InputError(problems)
    return imported, problems, columns or {}


def read_as_before(read: Callable[[Mapping[str, str] | None], Read], workspace: Workspace | None) -> Read:
    """Read a revised document with the --columns of the last import, which is told; without, if it has none such."""
    from generator.records.imports import last_columns

    columns = last_columns(workspace) if workspace is not None else {}
    if not columns:
        return read(None)
    try:
        imported, problems, _ = read(columns)
    except InputError:
        return read(None)
    choices = " ".join(f"--columns {heading}={name}" for heading, name in columns.items())
    message = f"照上次导入时说明的栏目读：{choices}"
    told = warning("columns-as-before", Place(), message, "要改的，重新写 --columns。")
    return imported, (*problems, told), columns
