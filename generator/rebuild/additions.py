"""A workbook of output/ to what somebody added to it besides values: sheets, notes, pictures, looks, formulas, widths.

Programs that open and save a workbook write the same things in other words (theme colours as numbers, columns of one
width together, styles in another order), so looks are compared as they are seen, and nothing else is.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from generator.excel import column_letters
from generator.hidden_sheet import SHEET_NAME
from generator.lengths import CharWidth, px_from_char_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

BLACK, WHITE, NONE = "000000", "FFFFFF", ""
THEME = {0: WHITE, 1: BLACK}
"""The two colours of a theme that are text and paper everywhere (ECMA-376 part 1, 20.1.6.2)."""
PICTURE = re.compile(rb"<(?:[\w.-]+:)?pic[\s>]")
MOST_NAMED = 8


def additions_in(written: bytes, there: bytes) -> list[str]:
    """What a workbook has and did not have as it was written (``分工台账!C4 批注``); nothing if it cannot be read."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it does not keep; nothing is kept here
            before, after = (openpyxl.load_workbook(io.BytesIO(data)) for data in (written, there))
        return list(dict.fromkeys(additions(before, after, pictures_of(written), pictures_of(there))))
    except Exception:  # openpyxl's ways to fail are many; its cells were compared by another reader before
        return []


def additions(before: Workbook, after: Workbook, pictures_before: int, pictures_after: int) -> Iterator[str]:
    """What was added, sheet by sheet."""
    for name in after.sheetnames:
        if name == SHEET_NAME:
            continue
        if name not in before.sheetnames:
            yield f"工作表“{name}”"
            continue
        yield from in_sheet(before[name], after[name])
    if pictures_after > pictures_before:
        yield f"图片 {pictures_after - pictures_before} 张"


def in_sheet(before: Worksheet, after: Worksheet) -> Iterator[str]:
    """What was added to a sheet: by cell, by column, by row."""
    widths = zip(pixels(before), pixels(after), strict=False)
    for index, (was, now) in enumerate(widths):
        if abs(was - now) > 1:
            yield f"{after.title}!{column_letters(index)} 列宽"
    if margins_of(after) != margins_of(before):
        yield f"{after.title} 页眉页脚"
    for number, row in enumerate(after.iter_rows(), 1):
        if after.row_dimensions[number].hidden and not before.row_dimensions[number].hidden:
            yield f"{after.title}!第 {number} 行隐藏"
        for column, cell in enumerate(row, 1):
            there = before.cell(number, column)
            for word, seen in SEEN.items():
                if seen(cell) and seen(cell) != seen(there):
                    yield f"{after.title}!{cell.coordinate} {word}"


def margins_of(sheet: Worksheet) -> list[str]:
    """The words in headers and footers; programs write the codes beside them each in its own way."""
    margins = (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter)
    texts = (part.text or "" for each in margins if each for part in (each.left, each.center, each.right))
    return [re.sub(r'&"[^"]*"|&\d+|&[A-Z]|\s', "", text) for text in texts]


def note_of(cell: Cell | Any) -> str:
    """The text of a cell's note."""
    return cell.comment.text.strip() if cell.comment else ""


def colours_of(cell: Cell | Any) -> tuple[str, str]:
    """The colours of a cell's background and text, as they are seen."""
    fill = cell.fill
    background = colour_of(fill.fgColor, WHITE) if fill is not None and fill.patternType == "solid" else NONE
    text = colour_of(cell.font.color, BLACK) if cell.font is not None and cell.value is not None else BLACK
    return ("" if background == WHITE else background, text)


def face_of(cell: Cell | Any) -> tuple[str, ...]:
    """How a cell's text is set off: bold, slanted, underlined, struck out."""
    is_seen = cell.font is not None and cell.value is not None
    return tuple(mark for mark in ("b", "i", "u", "strike") if is_seen and getattr(cell.font, mark))


def link_of(cell: Cell | Any) -> str:
    """Where a click on a cell leads."""
    return (cell.hyperlink.target or cell.hyperlink.location or "") if cell.hyperlink else ""


def formula_of(cell: Cell | Any) -> str:
    """A cell's formula as every program writes it: LibreOffice joins areas by ``~``."""
    text = str(cell.value) if cell.data_type == "f" else ""
    return re.sub(r"[\s']|_xl\w+\.", "", text.replace("~", ",")).upper()


SEEN: dict[str, Callable[[Any], object]] = {
    "批注": note_of,
    "颜色": colours_of,
    "字形": face_of,
    "链接": link_of,
    "公式": formula_of,
}
"""What is seen of a cell besides its value, by the word for it; nothing is no addition."""


def colour_of(colour: Any, default: str) -> str:
    """A colour as ``RRGGBB``, or as what stands for it."""
    if colour is None:
        return default
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour.type == "theme" and not colour.tint:
        return THEME.get(colour.theme, f"theme {colour.theme}")
    if colour.type == "indexed" and colour.indexed in (0, 8, 64):
        return BLACK
    return f"{colour.type} {colour.value} {colour.tint}"


def pixels(sheet: Worksheet) -> list[int]:
    """The widths of the columns that cells stand in; the default width of the sheet where nothing is said."""
    default = sheet.sheet_format.defaultColWidth or sheet.sheet_format.baseColWidth or 8
    widths = [float(default)] * sheet.max_column
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min or 0, min(dimension.max or 0, len(widths)) + 1):
            widths[column - 1] = 0.0 if dimension.hidden else float(dimension.width)
    return [px_from_char_width(CharWidth(width)) for width in widths]


def pictures_of(data: bytes) -> int:
    """How many pictures lie on the sheets of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/drawings/") and name.endswith(".xml")]
        return sum(len(PICTURE.findall(archive.read(name))) for name in names)


def shortened(additions: Sequence[str]) -> str:
    """The first additions, and how many there are."""
    more = f" 等 {len(additions)} 处" if len(additions) > MOST_NAMED else ""
    return "、".join(additions[:MOST_NAMED]) + more
