"""What a sheet carries over its cells (validations, conditional formats, notes), by template rows.

Formulas in it are relative to the first cell of the first range (ECMA-376 part 1, 18.3.1.32 and 18.3.1.10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.formatting.rule import Rule

from generator.excel import cell_name
from generator.model import Comment, Conditional, Fill, Range, Style, Validation
from generator.problems import Problem
from generator.template.workbook.colours import Palette
from generator.template.workbook.outside_formulas import reason_against, refused
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.sheet_xml import truth
from generator.template.workbook.styles import alignment_of, border_of, font_of

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
RULE_OPTIONS = ("rank", "percent", "bottom", "text", "timePeriod", "aboveAverage", "equalAverage", "stdDev")


def ranges_of(areas: Any) -> tuple[Range, ...]:
    """The ranges of an openpyxl MultiCellRange, in the order of their first cells."""
    ranges = [Range(area.min_row - 1, area.min_col - 1, area.max_row, area.max_col) for area in areas.ranges]
    return tuple(sorted(ranges, key=lambda cells: (cells.first_row, cells.first_column)))


# ------------------------------------------------------------------------------------------ validations


def validations(grid: SheetGrid, problems: list[Problem]) -> Iterator[Validation]:
    """The data validations of a sheet whose formulas stay inside the workbook."""
    for validation in all_validations(grid):
        formulas = (str(validation.formula1), str(validation.formula2))
        if validation.ranges and stays_inside(grid, problems, "数据有效性", validation.ranges, formulas):
            yield validation


def stays_inside(
    grid: SheetGrid, problems: list[Problem], what: str, ranges: tuple[Range, ...], formulas: Iterable[str]
) -> bool:
    """Whether no formula reaches out of the workbook; the first that does is told."""
    reason = next((reason for text in formulas if text and (reason := reason_against(text))), "")
    if reason and ranges:
        place = grid.place(cell_name(ranges[0].first_row, ranges[0].first_column))
        problems.append(refused(place, what, reason, "请改用不涉及外部的公式。"))
    return not reason


def all_validations(grid: SheetGrid) -> Iterator[Validation]:
    """The data validations of a sheet, also those that Excel keeps in an extension (lists on other sheets)."""
    for validation in grid.sheet.data_validations.dataValidation:
        yield Validation(
            ranges=ranges_of(validation.sqref),
            kind=validation.type or "none",
            operator=validation.operator or "between",
            formula1=str(validation.formula1 or ""),
            formula2=str(validation.formula2 or ""),
            allow_blank=bool(validation.allowBlank),
            in_cell_list=not validation.showDropDown,
            error_style=validation.errorStyle or "stop",
            show_error=bool(validation.showErrorMessage),
            error_title=validation.errorTitle or "",
            error=validation.error or "",
            show_prompt=bool(validation.showInputMessage),
            prompt_title=validation.promptTitle or "",
            prompt=validation.prompt or "",
        )
    for element in grid.raw.root.iter(f"{X14}dataValidation"):
        yield extended_validation(element)


def extended_validation(element: Element) -> Validation:
    """A validation of the extension list ([MS-XLSX] 2.6.45)."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    areas = (element.findtext(f"{XM}sqref") or "").strip()
    return Validation(
        ranges=ranges_of(MultiCellRange(areas)) if areas else (),
        kind=element.get("type") or "none",
        operator=element.get("operator") or "between",
        formula1=element.findtext(f"{X14}formula1/{XM}f") or "",
        formula2=element.findtext(f"{X14}formula2/{XM}f") or "",
        allow_blank=truth(element.get("allowBlank")),
        in_cell_list=not truth(element.get("showDropDown")),
        error_style=element.get("errorStyle") or "stop",
        show_error=truth(element.get("showErrorMessage")),
        error_title=element.get("errorTitle") or "",
        error=element.get("error") or "",
        show_prompt=truth(element.get("showInputMessage")),
        prompt_title=element.get("promptTitle") or "",
        prompt=element.get("prompt") or "",
    )


