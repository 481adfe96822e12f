"""Numbers and dates to how wide they print, and to those that do not fit: readers print #### instead.

Number formats are those of ECMA-376 part 1, 18.8.31: up to four sections, for positive and negative numbers, zero and
text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from generator.excel import cell_name
from generator.layout.heights import Alike, Ruler
from generator.layout.linebreak import widths_of
from generator.layout.measure import latin_factor
from generator.model import Style, Table, Value
from generator.problems import Place, Problem, warning

TOKENS = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|([0#?][0#?,.]*)|([yYmMdDhHsSaAeEgGbB]+)|(.)', re.DOTALL)
ELAPSED = re.compile(r"[hHmMsS]+")
GENERAL = "General"
DATE_WIDTHS = {"yyyy": 4, "yy": 2, "y": 2, "e": 4, "mmm": 3, "mmmm": 9, "mmmmm": 1, "ddd": 3, "dddd": 9}
WEEKDAYS = {"aaaa": "星期三", "aaa": "三"}
REPLACED = 1.28
"""Digits of DejaVu Sans, which Linux takes for a font that is missing, against half an em (its hmtx table: 0.636)."""
DAYS = (datetime.date, datetime.time)
UNBROKEN = frozenset([int, float, *DAYS, datetime.datetime])
"""Kinds of values that never go on in a second line."""


def misfits(table: Table, ruler: Ruler, groups: Sequence[Alike]) -> Iterator[Problem]:
    """A warning for each cell of the template of which a number or date does not fit its column.

    One that would not fit if the font is missing is told too, in other words.
    """
    for form, styles, numbers in groups:
        if form.hidden:
            continue
        columns: Iterator[tuple[Value, ...]] = zip(*(table.rows[n].values for n in numbers), strict=True)
        for column, values in enumerate(columns):
            if UNBROKEN.isdisjoint(map(type, values)):
                continue
            style = ruler.styles[styles[column]]
            if form.across[column] and not style.alignment.shrink and not style.alignment.rotation:
                room = ruler.gauge(styles[column], column, form.across[column]).room
                found = widest({value for value in values if value.__class__ in UNBROKEN}, style)
                if found and found.elsewhere > room and ruler.widths[column]:
                    place = Place(*table.template_cells, cell_name(form.source_row, column))
                    yield misfit(place, found, room, style.font.name)


class Printed(NamedTuple):
    """A number or date as it is printed: its points in its own font, and where another stands for that."""

    width: float
    elsewhere: float
    text: str


def widest(values: set[Value], style: Style) -> Printed | None:
    """The number or date that prints widest; None without any."""
    widths = widths_of(latin_factor(style.font))

    def printed(text: str) -> Printed:
        ems = sum(widths[char] for char in text)
        more = sum(widths[char] * (REPLACED - 1) for char in text if char.isascii())
        return Printed(ems * style.font.size, (ems + more) * style.font.size, text)

    return max((printed(shown_as(value, style.number_format)) for value in values), default=None)


def misfit(place: Place, number: Printed, room: float, font: str) -> Problem:
    """What is told of a cell with `room` points for a number that does not fit, or would not in another font."""
    is_certain = number.width > room
    millimetres = ((number.width if is_certain else number.elsewhere) - room) / 72 * 25.4
    advice = f"请把这一栏加宽 {int(millimetres) + 1} 毫米，或缩小字号，或勾选“缩小字体填充”。"
    if is_certain:
        return warning("number-too-wide", place, f"“{number.text}”比这一栏宽，会印成“####”", advice)
    like = re.sub("[0-9]", "9", number.text)  # the same for every workbook: said once of all departments
    message = f"像“{like}”这样长的，在没有装“{font}”的电脑上可能印成“####”"
    return warning("number-tight", place, message, advice)


def shown_as(value: Value, number_format: str) -> str:
    """What is printed of a number or date, so far as its width goes; a date's digits are all written as 0."""
    if isinstance(value, DAYS):
        return "00000" if number_format == GENERAL else "".join(date_parts(number_format.split(";")[0]))
    assert isinstance(value, (int, float))
    if number_format in (GENERAL, "@", ""):
        return general(value)
    given = sections(number_format)
    section = given[1] if value < 0 and len(given) > 1 else given[2] if value == 0 and len(given) > 2 else given[0]
    if is_date(section):
        return "".join(date_parts(section))
    sign = "-" if value < 0 and len(given) == 1 else ""
    return sign + "".join(number_parts(abs(value), section))


def general(value: float) -> str:
    """A number without a format: readers round its decimals away before they print ####."""
    return str(round(value)) if abs(value) < 1e11 else "0.0E+00"


@lru_cache(maxsize=256)
def sections(number_format: str) -> tuple[str, ...]:
    """The sections of a number format; a semicolon in quotes parts none."""
    return tuple(re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)', number_format)) or (GENERAL,)


@lru_cache(maxsize=256)
def is_date(section: str) -> bool:
    """Whether a section shows a day or a time."""
    return any(match[7] or ELAPSED.fullmatch(match[5] or "") for match in TOKENS.finditer(section.replace(GENERAL, "")))


def date_parts(section: str) -> Iterator[str]:
    """What a section shows of any date."""
    for match in TOKENS.finditer(section.replace("AM/PM", '"AM"').replace("上午/下午", '"上午"')):
        quoted, escaped, space, _, bracket, digits, letters, other = match.groups()
        if letters:
            name = letters.lower()
            yield WEEKDAYS.get(name) or "0" * DATE_WIDTHS.get(name, 2)
        elif bracket is not None:
            yield "0000" if ELAPSED.fullmatch(bracket) else ""
        else:
            yield quoted or escaped or (" " if space else "") or digits or other or ""


def number_parts(value: float, section: str) -> Iterator[str]:
    """What a section shows of a number."""
    if section.strip() == GENERAL:
        yield general(value)
        return
    amount = value * 100 ** section.count("%")
    is_shown = False
    for match in TOKENS.finditer(section):
        quoted, escaped, space, _, bracket, digits, letters, other = match.groups()
        if digits and not is_shown:
            is_shown = True
            yield digits_of(amount, digits)
        elif bracket is None:
            yield quoted or escaped or (" " if space else "") or digits or letters or other or ""


def digits_of(value: float, pattern: str) -> str:
    """A number in the digits of a pattern: ``#,##0.00``; commas at its end divide by a thousand each."""
    scaled = value / 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    whole, _, decimals = pattern.partition(".")
    places = sum(char in "0#?" for char in decimals)
    text = f"{scaled:,.{places}f}" if "," in whole.rstrip(",") else f"{scaled:.{places}f}"
    least = whole.count("0") + (places + 1 if places else 0)
    return text.rjust(least, "0")
