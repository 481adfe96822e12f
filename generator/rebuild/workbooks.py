"""A plan to the workbooks of output/: what is stale is rendered and put in place, and it is all remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from generator.problems import Problem, errors_in
from generator.rebuild.placing import move_orphans, put
from generator.rebuild.plan import Candidate, Plan
from generator.rebuild.rendering import Rendered, rendered, rendering
from generator.records.last_build import Workbook
from generator.records.manifest import OFFICE, TemplateRecord
from generator.system.disk import GivenNames
from generator.system.progress import Progress
from generator.system.workspace import safe_relative_path


def rebuild(plan: Plan, jobs: int | None, progress: Progress) -> list[Workbook]:
    """Make the stale workbooks, move away what is no longer valid, and remember it all."""
    paths = paths_of(plan)
    results: dict[Candidate, Workbook] = {}
    problems: dict[Candidate, tuple[Problem, ...]] = {}
    with rendering(plan, list(paths), jobs) as made:
        remember_values(plan, paths)
        for candidate, workbook in made:
            progress("生成", len(problems), len(paths))
            results[candidate], problems[candidate] = placed(plan, candidate, paths[candidate], workbook)
    plan.problems += (problem for candidate in plan.candidates for problem in problems.get(candidate, ()))
    if plan.is_whole and not errors_in(plan.problems):
        move_orphans(plan.records, plan.candidates)
    remember(plan, results)
    plan.records.save()
    return [results.get(candidate) or left(candidate) for candidate in plan.candidates]


def paths_of(plan: Plan) -> dict[Candidate, Path]:
    """Where each stale workbook goes, relative to output/; no two to the same place.

    Case does not tell names apart on Windows. What is stale leaves its place, and so does what no template makes
    any more.
    """
    stale = [candidate for candidate in plan.candidates if candidate.reasons]
    current = {(candidate.template, candidate.department) for candidate in plan.candidates if not candidate.reasons}
    entries = plan.records.manifest.entries.values()
    leaving = {candidate.entry.path for candidate in stale if candidate.entry}
    names = {path.stem for path in plan.records.workspace.templates()}
    stays = (entry for entry in entries if (entry.template, entry.department) in current or not plan.is_whole)
    given = GivenNames(entry.path for entry in stays if entry.path not in leaving and entry.template in names)
    paths = {}
    for candidate in stale:
        name, problems = name_of(plan, candidate)
        plan.problems += problems
        if name is not None:
            paths[candidate] = given.give(name)
    return paths


def name_of(plan: Plan, candidate: Candidate) -> tuple[Path | None, tuple[Problem, ...]]:
    """The file that a template gives a workbook, relative to output/ and safe on a disk; None if that has errors."""
    from generator import template as templates

    text, problems = templates.output_name(plan.templates[candidate.template], plan.scope_of(candidate))
    return None if errors_in(problems) else safe_relative_path(text, ".xlsx"), problems


def placed(plan: Plan, candidate: Candidate, path: Path, made: Rendered) -> tuple[Workbook, tuple[Problem, ...]]:
    """A workbook put in its place, with what is wrong with it."""
    if made.is_same and candidate.entry is not None and candidate.entry.path != path.as_posix():
        made = rendered(plan, replace(candidate, is_doubtful=False))
    workbook = Workbook(path.as_posix(), candidate.template, candidate.department or None, "failed", candidate.reasons)
    if made.is_same:
        return left(replace(candidate, reasons=())), ()
    if not made.data:
        return workbook, made.problems
    is_put, problems = put(plan.records, candidate, path, made, plan.is_forced)
    if is_put:
        workbook = replace(workbook, state="built", pages=made.pages, rows=made.rows)
    return workbook, (*made.problems, *problems)


def left(candidate: Candidate) -> Workbook:
    """A workbook that was left as it is, or whose name could not be worked out."""
    entry = candidate.entry
    if entry is None or candidate.reasons:
        path = entry.path if entry else candidate.template
        return Workbook(path, candidate.template, candidate.department or None, "failed")
    return Workbook(entry.path, entry.template, entry.department or None, "current", (), entry.pages, entry.rows)


# ------------------------------------------------------------------------------------------ what is remembered


def remember_values(plan: Plan, stale: Iterable[Candidate]) -> None:
    """Write what workbooks will show, and how wordings were understood, while others make the workbooks."""
    for department in dict.fromkeys(candidate.department for candidate in stale):
        plan.records.manifest.store.keep(
            plan.shown_by(plan.recipients[department]) if department else plan.shown_by_office
        )
    for memory in plan.loaded.memories:
        memory.keep()
    plan.records.save_values()


def remember(plan: Plan, results: Mapping[Candidate, Workbook]) -> None:
    """Bring the manifest up to date: templates, fingerprints, and the values that workbooks show now."""
    manifest = plan.records.manifest
    planned = {candidate.template for candidate in plan.candidates}
    manifest.templates |= {
        name: TemplateRecord(template.fingerprint, template.settings.per_department)
        for name, template in plan.templates.items()
        if name in planned
    }
    for candidate in plan.candidates:
        is_current = not candidate.reasons or (candidate in results and results[candidate].state == "current")
        if candidate.entry is not None and is_current and candidate.entry.source != candidate.source:
            manifest.entries[candidate.entry.path] = replace(candidate.entry, source=candidate.source)
    failed = [candidate for candidate, workbook in results.items() if workbook.state == "failed"]
    remember_departments(plan, {candidate.department for candidate in failed})
    if plan.is_whole:
        manifest.add_title(plan.loaded.ledger.title)
        if any(not candidate.department for candidate in results) and all(each.department for each in failed):
            manifest.shown[OFFICE] = manifest.store.keep(plan.shown_by_office)


def remember_departments(plan: Plan, failed: set[str]) -> None:
    """Bring up to date what departments' workbooks show; forget departments that have no sheet any more."""
    manifest = plan.records.manifest
    for department in {candidate.department for candidate in plan.candidates if candidate.department} - failed:
        recipient = plan.recipients[department]
        if department not in manifest.shown or manifest.standings.get(department) != recipient.standing:
            manifest.shown[department] = manifest.store.keep(plan.shown_by(recipient))
            manifest.standings[department] = recipient.standing
    if plan.is_whole and manifest.standings:
        recipients = plan.recipients
        gone = {name for name in manifest.standings if name not in recipients or not recipients[name].has_sheet}
        manifest.shown = {name: key for name, key in manifest.shown.items() if name not in gone}
        manifest.standings = {name: kept for name, kept in manifest.standings.items() if name not in gone}
