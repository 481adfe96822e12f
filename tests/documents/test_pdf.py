"""PDF with text, as LibreOffice prints it: paragraphs and tables over page ends, headers and page numbers aside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.documents import read
from generator.documents.imported import Imported
from generator.documents.pdf import Frame, TextLine, align, clean, furniture_of, goes_on
from tests.documents import prose_sources, sources
from tests.documents.test_any_ledger import STATEMENTS, TITLE, assert_nothing_is_lost, expected, prose_of, tasks_of
from tests.rendering import convert

LONG = "推进一网通办和数据共享，优化企业开办、不动产登记、施工许可等事项的办理流程，" * 3
SECTIONS = [
    (
        f"抓好{name}工作",
        [
            (
                f"补齐{name}短板",
                [
                    (f"{LONG}第{n}批事项年内见效。", "市教育局、市住建局", "市财政局、各县（市、区）政府", deadline)
                    for n, deadline in ((1, "2024年6月底前"), (2, ""), (3, "全年"))
                ],
            )
        ],
    )
    for name in ("教育", "卫生", "交通", "水利")
]


def with_furniture(path: Path) -> Path:
    """A Word document with indented paragraphs, a header and page numbers."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt

    document = docx.Document(str(path))
    for paragraph in document.paragraphs[1:]:
        paragraph.paragraph_format.first_line_indent = Pt(22)
    for table in document.tables:
        table.style = "Table Grid"
    section = document.sections[0]
    section.header.paragraphs[0].text = "内部资料"
    number = section.footer.paragraphs[0]
    number.add_run("— ")
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))
    number.add_run(" —")
    document.save(str(path))
    return path


@pytest.mark.render
def test_prose_and_tables_come_back_from_pdf(tmp_path):
    written = [
        with_furniture(prose_sources.write_docx(tmp_path / f"{form}.docx", prose_of(SECTIONS, form)))
        for form in STATEMENTS
    ]
    rows: list[list[str | None]] = [["序号", "一级任务", "具体任务", "牵头单位", "配合单位", "完成时限"]]
    tasks = []
    for section, items in SECTIONS:
        for n, (text, lead, support, deadline) in enumerate(items[0][1]):
            rows.append([str(len(rows)), section if not n else None, text, lead, support, deadline or "无"])
            tasks.append((section, "", text, "", lead, support, deadline or "无"))
    written.append(with_furniture(sources.write_docx(tmp_path / "table.docx", [rows], [TITLE], ["备注：请落实。"])))
    for path in convert(written, tmp_path / "pdf"):
        imported, problems = read(path)
        assert imported is not None, (path.name, problems)
        wanted = tasks if path.stem == "table" else expected(SECTIONS, path.stem)
        assert tasks_of(imported) == wanted, path.name
        assert (imported.ledger.title, imported.ledger.year) == (TITLE, 2024)
        assert any("内部资料" in entry.text for entry in imported.left_out)
        assert all("完成时限是空的" in problem.message for problem in problems)
        assert_nothing_is_lost(path, imported)


@pytest.mark.render
@pytest.mark.parametrize("is_centred", [False, True])
def test_a_table_without_ruled_lines_comes_back_over_page_ends_and_is_told(tmp_path, is_centred):
    import docx
    from docx.enum.table import WD_ALIGN_VERTICAL

    rows: list[list[str | None]] = [["序号", "具体任务", "责任单位", "完成时限"]]
    for n in range(1, 36):
        text = "完成第一批老旧管网改造，同步更新供水设施，确保质量和安全，接受群众监督"[: 14 + n % 20]
        rows.append(
            [str(n), f"{text}共{n}处。", ("县住建局", "县水利局、县住建局、县自然资源和规划局")[n % 2], "6月底前"]
        )
    path = with_furniture(sources.write_docx(tmp_path / "a.docx", [rows], [TITLE]))
    document = docx.Document(str(path))
    document.tables[0].style = "Normal Table"
    for row in document.tables[0].rows if is_centred else ():
        for cell in row.cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    document.add_paragraph()
    document.add_paragraph("某县人民政府办公室").alignment = 2
    document.save(str(path))
    (printed_path,) = convert([path], tmp_path / "pdf")
    found, problems = read(printed_path)
    assert found is not None, problems
    assert [[t.number, t.content, t.units_text, t.deadline_text] for t in found.ledger.tasks] == rows[1:]
    assert any("没有框线的表格" in problem.message for problem in problems)
    assert found.ledger.issuer == "某县人民政府办公室"


