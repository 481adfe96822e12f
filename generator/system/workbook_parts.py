"""The parts of a workbook's container that readers of values do not look at: sheets by name, what belongs to each.

ECMA-376 part 1, 18.2.19 (sheet); part 2, 9.3 (relationships).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

WORKBOOK = "xl/workbook.xml"
SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s([^>]*)>")
RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, UnicodeError, NotImplementedError)
"""What reading a part raises where it is not where it usually is, or damaged."""


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet, its part) of a workbook."""
    targets = {id: target for id, _, target in relations(archive, WORKBOOK)}
    for each in map(attributes, SHEET.findall(archive.read(WORKBOOK).decode("utf-8", "replace"))):
        ids = [value for name, value in each.items() if name.endswith(":id")]
        if ids and ids[0] in targets:
            yield each.get("name", ""), targets[ids[0]]


def relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """(id, kind, part) of each part that a part refers to; the kind is the last word of its type: ``comments``."""
    folder, name = posixpath.split(part)
    try:
        text = archive.read(f"{folder}/_rels/{name}.rels").decode("utf-8", "replace")
    except KeyError:
        return
    for each in map(attributes, RELATION.findall(text)):
        target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
        yield each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target


def attributes(text: str) -> dict[str, str]:
    """The attributes of an element."""
    return {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(text)}
