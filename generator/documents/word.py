"""A .docx document to Grids, one for each table; tables of the same width that follow each other are parts of one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, rectangular, refuse_beyond

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(path: Path) -> list[Grid]:
    """The tables of a document, with the paragraphs around them."""
    import docx

    document = docx.Document(io.BytesIO(path.read_bytes()))
    grids: list[Grid] = []
    text: list[str] = []
    for element in document.element.body:
        if element.tag == f"{W}p":
            if paragraph := paragraph_text(element).strip():
                text.append(paragraph)
        elif element.tag == f"{W}tbl":
            grids.append(Grid(rectangular(list(lines_of(element))), tuple(text), (), f"表{len(grids) + 1}"))
            text = []
        elif element.tag == f"{W}sdt":
            text += (each.strip() for each in (paragraph_text(p) for p in element.iter(f"{W}p")) if each.strip())
    if grids and text:
        last = grids[-1]
        grids[-1] = Grid(last.lines, last.above, tuple(text), last.name)
    return joined(grids)


def joined(grids: list[Grid]) -> list[Grid]:
    """The tables, those put together that Word cut at page ends: as wide as the one before, nothing between them."""
    found: list[Grid] = []
    for grid in grids:
        before = found[-1] if found else None
        if before and not grid.above and grid.lines and len(grid.lines[0].cells) == len(before.lines[0].cells):
            rest = (Line(line.cells, f"{grid.name}{line.place}", n == 0) for n, line in enumerate(grid.lines))
            lines = (*before.lines, *rest)
            found[-1] = Grid(lines, before.above, grid.below, before.name)
        else:
            if before and grid.above:
                found[-1] = Grid(before.lines, before.above, before.below + grid.above, before.name)
            found.append(grid)
    return found


def lines_of(table: Any) -> Iterator[Line]:
    """The rows of a table; a cell that Word continues vertically is covered from above."""
    for number, row in enumerate(rows_of(table), 1):
        cells: list[Cell] = []
        properties = row.find(f"{W}trPr")
        cells += [Cell()] * count_of(properties, "gridBefore")
        for cell in cells_of(row):
            format_ = cell.find(f"{W}tcPr")
            merge = format_.find(f"{W}vMerge") if format_ is not None else None
            if merge is not None and merge.get(f"{W}val", "continue") == "continue":
                cells.append(COVERED_FROM_ABOVE)
            else:
                cells.append(Cell(cell_text(cell)))
            cells += [COVERED_FROM_LEFT] * (max(count_of(format_, "gridSpan"), 1) - 1)
        cells += [Cell()] * count_of(properties, "gridAfter")
        yield Line(tuple(cells), f"第{number}行")


def rows_of(table: Any) -> Iterator[Any]:
    """The table's own rows, also those inside content controls."""
    for child in table:
        if child.tag == f"{W}tr":
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
    found = properties.find(f"{W}{name}") if properties is not None else None
    count = int(found.get(f"{W}val", "0")) if found is not None else 0
    refuse_beyond(1, count)
    return count


def cell_text(cell: Any) -> str:
    """The text of a cell: its paragraphs, also those of tables in it, one a line."""
    return "\n".join(text for text in map(paragraph_text, cell.iter(f"{W}p")) if text.strip())


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as it stands on paper: insertions in, deletions out."""
    pieces = []
    for node in paragraph.iter():
        if node.tag == f"{W}t":
            pieces.append(node.text or "")
        elif node.tag == f"{W}tab":
            pieces.append(" " if node.getparent().tag == f"{W}r" else "")
        elif node.tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n")
        elif node.tag == f"{W}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)
