"""The same table as .docx, .html, .xlsx and .txt, as offices and PDF converters make them.

A table is a list of pages, a page a list of rows, a row a list of cells; None is a cell that the one above covers (or,
in a row that spans the table, the one to its left).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

Row = Sequence[str | None]
Page = Sequence[Row]


def spans(page: Page) -> list[tuple[int, int, int, int]]:
    """The merged cells of a page: (row, column, rows, columns)."""
    found = []
    for r, row in enumerate(page):
        if is_wide(row):
            last = max(n for n, cell in enumerate(row) if cell is not None)
            found.append((r, last, 1, len(row) - last))
            continue
        for c, cell in enumerate(row):
            if cell is not None:
                rows = 1
                while r + rows < len(page) and page[r + rows][c] is None and not is_wide(page[r + rows]):
                    rows += 1
                if rows > 1:
                    found.append((r, c, rows, 1))
    return found


def is_wide(row: Row) -> bool:
    """Whether a row spans the table: a title, or its number and a title, and nothing behind."""
    filled = [n for n, cell in enumerate(row) if cell is not None]
    return filled in ([0], [0, 1]) and len(row) > len(filled)


def write_docx(
    path: Path, pages: Sequence[Page], above: Sequence[str] = (), below: Sequence[str] = (), one: bool = False
) -> Path:
    """A Word document: a table for each page, or one table (`one`)."""
    import docx

    document = docx.Document()
    for text in above:
        document.add_paragraph(text)
    whole = [row for page in pages for row in page]
    for page in [whole] if one else pages:
        table = document.add_table(len(page), len(page[0]))
        for r, row in enumerate(page):
            for c, cell in enumerate(row):
                if cell:
                    table.rows[r].cells[c].text = cell
        for r, c, rows, columns in spans(page):
            table.cell(r, c).merge(table.cell(r + rows - 1, c + columns - 1))
        for r, row in enumerate(page):
            for c, cell in enumerate(row):
                if cell:
                    table.cell(r, c).text = cell
    for text in below:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def write_xlsx(path: Path, pages: Sequence[Page], above: Sequence[str] = (), below: Sequence[str] = ()) -> Path:
    """A workbook with one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for text in above:
        sheet.append([text])
    rows = [row for page in pages for row in page]
    top = len(above)
    for row in rows:
        sheet.append(list(row))
    for r, c, height, width in spans(rows):
        sheet.merge_cells(start_row=top + r + 1, start_column=c + 1, end_row=top + r + height, end_column=c + width)
    for text in below:
        sheet.append([text])
    book.save(path)
    return path


def write_html(path: Path, pages: Sequence[Page], above: Sequence[str] = (), below: Sequence[str] = ()) -> Path:
    """A web page with rowspan and colspan."""
    rows = [row for page in pages for row in page]
    merged = {(r, c): (height, width) for r, c, height, width in spans(rows)}
    covered = {
        (r + i, c + j) for (r, c), (h, w) in merged.items() for i in range(h) for j in range(w) if (i, j) != (0, 0)
    }
    lines = ["<html><head><title>x</title></head><body>", *(f"<p>{escape(text)}</p>" for text in above), "<table>"]
    for r, row in enumerate(rows):
        lines.append("<tr>")
        for c, cell in enumerate(row):
            if (r, c) not in covered:
                height, width = merged.get((r, c), (1, 1))
                text = "<br>".join(escape(part) for part in (cell or "").split("\n"))
                lines.append(f'<td rowspan="{height}" colspan="{width}">{text}</td>')
        lines.append("</tr>")
    lines += ["</table>", *(f"<p>{escape(text)}</p>" for text in below), "</body></html>"]
    path.write_text("".join(lines), "utf-8")
    return path
