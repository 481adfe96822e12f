"""Many returned workbooks at once: read by several processes, given in the order in which they were named.

What strangers sent is read by processes whose memory is limited: a workbook that makes its reader end is told, and
the others are collected all the same.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from generator.returns import files
from generator.returns.files import Source
from generator.returns.reading import Read, read_source
from generator.system import screening
from generator.system.processes import Confined, DiedError, processors

MEMORY = 2 * 1024**3
"""Bytes that reading returned workbooks may take in each process."""
FEWEST, MOST = 32, 64
"""Workbooks that a process is handed at a time: what it read waits in a pipe, and where that is full it stops. What of
them comes from one zip is read from it in one go."""


class PackedRead(Struct, frozen=True, gc=False):
    """What a file returns, as it came from the process that read it: unpacked it would take three times the memory."""

    data: bytes
    codes: tuple[str, ...]
    """Of its problems."""

    def read(self) -> Read:
        """What the file returns."""
        read: Read = pickle.loads(self.data)
        return read


def packed(read: Read) -> PackedRead:
    """What a file returns, packed until it is compared."""
    return PackedRead(pickle.dumps(read, pickle.HIGHEST_PROTOCOL), tuple(problem.code for problem in read[1]))


def read_packed(source: Source) -> PackedRead:
    """What `read_source` gives for a source, packed."""
    return packed(read_source(source))


def read_all(
    found: Sequence[Source],
    progress: Callable[[int], None] = lambda done: None,
    jobs: int | None = None,
    fewest: int = FEWEST,
) -> list[PackedRead]:
    """What `read_packed` gives for every source; `progress` is called with how many are done.

    A process is handed at least `fewest` at a time.
    """
    processes = jobs or processors()
    at_once = min(MOST, max(fewest, -(-len(found) // processes)))
    batches = [found[start : start + at_once] for start in range(0, len(found), at_once)]
    begun: deque[tuple[Sequence[Source], Confined]] = deque()
    made: list[PackedRead] = []
    for number in range(len(batches)):
        while len(begun) < processes and number + len(begun) < len(batches):
            batch = batches[number + len(begun)]
            begun.append((batch, reading_of(batch)))
        for read in read_batch(*begun.popleft()):
            made.append(read)
            progress(len(made))
    files.close_archives()
    return made


def reading_of(batch: Sequence[Source]) -> Confined:
    """A process that reads these, one after another."""
    import python_calamine  # noqa: F401 (imported once, and not by every process)

    return Confined(*(partial(read_packed, source) for source in batch), memory=MEMORY)


def read_batch(batch: Sequence[Source], reading: Confined) -> Iterator[PackedRead]:
    """What a process reads; where it dies of one source, that is told, and another process goes on with the next."""
    first = 0
    for number, source in enumerate(batch):
        try:
            yield reading.result(number - first)
        except DiedError:
            yield packed((None, (screening.unbearable(source.shown),)))
            first = number + 1
            if first < len(batch):
                reading = reading_of(batch[first:])
