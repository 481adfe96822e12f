"""A workspace to its ledger and its templates: read side by side, and what a build needs is imported meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from generator import pipeline
from generator.ahead import Ahead
from generator.building.looking import ReadAhead
from generator.pipeline import Loaded
from generator.workspace import Workspace

STAGES = tuple(f"generator.{name}" for name in ("departments", "deadlines", "views", "layout", "mark", "writer"))
"""What a build needs once its ledger is read."""


def begun(workspace: Workspace, only: Sequence[str], day: datetime.date, processes: int) -> tuple[Loaded, ReadAhead]:
    """The ledger, read and understood, and the templates that are asked for.

    One other process parses the ledger, one more reads templates that were never read as they are now.
    """
    paths = [path for path in workspace.templates() if not only or path.stem in only]
    read = partial(pipeline.read_each, paths)
    if processes < 2:
        return pipeline.load(workspace, day), Ahead(read, in_parallel=False)
    reading: list[ReadAhead] = []

    def meanwhile() -> None:
        recalled = pipeline.recall_each(paths)
        reading.append(Ahead(read) if recalled is None else Ahead(lambda: recalled, in_parallel=False))
        for name in STAGES:
            import_module(name)

    loaded = pipeline.load(workspace, day, meanwhile)
    return loaded, reading[0] if reading else Ahead(read)  # a ledger in JSON is parsed by nobody else
