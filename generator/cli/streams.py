"""Standard output and standard error to somebody who may not listen: the work goes on, and its exit code is its own.

A stream may be closed, its disk full, its reader gone, or its encoding without a character of ours (GBK, where Chinese
Windows sends output to a file). What cannot be said there is lost; nothing else is.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

STANDARD = (0, 1, 2)
"""The numbers of standard input, output and error."""


def make_forgiving() -> None:
    """Let nothing that is said end the program; called once, before anything is said."""
    occupy()
    if cast("TextIO | None", sys.stdin) is None:  # it was closed from the beginning
        sys.stdin = io.TextIOWrapper(io.BytesIO(), "utf-8")
    sys.stdout, sys.stderr = forgiving(sys.stdout), forgiving(sys.stderr)


def occupy() -> None:
    """Keep the numbers of closed streams from the files that are opened next: others would write into those."""
    for number in STANDARD:
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def forgiving(stream: TextIO | None) -> TextIO:
    """The stream, what it cannot take left out; None stands for one that was closed from the beginning."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        return stream
    written = io.BufferedWriter(Unheard(getattr(buffer, "raw", buffer)))  # python -u has no buffer over the file
    return io.TextIOWrapper(written, stream.encoding, "replace", line_buffering=stream.isatty())


class Unheard(io.RawIOBase):
    """Bytes to a file that may not take them; `failure` is why it did not."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.failure: OSError | None = None

    def writable(self) -> bool:
        """Whether it may be written to."""
        return True

    def isatty(self) -> bool:
        """Whether somebody sits there."""
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        """The number of the file."""
        return int(self._raw.fileno())

    def write(self, data: Any) -> int | None:
        """Write what can be written; gives how much is done with."""
        try:
            return cast("int | None", self._raw.write(data))
        except OSError as failure:
            self.failure = failure
            return len(data)


def say_what_was_lost() -> None:
    """Flush both streams, and say on standard error that standard output is not whole: its disk may be full.

    Who closed it, or reads no more of it, knows.
    """
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    failure = raw.failure if isinstance(raw, Unheard) else None
    if failure is not None and failure.errno not in (errno.EPIPE, errno.EBADF):
        sys.stderr.write(f"标准输出写不进去（{failure.strerror}），屏幕或文件里的内容不完整；命令本身已照常执行。\n")
    sys.stderr.flush()


def can_say(text: str, stream: TextIO) -> bool:
    """Whether the stream's encoding has all characters of a text."""
    try:
        text.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
