"""A workspace to what commands work with: its ledger, read and understood, and its templates, compiled."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Deadline, Ledger, Responsibilities, Round, Scope, Task, TaskUnits, short_names
from generator.problems import InputError, Place, Problem, UsageError, error, squeezed, warning, without_accepted
from generator.records.imports import known_ids, shown_ids
from generator.records.manifest import OFFICE
from generator.system.cache import Memory
from generator.system.workspace import Workspace, shipped
from generator.vocabulary import SAME_AS_ABOVE, SHEET_ROUNDS, SHEET_TASKS, TASK_FIELDS, is_place_in_document

if TYPE_CHECKING:
    from pathlib import Path

    from generator.ledger import LedgerFile
    from generator.records.manifest import Manifest
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
    tasks = ledgers.with_ids(ledger.tasks, known_ids(workspace), shown_ids(workspace))
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
    from generator.records.access import records_as_they_are

    ledger, file = read_ledger(workspace, is_draft)
    ledger = with_present_names(ledger)
    if opening is not None:
        others = tuple(row for row in ledger.rounds if row.name != opening.name)
        ledger = replace(ledger, rounds=(*others, opening))
    manifest, file_name = records_as_they_are(workspace).manifest, workspace.shown(workspace.ledger)
    lost = (
        *lost_rounds(manifest, ledger, opening, file_name),
        *other_ledger(manifest, ledger, file_name),
        *moved_apart(manifest, ledger),
    )
    if round:
        refuse_unknown_round(ledger, round, as_of)
        ledger = views.until_round(ledger, round)
    units = Memory("units", departments.depends_on(ledger))
    responsibilities, unit_problems = departments.assign(ledger, units)
    dates = Memory("deadlines", ledger.year)
    read_deadlines, deadline_problems = deadlines.check(ledger, dates)
    lost = (*lost, *done_and_reworded(manifest, ledger, responsibilities.tasks, as_of))
    names = short_names(ledger.departments)
    asked = {row.name: there for row in ledger.rounds if (there := manifest.asked(row.name, names))}
    scope = views.scope_of(ledger, responsibilities, read_deadlines, as_of=as_of, asked=asked)
    return Loaded(
        ledger,
        scope,
        responsibilities.tasks,
        reading_problems=(*file.problems, *lost, *unit_problems, *deadline_problems),
        memories=(units, dates),
        digest=file.digest,
        deadlines=tuple(read_deadlines),
        asked=asked,
    )


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


PASSED_OVER = "template-passed-over"


def passed_over(workspace: Workspace) -> Iterable[Problem]:
    """A warning for each workbook among the templates that is in another format: nothing is made from it."""
    for path in workspace.passed_over():
        yield warning(
            PASSED_OVER,
            Place(workspace.shown(path)),
            f"模板只能是 .xlsx 工作簿，{path.suffix} 文件没有用上",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 放在原处；不需要它时，请移出模板文件夹，或把文件名改为以 _ 开头。",
        )


COPY = re.compile(r"[\s_-]*(?:副本|复制|Copy|[(（]\d+[)）])")
"""How Windows, WPS and browsers go on with the name of a file that they copied."""


def copied(workspace: Workspace, paths: Sequence[Path]) -> Iterable[Problem]:
    """A warning for each template that is called as a copy of another: both are built, and one may be out of date."""
    names = {path.stem for path in paths}
    for path in paths:
        original = next((name for name in names if path.stem.startswith(name) and COPY.match(path.stem, len(name))), "")
        if original:
            yield warning(
                "template-copied",
                Place(workspace.shown(path)),
                f"看起来是 {original}.xlsx 的副本，也照它生成了一份工作簿",
                "不需要它时，请移出模板文件夹，或把文件名改为以 _ 开头；需要时请另起一个名字。",
            )


def missing_templates(workspace: Workspace, names: Sequence[str], only: Sequence[str]) -> Iterable[Problem]:
    """The templates that are asked for and not there; an error if there are none at all."""
    for path in workspace.misnamed_templates():
        message = "模板的文件名不是 UTF-8 编码（可能来自旧系统或旧压缩软件），未使用"
        yield error("bad-file-name", Place(workspace.shown(path)), message, "请重新命名这个文件。")
    if not names:
        yield error("no-templates", Place("templates"), "没有可用的模板", "运行 taizhang init 可得到内置的模板。")
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
