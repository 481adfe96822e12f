"""Collect: returned workbooks are compared with what was sent and with the ledger; what is decided is taken over."""

from __future__ import annotations

import datetime
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.compared_files import Comparing, Decision, ReturnedFile, compare_all, with_not_taken
from generator.commands.convert import write_book
from generator.commands.reported import ReportedDepartment, reported
from generator.model import AnswerKey, Latest, Said, Unused, day_of, later, short_names
from generator.problems import InputError, Place, Problem, UsageError, error, warning
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from collections import deque

    from generator.loading import Loaded
    from generator.model import Ledger
    from generator.records.answers import Answers
    from generator.records.pending import Kept
    from generator.returns import Compared, Decided, Edit, PackedRead, Rule, Source


class CollectReport(Struct, frozen=True):
    """What came back, and what was done with it."""

    files: tuple[ReturnedFile, ...]
    decided: Decided
    applied: bool = False
    written: Sequence[str] = ()
    """The cells of the ledger that were written."""
    problems: tuple[Problem, ...] = ()
    """What belongs to no single file."""
    seconds: float = 0.0
    departments: tuple[ReportedDepartment, ...] = ()
    missing: tuple[str, ...] = ()
    """The departments whose answers are still missing in the current round."""
    partial: tuple[str, ...] = ()
    """Those that sent nothing now, and reported only in part before."""
    ignored: tuple[tuple[str, str], ...] = ()
    """Files that are none of ours, each with the reason."""
    unconfirmed: tuple[Edit, ...] = ()
    """What files without a mark would change: nothing of it is taken until somebody confirms it."""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems of the command and of every file."""
        return (*self.problems, *(problem for file in self.files for problem in file.problems))

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "files": [file.as_json() for file in self.files],
            "departments": [department.as_json() for department in self.departments],
            "missing": list(self.missing),
            "partial": list(self.partial),
            "ignored": [{"file": file, "reason": reason} for file, reason in self.ignored],
            "changes": [edit.as_json() for edit in self.decided.changes],
            "conflicts": [edit.as_json() for edit in self.decided.conflicts],
            "proposals": [edit.as_json() for edit in self.decided.proposals],
            "unconfirmed": [edit.as_json() for edit in self.unconfirmed],
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
    date: datetime.date | None = None,
    round: str = "",
    rule: Rule = "",
    choices: Path | None = None,
    accept_proposals: bool = False,
    accept_matched: bool = False,
    conflicts: Path | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> CollectReport:
    """Read returned workbooks, compare them with what was sent and with the ledger; with `apply`, take them over.

    `date` is the day on which they came back, today by default; `round` takes them to another round than their
    own. What files without a mark say is shown and not taken, unless `accept_matched`. `rule` and the file `choices`
    decide conflicts; those that nobody decided stay as the ledger has them.
    `conflicts` is where to put a workbook in which staff can choose. Raises InputError if the ledger has errors,
    UsageError if it has no such round.
    """
    from generator import returns
    from generator.commands.returned_files import read_files
    from generator.records.access import locked

    started = time.perf_counter()
    chosen, problems = returns.read_choices(choices) if choices else ({}, ())
    if problems:
        raise InputError(problems)
    sources, missing = returns.sources(paths)
    read = read_files(sources, progress)
    given = {path for path in paths if not path.is_dir()}
    decision = Decision(
        rule=rule,
        choices=chosen,
        accept_proposals=accept_proposals,
        accept_matched=accept_matched,
        day=date or datetime.date.today(),
        round=round,
        choices_file=str(choices or ""),
        is_day_said=date is not None,
    )
    with locked(workspace) if apply else nullcontext():
        collected = taken_over(workspace, read, sources, decision, given, apply, force)
    if conflicts:
        missing += write_book(returns.as_book(collected.decided.conflicts), conflicts)
    return replace(
        collected,
        problems=(*collected.problems, *missing),
        ignored=(*returns.others(paths), *collected.ignored),
        seconds=time.perf_counter() - started,
    )


def taken_over(
    workspace: Workspace,
    read: deque[PackedRead],
    sources: Sequence[Source],
    decision: Decision,
    given: Collection[Path],
    apply: bool,
    force: bool,
) -> CollectReport:
    """Returned workbooks compared and decided; with `apply`, written into the ledger."""
    from generator import returns
    from generator.loading import load
    from generator.records.sent import sent_out

    loaded = load(workspace, decision.day)
    refuse_round(loaded.ledger, decision.round)
    sent = sent_out(workspace)
    comparing = Comparing(workspace, loaded, sent, decision, given)
    files, compared, ignored = compare_all(read, sources, comparing)
    refuse_choices(decision, compared)
    waiting = {file.path for file in files if file.state == "matched"}
    decided, unconfirmed, after, records = outcome(workspace, loaded.ledger, compared, decision, waiting, apply)
    written: Sequence[str] = ()
    if apply:
        written = change_ledger(workspace, loaded, after, sent.last, force, records)
    files = [with_not_taken(each, decided) for each in files]
    departments, silent, partial = reported(loaded, after, compared, (decided, unconfirmed), files, sent, decision.day)
    return CollectReport(
        tuple(files),
        decided,
        apply,
        written,
        problems=(
            *to_come(decision.day),
            *(() if decision.is_day_said else late_by_today(compared, loaded.ledger, decision.day)),
            *(each for each in loaded.problems if each.code.startswith(ABOUT_ROUNDS)),
            *returns.without_effect(decision.choices, decided, after),
        ),
        departments=departments,
        missing=silent,
        partial=partial,
        ignored=ignored,
        unconfirmed=unconfirmed,
    )


def outcome(
    workspace: Workspace,
    ledger: Ledger,
    compared: Sequence[Compared],
    decision: Decision,
    waiting: Collection[str],
    is_applied: bool,
) -> tuple[Decided, tuple[Edit, ...], Ledger, Kept]:
    """What is decided, what files that wait to be confirmed would change, the ledger after it, and the records of it.

    What departments last said is needed no longer then: of thousands of workbooks it is as much as all that they say.
    """
    from generator import returns
    from generator.records.answers import read_answers
    from generator.records.pending import lay_by
    from generator.records.settled import read_settled
    from generator.system import disk

    settled, answers = read_settled(workspace), read_answers(workspace)
    latest = with_present_names(answers.latest, short_names(ledger.departments))

    def decide(workbooks: Sequence[Compared]) -> Decided:
        said, day = (decision.rule, decision.choices, decision.accept_proposals), decision.day.isoformat()
        return returns.decide(workbooks, *said, settled, latest, day)

    decided = decide([each for each in compared if each.file not in waiting])
    unconfirmed = edits_of(waiting, decide(compared)) if waiting else ()
    after = returns.apply(ledger, decided)
    records: Kept = {}
    if is_applied:
        refused = [answer for each in compared if each.file not in waiting for answer in each.refused]
        with disk.writing(workspace.shown(workspace.records)):
            records = lay_by(workspace, to_remember(decided, refused, settled, answers))
    return replace(decided, latest={}, signed={}), unconfirmed, after, records


ABOUT_ROUNDS = "round-"
"""How the codes begin of what is wrong with sheet 报送期 against what was sent: who is missing hangs on that."""


def to_come(day: datetime.date) -> Iterator[Problem]:
    """A warning if nothing can have come back on a day yet: it would be entered as 收回日期, and be late."""
    if day > datetime.date.today() + datetime.timedelta(days=1):
        message = f"收回日期 {day.isoformat()} 还没有到，已报、迟报都会按它算"
        yield warning(
            "date-to-come", Place(), message, "请核对 --date 和电脑的日期；写错了的，请改“落实情况”表的收回日期。"
        )


def late_by_today(compared: Sequence[Compared], ledger: Ledger, today: datetime.date) -> Iterator[Problem]:
    """A warning if workbooks that were saved in time come back late by today's date: they may have lain for days."""
    due = {row.name: day for row in ledger.rounds if (day := day_of(row.due))}
    names = []
    for each in compared:
        saved, last = day_of(each.saved[:10]), due.get(each.round)
        is_first = any(edit.is_return and edit.key[:3] not in each.held for edit in each.edits)
        if is_first and saved and last and saved <= last < today:
            names.append(each.department)
    if names:
        who = "、".join(dict.fromkeys(names[:10])) + ("等" if len(names) > 10 else "")
        message = f"{len(names)} 份表在截止日期以前保存，按今天（{today}）收回算迟报：{who}"
        advice = "按期收到的，请用 --date 写上收到的那天再收集；已经写入的，请改“落实情况”表的收回日期。"
        yield warning("late-by-today", Place(), message, advice)


