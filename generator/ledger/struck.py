"""A ledger's workbook to the rows whose text is struck through: to staff that task is gone, to the program it is not.

ECMA-376 part 1, 18.8.22 (font), 18.8.45 (xf), 18.4.10 (strike).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from generator.problems import Place, Problem, warning
from generator.system.workbook_parts import UNREADABLE, WORKBOOK, attributes, relations, sheet_parts

FONTS = re.compile(r"<(?:[\w.-]+:)?fonts\b.*?</(?:[\w.-]+:)?fonts>", re.DOTALL)
FONT = re.compile(r"<(?:[\w.-]+:)?font(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?font>)", re.DOTALL)
STRIKE = re.compile(r"""<(?:[\w.-]+:)?strike(?:\s+val\s*=\s*["'](?:1|true)["'])?\s*/?>""")
FORMATS = re.compile(r"<(?:[\w.-]+:)?cellXfs\b.*?</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
FORMAT = re.compile(r"<(?:[\w.-]+:)?xf\s([^>]*)>")
CELL = re.compile(r"<(?:[\w.-]+:)?c\s([^>]*[^>/])>\s*<(?:[\w.-]+:)?(?:v|is|f)[\s>]")
MAX_SHOWN = 50
"""Rows that are named one by one."""


def struck_rows(data: bytes, file: str, sheet: str) -> Iterator[Problem]:
    """A warning for each row of a sheet with text that is struck through; nothing where parts cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            formats = struck_formats(archive)
            if not formats:
                return
            for name, part in sheet_parts(archive):
                if name == sheet:
                    yield from in_sheet(archive.read(part).decode("utf-8", "replace"), formats, file, sheet)
    except UNREADABLE:
        return


def struck_formats(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck through."""
    parts = [part for _, kind, part in relations(archive, WORKBOOK) if kind == "styles"]
    text = archive.read(parts[0]).decode("utf-8", "replace") if parts else ""
    if not STRIKE.search(text):
        return frozenset()
    fonts, formats = FONTS.search(text), FORMATS.search(text)
    if fonts is None or formats is None:
        return frozenset()
    struck = {str(n) for n, font in enumerate(FONT.findall(fonts[0])) if STRIKE.search(font)}
    return frozenset(
        str(n) for n, each in enumerate(FORMAT.findall(formats[0])) if attributes(each).get("fontId") in struck
    )


def in_sheet(text: str, formats: frozenset[str], file: str, sheet: str) -> Iterator[Problem]:
    """The rows of one sheet, each by its first struck cell; beyond the first ones only their number."""
    first: dict[str, str] = {}
    for cell in map(attributes, CELL.findall(text)):
        if cell.get("s") in formats:
            first.setdefault(cell.get("r", "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), cell.get("r", ""))
    cells = list(first.values())
    advice = "不再有效的任务，请删除整行；仍有效的，请去掉删除线。"
    for number, name in enumerate(cells[: MAX_SHOWN + 1]):
        more = f"从此处起还有 {len(cells) - MAX_SHOWN} 行" if number == MAX_SHOWN else "这一行"
        message = f"{more}划了删除线，仍当作有效的内容，照样印出、分发"
        yield warning("struck-through", Place(file, sheet, name), message, advice)
