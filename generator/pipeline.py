"""The stages in their order; the only module that calls them.

    ledger → departments, deadlines → views → template (fill) → layout → writer → output

Every function takes a workspace and gives a report; nothing here prints. Stages are imported where they are called:
a command pays only for what it uses.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.errors import InputError, RefusedError
from generator.keeping import Memory
from generator.model import Book, DepartmentView, Ledger, Role, Scope, TaskUnits
from generator.problems import Place, Problem, error, errors_in
from generator.workspace import Workspace, safe_relative_path, shipped

if TYPE_CHECKING:
    from generator.ledger import Block, LedgerReading
    from generator.mark import Mark
    from generator.returns import Bases, Compared, Decided, Returned, Rule, Source
    from generator.template import Template
    from generator.views import Part

Progress = Callable[[str, int, int], None]
"""Called with (what, done, of how many) while long work goes on."""


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


class Loaded(Struct, frozen=True, dict=True):
    """A ledger that was read and understood: everything templates are given, and every problem on the way."""

    ledger: Ledger
    scope: Scope
    found: tuple[Problem, ...] = ()
    """The problems that came up while it was understood."""
    units: tuple[TaskUnits, ...] = ()
    memories: tuple[Memory, ...] = ()
    """How its wordings are understood: to be kept for the next run when there is time."""
    reading: LedgerReading | None = None
    """What read it."""

    @cached_property
    def blocks(self) -> list[Block]:
        """The fingerprints of its tasks as they stand in their rows, block by block."""
        from generator.ledger import blocks_of_tasks

        return self.reading.blocks(self.ledger) if self.reading else blocks_of_tasks(self.ledger.tasks)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems; those of numbers and rules, which change nothing, are looked for when they are asked for."""
        from generator import departments, progress

        return (*self.found, *departments.check_numbers(self.ledger), *progress.check_rules(self.ledger))

    def parts(self, only: frozenset[str] | None = None) -> Mapping[str, list[Part]]:
        """Department → what its part in each of its tasks is made of (views.part_keys); all, or `only` some."""
        from generator import views

        return views.part_keys(self.ledger, self.units, only)

    def departments(self, only: frozenset[str] | None = None) -> Sequence[DepartmentView]:
        """The departments with their tasks; all, or `only` some, which takes less time."""
        from generator import views

        return views.some_of(self.scope.departments, only)


class Workbook(Struct, frozen=True):
    """One workbook of a build."""

    path: str
    """Relative to output/."""
    template: str
    department: str | None
    state: str
    """built, current or failed."""
    reasons: tuple[str, ...] = ()
    pages: int = 0
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class BuildReport(Struct, frozen=True):
    """What a build did."""

    edition: int
    workbooks: tuple[Workbook, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "edition": self.edition,
            "workbooks": [workbook.as_json() for workbook in self.workbooks],
            "problems": [problem.as_json() for problem in self.problems],
            "seconds": round(self.seconds, 3),
        }


# ------------------------------------------------------------------------------------------ reading


def read_ledger(workspace: Workspace, reading: LedgerReading | None = None) -> tuple[Ledger, tuple[Problem, ...]]:
    """The canonical ledger, rows without an id numbered for this run; raises InputError where it has errors.

    `reading` is what has begun to read it.
    """
    from generator import ledger as ledgers

    ledger, problems = (reading or ledgers.reading_of(workspace)).result()
    if ledger is None:
        raise InputError(problems)
    return replace(ledger, tasks=ledgers.with_ids(ledger.tasks)), problems


def load(workspace: Workspace, as_of: datetime.date | None = None, reading: LedgerReading | None = None) -> Loaded:
    """Read the ledger, or what `reading` gives of it, and understand who has each task and by when.

    `as_of` is the day of lights and days left; by default today, which the summary says.
    """
    from generator import deadlines, departments, views
    from generator.ledger import reading_of

    reading = reading or reading_of(workspace)
    ledger, problems = read_ledger(workspace, reading)
    units = Memory("units", departments.depends_on(ledger))
    responsibilities, unit_problems = departments.assign(ledger, units)
    dates = Memory("deadlines", ledger.year)
    read_deadlines, deadline_problems = deadlines.check(ledger, dates)
    scope = views.scope_of(ledger, responsibilities, read_deadlines, as_of=as_of or datetime.date.today())
    return Loaded(
        ledger,
        scope,
        (*problems, *unit_problems, *deadline_problems),
        responsibilities.tasks,
        (units, dates),
        reading,
    )


