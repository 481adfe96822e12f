"""Columns of a filled sheet to the same without those that are empty throughout (省去空栏).

A column that is left out is hidden, so that formulas, merged titles and what recipients send back stay where they are;
its width goes to the others, each by its share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.lengths import char_width_from_px, px_from_char_width
from generator.model import Column, Row
from generator.template.template import RowRecipe


def without_empty(
    columns: tuple[Column, ...], rows: Sequence[Row], recipes: Mapping[int, RowRecipe]
) -> tuple[Column, ...]:
    """The columns, those hidden that show data and have none from the first row of a band on."""
    first = next((number for number, row in enumerate(rows) if row.form.kind != "static"), len(rows))
    below = rows[first:]
    empty = {column for column in data_columns(below, recipes) if all(is_blank(row, column) for row in below)}
    shown = [column for column, each in enumerate(columns) if not each.hidden and column not in empty]
    return hidden(columns, empty, shown) if empty and shown else columns


def data_columns(rows: Sequence[Row], recipes: Mapping[int, RowRecipe]) -> set[int]:
    """The columns that a tag of a band fills; those that are left to a pen or to recipients are kept."""
    forms = {row.form.source_row: row.form for row in rows if row.form.kind != "static"}
    filled = {column for source in forms if source in recipes for column in recipes[source].lines}
    return filled - {column for form in forms.values() for column, is_input in enumerate(form.inputs) if is_input}


def is_blank(row: Row, column: int) -> bool:
    """Whether a row shows nothing in a column; a cell over several columns belongs to all of them."""
    value = row.values[column]
    return (value is None or (isinstance(value, str) and not value.strip())) or row.form.across[column] > 1


def hidden(columns: tuple[Column, ...], empty: set[int], shown: Sequence[int]) -> tuple[Column, ...]:
    """The columns, `empty` ones hidden and their pixels given to those that are `shown`."""
    pixels = [px_from_char_width(column.width) for column in columns]
    before = sum(pixels[column] for column in shown)
    after = before + sum(pixels[column] for column in empty if not columns[column].hidden)
    made = [replace(column, hidden=True) if n in empty else column for n, column in enumerate(columns)]
    taken = given = 0
    for column in shown:  # ends are rounded, not widths: their sum is exact
        taken += pixels[column]
        end = round(taken * after / before)
        made[column] = replace(columns[column], width=char_width_from_px(end - given))
        given = end
    return tuple(made)
