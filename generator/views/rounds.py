"""The rounds of a ledger (期次) to the answers that count now, those that were given before, and how far each round is.

The current round is the one last issued on or before the day. Within it, and in ledgers without rounds, its own answers
count; a task whose last answer is a 完成状态 stays done and is not asked again.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Answer, Ledger, Round, RoundView, day_of
from generator.vocabulary import SAID

COMPLETE, PARTIAL, MISSING, LATE = "已报", "部分", "未报", "迟报"
"""How a department stands with a round; LATE: complete, but not by the day that it was due."""
Key = tuple[str, str]
"""(task id, department)."""
BEFORE_ROUNDS = -1


def current_round(ledger: Ledger, day: datetime.date | None) -> Round | None:
    """The round last issued on or before `day` (None: whatever the day); None if there is none."""
    return next(reversed(issued_rounds(ledger, day)), None)


def issued_rounds(ledger: Ledger, day: datetime.date | None) -> list[Round]:
    """The rounds issued on or before `day` (None: whatever the day), oldest first."""
    dated = [(day_of(row.issued), number, row) for number, row in enumerate(ledger.rounds)]
    begun = [(date, number, row) for date, number, row in dated if date and (day is None or date <= day)]
    return [row for _, _, row in sorted(begun, key=lambda entry: entry[:2])]


def until_round(ledger: Ledger, name: str) -> Ledger:
    """A ledger as it was while a round counted: later rounds and what was answered in them are left out."""
    order = Reports(ledger, name, ()).order
    later = {row.name for row in ledger.rounds if order[row.name] > order[name]}
    return replace(
        ledger,
        rounds=tuple(row for row in ledger.rounds if row.name not in later),
        returns=tuple(answer for answer in ledger.returns if answer.round not in later),
    )


class Reports(Struct, frozen=True, dict=True):
    """What departments answered, round by round; `round` is the one that counts (empty: before the first)."""

    ledger: Ledger
    round: str
    done_states: tuple[str, ...]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Round → its place in time; what was answered before the first comes first."""
        dated = sorted(
            enumerate(self.ledger.rounds), key=lambda entry: (day_of(entry[1].issued) or datetime.date.max, entry[0])
        )
        return {row.name: place for place, (_, row) in enumerate(dated)}

    def place(self, name: str) -> int:
        """A round's place in time; a name that sheet 报送期 does not have stands before all."""
        return self.order.get(name, BEFORE_ROUNDS)

    @cached_property
    def current(self) -> Mapping[Key, Answer]:
        """The answers of the round that counts; without rounds the last one of each task and department."""
        answers = self.ledger.returns
        if self.ledger.rounds:
            answers = tuple(answer for answer in answers if self.place(answer.round) == self.place(self.round))
        return {(answer.task_id, answer.department): answer for answer in answers}

    @cached_property
    def before(self) -> Mapping[Key, Answer]:
        """The last answer that says anything of each task and department before the round that counts."""
        here = self.place(self.round)
        earlier = [answer for answer in self.ledger.returns if self.place(answer.round) < here and says(answer)]
        earlier.sort(key=lambda answer: self.place(answer.round))
        return {(answer.task_id, answer.department): answer for answer in earlier}

    def is_done_before(self, key: Key) -> bool:
        """Whether a task was done before the round began: it is not asked again."""
        answer = self.before.get(key)
        return answer is not None and answer.state.strip() in self.done_states

    def answer(self, key: Key) -> Answer | None:
        """The answer that counts: the round's own, or the one by which the task was done before."""
        answer = self.current.get(key)
        if answer is None and self.is_done_before(key):
            return self.before[key]
        return answer


NO_DIFFICULTY = re.compile(
    r"(?:[暂现均皆亦仍]|目前|当前|本期|本月|本季度)*(?:无|没有?|未(?:发现|遇到|出现)|不存在)"
    r"(?:(?:存在|发现|遇到|出现|任何|明显|突出|其他|重大|较大|相关|需要?|协调|解决|的)*(?:问题|困难|情况|[和与、及])+)?[。.!]?"
    r"|[-—–_/\\×x○〇0]+"
)
"""What stands in 存在问题 where there is none."""


def names_difficulty(text: str) -> bool:
    """Whether a text under 存在问题 names any."""
    said = "".join(unicodedata.normalize("NFKC", text).split())
    return bool(said) and NO_DIFFICULTY.fullmatch(said) is None


def says(answer: Answer | None) -> bool:
    """Whether an answer says anything of its task; that there is no difficulty (无) by itself says nothing of it."""
    if answer is None:
        return False
    return any(
        names_difficulty(text) if name == "difficulties" else text for name in SAID if (text := getattr(answer, name))
    )


class Report(Struct, frozen=True):
    """How a department stands with a round."""

    asked: int
    """Tasks that it was asked about."""
    answered: int
    state: str
    """已报, 迟报, 部分 or 未报; empty if it was asked nothing."""
    is_late: bool
    on: datetime.date | None
    """The day on which its report was complete."""


def report_of(reports: Reports, department: str, tasks: Sequence[str], due: str, day: datetime.date | None) -> Report:
    """How a department with some tasks (ids) stands with the round that counts, on a day."""
    asked = [task for task in tasks if not reports.is_done_before((task, department))]
    answers = [reports.current.get((task, department)) for task in asked]
    answered = [answer for answer in answers if answer is not None and says(answer)]
    last_day = day_of(due)
    if not asked or len(answered) < len(asked):
        is_late = bool(asked) and last_day is not None and day is not None and day > last_day
        state = "" if not asked else PARTIAL if answered else MISSING
        return Report(len(asked), len(answered), state, is_late, None)
    on = max((date for answer in answered if (date := day_of(answer.received_on))), default=None)
    is_late = last_day is not None and on is not None and on > last_day
    return Report(len(asked), len(answered), LATE if is_late else COMPLETE, is_late, on)


STATE_NAMES = {COMPLETE: "complete", LATE: "complete", PARTIAL: "partial", MISSING: "missing", "": "complete"}
"""How a department stands, as JSON says it; who was asked nothing has nothing to report."""


def round_view(row: Round | None) -> RoundView:
    """A round as templates see it."""
    if row is None:
        return RoundView()
    return RoundView(name=row.name, due=day_of(row.due), issued=day_of(row.issued), edition=row.edition)
