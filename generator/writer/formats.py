"""Styles to XlsxWriter formats, one object for each distinct style."""

from __future__ import annotations

from typing import Any

from generator.model import Style

LINES = {
    "": 0,
    "thin": 1,
    "medium": 2,
    "dashed": 3,
    "dotted": 4,
    "thick": 5,
    "double": 6,
    "hair": 7,
    "mediumDashed": 8,
    "dashDot": 9,
    "mediumDashDot": 10,
    "dashDotDot": 11,
    "mediumDashDotDot": 12,
    "slantDashDot": 13,
}
PATTERNS = {
    name: number
    for number, name in enumerate(
        (
            "",
            "solid",
            "mediumGray",
            "darkGray",
            "lightGray",
            "darkHorizontal",
            "darkVertical",
            "darkDown",
            "darkUp",
            "darkGrid",
            "darkTrellis",
            "lightHorizontal",
            "lightVertical",
            "lightDown",
            "lightUp",
            "lightGrid",
            "lightTrellis",
            "gray125",
            "gray0625",
        )
    )
}
UNDERLINES = {"": 0, "single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
HORIZONTAL = {"centerContinuous": "center_across"}
VERTICAL = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}


def properties(style: Style) -> dict[str, Any]:
    """The format properties of a style, as XlsxWriter names them."""
    font, border, alignment, fill = style.font, style.border, style.alignment, style.fill
    found: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.size,
        "bold": font.bold,
        "italic": font.italic,
        "underline": UNDERLINES[font.underline],
        "font_strikeout": font.strike,
        "font_script": {"": 0, "superscript": 1, "subscript": 2}[font.script],
        "num_format": style.number_format,
        "locked": style.locked,
        "hidden": style.hidden,
        "text_wrap": alignment.wrap,
        "rotation": 270
        if alignment.rotation == 255
        else alignment.rotation
        if alignment.rotation <= 90
        else 90 - alignment.rotation,
        "indent": alignment.indent,
        "shrink": alignment.shrink,
        "reading_order": alignment.reading_order,
        "just_distrib": alignment.justify_last_line,
        "pattern": PATTERNS[fill.pattern],
    }
    if alignment.horizontal and alignment.horizontal != "general":
        found["align"] = HORIZONTAL.get(alignment.horizontal, alignment.horizontal)
    if alignment.vertical:
        found["valign"] = VERTICAL.get(alignment.vertical, alignment.vertical)
    if font.color:
        found["font_color"] = f"#{font.color}"
    if fill.foreground:
        found["fg_color"] = f"#{fill.foreground}"
    if fill.background and fill.pattern != "solid":  # XlsxWriter takes it for the colour of a solid fill
        found["bg_color"] = f"#{fill.background}"
    for name in ("left", "right", "top", "bottom"):
        side = getattr(border, name)
        found[name] = LINES[side.style]
        if side.color:
            found[f"{name}_color"] = f"#{side.color}"
    if border.diagonal.style:
        found["diag_type"] = border.diagonal_up + 2 * border.diagonal_down
        found["diag_border"] = LINES[border.diagonal.style]
        if border.diagonal.color:
            found["diag_color"] = f"#{border.diagonal.color}"
    return {name: value for name, value in found.items() if value or name == "locked"}
