"""Remind: a letter (催办单) for each department that owes something, and the list of those that did not report.

A department owes the answers of the current round once that is due, of the tasks that it was asked about, in a ledger
without rounds its first answer, and at any time tasks whose deadline is past or near, as they
stand on the day, whatever the round.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.asked import asked_in
from generator.model import DepartmentView, Scope, TaskView
from generator.problems import Place, Problem, errors_in, stopped, told_once, warning
from generator.records.reminded import clear_outdated
from generator.system import disk
from generator.system.disk import GivenNames
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace, safe_relative_path

if TYPE_CHECKING:
    from generator.commands.mail import Letter
    from generator.loading import Loaded
    from generator.template import Template

REMINDER, UNREPORTED = "_reminder", "_unreported"
"""The templates of the letter and of the list."""


class Reminder(Struct, frozen=True):
    """What a department is reminded of: ids of tasks; a task may be both unanswered and overdue."""

    department: str
    path: str
    """Of its 催办单, relative to output/."""
    missing: tuple[str, ...]
    """Not answered, though answers are due."""
    overdue: tuple[str, ...]
    soon: tuple[str, ...]
    """Due within 预警天数."""
    draft: str = ""
    """Of its mail, relative to output/; empty if none was asked for or it has no 邮箱."""

    @property
    def is_late(self) -> bool:
        """Whether it owes something already."""
        return bool(self.missing or self.overdue)

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "department": self.department,
            "path": self.path,
            "missing": list(self.missing),
            "overdue": list(self.overdue),
            "soon": list(self.soon),
            "draft": self.draft or None,
        }


class RemindReport(Struct, frozen=True):
    """Whom there is to remind."""

    round: str
    """期次; empty before the first."""
    departments: tuple[Reminder, ...] = ()
    unreported: str = ""
    """未报送清单, relative to output/; empty if everybody reported."""
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "round": self.round or None,
            "departments": [reminder.as_json() for reminder in self.departments],
            "unreported": self.unreported or None,
            "problems": [problem.as_json() for problem in self.problems],
        }


def remind(
    workspace: Workspace,
    *,
    round: str = "",
    as_of: datetime.date | None = None,
    mail: bool = False,
    progress: Progress = quiet,
) -> RemindReport:
    """Write 催办单 and 未报送清单 under output/催办单; with `mail` a draft for each department that has 邮箱.

    `round` names a former 期次. Raises InputError, nothing written, if the ledger or a template has errors;
    UsageError for a round that there is not.
    """
    from generator.commands import mail as mails
    from generator.loading import load
    from generator.records.access import locked

    day = as_of or datetime.date.today()
    loaded = load(workspace, day, round=round)
    scope = loaded.scope
    templates, problems = letter_templates(workspace)
    if errors_in(problems):
        raise stopped(problems)
    asked = asked_of(workspace, loaded)
    today = load(workspace, day).scope if round else scope
    departments = [
        as_it_stands(view, now, loaded, asked) for view, now in zip(scope.departments, today.departments, strict=True)
    ]
    owing = [(view, owed) for view in departments if (owed := what_is_owed(view, scope, asked[view.short])).tasks]
    with locked(workspace):
        files, found = workbooks(templates, scope, owing, progress)
        problems += found
        if errors_in(problems):
            raise stopped(problems)
        for path, data in files.items():
            mails.put(workspace, workspace.output / path, data)
        pairs = list(zip(owing, files, strict=False))
        letters = [letter_to(view, owed, scope, workspace.output / path) for (view, owed), path in pairs]
        written, unreachable = mails.drafts(workspace, letters) if mail else ((), ())
        made = {path.relative_to(workspace.output).as_posix() for path in written}
        there = [*(path.as_posix() for path in files), *sorted(made)]
        with disk.writing(workspace.shown(workspace.records)):
            problems += outdated(clear_outdated(workspace, there, day.isoformat(), scope.round.name))
    reminders = tuple(reminder_of(view, owed, path, made) for (view, owed), path in pairs)
    paths = list(files)
    unreported = paths[len(owing)].as_posix() if len(paths) > len(owing) else ""
    told = told_once((*loaded.problems, *before_rounds(loaded, day), *problems, *unreachable))
    return RemindReport(scope.round.name, reminders, unreported, told)


def outdated(paths: Sequence[str]) -> Iterator[Problem]:
    """A warning that names letters of a former run that were moved away."""
    if paths:
        names = "、".join(Path(path).name for path in paths[:5]) + ("等" if len(paths) > 5 else "")
        message = f"先前做的催办单有 {len(paths)} 份不用再发（已经报送或没有可催的了），移到了旧版：{names}"
        yield warning("letters-outdated", Place(), message)


def before_rounds(loaded: Loaded, day: datetime.date) -> tuple[Problem, ...]:
    """A warning if a ledger has rounds, and none of them was sent out by the day."""
    if not loaded.ledger.rounds or loaded.scope.round.name:
        return ()
    first = loaded.ledger.rounds[0]
    sent = f"“{first.name}”的发出日期是 {first.issued or '空'}"
    message = f"到 {day.isoformat()} 还没有发出报送期（{sent}），按不分期催办"
    return (warning("no-round-yet", Place(), message, "请核对 --as-of，或“报送期”表的发出日期。"),)


# ------------------------------------------------------------------------------------------ who owes what


class Owed(Struct, frozen=True):
    """The tasks that a department is reminded of, in the order of the ledger, and why."""

    tasks: tuple[TaskView, ...]
    missing: tuple[str, ...]
    overdue: tuple[str, ...]
    soon: tuple[str, ...]


def asked_of(workspace: Workspace, loaded: Loaded) -> Mapping[str, Sequence[str]]:
    """Department → those of its tasks that it was asked about in the round; all where no edition says whom it asked."""
    scope = loaded.scope
    tasks = {view.short: [task.id for task in view.tasks] for view in scope.departments}
    sent = asked_in(scope.round.name, loaded)
    return {name: sent.get(name, ()) if sent else ids for name, ids in tasks.items()}


def as_it_stands(
    view: DepartmentView, now: DepartmentView, loaded: Loaded, asked: Mapping[str, Sequence[str]]
) -> DepartmentView:
    """A department that reported of what it was asked, and whose tasks have the lights that they have `now`."""
    from generator.views import report_fields, reports_in, rounds

    scope = loaded.scope
    due = scope.round.due.isoformat() if scope.round.due else ""
    report = rounds.report_of(
        reports_in(loaded.ledger, scope.round.name), view.short, asked[view.short], due, scope.as_of
    )
    tasks = (
        replace(task, light=same.light, days_left=same.days_left)
        for task, same in zip(view.tasks, now.tasks, strict=True)
    )
    return replace(view, tasks=tuple(tasks), overdue_count=now.overdue_count, **report_fields(report))


def what_is_owed(view: DepartmentView, scope: Scope, asked: Collection[str]) -> Owed:
    """What a department that was asked about some tasks owes on the day of the scope."""
    from generator.views import lateness

    is_due = view.is_late if scope.round.name else 0 < view.task_count == view.silent_count
    silent = (task.id for task in view.tasks if is_due and task.stage == lateness.SILENT)
    missing = tuple(task for task in silent if task in asked)
    overdue = tuple(task.id for task in view.tasks if task.light == lateness.RED)
    soon = tuple(task.id for task in view.tasks if task.light == lateness.YELLOW)
    ids = {*missing, *overdue, *soon}
    return Owed(tuple(task for task in view.tasks if task.id in ids), missing, overdue, soon)


def reminder_of(view: DepartmentView, owed: Owed, path: Path, drafts: set[str]) -> Reminder:
    """What is reported of a department."""
    draft = path.with_suffix(".eml").as_posix()
    draft = draft if draft in drafts else ""
    return Reminder(view.short, path.as_posix(), owed.missing, owed.overdue, owed.soon, draft)


# ------------------------------------------------------------------------------------------ workbooks and letters


def letter_templates(workspace: Workspace) -> tuple[dict[str, Template], list[Problem]]:
    """Those of the two templates that have no errors, and everything that is wrong with them."""
    from generator.loading import read_letter

    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    for name in (REMINDER, UNREPORTED):
        template, found = read_letter(workspace, name)
        problems += found
        if template is not None:
            templates[name] = template
    return templates, problems


def workbooks(
    templates: dict[str, Template], scope: Scope, owing: Sequence[tuple[DepartmentView, Owed]], progress: Progress
) -> tuple[dict[Path, bytes], list[Problem]]:
    """Path, relative to output/ → bytes of each 催办单, in the order of departments, and last of 未报送清单."""
    from generator import template as makers
    from generator.rebuild.rendering import unmarked

    files: dict[Path, bytes] = {}
    given = GivenNames()
    problems: list[Problem] = []
    silent = tuple(view for view, owed in owing if owed.missing)
    scopes = [(REMINDER, replace(scope, department=view, tasks=owed.tasks)) for view, owed in owing]
    scopes += [(UNREPORTED, replace(scope, departments=silent))] if silent else []
    for number, (name, one) in enumerate(scopes):
        progress("催办", number, len(scopes))
        text, found = makers.output_name(templates[name], one)
        page = unmarked(templates[name], one)
        problems += (*found, *page.problems)
        files[given.give(safe_relative_path(text, ".xlsx"))] = page.data
    return files, problems


def letter_to(view: DepartmentView, owed: Owed, scope: Scope, path: Path) -> Letter:
    """The mail that goes with a 催办单."""
    from generator.commands.mail import Letter

    subject = f"催办：{scope.ledger.title}{f'（{scope.round.name}）' if scope.round.name else ''}"
    lines = [f"{view.full}：", "", *reasons_in(owed, scope), "具体任务见附件《催办单》。", "", scope.ledger.issuer]
    return Letter(view, subject, "\n".join(lines).rstrip() + "\n", (path,))


def reasons_in(owed: Owed, scope: Scope) -> Iterable[str]:
    """What a department owes, a sentence each."""
    if owed.missing:
        due = scope.round.due
        when = f"应于{due.year}年{due.month}月{due.day}日前报送，" if due else ""
        what = f"《{scope.ledger.title}》{scope.round.name}的落实情况"
        yield f"{what}{when}还有 {len(owed.missing)} 项没有报送，请尽快报送。"
    if owed.overdue:
        yield f"已经逾期的任务有 {len(owed.overdue)} 项，请抓紧落实。"
    if owed.soon:
        yield f"{scope.ledger.warning_days} 天内到期的任务有 {len(owed.soon)} 项，请按时完成。"
