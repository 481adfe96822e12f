"""A changed Ledger to the file it was read from: the cells concerned are changed in place, the former file is kept.

How a workbook is edited without losing anything else in it is the matter of inplace.py. What an edit must break all
the same (a digital signature, a formula in a cell that is to be written) is named before, and is done only when forced.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

import msgspec
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from generator.excel import column_index, column_letters
from generator.ledger.cells import cell_value
from generator.ledger.inplace import SheetPart, WorkbookParts
from generator.ledger.json_form import as_json
from generator.ledger.parsing import cells_in
from generator.ledger.reading import from_json_bytes, from_workbook, is_json
from generator.ledger.sheets import SheetRows, cells_of
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
) -> tuple[str, ...]:
    """Bring the ledger file at `path`, which reads as `former`, to `ledger`; gives the cells that were written.

    Tasks keep their rows and their number; their fields, and sheets 落实情况, 报送期 and 已阅, may differ. The file as
    it was is kept in `former_folder`, date and edition in its name, with `why`. `announce` is told the bytes of the
    new file before they are written. Raises RefusedError, nothing written, if the file is no longer the one with the
    SHA-256 `digest` that was read, or if the edit would break something, unless forced; InputError if the file cannot
    be edited; OSError if it cannot be written.
    """
    if is_json(path):
        cells = tuple(changed_members(former, ledger))
        data = as_json(ledger)
    else:
        edits = edits_of(former, ledger)
        cells, data = edited(path, edits, force) if edits else ((), b"")
    if cells:
        replace_ledger(path, data, former_folder, digest=digest, why=why, edition=edition, announce=announce)
    return cells


def write_ids(path: Path, ledger: Ledger, former_folder: Path, *, digest: str) -> tuple[str, ...]:
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
        edits = (*rows_of_tasks(before, ledger, rows), *added_records(former, ledger))
        there = {task.id for task in ledger.tasks}
        gone = {int(task.origin.row) - 1 for task_id, task in before.items() if task_id not in there}
        cells, data = edited(path, edits, force, moves, gone)
        refuse_other_tasks(path, data, ledger)
        moved = (f"{SHEET_TASKS}!A{target + 1}" for row, target in moves.items() if row != target)
        cells = tuple(dict.fromkeys((*moved, *cells)))
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
    name: str
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


def edits_of(former: Ledger, ledger: Ledger) -> tuple[CellEdit, ...]:
    """Every value that differs."""
    found = []
    for old, new in zip(former.tasks, ledger.tasks, strict=True):
        for name, heading, value in changed_task(old, new):
            column = old.origin.cells.get(name, "")
            found.append(CellEdit(SHEET_TASKS, old.origin.row, 0, name, heading, column, value))
    for sheet in KEYED_SHEETS:
        for number, (before, record) in enumerate(pairs(sheet, former, ledger)):
            origin = before.origin if before is not None else NOWHERE
            for name, heading, value in changed_record(sheet, before, record):
                column = origin.cells.get(name, "")
                found.append(CellEdit(sheet.name, origin.row, number, name, heading, column, value))
    return tuple(found)


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
                yield CellEdit(SHEET_TASKS, str(row), 0, name, heading, column, value)


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
                    yield CellEdit(sheet.name, "", number, field.name, field.heading, "", value)


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
    edits: tuple[CellEdit, ...],
    force: bool,
    moves: Mapping[int, int] = UNMOVED,
    emptied: Collection[int] = (),
) -> tuple[tuple[str, ...], bytes]:
    """The cells that are written, and the workbook with them.

    Rows of sheet 台账 move first, counted from 0; those of tasks that are gone are `emptied`.
    """
    import python_calamine

    file = str(path)
    try:
        data = path.read_bytes()
        parts = WorkbookParts(data)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = {
                name: SheetColumns(SheetRows(file, name, cells_in(workbook, name), RECORD_SHEETS[name].fields))
                for name in RECORD_SHEETS
                if name in workbook.sheet_names
            }
    except (zipfile.BadZipFile, KeyError, ValueError, StopIteration, etree.XMLSyntaxError) as failure:
        raise InputError([screening.damaged(file)]) from failure
    except python_calamine.CalamineError as failure:
        raise InputError([screening.damaged(file)]) from failure
    parts.move_rows(SHEET_TASKS, moves, emptied)
    cells = tuple(place(parts, sheets, edit) for edit in edits)
    broken = [*parts.breaks, *(f"公式（{cell}）" for part in parts.parts.values() for cell in part.formulas)]
    if broken and not force:
        raise RefusedError([would_break(file, broken)])
    return cells, parts.as_bytes()


class SheetColumns(Struct):
    """Where a sheet's columns are, those added by now too."""

    sheet: SheetRows
    added: dict[str, int] = msgspec.field(default_factory=dict)
    records: dict[int, int] = msgspec.field(default_factory=dict)
    """New record → its row."""

    def column(self, heading: str, letters: str) -> int | None:
        """The column under a heading; None where there is none yet."""
        names = {
            **self.sheet.extra_columns,
            **{f.heading: self.sheet.columns.get(f.name, -1) for f in self.sheet.fields},
        }
        found = self.added.get(heading, names.get(heading, -1))
        if letters:
            return column_index(letters)
        return found if found >= 0 else None

    def add_column(self, heading: str) -> int:
        """The first free column behind all others."""
        self.added[heading] = self.sheet.cells.width + len(self.added)
        return self.added[heading]

    def row(self, record: int) -> int:
        """The row of a new record: below everything."""
        return self.records.setdefault(record, self.sheet.cells.height + len(self.records))


def place(parts: WorkbookParts, sheets: dict[str, SheetColumns], edit: CellEdit) -> str:
    """Write one value; gives the name of its cell."""
    if edit.sheet not in sheets:
        sheets[edit.sheet] = add_sheet(parts, sheets, RECORD_SHEETS[edit.sheet])
    columns, part = sheets[edit.sheet], parts.sheet(edit.sheet)
    column = columns.column(edit.heading, edit.column)
    if column is None:
        column = columns.add_column(edit.heading)
        part.put(columns.sheet.cells.heading_row, column, edit.heading)
    row = int(edit.row) - 1 if edit.row else columns.row(edit.record)
    part.put(row, column, edit.value)
    return f"{edit.sheet}!{column_letters(column)}{row + 1}"


def add_sheet(parts: WorkbookParts, sheets: Mapping[str, SheetColumns], words: SheetWords) -> SheetColumns:
    """A sheet that the workbook does not have yet, with its heading, looking like sheet 台账."""
    made = parts.add_sheet(words.name, [field.width for field in words.fields])
    tasks = sheets[SHEET_TASKS].sheet
    look = parts.sheet(SHEET_TASKS)
    for column, heading in enumerate(headings(words.fields)):
        made.put(0, column, heading)
        copy_look(look, (tasks.cells.heading_row, 0), made, (0, column))
    return SheetColumns(SheetRows("", words.name, cells_of([headings(words.fields)]), words.fields))


def copy_look(source: SheetPart, at: tuple[int, int], target: SheetPart, to: tuple[int, int]) -> None:
    """Give a cell the look of another."""
    row = source.rows.get(at[0])
    cell = source.cells(row).get(at[1]) if row is not None else None
    if cell is not None and cell.get("s"):
        target.cell(*to).set("s", cell.get("s", ""))


def would_break(file: str, what: list[str]) -> Problem:
    """What the edit would break."""
    return error(
        "edit-would-break",
        Place(file),
        f"写入后会失去：{'、'.join(what)}，未写入",
        "确要写入时加 --force（原台账保留在 output/.taizhang/旧版）。",
    )
