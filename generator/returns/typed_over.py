"""What was typed over cells that show what no column of the ledger holds (角色, 其他单位, 变更): a warning a column.

No field of the ledger changes by it, so that there is nothing to propose; but somebody said something there. What the
cells showed stands in the hidden sheet as checksums, as nothing else remembers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from generator.excel import column_letters
from generator.hidden_sheet import UNKNOWN, MarkedBeside, MarkedSheet, checksum
from generator.problems import Place, Problem, squeezed, warning
from generator.returns.cells import as_text
from generator.returns.locating import Located


def typed_over(
    marked: MarkedSheet, name: str, cells: Sequence[Sequence[Any]], located: Located, file: str
) -> Iterator[Problem]:
    """A warning for each column in which a task's row shows another text than it was sent with."""
    ids = located.columns.get("id")
    if ids is None:
        return
    for beside in marked.beside:
        column = column_of(beside, marked, cells, located)
        sent = sums_by_task(beside, marked)
        found = [
            (number, text)
            for number, row in enumerate(cells[located.first_row :], located.first_row + 1)
            if column is not None and max(ids, column) < len(row) and (task := as_text(row[ids])) in sent
            if (text := as_text(row[column])) and not {checksum(text), UNKNOWN} & sent[task]
        ]
        if column is not None and found:
            places = tuple(f"{column_letters(column)}{number}" for number, _ in found)
            yield not_collected(Place(file, name, places[0]), places, beside.heading, found[0][1])


def not_collected(place: Place, cells: tuple[str, ...], heading: str, text: str) -> Problem:
    """The warning of one column."""
    more = f"（共 {len(cells)} 处）" if len(cells) > 1 else ""
    message = f"“{heading}”不是填报的栏，发出后改写的未收集：{squeezed(text)[:40]}{more}"
    advice = "如是填报内容，请填到填报的栏里再收集；要改分工的，请改台账的责任单位。"
    return replace(warning("typed-over", place, message, advice), cells=cells if len(cells) > 1 else ())


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