def read_templates(workspace: Workspace, only: Sequence[str] = ()) -> tuple[list[Template], list[Problem]]:
    """The templates that are asked for (all of them by default), and everything that is wrong with them."""
    paths = workspace.templates()
    problems = missing_templates(workspace, only)
    found = []
    for template, wrong in read_each([path for path in paths if not only or path.stem in only]).values():
        problems += wrong
        if template is not None:
            found.append(template)
    return found, problems


def missing_templates(workspace: Workspace, only: Sequence[str] = ()) -> list[Problem]:
    """The templates that are asked for and not there; an error where there are none at all."""
    names = [path.stem for path in workspace.templates()]
    misnamed = [misnamed_template(workspace.shown(path)) for path in workspace.misnamed_templates()]
    if not names:
        return [
            *misnamed,
            error("no-templates", Place("templates"), "没有可用的模板", "运行 taizhang init 可得到内置的模板。"),
        ]
    folder = workspace.template_folder.name
    unknown = (unknown_choice("template", "模板", name, names, folder) for name in only if name not in names)
    return [*misnamed, *unknown]


def misnamed_template(file: str) -> Problem:
    """A template that nothing can be called after."""
    message = "模板的文件名不是 UTF-8 编码（可能来自旧系统或旧压缩软件），未使用"
    return error("bad-file-name", Place(file), message, "请重新命名这个文件。")


def read_each(paths: Iterable[Path]) -> dict[str, tuple[Template | None, tuple[Problem, ...]]]:
    """The templates of some files by their names, None where one has errors; and everything that is wrong with each."""
    from generator import template as templates

    return {path.stem: templates.read(path) for path in paths}


def recall_each(paths: Iterable[Path]) -> dict[str, tuple[Template | None, tuple[Problem, ...]]] | None:
    """`read_each`, where all of them were read before as they are now and it takes no time; None otherwise."""
    from generator import template as templates

    found: dict[str, tuple[Template | None, tuple[Problem, ...]]] = {}
    for path in paths:
        read = templates.recall(path)
        if read is None:
            return None
        found[path.stem] = read
    return found


def unknown_choice(kind: str, word: str, name: str, known: Iterable[str], place: str) -> Problem:
    """A name on the command line that nothing bears."""
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(name, names, 1, 0.4)
    hint = f"您是否指“{near[0]}”？" if near else f"现有：{'、'.join(names[:30])}。"
    return error(f"unknown-{kind}", Place(place), f"没有名为“{name}”的{word}", hint)


# ------------------------------------------------------------------------------------------ building


class Job(Struct, frozen=True):
    """One workbook to make: a template with what it is filled with."""

    template: Template
    scope: Scope
    path: Path
    """Relative to output/."""

    @property
    def department(self) -> str | None:
        """The department whose workbook it is."""
        return self.scope.department.short if self.scope.department else None


class Made(Struct, frozen=True):
    """A workbook before it is written: its content and what was found on the way."""

    book: Book | None
    problems: tuple[Problem, ...] = ()
    rows: int = 0


class Plan(Struct):
    """The workbooks of a build in their order; no two share a path."""

    jobs: list[Job] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def add(self, template: Template, scope: Scope) -> None:
        """Plan one workbook under a safe name of its own."""
        from generator import template as templates

        text, problems = templates.output_name(template, scope)
        self.problems += problems
        if not errors_in(problems):
            self.jobs.append(Job(template, scope, self.free(safe_relative_path(text, ".xlsx"))))

    def free(self, path: Path) -> Path:
        """`path`, numbered where another workbook of this build has it (case does not tell names apart on Windows)."""
        candidate, number = path, 1
        while candidate.as_posix().casefold() in self.taken:
            number += 1
            candidate = path.with_name(f"{path.stem}（{number}）{path.suffix}")
        self.taken.add(candidate.as_posix().casefold())
        return candidate


