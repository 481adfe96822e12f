"""Numbers and announced sums to what is missing: a list that jumps, or has not as many items as its heading says.

What was overlooked leaves a gap in the counting, whatever the reason was.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

from msgspec import Struct

from generator.documents.numbering import chinese_value, marker_of
from generator.documents.runs import ReadTask

NOT_ONE_BY_ONE = "编号不连续，中间的可能没有读到，请对照原文核对"
BEGINS_ANEW = "编号重新从 1 开始，前面可能少了一个标题，请核对"
ANNOUNCED = re.compile(r"[（(〔]共?\s*(\d{1,3})\s*[项件条个](?:任务|工作|措施|事项)?[）)〕]")
IN_ALL = re.compile(
    r"(?:[共为出定成列化]|分解[为成]?)[^。；，、\d一二三四五六七八九十百]{0,10}(\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[项件条]"
    r"[^。；，、]{0,8}(?:任务|工作|措施|事项|举措|实事|要点|清单)"
)
OTHER_SUM = "这里写着 {said} 项，读到 {read} 项，可能多读或少读了，请核对"


class Counted(Struct, frozen=True):
    """A number of a list, and where it stands; `list_` is one for all items of the list."""

    list_: Hashable
    form: str
    number: int
    place: str
    words: str
    tells: bool = True
    """Whether a gap before it is told: one in a list that has no tasks matters to nobody."""
    may_repeat: bool = False
    """Whether the same number may stand for several rows."""


def numbers_before(text: str) -> Iterator[int]:
    """The numbers with which the parts of a text that was left out begin."""
    for part in re.split(r"\s\|\s|\n", text):
        marker = marker_of(part.strip()) or (marker_of(f"{part.strip()}.") if part.strip().isdecimal() else None)
        if marker:
            yield marker.number


def gaps(items: Iterable[Counted], not_taken: frozenset[int] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """Where lists of numbers jump, go back or begin anew; a list may go on counting where the one before it ended.

    Numbers that stand before what was left out are `not_taken`: that is told already.
    """
    in_list: dict[tuple[Hashable, str], int] = {}
    last: dict[str, int] = {}
    told = ""
    for item in items:
        before = in_list.get((item.list_, item.form), 0)
        expected = {1, before + 1, last.get(item.form, 0) + 1, before if item.may_repeat else 0}
        is_gap = item.number > 0 and item.number not in expected
        is_gap = is_gap and not (before < item.number and not_taken.issuperset(range(before + 1, item.number)))
        if item.tells and item.place != told and (is_gap or (item.number == 1 and before > 1)):
            told = item.place
            words = f"{before or '开头'} → {item.number}：{item.words}"
            yield item.place, words, NOT_ONE_BY_ONE if is_gap else BEGINS_ANEW
        in_list[item.list_, item.form] = last[item.form] = item.number


def counted_in(readings: Sequence[ReadTask]) -> Iterator[Counted]:
    """The numbers of the labels and of the tasks of a table."""
    seen: set[tuple[str, ...]] = set()
    for reading in readings:
        labels = reading.labels
        for level, label in enumerate(labels):
            path = labels[: level + 1]
            marker = marker_of(label) if path not in seen else None
            seen.add(path)
            if marker is not None:
                yield Counted(path[:-1], marker.form, marker.number, reading.place, label)
        number = reading.task.number
        if number.isascii() and number.isdigit():
            yield Counted(labels, "number", int(number), reading.place, reading.content[:30], may_repeat=True)


def other_sums(readings: Sequence[ReadTask], around: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Labels, and sentences around the tasks, that announce another number of tasks than was read.

    A number may mean the tasks, the labels above them or the numbers before them; `around` are places and texts.
    """
    for label, below in by_label(readings).items():
        match = ANNOUNCED.search(label)
        if match and int(match[1]) not in sums_of(below, label):
            reason = OTHER_SUM.format(said=int(match[1]), read=len(below))
            yield below[0].place, label, reason
    for place, text in around:
        for match in IN_ALL.finditer(text):
            said = int(match[1]) if match[1].isdigit() else chinese_value(match[1])
            if said > 1 and said not in sums_of(readings, ""):
                yield place, text[max(match.start() - 10, 0) :][:40], OTHER_SUM.format(said=said, read=len(readings))


def by_label(readings: Sequence[ReadTask]) -> dict[str, list[ReadTask]]:
    """Each label with the tasks below it."""
    below: dict[str, list[ReadTask]] = {}
    for reading in readings:
        for label in dict.fromkeys(reading.labels):
            below.setdefault(label, []).append(reading)
    return below


def sums_of(readings: Sequence[ReadTask], label: str) -> set[int]:
    """How many tasks, numbers and labels of each level there are."""
    paths = [reading.labels for reading in readings]
    levels = max(map(len, paths), default=0)
    return {
        len(readings),
        len({(reading.labels, reading.task.number) for reading in readings}),
        *(len({path[: n + 1] for path in paths if len(path) > n}) for n in range(levels)),
    }
