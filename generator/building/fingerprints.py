"""Ledgers to fingerprints: what workbooks depend on, each part of it hashed once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping

import msgspec

from generator import __version__, editions
from generator.departments import statements
from generator.model import DepartmentView
from generator.pipeline import Loaded
from generator.views import Part, one_of
from generator.vocabulary import SAME_AS_ABOVE


def parts_of(loaded: Loaded, parts: Mapping[str, list[Part]]) -> dict[str, str]:
    """Department → fingerprint of its part: its tasks with their readings, its roles and answers."""
    tasks, units = loaded.scope.tasks, loaded.units
    known: dict[int, str] = {}  # what several departments share is worked out once
    for position in {part[0] for shares in parts.values() for part in shares}:
        held = units[position]
        mentions = [(mention.name, mention.kind) for mention in held.reading.mentions]
        known[position] = editions.fingerprint((one_of(tasks, position), mentions, held.assignments))
    return {
        name: editions.fingerprint([(known[position], *rest) for position, *rest in shares])
        for name, shares in parts.items()
    }


def whole_source(loaded: Loaded, blocks: Mapping[str, str]) -> str:
    """Fingerprint of all that a workbook of the whole ledger could show; `blocks` are those of its tasks.

    What they say, and what departments have, follows from rows, departments, groups and the ledger's own lines: it need
    not be understood for this.
    """
    scope, ledger = loaded.scope, loaded.ledger
    return editions.fingerprint(
        (
            scope.ledger,
            list(blocks.items()),
            [each.values() for each in (*ledger.departments, *ledger.groups, *ledger.returns)],
            scope.unresolved,
            scope.edition,
            scope.as_of,
        )
    )


def scalars(view: DepartmentView) -> list[object]:
    """A department without its tasks."""
    return [getattr(view, name) for name in view.__struct_fields__ if name != "tasks"]


def task_blocks(loaded: Loaded) -> dict[str, str]:
    """First task of a block → fingerprint of what stands in the rows of its tasks and was answered, with their ids."""
    ids = [task.id for task in loaded.ledger.tasks]
    answers: dict[str, list[object]] = defaultdict(list)
    for answer in loaded.ledger.returns:
        answers[answer.task_id].append(answer.values())
    found: dict[str, str] = {}
    first = 0
    for end, digest in loaded.blocks:
        own = ids[first:end]
        answered = [answers[task] for task in own if task in answers] if answers else []
        known = editions.fingerprint((digest, answered)) if answered else digest
        found[own[0]] = f"{known} {msgspec.json.encode(own).decode()}"
        first = end
    return found


def tasks_in(block: str) -> list[str]:
    """The ids of the tasks of a block."""
    return msgspec.json.decode(block.partition(" ")[2], type=list[str])


def with_followers(loaded: Loaded, changed: Collection[str]) -> set[str]:
    """Tasks of which the rows changed, and those right below that show what stands there (同上)."""
    views, units, tasks = loaded.scope.tasks, loaded.units, loaded.ledger.tasks
    found = set(changed)
    for n in range(1, len(tasks)):
        above, task = tasks[n - 1], tasks[n]
        if above.id not in found or task.id in found:
            continue
        texts = (task.units_text, task.lead_text, task.support_text, task.deadline_text)
        deadline, deadline_above = one_of(views, n).deadline, one_of(views, n - 1).deadline
        follows = (
            any(SAME_AS_ABOVE in text for text in texts)
            or (units[n] is units[n - 1] and task.units_text != above.units_text)
            or (deadline is deadline_above and task.deadline_text != above.deadline_text)
        )
        if follows:
            found.add(task.id)
    return found


def frame(loaded: Loaded) -> str:
    """Fingerprint of what workbooks depend on besides what stands in the rows of tasks.

    The ledger's own lines, departments and groups, the order of tasks, the edition, the day.
    """
    scope, ledger = loaded.scope, loaded.ledger
    order = hashlib.sha256("\x1f".join([task.id for task in ledger.tasks]).encode("utf-8", "surrogatepass"))
    return editions.fingerprint(
        (
            scope.ledger,
            [each.values() for each in (*ledger.departments, *ledger.groups)],
            statements(ledger),
            scope.edition,
            scope.as_of,
            order.hexdigest(),
        )
    )


def circumstances(frame: str, shas: Mapping[str, str], last_number: int) -> str:
    """Fingerprint of what workbooks of some templates (name → SHA-256) depend on besides the rows of tasks."""
    return editions.fingerprint(("blocks", __version__, sorted(shas.items()), last_number, frame))
