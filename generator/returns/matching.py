"""A file without a mark to a returned workbook as one with a mark would be: its department, its edition, its tasks.

A row is a task's where number and wording (or its id) agree with what the department was sent in one edition of the
round; where only one of them does, that is told; where they contradict each other, the row is told and not taken. Only
what was filled in is taken: an empty cell says nothing. All of it waits for somebody to confirm it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_letters
from generator.hidden_sheet import Mark, MarkedColumn, MarkedRow, MarkedSheet
from generator.model import CONTINUED
from generator.model.likeness import folded, likeness
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.locating import Located
from generator.returns.reading import Returned, ReturnedLine, ReturnedSheet, foot_in
from generator.returns.reading import foot_of as foot_in_cells
from generator.returns.recipients import (
    Recipients,
    Values,
    body,
    not_asked,
    of_former_round,
    other_round,
    sender,
)
from generator.returns.unmarked import HEADINGS, HeadedTable, Unmarked, unknown_column
from generator.returns.words import WORDS, not_collected
from generator.vocabulary import ANSWERED, LIST_SEPARATOR, NOT_REPORTED, SAID

ALIKE = 0.8
"""From what likeness on a wording may be the same, retyped."""


def match(unmarked: Unmarked, recipients: Recipients) -> tuple[Returned | None, tuple[Problem, ...]]:
    """The returned workbook that the file stands for, None where it is not certain whose it is; and what to tell."""
    department, wrong = sender(unmarked, recipients)
    wrong = wrong or other_round(unmarked, recipients)
    if wrong is not None:
        return None, (wrong,)
    headings = recipients.headings(department)
    unmarked = replace(unmarked, tables=tuple(table.under(headings) for table in unmarked.tables))
    sent = [Matching(unmarked, recipients, department, *edition) for edition in recipients.sent(department)]
    if not sent:
        return None, (not_asked(unmarked.file, department, recipients.round),)
    # the edition that it agrees with most, of equals the last one
    best = min(sent, key=Matching.doubts)
    return best.returned(), tuple(best.problems)


class Matching(Struct, dict=True):
    """The rows of a file on their way to the tasks that a department was sent."""

    unmarked: Unmarked
    recipients: Recipients
    department: str
    edition: int
    name: str
    """How the department was called when it was sent."""
    tasks: Mapping[str, Values]
    """As they were sent."""
    found: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """The tasks that rows point to which are told and not taken."""
    problems: list[Problem] = field(default_factory=list)
    last: tuple[str, str] = ("", "")
    """The task of the row above, and what that says."""

    def __post_init__(self) -> None:
        self.places: dict[tuple[str, str], set[str]] = {}
        for task_id, values in {**self.recipients.tasks, **self.tasks}.items():
            number, content = plain_number(values.get("number", "")), plain(values.get("content", ""))
            texts = [("id", task_id), ("number", number), ("content", content)]
            for place in {*texts, ("content", number + content), ("content", f"{number}.{content}")}:
                self.places.setdefault(place, set()).add(task_id)

        self.sheets = tuple(map(self.sheet, self.unmarked.tables))
        self.tell_missing()

    def returned(self) -> Returned | None:
        """The workbook that it stands for; None if nothing in it is a task of this department in this round."""
        file = self.unmarked.file
        if not self.found:
            message = f"没有一行对得上发给“{self.department}”的任务，未收集"
            advice = "请核对是不是这一期、这个单位的表；让对方在发出的分工表里填写最稳妥。"
            place = Place(file, self.unmarked.tables[0].table.name)
            self.problems.append(error("no-tasks-matched", place, message, advice))
            return None
        if wrong := of_former_round(self.unmarked, self.said, self.recipients, self.department):
            self.problems.append(wrong)
            return None
        mark = Mark(self.recipients.title, self.edition, "", self.name, round=self.recipients.round)
        digest, saved = self.unmarked.digest, self.unmarked.saved
        beside = self.unmarked.uncollected
        return Returned(file, mark, self.sheets, foot_of(self.unmarked), digest, saved, beside, is_matched=True)

    def doubts(self) -> int:
        """How many things are wrong with it."""
        return sum(problem.code != WORDS for problem in self.problems)

    @property
    def said(self) -> list[tuple[str, str, str]]:
        """What was filled in: task, field, text."""
        texts = [
            (line.task_id, name, text)
            for sheet in self.sheets
            for line in sheet.lines
            for name, text in line.texts.items()
        ]
        return [each for each in texts if each[1] in SAID and each[2] not in ("", self.tasks[each[0]].get(each[1]))]

    def sheet(self, headed: HeadedTable) -> ReturnedSheet:
        """A table as a sheet of a returned workbook: its lines by task, with what was filled in."""
        self.tell_unknown_columns(headed)
        rows = rows_of(headed)
        silent = {row for row, texts in rows.items() if not any(texts[name] for name in headed.inputs)}
        lines = [line for row, texts in rows.items() if (line := self.line(headed, row, texts))]
        answered = {line.task_id for line in lines if line.row not in silent}
        # the line 上期 below a task shares its merged cells, and is no second row of it
        lines = [line for line in lines if line.row not in silent or line.task_id not in answered]
        self.tell_words(headed)
        name, columns = headed.table.name, {name: headed.columns[name] for name in headed.inputs}
        marked = MarkedSheet(
            name,
            tuple(MarkedColumn(column, field, HEADINGS[field], True) for field, column in columns.items()),
            tuple(MarkedRow(row, task_id) for task_id, row in {line.task_id: line.row for line in lines}.items()),
        )
        return ReturnedSheet(marked, name, True, columns, tuple(lines))

    def line(self, headed: HeadedTable, row: int, texts: dict[str, str]) -> ReturnedLine | None:
        """The line of a row; None where it is not certain of which task."""
        inputs = [name for name in headed.inputs if texts[name]]
        said = "；".join(texts[name] for name in inputs)[:60]
        task_id, doubt = self.owner(texts)
        if not task_id:
            if said:
                code = "task-not-theirs" if doubt.startswith(NOT_THEIRS) else "row-unmatched"
                advice = "请核对这一行的序号和具体任务，改好后再收集一次；或直接录入台账。"
                place = self.place(headed, row, self.telling(headed))
                self.problems.append(error(code, place, f"{doubt}，这一行未收集：{said}", advice))
            return None
        self.found.add(task_id)
        # below a merged cell a row says what the row above says
        is_new, self.last = (task_id, said) != self.last, (task_id, said)
        if said and doubt and is_new:
            message = f"{doubt}，暂认作任务 {task_id}：{said}"
            place = self.place(headed, row, self.telling(headed))
            self.problems.append(warning("row-doubtful", place, message, "请核对，不对时请改好这一行再收集。"))
        base = self.tasks[task_id]
        for name in inputs:
            if (row, headed.columns[name]) in headed.table.unclear:
                self.tell_running_over(headed, row, name, texts[name])
                texts[name] = ""
        kept = {name: self.filled(texts[name], base.get(name, "")) for name in headed.inputs}
        return ReturnedLine(row, task_id, kept)

    @staticmethod
    def filled(text: str, sent: str) -> str:
        """What a cell says: one that says nothing, and one that only lines and blanks differ in, what was sent."""
        return sent if squeezed(text) in ("", NOT_REPORTED, squeezed(sent)) else text

    def owner(self, texts: Values) -> tuple[str, str]:
        """The task of a row, and what makes it doubtful; or no task, and why."""
        who, when = texts.get("department", ""), texts.get("round", "")
        if who and self.department not in self.recipients.named_in(who):
            return "", f"{NOT_THEIRS}“{self.department}”的任务（写着{who[:20]}）"
        if when and when != self.recipients.round:
            return "", f"这是“{when[:20]}”的填报，不是“{self.recipients.round}”的"
        claims = {name: self.claimed(name, texts[name]) for name in KEYS if texts.get(name)}
        agreed = set.intersection(*claims.values()) if claims else set()
        pointed = set().union(*claims.values())
        if pointed and not pointed & self.tasks.keys():
            return "", f"{NOT_THEIRS}“{self.department}”的任务（是任务 {LIST_SEPARATOR.join(sorted(pointed)[:3])}）"
        if len(agreed) == 1 and len(claims) > 1:
            return agreed.pop(), ""
        words = LIST_SEPARATOR.join(HEADINGS[name] for name in claims if claims[name])
        if len(pointed) != 1:
            self.told |= pointed & self.tasks.keys()
            many = LIST_SEPARATOR.join(sorted(pointed)[:3])
            return "", f"{words}对得上不止一项任务（{many}）" if pointed else "没有对应的任务"
        task_id = next(iter(pointed))
        sent = self.tasks[task_id].get("content", "")
        if "content" in claims and not claims["content"] and not alike(texts["content"], sent):
            self.told.add(task_id)
            return "", f"只有{words}对得上任务 {task_id}，具体任务对不上（发出时是：{sent[:40]}）"
        return task_id, f"只有{words}对得上"

    def claimed(self, name: str, text: str) -> set[str]:
        """The tasks that a text may mean: those of the department, else those of others."""
        plain_text = {"id": squeezed, "number": plain_number, "content": plain}[name](text)
        tasks = self.places.get((name, plain_text), set())
        return tasks & self.tasks.keys() or tasks

    def telling(self, headed: HeadedTable) -> str:
        """The field at whose cell a row is told."""
        return next(name for name in ("content", "number") if name in headed.columns)

    def tell_running_over(self, headed: HeadedTable, row: int, name: str, text: str) -> None:
        """A cell on paper whose text is not certain to be its own, or all of it."""
        message = f"“{HEADINGS[name]}”的字超出了格子，可能不全或混有上下行的字，这一格未收集：{text[:60]}"
        advice = "请让对方发原来的工作簿，或把行高调够后再导出 PDF。"
        self.problems.append(error("cell-runs-over", self.place(headed, row, name), message, advice))

    def tell_unknown_columns(self, headed: HeadedTable) -> None:
        """Name the columns with another heading in which something stands that was not sent: it may be answers."""
        known = set(headed.columns.values())
        sent = {squeezed(text) for values in self.tasks.values() for text in values.values()}
        heading = headed.table.rows[headed.heading_row]
        for column, word in enumerate(heading):
            texts = [
                text for row in body(headed) if squeezed(text := headed.table.rows[row][column]) not in sent | {""}
            ]
            if column in known or not texts:
                continue
            place = Place(self.unmarked.file, headed.table.name, f"{column_letters(column)}{headed.heading_row + 1}")
            words = LIST_SEPARATOR.join(HEADINGS[field] for field in ANSWERED)
            advice = f"如是填报内容，请把表头改成{words}之一，再收集一次。"
            self.problems.append(unknown_column(place, word, texts[0], advice))

    def tell_words(self, headed: HeadedTable) -> None:
        """Name by its row what stands where nothing is filled in, and is no part of what was sent."""
        sent = {plain(text) for values in self.tasks.values() for text in values.values()}
        columns = {column for name, column in headed.columns.items() if name not in NOT_WORDS | {*headed.inputs}}
        for row in body(headed):
            texts, above = headed.table.rows[row], headed.table.rows[row - 1]
            words = [
                texts[column]
                for column in sorted(columns)
                # below a merged cell a row says what the row above says
                if texts[column] != above[column] and (row, column) not in headed.table.unclear
                if not any(plain(texts[column].removeprefix(CONTINUED)) in each for each in sent)
            ]
            if words:
                place = Place(self.unmarked.file, headed.table.name, f"A{row + 1}")
                advice = "如是填报内容，请填在任务那一行填报的格子里，再收集一次。"
                self.problems.append(not_collected(place, "写在不是填报的格子里，未收集", advice, words))

    def tell_missing(self) -> None:
        """Name the tasks that no row of the file shows."""
        absent = [task_id for task_id in self.tasks if task_id not in self.found | self.told]
        if absent and self.found:
            names = LIST_SEPARATOR.join(absent[:10]) + ("等" if len(absent) > 10 else "")
            message = f"没有找到 {len(absent)} 项任务的行：{names}，这几项未收集"
            advice = "请核对；确有填报时，让对方补上这几行再收集一次。"
            self.problems.append(error("rows-removed", Place(self.unmarked.file), message, advice))

    def place(self, headed: HeadedTable, row: int, name: str) -> Place:
        """The place of a cell."""
        column = column_letters(headed.columns[name])
        return Place(self.unmarked.file, headed.table.name, f"{column}{row + 1}")


KEYS = ("id", "number", "content")
NOT_WORDS = frozenset({"id", "number", "change"})
"""Fields in which nobody says anything."""
NOT_THEIRS = "这不是"


def plain(text: str) -> str:
    """A wording without blanks and with one form of its points, as it is compared."""
    return squeezed(folded(text))


def plain_number(text: str) -> str:
    """A number without the point behind it."""
    return plain(text).rstrip(".")


def alike(text: str, sent: str) -> bool:
    """Whether a wording may be the one that was sent, retyped."""
    return likeness(plain(text), plain(sent)) >= ALIKE


def rows_of(headed: HeadedTable) -> dict[int, dict[str, str]]:
    """Row → field → text; a row that goes on, behind a page's end or as our own next part, is one with that above."""
    names = [name for name in (*KEYS, "department", "round", *headed.inputs) if name in headed.columns]
    rows: dict[int, dict[str, str]] = {}
    for row in body(headed):
        texts = {name: headed.text(row, name).strip() for name in names}
        last = max(rows, default=headed.heading_row)
        begins_page = any(number in headed.table.parts for number in range(last + 1, row + 1))
        is_part = any(text.startswith(CONTINUED) for text in texts.values())
        if rows and (is_part or (begins_page and not any(texts.get(name) for name in KEYS))):
            rows[last] = {name: joined(rows[last][name], text, is_part) for name, text in texts.items()}
        else:
            rows[row] = texts
    return rows


def joined(text: str, more: str, is_part: bool) -> str:
    """The text of a row and of the next part: a label there once more stands for both, typed words are a line."""
    if not more or more == text:
        return text
    is_line = is_part and text and not more.startswith(CONTINUED)
    return f"{text}\n{more}" if is_line else text + more.removeprefix(CONTINUED)


def foot_of(unmarked: Unmarked) -> dict[str, str]:
    """Who filled it in, and when."""
    found: dict[str, str] = {}
    for headed in unmarked.tables:
        for text in headed.table.around:
            found |= foot_in(text)
        rows = headed.table.rows
        found |= foot_in_cells(rows, Located(headed.heading_row, headed.heading_row + 1, {}, True))
    return found
