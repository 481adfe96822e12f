"""`Template` and `Scope` to `TableBook`: each page's program runs once, and what it hands out becomes rows."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import EXACT, MAX_CELL_CHARACTERS, MAX_ROWS, MAX_SHEET_NAME, SHEET_NAME_FORBIDDEN
from generator.hidden_sheet import SHEET_NAME as MARK
from generator.model import Comment, Row, Scope, Style, TableBook, TaskView, Value
from generator.problems import Problem, error, errors_in, warning
from generator.template.filling.filled_texts import filled_texts
from generator.template.filling.page_trees import tree_of
from generator.template.filling.row_map import Stretch
from generator.template.filling.scope_names import column_of, extras_of, names_for
from generator.template.filling.tables import Filled, defined_names, tables_of
from generator.template.filling.texts import pending_problems, text_of
from generator.template.language.mistakes import Exhausted, Mistake, too_long
from generator.template.language.program import FOLDER, Program, StoppedError, compile_nodes, mistake_at, run
from generator.template.language.sandbox import Sandbox
from generator.template.language.values import Missing, is_list, shown
from generator.template.template import Page, Recipe, Template
from generator.template.workbook.swatches import laid_over, unknown_swatch
from generator.vocabulary import ROLE_COLUMNS

MAX_CELLS = 10_000_000
"""Cells of one workbook, far more than anybody prints."""
MAX_FAILURES = 50
"""Cells of one page that are told of at once."""
MAX_NUMBER = 1e307
""""Excel specifications and limits": the largest number is 9.99E+307."""
RESERVED = frozenset({"history", MARK})
"""Names that no sheet may have: Excel's own, and that of the sheet by which a workbook is known."""
FREE_CHARACTERS = 2_000
"""Rows with less text are not counted against the budget: they come from the ledger as they are."""
PLAIN = frozenset([str, int, float, bool, datetime.date, datetime.datetime, type(None)])


