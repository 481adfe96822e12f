"""What was read to signs that it was read wrong, whatever the cause: one table, each sign with what to look at.

A sign says nothing of how a document is read. It looks at a task as a person does who checks the list: a text that
breaks off, a name in the place of a date, a row that has otherwise than all its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec import Struct

from generator.documents.deadline_texts import NO_DEADLINE
from generator.documents.places_of_statements import unread_units
from generator.documents.runs import FEW, ReadTask, Run, ends_as_sentence, han, identity, names_in
from generator.documents.unit_headings import is_names
from generator.documents.unit_lists import is_mostly_list
from generator.documents.unit_signs import (
    STATED,
    has_no_deadline,
    has_no_units,
    is_half_a_name,
    is_no_deadline,
    is_no_name,
    is_unlike_names,
    names_deadline,
)

OPENING, CLOSING = "（(〔［【《“‘「『〈", "）)〕］】》”’」』〉"
SAME = str.maketrans("(〔［【)〕］】", "（（（（））））")
ITEM = re.compile(r"(?:(?<=[。；;：:，,、\s])|^)\s*[（(]?[\d一二三四五六七八九十a-zA-Z]{1,3}[）)]")
"""A number of a list whose bracket opens nothing (1）)."""
BREAKS_OFF = re.compile(
    r"[，、,（(〔“《：:]$|[^目标真确是]的$|(?:(?<![共温缓饱总])和|(?<![参给赋])与|(?<![普涉顾提])及|或)$"
)
BEGINS_CUT = re.compile(r"^[，、。；：,;:）)〕”》]")
DOUBLED = re.compile(r"[，、；：。][\s\u3000]*[，、；。]")
TORN = re.compile(r"[\ufffd\ue000-\uf8ff]|\(cid:\d+\)|(?:[^\s|][ \u3000]){5}")
BY_WHOM = re.compile(r"[（(〔][^（）()〔〕]{2,60}(?:牵头|负责|配合)[^（）()〔〕]{0,30}[）)〕][。；;]?")
NOT_A_TASK = re.compile(r"^(?:指导思想|总体要求|基本原则|工作目标|总体目标|主要目标)$")
ONLY_TIME = re.compile(
    r"(?:于|在|到|截至)?[^，。；\u4e00-\u9fff]{0,9}(?:今年|[上下]半年|全年|[年月日]|长期|[一二三四]季度)"
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?[年月日号]?(?:之?前|底|末|内|初|[上中下]旬){0,2}(?:完成|坚持|推进)?"
)
ADMONITION = re.compile(
    r"(?:请?各(?:有关|责任|牵头|成员|相关)?(?:单位|部门)|各(?:地|级)各(?:单位|部门))[^，。]{0,4}(?:要|应|须|请|按)"
)
GOES_ON = re.compile(r"[。；;]\s*(?:(\d{1,3})[.．、](?!\d)|（([一二三四五六七八九十]{1,3})）)")
SHORTEST = 4
LONG = 300
MUCH_LONGER = 6


class Sign(Struct, frozen=True):
    """What a person is told of a task, and what shows it: the words to look at, or none."""

    reason: str
    words: Callable[[Run, int], str]


def signs_in(readings: Sequence[ReadTask]) -> Iterator[tuple[str, str, str]]:
    """The place, the words and the reason of everything that looks wrong among the tasks of a table or the prose."""
    run = Run(readings)
    for n, reading in enumerate(readings):
        for sign in SIGNS:
            if words := sign.words(run, n):
                yield reading.place, words, sign.reason


# ---------------------------------------------------------------------------------------------- the text of a task


def is_short(run: Run, n: int) -> str:
    """A text of fewer characters than say what is to be done, where others have more."""
    content = run.readings[n].content
    return content if len(content) < SHORTEST <= run.length / 3 or not han(content) else ""


def is_only_names(run: Run, n: int) -> str:
    """A text that is nothing but units or a date."""
    content = run.readings[n].content
    return content if is_names(content) or ONLY_TIME.fullmatch(content.strip("。；")) else ""


def breaks_off(run: Run, n: int) -> str:
    """The end of a text that goes on somewhere, or its beginning that belongs behind something."""
    content = run.readings[n].content
    if BEGINS_CUT.search(content):
        return content
    return content[-30:] if BREAKS_OFF.search(content) else ""


def ends_otherwise(run: Run, n: int) -> str:
    """A text that ends in the middle of a sentence, where nearly all others end theirs."""
    content = run.readings[n].content
    return content[-30:] if run.ends_in_sentence and not ends_as_sentence(content) else ""


def is_unbalanced(run: Run, n: int) -> str:
    """The text or label with a bracket that has no other half."""
    reading = run.readings[n]
    labels = reading.labels if not n or reading.labels != run.readings[n - 1].labels else ()
    for text in (reading.content, *labels, *reading.units, reading.deadline):
        if at := unbalanced(text):
            return text[max(at - 16, 0) : at + 14]
    return ""


def unbalanced(text: str) -> int:
    """Where, from 1, a bracket or quotation mark stands without its other half; 0 where none does."""
    text = ITEM.sub(lambda match: "　" * len(match[0]), text).translate(SAME)
    open_: list[tuple[str, int]] = []
    for at, char in enumerate(text, 1):
        if char in OPENING:
            open_.append((CLOSING[OPENING.index(char)], at))
        elif char in CLOSING:
            if not open_ or open_[-1][0] != char:
                return at
            open_.pop()
    return open_[-1][1] if open_ else 0


def is_torn(run: Run, n: int) -> str:
    """Signs that follow one another although a word stood between them, and characters that nobody can read."""
    reading = run.readings[n]
    for text in (reading.content, *reading.units, *reading.labels):
        if match := DOUBLED.search(text) or TORN.search(text):
            return text[max(match.start() - 12, 0) : match.end() + 12]
    return ""


def states_units(run: Run, n: int) -> str:
    """Words in a text or label that say who has a task: they were read as part of it."""
    reading = run.readings[n]
    return next(filter(None, map(stated_units, (reading.content, *reading.labels[-1:]))), "")


def stated_units(text: str, names: Collection[str] = ()) -> str:
    """The words that say who has a task: labels, role words in a bracket, `names` of units behind the last sentence."""
    if match := STATED.search(text) or BY_WHOM.search(text):
        return text[match.start() :][:40]
    last = re.split(r"[。！\n（(〔—]", text.rstrip("。；;）)〕 \n"))[-1].strip()
    is_known = bool(names) and all(name in names for name in names_in(last))
    return last if last != text and (is_known or (names and is_mostly_list(last))) else ""


def has_unread_units(run: Run, n: int) -> str:
    """The brackets at sentences' ends that begin with names of units and were not understood."""
    return " ".join(unread_units(run.readings[n].content))


