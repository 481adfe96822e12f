"""A workspace to what commands work with: its ledger, read and understood, and its templates, compiled."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Deadline, Ledger, Responsibilities, Round, Scope, TaskUnits, ids_of, short_names
from generator.problems import InputError, Place, Problem, UsageError, error, squeezed, warning, without_accepted
from generator.records.imports import known_ids, shown_ids
from generator.system.cache import Memory
from generator.system.template_files import copied, passed_over
from generator.system.workspace import Workspace, shipped
from generator.vocabulary import TASK_FIELDS, is_place_in_document

if TYPE_CHECKING:
    from generator.ledger import LedgerFile
    from generator.template import Template
    from generator.views import AskedTasks, Part


class Loaded(Struct, frozen=True, dict=True):
    """A ledger that was read and understood: everything templates are given, and every problem on the way."""

    ledger: Ledger
    scope: Scope
    units: tuple[TaskUnits, ...] = ()
    """Who has each task, in the order of tasks."""
    reading_problems: tuple[Problem, ...] = ()
    """The problems that came up while it was read and understood."""
    memories: tuple[Memory, ...] = ()
    """How its wordings are understood: to be kept for the next run when there is time."""
    digest: str = ""
    """SHA-256 of the bytes that were read."""
    deadlines: tuple[Deadline, ...] = ()
    """In the order of tasks."""
    asked: AskedTasks = {}
    """What departments were asked in each round, as far as the records say that."""
    rounds: tuple[Round, ...] = ()
    """All rounds of the ledger, also those after the one that is to count."""

    def asking(self, departments: Collection[str]) -> Loaded:
        """The same as it is once these departments were sent their tasks in the current round."""
        now = self.scope.round.name
        if now not in self.asked:
            return self
        tasks = {view.short: [task.id for task in view.tasks] for view in self.scope.departments}
        there = {**self.asked[now], **{name: tasks.get(name, []) for name in departments}}
        return self.asked_so({**self.asked, now: there})

    def asked_so(self, asked: AskedTasks) -> Loaded:
        """The same with other tasks asked about."""
        from generator import views

        units, was = Responsibilities(self.units, self.scope.unresolved), self.scope
        scope = views.scope_of(self.ledger, units, self.deadlines, was.edition, was.as_of, asked)
        return replace(self, scope=scope, asked=asked)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems but the warnings that the office has accepted.

        Those of numbers and rules, which change nothing, are looked for when they are asked for.
        """
        from generator import departments
        from generator.views import lateness

        checks = (
            *departments.check_numbers(self.ledger),
            *lateness.check_rules(self.ledger),
            *lateness.check_states(self.ledger),
        )
        return tuple(without_accepted((*self.reading_problems, *checks), self.accepted))

    @property
    def accepted(self) -> set[tuple[str, str]]:
        """The warnings that the office has accepted: code and wording."""
        return {(record.code, squeezed(record.wording)) for record in self.ledger.acknowledged}

    @cached_property
    def parts(self) -> Mapping[str, list[Part]]:
        """Department → what its part in each of its tasks is made of (views.part_keys)."""
        from generator import views

        return views.part_keys(views.reports_of(self.ledger, self.scope.as_of), self.units)


@contextlib.contextmanager
def ledger_to_change(workspace: Workspace) -> Iterator[tuple[Ledger, LedgerFile]]:
    """The ledger as `read_ledger` gives it, other commands kept out until it is written.

    Raises InputError if it has errors, if another command works here, or if it cannot be written.
    """
    from generator.records.access import locked
    from generator.system import disk

    with locked(workspace):
        read = read_ledger(workspace)
        with disk.writing(workspace.shown(workspace.ledger)):
            yield read


def read_ledger(workspace: Workspace, is_draft: bool = False) -> tuple[Ledger, LedgerFile]:
    """The canonical ledger, rows without an id numbered for this run, with the file that it was read from.

    A row keeps the number with which workbooks show it already. Raises InputError if the ledger has errors; for a draft
    only if nothing of it can be read.
    """
    from generator import ledger as ledgers

    file = ledgers.read_workspace(workspace)
    ledger = file.draft if is_draft else file.ledger
    if ledger is None:
        raise InputError(file.problems)
    if all(task.id for task in ledger.tasks):
        return ledger, file
    tasks = ledgers.with_ids(ledger.tasks, known_ids(workspace) | ids_of(ledger), shown_ids(workspace))
    return replace(ledger, tasks=tasks), file


