"""Many returned workbooks at once: read by several processes, given in the order in which they were named."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from generator.problems import Problem
from generator.returns.files import Source
from generator.returns.reading import Returned, read_source

Read = tuple[Returned | None, tuple[Problem, ...]]

WORTH_PROCESSES = 200
"""Fewer workbooks are read sooner than other processes have started."""
AT_ONCE = 32
"""Workbooks that a process is handed at a time."""


def read_all(
    found: Sequence[Source], progress: Callable[[int], None] = lambda done: None, jobs: int | None = None
) -> list[Read]:
    """What `read_source` gives for every source; `progress` is called with how many are done."""
    processes = min(jobs or os.cpu_count() or 1, len(found) // AT_ONCE or 1)
    if processes < 2 or len(found) < WORTH_PROCESSES:
        return [tell(read_source(source), done, progress) for done, source in enumerate(found, 1)]
    with ProcessPoolExecutor(processes) as pool:
        read = pool.map(read_source, found, chunksize=AT_ONCE)
        return [tell(each, done, progress) for done, each in enumerate(read, 1)]


def tell(read: Read, done: int, progress: Callable[[int], None]) -> Read:
    """`read`, and say how many are done."""
    progress(done)
    return read
