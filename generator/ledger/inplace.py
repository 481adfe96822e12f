"""The bytes of a workbook to the same workbook with some cells changed, every other part as it was.

The workbook is edited as what it is, a zip of XML parts: cells are put into the part of their sheet, and all parts that
hold none of them are copied byte for byte. So charts, pictures, shapes, comments, formats, and the values that formulas
last had stay, where a library that reads and writes the whole workbook drops what it does not know.
Standard: ECMA-376 part 1, 18.2 (workbook) and 18.3 (worksheets); part 2 (relationships and content types).
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree
from msgspec import Struct, field

from generator.excel import UNWRITABLE, column_index, column_letters
from generator.model import ExtraValue

if TYPE_CHECKING:
    Element: TypeAlias = etree._Element

OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""ECMA-376 part 1, 22.9.2.19: ``_x0041_`` in a text stands for a character, so the text itself is escaped."""
ADDRESS = re.compile("([A-Z]+)([0-9]+)")
NOTES_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
"""Old programs write boxes of notes that are not well-formed."""
EPOCH = datetime.datetime(1899, 12, 30)


def parse(data: bytes) -> Element:
    """The root of a part; nothing outside of it is loaded."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def serialise(root: Element) -> bytes:
    """A part as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """An element's name without its namespace; transitional and strict documents differ only in that."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of this name."""
    return next((each for each in element if local(each) == name), None)


def remove(element: Element, attribute: str) -> None:
    """Take an attribute away where it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


class SheetPart(Struct, dict=True):
    """One sheet while it is edited; rows and columns count from 0."""

    root: Element
    formulas: list[str] = field(default_factory=list)
    """Cells whose formula was replaced by a value."""

    def __post_init__(self) -> None:
        self.namespace = etree.QName(self.root).namespace or ""
        found = child(self.root, "sheetData")
        self.data = found if found is not None else etree.SubElement(self.root, self.tag("sheetData"))
        self.rows: dict[int, Element] = {}
        number = -1
        for row in self.data:
            if local(row) == "row":
                number = int(row.get("r", number + 2)) - 1
                self.rows[number] = row
        self.numbers = sorted(self.rows)

    def tag(self, name: str) -> str:
        """A name in the sheet's namespace."""
        return f"{{{self.namespace}}}{name}"

    def put(self, row: int, column: int, value: ExtraValue) -> None:
        """Change one cell; its look stays, or is that of the cell above where it had none."""
        cell = self.cell(row, column)
        if child(cell, "f") is not None:
            self.formulas.append(f"{column_letters(column)}{row + 1}")
        for part in list(cell):
            cell.remove(part)
        for name in ("t", "cm", "vm"):
            remove(cell, name)
        self.fill(cell, value)

    def fill(self, cell: Element, value: ExtraValue) -> None:
        """Give an empty cell its value."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, self.tag("is")), self.tag("t"))
            text.text = ESCAPE.sub("_x005F_", UNWRITABLE.sub("", value))
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            return
        if isinstance(value, bool):
            cell.set("t", "b")
        etree.SubElement(cell, self.tag("v")).text = number_text(value)

    def move_rows(self, moves: Mapping[int, int], emptied: Collection[int]) -> None:
        """Move whole rows, looks and all, each to another place; formulas go on to refer to cells of their own row.

        Those that several cells share cannot be moved: they are among the formulas that are lost. The links of rows
        that are `emptied` go.
        """
        taken = {row: self.rows.pop(row) for row in moves if row in self.rows}
        for row in set(moves.values()) & self.rows.keys():  # nothing of ours: no row goes where another one stays
            self.data.remove(self.rows.pop(row))
        for element in taken.values():
            self.data.remove(element)
        for row, element in taken.items():
            self.move_row(element, row, moves[row])
            self.rows[moves[row]] = element
        self.numbers = sorted(self.rows)
        for number in self.numbers:
            self.data.append(self.rows[number])
        links = child(self.root, "hyperlinks")
        for link in [] if links is None else list(links):
            if links is not None and row_of(link.get("ref", "")) in emptied:
                links.remove(link)
            link.set("ref", moved_reference(link.get("ref", ""), moves))
        if links is not None and not len(links):
            self.root.remove(links)  # a list without entries is none (18.3.1.48)

    def move_row(self, element: Element, row: int, target: int) -> None:
        """Give a row's element and its cells other names, and its formulas other references."""
        cells = self.cells(element)
        element.set("r", str(target + 1))
        for column, cell in cells.items():
            former, name = f"{column_letters(column)}{row + 1}", f"{column_letters(column)}{target + 1}"
            cell.set("r", name)
            formula = child(cell, "f")
            if formula is None or row == target:
                continue
            if formula.attrib:
                self.formulas.append(former)
                cell.remove(formula)
            else:
                formula.text = moved_formula(formula.text or "", former, name)

    def cell(self, row: int, column: int) -> Element:
        """The element of a cell, made where it is not there."""
        cells = self.cells(self.row(row))
        if column in cells:
            return cells[column]
        line = self.row(row)
        made = etree.Element(self.tag("c"), {"r": f"{column_letters(column)}{row + 1}"})
        line.insert(sum(1 for each in cells if each < column), made)
        remove(line, "spans")
        above = bisect_left(self.numbers, row) - 1
        there = self.cells(self.rows[self.numbers[above]]) if above >= 0 else {}
        if column in there and there[column].get("s"):
            made.set("s", there[column].get("s", ""))
        self.widen(row, column)
        return made

    def row(self, number: int) -> Element:
        """The element of a row, made where it is not there."""
        if number not in self.rows:
            made = etree.Element(self.tag("row"), {"r": str(number + 1)})
            place = bisect_left(self.numbers, number)
            if place < len(self.numbers):
                self.rows[self.numbers[place]].addprevious(made)
            else:
                self.data.append(made)
            self.numbers.insert(place, number)
            self.rows[number] = made
        return self.rows[number]

    @staticmethod
    def cells(row: Element) -> dict[int, Element]:
        """The cells of a row by column; writers may leave out a cell's name where it follows the one before."""
        found: dict[int, Element] = {}
        column = -1
        for cell in row:
            if local(cell) == "c":
                match = ADDRESS.fullmatch(cell.get("r", ""))
                column = column_index(match[1]) if match else column + 1
                found[column] = cell
        return found

    def widen(self, row: int, column: int) -> None:
        """Let the sheet's dimension reach a cell, and its filter the row, where that ended just above."""
        for name, grows_right in (("dimension", True), ("autoFilter", False)):
            element = child(self.root, name)
            cells = [
                ADDRESS.fullmatch(part) for part in (element.get("ref", "") if element is not None else "").split(":")
            ]
            if element is None or not all(cells):
                continue
            first, last = cells[0], cells[-1]
            assert first is not None and last is not None
            bottom, right = int(last[2]), column_index(last[1])
            if grows_right:
                bottom, right = max(bottom, row + 1), max(right, column)
            elif bottom == row:
                bottom = row + 1
            element.set("ref", f"{first[0]}:{column_letters(right)}{bottom}")


