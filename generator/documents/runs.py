"""The tasks of a table or of the prose as they were read one after another, and what is usual among them.

What one of them has otherwise than nearly all others is a sign that it was read wrong, whatever the cause.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from statistics import median

from msgspec import Struct

from generator.documents.texts import HAN, SENTENCE_END, UNIT_END
from generator.documents.unit_lists import HOLDER
from generator.model import Task
from generator.vocabulary import SAME_AS_ABOVE, UNIT_COLUMNS

NEARLY_ALL = 0.85
LONGEST_LABEL, LONGEST_TITLE = 60, 40
FEW = 5
"""Tasks from which on it can be said what is usual among them."""
NAMES = re.compile(r"[、，,；;]")
ROLE = re.compile(r"(?:按(?:各自)?职责分工|分别|共同)?(?:牵头|配合|负责|落实|参与|协办|主办|承办)+(?:落实|实施)?$")
BRACKET = re.compile(r"[（(〔][^（）()〔〕]*[）)〕]")
LABEL = re.compile(r"^[^：:]{2,8}[：:]")


class ReadTask(Struct, frozen=True):
    """A task as it was read, and where it stands in the document."""

    task: Task
    place: str

    @property
    def content(self) -> str:
        """The task's text without white space around it."""
        return self.task.content.strip()

    @property
    def units(self) -> tuple[str, ...]:
        """The wordings of who has the task, those that mean the row above left out."""
        texts = (getattr(self.task, name).strip() for name in UNIT_COLUMNS)
        return tuple(text for text in texts if text and text != SAME_AS_ABOVE)

    @property
    def has_units(self) -> bool:
        """Whether it says who has the task, or that those above have it."""
        return bool(self.task.units_text or self.task.lead_text)

    @property
    def deadline(self) -> str:
        """By when, unless the row above says it."""
        text = self.task.deadline_text.strip()
        return "" if text == SAME_AS_ABOVE else text

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels above the task, from the widest to the narrowest."""
        return tuple(filter(None, (self.task.section, *self.task.item.split(" / "))))


class Run:
    """The tasks of one table, or of the prose, in their order."""

    def __init__(self, readings: Sequence[ReadTask]) -> None:
        self.readings = readings

    def is_usual(self, holds: Callable[[ReadTask], bool]) -> bool:
        """Whether something holds for nearly all of the tasks."""
        many = len(self.readings)
        return many >= FEW and sum(map(holds, self.readings)) >= max(NEARLY_ALL * many, many - 2)

    @cached_property
    def length(self) -> float:
        """How long the text of a task usually is."""
        return median(len(reading.content) for reading in self.readings)

    @cached_property
    def ends_in_sentence(self) -> bool:
        """Whether the texts usually end as sentences do."""
        return self.is_usual(lambda reading: ends_as_sentence(reading.content))

    @cached_property
    def has_deadlines(self) -> bool:
        """Whether tasks usually say by when."""
        return self.is_usual(lambda reading: bool(reading.task.deadline_text.strip()))

    @cached_property
    def has_units(self) -> bool:
        """Whether most tasks say who has them."""
        return sum(reading.has_units for reading in self.readings) * 2 > len(self.readings)

    @cached_property
    def has_labels(self) -> bool:
        """Whether nearly all tasks have labels above them, however many."""
        return self.is_usual(lambda reading: bool(reading.labels))

    @cached_property
    def levels(self) -> int | None:
        """How many labels nearly all tasks have; None where they differ."""
        most = Counter(len(reading.labels) for reading in self.readings).most_common(1)[0][0]
        return most if self.is_usual(lambda reading: len(reading.labels) == most) else None

    @cached_property
    def contents(self) -> Counter[tuple[str, ...]]:
        """How often each text stands, with its labels and units."""
        return Counter(map(identity, self.readings))

    @cached_property
    def labels(self) -> set[str]:
        """Every label above a task."""
        return {label for reading in self.readings for label in reading.labels}

    @cached_property
    def odd_labels(self) -> set[str]:
        """The labels that are sentences or as long as texts."""
        return {
            label
            for label in self.labels
            if len(label) > (LONGEST_TITLE if SENTENCE_END.search(label) else LONGEST_LABEL)
        }

    @cached_property
    def has_names_alone(self) -> bool:
        """Whether several tasks have no text but their name."""
        return sum(reading.content in self.labels for reading in self.readings) > 2

    @cached_property
    def has_sure_names(self) -> bool:
        """Whether nearly all wordings of units hold nothing but names that end as such do."""
        return self.is_usual(
            lambda reading: all(is_like_name(name) for text in reading.units for name in names_in(text))
        )

    @cached_property
    def names(self) -> Counter[str]:
        """How often each name of a unit stands."""
        return Counter(
            name for reading in self.readings for text in reading.units for name in set(names_in(text)) if name
        )

    @cached_property
    def beginnings(self) -> dict[str, str]:
        """Each beginning of a name that stands several times → the name."""
        return {name[:n]: name for name, many in self.names.items() if many > 1 for n in range(3, len(name))}


def is_like_name(name: str) -> bool:
    """Whether a name ends as those of units and of people in office do."""
    return any(pattern.search(name.removesuffix("等")) for pattern in (UNIT_END, HOLDER, ROLE)) or not name


def identity(reading: ReadTask) -> tuple[str, ...]:
    """What two tasks do not both have unless one of them is the other."""
    return (reading.content, *reading.labels, *reading.units, reading.deadline)


def ends_as_sentence(text: str) -> bool:
    """Whether a text ends as sentences do; a bracket behind the sentence, or one that the sentence stands in, too."""
    return SENTENCE_END.search(re.sub(BRACKET.pattern + "$", "", text)) is not None or text.endswith("。")


def names_in(text: str) -> list[str]:
    """The names in a wording of units; role words behind them, and what brackets say of them, left out."""
    return [ROLE.sub("", LABEL.sub("", part.strip(" \n。（）()"))) for part in NAMES.split(BRACKET.sub("", text))]


def han(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(re.findall(rf"[{HAN}]", text))
