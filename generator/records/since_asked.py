"""The rounds and answers of a ledger against what departments were asked: what counts no more, each a warning."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from generator.model import Ledger, Round, TaskUnits, day_of, mark_of, short_names
from generator.problems import Place, Problem, warning
from generator.records.answers import Answers
from generator.records.manifest import Manifest
from generator.vocabulary import SAID, SHEET_ANSWERS, SHEET_ROUNDS


def rounds_and_answers(
    manifest: Manifest,
    collected: Answers,
    ledger: Ledger,
    opening: Round | None,
    file: str,
    units: Sequence[TaskUnits],
) -> Iterator[Problem]:
    """All warnings of this module; `units` are who has each task, `file` is how messages call the ledger."""
    yield from lost_rounds(manifest, ledger, opening, file)
    yield from unsent_rounds(manifest, ledger, opening)
    yield from swapped_rounds(manifest, ledger)
    yield from moved_days(manifest, ledger)
    yield from answers_without_round(manifest, ledger)
    yield from answers_from_elsewhere(manifest, collected, ledger)
    yield from answers_of_nobody(manifest, ledger, units)
    yield from lost_answers(collected, ledger, file)


def lost_rounds(manifest: Manifest, ledger: Ledger, opening: Round | None, file: str) -> Iterator[Problem]:
    """A warning for each round that was sent out and that sheet 报送期 does not have, and the other way round.

    What was sent out in a round is known of the records alone: without them nobody was asked, and nobody is late.
    """
    names = {"", *(row.name for row in ledger.rounds)}
    sent: dict[str, str] = {}
    for edition in manifest.editions:
        sent.setdefault(edition.round, edition.date)
    place = Place(file, SHEET_ROUNDS)
    for name, day in sent.items():
        if name not in names:
            message = f"报送期“{name}”{day} 分发过，这里没有这一行：没有人会算作未报、迟报，收回的表也记不进去"
            advice = "请补上这一行（期次、截止日期、发出日期）；台账换成了旧的一份时，可用 taizhang restore 找回。"
            yield warning("round-lost", place, message, advice, name)
    for row in ledger.rounds:
        if row.edition and row is not opening and row.name not in sent:
            message = f"没有报送期“{row.name}”的分发记录，不知道发给了谁：没有人会算作未报、迟报，也不会催办"
            advice = "请从备份找回 output/.taizhang；找不回的，现在这一期可用 taizhang distribute 重新分发一次。"
            yield warning("round-unrecorded", row.origin.place("name"), message, advice, row.name)


def unsent_rounds(manifest: Manifest, ledger: Ledger, opening: Round | None) -> Iterator[Problem]:
    """A warning for each round that somebody entered with a day: from then on it is current, and nobody was asked."""
    sent = {edition.round for edition in manifest.editions}
    for row in ledger.rounds if sent else ():
        if row is not opening and not row.edition and row.name not in sent and day_of(row.issued):
            message = f"报送期“{row.name}”是手填的，没有分发过：到了发出日期就当作现在这一期，谁都没有收到它的表"
            advice = f"要发的，请删去这一行，再运行 taizhang distribute --round {row.name} --due 截止日期；"
            advice += "只是计划的，请清空发出日期。"
            yield warning("round-not-sent", row.origin.place("issued"), message, advice, row.name)


def swapped_rounds(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """A warning for each row of sheet 报送期 that has the name of one round that was sent and the 版次 of another."""
    rounds = {str(edition.number): edition.round for edition in manifest.editions}
    sent = set(rounds.values())
    for row in ledger.rounds:
        other = rounds.get(row.edition.strip())
        if row.name in sent and other and other != row.name:
            message = f"“{row.name}”这一行的版次是第 {row.edition} 版，那一版发的是“{other}”：期次像是改过或对调了"
            advice = "已报、迟报会按错的截止日期算，请把期次改回发出时的名称；要改日期的，只改截止日期。"
            yield warning("round-swapped", row.origin.place("name"), message, advice, row.name)


MOVED = datetime.timedelta(days=7)
"""The day on which a round was recorded, and that on which its sheets went out, may be so far apart."""


def moved_days(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """A warning for each row of sheet 报送期 whose 发出日期 is not the day on which the round was sent.

    By it rounds follow one another: a slip in the year makes another round the current one.
    """
    sent = {(edition.round, str(edition.number)): edition.date for edition in manifest.editions}
    for row in ledger.rounds:
        issued, recorded = day_of(row.issued), day_of(sent.get((row.name, row.edition.strip()), ""))
        if issued and recorded and abs(issued - recorded) > MOVED:
            message = f"报送期“{row.name}”的发出日期是 {issued}，分发记录里是 {recorded}：哪一期是现在的，按发出日期算"
            advice = f"请核对；写错了的改回 {recorded}。要推迟报送的，只改截止日期。"
            yield warning("round-moved", row.origin.place("issued"), message, advice, f"{row.name} {issued}")


def answers_without_round(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """A warning for each answer without 期次 that cannot be from before the first round: it answers none.

    Nothing was sent before that, or the answer came back after it was sent.
    """
    days = [(day, row.name) for row in ledger.rounds if (day := day_of(row.issued))]
    first, name = min(days, default=(datetime.date.max, ""))
    began_with_rounds = bool(manifest.editions) and all(edition.round for edition in manifest.editions)
    for answer in ledger.returns if days else ():
        received = day_of(answer.received_on)
        if not answer.round and (began_with_rounds or (received and received >= first)):
            message = f"没有填期次：算作第一个报送期“{name}”之前的，各期都不算它报了"
            advice = "请照“报送期”表填上期次；确是那以前收回的，不必理会。"
            yield warning("answer-without-round", answer.origin.place("round"), message, advice)


def answers_from_elsewhere(manifest: Manifest, collected: Answers, ledger: Ledger) -> Iterator[Problem]:
    """A warning where answers were collected that this workspace neither asked for nor collected.

    They came with a copy of last year's ledger, and count for the tasks that have their ids now; or records are lost.
    """
    rows = [row for row in ledger.returns if row.source]
    if rows and not manifest.editions and not collected.latest:
        message = f"有 {len(rows)} 行是收回来的，而这个工作区没有发过、也没有收过：都算在现在的任务名下"
        advice = "上一年的台账带来的，请删去这些行（还有“报送期”的）；从别处搬来的，请把 output/.taizhang 也搬来；"
        advice += "确是这份台账的，写进“已阅”。"
        yield warning("answers-from-elsewhere", rows[0].origin.place("source"), message, advice, ledger.title)


def answers_of_nobody(manifest: Manifest, ledger: Ledger, units: Sequence[TaskUnits]) -> Iterator[Problem]:
    """A warning for each answer whose task is not its department's, nor was when it was sent: it counts for nobody."""
    if not manifest.editions:
        return
    names = short_names(ledger.departments)
    holders = {
        task.id: {assignment.department for assignment in task_units.assignments}
        for task, task_units in zip(ledger.tasks, units, strict=True)
    }
    strange = [
        (answer, names[answer.department])
        for answer in ledger.returns
        if answer.department in names and names[answer.department] not in holders.get(answer.task_id, ())
    ]
    sent = sent_to(manifest, {name: short for name, short in names.items() if short in {who for _, who in strange}})
    for answer, department in strange:
        if answer.task_id in sent.get(department, ()):
            continue  # it was withdrawn since
        is_there = answer.task_id in holders
        what = f"任务 {answer.task_id} 不是“{department}”的" if is_there else f"没有任务“{answer.task_id}”"
        message = f"{what}，也没有给它发过这一项：这一行落实情况不算任何单位报了"
        yield warning(
            "answer-of-nobody",
            answer.origin.place("task_id"),
            message,
            "请核对标识和单位，照“台账”表改对。",
            f"{answer.task_id} {department}",
        )


