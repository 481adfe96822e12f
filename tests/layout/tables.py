"""Made-up tables for layout tests: any mix of scripts, labels and lengths, by a random source that is seeded."""

from __future__ import annotations

import random
from collections.abc import Sequence

from generator.lengths import CharWidth, Inch, Pt
from generator.model import (
    Alignment,
    Border,
    Column,
    Font,
    PageSetup,
    Pagination,
    Row,
    RowForm,
    Side,
    Style,
    Table,
    TableBook,
)

LINE = Side("thin", "000000")
GRID = Border(LINE, LINE, LINE, LINE)
BODY = Font("仿宋_GB2312", Pt(12))
CENTER = Alignment("center", "center", wrap=True)
STYLES = (
    Style(),
    Style(Font("黑体", Pt(12)), border=GRID, alignment=CENTER),
    Style(BODY, border=GRID, alignment=CENTER),
    Style(BODY, border=GRID, alignment=Alignment("left", "center", wrap=True)),
    Style(Font("方正小标宋简体", Pt(22)), alignment=CENTER),
)
NORMAL, HEADING, LABEL, TEXT, TITLE = range(len(STYLES))
A4 = PageSetup(9, True, Inch(0.7), Inch(0.7), Inch(1), Inch(1), Inch(0.5), Inch(0.5))

CHINESE = "推进政务公开工作落实主动信息规范重点领域深化解读回应网站平台建设管理部门责任"
MARKS = "，。、；：（）“”《》！？—…"
LATIN = ["Excel", "WPS", "12345", "2021", "80%", "A4", "LibreOffice", "http://www.gov.cn/zwgk", "x", "3.14", "5G+"]
OTHERS = ["😀", "𠮷", "ᠮᠣᠩᠭᠣᠯ", "é", "№", "①", "　"]


def text(source: random.Random, longest: int) -> str:
    """Up to `longest` characters of Chinese with punctuation, Latin words, digits, emoji and line breaks."""
    length = int(longest * source.random() ** 3)
    pieces: list[str] = []
    size = 0
    while size < length:
        kind = source.random()
        if kind < 0.70:
            piece = "".join(source.choices(CHINESE, k=source.randint(1, 12)))
        elif kind < 0.85:
            piece = source.choice(MARKS)
        elif kind < 0.95:
            piece = source.choice(LATIN)
        elif kind < 0.98:
            piece = source.choice(OTHERS)
        else:
            piece = "\n"
        pieces.append(piece)
        size += len(piece)
    return "".join(pieces)[:length].strip("\n")


def table(
    seed: int,
    most_rows: int = 400,
    longest: int = 3000,
    pagination: Pagination = Pagination(),  # noqa: B008 (frozen)
    name: str = "表",
) -> Table:
    """A table of 1–8 columns, the first 0–4 of them labels of nested levels, under a title and a heading."""
    source = random.Random(seed)
    columns = source.randint(1, 8)
    labels = source.randint(0, min(4, columns - 1))
    widths = spread_widths(source, columns)
    count = source.randint(1, most_rows)
    form = RowForm(
        styles=(LABEL,) * labels + (TEXT,) * (columns - labels),
        across=(1,) * columns,
        labels=("repeat",) * labels + (None,) * (columns - labels),
        fields=("",) * columns,
        inputs=(False,) * columns,
        height=None,
        kind="band",
        source_row=2,
    )
    rows = [title_row(columns, text(random.Random(~seed), 100) or "工作要点分工台账"), heading_row(columns)]
    current: list[str] = []
    for number in range(count):
        level = next((n for n in range(labels) if source.random() < 0.08 * (n + 1)), labels) if current else 0
        current[level:] = [text(source, 60) or f"标签{number}" for _ in range(level, labels)]
        own = [text(source, longest if source.random() < 0.03 else 120) for _ in range(columns - labels)]
        keys = tuple(tuple(current[: n + 1]) for n in range(labels)) + (None,) * (columns - labels)
        values = tuple(value or None for value in (*current, *own))
        rows.append(Row(form, values, keys, (), number > 0 and source.random() < 0.01, f"T{number:04}"))
    return Table(
        name=name,
        columns=tuple(Column(CharWidth(width)) for width in widths),
        rows=tuple(rows),
        print_titles=(1, 2),
        page=A4,
        pagination=pagination,
    )


def spread_widths(source: random.Random, columns: int) -> Sequence[float]:
    """Widths that fill an A4 landscape page (about 120 digits)."""
    shares = [source.uniform(0.5, 2) for _ in range(columns)]
    return [round(115 * share / sum(shares), 2) for share in shares]


def title_row(columns: int, title: str) -> Row:
    """A title over the whole table, in a row drawn for one line."""
    form = plain_form(columns, TITLE, (columns, *(0,) * (columns - 1)), Pt(42), 0)
    return Row(form, (title, *(None,) * (columns - 1)))


def heading_row(columns: int) -> Row:
    """The heading that every page begins with."""
    return Row(
        plain_form(columns, HEADING, (1,) * columns, Pt(30), 1), tuple(f"栏目{n}" for n in range(1, columns + 1))
    )


def plain_form(columns: int, style: int, across: tuple[int, ...], height: Pt | None, source_row: int) -> RowForm:
    """The form of a row outside all bands."""
    none = (None,) * columns
    return RowForm((style,) * columns, across, none, ("",) * columns, (False,) * columns, height, "static", source_row)


def book(*tables: Table) -> TableBook:
    """A workbook of these tables."""
    return TableBook(tables, STYLES)
