"""A worksheet that can do what XlsxWriter's cannot: headers and footers that differ on odd, even and first pages."""

from __future__ import annotations

from generator.model import HeaderFooter
from generator.writer.bulk import BulkWorksheet

ELEMENTS = (
    ("oddHeader", "odd_header"),
    ("oddFooter", "odd_footer"),
    ("evenHeader", "even_header"),
    ("evenFooter", "even_footer"),
    ("firstHeader", "first_header"),
    ("firstFooter", "first_footer"),
)


class PrintedWorksheet(BulkWorksheet):
    """A worksheet with all headers and footers of ECMA-376 part 1, 18.3.1.46."""

    header_footer: HeaderFooter | None = None

    def _write_header_footer(self) -> None:
        given = self.header_footer
        if given is None:
            return
        attributes = []
        if given.different_odd_even:
            attributes.append(("differentOddEven", 1))
        if given.different_first:
            attributes.append(("differentFirst", 1))
        if not given.scale_with_document:
            attributes.append(("scaleWithDoc", 0))
        if not given.align_with_margins:
            attributes.append(("alignWithMargins", 0))
        texts = [(element, getattr(given, name)) for element, name in ELEMENTS if getattr(given, name)]
        if not texts and not attributes:
            return
        self._xml_start_tag("headerFooter", attributes)
        for element, text in texts:
            self._xml_data_element(element, text)
        self._xml_end_tag("headerFooter")

    def use(self, header_footer: HeaderFooter) -> None:
        """Print these headers and footers."""
        self.header_footer = header_footer
        self.header_footer_changed = True
