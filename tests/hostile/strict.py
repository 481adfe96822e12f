"""A workbook file to its cells and merges by the letter of ECMA-376; whatever breaks a rule is told.

Independent of the libraries that write and read workbooks: parts, content types and relationships (part 2), then the
sheets, strings and styles (part 1, 18). What a reader like Excel would offer to repair is a fault here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""The children of a worksheet in the order of its schema (18.3.1.99)."""
DANGEROUS = ("externalLink", "oleObject", "vbaProject", "connections", "queryTable", "control", "package")


@dataclass
class StrictSheet:
    """One sheet as its XML says."""

    cells: dict[str, Any] = field(default_factory=dict)
    merges: set[str] = field(default_factory=set)


class StrictReader:
    """Reads one workbook; `faults` says everything that breaks a rule."""

    def __init__(self, data: bytes) -> None:
        self.faults: list[str] = []
        self.roots: dict[str, Any] = {}
        self.sheets: dict[str, StrictSheet] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            self.parts = {name: archive.read(name) for name in names}
        self.check(len(names) == len(set(names)), "a part is there twice")
        self.check(len(names) == len({name.lower() for name in names}), "part names differ only in case")
        for name, part in self.parts.items():
            self.check(not name.startswith("/") and ".." not in name and "\\" not in name, f"path {name}")
            if name.endswith((".xml", ".rels", ".vml")):
                self.parse(name, part)
        if not self.faults:
            self.content_types()
            self.relations = {name: dict(self.relations_of(name)) for name in self.sources()}
            self.check_reachable()
            self.workbook()

    def check(self, holds: bool, fault: str) -> None:
        """Tell a fault where a rule does not hold."""
        if not holds:
            self.faults.append(fault)

    def parse(self, name: str, part: bytes) -> None:
        """A part must be well-formed XML without a document type."""
        try:
            root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError as failure:
            self.faults.append(f"{name}: {failure}")
            return
        self.check(root.getroottree().docinfo.doctype == "", f"{name} has a document type")
        self.roots[name] = root

    # -- the package

    def content_types(self) -> None:
        """Every part has a content type, and each override has its part."""
        root = self.roots["[Content_Types].xml"]
        defaults = [each.get("Extension").lower() for each in root.iter(f"{TYPES}Default")]
        overrides = [each.get("PartName") for each in root.iter(f"{TYPES}Override")]
        self.check(len(defaults) == len(set(defaults)), "an extension has two content types")
        self.check(len(overrides) == len(set(overrides)), "a part has two content types")
        for name in overrides:
            self.check(name.lstrip("/") in self.parts, f"content type of the missing part {name}")
        for name in self.parts:
            known = f"/{name}" in overrides or name.rsplit(".", 1)[-1].lower() in defaults
            self.check(known or name == "[Content_Types].xml", f"{name} has no content type")

    def sources(self) -> Iterator[str]:
        """The parts that have relationships; the package itself is the empty name."""
        for name in self.parts:
            if name.endswith(".rels"):
                folder, file = posixpath.split(name)
                yield posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))

    def relations_of(self, source: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id → (kind, part) of a part's relationships: ids once, targets there, none outside."""
        folder, file = posixpath.split(source)
        root = self.roots[posixpath.join(folder, "_rels", f"{file}.rels")]
        self.check(source == "" or source in self.parts, f"relationships of the missing part {source}")
        seen = set()
        for each in root.iter(f"{RELATION}Relationship"):
            identity, kind, target = each.get("Id"), each.get("Type", ""), each.get("Target", "")
            self.check(identity not in seen, f"{source}: relationship {identity} twice")
            seen.add(identity)
            self.check(each.get("TargetMode") != "External", f"{source}: leads out to {target}")
            self.check(not kind.rsplit("/", 1)[-1].startswith(DANGEROUS), f"{source}: {kind}")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            self.check(part in self.parts, f"{source}: {identity} leads to the missing part {part}")
            yield identity, (kind.rsplit("/", 1)[-1], part)

    def check_reachable(self) -> None:
        """Every part is led to, and every relationship id that is used is there."""
        led = {part for relations in self.relations.values() for _, part in relations.values()}
        for name in self.parts:
            if name != "[Content_Types].xml" and not name.endswith(".rels"):
                self.check(name in led, f"nothing leads to {name}")
        for name, root in self.roots.items():
            for element in root.iter():
                if isinstance(element.tag, str) and element.get(ID) is not None:
                    self.check(element.get(ID) in self.relations.get(name, {}), f"{name}: {element.get(ID)} is nowhere")

    # -- the workbook

    def part_of(self, source: str, kind: str) -> str | None:
        """The part that a part is related to as `kind`."""
        return next((part for name, part in self.relations.get(source, {}).values() if name == kind), None)

    def workbook(self) -> None:
        """Names and sheets."""
        book = self.part_of("", "officeDocument") or ""
        root = self.roots[book]
        strings_part, styles_part = self.part_of(book, "sharedStrings"), self.part_of(book, "styles")
        self.strings = list(self.shared_strings(strings_part)) if strings_part else []
        self.formats = self.styles(self.roots[styles_part]) if styles_part else 1
        names = [each.get("name") for each in root.iter(f"{MAIN}sheet")]
        self.check(len({name.lower() for name in names}) == len(names), "two sheets bear one name")
        for name in names:
            self.check(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name), f"sheet name {name!r}")
        numbers = [each.get("sheetId") for each in root.iter(f"{MAIN}sheet")]
        self.check(len(set(numbers)) == len(numbers), "two sheets have one number")
        for each in root.iter(f"{MAIN}sheet"):
            part = self.relations[book].get(each.get(ID), ("", ""))[1]
            if part in self.roots:
                self.sheets[each.get("name")] = self.sheet(part)
        for each in root.iter(f"{MAIN}definedName"):
            local = each.get("localSheetId")
            self.check(local is None or int(local) < len(names), f"name {each.get('name')} of no sheet")

    def shared_strings(self, part: str) -> Iterator[str]:
        """The texts of the string table."""
        root = self.roots[part]
        items = root.findall(f"{MAIN}si")
        self.check(int(root.get("uniqueCount", len(items))) == len(items), "uniqueCount is wrong")
        for item in items:
            yield self.text_of(item)

    def text_of(self, item: Any) -> str:
        """The text of a string item, escapes undone."""
        text = "".join(each.text or "" for each in item.iter(f"{MAIN}t") if each.getparent().tag != f"{MAIN}rPh")
        plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        self.check(len(plain.encode("utf-16-le", "surrogatepass")) // 2 <= 32_767, "a text is too long")
        return plain

    def styles(self, root: Any) -> int:
        """The number of cell formats; their indexes lie within their tables."""
        counts = {}
        for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
            table = root.find(f"{MAIN}{name}")
            counts[name] = len(table) if table is not None else 0
            if table is not None:
                self.check(int(table.get("count", len(table))) == len(table), f"count of {name} is wrong")
        custom = {int(each.get("numFmtId")) for each in root.iter(f"{MAIN}numFmt")}
        for xf in root.find(f"{MAIN}cellXfs"):
            for attribute, table in (
                *(("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs")),
            ):
                self.check(int(xf.get(attribute, 0)) < max(counts[table], 1), f"{attribute} out of range")
            number = int(xf.get("numFmtId", 0))
            self.check(number < 164 or number in custom, f"number format {number} is nowhere")
        self.dxfs = counts["dxfs"]
        return counts["cellXfs"]

    # -- a sheet

    def sheet(self, part: str) -> StrictSheet:
        """One worksheet."""
        root, found = self.roots[part], StrictSheet()
        order = [ORDER.index(etree.QName(each).localname) for each in root]
        self.check(order == sorted(order), f"{part}: elements out of order")
        last_row = 0
        for row in root.iter(f"{MAIN}row"):
            number = int(row.get("r", last_row + 1))
            self.check(last_row < number <= 1_048_576, f"{part}: row {number} out of order")
            self.check(float(row.get("ht", 0)) <= 409.5, f"{part}: row {number} is too high")
            self.row(part, row, number, found)
            last_row = number
        self.merges(part, root, found)
        self.furniture(part, root)
        return found

    def row(self, part: str, row: Any, number: int, found: StrictSheet) -> None:
        """The cells of one row."""
        last = 0
        for cell in row:
            match = CELL.fullmatch(cell.get("r", ""))
            if not match:
                self.faults.append(f"{part}: cell {cell.get('r')}")
                continue
            column = column_number(match[1])
            self.check(
                int(match[2]) == number and last < column <= 16_384, f"{part}: cell {cell.get('r')} out of order"
            )
            self.check(int(cell.get("s", 0)) < self.formats, f"{part}: {cell.get('r')} has a format that is nowhere")
            last = column
            value = self.value(part, cell)
            if value is not None:
                found.cells[cell.get("r")] = value

    def value(self, part: str, cell: Any) -> Any:
        """What a cell holds; None where it is blank."""
        kind, text = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
        if kind == "inlineStr":
            return self.text_of(cell.find(f"{MAIN}is"))
        if text is None:
            return None
        if kind == "s":
            if int(text) >= len(self.strings):
                self.faults.append(f"{part}: {cell.get('r')}: string {text} is nowhere")
                return None
            return self.strings[int(text)]
        if kind == "n":
            return float(text)
        self.check(kind in ("b", "str", "e", "d"), f"{part}: {cell.get('r')}: type {kind}")
        return text == "1" if kind == "b" else text

    def merges(self, part: str, root: Any, found: StrictSheet) -> None:
        """Merges of two cells or more, none over another."""
        taken: set[tuple[int, int]] = set()
        table = root.find(f"{MAIN}mergeCells")
        if table is not None:
            self.check(len(table) > 0, f"{part}: an empty table of merges")
            self.check(int(table.get("count", len(table))) == len(table), f"{part}: count of merges is wrong")
        for each in root.iter(f"{MAIN}mergeCell"):
            top, left, bottom, right = corners(each.get("ref"))
            cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            self.check(len(cells) > 1, f"{part}: merge of one cell {each.get('ref')}")
            self.check(not cells & taken, f"{part}: merge {each.get('ref')} lies over another")
            taken |= cells
            found.merges.add(each.get("ref"))

    def furniture(self, part: str, root: Any) -> None:
        """Breaks, conditional formats, validations, headers."""
        for name in ("rowBreaks", "colBreaks"):
            table = root.find(f"{MAIN}{name}")
            if table is not None:
                places = [int(each.get("id")) for each in table]
                self.check(places == sorted(set(places)), f"{part}: {name} out of order")
                self.check(int(table.get("count", len(table))) == len(table), f"{part}: count of {name} is wrong")
                self.check(len(table) <= 1_026, f"{part}: too many {name}")
        for rule in root.iter(f"{MAIN}cfRule"):
            self.check(int(rule.get("dxfId", 0)) < max(self.dxfs, 1), f"{part}: a rule's look is nowhere")
        for each in root.iter(f"{MAIN}dataValidation"):
            for name in ("formula1", "formula2"):
                self.check(len(each.findtext(f"{MAIN}{name}") or "") <= 8_192, f"{part}: {name} is too long")
        for each in root.iter(*(f"{MAIN}{name}" for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter"))):
            self.check(len(each.text or "") <= 255, f"{part}: {each.tag} is too long")


def corners(reference: str) -> tuple[int, int, int, int]:
    """``B2:C4`` → (2, 2, 4, 3); a single cell is its own corner."""
    first, _, last = reference.partition(":")
    start, end = CELL.fullmatch(first), CELL.fullmatch(last or first)
    assert start and end, reference
    return int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])


def column_number(letters: str) -> int:
    """``A`` → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
