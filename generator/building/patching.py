"""A workbook of the whole ledger made again where only some tasks changed: the pages that show them, nothing else.

What is needed for that is kept when it is made, in the user's own folder (keeping.py): where each block of its pages
lies in the file, what it was laid out from, what the hidden mark says of it. It is known by the file's SHA-256 and by
everything but the ledger's rows that the workbook depends on. Where anything is otherwise than it was (other rows,
other page ends that do not meet again, a foot that changed beyond the last block), the workbook is made from nothing;
the bytes are the same either way.
"""

from __future__ import annotations

import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from generator import editions, keeping, layout, writer
from generator import template as templates
from generator.building.contents import CONTENT_ROWS, content_from, digest_of, digests_of
from generator.building.fingerprints import tasks_in, with_followers
from generator.building.looking import Candidate, Outcome, Run
from generator.mark import Mark, MarkedSheet, marked_sheet, row_texts
from generator.model import Book, RowBlock, Scope, Sheet, Style, Table, TableBook, WrittenBlock
from generator.problems import Problem, errors_in
from generator.template.template import Page, Template
from generator.views import Answers, TaskViews

KIND = "workbooks"


class KeptBlock(Struct, frozen=True):
    """A block of a sheet: where it lies in the workbook, the XML of its merges, what the mark says of its rows."""

    block: RowBlock
    """Without rows and merges."""
    place: writer.Segment
    merges: str
    merge_count: int
    marks: tuple[str, ...]


class KeptSheet(Struct, frozen=True):
    """A sheet without its rows."""

    sheet: Sheet
    marked: MarkedSheet
    blocks: list[KeptBlock]
    pages: int


class KeptPage(Struct, frozen=True):
    """What became of a separable page of the template."""

    sheets: list[KeptSheet]
    starts: list[int]
    """How many rows of the band come before those of each task, and all of them."""
    head: int
    """Rows above the band."""
    rows: int
    """All rows of its table."""
    frame: tuple[str, str]
    """Fingerprints of the rows above and below the band."""
    digests: list[str]
    problems: tuple[Problem, ...]
    """What its layout found."""


class KeptBook(Struct, frozen=True):
    """A workbook that was made, so that parts of it can be made again."""

    pages: dict[str, KeptPage]
    styles: tuple[Style, ...]


def source_of(run: Run, candidate: Candidate, sha: str) -> tuple[str, str, str]:
    """By what a workbook is known: its bytes, its template, and what it depends on besides the ledger's rows."""
    template = run.templates[candidate.template]
    shas = {template.name: template.fingerprint}
    return sha, template.name, run.circumstances(shas)


def keep(run: Run, candidate: Candidate, sha: str, known: bytes) -> None:
    """Keep what was made for the next time, with the ledger's rows as they were; `known` is what `remembered` gave."""
    if known:
        keeping.keep(KIND, source_of(run, candidate, sha), (run.blocks, known))


def recall(run: Run, candidate: Candidate) -> tuple[KeptBook, dict[str, str]] | None:
    """What is known of the workbook in place, and the blocks of the ledger's rows as they were (`Run.blocks`).

    None where nothing is known, or another one must be made for certain.
    """
    template, entry = run.templates[candidate.template], candidate.entry
    if candidate.department or not candidate.is_doubtful or entry is None or not template.is_separable:
        return None
    if not any(page.separable for page in template.pages):
        return None
    known = keeping.recall(KIND, source_of(run, candidate, entry.sha))
    try:
        blocks, record = known
        found = pickle.loads(record)
    except Exception:  # whatever a broken file makes of itself
        return None
    return (found, blocks) if isinstance(found, KeptBook) else None


# ------------------------------------------------------------------------------------------ what is kept


