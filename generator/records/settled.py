"""What was decided against when conflicts were collected, so that the same file is not asked about again."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.system.workspace import Workspace

NAME = "collected.json"


def read_settled(workspace: Workspace) -> frozenset[str]:
    """The fingerprints of rejected texts; none if nothing was decided yet."""
    try:
        return frozenset(map(str, json.loads((workspace.records / NAME).read_text("utf-8"))))
    except (OSError, ValueError, TypeError):
        return frozenset()


def encode(settled: Iterable[str]) -> bytes:
    """What was decided, as the record is written."""
    return json.dumps(sorted(settled), indent=0).encode()
