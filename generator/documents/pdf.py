"""A PDF with text to blocks: tables by their lines, paragraphs by the places of their lines; furniture of pages aside.

pdfplumber (on pdfminer) reads characters and lines; what page ends cut is put together here.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from msgspec import Struct

from generator.documents.blocks import Block, Doubt, Paragraph, Picture
from generator.documents.brackets import OPENING
from generator.documents.encoding import CONTROLS
from generator.documents.grid import COVERED_FROM_ABOVE, COVERED_FROM_LEFT, Cell, Grid, Line, TooLargeError
from generator.documents.lines import ENDS, repeated
from generator.documents.numbering import marker_of
from generator.documents.statements import in_line
from generator.documents.surroundings import ISSUER
from generator.documents.texts import HAN, NAME_BEGINS, SEPARATOR, UNIT_END, bracket_depth
from generator.documents.unruled import PAGE_NUMBER, REBUILT, Gutters, Spaced, Word, table_in
from generator.documents.web import with_foot_aside
from generator.documents.whole_paragraphs import ends_cut

GAP = re.compile(rf"(?<=[{HAN}，。、；：（）“”]) (?=\S)|(?<=\S) (?=[{HAN}，。、；：（）“”])")
"""A blank that only the space between Chinese and Latin characters made."""
NUMBERED = re.compile(rf"\d{{1,3}}(?=[{HAN}])")
"""A number with which a line begins; only the blank that somebody typed behind it says that it counts (1 修路)."""
LIKE_RADICALS = (
    "⺁厂⺌小⺍小⺟母⺠民⺮竹⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | str.maketrans(
    LIKE_RADICALS[::2], LIKE_RADICALS[1::2]
)
"""Radicals (⼈, U+2F08) that some programs write for the characters that look like them (人)."""
WIDE = 0.8
"""Of the size of the characters: the least gap that a full-width blank makes."""
NARROW = 3
"""Points: the gap from which on pdfplumber puts a blank."""
MAX_PAGES = 1_000
MAX_CHARS = 40_000
"""Characters of one page; a page of print has some 2,000."""
MAX_LINES = 8_000
"""Ruled lines of one page."""
TOLERANCE = 3.0
"""Points by which edges of the same column may differ."""
SHORT = 0.75
"""The part of the text's width that headers and footers are shorter than."""
MANY_LINES = 12
"""Lines over which a bracket may be open."""
PLACES = frozenset("省市县区旗州团各")
"""Characters with which names of units begin, and after which a line may end."""
FULL, FEW = 0.25, 3
"""The part, and the least number, of lines that are full in a text of paragraphs."""
EDGE = 0.1
"""The part of a page's height, at either end, in which headers and footers stand."""


Sizes: TypeAlias = dict[int, tuple[float, float]]
"""Page → its width and height."""


class ScannedError(ValueError):
    """A PDF whose pages have pictures and no text."""


class TextLine(Struct, frozen=True):
    """A line of text on a page; lengths in points."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float

    @property
    def em(self) -> float:
        """The width of a character."""
        return self.size or 12.0


class Ruled(Struct, frozen=True):
    """A table on a page: the left edges of its columns, its rows, where it stands."""

    edges: tuple[float, ...]
    lines: tuple[Line, ...]
    page: int
    top: float


def read_pdf(data: bytes) -> list[Block]:
    """The blocks of a PDF; raises ScannedError where no page has text."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    items: list[TextLine | Ruled | Picture] = []
    told: list[Doubt] = []
    gutters: Gutters | None = None
    sizes: dict[int, tuple[float, float]] = {}
    characters = pictures = 0
    with pdfplumber.open(io.BytesIO(data)) as document:
        if len(document.pages) > MAX_PAGES:
            raise TooLargeError(f"{len(document.pages)} 页")
        for number, page in enumerate(document.pages, 1):
            sizes[number] = float(page.width), float(page.height)
            characters += len(page.chars)
            pictures += len(page.images)
            before = gutters
            found, gutters = items_of(page, number, before)
            items += found
            told += [Doubt(f"第{number}页", "、".join(gutters.headings), REBUILT)] if gutters and not before else []
            page.close()
    if characters < 20 * max(1, min(len(sizes), 3)) and (pictures or not characters):
        raise ScannedError
    return [*blocks_of(items, sizes), *told]


