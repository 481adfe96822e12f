"""A ledger to fingerprints of what workbooks depend on, and filled workbooks to fingerprints of what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from operator import eq
from typing import Any

import msgspec

from generator.loading import Loaded
from generator.model import DepartmentView, Row, Table, TableBook
from generator.system.program import program


def fingerprint(value: object) -> str:
    """SHA-256 of a value made of plain types, structs and tuples, the same on every machine."""
    return hashlib.sha256(msgspec.msgpack.encode(value, order="deterministic")).hexdigest()


# ------------------------------------------------------------------------------------------ what workbooks depend on


def parts_of(loaded: Loaded) -> dict[str, str]:
    """Department → fingerprint of its part: its tasks with their readings, its roles and answers."""
    tasks, units, parts = loaded.scope.tasks, loaded.units, loaded.parts
    shared: dict[int, str] = {}  # what several departments share is worked out once
    for position in {part[0] for shares in parts.values() for part in shares}:
        task_units = units[position]
        shared[position] = fingerprint(
            (
                tasks[position],
                [(mention.name, mention.kind) for mention in task_units.mentions],
                task_units.assignments,
            )
        )
    return {
        department: fingerprint([(shared[position], *rest) for position, *rest in shares])
        for department, shares in parts.items()
    }


def whole_ledger(loaded: Loaded) -> str:
    """Fingerprint of all that a workbook of the whole ledger could show.

    What departments have follows from rows, departments and groups: it need not be worked out for this.
    """
    scope, ledger = loaded.scope, loaded.ledger
    records = (ledger.tasks, ledger.departments, ledger.groups, ledger.rounds, ledger.returns)
    return fingerprint(
        (
            scope.ledger,
            [[record.values() for record in kind] for kind in records],
            scope.unresolved,
            scope.edition,
            scope.as_of,
            dict(asked_beside(loaded)),
        )
    )


def asked_beside(loaded: Loaded) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Of each round what was asked, where that is not what departments have now; of the one that counts what was not.

    So a round that is opened shows the same before and after it is recorded.
    """
    for name, asked in loaded.asked.items():
        if name != loaded.scope.round.name:
            yield name, {department: sorted(ids) for department, ids in asked.items()}
            continue
        tasks = {who: [loaded.ledger.tasks[part[0]].id for part in parts] for who, parts in loaded.parts.items()}
        unsent = {who: [id for id in ids if id not in asked.get(who, ())] for who, ids in tasks.items()}
        if unsent := {who: ids for who, ids in unsent.items() if ids}:
            yield name, unsent


def without_tasks(view: DepartmentView) -> list[object]:
    """A department without its tasks."""
    return [getattr(view, name) for name in view.__struct_fields__ if name != "tasks"]


# ------------------------------------------------------------------------------------------ what workbooks show


def content_of(book: TableBook, template: str, marks: Sequence[str]) -> str:
    """Fingerprint of a filled workbook: its values and looks, which cells join, and texts that stand in no cell.

    What is drawn in its template (by its fingerprint), how this program lays it out, and what its hidden sheet says
    (the ledger's title, the round) count too.
    """
    tables = [(table.name, content_of_rows(table.rows), *texts_beside(table)) for table in book.tables]
    return fingerprint((program(), template, list(marks), tables))


def texts_beside(table: Table) -> tuple[object, ...]:
    """Headers, footers, notes and lists of a table, which may have been filled."""
    return table.page.header_footer, table.attachments.comments, table.attachments.validations


def content_of_rows(rows: Sequence[Row]) -> object:
    """What the rows of a table show."""
    return (
        [row.values for row in rows],
        list(joins([row.keys for row in rows])),
        [row.styles for row in rows],
        [row.starts_page for row in rows],
    )


def joins(keys: Sequence[tuple[Any, ...]]) -> Iterator[object]:
    """Which labels of rows are those of the row above, column by column; the numbers of keys do not matter."""
    width = max(map(len, keys), default=0)
    columns: Iterable[tuple[Any, ...]] = zip(*(row or (None,) * width for row in keys), strict=True)
    for number, column in enumerate(columns):
        if any(key is not None for key in column):
            yield number, [key is None for key in column], list(map(eq, column, (None, *column)))
