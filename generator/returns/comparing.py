"""What came back, what was sent and what the ledger says now, to changes, conflicts and proposals.

For every cell: *base* (what the edition sent that the workbook names), *theirs* (what came back), *ours* (the ledger
now). Only theirs differs from base: a change. Both differ, and from each other: a conflict. An edit of a cell that
the department was not asked to fill in is a proposal. A workbook that is nobody's own (the official ledger) belongs to
the office, so its edits are changes.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_letters
from generator.model import (
    Answer,
    AnswerField,
    AnswerKey,
    Bases,
    Ledger,
    Task,
    Unused,
    as_text,
    day_of,
    same,
    short_names,
)
from generator.model.likeness import may_be
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.patterns import field_names, is_field, read_fields, shown, unchanged
from generator.returns.reading import OWN_COLUMN, Returned, ReturnedSheet
from generator.returns.rows import ReturnedRow, rows_of
from generator.vocabulary import (
    ANSWER_FIELDS,
    ANSWERED,
    REPLACED,
    SAID,
    SAME_AS_ABOVE,
    SHARED,
    TASK_FIELDS,
    TASK_VIEW_FIELDS,
    by_name,
    names,
)

Kind = Literal["change", "conflict", "proposal"]

TASK_TEXTS = names(field for field in TASK_FIELDS if field.is_compared)
LABELS = names(field for field in TASK_FIELDS if field.is_label)
DATE = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00)?")
WHOLE = re.compile(r"-?\d+\.0")
HEADINGS = by_name((*TASK_VIEW_FIELDS, *ANSWER_FIELDS))


class Edit(Struct, frozen=True, gc=False):
    """One cell that came back otherwise than it was sent."""

    kind: Kind
    file: str
    sheet: str
    cell: str
    task_id: str
    number: str
    department: str
    """Whose answer it is; empty where the field is the task's own."""
    field: str
    base: str | None
    """None: not known what was sent."""
    ours: str
    theirs: str
    ours_from: str = ""
    """The other returned file that said `ours`; empty: the ledger."""
    applicable: bool = True
    """False for a proposal about something that the ledger does not hold in a column of its own."""
    decision: Literal["", "ours", "theirs", "text"] = ""
    text: str = ""
    """What was decided, where it is neither."""
    digest: str = ""
    """Of the returned file."""
    round: str = ""
    """The 期次 of the answer."""
    is_return: bool = False
    """Whether a department says it of its own answer; the office's own workbooks say what the office says."""

    @property
    def key(self) -> AnswerField:
        """What it is about; without a department it is the task's own field."""
        return self.task_id, self.department, self.round, self.field

    @property
    def heading(self) -> str:
        """How the field is called in sheets."""
        return HEADINGS.get(self.field, self.field)

    @property
    def result(self) -> str | None:
        """What the ledger shall say; None where that is not to change."""
        if self.kind == "change" or self.decision == "theirs":
            return self.theirs
        return self.text if self.decision == "text" else None

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        names = (
            "file",
            "sheet",
            "cell",
            "task_id",
            "number",
            "department",
            "round",
            "field",
            "heading",
            "base",
            "ours",
            "theirs",
        )
        document: dict[str, Any] = {name: getattr(self, name) for name in names}
        if self.kind == "conflict":
            document |= {"ours_from": self.ours_from, "decision": self.decision or None, "text": self.text or None}
        if self.kind == "proposal":
            document |= {"applicable": self.applicable, "accepted": self.decision == "theirs"}
        return document


