"""Returned files to what each says, compared with what was sent and with the ledger; or why a file is left out."""

from __future__ import annotations

import datetime
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.commands.returned_files import is_document, recipients_of
from generator.model import day_of, short_names
from generator.problems import Place, Problem, error, errors_in, squeezed, warning
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.hidden_sheet import Mark
    from generator.loading import Loaded
    from generator.records.sent import SentOut
    from generator.returns import (
        AnswerOf,
        Choices,
        Compared,
        Current,
        Decided,
        PackedRead,
        Read,
        Recipients,
        Returned,
        Rule,
        Source,
    )


A_DAY = datetime.timedelta(days=1)
"""Moments are in UTC, days are not."""


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
        document = asdict(self)
        return {**document, "needs_confirmation": self.state == "matched", "problems": problems}


class Decision(Struct, frozen=True):
    """How conflicts and proposals are decided, on which day the workbooks came back, and to which round they go."""

    rule: Rule
    choices: Choices
    accept_proposals: bool
    accept_matched: bool
    day: datetime.date
    round: str
    choices_file: str = ""
    is_day_said: bool = True
    """Whether somebody said the day; it is today otherwise."""


class Outcome(Struct, frozen=True):
    """What came of a file."""

    file: ReturnedFile | None = None
    compared: Compared | None = None
    ignored: tuple[str, str] | None = None
    """A file of a folder that is none of ours, with the reason."""