UNITS = (
    "县农业农村局",
    "县财政局",
    "县人力资源和社会保障局",
    "县公安局交警大队",
    "团县委",
    "各乡镇人民政府",
    "国网某县供电公司",
)


@pytest.mark.render
def test_names_of_units_in_narrow_columns_stay_apart(tmp_path):
    """Whatever parts them (a sign, a new line, a blank), and wherever the column's width breaks them."""
    written = []
    for width in (2.0, 2.6, 3.2, 4.4):
        rows: list[list[str | None]] = [["序号", "具体任务", "责任单位"]]
        for n, name in enumerate(UNITS):
            others = UNITS[(n + 1) % len(UNITS)], UNITS[(n + 3) % len(UNITS)]
            rows += [
                [str(len(rows) + m), "抓好落实。", f"{name}{signs[0]}{others[0]}{signs[1]}{others[1]}"]
                for m, signs in enumerate(("、、", "\n\n", "、\n", "  "))
            ]
        written.append(narrowed(sources.write_docx(tmp_path / f"{width}.docx", [rows], [TITLE]), width))
    for path in convert(written, tmp_path / "pdf"):
        imported, _ = read(path)
        assert imported is not None
        for n, task in enumerate(imported.ledger.tasks):
            at = n // 4
            names = [UNITS[at], UNITS[(at + 1) % len(UNITS)], UNITS[(at + 3) % len(UNITS)]]
            assert task.units_text.replace(" ", "、").split("、") == names, (path.name, n)


def narrowed(path: Path, width: float) -> Path:
    """A Word document whose table has a last column of so many centimetres."""
    import docx
    from docx.shared import Cm

    document = docx.Document(str(path))
    table = document.tables[0]
    table.style, table.autofit = "Table Grid", False
    for row in table.rows:
        for cell, size in zip(row.cells, (1.2, 6.0, width), strict=True):
            cell.width = Cm(size)
    document.save(str(path))
    return path


def printed(texts: Sequence[str], folder: Path) -> Imported:
    """What is read of paragraphs that were printed to PDF."""
    import docx

    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(folder / "a.docx"))
    (path,) = convert([folder / "a.docx"], folder / "pdf")
    imported, _ = read(path)
    assert imported is not None
    return imported


@pytest.mark.render
def test_a_number_followed_by_a_blank_alone_counts(tmp_path):
    texts = [TITLE, "1 修路。完成改造12公里。（市交通局）", "2 架桥。（市住建局）", "12月底前完成。", "35个县区推进。"]
    imported = printed(texts, tmp_path)
    assert [task.content for task in imported.ledger.tasks] == ["修路。完成改造12公里。", "架桥。"]
    left_out = [entry.text for entry in imported.left_out]
    assert "12月底前完成。" in left_out
    assert "35个县区推进。" in left_out


@pytest.mark.render
def test_lines_of_which_none_is_full_are_paragraphs_of_their_own(tmp_path):
    texts = [
        TITLE,
        "1.建设学校两所。责任单位：县教育局",
        "2.修建县道。责任单位：县交通局、县财政局、县自然资源局",
        "3.植树。责任单位：县林业局",
    ]
    imported = printed(texts, tmp_path)
    assert [task.units_text for task in imported.ledger.tasks] == [
        "县教育局",
        "县交通局、县财政局、县自然资源局",
        "县林业局",
    ]


@pytest.mark.render
def test_a_full_line_of_units_does_not_go_on_in_the_next_number(tmp_path):
    import docx

    names = [f"市{name}局" for name in ("教育", "公安", "民政", "司法", "财政", "人社", "住建", "交通", "水务", "商务")]
    units = ["、".join(names[:many]) for many in range(3, 11)]
    document = docx.Document()
    for n, text in enumerate(units, 1):
        document.add_paragraph(f"{n}.改造老旧小区五十六个，同步更新水电气管网，消除安全隐患，年内全部完工验收。")
        document.add_paragraph(f"责任单位：{text}")
    document.save(str(tmp_path / "a.docx"))
    (path,) = convert([tmp_path / "a.docx"], tmp_path / "pdf")
    imported, _ = read(path)
    assert imported is not None
    assert [task.units_text for task in imported.ledger.tasks] == units


