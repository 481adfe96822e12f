"""Decided edits to the ledger that holds them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.excel import EXACT
from generator.model import Answer, AnswerKey, ExtraValue, Ledger, Task, same
from generator.returns.current import TASK_TEXTS
from generator.returns.deciding import Decided
from generator.vocabulary import SAME_AS_ABOVE, SHARED

DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")


def apply(ledger: Ledger, decided: Decided) -> Ledger:
    """The ledger with everything taken over; equal to `ledger` where there is nothing new."""
    fields: dict[str, dict[str, str]] = {}
    present = {key_of(answer): answer for answer in ledger.returns}
    answers: dict[AnswerKey, Answer] = {}

    def enter(key: AnswerKey, texts: Mapping[str, str]) -> None:
        answers[key] = replace(answers.get(key) or present.get(key) or Answer(*key), **texts)

    for key, texts in decided.signed.items():
        enter(key, texts)
    for edit in decided.taken:
        if edit.result is None:
            continue
        if edit.department:
            enter(edit.key[:3], {edit.field: edit.result})
        else:
            fields.setdefault(edit.task_id, {})[edit.field] = edit.result
    return replace(ledger, tasks=with_fields(ledger.tasks, fields), returns=with_answers(ledger, answers))


def with_fields(tasks: Sequence[Task], fields: Mapping[str, Mapping[str, str]]) -> tuple[Task, ...]:
    """The tasks with their new wordings; 同上 stays where the wording above became the same."""
    changed = []
    above: dict[str, str] = {}
    for task in tasks:
        texts = dict(fields.get(task.id, {}))
        for name in SHARED:
            old = getattr(task, name)
            if old.strip() == SAME_AS_ABOVE and same(texts.get(name, above.get(name, "")), above.get(name, "")):
                texts.pop(name, None)
            else:
                above[name] = texts.get(name, old)
        changed.append(with_texts(task, texts))
    return tuple(changed)


def with_texts(task: Task, texts: Mapping[str, str]) -> Task:
    """A task with some of its columns changed."""
    if not texts:
        return task
    own = {name: text for name, text in texts.items() if name in TASK_TEXTS}
    extra = tuple((heading, typed(texts[heading], old) if heading in texts else old) for heading, old in task.extra)
    return replace(task, **own, extra=extra)


def typed(text: str, old: ExtraValue) -> ExtraValue:
    """`text` with the type that the cell had, where it can have it."""
    if not text:
        return None
    if isinstance(old, (int, float)) and not isinstance(old, bool):
        try:
            number = float(text)
        except ValueError:
            return text
        if not abs(number) <= EXACT:  # a cell would hold another number, or none
            return text
        return int(number) if number.is_integer() else number
    if isinstance(old, datetime.date) and (match := DATE.fullmatch(text)):
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            return text
    return text


def with_answers(ledger: Ledger, given: Mapping[AnswerKey, Answer]) -> tuple[Answer, ...]:
    """Sheet 落实情况: rows that are there keep their place, new ones follow by round, task and department.

    Where several rows say the same key, the last one counts, and only that is changed.
    """
    present = {key_of(answer): number for number, answer in enumerate(ledger.returns)}
    kept = list(ledger.returns)
    for key, number in present.items():
        kept[number] = given.get(key, kept[number])
    tasks = {task.id: position for position, task in enumerate(ledger.tasks)}
    departments = {each.short: position for position, each in enumerate(ledger.departments)}
    rounds = {each.name: position for position, each in enumerate(ledger.rounds)}
    new = sorted(
        (key for key, answer in given.items() if key not in present and any(answer.values()[len(key) :])),
        key=lambda key: (rounds.get(key[2], -1), tasks.get(key[0], -1), departments.get(key[1], -1)),
    )
    return (*kept, *map(given.__getitem__, new))


def key_of(answer: Answer) -> AnswerKey:
    """What an answer is known by."""
    return answer.task_id, answer.department, answer.round