def remembered(
    run: Run,
    template: Template,
    table: TableBook,
    digests: Sequence[list[str]],
    book: Book,
    places: Sequence[Sequence[writer.Segment]],
    mark: Mark,
    problems: Sequence[Problem],
) -> bytes:
    """What there is to know of a workbook that was made from nothing; empty where no part can be made again.

    `digests` are the fingerprints of the rows of each of its tables.
    """
    pages: dict[str, KeptPage] = {}
    written = list(zip(book.sheets, mark.sheets, places, strict=True))
    following_tables = (*table.tables[1:], None)
    for page, given, prints, following in zip(template.pages, table.tables, digests, following_tables, strict=True):
        count = next(
            (n for n, (sheet, *_) in enumerate(written) if following is not None and sheet.name == following.name),
            len(written),
        )
        own, written = written[:count], written[count:]
        if page.separable is None or not all(sheet.blocks for sheet, *_ in own):
            continue  # its sheets are not made of blocks
        found = [each for each in problems if each.place == template.place(page.name)]
        kept = kept_page(run.loaded.scope, page, given, prints, own, found)
        if kept is None:
            return b""
        pages[page.name] = kept
    return pickle.dumps(KeptBook(pages, book.styles), pickle.HIGHEST_PROTOCOL) if pages else b""


def kept_page(
    scope: Scope,
    page: Page,
    table: Table,
    digests: list[str],
    sheets: Sequence[tuple[Sheet, MarkedSheet, Sequence[writer.Segment]]],
    problems: Sequence[Problem],
) -> KeptPage | None:
    """What there is to know of the sheets of a separable page; None where it does not stand as it should."""
    starts = starts_of(scope, page)
    head = next((n for n, row in enumerate(table.rows) if row.task_id), 0)
    if starts is None or any(block.start < 0 and block.seen for sheet, *_ in sheets for block in sheet.blocks):
        return None
    end = head + starts[-1]
    frame = digest_of(table.rows, 0, head), digest_of(table.rows, end, len(table.rows))
    kept = [
        KeptSheet(
            replace(sheet, rows=(), merges=(), breaks=(), blocks=()),
            replace(marked, blocks=()),
            [kept_block(*each) for each in zip(sheet.blocks, own, marked.blocks, strict=True)],
            sheet.page_count,
        )
        for sheet, marked, own in sheets
    ]
    return KeptPage(kept, starts, head, len(table.rows), frame, digests, tuple(problems))


def kept_block(block: RowBlock, place: writer.Segment, marks: tuple[str, ...]) -> KeptBlock:
    """A block that was made now."""
    merges = writer.merges_xml(block.merges)
    return KeptBlock(replace(block, rows=(), merges=()), place, merges, len(block.merges), marks)


def starts_of(scope: Scope, page: Page) -> list[int] | None:
    """How many entries of a page's list come before those of each task, and all of them."""
    if page.separable is not None and page.separable.field == "tasks":
        return list(range(len(scope.tasks) + 1))
    return scope.answers.starts if isinstance(scope.answers, Answers) else None


# ------------------------------------------------------------------------------------------ making again


Blocks: TypeAlias = "list[RowBlock | KeptBlock]"
"""The blocks of a sheet: those that stay, and those that were made again."""


