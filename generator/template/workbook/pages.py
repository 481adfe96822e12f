"""A worksheet to a `TemplatePage`: its rows as a program and recipes, and whatever else it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from generator.excel import cell_name
from generator.lengths import Pt
from generator.model import Column, Conditional, Formula, HeaderFooter, Range, RowForm, Validation
from generator.problems import Problem, errors_in
from generator.template.language.blocks import ContentRow, Tree, content_rows, loops_around, row_kinds, sequences
from generator.template.language.cell_content import constant_names
from generator.template.language.mistakes import Mistake
from generator.template.language.names import SheetNames
from generator.template.language.outside_texts import HEADER, LIST, OutsideText, TextKey, list_text, texts_of
from generator.template.language.program import Program, Spot, compile_nodes, mistake_at
from generator.template.language.sheet_names import known_names, read_names
from generator.template.language.statements import PLAIN_CONSTANTS, SheetStatements
from generator.template.language.tags import has_tags
from generator.template.language.text_programs import compile_text, in_header, in_list
from generator.template.language.tree_builder import TreeBuilder
from generator.template.settings import Settings
from generator.template.template import Carried, RowRecipe, TemplatePage, formulas_of
from generator.template.workbook.attachments import comments, conditionals, validations
from generator.template.workbook.drawings import DrawingReader
from generator.template.workbook.losses import sheet_losses
from generator.template.workbook.package import Package
from generator.template.workbook.page_setup import setup_of
from generator.template.workbook.sheet_grid import SheetGrid, raw_sheet
from generator.template.workbook.styles import CellStyles
from generator.template.workbook.swatches import unknown_swatch
from generator.template.workbook.widths import columns_of

SHEET_PREFIX = re.compile(r"'(?:[^']|'')+'!")
"""A sheet's name in a formula: it may have tags."""


TAG_IN_FORMULA = Mistake("tag-in-formula", "公式里不能写模板标签", "请把标签放在单独的单元格里，让公式引用那个单元格。")


class TemplateSource(Struct):
    """A workbook that is being read: its parts, its styles, and the problems that come together on the way."""

    file: str
    package: Package
    cell_styles: CellStyles
    problems: list[Problem] = field(default_factory=list)

    def report(self, mistake: Mistake, spot: Spot) -> None:
        """A mistake at a cell."""
        self.problems.append(mistake_at(mistake, spot))

    def text_program(self, text: str, spot: Spot, departmental: bool, is_path: bool = False) -> Program | None:
        """The program of a text with tags; None where it has mistakes."""
        program, problems, _ = compile_text(text, [spot], departmental, is_path=is_path)
        self.problems += problems
        return program


