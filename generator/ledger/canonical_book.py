"""A Ledger to the canonical workbook that staff edit: flat rows, one heading row, no merges."""

from __future__ import annotations

from collections.abc import Sequence

from generator.ledger.cells import cell_value
from generator.lengths import CharWidth, Pt
from generator.model import (
    Alignment,
    Attachments,
    Book,
    Border,
    Column,
    ExtraValue,
    Fill,
    Font,
    Ledger,
    PageSetup,
    Range,
    Record,
    Sheet,
    SheetRow,
    SheetView,
    Side,
    Style,
    Task,
    Validation,
    Value,
)
from generator.vocabulary import (
    DEFAULT_WIDTH,
    INFO_FIELDS,
    INFO_HEADINGS,
    INFO_WIDTH,
    NO,
    SHEETS,
    YES,
    Field,
    SheetWords,
    headings,
)

FONT = Font("宋体", Pt(12))
LINE = Side("thin", "000000")
GRID = Border(LINE, LINE, LINE, LINE)
STYLES = (
    Style(FONT),
    Style(
        Font("宋体", Pt(12), bold=True),
        Fill("solid", "D9E2F3"),
        GRID,
        Alignment("center", "center", wrap=True),
    ),
    Style(FONT, border=GRID, alignment=Alignment(vertical="top", wrap=True), number_format="@"),
    Style(FONT, border=GRID, alignment=Alignment(vertical="top", wrap=True)),
    Style(FONT, border=GRID, alignment=Alignment("left", "top", wrap=True), number_format="yyyy-mm-dd"),
    Style(FONT, border=GRID, alignment=Alignment("left", "top", wrap=True), number_format="yyyy-mm-dd hh:mm:ss"),
)
NORMAL, HEADING, TEXT, NUMBER, DATE, MOMENT = range(len(STYLES))


def as_book(ledger: Ledger) -> Book:
    """The canonical workbook of a ledger, ready to be written."""
    sheets = (
        info_sheet(ledger, words) if words.is_keyed else record_sheet(getattr(ledger, words.member), words)
        for words in SHEETS
        if getattr(ledger, words.member) or not words.is_optional
    )
    return Book(tuple(sheets), STYLES, title=ledger.title)


def record_sheet(records: Sequence[Record], words: SheetWords) -> Sheet:
    """The sheet of one kind of records; the columns that staff added follow ours."""
    others = other_headings(records) if words.has_other_columns else ()
    rows = [(*cells_of(record, words.fields), *others_of(record, others)) for record in records]
    widths = [field.width for field in words.fields] + [DEFAULT_WIDTH] * len(others)
    validations = tuple(
        yes_or_no(column, len(rows)) for column, field in enumerate(words.fields) if field.kind == "flag"
    )
    return sheet(words.name, (*headings(words.fields), *others), rows, widths, validations)


def cells_of(record: Record, fields: Sequence[Field]) -> tuple[Value, ...]:
    """The cells of a record, in the order of its table."""
    return tuple(cell_value(field, getattr(record, field.name)) for field in fields)


def other_headings(tasks: Sequence[Record]) -> tuple[str, ...]:
    """The headings of the columns that staff added."""
    return tuple(dict.fromkeys(name for task in tasks if isinstance(task, Task) for name, _ in task.extra))


def others_of(record: Record, others: Sequence[str]) -> tuple[Value, ...]:
    """What a task has in the columns that staff added."""
    extra = dict(record.extra) if isinstance(record, Task) else {}
    return tuple(extra.get(name) for name in others)


def info_sheet(ledger: Ledger, words: SheetWords) -> Sheet:
    """Sheet 信息: what has a field of its own, then any other key."""
    named = [(field.heading, cell_value(field, getattr(ledger, field.name))) for field in INFO_FIELDS]
    return sheet(words.name, INFO_HEADINGS, [*named, *ledger.info], [INFO_WIDTH] * len(INFO_HEADINGS))


def style_of(value: ExtraValue | Value) -> int:
    """The look of a data cell by the type of its value."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return TEXT
    if isinstance(value, (int, float)):
        return NUMBER
    return MOMENT if hasattr(value, "hour") else DATE


def yes_or_no(column: int, rows: int) -> Validation:
    """The list from which a cell of yes or no is chosen; also in a sheet that has no rows yet."""
    return Validation((Range(1, column, max(rows + 1, 2), column + 1),), "list", formula1=f'"{YES},{NO}"')


def sheet(
    name: str,
    heading: Sequence[str],
    rows: Sequence[tuple[Value, ...]],
    widths: Sequence[float],
    validations: tuple[Validation, ...] = (),
) -> Sheet:
    """One sheet of the canonical workbook: heading in sight, a filter, rows as high as the reader makes them."""
    body = [tuple(value if value != "" else None for value in row) for row in rows]
    count = len(heading)
    lines = [
        SheetRow(tuple(heading), (HEADING,) * count, None),
        *(SheetRow(row, tuple(map(style_of, row)), None) for row in body),
    ]
    return Sheet(
        name=name,
        columns=tuple(Column(CharWidth(width)) for width in widths),
        rows=tuple(lines),
        merges=(),
        breaks=(),
        print_titles=(0, 1),
        title_columns=None,
        page=PageSetup(landscape=True, fit_width=1),
        view=SheetView(freeze_rows=1, filter=Range(0, 0, len(lines), count) if body else None),
        protection=None,
        attachments=Attachments(validations=validations),
        default_height=Pt(14.25),
    )
