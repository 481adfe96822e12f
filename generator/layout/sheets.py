"""Pages to sheets: rows in their final order, spans as merges, breaks, and everything that lies over the cells.

Excel keeps at most 1,023 breaks a sheet; a table of more pages goes on in a further sheet with the same heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import MAX_ROW_BREAKS, MAX_SHEET_NAME
from generator.layout.pages import Page
from generator.layout.row_rules import by_rows
from generator.layout.spans import Piece, labels_of, spans_of
from generator.lengths import Pt
from generator.model import Attachments, Chart, Range, Rule, Sheet, SheetRow, Table, Value

PAGES_A_SHEET = MAX_ROW_BREAKS + 1


class Lines(Struct, dict=True):
    """The rows of a sheet as they are collected: pieces in their order, blank rows between them."""

    pieces: list[Piece] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    texts: list[tuple[int, int, int, Value]] = field(default_factory=list)
    """What a label over the rows [first, last) shows in a column: (column, first, last, text)."""
    continued: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Row → the columns whose label goes on there from the page before."""
    blanks: set[int] = field(default_factory=set)
    """The rows that only fill a page; in `pieces` the one stands there whose looks they have."""

    @cached_property
    def first(self) -> dict[int, int]:
        """Table row → its first sheet row."""
        return {table_row: at for at, table_row in reversed(self.filled())}

    @cached_property
    def last(self) -> dict[int, int]:
        """Table row → the sheet row after its last one."""
        return {table_row: at + 1 for at, table_row in self.filled()}

    def filled(self) -> list[tuple[int, int]]:
        """The sheet rows that show a table row, with its number."""
        return [(at, piece.table_row) for at, piece in enumerate(self.pieces) if at not in self.blanks]

    @cached_property
    def label_columns(self) -> frozenset[int]:
        """The columns with a label over several rows, or one that goes on from the page before."""
        several = frozenset(column for column, first, last, _ in self.texts if last - first > 1)
        return several.union(*self.continued.values())

    def rows(self) -> list[SheetRow]:
        """The rows, labels shown where they begin, column by column."""
        pieces = self.pieces
        columns = list(map(list, zip(*(piece.values for piece in pieces), strict=True)))
        for column, first, last, text in self.texts:
            cells = columns[column]
            cells[first] = text
            if last - first > 1:
                cells[first + 1 : last] = [None] * (last - first - 1)
        values = zip(*columns, strict=True)
        return [
            SheetRow(
                own,
                (row := piece.row).styles or row.form.styles,
                Pt(height),
                row.task_id,
                piece.part,
                (form := row.form).hidden,
                form.outline_level,
                form,
                self.continued.get(at, ()),
            )
            if at not in self.blanks
            else SheetRow((None,) * len(own), piece.styles, Pt(height))
            for at, (own, piece, height) in enumerate(zip(values, pieces, self.heights, strict=True))
        ]


def sheets_of(table: Table, pages: Sequence[Page], blank_height: float) -> Iterator[tuple[Sheet, Lines]]:
    """The sheets of a table that was put on pages, with where their rows come from."""
    chunks = [pages[at : at + PAGES_A_SHEET] for at in range(0, len(pages), PAGES_A_SHEET)]
    for number, chunk in enumerate(chunks):
        lines = Lines()
        if number and table.print_titles:
            first, last = table.print_titles
            head = tuple(piece for piece in pages[0].pieces if first <= piece.table_row < last)
            spans = tuple(spans_of(head, labels_of(head), 0, len(head)))
            add_page(lines, Page(head, tuple(piece.height for piece in head), spans), 0.0)
        for page in chunk:
            if lines.pieces and page is not chunk[0]:
                lines.breaks.append(len(lines.pieces))
            add_page(lines, page, blank_height)
        add_rigid_merges(lines, table)
        yield finished(table, lines, number, PAGES_A_SHEET * number), lines


def add_page(lines: Lines, page: Page, blank_height: float) -> None:
    """One page's rows with its spans; blank rows stand before the page's piece `blanks_after`."""
    start = len(lines.pieces)
    blanks, blanks_after = page.blanks, page.blanks_after

    def place(n: int) -> int:
        """The sheet row of the page's piece `n`."""
        return start + n + (blanks if blanks and n >= blanks_after else 0)

    covered: set[tuple[int, int]] = set()
    for column, first, last, text, _ in page.spans:
        begin, end = place(first), place(last - 1) + 1
        lines.texts.append((column, begin, end, text))
        if last - first > 1:
            across = max(page.pieces[first].row.form.across[column], 1)
            lines.merges.append(Range(begin, column, end, column + across))
            covered.update((n, column) for n in range(first, last))
    if continued := tuple(span.column for span in page.spans if span.continues):
        lines.continued[start] = continued
    across_columns: tuple[int, ...] = ()
    wide: tuple[tuple[int, int], ...] = ()
    for n, piece in enumerate(page.pieces):
        if piece.row.form.across is not across_columns:
            across_columns = piece.row.form.across
            wide = tuple((column, across) for column, across in enumerate(across_columns) if across > 1)
        if wide:
            at = place(n)
            lines.merges += (
                Range(at, column, at + 1, column + across) for column, across in wide if (n, column) not in covered
            )
    lines.pieces += page.pieces
    lines.heights += page.heights
    if blanks:
        first_blank = start + blanks_after
        lines.pieces[first_blank:first_blank] = [page.pieces[blanks_after - 1]] * blanks
        lines.heights[first_blank:first_blank] = [blank_height] * blanks
        lines.blanks.update(range(first_blank, first_blank + blanks))


