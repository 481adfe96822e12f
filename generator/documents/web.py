"""An HTML page to blocks: paragraphs, and the tables that lie in no other; rowspan and colspan become covered cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from generator.documents.blocks import HIDDEN_TEXT, STRUCK, Block, Doubt, Paragraph, Picture
from generator.documents.encoding import decode
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, rectangular, refuse_beyond
from generator.documents.texts import HAN

MAX_LAYOUT_CELLS = 6
MAX_SPAN = 10_000
LINES = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "section",
        "article",
        "dt",
        "dd",
        "hr",
        "ul",
        "ol",
        "blockquote",
        "center",
        "pre",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
        "form",
        "table",
        "caption",
    ]
)
"""Elements that begin and end a line."""
SILENT = frozenset(["script", "style", "head", "title", "noscript", "template", "select", "textarea", "button"])
STRIKES = frozenset(["del", "s", "strike"])
NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
STRIKE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ASIDES = {"nav": "网页导航", "footer": "网页页脚"}
WRAPPED = re.compile(rf"(?<=[{HAN}，、；。：）])[ \t\r]*\n\s*(?=[{HAN}（])")
"""Where the source of the page begins a new line inside Chinese text: no blank stands there."""
SITE = re.compile(r"ICP\s*[备证]|公网安备|网站标识码|版权所有|Copyright|政府网站找错|技术支持\s*[：:]", re.IGNORECASE)
SITE_LINE = re.compile(r"^(?:主办|承办|协办|维护|运维|地址|邮编|电话|联系电话|网站|网址|关于我们|打印|关闭|分享)")
"""Lines that stand above those of SITE at a page's foot."""
FOOT_LINES = 15
FOOT_LENGTH = 200
MAX_TAG = 64 * 1024
"""Bytes of one tag; libxml2 compares every attribute with all before it, so that 300,000 would take minutes."""


def read_web(data: bytes) -> list[Block]:
    """The blocks of a page; empty for one that holds nothing but comments and blanks."""
    import lxml.etree
    import lxml.html

    text = without_long_tags(decode(data))
    try:
        document = lxml.html.fromstring(text, parser=lxml.html.HTMLParser(no_network=True))
    except (lxml.etree.ParserError, ValueError):
        return []
    reader = PageReader()
    reader.take(document)
    reader.end_line()
    return with_foot_aside(reader.blocks)


def with_foot_aside(blocks: list[Block]) -> list[Block]:
    """The blocks; the lines at a page's end that say who runs the site (主办：… ICP备…) are none of the document."""
    end = len(blocks)
    at = next((n for n in range(max(end - FOOT_LINES, 0), end) if says_site(blocks[n], SITE)), end)
    while at < end and at and says_site(blocks[at - 1], SITE_LINE):
        at -= 1
    return [
        replace(block, aside=block.aside or ASIDES["footer"]) if n >= at and isinstance(block, Paragraph) else block
        for n, block in enumerate(blocks)
    ]


def says_site(block: Block, words: re.Pattern[str]) -> bool:
    """Whether a block is a short line with words of a page's foot."""
    return isinstance(block, Paragraph) and len(block.text) <= FOOT_LENGTH and words.search(block.text) is not None


def read_archive(data: bytes) -> list[Block]:
    """The blocks of a page that a browser saved as one file (MHTML, RFC 2557)."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            return read_web(payload if isinstance(payload, bytes) else b"")
    return read_web(data)


def without_long_tags(text: str) -> str:
    """The page's text with tags longer than any that a person or program writes cut down to their name."""
    if len(text) <= MAX_TAG or all(len(part) <= MAX_TAG for part in text.split("<")):
        return text
    pieces = []
    for part in text.split("<"):
        end = part.find(">")
        end = len(part) if end < 0 else end
        pieces.append(part if end <= MAX_TAG else part[:MAX_TAG].split(None, 1)[0][:20] + part[end:])
    return "<".join(pieces)


NO_NUMBER = re.compile(r"list-style(?:-type)?\s*:\s*none")


