"""A plain text to blocks: its lines as paragraphs, and a table that was copied from Word.

Such a table has a line break and a tab before each cell; an empty cell is merged with the one above. The heading may
have fewer cells than the rows: its first cell then stands over several columns. Tables whose rows are lines with a tab
between cells are read too.
"""

from __future__ import annotations

import re

from generator.documents.blocks import Block, Paragraph
from generator.documents.grid import COVERED_FROM_LEFT, COVERED_OR_EMPTY, Cell, Grid, Line, rectangular
from generator.documents.lines import joined_lines

NOTE = re.compile(r"\n(?=(?:备注|注|说明|填表单位|填报单位|联系人)\s*[：:])")
PIPED = re.compile(r"\s*\|(?:[^|]*\|){2,}\s*$")
RULED = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
CELLS = 6
"""Cells from which on lines that begin with a tab are a table copied from Word, and no indented paragraphs."""


def read_text(text: str) -> list[Block]:
    """The blocks of a text."""
    first, tab, rest = text.partition("\n\t")
    if tab and is_copied_table(text):
        body, *below = NOTE.split(rest)
        return [*paragraphs_of(first), copied_table(body), *(Paragraph(note, "表后") for note in below if note.strip())]
    return blocks_of(text)


def is_copied_table(text: str) -> bool:
    """Whether cells stand each after a line break and a tab: most lines begin so or are empty."""
    lines = text.split("\n")
    cells = sum(line.startswith("\t") for line in lines)
    wordy = sum(bool(line.strip()) and len(line) > 120 and "\t" not in line.strip("\t") for line in lines)
    empty = sum(line.startswith("\t") and not line.strip() for line in lines)
    return cells >= CELLS and (empty > 0 or cells * 2 > len(lines)) and wordy <= cells


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of a text, and tables whose cells are parted by tabs."""
    blocks: list[Block] = []
    rows: list[str] = []
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*map(without_pipes, text.split("\n")), ""], 1):
        if line is None:
            continue
        if (line if rows else line.lstrip()).count("\t") >= 2:
            rows.append(line)
            continue
        if len(rows) >= 2:
            blocks += paragraphs(lines)
            grid = rectangular(
                [Line(tuple(map(Cell, row.split("\t"))), f"第{number - len(rows) + n}行") for n, row in enumerate(rows)]
            )
            blocks.append(Grid(grid, f"表{1 + sum(isinstance(block, Grid) for block in blocks)}"))
            lines = []
        else:
            lines += [(number - len(rows) + n, row) for n, row in enumerate(rows)]
        rows = []
        lines.append((number, line))
    return blocks + paragraphs(lines)


def without_pipes(line: str) -> str | None:
    """A row of a table that is drawn with ``|`` with tabs instead; None for the rule below its heading."""
    if not PIPED.match(line):
        return line
    return None if RULED.fullmatch(line.strip()) else "\t".join(cell.strip() for cell in line.strip()[1:-1].split("|"))


def paragraphs(lines: list[tuple[int, str]]) -> list[Block]:
    """The paragraphs of numbered lines, those joined that were broken at a width."""
    return [Paragraph(text, f"第{number}行") for number, text in joined_lines(lines)]


def paragraphs_of(text: str) -> list[Block]:
    """Each line of a text as a paragraph."""
    lines = enumerate(text.split("\n"), 1)
    return [Paragraph(line.strip(), f"第{number}行") for number, line in lines if line.strip()]


def copied_table(text: str) -> Grid:
    """A table copied from Word."""
    heading, rows = split_heading(text.split("\n\t"))
    lines = [Line(heading, "表头")]
    width = len(heading)
    for number, start in enumerate(range(0, len(rows), width), 1):
        cells = rows[start : start + width]
        lines.append(Line(tuple(map(cell_of, cells)) + (Cell(),) * (width - len(cells)), f"第{number}行"))
    return Grid(tuple(lines), "表1")


def cell_of(text: str) -> Cell:
    """A cell with the blank lines around it taken off; an empty one is merged with the cell above."""
    text = text.strip()
    return Cell(text) if text else COVERED_OR_EMPTY


def split_heading(cells: list[str]) -> tuple[tuple[Cell, ...], list[str]]:
    """The heading, widened to the rows' width, and the cells of all rows.

    A row ends with a blank line, so the heading is all cells up to the first that ends so; the rows' width is the
    number that divides what is left so that blank lines fall at row ends.
    """
    end = next((n for n, text in enumerate(cells) if text.endswith("\n") or text.count("\n") > 1), len(cells) - 1)
    heading, rows = cells[: end + 1], cells[end + 1 :]
    width = min(
        range(len(heading), len(heading) + 4),
        key=lambda width: (len(rows) % width > 0, -row_ends(rows, width)),
    )
    spread = [COVERED_FROM_LEFT] * (width - len(heading))
    first, *others = (Cell(text.strip()) for text in heading)
    return (first, *spread, *others), rows


def row_ends(rows: list[str], width: int) -> float:
    """How many of the cells at row ends are followed by a blank line."""
    ends = rows[width - 1 :: width]
    return sum(text.endswith("\n") for text in ends) / max(len(ends), 1)