def add_rigid_merges(lines: Lines, table: Table) -> None:
    """The template's own merges over several rows, which stand on one page; the cells under them merge no more."""
    rigid = [
        Range(lines.first[each.first_row], each.first_column, lines.last[each.last_row - 1], each.last_column)
        for each in table.merges
        if each.first_row in lines.first and each.last_row - 1 in lines.last
    ]
    if rigid:
        corners = {
            (row, column)
            for each in rigid
            for row in range(each.first_row, each.last_row)
            for column in range(each.first_column, each.last_column)
        }
        lines.merges = [each for each in lines.merges if (each.first_row, each.first_column) not in corners] + rigid


def finished(table: Table, lines: Lines, number: int, pages_before: int) -> Sheet:
    """The sheet; further sheets of a table count their pages on."""
    page = table.page
    titles = table.print_titles
    if number:
        page = replace(page, first_page_number=(page.first_page_number or 1) + pages_before)
        titles = (0, titles[1] - titles[0]) if titles else None
    return Sheet(
        name=further_name(table.name, number),
        columns=table.columns,
        rows=tuple(lines.rows()),
        merges=in_order(lines.merges),
        breaks=tuple(lines.breaks),
        print_titles=titles,
        title_columns=table.title_columns,
        page=page,
        view=replace(
            table.view,
            freeze_rows=frozen_rows(lines, table.view.freeze_rows) if not number else (titles or (0, 0))[1],
            filter=mapped(lines, table.view.filter) if table.view.filter else None,
        ),
        protection=table.protection,
        attachments=moved(lines, table.attachments, is_further=bool(number)),
        default_height=table.default_height,
    )


def in_order(merges: Iterable[Range]) -> tuple[Range, ...]:
    """Merges from the top to the bottom."""
    return tuple(sorted(merges, key=lambda each: (each.first_row, each.first_column)))


def further_name(name: str, number: int) -> str:
    """The sheet's name, numbered from the second sheet of a table on."""
    if not number:
        return name
    suffix = f"({number + 1})"
    return name[: MAX_SHEET_NAME - len(suffix)] + suffix


def frozen_rows(lines: Lines, rows: int) -> int:
    """How many sheet rows stand above the freeze: those of the table rows above it."""
    return lines.last.get(rows - 1, rows) if rows else 0


def mapped(lines: Lines, area: Range) -> Range | None:
    """A range of table rows as sheet rows: it covers all parts of its rows; None where none of them is here.

    Rows below the table move with its end.
    """
    inside = [row for row in range(area.first_row, area.last_row) if row in lines.first]
    if inside:
        first = lines.first[inside[0]]
        last = max(lines.last[row] for row in (inside[0], inside[-1]))
        return Range(first, area.first_column, last, area.last_column)
    if lines.first and area.first_row > max(lines.first):
        shift = len(lines.pieces) - max(lines.first) - 1
        return Range(area.first_row + shift, area.first_column, area.last_row + shift, area.last_column)
    return None


def moved(lines: Lines, attachments: Attachments, is_further: bool) -> Attachments:
    """What lies over the cells, at the rows where its cells came to stand.

    What has none of its cells here is left out.
    """
    if attachments == Attachments():
        return attachments

    def ranges(given: tuple[Range, ...]) -> tuple[Range, ...]:
        return tuple(each for area in given if (each := mapped(lines, area)))

    def row(given: int) -> int:
        area = mapped(lines, Range(given, 0, given + 1, 1))
        return area.first_row if area else ELSEWHERE

    # a sheet that begins within a rule, or with blank rows in it, has no rule for all of its rows
    labels = None if is_further or lines.blanks else lines.label_columns

    def rules(given: tuple[Rule, ...]) -> Iterator[Rule]:
        for each in given:
            for rule in by_rows(each, labels):
                if own := ranges(rule.ranges):
                    yield replace(rule, ranges=own)

    return Attachments(
        tuple(rules(attachments.validations)),
        tuple(rules(attachments.conditionals)),
        tuple(replace(each, row=row(each.row)) for each in attachments.images if row(each.row) != ELSEWHERE),
        tuple(moved_chart(lines, each, row(each.row)) for each in attachments.charts if row(each.row) != ELSEWHERE),
        tuple(replace(each, row=row(each.row)) for each in attachments.comments if row(each.row) != ELSEWHERE),
    )


ELSEWHERE = -1


def moved_chart(lines: Lines, chart: Chart, row: int) -> Chart:
    """The chart at its new row, drawn from its cells' new places."""
    series = tuple((name, mapped(lines, area) or area) for name, area in chart.series)
    return replace(chart, row=row, categories=mapped(lines, chart.categories) or chart.categories, series=series)
