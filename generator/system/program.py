"""The program as fingerprints and cache keys know it: the bytes of its package."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SOURCES = (".py", ".tsv")
"""Suffixes of the files that decide what comes out; catalogues of messages do not."""


@lru_cache(maxsize=1)
def program() -> str:
    """SHA-256 of the package: the name and bytes of every source file, in order of their names."""
    return digest_of(PACKAGE)


def digest_of(package: Path) -> str:
    """SHA-256 of the source files of a package."""
    digest = hashlib.sha256()
    for file in sorted(path for path in package.rglob("*") if path.suffix in SOURCES):
        data = file.read_bytes()
        digest.update(f"{file.relative_to(package).as_posix()}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