class Filling(Struct, dict=True):
    """One fill of a template: what it spends, and the styles that come up on the way."""

    template: Template
    scope: Scope
    extras: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    cells: int = 0

    def __post_init__(self) -> None:
        self.extras = extras_of(self.scope)
        self.sandbox = Sandbox(self.extras)
        self.styles = list(self.template.styles)
        self.numbers = {style: number for number, style in enumerate(self.styles)}
        self.overlaid: dict[tuple[int, str], int] = {}

    def book(self) -> TableBook | None:
        """The workbook; None where there are errors."""
        self.check_pending()
        if errors_in(self.problems):
            return None
        filled: list[Filled] = []
        for page in self.template.pages:
            for scope in self.scopes(page):
                rows = self.rows(page, names_for(scope))
                name = self.sheet_name(page, scope)
                if rows is not None:
                    free_name = free_sheet_name(name, {each.name.casefold() for each in filled})
                    stretch = Stretch(rows.rows, rows.turns, page.loops)
                    texts = filled_texts(page.texts, self.sandbox, scope, self.problems)
                    own = Filled(page, free_name, stretch, department_of(scope), texts, tuple(rows.notes))
                    filled.append(own)
        if all(each.page.setup.view.hidden for each in filled) and not errors_in(self.problems):
            message, advice = "没有一张表可以生成：每单位一表，但没有单位有任务", "请检查台账里的责任单位。"
            self.problems.append(error("no-sheets", self.template.place(), message, advice))
        if errors_in(self.problems):
            return None
        tables = tables_of(filled, self.template, self.problems)
        names = defined_names(self.template, filled, self.problems)
        if errors_in(self.problems):
            return None
        return TableBook(tables, tuple(self.styles), names, self.template.title)

    def scopes(self, page: Page) -> Iterator[Scope]:
        """The scopes that a page is filled with: one, or one for each department."""
        if not self.template.settings.sheet_per_department or page.setup.view.hidden:
            yield self.scope
            return
        for department in self.scope.departments:
            if department.task_count:
                yield replace(self.scope, department=department, tasks=tuple(department.tasks))

    def check_pending(self) -> None:
        """Report the names that neither the views nor this ledger have."""
        for page in self.template.pages:
            self.problems += pending_problems(page.reading.findings.pending, page.program, self.scope)
            self.problems += self.unshown_units(page)

    def unshown_units(self, page: Page) -> Iterator[Problem]:
        """Columns of units that the ledger fills and a list with 责任单位 leaves out: nobody sees them in print."""
        shown = page.program.source
        if ".units_text" not in shown:
            return
        for heading, role in ROLE_COLUMNS.items():
            is_shown = f".{role.column}" in shown or f".{role.names_field}" in shown
            if not is_shown and any(column_of(self.scope.tasks, role.column)):
                yield warning(
                    "unshown-units",
                    self.template.place(page.name),
                    f"台账填了“{heading}”，这张表只有“责任单位”，印出来看不到{heading}",
                    f"请在模板里加一栏，任务那一行写 {{{{ 任务.{heading} }}}}；或把它并入台账的“责任单位”。",
                )

    # -- one sheet

    def sheet_name(self, page: Page, scope: Scope) -> str:
        """The name of a filled sheet."""
        if page.title is not None:
            text, problems = text_of(page.title, self.sandbox, names_for(scope))
            self.problems += problems
            return text
        if not self.template.settings.sheet_per_department or scope.department is None:
            return page.name
        short = scope.department.short
        visible = [each for each in self.template.pages if not each.setup.view.hidden]
        return short if len(visible) == 1 else f"{short} {page.name}"

    def rows(self, page: Page, names: Mapping[str, Any]) -> Rows | None:
        """The rows of a page; after a mistake the rest is filled too, so that all mistakes are told at once."""
        stops: dict[int, StoppedError] = {}
        rows: Rows | None = None
        while rows is None and len(stops) < MAX_FAILURES:
            program = self.without(page, frozenset(stops)) if stops else page.program
            try:
                rows = Rows(self, page)
                rows.collect(program, names)
            except StoppedError as stopped:
                rows = None
                if stopped.line in stops:
                    break
                stops[stopped.line] = stopped
                if stopped.final:
                    break
        self.problems += (stops[line].problem for line in sorted(stops))
        return None if stops else rows

    def without(self, page: Page, skipped: frozenset[int]) -> Program:
        """A page's program in which some cells give nothing."""
        from generator.template.language.statements import Assembly

        constants = {row: each.constants for row, each in page.recipes.items()}
        assembly = Assembly(constants, page.reading.owners, page.turns, skipped)
        return compile_nodes(list(assembly.statements(tree_of(self.template, page).blocks)), page.program.spots)

    def overlay(self, number: int, name: str) -> int:
        """The number of a style with a swatch laid over it; raises Mistake for an unknown swatch."""
        key = (number, name)
        if key not in self.overlaid:
            if name not in self.template.swatches:
                raise unknown_swatch(name, self.template.swatches)
            style = laid_over(self.styles[number], self.template.swatches[name], self.styles[0])
            self.overlaid[key] = self.number(style)
        return self.overlaid[key]

    def number(self, style: Style) -> int:
        """The number of a style."""
        if style not in self.numbers:
            self.numbers[style] = len(self.styles)
            self.styles.append(style)
        return self.numbers[style]


