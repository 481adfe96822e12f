"""What is looked for among many files is found as one look at each would find it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.editions import edited_cells, missing
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
from generator.writer import render

NAMES = ["台账.xlsx", "各单位/市教育局.xlsx", "各单位/市民政局.xlsx", "第1期/各单位/市教育局.xlsx"]


@given(st.sets(st.sampled_from(NAMES)))
def test_what_is_not_there_is_missing_in_the_order_asked(tmp_path_factory, there):
    folder = tmp_path_factory.mktemp("output")
    for name in there:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert list(missing(folder, NAMES)) == [name for name in NAMES if name not in there]


def test_in_a_folder_that_is_not_there_everything_is_missing():
    assert list(missing(Path("没有这个文件夹"), NAMES)) == NAMES


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_dangling_link_is_missing(tmp_path):
    (tmp_path / "台账.xlsx").symlink_to(tmp_path / "没有.xlsx")
    assert list(missing(tmp_path, ["台账.xlsx"])) == ["台账.xlsx"]


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
    assert edited_cells(written, saved_again(written, tmp_path / "台账.xlsx")) == []


def test_what_was_typed_is_named_by_its_cells(written, tmp_path):
    path = saved_again(written, tmp_path / "台账.xlsx", A2="已完成", B3=7, D9="新的一格")
    assert edited_cells(written, path) == ["分工台账!A2", "分工台账!B3", "分工台账!D9"]


def test_what_a_formula_gives_is_nobodys_edit(written, tmp_path):
    path = tmp_path / "台账.xlsx"
    recalculated = replace(
        SHEET, rows=tuple(replace(row, values=(*row.values[:2], Formula("=B1*2", 8))) for row in SHEET.rows)
    )
    path.write_bytes(render(Book((recalculated,), (Style(),), title="台账")))
    assert edited_cells(written, path) == []


def test_what_is_typed_over_a_formula_is_an_edit(written, tmp_path):
    path = saved_again(written, tmp_path / "台账.xlsx", C2=99)
    assert edited_cells(written, path) == ["分工台账!C2"]


def test_a_sheet_that_is_gone_is_named(written, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(written))
    book["分工台账"].title = "改名"
    book.save(tmp_path / "台账.xlsx")
    assert edited_cells(written, tmp_path / "台账.xlsx") == ["分工台账"]


def test_what_is_no_workbook_cannot_be_compared(written, tmp_path):
    (tmp_path / "台账.xlsx").write_bytes(b"PK")
    assert edited_cells(written, tmp_path / "台账.xlsx") is None
