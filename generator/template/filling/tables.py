"""Rows of a page to a `Table`: whatever the template's rows carried goes to the rows that they became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import cell_name
from generator.model import (
    Attachments,
    Chart,
    Column,
    Comment,
    DefinedName,
    Formula,
    Range,
    Row,
    Rule,
    SheetView,
    Table,
    with_formulas,
)
from generator.problems import Problem, warning
from generator.template.filling.empty_columns import without_empty
from generator.template.filling.filled_texts import with_header_texts, with_validation_texts
from generator.template.filling.moved_formulas import Rewriter, Target
from generator.template.filling.row_map import RowMap
from generator.template.language.outside_texts import TextKey
from generator.template.template import written_formulas

if TYPE_CHECKING:
    from generator.template.template import Template, TemplatePage


class FilledPage(Struct, frozen=True):
    """A page that was filled: its sheet's name, where its rows came from, and for whom (empty: nobody).

    `texts` are its headers, lists and hints with tags, `notes` those with tags at their table rows.
    """

    page: TemplatePage
    name: str
    row_map: RowMap
    department: str = ""
    texts: Mapping[TextKey, str] = field(default_factory=dict)
    notes: tuple[Comment, ...] = ()


def tables_of(filled: Sequence[FilledPage], template: Template, problems: list[Problem]) -> tuple[Table, ...]:
    """The tables of all pages; formulas lead to the sheets of the same department, else to the first of a page."""
    return tuple(table_of(page, rewriter_for(page, filled, template, problems), template) for page in filled)


def rewriter_for(
    sheet: FilledPage, filled: Sequence[FilledPage], template: Template, problems: list[Problem] | None = None
) -> Rewriter:
    """What moves the formulas of a sheet."""
    return Rewriter(
        place=template.place(sheet.page.name),
        page=sheet.page.name,
        targets=targets_for(sheet, filled),
        formulas=template.formulas,
        problems=[] if problems is None else problems,
    )


def targets_for(sheet: FilledPage, filled: Sequence[FilledPage]) -> dict[str, Target]:
    """The sheets that the formulas of a sheet lead to, by the names of their pages."""
    targets: dict[str, Target] = {}
    for page in filled:
        if page.department == sheet.department or page.page.name not in targets:
            targets[page.page.name] = target_of(page)
    return {**targets, sheet.page.name: target_of(sheet)}


def target_of(filled: FilledPage) -> Target:
    """A filled sheet as formulas find it."""
    return Target(filled.name, filled.row_map, frozenset(filled.page.recipes))


def columns_of(filled: FilledPage, template: Template) -> tuple[Column, ...]:
    """The columns of a page that was filled, those that are empty throughout left out if the template asks for it."""
    page = filled.page
    is_asked = template.settings.leaves_out_empty
    return without_empty(page.columns, filled.row_map.rows, page.recipes) if is_asked else page.columns


def table_of(filled: FilledPage, rewriter: Rewriter, template: Template) -> Table:
    """The table of a page that was filled."""
    page, row_map = filled.page, filled.row_map
    setup = page.setup
    rows = tuple(row_map.rows)
    if page.has_formulas:
        rows = tuple(with_moved_formulas(row, index, rewriter) for index, row in enumerate(rows))
    return Table(
        name=filled.name,
        columns=columns_of(filled, template),
        rows=rows,
        merges=tuple(merges(page, row_map)),
        print_titles=print_titles(page, row_map),
        title_columns=setup.title_columns,
        page=replace(setup.page, header_footer=with_header_texts(setup.page.header_footer, filled.texts)),
        view=view(page, row_map),
        protection=setup.protection,
        pagination=template.settings.pagination,
        default_height=setup.default_height,
        attachments=attachments(filled, rewriter),
        template_cells=(template.file, page.name),
    )


def with_moved_formulas(row: Row, index: int, rewriter: Rewriter) -> Row:
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
    carried, row_map = filled.page.carried, filled.row_map
    validations = (moved_rule for rule in carried.validations for moved_rule in moved(rule, row_map, rewriter))
    return Attachments(
        validations=tuple(
            validation for moved_rule in validations if (validation := with_validation_texts(moved_rule, filled.texts))
        ),
        conditionals=tuple(format_ for rule in carried.conditionals for format_ in moved(rule, row_map, rewriter)),
        images=tuple(replace(image, row=row_map.position(image.row)) for image in carried.images),
        charts=tuple(moved_chart(chart, row_map, rewriter) for chart in carried.charts),
        comments=(
            *(
                replace(comment, row=row_map.places[comment.row][0])
                for comment in carried.comments
                if comment.row in row_map.places
            ),
            *filled.notes,
        ),
    )


def moved(rule: Rule, row_map: RowMap, rewriter: Rewriter) -> Iterator[Rule]:
    """A validation or conditional format over the rows that its rows became; nothing where they gave none.

    Where its formulas refer to other rows it becomes one for each row, for a row of another turn may mean other
    cells than so many rows up or down; layout puts together what belongs together.
    """
    ranges = tuple(moved_area for area in rule.ranges for moved_area in row_map.ranges(area))
    texts = written_formulas(rule)
    if not any(rewriter.refers(text) for text in texts):
        if ranges:
            yield replace(rule, ranges=ranges)
        return
    # formulas are relative to the first cell of the first range (ECMA-376 part 1, 18.3.1.32 and 18.3.1.10)
    anchor = rule.ranges[0]
    cell = cell_name(anchor.first_row, anchor.first_column)
    goes_with_row = all(rewriter.goes_with_row(text, anchor.first_row) for text in texts)
    whole = [stacked(ranges, row_map)] if goes_with_row else rows_of(ranges, row_map)
    for here in filter(None, whole):
        row = here[0].first_row
        down = row_map.rows[row].form.source_row - anchor.first_row
        shift = (down, here[0].first_column - anchor.first_column)
        formulas = {
            text: replace(rewriter.formula(text, row, cell, shift), goes_with_row=goes_with_row) for text in texts
        }
        yield with_formulas(replace(rule, ranges=here), formulas)


def stacked(ranges: Sequence[Range], row_map: RowMap) -> tuple[Range, ...]:
    """Ranges from the top to the bottom, as far as there are rows."""
    count = len(row_map.rows)
    cut = (replace(area, last_row=min(area.last_row, count)) for area in ranges if area.first_row < count)
    return tuple(sorted(cut, key=lambda area: area.first_row))


def rows_of(ranges: Sequence[Range], row_map: RowMap) -> Iterator[tuple[Range, ...]]:
    """The parts of ranges in each table row."""
    for row in sorted({row for area in stacked(ranges, row_map) for row in range(area.first_row, area.last_row)}):
        yield tuple(
            replace(area, first_row=row, last_row=row + 1) for area in ranges if area.first_row <= row < area.last_row
        )


def moved_chart(chart: Chart, row_map: RowMap, rewriter: Rewriter) -> Chart:
    """A chart over the rows that its data became; other rows between them are told, for they are drawn too."""
    areas = (chart.categories, *(values for _, values in chart.series))
    if any(len(row_map.whole(area.first_row, area.last_row)) > 1 for area in areas):
        place = replace(rewriter.place, cell=cell_name(chart.row, chart.column))
        message = "图表的数据行之间夹着别的行（如小计），也会画进图里"
        rewriter.problems.append(warning("chart-with-others", place, message, "请把图表的数据放在没有小计的表里。"))

    def area(cells: Range) -> Range:
        rows = row_map.span(cells.first_row, cells.last_row)
        return replace(cells, first_row=rows[0], last_row=rows[1]) if rows else cells

    return replace(
        chart,
        row=row_map.position(chart.row),
        categories=area(chart.categories),
        series=tuple((name, area(values)) for name, values in chart.series),
    )


def defined_names(template: Template, filled: Sequence[FilledPage], problems: list[Problem]) -> tuple[DefinedName, ...]:
    """The template's names, their cells moved; names of a sheet for each sheet that it became."""
    names = []
    for name in template.names:
        owners = [page for page in filled if page.page.name == name.sheet] if name.sheet else filled[:1]
        for owner in owners:
            rewriter = rewriter_for(owner, filled, template, problems)
            rewriter.place = template.place(name.sheet)
            sheet = owner.name if name.sheet else ""
            names.append(replace(name, sheet=sheet, formula=rewriter.formula(str(name.formula), None, name.name)))
    return tuple(names)


def merges(page: TemplatePage, row_map: RowMap) -> Iterator[Range]:
    """The merged cells over several rows, wherever their rows came out."""
    for merge in page.merges:
        for first in row_map.places.get(merge.first_row, ()):
            yield replace(merge, first_row=first, last_row=first + merge.last_row - merge.first_row)


def print_titles(page: TemplatePage, row_map: RowMap) -> tuple[int, int] | None:
    """The table rows of the print titles: the first run of them (a loop that gives nothing leaves none)."""
    titles = page.setup.print_titles
    rows = row_map.rows_of(*titles) if titles else []
    if not rows:
        return None
    last = rows[0]
    while last + 1 in rows:
        last += 1
    return rows[0], last + 1


def view(page: TemplatePage, row_map: RowMap) -> SheetView:
    """The view, its frozen rows and its filter moved."""
    rows, columns = page.setup.freeze
    area = page.setup.filter
    areas = list(row_map.ranges(area)) if area else []
    whole = replace(areas[0], last_row=areas[-1].last_row) if areas else None
    return replace(page.setup.view, freeze_rows=row_map.end(rows) if rows else 0, freeze_columns=columns, filter=whole)
