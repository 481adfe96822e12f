"""What departments reported as done against what their tasks say: nobody asks again, and it may be to do still."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from generator.model import Answer, Deadline, Ledger, TaskUnits, short_names
from generator.model.likeness import may_be
from generator.problems import Problem, squeezed, warning
from generator.records.manifest import Manifest
from generator.records.since_sent import replaced
from generator.vocabulary import REPLACED


def done_before(
    ledger: Ledger, units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[tuple[int, list[tuple[str, Answer]]]]:
    """Of each task (its place) that departments have reported done in a former round, them and their answers."""
    from generator import views

    reports = views.reports_of(ledger, day)
    if not reports.before:
        return
    for place, (task, task_units) in enumerate(zip(ledger.tasks, units, strict=True)):
        names = dict.fromkeys(assignment.department for assignment in task_units.assignments)
        keys = [(task.id, name) for name in names if (task.id, name) not in reports.current]
        if done := [(key[1], reports.before[key]) for key in keys if reports.is_done_before(key)]:
            yield place, done


class Answered:
    """What tasks said when departments answered them."""

    def __init__(self, manifest: Manifest, ledger: Ledger) -> None:
        names = short_names(ledger.departments)
        self._manifest = manifest
        self._tasks: dict[str, Mapping[str, str]] = {}
        self._sent: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for edition in manifest.editions:
            for name, key in edition.sent.items():
                self._sent.setdefault((edition.round, names.get(name, name)), []).append((edition.date, key))

    def wording(self, answer: Answer) -> str:
        """What was last sent in the round of an answer before the day it came back; empty where that is not known.

        Where all was sent on that day: what was sent first.
        """
        sent = self._sent.get((answer.round, answer.department), [])
        by_then = [key for day, key in sent if not answer.received_on or day < answer.received_on]
        key = by_then[-1] if by_then else sent[0][1] if sent else ""
        if key not in self._tasks:
            self._tasks[key] = self._manifest.tasks_of(key)
        return (self._manifest.store.get(self._tasks[key].get(answer.task_id, "")) or {}).get("content", "")


def replaced_tasks(manifest: Manifest, ledger: Ledger, day: datetime.date) -> Iterator[Problem]:
    """A warning for each row in which another task stands than was last sent under its id, or than was answered.

    Its departments read that it was changed, and what they said of the former one counts as said of it.
    """
    sent, answered = replaced(manifest, ledger), answers_to_others(manifest, ledger, day)
    for task in ledger.tasks if sent or answered else ():
        if whose := answered.get(task.id):
            why = f"{'、'.join(whose)}报的落实情况是对“{next(iter(whose.values()))[:40]}”的，还算在它名下"
        elif task.id in sent:
            why = f"上次分发时是“{sent[task.id][:40]}”，各单位看到的是“修改”，旧表上的答复不再收"
        else:
            continue
        advice = "另一件事请另起一行（标识留空，运行 taizhang check --fix），原来那一行改回来或删去；"
        advice += "还是同一件、只是改写的，写进“已阅”。"
        message = f"任务 {task.id} 换成了另一件事：{why}"
        yield warning(REPLACED, task.origin.place("content"), message, advice, task.content)


def answers_to_others(manifest: Manifest, ledger: Ledger, day: datetime.date) -> dict[str, dict[str, str]]:
    """Id → department → the task that it answered, where the one that stands there now is another."""
    from generator import views

    wordings, contents = Answered(manifest, ledger), {task.id: squeezed(task.content) for task in ledger.tasks}
    found: dict[str, dict[str, str]] = {}
    for (task_id, name), answer in views.reports_of(ledger, day).current.items():
        was, now = wordings.wording(answer), contents.get(task_id, "")
        if was and now and squeezed(was) != now and not may_be(squeezed(was), now):
            found.setdefault(task_id, {})[name] = was
    return found


def done_and_reworded(
    manifest: Manifest, ledger: Ledger, units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each task that was reworded since departments that have it reported it done in a former round.

    They are not asked again, and what they did may be another thing than what the task says now.
    """
    wordings = Answered(manifest, ledger)
    for place, done in done_before(ledger, units, day):
        task = ledger.tasks[place]
        read = [(name, wordings.wording(answer)) for name, answer in done]
        reworded = [(name, was) for name, was in read if was and squeezed(was) != squeezed(task.content)]
        if reworded:
            who = "、".join(name for name, _ in reworded)
            message = f"具体任务改过，{who}按原来的“{reworded[0][1][:40]}”报了完成：仍算已完成，不再要求填报"
            advice = "要重新办理的，请把“落实情况”表里那一行的落实状态改成推进中；只是改了字句的，写进“已阅”。"
            yield warning("done-and-reworded", task.origin.place("content"), message, advice, task.content)


LASTING = frozenset(("recurring", "ongoing"))
"""The kinds of deadlines of tasks that are done again and again, or all the time."""


def done_and_lasting(
    ledger: Ledger, deadlines: Sequence[Deadline], units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each answer of a former round by which a task that is to be done again counts as done for good."""
    for place, done in done_before(ledger, units, day):
        deadline = deadlines[place]
        if LASTING.isdisjoint((deadline.kind, *(part.kind for part in deadline.parts))):
            continue
        for _, answer in done:
            message = f"完成时限是“{deadline.text[:20]}”，报了“{answer.state}”就一直算已完成，以后各期不再要求填报"
            advice = "以后还要做、还要报的，请把落实状态改成推进中；确已做完的，写进“已阅”。"
            yield warning("done-and-lasting", answer.origin.place("state"), message, advice, deadline.text)
