"""What workbooks showed, kept by what it says: output/.taizhang/values/.

A record (a task's values; the tasks of a sheet with the keys of theirs) is stored under the hash of its text, so that
however many workbooks and editions show it, it is there once. Records are written in bundles that are never changed;
a bundle is known by its own hash, and the manifest lists those that it needs. A build after a small edit writes a
small bundle, and decodes of the others only what it must compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

FOLDER = "values"
SUFFIX = ".json"
MANY = 16
"""Bundles from which on what is still needed goes into one."""

Values = dict[str, str]


class Store:
    """The records of some bundles, and those that came since."""

    def __init__(self, bundles: Mapping[str, bytes] | None = None) -> None:
        self.bundles = list(bundles or {})
        self._known: dict[str, msgspec.Raw] = {}
        for data in (bundles or {}).values():
            self._known.update(msgspec.json.decode(data, type=dict[str, msgspec.Raw]))
        self._fresh: dict[str, bytes] = {}

    def keep(self, record: Mapping[str, str]) -> str:
        """Remember a record; gives its key."""
        # sorted here: msgspec would sort by insertion, which takes seconds for a hundred thousand keys in disorder
        data = msgspec.json.encode(dict(sorted(record.items())))
        key = hashlib.sha256(data).hexdigest()[:20]
        self._fresh[key] = data
        return key

    def get(self, key: str) -> Values | None:
        """The record of a key; None where nothing is known of it."""
        data = self._fresh.get(key) or self._known.get(key)
        return None if data is None else msgspec.json.decode(data, type=Values)

    def bundle(self, used: Callable[[], Iterable[str]]) -> tuple[str, bytes]:
        """What came since the store was read as a bundle, which then belongs to it; no name where nothing came.

        Where there are many bundles already, the new one holds what is `used` of them too, and is the only one.
        """
        if not self._fresh:
            return "", b""
        if len(self.bundles) >= MANY:
            kept = {key: bytes(self._known[key]) for key in used() if key in self._known}
            records = {**kept, **self._fresh}
            self.bundles, self._known = [], {}
        else:
            records = {key: data for key, data in self._fresh.items() if key not in self._known}
        self._known.update({key: msgspec.Raw(record) for key, record in records.items()})
        self._fresh = {}
        if not records:
            return "", b""
        data = b"{%s}" % b",".join(b'"%s":%s' % (key.encode(), record) for key, record in sorted(records.items()))
        name = hashlib.sha256(data).hexdigest()[:24]
        self.bundles.append(name)
        return name, data


def path_of(folder: Path, name: str) -> Path:
    """The file of a bundle; `folder` is that of the program's records."""
    return folder / FOLDER / f"{name}{SUFFIX}"


def read_bundle(folder: Path, name: str) -> bytes | None:
    """The bytes of a bundle; None where they are not what its name says. Raises OSError."""
    data = path_of(folder, name).read_bytes()
    return data if hashlib.sha256(data).hexdigest()[:24] == name else None


def forget_bundles(folder: Path, kept: Iterable[str]) -> None:
    """Remove the bundles that no manifest lists."""
    names = set(kept)
    for path in (folder / FOLDER).glob(f"*{SUFFIX}"):
        if path.stem not in names:
            path.unlink(missing_ok=True)
