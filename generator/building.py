"""Building, again and again: what is stale is made, what somebody typed into is kept, what departments get is recorded.

    ledger + manifest → candidates (each with why it is stale) → fill → layout → bytes → journal → file → manifest

One run at a time works in a workspace. Each file is replaced whole, after the journal says so; the manifest comes
last, so a run that is killed at any moment is finished by the next one.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import __version__, editions, pipeline
from generator.ahead import Ahead, can_fork, processors
from generator.errors import InputError
from generator.model import Answer, Department, DepartmentView, EditionView, Group, Scope, TaskView
from generator.pipeline import BuildReport, Loaded, Progress, Workbook, cannot_write, quiet
from generator.problems import Place, Problem, error, errors_in, warning
from generator.views import Deferred
from generator.workspace import Workspace, safe_file_name, safe_relative_path

if TYPE_CHECKING:
    from typing import TypeAlias

    from generator.template import Template
    from generator.views import Part

    ReadAhead: TypeAlias = Ahead[dict[str, tuple[Template | None, tuple[Problem, ...]]]]

SECONDS_TO_WAIT = 10.0
"""How long a second build waits for the first."""

MANY = 200
"""Workbooks from which on a second process pays for itself."""

EDITED = "edited-by-hand"
OFFICE = ""
"""The office itself among the departments of the manifest: its workbooks show all tasks."""


# ------------------------------------------------------------------------------------------ the records of a workspace


@dataclass
class Records:
    """The manifest of a workspace while one run works with it."""

    workspace: Workspace
    manifest: editions.Manifest
    problems: list[Problem] = field(default_factory=list)
    before: bytes = b""
    """The manifest as it lies on the disk."""
    bundles_before: list[str] = field(default_factory=list)
    """The bundles that it lists."""

    def add(self, entry: editions.Entry) -> None:
        """Enter a workbook in the journal, before its file is put in place."""
        with (self.workspace.records / editions.JOURNAL).open("ab") as journal:
            journal.write(editions.journal_line(entry))
        self.manifest.entries[entry.path] = entry

    def save(self) -> None:
        """Write what came to be remembered, then the manifest, the former one kept beside it; the journal is done."""
        from generator import writer

        folder, manifest = self.workspace.records, self.manifest
        name, bundle = manifest.store.bundle(manifest.used_keys)
        if name:
            path = editions.path_of(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            writer.replace_file(path, bundle)
        data = editions.encode(manifest)
        if data != self.before:
            if self.before:
                writer.replace_file(folder / editions.BACKUP, self.before, is_precious=False)
            writer.replace_file(folder / editions.NAME, data)
            editions.forget_bundles(folder, [*manifest.store.bundles, *self.bundles_before])
            self.before, self.bundles_before = data, list(manifest.store.bundles)
        (folder / editions.JOURNAL).unlink(missing_ok=True)
        self.forget_cells()

    def forget_cells(self) -> None:
        """Remove the records of values that no workbook refers to."""
        used = {entry.cells for entry in self.manifest.entries.values()}
        for path in (self.workspace.records / "cells").glob("*.z"):
            if path.stem not in used:
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def records_of(workspace: Workspace) -> Iterator[Records]:
    """The records of a workspace, locked; raises InputError where another run works there or they cannot be used."""
    try:
        with editions.lock(workspace.records, SECONDS_TO_WAIT):
            editions.clean_up(workspace.output)
            yield read_records(workspace)
    except editions.BusyError:
        message = "另一个 taizhang 正在这个工作区里生成"
        raise InputError([error("busy", Place(str(workspace.output)), message, "请等它完成后再试。")]) from None
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(workspace.records), failure)]) from failure


def read_records(workspace: Workspace) -> Records:
    """The manifest; where it is damaged the one before it, the damaged one kept."""
    folder = workspace.records
    path = folder / editions.NAME
    try:
        manifest = editions.read(folder)
        before = path.read_bytes() if path.exists() else b""
        return Records(workspace, manifest, before=before, bundles_before=list(manifest.store.bundles))
    except editions.DamagedError as failure:
        if failure.newer:
            message = "生成记录是更新版本的 taizhang 写的"
            raise InputError(
                [error("newer-manifest", Place(workspace.shown(path)), message, "请升级 taizhang。")]
            ) from failure
    kept = editions.move_away(path, workspace.former)
    told = warning(
        "damaged-manifest",
        Place(workspace.shown(path)),
        f"生成记录已损坏，改用上一份记录（损坏的保留为 {kept.name if kept else '-'}）",
        "请核对下面的结果；手工改过的工作簿不会被覆盖。",
    )
    backup = folder / editions.BACKUP
    manifest = editions.Manifest()
    if backup.exists():
        with contextlib.suppress(editions.DamagedError):
            manifest = editions.decode(backup.read_bytes(), folder)
    return Records(workspace, manifest, [told])


# ------------------------------------------------------------------------------------------ what is stale


@dataclass
class Own:
    """A department's part in the ledger, and how it stands with what it was sent.

    Its tasks with their marks and values are made only where somebody looks: most departments stand as they did.
    """

    view: DepartmentView
    part: str
    manifest: editions.Manifest
    standing: editions.Standing

    @property
    def edition(self) -> int:
        """The edition that its sheet belongs to: the last it got, or the next where its tasks changed since."""
        return self.standing.edition

    @property
    def must_get(self) -> bool:
        """Whether its tasks differ from what it last got."""
        return self.standing.must_get

    @property
    def has_sheet(self) -> bool:
        """Whether there is a sheet for it: it has tasks, or had some that were withdrawn and must be told."""
        return self.view.task_count > 0 or bool(self.must_get)

    def tasks(self) -> Sequence[TaskView]:
        """Its tasks, marked against what it last got, or, unchanged since, against what that was marked against."""
        last = self.manifest.last_sent(self.view.short)
        if last is None:
            return self.view.tasks
        before = last[1] if self.must_get else self.manifest.sent_before(self.view.short, last[0])
        return editions.marked(self.view.tasks, None if before is None else self.manifest.values_of(before))


def standing_of(view: DepartmentView, part: str, manifest: editions.Manifest) -> editions.Standing | None:
    """How a department stands with what it was sent; None where its tasks must be compared with that."""
    got = manifest.editions_of(view.short)
    following = manifest.last_number + 1
    known = manifest.standings.get(view.short)
    if known is not None and known.part == part and known.editions == got:
        edition = known.edition if got and not known.must_get else following
        return editions.Standing(part, got, edition, known.must_get)
    return None if got else editions.Standing(part, got, following, view.task_count > 0)


@dataclass(frozen=True)
class Candidate:
    """A workbook that there should be, and why it is stale (no reasons: it is current)."""

    template: str
    department: str
    source: str
    entry: editions.Entry | None
    reasons: tuple[str, ...] = ()
    edition: int = 0
    is_doubtful: bool = False
    """What changed may not be what it shows (a receipt knows no deadlines): only filling it can tell."""


@dataclass
class Run:
    """One look at a workspace: everything that a build or a status is decided by."""

    workspace: Workspace
    loaded: Loaded
    records: Records
    edition: EditionView
    candidates: list[Candidate] = field(default_factory=list)
    templates: dict[str, Template] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True
    """Whether all templates and departments were asked for."""
    known_keys: dict[Part, str] = field(default_factory=dict)
    """Part → key of its values in the manifest."""
    read_ahead: ReadAhead | None = None
    """The templates, where another process reads them."""
    whole: Ahead[dict[str, Outcome]] | None = None
    """Template → workbook of the whole ledger, where another process makes them."""

    @cached_property
    def owns(self) -> dict[str, Own]:
        """Department → its part and how it stands; made where a workbook is a department's own."""
        parts = parts_of(self.loaded, self.parts)
        return {view.short: self.own_of(view, parts.get(view.short, "")) for view in self.loaded.scope.departments}

    def own_of(self, view: DepartmentView, part: str) -> Own:
        """A department's part; how it stands is taken from the last build where nothing changed since."""
        manifest = self.records.manifest
        standing = standing_of(view, part, manifest)
        if standing is not None:
            return Own(view, part, manifest, standing)
        number, sent = manifest.last_sent(view.short) or (0, "")
        own = Own(view, part, manifest, editions.Standing(part, manifest.editions_of(view.short), number, False))
        if editions.has_changed(*manifest.differing(sent, self.shown_by(own))):
            own.standing = editions.Standing(part, own.standing.editions, manifest.last_number + 1, True)
        return own

    @cached_property
    def parts(self) -> Mapping[str, list[Part]]:
        """Department → what its part in each of its tasks is made of."""
        return self.loaded.parts()

    def shown_by(self, own: Own) -> dict[str, str]:
        """Task id → key of what a department's workbook shows of it; what several share is worked out once."""
        shown: dict[str, str] = {}
        for index, part in enumerate(self.parts.get(own.view.short, ())):
            key = self.known_keys.get(part)
            if key is None:
                values = editions.values_of(own.view.tasks[index])
                key = self.known_keys[part] = self.records.manifest.store.keep(values)
            shown[self.loaded.scope.tasks[part[0]].id] = key
        return shown

    @cached_property
    def office(self) -> dict[str, str]:
        """Task id → key of what the office's own workbooks show of it."""
        keep = self.records.manifest.store.keep
        return {task.id: keep(editions.values_of(task)) for task in self.loaded.scope.tasks}


