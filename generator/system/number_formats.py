"""Numbers of a workbook whose format says another thing than their value to what people see in the cell.

Whoever types 100% into a cell has the number 1 there; 6月20日 and 2021年6月 are whole days, with a year or a day that
nobody typed. Chinese Excel and WPS number the formats of such dates 27 to 36 and 50 to 58 and write them nowhere
(ECMA-376 part 1, 18.8.30), so that readers of values take them for plain numbers: 44,367.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Collection, Mapping
from typing import Literal

from generator.system.workbook_parts import UNREADABLE, WORKBOOK, attributes, relations, sheet_parts

Kind = Literal["percent", "month", "day"]
"""What a cell shows: 50%, 2021年6月, 6月20日."""

UNWRITTEN = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}
"""Formats of dates that Chinese programs know by number alone."""
WRITTEN = {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}
"""Those that every program knows by number, of the kinds that matter here."""
FORMS = re.compile(rb"<(?:[\w.-]+:)?numFmt\s([^>]*)>")
FORMATS = re.compile(rb"<(?:[\w.-]+:)?cellXfs\b.*?</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
FORMAT = re.compile(rb"<(?:[\w.-]+:)?xf\s([^>]*)>")
NUMBER = re.compile(rb"numFmtId\s*=\s*[\"'](\d+)[\"']")
CELL = re.compile(rb"<((?:[\w.-]+:)?)c\s([^>]*[^>/])>(?:<\1f(?:\s[^>]*)?(?:/>|>[^<]*</\1f>))?<\1v>([^<]*)</\1v></\1c>")
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].')
EPOCH = datetime.datetime(1899, 12, 30)
MAX_DAY = 2_958_465
"""31 December 9999."""
ALL: tuple[Kind, ...] = ("percent", "month", "day")
MONTHS: tuple[Kind, ...] = ("month",)
PERCENTAGES: tuple[Kind, ...] = ("percent",)


def as_shown(data: bytes, kinds: Collection[Kind] = ALL, sheet: str = "") -> bytes:
    """The workbook with its numbers of these kinds as texts, and with the formats of dates that were not written.

    `sheet` is the one whose numbers are meant, all of them by default. The same bytes where there are none, or where
    its parts cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            changed = changed_parts(archive, kinds, sheet)
            return rewritten(archive, changed) if changed else data
    except UNREADABLE:
        return data


def changed_parts(archive: zipfile.ZipFile, kinds: Collection[Kind], sheet: str) -> dict[str, bytes]:
    """Part → what it says instead."""
    styles = next((part for _, kind, part in relations(archive, WORKBOOK) if kind == "styles"), "")
    if not styles:
        return {}
    text = archive.read(styles)
    forms = written_forms(text)
    numbers = used_numbers(text)
    changed = {}
    if any(number in UNWRITTEN and number not in forms for number in numbers):
        changed[styles] = with_plain_dates(text, forms)
    known = {**UNWRITTEN, **WRITTEN, **forms}
    shown = ((place, kind_of(known.get(number, ""))) for place, number in enumerate(numbers))
    wanted = {str(place).encode(): kind for place, kind in shown if kind is not None and kind in kinds}
    if wanted and b"date1904" not in archive.read(WORKBOOK):
        for part in (part for name, part in sheet_parts(archive) if sheet in ("", name)):
            before = archive.read(part)
            after = with_texts(before, wanted)
            if after != before:
                changed[part] = after
    return changed


def written_forms(styles: bytes) -> dict[int, str]:
    """Number → format, of those that the workbook writes."""
    found = (attributes(each.decode("utf-8", "replace")) for each in FORMS.findall(styles))
    return {int(each["numFmtId"]): each.get("formatCode", "") for each in found if each.get("numFmtId", "").isdecimal()}


def used_numbers(styles: bytes) -> list[int]:
    """The numbers of the formats of cells, in the order in which cells count them."""
    formats = FORMATS.search(styles)
    found = [NUMBER.search(each) for each in FORMAT.findall(formats[0])] if formats else []
    return [int(match[1]) if match else 0 for match in found]


def with_plain_dates(styles: bytes, forms: Mapping[int, str]) -> bytes:
    """The styles, cells of dates that readers do not know bearing the number of one that they know (14)."""
    formats = FORMATS.search(styles)
    if formats is None:
        return styles
    plain = NUMBER.sub(
        lambda match: b'numFmtId="14"' if int(match[1]) in UNWRITTEN and int(match[1]) not in forms else match[0],
        formats[0],
    )
    return styles.replace(formats[0], plain, 1)


def kind_of(form: str) -> Kind | None:
    """What cells of a format show; None if it is their value."""
    first = QUOTED.sub("", form.partition(";")[0]).lower()
    if "%" in first:
        return "percent"
    if "h" in first or "s" in first or "m" not in first:
        return None
    has_year, has_day = "y" in first or "e" in first, "d" in first
    return None if has_year == has_day else "month" if has_year else "day"


def with_texts(sheet: bytes, wanted: Mapping[bytes, Kind]) -> bytes:
    """A sheet, the numbers in cells of some formats as texts."""

    def text(match: re.Match[bytes]) -> bytes:
        head = attributes(match[2].decode("utf-8", "replace"))
        kind = wanted.get(head.get("s", "").encode())
        shown = shown_as(match[3], kind) if kind and head.get("t", "n") == "n" else ""
        if not shown:
            return match[0]
        prefix = match[1].decode()
        return f'<{prefix}c r="{head.get("r", "")}" t="str"><{prefix}v>{shown}</{prefix}v></{prefix}c>'.encode()

    return CELL.sub(text, sheet)


def shown_as(value: bytes, kind: Kind) -> str:
    """What a number shows; empty if it is none."""
    try:
        number = float(value)
    except ValueError:
        return ""
    if kind == "percent":
        return f"{round(number * 100, 8):.10g}%"
    if not 1 <= number <= MAX_DAY:
        return ""
    day = EPOCH + datetime.timedelta(days=int(number))
    return f"{day.year}年{day.month}月" if kind == "month" else f"{day.month}月{day.day}日"


def rewritten(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """A container with some of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for entry in archive.infolist():
            made.writestr(entry.filename, changed.get(entry.filename) or archive.read(entry.filename))
    return stream.getvalue()
