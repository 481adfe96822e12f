"""The canonical workbook: its sheets to a Ledger, and a Ledger to the workbook that staff edit.

Sheets 台账, 单位, 群组, 信息, 导入说明, 落实情况; flat rows, one heading row, no merges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from msgspec.structs import replace

from generator.ledger.cells import as_text, as_value
from generator.ledger.sheets import SheetRows
from generator.lengths import CharWidth, Pt
from generator.model import (
    Alignment,
    Answer,
    Attachments,
    Book,
    Border,
    Column,
    Department,
    ExtraValue,
    Fill,
    Font,
    Group,
    Ledger,
    Origin,
    PageSetup,
    Range,
    Repair,
    Sheet,
    SheetRow,
    SheetView,
    Side,
    Style,
    Task,
    Validation,
    Value,
)
from generator.problems import Place, Problem, error, warning
from generator.vocabulary import (
    ANSWER_WORDS,
    DEPARTMENT_WORDS,
    GROUP_WORDS,
    INFO_WORDS,
    LIST_SEPARATOR,
    NO,
    REPAIR_WORDS,
    SHEET_ANSWERS,
    SHEET_DEPARTMENTS,
    SHEET_GROUPS,
    SHEET_INFO,
    SHEET_REPAIRS,
    SHEET_TASKS,
    TASK_WORDS,
    YES,
    Word,
    by_heading,
    headings,
)

SHEETS: Mapping[str, tuple[tuple[Word, ...], tuple[str, ...]]] = {
    SHEET_TASKS: (TASK_WORDS, ("content", "units_text", "deadline_text")),
    SHEET_DEPARTMENTS: (DEPARTMENT_WORDS, ("short",)),
    SHEET_GROUPS: (GROUP_WORDS, ("wording",)),
    SHEET_INFO: ((), ()),
    SHEET_REPAIRS: (REPAIR_WORDS, ()),
    SHEET_ANSWERS: (ANSWER_WORDS, ("task_id", "department")),
}
"""Sheet → the words of its headings, and the columns it must have."""

REQUIRED_SHEETS = (SHEET_TASKS, SHEET_DEPARTMENTS, SHEET_INFO)

TASK_TEXTS = (
    "id",
    "number",
    "section",
    "item",
    "content",
    "units_text",
    "lead_text",
    "support_text",
    "deadline_text",
    "remark",
)


def split_list(text: str) -> tuple[str, ...]:
    """The members of a cell that holds several names, joined by 、 or another usual separator."""
    if not text:
        return ()
    for separator in "，,；;\n":
        text = text.replace(separator, LIST_SEPARATOR)
    return tuple(part.strip() for part in text.split(LIST_SEPARATOR) if part.strip())


# ------------------------------------------------------------------------------------------ reading


Tasks = tuple[tuple[Task, ...], list[Problem]]
"""The tasks of a ledger, and what is wrong with the form of their rows."""


def tasks_of(sheet: SheetRows) -> Tasks:
    """The rows of sheet 台账, read column by column as those of the others."""
    problems: list[Problem] = []
    origins = sheet.origins()
    texts = {name: sheet.texts(name) for name in TASK_TEXTS}
    flags = list(map(str.strip, sheet.texts("starts_page")))
    for origin, flag in zip(origins, flags, strict=True) if any(flags) else ():
        if flag not in (YES, NO, ""):
            message = f"“另起一页”只能填“是”或“否”，此处是“{flag}”"
            problems.append(error("bad-yes-no", origin.place("starts_page"), message, "请改正。"))
    extra = sheet.extra_columns.items()
    named = [[(name, as_value(cell)) for cell in sheet.column(index)] for name, index in extra]
    tasks = map(
        Task,
        map(str.strip, texts["id"]),
        map(str.strip, texts["number"]),
        *(texts[name] for name in TASK_TEXTS[2:-1]),
        [flag == YES for flag in flags],
        texts["remark"],
        zip(*named, strict=True) if named else repeat(()),
        origins,
    )
    return tuple(tasks), problems


def departments_of(sheet: SheetRows) -> tuple[Department, ...]:
    """The rows of sheet 单位."""
    return tuple(
        map(
            Department,
            map(str.strip, sheet.texts("short")),
            map(str.strip, sheet.texts("full")),
            map(split_list, sheet.texts("aliases")),
            map(split_list, sheet.texts("categories")),
            sheet.texts("contact"),
            sheet.texts("phone"),
            sheet.texts("email"),
            sheet.origins(),
        )
    )


def groups_of(sheet: SheetRows) -> tuple[Group, ...]:
    """The rows of sheet 群组."""
    wordings, members = map(str.strip, sheet.texts("wording")), map(split_list, sheet.texts("members"))
    return tuple(map(Group, wordings, members, sheet.origins()))


def repairs_of(sheet: SheetRows) -> tuple[Repair, ...]:
    """The rows of sheet 导入说明."""
    return tuple(map(Repair, *(sheet.texts(name) for name in Repair.__struct_fields__)))


def answers_of(sheet: SheetRows) -> tuple[Answer, ...]:
    """The rows of sheet 落实情况."""
    *names, _ = Answer.__struct_fields__
    return tuple(map(Answer, *map(sheet.texts, names), sheet.origins()))


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


INFO_HEADING = {("项目", "内容"), ("项目", "值"), ("键", "值"), ("项", "值")}


def ledger_of(
    sheets: Mapping[str, SheetRows], info_rows: Sequence[Sequence[object]], origin: Origin, tasks: Tasks
) -> tuple[Ledger, list[Problem]]:
    """The Ledger that the sheets hold, with everything that is wrong with their form; its `tasks` are made already."""
    problems: list[Problem] = []
    for name, sheet in sheets.items():
        problems += sheet.problems(SHEETS[name][1])
    info_origin = Origin(origin.file, SHEET_INFO)
    info, places = info_of(info_rows, info_origin, problems)
    names = by_heading(INFO_WORDS)
    known = {names[key]: value for key, value in info.items() if key in names}
    ledger = Ledger(
        title=known.get("title", "").strip(),
        year=year_of(known.get("year", ""), places.get("年度", info_origin.place()), problems),
        issuer=known.get("issuer", ""),
        note=known.get("note", ""),
        info=tuple((key, value) for key, value in info.items() if key not in names),
        tasks=tasks[0],
        departments=departments_of(sheets[SHEET_DEPARTMENTS]) if SHEET_DEPARTMENTS in sheets else (),
        groups=groups_of(sheets[SHEET_GROUPS]) if SHEET_GROUPS in sheets else (),
        repairs=repairs_of(sheets[SHEET_REPAIRS]) if SHEET_REPAIRS in sheets else (),
        returns=answers_of(sheets[SHEET_ANSWERS]) if SHEET_ANSWERS in sheets else (),
        origin=replace(origin, cells={names.get(key, key): place.cell for key, place in places.items()}),
    )
    return ledger, [*problems, *tasks[1]]


def year_of(text: str, place: Place, problems: list[Problem]) -> int | None:
    """The year that 年度 states: ``2021`` or ``2021年``."""
    digits = text.strip().removesuffix("年度").removesuffix("年").strip()
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        return int(digits)
    problems.append(error("bad-year", place, f"年度“{text.strip()}”不是四位年份", "请填写如 2021。"))
    return None


# ------------------------------------------------------------------------------------------ writing

FONT = Font("宋体", Pt(12))
LINE = Side("thin", "000000")
GRID = Border(LINE, LINE, LINE, LINE)
STYLES = (
    Style(FONT),
    Style(
        Font("宋体", Pt(12), bold=True),
        Fill("solid", "D9E2F3"),
        GRID,
        Alignment("center", "center", wrap=True),
    ),
    Style(FONT, border=GRID, alignment=Alignment(vertical="top", wrap=True), number_format="@"),
    Style(FONT, border=GRID, alignment=Alignment(vertical="top", wrap=True)),
    Style(FONT, border=GRID, alignment=Alignment("left", "top", wrap=True), number_format="yyyy-mm-dd"),
    Style(FONT, border=GRID, alignment=Alignment("left", "top", wrap=True), number_format="yyyy-mm-dd hh:mm:ss"),
)
NORMAL, HEADING, TEXT, NUMBER, DATE, MOMENT = range(len(STYLES))
WIDTHS = {"id": 9, "number": 7, "section": 26, "item": 26, "content": 70, "units_text": 34, "deadline_text": 18}
OTHER_WIDTH = 16
WIDE = {SHEET_REPAIRS: 40, SHEET_INFO: 40}


def as_book(ledger: Ledger) -> Book:
    """The canonical workbook of a ledger, ready to be written."""
    task_headings, task_rows = task_table(ledger)
    info_rows = [(word.heading, getattr(ledger, word.name) or None) for word in INFO_WORDS]
    sheets = (
        sheet(SHEET_TASKS, task_headings, task_rows, [WIDTHS.get(word.name, OTHER_WIDTH) for word in TASK_WORDS]),
        sheet(SHEET_DEPARTMENTS, headings(DEPARTMENT_WORDS), map(department_row, ledger.departments)),
        sheet(
            SHEET_GROUPS,
            headings(GROUP_WORDS),
            ((group.wording, LIST_SEPARATOR.join(group.members)) for group in ledger.groups),
        ),
        sheet(SHEET_INFO, ("项目", "内容"), [*info_rows, *ledger.info]),
        sheet(SHEET_REPAIRS, headings(REPAIR_WORDS), (texts_of(repair, REPAIR_WORDS) for repair in ledger.repairs)),
        *(
            [sheet(SHEET_ANSWERS, headings(ANSWER_WORDS), (texts_of(row, ANSWER_WORDS) for row in ledger.returns))]
            if ledger.returns
            else []
        ),
    )
    return Book(sheets, STYLES, title=ledger.title)


def task_table(ledger: Ledger) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """Heading and rows of sheet 台账; the columns that staff added follow ours."""
    extra = tuple(dict.fromkeys(name for task in ledger.tasks for name, _ in task.extra))
    rows = []
    for task in ledger.tasks:
        others = dict(task.extra)
        rows.append((*task_row(task), *(others.get(name) for name in extra)))
    return (*headings(TASK_WORDS), *extra), rows


def task_row(task: Task) -> tuple[Value, ...]:
    """The cells of a task, in the order of TASK_WORDS."""
    number: Value = int(task.number) if is_plain_number(task.number) else task.number
    values = {"number": number, "starts_page": YES if task.starts_page else None}
    return tuple(values.get(word.name, getattr(task, word.name)) or None for word in TASK_WORDS)


def is_plain_number(text: str) -> bool:
    """Whether `text` is a whole number that would be read back as it was."""
    return text.isascii() and text.isdigit() and len(text) < 15 and str(int(text)) == text and text != "0"


def department_row(department: Department) -> tuple[Value, ...]:
    """The cells of a department, in the order of DEPARTMENT_WORDS."""
    values = (getattr(department, word.name) for word in DEPARTMENT_WORDS)
    return tuple(LIST_SEPARATOR.join(value) if isinstance(value, tuple) else value for value in values)


def texts_of(record: object, words: tuple[Word, ...]) -> tuple[Value, ...]:
    """The fields of a record that `words` name."""
    return tuple(getattr(record, word.name) for word in words)


def style_of(value: ExtraValue | Value) -> int:
    """The look of a data cell by the type of its value."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return TEXT
    if isinstance(value, (int, float)):
        return NUMBER
    return MOMENT if hasattr(value, "hour") else DATE


