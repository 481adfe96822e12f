"""Ledgers to fingerprints: what workbooks depend on, each part of it hashed once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter

from generator import __version__, editions
from generator.model import Answer, Department, DepartmentView, Group
from generator.pipeline import Loaded
from generator.views import Part


def parts_of(loaded: Loaded, parts: Mapping[str, list[Part]]) -> dict[str, str]:
    """Department → fingerprint of its part: its tasks with their readings, its roles and answers."""
    tasks, units = loaded.scope.tasks, loaded.units
    known: dict[int, str] = {}  # what several departments share is worked out once
    for position in {part[0] for shares in parts.values() for part in shares}:
        held = units[position]
        mentions = [(mention.name, mention.kind) for mention in held.reading.mentions]
        known[position] = editions.fingerprint((tasks[position], mentions, held.assignments))
    return {
        name: editions.fingerprint([(known[position], *rest) for position, *rest in shares])
        for name, shares in parts.items()
    }


def whole_source(loaded: Loaded) -> str:
    """Fingerprint of all that a workbook of the whole ledger could show.

    What departments have follows from tasks, departments, groups and rules: it need not be worked out for this.
    """
    scope, ledger = loaded.scope, loaded.ledger
    return editions.fingerprint(
        (
            scope.ledger,
            scope.tasks,
            [*map(plain, ledger.departments), *map(plain, ledger.groups), *map(plain, ledger.returns)],
            scope.unresolved,
            scope.edition,
            scope.as_of,
        )
    )


def plain(record: Department | Group | Answer) -> list[object]:
    """A record of the ledger without its place."""
    return [getattr(record, name) for name in record.__struct_fields__ if name != "origin"]


def scalars(view: DepartmentView) -> list[object]:
    """A department without its tasks."""
    return [getattr(view, name) for name in view.__struct_fields__ if name != "tasks"]


TEXTS = (
    *("id", "section", "item", "content", "units_text", "lead_text", "support_text", "deadline_text"),
    "remark",
)
texts_of = attrgetter(*TEXTS)


def task_fingerprints(loaded: Loaded) -> dict[str, str]:
    """Task id → fingerprint of all that a department's workbook could show of it.

    Not the numbers of merge keys, which shift when a task is put in above, but the task where a shared cell begins.
    """
    answers: dict[str, list[list[object]]] = defaultdict(list)
    for answer in loaded.ledger.returns:
        answers[answer.task_id].append(plain(answer))
    known: dict[int, str] = {}  # readings and deadlines that tasks share
    units_begin: dict[int, str] = {}
    deadline_begins: dict[int, str] = {}
    found: dict[str, str] = {}
    for task, held in zip(loaded.scope.tasks, loaded.units, strict=True):
        if id(held) not in known:
            mentions = [(mention.name, mention.kind) for mention in held.reading.mentions]
            known[id(held)] = editions.fingerprint((mentions, held.assignments))
        if id(task.deadline) not in known:
            known[id(task.deadline)] = editions.fingerprint(task.deadline)
        parts = [
            *texts_of(task),
            str(task.number),
            known[id(held)],
            known[id(task.deadline)],
            units_begin.setdefault(task.units_group, task.id),
            deadline_begins.setdefault(task.deadline_group, task.id),
        ]
        if task.starts_page or task.extra or task.id in answers:
            parts.append(editions.fingerprint((task.starts_page, task.extra, answers.get(task.id))))
        text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        found[task.id] = hashlib.blake2b(text, digest_size=10).hexdigest()
    return found


def circumstances(loaded: Loaded, shas: Mapping[str, str], last_number: int) -> str:
    """Fingerprint of what departments' workbooks depend on besides their tasks.

    The templates (name → SHA-256), the ledger's own lines, departments and groups, the order of tasks, the editions,
    the day.
    """
    scope, ledger = loaded.scope, loaded.ledger
    order = hashlib.sha256("\x1f".join(task.id for task in scope.tasks).encode("utf-8", "surrogatepass"))
    return editions.fingerprint(
        (
            (__version__, sorted(shas.items()), last_number),
            scope.ledger,
            [*map(plain, ledger.departments), *map(plain, ledger.groups)],
            scope.edition,
            scope.as_of,
            order.hexdigest(),
        )
    )
