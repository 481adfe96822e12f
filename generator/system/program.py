"""The program as fingerprints and cache keys know it: the bytes of its package."""

from __future__ import annotations

import hashlib
import os
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
    files = (Path(folder, name) for folder, _, names in os.walk(package) for name in names if name.endswith(SOURCES))
    digest = hashlib.sha256()
    for name, file in sorted((file.relative_to(package).as_posix(), file) for file in files):
        data = file.read_bytes()
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
