"""Tasks with their readings and deadlines to what templates see of them, whoever has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.model import Deadline, Mention, Task, TaskUnits, TaskView
from generator.vocabulary import ROLES, SAME_AS_ABOVE, SHARED, TASK_FIELDS


def task_views(
    tasks: Sequence[Task], units: Sequence[TaskUnits], deadlines: Sequence[Deadline]
) -> tuple[TaskView, ...]:
    """All tasks, 同上 replaced by the wording above; a task and those that say 同上 below it share a group number."""
    columns: dict[str, Sequence[Any]] = {
        field.name: [getattr(task, field.name) for task in tasks] for field in TASK_FIELDS
    }
    groups = {}
    for name in SHARED:
        columns[name], groups[name] = resolved(columns[name])
    columns["number"] = list(map(plain_number, columns["number"]))
    columns["units_group"], columns["deadline_group"] = groups["units_text"], groups["deadline_text"]
    # tasks of the same wording share what was read
    named = {key: names_by_role(one.mentions) for key, one in dict(zip(map(id, units), units, strict=True)).items()}
    for role in ROLES:
        columns[role.names_field] = [named[id(one)][role.name] for one in units]
    columns["deadline"] = deadlines
    columns["extra"] = [dict(task.extra) for task in tasks]
    in_order = TaskView.__struct_fields__[: len(columns)]
    return tuple(map(TaskView, *map(columns.__getitem__, in_order)))


def plain_number(text: str) -> int | str:
    """A number as printed: ``12`` is a number, ``（十二）`` a text."""
    return int(text) if text.isascii() and text.isdigit() else text


def resolved(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """A column's texts, 同上 replaced by the text above, and the number of the group (from 1) that shares each.

    What says 同上 in the first row shares what is not there: an empty text, in group 0.
    """
    above, group = "", 0
    found: list[str] = []
    groups: list[int] = []
    for text in texts:
        if text.strip() != SAME_AS_ABOVE:
            above, group = text, group + 1
        found.append(above)
        groups.append(group)
    return found, groups


def names_by_role(mentions: Sequence[Mention]) -> Mapping[str, tuple[str, ...]]:
    """The names of a wording by role, left-out prefixes and suffixes restored."""
    return {role.name: tuple(mention.full_name for mention in mentions if mention.role == role.name) for role in ROLES}
