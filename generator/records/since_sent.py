"""A ledger against what was sent: tasks and departments that are no longer what they were, each a warning."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Ledger, Task, short_names
from generator.model.likeness import may_be
from generator.problems import Place, Problem, squeezed, warning
from generator.records.manifest import OFFICE, Manifest
from generator.records.values import Values
from generator.vocabulary import SAME_AS_ABOVE, SHEET_DEPARTMENTS, SHEET_TASKS

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


def tasks_that_came_back(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """A warning for each task with a new id that says what one says that is gone, and that was answered.

    The row was deleted and entered once more, and its answers are not its own any more; or it is to be done again.
    """
    here = {task.id for task in ledger.tasks}
    gone = {row.task_id for row in ledger.returns} - here
    keys = {edition.sent[OFFICE]: None for edition in manifest.editions if OFFICE in edition.sent} if gone else {}
    sent = {id: values.get("content", "") for key in keys for id, values in manifest.values_of(key).items()}
    former = {squeezed(sent[id]): id for id in sorted(gone & sent.keys())}
    for task in ledger.tasks if former else ():
        if task.id not in sent and (id := former.get(squeezed(task.content))):
            message = f"与原来的任务 {id} 一样，而那一项已经不在台账里：它报过的落实情况不算在 {task.id} 名下"
            advice = f"就是那一项的，请把标识改回 {id}；要重新办的，不必理会。"
            yield warning("task-came-back", task.origin.place("id"), message, advice, task.content)


def gone_departments(manifest: Manifest, ledger: Ledger, file: str) -> Iterator[Problem]:
    """A warning for each department that has tasks by what it was last sent, and that sheet 单位 does not have.

    Nobody tells it that they were withdrawn, and it is missing in no round.
    """
    last = {name: (edition.number, key) for edition in manifest.editions for name, key in edition.sent.items()}
    for name in sorted(last.keys() - short_names(ledger.departments).keys() - {OFFICE}):
        number, key = last[name]
        if tasks := len(manifest.tasks_of(key)):
            message = f"没有“{name}”了，第 {number} 版给它发过 {tasks} 项任务：不会再通知它，它没有报的也不再算未报"
            renamed = "改了名、并入别的单位的，请把这个名称写进接手单位的“别名”"
            advice = f"{renamed}；确已撤销的，请自行告知它，再写进“已阅”。"
            yield warning("department-gone", Place(file, SHEET_DEPARTMENTS), message, advice, name)


def replaced(manifest: Manifest, ledger: Ledger) -> dict[str, str]:
    """Id → what was last sent under it, of tasks in whose rows others stand now.

    None where nothing that was sent is here (`other_ledger`).
    """
    sent = {id: values.get("content", "") for id, values in last_sent(manifest).items()}
    known = {squeezed(text) for text in sent.values()}
    now = {task.id: squeezed(task.content) for task in ledger.tasks}
    if known.isdisjoint(now.values()):
        return {}
    changed = {id: text for id, text in now.items() if text and text not in known and sent.get(id)}
    return {id: sent[id] for id, text in changed.items() if not may_be(squeezed(sent[id]), text)}


def last_sent(manifest: Manifest) -> dict[str, Values]:
    """Task id → what the office's own ledger showed of it when it was last sent."""
    keys = (edition.sent[OFFICE] for edition in reversed(manifest.editions) if OFFICE in edition.sent)
    return manifest.values_of(next(keys, ""))


def moved_apart(manifest: Manifest, ledger: Ledger) -> Iterator[Problem]:
    """Warnings where a part of the rows moved since they were last sent, and the rest stayed.

    One column that was sorted by itself gives tasks to other departments and answers to other tasks; a row that was put
    in above 同上, or sorted, gives the tasks below it to its own units.
    """
    sent = last_sent(manifest)
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
