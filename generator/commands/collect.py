"""Collect: returned workbooks are compared with what was sent and with the ledger; what is decided is taken over."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.convert import write_book
from generator.model import AnswerField, Said, Unused, day_of, short_names
from generator.problems import InputError, Place, Problem, UsageError, error, errors_in, squeezed, warning
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.model import Ledger
    from generator.records.sent import SentOut
    from generator.returns import (
        AnswerOf,
        Choices,
        Compared,
        Decided,
        Edit,
        Read,
        Recipients,
        Returned,
        Rule,
        Source,
    )


class ReturnedFile(Struct, frozen=True):
    """One file that was collected, and what came of it."""

    path: str
    state: str
    """changed, unchanged, matched (to be confirmed) or rejected."""
    department: str | None = None
    edition: int | None = None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        problems = [problem.as_json() for problem in self.problems]
        document = {name: getattr(self, name) for name in self.__struct_fields__}
        return {**document, "needs_confirmation": self.state == "matched", "problems": problems}


class ReportedDepartment(Struct, frozen=True):
    """What came back from one department in one round."""

    department: str
    round: str
    tasks: int
    """Tasks that it was asked about."""
    answered: int
    changed: int
    conflicts: int
    state: str
    """complete, partial or missing."""
    problems: int = 0
    unconfirmed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


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
    departments: tuple[ReportedDepartment, ...] = ()
    missing: tuple[str, ...] = ()
    """The departments whose answers are still missing in the current round."""
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
        rule, chosen, accept_proposals, accept_matched, date or datetime.date.today(), round, str(choices)
    )
    with locked(workspace) if apply else nullcontext():
        collected = taken_over(workspace, read, sources, decision, given, apply, force)
    if conflicts:
        write_book(returns.as_book(collected.decided.conflicts), conflicts)
    return replace(
        collected,
        problems=tuple(missing),
        ignored=(*returns.others(paths), *collected.ignored),
        seconds=time.perf_counter() - started,
    )


class Decision(Struct, frozen=True):
    """How conflicts and proposals are decided, on which day the workbooks came back, and to which round they go."""

    rule: Rule
    choices: Choices
    accept_proposals: bool
    accept_matched: bool
    day: datetime.date
    round: str
    choices_file: str = ""


def taken_over(
    workspace: Workspace,
    read: Sequence[Read],
    sources: Sequence[Source],
    decision: Decision,
    given: Collection[Path],
    apply: bool,
    force: bool,
) -> CollectReport:
    """Returned workbooks compared and decided; with `apply`, written into the ledger."""
    from generator import returns
    from generator.loading import load
    from generator.records import answers as records_of_answers
    from generator.records import settled as records_of_settled
    from generator.records.answers import Answers, read_answers
    from generator.records.sent import sent_out
    from generator.records.settled import read_settled

    loaded = load(workspace, decision.day)
    refuse_round(loaded.ledger, decision.round)
    sent = sent_out(workspace)
    files, compared, ignored = compare_all(read, sources, workspace, loaded, sent, decision, given)
    refuse_choices(decision, compared)
    settled, answers = read_settled(workspace), read_answers(workspace)
    latest = with_present_names(answers.latest, short_names(loaded.ledger.departments))

    def decide(workbooks: Sequence[Compared]) -> Decided:
        said, day = (decision.rule, decision.choices, decision.accept_proposals), decision.day.isoformat()
        return returns.decide(workbooks, *said, settled, latest, day)

    waiting = {file.path for file in files if file.state == "matched"}
    decided = decide([each for each in compared if each.file not in waiting])
    unconfirmed = edits_of(waiting, decide(compared)) if waiting else ()
    after = returns.apply(loaded.ledger, decided)
    written: tuple[str, ...] = ()
    if apply:
        kept = Answers(decided.latest, tuple(dict.fromkeys((*answers.unused, *map(unused, decided.unused)))))
        records: dict[str, str | None] = {}
        if decided.settled != settled:
            records[records_of_settled.NAME] = records_of_settled.encode(decided.settled)
        if kept != answers:
            records[records_of_answers.NAME] = records_of_answers.encode(kept)
        written = change_ledger(workspace, loaded, after, sent.last, force, records)
    files = [with_older(each, decided) for each in files]
    departments, silent = reported(loaded, after, compared, (decided, unconfirmed), files, sent, decision.day)
    return CollectReport(
        tuple(files),
        decided,
        apply,
        written,
        departments=departments,
        missing=silent,
        ignored=ignored,
        unconfirmed=unconfirmed,
    )


def edits_of(files: Collection[str], decided: Decided) -> tuple[Edit, ...]:
    """What some files say, of all that was decided."""
    edits = (*decided.changes, *decided.conflicts, *decided.proposals)
    return tuple(edit for edit in edits if edit.file in files)


def with_present_names(latest: Mapping[AnswerField, Said], names: Mapping[str, str]) -> dict[AnswerField, Said]:
    """What departments last said, by the names that they have now."""
    return {
        (task, names.get(department, department), name, field): said
        for (task, department, name, field), said in latest.items()
    }


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


def unused(edit: Edit) -> Unused:
    """What is remembered of an answer that was not taken."""
    return Unused(edit.task_id, edit.department, edit.round, edit.field, edit.theirs, edit.file.rpartition("/")[2])


def with_older(file: ReturnedFile, decided: Decided) -> ReturnedFile:
    """A file with the warning that some of what it says is not taken, as the department said something else later."""
    older = [edit for edit in decided.unused if edit.file == file.path]
    if not older:
        return file
    first = older[0]
    told = warning(
        "older-return",
        Place(file.path, first.sheet, first.cell),
        f"这份表保存得比同一单位另一份表早，有 {len(older)} 处以后来的为准，未写入：{first.theirs[:30]}",
        "如应以这一份为准，请让单位重新保存后再发，或直接改台账。",
    )
    return replace(file, problems=(*file.problems, told))


def compare_all(
    read: Sequence[Read],
    sources: Sequence[Source],
    workspace: Workspace,
    loaded: Loaded,
    sent: SentOut,
    decision: Decision,
    given: Collection[Path],
) -> tuple[list[ReturnedFile], list[Compared], tuple[tuple[str, str], ...]]:
    """Every returned workbook compared; those of other ledgers, editions or departments are left out and say so.

    Gives the files in the folders that are none of ours, too, each with the reason.
    """
    from generator import returns, views
    from generator.commands.returned_files import is_document, recipients_of

    def answers_in(name: str) -> AnswerOf:
        return views.reports_in(loaded.ledger, name).answer

    holders = {
        task.id: {assignment.department for assignment in units.assignments}
        for task, units in zip(loaded.ledger.tasks, loaded.units, strict=True)
    }
    current = returns.Current(loaded.ledger, answers_in, holders)
    output = workspace.output.resolve()
    recipients = recipients_of(workspace, loaded, sent, decision.round)

    def matched(result: Read) -> tuple[Returned | None, tuple[Problem, ...]]:
        returned, problems = result
        if not isinstance(returned, returns.Unmarked):
            return returned, problems
        found, told = returns.match(returned, recipients)
        return found, (*problems, *told)

    files, compared, ignored = [], [], []
    for (returned, problems), source in zip(map(matched, read), sources, strict=True):
        name = source.shown
        if returned is None:
            codes, is_in_folder = {each.code for each in problems}, bool(source.members or source.path not in given)
            if is_in_folder and is_document(source) and codes <= NO_RETURN:
                ignored.append((name, problems[0].message))
            elif is_in_folder and codes == {"no-mark"}:
                ignored.append((name, problems[0].message))
                files.append(ReturnedFile(name, "rejected", problems=(replace(problems[0], severity="warning"),)))
            else:
                files.append(ReturnedFile(name, "rejected", problems=problems))
            continue
        mark = returned.mark
        is_built = not source.members and output in source.path.resolve().parents
        editions = {mark.edition} if is_built else sent.editions
        refusal = returns.refusal(returned, current, editions, sent.titles)
        round_name, told = round_of(name, mark.round, loaded, decision)
        if refusal is not None or errors_in(told):
            reasons = (*problems, *([refusal] if refusal else told))
            files.append(ReturnedFile(name, "rejected", mark.department or None, mark.edition, reasons))
            continue
        result = returns.compare(returned, current, sent.bases_of(mark.edition, mark.department, is_built), round_name)
        state = "changed" if result.edits else "unchanged"
        told += () if returned.is_matched else named_for_another(name, result.department, recipients)
        found = (*problems, *told, *result.problems, *doubtful_states(result, loaded))
        if result.edits and returned.is_matched and not decision.accept_matched:
            state, found = "matched", (to_confirm(result), *found)
        files.append(ReturnedFile(name, state, result.department or None, mark.edition, found))
        compared.append(result)
    return files, compared, tuple(ignored)


NO_RETURN = frozenset(("no-mark", "damaged", "scanned", "too-large"))
"""Why a document in a folder is none of ours, as far as anybody can tell: it is named, and nothing is wrong."""


def to_confirm(compared: Compared) -> Problem:
    """A file without a mark, and whose it was taken for."""
    into = f"{compared.round} " if compared.round else ""
    message = (
        f"没有识别信息，按表头、序号和具体任务认作“{compared.department}”{into}的表，{len(compared.edits)} 处待确认"
    )
    return warning("to-confirm", Place(compared.file), message)


def doubtful_states(compared: Compared, loaded: Loaded) -> Iterator[Problem]:
    """Warnings for states that read as done and do not count as that."""
    from generator.views import lateness

    rules = lateness.rules_of(dict(loaded.ledger.info))
    for edit in compared.edits:
        if edit.field == "state":
            place = Place(edit.file, edit.sheet, edit.cell)
            for problem in lateness.check_state(edit.theirs, rules, place):
                if (problem.code, squeezed(problem.wording)) not in loaded.accepted:
                    yield problem


def named_for_another(file: str, department: str, recipients: Recipients) -> tuple[Problem, ...]:
    """A warning for a department's workbook whose file bears the name of another: it may be filled in by that one."""
    stem = PurePath(file.replace("\\", "/")).stem
    names = recipients.meant_by(stem)
    if not department or not names or department in names:
        return ()
    message = f"文件名写的是{'、'.join(sorted(names))}，表是发给“{department}”的，记作“{department}”的填报"
    return (warning("named-for-another", Place(file), message, "请核对是不是填错了别的单位的表。"),)


