"""What is asked of the disk: files that are whole at every moment, copies under 旧版, free names, and the lock.

A file is written beside its place and renamed into it, so that a reader finds the old one or the new one, never half of
either. Whatever a killed run leaves has a name of its own and is removed by the next run.
"""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from generator.problems import InputError, Place, Problem, error

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".taizhang-", ".tmp"
LOCK_NAME = "lock"
SECONDS_BETWEEN_TRIES = 0.1


class BusyError(Exception):
    """Another command works in this workspace."""


# ------------------------------------------------------------------------------------------ files


def sha_of(data: bytes) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes of a file, empty if there is none; raises OSError."""
    return sha_of(bytes_of(path)) if path.exists() else ""


NO_FILE = "这是设备或管道，不是文件"
STRAY_AFTER = 3600
"""Seconds after which nobody is writing a temporary file any more."""


def bytes_of(path: Path) -> bytes:
    """The bytes of a file; raises OSError as the system does, and for a device or a pipe."""
    refuse_device(path)
    return path.read_bytes()


def refuse_device(path: Path) -> None:
    """Raise OSError for a device or a pipe, which may never end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, NO_FILE)


def remove_stray(folder: Path) -> None:
    """Remove the temporary files in a folder that killed runs left there; output/ is cleaned under its lock."""
    latest = time.time() - STRAY_AFTER
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
            with contextlib.suppress(OSError):
                if path.lstat().st_mtime < latest:
                    path.unlink()


def replace_file(
    path: Path,
    data: bytes | Iterable[bytes],
    is_precious: bool = True,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Put `data`, whole or in pieces, in place of the file at `path`; a file that is there keeps its mode.

    A file that is not precious (it can be made again) is not flushed to the disk. `check` is called at the last
    moment, and keeps the old file by raising. Raises OSError, the old file untouched and the temporary one removed.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY_PREFIX, suffix=TEMPORARY_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            if is_precious:
                file.flush()
                os.fsync(file.fileno())
        Path(name).chmod(mode)
        check()
        os.replace(name, path)  # noqa: PTH105 (the name of the operation that the design rests on)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def remove_temporary_files(folder: Path) -> None:
    """Remove the temporary files that a killed run left below `folder`."""
    for parent, _, names in os.walk(folder):
        for name in fnmatch.filter(names, f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
            with contextlib.suppress(OSError):
                Path(parent, name).unlink()


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


def names_under(folder: Path) -> list[str]:
    """The files and folders in a folder; none if it is not there."""
    try:
        return [path.name for path in os.scandir(folder)]
    except OSError:
        return []


def names_in(folder: Path) -> set[str]:
    """The files of a folder; none if it is not there."""
    try:
        return {path.name for path in os.scandir(folder) if path.is_file()}
    except OSError:
        return set()


# ------------------------------------------------------------------------------------------ names and copies


def free_path(path: Path, is_taken: Callable[[Path], bool] = Path.exists) -> Path:
    """`path`, numbered ``（2）``, ``（3）`` … if its name is taken."""
    candidate, number = path, 1
    while is_taken(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return candidate


class GivenNames:
    """Paths that were given out, none twice; case does not tell names apart on Windows."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self.taken = {path.casefold() for path in paths}

    def give(self, path: Path) -> Path:
        """`path`, numbered if it was given out before."""
        free = free_path(path, lambda each: each.as_posix().casefold() in self.taken)
        self.taken.add(free.as_posix().casefold())
        return free


def keep_copy(path: Path, folder: Path, name: str = "") -> Path:
    """Copy a file into `folder` under `name` (default: its own), numbered if that is taken. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder / (name or path.name))
    replace_file(target, path.read_bytes())
    return target


def refuse_links(folder: Path, path: Path) -> None:
    """Raise OSError if `path`, relative to `folder`, would lie in a link: what is behind it is not ours."""
    parent = os.path.normcase((folder / path).parent.resolve())
    if parent != os.path.normcase(folder.resolve() / path.parent):
        raise OSError(errno.ELOOP, "所在的文件夹是一个链接，指向别处")


def move_away(path: Path, folder: Path) -> Path | None:
    """Move a file that is no longer valid into `folder`, numbered if its name is taken; None if it is gone."""
    if not path.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder / path.name)
    os.replace(path, target)  # noqa: PTH105 (the name of the operation that the design rests on)
    return target


@contextlib.contextmanager
def writing(file: str) -> Iterator[None]:
    """While a file is written: raises InputError, which says why it cannot be, for any OSError."""
    try:
        yield
    except OSError as failure:
        raise InputError([cannot_write(file, failure)]) from failure


def cannot_write(file: str, failure: OSError) -> Problem:
    """A file that could not be written, by its cause."""
    if isinstance(failure, PermissionError):
        return error(
            "file-locked",
            Place(file),
            "文件写不进去：正被 Excel/WPS 打开，或没有写入权限",
            "请关闭该文件（或检查文件夹权限），再运行一次。",
        )
    return error(
        "cannot-write",
        Place(file),
        f"文件写不进去：{failure.strerror or failure}",
        "请检查磁盘空间和文件夹，再运行一次。",
    )


# ------------------------------------------------------------------------------------------ the lock


@contextlib.contextmanager
def lock(folder: Path, seconds: float) -> Iterator[None]:
    """Keep other commands out of a workspace; waits up to `seconds`, then raises BusyError.

    A lock of the operating system: it goes with its process, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("a+b") as file:
        last_try = time.monotonic() + seconds
        while not take(file):
            if time.monotonic() > last_try:
                raise BusyError
            time.sleep(SECONDS_BETWEEN_TRIES)
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
