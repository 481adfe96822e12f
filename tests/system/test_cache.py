"""What was worked out is kept for the next run, and found only under the same circumstances."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import deadlines, departments, loading
from generator.ledger import read
from generator.system import cache
from generator.system.cache import Memory, keep, recall
from generator.system.workspace import Workspace

ROOT = Path(__file__).parents[2]
DAY = datetime.date(2021, 3, 1)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folder's place is set for Linux")


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def ledger():
    found = read(ROOT / "input" / "ledger.xlsx").ledger
    assert found is not None
    return found


def test_what_is_kept_is_found_by_what_it_came_from():
    keep("units", ("甲", 2021), {"乙": 1})
    assert recall("units", ("甲", 2021)) == {"乙": 1}
    assert recall("units", ("甲", 2022)) is None
    assert recall("deadlines", ("甲", 2021)) is None


@pytest.mark.parametrize(("kind", "source"), [("units", "丙"), ("deadlines", "甲")])
def test_a_file_that_came_to_the_name_of_another_is_not_believed(kind, source):
    keep("units", "甲", {"乙": 1})
    keep(kind, source, {"丁": 2})
    kept, other = (cache.folder(name) / cache.key_of(key) for name, key in (("units", "甲"), (kind, source)))
    other.write_bytes(kept.read_bytes())
    assert recall(kind, source) is None
    assert recall("units", "甲") == {"乙": 1}


def test_a_memory_is_kept_where_anything_came():
    memory = Memory("units", "甲")
    memory["乙"] = 1
    memory.keep()
    assert Memory("units", "甲") == {"乙": 1}
    assert Memory("units", "丙") == {}


def test_a_memory_that_grew_too_large_is_begun_anew():
    keep("units", "甲", {"乙": 1, "丙": 2})
    assert Memory("units", "甲", most=1) == {}


def test_what_is_no_memory_is_not_believed():
    keep("units", "甲", ["乙"])
    assert Memory("units", "甲") == {}


def test_wordings_that_are_known_are_understood_the_same(ledger):
    known, dates = {}, {}
    first = departments.assign(ledger, known), deadlines.check(ledger, dates)
    assert known
    assert dates
    assert (departments.assign(ledger, known), deadlines.check(ledger, dates)) == first
    assert (departments.assign(ledger), deadlines.check(ledger)) == first


def test_another_unit_group_or_rule_is_another_circumstance(ledger):
    ours = departments.depends_on(ledger)
    unit, group = ledger.departments[0], ledger.groups[0]
    for other in (
        replace(ledger, departments=ledger.departments[1:]),
        replace(ledger, departments=(replace(unit, aliases=("别名",)), *ledger.departments[1:])),
        replace(ledger, groups=(replace(group, members=("另一个单位",)), *ledger.groups[1:])),
        replace(ledger, note="列第一位的为牵头单位，下同"),
        replace(ledger, tasks=(replace(ledger.tasks[0], remark="列第一位的为牵头单位，下同"), *ledger.tasks[1:])),
    ):
        assert departments.depends_on(other) != ours
    moved = replace(ledger, departments=tuple(replace(each, origin=ledger.origin) for each in ledger.departments))
    assert departments.depends_on(moved) == ours


def test_a_grammar_is_not_imported_where_all_is_known(ledger, monkeypatch):
    workspace = Workspace(ROOT)
    loaded = loading.load(workspace, DAY)
    for memory in loaded.memories:
        memory.keep()
    for name in ("generator.departments.resolution", "generator.departments.grammar", "generator.deadlines.grammar"):
        monkeypatch.setitem(sys.modules, name, None)  # importing it fails
    again = loading.load(workspace, DAY)
    assert again.units == loaded.units
    assert again.problems == loaded.problems
