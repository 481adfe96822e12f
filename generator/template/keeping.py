"""Templates that were read once, kept for the next run: reading one takes longer than filling it ten times.

They are kept in the user's own folder for such things, never in a workspace, which may come from a stranger: what is
kept is run. A template is known by its bytes, its name and the program that read it. Where keeping or finding fails
for any reason the template is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import jinja2

from generator import __version__
from generator.problems import Problem
from generator.template.template import Template

Read: TypeAlias = "tuple[Template | None, tuple[Problem, ...]]"

MOST = 64
"""Templates that are kept; those that were written longest ago go first."""
PROGRAM = Path(__file__).parents[1]


def recall(path: Path, shown: str = "") -> Read | None:
    """What reading the template at `path` gave; None where it was never read as it is now."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        template, problems = pickle.loads((folder() / key_of(digest, path, shown)).read_bytes())
    except Exception:  # whatever a broken file makes of itself
        return None
    return (template, problems) if isinstance(template, Template) and isinstance(problems, tuple) else None


def keep(path: Path, shown: str, read: Read) -> None:
    """Keep what reading a template gave, if it could be read and that can be done."""
    if read[0] is None:
        return
    with contextlib.suppress(OSError, RuntimeError, pickle.PicklingError, TypeError, AttributeError):
        data = pickle.dumps(read, pickle.HIGHEST_PROTOCOL)
        target = folder() / key_of(read[0].fingerprint, path, shown)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, target)  # noqa: PTH105 (one rename: never half a file)
        oldest_first = sorted(target.parent.iterdir(), key=lambda each: each.stat().st_mtime)
        for each in oldest_first[:-MOST]:
            each.unlink(missing_ok=True)


def folder() -> Path:
    """The folder, which only its owner can write to; raises OSError where there is none such."""
    import platformdirs

    found = Path(platformdirs.user_cache_dir("taizhang", appauthor=False)) / "templates"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        status = found.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            raise PermissionError(str(found))
    return found


def key_of(digest: str, path: Path, shown: str) -> str:
    """By what a template is known: the digest of its file's bytes, its name, and the program."""
    about = "\0".join((digest, str(path), shown, program(), sys.version, jinja2.__version__))
    return hashlib.sha256(about.encode("utf-8", "surrogateescape")).hexdigest()


@lru_cache(maxsize=1)
def program() -> str:
    """How this program is known: its version, and its files as they are installed."""
    files = (file for place in (PROGRAM, PROGRAM / "template") for file in place.iterdir() if file.suffix == ".py")
    states = sorted((file.name, file.stat().st_mtime_ns) for file in files)
    return f"{__version__} {states}"
