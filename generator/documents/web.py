"""An HTML page to Grids, one for each table that lies in no other; rowspan and colspan become covered cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, rectangular, refuse_beyond

MAX_SPAN = 10_000
BLOCKS = frozenset(["p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr"])
SILENT = frozenset(["script", "style", "head", "title", "noscript"])


def read_web(data: bytes) -> list[Grid]:
    """The tables of a page, with the text around them."""
    import lxml.etree
    import lxml.html

    try:
        document = lxml.html.fromstring(decode(data), parser=lxml.html.HTMLParser(no_network=True))
    except lxml.etree.ParserError:  # nothing but comments and blanks
        return []
    grids: list[Grid] = []
    text: list[str] = [""]
    for kind, content in pieces(document):
        if kind == "table":
            lines = rectangular(list(lines_of(content)))
            if lines:
                grids.append(Grid(lines, tuple(filter(None, map(str.strip, text))), (), f"表{len(grids) + 1}"))
                text = [""]
        elif kind == "break":
            text.append("")
        else:
            text[-1] += content
    rest = tuple(filter(None, map(str.strip, text)))
    if grids and rest:
        grids[-1] = Grid(grids[-1].lines, grids[-1].above, rest, grids[-1].name)
    return grids


def decode(data: bytes) -> str:
    """The page's text: by its byte order mark, as UTF-8, or as GB 18030, the national standard."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def pieces(element: Any) -> Iterator[tuple[str, Any]]:
    """Text, breaks between blocks, and tables, in the order of the page."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return
    if element.tag == "table":
        yield "table", element
        return
    if element.tag in BLOCKS:
        yield "break", None
    if element.text:
        yield "text", " ".join(element.text.split())
    for child in element:
        yield from pieces(child)
        if child.tail:
            yield "text", " ".join(child.tail.split())
    if element.tag in BLOCKS:
        yield "break", None


def lines_of(table: Any) -> Iterator[Line]:
    """The rows of a table."""
    hanging: dict[int, tuple[int, Cell]] = {}
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows, 1):
        cells: list[Cell] = []
        for cell in (child for child in row if child.tag in ("td", "th")):
            take_hanging(cells, hanging)
            across, down = span(cell, "colspan"), span(cell, "rowspan")
            refuse_beyond(1, len(cells) + across)
            for n in range(across):
                if down > 1:
                    hanging[len(cells)] = (down - 1, COVERED_FROM_LEFT if n else COVERED_FROM_ABOVE)
                cells.append(COVERED_FROM_LEFT if n else Cell(cell_text(cell)))
        take_hanging(cells, hanging)
        yield Line(tuple(cells), f"第{number}行")


def take_hanging(cells: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Add the cells that hang down from rows above at this place."""
    while len(cells) in hanging:
        rows, cell = hanging.pop(len(cells))
        if rows > 1:
            hanging[len(cells)] = (rows - 1, cell)
        cells.append(cell)


def span(cell: Any, name: str) -> int:
    """How many rows or columns a cell covers."""
    text = (cell.get(name) or "").strip()
    return min(max(int(text), 1), MAX_SPAN) if text.isascii() and text.isdigit() else 1


def cell_text(cell: Any) -> str:
    """The text of a cell, a line for each block."""
    lines = [""]
    for kind, content in inner(cell):
        if kind == "break":
            lines.append("")
        else:
            lines[-1] += content
    return "\n".join(line.strip() for line in lines if line.strip())


def inner(element: Any) -> Iterator[tuple[str, str]]:
    """The text and breaks inside an element, nested tables included."""
    if element.text:
        yield "text", " ".join(element.text.split("\n"))
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            if child.tag in BLOCKS:
                yield "break", ""
            yield from inner(child)
            if child.tag in BLOCKS:
                yield "break", ""
        if child.tail:
            yield "text", child.tail.replace("\n", " ")
