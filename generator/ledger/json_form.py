"""ledger.json to a Ledger and back; the shape is published as a JSON Schema (docs/ledger.schema.json).

Its members are those of the tables in vocabulary.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from generator.excel import EXACT
from generator.ledger.cells import is_plain_number
from generator.model import RECORDS, ExtraValue, Ledger, Origin
from generator.problems import Place, Problem, error
from generator.vocabulary import INFO_FIELDS, RECORD_SHEETS, Field, FieldKind, SheetWords


class DateForm(msgspec.Struct, forbid_unknown_fields=True):
    """A date or moment in one of the columns that staff added: ``{"date": "2021-12-31"}``."""

    date: str


Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
"""What a workbook's numbers (IEEE 754 doubles) hold exactly."""
Year = Annotated[int, msgspec.Meta(ge=1000, le=9999)]
ExtraForm = str | Whole | float | bool | DateForm | None


TYPES: Mapping[FieldKind, Any] = {
    "text": str,
    "name": str,
    "names": list[str],
    "number": Whole | str,
    "year": Year | None,
    "flag": bool,
}
DEFAULTS: Mapping[FieldKind, Any] = {"names": [], "year": None, "flag": False}
"""Kind → what a member is if it is left out; of any other kind: an empty text."""


Member: TypeAlias = "tuple[str, Any] | tuple[str, Any, Any]"
"""Name and type of a member of a JSON object, and its default if it has one."""


def members(fields: Iterable[Field]) -> Iterator[Member]:
    """The members of an object that has these fields."""
    for field in fields:
        stated = (field.name, TYPES[field.kind])
        yield stated if field.need == "value" else (*stated, DEFAULTS.get(field.kind, ""))


def form(name: str, description: str, members: Iterable[Member]) -> Any:
    """The shape of a JSON object; any other member is an error."""
    namespace = {"__doc__": description}
    return msgspec.defstruct(name, members, namespace=namespace, forbid_unknown_fields=True, kw_only=True)


def record_form(words: SheetWords) -> Any:
    """The shape of one record of a sheet."""
    others: list[Member] = [("extra", dict[str, ExtraForm], {})] if words.has_other_columns else []
    name = f"{RECORDS[words.member].__name__}Form"
    return form(name, f"One row of sheet {words.name}.", [*members(words.fields), *others])


def ledger_form() -> Any:
    """The shape of the whole ledger."""
    document: list[Member] = [*members(INFO_FIELDS), ("info", dict[str, str], {})]
    for words in RECORD_SHEETS.values():
        stated = (words.member, list[record_form(words)])  # type: ignore[misc]
        document.append(stated if words.need == "value" else (*stated, []))
    return form("LedgerForm", "The whole ledger.", document)


LedgerForm = ledger_form()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ledger.json."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(LedgerForm)}


