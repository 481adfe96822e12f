"""Bytes to a file that is whole at every moment: the old one or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

TEMPORARY_PREFIX = ".taizhang-"
STRAY_AFTER = 3600
"""Seconds after which nobody is writing a temporary file any more."""


def remove_stray(folder: Path) -> None:
    """Remove the temporary files in a folder that killed runs left there; output/ is cleaned under its lock."""
    latest = time.time() - STRAY_AFTER
    with suppress(OSError):
        for path in folder.glob(f"{TEMPORARY_PREFIX}*.tmp"):
            with suppress(OSError):
                if path.lstat().st_mtime < latest:
                    path.unlink()


def replace_file(path: Path, data: bytes, is_precious: bool = True) -> None:
    """Put `data` in place of the file at `path`: a temporary file beside it, then one rename.

    What is not precious (it can be made again) is not waited for until it lies on the disk. Raises OSError, the old
    file untouched and the temporary one removed.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY_PREFIX, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if is_precious:
                file.flush()
                os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)  # noqa: PTH105 (the name of the operation that the design rests on)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