def load(
    workspace: Workspace,
    as_of: datetime.date,
    opening: Round | None = None,
    round: str = "",
    is_draft: bool = False,
) -> Loaded:
    """Read the ledger and understand who has each task and by when.

    Raises InputError if it has errors; with `is_draft` these are among the problems, and the ledger is what could be
    read. `as_of` is the day of lights and days left; `opening` is a round that the ledger does not have yet; `round`
    names the one that counts (default: the last that was issued by then), and raises UsageError if there is none.
    """
    from generator import deadlines, departments, views
    from generator.records import since_asked, since_done, since_sent
    from generator.records.access import records_as_they_are
    from generator.records.answers import answers_if_readable

    ledger, file = read_ledger(workspace, is_draft)
    ledger = with_present_names(ledger)
    if opening is not None:
        others = tuple(row for row in ledger.rounds if row.name != opening.name)
        ledger = replace(ledger, rounds=(*others, opening))
    manifest, file_name = records_as_they_are(workspace).manifest, workspace.shown(workspace.ledger)
    with_later_rounds = ledger
    if round:
        refuse_unknown_round(ledger, round, as_of)
        ledger = views.until_round(ledger, round)
    units = Memory("units", departments.depends_on(ledger))
    responsibilities, unit_problems = departments.assign(ledger, units)
    dates = Memory("deadlines", ledger.year)
    read_deadlines, deadline_problems = deadlines.check(ledger, dates)
    since = (
        *since_asked.rounds_and_answers(
            manifest, answers_if_readable(workspace), with_later_rounds, opening, file_name, responsibilities.tasks
        ),
        *since_sent.other_ledger(manifest, ledger, file_name),
        *since_sent.gone_departments(manifest, ledger, file_name),
        *since_sent.moved_apart(manifest, ledger),
        *since_done.replaced_tasks(manifest, ledger, as_of),
        *since_sent.tasks_that_came_back(manifest, ledger),
        *since_done.done_and_reworded(manifest, ledger, responsibilities.tasks, as_of),
        *since_done.done_and_lasting(ledger, read_deadlines, responsibilities.tasks, as_of),
    )
    names = short_names(ledger.departments)
    asked = {row.name: there for row in ledger.rounds if (there := manifest.asked(row.name, names))}
    scope = views.scope_of(ledger, responsibilities, read_deadlines, as_of=as_of, asked=asked)
    return Loaded(
        ledger,
        scope,
        responsibilities.tasks,
        reading_problems=(*file.problems, *since, *unit_problems, *deadline_problems),
        memories=(units, dates),
        digest=file.digest,
        deadlines=tuple(read_deadlines),
        asked=asked,
        rounds=with_later_rounds.rounds,
    )


def with_present_names(ledger: Ledger) -> Ledger:
    """A ledger whose answers bear the names that their departments have now: one that was renamed keeps its answers."""
    names = short_names(ledger.departments)
    answers = (replace(row, department=names.get(row.department, row.department)) for row in ledger.returns)
    return replace(ledger, returns=tuple(answers))


def refuse_unknown_round(ledger: Ledger, name: str, day: datetime.date) -> None:
    """Raise UsageError if a ledger has no such round, or it was not issued by the day."""
    from generator import views

    if name not in (names := [row.name for row in ledger.rounds]):
        raise UsageError([unknown_choice("round", "报送期", name, names, "")])
    if name not in {row.name for row in views.issued_rounds(ledger, day)}:
        message = f"到 {day.isoformat()}，报送期“{name}”还没有发出"
        raise UsageError([error("round-not-issued", Place(), message, "请核对 --as-of，或“报送期”表的发出日期。")])


def read_letter(workspace: Workspace, name: str) -> tuple[Template | None, tuple[Problem, ...]]:
    """A template that is filled only by a command of its own; the built-in one if the workspace has none."""
    from generator import template as templates

    path = workspace.template_folder / f"{name}.xlsx"
    return templates.read(path if path.exists() else shipped("templates") / path.name)


def read_templates(workspace: Workspace, only: Sequence[str] = ()) -> tuple[list[Template], tuple[Problem, ...]]:
    """The templates that are asked for (all of them by default), and everything that is wrong with them."""
    from generator import template as templates

    paths = workspace.templates()
    problems = list(missing_templates(workspace, [path.stem for path in paths], only))
    problems += passed_over(workspace)
    problems += copied(workspace, paths)
    compiled = []
    for path in paths:
        if not only or path.stem in only:
            template, template_problems = templates.read(path)
            problems += template_problems
            compiled += [template] if template is not None else []
    return compiled, tuple(problems)


