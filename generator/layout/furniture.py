"""Page numbers to headers and footers: added when the pages are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from generator.model import HeaderFooter

# GB/T 9704-2012, 7.5: 4号半角宋体 (14 pt), a dash on either side, odd pages right, even pages left
NUMBER = '&"宋体,Regular"&14— &P —'


def with_page_numbers(given: HeaderFooter, where: Literal["outside", "center", "none"]) -> HeaderFooter:
    if where == "none":
        return given
    if where == "center":
        return replace(given, odd_footer=f"&C{NUMBER}", even_footer="", different_odd_even=False)
    return replace(given, odd_footer=f"&R{NUMBER}", even_footer=f"&L{NUMBER}", different_odd_even=True)
