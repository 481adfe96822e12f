"""What was typed over cells that show what no column of the ledger holds (角色, 其他单位, 变更): a warning a column.

No field of the ledger changes by it, so that there is nothing to propose; but somebody said something there. What the
cells showed stands in the hidden sheet as checksums, as nothing else remembers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from generator.excel import column_letters
from generator.hidden_sheet import UNKNOWN, MarkedBeside, MarkedSheet, checksum
from generator.model import as_text
from generator.problems import Place, Problem, squeezed, warning
from generator.returns.locating import Located

MOST_SHOWN = 47
"""Characters of a text that a message shows."""


def typed_over(
    marked: MarkedSheet, name: str, cells: Sequence[Sequence[Any]], located: Located, file: str
) -> Iterator[Problem]:
    """A warning for each column in which a task's row shows another text than it was sent with."""
    ids = located.columns.get("id")
    if ids is None:
        return
    rows = list(rows_of_tasks(marked, cells, located.first_row, ids))
    for beside in marked.beside:
        column = column_of(beside, marked, cells, located)
        sent = sums_by_task(beside, marked)
        found = [
            (number, text)
            for number, row, task in rows
            if column is not None and column < len(row)
            if (text := as_text(row[column])) and not {checksum(text), UNKNOWN} & sent[task]
        ]
        if column is not None and found:
            places = tuple(f"{column_letters(column)}{number}" for number, _ in found)
            yield told_over(Place(file, name, places[0]), places, beside.heading, found[0][1])


def rows_of_tasks(
    marked: MarkedSheet, cells: Sequence[Sequence[Any]], first_row: int, ids: int
) -> Iterator[tuple[int, Sequence[Any], str]]:
    """(number, row, task) of each row that bears a task's id, and of those below it that it was sent with."""
    counts = Counter(row.task_id for row in marked.rows)
    task, left = "", 0
    for number, row in enumerate(cells[first_row:], first_row + 1):
        named = as_text(row[ids]) if ids < len(row) else ""
        if named:
            task, left = named, counts[named]
        if left > 0:
            yield number, row, task
        left -= 1


def told_over(place: Place, cells: tuple[str, ...], heading: str, text: str) -> Problem:
    """The warning of one column."""
    more = f"（共 {len(cells)} 处）" if len(cells) > 1 else ""
    message = f"“{heading}”不是填报的栏，发出后改写的未收集：{shortened(squeezed(text))}{more}"
    advice = "如是填报内容，请填到填报的栏里再收集；要改分工的，请改台账的责任单位。"
    return replace(warning("typed-over", place, message, advice), cells=cells if len(cells) > 1 else ())


def shortened(text: str) -> str:
    """The beginning of a text and its end, where more was written most likely."""
    return text if len(text) <= MOST_SHOWN else f"{text[:15]}……{text[-30:]}"


def column_of(
    beside: MarkedBeside, marked: MarkedSheet, cells: Sequence[Sequence[Any]], located: Located
) -> int | None:
    """Where a column is now: by the fields that it shows, else by its heading; None where that is not sure."""
    fields = [each.field for each in marked.columns if each.index == beside.index]
    if fields:
        return located.columns.get(fields[0])
    rows = cells[: located.first_row]
    places = {at for row in rows for at, cell in enumerate(row) if squeezed(as_text(cell)) == beside.heading}
    return places.pop() if len(places) == 1 else None


def sums_by_task(beside: MarkedBeside, marked: MarkedSheet) -> dict[str, set[int]]:
    """Task → the checksums of what its rows showed."""
    sums: dict[str, set[int]] = {}
    for row, number in zip(marked.rows, beside.sums, strict=False):
        sums.setdefault(row.task_id, set()).add(number)
    return sums
