"""Base, ours and theirs to one ledger: what the last import gave, what the office has now, what the revision says.

For each field: only the document changed, taken; only the office changed, kept; both, a conflict that is listed, the
office's value kept. Without a base every difference is a conflict. 同上 is compared as the wording that it stands for;
blanks are no difference, nor is a column that the document does not have. What people added stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from generator.model import Department, ExtraValue, Ledger, Task
from generator.revisions.matching import match
from generator.revisions.sources import remembered, revised, sources_of
from generator.vocabulary import SAME_AS_ABOVE, SHARED, TASK_FIELDS, by_name, is_place_in_document

COMPARED = tuple(one.name for one in TASK_FIELDS if one.name not in ("id", "starts_page"))
HEADINGS = by_name(TASK_FIELDS)
LABELS = tuple(one.name for one in TASK_FIELDS if one.is_label)
GONE = ""
"""The field of a conflict about a task that the document has no more."""


class Conflict(Struct, frozen=True):
    """A field of a task that both sides changed; without a field: a task that the document has no more."""

    task_id: str
    field: str
    heading: str
    base: str | None
    ours: str
    theirs: str

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return asdict(self)


class Merged(Struct):
    """A merged ledger and what was done; tasks by their ids."""

    ledger: Ledger
    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    """Task → headings of what the document changed."""
    kept: dict[str, list[str]] = field(default_factory=dict)
    """Task → headings of what only the office changed: the ledger says something else than the document."""
    gone: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Task that was added → the tasks that it might be; these stay until somebody decides."""
    is_other: bool = False
    """The document is no revision of one that was imported: what the ledger has stays."""
    base: Ledger | None = None
    """The document with the ids that its tasks got: the base of the next merge."""


def merge(
    base: Ledger | None, ours: Ledger, theirs: Ledger, new_ids: Iterator[str], take: Collection[str] = ()
) -> Merged:
    """Bring a revised document into the ledger that the office has.

    `theirs` has no ids yet; tasks that are new get `new_ids`. For the tasks of `take` the document's side wins.
    """
    sides = Sides(base, ours, theirs, tuple(take))
    known = sides.known()
    own = [at for at, task in enumerate(known) if base is not None and task.id not in sides.base_tasks]
    matches = match(known, spelt_out(theirs.tasks, sides.theirs_texts), own)
    ids = {new: known[old].id for new, old in matches.pairs.items()}
    there = {task.id for task in ours.tasks}
    sources = sources_of(base) if base is not None else []
    source = revised(sources, there, ids.values())
    others = [other & there for other in sources if other is not source]
    merged = Merged(ours, is_other=base is not None and source is None)
    wanted: list[tuple[Task, dict[str, str]]] = []
    for number, task in enumerate(theirs.tasks):
        if number in ids:
            wanted.append(sides.task(ids[number], number, merged))
        else:
            task_id = next(new_ids)
            merged.added.append(task_id)
            if number in matches.ambiguous:
                merged.ambiguous[task_id] = tuple(known[old].id for old in matches.ambiguous[number])
            wanted.append((replace(task, id=task_id), shared_texts(sides.theirs_texts, number)))
    document_tasks = [replace(task, id=mine.id) for task, (mine, _) in zip(theirs.tasks, wanted, strict=True)]
    elsewhere = frozenset[str]().union(*others)
    kept = sides.left(set(ids.values()), elsewhere if base is not None else frozenset(), merged)
    order = in_place(ours, [task.id for task, _ in wanted], kept)
    by_id = {task.id: (task, texts) for task, texts in wanted}
    by_id |= {task.id: (task, sides.ours_shared(task.id)) for task in ours.tasks if task.id in kept}
    merged.ledger = replace(
        ours,
        tasks=with_same_as_above([by_id[task_id] for task_id in order]),
        departments=(*ours.departments, *new_departments(ours, theirs)),
        groups=(*ours.groups, *new_groups(ours, theirs)),
        repairs=(*ours.repairs, *theirs.repairs) if merged.is_other else theirs.repairs,
    )
    rest = elsewhere - set(ids.values())
    merged.base = remembered(replace(theirs, tasks=tuple(document_tasks)), sides.base_entries(rest), others)
    return merged


