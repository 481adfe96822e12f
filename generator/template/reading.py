"""Workbook file to `Template`: everything that is wrong with it is told at once, each with its cell."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.lengths import CharWidth
from generator.model import Formula, Range, RowForm
from generator.problems import Place, Problem, error, errors_in
from generator.template.assembly import PLAIN_CONSTANTS, Assembly, Reading, known_names, read_names
from generator.template.blocks import (
    Builder,
    ContentRow,
    Tree,
    content_rows,
    loops_around,
    row_kinds,
    sequences,
)
from generator.template.colours import Palette, scheme_of
from generator.template.looks import Looks, normal_style
from generator.template.package import MAX_FILE_BYTES, MAX_PART_BYTES, Package
from generator.template.pagesetup import default_width, setup_of
from generator.template.program import Program, Spot, compile_nodes, mistake_at
from generator.template.settings import Settings, read_settings
from generator.template.sheets import Grid, raw_sheet
from generator.template.tags import Mistake, has_tags
from generator.template.template import Page, Recipe, Template
from generator.template.texts import compile_text
from generator.vocabulary import SHEET_SETTINGS, SHEET_STYLES


def read(path: Path, shown: str = "") -> tuple[Template | None, tuple[Problem, ...]]:
    """The template at `path` (`shown` in messages), or None where it has errors; and everything wrong with it."""
    file = shown or path.name
    try:
        data = path.read_bytes()
    except OSError as failure:
        message = f"模板打不开：{failure.strerror or failure}"
        return None, (error("cannot-read", Place(file), message, "请检查文件是否存在、是否有权限。"),)
    package = Package(data)
    opened = open_workbook(package, file)
    if isinstance(opened, Problem):
        return None, (opened,)
    return Reader(path, file, package, opened).template()


def open_workbook(package: Package, file: str) -> Workbook | Problem:
    """The workbook as openpyxl reads it, or why it cannot be read."""
    place = Place(file)
    if package.data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return error("cannot-read", place, "这是旧格式（.xls）或加了密码的工作簿", "请去掉密码，另存为 .xlsx 后再用。")
    try:
        if len(package.data) > MAX_FILE_BYTES or package.unpacked_size > MAX_PART_BYTES:
            return error("file-too-large", place, "模板文件太大", "模板应只有一两页；请删去多余的工作表、行和图片。")
        return load(package)
    except (zipfile.BadZipFile, EOFError, KeyError, OSError) as failure:
        detail = f"（{failure}）" if str(failure) else ""
        return error(
            "cannot-read", place, f"这不是 .xlsx 工作簿，或文件已损坏{detail}", "请用 Excel/WPS 重新另存为 .xlsx。"
        )
    except Exception as failure:  # openpyxl raises whatever it stumbles over
        return error(
            "cannot-read",
            place,
            f"工作簿里有读不懂的内容（{type(failure).__name__}：{failure}）",
            "请用 Excel/WPS 打开后重新另存为 .xlsx。",
        )


def load(package: Package, values: bool = False) -> Workbook:
    """Read with openpyxl; what it drops is named by `losses`, so its own warnings are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(package.data), rich_text=True, data_only=values)
        except TypeError:
            return openpyxl.load_workbook(io.BytesIO(package.with_mended_styles()), rich_text=True, data_only=values)