class Rows(Struct, dict=True):
    """The rows of one page as they come in."""

    filling: Filling
    page: Page
    rows: list[Row] = field(default_factory=list)
    turns: list[tuple[int, ...]] = field(default_factory=list)
    """For each row, the turns of the loops around it (only where formulas ask for them)."""

    def __post_init__(self) -> None:
        self.notes: list[Comment] = []
        self.task: TaskView | None = None
        self.runs: dict[int, tuple[int, Any, int, bool]] = {}
        self.run = 0
        self.turn: dict[int, int] = {}

    def collect(self, program: Program, names: Mapping[str, Any]) -> None:
        """Run the program and make rows of what it hands out; raises StoppedError."""
        recipes = self.page.recipes
        with_turns = self.page.turns
        for handed_out in run(program, self.filling.sandbox, names):
            if handed_out.__class__ is int:
                self.turn[handed_out] = self.turn.get(handed_out, 0) + 1
                continue
            row, values, keys, looks, owners, notes = handed_out
            recipe = recipes[row]
            try:
                self.add(recipe, values, keys, looks, owners)
            except Mistake as mistake:
                raise self.stopped(mistake, row) from None
            if notes:
                self.add_notes(recipe, notes)
            if with_turns:
                self.turns.append(tuple(self.turn.get(line, 0) for line in self.page.loops[row]))

    def add_notes(self, recipe: Recipe, texts: tuple[str, ...]) -> None:
        """The notes on the row that was just added; one without a text is left out."""
        for (column, author), text in zip(recipe.notes, texts, strict=True):
            if text and text.strip():
                self.notes.append(Comment(len(self.rows) - 1, column, text[:MAX_CELL_CHARACTERS], author))

    def stopped(self, mistake: Mistake, row: int) -> StoppedError:
        """A mistake in what a row's cells gave, at the cell that gave it."""
        recipe = self.page.recipes[row]
        loop = (self.page.loops.get(row) or (1,))[-1]
        line = recipe.lines.get(self.column, next(iter(recipe.lines.values()), loop))
        problem = mistake_at(mistake, self.page.program.spot(line))
        return StoppedError(problem, line, isinstance(mistake, Exhausted))

    def add(
        self, recipe: Recipe, values: tuple[Any, ...] | None, keys: tuple[Any, ...], looks: tuple[Any, ...], owners: Any
    ) -> None:
        """One row."""
        form = recipe.form
        self.column = -1
        cells: tuple[Value, ...] = recipe.constants if values is None else self.checked(values)
        if values is not None and recipe.specials:
            cells = with_items(cells, recipe.specials)
        if recipe.followed:
            above = self.rows[-1]
            cells = with_items(cells, [(column, above.values[column]) for column in recipe.followed])
        task = next((owner for owner in owners if owner.__class__ is TaskView), None)
        self.rows.append(
            Row(
                form,
                cells,
                self.keys(recipe, cells, keys) if recipe.labels or recipe.followed else (),
                self.look(recipe, looks) if recipe.looks else form.styles,
                False,
                task.id if task is not None else "",
            )
        )
        if task is not None and task is not self.task:
            self.begin_task(task)
        self.count(len(cells))

    def count(self, cells: int) -> None:
        """Keep to the limits of a sheet and a workbook."""
        self.filling.cells += cells
        if len(self.rows) > MAX_ROWS:
            raise Exhausted(
                "too-many-rows", f"生成的行数超过 Excel 的上限（{MAX_ROWS:,} 行），已停止", "请检查循环和嵌套。"
            )
        if self.filling.cells > MAX_CELLS:
            raise Exhausted(
                "too-many-cells", f"生成的单元格过多（超过 {MAX_CELLS:,} 个），已停止", "请检查循环和嵌套。"
            )

    def begin_task(self, task: TaskView) -> None:
        """The row that was just added is the first of a task: a page may have to start there.

        The headings right above it go with it.
        """
        same = self.task is not None and task.id == self.task.id and task.id != ""
        self.task = task
        if not task.starts_page or same:
            return
        at = len(self.rows) - 1
        while at > 0 and self.rows[at - 1].form.kind == "heading":
            at -= 1
        self.rows[at] = replace(self.rows[at], starts_page=True)

    def checked(self, values: tuple[Any, ...]) -> tuple[Value, ...]:
        """Values that cells can hold; raises Mistake with `column` set."""
        total = 0
        for value in values:
            kind = value.__class__
            if kind is str:
                total += len(value)
            elif (kind is int or kind is float) and not -MAX_NUMBER < value < MAX_NUMBER:
                self.column = values.index(value)
                raise Mistake("number-too-large", "数字太大，或不是一个数", "请检查乘法、乘方和除法。")
            elif kind is int and not -EXACT <= value <= EXACT:
                return self.checked(tuple(map(as_number, values)))
            elif kind not in PLAIN:
                return self.checked(tuple(self.as_value(column, each) for column, each in enumerate(values)))
        if total > MAX_CELL_CHARACTERS:
            for self.column, value in enumerate(values):
                if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
                    raise too_long(len(value))
        if total > FREE_CHARACTERS:
            self.filling.sandbox.budget.take(total)
        return values

    def as_value(self, column: int, value: Any) -> Value:
        """A value as a cell holds it: lists are joined by 、."""
        if value.__class__ in PLAIN:
            return cast("Value", value)
        self.column = column
        if isinstance(value, str):
            return str(value)
        if is_list(value):
            return self.filling.sandbox.budget.text(shown(value))
        return shown(value)

    def keys(self, recipe: Recipe, cells: tuple[Value, ...], keys: tuple[Any, ...]) -> tuple[Any, ...]:
        """The keys of a row's labels: one number for a run of equal keys under one parent."""
        found: list[Any] = [None] * len(cells)
        parent = -1
        runs = self.runs
        for column, keyed in recipe.labels:
            own = cells[column] if keyed is None else keys[keyed]
            if own.__class__ is Missing:
                self.column = column
                str(own)
            if keyed is not None and own is None:
                continue
            last = runs.get(column)
            if last is None or last[1] != own or last[2] != parent or last[3] is not (keyed is None):
                self.run += 1
                last = runs[column] = (self.run, own, parent, keyed is None)
            found[column] = last[0]
            if keyed is None:
                parent = last[0]
        for column in recipe.followed:
            found[column] = self.rows[-1].keys[column]
        return tuple(found)

    def look(self, recipe: Recipe, looks: tuple[Any, ...]) -> tuple[int, ...]:
        """The styles of a row in which cells take the look of a swatch."""
        styles = recipe.form.styles
        for column, name in zip(recipe.looks, looks, strict=True):
            self.column = column
            if name is not None and name != "":
                number = self.filling.overlay(styles[column], shown(name))
                styles = with_items(styles, [(column, number)])
        return styles


