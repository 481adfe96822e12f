"""Two states of a task to what changed between them: marks for the department's sheet, reasons for the build."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from generator.model import TaskView
from generator.vocabulary import ANSWERED, COMPARED, ROLE_WORDS, TASK_VIEW_FIELDS, by_name, is_place_in_document

REMEMBERED = (*COMPARED, *ANSWERED)
"""What is kept of a task as it was sent; what departments fill in is no change of it."""
in_order = attrgetter(*REMEMBERED)
HEADINGS = by_name(TASK_VIEW_FIELDS)
NEW, CHANGED, WITHDRAWN = "新增", "修改", "撤销"
RENAMED, REOPENED = "改名", "重报"
MAX_REASONS = 5
TITLE_LINES = 2
"""Of an update note."""

Values = Mapping[str, str]
Tasks = Mapping[str, Values]
"""Task id → its values."""


def values_of(task: TaskView) -> dict[str, str]:
    """What is remembered of a task as it was sent: its fields as text, the staff's own columns by ``extra:``."""
    values = {name: str(value) for name, value in zip(REMEMBERED, in_order(task), strict=True) if value}
    for heading, value in task.extra.items():
        if value is not None and (text := str(value)):
            values[f"extra:{heading}"] = text
    return values


def differing(before: Values, after: Values) -> list[str]:
    """The fields in which two states differ, in the order of the ledger's columns."""
    extra = sorted({name for name in (*before, *after) if name.startswith("extra:")})
    names = [name for name in (*COMPARED, *extra) if before.get(name, "") != after.get(name, "")]
    return [name for name in names if not is_elsewhere(heading_of(name), before.get(name, ""), after.get(name, ""))]


def is_elsewhere(heading: str, before: str, after: str) -> bool:
    """Whether a task merely stands elsewhere in its document: that concerns no department."""
    return all(not text or is_place_in_document(heading, text) for text in (before, after))


def heading_of(name: str) -> str:
    """How users call a field."""
    return HEADINGS.get(name, name.removeprefix("extra:"))


def shown_to(tasks: Tasks, columns: Collection[str] | None) -> Tasks:
    """Tasks without those of the staff's own columns that no sheet of a department shows (None: any may be shown)."""
    if columns is None:
        return tasks
    return {
        task: {
            name: text
            for name, text in values.items()
            if not name.startswith("extra:") or name.removeprefix("extra:") in columns
        }
        for task, values in tasks.items()
    }


def marked(
    tasks: Sequence[TaskView], before: Tasks | None, columns: Collection[str] | None = None
) -> tuple[TaskView, ...]:
    """A department's tasks with their change since `before`, the withdrawn ones last; no marks without a before.

    Of the staff's own columns, those in `columns` count; None: all.
    """
    if before is None:
        return tuple(tasks)
    result = []
    then, now = shown_to(before, columns), shown_to({task.id: values_of(task) for task in tasks}, columns)
    for task in tasks:
        former = then.get(task.id)
        if former is None:
            result.append(replace(task, change=NEW, changed_fields=tuple(heading_of(name) for name in COMPARED)))
            continue
        names = differing(former, now[task.id])
        if names:
            result.append(replace(task, change=CHANGED, changed_fields=tuple(map(heading_of, names))))
        else:
            result.append(task)
    present = {task.id for task in tasks}
    return (*result, *(withdrawn(task, values) for task, values in before.items() if task not in present))


def withdrawn(task_id: str, values: Values) -> TaskView:
    """A task that a department had and has no more, as it was sent."""
    given = {name: text for name, text in values.items() if name in TaskView.__struct_fields__}
    number = values.get("number", "")
    return replace(
        TaskView(**{**given, "id": task_id}),  # type: ignore[arg-type]
        number=int(number) if number.isascii() and number.isdigit() else number,
        extra={name.removeprefix("extra:"): text for name, text in values.items() if name.startswith("extra:")},
        change=WITHDRAWN,
    )


def has_changed(before: Tasks, after: Tasks) -> bool:
    """Whether a department must get a new sheet."""
    return before.keys() != after.keys() or any(differing(before[task], after[task]) for task in after)


def reasons(before: Tasks, after: Tasks) -> list[str]:
    """What changed, in sentences: ``任务12的完成时限变更``, ``新增任务39``, ``撤销任务7``."""
    found = []
    for task, values in after.items():
        number = values.get("number") or task
        if task not in before:
            found.append(f"新增任务{number}")
        elif names := differing(before[task], values):
            found.append(f"任务{number}的{'、'.join(map(heading_of, names))}变更")
        elif any(before[task].get(name) != values.get(name) for name in ANSWERED):
            found.append(f"任务{number}的落实情况更新")
    found += [f"撤销任务{values.get('number') or task}" for task, values in before.items() if task not in after]
    return shortened(found)


def shortened(found: list[str]) -> list[str]:
    """The first few, and how many more there are."""
    return found if len(found) <= MAX_REASONS else [*found[:MAX_REASONS], f"等共 {len(found)} 处"]


def update_note(
    department: str, before: Tasks, after: Tasks, former: str = "", reopened: Sequence[str | int] = ()
) -> str:
    """更新说明 of one department: each change as before → after, or that there is none.

    `former` is its name before, if it was renamed; `reopened` are the numbers of tasks that it reported done.
    """
    lines = [f"{department}：本次更新说明", ""]
    lines += [f"【{RENAMED}】原“{former}”的分工表改发“{department}”"] if former else []
    lines += [f"【{REOPENED}】任务{number}：原已完成，这一期要继续报送" for number in reopened]
    for task, values in after.items():
        number = values.get("number") or task
        if task not in before:
            lines.append(f"【{NEW}】任务{number}：{values.get('content', '')}")
            continue
        lines += (
            f"【{CHANGED}】任务{number}·{heading_of(name)}：{shown(name, before[task])} → {shown(name, values)}"
            for name in differing(before[task], values)
        )
    lines += (
        f"【{WITHDRAWN}】任务{values.get('number') or task}：{values.get('content', '')}"
        for task, values in before.items()
        if task not in after
    )
    if len(lines) == TITLE_LINES:
        lines.append("任务和上次发的一样，没有变化。")
    return "\r\n".join(lines) + "\r\n"


def shown(name: str, values: Values) -> str:
    """A value as people read it."""
    text = values.get(name, "")
    return ROLE_WORDS.get(text, text) if name == "role" else text or "（空）"