class Reader:
    """Reads one workbook; the problems come together on the way."""

    def __init__(self, path: Path, file: str, package: Package, book: Workbook) -> None:
        self.path, self.file, self.package, self.book = path, file, package, book
        self.problems: list[Problem] = []
        self.palette = Palette(scheme_of(book.loaded_theme), tuple(book._colors))  # type: ignore[attr-defined]
        self.looks = Looks(self.palette)
        self.normal = normal_style(book, self.palette)
        self.looks.number(self.normal)

    def template(self) -> tuple[Template | None, tuple[Problem, ...]]:
        """The template, and everything that is wrong with it."""
        settings = self.settings()
        swatches = dict(self.swatches())
        pages = self.pages(settings, swatches)
        problems = tuple(dict.fromkeys(self.problems))
        if errors_in(problems):
            return None, problems
        template = Template(
            path=self.path,
            file=self.file,
            settings=settings,
            fingerprint=hashlib.sha256(self.package.data).hexdigest(),
            pages=tuple(pages),
            styles=tuple(self.looks.styles),
            swatches={name: style for name, (style, _) in swatches.items()},
            title=self.book.properties.title or "",
        )
        return template, problems

    def report(self, mistake: Mistake, spot: Spot) -> None:
        """A mistake at a cell."""
        self.problems.append(mistake_at(mistake, spot))

    # -- 设置 and 样式

    def settings(self) -> Settings:
        """Sheet 设置, its file name compiled."""
        rows: list[tuple[str, str, int]] = []
        if SHEET_SETTINGS in self.book.sheetnames:
            for row in self.book[SHEET_SETTINGS].iter_rows(max_col=2):
                key, value = (str(cell.value).strip() if cell.value is not None else "" for cell in (*row, *row)[:2])
                if len(row) < 2:
                    value = ""
                if key or value:
                    rows.append((key, value, row[0].row or 0))
        settings, problems = read_settings(rows, self.file)
        self.problems += problems
        text = settings.output_text or (
            f"{self.path.stem}/{{{{ 单位.简称 }}}}" if settings.per_department else self.path.stem
        )
        spot = Spot(settings.output_place if settings.output_text else Place(self.file), text)
        program = self.text_program(text, spot, settings.per_department)
        return replace(settings, output_text=text, output_name=program)

    def text_program(self, text: str, spot: Spot, departmental: bool) -> Program | None:
        """The program of a text with tags; None where it has mistakes."""
        program, problems, _ = compile_text(text, [spot], departmental)
        self.problems += problems
        return program

    def swatches(self) -> Iterator[tuple[str, tuple[Any, str]]]:
        """Sheet 样式: name → its look and cell."""
        if SHEET_STYLES not in self.book.sheetnames:
            return
        for row in self.book[SHEET_STYLES].iter_rows():
            for cell in row:
                if cell.value is not None and str(cell.value).strip():
                    number = self.looks.of_cell(cell)
                    yield str(cell.value).strip(), (self.looks.styles[number], cell.coordinate)

    # -- pages

    def pages(self, settings: Settings, swatches: Mapping[str, Any]) -> list[Page]:
        """The pages, in order; those of hidden sheets too."""
        sheets = [sheet for sheet in self.book.worksheets if sheet.title not in (SHEET_SETTINGS, SHEET_STYLES)]
        if not any(sheet.sheet_state == "visible" for sheet in sheets):
            self.problems.append(
                error("no-page", Place(self.file), "模板里没有可用的工作表", "除“设置”“样式”外，至少要有一张可见的表。")
            )
        has_formulas = any(cell.data_type == "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
        cached = load(self.package, values=True) if has_formulas else None
        pages = []
        for sheet in sheets:
            page = SheetReader(self, settings, swatches, sheet, cached[sheet.title] if cached else None).page()
            if page is not None:
                pages.append(page)
        return pages


class SheetReader:
    """Reads one sheet of a workbook."""

    def __init__(
        self,
        reader: Reader,
        settings: Settings,
        swatches: Mapping[str, Any],
        sheet: Worksheet,
        cached: Worksheet | None,
    ) -> None:
        self.reader, self.settings, self.swatches, self.sheet = reader, settings, swatches, sheet
        raw = raw_sheet(reader.package.xml(reader.package.sheets[sheet.title]))
        values = {cell.coordinate: cell.value for row in cached.iter_rows() for cell in row} if cached else {}
        self.grid = Grid(reader.file, sheet, raw, reader.looks, values)
        self.departmental = settings.per_department or settings.sheet_per_department

    def page(self) -> Page | None:
        """The page, or None where it has errors."""
        grid, reader = self.grid, self.reader
        before = len(errors_in(reader.problems))
        tree = self.tree()
        reader.problems += [*grid.problems, *tree.problems]
        reading = self.read_names(tree)
        forms, followed = self.with_merges(tree, {each.row: grid.form(each.row) for each in content_rows(tree.blocks)})
        recipes = self.recipes(tree, reading, forms, followed)
        title = self.title()
        if len(errors_in(reader.problems)) > before:
            return None
        assembly = Assembly({row: each.constants for row, each in recipes.items()}, reading.owners, turns=self.turns)
        try:
            program = compile_nodes(list(assembly.statements(tree.blocks)), tree.spots or [Spot(grid.place(""), "")])
        except Mistake as mistake:
            reader.report(mistake, Spot(grid.place(""), ""))
            return None
        width = default_width(grid.raw, reader.normal)
        return Page(
            name=self.sheet.title,
            tree=tree,
            program=program,
            reading=reading,
            recipes=recipes,
            loops=dict(loops_around(tree.blocks)),
            columns=grid.columns(CharWidth(width)),
            title=title,
            merges=self.vertical,
            setup=setup_of(grid, reader.palette),
            turns=self.turns,
        )

    @property
    def turns(self) -> bool:
        """Whether formulas need to know the turns of loops."""
        return any(isinstance(value, Formula) for value in self.grid.values.values())

    def tree(self) -> Tree:
        """The blocks of the sheet."""
        builder = Builder(self.reader.file, self.sheet.title)
        for row in range(self.grid.row_count):
            self.check_formulas(row)
            builder.add_row(row, *self.grid.texts(row))
        return builder.finish()

    def check_formulas(self, row: int) -> None:
        """A formula can hold no tags."""
        for column in range(self.grid.column_count):
            value = self.grid.values.get((row, column))
            if isinstance(value, Formula) and has_tags(value.text):
                cell = f"{get_column_letter(column + 1)}{row + 1}"
                self.reader.report(
                    Mistake(
                        "tag-in-formula", "公式里不能写模板标签", "请把标签放在单独的单元格里，让公式引用那个单元格。"
                    ),
                    Spot(self.grid.place(cell), value.text),
                )

    def read_names(self, tree: Tree) -> Reading:
        """What the names of the sheet are; unknown ones become problems."""
        reading = Reading()
        read_names(tree.blocks, known_names(self.departmental), reading)
        for each in reading.findings.unknown:
            self.reader.report(Mistake("unknown-name", f"没有“{each.name}”", each.advice), tree.spots[each.line - 1])
        return reading

    def title(self) -> Program | None:
        """The program of the sheet's name where it has tags."""
        name = self.sheet.title
        if not has_tags(name):
            return None
        return self.reader.text_program(name, Spot(self.grid.place(""), name), self.departmental)

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
        cell = f"{get_column_letter(merge.first_column + 1)}{merge.first_row + 1}"
        end = f"{get_column_letter(merge.last_column)}{merge.last_row}"
        value = self.grid.values.get((merge.first_row, merge.first_column))
        self.reader.report(
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
        reading: Reading,
        forms: Mapping[int, RowForm],
        followed: Mapping[int, Sequence[tuple[int, int]]],
    ) -> dict[int, Recipe]:
        """How the rows of each template row are made."""
        kinds = dict(row_kinds(tree.blocks))
        recipes: dict[int, Recipe] = {}
        for block in content_rows(tree.blocks):
            form = forms[block.row]
            if kinds[block.row] != "static":
                form = replace(form, kind=kinds[block.row], height=None)
            recipe = self.recipe(block, form, reading)
            for column, above in followed.get(block.row, ()):
                recipe = self.with_followed(recipe, column, recipes[above].form)
            recipes[block.row] = recipe
        return recipes

    def with_followed(self, recipe: Recipe, column: int, above: RowForm) -> Recipe:
        """A recipe whose cell at `column` continues the label of the row above."""
        form = recipe.form
        form = replace(
            form,
            labels=changed(form.labels, column, above.labels[column]),
            fields=changed(form.fields, column, above.fields[column]),
            styles=changed(form.styles, column, above.styles[column]),
        )
        return replace(recipe, form=form, followed=(*recipe.followed, column))

    def recipe(self, block: ContentRow, form: RowForm, reading: Reading) -> Recipe:
        """How the rows of one template row are made."""
        constants = self.grid.constants(block.row)
        labels: list[tuple[int, int | None]] = []
        keyed = 0
        for cell in block.cells:
            content, column = cell.content, cell.column
            spot = Spot(self.grid.place(f"{get_column_letter(column + 1)}{block.row + 1}"), cell.text)
            if content.label is not None:
                labels.append((column, keyed if content.key is not None else None))
                keyed += content.key is not None
                word = content.label or self.settings.pagination.continuation
                form = replace(form, labels=changed(form.labels, column, word))
            if content.is_input:
                unlocked = replace(self.reader.looks.styles[form.styles[column]], locked=False)
                form = replace(
                    form,
                    inputs=changed(form.inputs, column, True),
                    styles=changed(form.styles, column, self.reader.looks.number(unlocked)),
                )
            self.check_look(cell.content.look, spot)
            form = replace(form, fields=changed(form.fields, column, reading.patterns.get(cell.line, "")))
        return Recipe(
            form=form,
            constants=constants,
            specials=tuple((at, value) for at, value in enumerate(constants) if not isinstance(value, PLAIN_CONSTANTS)),
            labels=tuple(labels),
            looks=tuple(cell.column for cell in block.cells if cell.content.look is not None),
            lines={cell.column: cell.line for cell in block.cells},
        )

    def check_look(self, look: Any, spot: Spot) -> None:
        """Constant names of styles must be on the sheet 样式."""
        from generator.template.filling import unknown_swatch

        for name in constant_names(look):
            if name and name not in self.swatches:
                self.reader.report(unknown_swatch(name, self.swatches), spot)


def constant_names(node: Any) -> Iterator[str]:
    """The texts that an expression for 样式 may give, as far as they stand in it."""
    from jinja2 import nodes

    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from constant_names(node.expr1)
        yield from constant_names(node.expr2)


def with_across(form: RowForm, merge: Range) -> RowForm:
    """A form in which a merge's part of the row is one cell."""
    covered = merge.last_column - merge.first_column
    across = list(form.across)
    across[merge.first_column : merge.last_column] = [covered, *[0] * (covered - 1)]
    return replace(form, across=tuple(across))


def changed(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    """`values` with one of them replaced."""
    return (*values[:index], value, *values[index + 1 :])
