"""A changed Ledger to the file it was read from: the cells concerned are changed in place, the former file is kept.

How a workbook is edited without losing anything else in it is the matter of inplace.py. What an edit must break all
the same (a digital signature, a formula in a cell that is to be written) is named before, and is done only when forced.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree
from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_letters
from generator.ledger.inplace import SheetPart, WorkbookParts, column_index
from generator.ledger.json_form import as_json
from generator.ledger.parsing import cells_in
from generator.ledger.reading import from_json_bytes, from_workbook, is_json
from generator.ledger.sheets import SheetRows, cells_of
from generator.ledger.workbook_form import SHEETS, is_plain_number
from generator.model import Answer, ExtraValue, Ledger, Task
from generator.problems import InputError, Place, Problem, RefusedError, error
from generator.system import disk, screening
from generator.vocabulary import ANSWER_WORDS, SHEET_ANSWERS, SHEET_TASKS, TASK_WORDS, YES, headings

ANSWER_WIDTHS = (9, 16, 12, 50, 36, 36, 12, 14, 28)


def update(
    path: Path,
    former: Ledger,
    ledger: Ledger,
    former_folder: Path,
    *,
    digest: str,
    edition: int | None = None,
    force: bool = False,
) -> tuple[str, ...]:
    """Bring the ledger file at `path`, which reads as `former`, to `ledger`; gives the cells that were written.

    Tasks keep their rows and their number; their fields and sheet 落实情况 may differ. The file as it was is kept in
    `former_folder`, date and edition in its name. Raises RefusedError, nothing written, if the file is no longer the
    one with the SHA-256 `digest` that was read, or if the edit would break something, unless forced; InputError if the
    file cannot be edited; OSError if it cannot be written.
    """
    if is_json(path):
        cells = tuple(changed_members(former, ledger))
        data = as_json(ledger)
    else:
        edits = edits_of(former, ledger)
        cells, data = edited(path, edits, force) if edits else ((), b"")
    if cells:
        if disk.sha_of(path.read_bytes()) != digest:
            raise RefusedError([changed_meanwhile(str(path))])
        keep_former(path, former_folder, edition)
        disk.replace_file(path, data)
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
    return update(path, replace(ledger, tasks=former), ledger, former_folder, digest=digest)


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
    for position, (old_answer, new_answer) in enumerate(pairs(former, ledger)):
        yield from (f"/returns/{position}/{name}" for name, _, _ in changed_answer(old_answer, new_answer))


def edits_of(former: Ledger, ledger: Ledger) -> tuple[CellEdit, ...]:
    """Every value that differs."""
    found = []
    for old, new in zip(former.tasks, ledger.tasks, strict=True):
        for name, heading, value in changed_task(old, new):
            column = old.origin.cells.get(name, "")
            found.append(CellEdit(SHEET_TASKS, old.origin.row, 0, name, heading, column, value))
    for record, (old_answer, answer) in enumerate(pairs(former, ledger)):
        origin = old_answer.origin if old_answer else Answer("", "").origin
        for name, heading, value in changed_answer(old_answer, answer):
            column = origin.cells.get(name, "")
            found.append(CellEdit(SHEET_ANSWERS, origin.row, record, name, heading, column, value))
    return tuple(found)


def changed_task(old: Task, new: Task) -> Iterator[tuple[str, str, ExtraValue]]:
    """(field, heading, value) of what differs in a task."""
    for word in TASK_WORDS:
        value = getattr(new, word.name)
        if value != getattr(old, word.name):
            if isinstance(value, bool):
                value = YES if value else ""
            number = word.name == "number" and is_plain_number(value)
            yield word.name, word.heading, int(value) if number else value
    before = dict(old.extra)
    for heading, extra in new.extra:
        if extra != before.get(heading):
            yield heading, heading, extra


def changed_answer(old: Answer | None, new: Answer) -> Iterator[tuple[str, str, ExtraValue]]:
    """(field, heading, value) of what differs in an answer."""
    for word in ANSWER_WORDS:
        value = getattr(new, word.name)
        if value != (getattr(old, word.name) if old else ""):
            yield word.name, word.heading, value


def pairs(former: Ledger, ledger: Ledger) -> Iterator[tuple[Answer | None, Answer]]:
    """Every answer with what it was before; None where it is new."""
    before = {(answer.task_id, answer.department): answer for answer in former.returns}
    for answer in ledger.returns:
        yield before.get((answer.task_id, answer.department)), answer


# ------------------------------------------------------------------------------------------ into the workbook


def edited(path: Path, edits: tuple[CellEdit, ...], force: bool) -> tuple[tuple[str, ...], bytes]:
    """The cells that are written, and the workbook with them."""
    import python_calamine

    file = str(path)
    try:
        data = path.read_bytes()
        parts = WorkbookParts(data)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = {
                name: Columns(SheetRows(file, name, cells_in(workbook, name), SHEETS[name][0]))
                for name in (SHEET_TASKS, SHEET_ANSWERS)
                if name in workbook.sheet_names
            }
    except (zipfile.BadZipFile, KeyError, ValueError, StopIteration, etree.XMLSyntaxError) as failure:
        raise InputError([screening.damaged(file)]) from failure
    except python_calamine.CalamineError as failure:
        raise InputError([screening.damaged(file)]) from failure
    cells = tuple(place(parts, sheets, edits, edit) for edit in edits)
    broken = [*parts.breaks, *(f"公式（{cell}）" for part in parts.parts.values() for cell in part.formulas)]
    if broken and not force:
        raise RefusedError([would_break(file, broken)])
    return cells, parts.as_bytes()


class Columns(Struct):
    """Where a sheet's columns are, those added by now too."""

    sheet: SheetRows
    added: dict[str, int] = field(default_factory=dict)
    records: dict[int, int] = field(default_factory=dict)
    """New record → its row."""

    def column(self, heading: str, letters: str) -> int | None:
        """The column under a heading; None where there is none yet."""
        names = {
            **self.sheet.extra_columns,
            **{w.heading: self.sheet.columns.get(w.name, -1) for w in self.sheet.words},
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


def place(parts: WorkbookParts, sheets: dict[str, Columns], edits: tuple[CellEdit, ...], edit: CellEdit) -> str:
    """Write one value; gives the name of its cell."""
    if edit.sheet not in sheets:
        sheets[edit.sheet] = add_answers(parts, sheets)
    columns, part = sheets[edit.sheet], parts.sheet(edit.sheet)
    column = columns.column(edit.heading, edit.column)
    if column is None:
        column = columns.add_column(edit.heading)
        part.put(columns.sheet.cells.heading_row, column, edit.heading)
    row = int(edit.row) - 1 if edit.row else columns.row(edit.record)
    part.put(row, column, edit.value)
    return f"{edit.sheet}!{column_letters(column)}{row + 1}"


def add_answers(parts: WorkbookParts, sheets: Mapping[str, Columns]) -> Columns:
    """Sheet 落实情况 with its heading, looking like sheet 台账."""
    made = parts.add_sheet(SHEET_ANSWERS, ANSWER_WIDTHS)
    tasks = sheets[SHEET_TASKS].sheet
    look = parts.sheet(SHEET_TASKS)
    for column, heading in enumerate(headings(ANSWER_WORDS)):
        made.put(0, column, heading)
        copy_look(look, (tasks.cells.heading_row, 0), made, (0, column))
    return Columns(SheetRows("", SHEET_ANSWERS, cells_of([headings(ANSWER_WORDS)]), ANSWER_WORDS))


def copy_look(source: SheetPart, at: tuple[int, int], target: SheetPart, to: tuple[int, int]) -> None:
    """Give a cell the look of another."""
    row = source.rows.get(at[0])
    cell = source.cells(row).get(at[1]) if row is not None else None
    if cell is not None and cell.get("s"):
        target.cell(*to).set("s", cell.get("s", ""))


def changed_meanwhile(file: str) -> Problem:
    """Somebody saved the ledger while the command worked."""
    return error(
        "ledger-changed",
        Place(file),
        "台账在处理期间被别人改动并保存，未写入",
        "请再运行一次。",
    )


def would_break(file: str, what: list[str]) -> Problem:
    """What the edit would break."""
    return error(
        "edit-would-break",
        Place(file),
        f"写入后会失去：{'、'.join(what)}，未写入",
        "确要写入时加 --force（原台账保留在 output/.taizhang/旧版）。",
    )


def keep_former(path: Path, folder: Path, edition: int | None = None) -> Path:
    """Copy the file as it is into `folder`, today's date and the edition in its name."""
    stem = f"{path.stem} {datetime.date.today().isoformat()}" + (f" 第{edition}版" if edition is not None else "")
    return disk.keep_copy(path, folder, f"{stem}{path.suffix}")