def look(
    records: Records,
    loaded: Loaded,
    edition: EditionView,
    only: Sequence[str] = (),
    departments: Sequence[str] = (),
    force: bool = False,
    read_ahead: ReadAhead | None = None,
    processes: int = 1,
) -> Run:
    """Compare what there should be with what there is; nothing is written.

    With more than one process, workbooks of the whole ledger are begun while departments are looked at.
    """
    workspace = records.workspace
    run = Run(workspace, replace(loaded, scope=replace(loaded.scope, edition=edition)), records, edition)
    run.read_ahead = read_ahead
    run.is_whole = not only and not departments
    if departments:
        run.problems += pipeline.missing_departments(loaded.scope.departments, departments)
    paths = {path.stem: path for path in workspace.templates()}
    wanted = {name: path for name, path in paths.items() if not only or name in only}
    if len(wanted) < len(set(only)) or not paths:
        run.problems += pipeline.read_templates(workspace, [name for name in only if name not in paths] or ["-"])[1]
    shas = {name: editions.sha_of(path.read_bytes()) for name, path in wanted.items()}
    kinds = {name: is_per_department(run, name, sha) for name, sha in shas.items()}
    found: dict[str, list[Candidate]] = {}
    if not departments and False in kinds.values():
        source = whole_source(run.loaded)
        names = [name for name, per_department in kinds.items() if per_department is False]
        found = {name: [whole_candidate(run, name, shas[name], source, force)] for name in names}
        begin_whole(run, [each for (each,) in found.values() if each.reasons], processes)
    for name, per_department in kinds.items():
        if per_department:
            found[name] = list(department_candidates(run, name, shas[name], departments, force))
    run.candidates = [each for name in wanted for each in found.get(name, ())]
    return run


