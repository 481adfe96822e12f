"""Making what is out of date."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from generator import editions, pipeline
from generator.ahead import processors
from generator.building import patching
from generator.building.beginning import Begun, nothing
from generator.building.looking import Candidate, Outcome, Run, look, scope_of, template_of, template_sha
from generator.building.making import begin_whole, outcome_of, outcomes
from generator.building.putting import move_orphans, put
from generator.building.records import OFFICE, last_edition, records_of
from generator.building.unchanged import remember_run
from generator.pipeline import BuildReport, Progress, Workbook
from generator.problems import errors_in
from generator.workspace import Workspace, safe_relative_path


def build_anew(
    workspace: Workspace,
    given: Begun,
    only: Sequence[str],
    departments: Sequence[str],
    pdf: bool,
    jobs: int | None,
    force: bool,
    progress: Progress,
    day: datetime.date,
    while_waiting: Callable[[], None],
) -> BuildReport:
    """Look at everything, and make what is out of date."""
    with records_of(workspace, given.peeked) as records:
        edition = last_edition(records.manifest)
        begin = partial(begin_whole, processes=jobs or processors())
        run = look(
            records, given.loaded, edition, only, departments, force, given.templates, begin, every_department=False
        )
        workbooks = carry_out(run, jobs, force, progress, while_waiting)
        if pdf:
            run.problems += pipeline.print_to_pdf(workspace, workbooks, progress)
        loaded = run.loaded
        problems = tuple(dict.fromkeys((*loaded.problems, *records.problems, *run.problems)))
        report = BuildReport(records.manifest.last_number, tuple(workbooks), problems)
        if run.is_whole and not (pdf or force or errors_in(problems)):
            remember_run(workspace, day, replace(report, problems=loaded.problems))
    return report


def carry_out(
    run: Run, jobs: int | None, force: bool, progress: Progress, while_waiting: Callable[[], None] = nothing
) -> list[Workbook]:
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
            if outcome.record and results[candidate].state == "built":
                sha = run.records.manifest.entries[results[candidate].path].sha
                patching.keep(run, candidate, sha, outcome.record)

    for candidate, outcome in zip(own, outcomes(run, own, jobs), strict=True):
        done(candidate, outcome)
    remember_departments(run, results)
    shows_all = run.is_whole and any(not each.department for each in made)
    office = run.records.manifest.store.keep(run.office) if shows_all else ""
    for memory in run.loaded.memories:
        memory.keep()
    run.records.save_values()  # much of it is known while workbooks of the whole ledger are still being made
    _ = run.loaded.problems
    if run.whole:
        while_waiting()
    for candidate in made:
        if not candidate.department:
            done(candidate, run.whole[candidate.template].result())
    if run.is_whole and not errors_in(run.problems):
        move_orphans(run)
    remember(run, results, office)
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


def planned_paths(run: Run, stale: Sequence[Candidate]) -> dict[Candidate, Path]:
    """Where each stale workbook goes; no two to the same place."""
    if not stale:
        return {}
    from generator import template as templates

    leaving = {each.entry.path for each in stale if each.entry} | orphaned_paths(run)
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


def orphaned_paths(run: Run) -> set[str]:
    """Where the workbooks of templates lie that are no more, renamed ones among them: others may take their names."""
    names = {path.stem for path in run.workspace.templates()}
    return {path for path, entry in run.records.manifest.entries.items() if entry.template not in names}


def remember_departments(run: Run, results: Mapping[Candidate, Workbook]) -> None:
    """Bring up to date what departments' workbooks show."""
    manifest = run.records.manifest
    failed = {each.department for each, made in results.items() if made.state == "failed"}
    for name in {each.department for each in run.candidates if each.department} - failed:
        own = run.owns.get(name)
        if own is not None and (name not in manifest.shown or manifest.standings.get(name) != own.standing):
            manifest.shown[name] = manifest.store.keep(run.shown_by(own))
            manifest.standings[name] = own.standing
    if run.is_whole:
        forget_departments(run)


def remember(run: Run, results: Mapping[Candidate, Workbook], office: str) -> None:
    """Bring the manifest up to date: templates, fingerprints, and the values that workbooks of the whole show now.

    `office` is the key of what they show, where one of them was stale.
    """
    manifest = run.records.manifest
    for path in run.workspace.templates():
        if path.stem in {each.template for each in run.candidates}:
            template = run.templates.get(path.stem)
            if template is not None:
                record = editions.TemplateRecord(template_sha(path), template.settings.per_department)
                manifest.templates[path.stem] = record
    for candidate in run.candidates:
        entry = candidate.entry
        if entry is not None and not candidate.reasons and entry.source != candidate.source:
            manifest.entries[entry.path] = editions_replace(entry, candidate.source)
    has_failed = any(made.state == "failed" for made in results.values())
    if run.is_whole:
        manifest.titles = editions.with_titles(manifest.titles, run.loaded.ledger.title)
        if office and not any(made.state == "failed" and not each.department for each, made in results.items()):
            manifest.shown[OFFICE] = office
    manifest.looked = run.looked if not has_failed and not errors_in(run.problems) else None


def forget_departments(run: Run) -> None:
    """Forget what departments were shown that have no sheet any more."""
    manifest = run.records.manifest
    gone = {name for name in manifest.standings if name not in run.owns or not run.owns[name].has_sheet}
    if run.affected is not None:
        gone &= run.affected
    manifest.shown = {name: key for name, key in manifest.shown.items() if name not in gone}
    manifest.standings = {name: each for name, each in manifest.standings.items() if name not in gone}


def editions_replace(entry: editions.Entry, source: str) -> editions.Entry:
    """The entry of a workbook that shows the same though its ledger changed."""
    import msgspec

    return msgspec.structs.replace(entry, source=source)