class Compared(Struct, frozen=True):
    """What one returned workbook says, compared."""

    file: str
    department: str
    edition: int
    edits: tuple[Edit, ...] = ()
    repeated: tuple[Edit, ...] = ()
    """Answers that the ledger has already in the same words."""
    as_sent: tuple[Edit, ...] = ()
    """Answers that stand there as they were sent, while the ledger has other words by now."""
    refused: tuple[Unused, ...] = ()
    """Answers about tasks that are not, or no longer, the department's."""
    held: Mapping[AnswerKey, Answer] = field(default_factory=dict)
    """The answers that the ledger has, of those that the workbook holds."""
    round: str = ""
    saved: str = ""
    """When the workbook was saved; empty: not known."""
    filled_on: str = ""
    """填报日期 as a day, as far as it is one."""
    signature: Mapping[str, str] = field(default_factory=dict)
    """Who filled the workbook in, and when, by field: belongs to every answer that it gives."""
    source: str = ""
    """The file's name, as answers remember it."""
    digest: str = ""
    """Of the file's bytes: what was decided about this very file is not asked again."""
    problems: tuple[Problem, ...] = ()
    state: Literal["collected", "unchanged", "refused"] = "unchanged"


AnswerOf = Callable[[tuple[str, str]], "Answer | None"]
"""(task id, department) → the answer that counts in a round."""


class Current(Struct, dict=True):
    """The ledger as it is now, looked up by task, department, round and field."""

    ledger: Ledger
    answers_in: Callable[[str], AnswerOf] | None = None
    """Round → its answers, those by which tasks were done before among them; None: only its own."""
    holders: Mapping[str, Collection[str]] | None = None
    """Task id → the departments that have it; None: not known."""

    def __post_init__(self) -> None:
        self.tasks = {task.id: task for task in self.ledger.tasks}
        self.rounds: dict[str, AnswerOf] = {}
        self.worded: dict[str, Collection[str]] = {}
        self.shown: dict[str, dict[str, str]] = {}
        above: dict[str, str] = {}
        for task in self.ledger.tasks:
            above = shown_fields(task, above)
            self.shown[task.id] = above
        self.names = short_names(self.ledger.departments)

    @cached_property
    def blanks(self) -> dict[str, str]:
        """Every field that the ledger holds, empty."""
        names = {name for shown in self.shown.values() for name in shown}
        return dict.fromkeys((*TASK_TEXTS, *ANSWERED, *sorted(names)), "")

    def wordings(self, pattern: str) -> Collection[str]:
        """How the cells of a pattern word all tasks, squeezed."""
        if pattern not in self.worded:
            self.worded[pattern] = {squeezed(shown(pattern, values) or "") for values in self.shown.values()}
        return self.worded[pattern]

    def answer(self, task_id: str, department: str, round_name: str) -> Answer | None:
        """What the ledger has of a department's answer in a round."""
        if round_name not in self.rounds:
            here = {(each.task_id, each.department): each for each in self.ledger.returns if each.round == round_name}
            self.rounds[round_name] = self.answers_in(round_name) if self.answers_in else here.get
        return self.rounds[round_name]((task_id, department))

    def round_of(self, task_id: str, department: str, round_name: str) -> str:
        """The round that an answer is entered in: the one that was asked, or, without rounds, where it stands."""
        answer = None if self.ledger.rounds else self.answer(task_id, department, round_name)
        return answer.round if answer else round_name

    @cached_property
    def texts(self) -> Mapping[tuple[str, str], set[str]]:
        """(task id, department) → every text that it ever answered."""
        found: dict[tuple[str, str], set[str]] = {}
        for answer in self.ledger.returns:
            texts = {as_text(getattr(answer, name)) for name in ANSWERED}
            found.setdefault((answer.task_id, answer.department), set()).update(texts)
        return found

    @cached_property
    def same_tasks(self) -> Collection[str]:
        """What tasks say that were worded quite anew, as the office has said; squeezed."""
        return {squeezed(each.wording) for each in self.ledger.acknowledged if each.code == REPLACED}

    @cached_property
    def by_content(self) -> Mapping[str, str]:
        """具体任务, squeezed → the id of the first task that says it."""
        return {squeezed(task.content): task.id for task in reversed(self.ledger.tasks)}

    def has(self, department: str, task_id: str) -> bool:
        """Whether a task is a department's, as far as that is known."""
        return self.holders is None or department in self.holders.get(task_id, ())

    def text(self, task_id: str, name: str) -> str:
        """What the ledger says now of a task."""
        return self.shown.get(task_id, {}).get(name, "")

    def holds(self, task_id: str, name: str) -> bool:
        """Whether the field is a column of sheet 台账 or 落实情况."""
        return name in ANSWERED or name in self.shown.get(task_id, {})


