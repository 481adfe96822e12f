"""All that was read of a document, and all that was left out, to what a person should look at, with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, field

from generator.documents.blocks import EVERY_PAGE, Block
from generator.documents.counts import Counted, counted_in, gaps, numbers_before, other_sums
from generator.documents.imported import OUTSIDE, LeftOut
from generator.documents.lost import lost_words
from generator.documents.prose import BODY_TEXT
from generator.documents.runs import ReadTask, Run
from generator.documents.signs import signs_in, stated_units
from generator.documents.unnumbered_headings import is_label
from generator.model import Task
from generator.vocabulary import SHARED

LEFT_OUT_UNITS = "没有取入的这一段里写着责任单位，可能漏了任务，请核对"
LEFT_OUT_LABEL = "这一行像是标题，没有用作下面任务的标题，请核对"
TABLE_WORDS = ("这张表", "没有选")
"""How reasons begin why a whole table is left out, which is told once for all its rows."""


class Readings(Struct):
    """The tasks as they were read: a run for each table, and one for the prose."""

    tables: list[list[ReadTask]] = field(default_factory=list)
    prose: list[ReadTask] = field(default_factory=list)
    numbers: list[Counted] = field(default_factory=list)
    """The numbers of all paragraphs of the prose."""


def doubts_about(
    readings: Readings,
    left_out: Sequence[LeftOut],
    around: Sequence[tuple[str, str]],
    told: Collection[str],
    blocks: Sequence[Block],
    kept: Sequence[str],
) -> Iterator[tuple[str, str, str]]:
    """Place, words and reason of all that looks wrong; `around` are places and texts that speak of the whole document.

    What is left out where something is `told` already is not told again.  `kept` are the texts of all that was read
    besides tasks and what was left out.
    """
    for run in (*readings.tables, readings.prose):
        yield from signs_in(run)
    not_taken = frozenset(number for entry in left_out for number in numbers_before(entry.text))
    yield from gaps((item for run in readings.tables for item in counted_in(run)), not_taken)
    yield from gaps(readings.numbers, not_taken)
    whole = [reading for run in (*readings.tables, readings.prose) for reading in run]
    yield from other_sums(whole, around)
    names = frozenset(Run(whole).names)
    places = set(told)
    for entry in left_out:
        if entry.place not in {*places, EVERY_PAGE} and not entry.reason.startswith(TABLE_WORDS):
            places.add(entry.place)
            if words := stated_units(entry.text, () if entry.reason == OUTSIDE else names):
                yield entry.place, words, LEFT_OUT_UNITS
            elif entry.reason == BODY_TEXT and is_label(entry.text):
                yield entry.place, entry.text, LEFT_OUT_LABEL
    texts = [text for reading in whole for text in texts_of_task(reading.task)]
    yield from lost_words(blocks, [*texts, *(entry.text for entry in left_out), *kept])


def texts_of_task(task: Task) -> list[str]:
    """Every text that a task holds."""
    return [
        task.number,
        task.content,
        *task.item.split(" / "),
        task.section,
        task.remark,
        *(getattr(task, name) for name in SHARED),
        *(str(text or "") for _, text in task.extra),
    ]
