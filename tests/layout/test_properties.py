"""What holds for every table: nothing lost, nothing cut, nothing over the page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.excel import MAX_ROW_HEIGHT_PT
from generator.layout import lay_out
from generator.lengths import Pt, pt_from_inch, pt_from_mm
from generator.model import Pagination, Row, Sheet, Table
from tests.layout.tables import A4, TEXT, book, plain_form, table

SEEDS = st.integers(0, 2**32 - 1)
PAGINATION = st.builds(
    Pagination,
    st.sampled_from(["repeat"]),
    st.sampled_from(["outside", "center", "none"]),
    st.sampled_from([None, None, 1, 7]),
    st.booleans(),
)
BODY = pt_from_mm(210) - pt_from_inch(A4.top + A4.bottom)  # A4 landscape is 210 mm high


def laid(made: Table) -> Sheet:
    result, _ = lay_out(book(made))
    return result.sheets[0]


def pages(sheet: Sheet) -> list[range]:
    edges = [0, *sheet.breaks, len(sheet.rows)]
    return [range(first, last) for first, last in pairwise(edges)]


def shown(sheet: Sheet, row: int, column: int) -> object:
    for merge in sheet.merges:
        if merge.first_row <= row < merge.last_row and merge.first_column <= column < merge.last_column:
            return sheet.rows[merge.first_row].values[merge.first_column]
    return sheet.rows[row].values[column]


@settings(max_examples=25, deadline=None)
@given(SEEDS, PAGINATION)
def test_every_table_is_laid_out_whole(seed, pagination):
    made = table(seed, most_rows=400, longest=3000, pagination=pagination)
    sheet = laid(made)
    own = [column for column, label in enumerate(made.rows[-1].form.labels) if label is None]

    joined: dict[str, list[str]] = {}
    order: list[str] = []
    for row in sheet.rows:
        if row.task_id:
            if row.task_id not in joined:
                order.append(row.task_id)
            texts = joined.setdefault(row.task_id, [""] * len(own))
            for n, column in enumerate(own):
                texts[n] += str(row.values[column] or "")
    band = [row for row in made.rows if row.task_id]
    assert order == [row.task_id for row in band]  # no row lost, doubled or out of order
    for row in band:
        assert [squeezed(each) for each in joined[row.task_id]] == [squeezed(row.values[column]) for column in own]

    for page in pages(sheet):
        height = sum(sheet.rows[n].height for n in page)
        if page.start:
            height += sheet.rows[1].height  # the heading is printed again
        assert len(page) > 0
        assert height <= BODY + 0.01
    assert all(row.height <= MAX_ROW_HEIGHT_PT for row in sheet.rows)


def squeezed(value: object) -> str:
    """Text without line breaks: where a row was divided, a break may be a page end."""
    return str(value or "").replace("\n", "").replace("（续）", "").replace("（接上页）", "")


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_spans_keep_inside_their_page_and_apart_from_each_other(seed):
    made = table(seed, most_rows=400, longest=400)
    sheet = laid(made)
    taken: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        assert merge.last_row - merge.first_row + merge.last_column - merge.first_column > 2
        assert any(merge.first_row in page and merge.last_row - 1 in page for page in pages(sheet))
        cells = {
            (row, column)
            for row in range(merge.first_row, merge.last_row)
            for column in range(merge.first_column, merge.last_column)
        }
        assert not cells & taken
        taken |= cells


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_page_shows_the_labels_of_its_first_row(seed):
    made = table(seed, most_rows=400, longest=400)
    sheet = laid(made)
    labels = [column for column, label in enumerate(made.rows[-1].form.labels) if label]
    by_id = {row.task_id: row for row in made.rows if row.task_id}
    for page in pages(sheet):
        first = next((n for n in page if sheet.rows[n].task_id), None)
        if first is not None:
            for column in labels:
                assert sheet.rows[first].values[column] == by_id[sheet.rows[first].task_id].values[column]


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_laying_out_twice_gives_the_same(seed):
    made = table(seed, most_rows=400)
    assert laid(made) == laid(made)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_equal_labels_under_one_parent_are_one_cell_on_a_page(seed):
    made = table(seed, most_rows=400, longest=300)
    sheet = laid(made)
    by_id = {row.task_id: row for row in made.rows if row.task_id}
    starts = {(merge.first_row, merge.first_column): merge for merge in sheet.merges}
    for page in pages(sheet):
        rows = [n for n in page if sheet.rows[n].task_id]
        for column, label in enumerate(made.rows[-1].form.labels):
            if not label:
                continue
            position = 0
            while position < len(rows):
                key = by_id[sheet.rows[rows[position]].task_id].keys[column]
                end = position
                while end < len(rows) and by_id[sheet.rows[rows[end]].task_id].keys[column] == key:
                    end += 1
                if end - position > 1:
                    merge = starts[(rows[position], column)]
                    assert (merge.last_row, merge.last_column) == (rows[end - 1] + 1, column + 1)
                else:
                    assert (rows[position], column) not in starts
                position = end


def test_a_page_never_holds_more_tasks_than_the_template_allows():
    sheet = laid(table(3, most_rows=80, longest=60, pagination=Pagination(rows_per_page=5)))
    for page in pages(sheet):
        assert len({sheet.rows[n].task_id for n in page} - {""}) <= 5


@pytest.mark.parametrize("seed", range(5))
def test_a_task_that_must_start_a_page_does(seed):
    made = table(seed, most_rows=300, longest=60)
    sheet = laid(made)
    starts = {row.task_id for row in made.rows if row.starts_page}
    for first in (sheet.rows[page.start] for page in pages(sheet)):
        starts.discard(first.task_id)
    assert not starts


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_rows_together_are_no_lower_where_there_is_room_for_fonts_that_stand_in(seed):
    made = book(table(seed, most_rows=30, longest=60))
    usual, wide = (lay_out(made, is_wide)[0].sheets[0] for is_wide in (False, True))
    assert sum(row.height for row in wide.rows) >= sum(row.height for row in usual.rows)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 4), st.integers(0, 6))
def test_no_page_stands_without_a_task(seed, tasks, signatures):
    made = table(seed, most_rows=tasks, longest=1500)
    columns = len(made.columns)
    foot = Row(plain_form(columns, TEXT, (1,) * columns, Pt(26), 3), (None,) * columns)
    sheet = laid(replace(made, rows=(*made.rows, *(foot,) * signatures)))
    for page in pages(sheet):
        assert any(sheet.rows[n].task_id for n in page)