# ---------------------------------------------------------------------------------- conditional formats


def conditionals(grid: SheetGrid, problems: list[Problem]) -> Iterator[Conditional]:
    """The conditional formats of a sheet, in the order in which they apply."""
    rules = [(rule, area.sqref) for area in grid.sheet.conditional_formatting for rule in area.rules]
    for rule, areas in sorted(rules, key=lambda entry: entry[0].priority or 0):
        format_ = conditional(rule, ranges_of(areas), grid.cell_styles.palette)
        points = (value for kind, value, _ in format_.stops if kind == "formula")
        if stays_inside(grid, problems, "条件格式", format_.ranges, map(str, (*format_.formulas, *points))):
            yield format_


def conditional(rule: Rule, ranges: tuple[Range, ...], palette: Palette) -> Conditional:
    """One rule."""
    options = {name: value for name in RULE_OPTIONS if (value := getattr(rule, name)) is not None}
    stops: list[tuple[str, str, str]] = []
    if rule.colorScale is not None:
        scale = rule.colorScale
        stops = [(*point_of(point), palette.rgb(color)) for point, color in zip(scale.cfvo, scale.color, strict=True)]
    elif rule.dataBar is not None:
        bar = rule.dataBar
        stops = [(*point_of(point), palette.rgb(bar.color)) for point in bar.cfvo]
        options |= {name: getattr(bar, name) for name in ("minLength", "maxLength", "showValue")}
    elif rule.iconSet is not None:
        icons = rule.iconSet
        stops = [(*point_of(point), "") for point in icons.cfvo]
        options |= {name: getattr(icons, name) for name in ("iconSet", "showValue", "percent", "reverse")}
    return Conditional(
        ranges=ranges,
        kind=str(rule.type),
        operator=rule.operator or "",
        formulas=tuple(str(formula) for formula in rule.formula),
        style=differential_style(rule.dxf, palette) if rule.dxf is not None else None,
        stop_if_true=bool(rule.stopIfTrue),
        options=tuple(sorted((name, option_text(value)) for name, value in options.items() if value is not None)),
        stops=tuple(stops),
    )


def point_of(point: Any) -> tuple[str, str]:
    """(type, value) of a point of a scale."""
    return str(point.type), "" if point.val is None else option_text(point.val)


def option_text(value: Any) -> str:
    """An attribute as XML writes it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def differential_style(dxf: Any, palette: Palette) -> Style:
    """What a conditional format changes; a plain background stands in `foreground`, as in cells.

    In a differential format the colour of a plain background is the *background* of its pattern (18.8.32).
    """
    plain = Style()
    fill = Fill()
    if dxf.fill is not None:
        pattern = dxf.fill.fill_type or "solid"
        color = palette.rgb(dxf.fill.bgColor) or palette.rgb(dxf.fill.fgColor)
        fill = Fill("solid", color) if pattern == "solid" else Fill(pattern, palette.rgb(dxf.fill.fgColor), color)
    return Style(
        font=font_of(dxf.font, palette, plain.font) if dxf.font is not None else plain.font,
        fill=fill,
        border=border_of(dxf.border, palette) if dxf.border is not None else plain.border,
        alignment=alignment_of(dxf.alignment) if dxf.alignment is not None else plain.alignment,
        number_format=dxf.numFmt.formatCode if dxf.numFmt is not None else plain.number_format,
        locked=dxf.protection is None or dxf.protection.locked is not False,
        hidden=dxf.protection is not None and bool(dxf.protection.hidden),
    )


# ------------------------------------------------------------------------------------------------ notes


def comments(grid: SheetGrid) -> Iterator[Comment]:
    """The notes on cells."""
    for row in grid.sheet.iter_rows():
        for cell in row:
            note = cell.comment
            if note is not None:
                yield Comment((cell.row or 1) - 1, (cell.column or 1) - 1, note.text or "", note.author or "")
