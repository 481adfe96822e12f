"""Every type that crosses a stage: frozen structs with tuples inside, in the order in which data meets them.

    documents ─┐
               ▼
    ledger → departments, deadlines → views → template (fill) → layout → writer → output

Row and column indexes count from 0 and ranges are half-open, ``[first, last)``; cells in messages are
spelled as users see them (``C4``).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal, TypeAlias

from msgspec import Struct, field

from generator.lengths import CharWidth, Inch, Pt, Px
from generator.problems import Place

Role = Literal["lead", "support", "owner"]

# ---------------------------------------------------------------------------------------------- the ledger


class Origin(Struct, frozen=True):
    """Where a record was read from: names the place of each of its fields.

    `cells` maps a field's name to the cell that holds it; `row` stands for fields that have none.
    """

    file: str = ""
    sheet: str = ""
    row: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field name → column letter (workbook) or member name (JSON)."""

    def place(self, name: str = "") -> Place:
        """The place of field `name`: ``D12`` in a workbook, ``/tasks/11/content`` in JSON."""
        column = self.cells.get(name, "")
        if self.row.startswith("/"):
            return Place(self.file, self.sheet, f"{self.row}/{column}" if column else self.row)
        return Place(self.file, self.sheet, f"{column or 'A'}{self.row}" if self.row else "")


NOWHERE = Origin()


class Record(Struct, frozen=True, eq=False):
    """Something that was read, with the `origin` that it was read from; two of them are equal wherever they stood."""

    def __eq__(self, other: object) -> bool:
        return self.__class__ is other.__class__ and self.values() == other.values()

    def __hash__(self) -> int:
        return hash(self.values())

    def values(self) -> tuple[Any, ...]:
        """What was read, wherever it stood: all fields but `origin`, in their order."""
        return getter_of(self.__class__)(self)


@lru_cache
def getter_of(kind: type[Record]) -> Callable[[Record], tuple[Any, ...]]:
    """What gives the values of records of one kind, quickly: ledgers have thousands."""
    return attrgetter(*(name for name in kind.__struct_fields__ if name != "origin"))


ExtraValue: TypeAlias = bool | int | float | str | datetime.date | datetime.datetime | None


class Task(Record, frozen=True, eq=False):
    """One row of sheet 台账. All texts are as issued; an empty text is an empty cell."""

    id: str = ""
    number: str = ""
    section: str = ""
    item: str = ""
    content: str = ""
    units_text: str = ""
    lead_text: str = ""
    support_text: str = ""
    deadline_text: str = ""
    starts_page: bool = False
    remark: str = ""
    extra: tuple[tuple[str, ExtraValue], ...] = ()
    origin: Origin = NOWHERE


class Department(Record, frozen=True, eq=False):
    """One row of sheet 单位."""

    short: str
    full: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""
    origin: Origin = NOWHERE


class Group(Record, frozen=True, eq=False):
    """One row of sheet 群组: what a group's wording stands for; members are names or a 类别."""

    wording: str
    members: tuple[str, ...] = ()
    origin: Origin = NOWHERE


class Repair(Struct, frozen=True):
    """One thing that the import mended: where in the source, what stood there, what stands now, and why."""

    place: str
    before: str
    after: str
    reason: str


class Answer(Record, frozen=True, eq=False):
    """What one department reported for one task (one row of sheet 落实情况)."""

    task_id: str
    department: str
    state: str = ""
    progress: str = ""
    difficulties: str = ""
    next_step: str = ""
    filled_by: str = ""
    filled_on: str = ""
    source: str = ""
    origin: Origin = NOWHERE


