"""A ledger against what was sent: rounds and rows that are no longer what departments were asked, each a warning."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from generator.model import Ledger, Round, Task, TaskUnits, short_names
from generator.problems import Place, Problem, squeezed, warning
from generator.records.manifest import OFFICE, Manifest
from generator.vocabulary import SAME_AS_ABOVE, SHEET_ROUNDS, SHEET_TASKS


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
            yield replace(warning("round-lost", place, message, advice), wording=name)
    for row in ledger.rounds:
        if row.edition and row is not opening and row.name not in sent:
            message = f"没有报送期“{row.name}”的分发记录，不知道发给了谁：没有人会算作未报、迟报，也不会催办"
            advice = "请从备份找回 output/.taizhang；找不回的，现在这一期可用 taizhang distribute 重新分发一次。"
            yield warning("round-unrecorded", row.origin.place("name"), message, advice, row.name)
    yield from swapped_rounds(manifest, ledger, sent)


def swapped_rounds(manifest: Manifest, ledger: Ledger, sent: Collection[str]) -> Iterator[Problem]:
    """A warning for each row of sheet 报送期 that has the name of one round that was sent and the 版次 of another."""
    rounds = {str(edition.number): edition.round for edition in manifest.editions}
    for row in ledger.rounds:
        other = rounds.get(row.edition.strip())
        if row.name in sent and other and other != row.name:
            message = f"“{row.name}”这一行的版次是第 {row.edition} 版，那一版发的是“{other}”：期次像是改过或对调了"
            advice = "已报、迟报会按错的截止日期算，请把期次改回发出时的名称；要改日期的，只改截止日期。"
            yield warning("round-swapped", row.origin.place("name"), message, advice, row.name)


FEW_TASKS = 3
"""Tasks that may all have been worded anew in the same ledger."""


def other_ledger(manifest: Manifest, ledger: Ledger, file: str) -> Iterator[Problem]:
    """A warning where nothing that was last sent out stands in this ledger: everybody would lose all his tasks."""
    contents = {task.content for task in ledger.tasks}
    sent = set()
    for key in (key for edition in reversed(manifest.editions) for key in edition.sent.values()):
        sent |= {values.get("content", "") for values in manifest.values_of(key).values()}
        if not contents.isdisjoint(sent):
            return
    if contents and len(sent) >= FEW_TASKS:
        place = Place(file, SHEET_TASKS)
        message = "上次分发的任务这里一条也没有，像是另一份台账：照它分发，各单位原来的任务就全部撤销"
        advice = "另一份台账（新的文件、新的年度）请用 taizhang init 新建工作区；确要换掉原来的任务，不必理会。"
        yield warning("other-ledger-sent", place, message, advice)


def moved_apart(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """Warnings where a part of the rows moved since they were last sent, and the rest stayed.

    One column that was sorted by itself gives tasks to other departments and answers to other tasks; a row that was put
    in above 同上, or sorted, gives the tasks below it to its own units.
    """
    keys = (edition.sent[OFFICE] for edition in reversed(manifest.editions) if OFFICE in edition.sent)
    sent = manifest.values_of(next(keys, ""))
    whose = {squeezed(values.get("content", "")): id for id, values in sent.items()}
    contents = {task.id: squeezed(task.content) for task in ledger.tasks}
    swapped = []
    source: Task | None = None
    for task in ledger.tasks:
        other = whose.get(contents[task.id], task.id)
        if other != task.id and task.id in sent and contents.get(other, contents[task.id]) != contents[task.id]:
            swapped.append((task, other))
        if task.units_text.strip() != SAME_AS_ABOVE:
            source = task
        elif source is not None and task.id in sent:
            before, now = sent[task.id].get("units_text", ""), source.units_text
            was_there = sent.get(source.id, {}).get("units_text", now)
            if before not in ("", SAME_AS_ABOVE) and squeezed(before) != squeezed(now) == squeezed(was_there):
                message = f"“同上”现在是任务 {source.id} 的“{now[:30]}”，上次分发时这一项是“{before[:30]}”"
                advice = "插行、排序会改变“同上”指的单位；应归原来单位的，请把单位名称写全。"
                yield warning("same-as-another", task.origin.place("units_text"), message, advice)
    if len(swapped) > 1:
        task, other = swapped[0]
        message = f"{len(swapped)} 项任务的具体任务互换了：{task.id} 写的是上次分发时 {other} 的，像是只给一栏排了序"
        back = "请撤销排序，或用 taizhang restore 恢复后整表排序；确要互换的，不必理会。"
        advice = f"单位、时限和各单位的填报都按标识对应。{back}"
        yield warning("contents-swapped", task.origin.place("content"), message, advice)


def done_and_reworded(
    manifest: Manifest, ledger: Ledger, units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each task that was reworded since departments that have it reported it done in a former round.

    They are not asked again, and what they did may be another thing than what the task says now.
    """
    from generator import views

    names, reports = short_names(ledger.departments), views.reports_of(ledger, day)
    settled = {key for key in reports.before if key not in reports.current and reports.is_done_before(key)}
    ids = {task_id for task_id, _ in settled}
    sent = {
        (edition.round, names.get(name, name)): key
        for edition in manifest.editions
        for name, key in edition.sent.items()
    }
    for task, task_units in zip(ledger.tasks, units, strict=True):
        done = []
        theirs = (each.department for each in task_units.assignments) if task.id in ids else ()
        for name in dict.fromkeys(theirs):
            if (task.id, name) not in settled:
                continue
            keys = manifest.tasks_of(sent.get((reports.before[task.id, name].round, name), ""))
            was = (manifest.store.get(keys.get(task.id, "")) or {}).get("content", "")
            if was and squeezed(was) != squeezed(task.content):
                done.append((name, was))
        if done:
            who = "、".join(name for name, _ in done)
            message = f"具体任务改过，{who}按原来的“{done[0][1][:40]}”报了完成：仍算已完成，不再要求填报"
            advice = "要重新办理的，请把“落实情况”表里那一行的落实状态改成推进中；只是改了字句的，写进“已阅”。"
            yield warning("done-and-reworded", task.origin.place("content"), message, advice, task.content)
