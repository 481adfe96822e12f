"""A file without a mark to a returned workbook as one with a mark would be: its department, its edition, its tasks.

The department is whoever its title, its labels, its sheet and the file's name all can mean. A row is a task's where
number and wording (or its id) agree with what that department was sent in the round; where only one of them does, that
is told; where they contradict each other, the row is told and not taken. Only what was filled in is taken: an empty
cell says nothing. All of it waits for somebody to confirm it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_letters
from generator.hidden_sheet import Mark, MarkedColumn, MarkedRow, MarkedSheet
from generator.model import Answer, day_of
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.cells import folded, same
from generator.returns.locating import Located
from generator.returns.reading import Returned, ReturnedLine, ReturnedSheet, foot_in, label_of
from generator.returns.reading import foot_of as foot_in_cells
from generator.returns.unmarked import HEADINGS, HeadedTable, Unmarked, unknown_column
from generator.vocabulary import ANSWERED, LIST_SEPARATOR, NOT_REPORTED, SAID

Values = Mapping[str, str]
LABEL = re.compile(rf"\S{{0,4}}{HEADINGS['department']}[:：]\s*(\S+)")
"""单位：…, 填报单位：…"""
DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
A_DAY = datetime.timedelta(days=1)
"""Moments are in UTC, days are not."""
ALIKE = 0.8
"""From what likeness on a wording may be the same, retyped."""
COMPARED = 1_000
"""Characters of a wording that are compared."""


class Recipients(Struct, frozen=True):
    """What is known of those who may have sent a file."""

    named_in: Callable[[str], Collection[str]]
    """Text → the departments that it may name."""
    sent: Callable[[str], tuple[int, str, Mapping[str, Values]] | None]
    """Department → the last edition that it got in the round, how it was called then, and the values of its tasks."""
    headings: Callable[[str], Mapping[str, str]]
    """Department → heading of what is filled in on its sheet (squeezed) → field: an office words them as it likes."""
    title: str
    """Of the ledger."""
    titles: Collection[str]
    """Every title that the ledger had."""
    round: str
    """The round in which answers are entered."""
    is_named: bool
    """Whether somebody said the round, so that nothing in the file can say another."""
    rounds: Collection[str]
    tasks: Mapping[str, Values]
    """All tasks of the ledger."""
    asking: tuple[datetime.date, datetime.date] | None = None
    """The days on which the first round and this one were sent."""
    answers: Callable[[str], Collection[Answer]] = lambda department: ()
    """Department → its answers, of every round."""

    def meant_by(self, stem: str) -> Collection[str]:
        """The departments that a file's name may mean; the ledger's title in it means none."""
        return self.named_in(without(stem, self.titles))


def match(unmarked: Unmarked, recipients: Recipients) -> tuple[Returned | None, tuple[Problem, ...]]:
    """The returned workbook that the file stands for, None where it is not certain whose it is; and what to tell."""
    department, wrong = sender(unmarked, recipients)
    wrong = wrong or other_round(unmarked, recipients)
    if wrong is not None:
        return None, (wrong,)
    sent = recipients.sent(department)
    if sent is None:
        return None, (not_asked(unmarked.file, department, recipients.round),)
    edition, name, tasks = sent
    headings = recipients.headings(department)
    unmarked = replace(unmarked, tables=tuple(table.under(headings) for table in unmarked.tables))
    matching = Matching(unmarked, recipients, department, tasks)
    sheets = tuple(map(matching.sheet, unmarked.tables))
    matching.tell_missing()
    if not matching.found:
        matching.problems.append(
            error(
                "no-tasks-matched",
                Place(unmarked.file, unmarked.tables[0].table.name),
                f"没有一行对得上发给“{department}”的任务，未收集",
                "请核对是不是这一期、这个单位的表；让对方在发出的分工表里填写最稳妥。",
            )
        )
        return None, tuple(matching.problems)
    if (wrong := of_former_round(unmarked, sheets, recipients, department)) is not None:
        return None, (*matching.problems, wrong)
    mark = Mark(recipients.title, edition, "", name, round=recipients.round)
    returned = Returned(
        unmarked.file, mark, sheets, foot_of(unmarked), unmarked.digest, unmarked.saved, is_matched=True
    )
    return returned, tuple(matching.problems)


# ------------------------------------------------------------------------------------------ whose it is


def sender(unmarked: Unmarked, recipients: Recipients) -> tuple[str, Problem | None]:
    """The department that everything in the file agrees upon; else what is wrong."""
    sources = [set(names) for names in named(unmarked, recipients) if names]
    agreed = set.intersection(*sources) if sources else set()
    if len(agreed) == 1:
        return agreed.pop(), None
    said = dict.fromkeys(name for names in sources for name in sorted(names))
    message = f"看不出是哪个单位的表：同时写着{LIST_SEPARATOR.join(said)}" if said else "看不出是哪个单位的表"
    advice = "请把文件改名，写上这个单位的名称（如“教体局.csv”），并与表里写的单位一致，再收集一次。"
    return "", error("unknown-sender", Place(unmarked.file), message, advice)


def named(unmarked: Unmarked, recipients: Recipients) -> Iterator[Collection[str]]:
    """The departments that each thing in a file may mean: its name, its sheets, labels, titles, a column 单位."""
    stem = unmarked.file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    yield recipients.meant_by(stem)
    for headed in unmarked.tables:
        yield recipients.named_in(headed.table.name)
        texts = (*headed.above, *headed.table.around)
        labels = [match[1] for text in (*texts, *foot_texts(headed)) for match in LABEL.finditer(text)]
        named_by_label = {name for text in labels for name in recipients.named_in(text)}
        titles = {name for text in texts for name in recipients.named_in(without(text, recipients.titles))}
        yield named_by_label or titles
        for row in body(headed):
            yield recipients.named_in(headed.text(row, "department"))


def foot_texts(headed: HeadedTable) -> list[str]:
    """The texts of rows that say nothing of a task."""
    rows = range(headed.heading_row + 1, len(headed.table.rows))
    silent = [row for row in rows if not any(headed.text(row, name) for name in headed.inputs)]
    return [text for row in silent for text in headed.table.rows[row] if text]


def without(text: str, titles: Collection[str]) -> str:
    """A text without the ledger's title, which may name a department itself."""
    text = squeezed(text)
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(squeezed(title), "（", 1)
    return text


