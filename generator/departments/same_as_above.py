"""Tasks whose 牵头单位, 配合单位 or 责任单位 say 同上, to tasks that say what stands above in the same column.

A task that says 同上 in 责任单位 and nothing else stays as it is: it has all that the row above has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from generator.model import Task
from generator.vocabulary import UNIT_COLUMNS

SAME = re.compile(r"[（(]?(?:同上(?:一?[项行栏条])?|同前|〃|″|＂|\"|上同)[）)]?[。]?$")

Spelled = tuple[Task, frozenset[str]]
"""A task, and its columns that said 同上."""


def spelled_out(tasks: Iterable[Task]) -> Iterator[Spelled]:
    """Each task with the wordings for which its 同上 stand; one that nothing stands above is left."""
    above = dict.fromkeys(UNIT_COLUMNS, "")
    for task in tasks:
        said = {column: getattr(task, column) for column in UNIT_COLUMNS}
        same = frozenset(column for column, text in said.items() if text and SAME.match(text.strip()))
        if same and is_whole_row(said):
            yield task, frozenset()
            continue
        if same:
            said |= {column: above[column] for column in same if above[column]}
        above = said
        yield (replace(task, **said) if same else task), same


def is_whole_row(said: dict[str, str]) -> bool:
    """Whether only 责任单位 says anything."""
    return not any(text.strip() for column, text in said.items() if column != UNIT_COLUMNS[0])