def shown_fields(task: Task, above: Mapping[str, str]) -> dict[str, str]:
    """A task's fields as sheets show them: 同上 replaced by the wording above."""
    texts = {name: str(getattr(task, name)) for name in TASK_TEXTS}
    for name in SHARED:
        if texts[name].strip() == SAME_AS_ABOVE:
            texts[name] = above.get(name, "")
    return texts | {heading: as_text(value) for heading, value in task.extra}


def compare(returned: Returned, current: Current, bases: Bases, round_name: str | None = None) -> Compared:
    """What a returned workbook changes, and what is wrong with it; `round_name` takes it to another round."""
    mark = returned.mark
    asked = mark.round if round_name is None else round_name
    owner = current.names.get(mark.department, mark.department)
    edits: list[Edit] = []
    problems: list[Problem] = []
    repeated: list[Edit] = []
    as_sent: list[Edit] = []
    refused: list[Unused] = []
    held: dict[AnswerKey, Answer] = {}
    for sheet in returned.sheets:
        whose = owner or current.names.get(sheet.marked.name, "")
        sent = mark.department or sheet.marked.name if whose else ""
        known = {
            row.task_id: sent_values(bases, mark.edition, sent, row.task_id, current.blanks)
            for row in sheet.marked.rows
        }
        is_known = any(base is not None for base in known.values())
        rows, wrong = rows_of(returned.file, sheet, known.get)
        problems += wrong
        for row in rows:
            base = known[row.task_id]
            whose_row = whose or current.names.get(row.department, "")
            comparison = Comparison(returned, sheet, row, whose_row, bool(whose), base, current, asked, is_known)
            edits += comparison.edits()
            problems += comparison.problems
            repeated += comparison.repeated
            as_sent += comparison.as_sent
            refused += comparison.refused
            answer = comparison.held
            if answer is not None:
                held[row.task_id, whose_row, comparison.round] = answer
    edits = spread_labels(edits, current) if not owner else edits
    return Compared(
        file=returned.file,
        department=owner,
        edition=mark.edition,
        edits=tuple(edits),
        repeated=tuple(repeated),
        as_sent=tuple(as_sent),
        refused=tuple(refused),
        held=held,
        round=asked,
        saved=returned.saved,
        filled_on=day.isoformat() if (day := day_of(returned.foot.get("filled_on", ""))) else "",
        signature=returned.foot,
        source=returned.file.rpartition("/")[2],
        digest=returned.digest,
        problems=tuple(problems),
        state="collected" if edits else "unchanged",
    )