def lost_answers(collected: Answers, ledger: Ledger, file: str) -> Iterator[Problem]:
    """A warning if answers that were collected are not in the ledger any more, as in a copy that somebody put back.

    Those of rounds that sheet 报送期 does not have are told with the round.
    """
    names, nothing = short_names(ledger.departments), mark_of("")
    rounds = {row.name for row in ledger.rounds} or {""}
    said = (row for row in ledger.returns if any(getattr(row, name) for name in SAID))
    there = {(row.task_id, names.get(row.department, row.department), row.round) for row in said}
    roundless = {(task, department) for task, department, name in there if not name}
    lost = dict.fromkeys(
        (task, department, name)
        for (task, was_called, name), fields in collected.latest.items()
        if name in rounds
        and any(field in SAID and last.mark != nothing for field, last in fields.items())
        and (department := names.get(was_called, was_called)) in names
        and (task, department, name) not in there
        and (task, department) not in roundless
    )
    if lost:
        task, department, name = next(iter(lost))
        message = f"收集过的答复有 {len(lost)} 项这里没有了，如任务 {task}“{department}”{name}的：算作没有报，还会催办"
        back = "用 taizhang restore 找回，或把收回的表再收集一次（--date 写当时的收回日期，列为冲突的选“收回”）"
        advice = f"台账换成了旧的一份、删过行的，{back}；确要删去的，写进“已阅”。"
        yield warning("answers-lost", Place(file, SHEET_ANSWERS), message, advice)


def sent_to(manifest: Manifest, names: Mapping[str, str]) -> dict[str, set[str]]:
    """Department → every task that it was ever sent; `names` are those that it had, with the one that it has now."""
    sent: dict[str, set[str]] = {}
    for edition in manifest.editions:
        for name, key in edition.sent.items():
            if name in names:
                sent.setdefault(names[name], set()).update(manifest.tasks_of(key))
    return sent
