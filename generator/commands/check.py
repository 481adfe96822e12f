"""Check: every problem of the ledger and the templates, none twice; missing ids are written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.problems import InputError, Place, Problem, UsageError, error, errors_in, told_once
from generator.system.workspace import Workspace


class CheckReport(Struct, frozen=True):
    """What a check found and mended."""

    problems: tuple[Problem, ...]
    fixed: tuple[str, ...] = ()
    """The cells that were written."""
    tags: tuple[tuple[str, str, str, str, str], ...] = ()
    """Every tag of the templates: file, sheet, cell, text, and what it gives for the first task."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "problems": [problem.as_json() for problem in self.problems],
            "fixed": list(self.fixed),
            "tags": [dict(zip(("file", "sheet", "cell", "text", "value"), tag, strict=True)) for tag in self.tags],
        }


def check(
    workspace: Workspace,
    *,
    fix: bool = False,
    renumber: bool = False,
    tags: bool = False,
    accept: Sequence[tuple[str, str]] = (),
    as_of: datetime.date | None = None,
) -> CheckReport:
    """Every problem of the ledger and the templates.

    `fix` first unmerges cells of sheet 台账 and writes missing ids, with `renumber` 序号 in order, too; `accept` enters
    warnings, (code, wording), in sheet 已阅; `tags` lists what the tags of the templates give. The day `as_of` (today
    by default) says which round is asked, and so which answers and days workbooks show. Raises InputError if that
    cannot be done.
    """
    if renumber and not fix:
        message = "--renumber 要和 --fix 一起写"
        raise UsageError([error("renumber-and-fix", Place(), message, "例：taizhang check --fix --renumber")])
    fixed = (*unmerge(workspace), *write_ids(workspace)) if fix else ()
    fixed += tuple(write_numbers(workspace)) if renumber else ()
    fixed += tuple(write_accepted(workspace, accept)) if accept else ()
    day = as_of or datetime.date.today()
    problems = told_once(problems_of(workspace, day))
    return CheckReport(problems, fixed, template_tags(workspace, day) if tags else ())


def problems_of(workspace: Workspace, day: datetime.date) -> Iterable[Problem]:
    """The problems of the ledger, of the templates, and of every workbook that they would give on a day."""
    from generator.commands.parcels import letter
    from generator.commands.remind import letter_templates
    from generator.loading import load, not_printed, read_templates
    from generator.rebuild.plan import plan_of
    from generator.rebuild.rendering import laid_out
    from generator.rebuild.workbooks import name_of
    from generator.records.access import records_as_they_are

    loaded = None
    try:
        loaded = load(workspace, day, is_draft=True)
        yield from loaded.problems
    except InputError as failure:
        yield from failure.problems
    templates, problems = read_templates(workspace)
    yield from problems
    letters, found = letter_templates(workspace)
    yield from found
    if loaded is None:
        return
    yield from not_printed(loaded, templates)
    if errors_in(loaded.problems):
        return
    records = records_as_they_are(workspace)
    plan = plan_of(records, loaded, templates, records.manifest.last_edition)
    for candidate in plan.candidates:
        yield from name_of(plan, candidate)[1]
        yield from laid_out(plan.templates[candidate.template], plan.scope_of(candidate)).problems
    yield from letter(plan, list(plan.recipients))[1]
    for view in loaded.scope.departments[:1]:  # one shows whether they can be filled
        for template in letters.values():
            yield from laid_out(template, loaded.scope.for_department(view)).problems


def unmerge(workspace: Workspace) -> tuple[str, ...]:
    """Unmerge the cells of sheet 台账, the former file kept; gives the cells that were written."""
    from generator.ledger import unmerging
    from generator.loading import ledger_to_change

    with ledger_to_change(workspace) as (_, file):
        return unmerging.unmerge(workspace.ledger, workspace.former, digest=file.digest)


def write_numbers(workspace: Workspace) -> Sequence[str]:
    """Write 序号 in order, the former file kept; gives the cells that were written."""
    from generator import departments
    from generator.ledger import editing
    from generator.loading import ledger_to_change

    with ledger_to_change(workspace) as (ledger, file):
        after = replace(ledger, tasks=departments.in_order(ledger.tasks))
        return editing.update(workspace.ledger, ledger, after, workspace.former, digest=file.digest, why="重排序号")


def write_ids(workspace: Workspace) -> Sequence[str]:
    """Write the missing ids into the staff's ledger, the former file kept; gives the cells that were written."""
    from generator.ledger import editing
    from generator.loading import ledger_to_change

    with ledger_to_change(workspace) as (ledger, file):
        return editing.write_ids(workspace.ledger, ledger, workspace.former, digest=file.digest)


def write_accepted(workspace: Workspace, accept: Sequence[tuple[str, str]]) -> Sequence[str]:
    """Enter warnings in sheet 已阅, each once; gives the cells that were written."""
    from generator.ledger import editing
    from generator.loading import ledger_to_change
    from generator.model import Acknowledged

    with ledger_to_change(workspace) as (ledger, file):
        there = {(record.code, record.wording) for record in ledger.acknowledged}
        new = tuple(Acknowledged(*pair) for pair in dict.fromkeys(accept) if pair not in there)
        after = replace(ledger, acknowledged=(*ledger.acknowledged, *new))
        return editing.update(workspace.ledger, ledger, after, workspace.former, digest=file.digest, why="记入已阅")


def template_tags(workspace: Workspace, day: datetime.date) -> tuple[tuple[str, str, str, str, str], ...]:
    """Every tag of the templates: file, sheet, cell, text, and what it gives for the first task."""
    from generator import template as templates
    from generator.loading import load, read_templates

    loaded = load(workspace, day)
    compiled, _ = read_templates(workspace)
    return tuple(
        (workspace.shown(template.path), *tag)
        for template in compiled
        for tag in templates.tags(template, loaded.scope)
    )
