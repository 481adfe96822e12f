"""Every field of every table survives workbook and JSON, is checked, and is written if it changes."""

from __future__ import annotations

import json

import jsonschema
import openpyxl
import pytest
from msgspec.structs import replace

from generator.ledger import as_book, as_json, read, schema
from generator.ledger.checks import check
from generator.ledger.editing import changed_members, update
from generator.model import RECORDS, Department, Ledger, Task
from generator.system.disk import sha_of
from generator.vocabulary import ANSWER_FIELDS, INFO_FIELDS, RECORD_SHEETS, SHEETS, TASK_FIELDS, headings
from generator.writer import write
from tests.test_vocabulary import record_of, sheets_by_member, value_of

CONTROL = "\x01"
"""A character that no workbook holds."""


def full_ledger():
    """A ledger whose every field is filled, each with a value of its own."""
    records = {member: (record_of(member),) for member in RECORDS}
    tasks = (replace(record_of("tasks"), extra=(("栏目", "文栏目"),)),)
    return Ledger(
        **{field.name: value_of(field) for field in INFO_FIELDS},
        **{**records, "tasks": tasks},
        info=(("预警天数", "20"),),
    )


def written(ledger, path):
    """A ledger's file, as a workbook or as JSON."""
    if path.suffix == ".json":
        path.write_bytes(as_json(ledger))
    else:
        write(as_book(ledger), path)
    return path


def test_every_field_goes_to_a_workbook_to_json_and_back_to_a_workbook(tmp_path):
    first = read(written(full_ledger(), tmp_path / "a.xlsx")).ledger
    second = read(written(first, tmp_path / "b.json")).ledger
    third = read(written(second, tmp_path / "c.xlsx")).ledger
    assert first == second == third == full_ledger()
    assert as_json(first) == as_json(second) == as_json(third)


def test_every_field_has_its_column_under_its_heading(tmp_path):
    book = openpyxl.load_workbook(written(full_ledger(), tmp_path / "a.xlsx"))
    assert tuple(book.sheetnames) == tuple(sheet.name for sheet in SHEETS)
    for sheet in RECORD_SHEETS.values():
        shown = tuple(cell.value for cell in book[sheet.name][1])
        assert shown == headings(sheet.fields) + (("栏目",) if sheet.has_other_columns else ())


def test_every_field_is_a_member_of_the_json_and_of_its_schema():
    document = json.loads(as_json(full_ledger()))
    jsonschema.validate(document, schema())
    assert list(document) == [*(field.name for field in INFO_FIELDS), "info", *RECORDS]
    for member, sheet in sheets_by_member().items():
        names = [field.name for field in sheet.fields] + (["extra"] if sheet.has_other_columns else [])
        assert list(document[member][0]) == names
        form = schema()["$defs"][f"{RECORDS[member].__name__}Form"]
        assert list(form["properties"]) == names and form["additionalProperties"] is False
        required = [field.name for field in sheet.fields if field.need == "value"]
        assert form.get("required", []) == required


@pytest.mark.parametrize("suffix", [".xlsx", ".json"])
def test_every_text_is_looked_through_for_what_a_workbook_cannot_hold(tmp_path, suffix):
    ledger = read(written(full_ledger(), tmp_path / f"a{suffix}")).ledger
    for member, sheet in sheets_by_member().items():
        for field in sheet.fields:
            if field.kind == "flag":
                continue
            (record,) = getattr(ledger, member)
            text = (CONTROL,) if field.kind == "names" else CONTROL
            problems = list(check(replace(ledger, **{member: (replace(record, **{field.name: text}),)})))
            (problem,) = (problem for problem in problems if problem.code == "unwritable-characters")
            assert problem.place == record.origin.place(field.name), (member, field.name)


@pytest.mark.parametrize("field", INFO_FIELDS, ids=lambda field: field.heading)
def test_every_key_of_the_information_is_looked_through(field):
    if field.kind != "year":
        codes = [problem.code for problem in check(replace(full_ledger(), **{field.name: CONTROL}))]
        assert "unwritable-characters" in codes


CHANGED = {"flag": False, "number": "13", "names": ("丙",)}


@pytest.mark.parametrize("suffix", [".xlsx", ".json"])
@pytest.mark.parametrize(
    ("member", "field"),
    [("tasks", field) for field in TASK_FIELDS] + [("returns", field) for field in ANSWER_FIELDS if not field.is_key],
    ids=lambda one: one if isinstance(one, str) else one.heading,
)
def test_every_field_that_changes_is_written_into_the_ledger_that_staff_have(tmp_path, suffix, member, field):
    path = written(full_ledger(), tmp_path / f"a{suffix}")
    former = read(path).ledger
    (record,) = getattr(former, member)
    changed = replace(former, **{member: (replace(record, **{field.name: CHANGED.get(field.kind, "改了")}),)})
    assert list(changed_members(former, changed)) == [f"/{member}/0/{field.name}"]
    (cell,) = update(path, former, changed, tmp_path / "旧版", digest=sha_of(path.read_bytes()))
    assert cell == (f"/{member}/0/{field.name}" if suffix == ".json" else f"{former_cell(record, field)}")
    assert read(path).ledger == changed


def former_cell(record, field):
    """The cell that held a field when it was read."""
    return f"{record.origin.sheet}!{record.origin.cells[field.name]}{record.origin.row}"


def test_columns_that_must_be_there_are_named_if_they_are_missing(tmp_path):
    for sheet in RECORD_SHEETS.values():
        path = written(
            Ledger("台账", tasks=(Task(content="甲"),), departments=(Department("某局"),)), tmp_path / "a.xlsx"
        )
        book = openpyxl.load_workbook(path)
        (book[sheet.name] if sheet.name in book else book.create_sheet(sheet.name)).delete_cols(1, 30)
        book.save(path)
        told = [problem.message for problem in read(path).problems if problem.code == "missing-column"]
        assert told == [f"缺少“{field.heading}”一栏" for field in sheet.fields if field.need]
