"""The tables of a document to tasks: which of them are task tables, which are of one kind, what their rows hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.columns import FIRST_ROWS, Columns, find_heading
from generator.documents.forms import LEAST, upright
from generator.documents.grid import Cell, Grid, Line
from generator.documents.headings import CONTENT, EXTRA, LABEL
from generator.documents.people import with_persons_apart
from generator.documents.rows import RowReader
from generator.documents.texts import one_line, plain
from generator.model import ExtraValue, Repair, Task
from generator.vocabulary import PLACE_IN_DOCUMENT, UNIT_COLUMNS

FOOTING = re.compile(r"^(?:备注|注|说明|填表|填报|制表|编制|审核|联系)[^：:]{0,4}[：:]")


class TableCandidate(Struct, frozen=True):
    """A table that may hold tasks: where its heading is and what its columns hold."""

    grid: Grid
    index: int
    """Its position among the blocks of the document."""
    heading: int = 0
    columns: Columns | None = None
    caption: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether its heading is that of a task table."""
        return self.columns is not None and self.columns.is_task_table


class TableTasks(Struct):
    """What was read in the rows of one table."""

    tasks: tuple[Task, ...]
    places: tuple[str, ...] = ()
    """Where each task stands."""
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)


def standing(grid: Grid, chosen: Mapping[str, str]) -> Grid:
    """The table with its heading on top, one task a row, and the persons behind units in a column of their own."""
    turned = upright(grid)
    whole = turned if turned and find_heading(turned, chosen) else one_beside_another(grid)
    return with_persons_apart(whole, chosen)


def one_beside_another(grid: Grid) -> Grid:
    """The table with one task a row, where its heading is printed twice beside itself."""
    half = len(grid.lines[0].cells) // 2 if grid.lines else 0
    for index, line in enumerate(grid.lines[:FIRST_ROWS]):
        texts = [plain(cell.text) for cell in line.cells]
        if half < LEAST or len(texts) != 2 * half or texts[:half] != texts[half:] or not all(texts):
            continue
        if any(not cell.is_empty for above in grid.lines[:index] for cell in above.cells[half:]):
            break
        left, right = ([replace(line, cells=line.cells[at:][:half]) for line in grid.lines] for at in (0, half))
        below = [*left[index + 1 :], *right[index + 1 :]]
        if are_numbered_across(left[index + 1 :], right[index + 1 :]):
            below = [line for pair in zip(left[index + 1 :], right[index + 1 :], strict=True) for line in pair]
        return Grid((*left[: index + 1], *below), grid.name)
    return grid


