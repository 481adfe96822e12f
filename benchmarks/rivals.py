"""What a user would write or take instead, given the same cells: ``python -m benchmarks.rivals NAME CELLS TARGET``.

CELLS is a pickle of `Cells` for each workbook. Each rival prints the seconds in which CELLS was read: no work of its.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = tuple[float, list[tuple[str | None, int]]]


@dataclass
class Cells:
    """One workbook as layout made it: looks (XlsxWriter's properties) and, for each sheet, rows, merges and breaks."""

    looks: list[dict[str, Any]]
    widths: list[float]
    rows: list[Row]
    """Height in points, and for each cell its text and its look."""
    merges: list[tuple[int, int, int, int]]
    breaks: list[int]


def stored(path: Path) -> Iterator[Cells]:
    """The workbooks of a file, one after another."""
    with path.open("rb") as stream:
        while True:
            try:
                yield pickle.load(stream)
            except EOFError:
                return


def bare_xlsxwriter(cells: Cells, target: Path) -> None:
    """The limit: XlsxWriter's public calls and nothing else."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"strings_to_urls": False}) as book:
        looks = [book.add_format(look) for look in cells.looks]
        sheet = book.add_worksheet()
        for column, width in enumerate(cells.widths):
            sheet.set_column(column, column, width)
        for number, (height, row) in enumerate(cells.rows):
            sheet.set_row(number, height)
            for column, (text, look) in enumerate(row):
                if text is None:
                    sheet.write_blank(number, column, None, looks[look])
                else:
                    sheet.write_string(number, column, text, looks[look])
        for first, left, last, right in cells.merges:
            text, look = cells.rows[first][1][left]
            sheet.merge_range(first, left, last, right, text or "", looks[look])
        sheet.set_h_pagebreaks(cells.breaks)


def bare_openpyxl(cells: Cells, target: Path) -> None:
    """The same by openpyxl, with styles as its documentation recommends (one object for each look)."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    line = Side("thin")
    looks = [
        (
            Font(name=look.get("font_name"), size=look.get("font_size"), bold=look.get("bold")),
            Border(line, line, line, line) if look.get("border") or look.get("left") else Border(),
            Alignment(look.get("align"), "center", wrap_text=bool(look.get("text_wrap"))),
        )
        for look in cells.looks
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    for column, width in enumerate(cells.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, (height, row) in enumerate(cells.rows, 1):
        sheet.row_dimensions[number].height = height
        for column, (text, look) in enumerate(row, 1):
            cell = sheet.cell(number, column, text)
            cell.font, cell.border, cell.alignment = looks[look]
    for first, left, last, right in cells.merges:
        sheet.merge_cells(start_row=first + 1, start_column=left + 1, end_row=last + 1, end_column=right + 1)
    for number in cells.breaks:
        sheet.row_breaks.append(Break(number))
    book.save(target)


def xltpl(cells: Cells, target: Path) -> None:
    """xltpl filling a template with the same rows: no merges over rows, no heights, no pages."""
    import openpyxl
    from openpyxl.comments import Comment
    from xltpl.writerx import BookWriter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "sheet"
    tags = [f"{{{{ item[{column}] }}}}" for column in range(len(cells.widths))]
    sheet.append(tags)
    sheet.append(["end"])
    sheet["A1"].comment = Comment("beforerow{% for item in rows %}", "t")
    sheet["A2"].comment = Comment("beforerow{% endfor %}", "t")
    template = target.with_suffix(".template.xlsx")
    book.save(template)
    writer = BookWriter(str(template))
    rows = [[text or "" for text, _ in row] for _, row in cells.rows]
    writer.render_book([{"rows": rows, "tpl_name": "sheet", "sheet_name": "sheet"}])
    writer.save(str(target))


RIVALS: dict[str, Callable[[Cells, Path], None]] = {
    "XlsxWriter": bare_xlsxwriter,
    "openpyxl": bare_openpyxl,
    "xltpl": xltpl,
}


def main(name: str, source: str, target: str) -> None:
    """Write every workbook of `source`."""
    spent = 0.0
    given = stored(Path(source))
    number = 0
    while True:
        started = time.perf_counter()
        cells = next(given, None)
        spent += time.perf_counter() - started
        if cells is None:
            break
        RIVALS[name](cells, Path(target) / f"{number}.xlsx")
        number += 1
    print(spent, flush=True)
    os._exit(0)  # nor is letting go of them


if __name__ == "__main__":
    main(*sys.argv[1:4])
