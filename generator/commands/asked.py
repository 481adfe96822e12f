"""A round and what is known of what was sent to the tasks that each department was asked about in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.loading import Loaded


def asked_in(round_name: str, loaded: Loaded) -> Mapping[str, Sequence[str]]:
    """Department → the tasks (ids) that it was asked about; nothing before the first round, and where no edition says
    whom it asked.

    In the current round those of its tasks that it still has: one that it was not sent yet is not missing, and one that
    was withdrawn since is not asked. In a round that is over, who has which may be another now.
    """
    asked = loaded.asked.get(round_name, {})
    if round_name != loaded.scope.round.name:
        return asked
    tasks = loaded.ledger.tasks
    had = {name: (tasks[part[0]].id for part in loaded.parts.get(name, ())) for name in asked}
    return {name: [task for task in had[name] if task in ids] for name, ids in asked.items()}