def is_admonition(run: Run, n: int) -> str:
    """A text that tells everybody to do their part, as documents end."""
    content = run.readings[n].content
    return content[:40] if ADMONITION.match(content) else ""


def is_much_longer(run: Run, n: int) -> str:
    """A text many times as long as those around it: two tasks may be in it."""
    content = run.readings[n].content
    is_long = len(run.readings) >= FEW and len(content) > max(LONG, MUCH_LONGER * run.length)
    return content[:40] if is_long else ""


def goes_on_counting(run: Run, n: int) -> str:
    """The next number in the middle of a text, where nothing in it is number one."""
    reading = run.readings[n]
    matches = list(GOES_ON.finditer(reading.content))
    if not matches or not reading.task.number.isdigit():
        return ""
    first, expected = matches[0], str(int(reading.task.number) + 1)
    is_there = n + 1 < len(run.readings) and run.readings[n + 1].task.number == expected
    return reading.content[first.start() + 1 :][:40] if first[1] == expected and not is_there else ""


def is_doubled(run: Run, n: int) -> str:
    """A text that stands twice, with the same labels and units."""
    reading = run.readings[n]
    return reading.content[:40] if run.contents[identity(reading)] > 1 and len(reading.content) >= SHORTEST else ""


# ---------------------------------------------------------------------------------------------- labels


def is_no_label(run: Run, n: int) -> str:
    """A label that reads as a sentence, a date or units, told where it first stands."""
    before = run.readings[n - 1].labels if n else ()
    for label in run.readings[n].labels:
        if label in before:
            continue
        text = re.sub(r"^[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]+", "", label).rstrip("。；;：: ")
        if (
            BREAKS_OFF.search(label.rstrip("：:"))
            or NOT_A_TASK.match(text)
            or ONLY_TIME.fullmatch(text)
            or not han(text)
            or run.odd_labels == {label}
        ):
            return label
    return ""


def is_a_label(run: Run, n: int) -> str:
    """A text that is a label of others too, where nearly no other is: a heading was taken for a task."""
    content = run.readings[n].content
    return content if content in run.labels and not run.has_names_alone else ""


def is_at_other_level(run: Run, n: int) -> str:
    """A task with more or fewer labels above it than nearly all others have."""
    reading = run.readings[n]
    is_bare = not reading.labels and run.has_labels
    return reading.content[:40] if is_bare or run.levels not in (None, len(reading.labels)) else ""


SIGNS = (
    Sign(NO_DEADLINE, names_deadline),
    Sign("括号里有单位名称，没有取作责任单位，请核对", has_unread_units),
    Sign("任务内容只有几个字，请对照原文核对", is_short),
    Sign("任务内容只是单位名称或时间，可能错了栏，请对照原文核对", is_only_names),
    Sign("任务内容像是断在句子中间，请对照原文补全", breaks_off),
    Sign("其他任务都是整句，这一项不是，可能没有读全，或是标题，请核对", ends_otherwise),
    Sign("括号或引号缺了一半，可能没有读全，请对照原文核对", is_unbalanced),
    Sign("标点连在一起或字符不可读，中间可能少了字，请对照原文核对", is_torn),
    Sign("内容或标题里还写着责任单位，可能没有分开，请核对", states_units),
    Sign("内容像是对各单位的总要求，不像一项任务，请核对", is_admonition),
    Sign("任务内容比其他的长得多，可能几项合在了一起，请核对", is_much_longer),
    Sign("任务内容里还有下一个编号，可能两项合在了一起，请核对", goes_on_counting),
    Sign("同样的任务出现了不止一次，请核对是否重复读入", is_doubled),
    Sign("责任单位一栏不像单位名称，可能错了栏，请核对", is_no_name),
    Sign("这个名称不像单位，可能断开了或错了栏，请核对", is_unlike_names),
    Sign("单位名称可能断开了，或几个连在了一起，请核对", is_half_a_name),
    Sign("这一行没有写责任单位（也可能与上一行相同），请核对", has_no_units),
    Sign("其他任务都有完成时限，这一项没有，请核对", has_no_deadline),
    Sign("完成时限一栏不像时间，可能错了栏，请核对", is_no_deadline),
    Sign("标题像是正文、时间或总体要求，下面的任务可能归错了，请核对", is_no_label),
    Sign("任务内容与标题相同，可能把标题当成了任务，请核对", is_a_label),
    Sign("上面的标题与其他各项层数不同，可能归错了，请核对", is_at_other_level),
)