class Ledger(Record, frozen=True, eq=False):
    """The canonical ledger, all sheets of it."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    note: str = ""
    info: tuple[tuple[str, str], ...] = ()
    """The other keys of sheet 信息, in order."""
    tasks: tuple[Task, ...] = ()
    departments: tuple[Department, ...] = ()
    groups: tuple[Group, ...] = ()
    repairs: tuple[Repair, ...] = ()
    returns: tuple[Answer, ...] = ()
    origin: Origin = NOWHERE


# ------------------------------------------------------------------------- the meaning of units and deadlines


class Mention(Struct, frozen=True):
    """One unit or group that a wording names: `text[start:end]` are the words, `name` is them cleaned of noise.

    `full_name` is the name with a left-out prefix or suffix restored (`name` itself where nothing was left out).
    """

    name: str
    role: Role
    kind: Literal["unit", "group"]
    full_name: str
    start: int
    end: int


class Reading(Struct, frozen=True):
    """How a wording of responsible units is understood.

    `separators` are the half-open stretches of text that are no name: separators, role words, labels, noise.
    Mentions and separators together cover the whole text.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    separators: tuple[tuple[int, int], ...] = ()
    open_ended: bool = False
    same_as_above: bool = False


class Assignment(Struct, frozen=True):
    """That a department has a task: in what role, and through which group's wording (empty: named itself)."""

    department: str
    """The department's 简称."""
    role: Role
    via: str = ""


class OpenPoint(Struct, frozen=True):
    """Something of a task's wording that gives nobody a task yet: an open end, an unknown name, an empty group."""

    task_id: str
    number: str
    wording: str
    reason: str


