"""The last whole build: while nothing that it was made from changes, what it found is still so (last.json).

It is only a short cut: without the file, or if any byte of ledger, templates, manifest or program differs, everything
is worked out anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from generator.problems import Problem
from generator.records import JOURNAL, MANIFEST
from generator.system.disk import missing, replace_file
from generator.system.program import program

NAME = "last.json"


class Workbook(msgspec.Struct, frozen=True):
    """A workbook as a build left it."""

    path: str
    """Relative to output/."""
    template: str
    department: str | None
    state: str
    """built, current or failed."""
    reasons: tuple[str, ...] = ()
    pages: int = 0
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return msgspec.structs.asdict(self)


class LastBuild(msgspec.Struct, frozen=True):
    """What the last whole build found, and what it was made from."""

    key: str
    edition: int
    workbooks: tuple[Workbook, ...]
    problems: list[Problem]


def key_of(inputs: Mapping[str, str], manifest: bytes, circumstances: Iterable[str]) -> str:
    """Fingerprint of all that a build is made from; `inputs` are files by name with the SHA-256 of their bytes."""
    parts = (program(), list(circumstances), sorted(inputs.items()), hashlib.sha256(manifest).hexdigest())
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def manifest_bytes(folder: Path) -> bytes:
    """The manifest as it lies on the disk; raises OSError."""
    return (folder / MANIFEST).read_bytes()


def read_last(folder: Path, key: str, output: Path) -> LastBuild | None:
    """The last build if it was made from the same and all its files are there."""
    if (folder / JOURNAL).exists():
        return None
    try:
        last = msgspec.json.decode((folder / NAME).read_bytes(), type=LastBuild)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    if last.key != key or any(missing(output, (workbook.path for workbook in last.workbooks))):
        return None
    return last


def keep_last(folder: Path, key: str, edition: int, workbooks: Iterable[Workbook], problems: Sequence[Problem]) -> None:
    """Remember what a whole build found, as it is then; it is no fault if that cannot be written."""
    current = tuple(msgspec.structs.replace(workbook, state="current", reasons=()) for workbook in workbooks)
    data = msgspec.json.encode(LastBuild(key, edition, current, list(problems)))
    with contextlib.suppress(OSError):
        replace_file(folder / NAME, data, is_precious=False)