class Comparison(Struct, dict=True):
    """The comparison of one row."""

    returned: Returned
    sheet: ReturnedSheet
    row: ReturnedRow
    department: str
    is_departments: bool
    """Whether the sheet is a department's own."""
    base: Mapping[str, str] | None
    current: Current
    asked: str
    """The round that the workbook asks in."""
    is_known: bool
    """Whether it is known what was sent of the sheet: a task without a base was then shown for information."""
    problems: list[Problem] = field(default_factory=list)
    repeated: list[Edit] = field(default_factory=list)
    as_sent: list[Edit] = field(default_factory=list)
    refused: list[Unused] = field(default_factory=list)

    @property
    def round(self) -> str:
        """The round that the row's answer is entered in."""
        return self.current.round_of(self.row.task_id, self.department, self.asked)

    @cached_property
    def held(self) -> Answer | None:
        """What the ledger has of the row's answer.

        Of an answer of an earlier round, by which the task is done, it is what the sheet showed: what that round says
        now is nothing that was said in this one.
        """
        answer = self.current.answer(self.row.task_id, self.department, self.asked)
        if answer is None or answer.round == self.round or self.base is None:
            return answer
        return replace(answer, **{name: self.base.get(name, "") for name in ANSWERED})

    def edits(self) -> list[Edit]:
        """The cells of the row that came back otherwise."""
        found: dict[str, Edit] = {}
        inputs = self.sheet.marked.inputs
        if self.is_departments and not self.is_asked():
            self.tell_unasked(inputs)
            return []
        if self.is_departments and self.row.whole and not self.is_its_task():
            self.tell_another(inputs)
            return []
        if self.is_departments and (now := self.renumbered()):
            self.tell_renumbered(now, inputs)
            return []
        if self.is_departments and self.is_replaced():
            self.tell_replaced(inputs)
            return []
        sent = self.base or {}
        for pattern, text in self.row.texts.items():
            is_input = pattern in inputs
            if pattern in ("id", "department") or (not self.row.whole and not is_input):
                continue
            if not is_input and text == sent.get(pattern):  # as most cells
                continue
            for name, theirs in self.fields(pattern, text).items():
                edit = self.edit(pattern, name, theirs, is_input)
                if edit is not None and (name not in found or is_input):
                    found[name] = edit
        if not self.is_there(found.values()):
            return []
        if any(edit.is_return for edit in found.values()):
            self.tell_reworded()
            self.tell_emptied(found)
        return list(found.values())

    def tell_emptied(self, edits: Mapping[str, Edit]) -> None:
        """Say that nothing is left of an answer that the sheet was sent with: the task is no longer reported."""
        said = [text for name in SAID if (text := self.ours(name))]
        left = [name for name in SAID if (edits[name].theirs if name in edits else self.ours(name))]
        if said and not left:
            pattern = next(edit.field for edit in edits.values() if edit.is_return)
            message = f"任务 {self.row.task_id} 原来报的全部清空了，收下后算没有报：{said[0][:40]}"
            advice = "请核对；误删的，请让对方补填后再收集，已写入的用 taizhang restore 找回。"
            self.problems.append(warning("answer-emptied", self.place(pattern), message, advice))

    def tell_reworded(self) -> None:
        """Say that a department answered another wording of the task than the ledger has now."""
        task_id = self.row.task_id
        sent = (self.base or {}).get("content", "")
        if sent and squeezed(sent) != squeezed(self.content):
            self.problems.append(
                warning(
                    "task-reworded",
                    self.place("id"),
                    f"任务 {task_id} 的具体任务发出后改过，填报时是：{sent[:60]}",
                    "已照常收集；如答复已不对应，请把新的分工表发给该单位重填。",
                )
            )

    def is_asked(self) -> bool:
        """Whether the department was asked about the task, and has it still."""
        task_id = self.row.task_id
        if self.base is None and self.is_known:
            return False
        return task_id not in self.current.tasks or self.current.has(self.department, task_id)

    def is_its_task(self) -> bool:
        """Whether the row's wording may be the task's, as it was sent or as it is now; blank, it may be anyone's.

        A sheet that a copy of the workspace sent out, or one without its records, has the same ids for other tasks.
        """
        pattern, said = self.wording
        wordings = (self.base or {}, self.current.shown.get(self.row.task_id, {}))
        known = [squeezed(text) for values in wordings if (text := shown(pattern, values)) and values.get("content")]
        if not said or not known or said in known:
            return True
        return said not in self.current.wordings(pattern) and any(map(partial(may_be, said), known))

    @property
    def wording(self) -> tuple[str, str]:
        """The pattern of the row's 具体任务 and what the row says there, squeezed; empty without one."""
        pattern = next((pattern for pattern in self.row.texts if "content" in field_names(pattern)), "")
        return pattern, squeezed(self.row.texts.get(pattern, ""))

    def renumbered(self) -> str:
        """The id that the task has now in the ledger, if its own was given to another; empty if it was not."""
        sent, now = (self.base or {}).get("content", ""), self.content
        if not sent or not now or squeezed(sent) == squeezed(now):
            return ""
        return self.current.by_content.get(squeezed(sent), "")

    def is_replaced(self) -> bool:
        """Whether another task stands where the one was that was sent, and nobody said that it is the same."""
        sent, now = (squeezed(text) for text in ((self.base or {}).get("content", ""), self.content))
        _, said = self.wording
        is_same = not (sent and now) or now in self.current.same_tasks or now in said
        return not is_same and not may_be(sent, now)

    @property
    def content(self) -> str:
        """What the ledger says now of the task."""
        return self.current.text(self.row.task_id, "content")

    def tell_replaced(self, inputs: Collection[str]) -> None:
        """Name what was filled in beside a task in whose row another stands now."""
        if self.set_aside(inputs):
            message = "这一行的任务发出后在台账里换成了另一件事，填的没有收"
            advice = "台账里另一件事请另起一行，原来那一行改回来；还是同一件、只是改写的，先写进“已阅”"
            advice += f"（taizhang check --accept {REPLACED}:现在的具体任务），再收集一次。"
            self.problems.append(error(REPLACED, self.place("id"), message, advice))

    def tell_renumbered(self, now: str, inputs: Collection[str]) -> None:
        """Name what was filled in beside a task whose id is another's now: ids were filled in anew, or sorted."""
        said = self.set_aside(inputs)
        task_id = self.row.task_id
        if said:
            message = f"发出后台账的标识改过：{task_id} 现在是另一项任务，这一项现在是 {now}，未收集：{said[:60]}"
            advice = "标识不能重排。请用 taizhang restore 找回原来的标识（或改回来），再收集一次。"
            self.problems.append(error("task-renumbered", self.place("id"), message, advice))

    def set_aside(self, inputs: Collection[str]) -> str:
        """What was filled in beside a row that is not collected, which is kept; without what is known or was sent."""
        shown = {*self.current.texts.get((self.row.task_id, self.department), ()), *(self.base or {}).values()}
        texts = {name: text for name, text in self.texts_in(inputs).items() if text not in shown}
        self.refuse(texts)
        return "；".join(texts.values())

    def texts_in(self, inputs: Collection[str]) -> dict[str, str]:
        """What stands in the cells of a row that are to be filled in, by column."""
        return {pattern: text for pattern, text in self.row.texts.items() if pattern in inputs and text}

    def refuse(self, texts: Mapping[str, str]) -> None:
        """Keep what a department said of a task that is not, or no longer, its own."""
        row = self.row.task_id, self.department, self.asked
        file = self.returned.file.rpartition("/")[2]
        self.refused += (Unused(*row, name, text, file) for name, text in texts.items() if text)

    def tell_another(self, inputs: Collection[str]) -> None:
        """Name what was filled in beside a task that is another than the one with the row's id."""
        said = "；".join(self.texts_in(inputs).values())
        sent = (self.base or self.current.shown.get(self.row.task_id, {})).get("content", "")
        pattern = next(pattern for pattern in self.row.texts if "content" in field_names(pattern))
        if said:
            self.problems.append(
                error(
                    "row-of-another-task",
                    self.place(pattern),
                    f"标识是任务 {self.row.task_id}，具体任务写的是另一件，这一行未收集：{said[:60]}",
                    f"发出时这一项是“{sent[:40]}”。请核对是不是这份台账发出的表；另一份副本发的，请在那里收集。",
                )
            )

    def tell_unasked(self, inputs: Collection[str]) -> None:
        """Name what was filled in beside a task that is not, or no longer, the department's."""
        task_id = self.row.task_id
        if said := self.set_aside(inputs):
            is_gone = task_id not in self.current.tasks
            why = "已不在台账里" if is_gone else f"不是“{self.department}”的任务（已撤销或改派）"
            advice = "如仍由该单位负责，请先改台账的责任单位，再收集一次。"
            if self.current.has(self.department, task_id) and not is_gone:
                why = f"现在是“{self.department}”的任务，但发送记录里第 {self.returned.mark.edition} 版没有问过它"
                again = "请把新的分工表发给该单位填报，或把这些话填进“落实情况”表"
                advice = f"{again}；记录不全的，请从备份找回 output/.taizhang。"
            self.problems.append(
                warning(
                    "task-withdrawn" if is_gone else "task-not-theirs",
                    self.place("id"),
                    f"任务 {task_id} {why}，未收集：{said[:60]}",
                    advice,
                )
            )

    def fields(self, pattern: str, text: str) -> dict[str, str]:
        """The fields that a cell gives; nothing where it shows what was sent, or can no longer be read."""
        base = self.base or {}
        if not is_field(pattern) and unchanged(pattern, text, base):
            return {}
        values = read_fields(pattern, text, base or self.current.shown.get(self.row.task_id, {}))
        if values is None:
            self.problems.append(
                error(
                    "pattern-broken",
                    self.place(pattern),
                    f"这一格原来是“{heading_of(pattern)}”合写，现在分不开，未收集：{text[:40]}",
                    "请按原来的样子改好（如保留序号和点号），或直接改台账。",
                )
            )
            return {}
        return values

    def edit(self, pattern: str, name: str, theirs: str, is_input: bool) -> Edit | None:
        """The edit of one field; None where theirs is what was sent, or what the ledger says already."""
        base = self.base.get(name) if self.base is not None else None
        task_id = self.row.task_id
        department = self.department if name in ANSWERED else ""
        ours = self.ours(name)
        holds = self.current.holds(task_id, name)
        is_same = holds and same(theirs, ours)
        is_return = bool(department) and self.is_departments and is_input
        is_as_sent = base is not None and same(theirs, base)
        is_overtaken = is_as_sent and is_return and bool(theirs and ours) and not is_same
        if (is_as_sent and not is_overtaken) or (is_same and not is_return) or (base is None and not holds):
            return None
        if (name in ANSWERED and not department) or (self.row.department and not holds):
            return None
        kind: Kind = "change"
        if (self.is_departments and not is_input) or not holds:
            kind = "proposal"
        elif not same(ours, base or ""):
            kind = "conflict"
        place = self.place(pattern)
        edit = Edit(
            kind,
            self.returned.file,
            place.sheet,
            place.cell,
            task_id,
            self.current.shown.get(task_id, {}).get("number", ""),
            department,
            name,
            base,
            ours,
            theirs,
            applicable=holds,
            digest=self.returned.digest,
            round=self.round if department else "",
            is_return=is_return,
        )
        if is_same or is_overtaken:
            (self.as_sent if is_overtaken else self.repeated).append(edit)
            return None
        return edit

    def ours(self, name: str) -> str:
        """What the ledger says now of a field."""
        if name in ANSWERED:
            return getattr(self.held, name) if self.department and self.held else ""
        return self.current.text(self.row.task_id, name)

    def is_there(self, edits: Iterable[Edit]) -> bool:
        """Whether the ledger still has the task; where it has not, what was filled in is named, not lost."""
        if self.row.task_id in self.current.tasks:
            return True
        texts = {edit.field: edit.theirs for edit in edits if edit.theirs}
        self.refuse(texts)
        if said := "；".join(texts.values()):
            self.problems.append(
                warning(
                    "task-withdrawn",
                    self.place("id"),
                    f"任务 {self.row.task_id} 已不在台账里，未收集：{said[:60]}",
                    "如该任务仍有效，请恢复台账中的那一行后再收集。",
                )
            )
        self.repeated.clear()
        self.as_sent.clear()
        return False

    def place(self, pattern: str) -> Place:
        """The place of the row's first cell of this pattern."""
        column = column_letters(self.sheet.columns.get(pattern, 0))
        return Place(self.returned.file, self.sheet.name, sys.intern(f"{column}{self.row.rows[0] + 1}"))


