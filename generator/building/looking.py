"""A ledger and the manifest to candidates: the workbooks that there should be, each with why it is stale."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from generator import __version__, editions, pipeline
from generator.ahead import Ahead
from generator.building.contents import content_of
from generator.building.fingerprints import (
    circumstances,
    frame,
    parts_of,
    scalars,
    task_blocks,
    tasks_in,
    whole_source,
    with_followers,
)
from generator.building.records import OFFICE, Records
from generator.model import DepartmentView, EditionView, Scope, TaskView
from generator.pipeline import Loaded
from generator.problems import Problem
from generator.views import Deferred, one_of
from generator.workspace import Workspace, bytes_of

if TYPE_CHECKING:
    from generator.template import Template
    from generator.views import Part

ReadAhead: TypeAlias = "Ahead[dict[str, tuple[Template | None, tuple[Problem, ...]]]]"
"""The templates by their names, read by another process."""


OTHER_CHANGE = "台账信息、日期或程序版本变更"


class Own(Struct):
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


class Candidate(Struct, frozen=True):
    """A workbook that there should be, and why it is stale (no reasons: it is current)."""

    template: str
    department: str
    source: str
    entry: editions.Entry | None
    reasons: tuple[str, ...] = ()
    edition: int = 0
    is_doubtful: bool = False
    """What changed may not be what it shows (a receipt knows no deadlines): only filling it can tell."""


class Outcome(Struct, frozen=True):
    """A workbook's bytes with what there is to remember of them."""

    data: bytes
    content: str
    pages: int
    rows: int
    problems: tuple[Problem, ...]
    is_same: bool = False
    """It would show what the file in place shows, and was not made."""
    record: bytes = b""
    """What there is to know of it, so that parts of it can be made again (patching.py)."""


class Run(Struct, dict=True):
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
    department_shas: Mapping[str, str] = field(default_factory=dict)
    """Template for departments → SHA-256, where all departments are looked at or left out for a reason."""
    known_keys: dict[Part, str] = field(default_factory=dict)
    """Part → key of its values in the manifest."""
    affected: frozenset[str] | None = None
    """Departments that must be looked at; None: all of them."""
    read_ahead: ReadAhead | None = None
    """The templates, where another process reads them."""
    whole: dict[str, Ahead[Outcome]] = field(default_factory=dict)
    """Template → workbook of the whole ledger that has been begun."""

    @cached_property
    def blocks(self) -> dict[str, str]:
        """The fingerprints of its tasks."""
        return task_blocks(self.loaded)

    @cached_property
    def looked(self) -> editions.Looked | None:
        """The ledger as its departments are looked at now, where all were asked for."""
        if not self.department_shas:
            return None
        blocks = self.records.manifest.store.keep(self.blocks)
        return editions.Looked(self.circumstances(self.department_shas), blocks)

    @cached_property
    def frame(self) -> str:
        """Fingerprint of what workbooks depend on besides what stands in the rows of tasks."""
        return frame(self.loaded)

    def circumstances(self, shas: Mapping[str, str]) -> str:
        """The same for workbooks of some templates, name → SHA-256."""
        return circumstances(self.frame, shas, self.records.manifest.last_number)

    @cached_property
    def changed(self) -> Set[str] | None:
        """The tasks of which the rows changed since all departments were last looked at; None: anything may have."""
        manifest, now = self.records.manifest, self.looked
        before = manifest.looked
        if before is None or now is None or before.circumstances != now.circumstances:
            return None
        differing = manifest.tasks_of(before.tasks).items() ^ self.blocks.items()
        return with_followers(self.loaded, [task for _, block in differing for task in tasks_in(block)])

    @cached_property
    def owns(self) -> dict[str, Own]:
        """Department → its part and how it stands, of those that must be looked at."""
        parts = parts_of(self.loaded, self.parts)
        views = self.loaded.departments(self.affected)
        return {view.short: self.own_of(view, parts.get(view.short, "")) for view in views}

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
        return self.loaded.parts(self.affected)

    def shown_by(self, own: Own) -> dict[str, str]:
        """Task id → key of what a department's workbook shows of it; what several share is worked out once."""
        shown: dict[str, str] = {}
        for index, part in enumerate(self.parts.get(own.view.short, ())):
            key = self.known_keys.get(part)
            if key is None:
                values = editions.values_of(own.view.tasks[index])
                key = self.known_keys[part] = self.records.manifest.store.keep(values)
            shown[self.loaded.ledger.tasks[part[0]].id] = key
        return shown

    @cached_property
    def office(self) -> dict[str, str]:
        """Task id → key of what the office's own workbooks show of it; of tasks that did not change it is known."""
        manifest, tasks = self.records.manifest, self.loaded.scope.tasks
        keep, ids = manifest.store.keep, [task.id for task in self.loaded.ledger.tasks]
        before = manifest.shown.get(OFFICE)
        known = manifest.tasks_of(before) if before is not None and self.changed is not None else {}
        changed = self.changed or ()
        view = partial(one_of, tasks) if known else tasks.__getitem__  # all at once where all are needed
        return {
            task: known[task] if task in known and task not in changed else keep(editions.values_of(view(n)))
            for n, task in enumerate(ids)
        }


