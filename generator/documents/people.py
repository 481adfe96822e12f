"""The persons behind units (县教育局 张三、县财政局（李四）), apart from the units, in texts and in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.documents.brackets import covered
from generator.documents.columns import find_heading
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line
from generator.documents.labels import PERSONS
from generator.documents.texts import UNIT_END
from generator.vocabulary import DOUBTFUL_SURNAMES, SURNAMES, UNIT_COLUMNS

PERSON = rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{DOUBTFUL_SURNAMES}][\u4e00-\u9fff]{{2}})"
BEHIND = re.compile(rf"(?P<unit>.*?\S)(?:[ \u3000]+(?P<person>{PERSON})|[（(](?P<inside>{PERSON}(?:、{PERSON})*)[）)])")
NO_NAME = re.compile(r"(?:牵头|配合|负责|参与|落实|常态化?|全[年部面]|[年月日前底]|[级个项])$")
"""How words end that begin like a person's name and are none."""


def without_persons(units: str) -> tuple[str, str]:
    """A wording of units without the persons that stand behind them, and these; of several units each with its own."""
    inside = covered(units)
    cuts = [at for at, char in enumerate(units) if char in "、，,；;" and not inside[at]]
    names: list[str] = []
    persons: list[tuple[str, str]] = []
    for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, len(units)], strict=True):
        name = units[start:end]
        match = BEHIND.fullmatch(name.strip())
        person = (match["person"] or match["inside"]) if match else ""
        if match and UNIT_END.search(match["unit"]) and not UNIT_END.search(person) and not NO_NAME.search(person):
            persons.append((match["unit"], person))
            name = match["unit"]
        names.append(name)
    signs = [units[at] for at in cuts]
    rest = "".join(name + sign for name, sign in zip(names, [*signs, ""], strict=True))
    if len(persons) == len(names) == 1:
        return rest, persons[0][1]
    return rest, "、".join(unit + person for unit, person in persons)


def with_persons_apart(grid: Grid, chosen: Mapping[str, str]) -> Grid:
    """The table with the persons that most cells of a column of units name (县教育局 / 张三) in a column behind it."""
    place = find_heading(grid, chosen)
    if place is None:
        return grid
    top, columns = place
    body = grid.lines[top + columns.rows :]
    for column in reversed(range(len(columns.names))):
        if columns.names[column] in UNIT_COLUMNS and names_persons(body, column):
            lines = (parted_line(line, column, n - top, columns.rows) for n, line in enumerate(grid.lines))
            grid = Grid(tuple(lines), grid.name)
    return grid


def names_persons(lines: Sequence[Line], column: int) -> bool:
    """Whether most cells of a column name persons behind their units."""
    parted = [parted_cell(line.cells[column].text) for line in lines if not line.cells[column].is_empty]
    return sum(bool(units and persons) for units, persons in parted) * 2 > len(parted)


def parted_line(line: Line, column: int, n: int, rows: int) -> Line:
    """A row with the persons of a cell in a cell behind it; it is the `n`-th from the heading, which takes `rows`."""
    cell, following = line.cells[column], line.cells[column + 1 : column + 2]
    units, persons = (cell.text, "") if n < rows else parted_cell(cell.text)
    behind = Cell(PERSONS if n == 0 else persons)
    if cell.from_left or any(other.from_left for other in following):
        behind = COVERED_FROM_LEFT
    elif cell.from_above:
        behind = COVERED_FROM_ABOVE
    cells = (*line.cells[:column], replace(cell, text=units), behind, *line.cells[column + 1 :])
    return replace(line, cells=cells)


def parted_cell(text: str) -> tuple[str, str]:
    """The units and the persons of a cell, which may stand in lines of their own."""
    units: list[str] = []
    persons: list[str] = []
    for line in text.split("\n"):
        if all(is_person(name) for name in line.split("、")):
            persons += ["".join(line.split())]
        else:
            names, behind = without_persons(line.strip())
            units.append(names)
            persons += [behind] if behind else []
    return "\n".join(units), "、".join(persons)


def is_person(text: str) -> bool:
    """Whether a text is a person's name, however it is spaced (李　明)."""
    name = "".join(text.split())
    return re.fullmatch(PERSON, name) is not None and not UNIT_END.search(name) and not NO_NAME.search(name)
