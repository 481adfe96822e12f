"""Laid out sheets whose formulas still name table rows to sheets whose formulas are text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import cell_name
from generator.layout.formulas import UnwritableError, Writing
from generator.layout.places import Landing, Places
from generator.layout.rules import put_together
from generator.layout.sheets import Lines
from generator.model import Conditional, DefinedName, Formula, Sheet, SheetRow, Table, Validation
from generator.problems import Place, Problem, error

Laid = Sequence[tuple[Sheet, Lines]]
R = TypeVar("R", Validation, Conditional)


def places_of(tables: Sequence[Table], laid: Sequence[Laid]) -> Places:
    """Where the rows of tables stand in the sheets that they became."""
    return {
        table.name: Landing([(sheet.name, lines) for sheet, lines in own])
        for table, own in zip(tables, laid, strict=True)
    }


class Formulas(Struct):
    """Writes all formulas of a workbook; what cannot be written is a problem at its cell of the template."""

    places: Places
    problems: list[Problem] = field(default_factory=list)

    def sheets(self, tables: Sequence[Table], laid: Sequence[Laid]) -> Iterator[Sheet]:
        """The sheets with their formulas."""
        for table, own in zip(tables, laid, strict=True):
            for sheet, _ in own:
                yield self.sheet(table, sheet)

    def sheet(self, table: Table, sheet: Sheet) -> Sheet:
        """A sheet with its formulas."""
        place = Place(*table.template_cells)
        writing = Writing(sheet.name, self.places)
        rows = tuple(self.row(row, writing, place) for row in sheet.rows)
        given = sheet.attachments
        attachments = replace(
            given,
            validations=self.rules(given.validations, sheet.name, place),
            conditionals=self.rules(given.conditionals, sheet.name, place),
        )
        return replace(sheet, rows=rows, attachments=attachments)

    def row(self, row: SheetRow, writing: Writing, place: Place) -> SheetRow:
        """A row with its formulas."""
        if Formula not in map(type, row.values):
            return row
        source = row.form.source_row if row.form else 0
        values = tuple(
            self.written(value, writing, replace(place, cell=cell_name(source, column)))
            if isinstance(value, Formula)
            else value
            for column, value in enumerate(row.values)
        )
        return replace(row, values=values)

    def written(self, formula: Formula, writing: Writing, place: Place) -> Formula:
        """A formula as text; one that cannot be written stays as it is, and is told."""
        if not formula.parts:
            return formula
        try:
            return Formula(writing.text(formula.parts), formula.value)
        except UnwritableError as failure:
            self.tell(failure, formula, place)
            return Formula(formula.text)

    def rules(self, rules: Sequence[R], sheet: str, place: Place) -> tuple[R, ...]:
        """Validations or conditional formats with their formulas."""
        try:
            return tuple(put_together(rules, Writing(sheet, self.places, takes_unions=False)))
        except UnwritableError as failure:
            self.problems.append(
                error("formula-unwritable", place, f"数据有效性或条件格式：{failure.message}", failure.advice)
            )
            return ()

    def names(self, names: Iterable[DefinedName]) -> tuple[DefinedName, ...]:
        """Names with their formulas."""
        writing = Writing("", self.places)
        return tuple(
            replace(name, formula=self.written(name.formula, writing, Place(sheet=name.sheet, cell=name.name)).text)
            if isinstance(name.formula, Formula)
            else name
            for name in names
        )

    def tell(self, failure: UnwritableError, formula: Formula, place: Place) -> None:
        """A formula that cannot be written."""
        message = f"{failure.message}（见 {formula.text}）"
        self.problems.append(error("formula-unwritable", place, message, failure.advice))
