"""What lies over the cells of a sheet: validations, conditional formats, pictures, charts, comments; defined names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.lengths import Px
from generator.model.cells import Range
from generator.model.formulas import Formula
from generator.model.looks import Style


class Validation(Struct, frozen=True):
    """A data validation (ECMA-376 part 1, 18.3.1.32); formulas are relative to the first cell of the first range."""

    ranges: tuple[Range, ...]
    kind: str
    operator: str = "between"
    formula1: str | Formula = ""
    formula2: str | Formula = ""
    allow_blank: bool = True
    in_cell_list: bool = True
    error_style: str = "stop"
    show_error: bool = False
    error_title: str = ""
    error: str = ""
    show_prompt: bool = False
    prompt_title: str = ""
    prompt: str = ""


class Conditional(Struct, frozen=True):
    """A conditional format (ECMA-376 part 1, 18.3.1.10).

    `options` are the attributes of the rule as in the standard (``rank``, ``percent``, ``text``, …), sorted by name;
    `stops` the points of a scale, bar or icon set: (type, value, colour).
    """

    ranges: tuple[Range, ...]
    kind: str
    operator: str = ""
    formulas: tuple[str | Formula, ...] = ()
    style: Style | None = None
    """Only what differs from `Style()` is applied."""
    stop_if_true: bool = False
    options: tuple[tuple[str, str], ...] = ()
    stops: tuple[tuple[str, str | Formula, str], ...] = ()


Rule = TypeVar("Rule", Validation, Conditional)


def formulas_of(rule: Validation | Conditional) -> tuple[str | Formula, ...]:
    """The formulas of a validation or conditional format, empty ones left out."""
    if isinstance(rule, Validation):
        formulas: tuple[str | Formula, ...] = (rule.formula1, rule.formula2)
    else:
        formulas = (*rule.formulas, *(value for kind, value, _ in rule.stops if kind == "formula"))
    return tuple(filter(None, formulas))


def with_formulas(rule: Rule, formulas: Mapping[Any, str | Formula]) -> Rule:
    """A validation or conditional format with others put in for some of its formulas."""

    def changed(formula: str | Formula) -> str | Formula:
        return formulas.get(formula, formula)

    if isinstance(rule, Validation):
        return replace(rule, formula1=changed(rule.formula1), formula2=changed(rule.formula2))
    stops = tuple((kind, changed(value) if kind == "formula" else value, color) for kind, value, color in rule.stops)
    return replace(rule, formulas=tuple(map(changed, rule.formulas)), stops=stops)


class Image(Struct, frozen=True):
    """A picture, anchored to a cell, with its offset in it and its printed size."""

    row: int
    column: int
    x: Px
    y: Px
    width: Px
    height: Px
    data: bytes
    name: str = ""
    description: str = ""
    move: bool = True
    """It moves with its cell (it never changes size)."""


class Chart(Struct, frozen=True):
    """A native chart on a cell: series are (name, range); `kind` is ``bar``, ``column``, ``line`` or ``pie``."""

    row: int
    column: int
    width: Px
    height: Px
    kind: str
    title: str
    categories: Range
    series: tuple[tuple[str, Range], ...]
    is_reversed: bool = False
    """Whether the first category stands on top (or right)."""
    lowest: float | None = None
    """Where the axis of values begins and ends; None: where the reader thinks fit."""
    highest: float | None = None
    number_format: str = ""
    """Of the axis of values; empty: that of its cells."""
    gap: int | None = None
    """Between bars, in per cent of their width."""
    x: Px = Px(0)
    """Where it begins in its cell."""
    y: Px = Px(0)


class Comment(Struct, frozen=True):
    """A note on a cell."""

    row: int
    column: int
    text: str
    author: str = ""


class Attachments(Struct, frozen=True):
    """What lies over the cells of a sheet; its rows are those of the Table or Sheet that holds it."""

    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    comments: tuple[Comment, ...] = ()


class DefinedName(Struct, frozen=True):
    """A name for cells or a formula; `sheet` is empty for a name of the whole workbook."""

    name: str
    formula: str | Formula
    sheet: str = ""
    hidden: bool = False
