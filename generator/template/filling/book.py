"""The fill of a `Template` for a `Scope`: each page is run once, and its rows become the tables of a `TableBook`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from generator.excel import MAX_SHEET_NAME, SHEET_NAME_FORBIDDEN
from generator.hidden_sheet import SHEET_NAME as MARK
from generator.model import Scope, TableBook
from generator.problems import Problem, error, errors_in, warning
from generator.template.filling.filled_texts import filled_texts
from generator.template.filling.overlaid_styles import OverlaidStyles
from generator.template.filling.page_trees import tree_of
from generator.template.filling.row_map import RowMap
from generator.template.filling.rows import FilledRows, FillResources
from generator.template.filling.scope_names import column_of, extras_of, names_for
from generator.template.filling.tables import FilledPage, defined_names, tables_of
from generator.template.filling.texts import pending_problems, text_of
from generator.template.language.program import FOLDER, Program, StoppedError, compile_nodes
from generator.template.language.sandbox import Sandbox
from generator.template.template import Template, TemplatePage
from generator.vocabulary import ROLE_COLUMNS

MAX_FAILURES = 50
"""Cells of one page that are told of at once."""
RESERVED = frozenset({"history", MARK})
"""Names that no sheet may have: Excel's own, and that of the sheet by which a workbook is known."""


class TemplateFill(Struct, dict=True):
    """One fill of a template, and what is wrong with it."""

    template: Template
    scope: Scope
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(extras_of(self.scope))
        self.styles = OverlaidStyles(list(self.template.styles), self.template.swatches)
        self.resources = FillResources(self.sandbox, self.styles)

    def book(self) -> TableBook | None:
        """The workbook; None where there are errors."""
        self.check_pending()
        if errors_in(self.problems):
            return None
        filled: list[FilledPage] = []
        for page in self.template.pages:
            for scope in self.scopes(page):
                rows = self.rows(page, names_for(scope))
                name = self.sheet_name(page, scope)
                if rows is not None:
                    free_name = free_sheet_name(name, {filled_page.name.casefold() for filled_page in filled})
                    row_map = RowMap(rows.rows, rows.turns, page.loops)
                    texts = filled_texts(page.texts, self.sandbox, scope, self.problems)
                    filled.append(
                        FilledPage(
                            page=page,
                            name=free_name,
                            row_map=row_map,
                            department=department_of(scope),
                            texts=texts,
                            notes=tuple(rows.notes),
                        )
                    )
        if all(filled_page.page.setup.view.hidden for filled_page in filled) and not errors_in(self.problems):
            message, advice = "没有一张表可以生成：每单位一表，但没有单位有任务", "请检查台账里的责任单位。"
            self.problems.append(error("no-sheets", self.template.place(), message, advice))
        if errors_in(self.problems):
            return None
        tables = tables_of(filled, self.template, self.problems)
        names = defined_names(self.template, filled, self.problems)
        if errors_in(self.problems):
            return None
        return TableBook(tables, tuple(self.styles.styles), names, self.template.title)

    def scopes(self, page: TemplatePage) -> Iterator[Scope]:
        """The scopes that a page is filled with: one, or one for each department."""
        if not self.template.settings.sheet_per_department or page.setup.view.hidden:
            yield self.scope
            return
        for department in self.scope.departments:
            if department.task_count:
                yield self.scope.for_department(department)

    def check_pending(self) -> None:
        """Report the names that neither the views nor this ledger have."""
        for page in self.template.pages:
            self.problems += pending_problems(page.sheet_names.findings.pending, page.program, self.scope)
            self.problems += self.unshown_units(page)

    def unshown_units(self, page: TemplatePage) -> Iterator[Problem]:
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

    def sheet_name(self, page: TemplatePage, scope: Scope) -> str:
        """The name of a filled sheet."""
        if page.title is not None:
            text, problems = text_of(page.title, self.sandbox, names_for(scope))
            self.problems += problems
            return text
        if not self.template.settings.sheet_per_department or scope.department is None:
            return page.name
        short = scope.department.short
        visible = [page for page in self.template.pages if not page.setup.view.hidden]
        return short if len(visible) == 1 else f"{short} {page.name}"

    def rows(self, page: TemplatePage, names: Mapping[str, Any]) -> FilledRows | None:
        """The rows of a page; after a mistake the rest is filled too, so that all mistakes are told at once."""
        stops: dict[int, StoppedError] = {}
        rows: FilledRows | None = None
        while rows is None and len(stops) < MAX_FAILURES:
            program = self.without(page, frozenset(stops)) if stops else page.program
            try:
                rows = FilledRows(self.resources, page)
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

    def without(self, page: TemplatePage, skipped: frozenset[int]) -> Program:
        """A page's program in which some cells give nothing."""
        from generator.template.language.statements import SheetStatements

        constants = {row: recipe.constants for row, recipe in page.recipes.items()}
        assembly = SheetStatements(constants, page.sheet_names.owners, page.turns, skipped)
        return compile_nodes(list(assembly.statements(tree_of(self.template, page).blocks)), page.program.spots)


def department_of(scope: Scope) -> str:
    """The department that a scope belongs to; empty for none."""
    return scope.department.short if scope.department else ""


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
    filling = TemplateFill(template, scope)
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
