"""Records that go with a ledger that is about to be written: they count once just that ledger lies in its place.

The ledger and what is remembered of it are two files. A run that is killed between them would leave a ledger that
nobody remembers having written: what was imported would be imported once more, what was collected would be a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.system import disk
from generator.system.workspace import Workspace

NAME = "pending.json"


class Pending(Struct):
    """What is to be remembered once the file at `ledger` has the SHA-256 `digest`."""

    ledger: str
    digest: str
    records: dict[str, str]
    """Name of a record → its text."""


def announce(workspace: Workspace, ledger: Path, digest: str, records: Mapping[str, bytes]) -> None:
    """Keep records until their ledger is written; raises OSError."""
    pending = Pending(str(ledger.absolute()), digest, {name: data.decode() for name, data in records.items()})
    workspace.records.mkdir(parents=True, exist_ok=True)
    disk.replace_file(workspace.records / NAME, msgspec.json.encode(pending))


def settle(workspace: Workspace) -> None:
    """Put announced records in their places if their ledger was written, and forget them; raises OSError."""
    path = workspace.records / NAME
    if not path.exists():
        return
    try:
        pending = msgspec.json.decode(path.read_bytes(), type=Pending)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pending = Pending("", "", {})
    ledger = Path(pending.ledger)
    if ledger.is_file() and disk.sha_of(ledger.read_bytes()) == pending.digest:
        for name, text in pending.records.items():
            disk.replace_file(workspace.records / Path(name).name, text.encode())
    path.unlink(missing_ok=True)
