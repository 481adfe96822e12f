"""Validations and conditional formats of single rows to such over many: formulas relative to their first cell.

A rule whose formula refers to cells of other rows comes as one for each row. Rows for which it says the same, counted
from the row or from the top, become one rule again: ``$`` stands where all of them mean the same row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from msgspec.structs import replace

from generator.layout.formulas import Writing, cells_in
from generator.layout.places import Area
from generator.layout.row_rules import read_formulas
from generator.model import Conditional, Range, Rule, Validation, with_formulas


def put_together(rules: Sequence[Rule], writing: Writing) -> Iterator[Rule]:
    """The rules of a sheet, in their order, formulas written; raises UnwritableError."""
    for bare, neighbours in groupby(rules, of_one_row):
        if bare is not None:
            yield from merged(list(neighbours), writing)
            continue
        for rule in neighbours:
            yield with_formulas(rule, {formula: writing.text(formula.parts) for formula in read_formulas(rule)})


def of_one_row(rule: Rule) -> Rule | None:
    """A rule of one row without its ranges and with its formulas as the author wrote them; None of any other."""
    formulas = read_formulas(rule)
    if not formulas or formulas[0].goes_with_row:
        return None
    return with_formulas(replace(rule, ranges=()), {formula: formula.text for formula in formulas})


class Meaning(NamedTuple):
    """A rule of one row: the row, and where the cells of its references stand, reference by reference."""

    row: int
    areas: tuple[tuple[Area, ...], ...]


def merged(rules: Sequence[Rule], writing: Writing) -> Iterator[Rule]:
    """One rule for all rows for which it says the same."""
    meanings = [meaning_of(rule, writing) for rule in rules]
    fixed = [fixed_ends([(each.row, each.areas[n]) for each in meanings]) for n in range(len(meanings[0].areas))]
    groups: dict[Any, list[Rule]] = {}
    for rule, meaning in zip(rules, meanings, strict=True):
        said = tuple(relative(areas, meaning.row, ends) for areas, ends in zip(meaning.areas, fixed, strict=True))
        groups.setdefault(said, []).append(rule)
    marks = [tuple("$" if end else "" for end in ends) for ends in fixed]
    for group in groups.values():
        texts, used = {}, iter(marks)
        for formula in read_formulas(group[0]):
            own = [next(used) for _ in cells_in(formula.parts)]
            texts[formula] = writing.text(formula.parts, own)  # type: ignore[arg-type]
        yield replace(
            with_formulas(group[0], texts), ranges=tuple(stacked(area for rule in group for area in rule.ranges))
        )


def meaning_of(rule: Validation | Conditional, writing: Writing) -> Meaning:
    """Where the cells that a rule's formulas refer to stand."""
    cells = (each for formula in read_formulas(rule) for each in cells_in(formula.parts))
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
