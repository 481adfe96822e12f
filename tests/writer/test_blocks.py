"""Rows that are written block by block read as any others, and a block that was kept is the same bytes again."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.excel import MAX_CELL_CHARACTERS
from generator.lengths import CharWidth, Pt
from generator.model import (
    Attachments,
    Book,
    Column,
    PageSetup,
    Range,
    RowBlock,
    Sheet,
    SheetRow,
    SheetView,
    WrittenBlock,
)
from generator.writer import Segment, merges_xml, render, render_in_blocks
from generator.writer.packing import Archive, joined_crc
from generator.writer.workbook import WriterError
from tests.writer.test_bulk import STYLES, TEXT

VALUE = st.one_of(TEXT, TEXT, st.none(), st.integers(-(10**9), 10**9))


def sheet_of(rows: list[SheetRow], merges: list[Range], cuts: list[int]) -> Sheet:
    """A sheet of which blocks begin at some rows."""
    ends = [*cuts[1:], len(rows)]
    blocks = tuple(
        RowBlock(
            first,
            end - first,
            tuple(rows[first:end]),
            tuple(each for each in merges if first <= each.first_row < end),
        )
        for first, end in zip(cuts, ends, strict=True)
    )
    columns = tuple(Column(CharWidth(10)) for _ in rows[0].values)
    return Sheet(
        *("表", columns, tuple(rows), tuple(merges), (), None, None, PageSetup(), SheetView(), None),
        *(Attachments(), Pt(14.25), blocks),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet of some blocks, merges within them."""
    width = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    values = st.tuples(*[VALUE] * width)
    styles = st.tuples(*[st.integers(0, 3)] * width)
    heights = st.sampled_from([Pt(14.25), Pt(30)])
    rows = [SheetRow(draw(values), draw(styles), draw(heights)) for _ in range(sum(lengths))]
    cuts = [sum(lengths[:n]) for n in range(len(lengths))]
    merges = [
        Range(first, 0, first + length, 1)
        for first, length in zip(cuts, lengths, strict=True)
        if length > 1 and draw(st.booleans())
    ]
    return sheet_of(rows, merges, cuts)


def shown(data: bytes) -> tuple[list[list[object]], list[list[tuple[str, float]]], set[str]]:
    """Values (read as collect reads them), fonts and heights, and merges of a workbook's first sheet."""
    values = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    looks = [[(cell.font.name, sheet.row_dimensions[cell.row].height) for cell in row] for row in sheet.iter_rows()]
    return values, looks, {str(each) for each in sheet.merged_cells.ranges}


@given(sheets())
def test_rows_in_blocks_read_as_any_others(sheet):
    plain = replace(sheet, blocks=())
    assert shown(render(Book((sheet,), STYLES))) == shown(render(Book((plain,), STYLES)))


def as_written(data: bytes, place: Segment, merges: Sequence[Range]) -> WrittenBlock:
    """A block as it lies in a workbook."""
    return WrittenBlock(data[place.start : place.end], place.crc, place.size, merges_xml(merges), len(merges))


@given(sheets(), st.data())
def test_kept_blocks_are_the_same_bytes_again(sheet, data):
    written, (places,) = render_in_blocks(Book((sheet,), STYLES))
    assert [place.size for place in places]
    kept = data.draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
    blocks = tuple(
        replace(block, rows=(), merges=(), kept=as_written(written, place, block.merges)) if is_kept else block
        for block, place, is_kept in zip(sheet.blocks, places, kept, strict=True)
    )
    again = replace(sheet, rows=(), merges=(), blocks=blocks)
    assert render(Book((again,), STYLES)) == written


def test_a_text_that_no_cell_holds_is_refused_in_a_block_too():
    sheet = sheet_of([SheetRow(("一" * (MAX_CELL_CHARACTERS + 1),), (0,), Pt(30))], [], [0])
    with pytest.raises(WriterError):
        render(Book((sheet,), STYLES))


@given(st.binary(), st.binary())
def test_the_crc_of_two_texts_follows_from_their_own(one, other):
    assert joined_crc(zlib.crc32(one), zlib.crc32(other), len(other)) == zlib.crc32(one + other)


@pytest.mark.parametrize("beside", [False, True])
def test_a_zip_is_what_other_programs_read(beside):
    stream = io.BytesIO()
    archive = Archive(stream)
    if beside:
        archive.go_on_beside()
    archive.add("a.xml", b"<a>")
    archive.cut()
    archive.cut()
    archive.add("a.xml", b"b" * 70_000)
    archive.add("empty.xml", b"")
    archive.close()
    with zipfile.ZipFile(stream) as found:
        assert found.testzip() is None
        assert found.namelist() == ["a.xml", "empty.xml"]
        assert found.read("a.xml") == b"<a>" + b"b" * 70_000
        assert found.read("empty.xml") == b""
        assert {each.date_time for each in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_the_other_thread_came_upon_is_raised():
    archive = Archive(io.BytesIO())
    archive.go_on_beside()
    archive.add("没有这样的名称", b"")
    with pytest.raises(UnicodeEncodeError):
        archive.close()
