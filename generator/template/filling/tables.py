"""Rows of a page to a `Table`: whatever the template's rows carried goes to the rows that they became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import cell_name
from generator.model import (
    Attachments,
    Chart,
    Comment,
    Conditional,
    DefinedName,
    Formula,
    Range,
    Row,
    SheetView,
    Table,
    Validation,
)
from generator.problems import Problem, warning
from generator.template.filling.filled_texts import with_header_texts, with_validation_texts
from generator.template.filling.moved_formulas import Rewriter, Target
from generator.template.filling.row_map import RowMap
from generator.template.language.outside_texts import TextKey

if TYPE_CHECKING:
    from generator.template.template import Template, TemplatePage


from generator.template.template import formulas_of


class FilledPage(Struct, frozen=True):
    """A page that was filled: its sheet's name, where its rows came from, and for whom (empty: nobody).

    `texts` are its headers, lists and hints with tags, `notes` those with tags at their table rows.
    """

    page: TemplatePage
    name: str
    stretch: RowMap
    department: str = ""
    texts: Mapping[TextKey, str] = field(default_factory=dict)
    notes: tuple[Comment, ...] = ()


def tables_of(filled: Sequence[FilledPage], template: Template, problems: list[Problem]) -> tuple[Table, ...]:
    """The tables of all pages; formulas lead to the sheets of the same department, else to the first of a page."""
    return tuple(table_of(each, rewriter_for(each, filled, template, problems), template) for each in filled)


def rewriter_for(
    own: FilledPage, filled: Sequence[FilledPage], template: Template, problems: list[Problem] | None = None
) -> Rewriter:
    """What moves the formulas of a sheet."""
    targets = targets_for(own, filled)
    found = [] if problems is None else problems
    return Rewriter(template.place(own.page.name), own.page.name, targets, template.formulas, found)


def targets_for(own: FilledPage, filled: Sequence[FilledPage]) -> dict[str, Target]:
    """The sheets that the formulas of a sheet lead to, by the names of their pages."""
    targets: dict[str, Target] = {}
    for each in filled:
        if each.department == own.department or each.page.name not in targets:
            targets[each.page.name] = target_of(each)
    return {**targets, own.page.name: target_of(own)}


def target_of(filled: FilledPage) -> Target:
    """A filled sheet as formulas find it."""
    return Target(filled.name, filled.stretch, frozenset(filled.page.recipes))


def table_of(filled: FilledPage, rewriter: Rewriter, template: Template) -> Table:
    """The table of a page that was filled."""
    page, stretch = filled.page, filled.stretch
    setup = page.setup
    rows = tuple(stretch.rows)
    if page.has_formulas:
        rows = tuple(with_formulas(row, index, rewriter) for index, row in enumerate(rows))
    return Table(
        name=filled.name,
        columns=page.columns,
        rows=rows,
        merges=tuple(merges(page, stretch)),
        print_titles=print_titles(page, stretch),
        title_columns=setup.title_columns,
        page=replace(setup.page, header_footer=with_header_texts(setup.page.header_footer, filled.texts)),
        view=view(page, stretch),
        protection=setup.protection,
        pagination=template.settings.pagination,
        default_height=setup.default_height,
        attachments=attachments(filled, rewriter),
        template_cells=(template.file, page.name),
    )


def with_formulas(row: Row, index: int, rewriter: Rewriter) -> Row:
    """A row whose formulas were moved to where it stands."""
    if not any(isinstance(value, Formula) for value in row.values):
        return row
    source = row.form.source_row
    return replace(
        row,
        values=tuple(
            rewriter.formula(value.text, index, cell_name(source, column)) if isinstance(value, Formula) else value
            for column, value in enumerate(row.values)
        ),
    )


def attachments(filled: FilledPage, rewriter: Rewriter) -> Attachments:
    """What lies over the cells: areas stretch over the rows a band became; what stands at a cell follows its row."""
    carried, stretch = filled.page.carried, filled.stretch
    validations = (each for given in carried.validations for each in moved(given, stretch, rewriter))
    return Attachments(
        validations=tuple(
            validation for each in validations if (validation := with_validation_texts(each, filled.texts))
        ),
        conditionals=tuple(format_ for each in carried.conditionals for format_ in moved(each, stretch, rewriter)),
        images=tuple(replace(each, row=stretch.position(each.row)) for each in carried.images),
        charts=tuple(moved_chart(each, stretch, rewriter) for each in carried.charts),
        comments=(
            *(
                replace(each, row=stretch.places[each.row][0])
                for each in carried.comments
                if each.row in stretch.places
            ),
            *filled.notes,
        ),
    )


A = TypeVar("A", Validation, Conditional)


def moved(each: A, stretch: RowMap, rewriter: Rewriter) -> Iterator[A]:
    """A validation or conditional format over the rows that its rows became; nothing where they gave none.

    Where its formulas refer to cells it becomes one for each row, for a row of another turn may mean other
    cells than so many rows up or down; layout puts together what belongs together.
    """
    ranges = tuple(found for area in each.ranges for found in stretch.ranges(area))
    texts = formulas_of(each)
    if not any(rewriter.refers(text) for text in texts):
        if ranges:
            yield replace(each, ranges=ranges)
        return
    # formulas are relative to the first cell of the first range (ECMA-376 part 1, 18.3.1.32 and 18.3.1.10)
    anchor = each.ranges[0]
    cell = cell_name(anchor.first_row, anchor.first_column)
    for row in sorted({row for area in ranges for row in range(area.first_row, min(area.last_row, len(stretch.rows)))}):
        own = tuple(
            replace(area, first_row=row, last_row=row + 1) for area in ranges if area.first_row <= row < area.last_row
        )
        down = stretch.rows[row].form.source_row - anchor.first_row
        shift = (down, own[0].first_column - anchor.first_column)
        formulas = {text: rewriter.formula(text, row, cell, shift) for text in texts}
        yield with_formulas_at(each, own, formulas)


def with_formulas_at(each: A, ranges: tuple[Range, ...], formulas: Mapping[str, Formula]) -> A:
    """A validation or conditional format over some ranges with other formulas."""

    def moved_formula(text: Any) -> Any:
        return formulas.get(text, text)

    if isinstance(each, Validation):
        first, second = moved_formula(each.formula1), moved_formula(each.formula2)
        return replace(each, ranges=ranges, formula1=first, formula2=second)
    stops = tuple(
        (kind, moved_formula(value) if kind == "formula" else value, color) for kind, value, color in each.stops
    )
    return replace(each, ranges=ranges, formulas=tuple(map(moved_formula, each.formulas)), stops=stops)


def moved_chart(chart: Chart, stretch: RowMap, rewriter: Rewriter) -> Chart:
    """A chart over the rows that its data became; other rows between them are told, for they are drawn too."""
    areas = (chart.categories, *(values for _, values in chart.series))
    if any(len(stretch.whole(area.first_row, area.last_row)) > 1 for area in areas):
        place = replace(rewriter.place, cell=cell_name(chart.row, chart.column))
        message = "图表的数据行之间夹着别的行（如小计），也会画进图里"
        rewriter.problems.append(warning("chart-with-others", place, message, "请把图表的数据放在没有小计的表里。"))

    def area(given: Range) -> Range:
        rows = stretch.span(given.first_row, given.last_row)
        return replace(given, first_row=rows[0], last_row=rows[1]) if rows else given

    return replace(
        chart,
        row=stretch.position(chart.row),
        categories=area(chart.categories),
        series=tuple((name, area(values)) for name, values in chart.series),
    )


def defined_names(template: Template, filled: Sequence[FilledPage], problems: list[Problem]) -> tuple[DefinedName, ...]:
    """The template's names, their cells moved; names of a sheet for each sheet that it became."""
    found = []
    for each in template.names:
        owners = [one for one in filled if one.page.name == each.sheet] if each.sheet else filled[:1]
        for owner in owners:
            rewriter = rewriter_for(owner, filled, template, problems)
            rewriter.place = template.place(each.sheet)
            sheet = owner.name if each.sheet else ""
            found.append(replace(each, sheet=sheet, formula=rewriter.formula(str(each.formula), None, each.name)))
    return tuple(found)


def merges(page: TemplatePage, stretch: RowMap) -> Iterator[Range]:
    """The merged cells over several rows, wherever their rows came out."""
    for merge in page.merges:
        for first in stretch.places.get(merge.first_row, ()):
            yield replace(merge, first_row=first, last_row=first + merge.last_row - merge.first_row)


def print_titles(page: TemplatePage, stretch: RowMap) -> tuple[int, int] | None:
    """The table rows of the print titles: the first run of them (a loop that gives nothing leaves none)."""
    titles = page.setup.print_titles
    rows = stretch.rows_of(*titles) if titles else []
    if not rows:
        return None
    last = rows[0]
    while last + 1 in rows:
        last += 1
    return rows[0], last + 1


def view(page: TemplatePage, stretch: RowMap) -> SheetView:
    """The view, its frozen rows and its filter moved."""
    rows, columns = page.setup.freeze
    area = page.setup.filter
    found = list(stretch.ranges(area)) if area else []
    whole = replace(found[0], last_row=found[-1].last_row) if found else None
    return replace(page.setup.view, freeze_rows=stretch.end(rows) if rows else 0, freeze_columns=columns, filter=whole)