class Comparing(Struct, frozen=True, dict=True):
    """What returned files are compared with; `given` are the files that somebody named one by one."""

    workspace: Workspace
    loaded: Loaded
    sent: SentOut
    decision: Decision
    given: Collection[Path]

    @cached_property
    def recipients(self) -> Recipients:
        """Those who may have sent a file."""
        return recipients_of(self.workspace, self.current.shown, self.loaded, self.sent, self.decision.round)

    @cached_property
    def current(self) -> Current:
        """The ledger as it is now, and who has its tasks."""
        from generator import returns, views

        def answers_in(name: str) -> AnswerOf:
            return views.reports_in(self.loaded.ledger, name).answer

        holders = {
            task.id: dict.fromkeys(assignment.department for assignment in units.assignments)
            for task, units in zip(self.loaded.ledger.tasks, self.loaded.units, strict=True)
        }
        return returns.Current(self.loaded.ledger, answers_in, holders)

    @cached_property
    def made_one(self) -> Mapping[tuple[int, str], Sequence[str]]:
        """(edition, department now) → the departments that were sent it apart, where that is more than one."""
        now = short_names(self.loaded.ledger.departments)
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for edition in self.sent.manifest.editions:
            for name in edition.sent:
                if name in now:
                    found[edition.number, now[name]].append(name)
        return {key: names for key, names in found.items() if len(names) > 1}

    def outcome(self, read: Read, source: Source) -> Outcome:
        """What came of a file that was read."""
        from generator import returns

        returned, problems = self.matched(read)
        if returned is None:
            return self.left_out(source, tuple(problem for problem in problems if problem.code != returns.WORDS))
        return self.compared(returned, problems, source)

    def matched(self, read: Read) -> tuple[Returned | None, tuple[Problem, ...]]:
        """The returned workbook that a file is, or, without a mark, stands for."""
        from generator import returns

        returned, problems = read
        if not isinstance(returned, returns.Unmarked):
            return returned, problems
        found, told = returns.match(returned, self.recipients)
        return found, (*problems, *told)

    def left_out(self, source: Source, problems: tuple[Problem, ...]) -> Outcome:
        """A file that is no returned workbook: in a folder it may be anybody's, named by itself it is an error."""
        name = source.shown
        codes, is_in_folder = {each.code for each in problems}, bool(source.members or source.path not in self.given)
        if is_in_folder and is_document(source) and codes <= NO_RETURN:
            return Outcome(ignored=(name, problems[0].message))
        if is_in_folder and codes == {"no-mark"}:
            told = (replace(problems[0], severity="warning"),)
            return Outcome(ReturnedFile(name, "rejected", problems=told), ignored=(name, problems[0].message))
        return Outcome(ReturnedFile(name, "rejected", problems=problems))

    def compared(self, returned: Returned, problems: tuple[Problem, ...], source: Source) -> Outcome:
        """A returned workbook, compared; one of another ledger, edition, department or round is left out."""
        from generator import returns

        name, mark = source.shown, returned.mark
        is_built = not source.members and self.workspace.output.resolve() in source.path.resolve().parents
        editions = {mark.edition} if is_built else self.sent.editions
        refusal = returns.refusal(returned, self.current, editions, self.sent.titles)
        round_name, told = round_of(name, mark.round, self.loaded, self.decision)
        if refusal is not None or errors_in(told):
            known = (problem for problem in problems if problem.code != returns.WORDS)
            reasons = (*known, *([refusal] if refusal else told))
            return Outcome(ReturnedFile(name, "rejected", mark.department or None, mark.edition, reasons))
        returned, doubted = self.with_sure_moment(returned)
        bases = self.sent.bases_of(mark.edition, mark.department, is_built)
        result = returns.compare(returned, self.current, bases, round_name)
        told += () if returned.is_matched else named_for_another(name, result.department, self.recipients)
        uncollected = returned.tell_uncollected(self.notes_sent(mark.department)) if returned.uncollected else ()
        told += (*self.back_in_time(returned, round_name), *self.of_two_departments(mark, result))
        told += self.replaced_in_former(result)
        problems, wrong = (self.without_own_words(each, result.department) for each in (problems, result.problems))
        found = (*problems, *told, *doubted, *uncollected, *wrong, *doubtful_states(result, self.loaded))
        state = "changed" if result.edits else "unchanged"
        if result.edits and returned.is_matched and not self.decision.accept_matched:
            state, found = "matched", (to_confirm(result), *found)
        return Outcome(ReturnedFile(name, state, result.department or None, mark.edition, found), result)

    def with_sure_moment(self, returned: Returned) -> tuple[Returned, tuple[Problem, ...]]:
        """The workbook without the moment of its saving where that cannot be: after today, or before it was sent.

        The clock of that computer is wrong; by what it says a later answer would be taken for an earlier one.
        """
        day = returned.saved[:10]
        editions = self.sent.manifest.editions
        sent = next((day_of(each.date) for each in editions if each.number == returned.mark.edition), None)
        tomorrow = max(self.decision.day, datetime.date.today()) + A_DAY
        if day > tomorrow.isoformat():
            message = f"写着 {day} 保存，还没有到这一天：那台电脑的日期不对，这份表和别的哪一份在后，不以它为准"
            advice = "同一单位另有一份不同的表时，会列为冲突，请向单位核实。"
            return replace(returned, saved=""), (warning("saved-in-future", Place(returned.file), message, advice),)
        if day and sent and datetime.date.fromisoformat(day) + A_DAY < sent:
            message = f"写着 {day} 保存，比发出的 {sent} 还早：那台电脑的日期不对，或是别的台账（如往年）同名的表"
            advice = "请核对是不是这一期填报的；是的，照常收集，另有不同的一份时会列为冲突。"
            return replace(returned, saved=""), (warning("saved-before-sent", Place(returned.file), message, advice),)
        return returned, ()

    def back_in_time(self, returned: Returned, round_name: str) -> tuple[Problem, ...]:
        """A warning if the day of coming back is one by which answers were due, and the workbook was saved later."""
        due = next((day_of(row.due) for row in self.loaded.ledger.rounds if row.name == round_name), None)
        saved = day_of(returned.saved[:10])
        if not due or not saved or not self.decision.day <= due < saved - A_DAY:
            return ()
        asked = f"收回日期是 {self.decision.day.isoformat()}（按期）"
        message = f"{asked}，表却是 {saved.isoformat()} 保存的，截止日期是 {due.isoformat()}"
        return (warning("saved-after-due", Place(returned.file), message, "请核对 --date，否则会算作按期报送。"),)

    def of_two_departments(self, mark: Mark, compared: Compared) -> Iterator[Problem]:
        """A warning where an answer would replace that of another department, with which this one was made one since.

        Both were sent the task in the same edition; of the one that they are now the ledger holds a single answer.
        """
        names = self.made_one.get((mark.edition, compared.department), ())
        if mark.department not in names:
            return
        others, manifest = [name for name in names if name != mark.department], self.sent.manifest
        sent = next(each.sent for each in manifest.editions if each.number == mark.edition)
        shared = {task for name in others for task in manifest.tasks_of(sent[name])}
        for edit in compared.edits:
            if edit.is_return and edit.ours and edit.task_id in shared:
                both = "、".join((mark.department, *others))
                message = f"发出时{both}是不同的单位，现在都是“{compared.department}”，任务 {edit.task_id} 只留一份答复"
                was = f"台账现有“{edit.ours[:30]}”，这份表是“{edit.theirs[:30]}”"
                advice = "会以后来的一份为准；两份都要的，请在“落实情况”表里合写。"
                place = Place(edit.file, edit.sheet, edit.cell)
                yield warning("departments-merged", place, f"{message}：{was}", advice)

    def replaced_in_former(self, compared: Compared) -> tuple[Problem, ...]:
        """A warning if a workbook of a former round changes what was answered in that: it may be filled in for now."""
        now = self.loaded.scope.round.name
        edits = [edit for edit in compared.edits if edit.is_return and edit.ours]
        if not edits or compared.round == now or self.decision.round:
            return ()
        first, word = edits[0], f"“{compared.round}”" if compared.round else "第一个报送期之前"
        place = Place(first.file, first.sheet, first.cell)
        said = f"“{first.ours[:30]}”改成“{first.theirs[:30]}”"
        message = f"{word}已经报过，这份表改了那时的 {len(edits)} 处：{said}"
        advice = f"填的是“{now}”的，请只把这个文件加 --round {now} 再收集；已经写入的，先用 taizhang restore 恢复。"
        return (warning("former-answer-changed", place, message, advice),)

    def without_own_words(self, problems: Sequence[Problem], department: str) -> tuple[Problem, ...]:
        """The problems, without the words that the department's own workbooks have."""
        from generator import returns

        if all(problem.code != returns.WORDS for problem in problems):
            return tuple(problems)
        paths = (self.workspace.output / path for path in self.sent.workbooks.get(department, ()))
        ours = {text for path in paths for text in returns.words_in(path)}
        return tuple(returns.without_ours(problems, partial(is_among, ours)))

    def notes_sent(self, department: str) -> frozenset[str]:
        """The notes of a department's workbooks as they were built."""
        from generator import returns

        paths = (self.workspace.output / path for path in self.sent.workbooks.get(department, ()))
        built = (returns.read(path)[0] for path in paths if path.exists())
        return frozenset(
            each.note for book in built if isinstance(book, returns.Returned) for each in book.uncollected if each.note
        )


