"""Init: a new workspace."""

from __future__ import annotations

from pathlib import Path

from generator.system.disk import replace_file, writing
from generator.system.workspace import shipped


def initialise(folder: Path) -> tuple[Path, ...]:
    """Make a workspace with the templates and the example; files that are there are kept. Gives what was made.

    Raises InputError if one cannot be written.
    """
    made = []
    for part in ("templates", "input"):
        for source in sorted(shipped(part).iterdir(), key=lambda entry: entry.name):
            target = folder / part / source.name
            if source.is_file() and not target.exists() and not source.name.startswith((".", "~$")):
                with writing(str(target)):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    replace_file(target, source.read_bytes())
                made.append(target)
    return tuple(made)
