"""Page numbers to footers: added when the pages are known.

GB/T 9704-2012, 7.5: 4号半角宋体 (14 pt), a dash on either side, at the right of odd pages and the left of even ones.
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from generator.model import HeaderFooter

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
