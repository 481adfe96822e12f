"""PDFs through LibreOffice: beside each workbook, whole or not at all, and a clear word where it fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from generator.layout import lay_out
from generator.system import libreoffice
from generator.writer import pdf, write
from tests.layout.tables import book, table
from tests.rendering import FONTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")


def office(folder: Path, script: str) -> str:
    """A stand-in for LibreOffice; $OUT is its output folder, $@ its arguments."""
    command = folder / "soffice"
    command.write_text(f'#!/bin/bash\nOUT="${{@: -2:1}}"\n{script}\n', "utf-8")
    command.chmod(0o755)
    return str(command)


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK")
    return path


def codes(problems):
    return [problem.code for problem in problems]


def test_a_missing_libreoffice_is_said_with_what_to_install(workbook, monkeypatch):
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: None)
    (problem,) = pdf.to_pdf([workbook])
    assert problem.code == "no-libreoffice"
    assert "apt install libreoffice-calc" in problem.advice


def test_nothing_to_convert_needs_no_libreoffice(monkeypatch):
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: None)
    assert pdf.to_pdf([]) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("sleep 60", "超过 1 秒"),
        ("exit 77", "异常退出（代码 77）"),
        ("kill -SEGV $$", "异常退出"),
        ("exit 0", "没有给出文件"),
    ],
)
def test_a_failing_libreoffice_leaves_the_old_pdf_and_says_why(tmp_path, workbook, monkeypatch, script, why):
    command = office(tmp_path, script)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: command)
    workbook.with_suffix(".pdf").write_bytes(b"old")
    (problem,) = pdf.to_pdf([workbook], seconds=1)
    assert problem.code == "no-pdf"
    assert why in problem.message
    assert workbook.with_suffix(".pdf").read_bytes() == b"old"


def test_workbooks_of_one_name_in_two_folders_get_each_their_own_pdf(tmp_path, monkeypatch):
    command = office(tmp_path, 'for f in "$@"; do case "$f" in *.xlsx) cp "$f" "${f%.xlsx}.pdf";; esac; done')
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: command)
    paths = [tmp_path / folder / "分工.xlsx" for folder in "ab"]
    for path in paths:
        path.parent.mkdir()
        path.write_text(path.parent.name)
    assert pdf.to_pdf(paths) == ()
    assert [path.with_suffix(".pdf").read_text() for path in paths] == ["a", "b"]


def test_pdfs_with_other_pages_than_their_workbooks_are_named_with_the_likely_reason(tmp_path, monkeypatch):
    two = "printf '/Type /Pages /Type/Page /Type /Page'"
    script = f'for f in "$@"; do case "$f" in *.xlsx) {two} >"${{f%.xlsx}}.pdf";; esac; done'
    command = office(tmp_path, script)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: command)
    paths = [tmp_path / f"{name}.xlsx" for name in "甲乙丙"]
    for path in paths:
        path.write_bytes(b"PK")
    assert pdf.to_pdf(paths, pages=dict.fromkeys(paths, 2)) == ()
    (problem,) = pdf.to_pdf(paths, pages=dict(zip(paths, (2, 1, 3), strict=True)))
    assert problem.code == "other-pages"
    assert problem.message == "2 个 PDF 的页数与工作簿不同（乙：2 页，应为 1 页）"
    assert "字体" in problem.advice


@pytest.mark.render
def test_real_pdfs_are_made_beside_their_workbooks(tmp_path, monkeypatch):
    import pdfplumber

    monkeypatch.setenv("FONTCONFIG_FILE", str(FONTS))
    laid, _ = lay_out(book(table(1, most_rows=40, longest=60)))
    for name in ("甲", "乙"):
        write(laid, tmp_path / f"{name}.xlsx")
    paths = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    assert pdf.to_pdf(paths, pages=dict.fromkeys(paths, laid.page_count)) == ()
    assert codes(pdf.to_pdf(paths, pages=dict.fromkeys(paths, laid.page_count + 1))) == ["other-pages"]
    for name in ("甲", "乙"):
        with pdfplumber.open(tmp_path / f"{name}.pdf") as document:
            assert len(document.pages) == laid.page_count


def character(left: float, top: float, size: float = 12) -> dict[str, float]:
    return {"x0": left, "top": top, "size": size}


def test_lines_of_one_cell_tell_their_pitch_and_those_of_two_cells_nothing():
    in_a_cell = [character(10, 100), character(10, 117.4), character(22, 117.4)]
    assert list(pdf.pitches_in(in_a_cell, [95, 140])) == [pytest.approx(1.45)]
    assert list(pdf.pitches_in(in_a_cell, [95, 114, 140])) == []
    assert list(pdf.pitches_in([character(10, 100), character(10, 150)], [])) == [], "no two lines of one text"


@pytest.mark.render
@pytest.mark.parametrize(
    ("fonts", "told"), [("alias", []), ("debian", []), ("wenquanyi", []), ("noto", ["tall-lines"])]
)
def test_a_font_of_tall_lines_that_stands_for_a_missing_one_is_told_unless_rows_have_room(
    tmp_path, monkeypatch, fonts, told
):
    monkeypatch.setenv("FONTCONFIG_FILE", str(FONTS.with_stem(fonts)))
    made = book(table(1, most_rows=40, longest=60))
    for is_wide in (False, True):
        laid, _ = lay_out(made, is_wide)
        path = tmp_path / f"{is_wide}.xlsx"
        write(laid, path)
        given = pdf.to_pdf([path], pages={path: laid.page_count}, is_wide=is_wide)
        assert codes(given) == ([] if is_wide else told)


def test_a_broken_pdf_tells_no_pitch(tmp_path):
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 no more")
    assert list(pdf.line_pitches(broken)) == []
