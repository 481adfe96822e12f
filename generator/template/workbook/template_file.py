"""Workbook file to `Template`: everything that is wrong with it is told at once, each with its cell."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from msgspec.structs import replace
from openpyxl.workbook import Workbook

from generator.excel import quoted_sheet
from generator.hidden_sheet import SHEET_NAME as MARK
from generator.model import DefinedName
from generator.problems import Place, Problem, error, errors_in, warning
from generator.system import screening
from generator.system.disk import bytes_of, sha_of
from generator.template.language.formulas import ReadFormula, read_formula
from generator.template.language.program import Spot
from generator.template.language.references import Reference, parse_reference
from generator.template.settings import Settings, read_settings
from generator.template.template import Template, TemplatePage
from generator.template.workbook.colours import Palette, scheme_of
from generator.template.workbook.losses import workbook_losses
from generator.template.workbook.outside_formulas import reason_against, refused
from generator.template.workbook.package import MAX_FILE_BYTES, MAX_PART_BYTES, Package
from generator.template.workbook.pages import SheetReader
from generator.template.workbook.source import TemplateSource
from generator.template.workbook.styles import CellStyles, normal_style
from generator.vocabulary import SHEET_SETTINGS, SHEET_STYLES

MAX_CELLS = 1_000_000
"""Cells of a template's sheet from A1 to the farthest; openpyxl makes an object of each."""
DAMAGES = (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, OSError)
"""What reading a damaged part may raise."""


def read(path: Path) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template at `path`, or None where it has errors; and everything wrong with it."""
    file = path.name
    try:
        data = bytes_of(path)
    except OSError as failure:
        message = f"模板打不开：{failure.strerror or failure}"
        return None, (error("cannot-read", Place(file), message, "请检查文件是否存在、是否有权限。"),)
    package = Package(data)
    opened = open_workbook(package, file)
    if isinstance(opened, Problem):
        return None, (opened,)
    try:
        return TemplateReader(path, file, package, opened).template()
    except DAMAGES as failure:
        return None, (unreadable(Place(file), failure),)


def open_workbook(package: Package, file: str) -> Workbook | Problem:
    """The workbook as openpyxl reads it, or why it cannot be read."""
    place = Place(file)
    if package.data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return error("cannot-read", place, "这是旧格式（.xls）或加了密码的工作簿", "请去掉密码，另存为 .xlsx 后再用。")
    try:
        if len(package.data) > MAX_FILE_BYTES or package.unpacked_size > MAX_PART_BYTES:
            return error("file-too-large", place, "模板文件太大", "模板应只有一两页；请删去多余的工作表、行和图片。")
        wrong = errors_in(screening.inspect(package.data, file, MAX_PART_BYTES, MAX_CELLS))
        return wrong[0] if wrong else load(package)
    except (zipfile.BadZipFile, EOFError, KeyError, OSError, zlib.error):
        return error("cannot-read", place, "这不是 .xlsx 工作簿，或文件已损坏", "请用 Excel/WPS 重新另存为 .xlsx。")
    except Exception as failure:  # openpyxl raises whatever it stumbles over
        return unreadable(place, failure)


def unreadable(place: Place, failure: Exception) -> Problem:
    """A part that breaks the rules of its format."""
    return error(
        "cannot-read",
        place,
        f"工作簿里有读不懂的内容（{type(failure).__name__}：{failure}）",
        "请用 Excel/WPS 打开后重新另存为 .xlsx。",
    )


def built_before(place: Place) -> Problem:
    """A workbook that the program built lies among the templates: what it is known by is not carried."""
    return warning(
        "built-workbook",
        place,
        "这是本程序生成的工作簿，不是模板：其中没有标签的内容会原样重复",
        "要改版式，请修改 templates 里原来的模板；误放在这里的请移走。",
    )


def load(package: Package, values: bool = False) -> Workbook:
    """Read with openpyxl; what it drops is named by `losses`, so its own warnings are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(package.data), rich_text=True, data_only=values)
        except TypeError:
            return openpyxl.load_workbook(io.BytesIO(package.with_mended_styles()), rich_text=True, data_only=values)


def read_formulas(pages: Sequence[TemplatePage], names: Sequence[DefinedName]) -> dict[tuple[str, str], ReadFormula]:
    """A workbook's formulas by their pages and texts; names stand on their sheet, or on the first."""
    formulas: dict[tuple[str, str], ReadFormula] = {}
    for number, page in enumerate(pages):
        cells = dict(cells_of_names(names, page.name))
        formulas |= {(page.name, text): read_formula(text, cells) for text in page.formulas}
        sheet_names = (name for name in names if name.sheet == page.name or (not name.sheet and not number))
        formulas |= {
            (page.name, text): read_formula(text, cells, True) for text in (str(name.formula) for name in sheet_names)
        }
    return formulas


