"""What a reader of the original does not see is not read; what is struck through is read; both are told."""

from __future__ import annotations

import zipfile

import docx
import openpyxl
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.comments import Comment
from openpyxl.styles import Font

from generator.documents import read

TITLE = "某县2024年重点工作任务分工方案"
TASKS = [
    f"{n}. 做好第{n}件事。（县{unit}负责，2024年6月底前完成）"
    for n, unit in enumerate(("发改委", "教体局", "财政局"), 1)
]
HEADINGS = ["序号", "具体任务", "责任单位", "完成时限"]
HIDDEN, STRUCK = "隐藏的文字，没有读", "划了删除线，仍按原文读入，请核对是否还有效"


def word(path, hidden, struck):
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("一、公开")
    for number, text in enumerate(TASKS, 1):
        run = document.add_paragraph().add_run(text)
        run.font.hidden, run.font.strike = (number == hidden) or None, (number == struck) or None
    document.save(path)


def page(path, hidden, struck):
    paragraphs = "".join(
        f'<p style="display: none">{text}</p>'
        if n == hidden
        else f"<p><s>{text}</s></p>"
        if n == struck
        else f"<p>{text}</p>"
        for n, text in enumerate(TASKS, 1)
    )
    path.write_text(f"<html><body><h1>{TITLE}</h1><p>一、公开</p>{paragraphs}</body></html>", "utf-8")


def rows(sheet):
    """Rows of a table, one a task."""
    for number, unit in enumerate(("发改委", "教体局", "财政局"), 1):
        sheet.append([number, f"做好第{number}件事。", f"县{unit}", "2024年6月底前", "内部意见"])


def word_table(path, hidden, struck):
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(0, 4)
    for number, unit in enumerate(("", "发改委", "教体局", "财政局")):
        texts = HEADINGS if not number else [str(number), f"做好第{number}件事。", f"县{unit}", "2024年6月底前"]
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.font.hidden = (number > 0 and number == hidden) or None
            run.font.strike = (number > 0 and number == struck) or None
    document.save(path)


def read_of(path):
    imported, problems = read(path)
    assert imported is not None, problems
    doubts = [(each.before, each.reason) for each in imported.ledger.repairs if each.reason.startswith("请核对")]
    left = [(each.text, each.reason) for each in imported.left_out]
    return [task.number for task in imported.ledger.tasks], doubts, left


@pytest.mark.parametrize(("write", "name"), [(word, "a.docx"), (page, "a.html"), (word_table, "a.docx")])
def test_hidden_text_is_left_out_and_what_is_struck_through_is_told(tmp_path, write, name):
    write(tmp_path / name, hidden=2, struck=3)
    numbers, doubts, left = read_of(tmp_path / name)
    assert numbers == ["1", "3"]
    assert [reason for _, reason in left] == [HIDDEN] and "第2件事" in left[0][0]
    assert [text for text, reason in doubts if reason == f"请核对：{STRUCK}" and "第3件事" in text]


@pytest.mark.parametrize(("write", "name"), [(word, "a.docx"), (page, "a.html"), (word_table, "a.docx")])
def test_a_document_that_shows_all_of_it_is_read_without_a_word(tmp_path, write, name):
    write(tmp_path / name, hidden=0, struck=0)
    assert read_of(tmp_path / name) == (["1", "2", "3"], [], [])


def test_hidden_rows_are_read_and_told_and_hidden_columns_left_out(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*HEADINGS, "意见"])
    rows(sheet)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet["B4"].font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    numbers, doubts, left = read_of(tmp_path / "a.xlsx")
    assert numbers == ["1", "2", "3"]
    assert [(text, "隐藏" in reason, "删除线" in reason) for text, reason in doubts] == [
        ("2 做好第2件事。 县教体局 2024年6月底前", True, False),
        ("做好第3件事。", False, True),
    ]
    assert left == [("意见 内部意见 内部意见 内部意见", HIDDEN)]


def test_tracked_changes_are_read_as_if_accepted(tmp_path):
    document = docx.Document()
    document.add_paragraph(TITLE)
    paragraph = document.add_paragraph("1. 做好规划公开。（县发改委")
    author = f'{nsdecls("w")} w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:del {author}><w:r><w:delText>、县财政局</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {author}><w:r><w:t>、县教体局</w:t></w:r></w:ins>"))
    paragraph.add_run("负责，2024年6月底前完成）")
    assert paragraph._p.find(qn("w:ins")) is not None
    document.save(tmp_path / "a.docx")
    imported, _ = read(tmp_path / "a.docx")
    assert [task.units_text for task in imported.ledger.tasks] == ["县发改委、县教体局负责"]


def test_notes_shapes_and_pictures_of_a_workbook_are_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*HEADINGS, "备注"])
    rows(sheet)
    sheet["C3"].comment = Comment("改由县财政局负责", "张三")
    book.save(tmp_path / "a.xlsx")
    shape = '<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><a:t>第4项</a:t><a:t>不再实施</a:t></xdr:wsDr>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/drawings/drawing9.xml", shape)
        archive.writestr("xl/media/image1.png", b"")
    _, doubts, left = read_of(tmp_path / "a.xlsx")
    assert doubts == []
    assert left == [
        ("（图片）", "图片里的文字读不出来，请看原文"),
        ("改由县财政局负责", "批注"),
        ("第4项不再实施", "图形里的文字，没有读"),
    ]


def test_comments_of_a_word_document_are_told(tmp_path):
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(TASKS[0])
    name, kind = PackURI("/word/comments.xml"), CONTENT_TYPE.WML_COMMENTS
    run = "<w:r><w:t>改由县财政局负责</w:t></w:r>"
    text = f"<w:comments {nsdecls('w')}><w:comment><w:p>{run}</w:p></w:comment></w:comments>"
    document.part.relate_to(Part(name, kind, text.encode(), document.part.package), RELATIONSHIP_TYPE.COMMENTS)
    document.save(tmp_path / "a.docx")
    _, doubts, left = read_of(tmp_path / "a.docx")
    assert (doubts, left) == ([], [("改由县财政局负责", "批注")])