class TaskUnits(Struct, frozen=True):
    """Who has a task: `readings` of the wordings that count for it (those of the row above if it says 同上).

    One for each of 责任单位, 牵头单位 and 配合单位 that counts, in this order.
    """

    assignments: tuple[Assignment, ...]
    readings: tuple[Reading, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The units and groups that the wordings name."""
        return tuple(mention for reading in self.readings for mention in reading.mentions)

    @property
    def same_as_above(self) -> bool:
        """Whether the task says 同上 and nothing else."""
        return bool(self.readings) and all(reading.same_as_above for reading in self.readings)


class Responsibilities(Struct, frozen=True):
    """All assignments of a ledger; `tasks[i]` belongs to `ledger.tasks[i]`."""

    tasks: tuple[TaskUnits, ...]
    open_points: tuple[OpenPoint, ...] = ()


DeadlineKind = Literal["by-date", "period", "recurring", "ongoing", "as-needed", "relative", "mixed", "none", "unknown"]


class Deadline(Struct, frozen=True):
    """How a wording of a deadline is understood; the wording itself is always kept in `text`."""

    text: str
    kind: DeadlineKind = "none"
    date: datetime.date | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    rule: str = ""
    parts: tuple[Deadline, ...] = ()
    note: str = ""


# --------------------------------------------------------------------------------- what templates are given
# Every field below can be named in a template by its English name or by its heading in vocabulary.py; nothing else can.


class LedgerView(Struct, frozen=True):
    """台账."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    note: str = ""
    info: Mapping[str, str] = field(default_factory=dict)
    task_count: int = 0
    warning_days: int = 30
    """Tasks that are due within so many days have a yellow light."""


class TaskView(Struct, frozen=True):
    """任务: a task's columns (同上 resolved), its reading, and the part that the sheet's department has in it."""

    id: str = ""
    number: str | int = ""
    section: str = ""
    item: str = ""
    content: str = ""
    units_text: str = ""
    lead_text: str = ""
    support_text: str = ""
    deadline_text: str = ""
    starts_page: bool = False
    remark: str = ""
    units_group: int = 0
    """One value for a task and all that say 同上 below it: the merge key of 责任单位."""
    deadline_group: int = 0
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    deadline: Deadline = Deadline("")
    role: str = ""
    """牵头, 配合 or 责任; empty on a sheet that is nobody's own."""
    via: str = ""
    """直接, or the wording of the group through which the task came."""
    others: tuple[str, ...] = ()
    change: str = ""
    """新增, 修改 or 撤销 since the edition that the department last got; empty otherwise."""
    changed_fields: tuple[str, ...] = ()
    """变更项: the headings of what changed."""
    department: str = ""
    state: str = ""
    progress: str = ""
    difficulties: str = ""
    next_step: str = ""
    filled_by: str = ""
    filled_on: str = ""
    source: str = ""
    light: str = ""
    """红, 黄, 绿 or 蓝 on the day of the summary (progress.py); empty where nobody in particular has the task."""
    days_left: int | None = None
    """To the day by which the task is due, negative when that is past; None where there is none, or it is done."""
    extra: Mapping[str, ExtraValue] = field(default_factory=dict)
    """The ledger's other columns; each can also be named directly: ``任务.责任人``."""


class DepartmentView(Struct, frozen=True):
    """单位."""

    short: str = ""
    full: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""
    tasks: Sequence[TaskView] = ()
    task_count: int = 0
    lead_count: int = 0
    support_count: int = 0
    owner_count: int = 0
    done_count: int = 0
    going_count: int = 0
    """Answered and not done; done, going and silent add up to all tasks."""
    overdue_count: int = 0
    """Among the going and the silent ones."""
    silent_count: int = 0


class EditionView(Struct, frozen=True):
    """版次: number 0 and no date before anything was distributed."""

    number: int = 0
    date: datetime.date | None = None


class Scope(Struct, frozen=True):
    """The names that a template starts from; `department` is None in a workbook that is not one department's."""

    ledger: LedgerView
    tasks: Sequence[TaskView]
    departments: Sequence[DepartmentView]
    department: DepartmentView | None = None
    answers: Sequence[TaskView] = ()
    """One for each task and department, in the order of tasks: what that department answered."""
    unresolved: tuple[OpenPoint, ...] = ()
    edition: EditionView = EditionView()
    as_of: datetime.date | None = None
    """The day on which lights and days left are worked out."""
    silent: Sequence[DepartmentView] = ()
    """Departments that have tasks and have answered none of them."""


# ------------------------------------------------------------------------------------------- what was sent out

Bases: TypeAlias = Mapping[tuple[int, str, str], Mapping[str, str]]
"""(edition, department, task id) → field → the text that was sent; the department is empty for the office's own."""

# ------------------------------------------------------------------------------------------- looks (styles)


class Font(Struct, frozen=True):
    """A cell's font; `color` is ``RRGGBB``."""

    name: str = "宋体"
    size: Pt = Pt(12)
    bold: bool = False
    italic: bool = False
    underline: Literal["", "single", "double", "singleAccounting", "doubleAccounting"] = ""
    strike: bool = False
    color: str = ""
    script: Literal["", "superscript", "subscript"] = ""


class Side(Struct, frozen=True):
    """One edge of a cell: ECMA-376 line style (``thin``, ``medium``, …; empty = none) and colour ``RRGGBB``."""

    style: str = ""
    color: str = ""


NO_SIDE = Side()


class Border(Struct, frozen=True):
    """The edges of a cell."""

    left: Side = NO_SIDE
    right: Side = NO_SIDE
    top: Side = NO_SIDE
    bottom: Side = NO_SIDE
    diagonal: Side = NO_SIDE
    diagonal_up: bool = False
    diagonal_down: bool = False


class Fill(Struct, frozen=True):
    """A cell's background: ECMA-376 pattern (empty = none) with its colours ``RRGGBB``."""

    pattern: str = ""
    foreground: str = ""
    background: str = ""


class Alignment(Struct, frozen=True):
    """Where text stands in its cell; names and numbers as in ECMA-376 (rotation 255 = stacked, 竖排)."""

    horizontal: str = ""
    vertical: str = ""
    wrap: bool = False
    rotation: int = 0
    indent: int = 0
    shrink: bool = False
    reading_order: int = 0
    justify_last_line: bool = False


class Style(Struct, frozen=True):
    """The whole look of a cell."""

    font: Font = Font()
    fill: Fill = Fill()
    border: Border = Border()
    alignment: Alignment = Alignment()
    number_format: str = "General"
    locked: bool = True
    hidden: bool = False


# ------------------------------------------------------------------------------------------- cells and rows


class RichText(Struct, frozen=True):
    """Text in several fonts; a font of None is the cell's own."""

    runs: tuple[tuple[str, Font | None], ...]

    def __str__(self) -> str:
        return "".join(text for text, _ in self.runs)


class Formula(Struct, frozen=True):
    """A formula of the template's author (never data); `value` only where it was worked out.

    `text` is as the author wrote it until layout knows where rows stand: then it is what `parts` give.
    """

    text: str
    value: ExtraValue = None
    parts: tuple[FormulaPart, ...] = ()


Value: TypeAlias = ExtraValue | datetime.time | RichText | Formula

LABEL_CONTINUED = "（续）"
"""Behind a label that goes on from the page before, where the template asks for it."""

CONTINUED = "（接上页）"
"""What the later parts of a divided cell begin with; it is no part of the text."""

Continuation = Literal["repeat", "mark", "blank"]
"""续页标签: what a label shows on the next page: itself (重复), itself with （续） (续), or nothing (空白)."""


class RowForm(Struct, frozen=True):
    """What the rows of one template row have in common; columns run over the whole width of the table.

    `across[c]` is how many columns the cell at c covers (1 = itself; 0 = covered by a cell to its left).
    `labels[c]` says that the cell may join those below it that hold the same key, and how it continues on the
    next page (None = no label). `fields[c]` names what the cell shows where it shows just that (``content``) or a
    pattern of it (``{number}.{content}``); it is what a returned sheet is read by.
    """

    styles: tuple[int, ...]
    """Index into `Book.styles`, by column."""
    across: tuple[int, ...]
    labels: tuple[Continuation | None, ...]
    fields: tuple[str, ...]
    inputs: tuple[bool, ...]
    """填报: the recipient fills this cell in."""
    height: Pt | None
    """A fixed height, or None: as high as its text needs, and no lower than `least_height`."""
    kind: Literal["static", "heading", "band"]
    """heading: a band row that must not stand alone at a page's foot (a group's title); static: outside all bands."""
    source_row: int
    """The template row (from 0)."""
    hidden: bool = False
    outline_level: int = 0
    least_height: Pt = Pt(0)
    """The height that the template draws for a row of a band."""


class Row(Struct, frozen=True):
    """One row before layout.

    `keys[c]` is the merge key of a label (equal keys in rows one below the other join; None = stands alone); keys
    already hold the keys of the labels to their left. `styles` is `form.styles` unless 样式 chose others.
    """

    form: RowForm
    values: tuple[Value, ...]
    keys: tuple[Any, ...] = ()
    styles: tuple[int, ...] = ()
    starts_page: bool = False
    task_id: str = ""


class Range(Struct, frozen=True):
    """Cells [first_row, last_row) × [first_column, last_column)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Column(Struct, frozen=True):
    """A column; `width` in digits of the Normal font."""

    width: CharWidth
    hidden: bool = False
    style: int = 0
    outline_level: int = 0


# --------------------------------------------------------------------------------------------- page and view


class HeaderFooter(Struct, frozen=True):
    """Headers and footers in the codes of ECMA-376 part 1, 18.3.1.46 (``&C— &P —``)."""

    odd_header: str = ""
    odd_footer: str = ""
    even_header: str = ""
    even_footer: str = ""
    first_header: str = ""
    first_footer: str = ""
    different_odd_even: bool = False
    different_first: bool = False
    scale_with_document: bool = True
    align_with_margins: bool = True


class PageSetup(Struct, frozen=True):
    """Paper and margins of a sheet."""

    paper_size: int = 9
    """ECMA-376 part 1, 18.3.1.63; 9 = A4."""
    landscape: bool = False
    left: Inch = Inch(0.7)
    right: Inch = Inch(0.7)
    top: Inch = Inch(0.75)
    bottom: Inch = Inch(0.75)
    header: Inch = Inch(0.3)
    footer: Inch = Inch(0.3)
    scale: int = 100
    fit_width: int = 0
    fit_height: int = 0
    center_horizontally: bool = False
    center_vertically: bool = False
    gridlines: bool = False
    row_column_headings: bool = False
    black_and_white: bool = False
    draft: bool = False
    over_then_down: bool = False
    first_page_number: int | None = None
    header_footer: HeaderFooter = HeaderFooter()


class SheetView(Struct, frozen=True):
    """How a sheet is shown on a screen. A frozen pane keeps `freeze_rows` × `freeze_columns` in sight."""

    freeze_rows: int = 0
    freeze_columns: int = 0
    zoom: int = 100
    gridlines: bool = True
    page_break_preview: bool = False
    right_to_left: bool = False
    headings: bool = True
    zeros: bool = True
    tab_color: str = ""
    hidden: bool = False
    filter: Range | None = None


class SheetProtection(Struct, frozen=True):
    """Protection without a password; `allowed` are ECMA-376 names of what users may still do (``formatColumns``)."""

    allowed: frozenset[str] = frozenset()


class Validation(Struct, frozen=True):
    """A data validation (ECMA-376 part 1, 18.3.1.32); formulas are relative to the first cell of the first range."""

    ranges: tuple[Range, ...]
    kind: str
    operator: str = "between"
    formula1: str | Formula = ""
    formula2: str | Formula = ""
    allow_blank: bool = True
    in_cell_list: bool = True
    error_style: str = "stop"
    show_error: bool = False
    error_title: str = ""
    error: str = ""
    show_prompt: bool = False
    prompt_title: str = ""
    prompt: str = ""


class Conditional(Struct, frozen=True):
    """A conditional format (ECMA-376 part 1, 18.3.1.10).

    `options` are the attributes of the rule as in the standard (``rank``, ``percent``, ``text``, …), sorted by name;
    `stops` the points of a scale, bar or icon set: (type, value, colour).
    """

    ranges: tuple[Range, ...]
    kind: str
    operator: str = ""
    formulas: tuple[str | Formula, ...] = ()
    style: Style | None = None
    """Only what differs from `Style()` is applied."""
    stop_if_true: bool = False
    options: tuple[tuple[str, str], ...] = ()
    stops: tuple[tuple[str, str | Formula, str], ...] = ()


class Image(Struct, frozen=True):
    """A picture, anchored to a cell, with its offset in it and its printed size."""

    row: int
    column: int
    x: Px
    y: Px
    width: Px
    height: Px
    data: bytes
    name: str = ""
    description: str = ""
    move: bool = True
    """It moves with its cell (it never changes size)."""


class Chart(Struct, frozen=True):
    """A native chart on a cell: series are (name, range); `kind` is ``bar``, ``column``, ``line`` or ``pie``."""

    row: int
    column: int
    width: Px
    height: Px
    kind: str
    title: str
    categories: Range
    series: tuple[tuple[str, Range], ...]
    is_reversed: bool = False
    """Whether the first category stands on top (or right)."""
    lowest: float | None = None
    """Where the axis of values begins and ends; None: where the reader thinks fit."""
    highest: float | None = None
    number_format: str = ""
    """Of the axis of values; empty: that of its cells."""
    gap: int | None = None
    """Between bars, in per cent of their width."""
    x: Px = Px(0)
    """Where it begins in its cell."""
    y: Px = Px(0)


class Comment(Struct, frozen=True):
    """A note on a cell."""

    row: int
    column: int
    text: str
    author: str = ""


class Attachments(Struct, frozen=True):
    """What lies over the cells of a sheet; its rows are those of the Table or Sheet that holds it."""

    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    comments: tuple[Comment, ...] = ()


class DefinedName(Struct, frozen=True):
    """A name for cells or a formula; `sheet` is empty for a name of the whole workbook."""

    name: str
    formula: str | Formula
    sheet: str = ""
    hidden: bool = False


# ------------------------------------------------------------------------------- before layout, after layout


class Pagination(Struct, frozen=True):
    """What sheet 设置 says about pages."""

    continuation: Continuation = "repeat"
    page_numbers: Literal["outside", "center", "none"] = "none"
    """页码: 奇右偶左, 居中, 无 (the template's own footer stays)."""
    rows_per_page: int | None = None
    fill_rows: bool = False
    """补空行: blank rows down to the last page's foot."""
    keep_ending: bool = True
    """末页落款不单独成页: what follows the last band keeps at least one row of it on its page."""


class Table(Struct, frozen=True):
    """One sheet before layout: cells with values, labels that may join, no heights and no pages.

    `merges` are the template's own merged cells that cover several rows (a heading over two rows); their rows stay
    together. `print_titles` are the rows [first, last) that every page begins with; rows before them stand on the
    first page only.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    merges: tuple[Range, ...] = ()
    print_titles: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    page: PageSetup = PageSetup()
    view: SheetView = SheetView()
    protection: SheetProtection | None = None
    pagination: Pagination = Pagination()
    attachments: Attachments = Attachments()
    default_height: Pt = Pt(14.25)
    template_cells: tuple[str, str] = ("", "")
    """File and sheet of the template, for messages."""


class TableBook(Struct, frozen=True):
    """A workbook before layout; `styles[0]` is the Normal style, whose font gives columns their unit."""

    tables: tuple[Table, ...]
    styles: tuple[Style, ...]
    names: tuple[DefinedName, ...] = ()
    title: str = ""


class SheetRow(Struct, frozen=True):
    """One row after layout. `part` counts the parts of a divided row from 1 (0 = whole).

    A height of None leaves the fitting to the reader: only for workbooks that are edited, never printed.
    """

    values: tuple[Value, ...]
    styles: tuple[int, ...]
    height: Pt | None
    task_id: str = ""
    part: int = 0
    hidden: bool = False
    outline_level: int = 0
    form: RowForm | None = None
    """None: a blank row that fills a page."""
    continued: tuple[int, ...] = ()
    """The columns whose label goes on from the page before: one cell in the ledger, cut by the page's end."""


class Sheet(Struct, frozen=True):
    """One sheet after layout: everything final; the writer decides nothing.

    `breaks` are the rows before which a new page starts; there are `len(breaks) + 1` pages. `merges` never overlap,
    never cross a break, and cover at least two cells.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    merges: tuple[Range, ...]
    breaks: tuple[int, ...]
    print_titles: tuple[int, int] | None
    title_columns: tuple[int, int] | None
    page: PageSetup
    view: SheetView
    protection: SheetProtection | None
    attachments: Attachments
    default_height: Pt

    @property
    def page_count(self) -> int:
        """How many pages the sheet prints on."""
        return len(self.breaks) + 1


class Book(Struct, frozen=True):
    """A workbook after layout. `mark` is what its very hidden sheet says of it, by which a returned copy is known."""

    sheets: tuple[Sheet, ...]
    styles: tuple[Style, ...]
    names: tuple[DefinedName, ...] = ()
    title: str = ""
    mark: tuple[tuple[str, ...], ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages the visible sheets print on."""
        return sum(sheet.page_count for sheet in self.sheets if not sheet.view.hidden)


# --------------------------------------------------------------------------------- formulas before layout

CellUse = Literal["one", "area", "each", "list", "arguments", "union"]
"""How the place of a reference takes cells that lie in several areas: not at all (``one``: one cell; ``area``), as a
call for each (``each``), as arguments (``arguments``; ``list``: or in brackets), only in brackets (``union``)."""


class Cells(Struct, frozen=True):
    """Cells that a formula names, while nobody knows yet where their rows come to stand.

    `runs` are half-open runs of rows of the table `table`. `columns` and `marks` are the texts of its two corners'
    columns and the ``$`` of their rows; the second column is empty where one cell was written, both in whole rows.
    """

    table: str
    runs: tuple[tuple[int, int], ...]
    columns: tuple[str, str]
    marks: tuple[str, str]
    use: CellUse = "area"
    level: int = 0
    """Of ``each``: the call that is written for each area (`AddedCall.level`)."""
    most: int = 1
    """How many arguments it may become."""
    has_sheet: bool = False
    """The sheet's name was written."""
    name: str = ""
    """The name that the author wrote for these cells."""


class AddedCall(Struct, frozen=True):
    """A call that takes no cells in several areas, but may be written for each of them and added up."""

    parts: tuple[FormulaPart, ...]
    level: int


FormulaPart: TypeAlias = "str | Cells | AddedCall"
