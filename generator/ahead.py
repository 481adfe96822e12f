"""Work that another process, or another thread, does while this one goes on.

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
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")

MOST_FILES = 1_024
"""Files that a process has open, at most, unless it asked for more."""


Meanwhile: TypeAlias = "AbstractContextManager[None]"
"""What goes on while a block runs that leaves Python to others."""
NOTHING: Meanwhile = nullcontext()


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a copy of this process can go on by itself: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


@contextmanager
def imported_meanwhile(names: Sequence[str]) -> Iterator[None]:
    """Import modules while the block runs: reading a workbook is mostly done where Python is not needed.

    When the block ends the modules are there; one that cannot be imported says so where it is used.
    """

    def import_all() -> None:
        for name in names:
            try:
                import_module(name)
            except ImportError:
                return

    thread = threading.Thread(target=import_all, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


class Ahead(Generic[T]):
    """The result of `work`, begun at once in another process (`in_parallel`) or made when it is asked for."""

    def __init__(self, work: Callable[[], T], in_parallel: bool = True) -> None:
        self._work = work
        self._owner = os.getpid()
        self._made: list[T] = []
        self.process, self._pipe = begun(work) if in_parallel and can_fork() else (0, -1)
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


def begun(work: Callable[[], object]) -> tuple[int, int]:
    """The process that does `work`, and the end of the pipe where its result comes out; (0, -1) where none begins."""
    receiving, sending = os.pipe()
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
        with os.fdopen(sending, "wb") as stream:
            pickle.dump(work(), stream, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # nothing of the parent is cleaned up or flushed twice
