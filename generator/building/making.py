"""Candidates to workbooks in memory, in several processes where there is enough to do."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from generator.ahead import Ahead, can_fork, processors
from generator.building import patching
from generator.building.contents import content_from, digests_of
from generator.building.looking import Candidate, Outcome, Run, scope_of, template_of
from generator.problems import errors_in
from generator.views import Deferred

MANY = 200
"""Workbooks from which on a second process pays for itself."""
WORKBOOKS_A_SEARCH = 16
"""Workbooks after which what they leave in cycles is looked for."""


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
    gc.freeze()  # cycles are looked for in what comes from now on only; what was read is shared with the processes
    try:
        if count < 2 or len(candidates) < 2 or not can_fork():
            yield from (cleanly_made(run, candidate) for candidate in candidates)
            return
        import multiprocessing

        inherited.run = run
        with multiprocessing.get_context("fork").Pool(count) as pool:
            yield from pool.imap(inherited_outcome, candidates, chunksize=8)
    finally:
        gc.unfreeze()
        inherited.run = None


class Inherited:
    """What forked processes find in their memory."""

    run: Run | None = None
    made: int = 0
    """Workbooks that this process has made."""


inherited = Inherited()


def inherited_outcome(candidate: Candidate) -> Outcome:
    """One workbook in a forked process."""
    assert inherited.run is not None
    return cleanly_made(inherited.run, candidate)


def cleanly_made(run: Run, candidate: Candidate) -> Outcome:
    """One of many workbooks; from time to time the cycles of those before it are removed."""
    inherited.made += 1
    if not inherited.made % WORKBOOKS_A_SEARCH:
        gc.collect()
    return outcome_of(run, candidate)


def outcome_of(run: Run, candidate: Candidate) -> Outcome:
    """Fill, lay out and write one workbook in memory; without bytes where its template cannot be filled."""
    return patching.made_again(run, candidate) or made_from_nothing(run, candidate)


def made_from_nothing(run: Run, candidate: Candidate) -> Outcome:
    """`outcome_of`, all of it."""
    from generator import layout, writer
    from generator import template as templates
    from generator.mark import mark_book

    template = run.templates[candidate.template]
    table, problems = templates.fill(template, scope_of(run, candidate.department))
    if table is None:
        return Outcome(b"", "", 0, 0, problems)
    digests = [digests_of(each.rows) for each in table.tables]
    content = content_from(table, digests)
    if candidate.is_doubtful and candidate.entry is not None and content == candidate.entry.content:
        return Outcome(b"", content, 0, 0, (), is_same=True)
    rows = sum(row.form.kind == "band" for sheet in table.tables for row in sheet.rows)
    book, layout_problems = layout.lay_out(table)
    if errors_in(layout_problems):
        return Outcome(b"", "", 0, 0, (*problems, *layout_problems))
    mark = mark_book(book, run.loaded.ledger.title, candidate.edition, candidate.template, candidate.department)
    book = replace(book, mark=mark.as_rows())
    if candidate.department and isinstance(tasks := run.owns[candidate.department].view.tasks, Deferred):
        tasks.forget()  # the views of all departments' tasks together are more than the ledger
    data, places = writer.render_in_blocks(book)
    record = b""
    if any(places):
        record = patching.remembered(run, template, table, digests, book, places, mark, layout_problems)
    return Outcome(data, content, book.page_count, rows, (*problems, *layout_problems), record=record)
