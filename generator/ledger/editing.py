"""A changed Ledger to the file it was read from: the cells concerned are changed in place, the former file is kept.

How a workbook is edited without losing anything else in it is the matter of inplace.py. What an edit must break all
the same (a digital signature, a formula in a cell that is to be written) is named before, and is done only when forced.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, groupby
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

import msgspec
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from generator.excel import column_index
from generator.ledger.cells import cell_value
from generator.ledger.inplace import WorkbookParts
from generator.ledger.json_form import as_json
from generator.ledger.parsing import top_of
from generator.ledger.reading import from_json_bytes, from_workbook, is_json
from generator.ledger.sheet_part import NO_LOOKS, SheetPart
from generator.ledger.sheets import SheetRows, cells_of
from generator.ledger.written_cells import WrittenCells, WrittenRow
from generator.model import NOWHERE, Acknowledged, Answer, ExtraValue, Ledger, Round, Task
from generator.problems import InputError, Place, Problem, RefusedError, error
from generator.system import screening
from generator.system.former import Announce, replace_ledger
from generator.vocabulary import KEYED_MEMBERS, RECORD_SHEETS, SHEET_TASKS, TASK_FIELDS, SheetWords, headings

KeyedRecord: TypeAlias = Answer | Round | Acknowledged
UNMOVED: Mapping[int, int] = {}
FIRST_ROW = 2
"""Of a sheet that has only its heading."""
ADDED_MEMBERS = ("departments", "groups", "repairs")
"""Sheets to which a revised document adds rows."""
CONTENT = next(field.heading for field in TASK_FIELDS if field.name == "content")
KEYED_SHEETS = tuple(sheet for sheet in RECORD_SHEETS.values() if sheet.member in KEYED_MEMBERS)


def update(
    path: Path,
    former: Ledger,
    ledger: Ledger,
    former_folder: Path,
    *,
    digest: str,
    edition: int | None = None,
    force: bool = False,
    why: str = "",
    announce: Announce = lambda data: None,
) -> Sequence[str]:
    """Bring the ledger file at `path`, which reads as `former`, to `ledger`; gives the cells that were written.

    Tasks keep their rows and their number; their fields, and sheets 落实情况, 报送期 and 已阅, may differ. The file as
    it was is kept in `former_folder`, date and edition in its name, with `why`. `announce` is told the bytes of the
    new file before they are written. Raises RefusedError, nothing written, if the file is no longer the one with the
    SHA-256 `digest` that was read, or if the edit would break something, unless forced; InputError if the file cannot
    be edited; OSError if it cannot be written.
    """
    if is_json(path):
        cells: Sequence[str] = tuple(changed_members(former, ledger))
        data = as_json(ledger)
    else:
        edits = edits_of(former, ledger)
        first = next(edits, None)
        cells, data = edited(path, chain((first,), edits), force) if first is not None else ((), b"")
    if cells:
        replace_ledger(path, data, former_folder, digest=digest, why=why, edition=edition, announce=announce)
    return cells


def write_ids(path: Path, ledger: Ledger, former_folder: Path, *, digest: str) -> Sequence[str]:
    """Write the ids of the tasks whose row has none; gives the cells that were written (``台账!A12``).

    `ledger` is what `path` held when it had the SHA-256 `digest`, its tasks numbered. Raises what `update` raises.
    """
    read_form = from_json_bytes if is_json(path) else from_workbook
    form = read_form(path.read_bytes(), path.name)
    if form.ledger is None:
        raise InputError(form.problems)
    written = {task.origin.row: task.id for task in form.ledger.tasks}
    former = tuple(replace(task, id=written.get(task.origin.row, task.id)) for task in ledger.tasks)
    return update(path, replace(ledger, tasks=former), ledger, former_folder, digest=digest, why="写入标识")


def rewrite(
    path: Path,
    former: Ledger,
    ids: Sequence[str],
    ledger: Ledger,
    former_folder: Path,
    *,
    digest: str,
    force: bool = False,
    announce: Announce = lambda data: None,
) -> tuple[str, ...]:
    """Bring the ledger file at `path` to `ledger`, whose tasks may be others, in another order; gives what was written.

    `former` is what the file holds, `ids` are those of its tasks, also where none is written: each has its own.
    Rows of sheet 台账 move with their tasks, looks, notes and all; those of tasks that are gone stand emptied below.
    Departments and groups that are new are added below theirs. Raises what `update` raises.
    """
    cells: tuple[str, ...] = ("/tasks",)
    if is_json(path):
        data = as_json(ledger)
    else:
        before = dict(zip(ids, former.tasks, strict=True))
        rows = row_of_each(before, ledger)
        moves = {int(task.origin.row) - 1: rows[task_id] - 1 for task_id, task in before.items()}
        edits = chain(rows_of_tasks(before, ledger, rows), added_records(former, ledger))
        there = {task.id for task in ledger.tasks}
        gone = {int(task.origin.row) - 1 for task_id, task in before.items() if task_id not in there}
        written, data = edited(path, edits, force, moves, gone)
        refuse_other_tasks(path, data, ledger)
        moved = (f"{SHEET_TASKS}!A{target + 1}" for row, target in moves.items() if row != target)
        cells = tuple(dict.fromkeys((*moved, *written)))
    if cells:
        replace_ledger(path, data, former_folder, digest=digest, why="由文件更新台账", announce=announce)
    return cells


# ------------------------------------------------------------------------------------------ what differs


class CellEdit(Struct, frozen=True):
    """One value to write: in which row (as users count it; empty: of a new record) under which heading."""

    sheet: str
    row: str
    record: int
    """Which new record it is, where there is no row yet."""
    heading: str
    column: str
    """The column's letters; empty where the sheet has no such column yet."""
    value: ExtraValue


