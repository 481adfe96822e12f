"""What the contestants of a race are given: workspaces, and the same cells for the rivals."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

from msgspec.structs import replace

from benchmarks.ledgers import ledger_for, ledger_of, workspace
from benchmarks.rivals import Cells
from generator import layout, views
from generator import template as templates
from generator.ledger import as_book
from generator.lengths import px_from_char_width
from generator.loading import load, read_templates
from generator.model import Book
from generator.system.workspace import Workspace
from generator.writer import write
from generator.writer.formats import properties

DAY = datetime.date(2021, 1, 1)


def one_ledger(folder: Path, tasks: int) -> None:
    """A workspace with the official ledger's template, and its cells."""
    store(workspace(folder, ledger_of(tasks)), "official")


def department_ledger(folder: Path, departments: int, each: int) -> None:
    """A workspace with the departments' template, their cells, and the ledger with one deadline changed."""
    ledger = ledger_for(departments, each)
    store(workspace(folder, ledger, ("department",)), "department")
    changed = replace(ledger.tasks[0], deadline_text="2021年6月底")
    write(as_book(replace(ledger, tasks=(changed, *ledger.tasks[1:]))), folder / "changed.xlsx")


def pickled_ledger(path: Path, tasks: int, units: int) -> None:
    """A ledger with so many different wordings of units."""
    path.write_bytes(pickle.dumps(ledger_of(tasks, units=units)))


def store(folder: Path, name: str) -> None:
    """The cells of a workspace's workbooks of one template."""
    loaded = load(Workspace(folder), DAY)
    (template,), _ = read_templates(Workspace(folder), [name])
    scopes = [loaded.scope]
    if template.settings.per_department:
        scopes = [views.for_department(loaded.scope, each) for each in loaded.scope.departments]
    with (folder / f"{name}.cells").open("wb") as stream:
        for scope in scopes:
            table, problems = templates.fill(template, scope)
            assert table is not None, problems
            pickle.dump(cells_of(layout.lay_out(table)[0]), stream)


def cells_of(book: Book) -> Cells:
    """A workbook's cells as plain data, all on one sheet."""
    rows, merges, breaks = [], [], []
    for sheet in book.sheets:
        start = len(rows)
        for row in sheet.rows:
            cells = zip(row.values, row.styles, strict=True)
            rows.append(
                (row.height or 15.0, [(None if value is None else str(value), style) for value, style in cells])
            )
        merges += [
            (m.first_row + start, m.first_column, m.last_row - 1 + start, m.last_column - 1) for m in sheet.merges
        ]
        breaks += [number + start for number in sheet.breaks]
    return Cells(
        [properties(style) for style in book.styles],
        [(px_from_char_width(column.width) - 5) / 7 for column in book.sheets[0].columns],
        rows,
        merges,
        breaks[:1_023],
    )
