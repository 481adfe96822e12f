"""A .docx document to blocks: paragraphs with their automatic numbers and heading levels, tables, pictures.

Text is read as it stands on paper: insertions in, deletions and the sources of moved text out (ISO/IEC 29500-1, 17.13),
hidden text too (17.3.2.41); what is struck through (17.3.2.37) is read and told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from generator.documents.blocks import HIDDEN_TEXT, STRUCK, Block, Doubt, Paragraph, Picture
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, rectangular, refuse_beyond
from generator.documents.word_numbers import ListNumbers, Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = frozenset(
    [
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
        f"{W}moveFrom",
        f"{W}del",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}txbxContent",
    ]
)
"""What holds no text of the paragraph itself; a text box is a paragraph of its own."""
STRIKES = (f"{W}strike", f"{W}dstrike")
BREAKS = frozenset([f"{W}br", f"{W}cr"])
PICTURES = frozenset(
    [
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    ]
)
CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*\d", re.IGNORECASE)
ASIDES = (("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("endnotes", "尾注"), ("comments", "批注"))


def read_word(data: bytes) -> list[Block]:
    """The blocks of a document, headers, footers and notes at its end."""
    parts = parts_of(data)
    styles = Styles(next(iter(parts.get("styles", ())), None))
    reader = BodyReader(styles, ListNumbers(next(iter(parts.get("numbering", ())), None), styles))
    body = parts["officeDocument"][0].find(f"{W}body")
    hidden = without_hidden(body) if body is not None else ""
    if body is not None:
        reader.take_all(body)
    for kind, word in ASIDES:
        for part in parts.get(kind, ()):
            reader.take_asides(part, word)
    asides = [Paragraph(hidden, "正文", aside=HIDDEN_TEXT)] if hidden else []
    return [*reader.blocks, *asides, *reader.doubts]


def without_hidden(body: Any) -> str:
    """Take the hidden text out of a body, since it does not stand on paper; gives what it says."""
    runs = [
        mark.getparent().getparent()
        for mark in body.iter(f"{W}vanish")
        if is_on(mark) and mark.getparent().getparent() is not None
    ]
    texts = []
    for run in runs:
        if run.tag == f"{W}r":
            texts.append(paragraph_text(run))
            for child in list(run):
                run.remove(child)
    return " ".join("".join(texts).split())


def is_on(mark: Any) -> bool:
    """Whether a property that is on or off is on (17.17.4)."""
    return mark.get(f"{W}val", "true") not in ("0", "false", "off")


def struck_text(element: Any) -> str:
    """The text under an element that is struck through."""
    runs = (mark.getparent().getparent() for mark in element.iter(*STRIKES) if is_on(mark))
    return "".join(paragraph_text(run) for run in runs if run is not None and run.tag == f"{W}r").strip()


def parts_of(data: bytes) -> dict[str, list[Any]]:
    """The kind of a part (officeDocument, styles) → the roots of the parts of that kind.

    The package is opened by python-docx, its XML parsed by lxml alone: an object of python-docx for every element
    takes five times as long.
    """
    from docx.opc.pkgreader import PackageReader
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    wanted = {"officeDocument", "styles", "numbering", *(kind for kind, _ in ASIDES)}
    parts: dict[str, list[Any]] = {}
    package: Any = PackageReader
    for _, _, relation, part in package.from_file(io.BytesIO(data)).iter_sparts():
        kind = relation.rpartition("/")[2]
        if kind in wanted:
            parts.setdefault(kind, []).append(etree.fromstring(part, parser))
    return parts


class BodyReader:
    """Collects the blocks of a document's body one after another."""

    def __init__(self, styles: Styles, numbers: ListNumbers) -> None:
        self.styles = styles
        self.numbers = numbers
        self.blocks: list[Block] = []
        self.doubts: list[Doubt] = []
        self.paragraphs = 0
        self.tables = 0

    def take_all(self, parent: Any) -> None:
        """The children of an element that holds blocks."""
        for element in parent:
            if element.tag == f"{W}p":
                self.take_paragraph(element)
            elif element.tag == f"{W}tbl":
                self.take_table(element)
            elif element.tag == f"{W}sdt":
                for content in element.findall(f"{W}sdtContent"):
                    self.take_all(content)
            elif element.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                self.take_all(element)

    def take_table(self, element: Any) -> None:
        """A table; one of a single column is a frame around paragraphs."""
        if all(len(list(cells_of(row))) <= 1 for row in rows_of(element)):
            for row in rows_of(element):
                for cell in cells_of(row):
                    self.take_all(cell)
            return
        self.tables += 1
        self.blocks.append(Grid(rectangular(list(self.lines_of(element))), f"表{self.tables}"))
        for number, row in enumerate(rows_of(element), 1):
            self.tell_struck(row, f"表{self.tables}第{number}行")
        self.take_boxes(element)

    def lines_of(self, table: Any) -> Iterator[Line]:
        """The rows of a table; a cell that Word continues vertically is covered from above."""
        for number, row in enumerate(rows_of(table), 1):
            cells: list[Cell] = []
            properties = row.find(f"{W}trPr")
            cells += [Cell()] * count_of(properties, "gridBefore")
            for cell in cells_of(row):
                format_ = cell.find(f"{W}tcPr")
                merge = format_.find(f"{W}vMerge") if format_ is not None else None
                text = self.cell_text(cell)  # a covered one's too: LibreOffice counts its automatic numbers
                is_covered = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                cells.append(COVERED_FROM_ABOVE if is_covered else Cell(text))
                cells += [COVERED_FROM_LEFT] * (max(count_of(format_, "gridSpan"), 1) - 1)
            cells += [Cell()] * count_of(properties, "gridAfter")
            refuse_beyond(number, len(cells))
            yield Line(tuple(cells), f"第{number}行")

    def cell_text(self, cell: Any) -> str:
        """The text of a cell: its paragraphs with their automatic numbers, also those of tables in it, one a line.

        A number without text is the cell's where there is nothing else in it (序号).
        """
        paragraphs = list(cell.iter(f"{W}p"))
        numbers = [self.numbers.next_of(each, self.styles.of(each)) for each in paragraphs]
        texts = list(map(paragraph_text, paragraphs))
        if not any(map(str.strip, texts)):
            return "\n".join(filter(None, numbers))
        return "\n".join(numbered(*each) for each in zip(numbers, texts, strict=True) if each[1].strip())

    def take_paragraph(self, element: Any) -> None:
        """A paragraph: one block for each line of it, then its pictures and text boxes."""
        self.paragraphs += 1
        place = f"第{self.paragraphs}段"
        style = self.styles.of(element)
        number = self.numbers.next_of(element, style)
        aside = "目录" if CONTENTS_STYLE.match(self.styles.name_of(style)) else ""
        for text in map(str.strip, paragraph_text(element).split("\n")):
            if text or number:
                self.blocks.append(Paragraph(text, place, number, self.styles.level_of(element, style), aside))
                number = ""
        self.tell_struck(element, place)
        if any(True for _ in element.iter(*PICTURES)):
            self.blocks.append(Picture(place))
        self.take_boxes(element)

    def tell_struck(self, element: Any, place: str) -> None:
        """Tell of text that is struck through."""
        text = struck_text(element)
        if text:
            self.doubts.append(Doubt(place, text, STRUCK))

    def take_boxes(self, element: Any) -> None:
        """The paragraphs of text boxes inside an element."""
        for box in element.iter(f"{W}txbxContent"):
            if not any(parent.tag in SKIPPED for parent in box.iterancestors()):
                for text in filter(str.strip, map(paragraph_text, box.iter(f"{W}p"))):
                    self.blocks.append(
                        Paragraph(" ".join(text.split("\n")).strip(), f"第{self.paragraphs}段旁的文本框")
                    )

    def take_asides(self, root: Any, word: str) -> None:
        """Headers, footers or notes: text that stands beside the document's own."""
        for text in filter(str.strip, map(paragraph_text, root.iter(f"{W}p"))):
            aside = Paragraph(" ".join(text.split("\n")).strip(), word, aside=word)
            if aside not in self.blocks[-20:]:
                self.blocks.append(aside)


