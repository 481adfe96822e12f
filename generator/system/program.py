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
    start = len(str(package)) + 1
    files = (os.path.join(folder, name) for folder, _, names in os.walk(package) for name in names)  # noqa: PTH118
    digest = hashlib.sha256()
    for name, file in sorted((file[start:].replace(os.sep, "/"), file) for file in files if file.endswith(SOURCES)):
        with open(file, "rb", buffering=0) as source:  # noqa: PTH123 (each command reads some 300 files)
            data = source.read()
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