def items_of(
    page: Any, number: int, gutters: Gutters | None
) -> tuple[list[TextLine | Ruled | Picture], Gutters | None]:
    """The lines of text, tables and pictures of a page, from top to bottom.

    `gutters` are those of a table without ruled lines that the page before ends with; and those of this page.
    """
    if len(page.chars) > MAX_CHARS or len(page.lines) + len(page.rects) > MAX_LINES:
        raise TooLargeError(f"第 {number} 页内容过多")
    align(page.chars)
    tables = page.find_tables() if len(page.lines) + len(page.rects) + len(page.curves) >= 4 else []
    # a single column is a frame around text, as pages of a browser print it
    tables = [table for table in tables if len(distinct(cell[0] for cell in table.cells)) > 1]
    tables = [table for table in tables if len(table.rows) > 1 or len(table.cells) > 2]
    rest = page
    for table in tables:
        left, top, right, bottom = table.bbox
        rest = rest.filter(
            lambda item, a=left, b=top, c=right, d=bottom: not (a <= middle(item)[0] <= c and b <= middle(item)[1] <= d)
        )
    blanks = [char for char in rest.chars if char["text"].isspace()]
    raw = rest.extract_text_lines(return_chars=True)
    unruled = None if tables else table_in([spaced(line, n) for n, line in enumerate(raw)], number, gutters)
    used = unruled.used if unruled else frozenset()
    lines = [line_of(line, number, blanks) for n, line in enumerate(raw) if n not in used]
    items: list[TextLine | Ruled | Picture] = [line for line in lines if line.text]
    items += [ruled(table, number) for table in tables]
    if unruled:
        items.append(Ruled((0.0, *unruled.gutters.ends), unruled.rows, number, raw[min(used)]["top"]))
    items.sort(key=lambda item: item.top if isinstance(item, TextLine | Ruled) else 0.0)
    large = [image for image in page.images if image["width"] > 60 and image["height"] > 60]
    items += [Picture(f"第{number}页")] if large else []
    return items, unruled.gutters if unruled else None


def spaced(line: dict[str, Any], index: int) -> Spaced:
    """A line as its words: a gap as wide as a character parts them."""
    chars = [char for char in line["chars"] if not char["text"].isspace()]
    words: list[Word] = []
    last = None
    for char in chars:
        text = clean(char["text"])
        if last is not None and char["x0"] - last["x1"] <= WIDE * char["size"]:
            words[-1] = Word(words[-1].text + text, words[-1].left, char["x1"])
        else:
            words.append(Word(text, char["x0"], char["x1"]))
        last = char
    return Spaced(tuple(words), index, line["top"], line["bottom"])


def align(characters: Sequence[dict[str, Any]]) -> None:
    """Give characters on one base line one height: those of a font with other measures would be lines of their own."""
    lines: dict[float, list[dict[str, Any]]] = {}
    for char in characters:
        if char["upright"]:
            lines.setdefault(round(char["matrix"][5]), []).append(char)
    for line in lines.values():
        heights = Counter((char["top"], char["bottom"], char["doctop"]) for char in line)
        (top, bottom, doctop), _ = heights.most_common(1)[0]
        for char in line if len(heights) > 1 else ():
            char["top"], char["bottom"], char["doctop"] = top, bottom, doctop


