"""What departments answered, and the day, to who is done, going, late or silent, and to the light of each task.

Nothing here looks at a clock: the day is given. Rules, with their keys in sheet 信息:

- done (状态 among 完成状态; default 已完成、完成、已办结、办结): blue;
- else overdue (more than 逾期宽限天数 after its day; default 0): red;
- else due within 预警天数 (default 30) days: yellow;
- else, or without a day by which it is due: green.

A department's tasks are done, going, waiting (answered, but 状态 among 未启动状态; default 未启动、未开始、尚未启动)
or silent (nothing answered): these four add up to all of them. Overdue tasks are among those that are not done.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Answer, Deadline, Ledger
from generator.problems import Place, Problem, warning
from generator.views.rounds import says
from generator.vocabulary import NOT_REPORTED, SHEET_INFO

RED, YELLOW, GREEN, BLUE = "红", "黄", "绿", "蓝"
DONE, GOING, WAITING, SILENT = "已完成", "推进中", "未启动", NOT_REPORTED
"""How far a department is with a task; each of its tasks is one of these."""
WARNING_DAYS, GRACE_DAYS = "预警天数", "逾期宽限天数"
DONE_STATES, WAITING_STATES = "完成状态", "未启动状态"
DEFAULT_DONE = ("已完成", "完成", "已办结", "办结")
DEFAULT_WAITING = ("未启动", "未开始", "尚未启动")
SEPARATORS = re.compile(r"[、，,；;\s]+")


class Rules(Struct, frozen=True):
    """When a task is done, late, or soon to be late; days."""

    warning_days: int = 30
    grace_days: int = 0
    done_states: tuple[str, ...] = DEFAULT_DONE
    waiting_states: tuple[str, ...] = DEFAULT_WAITING


class TaskStanding(Struct, frozen=True):
    """How one department stands with one task."""

    light: str
    days_left: int | None
    """Days to the day it is due, negative when that is past; None where no day is set, or the task is done."""
    is_done: bool
    is_overdue: bool
    is_silent: bool
    is_waiting: bool = False

    @property
    def stage(self) -> str:
        """How far it is, in one word."""
        if self.is_done:
            return DONE
        return SILENT if self.is_silent else WAITING if self.is_waiting else GOING


class Counts(Struct, frozen=True):
    """Numbers of tasks: `done`, `going`, `waiting` and `silent` add up to `total`; `overdue` are not done."""

    total: int = 0
    done: int = 0
    going: int = 0
    waiting: int = 0
    overdue: int = 0
    silent: int = 0


def rules_of(info: Mapping[str, str]) -> Rules:
    """The rules that sheet 信息 sets; what it does not set, or sets to no number, has its default."""
    done, waiting = (tuple(filter(None, SEPARATORS.split(info.get(key, "")))) for key in (DONE_STATES, WAITING_STATES))
    default = Rules()
    return Rules(
        days(info.get(WARNING_DAYS, ""), default.warning_days),
        days(info.get(GRACE_DAYS, ""), default.grace_days),
        done or DEFAULT_DONE,
        waiting or DEFAULT_WAITING,
    )


def days(text: str, default: int) -> int:
    """A number of days: ``30``, ``30天``."""
    digits = text.strip().removesuffix("天").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 6 else default


def check_rules(ledger: Ledger) -> Iterator[Problem]:
    """Settings that are no number of days."""
    for key, default in ((WARNING_DAYS, Rules().warning_days), (GRACE_DAYS, Rules().grace_days)):
        text = dict(ledger.info).get(key, "").strip()
        if text and days(text, -1) < 0:
            yield warning(
                "bad-days",
                Place(ledger.origin.file, SHEET_INFO),
                f"“{key}”填的是“{text}”，不是天数，按 {default} 天算",
                "请填整数。",
            )


FINISHED = re.compile(r"完成|完毕|完结|办结|办好|办完|落实到位|100%|销号|已落实$|已结$|^[√✓✔☑]")
UNFINISHED = re.compile(
    r"[未没不尚待将拟]|基本|部分|正在|推进|预计|计划|力争|阶段|初步|持续|(?<!\d)\d{1,2}(\.\d+)?%|\d[项个条件]"
)
"""In wordings that have a word of `FINISHED` and do not say that all is done."""
UNSTARTED = re.compile(r"^(尚未|还未|未|没有|没|还没有?|暂未|待)(启动|开始|开展|实施|动工|开工)。?$")
"""Wordings by which somebody means that nothing was begun."""


def check_states(ledger: Ledger) -> Iterator[Problem]:
    """States by which somebody may mean that a task is done, and which are none of those that count as done."""
    rules = rules_of(dict(ledger.info))
    for row in ledger.returns:
        yield from check_state(row.state, rules, row.origin.place("state"))


def check_state(state: str, rules: Rules, place: Place) -> Iterator[Problem]:
    """A warning if a state reads as done, or as not begun, and does not count as that: a slip, or another wording."""
    text = unicodedata.normalize("NFKC", state).strip()
    known = (*rules.done_states, *rules.waiting_states)
    if state.strip() not in known and UNSTARTED.search(text):
        message = f"“落实状态”写的是“{state}”，不在未启动状态（{'、'.join(rules.waiting_states)}）之列，算作推进中"
        advice = (
            f"没有启动的，请改成“{rules.waiting_states[0]}”；要让这个写法也算，请写进“信息”表的“{WAITING_STATES}”。"
        )
        yield replace(warning("state-like-waiting", place, message, advice), wording=state)
        return
    if state.strip() in known or not FINISHED.search(text) or UNFINISHED.search(text):
        return
    message = f"“落实状态”写的是“{state}”，不在完成状态（{'、'.join(rules.done_states)}）之列，算作推进中，还会催办"
    advice = f"已完成的，请改成“{rules.done_states[0]}”；要让这个写法也算，请写进“信息”表的“{DONE_STATES}”。"
    yield replace(warning("state-like-done", place, message, advice), wording=state)


NO_DEADLINE = Deadline("")
LONG_AGO = datetime.date.min


class Day(Struct, frozen=True):
    """The day of a summary (None: none is asked for), with the rules by which it is worked out."""

    date: datetime.date | None
    rules: Rules

    def standing(self, deadline: Deadline, answer: Answer | None) -> TaskStanding:
        """How a department stands with a task; without a day nothing is due."""
        return standing(answer, deadline if self.date else NO_DEADLINE, self.date or LONG_AGO, self.rules)


def due_date(deadline: Deadline, as_of: datetime.date) -> datetime.date | None:
    """The day by which something is due: of several milestones the next, and when all are past the last."""
    if deadline.date or deadline.end:
        return deadline.date or deadline.end
    found = sorted(filter(None, (due_date(part, as_of) for part in deadline.parts)))
    return next((day for day in found if day >= as_of), found[-1] if found else None)


def standing(answer: Answer | None, deadline: Deadline, as_of: datetime.date, rules: Rules) -> TaskStanding:
    """How a department stands with a task; `answer` is None where it has not said anything."""
    is_silent = not says(answer)
    if answer is not None and answer.state.strip() in rules.done_states:
        return TaskStanding(BLUE, None, is_done=True, is_overdue=False, is_silent=False)
    due = due_date(deadline, as_of)
    is_waiting = answer is not None and answer.state.strip() in rules.waiting_states
    if due is None:
        return TaskStanding(GREEN, None, is_done=False, is_overdue=False, is_silent=is_silent, is_waiting=is_waiting)
    left = (due - as_of).days
    is_overdue = left < -rules.grace_days
    light = RED if is_overdue else YELLOW if left <= rules.warning_days else GREEN
    return TaskStanding(light, left, is_done=False, is_overdue=is_overdue, is_silent=is_silent, is_waiting=is_waiting)


def counts(standings: Sequence[TaskStanding]) -> Counts:
    """The numbers of a department's tasks."""
    total = len(standings)
    done = sum(standing.is_done for standing in standings)
    silent = sum(standing.is_silent for standing in standings)
    waiting = sum(standing.is_waiting for standing in standings)
    overdue = sum(standing.is_overdue for standing in standings)
    return Counts(total, done, total - done - silent - waiting, waiting, overdue, silent)
