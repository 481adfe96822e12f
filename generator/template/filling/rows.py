"""What the program of a page hands out to `Row`s: values that cells can hold, keys of labels, looks, notes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, cast

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import EXACT, MAX_CELL_CHARACTERS, MAX_ROWS
from generator.model import Comment, Row, TaskView, Value
from generator.template.filling.overlaid_styles import OverlaidStyles
from generator.template.language.mistakes import BudgetSpent, Mistake, too_long
from generator.template.language.program import Program, StoppedError, mistake_at, run
from generator.template.language.sandbox import Sandbox
from generator.template.language.values import MissingName, is_list, shown
from generator.template.template import RowRecipe, TemplatePage

MAX_CELLS = 10_000_000
"""Cells of one workbook, far more than anybody prints."""
MAX_NUMBER = 1e307
""""Excel specifications and limits": the largest number is 9.99E+307."""
FREE_CHARACTERS = 2_000
"""Rows with less text are not counted against the budget: they come from the ledger as they are."""
PLAIN = frozenset([str, int, float, bool, datetime.date, datetime.datetime, type(None)])


class FillResources(Struct):
    """What the pages of one fill share: a sandbox with its budget, the styles, and the number of cells so far."""

    sandbox: Sandbox
    styles: OverlaidStyles
    cells: int = 0


class FilledRows(Struct, dict=True):
    """The rows of one page as they come in."""

    resources: FillResources
    page: TemplatePage
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
        for handed_out in run(program, self.resources.sandbox, names):
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

    def add_notes(self, recipe: RowRecipe, texts: tuple[str, ...]) -> None:
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
        return StoppedError(problem, line, isinstance(mistake, BudgetSpent))

    def add(
        self,
        recipe: RowRecipe,
        values: tuple[Any, ...] | None,
        keys: tuple[Any, ...],
        looks: tuple[Any, ...],
        owners: Any,
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
                form=form,
                values=cells,
                keys=self.keys(recipe, cells, keys) if recipe.labels or recipe.followed else (),
                styles=self.look(recipe, looks) if recipe.looks else form.styles,
                task_id=task.id if task is not None else "",
            )
        )
        if task is not None and task is not self.task:
            self.begin_task(task)
        self.count(len(cells))

    def count(self, cells: int) -> None:
        """Keep to the limits of a sheet and a workbook."""
        self.resources.cells += cells
        if len(self.rows) > MAX_ROWS:
            raise BudgetSpent(
                "too-many-rows", f"生成的行数超过 Excel 的上限（{MAX_ROWS:,} 行），已停止", "请检查循环和嵌套。"
            )
        if self.resources.cells > MAX_CELLS:
            raise BudgetSpent(
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
            elif value is None:
                pass
            elif (kind is int or kind is float) and not -MAX_NUMBER < value < MAX_NUMBER:
                self.column = values.index(value)
                raise Mistake("number-too-large", "数字太大，或不是一个数", "请检查乘法、乘方和除法。")
            elif kind is int and not -EXACT <= value <= EXACT:
                return self.checked(tuple(map(as_number, values)))
            elif kind not in PLAIN:
                return self.checked(tuple(self.as_value(column, item) for column, item in enumerate(values)))
        if total > MAX_CELL_CHARACTERS:
            for self.column, value in enumerate(values):
                if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
                    raise too_long(len(value))
        if total > FREE_CHARACTERS:
            self.resources.sandbox.budget.take(total)
        return values

    def as_value(self, column: int, value: Any) -> Value:
        """A value as a cell holds it: lists are joined by 、."""
        if value.__class__ in PLAIN:
            return cast("Value", value)
        self.column = column
        if isinstance(value, str):
            return str(value)
        if is_list(value):
            return self.resources.sandbox.budget.text(shown(value))
        return shown(value)

    def keys(self, recipe: RowRecipe, cells: tuple[Value, ...], keys: tuple[Any, ...]) -> tuple[Any, ...]:
        """The keys of a row's labels: one number for a run of equal keys under one parent."""
        numbers: list[Any] = [None] * len(cells)
        parent = -1
        runs = self.runs
        for column, keyed in recipe.labels:
            key = cells[column] if keyed is None else keys[keyed]
            if key.__class__ is MissingName:
                self.column = column
                str(key)
            if keyed is not None and key is None:
                continue
            last = runs.get(column)
            if last is None or last[1] != key or last[2] != parent or last[3] is not (keyed is None):
                self.run += 1
                last = runs[column] = (self.run, key, parent, keyed is None)
            numbers[column] = last[0]
            if keyed is None:
                parent = last[0]
        for column in recipe.followed:
            numbers[column] = self.rows[-1].keys[column]
        return tuple(numbers)

    def look(self, recipe: RowRecipe, looks: tuple[Any, ...]) -> tuple[int, ...]:
        """The styles of a row in which cells take the look of a swatch."""
        styles = recipe.form.styles
        for column, name in zip(recipe.looks, looks, strict=True):
            self.column = column
            if name is not None and name != "":
                number = self.resources.styles.overlaid(styles[column], shown(name))
                styles = with_items(styles, [(column, number)])
        return styles


def with_items(values: tuple[Any, ...], items: Iterable[tuple[int, Any]]) -> tuple[Any, ...]:
    """`values` with others at some indexes."""
    changed = list(values)
    for index, value in items:
        changed[index] = value
    return tuple(changed)


def as_number(value: Any) -> Any:
    """A whole number that no cell holds exactly as the number that it holds; any other value as it is."""
    return float(value) if value.__class__ is int and not -EXACT <= value <= EXACT else value
