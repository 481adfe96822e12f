"""A Ledger to everything that is wrong with its content, each with its cell; its form is checked where it is read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from operator import attrgetter

from msgspec.structs import replace

from generator.ledger.texts import check_texts, place_of
from generator.model import LONGEST_ROUND, Answer, Department, Ledger, Origin, Round, Task, day_of, short_names
from generator.problems import Problem, error, squeezed, warning
from generator.vocabulary import (
    LINE_SPACING,
    SAME_AS_ABOVE,
    SHEET_INFO,
    SHEET_TASKS,
    TASK_FIELDS,
    UNIT_COLUMNS,
    USUAL,
    WIDE,
)

NOTHING: Mapping[str, Sequence[str]] = {}


def check(ledger: Ledger) -> Iterator[Problem]:
    """Problems of title, tasks, ids, departments, rounds, answers and texts (`check_texts`)."""
    if not ledger.title:
        yield error(
            "missing-title",
            Origin(ledger.origin.file, SHEET_INFO).place(),
            "没有标题",
            "请在工作表“信息”中填写：A列“标题”，B列标题文字。",
        )
    if not ledger.tasks:
        yield warning(
            "no-tasks", Origin(ledger.origin.file, SHEET_TASKS).place(), "台账里没有任务", "请在表头下逐行填写任务。"
        )
    yield from check_tasks(ledger.tasks)
    yield from check_ids(ledger.tasks)
    yield from unread_units(ledger.tasks)
    yield from check_departments(ledger)
    yield from check_rounds(ledger)
    yield from check_answers(ledger)
    yield from check_texts(ledger)
    yield from check_line_spacing(ledger)
    yield from check_year(ledger)


YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|\s*[-—–~至]\s*(?:19|20)?\d\d年)")


def check_year(ledger: Ledger) -> Iterator[Problem]:
    """A year that is none of those in the title: the ledger was made from that of another year."""
    years = [int(year) for year in YEAR.findall(ledger.title)]
    if ledger.year and years and not min(years) <= ledger.year <= max(years):
        message = f"“年度”是 {ledger.year}，标题写的是 {years[0]} 年：没有写年份的时限都按 {ledger.year} 年算"
        yield warning(
            "year-unlike-title",
            place_of(ledger, "year"),
            message,
            "请改“年度”；年度没有错的，写进“已阅”。",
            ledger.title,
        )


def check_line_spacing(ledger: Ledger) -> Iterator[Problem]:
    """A spacing of lines that is none."""
    given = dict(ledger.info).get(LINE_SPACING, "").strip()
    if given not in ("", USUAL, WIDE):
        message = f"“{LINE_SPACING}”填的是“{given}”，按“{USUAL}”排版"
        place = place_of(ledger, LINE_SPACING)
        yield warning("bad-line-spacing", place, message, f"请填“{USUAL}”或“{WIDE}”。")


def check_tasks(tasks: tuple[Task, ...]) -> Iterator[Problem]:
    """Rows that are no task, and 同上 with nothing above."""
    for task in tasks:
        if name := total_in(task):
            message = "这一行是合计，不是任务：照任务算，总数就多了"
            yield error("total-row", task.origin.place(name), message, "请删去整行；合计由程序在汇总表里算出。")
        elif squeezed(task.content) in CONTENT_HEADINGS:
            message = "这一行是重复的表头，不是任务"
            yield error("repeated-heading", task.origin.place("content"), message, "请删去整行；打印时每页都有表头。")
        elif not task.content.strip():
            yield error(
                "missing-content", task.origin.place("content"), "这一行没有“具体任务”", "请补写任务，或删去整行。"
            )
    yield from copied_rows(tasks)
    yield from blank_cells(tasks)
    for task in tasks[:1]:
        for field in TASK_FIELDS:
            if field.is_shared and getattr(task, field.name).strip() == SAME_AS_ABOVE:
                yield error(
                    "nothing-above",
                    task.origin.place(field.name),
                    f"第一行的“{field.heading}”填了“同上”，上面没有可以沿用的内容",
                    f"请写明{field.heading}。",
                )


TOTAL = re.compile("[合小总]计[：:]?")
LABELS = ("id", "number", "section", "item", "content")
texts_of = attrgetter(*LABELS)
CONTENT_HEADINGS = frozenset(
    heading for field in TASK_FIELDS if field.name == "content" for heading in (field.heading, *field.other_headings)
)


def total_in(task: Task) -> str:
    """The field by which a row is a total below the tasks; empty for a task."""
    texts = texts_of(task)
    if "计" not in "".join(texts):
        return ""
    return next((name for name, text in zip(LABELS, texts, strict=True) if TOTAL.fullmatch(squeezed(text))), "")


def copied_rows(tasks: Sequence[Task]) -> Iterator[Problem]:
    """Rows that say the same as another under the same labels: both are counted."""
    first: dict[tuple[str, ...], Task] = {}
    for task in tasks:
        said = squeezed(task.section), squeezed(task.item), squeezed(task.content)
        other = first.setdefault(said, task)
        if other is not task and said[-1]:
            message = f"与 {other.origin.place('content').cell} 的任务完全相同，算作两项"
            advice = "抄重了的请删去一行；确是两项的，不必理会。"
            yield warning("copied-row", task.origin.place("content"), message, advice, task.content)


TOLD_IF_BLANK = {
    "section": "没有一级任务，这一行印不出任务名称",
    "deadline_text": "没有完成时限",
}
"""Field → what is told of its blank cells."""


def blank_cells(tasks: tuple[Task, ...]) -> Iterator[Problem]:
    """Rows without a deadline, or without a label where others have one."""
    for name, message in TOLD_IF_BLANK.items():
        blank = [task for task in tasks if not getattr(task, name).strip()]
        if blank and name not in blank[0].origin.cells:
            continue  # the column is not there, which is told by itself
        if len(blank) == len(tasks) and name != "deadline_text":
            continue
        for task in blank:
            code = f"blank-{name.removesuffix('_text')}"
            yield warning(code, task.origin.place(name), message, "请补写；确实没有的，不必理会。")


def check_ids(tasks: tuple[Task, ...]) -> Iterator[Problem]:
    """Ids given twice, and rows that have none."""
    first: dict[str, Task] = {}
    for task in tasks:
        if not task.id:
            yield warning(
                "missing-id",
                task.origin.place("id"),
                "新增的行还没有标识，本次运行临时编号",
                "运行 taizhang check --fix 写入标识；分发前必须写入。",
            )
        elif task.id in first:
            other = first[task.id].origin.place("id")
            yield error(
                "doubled-id",
                task.origin.place("id"),
                f"标识“{task.id}”与 {other.cell} 重复",
                "请清空新增那一行的标识，由程序重新编号；已经分发过的行不要改。",
            )
        else:
            first[task.id] = task


UNIT_HEADING = re.compile("(?:牵头|主办|承办|主责|责任|配合|协办|协同)(?:单位|部门|科室)")


def unread_units(tasks: Sequence[Task]) -> Iterator[Problem]:
    """A warning for each added column whose heading says that it holds units: nobody gets a task by it."""
    columns = dict.fromkeys(name for task in tasks for name, value in task.extra if value not in (None, ""))
    has_units = any(getattr(task, name) for task in tasks for name in UNIT_COLUMNS)
    for heading in columns if has_units else ():  # without any, the column that is missing is told
        if UNIT_HEADING.search(squeezed(heading)):
            message = f"“{heading}”一栏里的单位收不到任务：只看“责任单位”“牵头单位”“配合单位”三栏"
            advice = "里面的单位也要办的，请并到这三栏里；只是存查的，不必理会。"
            place = replace(tasks[0].origin.place(), cell="")
            yield replace(warning("unread-units", place, message, advice), wording=heading)


def check_departments(ledger: Ledger) -> Iterator[Problem]:
    """Departments without a name, and names that two departments bear."""
    bearer: dict[str, Department] = {}
    for department in ledger.departments:
        if not department.short:
            place = department.origin.place("short")
            yield error("missing-short-name", place, "这一行没有“简称”", "请补写，或删去整行。")
            continue
        for name, text in named(department):
            other = bearer.setdefault(text, department)
            if other is not department:
                yield error(
                    "doubled-department",
                    department.origin.place(name),
                    f"“{text}”已经是另一行（{other.short}）的名称",
                    "一个名称只能属于一个单位，请删去其中一处。",
                )


def named(department: Department) -> Iterator[tuple[str, str]]:
    """Every name of a department with the field that holds it."""
    yield "short", department.short
    if department.full:
        yield "full", department.full
    for alias in department.aliases:
        yield "aliases", alias


DAYS_OF_ROUND = {
    "due": ("截止日期", "没有人会算作迟报，也不会催办"),
    "issued": ("发出日期", "这一期不起作用"),
}
"""Field → its heading, and what comes of it if it says no day."""


def check_rounds(ledger: Ledger) -> Iterator[Problem]:
    """Rounds of the same name, and those whose days cannot be read."""
    first: dict[str, Round] = {}
    for row in ledger.rounds:
        other = first.setdefault(row.name, row)
        if other is not row:
            message = f"报送期“{row.name}”与 {other.origin.place('name').cell} 重复"
            yield error("doubled-round", row.origin.place("name"), message, "请改名，或删去其中一行。")
        for name, (heading, result) in DAYS_OF_ROUND.items():
            text = getattr(row, name)
            if day_of(text) is None:
                message = (
                    f"报送期“{row.name}”的{heading}“{text}”不是日期" if text else f"报送期“{row.name}”没有{heading}"
                )
                advice = "请填写如 2021-06-25。"
                yield warning(f"no-{name}-day", row.origin.place(name), f"{message}，{result}", advice, row.name)
        if (due := day_of(row.due)) and (issued := day_of(row.issued)) and not issued <= due <= issued + LONGEST_ROUND:
            is_before = due < issued
            result = (
                "早于发出日期，没报的都算迟报" if is_before else "在发出一年以后，那以前没有人会算作迟报，也不会催办"
            )
            message = f"报送期“{row.name}”的截止日期 {due} {result}（发出日期 {issued}）"
            yield warning("doubtful-due", row.origin.place("due"), message, "请核对这两个日期。", f"{row.name} {due}")


def check_answers(ledger: Ledger) -> Iterator[Problem]:
    """Answers of rounds and departments that the ledger does not have, of doubtful days, and doubled ones."""
    rounds = {row.name for row in ledger.rounds}
    issued = {row.name: day for row in ledger.rounds if (day := day_of(row.issued))}
    names = short_names(ledger.departments)
    last: dict[tuple[str, str, str], Answer] = {}
    for row in ledger.returns:
        if row.round and rounds and row.round not in rounds:
            message = f"“报送期”表里没有“{row.round}”，它的落实情况按第一个报送期之前的算"
            advice = "如改了期次的名称，请把“报送期”表或这里改成一致；确实不要这一期的，不必理会。"
            yield warning("answer-of-no-round", row.origin.place("round"), message, advice, row.round)
        if row.department not in names:
            message = f"“单位”表里没有“{row.department}”，它的落实情况不计入任何单位"
            advice = "如单位改了名，请把旧名写进“别名”；单位确已撤销的，不必理会。"
            yield warning("answer-of-no-department", row.origin.place("department"), message, advice, row.department)
        if row.received_on and (wrong := wrong_day(row.received_on, issued.get(row.round))):
            message = f"收回日期“{row.received_on}”{wrong}，迟报会算错"
            yield warning("doubtful-received", row.origin.place("received_on"), message, "请填写如 2021-06-20。")
        key = row.task_id, names.get(row.department, row.department), row.round
        if key in last:
            place = last[key].origin.place("task_id")
            message = f"任务 {row.task_id}、“{key[1]}”的这一期落实情况不止一行，只算最后一行"
            yield warning("doubled-answer", place, message, "请把要保留的内容并到一行，删去其余的行。")
        last[key] = row


def wrong_day(text: str, issued: datetime.date | None) -> str:
    """What is wrong with a day on which an answer came back in a round that was sent on a day; empty: nothing."""
    day = day_of(text)
    if day is None:
        return "不是日期"
    if issued and not issued <= day <= issued + LONGEST_ROUND:
        return f"与发出日期 {issued} 对不上"
    return ""


NUMBERED_ID = re.compile("T([0-9]{1,9})")


def with_ids(
    tasks: tuple[Task, ...], used: Iterable[str] = (), shown: Mapping[str, Sequence[str]] = NOTHING
) -> tuple[Task, ...]:
    """The tasks, those without an id numbered after the highest number in use; `used` are ids that others had.

    `shown` are ids that tasks of some 具体任务 had for one run: no other row has them, and a row of that wording keeps
    them.
    """
    if all(task.id for task in tasks):
        return tasks
    present = {task.id for task in tasks}
    kept = {content: iter([each for each in ids if each not in present]) for content, ids in shown.items()}
    following = new_ids([*present, *used])
    return tuple(
        task if task.id else replace(task, id=next(kept.get(task.content, following), "") or next(following))
        for task in tasks
    )


def new_ids(used: Iterable[str]) -> Iterator[str]:
    """Ids after the highest number in use (``T039``)."""
    numbers = [int(match[1]) for task_id in used if (match := NUMBERED_ID.fullmatch(task_id))]
    return (f"T{number:03}" for number in count(max(numbers, default=0) + 1))
