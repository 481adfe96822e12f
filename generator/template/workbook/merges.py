"""Merged cells over several rows: labels of a band that are drawn so, and those that come out as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import cell_name
from generator.model import Range, RowForm
from generator.template.language.blocks import Tree, content_rows, sequences
from generator.template.language.mistakes import Mistake
from generator.template.language.program import Spot
from generator.template.language.tags import has_tags
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.source import TemplateSource


class Merges(Struct):
    """The forms of a sheet's rows, and its merged cells over several rows."""

    forms: dict[int, RowForm]
    """By template row; a label over several rows is a label of each of them."""
    followed: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Template row → (column, row of the label) of the cells that show what the row above does."""
    static: tuple[Range, ...] = ()
    """Merged cells that hold no label."""


def merges_of(grid: SheetGrid, tree: Tree, source: TemplateSource) -> Merges:
    """The forms and merged cells of a sheet; merged cells that a control row or the edge of a band cuts are told."""
    merges = Merges({block.row: grid.form(block.row) for block in content_rows(tree.blocks)})
    runs = [run for run in sequences(tree.blocks) if len(run) > 1]
    labels = set(labels_of(tree))
    for merge in grid.merges:
        rows = list(range(merge.first_row, merge.last_row))
        if len(rows) == 1:
            continue
        if not any(rows == run[at : at + len(rows)] for run in runs for at in range(len(run))):
            source.report(*cut_by_band(grid, merge))
        elif (merge.first_row, merge.first_column) in labels:
            add_label(merges, merge)
        else:
            merges.static = (*merges.static, merge)
    return merges


def labels_of(tree: Tree) -> Iterator[tuple[int, int]]:
    """(row, column) of the cells with 合并."""
    for block in content_rows(tree.blocks):
        for cell in block.cells:
            if cell.content.label is not None:
                yield block.row, cell.column


def add_label(merges: Merges, merge: Range) -> None:
    """A label over several rows: each of them has it, and all but the first follow the row above."""
    for row in range(merge.first_row, merge.last_row):
        merges.forms[row] = with_across(merges.forms[row], merge)
        if row != merge.first_row:
            merges.followed.setdefault(row, []).append((merge.first_column, merge.first_row))


def cut_by_band(grid: SheetGrid, merge: Range) -> tuple[Mistake, Spot]:
    """The mistake of a merged cell that a control row, or the edge of a band, cuts."""
    cell = cell_name(merge.first_row, merge.first_column)
    end = cell_name(merge.last_row - 1, merge.last_column - 1)
    value = grid.values.get((merge.first_row, merge.first_column))
    mistake = Mistake(
        "merge-across-band",
        f"合并单元格 {cell}:{end} 跨过了控制行或循环的边界",
        "请取消这处合并；循环里要上下合并相同内容，请用 {{ … | 合并 }}。",
    )
    return mistake, Spot(grid.place(cell), value if isinstance(value, str) and not has_tags(value) else "")


def with_across(form: RowForm, merge: Range) -> RowForm:
    """A form in which a merge's part of the row is one cell."""
    covered = merge.last_column - merge.first_column
    across = list(form.across)
    across[merge.first_column : merge.last_column] = [covered, *[0] * (covered - 1)]
    return replace(form, across=tuple(across))