def edits_of(files: Collection[str], decided: Decided) -> tuple[Edit, ...]:
    """What some files say, of all that was decided."""
    edits = (*decided.changes, *decided.conflicts, *decided.proposals)
    return tuple(edit for edit in edits if edit.file in files)


def with_present_names(latest: Latest, names: Mapping[str, str]) -> Latest:
    """What departments last said, by the names that they have now; of two that are one now, what was said later."""
    present: dict[AnswerKey, Mapping[str, Said]] = {}
    for (task, department, round), said in latest.items():
        key = task, names.get(department, department), round
        there = present.get(key, {})
        new = {name: each for name, each in said.items() if name not in there or later(each, there[name]) != -1}
        present[key] = {**there, **new} if there else said
    return present


def refuse_round(ledger: Ledger, name: str) -> None:
    """Raise UsageError if the ledger has no round of this name."""
    names = [row.name for row in ledger.rounds]
    if name and name not in names:
        message = f"没有报送期“{name}”"
        raise UsageError([error("unknown-round", Place(), message, f"现有：{'、'.join(names) or '无'}。")])


def refuse_choices(decision: Decision, compared: Sequence[Compared]) -> None:
    """Raise InputError if answers of a round would be decided by choices that were made for another."""
    rounds = {each.round for each in compared}
    others = {name for _, department, name, *_ in decision.choices if department and name not in rounds}
    if rounds and others:
        word = "、".join(f"“{name}”" if name else "没有写期次的" for name in sorted(others))
        message = f"选择文件是{word}的冲突，收回的是{'、'.join(f'“{name}”' for name in sorted(rounds))}的表，未收集"
        advice = "请用 collect --conflicts 重新列出这一期的冲突，填好选择后再用。"
        raise InputError([error("other-rounds-choices", Place(decision.choices_file), message, advice)])


