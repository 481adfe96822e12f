"""Records that go with a ledger that is about to be written: they count once that ledger lies in its place.

The ledger and what is remembered of it are two files. A run that is killed between them would leave a ledger that
nobody remembers having written: what was imported would be imported once more, what was collected would be a conflict.
Who takes the lock next puts the records in their places if the ledger was written, even if somebody saved it since.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from generator.system import disk
from generator.system.workspace import Workspace
from generator.vocabulary import KEYED_MEMBERS

NAME = "pending.json"
FOLDER = "pending"
"""Of the ledger as it was and as it is to be, by which a copy that somebody saved since is told."""
MEMBERS = ("tasks", *KEYED_MEMBERS)


class Pending(Struct):
    """What is to be remembered once the file at `ledger` has the SHA-256 `digest`."""

    ledger: str
    digest: str
    records: dict[str, bool]
    """`Kept`."""
    former: str = ""
    """SHA-256 of the file that lay there before; empty: none did."""


Kept: TypeAlias = Mapping[str, bool]
"""Name of a record → whether it lies in FOLDER; if not, it is forgotten."""


def lay_by(workspace: Workspace, records: Mapping[str, bytes | Iterable[bytes] | None]) -> Kept:
    """Write records where they wait for their ledger; None: it is to be forgotten. Raises OSError."""
    folder = workspace.records / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in records.items():
        if record is not None:
            disk.replace_file(folder / name, record)
    return {name: record is not None for name, record in records.items()}


def announce(workspace: Workspace, ledger: Path, data: bytes, records: Kept) -> None:
    """Say that records wait until their ledger, whose file will be `data`, is written; raises OSError."""
    folder = workspace.records / FOLDER
    disk.replace_file(folder / f"new{ledger.suffix}", data)
    former = disk.digest_of(ledger)
    if former:
        disk.replace_file(folder / f"former{ledger.suffix}", ledger.read_bytes())
    pending = Pending(str(ledger.absolute()), disk.sha_of(data), dict(records), former)
    disk.replace_file(workspace.records / NAME, msgspec.json.encode(pending))


def remember(workspace: Workspace, records: Kept) -> None:
    """Put the records of a ledger that lies in its place in theirs; what was announced is done. Raises OSError."""
    for name, is_kept in records.items():
        path = workspace.records / Path(name).name
        waiting = workspace.records / FOLDER / path.name
        if not is_kept:
            path.unlink(missing_ok=True)
        elif waiting.exists():  # a run that was killed may have moved it
            os.replace(waiting, path)  # noqa: PTH105 (the name of the operation that the design rests on)
    (workspace.records / NAME).unlink(missing_ok=True)
    shutil.rmtree(workspace.records / FOLDER, ignore_errors=True)


def settle(workspace: Workspace) -> None:
    """Put announced records in their places if their ledger was written, and forget them; raises OSError."""
    path = workspace.records / NAME
    if not path.exists():
        shutil.rmtree(workspace.records / FOLDER, ignore_errors=True)  # a disk that failed may have left it
        return
    try:
        pending = msgspec.json.decode(path.read_bytes(), type=Pending)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pending = Pending("", "", {})
    folder = workspace.records / FOLDER
    remember(workspace, pending.records if is_written(pending, folder) else {})


def is_written(pending: Pending, folder: Path) -> bool:
    """Whether the announced ledger lies in its place, or what somebody made of it since.

    Of what it has and the former one has not, most is in a copy that was edited, and hardly anything by chance.
    """
    path = Path(pending.ledger)
    digest = disk.digest_of(path) if path.is_file() else ""
    if digest in ("", pending.digest, pending.former):
        return digest != "" and digest == pending.digest
    new = contents_of(folder / f"new{path.suffix}") - contents_of(folder / f"former{path.suffix}")
    return 2 * len(new & contents_of(path)) > len(new)


def contents_of(path: Path) -> frozenset[bytes]:
    """The tasks, answers and other records of a ledger, each as JSON; none of one that is not there or has errors."""
    from generator import ledger as ledgers

    ledger = ledgers.read(path).ledger if path.is_file() else None
    if ledger is None:
        return frozenset()
    document = msgspec.json.decode(ledgers.as_json(ledger))
    return frozenset(msgspec.json.encode(record) for member in MEMBERS for record in document.get(member, ()))
