"""What departments reported as done against what their tasks say: nobody asks again, and it may be to do still."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from generator.model import Answer, Deadline, Ledger, TaskUnits, short_names
from generator.problems import Problem, squeezed, warning
from generator.records.manifest import Manifest


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


def done_and_reworded(
    manifest: Manifest, ledger: Ledger, units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each task that was reworded since departments that have it reported it done in a former round.

    They are not asked again, and what they did may be another thing than what the task says now.
    """
    names = short_names(ledger.departments)
    sent = {
        (edition.round, names.get(name, name)): key
        for edition in manifest.editions
        for name, key in edition.sent.items()
    }
    for place, done in done_before(ledger, units, day):
        task, reworded = ledger.tasks[place], []
        for name, answer in done:
            keys = manifest.tasks_of(sent.get((answer.round, name), ""))
            was = (manifest.store.get(keys.get(task.id, "")) or {}).get("content", "")
            if was and squeezed(was) != squeezed(task.content):
                reworded.append((name, was))
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