def other_round(unmarked: Unmarked, recipients: Recipients) -> Problem | None:
    """The file names another round than the one in which its answers would be entered."""
    if recipients.is_named:
        return None
    texts = [text for headed in unmarked.tables for text in (*headed.above, *headed.table.around)]
    said = {name for name in recipients.rounds for text in texts if name and name in DAY.sub("", text)}
    if not said or recipients.round in said:
        return None
    message = f"表上写的是{LIST_SEPARATOR.join(sorted(said))}，不是现在的报送期“{recipients.round}”，未收集"
    advice = "请用 --round 指明记入哪一期，再收集一次。"
    return error("other-round", Place(unmarked.file), message, advice)


def of_former_round(
    unmarked: Unmarked, sheets: Sequence[ReturnedSheet], recipients: Recipients, department: str
) -> Problem | None:
    """The file is one of a former round, though it names none: saved before this one was sent, or collected in that."""
    if recipients.is_named or not recipients.round:
        return None
    saved, (first, issued) = day_of(unmarked.saved[:10]), recipients.asking or (None, None)
    if saved and first and issued and first <= saved < issued - A_DAY:
        why = f"是 {saved} 保存的，“{recipients.round}”{issued} 才发出"
    elif name := round_that_says(sheets, recipients.round, recipients.answers(department)):
        why = f"和“{name}”收过的内容完全一样"
    else:
        return None
    advice = f"确是这一期填报的，请用 --round {recipients.round} 指明，再收集一次；不是的，请移出文件夹。"
    return error("other-round", Place(unmarked.file), f"{why}，像是以前一期的表，未收集", advice)


