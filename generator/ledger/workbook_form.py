"""The sheets of the canonical workbook to a Ledger: flat rows, one heading row, no merges.

Every column is read by its field in vocabulary.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from msgspec.structs import replace

from generator.ledger.cells import as_text, as_value, field_values
from generator.ledger.sheets import SheetRows
from generator.model import RECORDS, Ledger, Origin, Record
from generator.problems import Place, Problem, error, warning
from generator.vocabulary import (
    INFO_FIELDS,
    INFO_HEADINGS,
    NO,
    RECORD_SHEETS,
    SHEET_INFO,
    YES,
    SheetWords,
    by_heading,
)

INFO_HEADING = {INFO_HEADINGS, ("项目", "值"), ("键", "值"), ("项", "值")}


def ledger_of(
    sheets: Mapping[str, SheetRows], info_rows: Sequence[Sequence[object]], origin: Origin
) -> tuple[Ledger, list[Problem]]:
    """The Ledger that the sheets hold, with everything that is wrong with their form."""
    problems: list[Problem] = []
    for sheet in sheets.values():
        problems += sheet.problems()
    info_origin = Origin(origin.file, SHEET_INFO)
    info, places = info_of(info_rows, info_origin, problems)
    names = by_heading(INFO_FIELDS)
    values = named_info(info, places, info_origin, problems)
    values |= {RECORD_SHEETS[name].member: records_of(sheet, RECORD_SHEETS[name]) for name, sheet in sheets.items()}
    ledger = Ledger(
        **values,
        info=tuple((key, value) for key, value in info.items() if key not in names),
        origin=replace(origin, cells={names.get(key, key): place.cell for key, place in places.items()}),
    )
    for sheet in sheets.values():
        problems += bad_flags(sheet)
    return ledger, problems


def records_of(sheet: SheetRows, words: SheetWords) -> tuple[Any, ...]:
    """The rows of a sheet, read column by column: ledgers have thousands.

    A record's fields are those of its table, in their order; then what staff added; then where it stands.
    """
    columns = [field_values(field, sheet.texts(field.name)) for field in words.fields]
    others = [other_columns(sheet)] if words.has_other_columns else []
    kind: type[Record] = RECORDS[words.member]
    return tuple(map(kind, *columns, *others, sheet.origins()))


def other_columns(sheet: SheetRows) -> Any:
    """What stands in the columns that staff added, row by row: (heading, value) of each."""
    named = [
        [(heading, as_value(cell)) for cell in sheet.column(index)] for heading, index in sheet.extra_columns.items()
    ]
    return zip(*named, strict=True) if named else repeat(())


def bad_flags(sheet: SheetRows) -> Iterator[Problem]:
    """Cells that must say yes or no, and say something else."""
    for field in sheet.fields:
        if field.kind != "flag" or not any(texts := list(map(str.strip, sheet.texts(field.name)))):
            continue
        for origin, text in zip(sheet.origins(), texts, strict=True):
            if text not in (YES, NO, ""):
                message = f"“{field.heading}”只能填“{YES}”或“{NO}”，此处是“{text}”"
                yield error("bad-yes-no", origin.place(field.name), message, "请改正。")


def info_of(
    rows: Sequence[Sequence[object]], origin: Origin, problems: list[Problem]
) -> tuple[dict[str, str], dict[str, Place]]:
    """Sheet 信息, key → value, and where each value stands: two columns; a heading row 项目 | 内容 is no key."""
    info: dict[str, str] = {}
    places: dict[str, Place] = {}
    for number, row in enumerate(rows, 1):
        key = as_text(row[0]).strip() if row else ""
        value = as_text(row[1]) if len(row) > 1 else ""
        key_place, value_place = (Place(origin.file, origin.sheet, f"{column}{number}") for column in "AB")
        if not key and value:
            problems.append(warning("info-without-key", value_place, f"“{value}”左边没有项目名称", "请在A列写明项目。"))
        elif key in info:
            problems.append(error("doubled-info", key_place, f"项目“{key}”出现了两次", "请删去其中一行。"))
        elif key and (key, value.strip()) not in INFO_HEADING:
            info[key], places[key] = value, value_place
    return info, places


def named_info(
    info: Mapping[str, str], places: Mapping[str, Place], origin: Origin, problems: list[Problem]
) -> dict[str, Any]:
    """The keys of sheet 信息 that are fields of the ledger."""
    values: dict[str, Any] = {}
    for field in INFO_FIELDS:
        text = info.get(field.heading, "")
        if field.kind == "year":
            values[field.name] = year_of(text, places.get(field.heading, origin.place()), problems)
        else:
            (values[field.name],) = field_values(field, [text])
    return values


def year_of(text: str, place: Place, problems: list[Problem]) -> int | None:
    """The year that 年度 states: ``2021`` or ``2021年``."""
    digits = text.strip().removesuffix("年度").removesuffix("年").strip()
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        return int(digits)
    problems.append(error("bad-year", place, f"年度“{text.strip()}”不是四位年份", "请填写如 2021。"))
    return None