@pytest.mark.render
def test_a_heading_behind_a_full_line_begins_a_paragraph_where_only_some_are_indented(tmp_path):
    names = [f"市{name}局" for name in ("教育", "公安", "民政", "司法", "财政", "人社", "住建", "交通", "水务", "商务")]
    headings = [f"（{number}）完善服务" for number in "一二三四五六七八"]
    texts = [
        TITLE,
        "　　为贯彻落实市委、市政府的部署，进一步提升服务水平，结合本市实际，经研究决定，现制定以下的任务分工。",
    ]
    for many, heading in enumerate(headings, 3):
        texts += [heading, f"1.新建改建服务场所并投入使用。（{'、'.join(names[:many])}按职责分工负责）"]
    texts += [
        "　　各有关部门要加强组织领导，认真抓好各项任务的落实，并于每个季度末将进展情况书面报送市政府办公室汇总。"
    ]
    imported = printed(texts, tmp_path)
    assert [task.section for task in imported.ledger.tasks] == headings


def test_radicals_are_the_characters_that_they_look_like():
    assert clean("⼈⼯智能⺠⽣⼯程") == "人工智能民生工程"


@pytest.mark.render
def test_the_foot_of_a_printed_web_page_says_nothing_of_tasks(tmp_path):
    import docx

    document = docx.Document()
    texts = [TITLE, "1.建设学校。（县教育局）", "2.修建县道。（县交通局）", "3.加强宣传，营造氛围。"]
    for text in [*texts, "主办单位：某县人民政府", "版权所有 某县政府网站", "京ICP备12345678号"]:
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    (path,) = convert([tmp_path / "a.docx"], tmp_path / "pdf")
    imported, _ = read(path)
    assert imported is not None
    assert [task.content for task in imported.ledger.tasks] == ["建设学校。", "修建县道。"]


@pytest.mark.render
def test_text_in_a_frame_is_prose(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(2, 1)
    table.style = "Table Grid"
    table.cell(0, 0).text = "某市政府网站"
    table.cell(1, 0).text = "1.建设学校。（县教育局）"
    table.cell(1, 0).add_paragraph("2.修建县道。（县交通局）")
    document.save(str(tmp_path / "a.docx"))
    (path,) = convert([tmp_path / "a.docx"], tmp_path / "pdf")
    imported, _ = read(path)
    assert imported is not None
    assert [task.content for task in imported.ledger.tasks] == ["建设学校。", "修建县道。"]


def test_characters_on_one_base_line_are_one_line_whatever_their_fonts_measure():
    def character(text: str, top: float, bottom: float, base: float) -> dict[str, object]:
        return {
            "text": text,
            "top": top,
            "bottom": bottom,
            "doctop": top,
            "upright": True,
            "matrix": (1, 0, 0, 1, 0, base),
        }

    line = [character(text, 708.9, 738.2, 110) for text in "到年底"] + [character("３", 719.9, 734.7, 110.2)]
    above = character("（", 650.0, 679.0, 139)
    align([*line, above])
    assert {(char["top"], char["bottom"]) for char in line} == {(708.9, 738.2)}
    assert above["top"] == 650.0


def test_what_most_pages_end_with_is_their_number_however_far_from_the_edge():
    sizes = dict.fromkeys(range(1, 5), (595.0, 842.0))
    text = [TextLine("推进政务公开，深化解读回应。", page, 80, 500, 600, 616, 16) for page in sizes]
    numbers = [TextLine(f"— {page} —", page, 280, 320, 700, 714, 14) for page in (1, 2, 3)]
    assert furniture_of([*text, *numbers], sizes) == set(numbers)
    assert furniture_of([*text, numbers[0]], sizes) == set()


def test_an_indent_behind_a_full_sentence_begins_a_paragraph_where_hardly_any_line_is_indented():
    """The closing demand of a document became part of its last task when the line before happened to be full."""
    texts = [f"{n}.做好第{n}批事项公开工作。（责任单位：市司法局）" for n in range(1, 21)] + ["各单位要抓好落实。"]
    lines = [
        TextLine(text, 1, 112.0 if n == 20 else 80.0, 500.0, 30.0 * n, 30.0 * n + 16, 16)
        for n, text in enumerate(texts)
    ]
    frame = Frame(80.0, 500.0)
    assert not goes_on([lines[19]], lines[20], frame, counts_on=False)
    assert goes_on([lines[19]], replace(lines[20], left=80.0), frame, counts_on=False)
