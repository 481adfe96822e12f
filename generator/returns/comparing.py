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
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, partial

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_letters
from generator.model import (
    Answer,
    AnswerKey,
    Bases,
    Unused,
    as_text,
    day_of,
    same,
)
from generator.model.likeness import may_be
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.current import Current
from generator.returns.edits import Compared, Edit, Kind, heading_of
from generator.returns.patterns import field_names, is_field, read_fields, shown, unchanged
from generator.returns.reading import OWN_COLUMN, Returned, ReturnedSheet
from generator.returns.rows import ReturnedRow, rows_of
from generator.returns.spread_labels import spread_labels
from generator.vocabulary import (
    ANSWERED,
    REPLACED,
    SAID,
)

DATE = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00)?")
WHOLE = re.compile(r"-?\d+\.0")


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
