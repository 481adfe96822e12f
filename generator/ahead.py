"""Work that another process does while this one goes on.

A process is forked, so that it finds everything read so far in its memory and only its result has to travel. It
writes nothing but that result: where it fails, or where the system cannot fork, the work is done here instead, when its
result is asked for.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_FILES = 1_024
"""Files that a process has open, at most, unless it asked for more."""


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a copy of this process can go on by itself: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class Ahead(Generic[T]):
    """The result of `work`, begun at once in another process (`in_parallel`) or made when it is asked for.

    Work that may not be trusted yet gets at most `memory` bytes more than there are; what it says to the terminal when
    it dies of that is not heard.
    """

    def __init__(self, work: Callable[[], T], in_parallel: bool = True, memory: int | None = None) -> None:
        self._work = work
        self._owner = os.getpid()
        self._made: list[T] = []
        self.process, self._pipe = begun(work, memory) if in_parallel and can_fork() else (0, -1)
        """The other process, 0 where there is none, and where its result comes out."""

    def result(self) -> T:
        """What the work gave; what it raises is raised here."""
        if not self._made:
            sent = self._received()
            self._made.append(pickle.loads(sent) if sent else self._work())
        return self._made[0]

    @property
    def _is_waited_for(self) -> bool:
        """Whether there is a process that this one began, and not one that this one was copied from."""
        return self.process != 0 and self._owner == os.getpid()

    def _received(self) -> bytes:
        """What the other process sent; nothing where it failed."""
        if not self._is_waited_for:
            return b""
        with os.fdopen(self._pipe, "rb") as stream:
            sent = stream.read()
        _, status = os.waitpid(self.process, 0)
        self.process = 0
        return sent if os.waitstatus_to_exitcode(status) == 0 else b""

    def __del__(self) -> None:
        """Nobody asks any more: the other process, which has nothing to lose, is ended."""
        if self._is_waited_for:
            os.close(self._pipe)
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.process = 0


def begun(work: Callable[[], object], memory: int | None = None) -> tuple[int, int]:
    """The process that does `work`, and the end of the pipe where its result comes out; (0, -1) where none begins."""
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
        gc.disable()
        if memory is not None:
            confine(memory)
        with os.fdopen(sending, "wb") as stream:
            pickle.dump(work(), stream, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # nothing of the parent is cleaned up or flushed twice


def widen(pipe: int) -> None:
    """Let a pipe hold a mebibyte, so that large results need few turns; where that cannot be said it stays as it is."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1024 * 1024)


def confine(memory: int) -> None:
    """Let this process take at most `memory` bytes more, and die without a word or a dump where it would."""
    import resource

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")  # not every system with fork has it
    if pages.exists():
        used = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
