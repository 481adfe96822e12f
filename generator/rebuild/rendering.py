"""A template and what it is filled with to a workbook in memory: fill → layout → write, here and nowhere else.

Several workbooks are made by several processes if there is enough to do and the system can fork: they inherit
everything that was read, so that only the finished bytes travel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Book, Scope
from generator.problems import Problem, errors_in
from generator.rebuild.fingerprints import content_of
from generator.rebuild.plan import Candidate, Plan
from generator.system.processes import can_fork, processors
from generator.vocabulary import LINE_SPACING, WIDE

if TYPE_CHECKING:
    from generator.template import Template

MANY_ROWS = 3_000
"""Rows from which on a second process pays for itself."""
MANY_WORKBOOKS = 200
"""Workbooks from which on a process is given several at once."""
MOST_PROCESSES = 8


class LaidOut(Struct, frozen=True):
    """A workbook before it is written, with everything that was found on the way.

    No book if the template cannot be filled, or if nothing but what its file shows already would come out (`is_same`).
    """

    book: Book | None
    problems: tuple[Problem, ...] = ()
    content: str = ""
    """Fingerprint of what it shows."""
    rows: int = 0
    """The rows that tasks became."""
    is_same: bool = False


class Rendered(Struct, frozen=True):
    """A workbook's bytes with what there is to remember of them; no bytes if it could not be filled, or is the same."""

    data: bytes = b""
    content: str = ""
    pages: int = 0
    rows: int = 0
    problems: tuple[Problem, ...] = ()
    is_same: bool = False


def laid_out(template: Template, scope: Scope, shown: str = "") -> LaidOut:
    """Fill a template and, unless that gives what is `shown` already (a fingerprint), lay it out."""
    from generator import layout
    from generator import template as templates

    table, problems = templates.fill(template, scope)
    if table is None:
        return LaidOut(None, problems)
    is_wide = has_wide_lines(scope)
    content = content_of(table, template.fingerprint, (scope.ledger.title, scope.round.name, str(is_wide)))
    if content == shown:
        return LaidOut(None, content=content, is_same=True)
    rows = sum(row.form.kind == "band" for sheet in table.tables for row in sheet.rows)
    book, layout_problems = layout.lay_out(table, is_wide)
    if errors_in(layout_problems):
        return LaidOut(None, (*problems, *layout_problems))
    return LaidOut(book, (*problems, *layout_problems), content, rows)


def has_wide_lines(scope: Scope) -> bool:
    """Whether the ledger asks for rows with room for fonts of tall lines."""
    return scope.ledger.info.get(LINE_SPACING, "").strip() == WIDE


def rendered(plan: Plan, candidate: Candidate) -> Rendered:
    """One workbook: filled, laid out, marked and written in memory."""
    shown = candidate.entry.content if candidate.is_doubtful and candidate.entry else ""
    return rendered_for(plan, candidate, plan.scope_of(candidate), shown)


def rendered_for(plan: Plan, candidate: Candidate, scope: Scope, shown: str = "") -> Rendered:
    """A workbook filled with a scope, in memory."""
    from generator import hidden_sheet, writer

    page = laid_out(plan.templates[candidate.template], scope, shown)
    if page.book is None:
        return Rendered(content=page.content, problems=page.problems, is_same=page.is_same)
    title = plan.loaded.ledger.title
    mark = hidden_sheet.mark_book(
        page.book, title, candidate.edition, candidate.template, candidate.department, plan.loaded.scope.round.name
    )
    data = writer.render(replace(page.book, mark=mark.as_rows()))
    return Rendered(data, page.content, page.book.page_count, page.rows, page.problems)


def unmarked(template: Template, scope: Scope) -> Rendered:
    """A workbook that nobody fills in and sends back (催办单): without a mark, so that nothing of it is collected."""
    from generator import writer

    page = laid_out(template, scope)
    if page.book is None:
        return Rendered(content=page.content, problems=page.problems)
    return Rendered(writer.render(page.book), page.content, page.book.page_count, page.rows, page.problems)


def shows_the_same(plan: Plan, candidate: Candidate) -> bool:
    """Whether a workbook would show what its file shows, though something changed."""
    if not candidate.is_doubtful or candidate.entry is None:
        return False
    scope = plan.scope_of(candidate)
    return laid_out(plan.templates[candidate.template], scope, candidate.entry.content).is_same


# ------------------------------------------------------------------------------------------ several processes


@contextlib.contextmanager
def rendering(
    plan: Plan, candidates: Sequence[Candidate], jobs: int | None
) -> Iterator[Iterator[tuple[Candidate, Rendered]]]:
    """The workbooks of `candidates`, the longest first; begun at once if other processes make them.

    Even one workbook is made by another process if it is long: this one has values to remember meanwhile.
    """
    rows = {candidate: rows_of(plan, candidate) for candidate in candidates}
    in_order = sorted(candidates, key=rows.__getitem__, reverse=True)
    count = jobs or default_jobs(sum(rows.values()))
    if count < 2 or not candidates or not can_fork():
        yield ((candidate, rendered(plan, candidate)) for candidate in in_order)
        return
    import multiprocessing

    from generator import hidden_sheet, layout, template, writer  # noqa: F401 (imported once, before the processes begin)

    inherited.plan = plan
    try:
        with multiprocessing.get_context("fork").Pool(min(count, len(candidates))) as pool:
            made = pool.imap(render_inherited, in_order, chunksize=8 if len(in_order) > MANY_WORKBOOKS else 1)
            yield zip(in_order, made, strict=True)
    finally:
        inherited.plan = None


def rows_of(plan: Plan, candidate: Candidate) -> int:
    """How many tasks a workbook shows."""
    if not candidate.department:
        return len(plan.loaded.ledger.tasks)
    return plan.recipients[candidate.department].view.task_count


def default_jobs(rows: int) -> int:
    """How many processes pay for themselves."""
    return min(processors(), MOST_PROCESSES) if rows >= MANY_ROWS else 1


class Inherited:
    """What forked processes find in their memory."""

    plan: Plan | None = None


inherited = Inherited()


def render_inherited(candidate: Candidate) -> Rendered:
    """One workbook in a forked process."""
    assert inherited.plan is not None
    return rendered(inherited.plan, candidate)
