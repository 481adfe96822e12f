"""Files of every shape to what they return: workbooks by their mark, documents by the headings of their tables."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from generator.model import PlainTable, day_of
from generator.problems import InputError, Place, Problem
from generator.system.disk import sha_of
from generator.system.progress import Progress

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.records.sent import SentOut
    from generator.returns import PackedRead, Read, Recipients, Source
    from generator.system.workspace import Workspace


def is_document(source: Source) -> bool:
    """Whether a file is a document in which there may be a table of ours."""
    from generator import returns

    return suffix_of(source) in returns.DOCUMENT_SUFFIXES


def suffix_of(source: Source) -> str:
    """The ending of the file, or of the member of a zip."""
    return PurePath(source.members[-1] if source.members else source.path).suffix.lower()


def read_files(found: Sequence[Source], progress: Progress) -> deque[PackedRead]:
    """What every file returns, in their order."""
    from generator import returns

    books = [source for source in found if not is_document(source)]
    documents = [source for source in found if is_document(source)]
    read_books = returns.read_all(books, lambda done: progress("收集", done, len(found)))
    read = dict(zip(books, returns.with_old_formats(books, read_books), strict=True))
    for number, source in enumerate(documents, len(books) + 1):
        read[source] = returns.packed(read_document(source))
        progress("收集", number, len(found))
    return deque(read[source] for source in found)


def read_document(source: Source) -> Read:
    """What a document returns; it is read by a process of limited memory and time."""
    from generator import documents, returns

    data, wrong = returns.bytes_of(source)
    if data is None:
        return None, wrong
    try:
        tables = documents.tables_of(data, suffix_of(source), source.shown)
    except InputError as failure:
        return None, tuple(failure.problems)
    returned, problems = returns.unmarked(source.shown, tables, sha_of(data), returns.saved_at(data))
    beside = words_beside(source, tables) if returned is not None and suffix_of(source) == WORD else ()
    return returned, (*problems, *beside)


WORD = ".docx"
"""On paper (.pdf) nothing tells what was typed below a table from what was printed there."""


def words_beside(source: Source, tables: Iterable[PlainTable]) -> Iterator[Problem]:
    """A warning for the paragraphs of a document that stand beside its tables, without those for signatures."""
    from generator import returns

    texts = dict.fromkeys(text for table in tables for text in table.around if text and not returns.label_of(text))
    if texts:
        advice = "如是填报内容，请填到表格里，再收集一次。"
        yield returns.not_collected(Place(source.shown), "表格之外的字未收集", advice, texts)


def recipients_of(
    workspace: Workspace,
    tasks: Mapping[str, Mapping[str, str]],
    loaded: Loaded,
    sent: SentOut,
    round_name: str,
) -> Recipients:
    """Those who may have sent a file that bears no mark; `round_name` is the round that somebody named, if any."""
    from generator import departments, returns

    ledger = loaded.ledger
    asked = round_name or loaded.scope.round.name
    days = {row.name: day for row in ledger.rounds if (day := day_of(row.issued))}

    def sent_to(department: str) -> Iterable[tuple[int, str, Mapping[str, Mapping[str, str]]]]:
        return sent.sent_to(department, asked, ledger.departments)

    def headings(department: str) -> dict[str, str]:
        paths = (workspace.output / path for path in sent.workbooks.get(department, ()))
        return {heading: name for path in paths for heading, name in returns.input_headings(path).items()}

    return returns.Recipients(
        named_in=departments.named_in(ledger),
        sent=sent_to,
        headings=headings,
        title=ledger.title,
        titles=sent.titles | {ledger.title},
        round=asked,
        is_named=bool(round_name),
        rounds={row.name for row in ledger.rounds},
        tasks=tasks,
        asking=(min(days.values()), days[asked]) if asked in days else None,
        answers=lambda department: [row for row in ledger.returns if row.department == department],
    )
