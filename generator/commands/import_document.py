"""Import: an original document to a canonical ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.convert import write_ledger
from generator.model import Ledger
from generator.problems import InputError, Place, Problem, RefusedError, error, errors_in

if TYPE_CHECKING:
    from generator import documents


class ImportReport(Struct, frozen=True):
    """What an import read."""

    ledger: Ledger
    columns: tuple[tuple[str, str], ...]
    """Heading in the source → field that it was taken for."""
    problems: tuple[Problem, ...]
    target: str = ""
    """Where the ledger was written; empty if nothing was."""
    found: tuple[documents.Found, ...] = ()
    left_out: tuple[documents.LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape: what was found, taken for what, mended and left out."""
        from msgspec import to_builtins

        return {
            "ledger": self.target,
            "tasks": len(self.ledger.tasks),
            "added": [task.id for task in self.ledger.tasks],
            "changed": [],
            "removed": [],
            "found": [
                {
                    **to_builtins(part),
                    "columns": [{"heading": heading, "field": name} for heading, name in part.columns],
                }
                for part in self.found
            ],
            "left_out": to_builtins(self.left_out),
            "departments": len(self.ledger.departments),
            "columns": [{"heading": heading, "field": name} for heading, name in self.columns],
            "repairs": [
                {name: getattr(repair, name) for name in ("place", "before", "after", "reason")}
                for repair in self.ledger.repairs
            ],
            "problems": [problem.as_json() for problem in self.problems],
        }


def import_document(
    source: Path,
    target: Path,
    *,
    tables: Sequence[int] = (),
    columns: Mapping[str, str] | None = None,
    keep_pages: bool = False,
    force: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Turn an original document into a canonical ledger at `target`; raises InputError if it cannot be read.

    `tables` are the tables to take (0: the prose; none: what looks like tasks), `columns` says what a heading means;
    with `dry_run` nothing is written. A ledger that is there is somebody's work: it is replaced only with `force`, and
    kept beside the new one.
    """
    from generator import departments, documents

    imported, problems = documents.read(source, tables=tables, columns=columns, keep_pages=keep_pages)
    if imported is None or errors_in(problems):
        raise InputError(problems)
    if target.exists() and not force and not dry_run:
        raise RefusedError([ledger_exists(target)])
    proposed, groups, notes = departments.propose(imported.ledger)
    ledger = replace(imported.ledger, departments=proposed, groups=groups, repairs=(*imported.ledger.repairs, *notes))
    refuse_long_texts(ledger, source)
    if not dry_run:
        keep_former(target)
        write_ledger(ledger, target)
    written = "" if dry_run else str(target)
    return ImportReport(ledger, imported.columns, problems, written, imported.found, imported.left_out)


def ledger_exists(target: Path) -> Problem:
    """A ledger is there already."""
    return error(
        "ledger-exists",
        Place(str(target)),
        "这里已有一份台账，未覆盖",
        "用 -o 另写一个文件名；确要覆盖时加 --force（原台账改名保留）。",
    )


def refuse_long_texts(ledger: Ledger, source: Path) -> None:
    """Raise InputError if a text of the document is too long for a cell."""
    from generator import ledger as ledgers

    if too_long := errors_in(ledgers.check_texts(ledger)):
        raise InputError(replace(problem, place=Place(str(source))) for problem in too_long)


def keep_former(target: Path) -> None:
    """A copy of a ledger beside it, before a new one takes its place; the ledger itself stays until then."""
    from generator.system import disk

    if not target.exists():
        return
    try:
        disk.keep_copy(target, target.parent, f"{target.stem}.原件{target.suffix}")
    except OSError as failure:
        raise InputError([disk.cannot_write(str(target), failure)]) from failure