def begin_whole(run: Run, stale: Sequence[Candidate], processes: int) -> None:
    """Begin to make workbooks of the whole ledger."""
    stale = [each for each in stale if template_of(run, each.template) is not None]
    if stale:
        run.whole = Ahead(lambda: {each.template: outcome_of(run, each) for each in stale}, processes > 1)


def parts_of(loaded: Loaded, parts: Mapping[str, list[Part]]) -> dict[str, str]:
    """Department → fingerprint of its part: its tasks with their readings, its roles and answers."""
    tasks = [
        editions.fingerprint((task, [(m.name, m.kind) for m in held.reading.mentions], held.assignments))
        for task, held in zip(loaded.scope.tasks, loaded.units, strict=True)
    ]
    return {
        name: editions.fingerprint([(tasks[position], *rest) for position, *rest in part])
        for name, part in parts.items()
    }


def whole_source(loaded: Loaded) -> str:
    """Fingerprint of all that a workbook of the whole ledger could show.

    What departments have follows from tasks, departments, groups and rules: it need not be worked out for this.
    """
    scope, ledger = loaded.scope, loaded.ledger
    return editions.fingerprint(
        (
            scope.ledger,
            scope.tasks,
            [*map(plain, ledger.departments), *map(plain, ledger.groups), *map(plain, ledger.returns)],
            scope.unresolved,
            scope.edition,
            scope.as_of,
        )
    )


def plain(record: Department | Group | Answer) -> list[object]:
    """A record of the ledger without its place."""
    return [getattr(record, name) for name in record.__dataclass_fields__ if name != "origin"]


def as_of_day(run: Run) -> datetime.date | None:
    """The day of lights and days left."""
    return run.loaded.scope.as_of


def scalars(view: DepartmentView) -> list[object]:
    """A department without its tasks."""
    return [getattr(view, name) for name in view.__dataclass_fields__ if name != "tasks"]


def is_per_department(run: Run, name: str, sha: str) -> bool | None:
    """Whether a template is filled once for each department; None where it has errors."""
    known = run.records.manifest.templates.get(name)
    if known is not None and known.sha == sha:
        return known.per_department
    template = template_of(run, name)
    return None if template is None else template.settings.per_department


def has_changed_template(run: Run, name: str, sha: str) -> bool:
    """Whether a template is another than when it was last used."""
    known = run.records.manifest.templates.get(name)
    return known is not None and known.sha != sha


def whole_candidate(run: Run, name: str, sha: str, whole: str, force: bool) -> Candidate:
    """The workbook of a template of the whole ledger."""
    manifest = run.records.manifest
    source = editions.fingerprint(((__version__, sha), whole))
    entry = next((e for e in manifest.entries.values() if (e.template, e.department) == (name, OFFICE)), None)
    changed = has_changed_template(run, name, sha)
    why = reasons_of(run, entry, source, changed, manifest.shown.get(OFFICE), None, force)
    doubtful = bool(why) and not FOR_CERTAIN & set(why)
    return Candidate(name, OFFICE, source, entry, tuple(why), manifest.last_number + 1, doubtful)


