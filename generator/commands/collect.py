"""Collect: returned workbooks are compared with what was sent and with the ledger; what is decided is taken over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.commands.convert import write_book
from generator.problems import InputError, Problem
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.ledger import LedgerFile
    from generator.model import Ledger
    from generator.records.sent import SentOut
    from generator.returns import Choices, Compared, Decided, Returned, Rule, Source


class ReturnedFile(Struct, frozen=True):
    """One file that was collected, and what came of it."""

    path: str
    state: str
    """changed, unchanged or rejected."""
    department: str | None = None
    edition: int | None = None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        problems = [problem.as_json() for problem in self.problems]
        document = {name: getattr(self, name) for name in self.__struct_fields__}
        return {**document, "problems": problems}


class CollectReport(Struct, frozen=True):
    """What came back, and what was done with it."""

    files: tuple[ReturnedFile, ...]
    decided: Decided
    applied: bool = False
    written: tuple[str, ...] = ()
    """The cells of the ledger that were written."""
    problems: tuple[Problem, ...] = ()
    """What belongs to no single file."""
    seconds: float = 0.0

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems of the command and of every file."""
        return (*self.problems, *(problem for file in self.files for problem in file.problems))

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "files": [file.as_json() for file in self.files],
            "changes": [edit.as_json() for edit in self.decided.changes],
            "conflicts": [edit.as_json() for edit in self.decided.conflicts],
            "proposals": [edit.as_json() for edit in self.decided.proposals],
            "applied": self.applied,
            "written": list(self.written),
            "problems": [problem.as_json() for problem in self.problems],
            "seconds": round(self.seconds, 3),
        }


def collect(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    apply: bool = False,
    rule: Rule = "",
    choices: Path | None = None,
    accept_proposals: bool = False,
    conflicts: Path | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> CollectReport:
    """Read returned workbooks, compare them with what was sent and with the ledger; with `apply`, take them over.

    `rule` and the file `choices` decide conflicts; those that nobody decided stay as the ledger has them. `conflicts`
    is where to put a workbook in which staff can choose. Raises InputError if the ledger has errors.
    """
    from generator import returns
    from generator.records.access import locked

    started = time.perf_counter()
    chosen, problems = returns.read_choices(choices) if choices else ({}, ())
    if problems:
        raise InputError(problems)
    sources, missing = returns.sources(paths)
    read = returns.read_all(sources, lambda done: progress("收集", done, len(sources)))
    with locked(workspace) if apply else nullcontext():
        files, decided, written = taken_over(
            workspace, read, sources, Decision(rule, chosen, accept_proposals), apply, force
        )
    if conflicts:
        write_book(returns.as_book(decided.conflicts), conflicts)
    return CollectReport(tuple(files), decided, apply, written, tuple(missing), time.perf_counter() - started)


class Decision(Struct, frozen=True):
    """How conflicts and proposals are decided."""

    rule: Rule
    choices: Choices
    accept_proposals: bool


def taken_over(
    workspace: Workspace,
    read: Sequence[tuple[Returned | None, tuple[Problem, ...]]],
    sources: Sequence[Source],
    decision: Decision,
    apply: bool,
    force: bool,
) -> tuple[list[ReturnedFile], Decided, tuple[str, ...]]:
    """Returned workbooks compared and decided; with `apply`, written into the ledger. Gives the cells written, too."""
    from generator import returns
    from generator.loading import read_ledger
    from generator.records.sent import sent_out
    from generator.records.settled import read_settled, write_settled

    ledger, file = read_ledger(workspace)
    sent = sent_out(workspace)
    files, compared = compare_all(read, sources, workspace, ledger, sent)
    settled = read_settled(workspace)
    decided = returns.decide(compared, decision.rule, decision.choices, decision.accept_proposals, settled)
    written: tuple[str, ...] = ()
    if apply:
        after = returns.apply(ledger, decided.taken, compared)
        written = change_ledger(workspace, (ledger, file), after, sent.last, force)
        if decided.settled != settled:
            write_settled(workspace, decided.settled)
    return files, decided, written


def compare_all(
    read: Sequence[tuple[Returned | None, tuple[Problem, ...]]],
    sources: Sequence[Source],
    workspace: Workspace,
    ledger: Ledger,
    sent: SentOut,
) -> tuple[list[ReturnedFile], list[Compared]]:
    """Every returned workbook compared; those of other ledgers, editions or departments are left out and say so."""
    from generator import returns

    current = returns.Current(ledger)
    output = workspace.output.resolve()
    files, compared = [], []
    for (returned, problems), source in zip(read, sources, strict=True):
        name = source.shown
        if returned is None:
            files.append(ReturnedFile(name, "rejected", problems=problems))
            continue
        mark = returned.mark
        is_built = not source.members and output in source.path.resolve().parents
        editions = {mark.edition} if is_built else sent.editions
        refusal = returns.refusal(returned, current, editions, sent.titles)
        if refusal is not None:
            reasons = (*problems, refusal)
            files.append(ReturnedFile(name, "rejected", mark.department or None, mark.edition, reasons))
            continue
        result = returns.compare(returned, current, sent.bases_of(mark.edition, mark.department, is_built))
        state = "changed" if result.edits else "unchanged"
        files.append(ReturnedFile(name, state, result.department or None, mark.edition, (*problems, *result.problems)))
        compared.append(result)
    return files, compared


def change_ledger(
    workspace: Workspace, former: tuple[Ledger, LedgerFile], ledger: Ledger, edition: int | None, force: bool
) -> tuple[str, ...]:
    """Write what differs into the staff's ledger, the former file kept; gives the cells that were written."""
    from generator.ledger import editing
    from generator.system.disk import cannot_write

    before, file = former
    try:
        return editing.update(
            workspace.ledger, before, ledger, workspace.former, digest=file.digest, edition=edition, force=force
        )
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(workspace.ledger), failure)]) from failure