def compare_all(
    read: deque[PackedRead], sources: Sequence[Source], comparing: Comparing
) -> tuple[list[ReturnedFile], list[Compared], tuple[tuple[str, str], ...]]:
    """Every returned workbook compared, with the files that say so, and those in folders that are none of ours.

    What was read is taken out of `read`, so that thousands of workbooks are not in memory as read and as compared.
    """
    outcomes = [comparing.outcome(read.popleft().read(), source) for source in sources]
    return (
        [each.file for each in outcomes if each.file is not None],
        [each.compared for each in outcomes if each.compared is not None],
        tuple(each.ignored for each in outcomes if each.ignored is not None),
    )


NO_RETURN = frozenset(("no-mark", "damaged", "scanned", "too-large"))
"""Why a document in a folder is none of ours, as far as anybody can tell: it is named, and nothing is wrong."""


FEWEST_OF_A_PART = 8
"""Characters of which it is certain, though they are but a part of a text, that they are of that."""


def is_among(texts: Collection[str], text: str) -> bool:
    """Whether a text is one of some, several of them together, or the part of one that stands on a page."""
    from generator.returns import plain_words

    words = plain_words(text)
    if words in texts or (len(words) >= FEWEST_OF_A_PART and any(words in each for each in texts)):
        return True
    for each in sorted((each for each in texts if len(each) > 1), key=len, reverse=True):
        words = words.replace(each, "")
    return not words


def to_confirm(compared: Compared) -> Problem:
    """A file without a mark, and whose it was taken for."""
    into = f"{compared.round} " if compared.round else ""
    message = (
        f"没有识别信息，按表头、序号和具体任务认作“{compared.department}”{into}的表，{len(compared.edits)} 处待确认"
    )
    return warning("to-confirm", Place(compared.file), message)


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
    advice = f"现在是“{current}”；要记入别的报送期时，只把这个文件再收集一次，用 --round 指明。"
    return name, (warning("former-round", Place(file), f"这是{word}的表，记入{into}", advice),)


def named_for_another(file: str, department: str, recipients: Recipients) -> tuple[Problem, ...]:
    """A warning for a department's workbook whose file bears the name of another: it may be filled in by that one."""
    stem = PurePath(file.replace("\\", "/")).stem
    names = recipients.meant_by(stem)
    if not department or not names or department in names:
        return ()
    message = f"文件名写的是{'、'.join(sorted(names))}，表是发给“{department}”的，记作“{department}”的填报"
    return (warning("named-for-another", Place(file), message, "请核对是不是填错了别的单位的表。"),)


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


def with_not_taken(file: ReturnedFile, decided: Decided) -> ReturnedFile:
    """A file with warnings that some of what it says is not taken, as the department said something else."""
    return replace(file, problems=(*file.problems, *not_taken(file.path, decided)))


def not_taken(file: str, decided: Decided) -> Iterator[Problem]:
    """What a file says and the ledger does not: an older answer, or one that stands as it was sent."""
    older = [edit for edit in decided.unused if edit.file == file]
    kept = [edit for edit in decided.kept if edit.file == file]
    if older:
        message = f"这份表保存得比同一单位另一份表早，有 {len(older)} 处以后来的为准，未写入：{older[0].theirs[:30]}"
        advice = "如应以这一份为准，请让单位重新保存后再发，或直接改台账。"
        yield warning("older-return", Place(file, older[0].sheet, older[0].cell), message, advice)
    if kept:
        words = f"“{kept[0].theirs[:30]}”，台账保留这个单位先前报的“{kept[0].ours[:30]}”"
        message = f"有 {len(kept)} 处还是发出时的内容，不知道是没有动，还是改了回来：{words}"
        yield warning("answer-as-sent", Place(file, kept[0].sheet, kept[0].cell), message, "改回来的，请直接改台账。")