def department_candidates(
    run: Run, name: str, sha: str, departments: Sequence[str], force: bool
) -> Iterator[Candidate]:
    """The workbooks of a template for departments."""
    manifest = run.records.manifest
    changed = has_changed_template(run, name, sha)
    entries = {each.department: each for each in manifest.entries.values() if each.template == name}
    base = ((__version__, sha), run.loaded.scope.ledger)
    for own in run.owns.values():
        short = own.view.short
        if not own.has_sheet or (departments and short not in departments):
            continue
        standing = (own.part, own.standing.editions, own.edition)
        source = editions.fingerprint((*base, scalars(own.view), standing, as_of_day(run)))
        entry = entries.get(short)
        why = reasons_of(run, entry, source, changed, manifest.shown.get(short), own, force)
        doubtful = why == [OTHER_CHANGE] and entry is not None and entry.edition == own.edition
        yield Candidate(name, short, source, entry, tuple(why), own.edition, doubtful)


FOR_CERTAIN = frozenset(["首次生成", "文件不在了", "模板变更", "按要求重做"])
OTHER_CHANGE = "台账信息、日期或程序版本变更"


def is_same(run: Run, candidate: Candidate) -> bool:
    """Whether a workbook would show what its file shows, though something changed."""
    from generator import template as templates

    template = template_of(run, candidate.template)
    if not candidate.is_doubtful or candidate.entry is None or template is None:
        return False
    table, _ = templates.fill(template, scope_of(run, candidate.department))
    return table is not None and content_of(table) == candidate.entry.content


def content_of(table: Any) -> str:
    """Fingerprint of a filled workbook: its values and looks."""
    return editions.fingerprint(
        [(sheet.name, [(row.values, row.styles, row.starts_page) for row in sheet.rows]) for sheet in table.tables]
    )


def template_of(run: Run, name: str) -> Template | None:
    """A template, read once; its problems are the run's."""
    if name not in run.templates:
        read = run.read_ahead.result() if run.read_ahead else {}
        if name not in read:
            read = pipeline.read_each(path for path in run.workspace.templates() if path.stem == name)
        template, problems = read[name]
        run.problems += problems
        if template is None:
            return None
        run.templates[name] = template
    return run.templates[name]


def reasons_of(
    run: Run,
    entry: editions.Entry | None,
    source: str,
    changed_template: bool,
    before: str | None,
    own: Own | None,
    force: bool,
) -> list[str]:
    """Why a workbook is stale; nothing where it is current."""
    if entry is None:
        return ["首次生成"]
    if not (run.workspace.output / entry.path).exists():
        return ["文件不在了"]
    if entry.source == source and entry.sha:
        return ["按要求重做"] if force else []
    found = ["模板变更"] if changed_template else []
    if before is not None:
        shown = run.shown_by(own) if own else run.office
        found += editions.reasons(*run.records.manifest.differing(before, shown))
    return found or [OTHER_CHANGE]


# ------------------------------------------------------------------------------------------ building


@dataclass(frozen=True)
class Outcome:
    """A workbook's bytes with what there is to remember of them."""

    data: bytes
    cells: bytes
    content: str
    pages: int
    rows: int
    problems: tuple[Problem, ...]
    is_same: bool = False
    """It would show what the file in place shows, and was not made."""


def build(
    workspace: Workspace,
    only: Sequence[str] = (),
    departments: Sequence[str] = (),
    pdf: bool = False,
    jobs: int | None = None,
    force: bool = False,
    progress: Progress = quiet,
    as_of: datetime.date | None = None,
) -> BuildReport:
    """Make what is out of date; raises InputError, with nothing written, where the ledger has errors."""
    started = time.perf_counter()
    day = as_of or datetime.date.today()
    is_plain = not (only or departments or pdf or force)
    if is_plain and (last := still_so(workspace, day)):
        return replace(last, seconds=time.perf_counter() - started)
    processes = jobs or processors()
    read_ahead = Ahead(lambda: pipeline.read_each(paths_of(workspace, only)), processes > 1)
    loaded = pipeline.load(workspace, day)
    with records_of(workspace) as records:
        edition = last_edition(records.manifest)
        run = look(records, loaded, edition, only, departments, force, read_ahead, processes)
        workbooks = carry_out(run, jobs, force, progress)
        if pdf:
            run.problems += pipeline.print_to_pdf(workspace, workbooks, progress)
        problems = tuple(dict.fromkeys((*loaded.problems, *records.problems, *run.problems)))
        report = BuildReport(records.manifest.last_number, tuple(workbooks), problems)
        if is_plain and not errors_in(problems):
            remember_run(workspace, day, replace(report, problems=loaded.problems))
    return replace(report, seconds=time.perf_counter() - started)


