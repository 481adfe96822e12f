"""The styles of one fill: those of the template, and those that come up where a swatch is laid over one of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.model import Style
from generator.template.workbook.swatches import laid_over, unknown_swatch


class OverlaidStyles(Struct, dict=True):
    """Styles by their numbers; the Normal style is number 0."""

    styles: list[Style]
    swatches: Mapping[str, Style]

    def __post_init__(self) -> None:
        self.numbers = {style: number for number, style in enumerate(self.styles)}
        self.overlays: dict[tuple[int, str], int] = {}

    def overlaid(self, number: int, name: str) -> int:
        """The number of a style with a swatch laid over it; raises Mistake for an unknown swatch."""
        if (number, name) not in self.overlays:
            if name not in self.swatches:
                raise unknown_swatch(name, self.swatches)
            self.overlays[number, name] = self.number(
                laid_over(self.styles[number], self.swatches[name], self.styles[0])
            )
        return self.overlays[number, name]

    def number(self, style: Style) -> int:
        """The number of a style, new if it was not there."""
        if style not in self.numbers:
            self.numbers[style] = len(self.styles)
            self.styles.append(style)
        return self.numbers[style]
