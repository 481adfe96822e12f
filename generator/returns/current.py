"""The ledger as it is now, for comparing: looked up by task, department, round and field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from msgspec import Struct

from generator.model import Answer, Ledger, Task, as_text, short_names
from generator.problems import squeezed
from generator.returns.patterns import shown
from generator.vocabulary import ANSWERED, REPLACED, SAME_AS_ABOVE, SHARED, TASK_FIELDS, names

TASK_TEXTS = names(field for field in TASK_FIELDS if field.is_compared)

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
