"""`Template` and `Scope` to a list of tags with what each gives for the first task: what `check` shows to authors."""

from __future__ import annotations

from msgspec.structs import replace

from generator.excel import cell_name
from generator.model import Row, Scope
from generator.template.filling.book import TemplateFill
from generator.template.filling.page_trees import tree_of
from generator.template.filling.scope_names import names_for
from generator.template.language.blocks import ContentCell, content_rows
from generator.template.language.values import shown
from generator.template.template import Template, TemplatePage

NOT_REACHED = "（没有输出）"
"""Shown for a tag whose row did not come out: its loop was empty, or its condition did not hold."""


def tags(template: Template, scope: Scope) -> tuple[tuple[str, str, str, str], ...]:
    """(sheet, cell, text, shown) of every cell with tags, filled with the first task and the first department."""
    first = first_of(template, scope)
    filling = TemplateFill(template, first)
    samples: list[tuple[str, str, str, str]] = []
    for page in template.pages:
        samples += page_tags(page, filling, first)
    return tuple(samples)


def first_of(template: Template, scope: Scope) -> Scope:
    """A scope of one task (the first department's first where the template is for departments)."""
    settings = template.settings
    if scope.department is None and (settings.per_department or settings.sheet_per_department):
        department = next((view for view in scope.departments if view.task_count), None)
        if department is not None:
            scope = scope.for_department(department)
    return replace(scope, tasks=scope.tasks[:1], answers=tuple(scope.answers[:1]), departments=scope.departments[:1])


def page_tags(page: TemplatePage, filling: TemplateFill, scope: Scope) -> list[tuple[str, str, str, str]]:
    """The tags of one page."""
    rows = filling.rows(page, names_for(scope))
    first: dict[int, Row] = {}
    for row in rows.rows if rows else ():
        first.setdefault(row.form.source_row, row)
    return [
        (page.name, cell_name(row.row, cell.column), cell.text, value_at(first, row.row, cell))
        for row in content_rows(tree_of(filling.template, page).blocks)
        for cell in row.cells
    ]


def value_at(first: dict[int, Row], row: int, cell: ContentCell) -> str:
    """What a cell gave the first time its row came out."""
    return shown(first[row].values[cell.column]) if row in first else NOT_REACHED
