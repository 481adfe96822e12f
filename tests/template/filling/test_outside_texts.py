"""Tags that stand in no cell: in headers, footers, notes, lists to choose from and their hints."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.comments import Comment as Note
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator.model import DepartmentView, EditionView, Scope
from generator.rebuild.fingerprints import content_of
from generator.template import fill
from generator.writer import write
from tests.template.drawn import drawn, errors, laid_out, opened, scope, task

BAND = """
    {{ 台账.标题 }}
    {% for 任务 in 任务列表 %}
    {{ 任务.具体任务 }}
    {% endfor %}
    末
    """
TASKS = (task(1, leads=("甲局",)), task(2), task(3, leads=("乙局",)))
UNITS = (DepartmentView("甲局", task_count=1), DepartmentView("乙局", task_count=2))

NORMAL = '&"Calibri,Regular"'
"""The template's Normal font: a header says its font, since it hangs on the Normal font of the workbook otherwise."""


def given(**fields: object) -> Scope:
    """Three tasks, two departments."""
    return replace(scope(*TASKS), departments=UNITS, **fields)  # type: ignore[arg-type]


def listed(text: str) -> DataValidation:
    """A list to choose from over cell A3."""
    found = DataValidation("list", formula1=f'"{text}"')
    found.add("A3")
    return found


FONT = '&11&"Calibri,Regular"'
"""The Normal font of templates that openpyxl made: what says no font is printed in it."""


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("&C{{ 台账.标题 }}", f"&C&11{NORMAL}某旗工作台账"),
        ("&L第&P页&R{{ 任务列表 | 计数 }}项", f"&L&11{NORMAL}第&P页&R&11{NORMAL}3项"),
        ("&14{{ 台账.年度 }}年", f"&14{NORMAL} 2021年"),
        ("&C{{ '甲&乙' }}", f"&C&11{NORMAL}甲&&乙"),
        ('&"宋体,Regular"{% if 任务列表 %}{{ 版次.版号 }}{% endif %}', '&"宋体,Regular"&11 1'),
        ("&C{{ 单位列表 | 取出('简称') | 顿号 }}", f"&C&11{NORMAL}甲局、乙局"),
    ],
)
def test_headers_and_footers_are_filled(tmp_path: Path, written: str, filled: str) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND)
    data = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    escaped = written.replace("&", "&amp;").encode()
    sheet = "xl/worksheets/sheet1.xml"
    header = b"<headerFooter><oddHeader>%s</oddHeader></headerFooter></worksheet>" % escaped
    data[sheet] = data[sheet].replace(b"</worksheet>", header)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    assert laid_out(path, given()).sheets[0].page.header_footer.odd_header == filled


def test_each_departments_sheet_has_a_header_of_its_own(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND, header("{{ 单位.简称 }}"), settings={"每单位一表": "是"})
    book = laid_out(path, given())
    assert [sheet.page.header_footer.odd_header for sheet in book.sheets] == [
        f"&C&11{NORMAL}甲局",
        f"&C&11{NORMAL}乙局",
    ]


def header(text: str):  # type: ignore[no-untyped-def]
    """A header in the middle."""

    def draw(sheet: Worksheet) -> None:
        sheet.oddHeader.center.text = text

    return draw


def test_a_header_that_gets_too_long_and_one_with_a_mistake_are_errors(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND, header("{{ '字' * 300 }}"))
    assert [each[1] for each in errors(path, given())] == ["页眉页脚填好后有 302 字，超过 Excel 的上限（255 字）"]
    path = drawn(tmp_path / "t.xlsx", BAND, header("{{ 台账.标提 }}"))
    assert [each[1] for each in errors(path, given())] == ["没有“标提”（见 &C{{ 台账.标提 }}）"]


