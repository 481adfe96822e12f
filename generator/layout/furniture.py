"""Page numbers to footers, and fonts to headers and footers: added when the pages are known.

GB/T 9704-2012, 7.5: 4号半角宋体 (14 pt), a dash on either side, at the right of odd pages and the left of even ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from generator.excel import MAX_HEADER_FOOTER_CHARACTERS
from generator.model import Font, HeaderFooter

NUMBER = '&"宋体,Regular"&14— &P —'


def with_page_numbers(given: HeaderFooter, where: Literal["outside", "center", "none"]) -> HeaderFooter:
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


SHOWN = frozenset("&PNDTFAZG")
"""What follows ``&`` and shows something: a sign, a number, a date, a name, a picture."""


def face(font: Font) -> str:
    """The name of a font's face."""
    return {(True, True): "Bold Italic", (True, False): "Bold", (False, True): "Italic"}.get(
        (font.bold, font.italic), "Regular"
    )
