"""Page numbers and fonts to headers and footers, and these to the room that they take.

GB/T 9704-2012, 7.5: 4号半角宋体 (14 pt), a dash on either side, at the right of odd pages and the left of even ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from generator.excel import MAX_HEADER_FOOTER_CHARACTERS
from generator.lengths import Pt
from generator.model import Font, HeaderFooter

NUMBER = '&"宋体,Regular"&14— &P —'


Where = Literal["outside", "center", "none"]


def furnished(given: HeaderFooter, where: Where, font: Font) -> HeaderFooter:
    """The headers and footers as they are printed: with page numbers, nothing in them without a font."""
    return with_fonts(with_page_numbers(given, where), font)


def with_page_numbers(given: HeaderFooter, where: Where) -> HeaderFooter:
    """The headers and footers with the page number that 页码 asks for; ``none`` leaves the template's own."""
    if where == "none":
        return given
    if where == "center":
        return replace(given, odd_footer=f"&C{NUMBER}", even_footer=f"&C{NUMBER}" if given.different_odd_even else "")
    even_header = given.even_header if given.different_odd_even else given.odd_header
    return replace(
        given,
        odd_footer=f"&R{NUMBER}",
        even_footer=f"&L{NUMBER}",
        even_header=even_header,
        different_odd_even=True,
    )


# ------------------------------------------------------------------------------------------ fonts

TOKENS = re.compile(r'&"[^"]*"|&\d+|&K[0-9A-Fa-f+-]{6}|&.|[^&]+|&', re.DOTALL)
"""The codes of ECMA-376 part 1, 18.3.1.46, and what stands between them."""
PLACES = frozenset(("&L", "&C", "&R"))
NAMES = ("odd_header", "odd_footer", "even_header", "even_footer", "first_header", "first_footer")


def with_fonts(given: HeaderFooter, font: Font) -> HeaderFooter:
    """The headers and footers, what says no font or size in the one that it has in the template.

    Readers take the Normal font for it, and that of our workbooks is another (writer.workbook.NORMAL).
    """
    return replace(given, **{name: in_font(getattr(given, name), font) for name in NAMES})


def in_font(text: str, font: Font) -> str:
    """A header or footer, each of its three parts with a font and a size; as it is where that makes it too long."""
    found = "".join(parts(text, font))
    return found if len(found) <= MAX_HEADER_FOOTER_CHARACTERS else text


def parts(text: str, font: Font) -> Iterator[str]:
    """The codes and texts of a header, with the font before what is shown first at the left, the middle and the right.

    The size comes before the font's name: a digit behind the size would belong to it.
    """
    has_size = has_name = False
    for token in TOKENS.findall(text):
        if token in PLACES:
            has_size = has_name = False
        elif re.fullmatch(r"&\d+", token):
            has_size = True
        elif token.startswith('&"'):
            has_name = True
        elif not (has_size and has_name) and (not token.startswith("&") or token[1:2] in SHOWN):
            size = "" if has_size else f"&{font.size:.0f}"
            yield f'{size}&"{font.name},{face(font)}"' if not has_name else f"{size} " if token[:1].isdigit() else size
            has_size = has_name = True
        yield token


GROWTH = 0.46
"""Ems by which a line may be higher than its font's size (Noto Sans CJK: 1.45 em)."""


def room_of(given: HeaderFooter) -> Pt:
    """What LibreOffice may take from the page for headers and footers.

    It moves the table by what their lines are higher than the sizes of their fonts, whatever the margins leave free;
    Excel and WPS never move it.
    """
    pairs = [(given.odd_header, given.odd_footer)]
    pairs += [(given.even_header, given.even_footer)] if given.different_odd_even else []
    pairs += [(given.first_header, given.first_footer)] if given.different_first else []
    return Pt(max(GROWTH * (text_height(header) + text_height(footer)) for header, footer in pairs))


def text_height(text: str) -> float:
    """The height of the highest part of a header in points, its lines as high as their fonts' sizes."""
    heights, line = [0.0], 0.0
    size = NO_SIZE
    for token in TOKENS.findall(text):
        if token in PLACES:
            heights.append(0.0)
            size, line = NO_SIZE, 0.0
        elif re.fullmatch(r"&\d+", token):
            size = float(token[1:])
        elif not token.startswith("&") or token[1:2] in SHOWN:
            for number, part in enumerate(token.split("\n")):
                line = 0.0 if number else line
                more = max(size - line, 0.0) if part or number else 0.0
                line += more
                heights[-1] += more
    return max(heights)


NO_SIZE = 12.0
"""Points of a text without a size; `with_fonts` leaves it out of those alone that are too long for more codes."""

SHOWN = frozenset("&PNDTFAZG")
"""What follows ``&`` and shows something: a sign, a number, a date, a name, a picture."""


def face(font: Font) -> str:
    """The name of a font's face."""
    return {(True, True): "Bold Italic", (True, False): "Bold", (False, True): "Italic"}.get(
        (font.bold, font.italic), "Regular"
    )
