"""An edit of a label, to every task that stands under it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.returns.current import Current
from generator.returns.edits import Edit
from generator.vocabulary import SAME_AS_ABOVE, SHARED, TASK_FIELDS, names

LABELS = names(field for field in TASK_FIELDS if field.is_label)


def spread_labels(edits: Sequence[Edit], current: Current) -> list[Edit]:
    """Give an edit of a label to every task that stands under it.

    A label that covers rows of two pages is printed on both; whoever corrects it on the first page means both.
    So where all edits in a run of tasks that share a label say the same, the other copies follow.
    """
    by_key = {(edit.task_id, edit.field): edit for edit in edits}
    spread = list(edits)
    for name in (*LABELS, *SHARED):
        if not any(edit.field == name for edit in edits):
            continue
        for run in runs(current, name):
            found = [by_key[task_id, name] for task_id in run if (task_id, name) in by_key]
            if found and len(found) < len(run) and len({(edit.theirs, edit.kind) for edit in found}) == 1:
                model = found[0]
                spread += [copy_for(model, task_id, current) for task_id in run if (task_id, name) not in by_key]
    return spread


def copy_for(edit: Edit, task_id: str, current: Current) -> Edit:
    """The same edit for another task under the label."""
    return replace(edit, task_id=task_id, number=current.shown[task_id].get("number", ""))


def runs(current: Current, name: str) -> list[list[str]]:
    """Tasks one below the other that share a label: by its text, or by 同上."""
    found: list[list[str]] = []
    before: tuple[str, ...] | None = None
    for task in current.ledger.tasks:
        shown = current.shown[task.id]
        key = tuple(shown[field] for field in LABELS[: LABELS.index(name) + 1]) if name in LABELS else ()
        joins = key == before if name in LABELS else getattr(task, name).strip() == SAME_AS_ABOVE
        if found and joins and (key and key[-1] if name in LABELS else True):
            found[-1].append(task.id)
        else:
            found.append([task.id])
        before = key
    return found