def middle(item: dict[str, Any]) -> tuple[float, float]:
    """The middle of a character or line."""
    return (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2


def line_of(line: dict[str, Any], number: int, blanks: Sequence[dict[str, Any]]) -> TextLine:
    """A line as pdfplumber gives it; the blank behind a number with which it begins stays where one was typed."""
    sizes = Counter(round(char["size"], 1) for char in line["chars"])
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    text = clean(with_wide_blanks(line, size))
    match = NUMBERED.match(text)
    if match and is_typed_behind(match[0], line, blanks):
        text = f"{match[0]} {text[match.end() :]}"
    return TextLine(text, number, line["x0"], line["x1"], line["top"], line["bottom"], size)


def is_typed_behind(digits: str, line: dict[str, Any], blanks: Sequence[dict[str, Any]]) -> bool:
    """Whether a blank of the file stands behind the digits with which a line begins."""
    chars = [char for char in line["chars"] if not char["text"].isspace()][: len(digits) + 1]
    if len(chars) <= len(digits) or "".join(char["text"] for char in chars[:-1]) != digits:
        return False
    left, right = middle(chars[-2])[0], middle(chars[-1])[0]
    return any(left < middle(blank)[0] < right and line["top"] < middle(blank)[1] < line["bottom"] for blank in blanks)


def with_wide_blanks(line: dict[str, Any], size: float) -> str:
    """The text of a line; a gap as wide as a character, which somebody typed, as a full-width blank."""
    chars = [char for char in line["chars"] if not char["text"].isspace()]
    gaps = [after["x0"] - before["x1"] for before, after in pairwise(chars)]
    if not any(gap > WIDE * size for gap in gaps):
        return str(line["text"])
    signs = ["\u3000" if gap > WIDE * size else " " if gap > NARROW else "" for gap in gaps]
    return "".join(sign + char["text"] for sign, char in zip(["", *signs], chars, strict=True))


def clean(text: str) -> str:
    """A text without characters that no workbook can hold, without blanks that stand in no text, radicals as words."""
    return GAP.sub("", text.translate(CONTROLS).translate(RADICALS)).strip()


# ------------------------------------------------------------------------------------------ tables


def ruled(table: Any, number: int) -> Ruled:
    """A table with its merged cells: a cell covers every place of rows and columns that lies inside it."""
    edges = distinct(cell[0] for cell in table.cells)
    tops = distinct(cell[1] for cell in table.cells)
    if len(edges) * len(tops) > MAX_CHARS:
        raise TooLargeError(f"{len(tops)} 行 × {len(edges)} 列")
    texts = table.extract(x_tolerance=3)
    over = running_over(table)
    cells: list[list[Cell]] = [[Cell() for _ in edges] for _ in tops]
    for row, line in zip(table.rows, texts, strict=False):
        for box, text in zip(row.cells, line, strict=False):
            if box is not None:
                fill(cells, box, cell_of(text or "", box in over), edges, tops)
    lines = tuple(Line(tuple(row), f"第{number}页表第{n}行", n == 1) for n, row in enumerate(cells, 1))
    return Ruled(edges, lines, number, table.bbox[1])


def cell_of(text: str, runs_over: bool) -> Cell:
    """The cell of a text as pdfplumber gives it."""
    return Cell("\n".join(filter(None, map(clean_names, text.split("\n")))), runs_over=runs_over)


def clean_names(text: str) -> str:
    """A line of a cell; blanks stay that part names of units, none of which has another sign between them."""
    names = text.split(" ")
    pieces = names[:1]
    for n, (before, name) in enumerate(pairwise(names), 2):
        begins = NAME_BEGINS.match(name) or (n == len(names) and name in PLACES)
        parts = begins and (n == 2 or len(SEPARATOR.split(before)[-1]) > 2) and UNIT_END.search(before)
        pieces.append(f"\u3000{name}" if parts else f" {name}")
    return clean("".join(pieces)).replace("\u3000", " ")


def running_over(table: Any) -> set[tuple[float, float, float, float]]:
    """The cells whose text runs over their edge: between two of them lines follow one another as they do inside one.

    A reader clips such text, or prints it into the next row; in the file it stands where it would, had it room.
    """
    over = set()
    for left, right in {(box[0], box[2]) for box in table.cells}:
        boxes = [box for box in table.cells if (box[0], box[2]) == (left, right)]
        lines = lines_within(table.page.chars, left, right)
        owners = [next((box for box in boxes if box[1] <= (top + bottom) / 2 < box[3]), None) for top, bottom in lines]
        pairs = list(zip(pairwise(lines), pairwise(owners), strict=True))
        gaps = [below[0] - above[1] for (above, below), (first, second) in pairs if first and first == second]
        gaps = [gap for gap in gaps if gap > 0]
        for (above, below), (first, second) in pairs:
            usual = min(gaps, default=(above[1] - above[0]) / 2)
            gap = below[0] - above[1]
            if gap < -1 or (first != second and gap <= usual + 1):
                over |= {box for box in (first, second) if box}
        for (top, bottom), box in zip(lines, owners, strict=True):
            if box and (top < box[1] - 1 or bottom > box[3] + 1):
                over.add(box)
    return over


def lines_within(chars: Sequence[dict[str, Any]], left: float, right: float) -> list[tuple[float, float]]:
    """Top and bottom of every line of characters between two edges of a page."""
    lines: list[tuple[float, float]] = []
    inside = [char for char in chars if left <= middle(char)[0] < right and not char["text"].isspace()]
    for char in sorted(inside, key=lambda char: middle(char)[1]):
        top, bottom = char["top"], char["bottom"]
        if lines and (top + bottom) / 2 < lines[-1][1]:
            lines[-1] = min(lines[-1][0], top), max(lines[-1][1], bottom)
        else:
            lines.append((top, bottom))
    return lines


def fill(
    cells: list[list[Cell]], box: Sequence[float], cell: Cell, edges: tuple[float, ...], tops: tuple[float, ...]
) -> None:
    """Put a cell where it stands, and mark what it covers."""
    left, top, right, bottom = box
    columns = [n for n, edge in enumerate(edges) if left - TOLERANCE <= edge < right - TOLERANCE]
    rows = [n for n, edge in enumerate(tops) if top - TOLERANCE <= edge < bottom - TOLERANCE]
    for row in rows:
        for column in columns:
            cells[row][column] = COVERED_FROM_LEFT if column > columns[0] else COVERED_FROM_ABOVE
    if rows and columns:
        cells[rows[0]][columns[0]] = cell


def distinct(values: Any) -> tuple[float, ...]:
    """The values in order, those that are the same edge once."""
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > TOLERANCE:
            result.append(value)
    return tuple(result)


def spread(table: Ruled, edges: tuple[float, ...]) -> tuple[Line, ...] | None:
    """The rows of a table in the columns of the one before; None where its edges are others."""
    if table.edges == edges:
        return table.lines
    places = [next((n for n, edge in enumerate(edges) if abs(edge - own) <= TOLERANCE), None) for own in table.edges]
    if None in places or len(set(places)) < len(places):
        return None
    lines = []
    for line in table.lines:
        cells = [COVERED_FROM_LEFT for _ in edges]
        for place, cell in zip(places, line.cells, strict=True):
            cells[place or 0] = cell
        lines.append(Line(tuple(cells), line.place, line.begins_part))
    return tuple(lines)


# ------------------------------------------------------------------------------------------ pages to blocks


def blocks_of(items: Sequence[TextLine | Ruled | Picture], sizes: Sizes) -> list[Block]:
    """The blocks of all pages: paragraphs and tables go on from one page to the next."""
    furniture = furniture_of([item for item in items if isinstance(item, TextLine)], sizes)
    blocks: list[Block] = []
    asides: list[Block] = []
    waiting: list[TextLine] = []
    edges: tuple[float, ...] = ()
    tables = 0
    counts: Counter[int] = Counter()
    body = [item for item in items if isinstance(item, TextLine) and item not in furniture]
    frame = frame_of(body, sizes)
    for item in items:
        if isinstance(item, TextLine):
            if item in furniture:
                asides.append(Paragraph(item.text, f"第{item.page}页", aside="页眉页脚"))
            else:
                waiting.append(item)
            continue
        blocks += paragraphs_of(waiting, frame, counts)
        waiting = []
        if isinstance(item, Picture):
            asides.append(item)
            continue
        before = blocks[-1] if blocks else None
        goes_on = spread(item, edges) if isinstance(before, Grid) and item.page > 1 else None
        if goes_on is not None and isinstance(before, Grid):
            blocks[-1] = Grid((*before.lines, *goes_on), before.name)
        else:
            tables += 1
            edges = item.edges
            blocks.append(Grid((Line(item.lines[0].cells, item.lines[0].place), *item.lines[1:]), f"表{tables}"))
    return [*with_foot_aside([*blocks, *paragraphs_of(waiting, frame, counts)]), *asides]


def furniture_of(lines: Sequence[TextLine], sizes: Sizes) -> set[TextLine]:
    """Headers, footers and page numbers: page numbers at an edge, and short lines there that most pages have.

    Page numbers are also what most pages end with, however far from the edge.
    """
    frame = frame_of(lines, sizes)
    short = (frame.right - frame.left) * SHORT
    at_edge = [
        line
        for line in lines
        if (line.top < sizes[line.page][1] * EDGE or line.bottom > sizes[line.page][1] * (1 - EDGE))
        and line.right - line.left < short
    ]
    same = repeated([line.text for line in at_edge], len(sizes))
    last = {line.page: line for line in sorted(lines, key=lambda line: line.bottom)}
    numbers = [line for line in last.values() if PAGE_NUMBER.match(line.text)]
    return {
        *(numbers if len(numbers) > max(1, len(sizes) // 2) else ()),
        *(
            line
            for line in at_edge
            if PAGE_NUMBER.match(line.text) or (len(sizes) > 1 and re.sub(r"\d+", "0", line.text) in same)
        ),
    }


class Frame(Struct, frozen=True):
    """The left and right edge of the text, and whether paragraphs begin indented."""

    left: float = 0.0
    right: float = 0.0
    is_indented: bool = False


def frame_of(lines: Sequence[TextLine], sizes: Sizes) -> Frame:
    """The frame of the text of all pages; where hardly a line is full, the right margin is that on the left."""
    long = [line for line in lines if line.right - line.left > 10 * line.em] or list(lines)
    if not long:
        return Frame()
    lefts = Counter(round(line.left) for line in long)
    right = sorted(line.right for line in long)[int(len(long) * 0.9)]
    left = float(min(left for left, count in lefts.items() if count * 10 >= len(long)))
    full = sum(abs(line.right - right) < line.em for line in long)
    if full < max(FEW, FULL * len(long)):
        right = max(right, sizes[long[0].page][0] - left)
    indented = sum(1.2 * line.em < line.left - left < 3 * line.em for line in long)
    return Frame(left, right, indented * 10 >= len(long))


def paragraphs_of(lines: Sequence[TextLine], frame: Frame, counts: Counter[int]) -> list[Block]:
    """The paragraphs of neighbouring lines: a full line goes on in the next one, unless that is indented.

    `counts` are the paragraphs of each page so far.
    """
    groups: list[list[TextLine]] = []
    numbers: dict[str, int] = {}
    for line in lines:
        marker = marker_of(line.text)
        counts_on = marker is not None and (
            marker.number == numbers.get(marker.form, 0) + 1 or (marker.number == 1 and marker.form != "chinese")
        )
        if groups and goes_on(groups[-1], line, frame, counts_on):
            groups[-1].append(line)
            continue
        groups.append([line])
        if marker is not None:
            numbers[marker.form] = marker.number
    usual = Counter(line.size for line in lines).most_common(1)[0][0] if lines else 0.0
    result: list[Block] = []
    for group in groups:
        text = group[0].text
        for line in group[1:]:
            latin = text[-1:].isascii() and line.text[0].isascii() and text[-1:].isalpha() and line.text[0].isalpha()
            text += f" {line.text}" if latin else GAP.sub("", line.text)
        page = group[0].page
        counts[page] += 1
        result.append(Paragraph(text, f"第{page}页第{counts[page]}段", heading=int(is_large(group, usual))))
    return result


def is_large(group: Sequence[TextLine], usual: float) -> bool:
    """Whether lines are set larger than the text: a title."""
    return group[0].size > usual * 1.2 and sum(len(line.text) for line in group) <= 60 and not marker_of(group[0].text)


def goes_on(group: Sequence[TextLine], line: TextLine, frame: Frame, counts_on: bool) -> bool:
    """Whether a line belongs to the paragraph of the lines before.

    A line that ends as a sentence does must be full for that, and the next not be indented, even where few lines are;
    another may lack the characters that could not be parted.
    `counts_on`: whether it begins with the number that follows the last one; that tells where no indent does.
    """
    last = group[-1]
    gap = line.top - last.bottom
    is_apart = line.page == last.page and (gap > 1.6 * line.em or gap < -line.em)
    if abs(last.size - line.size) > 1 or is_apart or ISSUER.match(line.text):
        return False
    ends = ENDS.search(last.text) is not None
    if line.left > frame.left + 1.2 * line.em and (frame.is_indented or (ends and last.left < frame.left + last.em)):
        return False
    is_indented = frame.is_indented and group[0].left > frame.left + group[0].em
    slack = frame.right - last.right
    if bracket_depth("".join(part.text for part in group[-MANY_LINES:])) > 0 and slack < 4 * last.em:
        return True
    if not is_indented and counts_on and not ends_cut(last.text):
        return False
    if not is_indented and (marker_of(line.text) or in_line(line.text)) and (ends or slack > last.em):
        return False
    # an opening bracket takes the character behind it into the next line
    parted = 4.0 if not ends else 2.5 if line.text[0] in OPENING else 1.5
    return slack < parted * last.em
