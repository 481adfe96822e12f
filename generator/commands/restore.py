"""Restore: former ledgers are listed with when and why, and any of them is brought back; the present one is kept.

What was remembered of it comes back with it: what was imported or collected since is asked about once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.problems import Place, Problem, UsageError, error
from generator.system.former import FormerLedger, former_ledgers, kept_records, replace_ledger
from generator.system.workspace import Workspace


class RestoreReport(Struct, frozen=True):
    """The former ledgers, the newest first, and which of them was brought back."""

    ledgers: tuple[FormerLedger, ...] = ()
    restored: str = ""
    """The file that was brought back, relative to the workspace; empty: none."""
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "ledgers": [{"when": each.when, "why": each.why, "path": each.path} for each in self.ledgers],
            "restored": self.restored or None,
            "problems": [problem.as_json() for problem in self.problems],
        }


def restore(workspace: Workspace, when: str = "") -> RestoreReport:
    """List former ledgers, or bring one back: `when` is its number in the list, its day or moment, or its file's name.

    Raises UsageError if `when` means none of them, or several; RefusedError if somebody saves the ledger meanwhile;
    InputError if a file cannot be read or written.
    """
    from generator.records.access import locked
    from generator.records.pending import announce, remember
    from generator.system import disk

    shown = workspace.shown(workspace.former)
    if not when:
        return RestoreReport(shown_from(shown, former_ledgers(workspace.former, workspace.ledger)))
    with locked(workspace):
        ledgers = former_ledgers(workspace.former, workspace.ledger)
        entry = meant(ledgers, when.strip())
        with disk.writing(workspace.shown(workspace.ledger)):
            digest = disk.digest_of(workspace.ledger)
            data = (workspace.former / entry.path).read_bytes()
            records = kept_records(workspace.former / entry.path)
            replace_ledger(
                workspace.ledger,
                data,
                workspace.former,
                digest=digest,
                why=f"恢复 {entry.when} 的台账",
                announce=lambda data: announce(workspace, workspace.ledger, data, records),
            )
            remember(workspace, records)
    now = shown_from(shown, former_ledgers(workspace.former, workspace.ledger))
    return RestoreReport(now, Path(shown, entry.path).as_posix())


def shown_from(folder: str, ledgers: Sequence[FormerLedger]) -> tuple[FormerLedger, ...]:
    """Former ledgers with their paths from the workspace."""
    return tuple(FormerLedger(each.when, each.why, Path(folder, each.path).as_posix()) for each in ledgers)


def meant(ledgers: Sequence[FormerLedger], when: str) -> FormerLedger:
    """The one that is meant; raises UsageError."""
    if when.isascii() and when.isdigit() and 1 <= int(when) <= len(ledgers):
        return ledgers[int(when) - 1]
    moment = when.replace(" ", "T")
    found = [each for each in ledgers if each.path == Path(when).name] or [
        each for each in ledgers if each.when.startswith(moment)
    ]
    if len(found) == 1:
        return found[0]
    message = f"“{when}”可指 {len(found)} 份旧台账" if found else f"没有“{when}”这份旧台账"
    advice = "运行 taizhang restore 查看列表，写前面的编号或文件名。"
    raise UsageError([error("which-ledger", Place(), message, advice)])
