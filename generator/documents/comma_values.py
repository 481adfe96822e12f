"""A text of values between commas (.csv), or between tabs or semicolons, to one table (RFC 4180)."""

from __future__ import annotations

import csv
import io

from generator.documents.blocks import Block
from generator.documents.grid import Cell, Grid, Line, rectangular, refuse_beyond

SEPARATORS = ",\t;"
SAMPLE_LINES = 20


def read_comma_values(text: str) -> list[Block]:
    """The table of a text; empty rows count, so that a row has the number that programs show."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    lines = []
    for number, values in enumerate(reader, 1):
        refuse_beyond(number, len(values))
        lines.append(Line(tuple(map(Cell, values)), f"第{number}行"))
    return [Grid(rectangular(lines))] if any(line.text for line in lines) else []


def separator_of(text: str) -> str:
    """What stands between values: the one of which the first lines have most."""
    first = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    return max(SEPARATORS, key=first.count)