def paths_of(workspace: Workspace, only: Sequence[str]) -> list[Path]:
    """The templates that are asked for."""
    return [path for path in workspace.templates() if not only or path.stem in only]


def run_key(workspace: Workspace, day: datetime.date) -> str:
    """Fingerprint of what a whole build is made from; raises OSError where a file cannot be read."""
    manifest = workspace.records / editions.NAME
    circumstances = (day.isoformat(), workspace.shown(workspace.ledger))
    return editions.key_of(workspace.ledger, workspace.templates(), manifest.read_bytes(), circumstances)


def still_so(workspace: Workspace, day: datetime.date) -> BuildReport | None:
    """What the last whole build found, where nothing changed since; None where everything must be worked out."""
    try:
        last = editions.read_last(workspace.records, run_key(workspace, day), workspace.output)
    except OSError:
        return None
    if last is None:
        return None
    workbooks = (Workbook(m.path, m.template, m.department, "current", (), m.pages, m.rows) for m in last.workbooks)
    return BuildReport(last.edition, tuple(workbooks), tuple(last.problems))


def remember_run(workspace: Workspace, day: datetime.date, report: BuildReport) -> None:
    """Remember what a whole build found; it is no fault where that cannot be written."""
    from generator import writer

    made = [editions.Made(w.path, w.template, w.department, w.pages, w.rows) for w in report.workbooks]
    with contextlib.suppress(OSError):
        last = editions.LastRun(run_key(workspace, day), report.edition, made, list(report.problems))
        writer.replace_file(workspace.records / editions.LAST, editions.encode_last(last))


def last_edition(manifest: editions.Manifest) -> EditionView:
    """The edition that is out."""
    if not manifest.editions:
        return EditionView()
    last = manifest.editions[-1]
    return EditionView(last.number, datetime.date.fromisoformat(last.date))


def carry_out(run: Run, jobs: int | None, force: bool, progress: Progress) -> list[Workbook]:
    """Make the stale workbooks, move away what is no longer valid, and remember it all."""
    stale = [each for each in run.candidates if each.reasons]
    paths = planned_paths(run, stale)
    made = [each for each in stale if each in paths]
    own = [each for each in made if each.department]
    results: dict[Candidate, Workbook] = {}

    def done(candidate: Candidate, outcome: Outcome) -> None:
        progress("生成", len(results), len(made))
        path = paths[candidate]
        if outcome.is_same and (candidate.entry is None or candidate.entry.path != path.as_posix()):
            outcome = outcome_of(run, replace(candidate, is_doubtful=False))
        if outcome.is_same:
            run.candidates[run.candidates.index(candidate)] = replace(candidate, reasons=())
        else:
            results[candidate] = put(run, candidate, path, outcome, force)

    for candidate, outcome in zip(own, outcomes(run, own, jobs), strict=True):
        done(candidate, outcome)
    for candidate in made:
        if not candidate.department:
            assert run.whole is not None
            done(candidate, run.whole.result()[candidate.template])
    if run.is_whole and not errors_in(run.problems):
        move_orphans(run)
    remember(run, results)
    run.records.save()
    return [results.get(each) or current(each) for each in run.candidates]


def current(candidate: Candidate) -> Workbook:
    """A workbook that was left as it is, or that could not be planned."""
    entry = candidate.entry
    if entry is None or candidate.reasons:
        return Workbook(
            entry.path if entry else candidate.template, candidate.template, candidate.department or None, "failed"
        )
    return Workbook(entry.path, entry.template, entry.department or None, "current", (), entry.pages, entry.rows)


def scope_of(run: Run, department: str) -> Scope:
    """What a workbook is filled with."""
    if not department:
        return run.loaded.scope
    own = run.owns[department]
    return replace(run.loaded.scope, department=own.view, tasks=Deferred(own.tasks))


def planned_paths(run: Run, stale: Sequence[Candidate]) -> dict[Candidate, Path]:
    """Where each stale workbook goes; no two to the same place."""
    if not stale:
        return {}
    from generator import template as templates

    leaving = {each.entry.path for each in stale if each.entry}
    plan = pipeline.Plan(taken={path.casefold() for path in run.records.manifest.entries if path not in leaving})
    paths = {}
    for candidate in stale:
        template = template_of(run, candidate.template)
        if template is None:
            continue
        text, problems = templates.output_name(template, scope_of(run, candidate.department))
        run.problems += problems
        if not errors_in(problems):
            paths[candidate] = plan.free(safe_relative_path(text, ".xlsx"))
    return paths