def test_notes_are_filled_for_each_row_with_its_own_values(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet["A1"].comment = Note("{{ 任务列表 | 计数 }}项", "张三")
        sheet["A3"].comment = Note("{% if 任务.牵头 %}{{ 任务.牵头 | 顿号 }}（{{ loop.index }}）{% endif %}", "张三")
        sheet["A5"].comment = Note("不变", "张三")

    path = drawn(tmp_path / "t.xlsx", BAND, draw)
    write(laid_out(path, given()), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert notes == {"A1": "3项", "A2": "甲局（1）", "A4": "乙局（3）", "A5": "不变"}


def test_a_mistake_in_a_note_is_told_at_its_cell(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet["A3"].comment = Note("{{ 任务.具体任物 }}{{ 任务", "张三")

    assert [each[0] for each in errors(drawn(tmp_path / "t.xlsx", BAND, draw), given())] == ["A3"]


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("{{ 单位列表 | 取出('简称') }}", "甲局,乙局"),
        ("无,{{ 单位列表 | 取出('简称') }},{{ 台账.年度 }}", "无,甲局,乙局,2021"),
        ("{% for 单位 in 单位列表 %}{{ 单位.简称 }},{% endfor %}其他", "甲局,乙局,其他"),
    ],
)
def test_lists_to_choose_from_are_filled(tmp_path: Path, written: str, filled: str) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND, lambda sheet: sheet.add_data_validation(listed(written)))
    (found,) = laid_out(path, given()).sheets[0].attachments.validations
    assert found.formula1 == f'"{filled}"'
    assert [(area.first_row, area.last_row) for area in found.ranges] == [(1, 4)]


def test_hints_are_filled(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        own = listed("甲,乙")
        own.promptTitle, own.prompt, own.error = "{{ 台账.年度 }}年", "共{{ 任务列表 | 计数 }}项", "{{ 台账.标题 }}"
        sheet.add_data_validation(own)

    (found,) = laid_out(drawn(tmp_path / "t.xlsx", BAND, draw), given()).sheets[0].attachments.validations
    assert (found.prompt_title, found.prompt, found.error) == ("2021年", "共3项", "某旗工作台账")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{{ ['甲,乙', '丙'] }}", "下拉列表的一项“甲,乙”里有半角逗号，会被分成两项（见 {{ ['甲,乙', '丙'] }}）"),
        ("{{ '字' * 300 }}", "下拉列表填好后有 300 字，超过 Excel 的上限（255 字）"),
        ("{{ 任务.牵头 }}", "没有“任务”（见 {{ 任务.牵头 }}）"),
    ],
)
def test_a_list_that_cannot_be_is_an_error_at_its_cell(tmp_path: Path, written: str, message: str) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND, lambda sheet: sheet.add_data_validation(listed(written)))
    assert [each[:2] for each in errors(path, given())] == [("A3", message)]


def test_a_list_of_nothing_is_left_out_and_told(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx", BAND, lambda sheet: sheet.add_data_validation(listed("{{ 单位列表 | 取出('简称') }}"))
    )
    book, problems = fill(opened(path), scope(*TASKS))
    assert book is not None and book.tables[0].attachments.validations == ()
    assert [(each.code, each.place.cell) for each in problems] == [("empty-list", "A3")]


def test_tags_in_the_formula_of_a_conditional_format_are_an_error(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add("A3", FormulaRule(['$A3="{{ 台账.标题 }}"']))

    ((cell, message, _),) = errors(drawn(tmp_path / "t.xlsx", BAND, draw), given())
    assert (cell, message) == ("A3", '公式里不能写模板标签（见 $A3="{{ 台账.标题 }}"）')


def test_what_a_header_reads_is_what_its_workbooks_depend_on(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "t.xlsx", "字", header("{{ 版次.版号 }}")))
    assert "edition" in template.reads
    books = [fill(template, given(edition=EditionView(number)))[0] for number in (1, 2, 2)]
    first, second, third = [content_of(book, "", ()) for book in books if book is not None]
    assert first != second == third
