"""Work on what strangers sent, done by a process whose memory is limited.

The process is forked, so that it finds everything read so far in its memory and only its results travel. It writes
nothing but these. If it dies, that is the answer: the work is never done again without the limit. On systems that
cannot fork, the work is done here; what was sent has been screened before (screening.py).
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_FILES = 1_024
"""Files that a process has open, at most, unless it asked for more."""
RESULT_BYTES = 1024 * 1024
"""What a pipe may hold, so that large results need few turns."""


class DiedError(Exception):
    """The process ended without its result: it asked for more memory, or failed."""


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a copy of this process can go on by itself: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class Confined:
    """Steps of work that a process begins at once, with at most `memory` bytes more than there are.

    It works for the process that made it; another that inherits it must make its own.
    """

    def __init__(self, *steps: Callable[[], Any], memory: int) -> None:
        self._steps = steps
        self._results: list[Any] = []
        self._process, self._pipe = begin(steps, memory) if can_fork() else (0, -1)
        self._owner = os.getpid()
        # not closed with the stream: a process that inherits it may have another file under that number
        self._stream = os.fdopen(self._pipe, "rb", closefd=False) if self._process else None

    def result(self, step: int = 0) -> Any:
        """What a step gave; raises what it raises if it is done here, DiedError if it is not done at all."""
        while len(self._results) <= step:
            self._results.append(self._next())
            if len(self._results) == len(self._steps):
                self.end()
        return self._results[step]

    def _next(self) -> Any:
        if not can_fork():
            return self._steps[len(self._results)]()
        if self._stream is None or self._stream.closed or self._owner != os.getpid():
            raise DiedError
        try:
            return pickle.load(self._stream)
        except (EOFError, pickle.UnpicklingError):
            self.end()
            raise DiedError from None

    def end(self) -> None:
        """End the process: nobody asks for more of its results."""
        if self._stream is not None and not self._stream.closed and self._owner == os.getpid():
            self._stream.close()
            os.close(self._pipe)
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)

    def __del__(self) -> None:
        self.end()


def begin(steps: Sequence[Callable[[], Any]], memory: int) -> tuple[int, int]:
    """A process that does the `steps`, and the end of the pipe where their results come out; (0, -1) if none begins."""
    receiving, sending = os.pipe()
    widen(sending)
    try:
        process = os.fork()
    except OSError:
        os.close(receiving)
        os.close(sending)
        return 0, -1
    if process:
        os.close(sending)
        return process, receiving
    status = 1
    try:
        os.closerange(3, sending)  # a lock of this process must not live on in the other
        os.closerange(sending + 1, MOST_FILES)
        confine(memory)
        with os.fdopen(sending, "wb") as stream:
            for step in steps:
                pickle.dump(step(), stream, pickle.HIGHEST_PROTOCOL)
                stream.flush()
        status = 0
    finally:
        os._exit(status)  # nothing of the parent is cleaned up or flushed twice


def widen(pipe: int) -> None:
    """Let a pipe hold RESULT_BYTES; if that cannot be said it stays as it is."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, RESULT_BYTES)


def confine(memory: int) -> None:
    """Let this process take at most `memory` bytes more, and die without a word or a dump if it asks for more."""
    import resource

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")  # not every system with fork has it
    if pages.exists():
        used = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
