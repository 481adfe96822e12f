"""Files in output/: whole at every moment, and never overwritten when somebody has typed into them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec

from generator.lettering import cell_name
from generator.model import Book, Formula, Value

LOCK = "lock"
CELLS = "cells"
TEMPORARY = ".taizhang-*.tmp"


class BusyError(Exception):
    """Another build works in this workspace."""


def sha_of(data: bytes) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def lock(folder: Path, seconds: float) -> Iterator[None]:
    """Keep other builds out of a workspace; waits up to `seconds`, then raises BusyError.

    A lock of the operating system: it goes with its process, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+b") as file:
        deadline = time.monotonic() + seconds
        while not take(file):
            if time.monotonic() > deadline:
                raise BusyError
            time.sleep(0.1)
        try:
            yield
        finally:
            release(file)


def take(file: IO[bytes]) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def release(file: IO[bytes]) -> None:
    """Give the lock back."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)


def clean_up(folder: Path) -> None:
    """Remove temporary files that a killed run left."""
    for path in folder.rglob(TEMPORARY):
        with contextlib.suppress(OSError):
            path.unlink()


def move_away(path: Path, folder: Path) -> Path | None:
    """Move a file that is no longer valid to 旧版, numbered where one of its name is there; None where it is gone."""
    if not path.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}（{number}）{path.suffix}"
    os.replace(path, target)  # noqa: PTH105
    return target


def missing(folder: Path, paths: Iterable[str]) -> Iterator[str]:
    """The `paths` below `folder` (with ``/``) that are not there; folders are listed once, which is quick for many."""
    listed: dict[str, set[str]] = {}
    for path in paths:
        parent, _, name = path.rpartition("/")
        names = listed.get(parent)
        if names is None:
            names = listed[parent] = names_in(folder / parent)
        if name not in names and not (folder / path).exists():  # a system may list a name in another form
            yield path


def names_in(folder: Path) -> set[str]:
    """The files of a folder; none where it is not there."""
    try:
        return {path.name for path in os.scandir(folder) if path.is_file()}
    except OSError:
        return set()


# ------------------------------------------------------------------------------------------ values of a workbook


def text_of(value: Value | object) -> str:
    """A cell's value as both our books and any reader of the file give it."""
    if value is None or value == "" or isinstance(value, Formula):
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")


def texts_of(values: Sequence[Value]) -> list[str]:
    """`text_of` of each value; most are texts that stay as they are."""
    return [
        value if isinstance(value, str) and "\r" not in value and "_x" not in value else text_of(value)
        for value in values
    ]


def cells_of(book: Book) -> bytes:
    """The values that a workbook shows, packed: what a file is compared with to see whether somebody typed into it."""
    sheets = [(sheet.name, [texts_of(row.values) for row in sheet.rows]) for sheet in book.sheets]
    return zlib.compress(msgspec.msgpack.encode(sheets), 1)


def edited_cells(packed: bytes, path: Path) -> list[str] | None:
    """The cells of a file whose values are not what was written (``分工台账!C4``); None where it is no workbook."""
    import python_calamine

    written = msgspec.msgpack.decode(zlib.decompress(packed), type=list[tuple[str, list[list[str]]]])
    found: list[str] = []
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            for name, rows in written:
                if name not in workbook.sheet_names:
                    found.append(name)
                    continue
                now = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                found += differing_cells(name, rows, now)
    except (python_calamine.CalamineError, ValueError, OSError):
        return None
    return found


def differing_cells(sheet: str, before: Sequence[Sequence[str]], after: Sequence[Sequence[object]]) -> Iterator[str]:
    """The cells in which two states of a sheet differ."""
    for row in range(max(len(before), len(after))):
        old = before[row] if row < len(before) else ()
        new = after[row] if row < len(after) else ()
        for column in range(max(len(old), len(new))):
            was = old[column] if column < len(old) else ""
            now = text_of(new[column]) if column < len(new) else ""
            if was != now and not (was == "" and now == ""):
                yield f"{sheet}!{cell_name(row, column)}"
