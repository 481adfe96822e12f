"""A command in a process of its own that is killed, or whose disk fails, at its n-th change of the files of a folder.

The moments are those at which Python's audit events say that a file is about to be opened for writing, renamed,
removed, or a folder made: so they are the same on every machine, however fast it is.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from generator.cli import main

CHANGES = frozenset(("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.truncate"))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NEEDS_ROOM = frozenset(("open", "os.rename", "os.mkdir"))
"""What fails on a full disk; what removes or only marks a file does not."""


class Ended(NamedTuple):
    """How a command ended; `code` is None if it was killed."""

    code: int | None
    output: str = ""
    failure: str = ""
    """The exception that nobody caught."""
    moments: int = 0
    """How often it changed a file of the folder."""


Strike = Callable[[int, str], None]
"""What happens at a moment: its number (from 0) and what is about to be done."""


def undisturbed(number: int, event: str) -> None:
    """Nothing happens."""


def killed_at(moment: int) -> Strike:
    """The process dies before its change number `moment`."""

    def strike(number: int, event: str) -> None:
        if number == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    return strike


def full_from(moment: int) -> Strike:
    """The disk is full from change number `moment` on."""

    def strike(number: int, event: str) -> None:
        if number >= moment and event in NEEDS_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return strike


def read_only_from(moment: int) -> Strike:
    """Nothing of the folder can be changed from change number `moment` on."""

    def strike(number: int, event: str) -> None:
        if number >= moment:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    return strike


def run_in_child(
    folder: Path, arguments: Sequence[str], strike: Strike = undisturbed, most_bytes: int | None = None
) -> Ended:
    """Run a command in a forked process; no file that it writes grows beyond `most_bytes`."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            told = json.dumps(run_struck(folder, arguments, strike, most_bytes)).encode()
            while told:  # a pipe is no file: no limit of a file's size holds for it
                told = told[os.write(theirs, told) :]
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    return Ended(*json.loads(told)) if told else Ended(None)


def run_struck(folder: Path, arguments: Sequence[str], strike: Strike, most_bytes: int | None) -> Ended:
    """Run a command in this process, which has no other work left: what watches it cannot be taken off again."""
    moments = 0
    root = folder.resolve()

    def watch(event: str, given: tuple[object, ...]) -> None:
        nonlocal moments
        if event in CHANGES and is_change(event, given, root):
            moments += 1
            strike(moments - 1, event)

    os.chdir(folder)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    sys.addaudithook(watch)
    result = CliRunner().invoke(main, list(arguments))
    exception = None if isinstance(result.exception, SystemExit) else result.exception
    return Ended(result.exit_code, result.output, repr(exception) if exception else "", moments)


def is_change(event: str, given: tuple[object, ...], root: Path) -> bool:
    """Whether an audit event tells of a change below a folder."""
    if event == "open" and not (isinstance(given[2], int) and given[2] & WRITES):
        return False
    path = given[0]
    return isinstance(path, (str, bytes, os.PathLike)) and Path(os.fsdecode(path)).absolute().is_relative_to(root)
