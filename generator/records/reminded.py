"""The letters that remind wrote, so that those that are out of date do not lie among new ones: reminded.json."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from generator.system import disk
from generator.system.workspace import Workspace

NAME = "reminded.json"


class WrittenLetter(Struct, frozen=True):
    """A letter, a list or a draft that was written."""

    path: str
    """Relative to output/."""
    day: str
    round: str = ""


def clear_outdated(workspace: Workspace, written: Collection[str], day: str, round_name: str) -> tuple[str, ...]:
    """Move what former runs wrote for the round to 旧版 if it lies beside what is `written` now, or is of the same day.

    Gives the paths that were moved; remembers what is there now. Raises OSError.
    """
    folders = {PurePosixPath(path).parent for path in written}
    former = [each for each in letters(workspace) if each.path not in written]
    outdated = [
        each
        for each in former
        if each.round == round_name and (each.day == day or PurePosixPath(each.path).parent in folders)
    ]
    moved = [each.path for each in outdated if disk.move_away(workspace.output / each.path, workspace.former)]
    kept = [each for each in former if each not in outdated]
    now = [*kept, *(WrittenLetter(path, day, round_name) for path in written)]
    disk.replace_file(workspace.records / NAME, msgspec.json.encode(now), is_precious=False)
    return tuple(moved)


def letters(workspace: Workspace) -> list[WrittenLetter]:
    """What was written; nothing if there is no record that can be read."""
    try:
        return msgspec.json.decode((workspace.records / NAME).read_bytes(), type=list[WrittenLetter])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return []