Begin: TypeAlias = "Callable[[Run, Sequence[Candidate]], None]"
"""Begins to make workbooks of the whole ledger."""


def leave(_run: Run, _stale: Sequence[Candidate]) -> None:
    """Begin nothing."""


def look(
    records: Records,
    loaded: Loaded,
    edition: EditionView,
    only: Sequence[str] = (),
    departments: Sequence[str] = (),
    force: bool = False,
    read_ahead: ReadAhead | None = None,
    begin: Begin | None = None,
    every_department: bool = True,
) -> Run:
    """Compare what there should be with what there is; nothing is written.

    `begin` may begin to make stale workbooks of the whole ledger while the rest is looked at. Unless
    `every_department` is asked for, those of which nothing changed since the last build are left out of `Run.owns`.
    """
    workspace = records.workspace
    run = Run(workspace, replace(loaded, scope=replace(loaded.scope, edition=edition)), records, edition)
    run.read_ahead = read_ahead
    run.is_whole = not only and not departments
    if departments:
        run.problems += pipeline.missing_departments(loaded.scope.departments, departments)
    paths = {path.stem: path for path in workspace.templates()}
    wanted = {name: path for name, path in paths.items() if not only or name in only}
    run.problems += pipeline.missing_templates(workspace, only)
    shas = {name: template_sha(path) for name, path in wanted.items()}
    kinds = {name: is_per_department(run, name, sha) for name, sha in shas.items()}
    per_department = {name: shas[name] for name, kind in kinds.items() if kind}
    if run.is_whole and begin is not None:
        run.department_shas = per_department
    found: dict[str, list[Candidate]] = {}
    if not departments:
        of_the_whole = {name: shas[name] for name, kind in kinds.items() if kind is False}
        found = {each.template: [each] for each in whole_candidates(run, of_the_whole, force, begin or leave)}
    if run.department_shas:
        run.affected = None if every_department or force else affected(run, per_department)
    for name, sha in per_department.items():
        found[name] = list(department_candidates(run, name, sha, departments, force))
    run.candidates = [each for name in wanted for each in found.get(name, ())]
    return run


def affected(run: Run, shas: Mapping[str, str]) -> frozenset[str] | None:
    """The departments of which anything may have changed since all of them were last looked at; None: any of them."""
    manifest, changed = run.records.manifest, run.changed
    if changed is None:
        return None
    tasks = zip(run.loaded.ledger.tasks, run.loaded.units, strict=True)
    found = {each.department for task, held in tasks if task.id in changed for each in held.assignments}
    found |= manifest.showing(changed)
    entries = {each.path: each for each in manifest.entries.values() if each.template in shas}
    found |= {entries[path].department for path in editions.missing(run.workspace.output, entries)}
    return frozenset(found - {OFFICE})


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


