"""The last whole build: while nothing that it was made from changes, what it found is still so (last.json).

It is only a short cut: without the file, or where any byte of ledger, templates or manifest differs, everything is
worked out anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from generator import __version__
from generator.editions.files import missing
from generator.editions.manifest import JOURNAL
from generator.problems import Problem
from generator.workspace import bytes_of

NAME = "last.json"


class Made(msgspec.Struct, frozen=True):
    """A workbook as the build left it."""

    path: str
    template: str
    department: str | None
    pages: int
    rows: int


class LastRun(msgspec.Struct, frozen=True):
    """What the last whole build found, and what it was made from."""

    key: str
    edition: int
    workbooks: list[Made]
    problems: list[Problem]


def key_of(ledger: Path, templates: Sequence[Path], manifest: bytes, circumstances: Iterable[str]) -> str:
    """Fingerprint of everything that a build is made from; raises OSError where a file cannot be read."""
    digest = hashlib.sha256()
    parts = [__version__, *circumstances, *(path.name for path in templates)]
    for data in (
        *(os.fsencode(part) for part in parts),
        manifest,
        *map(bytes_of, (ledger, *templates)),
    ):
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def read_last(folder: Path, key: str, output: Path) -> LastRun | None:
    """The last build where it was made from the same and all its files are there."""
    if (folder / JOURNAL).exists():
        return None
    try:
        last = msgspec.json.decode((folder / NAME).read_bytes(), type=LastRun)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    if last.key != key or any(missing(output, (each.path for each in last.workbooks))):
        return None
    return last


def encode_last(last: LastRun) -> bytes:
    """The file's bytes."""
    return msgspec.json.encode(last)
