"""The names that a template starts from, and the columns of its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from msgspec.structs import asdict

from generator.model import (
    Scope,
    TaskView,
)
from generator.template.language.views import FIELDS


def names_for(scope: Scope) -> dict[str, Any]:
    """The names that a template starts from, Chinese and English."""
    values = asdict(scope)
    if scope.department is None:
        del values["department"]
    return {name: values[field_name] for name, field_name in FIELDS[Scope].items() if field_name in values}


def extras_of(scope: Scope) -> frozenset[str]:
    """The headings of the ledger's other columns, as far as any task has them."""
    return frozenset(chain.from_iterable(column_of(scope.tasks, "extra")))


def column_of(tasks: Sequence[TaskView], name: str) -> Sequence[Any]:
    """A field of some tasks."""
    return [getattr(task, name) for task in tasks]
