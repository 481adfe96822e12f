"""A ledger and its former states: before one is replaced it is kept in 旧版, with when and why.

former.json beside that folder is the index. What is remembered of a ledger is kept with it, as it is true of no other.
A ledger is replaced only if it is still the one that was read.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from generator.problems import Place, Problem, RefusedError, error
from generator.system import disk

Announce: TypeAlias = Callable[[bytes], None]
"""What is told of the bytes of a ledger before they are written."""

INDEX = "former.json"
BESIDE = ".原件"
"""In the names of former ledgers that lie beside the ledger."""
RECORDS = ("import.json", "answers.json", "collected.json")
"""What is remembered of a ledger: the base of a merge, what departments last said, what was decided."""
KEPT_RECORDS = "former"
"""The folder of the records that are kept with former ledgers."""
DATED = r" (\d{4}-\d{2}-\d{2})\D.*"
"""How copies are called: the ledger's name, the day, and what else there is to say."""


class FormerLedger(Struct, frozen=True):
    """A ledger that was replaced."""

    when: str
    """``2021-06-20T08:30:00``, or only the day."""
    why: str
    """Empty: not known."""
    path: str
    """The name of its file in 旧版."""


def replace_ledger(
    path: Path,
    data: bytes,
    folder: Path | None,
    *,
    digest: str,
    why: str,
    edition: int | None = None,
    announce: Announce = lambda data: None,
) -> None:
    """Put a new ledger in place if there is still what was read; that is kept in `folder` (None: it is not).

    `digest` is the SHA-256 of what was read, empty if no file was there. Raises RefusedError, nothing replaced, if
    somebody saved another meanwhile, or has it open and would save over what is written; OSError.
    """

    def refuse_changed() -> None:
        refuse_open(path)
        if disk.digest_of(path) != digest:
            raise RefusedError([changed_meanwhile(str(path))])

    refuse_changed()
    if digest and folder is not None:
        keep_ledger(path, folder, f" 第{edition}版" if edition is not None else "", why)
    announce(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.remove_stray(path.parent)
    disk.replace_file(path, data, check=refuse_changed)  # keeping the old file takes time enough to save another


def refuse_open(path: Path) -> None:
    """Raise RefusedError if Excel, WPS or LibreOffice say, by a file beside a ledger, that they have it open."""
    for lock in (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#"):
        if path.with_name(lock).exists():
            raise RefusedError([open_elsewhere(str(path), path.with_name(lock))])


def open_elsewhere(file: str, lock: Path) -> Problem:
    """Somebody has the ledger open: what is written now would be lost when they save.

    A program that crashed leaves such a file as well. That cannot be told from here: whoever has the ledger open may
    sit at another computer.
    """
    who, since = owner_of(lock)
    by = "".join((f"，打开的人是“{who}”" if who else "", f"，{since} 打开" if since else ""))
    return error(
        "ledger-open",
        Place(file),
        f"台账像是正在 Excel、WPS 或 LibreOffice 里打开（旁边有隐藏文件 {lock.name}{by}），未写入："
        "打开的那一份一保存，写入的就没有了",
        "请保存并关闭台账，再运行一次。问过、看过，确实没有人开着（死机、断电会留下这个文件）的，"
        "请打开台账再关一次，或删去这个隐藏文件。",
    )


OWNER = 54
"""Excel, Word and WPS write the user's name into such a file: its length in a byte, at most so many bytes of it in the
computer's own code page, from byte 55 on its length once more and the name in UTF-16."""


def owner_of(lock: Path) -> tuple[str, str]:
    """Who opened a file and since when, as far as the file beside it tells that."""
    try:
        data = lock.read_bytes()[:1024]
        since = datetime.datetime.fromtimestamp(lock.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    except OSError:  # whoever has it open may not let others read it
        return "", ""
    if lock.name.startswith(".~lock."):
        who = ",".join(data.decode("utf-8", "replace").split(",")[:3])
        return "".join(char for char in who.strip(",") if char.isprintable()), since
    length = int.from_bytes(data[OWNER + 1 : OWNER + 3], "little")
    name = data[OWNER + 3 : OWNER + 3 + 2 * length] if length <= OWNER else b""
    who = name.decode("utf-16-le", "replace") if len(name) == 2 * length else ""
    return "".join(char for char in who.strip() if char.isprintable()), since


def changed_meanwhile(file: str) -> Problem:
    """Somebody saved the ledger while the command worked."""
    return error(
        "ledger-changed",
        Place(file),
        "台账在处理期间被别人改动并保存，未写入",
        "请再运行一次。",
    )


def keep_ledger(path: Path, folder: Path, note: str, why: str) -> Path:
    """Copy a ledger into `folder`, today's date and `note` in its name, and enter it in the index. Raises OSError.

    One that lies in no workspace is kept beside itself, under a name that is taken for no ledger.
    """
    if folder == path.parent:
        return disk.keep_copy(path, folder, f"{path.stem}{BESIDE}{path.suffix}")
    now = datetime.datetime.now()
    kept = disk.keep_copy(path, folder, f"{path.stem} {now.date().isoformat()}{note}{path.suffix}")
    texts = {name: (folder.parent / name).read_text("utf-8") for name in RECORDS if (folder.parent / name).exists()}
    place = records_of(kept)
    place.parent.mkdir(parents=True, exist_ok=True)
    disk.replace_file(place, msgspec.json.encode(texts))
    entry = FormerLedger(now.isoformat(timespec="seconds"), why, kept.name)
    disk.replace_file(folder.parent / INDEX, msgspec.json.encode([*entries(folder), entry]), is_precious=False)
    return kept


def records_of(kept: Path) -> Path:
    """Where the records that were true of a former ledger are kept."""
    return kept.parent.parent / KEPT_RECORDS / f"{kept.name}.json"


def kept_records(kept: Path) -> dict[str, bytes | None]:
    """The records that were true of a former ledger; None for those that there were not, or that are not known."""
    texts: dict[str, str] = {}
    with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        texts = msgspec.json.decode(records_of(kept).read_bytes(), type=dict[str, str])
    return {name: texts[name].encode() if name in texts else None for name in RECORDS}


def entries(folder: Path) -> list[FormerLedger]:
    """The index; nothing if there is none, or it cannot be read: copies are then known by their names."""
    with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.json.decode((folder.parent / INDEX).read_bytes(), type=list[FormerLedger])
    return []


def former_ledgers(folder: Path, ledger: Path) -> list[FormerLedger]:
    """The former states of a ledger, the newest first; copies of earlier programs by the day in their names."""
    known = {entry.path: entry for entry in entries(folder)}
    found = [*unlisted(folder, ledger, known), *known.values()]
    there = [entry for entry in found if entry.path.endswith(ledger.suffix) and (folder / entry.path).is_file()]
    return sorted(there, key=lambda entry: entry.when)[::-1]


def unlisted(folder: Path, ledger: Path, known: dict[str, FormerLedger]) -> Iterator[FormerLedger]:
    """Copies that the index does not have."""
    name = re.compile(re.escape(ledger.stem) + DATED)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = name.fullmatch(path.name)
        if match and path.name not in known:
            yield FormerLedger(match[1], "", path.name)
