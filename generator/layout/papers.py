"""Paper to the room that rows and columns have on it."""

from __future__ import annotations

from msgspec.structs import replace

from generator.layout.furniture import room_of
from generator.lengths import Mm, Pt, pt_from_inch, pt_from_mm
from generator.model import PageSetup

# ECMA-376 part 1, 18.3.1.63, attribute paperSize: code → short and long side (12, 13: JIS B4, B5)
PAPERS: dict[int, tuple[Mm, Mm]] = {
    1: (Mm(215.9), Mm(279.4)),
    5: (Mm(215.9), Mm(355.6)),
    8: (Mm(297), Mm(420)),
    9: (Mm(210), Mm(297)),
    11: (Mm(148), Mm(210)),
    12: (Mm(257), Mm(364)),
    13: (Mm(182), Mm(257)),
    70: (Mm(105), Mm(148)),
    93: (Mm(146), Mm(215)),
}
A4 = 9
RESERVE = Pt(1.5)
"""Readers convert margins and heights to units of their own; two pixels of a page stay free for what they round."""


def is_known(page: PageSetup) -> bool:
    """Whether the paper's size stands in the table."""
    return page.paper_size in PAPERS


def body(page: PageSetup) -> tuple[Pt, Pt]:
    """Width and height that cells may fill on a page, in points of the sheet (before the print scale)."""
    reserve = RESERVE + room_of(page.header_footer)
    short, long = PAPERS.get(page.paper_size, PAPERS[A4])
    width, height = (long, short) if page.landscape else (short, long)
    factor = 100 / page.scale
    return (
        Pt((pt_from_mm(width) - pt_from_inch(page.left) - pt_from_inch(page.right)) * factor),
        Pt((pt_from_mm(height) - pt_from_inch(page.top) - pt_from_inch(page.bottom) - reserve) * factor),
    )


def with_fixed_scale(page: PageSetup, table_width: Pt) -> PageSetup:
    """The page with fit-to-width turned into the print scale that it comes to: breaks hold only at a fixed scale."""
    if not page.fit_width and not page.fit_height:
        return page
    full = replace(page, scale=100, fit_width=0, fit_height=0)
    room, _ = body(full)
    scale = int(min(100, 100 * room / table_width)) if page.fit_width == 1 and table_width else 100
    return replace(full, scale=max(10, scale))
