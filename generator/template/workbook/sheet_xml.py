"""The part of a sheet (ECMA-376 part 1, 18.3.1) to what openpyxl forgets of it: cell formats, heights set by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from msgspec import Struct
from openpyxl.utils import column_index_from_string

from generator.lengths import Pt
from generator.template.workbook.package import MAIN


class RowXml(Struct, frozen=True):
    """What the part says of a row: its height in points where somebody set it, and its own format."""

    height: Pt | None = None
    format: int | None = None
    hidden: bool = False
    outline_level: int = 0


class SheetXml(Struct, frozen=True):
    """What the part says of a sheet beyond openpyxl: cell formats by (row, column), rows, everything else."""

    root: Element
    formats: Mapping[tuple[int, int], int]
    rows: Mapping[int, RowXml]

    def child(self, name: str) -> Element | None:
        """A child of the root."""
        return self.root.find(f"{MAIN}{name}")


def truth(value: str | None) -> bool:
    """An XML boolean."""
    return value in ("1", "true", "on")


def sheet_xml(root: Element) -> SheetXml:
    """The part of a sheet, its cells and rows looked up."""
    formats: dict[tuple[int, int], int] = {}
    rows: dict[int, RowXml] = {}
    number = 0
    for element in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(element.get("r") or number + 1)
        rows[number - 1] = row_xml(element)
        column = -1
        for cell in element.iterfind(f"{MAIN}c"):
            reference = cell.get("r")
            column = column_index_from_string(re.sub(r"\d", "", reference)) - 1 if reference else column + 1
            formats[number - 1, column] = int(cell.get("s") or 0)
    return SheetXml(root, formats, rows)


def row_xml(element: Element) -> RowXml:
    """What the part says of a row."""
    height = element.get("ht") if truth(element.get("customHeight")) else None
    return RowXml(
        height=Pt(float(height)) if height else None,
        format=int(element.get("s") or 0) if truth(element.get("customFormat")) else None,
        hidden=truth(element.get("hidden")),
        outline_level=int(element.get("outlineLevel") or 0),
    )