def changed_members(former: Ledger, ledger: Ledger) -> Iterator[str]:
    """The JSON pointers of what differs."""
    for position, (old, new) in enumerate(zip(former.tasks, ledger.tasks, strict=True)):
        yield from (f"/tasks/{position}/{name}" for name, _, _ in changed_task(old, new))
    for sheet in KEYED_SHEETS:
        for position, (before, record) in enumerate(pairs(sheet, former, ledger)):
            yield from (f"/{sheet.member}/{position}/{name}" for name, _, _ in changed_record(sheet, before, record))


def edits_of(former: Ledger, ledger: Ledger) -> Iterator[CellEdit]:
    """Every value that differs, those of a row together."""
    for old, new in zip(former.tasks, ledger.tasks, strict=True):
        for name, heading, value in changed_task(old, new):
            column = old.origin.cells.get(name, "")
            yield CellEdit(SHEET_TASKS, old.origin.row, 0, heading, column, value)
    for sheet in KEYED_SHEETS:
        for number, (before, record) in enumerate(pairs(sheet, former, ledger)):
            origin = before.origin if before is not None else NOWHERE
            for name, heading, value in changed_record(sheet, before, record):
                column = origin.cells.get(name, "")
                yield CellEdit(sheet.name, origin.row, number, heading, column, value)


def row_of_each(before: Mapping[str, Task], ledger: Ledger) -> dict[str, int]:
    """Id of a task → its row in sheet 台账 (as users count): the tasks of `ledger` in their order, then the others.

    The rows are those of the tasks that were there `before`, and as many below as there are new tasks.
    """
    rows = sorted(int(task.origin.row) for task in before.values())
    following = count(max(rows, default=FIRST_ROW - 1) + 1)
    ids = dict.fromkeys((*(task.id for task in ledger.tasks), *before))
    return {task_id: rows[number] if number < len(rows) else next(following) for number, task_id in enumerate(ids)}


def refuse_other_tasks(path: Path, data: bytes, ledger: Ledger) -> None:
    """Raise InputError if a workbook, as it would be written, does not hold the tasks of a ledger, each once."""
    form = from_workbook(data, path.name)
    found = [task.id for task in form.ledger.tasks] if form.ledger is not None else []
    if found != [task.id for task in ledger.tasks]:
        message = "写好的台账和要写的任务对不上，未写入"
        advice = "请把 台账 表的行检查一遍（如空行、重复的标识），再试一次。"
        raise InputError([error("tasks-differ", Place(str(path), SHEET_TASKS), message, advice)])


