"""The same prose as .txt, .html and .docx: numbers typed by hand, numbered by Word, with heading styles.

Prose is a list of lines: (level, text), level 0 for a text without number, 1 for 一、, 2 for （一）, 3 for 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

Prose = Sequence[tuple[int, str]]
CHINESE = "一二三四五六七八九十"
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def chinese(number: int) -> str:
    """Up to 99."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else ("" if tens == 1 else CHINESE[tens - 1]) + "十") + (CHINESE[ones - 1] if ones else "")


def typed(prose: Prose) -> list[str]:
    """The lines with their numbers as a person types them."""
    counts = [0, 0, 0]
    lines = []
    for level, text in prose:
        if level:
            counts[level - 1] += 1
            counts[level:] = [0] * (3 - level)
        number = counts[level - 1] if level else 0
        lines.append(("", f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level] + text)
    return lines


def write_txt(path: Path, prose: Prose, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(f"　　{line}" for line in typed(prose)), encoding)
    return path


def write_html(path: Path, prose: Prose) -> Path:
    body = "".join(f"<p>{escape(line)}</p>\n" for line in typed(prose))
    path.write_text(f"<html><head><title>x</title></head><body><div>{body}</div></body></html>", "utf-8")
    return path


def write_docx(path: Path, prose: Prose, *, automatic: bool = False, styled: bool = False) -> Path:
    """A Word document; `automatic`: Word counts, `styled`: sections and items have heading styles."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    document = docx.Document()
    if automatic:
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for n, (form, text) in enumerate(LEVELS)
        )
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    for (level, text), line in zip(prose, typed(prose), strict=True):
        style = f"Heading {level}" if styled and level in (1, 2) else None
        paragraph = document.add_paragraph(text if automatic else line, style)
        if automatic and level:
            properties = paragraph._p.get_or_add_pPr()
            number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="78"/></w:numPr>')
            properties.append(number)
            assert properties.find(qn("w:numPr")) is not None
    document.save(str(path))
    return path


WRITERS = {
    "txt": lambda path, prose: write_txt(path.with_suffix(".txt"), prose),
    "gb18030": lambda path, prose: write_txt(path.with_suffix(".txt"), prose, "gb18030"),
    "utf-16": lambda path, prose: write_txt(path.with_suffix(".txt"), prose, "utf-16"),
    "html": lambda path, prose: write_html(path.with_suffix(".html"), prose),
    "docx": lambda path, prose: write_docx(path.with_suffix(".docx"), prose),
    "numbered": lambda path, prose: write_docx(path.with_suffix(".docx"), prose, automatic=True),
    "styled": lambda path, prose: write_docx(path.with_suffix(".docx"), prose, styled=True),
}
