"""The documents that a ledger was made of: which tasks each has, and of which one a document is the revision.

A ledger may be made of several (工作要点, later a 补充通知). The record of imports keeps one ledger of all their tasks;
which document has which stands in a key of its 信息, unless there is only one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from generator.model import Ledger, Task

KEY = "各文件的任务"

Source = frozenset[str]
"""The ids of a document's tasks."""


def sources_of(base: Ledger) -> list[Source]:
    """The documents that were imported, the last one first."""
    text = dict(base.info).get(KEY)
    parts = text.split("；") if text is not None else ["、".join(task.id for task in base.tasks)]
    return [frozenset(filter(None, part.split("、"))) for part in parts]


def revised(sources: Sequence[Source], there: Collection[str], matched: Collection[str]) -> Source | None:
    """The document of which most tasks that are still `there` are `matched` again; None: it is another document.

    What drops more than half is told and left to people: another document (a supplement, last year's, another
    county's), or one that was not read in full.
    """
    counts = {source: (len(source & set(there)), len(source & set(matched))) for source in sources}
    found = [source for source, (whole, part) in counts.items() if 2 * part >= whole]
    return max(found, key=lambda source: counts[source][1], default=None)


def remembered(document: Ledger, others: Iterable[Task], sources: Iterable[Source]) -> Ledger:
    """A document as the base of the next merge, with the tasks of other documents that the ledger has."""
    own = frozenset(task.id for task in document.tasks)
    texts = ["、".join(sorted(source)) for source in (own, *sources) if source]
    info = (*document.info, (KEY, "；".join(texts))) if len(texts) > 1 else document.info
    return replace(document, tasks=(*document.tasks, *others), info=info)