def as_number(value: Any) -> Any:
    """A whole number that no cell holds exactly as the number that it holds; any other value as it is."""
    return float(value) if value.__class__ is int and not -EXACT <= value <= EXACT else value


def department_of(scope: Scope) -> str:
    """The department that a scope belongs to; empty for none."""
    return scope.department.short if scope.department else ""


def with_items(values: tuple[Any, ...], items: Iterable[tuple[int, Any]]) -> tuple[Any, ...]:
    """`values` with others at some indexes."""
    changed = list(values)
    for index, value in items:
        changed[index] = value
    return tuple(changed)


def free_sheet_name(text: str, taken: set[str]) -> str:
    """A name that a sheet may have: no forbidden characters, at most 31, unlike the others."""
    name = "".join("_" if char in SHEET_NAME_FORBIDDEN or ord(char) < 32 else char for char in text)
    name = name.strip().strip("'")[:MAX_SHEET_NAME].strip() or "Sheet"
    candidate, number = name, 1
    while candidate.casefold() in taken or candidate.casefold() in RESERVED:
        number += 1
        ending = f"（{number}）"
        candidate = name[: MAX_SHEET_NAME - len(ending)] + ending
    return candidate


def fill(template: Template, scope: Scope) -> tuple[TableBook | None, tuple[Problem, ...]]:
    """The workbook that a template gives for `scope`, or None where there are errors; and every problem, by cell."""
    filling = Filling(template, scope)
    book = filling.book()
    return book, tuple(dict.fromkeys(filling.problems))


def output_name(template: Template, scope: Scope) -> tuple[str, tuple[Problem, ...]]:
    """The name of the file that a template gives for `scope`, as text: not yet made safe for a disk.

    Only a ``/`` that the template's author wrote makes a folder, none that stands in a value.
    """
    program = template.settings.output_name
    if program is None:
        return template.name, ()
    text, problems = text_of(program, Sandbox(extras_of(scope)), names_for(scope))
    if not text.strip() and not problems:
        message = f"“输出文件名”得到的是空白（见 {template.settings.output_text}）"
        problems = [error("empty-name", template.settings.output_place, message, "请检查其中的名称。")]
    return re.sub(r"[/\\]", "_", text).replace(FOLDER, "/"), tuple(problems)
