"""Colours as workbooks write them (of the theme, by index, with a tint) to ``RRGGBB``.

ECMA-376 part 1, 18.8.3 (color), 18.8.19 (tint), 18.8.27 (indexed colours), 20.1.6.2 (clrScheme).
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from msgspec import Struct
from openpyxl.styles.colors import COLOR_INDEX

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SCHEME_ORDER = (
    *("lt1", "dk1", "lt2", "dk2"),
    *("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"),
)
"""The order that a theme index counts in: light before dark, unlike the order in the theme."""
OFFICE_SCHEME = (
    *("FFFFFF", "000000", "EEECE1", "1F497D"),
    *("4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080"),
)
SYSTEM_INDEXES = (64, 65)
"""The reader's own foreground and background: no colour was chosen."""


class Palette(Struct, frozen=True):
    """The colours of one workbook: its theme and its indexed colours."""

    scheme: Sequence[str] = OFFICE_SCHEME
    indexed: Sequence[str] = COLOR_INDEX

    def rgb(self, color: Any) -> str:
        """``RRGGBB`` of an openpyxl colour; empty for none and for the reader's own."""
        if color is None or color.type == "auto":
            return ""
        if color.type == "theme":
            is_listed = color.theme < len(self.scheme)
            return tinted(self.scheme[color.theme], color.tint) if is_listed else ""
        if color.type == "indexed":
            if color.indexed in SYSTEM_INDEXES or color.indexed >= len(self.indexed):
                return ""
            return tinted(self.indexed[color.indexed][-6:].upper(), color.tint)
        return tinted(str(color.rgb)[-6:].upper(), color.tint) if color.type == "rgb" and color.rgb else ""


def scheme_of(theme: bytes | None) -> tuple[str, ...]:
    """The colours of a theme part, in the order of theme indexes."""
    scheme = fromstring(theme).find(f".//{DRAWING}clrScheme") if theme else None
    if scheme is None:
        return OFFICE_SCHEME
    named = {element.tag.removeprefix(DRAWING): scheme_colour(element) for element in scheme}
    return tuple(named.get(name, plain) or plain for name, plain in zip(SCHEME_ORDER, OFFICE_SCHEME, strict=True))


def scheme_colour(element: Element) -> str:
    """The colour of one entry of a scheme: its own, or the system's as last seen."""
    for child in element:
        value = child.get("lastClr") or child.get("val") or ""
        if len(value) == 6:
            return value.upper()
    return ""


def tinted(rgb: str, tint: float | None) -> str:
    """A colour made darker (tint < 0) or lighter (tint > 0) by its luminance (18.8.19)."""
    if not tint:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{round(part * 255):02X}" for part in mixed)
