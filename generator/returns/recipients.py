"""A file without a mark to the department that it is of, and the round.

The department is whoever its title, its labels, its sheet and the file's name all can mean; the round is the one in
which answers are entered, unless the file says another, or looks like one that came in another.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.model import Answer, day_of, same
from generator.problems import Place, Problem, error, squeezed
from generator.returns.reading import label_of
from generator.returns.unmarked import HEADINGS, HeadedTable, Unmarked
from generator.vocabulary import LIST_SEPARATOR

Values = Mapping[str, str]
LABEL = re.compile(rf"\S{{0,4}}{HEADINGS['department']}[:：]\s*(\S+)")
"""单位：…, 填报单位：…"""
DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
A_DAY = datetime.timedelta(days=1)
"""Moments are in UTC, days are not."""


class Recipients(Struct, frozen=True):
    """What is known of those who may have sent a file."""

    named_in: Callable[[str], Collection[str]]
    """Text → the departments that it may name."""
    sent: Callable[[str], Iterable[tuple[int, str, Mapping[str, Values]]]]
    """Department → the editions that it got in the round, the last first: each with how it was called then, and with
    the values of its tasks."""
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
    said = rounds_in(unmarked, recipients)
    if not said or recipients.round in said:
        return None
    message = f"表上写的是{LIST_SEPARATOR.join(sorted(said))}，不是现在的报送期“{recipients.round}”，未收集"
    advice = "请只把这个文件再收集一次，用 --round 指明记入哪一期。"
    return error("other-round", Place(unmarked.file), message, advice)


def rounds_in(unmarked: Unmarked, recipients: Recipients) -> set[str]:
    """The rounds that the file names."""
    texts = [DAY.sub("", text) for headed in unmarked.tables for text in (*headed.above, *headed.table.around)]
    return {name for name in recipients.rounds if name and any(name in text for text in texts)}


def of_former_round(
    unmarked: Unmarked, said: Sequence[tuple[str, str, str]], recipients: Recipients, department: str
) -> Problem | None:
    """The file is one of a former round, though it names none: saved before this one was sent, or collected in that."""
    if recipients.is_named or not recipients.round or recipients.round in rounds_in(unmarked, recipients):
        return None
    saved, (first, issued) = day_of(unmarked.saved[:10]), recipients.asking or (None, None)
    if saved and first and issued and first <= saved < issued - A_DAY:
        why = f"是 {saved} 保存的，“{recipients.round}”{issued} 才发出"
    elif name := round_that_says(said, recipients.round, recipients.answers(department)):
        why = f"和“{name}”收过的内容完全一样"
    else:
        return None
    advice = f"确是这一期填报的，请只把这个文件再收集一次，加 --round {recipients.round}；不是的，请移出文件夹。"
    return error("other-round", Place(unmarked.file), f"{why}，像是以前一期的表，未收集", advice)


def round_that_says(said: Sequence[tuple[str, str, str]], now: str, answers: Collection[Answer]) -> str:
    """Another round than `now` in which a department answered all that it says (task, field, text); empty if none."""
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
        "请核对单位；要记入别的报送期时，只把这个文件再收集一次，用 --round 指明。",
    )


def body(headed: HeadedTable) -> list[int]:
    """The rows below the heading, without those that are the heading once more and those for signatures."""
    rows = range(headed.heading_row + 1, len(headed.table.rows))
    return [row for row in rows if not headed.is_heading(row) and not any(map(label_of, headed.table.rows[row]))]