def cells_of_names(names: Sequence[DefinedName], page: str) -> Iterator[tuple[str, Reference]]:
    """What the names stand for that a page knows, by the texts by which it may call them; its own names come last."""
    for name in sorted(names, key=lambda name: name.sheet == page):
        reference = parse_reference(str(name.formula))
        if reference is None:
            continue
        if name.sheet in ("", page):
            yield name.name.casefold(), reference
        if name.sheet:
            yield f"{quoted_sheet(name.sheet)}!{name.name}".casefold(), reference


class TemplateReader:
    """Reads one workbook; the problems come together on the way."""

    def __init__(self, path: Path, file: str, package: Package, book: Workbook) -> None:
        self.path, self.file, self.package, self.book = path, file, package, book
        palette = Palette(scheme_of(book.loaded_theme), tuple(book._colors))  # type: ignore[attr-defined]
        self.cell_styles = CellStyles(palette)
        self.cell_styles.number(normal_style(book, palette))
        self.source = TemplateSource(file, package, self.cell_styles)
        self.problems = self.source.problems

    def template(self) -> tuple[Template | None, tuple[Problem, ...]]:
        """The template, and everything that is wrong with it."""
        settings = self.settings()
        swatches = dict(self.swatches())
        pages = self.pages(settings, swatches)
        names = tuple(self.names())
        self.problems += workbook_losses(self.package, self.book, self.file)
        problems = tuple(dict.fromkeys(self.problems))
        if errors_in(problems):
            return None, problems
        template = Template(
            path=self.path,
            file=self.file,
            settings=settings,
            fingerprint=sha_of(self.package.data),
            pages=tuple(pages),
            styles=tuple(self.cell_styles.styles),
            swatches={name: style for name, (style, _) in swatches.items()},
            names=names,
            formulas=read_formulas(pages, names),
            title=self.book.properties.title or "",
        )
        return template, problems

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
        program = self.source.text_program(text, spot, settings.per_department, is_path=True)
        return replace(settings, output_text=text, output_name=program)

    def swatches(self) -> Iterator[tuple[str, tuple[Any, str]]]:
        """Sheet 样式: name → its look and cell."""
        if SHEET_STYLES not in self.book.sheetnames:
            return
        for row in self.book[SHEET_STYLES].iter_rows():
            for cell in row:
                if cell.value is not None and str(cell.value).strip():
                    number = self.cell_styles.of_cell(cell)
                    yield str(cell.value).strip(), (self.cell_styles.styles[number], cell.coordinate)

    # -- pages

    def pages(self, settings: Settings, swatches: Mapping[str, Any]) -> list[TemplatePage]:
        """The pages, in order; those of hidden sheets too."""
        sheets = [sheet for sheet in self.book.worksheets if sheet.title not in (SHEET_SETTINGS, SHEET_STYLES)]
        for sheet in [sheet for sheet in sheets if sheet.title.casefold() == MARK]:
            sheets.remove(sheet)
            self.problems.append(built_before(Place(self.file, sheet.title)))
        if not any(sheet.sheet_state == "visible" for sheet in sheets):
            self.problems.append(
                error("no-page", Place(self.file), "模板里没有可用的工作表", "除“设置”“样式”外，至少要有一张可见的表。")
            )
        has_formulas = any(cell.data_type == "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
        cached = load(self.package, values=True) if has_formulas else None
        pages = []
        for sheet in sheets:
            values = cached[sheet.title] if cached else None
            page = SheetReader(self.source, settings, swatches, sheet=sheet, cached=values).page()
            if page is not None:
                pages.append(page)
        return pages

    def names(self) -> Iterator[DefinedName]:
        """The names for cells and formulas; what print titles and filters are kept as is carried by itself."""
        holders = [
            ("", self.book.defined_names),
            *((sheet.title, sheet.defined_names) for sheet in self.book.worksheets),
        ]
        for sheet, names in holders:
            for name, value in names.items():
                if name.startswith("_xlnm.") or sheet in (SHEET_SETTINGS, SHEET_STYLES):
                    continue
                if reason := reason_against(value.attr_text or ""):
                    what, advice = f"名称“{name}”", "请改用不涉及外部的公式。"
                    self.problems.append(refused(Place(self.file, sheet), what, reason, advice))
                else:
                    yield DefinedName(name, value.attr_text or "", sheet, bool(value.hidden))
