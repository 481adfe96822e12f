"""Restore: former ledgers are listed with when and why, and any of them is brought back; the present one is kept.

What was remembered of it comes back with it: what was imported or collected since is asked about once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.problems import Place, Problem, UsageError, error, warning
from generator.system.former import FormerLedger, former_ledgers, kept_records, replace_ledger
from generator.system.workspace import Workspace
from generator.vocabulary import SAID, SHEET_ANSWERS

if TYPE_CHECKING:
    from generator.model import Ledger


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
    from generator.ledger import read
    from generator.records.access import locked
    from generator.records.pending import announce, lay_by, remember
    from generator.system import disk

    shown = workspace.shown(workspace.former)
    if not when:
        return RestoreReport(shown_from(shown, former_ledgers(workspace.former, workspace.ledger)))
    with locked(workspace):
        ledgers = former_ledgers(workspace.former, workspace.ledger)
        entry = meant(ledgers, when.strip())
        present = read(workspace.ledger).draft
        with disk.writing(workspace.shown(workspace.ledger)):
            digest = disk.digest_of(workspace.ledger)
            data = (workspace.former / entry.path).read_bytes()
            records = lay_by(workspace, kept_records(workspace.former / entry.path))
            replace_ledger(
                workspace.ledger,
                data,
                workspace.former,
                digest=digest,
                why=f"恢复 {entry.when} 的台账",
                announce=lambda data: announce(workspace, workspace.ledger, data, records),
            )
            remember(workspace, records)
        restored = read(workspace.ledger).draft
    now = shown_from(shown, former_ledgers(workspace.former, workspace.ledger))
    told = tuple(collected_since(restored, present, workspace.shown(workspace.ledger))) if restored and present else ()
    return RestoreReport(now, Path(shown, entry.path).as_posix(), told)


def collected_since(restored: Ledger, present: Ledger, file: str) -> Iterator[Problem]:
    """A warning if answers went with the ledger that was there: collected again, they would have come back today."""
    there = {
        (row.task_id, row.department, row.round): [getattr(row, name) for name in SAID] for row in restored.returns
    }
    gone = [
        row
        for row in present.returns
        if (texts := [getattr(row, name) for name in SAID]) != there.get((row.task_id, row.department, row.round))
        and any(texts)
    ]
    if gone:
        days = sorted({row.received_on for row in gone if row.received_on})
        when = f"（收回日期 {'、'.join(days[:5])}{'等' if len(days) > 5 else ''}）" if days else ""
        message = f"恢复的这一份里没有后来收集的 {len(gone)} 项答复{when}"
        advice = "请把收回的表再收集一次，用 --date 写上当时的收回日期：不写就算今天收回，会算成迟报。"
        yield warning("answers-not-restored", Place(file, SHEET_ANSWERS), message, advice)


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
