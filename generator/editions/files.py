"""Files in output/: whole at every moment, and never overwritten when somebody has typed into them."""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import hashlib
import io
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from generator.lettering import cell_name
from generator.mark import SHEET_NAME

LOCK = "lock"
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
    for parent, _, names in os.walk(folder):
        for name in fnmatch.filter(names, TEMPORARY):
            with contextlib.suppress(OSError):
                Path(parent, name).unlink()


def refuse_links(folder: Path, path: Path) -> None:
    """Raise OSError where `path`, relative to `folder`, would lie in a link: what is behind it is not ours."""
    parent = os.path.normcase((folder / path).parent.resolve())
    if parent != os.path.normcase(folder.resolve() / path.parent):
        raise OSError(errno.ELOOP, "所在的文件夹是一个链接，指向别处")


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


def text_of(value: object) -> str:
    """A cell's value as any program that saves the file gives it back."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")


def edited_cells(written: bytes, path: Path) -> list[str] | None:
    """The cells of a file whose values are not those of the workbook as it was `written` (``分工台账!C4``).

    None where it is no workbook. What a formula gives is nobody's edit: any program works it out anew.
    """
    import python_calamine

    from generator import intake
    from generator.problems import errors_in

    formulas = formula_cells(written)
    found: list[str] = []
    try:
        if errors_in(intake.inspect(path, path.name)):
            return None
        before = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written))
        with intake.panic_as_damage(), python_calamine.CalamineWorkbook.from_path(str(path)) as after:
            for number, name in enumerate(before.sheet_names):
                if name == SHEET_NAME:
                    continue
                if name not in after.sheet_names:
                    found.append(name)
                    continue
                rows = (each.get_sheet_by_name(name).to_python(skip_empty_area=False) for each in (before, after))
                cells = list(differing_cells(*rows))
                shown = [cell for cell in cells if (number, cell) in formulas]
                same = still_formulas(path, name, shown) if shown else frozenset()
                found += (f"{name}!{cell}" for cell in cells if cell not in same)
    except (python_calamine.CalamineError, ValueError, OSError):
        return None
    return found


FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f')


def formula_cells(written: bytes) -> set[tuple[int, str]]:
    """The cells with formulas of a workbook that we wrote: number of the sheet (from 0) and ``C4``."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return {
            (int(name.removeprefix("xl/worksheets/sheet").removesuffix(".xml")) - 1, cell.decode())
            for name in names
            for cell in FORMULA.findall(archive.read(name))
        }


def still_formulas(path: Path, sheet: str, cells: Sequence[str]) -> frozenset[str]:
    """Those of `cells` that hold a formula in a file, and no value that somebody typed over it."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path)
        return frozenset(cell for cell in cells if book[sheet][cell].data_type == "f")
    except Exception:  # openpyxl's ways to fail are many; what it cannot read counts as typed
        return frozenset()


def differing_cells(before: Sequence[Sequence[object]], after: Sequence[Sequence[object]]) -> Iterator[str]:
    """The cells (``C4``) in which two states of a sheet differ."""
    for row in range(max(len(before), len(after))):
        old = before[row] if row < len(before) else ()
        new = after[row] if row < len(after) else ()
        for column in range(max(len(old), len(new))):
            was = text_of(old[column]) if column < len(old) else ""
            now = text_of(new[column]) if column < len(new) else ""
            if was != now:
                yield cell_name(row, column)