class PageReader:
    """Reads one sheet of a workbook."""

    def __init__(
        self,
        source: TemplateSource,
        settings: Settings,
        swatches: Mapping[str, Any],
        sheet: Worksheet,
        cached: Worksheet | None,
    ) -> None:
        self.source, self.settings, self.swatches, self.sheet = source, settings, swatches, sheet
        raw = raw_sheet(source.package.xml(source.package.sheets[sheet.title]))
        values = {cell.coordinate: cell.value for row in cached.iter_rows() for cell in row} if cached else {}
        self.grid = SheetGrid(source.file, sheet, raw, source.cell_styles, values)
        notes = tuple(comments(self.grid))
        self.tagged_notes = tuple(note for note in notes if has_tags(note.text))
        self.plain_notes = tuple(note for note in notes if not has_tags(note.text))
        self.departmental = settings.per_department or settings.sheet_per_department

    def page(self) -> TemplatePage | None:
        """The page, or None where it has errors."""
        grid, source = self.grid, self.source
        before = len(errors_in(source.problems))
        tree = self.tree()
        source.problems += [*grid.problems, *tree.problems]
        reading = self.read_names(tree)
        forms, followed = self.with_merges(
            tree, {block.row: grid.form(block.row) for block in content_rows(tree.blocks)}
        )
        recipes = self.recipes(tree, reading, forms, followed)
        title = self.title()
        columns = columns_of(grid, source.cell_styles.styles[0].font)
        carried = self.carried(columns)
        setup = setup_of(grid, source.cell_styles.palette)
        texts = dict(self.outside_texts(setup.page.header_footer, carried))
        if len(errors_in(source.problems)) > before:
            return None
        turns = self.has_formulas or bool(carried.formulas)
        assembly = SheetStatements({row: recipe.constants for row, recipe in recipes.items()}, reading.owners, turns)
        try:
            program = compile_nodes(list(assembly.statements(tree.blocks)), tree.spots or [Spot(grid.place(""), "")])
        except Mistake as mistake:
            source.report(mistake, Spot(grid.place(""), ""))
            return None
        return TemplatePage(
            name=self.sheet.title,
            tree=tree,
            program=program,
            reading=reading,
            recipes=recipes,
            loops=dict(loops_around(tree.blocks)),
            columns=columns,
            title=title,
            merges=self.vertical,
            setup=setup,
            carried=carried,
            texts=texts,
            has_formulas=self.has_formulas,
        )

    def carried(self, columns: tuple[Column, ...]) -> Carried:
        """What lies over the cells; what cannot be carried becomes a warning."""
        source, grid = self.source, self.grid
        part = source.package.sheets[self.sheet.title]
        drawing = DrawingReader(source.package, part, grid, columns, source.problems)
        drawing.read()
        source.problems += sheet_losses(grid)
        return Carried(
            validations=tuple(validations(grid, source.problems)),
            conditionals=tuple(conditionals(grid, source.problems)),
            images=tuple(drawing.images),
            charts=tuple(drawing.charts),
            comments=self.plain_notes,
        )

    @property
    def has_formulas(self) -> bool:
        """Whether any cell is a formula."""
        return any(isinstance(value, Formula) for value in self.grid.values.values())

    def tree(self) -> Tree:
        """The blocks of the sheet."""
        builder = TreeBuilder(self.source.file, self.sheet.title)
        for row in range(self.grid.row_count):
            self.check_formulas(row)
            notes = [(note.column, note.text) for note in self.tagged_notes if note.row == row]
            builder.add_row(row, *self.grid.texts(row), notes)
        return builder.finish()

    def check_formulas(self, row: int) -> None:
        """A formula can hold no tags."""
        for column in range(self.grid.column_count):
            value = self.grid.values.get((row, column))
            if isinstance(value, Formula) and has_tags(SHEET_PREFIX.sub("", value.text)):
                cell = cell_name(row, column)
                self.source.report(TAG_IN_FORMULA, Spot(self.grid.place(cell), value.text))

    def read_names(self, tree: Tree) -> SheetNames:
        """What the names of the sheet are; unknown ones become problems."""
        reading = SheetNames()
        read_names(tree.blocks, known_names(self.departmental), reading)
        for name in reading.findings.unknown:
            self.source.report(Mistake("unknown-name", f"没有“{name.name}”", name.advice), tree.spots[name.line - 1])
        return reading

    def title(self) -> Program | None:
        """The program of the sheet's name where it has tags."""
        name = self.sheet.title
        if not has_tags(name):
            return None
        return self.source.text_program(name, Spot(self.grid.place(""), name), self.departmental)

    def outside_texts(self, header_footer: HeaderFooter, carried: Carried) -> Iterator[tuple[TextKey, OutsideText]]:
        """The texts with tags that stand in no cell."""
        for key, validation in texts_of(header_footer, carried.validations):
            kind, text = key
            cell = first_cell(validation.ranges) if validation else ""
            through = in_header if kind == HEADER.name else in_list if kind == LIST.name else None
            spot = Spot(self.grid.place(cell), text)
            program, problems, pending = compile_text(text, [spot], self.departmental, through)
            self.source.problems += problems
            if program is not None:
                yield key, OutsideText(program, tuple(pending))
        rules: list[Validation | Conditional] = [*carried.validations, *carried.conditionals]
        for rule in rules:
            for formula in formulas_of(rule):
                if has_tags(formula) and not (isinstance(rule, Validation) and list_text(rule)):
                    self.source.report(TAG_IN_FORMULA, Spot(self.grid.place(first_cell(rule.ranges)), formula))

    def with_merges(
        self, tree: Tree, forms: dict[int, RowForm]
    ) -> tuple[dict[int, RowForm], dict[int, list[tuple[int, int]]]]:
        """Forms whose labels over several rows are labels of each of them; template row → followed columns."""
        self.vertical: tuple[Range, ...] = ()
        followed: dict[int, list[tuple[int, int]]] = {}
        runs = [run for run in sequences(tree.blocks) if len(run) > 1]
        labels = {
            (block.row, cell.column)
            for block in content_rows(tree.blocks)
            for cell in block.cells
            if cell.content.label is not None
        }
        for merge in self.grid.merges:
            rows = list(range(merge.first_row, merge.last_row))
            if len(rows) == 1:
                continue
            if not any(rows == run[at : at + len(rows)] for run in runs for at in range(len(run))):
                self.report_cut(merge)
            elif (merge.first_row, merge.first_column) in labels:
                for row in rows:
                    forms[row] = with_across(forms[row], merge)
                    if row != merge.first_row:
                        followed.setdefault(row, []).append((merge.first_column, merge.first_row))
            else:
                self.vertical = (*self.vertical, merge)
        return forms, followed

    def report_cut(self, merge: Range) -> None:
        """A merged cell that a control row, or the edge of a band, cuts."""
        cell = cell_name(merge.first_row, merge.first_column)
        end = cell_name(merge.last_row - 1, merge.last_column - 1)
        value = self.grid.values.get((merge.first_row, merge.first_column))
        self.source.report(
            Mistake(
                "merge-across-band",
                f"合并单元格 {cell}:{end} 跨过了控制行或循环的边界",
                "请取消这处合并；循环里要上下合并相同内容，请用 {{ … | 合并 }}。",
            ),
            Spot(self.grid.place(cell), value if isinstance(value, str) and not has_tags(value) else ""),
        )

    # -- recipes

    def recipes(
        self,
        tree: Tree,
        reading: SheetNames,
        forms: Mapping[int, RowForm],
        followed: Mapping[int, Sequence[tuple[int, int]]],
    ) -> dict[int, RowRecipe]:
        """How the rows of each template row are made."""
        kinds = dict(row_kinds(tree.blocks))
        recipes: dict[int, RowRecipe] = {}
        for block in content_rows(tree.blocks):
            form = forms[block.row]
            if kinds[block.row] != "static":
                form = replace(form, kind=kinds[block.row], height=None, least_height=form.height or Pt(0))
            recipe = self.recipe(block, form, reading)
            for column, above in followed.get(block.row, ()):
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

    def recipe(self, block: ContentRow, form: RowForm, reading: SheetNames) -> RowRecipe:
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
                word = content.label or self.settings.pagination.continuation
                form = replace(form, labels=changed(form.labels, column, word))
            if content.is_input:
                unlocked = replace(self.source.cell_styles.styles[form.styles[column]], locked=False)
                form = replace(
                    form,
                    inputs=changed(form.inputs, column, True),
                    styles=changed(form.styles, column, self.source.cell_styles.number(unlocked)),
                )
            self.check_look(cell.content.look, spot)
            form = replace(form, fields=changed(form.fields, column, reading.patterns.get(cell.line, "")))
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
        return next((note.author for note in self.tagged_notes if (note.row, note.column) == (row, column)), "")

    def check_look(self, look: Any, spot: Spot) -> None:
        """Constant names of styles must be on the sheet 样式."""
        for name in constant_names(look):
            if name and name not in self.swatches:
                self.source.report(unknown_swatch(name, self.swatches), spot)


def first_cell(ranges: tuple[Range, ...]) -> str:
    """The first cell of some ranges."""
    return cell_name(ranges[0].first_row, ranges[0].first_column)


def with_across(form: RowForm, merge: Range) -> RowForm:
    """A form in which a merge's part of the row is one cell."""
    covered = merge.last_column - merge.first_column
    across = list(form.across)
    across[merge.first_column : merge.last_column] = [covered, *[0] * (covered - 1)]
    return replace(form, across=tuple(across))


def changed(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    """`values` with one of them replaced."""
    return (*values[:index], value, *values[index + 1 :])