def rows_of(table: Any) -> Iterator[Any]:
    """The table's own rows, also those inside content controls."""
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag == f"{W}sdt":
            yield from child.findall(f"{W}sdtContent/{W}tr")


def cells_of(row: Any) -> Iterator[Any]:
    """The row's own cells, also those inside content controls."""
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag == f"{W}sdt":
            yield from child.findall(f"{W}sdtContent/{W}tc")


def count_of(properties: Any, name: str) -> int:
    """A whole number among properties; 0 where it is not given."""
    element = properties.find(f"{W}{name}") if properties is not None else None
    count = int(element.get(f"{W}val", "0")) if element is not None else 0
    refuse_beyond(1, count)
    return count


def numbered(number: str, text: str) -> str:
    """A text behind its automatic number."""
    return f"{number} {text}" if number[-1:].isalnum() else f"{number}{text}"


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as it stands on paper, its line breaks as such."""
    pieces: list[str] = []
    collect_text(paragraph, pieces)
    return "".join(pieces)


def collect_text(element: Any, pieces: list[str]) -> None:
    """Add the text under an element to `pieces`."""
    for node in element:
        tag = node.tag
        if tag == f"{W}t":
            pieces.append(node.text or "")
        elif tag == f"{W}tab":
            pieces.append(" ")
        elif tag in BREAKS:
            pieces.append("\n")
        elif tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif tag == f"{W}sym":
            pieces.append("□")
        elif tag not in SKIPPED and len(node):
            collect_text(node, pieces)