def from_json(data: bytes, file: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger of a JSON text (UTF-8, with or without a byte order mark)."""
    try:
        form: Any = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=LedgerForm)
    except msgspec.ValidationError as failure:
        message, _, path = str(failure).partition(" - at `")
        return None, [
            error(
                "bad-json-shape",
                Place(file, "", pointer(path.rstrip("`"))),
                f"内容与规定的形状不符：{message}",
                "形状见 docs/ledger.schema.json。",
            )
        ]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        return None, [error("not-json", Place(file), f"这不是 JSON 文件：{failure}", "请检查文件内容（UTF-8 编码）。")]
    if problems := list(bad_dates(form, file)):
        return None, problems
    others = tuple(dict.fromkeys(name for task in form.tasks for name in task.extra))
    values: dict[str, Any] = {field.name: getattr(form, field.name) for field in INFO_FIELDS}
    values |= {words.member: records_of(form, words, others, file) for words in RECORD_SHEETS.values()}
    return Ledger(**values, info=tuple(form.info.items()), origin=Origin(file, cells=info_places(form))), []


def info_places(form: Any) -> dict[str, str]:
    """Where the ledger's own texts stand."""
    own = {field.name: f"/{field.name}" for field in INFO_FIELDS if field.kind != "year"}
    return {**{key: f"/info/{key}" for key in form.info}, **own}


class Names(dict[str, str]):
    """Every field of a JSON record is called by its own name."""

    def __missing__(self, key: str) -> str:
        """The name itself."""
        return key

    def get(self, key: str, default: Any = None) -> Any:
        """The name itself."""
        return key or default


NAMES = Names()


def origin(file: str, array: str, index: int) -> Origin:
    """The place of one record: a JSON pointer."""
    return Origin(file, "", f"/{array}/{index}", NAMES)


def pointer(path: str) -> str:
    """Msgspec's ``$.tasks[3].content`` as a JSON pointer."""
    return path.removeprefix("$").replace("[", "/").replace("]", "").replace(".", "/")


def records_of(form: Any, words: SheetWords, others: tuple[str, ...], file: str) -> tuple[Any, ...]:
    """The records of one array; `others` are the columns that staff added, which all tasks have."""
    kind = RECORDS[words.member]
    found = []
    for number, record in enumerate(getattr(form, words.member)):
        values = {field.name: value_of(field, getattr(record, field.name)) for field in words.fields}
        if words.has_other_columns:
            values["extra"] = tuple((name, extra_of(record.extra.get(name))) for name in others)
        found.append(kind(**values, origin=origin(file, words.member, number)))
    return tuple(found)


def value_of(field: Field, member: Any) -> Any:
    """A field's value as the ledger holds it."""
    if field.kind == "number":
        return str(member)
    return tuple(member) if field.kind == "names" else member


FIRST_DATE = datetime.datetime(1900, 1, 1)
"""The first day that a workbook can hold (ECMA-376 part 1, 18.17.4)."""


def bad_dates(form: Any, file: str) -> Iterator[Problem]:
    """Dates that are none, or that a workbook cannot hold."""
    for number, task in enumerate(form.tasks):
        for name, value in task.extra.items():
            if isinstance(value, DateForm) and not is_date(value.date):
                place = Place(file, "", f"/tasks/{number}/extra/{name}")
                yield error("bad-date", place, f"“{value.date[:40]}”不是工作簿能存的日期", "请写成如 2021-12-31。")


def is_date(text: str) -> bool:
    """Whether a text is a date or moment from 1900 on, without a time zone."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is None and moment >= FIRST_DATE


def extra_of(form: ExtraForm) -> ExtraValue:
    """A value of a column that staff added."""
    if isinstance(form, DateForm):
        if len(form.date) == len("2021-12-31"):
            return datetime.date.fromisoformat(form.date)
        return datetime.datetime.fromisoformat(form.date)
    if isinstance(form, float) and abs(form) <= EXACT and form.is_integer():
        return int(form)
    return form if form != "" else None


def as_json(ledger: Ledger) -> bytes:
    """The ledger as JSON text: UTF-8, two blanks of indentation, members in the published order."""
    document: dict[str, object] = {field.name: getattr(ledger, field.name) for field in INFO_FIELDS}
    document["info"] = dict(ledger.info)
    for words in RECORD_SHEETS.values():
        document[words.member] = [record_document(record, words) for record in getattr(ledger, words.member)]
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def record_document(record: Any, words: SheetWords) -> dict[str, object]:
    """One record as a JSON object."""
    document = {field.name: member_of(field, getattr(record, field.name)) for field in words.fields}
    if words.has_other_columns:
        document["extra"] = {
            name: {"date": value.isoformat()} if isinstance(value, datetime.date) else value
            for name, value in record.extra
        }
    return document


def member_of(field: Field, value: Any) -> object:
    """A field's value as JSON states it."""
    return int(value) if field.kind == "number" and is_plain_number(value) else value
