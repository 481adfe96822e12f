"""Numbers that people see as something else: percentages, and days of which a part is not shown."""

from __future__ import annotations

import io

import openpyxl
import pytest
import python_calamine

from generator.system.number_formats import as_shown
from tests.typed_numbers import with_format_number

JUNE_20 = 44367  # 20 June 2021


def shown(value: float, form: str | int) -> object:
    """What a cell with a number says, read as people see it; a number instead of a format is one of those unwritten."""
    book = openpyxl.Workbook()
    book.active["A1"] = value
    book.active["A1"].number_format = form if isinstance(form, str) else "0.0000"
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue() if isinstance(form, str) else with_format_number(stream.getvalue(), "0.0000", form)
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_shown(data)))
    ((cell,),) = workbook.get_sheet_by_index(0).to_python()
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1, "0%", "100%"),
        (0.335, "0%", "33.5%"),  # nothing of what was typed is lost
        (0.07, "0.00%", "7%"),
        (0.5, "0.00", 0.5),
        (JUNE_20, 'm"月"d"日"', "6月20日"),
        (JUNE_20, "m月d日;@", "6月20日"),
        (JUNE_20, "d-mmm", "6月20日"),
        (JUNE_20, 'yyyy"年"m"月"', "2021年6月"),
        (JUNE_20, "mmm-yy", "2021年6月"),
        (JUNE_20, 'yyyy"年"m"月"d"日"', "2021-06-20"),
        (JUNE_20, "yyyy-mm-dd", "2021-06-20"),
        (JUNE_20, 57, "2021年6月"),
        (JUNE_20, 58, "6月20日"),
        (JUNE_20, 31, "2021-06-20"),
    ],
)
def test_a_number_says_what_its_cell_shows(value, form, text):
    assert shown(value, form) == text


def test_a_workbook_without_such_cells_stays_as_it_is():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    for data in (stream.getvalue(), b"no workbook"):
        assert as_shown(data) is data
