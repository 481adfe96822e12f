"""Small sound inputs of every kind, and running the command on them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner, Result

from generator.cli import main
from tests.documents.sources import write_docx, write_html, write_xlsx

TASKS = [
    {
        "id": "T001",
        "number": 1,
        "section": "一、公开规划",
        "item": "（一）规划",
        "content": "公布历史规划。",
        "units_text": "旗发改委牵头，旗教体局配合",
        "deadline_text": "2021年6月底前",
    },
    {
        "id": "T002",
        "number": 2,
        "section": "一、公开规划",
        "item": "（二）市场",
        "content": "公开办事指南。",
        "units_text": "旗教体局",
        "deadline_text": "全年",
        "extra": {"责任人": "张三", "日期": {"date": "2021-12-31"}},
    },
    {
        "id": "T003",
        "number": 3,
        "section": "二、政策解读",
        "item": "（一）解读",
        "content": "做好解读。",
        "units_text": "同上",
        "deadline_text": "同上",
    },
]
DEPARTMENTS = [
    {"short": "旗发改委", "full": "旗发展和改革委员会", "aliases": ["发改委"], "categories": ["政府部门"]},
    {"short": "旗教体局", "full": "旗教育体育局", "categories": ["政府部门"]},
]
LEDGER: dict[str, Any] = {
    "title": "某旗工作要点",
    "year": 2021,
    "issuer": "旗政府办公室",
    "note": "备注。",
    "tasks": TASKS,
    "departments": DEPARTMENTS,
    "groups": [{"wording": "旗政府各部门", "members": ["政府部门"]}],
}

SOURCE_ROWS = [
    ["任务名称", "具体任务", "责任单位", "完成时限"],
    ["一、公开规划", "1.公布历史规划。", "旗发改委牵头，旗教体局配合", "2021年6月底前"],
    [None, "2.公开办事指南。", "旗教体局", "全年"],
    ["二、政策解读", "3.做好解读。", "旗教体局", "全年"],
]


def json_ledger(**changes: Any) -> bytes:
    """The ledger as JSON, some members changed."""
    return json.dumps({**LEDGER, **changes}, ensure_ascii=True).encode()


def run(*arguments: str | Path) -> Result:
    """The command in this process; `exception` is set where it would have printed a traceback."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


def workbook_ledger(folder: Path, **changes: Any) -> bytes:
    """The ledger as the program itself writes it as a workbook."""
    source, target = folder / "made.json", folder / "made.xlsx"
    source.write_bytes(json_ledger(**changes))
    result = run("convert", source, "-o", target)
    assert result.exit_code == 0, result.output
    data = target.read_bytes()
    source.unlink()
    target.unlink()
    return data


def template(rows: Sequence[Sequence[object]] = (), settings: Mapping[str, str] | None = None) -> bytes:
    """A template of a few rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows or (
        ["{{ 台账.标题 }}"],
        ["任务名称", "具体任务", "责任单位"],
        ["{% for 任务 in 任务列表 %}"],
        ["{{ 任务.一级任务 | 合并 }}", "{{ 任务.序号 }}.{{ 任务.具体任务 }}", "{{ 任务.责任单位 }}"],
        ["{% endfor %}"],
        ["{{ 台账.备注 }}"],
    ):
        sheet.append(list(row))
    sheet.merge_cells("A1:C1")
    if settings:
        page = book.create_sheet("设置")
        for pair in settings.items():
            page.append(list(pair))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


PROSE = (
    "某县2021年工作要点",
    "一、推进公开",
    "1.公开规划信息，集中展示历史规划。（县发改局负责，6月底前）",
    "2.公开预算和决算，说明使用情况。（县财政局负责）",
)


def source(folder: Path, suffix: str) -> bytes:
    """An original document as an office sends it."""
    path = folder / f"made{suffix}"
    above = ["2021年工作要点分工台账", "填表单位：旗政府办公室"]
    if suffix == ".docx":
        write_docx(path, [SOURCE_ROWS], above, one=True)
    elif suffix == ".xlsx":
        write_xlsx(path, [SOURCE_ROWS], above)
    elif suffix == ".html":
        write_html(path, [SOURCE_ROWS], above)
    elif suffix == ".pdf":
        return pdf_of(PROSE)
    else:
        rows = ("".join(f"\n\t{cell or ''}" for cell in row) for row in SOURCE_ROWS)
        path.write_text("\n".join([*above, *rows]), "utf-8")
    data = path.read_bytes()
    path.unlink()
    return data


def pdf_of(lines: Sequence[str]) -> bytes:
    """A PDF of one page that says the lines, in a font that every reader knows by name."""
    places = ((780 - 24 * number, line.encode("utf-16-be").hex()) for number, line in enumerate(lines))
    text = "".join(f"1 0 0 1 60 {height} Tm <{codes}> Tj\n" for height, codes in places)
    content = f"BT /F1 14 Tf\n{text}ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80>>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def sheet_of_a_department() -> bytes:
    """A template of which each department gets a workbook: without one nothing can be distributed."""
    return template((["{{ 单位.简称 }}"],), {"输出文件名": "单位/{{ 单位.简称 }}", "每单位一份": "是"})


def workspace(folder: Path, ledger: bytes, templates: Mapping[str, bytes] | None = None, name: str = "") -> Path:
    """A workspace with this ledger (JSON where its bytes begin so) and these templates."""
    (folder / "input").mkdir(parents=True)
    (folder / "templates").mkdir()
    file = name or ("ledger.json" if ledger[:1] == b"{" else "ledger.xlsx")
    (folder / "input" / file).write_bytes(ledger)
    for stem, data in (templates or {"总表": template()}).items():
        (folder / "templates" / f"{stem}.xlsx").write_bytes(data)
    return folder


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
