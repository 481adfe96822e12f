"""Convert: a ledger to its other form."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import InputError, Place, Problem, warning
from generator.system.former import BESIDE, replace_ledger
from generator.system.workspace import Workspace
from generator.vocabulary import SHEETS

if TYPE_CHECKING:
    from generator.model import Book, Ledger


def convert(source: Path, target: Path) -> tuple[Problem, ...]:
    """Write the ledger at `source` as the form that the name of `target` says; raises InputError if it has errors."""
    from generator import ledger as ledgers

    file = ledgers.read(source)
    if file.ledger is None:
        raise InputError(file.problems)
    left = left_out(source, target) if not ledgers.is_json(source) else ()
    return (*file.problems, *left, *write_ledger(file.ledger, target))


def left_out(source: Path, target: Path) -> Iterator[Problem]:
    """A warning that names the sheets of a workbook that are none of a ledger's: its other form does not hold them."""
    from generator.system.ledger_file import sheets_of

    names = sorted(sheets_of(source) - {sheet.name for sheet in SHEETS})
    if names:
        message = f"工作表“{'”“'.join(names)}”不是台账的，没有写进 {target.name}"
        yield warning("sheets-left-out", Place(str(source)), message, "要用的，请保留原来的工作簿。")


def write_ledger(ledger: Ledger, target: Path) -> list[Problem]:
    """Write a ledger as JSON or as a workbook, by the name of `target`.

    One that it replaces is kept: in a workspace in 旧版, elsewhere beside it, told. Raises InputError if it cannot be
    written, RefusedError if somebody saves what is there meanwhile.
    """
    from generator.system import disk

    workspace = workspace_of(target)
    former = workspace.former if workspace is not None else None
    data = bytes_for(ledger, target)
    with locked_if(workspace, True), disk.writing(str(target)):
        digest = disk.digest_of(target)
        kept = [] if workspace is not None else kept_beside(target, data, "不再要的可以删去。")
        replace_ledger(target, data, former, digest=digest, why="转换另一份台账")
    return kept


INPUT = "input"


def workspace_of(target: Path) -> Workspace | None:
    """The workspace whose ledger is written; None if it is written elsewhere."""
    folder = target.absolute().parent
    return Workspace(folder.parent) if folder.name == INPUT else None


def locked_if(workspace: Workspace | None, is_written: bool) -> contextlib.AbstractContextManager[None]:
    """The workspace's lock while its ledger is written."""
    from generator.records.access import locked

    return locked(workspace) if workspace is not None and is_written else contextlib.nullcontext()


def bytes_for(ledger: Ledger, target: Path) -> bytes:
    """A ledger as JSON or as a workbook, by the name of `target`."""
    from generator import ledger as ledgers
    from generator import writer

    return ledgers.as_json(ledger) if ledgers.is_json(target) else writer.render(ledgers.as_book(ledger))


def write_book(book: Book, target: Path) -> list[Problem]:
    """Write a workbook that is no part of a build; another that is there is kept beside it, and told.

    Somebody may have filled it in. Raises InputError if it cannot be written.
    """
    from generator import writer
    from generator.system import disk

    data = writer.render(book)
    with disk.writing(str(target)):
        problems = kept_beside(target, data, "填过的选择在那一份里，可用 --choices 指明。")
    write(target, data)
    return problems


def kept_beside(target: Path, data: bytes, advice: str) -> list[Problem]:
    """Keep what is about to be replaced by other bytes beside it, and tell that. Raises OSError."""
    from generator.system import disk

    there = target.read_bytes() if target.is_file() else data
    if there == data:
        return []
    kept = target.with_name(f"{target.stem}{BESIDE}{target.suffix}")
    if not kept.is_file() or kept.read_bytes() != there:  # a run that ended too soon may have kept it
        kept = disk.keep_copy(target, target.parent, kept.name)
    return [warning("kept-beside", Place(str(target)), f"这里原来的文件已另存为 {kept.name}", advice)]


def write(target: Path, data: bytes) -> None:
    """Write a file, and the folder that it lies in; raises InputError if it cannot be written."""
    from generator.system import disk

    with disk.writing(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.remove_stray(target.parent)
        disk.replace_file(target, data)
