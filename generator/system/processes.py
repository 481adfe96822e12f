"""Work that another process does while this one goes on.

A process is forked, so that it finds everything read so far in its memory and only its result has to travel. It
writes nothing but that result: where it fails, or where the system cannot fork, the work is done here instead, when its
result is asked for. Work that may not take more than so much memory is the exception: where its process dies, that is
the answer, and it is not tried again without its limit.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MOST_FILES = 1_024
"""Files that a process has open, at most, unless it asked for more."""

PATIENCE = 4
"""What is added to the nice value of a process that others may go before."""


class DiedError(Exception):
    """A process whose memory is limited ended without its result: it asked for more, or failed."""


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

    Work on what strangers sent gets at most `memory` bytes more than there are, and so it is always done in another
    process where the system can fork; what it says to the terminal when it dies of that is not heard. Work that is not
    waited for most (`is_patient`) leaves the processors to other work.
    """

    def __init__(
        self,
        work: Callable[[], T],
        in_parallel: bool = True,
        memory: int | None = None,
        is_patient: bool = False,
    ) -> None:
        self._begin((work,), in_parallel, memory, PATIENCE if is_patient else 0)
        self._made: list[T] = []

    def _begin(
        self, steps: Sequence[Callable[..., Any]], in_parallel: bool, memory: int | None, patience: int = 0
    ) -> None:
        self._steps, self._memory, self._has_died = steps, memory, False
        self._owner = os.getpid()
        self.process, self._pipe = begun(steps, memory, patience) if in_parallel and can_fork() else (0, -1)
        """The other process, 0 where there is none, and where its results come out."""
        # not closed with the stream: a process that inherits it may have another file under that number
        self._stream = os.fdopen(self._pipe, "rb", closefd=False) if self.process else None

    def result(self) -> T:
        """What the work gave; what it raises is raised here, or DiedError where its memory is limited."""
        if not self._made:
            self._made += self._next()
            if len(self._steps) == 1:
                self.end()
        return self._made[0]

    @property
    def is_ready(self) -> bool:
        """Whether nobody has to wait for another process to get the result."""
        if self._made or self._stream is None or not self._is_waited_for:
            return True
        return bool(select.select([self._stream], [], [], 0)[0])

    @property
    def _is_waited_for(self) -> bool:
        """Whether there is a process that this one began, and not one that this one was copied from."""
        return self.process != 0 and self._owner == os.getpid()

    def _next(self) -> list[Any]:
        """What the next step gives, from the other process or from here."""
        if self._memory is None or not can_fork():
            return self._received() or [self._steps[len(self._made)](*self._made)]
        if not self._is_waited_for and not self._has_died:
            self._made.clear()
            self._begin(self._steps, True, self._memory)
        received = self._received()
        if not received:
            self._has_died = True
            self.end()
            raise DiedError
        return received

    def _received(self) -> list[Any]:
        """What the other process sends next; nothing where it failed."""
        if self._stream is None or not self._is_waited_for:
            return []
        try:
            return [pickle.load(self._stream)]
        except (EOFError, pickle.UnpicklingError):
            return []

    def end(self) -> None:
        """Nobody asks any more: the other process, which has nothing to lose, is ended."""
        if self._stream is not None and self._is_waited_for:
            self._stream.close()
            os.close(self._pipe)
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.process = 0

    def __del__(self) -> None:
        self.end()


class AheadInSteps(Ahead[Any]):
    """Work in steps, each of which is given the results of those before; another process sends each as it is made."""

    def __init__(self, *steps: Callable[..., Any], in_parallel: bool = True, memory: int | None = None) -> None:
        self._begin(steps, in_parallel, memory)
        self._made = []

    def result_of(self, step: int) -> Any:
        """What a step (from 0) gave; what it raises is raised here, or DiedError where its memory is limited."""
        while len(self._made) <= step:
            self._made += self._next()
            if len(self._made) == len(self._steps):
                self.end()
        return self._made[step]


def begun(steps: Sequence[Callable[..., Any]], memory: int | None = None, patience: int = 0) -> tuple[int, int]:
    """The process that does the `steps`, each given the results of those before; (0, -1) where none begins.

    Also the end of the pipe where their results come out.
    """
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
        if memory is not None:
            confine(memory)
        os.nice(patience)
        with os.fdopen(sending, "wb") as stream:
            made: list[Any] = []
            for step in steps:
                made.append(step(*made))
                pickle.dump(made[-1], stream, pickle.HIGHEST_PROTOCOL)
                stream.flush()
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