def rows_of_tasks(before: Mapping[str, Task], ledger: Ledger, rows: Mapping[str, int]) -> Iterator[CellEdit]:
    """The cells of sheet 台账 that differ once its rows have moved with their tasks."""
    everything = (*before.values(), *ledger.tasks)
    headings_of_extra = dict.fromkeys(heading for task in everything for heading, _ in task.extra)
    after = {task.id: task for task in ledger.tasks}
    for task_id, row in rows.items():
        old, new = before.get(task_id), after.get(task_id)
        there = cells_of_task(old, headings_of_extra) if old is not None else {}
        wanted = cells_of_task(new, headings_of_extra) if new is not None else {}
        for name, (heading, _) in {**there, **wanted}.items():
            value = wanted[name][1] if name in wanted else ""
            if value != (there[name][1] if name in there else ""):
                column = old.origin.cells.get(name, "") if old is not None else ""
                yield CellEdit(SHEET_TASKS, str(row), 0, heading, column, value)


def cells_of_task(task: Task, extra: Iterable[str]) -> dict[str, tuple[str, ExtraValue]]:
    """Field → its heading and what its cell holds, columns of the staff's own among them."""
    cells = {field.name: (field.heading, cell_value(field, getattr(task, field.name))) for field in TASK_FIELDS}
    own = dict(task.extra)
    return cells | {heading: (heading, own.get(heading)) for heading in extra}


def added_records(former: Ledger, ledger: Ledger) -> Iterator[CellEdit]:
    """The cells of departments, groups and notes of an import that are new."""
    for sheet in RECORD_SHEETS.values():
        if sheet.member not in ADDED_MEMBERS:
            continue
        there = set(getattr(former, sheet.member))
        new = [record for record in getattr(ledger, sheet.member) if record not in there]
        for number, record in enumerate(new):
            for field in sheet.fields:
                value = cell_value(field, getattr(record, field.name))
                if value not in ("", None):
                    yield CellEdit(sheet.name, "", number, field.heading, "", value)


def changed_task(old: Task, new: Task) -> Iterator[tuple[str, str, ExtraValue]]:
    """(field, heading, value) of what differs in a task."""
    for field in TASK_FIELDS:
        value = getattr(new, field.name)
        if value != getattr(old, field.name):
            yield field.name, field.heading, cell_value(field, value)
    before = dict(old.extra)
    for heading, extra in new.extra:
        if extra != before.get(heading):
            yield heading, heading, extra


def changed_record(
    sheet: SheetWords, old: KeyedRecord | None, new: KeyedRecord
) -> Iterator[tuple[str, str, ExtraValue]]:
    """(field, heading, value) of what differs in a record that is known by its keys."""
    for field in sheet.fields:
        value = cell_value(field, getattr(new, field.name))
        if value != (cell_value(field, getattr(old, field.name)) if old is not None else ""):
            yield field.name, field.heading, value


def pairs(sheet: SheetWords, former: Ledger, ledger: Ledger) -> Iterator[tuple[KeyedRecord | None, KeyedRecord]]:
    """Every record of a sheet with what it was before; None where it is new. Rows that say the same key keep order."""
    key = attrgetter(*(field.name for field in sheet.fields if field.is_key))
    before: dict[object, list[KeyedRecord]] = defaultdict(list)
    for record in getattr(former, sheet.member):
        before[key(record)].append(record)
    for record in getattr(ledger, sheet.member):
        rows = before[key(record)]
        yield (rows.pop(0) if rows else None), record


# ------------------------------------------------------------------------------------------ into the workbook


