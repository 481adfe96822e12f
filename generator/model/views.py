"""What templates are given, and what was sent out.

Every field can be named in a template by its English name or by its heading in vocabulary.py; nothing else can.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.ledger import ExtraValue
from generator.model.meaning import Deadline, OpenPoint
from generator.vocabulary import (
    DEADLINE_FIELDS,
    DEPARTMENT_VIEW_FIELDS,
    EDITION_FIELDS,
    LEDGER_VIEW_FIELDS,
    OPEN_POINT_FIELDS,
    ROUND_VIEW_FIELDS,
    SCOPE_FIELDS,
    TASK_VIEW_FIELDS,
    Field,
)


class LedgerView(Struct, frozen=True):
    """台账."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    note: str = ""
    info: Mapping[str, str] = field(default_factory=dict)
    task_count: int = 0
    warning_days: int = 30
    """Tasks that are due within so many days have a yellow light."""


class TaskView(Struct, frozen=True):
    """任务: a task's columns (同上 resolved), its reading, and the part that the sheet's department has in it."""

    id: str = ""
    number: str | int = ""
    section: str = ""
    item: str = ""
    content: str = ""
    units_text: str = ""
    lead_text: str = ""
    support_text: str = ""
    deadline_text: str = ""
    starts_page: bool = False
    remark: str = ""
    units_group: int = 0
    """One value for a task and all that say 同上 below it: the merge key of 责任单位."""
    deadline_group: int = 0
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    deadline: Deadline = Deadline("")
    extra: Mapping[str, ExtraValue] = field(default_factory=dict)
    """The ledger's other columns; each can also be named directly: ``任务.责任人``."""
    role: str = ""
    """牵头, 配合 or 责任; empty on a sheet that is nobody's own."""
    via: str = ""
    """直接, or the wording of the group through which the task came."""
    others: tuple[str, ...] = ()
    change: str = ""
    """新增, 修改 or 撤销 since the edition that the department last got; empty otherwise."""
    changed_fields: tuple[str, ...] = ()
    """变更项: the headings of what changed."""
    department: str = ""
    round: str = ""
    state: str = ""
    progress: str = ""
    difficulties: str = ""
    next_step: str = ""
    filled_by: str = ""
    reviewed_by: str = ""
    contact_phone: str = ""
    filled_on: str = ""
    received_on: str = ""
    source: str = ""
    last_state: str = ""
    last_progress: str = ""
    """上期进展: what the department last said before the round that counts."""
    stage: str = ""
    """进度: 已完成, 推进中, 未启动 or 未报送, by the office's rules; empty where nobody in particular has the task."""
    light: str = ""
    """红, 黄, 绿 or 蓝 on the day of the summary (views/lateness.py); empty where nobody in particular has the task."""
    days_left: int | None = None
    """To the day by which the task is due, negative when that is past; None where there is none, or it is done."""
    has_difficulties: bool = False
    """有问题: the answer of the round that counts names a difficulty; 无 and the like name none."""


class DepartmentView(Struct, frozen=True):
    """单位."""

    short: str = ""
    full: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""
    tasks: Sequence[TaskView] = ()
    task_count: int = 0
    lead_count: int = 0
    support_count: int = 0
    owner_count: int = 0
    done_count: int = 0
    going_count: int = 0
    """Begun and not done; done, going, waiting and silent add up to all tasks."""
    waiting_count: int = 0
    """Answered, but not begun (未启动)."""
    overdue_count: int = 0
    """Among those that are not done."""
    silent_count: int = 0
    asked_count: int = 0
    """Tasks that the current round asks about."""
    answered_count: int = 0
    report_state: str = ""
    """报送情况 in the current round: 已报, 迟报, 部分 or 未报; empty if it was asked nothing."""
    reported_on: datetime.date | None = None
    is_late: bool = False
    """Not complete by the day that the current round is due."""


class EditionView(Struct, frozen=True):
    """版次: number 0 and no date before anything was distributed."""

    number: int = 0
    date: datetime.date | None = None


class RoundView(Struct, frozen=True):
    """期次: one time of asking; no name before the first. Its numbers are worked out only in the list of rounds."""

    name: str = ""
    due: datetime.date | None = None
    issued: datetime.date | None = None
    edition: str = ""
    department_count: int = 0
    complete_count: int = 0
    """Departments whose report was complete, in time or not."""
    late_count: int = 0
    done_count: int = 0
    going_count: int = 0
    waiting_count: int = 0
    silent_count: int = 0


class Scope(Struct, frozen=True):
    """The names that a template starts from; `department` is None in a workbook that is not one department's."""

    ledger: LedgerView
    tasks: Sequence[TaskView]
    departments: Sequence[DepartmentView]
    department: DepartmentView | None = None
    answers: Sequence[TaskView] = ()
    """One for each task and department, in the order of tasks: what that department answered."""
    unresolved: tuple[OpenPoint, ...] = ()
    edition: EditionView = EditionView()
    as_of: datetime.date | None = None
    """The day on which lights and days left are worked out."""
    silent: Sequence[DepartmentView] = ()
    """Departments that have tasks and have answered none of them."""
    round: RoundView = RoundView()
    """The current round."""
    rounds: Sequence[RoundView] = ()
    """All rounds that were issued until the day, in their order."""

    def for_department(self, department: DepartmentView) -> Scope:
        """What one department's workbook or sheet is filled with: the tasks are its own."""
        return replace(self, department=department, tasks=tuple(department.tasks))


VIEWS: Mapping[type[Struct], tuple[Field, ...]] = {
    Scope: SCOPE_FIELDS,
    LedgerView: LEDGER_VIEW_FIELDS,
    TaskView: TASK_VIEW_FIELDS,
    DepartmentView: DEPARTMENT_VIEW_FIELDS,
    Deadline: DEADLINE_FIELDS,
    EditionView: EDITION_FIELDS,
    RoundView: ROUND_VIEW_FIELDS,
    OpenPoint: OPEN_POINT_FIELDS,
}
"""What a template can look into, with the fields that have a heading; the others have an English name only."""

Bases: TypeAlias = Mapping[tuple[int, str, str], Mapping[str, str]]
"""(edition, department, task id) → field → the text that was sent; the department is empty for the office's own."""
