"""A workspace to a build: either the last one is still so, or its ledger and templates are read side by side.

What a build needs is imported while other processes read the ledger, so this module itself imports little.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.ahead import Ahead, processors
from generator.ledger import LedgerReading, reading_of
from generator.workspace import Workspace

if TYPE_CHECKING:
    from generator.building.looking import ReadAhead
    from generator.building.records import Peeked
    from generator.pipeline import BuildReport, Loaded, Progress

STAGES = tuple(
    f"generator.{name}" for name in ("ledger.results", "departments", "deadlines", "views", "layout", "mark", "writer")
)
"""What a build needs once its ledger is read."""


def nothing() -> None:
    """Nothing to do."""


def build(
    workspace: Workspace,
    only: Sequence[str] = (),
    departments: Sequence[str] = (),
    pdf: bool = False,
    jobs: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
    as_of: datetime.date | None = None,
    while_waiting: Callable[[], None] = nothing,
) -> BuildReport:
    """Make what is out of date; raises InputError, with nothing written, where the ledger has errors.

    `while_waiting` is called when there is nothing to do here until another process is done, perhaps twice. The ledger
    begins to be read before it is known whether anything changed: what tells that must be imported first.
    """
    started = time.perf_counter()
    day = as_of or datetime.date.today()
    processes = jobs or processors()
    reading = reading_of(workspace, in_parallel=processes > 1)
    from generator.building.unchanged import still_so

    is_plain = not (only or departments or pdf or force)
    if is_plain and (last := still_so(workspace, day)):
        return replace(last, seconds=time.perf_counter() - started)
    from generator.building.rebuilding import build_anew
    from generator.pipeline import quiet

    given = begun(workspace, only, day, processes, reading, while_waiting)
    report = build_anew(workspace, given, only, departments, pdf, jobs, force, progress or quiet, day, while_waiting)
    return replace(report, seconds=time.perf_counter() - started)


class Begun(Struct, frozen=True):
    """What a run is made from."""

    loaded: Loaded
    templates: ReadAhead
    peeked: Peeked | None


def begun(
    workspace: Workspace,
    only: Sequence[str],
    day: datetime.date,
    processes: int,
    reading: LedgerReading,
    while_waiting: Callable[[], None] = nothing,
) -> Begun:
    """The ledger, read and understood, the templates that are asked for, and what was remembered.

    One more process reads templates that were never read as they are now.
    """
    from generator import pipeline
    from generator.building.records import peek

    paths = [path for path in workspace.templates() if not only or path.stem in only]
    read = partial(pipeline.read_each, paths)
    recalled = pipeline.recall_each(paths) if processes > 1 else None
    templates: ReadAhead = Ahead(read if recalled is None else lambda: recalled, processes > 1 and recalled is None)
    for name in STAGES if processes > 1 else ():
        import_module(name)
    peeked = None if reading.is_ready else peek(workspace)
    if not reading.is_ready:
        while_waiting()
    return Begun(pipeline.load(workspace, day, reading), templates, peeked)
