"""Validations and conditional formats of single rows to such over many: formulas relative to their first cell.

A rule whose formula refers to cells comes as one for each row. Rows for which it says the same, counted from the row or
from the top, become one rule again: ``$`` stands where all of them mean the same row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from generator.layout.formulas import Writing, cells_in
from generator.layout.places import Area
from generator.model import Conditional, Formula, Range, Validation

R = TypeVar("R", Validation, Conditional)


def put_together(rules: Sequence[R], writing: Writing) -> Iterator[R]:
    """The rules of a sheet, in their order, formulas written; raises UnwritableError."""
    for bare, neighbours in groupby(rules, without_formulas):
        own = list(neighbours)
        if bare is None:
            yield from own
        else:
            yield from merged(own, writing)


def formulas_of(rule: Validation | Conditional) -> list[Formula]:
    """The formulas of a rule that refer to cells."""
    if isinstance(rule, Validation):
        given: list[Any] = [rule.formula1, rule.formula2]
    else:
        given = [*rule.formulas, *(value for _, value, _ in rule.stops)]
    return [formula for formula in given if isinstance(formula, Formula)]


def with_texts(rule: R, texts: Mapping[Formula, str]) -> R:
    """A rule, the texts of its formulas put in."""

    def text(given: str | Formula) -> str | Formula:
        return texts.get(given, given) if isinstance(given, Formula) else given

    if isinstance(rule, Validation):
        return replace(rule, formula1=text(rule.formula1), formula2=text(rule.formula2))
    stops = tuple((kind, text(value), color) for kind, value, color in rule.stops)
    return replace(rule, formulas=tuple(map(text, rule.formulas)), stops=stops)


def without_formulas(rule: R) -> R | None:
    """A rule without its ranges and with its formulas as the author wrote them; None where these refer to nothing."""
    formulas = formulas_of(rule)
    if not formulas:
        return None
    return with_texts(replace(rule, ranges=()), {formula: formula.text for formula in formulas})


class Meaning(NamedTuple):
    """A rule of one row: the row, and where the cells of its references stand, reference by reference."""

    row: int
    areas: tuple[tuple[Area, ...], ...]


def merged(rules: Sequence[R], writing: Writing) -> Iterator[R]:
    """One rule for all rows for which it says the same."""
    meanings = [meaning_of(rule, writing) for rule in rules]
    fixed = [fixed_ends([(each.row, each.areas[n]) for each in meanings]) for n in range(len(meanings[0].areas))]
    groups: dict[Any, list[R]] = {}
    for rule, meaning in zip(rules, meanings, strict=True):
        said = tuple(relative(areas, meaning.row, ends) for areas, ends in zip(meaning.areas, fixed, strict=True))
        groups.setdefault(said, []).append(rule)
    marks = [tuple("$" if end else "" for end in ends) for ends in fixed]
    for group in groups.values():
        texts, used = {}, iter(marks)
        for formula in formulas_of(group[0]):
            own = [next(used) for _ in cells_in(formula.parts)]
            texts[formula] = writing.text(formula.parts, own)  # type: ignore[arg-type]
        yield replace(
            with_texts(group[0], texts), ranges=tuple(stacked(area for rule in group for area in rule.ranges))
        )


def meaning_of(rule: Validation | Conditional, writing: Writing) -> Meaning:
    """Where the cells that a rule's formulas refer to stand."""
    cells = (each for formula in formulas_of(rule) for each in cells_in(formula.parts))
    return Meaning(rule.ranges[0].first_row, tuple(writing.areas(each) for each in cells))


def fixed_ends(given: Sequence[tuple[int, tuple[Area, ...]]]) -> tuple[bool, bool]:
    """Whether the first and the last rows of a reference stay where they are, rather than go with the rule's row."""
    ends = []
    for end in ("first", "last"):
        places = {tuple(getattr(area, end) for area in areas) for _, areas in given}
        distances = {tuple(getattr(area, end) - row for area in areas) for row, areas in given}
        ends.append(len(places) < len(distances))
    return ends[0], ends[1]


def relative(areas: Sequence[Area], row: int, fixed: tuple[bool, bool]) -> tuple[tuple[str, int, int], ...]:
    """Areas, their ends counted from a row where these are not fixed."""
    first, last = (0 if is_fixed else row for is_fixed in fixed)
    return tuple((area.sheet, area.first - first, area.last - last) for area in areas)


def stacked(ranges: Iterator[Range]) -> Iterator[Range]:
    """Ranges, those of the same columns one below the other as one."""
    columns: dict[tuple[int, int], list[Range]] = {}
    for area in ranges:
        own = columns.setdefault((area.first_column, area.last_column), [])
        if own and own[-1].last_row == area.first_row:
            own[-1] = replace(own[-1], last_row=area.last_row)
        else:
            own.append(area)
    yield from sorted((area for own in columns.values() for area in own), key=lambda each: each.first_row)