def outcomes(run: Run, candidates: Sequence[Candidate], jobs: int | None) -> Iterator[Outcome]:
    """The workbooks' bytes, in order; in several processes where there is enough to do and the system can fork.

    The processes inherit everything read so far, so that nothing but the finished bytes goes between them.
    """
    count = jobs or (min(processors(), 8) if len(candidates) > MANY else 1)
    if count < 2 or len(candidates) < 2 or not can_fork():
        yield from (outcome_of(run, candidate) for candidate in candidates)
        return
    import multiprocessing

    inherited.run = run
    gc.freeze()  # what was read so far is shared with the processes as long as nothing looks for cycles in it
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            yield from pool.imap(inherited_outcome, candidates, chunksize=8)
    finally:
        gc.unfreeze()
        inherited.run = None


class Inherited:
    """What forked processes find in their memory."""

    run: Run | None = None


inherited = Inherited()


def inherited_outcome(candidate: Candidate) -> Outcome:
    """One workbook in a forked process."""
    assert inherited.run is not None
    return outcome_of(inherited.run, candidate)


def outcome_of(run: Run, candidate: Candidate) -> Outcome:
    """Fill, lay out and write one workbook in memory; without bytes where its template cannot be filled."""
    from generator import layout, writer
    from generator import template as templates
    from generator.mark import mark_book

    template = run.templates[candidate.template]
    table, problems = templates.fill(template, scope_of(run, candidate.department))
    if table is None:
        return Outcome(b"", b"", "", 0, 0, problems)
    content = content_of(table)
    if candidate.is_doubtful and candidate.entry is not None and content == candidate.entry.content:
        return Outcome(b"", b"", content, 0, 0, (), is_same=True)
    book, layout_problems = layout.lay_out(table)
    mark = mark_book(book, run.loaded.ledger.title, candidate.edition, candidate.template, candidate.department)
    book = replace(book, mark=mark.as_rows())
    rows = sum(row.form.kind == "band" for sheet in table.tables for row in sheet.rows)
    if candidate.department and isinstance(tasks := run.owns[candidate.department].view.tasks, Deferred):
        tasks.forget()  # the views of all departments' tasks together are more than the ledger
    return Outcome(
        writer.render(book), editions.cells_of(book), content, book.page_count, rows, (*problems, *layout_problems)
    )


def put(run: Run, candidate: Candidate, path: Path, outcome: Outcome, force: bool) -> Workbook:
    """Put one workbook in its place, unless somebody typed into the one that is there."""
    from generator import writer

    name = path.as_posix()
    failed = Workbook(name, candidate.template, candidate.department or None, "failed", candidate.reasons)
    run.problems += outcome.problems
    if not outcome.data:
        return failed
    target = run.workspace.output / path
    sha = editions.sha_of(outcome.data)
    try:
        edited = edits_in(run, target, name, outcome)
        if edited and not force:
            run.problems.append(edited_problem(run.workspace.shown(target), edited))
            return failed
        if edited:
            keep_copy(target, run.workspace.former)
        store_cells(run.workspace.records / "cells" / f"{sha[:24]}.z", outcome.cells)
        target.parent.mkdir(parents=True, exist_ok=True)
        run.records.add(
            editions.Entry(
                path=name,
                template=candidate.template,
                department=candidate.department,
                source=candidate.source,
                content=outcome.content,
                sha=sha,
                cells=sha[:24],
                pages=outcome.pages,
                rows=outcome.rows,
                edition=candidate.edition,
            )
        )
        writer.replace_file(target, outcome.data)
    except OSError as failure:
        forget(run, name, candidate.entry)
        run.problems.append(cannot_write(run.workspace.shown(target), failure))
        return failed
    leave_former(run, candidate, name)
    return replace(failed, state="built", pages=outcome.pages, rows=outcome.rows)


def forget(run: Run, name: str, former: editions.Entry | None) -> None:
    """Take back what the manifest says of a workbook whose file could not be written."""
    run.records.manifest.entries.pop(name, None)
    if former is not None:
        run.records.manifest.entries[former.path] = former


def leave_former(run: Run, candidate: Candidate, name: str) -> None:
    """Move the file away that the workbook had under another name."""
    former = candidate.entry
    if former is not None and former.path != name and run.records.manifest.entries.get(former.path) == former:
        editions.move_away(run.workspace.output / former.path, run.workspace.former)
        del run.records.manifest.entries[former.path]


def edits_in(run: Run, target: Path, name: str, outcome: Outcome) -> list[str]:
    """The cells of the file in place that somebody changed since it was written; nothing where it is as it was."""
    if not target.exists():
        return []
    data = target.read_bytes()
    entry = run.records.manifest.entries.get(name)
    if entry is not None and editions.sha_of(data) == entry.sha:
        return []
    packed = run.workspace.records / "cells" / f"{entry.cells}.z" if entry is not None else None
    written = packed.read_bytes() if packed is not None and packed.exists() else outcome.cells
    cells = editions.edited_cells(written, target)
    if cells is None:
        return ["（读不出来）"]
    # what was collected since stands in the new workbook too: that edit is not lost by writing it
    lost = set(editions.edited_cells(outcome.cells, target) or ())
    return [cell for cell in cells if cell in lost]