def heading_of(pattern: str) -> str:
    """What a cell shows, in the words of sheets."""
    return "、".join(HEADINGS.get(name, name) for name in field_names(pattern))


# ------------------------------------------------------------------------------------------ labels


def spread_labels(edits: Sequence[Edit], current: Current) -> list[Edit]:
    """Give an edit of a label to every task that stands under it.

    A label that covers rows of two pages is printed on both; whoever corrects it on the first page means both.
    So where all edits in a run of tasks that share a label say the same, the other copies follow.
    """
    by_key = {(edit.task_id, edit.field): edit for edit in edits}
    spread = list(edits)
    for name in (*LABELS, *SHARED):
        if not any(edit.field == name for edit in edits):
            continue
        for run in runs(current, name):
            found = [by_key[task_id, name] for task_id in run if (task_id, name) in by_key]
            if found and len(found) < len(run) and len({(edit.theirs, edit.kind) for edit in found}) == 1:
                model = found[0]
                spread += [copy_for(model, task_id, current) for task_id in run if (task_id, name) not in by_key]
    return spread


def copy_for(edit: Edit, task_id: str, current: Current) -> Edit:
    """The same edit for another task under the label."""
    return replace(edit, task_id=task_id, number=current.shown[task_id].get("number", ""))


def runs(current: Current, name: str) -> list[list[str]]:
    """Tasks one below the other that share a label: by its text, or by 同上."""
    found: list[list[str]] = []
    before: tuple[str, ...] | None = None
    for task in current.ledger.tasks:
        shown = current.shown[task.id]
        key = tuple(shown[field] for field in LABELS[: LABELS.index(name) + 1]) if name in LABELS else ()
        joins = key == before if name in LABELS else getattr(task, name).strip() == SAME_AS_ABOVE
        if found and joins and (key and key[-1] if name in LABELS else True):
            found[-1].append(task.id)
        else:
            found.append([task.id])
        before = key
    return found