def plan(loaded: Loaded, templates: Sequence[Template], chosen: Sequence[str] = ()) -> Plan:
    """What there is to build: each template once, or once for each department that has a task."""
    from generator import views

    planned = Plan()
    departments = [each for each in loaded.scope.departments if each.task_count]
    if chosen:
        departments = [each for each in departments if each.short in chosen]
        planned.problems += missing_departments(loaded.scope.departments, chosen)
    for template in templates:
        if template.settings.per_department:
            for department in departments:
                planned.add(template, views.for_department(loaded.scope, department))
        elif not chosen:
            planned.add(template, loaded.scope)
    return planned


def missing_departments(departments: Sequence[DepartmentView], chosen: Sequence[str]) -> Iterable[Problem]:
    """Departments on the command line that the ledger does not have, or that have no task."""
    tasks = {department.short: department.task_count for department in departments}
    for name in chosen:
        if name not in tasks:
            yield unknown_choice("department", "单位", name, tasks, "")
        elif not tasks[name]:
            yield error(
                "no-tasks-for-department", Place(), f"单位“{name}”没有任务，不生成分工表", "请检查责任单位的写法。"
            )


def make(job: Job) -> Made:
    """Fill the job's template and lay it out."""
    from generator import layout
    from generator import template as templates

    table, problems = templates.fill(job.template, job.scope)
    if table is None:
        return Made(None, problems)
    book, layout_problems = layout.lay_out(table)
    rows = sum(1 for sheet in table.tables for row in sheet.rows if row.form.kind == "band")
    return Made(book, (*problems, *layout_problems), rows)


def cannot_write(file: str, failure: OSError) -> Problem:
    """A file that could not be written, by its cause."""
    if isinstance(failure, PermissionError):
        return error(
            "file-locked",
            Place(file),
            "文件写不进去：正被 Excel/WPS 打开，或没有写入权限",
            "请关闭该文件（或检查文件夹权限），再运行一次。",
        )
    return error(
        "cannot-write",
        Place(file),
        f"文件写不进去：{failure.strerror or failure}",
        "请检查磁盘空间和文件夹，再运行一次。",
    )


def print_to_pdf(workspace: Workspace, workbooks: Sequence[Workbook], progress: Progress) -> tuple[Problem, ...]:
    """A PDF beside each workbook that was made."""
    from generator.writer import pdf

    pages = {workspace.output / workbook.path: workbook.pages for workbook in workbooks if workbook.state != "failed"}
    progress("转换PDF", 0, len(pages))
    return pdf.to_pdf(list(pages), pages=pages)


# ------------------------------------------------------------------------------------------ the other commands


def check(workspace: Workspace) -> tuple[Problem, ...]:
    """Every problem of the ledger and the templates, none twice."""
    problems: list[Problem] = []
    try:
        loaded = load(workspace)
        problems += loaded.problems
    except InputError as failure:
        problems += failure.problems
        loaded = None
    templates, template_problems = read_templates(workspace)
    problems += template_problems
    if loaded is not None:
        problems += trial_problems(loaded, templates)
    return tuple(dict.fromkeys(problems))


def trial_problems(loaded: Loaded, templates: Sequence[Template]) -> Iterable[Problem]:
    """What filling and laying out every workbook would find, nothing written."""
    planned = plan(loaded, templates)
    yield from planned.problems
    for job in planned.jobs:
        yield from make(job).problems


def convert(source: Path, target: Path) -> tuple[Problem, ...]:
    """Write the ledger at `source` as the other form; raises InputError where it has errors."""
    from generator import ledger as ledgers

    ledger, problems = ledgers.read(source)
    if ledger is None:
        raise InputError(problems)
    write_ledger(ledger, target)
    return problems


def write_ledger(ledger: Ledger, target: Path) -> None:
    """Write a ledger as JSON or as a workbook, by the name of `target`."""
    from generator import ledger as ledgers
    from generator import writer

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.remove_stray(target.parent)
        if ledgers.is_json(target):
            writer.replace_file(target, ledgers.as_json(ledger))
        else:
            writer.write(ledgers.as_book(ledger), target)
    except OSError as failure:
        raise InputError([cannot_write(str(target), failure)]) from failure