def edited_problem(file: str, cells: Sequence[str]) -> Problem:
    """A workbook that somebody typed into."""
    shown = "、".join(cells[:8]) + (f" 等 {len(cells)} 处" if len(cells) > 8 else "")
    sheet, _, cell = cells[0].partition("!")
    return error(
        EDITED,
        Place(file, sheet, cell),
        f"这个工作簿在生成后被手工改过（{shown}），没有覆盖",
        "要收进台账，运行 taizhang collect；确要重做，加 --force（改过的先保留一份在 旧版）。",
    )


def keep_copy(path: Path, folder: Path) -> None:
    """A copy of a file under 旧版."""
    from generator import writer

    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}（{number}）{path.suffix}"
    writer.replace_file(target, path.read_bytes())


def store_cells(path: Path, packed: bytes) -> None:
    """Remember the values that a file is about to show."""
    from generator import writer

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        writer.replace_file(path, packed, is_precious=False)


def move_orphans(run: Run) -> None:
    """Move away the workbooks of departments and templates that are no more."""
    manifest = run.records.manifest
    wanted = {(each.template, each.department) for each in run.candidates}
    for path, entry in list(manifest.entries.items()):
        if (entry.template, entry.department) not in wanted:
            editions.move_away(run.workspace.output / path, run.workspace.former)
            del manifest.entries[path]


def remember(run: Run, results: Mapping[Candidate, Workbook]) -> None:
    """Bring the manifest up to date: templates, fingerprints, and the values that workbooks show now."""
    manifest = run.records.manifest
    for path in run.workspace.templates():
        if path.stem in {each.template for each in run.candidates}:
            template = run.templates.get(path.stem)
            if template is not None:
                record = editions.TemplateRecord(editions.sha_of(path.read_bytes()), template.settings.per_department)
                manifest.templates[path.stem] = record
    for candidate in run.candidates:
        entry = candidate.entry
        if entry is not None and not candidate.reasons and entry.source != candidate.source:
            manifest.entries[entry.path] = editions_replace(entry, candidate.source)
    failed = {each.department for each, made in results.items() if made.state == "failed"}
    for name in {each.department for each in run.candidates if each.department} - failed:
        own = run.owns[name]
        if name not in manifest.shown or manifest.standings.get(name) != own.standing:
            manifest.shown[name] = manifest.store.keep(run.shown_by(own))
            manifest.standings[name] = own.standing
    if run.is_whole:
        known = {name for name, own in run.owns.items() if own.has_sheet} if manifest.standings else set()
        manifest.shown = {name: key for name, key in manifest.shown.items() if name in known or name == OFFICE}
        manifest.standings = {name: each for name, each in manifest.standings.items() if name in known}
        manifest.titles = editions.with_titles(manifest.titles, run.loaded.ledger.title)
        shows_all = any(not each.department for each in run.candidates)
        if shows_all and OFFICE not in failed and (results or OFFICE not in manifest.shown):
            manifest.shown[OFFICE] = manifest.store.keep(run.office)


def editions_replace(entry: editions.Entry, source: str) -> editions.Entry:
    """The entry of a workbook that shows the same though its ledger changed."""
    import msgspec

    return msgspec.structs.replace(entry, source=source)


# ------------------------------------------------------------------------------------------ status


@dataclass(frozen=True)
class StatusReport:
    """What a build would do, and who must get a new sheet."""

    edition: int
    stale: tuple[Candidate, ...]
    current: int
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    """Department and why it must get a new sheet."""
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """One document."""
        return {
            "edition": self.edition,
            "stale": [
                {
                    "path": each.entry.path if each.entry else None,
                    "template": each.template,
                    "department": each.department or None,
                    "reasons": list(each.reasons),
                }
                for each in self.stale
            ],
            "current": self.current,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "problems": [problem.as_json() for problem in self.problems],
        }


def status(workspace: Workspace, as_of: datetime.date | None = None) -> StatusReport:
    """What the next build would make and why; nothing is written."""
    loaded = pipeline.load(workspace, as_of)
    records = read_only(workspace)
    run = look(records, loaded, last_edition(records.manifest))
    stale = tuple(each for each in run.candidates if each.reasons and not is_same(run, each))
    return StatusReport(
        records.manifest.last_number,
        stale,
        len(run.candidates) - len(stale),
        tuple((own.view.short, tuple(why_new(run, own))) for own in run.owns.values() if own.must_get),
        tuple(dict.fromkeys((*loaded.problems, *run.problems))),
    )