def whole_candidates(run: Run, shas: Mapping[str, str], force: bool, begin: Begin) -> list[Candidate]:
    """The workbooks of templates of the whole ledger, all begun at once; current ones are then left unfinished.

    Those that are not stale for certain are when the ledger has another fingerprint; why in words comes last.
    """
    if not shas:
        return []
    manifest = run.records.manifest
    entries = {each.template: each for each in manifest.entries.values() if each.department == OFFICE}
    changed = {name: has_changed_template(run, name, sha) for name, sha in shas.items()}
    certain = {name for name in shas if force or changed[name] or not is_in_place(run, entries.get(name))}
    number = manifest.last_number + 1
    if len(certain) < len(shas):
        # before others begin: they would have to read the ledger again to tell what changed
        _ = run.blocks, run.frame
    begin(
        run,
        [
            Candidate(name, OFFICE, "", entries.get(name), edition=number, is_doubtful=name not in certain)
            for name in shas
        ],
    )
    whole = whole_source(run.loaded, run.blocks)
    sources = {name: editions.fingerprint(((__version__, sha), whole)) for name, sha in shas.items()}
    doubtful = {name for name in shas if name not in certain and entries[name].source != sources[name]}
    for name in shas.keys() - certain - doubtful:
        run.whole.pop(name, None)
    shown = manifest.shown.get(OFFICE)
    return [
        Candidate(
            name,
            OFFICE,
            sources[name],
            entry := entries.get(name),
            tuple(reasons_of(run, entry, sources[name], changed[name], shown, None, force)),
            number,
            name in doubtful,
        )
        for name in shas
    ]


def template_sha(path: Path) -> str:
    """SHA-256 of a template; empty where it cannot be read, which is told when it is asked for."""
    try:
        return editions.sha_of(bytes_of(path))
    except OSError:
        return ""


def is_in_place(run: Run, entry: editions.Entry | None) -> bool:
    """Whether a workbook was made and its file is still there."""
    return entry is not None and bool(entry.sha) and (run.workspace.output / entry.path).is_file()


def department_candidates(
    run: Run, name: str, sha: str, departments: Sequence[str], force: bool
) -> Iterator[Candidate]:
    """The workbooks of a template for departments, in the order of departments."""
    manifest = run.records.manifest
    changed = has_changed_template(run, name, sha)
    entries = {each.department: each for each in manifest.entries.values() if each.template == name}
    base = ((__version__, sha), run.loaded.scope.ledger)
    for short in (each.short for each in run.loaded.ledger.departments):
        own, entry = run.owns.get(short), entries.get(short)
        if own is None and entry is not None:
            yield Candidate(name, short, entry.source, entry, (), entry.edition)
        if own is None or not own.has_sheet or (departments and short not in departments):
            continue
        standing = (own.part, own.standing.editions, own.edition)
        source = editions.fingerprint((*base, scalars(own.view), standing, as_of_day(run)))
        why = reasons_of(run, entry, source, changed, manifest.shown.get(short), own, force)
        doubtful = why == [OTHER_CHANGE] and entry is not None and entry.edition == own.edition and not force
        yield Candidate(name, short, source, entry, tuple(why), own.edition, doubtful)


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
    if not (run.workspace.output / entry.path).is_file():
        return ["文件不在了"]
    if entry.source == source and entry.sha:
        return ["按要求重做"] if force else []
    found = ["模板变更"] if changed_template else []
    if before is not None:
        shown = run.shown_by(own) if own else run.office
        found += editions.reasons(*run.records.manifest.differing(before, shown))
    return found or [OTHER_CHANGE]


def as_of_day(run: Run) -> datetime.date | None:
    """The day of lights and days left."""
    return run.loaded.scope.as_of


def is_same(run: Run, candidate: Candidate) -> bool:
    """Whether a workbook would show what its file shows, though something changed."""
    from generator import template as templates

    template = template_of(run, candidate.template)
    if not candidate.is_doubtful or candidate.entry is None or template is None:
        return False
    table, _ = templates.fill(template, scope_of(run, candidate.department))
    return table is not None and content_of(table) == candidate.entry.content


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


def scope_of(run: Run, department: str) -> Scope:
    """What a workbook is filled with."""
    if not department:
        return run.loaded.scope
    own = run.owns[department]
    return replace(run.loaded.scope, department=own.view, tasks=Deferred(own.tasks))