# ------------------------------------------------------------------------------------------ whole workbooks


def sent_values(
    bases: Bases, edition: int, department: str, task_id: str, blanks: Mapping[str, str]
) -> Mapping[str, str] | None:
    """What was sent of a task, the staff's own columns called by their heading; fields that were blank are blank."""
    values = bases.get((edition, department, task_id))
    if values is None:
        return None
    own = {name.removeprefix(OWN_COLUMN): as_read(text) for name, text in values.items() if name.startswith(OWN_COLUMN)}
    return {**blanks, **values, **own}


def as_read(text: str) -> str:
    """A value of the staff's own columns as it was remembered, in the words in which it is read from a cell."""
    if DATE.fullmatch(text):
        return as_text(datetime.date.fromisoformat(text[:10]))
    if WHOLE.fullmatch(text):
        return text.partition(".")[0]
    return {"True": "是", "False": "否"}.get(text, text)


def refusal(returned: Returned, current: Current, editions: Iterable[int], titles: Iterable[str]) -> Problem | None:
    """Why a workbook of ours cannot be compared: of another ledger, of an edition or department not known here."""
    mark = returned.mark
    place = Place(returned.file)
    if mark.ledger not in {current.ledger.title, *titles}:
        return error(
            "other-ledger",
            place,
            f"是另一份台账的表（{mark.ledger}）",
            "请放到那份台账的工作区里收集。",
        )
    if mark.edition not in set(editions):
        return error(
            "unknown-edition",
            place,
            f"是第 {mark.edition} 版的表，这里没有这一版的记录",
            "请检查 output/.taizhang 是否完整，或把最近一版重新发给该单位填写。",
        )
    if mark.department and mark.department not in current.names:
        return error(
            "unknown-department",
            place,
            f"台账的“单位”表里没有“{mark.department}”",
            "如单位改了名，请把旧名写进“别名”，再收集一次。",
        )
    return None
