"""The bytes of a workbook to the same workbook with some cells changed, every other part as it was.

The workbook is edited as what it is, a zip of XML parts: cells are put into the part of their sheet (sheet_part.py),
and all parts that hold none of them are copied byte for byte. So charts, pictures, shapes, comments, formats, and the
values that formulas last had stay, where a library that reads and writes whole workbooks drops what it does not know.
Standard: ECMA-376 part 1, 18.2 (workbook) and 18.3 (worksheets); part 2 (relationships and content types).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from lxml import etree

from generator.ledger.sheet_part import SheetPart, child, local, moved_reference, parse, row_of, serialise

if TYPE_CHECKING:
    from generator.ledger.sheet_part import Element

OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
NOTES_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
"""Old programs write boxes of notes that are not well-formed."""


def moved_notes(data: bytes, moves: Mapping[int, int], emptied: Collection[int]) -> Element:
    """A part of notes (18.7, or threaded), or of the boxes in which they are drawn (VML), their rows moved.

    Those of rows that are `emptied` go: they would stand at nothing.
    """
    root = etree.fromstring(data, NOTES_PARSER)
    for element in list(root.iter()):
        reference, parent = element.get("ref"), element.getparent()
        if reference and parent is not None and row_of(reference) in emptied:
            parent.remove(element)
        elif reference:
            element.set("ref", moved_reference(reference, moves))
        elif local(element) == "ClientData" and parent is not None and row_of_box(element) in emptied:
            parent.getparent().remove(parent)
        elif local(element) == "ClientData":
            move_box(element, moves)
    return root


def row_of_box(box: Element) -> int:
    """The row at whose cell a note is drawn, counted from 0; -1 where it does not say so."""
    row = child(box, "Row")
    text = (row.text or "").strip() if row is not None else ""
    return int(text) if text.isdigit() else -1


def move_box(box: Element, moves: Mapping[int, int]) -> None:
    """Bring the box of a note to its cell; its anchor is column, offset, row, offset of two corners."""
    row, anchor, former = child(box, "Row"), child(box, "Anchor"), row_of_box(box)
    if row is None or former < 0:
        return
    down = moves.get(former, former) - former
    row.text = str(former + down)
    numbers = (anchor.text or "").split(",") if anchor is not None else []
    if anchor is not None and len(numbers) == 8 and all(number.strip().isdigit() for number in numbers):
        corners = [int(number) for number in numbers]
        corners[2], corners[6] = max(0, corners[2] + down), max(0, corners[6] + down)
        anchor.text = ", ".join(map(str, corners))


class WorkbookParts:
    """A workbook while it is edited; raises BadZipFile, KeyError, ValueError or XMLSyntaxError where it is none."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        if self.archive.testzip() is not None:
            raise zipfile.BadZipFile
        self.names = frozenset(self.archive.namelist())
        root_rels = self.part("_rels/.rels")
        office = next(each for each in root_rels if (each.get("Type") or "").endswith("/officeDocument"))
        self.path = (office.get("Target") or "").lstrip("/")
        self.workbook = self.part(self.path)
        self.rels_path = posixpath.join(posixpath.dirname(self.path), "_rels", posixpath.basename(self.path) + ".rels")
        self.rels = self.part(self.rels_path)
        self.parts: dict[str, SheetPart] = {}
        self.changed: dict[str, Element] = {}
        self.gone: set[str] = set()
        targets = {each.get("Id"): self.absolute(each.get("Target") or "") for each in self.rels}
        strict = "purl.oclc.org" in (etree.QName(self.workbook).namespace or "")
        self.relation = STRICT_REL if strict else OFFICE_REL
        self.sheets = {
            each.get("name") or "": targets[each.get(f"{{{self.relation}}}id")] for each in self.sheet_elements()
        }

    def part(self, name: str) -> Element:
        """The root of a part."""
        return parse(self.archive.read(name))

    def sheet_elements(self) -> Sequence[Element]:
        """The entries of the list of sheets."""
        sheets = child(self.workbook, "sheets")
        return [] if sheets is None else list(sheets)

    def absolute(self, target: str) -> str:
        """A relationship's target as the name of a part."""
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(self.path), target)).lstrip("/")

    @property
    def breaks(self) -> tuple[str, ...]:
        """What any edit breaks, whatever it changes."""
        return ("数字签名",) if any(name.startswith("_xmlsignatures/") for name in self.names) else ()

    def sheet(self, name: str) -> SheetPart:
        """A sheet to edit."""
        path = self.sheets[name]
        if path not in self.parts:
            self.parts[path] = SheetPart(self.archive.read(path))
        return self.parts[path]

    def look(self, name: str, row: int, column: int) -> str:
        """The number of a cell's format; empty where it has none. The sheet is not edited for that."""
        path = self.sheets[name]
        return (self.parts.get(path) or SheetPart(self.archive.read(path))).look(row, column)

    def move_rows(self, name: str, moves: Mapping[int, int], emptied: Collection[int] = ()) -> None:
        """Move whole rows of a sheet with what hangs on their cells: looks, links, notes and their boxes.

        Of rows that are `emptied`, as they were before, links and notes go.
        """
        if not emptied and all(row == target for row, target in moves.items()):
            return
        self.sheet(name).move_rows(moves, emptied)
        path = self.sheets[name]
        rels = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels")
        for relation in self.part(rels) if rels in self.names else ():
            kind = (relation.get("Type") or "").rpartition("/")[2]
            part = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), relation.get("Target") or ""))
            if kind in ("comments", "threadedComment", "vmlDrawing") and (part := part.lstrip("/")) in self.names:
                self.changed[part] = moved_notes(self.archive.read(part), moves, emptied)

    def add_sheet(self, name: str, widths: Sequence[float]) -> SheetPart:
        """A new sheet behind the others."""
        folder = posixpath.join(posixpath.dirname(self.path), "worksheets")
        number = next(n for n in range(1, len(self.names) + 2) if f"{folder}/sheet{n}.xml" not in self.names)
        path = f"{folder}/sheet{number}.xml"
        identifiers = {each.get("Id") for each in self.rels}
        identifier = next(f"rId{n}" for n in range(1, len(identifiers) + 2) if f"rId{n}" not in identifiers)
        etree.SubElement(
            self.rels,
            f"{{{PACKAGE_REL}}}Relationship",
            {"Id": identifier, "Type": f"{self.relation}/worksheet", "Target": f"/{path}"},
        )
        sheets = child(self.workbook, "sheets")
        assert sheets is not None
        used = [int(each.get("sheetId") or 0) for each in sheets]
        namespace = etree.QName(self.workbook).namespace
        entry = etree.SubElement(sheets, f"{{{namespace}}}sheet", {"name": name, "sheetId": str(max(used) + 1)})
        entry.set(f"{{{self.relation}}}id", identifier)
        types = self.part("[Content_Types].xml")
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{path}", "ContentType": SHEET_TYPE})
        self.changed |= {self.path: self.workbook, self.rels_path: self.rels, "[Content_Types].xml": types}
        root = etree.Element(f"{{{namespace}}}worksheet", nsmap={None: namespace})  # type: ignore[dict-item]
        columns = etree.SubElement(root, f"{{{namespace}}}cols")
        for column, width in enumerate(widths, 1):
            place = {"min": str(column), "max": str(column), "width": str(width), "customWidth": "1"}
            etree.SubElement(columns, f"{{{namespace}}}col", place)
        self.sheets[name] = path
        self.parts[path] = SheetPart(serialise(root))
        return self.parts[path]

    def as_bytes(self) -> bytes:
        """The edited workbook. Formulas are worked out again when it is opened: they may hang on an edit."""
        if any(part.formulas for part in self.parts.values()):
            self.forget_calculation_chain()
        calculation = child(self.workbook, "calcPr")
        if calculation is not None:
            calculation.set("fullCalcOnLoad", "1")
            self.changed[self.path] = self.workbook
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            for name in dict.fromkeys((*self.archive.namelist(), *self.changed, *self.parts)):
                if name not in self.gone:
                    with archive.open(self.entry(name), "w") as stream:
                        stream.writelines(self.chunks(name))
        return output.getvalue()

    def entry(self, name: str) -> zipfile.ZipInfo:
        """A part's entry in the zip: as it was, or the same on any day."""
        if name in self.names:
            return copy(self.archive.getinfo(name))
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry

    def chunks(self, name: str) -> Iterable[bytes]:
        """The bytes of a part as it is to be, piece by piece."""
        if name in self.parts:
            return self.parts[name].chunks()
        return (serialise(self.changed[name]) if name in self.changed else self.archive.read(name),)

    def forget_calculation_chain(self) -> None:
        """Leave out the order of calculation; readers find it anew (18.6)."""
        for relation in list(self.rels):
            if (relation.get("Type") or "").endswith("/calcChain"):
                path = self.absolute(relation.get("Target") or "")
                self.rels.remove(relation)
                types = self.changed.get("[Content_Types].xml")
                types = self.part("[Content_Types].xml") if types is None else types
                for override in [each for each in types if each.get("PartName") == f"/{path}"]:
                    types.remove(override)
                self.changed |= {self.rels_path: self.rels, "[Content_Types].xml": types}
                self.gone.add(path)
