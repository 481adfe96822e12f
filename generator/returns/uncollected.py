"""What a returned workbook says beside the values of its cells: notes, drawings, words that are struck through, and
formulas that nothing worked out.

ECMA-376 part 1, 18.7.3 (comment), 18.3.1.4 (c), 20.5.2 (anchors); MS-XLSX 2.6.205 (threadedComment). None is
collected; what departments mean by them must be told.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape

from msgspec import Struct

from generator.excel import column_letters
from generator.problems import Place, Problem, squeezed, warning
from generator.system.struck_cells import StruckCells
from generator.system.workbook_parts import UNREADABLE, attributes, relations, sheet_parts

NOTE = re.compile(r"<(?:[\w.-]+:)?comment\s([^>]*)>(.*?)</(?:[\w.-]+:)?comment>", re.DOTALL)
RUN = re.compile(r"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)</")
THREADED = re.compile(r"<(?:[\w.-]+:)?threadedComment\s([^>]*)>(.*?)</(?:[\w.-]+:)?threadedComment>", re.DOTALL)
SAID = re.compile(r"<(?:[\w.-]+:)?text(?:\s[^>]*)?>([^<]*)</")
ANCHOR = re.compile(r"<(?:[\w.-]+:)?(?:two|one)CellAnchor\b.*?</(?:[\w.-]+:)?(?:two|one)CellAnchor>", re.DOTALL)
CORNER = re.compile(r"<(?:[\w.-]+:)?col>\s*(\d{1,5})\s*</.*?<(?:[\w.-]+:)?row>\s*(\d{1,7})\s*</", re.DOTALL)
PICTURE = re.compile(r"<(?:[\w.-]+:)?pic>")
BOX_TEXT, A_PICTURE = "文本框", "图片"
CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^>]*[^>/])>(.*?)</(?:[\w.-]+:)?c>", re.DOTALL)
PLAIN_FORMULA, PREFIXED_FORMULA = re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]")
"""What there is where a cell has a formula: looked for apart, as each begins with what is found quickly."""
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
VALUE = re.compile(rb"<(?:[\w.-]+:)?v>[^<]")
FAULTY = re.compile(rb"""\bt\s*=\s*["']e["']""")
SHOWN = re.compile(rb"<(?:[\w.-]+:)?v>([^<]*)<")
WRITTEN = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]*)<")
NAME = re.compile(rb"""(?<![:\w.-])r\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
MOST_BYTES = 2**24
"""Of a part that is read; a sheet of 40 rows has some 30,000."""


class Uncollected(Struct, frozen=True):
    """Something in a cell that is not its value."""

    sheet: str
    cell: str
    note: str | None = None
    """None: a formula without a value."""
    fault: str = ""
    """What the cell shows instead of a value, with its formula: #NAME?（-完成三项）."""
    drawn: str = ""
    """What lies upon the cell: a text box, its text in `note`, or a picture."""
    is_struck: bool = False
    """Whether its text is struck through, all of it or a part."""


def uncollected_in(data: bytes, sheets: Collection[str]) -> Iterator[Uncollected]:
    """The notes and the formulas without a value in some sheets of a workbook; nothing where parts cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            has_notes = any(kind in name.lower() for name in archive.namelist() for kind in ("comments", "drawings/"))
            struck = StruckCells(archive)
            for sheet, part in sheet_parts(archive):
                if sheet in sheets and archive.getinfo(part).file_size <= MOST_BYTES:
                    content = archive.read(part)
                    yield from (Uncollected(sheet, cell) for cell in unsolved(content))
                    yield from (Uncollected(sheet, cell, fault=fault) for cell, fault in faulty(content))
                    yield from (Uncollected(sheet, cell, is_struck=True) for cell in struck.within(content))
                    yield from notes_of(archive, sheet, part) if has_notes else ()
    except UNREADABLE:
        return


def tell_uncollected(
    file: str, uncollected: Iterable[Uncollected], inputs: Mapping[str, Collection[str]], ours: Collection[str]
) -> Iterator[Problem]:
    """Warnings for what is not collected: notes and drawings but `ours`, formulas and faults in cells to fill in.

    `inputs` are the letters of the columns to fill in, by sheet.
    """
    for each in uncollected:
        place = Place(file, each.sheet, each.cell)
        if each.is_struck:
            if each.cell.rstrip("0123456789") in inputs.get(each.sheet, ()):
                message = "这一格有划了删除线的字，照样收集了"
                advice = "作废的字，请让对方删去、保存后再收集，或在台账的“落实情况”表里改。"
                yield warning("struck-answer", place, message, advice)
        elif each.fault:
            if each.cell.rstrip("0123456789") in inputs.get(each.sheet, ()):
                message = f"这一格是错误值 {each.fault[:60]}，不是填写的内容，按空白收集"
                advice = "以 =、-、+ 开头的字会被当成公式；请让对方去掉前面的符号重新填写，再收集一次。"
                yield warning("faulty-cell", place, message, advice)
        elif each.note is None and each.cell.rstrip("0123456789") in inputs.get(each.sheet, ()):
            yield warning(
                "formula-without-value",
                place,
                "这一格是公式，文件里没有算出的结果，按空白收集",
                "请用 Excel 或 WPS 打开这份表、保存后再收集，或直接填写结果。",
            )
        elif each.drawn and each.note not in ours:
            said = f"，它的字不收集：{squeezed(each.note or '')[:40]}" if each.drawn == BOX_TEXT else "，图片不收集"
            advice = "如是填报内容，请填到格子里再收集；佐证材料请另存。"
            yield warning("drawing-not-collected", place, f"这里加了{each.drawn}{said}", advice)
        elif each.note and each.note not in ours:
            yield warning(
                "note-not-collected",
                place,
                f"这一格有批注，批注不收集：{squeezed(each.note)[:40]}",
                "如是填报内容，请填到格子里再收集。",
            )


def faulty(content: bytes) -> Iterator[tuple[str, str]]:
    """(cell, what it shows with its formula) of the cells of a sheet that show a fault."""
    if not (b'"e"' in content or b"'e'" in content) or not FAULTY.search(content):
        return
    for head, body in CELL.findall(content):
        if FAULTY.search(head) and (name := NAME.search(head)):
            shown, formula = (pattern.search(body) for pattern in (SHOWN, WRITTEN))
            word = unescape(shown[1].decode("utf-8", "replace")) if shown else ""
            text = unescape(formula[1].decode("utf-8", "replace")) if formula else ""
            yield name[1].decode(), f"{word}（{text}）" if text else word


def unsolved(content: bytes) -> Iterator[str]:
    """The cells of a sheet with a formula and no value."""
    if not (PLAIN_FORMULA.search(content) or PREFIXED_FORMULA.search(content)):
        return
    for head, body in CELL.findall(content):
        if FORMULA.search(body) and not VALUE.search(body) and (name := NAME.search(head)):
            yield name[1].decode()


def notes_of(archive: zipfile.ZipFile, sheet: str, part: str) -> Iterator[Uncollected]:
    """The notes, threads of notes, text boxes and pictures of a sheet.

    A thread has a note beside it, for programs that know no threads; it begins with words of Excel's own.
    """
    texts: dict[str, list[str]] = {}
    for _, kind, target in relations(archive, part):
        if kind in PARTS and archive.getinfo(target).file_size <= MOST_BYTES:
            texts.setdefault(kind, []).append(archive.read(target).decode("utf-8", "replace"))
    threads = [thread for text in texts.get("threadedComment", ()) for thread in THREADED.findall(text)]
    told = {attributes(head).get("ref", "") for head, _ in threads}
    notes = [note for text in texts.get("comments", ()) for note in NOTE.findall(text)]
    notes = [(head, body) for head, body in notes if attributes(head).get("ref", "") not in told]
    for words, found in ((SAID, threads), (RUN, notes)):
        for head, body in found:
            if said := unescape("".join(words.findall(body))).strip():
                yield Uncollected(sheet, attributes(head).get("ref", ""), said)
    for text in texts.get("drawing", ()):
        yield from drawn_on(sheet, text)


PARTS = ("comments", "threadedComment", "drawing")
"""The kinds of parts of a sheet in which people write something."""


def drawn_on(sheet: str, drawing: str) -> Iterator[Uncollected]:
    """The text boxes and pictures of a drawing, each with the cell at its upper left corner."""
    for anchor in ANCHOR.findall(drawing):
        corner = CORNER.search(anchor)
        if corner is None:
            continue
        cell = f"{column_letters(int(corner[1]))}{int(corner[2]) + 1}"
        if said := unescape("".join(RUN.findall(anchor))).strip():
            yield Uncollected(sheet, cell, said, drawn=BOX_TEXT)
        elif PICTURE.search(anchor):
            yield Uncollected(sheet, cell, f"{A_PICTURE} {cell}", drawn=A_PICTURE)
