"""What departments reported as done against what their tasks say: nobody asks again, and it may be to do still."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from generator.model import Deadline, Ledger, TaskUnits, short_names
from generator.problems import Problem, squeezed, warning
from generator.records.manifest import Manifest


def done_and_reworded(
    manifest: Manifest, ledger: Ledger, units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each task that was reworded since departments that have it reported it done in a former round.

    They are not asked again, and what they did may be another thing than what the task says now.
    """
    from generator import views

    names, reports = short_names(ledger.departments), views.reports_of(ledger, day)
    sent = {
        (edition.round, names.get(name, name)): key
        for edition in manifest.editions
        for name, key in edition.sent.items()
    }
    for task, task_units in zip(ledger.tasks, units, strict=True):
        done = []
        for name in dict.fromkeys(assignment.department for assignment in task_units.assignments):
            key = task.id, name
            if key in reports.current or not reports.is_done_before(key):
                continue
            keys = manifest.tasks_of(sent.get((reports.before[key].round, name), ""))
            was = (manifest.store.get(keys.get(task.id, "")) or {}).get("content", "")
            if was and squeezed(was) != squeezed(task.content):
                done.append((name, was))
        if done:
            who = "、".join(name for name, _ in done)
            message = f"具体任务改过，{who}按原来的“{done[0][1][:40]}”报了完成：仍算已完成，不再要求填报"
            advice = "要重新办理的，请把“落实情况”表里那一行的落实状态改成推进中；只是改了字句的，写进“已阅”。"
            yield warning("done-and-reworded", task.origin.place("content"), message, advice, task.content)


LASTING = frozenset(("recurring", "ongoing"))
"""The kinds of deadlines of tasks that are done again and again, or all the time."""


def done_and_lasting(
    ledger: Ledger, deadlines: Sequence[Deadline], units: Sequence[TaskUnits], day: datetime.date
) -> Iterator[Problem]:
    """A warning for each answer of a former round by which a task that is to be done again counts as done for good."""
    from generator import views

    reports = views.reports_of(ledger, day)
    for task, deadline, task_units in zip(ledger.tasks, deadlines, units, strict=True):
        if LASTING.isdisjoint((deadline.kind, *(part.kind for part in deadline.parts))):
            continue
        for name in dict.fromkeys(assignment.department for assignment in task_units.assignments):
            key = task.id, name
            if key not in reports.current and reports.is_done_before(key):
                answer = reports.before[key]
                message = f"完成时限是“{deadline.text[:20]}”，报了“{answer.state}”就一直算已完成，以后各期不再要求填报"
                advice = "以后还要做、还要报的，请把落实状态改成推进中；确已做完的，写进“已阅”。"
                yield warning("done-and-lasting", answer.origin.place("state"), message, advice, deadline.text)