def read_only(workspace: Workspace) -> Records:
    """The records as they are, nothing locked and nothing mended."""
    try:
        return Records(workspace, editions.read(workspace.records))
    except (editions.DamagedError, OSError):
        return Records(workspace, editions.Manifest())


def why_new(run: Run, own: Own) -> list[str]:
    """What changed for a department since it last got a sheet."""
    last = run.records.manifest.last_sent(own.view.short)
    if last is None:
        return ["首次分发"]
    return editions.reasons(*run.records.manifest.differing(last[1], run.shown_by(own)))


# ------------------------------------------------------------------------------------------ distributing


@dataclass(frozen=True)
class DistributeReport:
    """What was sent out."""

    edition: int
    date: str
    path: str
    """The zip, relative to output/; empty where nobody had to get anything."""
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """One document."""
        return {
            "edition": self.edition,
            "date": self.date,
            "path": self.path or None,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "problems": [problem.as_json() for problem in self.problems],
        }


def distribute(
    workspace: Workspace,
    date: datetime.date,
    allow_unresolved: bool = False,
    progress: Progress = quiet,
) -> DistributeReport:
    """Build, pack what each department must get, and record the edition.

    Raises InputError, nothing recorded, where the ledger is not ready to be sent or a workbook could not be built.
    """
    processes = processors()
    read_ahead = Ahead(lambda: pipeline.read_each(workspace.templates()), processes > 1)
    loaded = pipeline.load(workspace, date)
    refuse_unready(loaded, allow_unresolved)
    with records_of(workspace) as records:
        manifest = records.manifest
        first = look(records, loaded, last_edition(manifest), read_ahead=read_ahead)
        recipients = tuple((own.view.short, tuple(why_new(first, own))) for own in first.owns.values() if own.must_get)
        if not recipients:
            return DistributeReport(manifest.last_number, date.isoformat(), "", (), loaded.problems)
        number = manifest.last_number + 1
        before = manifest.editions[-1].date if manifest.editions else ""
        run = look(records, loaded, EditionView(number, date), read_ahead=read_ahead, processes=processes)
        carry_out(run, None, False, progress)
        if errors_in(run.problems):
            raise InputError(run.problems)
        path = pack(run, number, date, [name for name, _ in recipients])
        sent = [*(name for name, _ in recipients), OFFICE]
        keys = {name: manifest.shown[name] for name in sent if name in manifest.shown}
        manifest.editions.append(editions.Edition(number, date.isoformat(), keys))
        records.save()
    if date.isoformat() < before:
        message = f"分发日期 {date.isoformat()} 早于上一版的日期 {before}"
        run.problems.append(warning("date-goes-back", Place(), message, "请核对电脑的日期，或用 --date 写明。"))
    problems = tuple(dict.fromkeys((*loaded.problems, *run.problems)))
    return DistributeReport(number, date.isoformat(), path, recipients, problems)


def refuse_unready(loaded: Loaded, allow_unresolved: bool) -> None:
    """Raise InputError where rows have no id yet, or names are not known and nobody said that this is meant."""
    codes = {"missing-id"} | (set() if allow_unresolved else {"unknown-unit", "unknown-member"})
    advice = {
        "missing-id": "分发前请运行 taizhang check --fix 写入标识。",
        "unknown-unit": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
        "unknown-member": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
    }
    found = [
        replace(problem, severity="error", advice=advice[problem.code])
        for problem in loaded.problems
        if problem.code in codes
    ]
    if found:
        raise InputError(found)


def pack(run: Run, number: int, date: datetime.date, recipients: Sequence[str]) -> str:
    """Write the zip: the recipients' workbooks and update notes, the receipt, the official ledger, 分发说明."""
    from generator import template as templates
    from generator import writer

    output, manifest = run.workspace.output, run.records.manifest
    files: dict[str, bytes] = {}
    for entry in manifest.entries.values():
        if entry.department in recipients or (not entry.department and entry.template in ("official", "receipt")):
            files[entry.path] = (output / entry.path).read_bytes()
    for name in recipients:
        last = manifest.last_sent(name)
        if last is not None:
            note = editions.update_note(name, *manifest.differing(last[1], run.shown_by(run.owns[name])))
            files[f"更新说明/{safe_file_name(name, '.txt')}"] = b"\xef\xbb\xbf" + note.encode()
    letter = run.workspace.template_folder / "分发说明.txt"
    if letter.exists():
        views = tuple(run.owns[name].view for name in recipients)
        text, problems = templates.render_text(letter, replace(run.loaded.scope, departments=views))
        run.problems += problems
        files["分发说明.txt"] = b"\xef\xbb\xbf" + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    path = f"分发/第{number}版_{date.isoformat()}.zip"
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    writer.replace_file(output / path, editions.pack(files))
    return path