def round_by_now(loaded: Loaded, today: datetime.date) -> str:
    """The round that counts by now, if it is another than on the day of a ledger; empty if it is not."""
    from generator import views

    ledger = replace(loaded.ledger, rounds=loaded.rounds)
    issued = views.issued_rounds(ledger, max(loaded.scope.as_of or today, today))
    return issued[-1].name if issued and issued[-1].name != loaded.scope.round.name else ""


def of_the_day(
    templates: Sequence[Template], loaded: Loaded, today: datetime.date
) -> tuple[Sequence[Template], tuple[Problem, ...]]:
    """The templates that may be filled on the day of a ledger: where another round counts by now only those that show
    the day. A department's sheet of a former round would be filled in for that; a warning says so.
    """
    now = round_by_now(loaded, today)
    if not now:
        return templates, ()
    then = f"是“{loaded.scope.round.name}”" if loaded.scope.round.name else "还没有报送期"
    only = f"只做写有统计日期的（汇总表），单位分工表仍是“{now}”的"
    message = f"到 {loaded.scope.as_of} {then}，现在是“{now}”：{only}；任务归哪些单位按现在的台账算"
    told = warning(
        "former-day", Place(), message, "要看现在的，请不写 --as-of、--round；当时问了多少项，见“各期情况”。"
    )
    return [template for template in templates if "as_of" in template.reads], (told,)


def missing_templates(workspace: Workspace, names: Sequence[str], only: Sequence[str]) -> Iterable[Problem]:
    """The templates that are asked for and not there; an error if there are none at all."""
    for path in workspace.misnamed_templates():
        message = "模板的文件名不是 UTF-8 编码（可能来自旧系统或旧压缩软件），未使用"
        yield error("bad-file-name", Place(workspace.shown(path)), message, "请重新命名这个文件。")
    if not names:
        folder = f'"{workspace.root}"' if " " in str(workspace.root) else workspace.root
        advice = f"运行 taizhang init {folder} 可得到内置的模板。"
        yield error("no-templates", Place("templates"), "没有可用的模板", advice)
        return
    for name in only:
        if name not in names:
            yield unknown_choice("template", "模板", name, names, workspace.template_folder.name)


def unknown_choice(kind: str, word: str, name: str, names: Iterable[str], place: str) -> Problem:
    """A name on the command line that nothing bears."""
    from difflib import get_close_matches

    choices = list(names)
    near = get_close_matches(name, choices, 1, 0.4)
    hint = f"您是否指“{near[0]}”？" if near else f"现有：{'、'.join(choices[:30])}。"
    return error(f"unknown-{kind}", Place(place), f"没有名为“{name}”的{word}", hint)


PRINTED = "official"
"""The template of the ledger that is printed."""
NEVER_PRINTED = frozenset(("id", "starts_page"))
"""What columns of sheet 台账 say to the program alone."""


def is_told(heading: str, value: object) -> bool:
    """Whether a column of the staff's own holds something that readers might miss; where an import found it is none."""
    return value not in ("", None) and not is_place_in_document(heading, str(value))


def not_printed(loaded: Loaded, templates: Iterable[Template]) -> tuple[Problem, ...]:
    """A warning that names the columns of the ledger that hold something and that the printed ledger does not show."""
    template = next((template for template in templates if template.name == PRINTED), None)
    tasks = loaded.ledger.tasks
    if template is None or not tasks:
        return ()
    fields = (field for field in TASK_FIELDS if field.name not in template.task_fields | NEVER_PRINTED)
    headings = [field.heading for field in fields if any(getattr(task, field.name) not in ("", None) for task in tasks)]
    others = dict.fromkeys(name for task in tasks for name, value in task.extra if is_told(name, value))
    headings += [name for name in others if name not in template.task_fields]
    columns = "、".join(headings)
    if not headings or ("column-not-printed", columns) in loaded.accepted:
        return ()
    message = f"台账里填了“{'”“'.join(headings)}”，模板 {template.file} 没有印出"
    advice = (
        f"要印出时，请在模板里加上这几栏（如 {{{{ 任务.{headings[0]} }}}}）；"
        f"不用印的，运行 taizhang check --accept column-not-printed:{columns} 确认。"
    )
    place = replace(tasks[0].origin.place(), cell="")
    return (replace(warning("column-not-printed", place, message, advice), wording=columns),)
