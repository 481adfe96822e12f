"""ledger.json to a Ledger and back; the shape is published as a JSON Schema (docs/ledger.schema.json)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from generator.excel import EXACT
from generator.ledger.workbook_form import is_plain_number
from generator.model import Answer, Department, ExtraValue, Group, Ledger, Origin, Repair, Task
from generator.problems import Place, Problem, error


class DateForm(msgspec.Struct, forbid_unknown_fields=True):
    """A date or moment in one of the columns that staff added: ``{"date": "2021-12-31"}``."""

    date: str


Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
"""What a workbook's numbers (IEEE 754 doubles) hold exactly."""
Year = Annotated[int, msgspec.Meta(ge=1000, le=9999)]
ExtraForm = str | Whole | float | bool | DateForm | None


class TaskForm(msgspec.Struct, forbid_unknown_fields=True):
    """One row of sheet 台账."""

    content: str
    id: str = ""
    number: Whole | str = ""
    section: str = ""
    item: str = ""
    units_text: str = ""
    lead_text: str = ""
    support_text: str = ""
    deadline_text: str = ""
    starts_page: bool = False
    remark: str = ""
    extra: dict[str, ExtraForm] = {}


class DepartmentForm(msgspec.Struct, forbid_unknown_fields=True):
    """One row of sheet 单位."""

    short: str
    full: str = ""
    aliases: list[str] = []
    categories: list[str] = []
    contact: str = ""
    phone: str = ""
    email: str = ""


class GroupForm(msgspec.Struct, forbid_unknown_fields=True):
    """One row of sheet 群组."""

    wording: str
    members: list[str] = []


class RepairForm(msgspec.Struct, forbid_unknown_fields=True):
    """One row of sheet 导入说明."""

    place: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""


class AnswerForm(msgspec.Struct, forbid_unknown_fields=True):
    """One row of sheet 落实情况."""

    task_id: str
    department: str
    state: str = ""
    progress: str = ""
    difficulties: str = ""
    next_step: str = ""
    filled_by: str = ""
    filled_on: str = ""
    source: str = ""


class LedgerForm(msgspec.Struct, forbid_unknown_fields=True):
    """The whole ledger."""

    title: str
    tasks: list[TaskForm]
    year: Year | None = None
    issuer: str = ""
    note: str = ""
    info: dict[str, str] = {}
    departments: list[DepartmentForm] = []
    groups: list[GroupForm] = []
    repairs: list[RepairForm] = []
    returns: list[AnswerForm] = []


ORDER = ("title", "year", "issuer", "note", "info", "tasks", "departments", "groups", "repairs", "returns")
TASK_ORDER = (
    "id",
    "number",
    "section",
    "item",
    "content",
    "units_text",
    "lead_text",
    "support_text",
    "deadline_text",
    "starts_page",
    "remark",
    "extra",
)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ledger.json."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(LedgerForm)}


def from_json(data: bytes, file: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger of a JSON text (UTF-8, with or without a byte order mark)."""
    try:
        form = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=LedgerForm)
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
    headings = tuple(dict.fromkeys(name for task in form.tasks for name in task.extra))
    return (
        Ledger(
            title=form.title,
            year=form.year,
            issuer=form.issuer,
            note=form.note,
            info=tuple(form.info.items()),
            tasks=tuple(task_of(task, headings, origin(file, "tasks", n)) for n, task in enumerate(form.tasks)),
            departments=tuple(
                department_of(department, origin(file, "departments", n))
                for n, department in enumerate(form.departments)
            ),
            groups=tuple(
                Group(group.wording, tuple(group.members), origin(file, "groups", n))
                for n, group in enumerate(form.groups)
            ),
            repairs=tuple(Repair(*msgspec.structs.astuple(repair)) for repair in form.repairs),
            returns=tuple(
                Answer(**msgspec.structs.asdict(answer), origin=origin(file, "returns", n))
                for n, answer in enumerate(form.returns)
            ),
            origin=Origin(file, cells=info_places(form)),
        ),
        [],
    )


def info_places(form: LedgerForm) -> dict[str, str]:
    """Where the ledger's own texts stand."""
    own = {name: f"/{name}" for name in ("title", "issuer", "note")}
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


def task_of(form: TaskForm, headings: tuple[str, ...], place: Origin) -> Task:
    """One task; every task has all the columns that staff added."""
    fields = {name: getattr(form, name) for name in TASK_ORDER[:-1]}
    extra = tuple((name, extra_of(form.extra.get(name))) for name in headings)
    return Task(**{**fields, "number": str(form.number)}, extra=extra, origin=place)


FIRST_DATE = datetime.datetime(1900, 1, 1)
"""The first day that a workbook can hold (ECMA-376 part 1, 18.17.4)."""


def bad_dates(form: LedgerForm, file: str) -> Iterator[Problem]:
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


def department_of(form: DepartmentForm, place: Origin) -> Department:
    """One department."""
    fields = msgspec.structs.asdict(form)
    return Department(**{**fields, "aliases": tuple(form.aliases), "categories": tuple(form.categories)}, origin=place)


def as_json(ledger: Ledger) -> bytes:
    """The ledger as JSON text: UTF-8, two blanks of indentation, members in the published order."""
    document = {name: member(ledger, name) for name in ORDER}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def member(ledger: Ledger, name: str) -> object:
    """One member of the document."""
    value = getattr(ledger, name)
    if name == "info":
        return dict(value)
    if name == "tasks":
        return [task_document(task) for task in value]
    if isinstance(value, tuple):
        return [{field: getattr(record, field) for field in record.__slots__ if field != "origin"} for record in value]
    return value


def task_document(task: Task) -> dict[str, object]:
    """One task as a JSON object."""
    document: dict[str, object] = {name: getattr(task, name) for name in TASK_ORDER}
    if is_plain_number(task.number):
        document["number"] = int(task.number)
    document["extra"] = {
        name: {"date": value.isoformat()} if isinstance(value, datetime.date) else value for name, value in task.extra
    }
    return document