def round_of(file: str, asked: str, loaded: Loaded, decision: Decision) -> tuple[str, tuple[Problem, ...]]:
    """The round that a workbook's answers are entered in, and what there is to tell about it."""
    current = loaded.scope.round.name
    name = decision.round or asked
    word = f"“{asked}”" if asked else "第一个报送期之前"
    if name and name not in {row.name for row in loaded.ledger.rounds}:
        advice = "请在“报送期”表补上这一期，或用 --round 指明记入哪一期。"
        return name, (error("unknown-round", Place(file), f"是报送期{word}的表，台账里没有这一期", advice),)
    issued = next((day_of(row.issued) for row in loaded.ledger.rounds if row.name == name), None)
    if issued and decision.day < issued:
        message = f"收回日期 {decision.day.isoformat()} 早于“{name}”的发出日期 {issued.isoformat()}，未收集"
        return name, (error("date-before-round", Place(file), message, "请核对 --date，或“报送期”表的发出日期。"),)
    if asked == (decision.round or current):
        return name, ()
    into = f"“{name}”" if name else "第一个报送期之前"
    advice = f"现在是“{current}”；要记入别的报送期时，用 --round 指明。"
    return name, (warning("former-round", Place(file), f"这是{word}的表，记入{into}", advice),)


# ------------------------------------------------------------------------------------------ who reported