def are_numbered_across(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the numbers of rows that stand beside each other follow one another."""
    numbers = [plain(lines[0].cells[0].text) if lines else "" for lines in (left, right)]
    return all(map(str.isdecimal, numbers)) and int(numbers[0]) + 1 == int(numbers[1]) and len(left) > 0


def candidate(grid: Grid, index: int, chosen: Mapping[str, str]) -> TableCandidate:
    """A table with its heading, where it has one."""
    place = find_heading(grid, chosen)
    return TableCandidate(grid, index, *place) if place else TableCandidate(grid, index)


def of_one_kind(candidates: Sequence[TableCandidate]) -> list[TableCandidate]:
    """The task tables that belong together: the longest, and those with the same or other columns of units.

    Where no heading names who has the tasks or by when, the longest table alone is taken. A table of other columns
    that holds the tasks of the longest again is not.
    """
    readable = [table for table in candidates if table.columns is not None]
    sure = [table for table in readable if table.is_sure]
    main = max(sure or readable, key=lambda table: len(table.grid.lines), default=None)
    if main is None or main.columns is None:
        return []
    if not sure:
        return [main]
    return [table for table in sure if has_same_fields(table, main) or is_of_its_own(table, main)]


def has_same_fields(table: TableCandidate, main: TableCandidate) -> bool:
    """Whether both tables say who has the tasks and by when in columns of the same kinds."""
    return table.columns is not None and main.columns is not None and table.columns.fields == main.columns.fields


def is_of_its_own(table: TableCandidate, main: TableCandidate) -> bool:
    """Whether a table says who has its tasks, and most of them are not among those of `main`."""
    if table.columns is None or not table.columns.fields & set(UNIT_COLUMNS):
        return False
    known = set(contents_of(main))
    contents = contents_of(table)
    return bool(contents) and sum(text in known for text in contents) * 2 < len(contents)


def contents_of(table: TableCandidate) -> list[str]:
    """The texts of the column of contents."""
    assert table.columns is not None
    column = table.columns.of(CONTENT) or 0
    lines = table.grid.lines[table.heading + table.columns.rows :]
    return [
        "".join(line.cells[column].text.split()).rstrip("。；;") for line in lines if not line.cells[column].is_empty
    ]


def read_table(table: TableCandidate, keep_pages: bool, tells_source: bool, is_one_of_many: bool = False) -> TableTasks:
    """The tasks of a table; lines above its heading and notes below its rows are given apart."""
    assert table.columns is not None
    lines, columns = table.grid.lines, table.columns
    top = tuple(map(texts_of, lines[: table.heading + columns.rows]))
    reader = RowReader(columns=columns, heading=top, table=table.grid.name if tells_source else "")
    body = list(lines[table.heading + columns.rows :])
    reader.look_ahead(body)
    below: list[str] = []
    while body and is_footing(body[-1].cells, columns):
        below.insert(0, text_of(body.pop().cells))
    before = list(lines[: table.heading])
    if before and reader.stands_above(before[-1]):
        before.pop()
    if is_one_of_many:
        body = [replace(line, place=placed(table.grid, line.place)) for line in body]
    for line, following in zip_longest(body, body[1:]):
        reader.take(line, following)
    above = [text_of(line.cells) for line in before]
    tasks = reader.tasks(keep_pages)
    return TableTasks(
        tasks,
        places=tuple(draft.place for draft in reader.drafts),
        above=above,
        below=list(filter(None, below)),
        repairs=reader.repairs,
        left_out=reader.left_out,
        doubts=reader.doubts,
    )


def placed(grid: Grid, place: str) -> str:
    """The place of a row with the name of its table."""
    return f"{grid.name}{place}" if place.startswith(("第", "表头")) else place


def texts_of(line: Line) -> tuple[str, ...]:
    """The texts of a row of the heading."""
    return tuple(plain(cell.text) for cell in line.cells if not cell.is_empty)


def text_of(cells: tuple[Cell, ...]) -> str:
    """The text of a row."""
    return " ".join(one_line(cell.text) for cell in cells if cell.text.strip())


def is_footing(cells: tuple[Cell, ...], columns: Columns) -> bool:
    """Whether a row at the table's end is a note or a line for signatures, and no task."""
    content = columns.of(CONTENT) or 0
    texts = [cell.text.strip() for cell in cells if cell.text.strip()]
    if not texts:
        return True
    return len(texts) <= 4 and cells[content].is_empty and FOOTING.match(texts[0]) is not None


def under_caption(tasks: Sequence[Task], caption: str) -> tuple[Task, ...]:
    """The tasks of one of several tables, under the heading that stands over it."""
    if not caption:
        return tuple(tasks)
    return tuple(
        replace(task, section=caption, item=" / ".join(filter(None, (task.section, task.item)))) for task in tasks
    )


def with_same_extras(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks of several tables, each with all added columns; where they come from stands last."""
    names = dict.fromkeys(name for task in tasks for name, _ in task.extra if name != PLACE_IN_DOCUMENT)
    if all(len(task.extra) == len(tasks[0].extra) for task in tasks):
        return tuple(tasks)
    has_source = any(name == PLACE_IN_DOCUMENT for task in tasks for name, _ in task.extra)
    order = [*names, PLACE_IN_DOCUMENT] if has_source else list(names)
    result = []
    for task in tasks:
        values: dict[str, ExtraValue] = dict(task.extra)
        result.append(replace(task, extra=tuple((name, values.get(name)) for name in order)))
    return tuple(result)


def taken_for(columns: Columns, headings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Heading in the source → heading of our own (empty: kept under its own), or the one it is kept under."""
    taken: list[tuple[str, str]] = []
    kept = columns.kept_headings()
    for column, (heading, name) in enumerate(zip(columns.headings, columns.names, strict=True)):
        shown = "一级任务、二级任务" if name == LABEL else headings.get(name, "")
        if name == EXTRA:
            shown = kept[column] if heading and kept[column] != heading else ""
        if (heading, shown) not in taken:
            taken.append((heading, shown))
    return taken
