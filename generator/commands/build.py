"""Build: what is out of date is made."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.problems import Place, Problem, errors_in, told_once, warning
from generator.records import last_build
from generator.records.last_build import Workbook
from generator.system.disk import bytes_of, sha_of
from generator.system.progress import Progress, quiet
from generator.system.template_files import PASSED_OVER, passed_over
from generator.system.workspace import Workspace


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


def build(
    workspace: Workspace,
    *,
    only: Sequence[str] = (),
    departments: Sequence[str] = (),
    pdf: bool = False,
    jobs: int | None = None,
    force: bool = False,
    as_of: datetime.date | None = None,
    progress: Progress = quiet,
) -> BuildReport:
    """Make what is out of date; raises InputError, with nothing written, if the ledger has errors.

    `only` and `departments` restrict what is made; `as_of` is the day of lights and days left (default: today).
    """
    started = time.perf_counter()
    day = as_of or datetime.date.today()
    is_plain = not (only or departments or pdf or force)
    report = unchanged(workspace, day) if is_plain else None
    if report is None:
        report = build_anew(workspace, only, departments, pdf, jobs, force, day, progress)
    problems = (*report.problems, *older_pdfs(workspace, report.workbooks))
    return replace(report, problems=problems, seconds=time.perf_counter() - started)


def older_pdfs(workspace: Workspace, workbooks: Sequence[Workbook]) -> Iterator[Problem]:
    """A warning about PDFs that are older than the workbooks beside them: who prints them prints what was."""
    paths = [workspace.output / workbook.path for workbook in workbooks if workbook.state != "failed"]
    older = [path.with_suffix(".pdf") for path in paths if is_older(path.with_suffix(".pdf"), path)]
    if older:
        names = "、".join(path.name for path in older[:3]) + (f" 等 {len(older)} 个" if len(older) > 3 else "")
        message = f"比工作簿旧的 PDF：{names}，里面可能不是现在的内容"
        yield warning("pdf-older", Place(workspace.shown(older[0])), message, "加 --pdf 重新生成，或删去。")


COPIED = 10.0
"""Seconds by which two files of a folder that was copied may lie apart, the one that was first here later there."""


def is_older(path: Path, than: Path) -> bool:
    """Whether a file is there and was saved before another."""
    with suppress(OSError):
        return path.stat().st_mtime + COPIED < than.stat().st_mtime
    return False


def unchanged(workspace: Workspace, day: datetime.date) -> BuildReport | None:
    """What the last whole build found, if nothing changed since; None if everything must be worked out."""
    try:
        digests = {path.name: sha_of(bytes_of(path)) for path in workspace.templates()}
        key = key_of(
            workspace, day, sha_of(bytes_of(workspace.ledger)), digests, last_build.manifest_bytes(workspace.records)
        )
        last = last_build.read_last(workspace.records, key, workspace.output)
    except OSError:
        return None
    if last is None:
        return None
    return BuildReport(last.edition, last.workbooks, (*last.problems, *passed_over(workspace)))


def key_of(workspace: Workspace, day: datetime.date, ledger: str, templates: dict[str, str], manifest: bytes) -> str:
    """Fingerprint of what a whole build is made from: the digests of its files, and the day."""
    return last_build.key_of({"": ledger, **templates}, manifest, (day.isoformat(), workspace.shown(workspace.ledger)))


def build_anew(
    workspace: Workspace,
    only: Sequence[str],
    departments: Sequence[str],
    pdf: bool,
    jobs: int | None,
    force: bool,
    day: datetime.date,
    progress: Progress,
) -> BuildReport:
    """Read everything, plan, make what is stale, remember it."""
    from generator.loading import load, not_printed, of_the_day, read_templates
    from generator.rebuild.plan import plan_of
    from generator.rebuild.rendering import has_wide_lines
    from generator.rebuild.workbooks import rebuild
    from generator.records.access import locked_records

    loaded = load(workspace, day)
    templates, template_problems = read_templates(workspace, only)
    fitting, told = of_the_day(templates, loaded, datetime.date.today())
    is_whole = not (only or departments or told)
    with locked_records(workspace) as records:
        edition = records.manifest.last_edition
        plan = plan_of(records, loaded, fitting, edition, departments, is_whole, force)
        plan.problems += (*template_problems, *told)
        workbooks = rebuild(plan, jobs, progress)
        if pdf:
            plan.problems += print_to_pdf(workspace, workbooks, has_wide_lines(loaded.scope), progress)
        of_ledger = (*loaded.problems, *not_printed(loaded, templates))
        found = told_once((*of_ledger, *records.problems, *plan.problems))
        report = BuildReport(edition.number, tuple(workbooks), found)
        if is_whole and not (pdf or force or errors_in(found)):
            digests = {template.path.name: template.fingerprint for template in templates}
            key = key_of(workspace, day, loaded.digest, digests, records.before)
            # what is told of files that are no templates depends on none of those bytes: `unchanged` looks again
            lasting = (*of_ledger, *(each for each in template_problems if each.code != PASSED_OVER))
            last_build.keep_last(workspace.records, key, edition.number, workbooks, told_once(lasting))
    return report


def print_to_pdf(
    workspace: Workspace, workbooks: Sequence[Workbook], is_wide: bool, progress: Progress
) -> tuple[Problem, ...]:
    """A PDF beside each workbook that was made."""
    from generator.writer import pdf

    pages = {workspace.output / workbook.path: workbook.pages for workbook in workbooks if workbook.state != "failed"}
    progress("转换PDF", 0, len(pages))
    return pdf.to_pdf(list(pages), pages=pages, is_wide=is_wide)