def round_that_says(sheets: Sequence[ReturnedSheet], now: str, answers: Collection[Answer]) -> str:
    """Another round than `now` in which a department answered all that its sheets say; empty if there is none."""
    lines = [line for sheet in sheets for line in sheet.lines]
    said = [(line.task_id, name, line.texts[name]) for line in lines for name in SAID if line.texts.get(name)]
    rounds: dict[str, dict[str, Answer]] = {}
    for answer in answers:
        if answer.round not in ("", now):
            rounds.setdefault(answer.round, {})[answer.task_id] = answer

    def holds(found: Mapping[str, Answer]) -> bool:
        return all(task in found and same(getattr(found[task], name), text) for task, name, text in said)

    return next((name for name, found in rounds.items() if said and holds(found)), "")


def not_asked(file: str, department: str, round_name: str) -> Problem:
    """Nothing was sent to the department, so that no row can be a task of its."""
    when = f"{round_name}没有" if round_name else "没有"
    return error(
        "not-sent",
        Place(file),
        f"{when}给“{department}”分发过分工表，对不上任务，未收集",
        "请核对单位；要记入别的报送期时，用 --round 指明。",
    )


# ------------------------------------------------------------------------------------------ which row is which


class Matching(Struct, dict=True):
    """The rows of a file on their way to the tasks that a department was sent."""

    unmarked: Unmarked
    recipients: Recipients
    department: str
    tasks: Mapping[str, Values]
    """As they were sent."""
    found: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """The tasks that rows point to which are told and not taken."""
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places: dict[tuple[str, str], set[str]] = {}
        for task_id, values in {**self.recipients.tasks, **self.tasks}.items():
            number, content = plain_number(values.get("number", "")), plain(values.get("content", ""))
            texts = [("id", task_id), ("number", number), ("content", content)]
            for place in {*texts, ("content", number + content), ("content", f"{number}.{content}")}:
                self.places.setdefault(place, set()).add(task_id)

    def sheet(self, headed: HeadedTable) -> ReturnedSheet:
        """A table as a sheet of a returned workbook: its lines by task, with what was filled in."""
        self.tell_unknown_columns(headed)
        rows = rows_of(headed)
        silent = {row for row, texts in rows.items() if not any(texts[name] for name in headed.inputs)}
        lines = [line for row, texts in rows.items() if (line := self.line(headed, row, texts))]
        answered = {line.task_id for line in lines if line.row not in silent}
        # the line 上期 below a task shares its merged labels, and is no second row of it
        lines = [line for line in lines if line.row not in silent or line.task_id not in answered]
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
        if said and doubt:
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
NOT_THEIRS = "这不是"


def plain(text: str) -> str:
    """A wording without blanks and with one form of its points, as it is compared."""
    return squeezed(folded(text))


def plain_number(text: str) -> str:
    """A number without the point behind it."""
    return plain(text).rstrip(".")


def alike(text: str, sent: str) -> bool:
    """Whether a wording may be the one that was sent, retyped."""
    first, second = plain(text)[:COMPARED], plain(sent)[:COMPARED]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def body(headed: HeadedTable) -> list[int]:
    """The rows below the heading, without those that are the heading once more and those for signatures."""
    rows = range(headed.heading_row + 1, len(headed.table.rows))
    return [row for row in rows if not headed.is_heading(row) and not any(map(label_of, headed.table.rows[row]))]


def rows_of(headed: HeadedTable) -> dict[int, dict[str, str]]:
    """Row → field → text; a row that goes on behind a page's end is one with the row above."""
    names = [name for name in (*KEYS, "department", "round", *headed.inputs) if name in headed.columns]
    rows: dict[int, dict[str, str]] = {}
    for row in body(headed):
        texts = {name: headed.text(row, name).strip() for name in names}
        last = max(rows, default=headed.heading_row)
        begins_page = any(number in headed.table.parts for number in range(last + 1, row + 1))
        if rows and begins_page and not any(texts.get(name) for name in KEYS):
            above = rows[last]
            above.update({name: above[name] + text for name, text in texts.items()})
        else:
            rows[row] = texts
    return rows


def foot_of(unmarked: Unmarked) -> dict[str, str]:
    """Who filled it in, and when."""
    found: dict[str, str] = {}
    for headed in unmarked.tables:
        for text in headed.table.around:
            found |= foot_in(text)
        rows = headed.table.rows
        found |= foot_in_cells(rows, Located(headed.heading_row, headed.heading_row + 1, {}, True))
    return found