def to_remember(
    decided: Decided, refused: Iterable[Unused], settled: Collection[str], answers: Answers
) -> Mapping[str, bytes | Iterable[bytes] | None]:
    """The records that differ from `settled` and `answers` by what was decided, and `refused`."""
    from generator.records import answers as records_of_answers
    from generator.records import settled as records_of_settled

    records: dict[str, bytes | Iterable[bytes] | None] = {}
    kept = replace(
        answers,
        latest=decided.latest,
        unused=tuple(dict.fromkeys((*answers.unused, *map(unused, decided.unused), *refused))),
    )
    if decided.settled != settled:
        records[records_of_settled.NAME] = records_of_settled.encode(decided.settled)
    if kept != answers:
        records[records_of_answers.NAME] = records_of_answers.encode(kept)
    return records


def unused(edit: Edit) -> Unused:
    """What is remembered of an answer that was not taken."""
    return Unused(edit.task_id, edit.department, edit.round, edit.field, edit.theirs, edit.file.rpartition("/")[2])


def change_ledger(
    workspace: Workspace,
    loaded: Loaded,
    ledger: Ledger,
    edition: int | None,
    force: bool,
    records: Kept,
) -> Sequence[str]:
    """Write what differs into the staff's ledger, the former file kept; gives the cells that were written.

    `records` are what is to be remembered of it, whatever becomes of this run.
    """
    from generator.ledger import editing
    from generator.records.pending import announce, remember
    from generator.system import disk

    with disk.writing(workspace.shown(workspace.ledger)):
        written = editing.update(
            workspace.ledger,
            loaded.ledger,
            ledger,
            workspace.former,
            digest=loaded.digest,
            edition=edition,
            force=force,
            why="收集单位填报",
            announce=lambda data: announce(workspace, workspace.ledger, data, records),
        )
    with disk.writing(workspace.shown(workspace.records)):
        remember(workspace, records)
    return written
