"""Template workbooks drawn in text: cells parted by |, the way staff would fill them in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from msgspec.structs import replace
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.layout import lay_out
from generator.model import Book, DepartmentView, EditionView, LedgerView, Scope, Table, TableBook, TaskView
from generator.problems import Problem, errors_in
from generator.template import Template, fill, read

Draw = Callable[[Worksheet], None]
CELL = re.compile(r"((?:\{[{%].*?[%}]\}|(?! \| ).)+|(?<= \| )(?= ))(?: \| |$)")
"""A cell of a picture: bars inside tags part nothing."""


def task(number: int, section: str = "一、公开", item: str = "", **fields: object) -> TaskView:
    """A task with an id and a content made from its number."""
    given: dict[str, object] = {"content": f"任务{number}", "units_group": number, "deadline_group": number, **fields}
    return TaskView(id=f"T{number:03}", number=number, section=section, item=item, **given)  # type: ignore[arg-type]


def scope(*tasks: TaskView, department: DepartmentView | None = None, **fields: object) -> Scope:
    """What a template is filled with."""
    view = LedgerView("某旗工作台账", 2021, "某旗政府办公室", "备注文字", {"预警天数": "30"}, len(tasks))
    return replace(Scope(view, tasks, (), department, edition=EditionView(1)), **fields)  # type: ignore[arg-type]


def drawn(
    path: Path,
    picture: str,
    draw: Draw | None = None,
    settings: Mapping[str, str] | None = None,
    styles: Draw | None = None,
) -> Path:
    """A template workbook from a picture of its cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    paint(sheet, picture)
    if draw:
        draw(sheet)
    if settings:
        table = book.create_sheet("设置")
        for row in settings.items():
            table.append(row)
    if styles:
        styles(book.create_sheet("样式"))
    return saved(book, path)


def saved(book: Workbook, path: Path) -> Path:
    """A workbook on disk."""
    book.save(path)
    return path


def paint(sheet: Worksheet, picture: str) -> None:
    """Fill cells from a picture: one line a row, cells parted by `` | ``, ``-`` an empty row."""
    lines = [line.strip() for line in picture.strip("\n").splitlines()]
    for row, line in enumerate(lines, 1):
        if line == "-":
            continue
        for column, text in enumerate(CELL.findall(line), 1):
            if text.strip():
                sheet.cell(row, column).value = value_of(text.strip())


def value_of(text: str) -> object:
    """Digits are numbers."""
    return int(text) if text.isascii() and text.isdigit() else text


def filled(path: Path, given: Scope) -> TableBook:
    """The workbook that a template gives; every problem is a failure."""
    template, problems = read(path)
    assert template is not None, listing(problems)
    book, problems = fill(template, given)
    assert book is not None, listing(problems)
    return book


def table(path: Path, given: Scope) -> Table:
    """The first sheet that a template gives."""
    return filled(path, given).tables[0]


def picture(table: Table) -> list[str]:
    """The values of a table: one text a row, cells parted by `` | ``, trailing blanks left out."""
    return [" | ".join("" if value is None else str(value) for value in row.values).rstrip(" |") for row in table.rows]


def laid_out(path: Path, given: Scope) -> Book:
    """The workbook that a template gives, laid out; every error is a failure."""
    book, problems = lay_out(filled(path, given))
    assert not errors_in(problems), listing(problems)
    return book


def printed(path: Path, given: Scope, sheet: int = 0) -> list[str]:
    """The cells of a sheet after layout, formulas as they are written: one text a row, cells parted by `` | ``."""
    return [
        " | ".join("" if value is None else getattr(value, "text", str(value)) for value in row.values).rstrip(" |")
        for row in laid_out(path, given).sheets[sheet].rows
    ]


def listing(problems: tuple[Problem, ...]) -> str:
    """Problems as lines: cell, message, advice."""
    return "\n".join(
        f"{problem.place.sheet}!{problem.place.cell} {problem.message}｜{problem.advice}" for problem in problems
    )


def errors(path: Path, given: Scope | None = None) -> list[tuple[str, str, str]]:
    """(cell, message, advice) of every error that a template has, once it is also filled."""
    template, problems = read(path)
    if template is not None:
        book, problems = fill(template, given or scope(task(1)))
        problems = problems if book is None else (*problems, *lay_out(book)[1])
    return [(problem.place.cell, problem.message, problem.advice) for problem in errors_in(problems)]


def opened(path: Path) -> Template:
    """A template that has no errors."""
    template, problems = read(path)
    assert template is not None, listing(problems)
    return template


def rezipped(path: Path, change: dict[str, bytes | None]) -> Path:
    """The workbook with parts replaced, added or (None) left out."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *change}:
            content = change.get(name, b"") if name in change else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return path