def reported(
    loaded: Loaded,
    after: Ledger,
    compared: Sequence[Compared],
    said: tuple[Decided, Sequence[Edit]],
    files: Sequence[ReturnedFile],
    sent: SentOut,
    day: datetime.date,
) -> tuple[tuple[ReportedDepartment, ...], tuple[str, ...]]:
    """How each department stands that sent something, and who is still missing in the current round."""
    from generator import views

    decided, unconfirmed = said
    waiting = Counter((edit.department, edit.round) for edit in unconfirmed)
    counts = Counter((edit.department, edit.round, edit.kind) for edit in (*decided.changes, *decided.conflicts))
    wrong = {file.path: len(file.problems) for file in files}
    found: dict[tuple[str, str], int] = {}
    for each in compared:
        if each.department:
            key = each.department, each.round
            found[key] = found.get(key, 0) + wrong.get(each.file, 0)
    standings = {name: views.standings_in(after, loaded.units, name, day) for name in {key[1] for key in found}}
    rows = []
    for (department, name), problems in sorted(found.items(), key=lambda entry: entry[0][::-1]):
        report = standings[name].get(department)
        numbers = (report.asked, report.answered) if report else (0, 0)
        state = views.STATE_NAMES[report.state] if report else "missing"
        changed, conflicts = (counts[department, name, kind] for kind in ("change", "conflict"))
        rows.append(
            ReportedDepartment(
                department, name, *numbers, changed, conflicts, state, problems, waiting[department, name]
            )
        )
    now = loaded.scope.round.name
    last = views.standings_in(after, loaded.units, now, day)
    names = short_names(loaded.ledger.departments)
    asked = {names.get(name, name) for name in sent.asked.get(now, ())}
    silent = [name for name, report in last.items() if report.state and not report.answered and name in asked]
    return tuple(rows), tuple(silent)


def change_ledger(
    workspace: Workspace,
    loaded: Loaded,
    ledger: Ledger,
    edition: int | None,
    force: bool,
    records: Mapping[str, str | None],
) -> tuple[str, ...]:
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