class Sides(Struct):
    """The three states, with the wordings that 同上 stands for."""

    base: Ledger | None
    ours: Ledger
    theirs: Ledger
    take: tuple[str, ...]

    def __post_init__(self) -> None:
        self.base_tasks = {task.id: number for number, task in enumerate(self.base.tasks)} if self.base else {}
        self.ours_tasks = {task.id: number for number, task in enumerate(self.ours.tasks)}
        self.base_texts = texts_of(self.base.tasks) if self.base else []
        self.ours_texts = texts_of(self.ours.tasks)
        self.theirs_texts = texts_of(self.theirs.tasks)
        self.columns = {name for texts in self.theirs_texts for name, text in texts.items() if text}

    base_tasks: dict[str, int] = field(default_factory=dict)
    ours_tasks: dict[str, int] = field(default_factory=dict)
    base_texts: list[dict[str, str]] = field(default_factory=list)
    ours_texts: list[dict[str, str]] = field(default_factory=list)
    theirs_texts: list[dict[str, str]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    """The fields that the document says anything of."""

    def known(self) -> list[Task]:
        """The tasks of ours as they were last imported, those of the office as they are."""
        base = {task.id: task for task in self.base_entries(self.base_tasks)}
        ours = spelt_out(self.ours.tasks, self.ours_texts)
        return [base.get(task.id, task) for task in ours]

    def base_entries(self, ids: Collection[str]) -> list[Task]:
        """Tasks as they were last imported, each with its own wordings."""
        tasks = spelt_out(self.base.tasks, self.base_texts) if self.base is not None else []
        return [task for task in tasks if task.id in ids]

    def ours_shared(self, task_id: str) -> dict[str, str]:
        """The wordings of a task that 同上 may stand for."""
        return shared_texts(self.ours_texts, self.ours_tasks[task_id])

    def task(self, task_id: str, number: int, merged: Merged) -> tuple[Task, dict[str, str]]:
        """A task of both sides, merged field by field."""
        mine, texts = self.ours.tasks[self.ours_tasks[task_id]], self.ours_texts[self.ours_tasks[task_id]]
        before = self.base_texts[self.base_tasks[task_id]] if task_id in self.base_tasks else None
        revised = self.theirs_texts[number]
        values: dict[str, str] = {}
        for name in sorted(self.columns, key=order_of):
            base = before.get(name, "") if before is not None else None
            ours, theirs = texts.get(name, ""), revised.get(name, "")
            is_place = all(not text or is_place_in_document(name, text) for text in (ours, theirs))
            is_taken = is_place or task_id in self.take
            if plain(ours) == plain(theirs) or self.is_other_level(name, theirs, texts):
                continue
            if not is_taken and base is not None and plain(theirs) == plain(base):
                merged.kept.setdefault(task_id, []).append(HEADINGS.get(name, name))
                continue
            is_free = is_taken or (base is not None and plain(ours) == plain(base))
            if not is_free:
                merged.conflicts.append(Conflict(task_id, name, HEADINGS.get(name, name), base, ours, theirs))
                continue
            values[name] = theirs
            if not is_place:
                merged.changed.setdefault(task_id, []).append(HEADINGS.get(name, name))
        extra = tuple((heading, values.get(heading, value)) for heading, value in mine.extra)
        extra += tuple((name, values[name]) for name in values if name not in HEADINGS and name not in dict(mine.extra))
        own = {name: text for name, text in values.items() if name in HEADINGS}
        return replace(mine, **own, extra=extra), {name: own.get(name, texts[name]) for name in SHARED}

    def is_other_level(self, name: str, label: str, texts: Mapping[str, str]) -> bool:
        """Whether a label of a document with one level of them is the one that the ledger has at the other level."""
        return name in LABELS and any(
            other not in self.columns and plain(label) == plain(texts[other]) for other in LABELS if other != name
        )

    def left(self, matched: set[str], elsewhere: Collection[str], merged: Merged) -> set[str]:
        """The tasks of ours that the document does not have and that stay all the same.

        What the office added stays, and what stands in other documents (`elsewhere`); what might be one of the
        document's new tasks is left to people.
        """
        kept = set()
        possible = {task_id for others in merged.ambiguous.values() for task_id in others}
        for task in self.ours.tasks:
            if task.id in matched:
                continue
            is_own = self.base is not None and task.id not in self.base_tasks
            if (is_own or task.id in elsewhere or task.id in possible) and task.id not in self.take:
                kept.add(task.id)
                continue
            mine = self.ours_texts[self.ours_tasks[task.id]]
            before = self.base_texts[self.base_tasks[task.id]] if task.id in self.base_tasks else None
            is_ours = before is None or any(plain(mine[name]) != plain(before.get(name, "")) for name in COMPARED)
            if is_ours and task.id not in self.take:
                kept.add(task.id)
                base = before["content"] if before is not None else None
                merged.conflicts.append(Conflict(task.id, GONE, "整条任务", base, task.content, ""))
            else:
                merged.gone.append(task.id)
        return kept


def order_of(name: str) -> tuple[int, str]:
    """The place of a field among those that are compared."""
    return (COMPARED.index(name), "") if name in COMPARED else (len(COMPARED), name)


def texts_of(tasks: Sequence[Task]) -> list[dict[str, str]]:
    """The fields of each task as texts, 同上 replaced by the wording above."""
    found: list[dict[str, str]] = []
    for task in tasks:
        texts = {name: str(getattr(task, name)) for name in COMPARED}
        for name in SHARED:
            if texts[name].strip() == SAME_AS_ABOVE:
                texts[name] = found[-1][name] if found else ""
        texts |= {heading: as_text(value) for heading, value in task.extra}
        found.append(texts)
    return found


def shared_texts(texts: Sequence[Mapping[str, str]], number: int) -> dict[str, str]:
    """The wordings of a task that 同上 may stand for."""
    return {name: texts[number][name] for name in SHARED}


def spelt_out(tasks: Sequence[Task], texts: Sequence[Mapping[str, str]]) -> list[Task]:
    """The tasks, each with the wordings that 同上 stands for."""
    return [replace(task, **shared_texts(texts, number)) for number, task in enumerate(tasks)]


def as_text(value: ExtraValue) -> str:
    """A value of a column of one's own as text."""
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """A text without blanks: differences of blanks are none."""
    return "".join(text.split())


def in_place(ours: Ledger, revised: Sequence[str], kept: Collection[str]) -> list[str]:
    """The ids in the document's order; what the office keeps besides stands behind the task that it stood behind."""
    order = list(revised)
    above = ""
    for task in ours.tasks:
        if task.id in kept:
            order.insert(order.index(above) + 1 if above else 0, task.id)
        if task.id in order:
            above = task.id
    return order


def with_same_as_above(tasks: Sequence[tuple[Task, Mapping[str, str]]]) -> tuple[Task, ...]:
    """The tasks in their new order: 同上 stays where it still stands for the right wording, and nowhere else."""
    made: list[Task] = []
    above: Mapping[str, str] = {}
    for task, texts in tasks:
        values = {
            name: SAME_AS_ABOVE
            if getattr(task, name).strip() == SAME_AS_ABOVE and above.get(name) == texts[name]
            else texts[name]
            for name in SHARED
        }
        made.append(replace(task, **values))
        above = texts
    return tuple(made)


def new_departments(ours: Ledger, theirs: Ledger) -> list[Any]:
    """The departments that only the document names."""
    known = {name for row in ours.departments for name in names_of(row)}
    return [row for row in theirs.departments if known.isdisjoint(names_of(row))]


def names_of(row: Department) -> list[str]:
    """Every name of a department."""
    return [name for name in (row.short, row.full, *row.aliases) if name]


def new_groups(ours: Ledger, theirs: Ledger) -> list[Any]:
    """The wordings of groups that only the document has."""
    wordings = {plain(row.wording) for row in ours.groups}
    return [row for row in theirs.groups if plain(row.wording) not in wordings]
