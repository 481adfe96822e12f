"""A workbook's container to the cells whose text is struck through, all of it or a part.

ECMA-376 part 1, 18.8.22 (font), 18.8.45 (xf), 18.4.10 (strike), 18.4.8 (si).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from generator.system.workbook_parts import WORKBOOK, attributes, relations

FONTS = re.compile(r"<(?:[\w.-]+:)?fonts\b.*?</(?:[\w.-]+:)?fonts>", re.DOTALL)
FONT = re.compile(r"<(?:[\w.-]+:)?font(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?font>)", re.DOTALL)
STRIKE = re.compile(r"""<(?:[\w.-]+:)?strike(?:\s+val\s*=\s*["'](?:1|true)["'])?\s*/?>""")
FORMATS = re.compile(r"<(?:[\w.-]+:)?cellXfs\b.*?</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
FORMAT = re.compile(r"<(?:[\w.-]+:)?xf\s([^>]*)>")
STRING = re.compile(r"<(?:[\w.-]+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", re.DOTALL)
CELL = re.compile(r"<(?:[\w.-]+:)?c\s([^>]*[^>/])>(.*?)</(?:[\w.-]+:)?c>", re.DOTALL)
CONTENT = re.compile(r"<(?:[\w.-]+:)?(?:v|is|f)[\s>]")
NUMBER = re.compile(r"<(?:[\w.-]+:)?v>\s*(\d+)\s*<")


class StruckCells:
    """The formats and the shared strings of a workbook that are struck through."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        parts = {kind: part for _, kind, part in relations(archive, WORKBOOK)}
        styles, strings = (with_strikes(archive, parts.get(kind, "")) for kind in ("styles", "sharedStrings"))
        self.formats = struck_formats(styles)
        self.strings = struck_strings(strings)

    def within(self, content: bytes) -> Iterator[str]:
        """The cells of a sheet that are filled in and struck through, in their order."""
        if not (self.formats or self.strings or b"strike" in content):
            return
        for head, body in CELL.findall(content.decode("utf-8", "replace")):
            cell = attributes(head)
            if CONTENT.search(body) and (cell.get("s") in self.formats or self.is_in_part(cell, body)):
                yield cell.get("r", "")

    def is_in_part(self, cell: dict[str, str], body: str) -> bool:
        """Whether a part of a cell's text is struck through."""
        number = NUMBER.search(body) if cell.get("t") == "s" else None
        return number[1] in self.strings if number else STRIKE.search(body) is not None


def with_strikes(archive: zipfile.ZipFile, part: str) -> str:
    """A part in which something is struck through; empty if nothing is, as in most."""
    content = archive.read(part) if part else b""
    return content.decode("utf-8", "replace") if b"strike" in content else ""


def struck_formats(styles: str) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck through."""
    fonts, formats = FONTS.search(styles), FORMATS.search(styles)
    if not STRIKE.search(styles) or fonts is None or formats is None:
        return frozenset()
    struck = {str(n) for n, font in enumerate(FONT.findall(fonts[0])) if STRIKE.search(font)}
    return frozenset(
        str(n) for n, each in enumerate(FORMAT.findall(formats[0])) if attributes(each).get("fontId") in struck
    )


def struck_strings(strings: str) -> frozenset[str]:
    """The numbers of the shared strings of which a part is struck through."""
    if not STRIKE.search(strings):
        return frozenset()
    return frozenset(str(n) for n, text in enumerate(STRING.findall(strings)) if STRIKE.search(text))