class PageReader:
    """Collects the blocks of a page in its order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.number = ""
        """What the browser prints before the next line: the number of an item of a numbered list."""
        self.heading = 0
        self.aside = ""
        self.items: dict[Any, int] = {}
        """Numbered list → the number of its next item."""
        self.paragraphs = 0
        self.tables = 0

    def end_line(self) -> None:
        """What was collected since the last line's end is a paragraph."""
        text = " ".join(WRAPPED.sub("", "".join(self.pieces)).split())
        self.pieces = []
        if text:
            self.paragraphs += 1
            self.blocks.append(Paragraph(text, f"第{self.paragraphs}段", self.number, self.heading, self.aside))
            self.number = ""

    def take(self, root: Any) -> None:
        """The text, tables and pictures under an element; a walk without recursion: pages may be nested deeply."""
        steps: list[tuple[str, Any]] = [("begin", root)]
        while steps:
            step, element = steps.pop()
            if step == "tail":
                self.pieces.append(element)
            elif step == "end":
                self.end_line()
                if element.tag == "li" and self.number:  # an item without text, as LibreOffice writes automatic numbers
                    self.pieces, self.number = [self.number], ""
                    self.end_line()
                if element.tag in HEADINGS:
                    self.heading = 0
                if element.tag in ASIDES:
                    self.aside = ""
            elif isinstance(element.tag, str) and element.tag not in SILENT:
                self.begin(element, steps)

    def begin(self, element: Any, steps: list[tuple[str, Any]]) -> None:
        """The beginning of an element; what is inside it is put on the `steps` to come."""
        if is_hidden(element):
            self.blocks += looks_of([element], f"第{self.paragraphs}段后")
            return
        if is_struck(element):
            self.blocks += looks_of([element], f"第{self.paragraphs + 1}段")
        if element.tag == "table" and not is_layout(element):
            self.take_table(element)
            return
        if element.tag == "img":
            self.blocks.append(Picture(f"第{self.paragraphs}段后"))
        if element.tag in LINES:
            self.end_line()
            self.heading = HEADINGS.get(element.tag, self.heading)
            self.aside = ASIDES.get(element.tag, self.aside)
            if element.tag == "ol":
                self.items[element] = whole_number(element.get("start"), 1)
            elif element.tag == "li" and element.getparent() in self.items and not NO_NUMBER.search(style_of(element)):
                number = whole_number(element.get("value"), self.items[element.getparent()])
                self.number = f"{number}."
                self.items[element.getparent()] = number + 1
            steps.append(("end", element))
        if element.text:
            self.pieces.append(element.text)
        for child in reversed(element):
            if child.tail:
                steps.append(("tail", child.tail))
            steps.append(("begin", child))

    def take_table(self, table: Any) -> None:
        """A table with cells."""
        self.end_line()
        for caption in table.findall("caption"):
            self.pieces.append(cell_text(caption))
            self.end_line()
        lines = rectangular(list(lines_of(table)))
        if lines:
            self.tables += 1
            self.blocks.append(Grid(lines, f"表{self.tables}"))
            self.blocks += looks_of(table.iter(), f"表{self.tables}")


def style_of(item: Any) -> str:
    """How an item of a list and the list itself are set."""
    return f"{item.get('style', '')};{item.getparent().get('style', '')}"


def is_hidden(element: Any) -> bool:
    """Whether a browser does not show an element."""
    return element.get("hidden") is not None or NOT_SHOWN.search(element.get("style", "")) is not None


def is_struck(element: Any) -> bool:
    """Whether a browser strikes the text of an element through."""
    return element.tag in STRIKES or STRIKE.search(element.get("style", "")) is not None


def looks_of(elements: Iterable[Any], place: str) -> Iterator[Block]:
    """The texts of those elements that are hidden, which are not read, or struck through, which are."""
    for element in elements:
        if isinstance(element.tag, str) and element.tag not in SILENT:
            text = " ".join(element.text_content().split())
            if text and is_hidden(element):
                yield Paragraph(text, place, aside=HIDDEN_TEXT)
            elif text and is_struck(element):
                yield Doubt(place, text, STRUCK)


def is_layout(table: Any) -> bool:
    """Whether a table only sets out the page: one of its few cells holds a table, or each row has but one."""
    rows = rows_of(table)
    cells = [cell for row in rows[:MAX_LAYOUT_CELLS] for cell in row if cell.tag in ("td", "th")]
    return is_column(rows) or len(cells) <= 1 or (len(cells) <= MAX_LAYOUT_CELLS and table.find(".//table") is not None)


def is_column(rows: list[Any]) -> bool:
    """Whether no row has more than one cell."""
    return all(sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in rows)


def rows_of(table: Any) -> list[Any]:
    """The table's own rows."""
    return [row for part in (table, *table.findall("*")) for row in part.findall("tr")]


def lines_of(table: Any) -> Iterator[Line]:
    """The rows of a table."""
    hanging: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows_of(table), 1):
        cells: list[Cell] = []
        for cell in (child for child in row if child.tag in ("td", "th")):
            take_hanging(cells, hanging)
            across, down = span(cell, "colspan"), span(cell, "rowspan")
            refuse_beyond(1, len(cells) + across)
            for n in range(across):
                if down > 1:
                    hanging[len(cells)] = (down - 1, COVERED_FROM_LEFT if n else COVERED_FROM_ABOVE)
                cells.append(COVERED_FROM_LEFT if n else Cell(cell_text(cell)))
        take_hanging(cells, hanging)
        refuse_beyond(number, len(cells))
        yield Line(tuple(cells), f"第{number}行")


def take_hanging(cells: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Add the cells that hang down from rows above at this place."""
    while len(cells) in hanging:
        rows, cell = hanging.pop(len(cells))
        if rows > 1:
            hanging[len(cells)] = (rows - 1, cell)
        cells.append(cell)


def span(cell: Any, name: str) -> int:
    """How many rows or columns a cell covers."""
    return min(max(whole_number(cell.get(name), 1), 1), MAX_SPAN)


def whole_number(text: str | None, default: int) -> int:
    """A whole number that a page states; `default` for anything else."""
    digits = (text or "").strip()
    return int(digits[:9]) if digits.isascii() and digits.isdigit() else default


def cell_text(cell: Any) -> str:
    """The text of a cell, a line for each block."""
    reader = PageReader()
    reader.take(cell)
    reader.end_line()
    lines = []
    for block in reader.blocks:
        if isinstance(block, Paragraph) and not block.aside:
            lines.append(block.visible)
        elif isinstance(block, Grid):
            lines += [line.text for line in block.lines if line.text]
    return "\n".join(lines)