class ImportReport(Struct, frozen=True):
    """What an import read."""

    ledger: Ledger
    columns: tuple[tuple[str, str], ...]
    """Heading in the source → field that it was taken for."""
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """What was taken for what, and what was mended."""
        return {
            "tasks": len(self.ledger.tasks),
            "departments": len(self.ledger.departments),
            "columns": [{"heading": heading, "field": name} for heading, name in self.columns],
            "repairs": [
                {name: getattr(repair, name) for name in ("place", "before", "after", "reason")}
                for repair in self.ledger.repairs
            ],
            "problems": [problem.as_json() for problem in self.problems],
        }


def import_document(
    source: Path,
    target: Path,
    table: int | None = None,
    columns: Mapping[str, str] | None = None,
    keep_pages: bool = False,
    force: bool = False,
) -> ImportReport:
    """Turn an original document into a canonical ledger at `target`; raises InputError where it cannot be read.

    A ledger that is there is somebody's work: it is replaced only with `force`, and kept beside the new one.
    """
    from generator import departments, documents
    from generator import ledger as ledgers

    imported, problems = documents.read(source, table=table, columns=columns, keep_pages=keep_pages)
    if imported is None or errors_in(problems):
        raise InputError(problems)
    if target.exists() and not force:
        raise RefusedError(
            [
                error(
                    "ledger-exists",
                    Place(str(target)),
                    "这里已有一份台账，未覆盖",
                    "用 -o 另写一个文件名；确要覆盖时加 --force（原台账改名保留）。",
                )
            ]
        )
    proposed, groups, notes = departments.propose(imported.ledger)
    ledger = replace(imported.ledger, departments=proposed, groups=groups, repairs=(*imported.ledger.repairs, *notes))
    if too_long := errors_in(ledgers.check_texts(ledger)):
        raise InputError(replace(problem, place=Place(str(source))) for problem in too_long)
    if target.exists():
        keep_former(target)
    write_ledger(ledger, target)
    return ImportReport(ledger, imported.columns, problems)


def keep_former(target: Path) -> None:
    """A copy of a ledger beside it, before a new one takes its place; the ledger itself stays until then."""
    from generator import writer

    try:
        writer.replace_file(free_name(target.with_name(f"{target.stem}.原件{target.suffix}")), target.read_bytes())
    except OSError as failure:
        raise InputError([cannot_write(str(target), failure)]) from failure


def free_name(path: Path) -> Path:
    """`path`, numbered where a file of that name is there."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return candidate


def explain_units(text: str, column: str, first_leads: bool) -> tuple[dict[str, Any], str]:
    """How a wording of units is understood: as JSON, and as a picture for people."""
    from generator import departments

    role: Mapping[str, Role] = {"牵头单位": "lead", "配合单位": "support"}
    reading = departments.read_wording(text, role.get(column), first_leads)
    return departments.as_json(reading), departments.picture(reading)


def explain_deadline(text: str, year: int | None) -> tuple[dict[str, Any], str]:
    """How a wording of a deadline is understood: as JSON, and as a picture for people."""
    from generator import deadlines

    deadline = deadlines.read_deadline(text, year)
    return deadlines.as_json(deadline), deadlines.picture(deadline)


def template_tags(workspace: Workspace) -> tuple[tuple[str, str, str, str, str], ...]:
    """Every tag of the templates: file, sheet, cell, text, and what it gives for the first task."""
    from generator import template as templates

    loaded = load(workspace)
    found, _ = read_templates(workspace)
    return tuple(
        (workspace.shown(template.path), *tag) for template in found for tag in templates.tags(template, loaded.scope)
    )


def write_ids(workspace: Workspace) -> tuple[str, ...]:
    """Write the missing ids into the staff's ledger, the former file kept; gives the cells that were written."""
    from generator import writer
    from generator.ledger import editing

    ledger, _ = read_ledger(workspace)
    try:
        writer.remove_stray(workspace.ledger.parent)
        return editing.write_ids(workspace.ledger, ledger, workspace.former)
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(workspace.ledger), failure)]) from failure


