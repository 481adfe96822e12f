"""The XML of a worksheet to the same with some cells changed: rows stay bytes until one of their cells is edited.

A sheet may have a hundred thousand rows, of which an edit concerns a few, or to which it adds as many: as elements they
would take thirty times their bytes. What stands around the rows (`root`) is a small element. Standard: ECMA-376 part 1,
18.3 (worksheets).
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias
from xml.parsers import expat

from lxml import etree

from generator.excel import UNWRITABLE, column_index, column_letters
from generator.model import ExtraValue

if TYPE_CHECKING:
    Element: TypeAlias = etree._Element

ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""ECMA-376 part 1, 22.9.2.19: ``_x0041_`` in a text stands for a character, so the text itself is escaped."""
ADDRESS = re.compile("([A-Z]+)([0-9]+)")
EPOCH = datetime.datetime(1899, 12, 30)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?<(?!\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-8[\"']))", re.IGNORECASE)
"""How UTF-8 begins."""
AT_ONCE = 1_000
"""Rows that are given in one piece."""
NO_LOOKS: Mapping[int, str] = {}


def parse(data: bytes) -> Element:
    """The root of a part; nothing outside of it is loaded."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def serialise(root: Element) -> bytes:
    """A part as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """An element's name without its namespace; transitional and strict documents differ only in that."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of this name."""
    return next((each for each in element if local(each) == name), None)


def remove(element: Element, attribute: str) -> None:
    """Take an attribute away where it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


def divided(data: bytes) -> tuple[bytes, dict[int, bytes]]:
    """What stands around the rows of a worksheet in UTF-8, and the XML of each row by its index.

    Raises ValueError where it is no XML.
    """
    parser = expat.ParserCreate()
    starts: list[tuple[int, int]] = []
    ends: list[int] = []
    depth, number, is_inside = 0, -1, False

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, number, is_inside
        depth += 1
        if depth == 2:
            is_inside = name.rpartition(":")[2] == "sheetData"
        elif depth == 3 and is_inside and name.rpartition(":")[2] == "row":
            number = int(attributes.get("r", number + 2)) - 1
            starts.append((number, parser.CurrentByteIndex))

    def end(name: str) -> None:
        nonlocal depth
        if depth == 2 and is_inside:
            ends.append(parser.CurrentByteIndex)
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as failure:
        raise ValueError(str(failure)) from failure
    rows: dict[int, bytes] = {}
    if not starts:
        return data, rows
    following = [*(at for _, at in starts[1:]), ends[0]]
    for (row, at), after in zip(starts, following, strict=True):
        rows[row] = rows.get(row, b"") + data[at:after]  # a broken file may have a row twice
    return data[: starts[0][1]] + data[ends[0] :], rows


class SheetPart:
    """One sheet while it is edited; rows and columns count from 0. Raises ValueError or XMLSyntaxError if it is none.

    `root` is the worksheet without its rows, `formulas` are the cells whose formula was replaced by a value.
    """

    def __init__(self, data: bytes) -> None:
        frame, self.rows = divided(data if PLAIN.match(data) else serialise(parse(data)))
        self.root = parse(frame)
        self.formulas: list[str] = []
        self.namespace = etree.QName(self.root).namespace or ""
        found = child(self.root, "sheetData")
        self.data = found if found is not None else etree.SubElement(self.root, self.tag("sheetData"))
        self.numbers = sorted(self.rows)
        around = self.around_rows()
        around.text = "|"
        self.opening, _, self.closing = etree.tostring(around, encoding="UTF-8").rpartition(b"|")
        self.looks = -1, NO_LOOKS
        """The row that was looked at last, and the looks of its cells by column."""

    def tag(self, name: str) -> str:
        """A name in the sheet's namespace."""
        return f"{{{self.namespace}}}{name}"

    def chunks(self) -> Iterator[bytes]:
        """The XML of the edited sheet, piece by piece."""
        place = etree.Comment("rows")
        self.data.append(place)
        head, _, tail = serialise(self.root).partition(etree.tostring(place))
        self.data.remove(place)
        yield head
        for first in range(0, len(self.numbers), AT_ONCE):
            yield b"".join(map(self.rows.__getitem__, self.numbers[first : first + AT_ONCE]))
        yield tail

    def put(self, row: int, values: Mapping[int, ExtraValue], looks: Mapping[int, str] = NO_LOOKS) -> None:
        """Change cells of a row, by column. A cell that was not there gets its look from `looks`, or the cell above."""
        element = self.element(row)
        cells = self.cells(element)
        new = values.keys() - cells.keys()
        formulas = (column for column in values.keys() & cells.keys() if child(cells[column], "f") is not None)
        self.formulas += (f"{column_letters(column)}{row + 1}" for column in sorted(formulas))
        if new:
            looks = {**self.looks_above(row), **looks}
            remove(element, "spans")
            self.widen(row, max(new))
        for column, value in values.items():
            if column in cells:
                self.clear(cells[column])
            else:
                cells[column] = self.add_cell(element, cells, row, column, looks.get(column, ""))
            self.fill(cells[column], value)
        self.keep(row, element)
        self.looks = row, {**looks, **looks_of(cells)}

    def add_cell(self, line: Element, cells: Mapping[int, Element], row: int, column: int, look: str) -> Element:
        """A new cell in its place among those of a row."""
        made = etree.Element(self.tag("c"), {"r": f"{column_letters(column)}{row + 1}"})
        if look:
            made.set("s", look)
        line.insert(sum(1 for each in cells if each < column), made)
        return made

    @staticmethod
    def clear(cell: Element) -> None:
        """Take away what a cell holds; its look stays."""
        for part in list(cell):
            cell.remove(part)
        for name in ("t", "cm", "vm"):
            remove(cell, name)

    def fill(self, cell: Element, value: ExtraValue) -> None:
        """Give an empty cell its value."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, self.tag("is")), self.tag("t"))
            text.text = ESCAPE.sub("_x005F_", UNWRITABLE.sub("", value))
            if value.split() != [value]:
                text.set(SPACE, "preserve")
            return
        if isinstance(value, bool):
            cell.set("t", "b")
        etree.SubElement(cell, self.tag("v")).text = number_text(value)

    def move_rows(self, moves: Mapping[int, int], emptied: Collection[int]) -> None:
        """Move whole rows, looks and all, each to another place; formulas go on to refer to cells of their own row.

        Those that several cells share cannot be moved: they are among the formulas that are lost. The links of rows
        that are `emptied` go.
        """
        taken = {row: self.element(row) for row in moves if row in self.rows}
        for row in {*taken, *moves.values()} & self.rows.keys():  # nothing of ours: no row goes where another one stays
            del self.rows[row]
        for row, element in taken.items():
            self.move_row(element, row, moves[row])
            self.rows[moves[row]] = self.as_bytes(element)
        self.numbers = sorted(self.rows)
        self.looks = -1, NO_LOOKS
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

    # -------------------------------------------------------------------------------------- rows

    def around_rows(self) -> Element:
        """An element that stands around rows, with the names of the sheet's namespaces."""
        return etree.Element(self.data.tag, nsmap=self.data.nsmap)  # type: ignore[arg-type]

    def element(self, row: int) -> Element:
        """The element of a row, made where it is not there."""
        if row in self.rows:
            there = parse(self.opening + self.rows[row] + self.closing)
            return [each for each in there if local(each) == "row"][-1]
        return etree.SubElement(self.around_rows(), self.tag("row"), {"r": str(row + 1)})

    def as_bytes(self, element: Element) -> bytes:
        """A row's XML."""
        around = element.getparent()
        assert around is not None
        return etree.tostring(around, encoding="UTF-8", xml_declaration=False)[len(self.opening) : -len(self.closing)]

    def keep(self, row: int, element: Element) -> None:
        """Put a row that was edited into its place."""
        if row not in self.rows:
            insort(self.numbers, row)
        self.rows[row] = self.as_bytes(element)

    def look(self, row: int, column: int) -> str:
        """The number of a cell's format; empty where it has none."""
        return looks_of(self.cells(self.element(row))).get(column, "") if row in self.rows else ""

    def looks_above(self, row: int) -> Mapping[int, str]:
        """The looks of the cells in the next row above that is there, by column."""
        place = bisect_left(self.numbers, row) - 1
        above = self.numbers[place] if place >= 0 else -1
        if above != self.looks[0]:
            self.looks = above, looks_of(self.cells(self.element(above))) if above >= 0 else NO_LOOKS
        return self.looks[1]

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


def looks_of(cells: Mapping[int, Element]) -> dict[int, str]:
    """The numbers of the formats of some cells."""
    return {column: look for column, cell in cells.items() if (look := cell.get("s", ""))}


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
