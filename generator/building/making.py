"""Candidates to workbooks in memory, in several processes where there is enough to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from generator.ahead import Ahead, can_fork, processors
from generator.building.contents import content_of
from generator.building.looking import Candidate, Outcome, Run, scope_of, template_of
from generator.views import Deferred

MANY = 200
"""Workbooks from which on a second process pays for itself."""


def begin_whole(run: Run, stale: Sequence[Candidate], processes: int) -> None:
    """Begin to make workbooks of the whole ledger; the one that had most rows takes longest, so it goes first."""
    begun = [each for each in stale if template_of(run, each.template) is not None]
    begun.sort(key=lambda each: each.entry.rows if each.entry else 0, reverse=True)
    for number, each in enumerate(begun):
        run.whole[each.template] = Ahead(partial(outcome_of, run, each), processes > 1, is_patient=number > 0)


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
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            yield from pool.imap(inherited_outcome, candidates, chunksize=8)
    finally:
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
        return Outcome(b"", "", 0, 0, problems)
    content = content_of(table)
    if candidate.is_doubtful and candidate.entry is not None and content == candidate.entry.content:
        return Outcome(b"", content, 0, 0, (), is_same=True)
    rows = sum(row.form.kind == "band" for sheet in table.tables for row in sheet.rows)
    book, layout_problems = layout.lay_out(table)
    mark = mark_book(book, run.loaded.ledger.title, candidate.edition, candidate.template, candidate.department)
    if candidate.department and isinstance(tasks := run.owns[candidate.department].view.tasks, Deferred):
        tasks.forget()  # the views of all departments' tasks together are more than the ledger
    data = writer.render(replace(book, mark=mark.as_rows()))
    return Outcome(data, content, book.page_count, rows, (*problems, *layout_problems))
