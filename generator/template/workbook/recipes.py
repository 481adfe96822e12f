"""Content rows of a sheet to `RowRecipe`s: how the rows that a template row becomes are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.excel import cell_name
from generator.lengths import Pt
from generator.model import (
    Comment,
    Continuation,
    RowForm,
)
from generator.template.language.blocks import ContentRow, Tree, content_rows, row_kinds
from generator.template.language.cell_content import constant_names
from generator.template.language.names import SheetNames
from generator.template.language.program import Spot
from generator.template.language.statements import PLAIN_CONSTANTS
from generator.template.template import RowRecipe
from generator.template.workbook.merges import Merges
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.source import TemplateSource
from generator.template.workbook.swatches import unknown_swatch


class RecipeReader(Struct):
    """Makes the recipes of one sheet."""

    source: TemplateSource
    grid: SheetGrid
    sheet_names: SheetNames
    swatches: Mapping[str, Any]
    continuation: Continuation
    """What labels do on the next page that do not say it themselves."""
    notes: tuple[Comment, ...]
    """The notes with tags."""

    def of_tree(self, tree: Tree, merges: Merges) -> dict[int, RowRecipe]:
        """The recipes of all content rows, by template row."""
        kinds = dict(row_kinds(tree.blocks))
        recipes: dict[int, RowRecipe] = {}
        for block in content_rows(tree.blocks):
            form = merges.forms[block.row]
            if kinds[block.row] != "static":
                form = replace(form, kind=kinds[block.row], height=None, least_height=form.height or Pt(0))
            recipe = self.recipe(block, form)
            for column, above in merges.followed.get(block.row, ()):
                recipe = self.with_followed(recipe, column, recipes[above].form)
            recipes[block.row] = recipe
        return recipes

    def with_followed(self, recipe: RowRecipe, column: int, above: RowForm) -> RowRecipe:
        """A recipe whose cell at `column` continues the label of the row above."""
        form = recipe.form
        form = replace(
            form,
            labels=changed(form.labels, column, above.labels[column]),
            fields=changed(form.fields, column, above.fields[column]),
            styles=changed(form.styles, column, above.styles[column]),
        )
        return replace(recipe, form=form, followed=(*recipe.followed, column))

    def recipe(self, block: ContentRow, form: RowForm) -> RowRecipe:
        """How the rows of one template row are made."""
        constants = self.grid.constants(block.row)
        labels: list[tuple[int, int | None]] = []
        keyed = 0
        for cell in block.cells:
            content, column = cell.content, cell.column
            spot = Spot(self.grid.place(cell_name(block.row, column)), cell.text)
            if content.label is not None:
                labels.append((column, keyed if content.key is not None else None))
                keyed += content.key is not None
                word = content.label or self.continuation
                form = replace(form, labels=changed(form.labels, column, word))
            if content.is_input:
                unlocked = replace(self.source.cell_styles.styles[form.styles[column]], locked=False)
                form = replace(
                    form,
                    inputs=changed(form.inputs, column, True),
                    styles=changed(form.styles, column, self.source.cell_styles.number(unlocked)),
                )
            self.check_look(cell.content.look, spot)
            form = replace(form, fields=changed(form.fields, column, self.sheet_names.patterns.get(cell.line, "")))
        return RowRecipe(
            form=form,
            constants=constants,
            specials=tuple((at, value) for at, value in enumerate(constants) if not isinstance(value, PLAIN_CONSTANTS)),
            labels=tuple(labels),
            looks=tuple(cell.column for cell in block.cells if cell.content.look is not None),
            lines={cell.column: cell.line for cell in block.cells},
            notes=tuple((note.column, self.author(block.row, note.column)) for note in block.notes),
        )

    def author(self, row: int, column: int) -> str:
        """Who wrote the note on a cell."""
        return next((note.author for note in self.notes if (note.row, note.column) == (row, column)), "")

    def check_look(self, look: Any, spot: Spot) -> None:
        """Constant names of styles must be on the sheet 样式."""
        for name in constant_names(look):
            if name and name not in self.swatches:
                self.source.report(unknown_swatch(name, self.swatches), spot)


def changed(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    """`values` with one of them replaced."""
    return (*values[:index], value, *values[index + 1 :])