def edited(
    path: Path,
    edits: Iterable[CellEdit],
    force: bool,
    moves: Mapping[int, int] = UNMOVED,
    emptied: Collection[int] = (),
) -> tuple[WrittenCells, bytes]:
    """The cells that are written, and the workbook with them.

    Rows of sheet 台账 move first, counted from 0; those of tasks that are gone are `emptied`. Edits of a row come one
    after another.
    """
    import python_calamine

    file = str(path)
    try:
        data = path.read_bytes()
        parts = WorkbookParts(data)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = {
                name: columns_of(SheetRows(file, name, top_of(workbook, name), RECORD_SHEETS[name].fields))
                for name in RECORD_SHEETS
                if name in workbook.sheet_names
            }
        parts.move_rows(SHEET_TASKS, moves, emptied)
    except (zipfile.BadZipFile, KeyError, ValueError, StopIteration, etree.XMLSyntaxError) as failure:
        raise InputError([screening.damaged(file)]) from failure
    except python_calamine.CalamineError as failure:
        raise InputError([screening.damaged(file)]) from failure
    rows = groupby(edits, attrgetter("sheet", "row", "record"))
    written = [put_row(parts, sheets, list(row)) for _, row in rows]
    broken = [*parts.breaks, *(f"公式（{cell}）" for part in parts.parts.values() for cell in part.formulas)]
    if broken and not force:
        raise RefusedError([would_break(file, broken)])
    return WrittenCells(written), parts.as_bytes()


class SheetColumns(Struct):
    """Where a sheet's columns are, those added by now too, and where its rows end."""

    heading_row: int
    columns: dict[str, int]
    """Heading → column."""
    height: int
    width: int
    shapes: dict[tuple[int, ...], tuple[int, ...]] = msgspec.field(default_factory=dict)
    """The columns in which rows were written, each combination once."""

    def new_row(self) -> int:
        """The row of a new record: below everything."""
        self.height += 1
        return self.height - 1


def columns_of(sheet: SheetRows) -> SheetColumns:
    """Where the columns of a sheet are."""
    own = {field.heading: sheet.columns[field.name] for field in sheet.fields if field.name in sheet.columns}
    cells = sheet.cells
    return SheetColumns(cells.heading_row, {**sheet.extra_columns, **own}, cells.height, cells.width)


def put_row(parts: WorkbookParts, sheets: dict[str, SheetColumns], edits: Sequence[CellEdit]) -> WrittenRow:
    """Write the values of one row."""
    name = edits[0].sheet
    if name not in sheets:
        sheets[name] = add_sheet(parts, sheets, RECORD_SHEETS[name])
    sheet, part = sheets[name], parts.sheet(name)
    row = int(edits[0].row) - 1 if edits[0].row else sheet.new_row()
    values = {column_of(edit, sheet, part): edit.value for edit in edits}
    is_first = row == sheet.heading_row + 1 and not edits[0].row
    part.put(row, values, dict.fromkeys(range(sheet.width), look_of_tasks(parts, sheets)) if is_first else NO_LOOKS)
    columns = tuple(values)
    return WrittenRow(name, row, sheet.shapes.setdefault(columns, columns))


def look_of_tasks(parts: WorkbookParts, sheets: Mapping[str, SheetColumns]) -> str:
    """The look of the first task: what stands below a heading does not look like that."""
    tasks = sheets[SHEET_TASKS]
    return parts.look(SHEET_TASKS, tasks.heading_row + 1, tasks.columns.get(CONTENT, 0))


def column_of(edit: CellEdit, sheet: SheetColumns, part: SheetPart) -> int:
    """The column of a value; one that the sheet does not have yet comes behind all others."""
    if edit.column:
        return column_index(edit.column)
    if edit.heading not in sheet.columns:
        sheet.columns[edit.heading] = sheet.width
        part.put(sheet.heading_row, {sheet.width: edit.heading})
        sheet.width += 1
    return sheet.columns[edit.heading]


def add_sheet(parts: WorkbookParts, sheets: Mapping[str, SheetColumns], words: SheetWords) -> SheetColumns:
    """A sheet that the workbook does not have yet, with its heading, looking like sheet 台账."""
    made = parts.add_sheet(words.name, [field.width for field in words.fields])
    look = parts.look(SHEET_TASKS, sheets[SHEET_TASKS].heading_row, 0)
    texts = headings(words.fields)
    made.put(0, dict(enumerate(texts)), dict.fromkeys(range(len(texts)), look))
    return columns_of(SheetRows("", words.name, cells_of([texts]), words.fields))


def would_break(file: str, what: list[str]) -> Problem:
    """What the edit would break."""
    return error(
        "edit-would-break",
        Place(file),
        f"写入后会失去：{'、'.join(what)}，未写入",
        "确要写入时加 --force（原台账保留在 output/.taizhang/旧版）。",
    )
