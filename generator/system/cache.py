"""What was worked out once, kept for the next run: templates that were read, wordings that were understood.

It is kept in the user's own folder for such things, never in a workspace, which may come from a stranger: templates
are programs. Each is known by what it was worked out from, this program among it, and says so itself: a file that
came to the name of another is not believed. Where keeping or finding fails for
any reason it is worked out again; nothing but time depends on it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from generator.system.program import program

MOST = 64
"""Things of one kind that are kept; those that were kept longest ago go first."""
MOST_WORDINGS = 20_000
"""Wordings of one memory that are kept; a ledger has some hundreds."""


def recall(kind: str, source: object) -> Any:
    """What was worked out from `source`; None where nothing is known of it."""
    try:
        key = key_of(source)
        name, value = pickle.loads((folder(kind) / key).read_bytes())
        return value if name == f"{kind} {key}" else None
    except Exception:  # whatever a broken file makes of itself
        return None


def keep(kind: str, source: object, value: object) -> None:
    """Keep what was worked out from `source`, if that can be done."""
    with contextlib.suppress(OSError, RuntimeError, pickle.PicklingError, TypeError, AttributeError):
        import tempfile

        key = key_of(source)
        data = pickle.dumps((f"{kind} {key}", value), pickle.HIGHEST_PROTOCOL)
        target = folder(kind) / key
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, target)  # noqa: PTH105 (one rename: never half a file)
        oldest_first = sorted(target.parent.iterdir(), key=lambda each: each.stat().st_mtime)
        for each in oldest_first[:-MOST]:
            each.unlink(missing_ok=True)


class Memory(dict[Any, Any]):
    """Wording → how it is understood, under circumstances that `source` says; filled by whoever understands more."""

    def __init__(self, kind: str, source: object, most: int = MOST_WORDINGS) -> None:
        known = recall(kind, source)
        super().__init__(known if isinstance(known, dict) and len(known) <= most else {})
        self._keep: Callable[[], None] = lambda: keep(kind, source, dict(self))
        self._kept = len(self)
        self._most = most

    def keep(self) -> None:
        """Keep it for the next run, where anything came."""
        if self._kept < len(self) <= self._most:
            self._keep()


def folder(kind: str) -> Path:
    """The folder of a kind, which only its owner can write to; raises OSError where there is none such."""
    import platformdirs

    found = Path(platformdirs.user_cache_dir("taizhang", appauthor=False)) / kind
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        status = found.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            raise PermissionError(str(found))
    return found


def key_of(source: object) -> str:
    """By what something is known: what it was worked out from (plain values), and the program."""
    return hashlib.sha256(msgspec.msgpack.encode((program(), sys.version, source))).hexdigest()