def moved_formula(text: str, former: str, name: str) -> str:
    """A formula of the cell `former` as it reads in the cell `name`."""
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={text}", former).translate_formula(name)).removeprefix("=")


def moved_reference(reference: str, moves: Mapping[int, int]) -> str:
    """The name of a cell whose row was moved."""
    match = ADDRESS.fullmatch(reference)
    return f"{match[1]}{moves.get(int(match[2]) - 1, int(match[2]) - 1) + 1}" if match else reference


def row_of(reference: str) -> int:
    """The row of a cell, counted from 0; -1 where the name is none of one cell."""
    match = ADDRESS.fullmatch(reference)
    return int(match[2]) - 1 if match else -1


def number_text(value: float | datetime.date) -> str:
    """A number, a truth value, or a moment as days since the epoch (18.17.4.1)."""
    if isinstance(value, datetime.date):
        moment = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
        days = (moment - EPOCH) / datetime.timedelta(days=1)
        return str(int(days)) if days.is_integer() else repr(days)
    return str(int(value)) if isinstance(value, bool) or float(value).is_integer() else repr(value)


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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.data = {entry.filename: archive.read(entry) for entry in self.entries}
        root_rels = parse(self.data["_rels/.rels"])
        office = next(each for each in root_rels if (each.get("Type") or "").endswith("/officeDocument"))
        self.path = (office.get("Target") or "").lstrip("/")
        self.workbook = parse(self.data[self.path])
        self.rels_path = posixpath.join(posixpath.dirname(self.path), "_rels", posixpath.basename(self.path) + ".rels")
        self.rels = parse(self.data[self.rels_path])
        self.parts: dict[str, SheetPart] = {}
        self.changed: dict[str, Element] = {}
        targets = {each.get("Id"): self.absolute(each.get("Target") or "") for each in self.rels}
        strict = "purl.oclc.org" in (etree.QName(self.workbook).namespace or "")
        self.relation = STRICT_REL if strict else OFFICE_REL
        self.sheets = {
            each.get("name") or "": targets[each.get(f"{{{self.relation}}}id")] for each in self.sheet_elements()
        }

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
        return ("数字签名",) if any(name.startswith("_xmlsignatures/") for name in self.data) else ()

    def sheet(self, name: str) -> SheetPart:
        """A sheet to edit."""
        path = self.sheets[name]
        if path not in self.parts:
            self.parts[path] = SheetPart(parse(self.data[path]))
        return self.parts[path]

    def move_rows(self, name: str, moves: Mapping[int, int], emptied: Collection[int] = ()) -> None:
        """Move whole rows of a sheet with what hangs on their cells: looks, links, notes and their boxes.

        Of rows that are `emptied`, as they were before, links and notes go.
        """
        if not emptied and all(row == target for row, target in moves.items()):
            return
        self.sheet(name).move_rows(moves, emptied)
        path = self.sheets[name]
        rels = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels")
        for relation in parse(self.data[rels]) if rels in self.data else ():
            kind = (relation.get("Type") or "").rpartition("/")[2]
            part = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), relation.get("Target") or ""))
            if kind in ("comments", "threadedComment", "vmlDrawing") and (part := part.lstrip("/")) in self.data:
                self.changed[part] = moved_notes(self.data[part], moves, emptied)

    def add_sheet(self, name: str, widths: Sequence[float]) -> SheetPart:
        """A new sheet behind the others."""
        folder = posixpath.join(posixpath.dirname(self.path), "worksheets")
        number = next(n for n in range(1, len(self.data) + 2) if f"{folder}/sheet{n}.xml" not in self.data)
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
        types = parse(self.data["[Content_Types].xml"])
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{path}", "ContentType": SHEET_TYPE})
        self.changed |= {self.path: self.workbook, self.rels_path: self.rels, "[Content_Types].xml": types}
        root = etree.Element(f"{{{namespace}}}worksheet", nsmap={None: namespace})  # type: ignore[dict-item]
        columns = etree.SubElement(root, f"{{{namespace}}}cols")
        for column, width in enumerate(widths, 1):
            place = {"min": str(column), "max": str(column), "width": str(width), "customWidth": "1"}
            etree.SubElement(columns, f"{{{namespace}}}col", place)
        self.sheets[name] = path
        self.parts[path] = SheetPart(root)
        return self.parts[path]

    def as_bytes(self) -> bytes:
        """The edited workbook. Formulas are worked out again when it is opened: they may hang on an edit."""
        changed = {name: serialise(root) for name, root in self.changed.items()}
        changed |= {path: serialise(part.root) for path, part in self.parts.items()}
        if any(part.formulas for part in self.parts.values()):
            changed |= self.without_calculation_chain()
        calculation = child(self.workbook, "calcPr")
        if calculation is not None:
            calculation.set("fullCalcOnLoad", "1")
            changed[self.path] = serialise(self.workbook)
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self.entries:
                data = changed.pop(entry.filename, self.data[entry.filename])
                if data:
                    archive.writestr(entry, data, entry.compress_type)
            for name, data in changed.items():
                if data:
                    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return output.getvalue()

    def without_calculation_chain(self) -> dict[str, bytes]:
        """The parts that change when the order of calculation is forgotten; readers find it anew (18.6)."""
        for relation in list(self.rels):
            if (relation.get("Type") or "").endswith("/calcChain"):
                path = self.absolute(relation.get("Target") or "")
                self.rels.remove(relation)
                types = self.changed.get("[Content_Types].xml")
                types = parse(self.data["[Content_Types].xml"]) if types is None else types
                for override in [each for each in types if each.get("PartName") == f"/{path}"]:
                    types.remove(override)
                return {
                    path: b"",
                    self.rels_path: serialise(self.rels),
                    "[Content_Types].xml": serialise(types),
                }
        return {}
