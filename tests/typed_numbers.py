"""Cells as Chinese Excel and WPS leave them after somebody typed 6月20日: a number whose format is written nowhere."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl

STYLES = "xl/styles.xml"


def with_format_number(data: bytes, form: str, number: int) -> bytes:
    """A workbook in which cells of a format bear its number alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts[STYLES].decode()
    written = next(each for each in re.findall(r"<numFmt\s[^>]*/>", styles) if f'"{form}"' in each)
    given = re.search(r'numFmtId="(\d+)"', written)[1]
    styles = styles.replace(written, "").replace(f'numFmtId="{given}"', f'numFmtId="{number}"')
    parts[STYLES] = re.sub(r"<numFmts[^>]*(/>|>\s*</numFmts>)", "", styles).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def type_numbers(path: Path, cells: dict[str, tuple[float, str | int]], sheet: str = "") -> None:
    """Put numbers into cells of a sheet (the first), each with a format, or with the number of one."""
    book = openpyxl.load_workbook(path)
    page = book[sheet] if sheet else book.worksheets[0]
    numbers = {}
    for place, (value, form) in cells.items():
        page[place] = value
        page[place].number_format = form if isinstance(form, str) else f"0.{'0' * form}"
        if isinstance(form, int):
            numbers[f"0.{'0' * form}"] = form
    book.save(path)
    data = path.read_bytes()
    for form, number in numbers.items():
        data = with_format_number(data, form, number)
    path.write_bytes(data)