def sheet(name: str, heading: Sequence[str], rows: Iterable[tuple[Value, ...]], widths: Sequence[float] = ()) -> Sheet:
    """One sheet of the canonical workbook: heading in sight, a filter, rows as high as the reader makes them."""
    body = [tuple(value if value != "" else None for value in row) for row in rows]
    count = len(heading)
    all_widths = [*widths, *[WIDE.get(name, OTHER_WIDTH)] * (count - len(widths))]
    lines = [
        SheetRow(tuple(heading), (HEADING,) * count, None),
        *(SheetRow(row, tuple(map(style_of, row)), None) for row in body),
    ]
    yes_no = (
        Validation(
            (Range(1, heading.index("另起一页"), max(len(lines), 2), heading.index("另起一页") + 1),),
            "list",
            formula1=f'"{YES},{NO}"',
        )
        if name == SHEET_TASKS
        else None
    )
    return Sheet(
        name=name,
        columns=tuple(Column(CharWidth(width)) for width in all_widths),
        rows=tuple(lines),
        merges=(),
        breaks=(),
        print_titles=(0, 1),
        title_columns=None,
        page=PageSetup(landscape=True, fit_width=1),
        view=SheetView(freeze_rows=1, filter=Range(0, 0, len(lines), count) if body else None),
        protection=None,
        attachments=Attachments(validations=(yes_no,) if yes_no else ()),
        default_height=Pt(14.25),
    )
