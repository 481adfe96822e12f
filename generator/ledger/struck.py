"""A ledger's workbook to the rows whose text is struck through: to staff that task is gone, to the program not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from generator.problems import Place, Problem, warning
from generator.system.struck_cells import StruckCells
from generator.system.workbook_parts import UNREADABLE, sheet_parts

MAX_SHOWN = 50
"""Rows that are named one by one."""


def struck_rows(data: bytes, file: str, sheet: str) -> Iterator[Problem]:
    """A warning for each row of a sheet with text that is struck through; nothing where parts cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            struck = StruckCells(archive)
            for name, part in sheet_parts(archive):
                if name == sheet:
                    yield from told(struck.within(archive.read(part)), file, sheet)
    except UNREADABLE:
        return


def told(struck: Iterable[str], file: str, sheet: str) -> Iterator[Problem]:
    """The rows of one sheet, each by its first struck cell; beyond the first ones only their number."""
    first: dict[str, str] = {}
    for cell in struck:
        first.setdefault(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), cell)
    cells = list(first.values())
    advice = "不再有效的任务，请删除整行；仍有效的，请去掉删除线。"
    for number, name in enumerate(cells[: MAX_SHOWN + 1]):
        more = f"从此处起还有 {len(cells) - MAX_SHOWN} 行" if number == MAX_SHOWN else "这一行"
        message = f"{more}划了删除线，仍当作有效的内容，照样印出、分发"
        yield warning("struck-through", Place(file, sheet, name), message, advice)
