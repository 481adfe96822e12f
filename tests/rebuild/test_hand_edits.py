"""Which cells of a workbook in output/ somebody typed into since it was written."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from generator.lengths import CharWidth, Pt
from generator.model import (
    Attachments,
    Book,
    Column,
    Formula,
    PageSetup,
    Sheet,
    SheetRow,
    SheetView,
    Style,
)
from generator.rebuild.hand_edits import edited_cells
from generator.writer import render

SHEET = Sheet(
    *("分工台账", (Column(CharWidth(9)),) * 3),
    tuple(SheetRow((f"任务{n}\n第二行", n, Formula(f"=B{n + 1}*2", 0)), (0, 0, 0), None) for n in range(3)),
    *((), (), None, None, PageSetup(), SheetView(), None, Attachments(), Pt(14)),
)


@pytest.fixture
def written() -> bytes:
    return render(Book((SHEET,), (Style(),), title="台账", mark=(("taizhang", "2"),)))


def saved_again(data: bytes, path: Path, **values: object) -> Path:
    """The file as another program saves it, some cells changed."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in values.items():
        book["分工台账"][cell] = value
    book.save(path)
    return path


def test_saving_alone_is_no_edit(written, tmp_path):
    assert edited_cells(written, saved_again(written, tmp_path / "台账.xlsx").read_bytes()) == []


def test_what_was_typed_is_named_by_its_cells(written, tmp_path):
    path = saved_again(written, tmp_path / "台账.xlsx", A2="已完成", B3=7, D9="新的一格")
    assert edited_cells(written, path.read_bytes()) == ["分工台账!A2", "分工台账!B3", "分工台账!D9"]


def test_what_a_formula_gives_is_nobodys_edit(written, tmp_path):
    path = tmp_path / "台账.xlsx"
    recalculated = replace(
        SHEET, rows=tuple(replace(row, values=(*row.values[:2], Formula("=B1*2", 8))) for row in SHEET.rows)
    )
    path.write_bytes(render(Book((recalculated,), (Style(),), title="台账")))
    assert edited_cells(written, path.read_bytes()) == []


def test_what_is_typed_over_a_formula_is_an_edit(written, tmp_path):
    path = saved_again(written, tmp_path / "台账.xlsx", C2=99)
    assert edited_cells(written, path.read_bytes()) == ["分工台账!C2"]


def test_a_sheet_that_is_gone_is_named(written, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(written))
    book["分工台账"].title = "改名"
    book.save(tmp_path / "台账.xlsx")
    assert edited_cells(written, (tmp_path / "台账.xlsx").read_bytes()) == ["分工台账"]


def test_what_is_no_workbook_cannot_be_compared(written, tmp_path):
    (tmp_path / "台账.xlsx").write_bytes(b"PK")
    assert edited_cells(written, (tmp_path / "台账.xlsx").read_bytes()) is None
