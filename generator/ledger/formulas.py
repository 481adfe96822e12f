"""A ledger's workbook to the cells that hold formulas: the value shown is taken as text, and they are named.

The reader of values knows no formulas, so they are looked for in the sheets' XML (ECMA-376 part 1, 18.3.1.40, f).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator

from generator.problems import Place, Problem, warning
from generator.system.workbook_parts import UNREADABLE, sheet_parts

MAX_SHOWN = 50
"""Formula cells of a sheet that are named one by one."""
CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^>]*[^>/])>\s*<(?:[\w.-]+:)?f[\s/>]")
FORMULA = re.compile(rb"[<:]f[\s/>]")
"""What there is where a cell has a formula."""
BEGINNINGS = (b"<f", b":f")
"""What there is wherever `FORMULA` is, quickly looked for."""
NAME = re.compile(rb"""(?<![:\w.-])r\s*=\s*["']([A-Za-z]{1,3}\d{1,7})["']""")


def formula_cells(data: bytes, file: str, names: Collection[str]) -> Iterator[Problem]:
    """A warning for each formula in the sheets `names`; nothing where the parts are not where they usually are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for sheet, part in sheet_parts(archive):
                if sheet not in names:
                    continue
                content = archive.read(part)
                if any(each in content for each in BEGINNINGS) and FORMULA.search(content):
                    yield from in_sheet(content, file, sheet)
    except UNREADABLE:
        return


def in_sheet(data: bytes, file: str, sheet: str) -> Iterator[Problem]:
    """The formulas of one sheet; beyond the first ones only their number."""
    cells = [name[1].decode() for attributes in CELL.findall(data) if (name := NAME.search(attributes))]
    for cell in cells[:MAX_SHOWN]:
        yield formula_cell(Place(file, sheet, cell), "此处是公式")
    if len(cells) > MAX_SHOWN:
        yield formula_cell(Place(file, sheet, cells[MAX_SHOWN]), f"从此处起还有 {len(cells) - MAX_SHOWN} 处公式")


def formula_cell(place: Place, what: str) -> Problem:
    """A formula where data is expected."""
    return warning(
        "formula-cell",
        place,
        f"{what}，按表中显示的值当作文字使用，公式不会带入生成的工作簿",
        "请改为直接填写（复制后选择性粘贴为数值）。",
    )
