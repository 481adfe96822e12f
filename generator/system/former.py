"""Former ledgers: copies in output/.taizhang/旧版, each with when and why it was kept (former.json beside them)."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.system import disk

INDEX = "former.json"
DATED = r" (\d{4}-\d{2}-\d{2})\D.*"
"""How copies are called: the ledger's name, the day, and what else there is to say."""


class FormerLedger(Struct, frozen=True):
    """A ledger that was replaced."""

    when: str
    """``2021-06-20T08:30:00``, or only the day."""
    why: str
    """Empty: not known."""
    path: str
    """The name of its file in 旧版."""


def keep_ledger(path: Path, folder: Path, note: str, why: str) -> Path:
    """Copy a ledger into `folder`, today's date and `note` in its name, and enter it in the index. Raises OSError."""
    now = datetime.datetime.now()
    kept = disk.keep_copy(path, folder, f"{path.stem} {now.date().isoformat()}{note}{path.suffix}")
    if folder == path.parent:  # a ledger that lies in no workspace
        return kept
    entry = FormerLedger(now.isoformat(timespec="seconds"), why, kept.name)
    disk.replace_file(folder.parent / INDEX, msgspec.json.encode([*entries(folder), entry]), is_precious=False)
    return kept


def entries(folder: Path) -> list[FormerLedger]:
    """The index; nothing if there is none, or it cannot be read: copies are then known by their names."""
    with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.json.decode((folder.parent / INDEX).read_bytes(), type=list[FormerLedger])
    return []


def former_ledgers(folder: Path, ledger: Path) -> list[FormerLedger]:
    """The former states of a ledger, the newest first; copies of earlier programs by the day in their names."""
    known = {entry.path: entry for entry in entries(folder)}
    found = [*unlisted(folder, ledger, known), *known.values()]
    there = [entry for entry in found if entry.path.endswith(ledger.suffix) and (folder / entry.path).is_file()]
    return sorted(there, key=lambda entry: entry.when)[::-1]


def unlisted(folder: Path, ledger: Path, known: dict[str, FormerLedger]) -> Iterator[FormerLedger]:
    """Copies that the index does not have."""
    name = re.compile(re.escape(ledger.stem) + DATED)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = name.fullmatch(path.name)
        if match and path.name not in known:
            yield FormerLedger(match[1], "", path.name)
