"""Blocks of neighbouring rows: what stands in a row is seen, and says nothing of other blocks."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.ledger import reading_of
from generator.ledger.blocks import MOST, blocks_of
from generator.system.workspace import Workspace
from tests.editions.offices import open_office

CELLS = st.sampled_from(["", None, 0.0, 1.0, False, "0", "做好", datetime.date(2021, 6, 1)])
IDS = st.lists(st.sampled_from(["T001", "T005", "T010", "", "甲"]), min_size=1, max_size=80)


@given(IDS, st.data())
def test_a_cell_that_changes_changes_its_block_and_no_other(ids, data):
    cells = data.draw(st.lists(CELLS, min_size=len(ids), max_size=len(ids)))
    at = data.draw(st.integers(0, len(ids) - 1))
    other = data.draw(CELLS.filter(lambda each: (type(each), each) != (type(cells[at]), cells[at])))
    changed = [*cells[:at], other, *cells[at + 1 :]]
    full = ["有"] * len(ids)  # a column that begins or ends to hold anything at all is seen everywhere
    before, after = (blocks_of(ids, {"a": full, "b": [*each, "有"]}) for each in (cells, changed))
    assert [end for end, _ in before] == [end for end, _ in after]
    starts = [0, *(end for end, _ in before)]
    own = next(n for n, (end, _) in enumerate(before) if at < end)
    assert [n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [own]
    assert all(0 < end - first <= MOST for first, (end, _) in zip(starts, before, strict=False))


@pytest.mark.parametrize("value", [0, False, "0"])
def test_the_first_cell_of_a_column_that_was_empty_is_seen(value):
    ids = ["T001", "T002"]
    assert blocks_of(ids, {"数量": ["", ""]}) != blocks_of(ids, {"数量": ["", value]})


def test_whoever_reads_the_ledger_knows_its_rows_by_the_same_blocks(tmp_path):
    workspace = Workspace(open_office(tmp_path).folder)
    here, elsewhere = (pipeline.load(workspace, reading=reading_of(workspace, beside)) for beside in (False, True))
    assert here.blocks == elsewhere.blocks == pipeline.load(workspace).blocks
    assert here.blocks[-1][0] == len(here.ledger.tasks)
