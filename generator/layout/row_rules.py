"""Rules over many rows to rules of single rows, where a rule cannot say the same of all of them.

A rule that goes with its row means cells of that row. Where such a cell belongs to a label, its text stands in another
row, for each row so many rows further up: `rules` finds out which of them still say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from generator.model import (
    AddedCall,
    Cells,
    Conditional,
    Formula,
    FormulaPart,
    Rule,
    Validation,
    flat_parts,
    formulas_of,
    with_formulas,
)


def by_rows(rule: Rule, labels: Collection[int] | None) -> Iterator[Rule]:
    """A rule, once for each of its rows if it looks at one of the columns `labels` (None: in any case)."""
    own = [cells for formula in read_formulas(rule) for cells in own_cells(formula)]
    if not own or (labels is not None and not any(cells.column in labels for cells in own)):
        yield rule
        return
    for row in sorted({row for area in rule.ranges for row in range(area.first_row, area.last_row)}):
        here = (area for area in rule.ranges if area.first_row <= row < area.last_row)
        ranges = tuple(replace(area, first_row=row, last_row=row + 1) for area in here)
        yield replace(with_formulas(rule, {each: at_row(each, row) for each in read_formulas(rule)}), ranges=ranges)


def read_formulas(rule: Validation | Conditional) -> list[Formula]:
    """The formulas of a rule that refer to cells."""
    return [formula for formula in formulas_of(rule) if isinstance(formula, Formula)]


def own_cells(formula: Formula) -> Iterator[Cells]:
    """The cells of a formula that go with its row."""
    parts = flat_parts(formula.parts if formula.goes_with_row else ())
    return (part for part in parts if isinstance(part, Cells) and not any(part.marks))


def at_row(formula: Formula, row: int) -> Formula:
    """The formula of a rule for many rows as that of one of them."""

    def at(part: FormulaPart) -> FormulaPart:
        if isinstance(part, AddedCall):
            return replace(part, parts=tuple(map(at, part.parts)))
        return replace(part, runs=((row, row + 1),)) if isinstance(part, Cells) and not any(part.marks) else part

    return replace(formula, parts=tuple(map(at, formula.parts)), goes_with_row=False)