def initialise(folder: Path) -> tuple[Path, ...]:
    """Make a workspace with the templates and the example; files that are there are kept. Gives what was made."""
    from generator import writer

    made = []
    for part in ("templates", "input"):
        for source in sorted(shipped(part).iterdir(), key=lambda entry: entry.name):
            target = folder / part / source.name
            if source.is_file() and not target.exists() and not source.name.startswith((".", "~$")):
                target.parent.mkdir(parents=True, exist_ok=True)
                writer.replace_file(target, source.read_bytes())
                made.append(target)
    return tuple(made)


# ------------------------------------------------------------------------------------------ collecting


class ReturnedFile(Struct, frozen=True):
    """One file that was collected, and what came of it."""

    path: str
    state: str
    """changed, unchanged or rejected."""
    department: str | None = None
    edition: int | None = None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        problems = [problem.as_json() for problem in self.problems]
        document = {name: getattr(self, name) for name in self.__struct_fields__}
        return {**document, "problems": problems}


class CollectReport(Struct, frozen=True):
    """What came back, and what was done with it."""

    files: tuple[ReturnedFile, ...]
    decided: Decided
    applied: bool = False
    written: tuple[str, ...] = ()
    """The cells of the ledger that were written."""
    problems: tuple[Problem, ...] = ()
    """What belongs to no single file."""
    seconds: float = 0.0

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems of the command and of every file."""
        return (*self.problems, *(problem for file in self.files for problem in file.problems))

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "files": [file.as_json() for file in self.files],
            "changes": [edit.as_json() for edit in self.decided.changes],
            "conflicts": [edit.as_json() for edit in self.decided.conflicts],
            "proposals": [edit.as_json() for edit in self.decided.proposals],
            "applied": self.applied,
            "written": list(self.written),
            "problems": [problem.as_json() for problem in self.problems],
            "seconds": round(self.seconds, 3),
        }


class SentOut(Struct, frozen=True):
    """What is known of the workbooks that are out: their values, their editions, the titles that the ledger had."""

    bases: Bases = field(default_factory=dict)
    editions: frozenset[int] = frozenset()
    titles: frozenset[str] = frozenset()
    built: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """(department, task id) → what the workbook that lies in output/ shows."""
    last: int | None = None
    """The last edition."""

    def bases_of(self, mark: Mark, is_built: bool) -> Bases:
        """What a workbook showed when it was written; one that still lies in output/ may be newer than its edition."""
        if not is_built:
            return self.bases
        own = {key: values for key, values in self.built.items() if key[0] == mark.department}
        return {(mark.edition, *key): values for key, values in own.items()}


def sent_out(workspace: Workspace) -> SentOut:
    """The values of every edition, and of what was built since the last one (it names the next edition).

    Raises InputError where the record cannot be read.
    """
    from generator import editions

    try:
        manifest = editions.read(workspace.records)
    except (editions.DamagedError, OSError) as failure:
        raise InputError([unreadable_manifest(workspace, failure)]) from failure
    following = manifest.last_number + 1
    bases: dict[tuple[int, str, str], Mapping[str, str]] = {}
    built: dict[tuple[str, str], Mapping[str, str]] = {}
    for number, sent in [*((each.number, each.sent) for each in manifest.editions), (following, manifest.shown)]:
        for department, key in sent.items():
            for task, values in manifest.values_of(key).items():
                bases[number, department, task] = values
                if number == following:
                    built[department, task] = values
    return SentOut(bases, frozenset(range(1, following + 1)), frozenset(manifest.titles), built, manifest.last_number)


def unreadable_manifest(workspace: Workspace, failure: Exception) -> Problem:
    """Without the record of what was sent nothing can be compared."""
    return error(
        "manifest-unreadable",
        Place(workspace.shown(workspace.records)),
        f"发送记录读不出来（{failure}），无法比较收回的表",
        "请恢复 output/.taizhang 的备份（manifest.json.bak）后再收集。",
    )


def collect(
    workspace: Workspace,
    paths: Sequence[Path],
    write: bool = False,
    rule: Rule = "",
    choices: Path | None = None,
    accept_proposals: bool = False,
    conflicts: Path | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> CollectReport:
    """Read returned workbooks and compare them with what was sent and with the ledger; with `write`, take them over.

    `rule` and the file `choices` decide conflicts; those that nobody decided stay as the ledger has them. `conflicts`
    is where to put a workbook in which staff can choose. Raises InputError where the ledger has errors.
    """
    from generator import returns

    started = time.perf_counter()
    ledger, _ = read_ledger(workspace)
    chosen, problems = returns.read_choices(choices) if choices else ({}, ())
    if problems:
        raise InputError(problems)
    sent = sent_out(workspace)
    found, missing = returns.sources(paths)
    read = returns.read_all(found, lambda done: progress("收集", done, len(found)))
    files, compared = compare_all(read, found, workspace, ledger, sent)
    settled = read_settled(workspace)
    decided = returns.decide(compared, rule, chosen, accept_proposals, settled)
    written: tuple[str, ...] = ()
    if write:
        after = returns.apply(ledger, decided.taken, compared)
        written = change_ledger(workspace, ledger, after, sent.last, force)
        if decided.settled != settled:
            write_settled(workspace, decided.settled)
    if conflicts:
        write_book(returns.as_book(decided.conflicts), conflicts)
    return CollectReport(tuple(files), decided, write, written, tuple(missing), time.perf_counter() - started)


def compare_all(
    read: Sequence[tuple[Returned | None, tuple[Problem, ...]]],
    found: Sequence[Source],
    workspace: Workspace,
    ledger: Ledger,
    sent: SentOut,
) -> tuple[list[ReturnedFile], list[Compared]]:
    """Every returned workbook compared; those of other ledgers, editions or departments are left out and say so."""
    from generator import returns

    current = returns.Current(ledger)
    output = workspace.output.resolve()
    files, compared = [], []
    for (returned, problems), source in zip(read, found, strict=True):
        name = source.shown
        if returned is None:
            files.append(ReturnedFile(name, "rejected", problems=problems))
            continue
        mark = returned.mark
        is_built = not source.members and output in source.path.resolve().parents
        editions = {mark.edition} if is_built else sent.editions
        refusal = returns.refusal(returned, current, editions, sent.titles)
        if refusal is not None:
            told = (*problems, refusal)
            files.append(ReturnedFile(name, "rejected", mark.department or None, mark.edition, told))
            continue
        result = returns.compare(returned, current, sent.bases_of(mark, is_built))
        state = "changed" if result.edits else "unchanged"
        files.append(ReturnedFile(name, state, result.department or None, mark.edition, (*problems, *result.problems)))
        compared.append(result)
    return files, compared


def change_ledger(
    workspace: Workspace, former: Ledger, ledger: Ledger, edition: int | None, force: bool
) -> tuple[str, ...]:
    """Write what differs into the staff's ledger, the former file kept; gives the cells that were written."""
    from generator import writer
    from generator.ledger import editing

    try:
        writer.remove_stray(workspace.ledger.parent)
        return editing.update(workspace.ledger, former, ledger, workspace.former, edition, force)
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(workspace.ledger), failure)]) from failure


SETTLED_NAME = "collected.json"
"""What was decided against when conflicts were collected, so that the same file is not asked about again."""


def read_settled(workspace: Workspace) -> frozenset[str]:
    """The fingerprints of rejected texts; none where nothing was decided yet."""
    import json

    try:
        return frozenset(map(str, json.loads((workspace.records / SETTLED_NAME).read_text("utf-8"))))
    except (OSError, ValueError, TypeError):
        return frozenset()


def write_settled(workspace: Workspace, settled: Iterable[str]) -> None:
    """Keep the fingerprints of rejected texts."""
    import json

    from generator import writer

    target = workspace.records / SETTLED_NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.replace_file(target, json.dumps(sorted(settled), indent=0).encode())
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(target), failure)]) from failure


def write_book(book: Book, target: Path) -> None:
    """Write a workbook that is no part of a build."""
    from generator import writer

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.remove_stray(target.parent)
        writer.write(book, target)
    except OSError as failure:
        raise InputError([cannot_write(str(target), failure)]) from failure
