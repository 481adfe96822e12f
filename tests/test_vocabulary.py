"""The tables of fields and roles are the only lists: the types, templates, comparisons and pages follow them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from generator import departments, editions
from generator.documents.headings import field_of
from generator.ledger.checks import check
from generator.model import (
    RECORDS,
    VIEWS,
    Assignment,
    Deadline,
    Department,
    Ledger,
    Mention,
    Reading,
    Responsibilities,
    Task,
    TaskUnits,
    TaskView,
)
from generator.returns.current import Current
from generator.template import render_text
from generator.views import scope_of
from generator.vocabulary import (
    ANSWER_FIELDS,
    ANSWERED,
    DEPARTMENT_FIELDS,
    INFO_FIELDS,
    RECORD_SHEETS,
    ROLE_COLUMNS,
    ROLES,
    SAME_AS_ABOVE,
    SHEETS,
    TASK_FIELDS,
    Role,
    headings,
    names,
)

ROOT = Path(__file__).parents[1]
ENGLISH_ONLY = {TaskView: {"extra"}, Deadline: {"parts"}}
"""Fields of views that have no heading."""
NO_CHANGE = {"id", "starts_page"}
"""Columns of a task whose change is none of what the task says."""
NOT_ANSWERED = {"task_id", "department", "round", "received_on", "source"}
"""Columns of sheet 落实情况 that no department fills in."""


def value_of(field):
    """A value that no other field has."""
    return {"names": (f"甲{field.name}", f"乙{field.name}"), "flag": True, "number": "12", "year": 2021}.get(
        field.kind, f"文{field.name}"
    )


def record_of(member):
    """A record whose every field is filled."""
    return RECORDS[member](**{field.name: value_of(field) for field in sheets_by_member()[member].fields})


def sheets_by_member():
    return {sheet.member: sheet for sheet in RECORD_SHEETS.values()}


# ------------------------------------------------------------------------------------------ types


@pytest.mark.parametrize("member", RECORDS)
def test_a_record_has_the_fields_of_its_table_in_their_order(member):
    sheet = sheets_by_member()[member]
    others = ("extra",) if sheet.has_other_columns else ()
    assert RECORDS[member].__struct_fields__ == (*names(sheet.fields), *others, "origin")


def test_the_ledger_has_the_keys_of_its_information_and_the_records_of_its_sheets():
    assert Ledger.__struct_fields__ == (*names(INFO_FIELDS), "info", *RECORDS, "origin")
    assert [*RECORDS, "info"] == sorted((sheet.member for sheet in SHEETS), key=[*RECORDS, "info"].index)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_view_has_the_fields_of_its_table_and_each_has_a_heading_of_its_own(view):
    table = VIEWS[view]
    assert set(view.__struct_fields__) == {*names(table), *ENGLISH_ONLY.get(view, ())}
    known = [heading for field in table for heading in (field.heading, *field.other_headings)]
    assert len(set(known)) == len(known) and all(known)


# ------------------------------------------------------------------------------------------ views and templates


def scope(task=None, department=None, answer=None):
    task = task or Task(id="T001", content="甲", units_text="某局")
    department = department or Department("某局")
    ledger = Ledger("台账", tasks=(task,), departments=(department,), returns=(answer,) if answer else ())
    mention = Mention(department.short, "owner", "unit", department.short, 0, 2)
    units = TaskUnits((Assignment(department.short, "owner"),), (Reading("某局", (mention,)),))
    return scope_of(ledger, Responsibilities((units,)), (Deadline(task.deadline_text),))


def shown_in(a_scope, expression):
    text, problems = render_text(f"{{{{ {expression} }}}}", a_scope)
    assert problems == ()
    return text


def said(field):
    value = value_of(field)
    return "、".join(value) if isinstance(value, tuple) else {True: "是"}.get(value, value)


@pytest.mark.parametrize("field", DEPARTMENT_FIELDS, ids=lambda field: field.heading)
def test_a_template_shows_every_column_of_a_department(field):
    whole = scope(department=record_of("departments"))
    own = whole.for_department(whole.departments[0])
    assert shown_in(own, f"单位.{field.heading}") == shown_in(own, f"department.{field.name}") == said(field)


@pytest.mark.parametrize("field", TASK_FIELDS, ids=lambda field: field.heading)
def test_a_template_shows_every_column_of_a_task(field):
    whole = scope(task=record_of("tasks"))
    assert shown_in(whole, f"任务列表[0].{field.heading}") == said(field)
    assert shown_in(whole, f"tasks[0].{field.name}") == said(field)


@pytest.mark.parametrize("field", ANSWER_FIELDS[1:], ids=lambda field: field.heading)
def test_a_template_shows_every_column_of_an_answer(field):
    answer = replace(record_of("returns"), task_id="T001", department="某局")
    expected = "某局" if field.name == "department" else said(field)
    assert shown_in(scope(answer=answer), f"落实情况[0].{field.heading}") == expected


@pytest.mark.parametrize("field", INFO_FIELDS, ids=lambda field: field.heading)
def test_a_template_shows_every_key_of_the_information_that_has_a_name(field):
    ledger = Ledger(**{one.name: value_of(one) for one in INFO_FIELDS})
    whole = scope_of(ledger, Responsibilities(()), ())
    assert shown_in(whole, f"台账.{field.heading}") == shown_in(whole, f"台账.信息.{field.heading}")
    assert shown_in(whole, f"ledger.{field.name}") == str(value_of(field))


# ------------------------------------------------------------------------------------------ comparisons


@pytest.mark.parametrize("field", TASK_FIELDS, ids=lambda field: field.heading)
def test_every_column_of_a_task_is_a_change_if_it_changes_but_id_and_page(field):
    before, after = scope().tasks[0], replace(scope().tasks[0], **{field.name: value_of(field)})
    reasons = editions.reasons({"T001": editions.values_of(before)}, {"T001": editions.values_of(after)})
    assert bool(reasons) == (field.name not in NO_CHANGE)
    assert all(field.heading in reason for reason in reasons)


@pytest.mark.parametrize("field", ANSWER_FIELDS, ids=lambda field: field.heading)
def test_every_column_of_an_answer_that_is_filled_in_is_remembered(field):
    if field.is_key:
        return
    task = replace(scope().tasks[0], **{field.name: value_of(field)})
    assert (field.name in editions.values_of(task)) == (field.name not in NOT_ANSWERED)


def test_what_comes_back_is_compared_with_every_column_that_departments_or_the_office_change():
    task, answer = record_of("tasks"), replace(record_of("returns"), task_id="文id", department="某局", round="")
    current = Current(Ledger("台账", tasks=(task,), returns=(answer,)))
    compared = [field for field in TASK_FIELDS if field.name not in NO_CHANGE]
    assert [current.text(task.id, field.name) for field in compared] == [value_of(field) for field in compared]
    filled = [field for field in ANSWER_FIELDS if field.name not in NOT_ANSWERED]
    held = current.answer(task.id, "某局", "")
    assert [getattr(held, field.name) for field in filled] == [value_of(field) for field in filled]
    assert {field.name for field in filled} == set(ANSWERED)


@pytest.mark.parametrize("field", [one for one in TASK_FIELDS if one.is_shared], ids=lambda field: field.heading)
def test_what_the_first_row_shares_with_nothing_is_an_error_with_its_cell(field):
    task = Task(id="T001", content="甲", **{field.name: SAME_AS_ABOVE})
    codes = [problem.code for problem in check(Ledger("台账", tasks=(task,)))]
    assert codes == ["nothing-above"]


# ------------------------------------------------------------------------------------------ roles


def test_the_type_of_roles_names_those_of_the_table_each_with_its_rank():
    assert get_args(Role) == tuple(role.name for role in ROLES)
    assert sorted(role.rank for role in ROLES) == list(range(1, len(ROLES) + 1))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.word)
def test_a_role_is_read_from_its_word_before_and_behind_a_name(role):
    for wording in (f"{role.word}单位：县水务局", f"县水务局{'负责' if role.name == 'owner' else role.word}"):
        reading = departments.read_wording(wording)
        assert [(mention.name, mention.role) for mention in reading.mentions] == [("县水务局", role.name)]
        assert departments.as_json(reading)[role.json_name] == ["县水务局"]
        assert role.word in departments.picture(reading)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.word)
def test_a_role_is_listed_and_counted_in_templates(role):
    department = Department("某局")
    mention = Mention("某局", role.name, "unit", "某局", 0, 2)
    units = TaskUnits((Assignment("某局", role.name),), (Reading("某局", (mention,)),))
    ledger = Ledger("台账", tasks=(Task(id="T001", content="甲"),), departments=(department,))
    whole = scope_of(ledger, Responsibilities((units,)), (Deadline(""),))
    own = whole.for_department(whole.departments[0])
    assert shown_in(own, f"任务列表[0].{role.word}") == "某局"
    assert shown_in(own, "任务列表[0].角色") == role.word
    assert [shown_in(own, f"单位.{other.word}数") for other in ROLES] == [
        "1" if other is role else "0" for other in ROLES
    ]


@pytest.mark.parametrize("heading", ROLE_COLUMNS)
def test_a_column_of_units_gives_its_role_and_decides_who_has_it(heading):
    role = ROLE_COLUMNS[heading]
    department = (Department("县水务局"), Department("县教育局"))
    columns = {"units_text": f"{role.word}单位：县教育局", role.column: "县水务局"}
    ledger = Ledger("台账", tasks=(Task(id="T001", content="甲", **columns),), departments=department)
    (units,) = departments.assign(ledger)[0].tasks
    assert units.assignments == (Assignment("县水务局", role.name),)
    proposed, _, _ = departments.propose(replace(ledger, departments=()))
    assert "县水务局" in {name for one in proposed for name in (one.short, one.full)}
    assert field_of(heading) == role.column


def test_the_stronger_of_two_roles_counts():
    for strong in ROLES:
        for weak in ROLES:
            if strong.rank < weak.rank and strong.column and weak.column:
                columns = {strong.column: "县水务局", weak.column: "县水务局"}
                ledger = Ledger("台账", tasks=(Task(content="甲", **columns),), departments=(Department("县水务局"),))
                assert departments.assign(ledger)[0].tasks[0].assignments == (Assignment("县水务局", strong.name),)


# ------------------------------------------------------------------------------------------ pages


def test_the_guide_of_templates_names_every_field_and_the_readme_every_column():
    guide = (ROOT / "docs" / "模板指南.md").read_text("utf-8")
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    assert [heading for fields in VIEWS.values() for heading in headings(fields) if heading not in guide] == []
    assert [heading for sheet in SHEETS for heading in headings(sheet.fields) if heading not in readme] == []
