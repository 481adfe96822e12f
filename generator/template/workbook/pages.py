"""A worksheet to a `TemplatePage`: its rows as a program and recipes, and whatever else it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from generator.excel import cell_name
from generator.model import Column, Conditional, Formula, HeaderFooter, Range, Validation
from generator.problems import errors_in
from generator.template.language.blocks import Tree, loops_around
from generator.template.language.mistakes import Mistake
from generator.template.language.names import SheetNames
from generator.template.language.outside_texts import HEADER, LIST, OutsideText, TextKey, list_text, texts_of
from generator.template.language.program import Program, Spot, compile_nodes
from generator.template.language.sheet_names import known_names, read_names
from generator.template.language.statements import SheetStatements
from generator.template.language.tags import has_tags
from generator.template.language.text_programs import compile_text, in_header, in_list
from generator.template.language.tree_builder import TreeBuilder
from generator.template.settings import Settings
from generator.template.template import Carried, TemplatePage, written_formulas
from generator.template.workbook.attachments import comments, conditionals, validations
from generator.template.workbook.drawings import DrawingReader
from generator.template.workbook.losses import sheet_losses
from generator.template.workbook.merges import merges_of
from generator.template.workbook.page_setup import setup_of
from generator.template.workbook.recipes import RecipeReader
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.sheet_xml import sheet_xml
from generator.template.workbook.source import TemplateSource
from generator.template.workbook.widths import columns_of

SHEET_PREFIX = re.compile(r"'(?:[^']|'')+'!")
"""A sheet's name in a formula: it may have tags."""


TAG_IN_FORMULA = Mistake("tag-in-formula", "公式里不能写模板标签", "请把标签放在单独的单元格里，让公式引用那个单元格。")


class SheetReader:
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
        raw = sheet_xml(source.package.xml(source.package.sheets[sheet.title]))
        values = {cell.coordinate: cell.value for row in cached.iter_rows() for cell in row} if cached else {}
        self.grid = SheetGrid(file=source.file, sheet=sheet, raw=raw, cell_styles=source.cell_styles, cached=values)
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
        sheet_names = self.read_names(tree)
        merges = merges_of(grid, tree, source)
        recipes = self.recipes(sheet_names).of_tree(tree, merges)
        title = self.title()
        columns = columns_of(grid, source.cell_styles.styles[0].font)
        carried = self.carried(columns)
        setup = setup_of(grid, source.cell_styles.palette)
        texts = dict(self.outside_texts(setup.page.header_footer, carried))
        if len(errors_in(source.problems)) > before:
            return None
        turns = self.has_formulas or bool(carried.formulas)
        assembly = SheetStatements(
            {row: recipe.constants for row, recipe in recipes.items()}, sheet_names.owners, turns
        )
        try:
            program = compile_nodes(list(assembly.statements(tree.blocks)), tree.spots or [Spot(grid.place(""), "")])
        except Mistake as mistake:
            source.report(mistake, Spot(grid.place(""), ""))
            return None
        return TemplatePage(
            name=self.sheet.title,
            tree=tree,
            program=program,
            sheet_names=sheet_names,
            recipes=recipes,
            loops=dict(loops_around(tree.blocks)),
            columns=columns,
            title=title,
            merges=merges.static,
            setup=setup,
            carried=carried,
            texts=texts,
            has_formulas=self.has_formulas,
        )

    def carried(self, columns: tuple[Column, ...]) -> Carried:
        """What lies over the cells; what cannot be carried becomes a warning."""
        source, grid = self.source, self.grid
        part = source.package.sheets[self.sheet.title]
        drawing = DrawingReader(package=source.package, part=part, grid=grid, columns=columns, problems=source.problems)
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

    def recipes(self, sheet_names: SheetNames) -> RecipeReader:
        """What makes recipes of the sheet's rows."""
        return RecipeReader(
            source=self.source,
            grid=self.grid,
            sheet_names=sheet_names,
            swatches=self.swatches,
            continuation=self.settings.pagination.continuation,
            notes=self.tagged_notes,
        )

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
        sheet_names = SheetNames()
        read_names(tree.blocks, known_names(self.departmental), sheet_names)
        for name in sheet_names.findings.unknown:
            self.source.report(Mistake("unknown-name", f"没有“{name.name}”", name.advice), tree.spots[name.line - 1])
        return sheet_names

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
            for formula in written_formulas(rule):
                if has_tags(formula) and not (isinstance(rule, Validation) and list_text(rule)):
                    self.source.report(TAG_IN_FORMULA, Spot(self.grid.place(first_cell(rule.ranges)), formula))


def first_cell(ranges: tuple[Range, ...]) -> str:
    """The first cell of some ranges."""
    return cell_name(ranges[0].first_row, ranges[0].first_column)