class Again(Struct, frozen=True):
    """A workbook that is made again in part."""

    run: Run
    template: Template
    known: KeptBook
    tasks: dict[str, str]
    """The blocks of the ledger's rows as they were."""
    filling: templates.Filling

    def changed(self) -> list[int]:
        """The tasks, by number, of which the rows changed since the workbook was made."""
        differing = self.tasks.items() ^ self.run.blocks.items()
        loaded = self.run.loaded
        found = with_followers(loaded, [task for _, block in differing for task in tasks_in(block)])
        return [number for number, task in enumerate(loaded.ledger.tasks) if task.id in found]

    def page(self, page: Page, known: KeptPage, tasks: Sequence[int]) -> tuple[KeptPage, list[int]] | None:
        """What a page shows now that some tasks changed, and the rows of its table that may be others.

        None where a part of it is not enough.
        """
        frame = self.filling.part(page, ())
        end = known.head + known.starts[-1]
        if starts_of(self.run.loaded.scope, page) != known.starts or frame is None:
            return None
        if len(frame.rows) != known.rows - known.starts[-1] or digest_of(frame.rows, 0, known.head) != known.frame[0]:
            return None
        changed = [known.head + row for task in tasks for row in range(known.starts[task], known.starts[task + 1])]
        if digest_of(frame.rows, known.head, len(frame.rows)) != known.frame[1]:
            changed += range(end, known.rows)
        digests = list(known.digests)
        for number in sorted({row // CONTENT_ROWS for row in changed}):
            first, last = number * CONTENT_ROWS, min((number + 1) * CONTENT_ROWS, known.rows)
            part = self.rows(page, known, first - 1, last)
            if part is None:
                return None
            digests[number] = digest_of(part.table.rows, first - part.base, last - part.base)
        return replace(
            known, digests=digests, frame=(known.frame[0], digest_of(frame.rows, known.head, len(frame.rows)))
        ), changed

    def rows(self, page: Page, known: KeptPage, first: int, last: int) -> Rows | None:
        """A page's table with the rows [first, last) of it; None where they cannot stand in a block."""
        starts, scope = known.starts, self.run.loaded.scope
        first_task = max(bisect_right(starts, max(first - known.head, 0), 0, len(starts) - 1) - 1, 0)
        last_task = min(bisect_left(starts, last - known.head), len(starts) - 1)
        views = scope.tasks if page.separable is not None and page.separable.field == "tasks" else scope.answers
        if not isinstance(views, (TaskViews, Answers)):
            return None
        entries = views.some(first_task, last_task)
        table = self.filling.part(page, entries)
        if table is None or not layout.is_plain(table.rows):
            return None
        to_the_end = last_task == len(starts) - 1
        return Rows(table, starts[first_task], len(table.rows) if to_the_end else known.head + len(entries))

    def blocks(self, page: Page, known: KeptPage, changed: Sequence[int]) -> list[Blocks] | None:
        """The blocks of a page, those that show some rows of its table made again; None where they do not meet."""
        made: list[Blocks] = []
        for number, sheet in enumerate(known.sheets):
            following = known.sheets[number + 1].blocks if number + 1 < len(known.sheets) else ()
            begun = next((each.block.start for each in following if each.block.start >= 0), known.rows)
            last = sheet.blocks[-1].block
            end = layout.Stop(last.first_row + last.count, begun, sheet.blocks[0].block.page + sheet.pages)
            blocks = self.sheet_blocks(page, known, sheet.blocks, changed, end)
            if blocks is None:
                return None
            made.append(blocks)
        return made

    def sheet_blocks(
        self, page: Page, known: KeptPage, blocks: Sequence[KeptBlock], changed: Sequence[int], end: layout.Stop
    ) -> Blocks | None:
        """The blocks of a sheet: those that stay, and those that were made again."""
        found: Blocks = []
        at = 0
        while at < len(blocks):
            block = blocks[at].block
            nearest = bisect_left(changed, block.start - 1)
            if block.start < 0 or nearest == len(changed) or changed[nearest] >= block.seen:
                found.append(blocks[at])
                at += 1
                continue
            stops = {
                layout.Stop(each.block.first_row, each.block.start, each.block.page): n
                for n, each in enumerate(blocks[at + 1 :], at + 1)
            }
            seen = blocks[min(at + NEXT, len(blocks) - 1)].block.seen
            part = self.rows(page, known, block.start - 1, min(seen + MARGIN, known.rows))
            if part is None:
                return None
            again = layout.lay_out_again(part.table, self.known.styles, block, part.base, part.limit, stops, end)
            if again is None:
                return None
            found += again[0]
            at = stops.get(again[1], len(blocks))
        return found


NEXT = 2
"""So many blocks behind one that is made again are looked at for a page that begins as it did."""
MARGIN = 64
"""And so many rows more than had to be looked at."""


class Rows(Struct, frozen=True):
    """Some rows of a page's table: row `n` of all stands at `n - base`; only those before `limit` stand right."""

    table: Table
    base: int
    limit: int


def made_again(run: Run, candidate: Candidate) -> Outcome | None:
    """A workbook of the whole ledger, made again where tasks changed; None where it must be made from nothing."""
    recalled, entry = recall(run, candidate), candidate.entry
    if recalled is None or entry is None:
        return None
    known, blocks = recalled
    path = run.workspace.records / editions.WRITTEN / entry.written
    data = path.read_bytes() if entry.written and path.exists() else b""
    if editions.sha_of(data) != entry.sha:
        return None
    template = run.templates[candidate.template]
    again = Again(run, template, known, blocks, templates.Filling(template, run.loaded.scope))
    tasks = again.changed()
    shown: dict[str, tuple[KeptPage, list[int]]] = {}
    for page in template.pages:
        if page.name in known.pages:
            now = again.page(page, known.pages[page.name], tasks)
            if now is None:
                return None
            shown[page.name] = now
    table = again.filling.book(without=shown)
    if table is None or errors_in(again.filling.problems) or table.styles != known.styles:
        return None
    pairs = list(zip(template.pages, table.tables, strict=True))
    if any(own.name != shown[page.name][0].sheets[0].sheet.name for page, own in pairs if page.name in shown):
        return None
    digests = (shown[page.name][0].digests if page.name in shown else digests_of(own.rows) for page, own in pairs)
    content = content_from(table, digests)
    if content == entry.content:
        return Outcome(b"", content, 0, 0, (), is_same=True)
    return assembled(again, candidate, pairs, shown, data, content)


def assembled(
    again: Again,
    candidate: Candidate,
    pairs: Sequence[tuple[Page, Table]],
    shown: Mapping[str, tuple[KeptPage, list[int]]],
    data: bytes,
    content: str,
) -> Outcome | None:
    """The workbook from its blocks; `data` is the one that was."""
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    marked: list[MarkedSheet] = []
    made: dict[str, tuple[int, list[Blocks]]] = {}  # the number of a page's first sheet, the blocks of each
    rows = 0
    for page, table in pairs:
        if page.name not in shown:
            own = layout.lay_out_table(table, again.known.styles, problems)
            sheets += own
            marked += map(marked_sheet, own)
            rows += sum(row.form.kind == "band" for row in table.rows)
            continue
        known, changed = shown[page.name]
        blocks = again.blocks(page, known, changed)
        if blocks is None:
            return None
        made[page.name] = len(sheets), blocks
        problems += known.problems
        rows += known.starts[-1]
        for kept, own_blocks in zip(known.sheets, blocks, strict=True):
            sheets.append(with_blocks(kept.sheet, own_blocks, data))
            marked.append(replace(kept.marked, blocks=tuple(map(marks_of, own_blocks))))
    book = Book(tuple(sheets), again.known.styles, (), again.template.title)
    mark = Mark(again.run.loaded.ledger.title, candidate.edition, candidate.template, "", tuple(marked))
    written, places = writer.render_in_blocks(replace(book, mark=mark.as_rows()))
    pages: dict[str, KeptPage] = {}
    for name, (first, own_sheets) in made.items():
        known = shown[name][0]
        now = [
            replace(kept, blocks=list(map(block_again, blocks, places[number], marked[number].blocks)))
            for number, (kept, blocks) in enumerate(zip(known.sheets, own_sheets, strict=True), first)
        ]
        pages[name] = replace(known, sheets=now)
    record = pickle.dumps(KeptBook(pages, again.known.styles), pickle.HIGHEST_PROTOCOL)
    found = tuple(dict.fromkeys(again.filling.problems))
    return Outcome(written, content, book.page_count, rows, (*found, *problems), record=record)


def with_blocks(sheet: Sheet, blocks: Sequence[RowBlock | KeptBlock], data: bytes) -> Sheet:
    """A sheet of blocks; those that stay lie in `data`."""
    own = tuple(as_written(data, each) if isinstance(each, KeptBlock) else each for each in blocks)
    return replace(sheet, breaks=tuple(row for each in own for row in each.breaks), blocks=own)


def as_written(data: bytes, known: KeptBlock) -> RowBlock:
    """A block as it lies in a workbook."""
    place = known.place
    written = WrittenBlock(data[place.start : place.end], place.crc, place.size, known.merges, known.merge_count)
    return replace(known.block, kept=written)


def marks_of(block: RowBlock | KeptBlock) -> tuple[str, ...]:
    """What the mark says of a block's rows."""
    return block.marks if isinstance(block, KeptBlock) else row_texts(block.rows, block.first_row)


def block_again(block: RowBlock | KeptBlock, place: writer.Segment, marks: tuple[str, ...]) -> KeptBlock:
    """A block where it lies now."""
    return replace(block, place=place) if isinstance(block, KeptBlock) else kept_block(block, place, marks)
