"""Departments that fill in the sheet that they were sent and send it back, saved at a moment that the test says."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

PROPERTIES = "docProps/core.xml"


def send_back(sheet: Path, to: Path, answers: Mapping[str, Mapping[str, str]], saved: str, signed: str = "") -> Path:
    """Fill in a sheet (task id → heading → text), sign it at its foot, and save it as `to` at a moment."""
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    columns = {str(cell.value): cell.column for cell in reversed(cells)}
    rows = {str(cell.value): cell.row for cell in cells if cell.column == columns["标识"]}
    for task, texts in answers.items():
        for heading, text in texts.items():
            page.cell(rows[task], columns[heading]).value = text or None
    for cell in cells:
        if signed and str(cell.value).startswith("填报人"):
            cell.value = f"填报人：{signed}"
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    saved_at(to, saved)
    return to


def saved_at(path: Path, moment: str) -> None:
    """Let a workbook say that it was saved at a moment (``2021-06-20T08:30:00Z``)."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[PROPERTIES].decode()
    parts[PROPERTIES] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{moment}", text).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
