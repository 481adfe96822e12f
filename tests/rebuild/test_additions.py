"""What somebody added to a workbook of output/ is kept as a copy and told; merely saving it again is no addition."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from generator import Workspace, build
from generator.rebuild.additions import additions_in
from tests.offices import open_office
from tests.rendering import convert
from tests.template.drawn import drawn

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The example, built once."""
    root = tmp_path_factory.mktemp("office")
    for folder in ("input", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    build(Workspace(root))
    return root


@pytest.fixture
def office(built, tmp_path):
    shutil.copytree(built, tmp_path / "office")
    return Workspace(tmp_path / "office")


def sheet_of(office: Workspace) -> Path:
    return office.output / "单位分工表" / "旗教体局.xlsx"


def touched(path: Path, change) -> bytes:
    """The workbook after somebody changed it in another program."""
    book = openpyxl.load_workbook(path)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def colour(book):
    book.worksheets[0]["F5"].fill = PatternFill("solid", fgColor="FFFF00")


def red_text(book):
    book.worksheets[0]["D5"].font = Font(color="FF0000")


def note(book):
    book.worksheets[0]["D5"].comment = Comment("请核实", "科长")


def sheet(book):
    book.create_sheet("我的备忘")


def width(book):
    book.worksheets[0].column_dimensions["D"].width = 40


def struck_out(book):
    book.worksheets[0]["D5"].font = Font(strike=True)


def link(book):
    book.worksheets[0]["D5"].hyperlink = "https://example.org/"


def formula(book):
    """As a program writes it that works nothing out."""
    book.worksheets[0]["F40"] = "=SUM(B5:B9)"


def hidden(book):
    book.worksheets[0].row_dimensions[6].hidden = True


def header(book):
    book.worksheets[0].oddHeader.center.text = "内部资料"


def nothing(book):
    pass


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (colour, ["旗教体局!F5 颜色"]),
        (red_text, ["旗教体局!D5 颜色"]),
        (note, ["旗教体局!D5 批注"]),
        (sheet, ["工作表“我的备忘”"]),
        (width, ["旗教体局!D 列宽"]),
        (struck_out, ["旗教体局!D5 字形"]),
        (link, ["旗教体局!D5 链接"]),
        (formula, ["旗教体局!F40 公式"]),
        (hidden, ["旗教体局!第 6 行隐藏"]),
        (header, ["旗教体局 页眉页脚"]),
        (nothing, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_added_is_named(office, change, told):
    path = sheet_of(office)
    assert additions_in(path.read_bytes(), touched(path, change)) == told


@pytest.mark.parametrize(
    "change", [colour, note, sheet, width, struck_out, link, formula, hidden, header], ids=lambda value: value.__name__
)
def test_an_addition_is_kept_as_a_copy_and_told_before_the_workbook_is_made_again(office, change):
    path = sheet_of(office)
    changed = touched(path, change)
    path.write_bytes(changed)
    report = build(office, force=True)
    told = [problem for problem in report.problems if problem.code == "added-by-hand"]
    assert [problem.place.file for problem in told] == ["output/单位分工表/旗教体局.xlsx"]
    assert [problem.severity for problem in told] == ["warning"]
    assert (office.former / path.name).read_bytes() == changed
    assert path.read_bytes() != changed


def test_a_typed_value_is_refused_as_before(office):
    path = sheet_of(office)

    def typed(book):
        book.worksheets[0]["F5"] = "改过"

    changed = touched(path, typed)
    path.write_bytes(changed)
    book = openpyxl.load_workbook(office.ledger)
    tasks = book["台账"]
    column = [cell.value for cell in tasks[1]].index("完成时限") + 1
    for row in range(2, tasks.max_row + 1):
        tasks.cell(row, column).value = "5月底前"
    book.save(office.ledger)
    report = build(office)
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["edited-by-hand"]
    assert path.read_bytes() == changed


def test_a_formula_that_somebody_corrected_is_kept_as_a_copy(tmp_path):
    """Its value is worked out by any program, so it is no typed value."""
    rows = "{% for 任务 in 任务列表 %}\n{{ 任务.序号 }}\n{% endfor %}\n合计 | =SUM(A2:A2)"
    office = Workspace(open_office(tmp_path / "w").folder)
    folder = office.root / "templates"
    shutil.rmtree(folder)
    folder.mkdir()
    drawn(folder / "合计表.xlsx", rows)
    build(office)
    (path,) = office.output.glob("*.xlsx")

    def corrected(book):
        book.worksheets[0]["B6"] = "=SUM(A1:A4)"

    changed = touched(path, corrected)
    path.write_bytes(changed)
    report = build(office, force=True)
    assert [problem.code for problem in report.problems if "手" in problem.message or "人加了" in problem.message] == [
        "added-by-hand"
    ]
    assert (office.former / path.name).read_bytes() == changed


@pytest.mark.render
def test_workbooks_that_libreoffice_saved_again_are_unedited(office, tmp_path):
    paths = [*office.output.glob("*.xlsx"), *sorted(office.output.glob("单位分工表/*.xlsx"))[:3]]
    (tmp_path / "saved").mkdir()
    for path, again in zip(paths, convert(paths, tmp_path / "saved", "xlsx"), strict=True):
        assert again.read_bytes() != path.read_bytes()
        assert additions_in(path.read_bytes(), again.read_bytes()) == []
        path.write_bytes(again.read_bytes())
    report = build(office, force=True)
    assert not [problem for problem in report.problems if problem.code in ("added-by-hand", "edited-by-hand")]
