"""What workbooks depend on: every field of the ledger is in the fingerprint of the whole, and in those it concerns."""

from __future__ import annotations

import datetime

import pytest
from msgspec.structs import replace

from generator import deadlines, departments, views
from generator.loading import Loaded
from generator.model import Answer, Department, EditionView, Group, Ledger, Round, Task
from generator.rebuild.fingerprints import joins, parts_of, whole_ledger

DAY = datetime.date(2021, 3, 1)
LEDGER = Ledger(
    title="台账",
    year=2021,
    issuer="办公室",
    note="备注",
    info=(("预警天数", "30"),),
    tasks=(
        Task("T001", "1", "一", "（一）", "甲事", "发改委牵头，教体局配合", deadline_text="6月底前"),
        Task("T002", "2", "一", "（一）", "乙事", "教体局", deadline_text="全年"),
        Task("T003", "3", "一", "（一）", "丙事", "各部门", deadline_text="全年"),
    ),
    departments=(Department("发改委", categories=("部门",)), Department("教体局"), Department("水务局")),
    groups=(Group("各部门", ("水务局",)),),
    rounds=(Round("2021年6月", "2021-06-25", "2021-06-01", "1"),),
    returns=(Answer("T001", "教体局", state="推进中", progress="做了一半"),),
)


def understood(ledger: Ledger, **scope: object) -> Loaded:
    """What `load` makes of a ledger."""
    responsibilities, _ = departments.assign(ledger)
    dates, _ = deadlines.check(ledger)
    given = views.scope_of(ledger, responsibilities, dates, as_of=DAY)
    return Loaded(ledger, replace(given, **scope), responsibilities.tasks)


def other(value: object) -> object:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value}另"
    return value[:-1] if value else (("另一栏", "值"),)


OF_THE_LEDGER = ("title", "year", "issuer", "note", "info", "tasks", "departments", "groups", "rounds", "returns")
NOT_SHOWN = {"repairs", "acknowledged", "origin"}
"""What no template can show."""


def test_every_field_of_a_ledger_is_tried():
    assert {*OF_THE_LEDGER, *NOT_SHOWN} == set(Ledger.__struct_fields__)


@pytest.mark.parametrize("name", OF_THE_LEDGER)
def test_every_field_of_the_ledger_changes_the_whole(name):
    changed = replace(LEDGER, **{name: other(getattr(LEDGER, name))})
    assert whole_ledger(understood(changed)) != whole_ledger(understood(LEDGER))


@pytest.mark.parametrize(
    ("records", "field"),
    [
        (records, field)
        for records in ("tasks", "departments", "groups", "rounds", "returns")
        for field in type(getattr(LEDGER, records)[0]).__struct_fields__
        if field != "origin"
    ],
)
def test_every_field_of_every_record_changes_the_whole(records, field):
    first, *rest = getattr(LEDGER, records)
    value = getattr(first, field)
    texts = field in ("aliases", "categories", "members")
    changed = replace(first, **{field: (*value, "另一个") if texts else other(value)})
    assert whole_ledger(understood(replace(LEDGER, **{records: (changed, *rest)}))) != whole_ledger(understood(LEDGER))


def test_where_a_record_stands_changes_nothing():
    moved = replace(LEDGER.tasks[0].origin, file="别处.xlsx", row="7")
    ledger = replace(LEDGER, tasks=(replace(LEDGER.tasks[0], origin=moved), *LEDGER.tasks[1:]), origin=moved)
    assert whole_ledger(understood(ledger)) == whole_ledger(understood(LEDGER))
    assert parts_of(understood(ledger)) == parts_of(understood(LEDGER))


@pytest.mark.parametrize("scope", [{"as_of": DAY + datetime.timedelta(1)}, {"edition": EditionView(2, DAY)}])
def test_the_day_and_the_edition_change_the_whole(scope):
    assert whole_ledger(understood(LEDGER, **scope)) != whole_ledger(understood(LEDGER))


def with_task(number: int, **values: object) -> Ledger:
    tasks = list(LEDGER.tasks)
    tasks[number] = replace(tasks[number], **values)
    return replace(LEDGER, tasks=tuple(tasks))


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        (with_task(0, content="改过"), {"发改委", "教体局"}),
        (with_task(0, deadline_text="9月底前"), {"发改委", "教体局"}),
        (with_task(0, units_text="发改委牵头，水务局配合"), {"发改委", "教体局", "水务局"}),
        (with_task(0, extra=(("责任人", "张三"),)), {"发改委", "教体局"}),
        (with_task(1, remark="急"), {"教体局"}),
        (with_task(1, units_text="教体局牵头"), {"教体局"}),
        (with_task(2, content="改过"), {"水务局"}),
        (replace(LEDGER, groups=(Group("各部门", ("水务局", "发改委")),)), {"发改委", "水务局"}),
        (replace(LEDGER, returns=(Answer("T001", "教体局", "已完成", "做了一半"),)), {"教体局"}),
        (replace(LEDGER, returns=(*LEDGER.returns, Answer("T003", "水务局", "推进中"))), {"水务局"}),
        (replace(LEDGER, returns=(*LEDGER.returns, Answer("T002", "水务局", "推进中"))), set()),
        (replace(LEDGER, departments=(replace(LEDGER.departments[0], phone="1"), *LEDGER.departments[1:])), set()),
        (LEDGER, set()),
    ],
)
def test_a_departments_part_changes_only_if_its_own_tasks_roles_or_answers_do(changed, concerned):
    before, after = parts_of(understood(LEDGER)), parts_of(understood(changed))
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == concerned


def test_labels_that_join_are_told_apart_whatever_their_keys_are_called():
    assert list(joins([(1, None), (1, 2), (3, 2)])) == list(joins([(7, None), (7, 5), (9, 5)]))
    assert list(joins([(1,), (1,)])) != list(joins([(1,), (2,)]))
    assert list(joins([(1,), (None,)])) != list(joins([(1,), (1,)]))
    assert list(joins([(), ()])) == []
