"""What a template carries comes out as it was drawn; what cannot be carried is named."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import AreaChart, BarChart, LineChart, Reference
from openpyxl.comments import Comment as Note
from openpyxl.drawing.image import Image as Picture
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Alignment, Border, Font, GradientFill, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.utils import column_index_from_string
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.workbook.defined_name import DefinedName as Name
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.worksheet import Worksheet

from generator.layout import lay_out
from generator.model import Conditional, DefinedName, Range, Style, TableBook, Validation
from generator.template import fill, read
from generator.template.workbook.colours import Palette, tinted
from generator.template.workbook.styles import style_of
from generator.writer import render, write
from tests.rendering import convert
from tests.template.drawn import drawn, filled, laid_out, opened, picture, printed, rezipped, scope, table, task

BAND = """
    标题 | 甲 | 乙
    {% for 任务 in 任务列表 %}
    {{ 任务.序号 }} | {{ 任务.具体任务 }}
    {% endfor %}
    末行
"""
THREE = scope(task(1), task(2), task(3))


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\0" * 3 * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def warned(path: Path) -> list[tuple[str, str]]:
    """(cell, message) of the warnings of a template without errors."""
    template, problems = read(path)
    assert template is not None, problems
    return [(problem.place.cell, problem.message) for problem in problems]


# ---------------------------------------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("rgb", "tint", "expected"),
    [
        # as Excel shows Accent 1 of the Office 2007 theme: lighter 80 %, 60 %, 40 %, darker 25 %, 50 %
        ("4F81BD", 0.7999816888943144, "DCE6F1"),
        ("4F81BD", 0.5999938962981048, "B8CCE4"),
        ("4F81BD", 0.3999755851924192, "95B3D7"),
        ("4F81BD", -0.249977111117893, "366092"),
        ("4F81BD", -0.499984740745262, "244062"),
        ("FFFFFF", -0.1499984740745262, "D9D9D9"),
        ("000000", 0.499984740745262, "7F7F7F"),
        ("4F81BD", 0.0, "4F81BD"),
    ],
)
def test_tints_are_those_that_excel_shows(rgb: str, tint: float, expected: str) -> None:
    found = tinted(rgb, tint)
    assert all(abs(int(found[at : at + 2], 16) - int(expected[at : at + 2], 16)) <= 1 for at in (0, 2, 4)), found


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        (Color(theme=0), "FFFFFF"),
        (Color(theme=1), "000000"),
        (Color(theme=3), "1F497D"),
        (Color(theme=4), "4F81BD"),
        (Color(theme=11), "800080"),
        (Color(indexed=10), "FF0000"),
        (Color(indexed=64), ""),
        (Color(rgb="FF123456"), "123456"),
        (Color(auto=True), ""),
        (None, ""),
    ],
)
def test_colours_of_theme_and_index_are_resolved(color: Color | None, expected: str) -> None:
    assert Palette().rgb(color) == expected


# ----------------------------------------------------------------------------------------------- styles

RGB = st.sampled_from(["FF000000", "FFFF0000", "FF00B050", "FF0070C0", "FFFFC000"])
EDGE = st.builds(
    Side, st.sampled_from([None, "thin", "medium", "thick", "double", "hair", "dashed", "mediumDashDot"]), RGB
)
FONTS = st.builds(
    Font,
    name=st.sampled_from(["宋体", "黑体", "仿宋_GB2312", "Calibri"]),
    sz=st.sampled_from([9, 10.5, 12, 22]),
    b=st.booleans(),
    i=st.booleans(),
    u=st.sampled_from([None, "single", "double", "singleAccounting"]),
    strike=st.booleans(),
    color=RGB,
    vertAlign=st.sampled_from([None, "superscript", "subscript"]),
)
FILLS = st.builds(
    PatternFill, st.sampled_from([None, "solid", "gray125", "lightGrid", "darkDown"]), fgColor=RGB, bgColor=RGB
)
BORDERS = st.builds(
    Border,
    left=EDGE,
    right=EDGE,
    top=EDGE,
    bottom=EDGE,
    diagonal=EDGE,
    diagonalUp=st.booleans(),
    diagonalDown=st.booleans(),
)
ALIGNMENTS = st.builds(
    Alignment,
    horizontal=st.sampled_from([None, "left", "center", "right", "justify", "distributed"]),
    vertical=st.sampled_from([None, "top", "center", "justify", "distributed"]),
    text_rotation=st.sampled_from([0, 45, 90, 135, 180]),
    wrap_text=st.booleans(),
    indent=st.integers(0, 3),
)
FORMATS = st.sampled_from(["General", "0", "0.00", "#,##0.00", "yyyy-mm-dd", "@", '0.0"分"', "0%", "[Red]0;[Blue]-0"])


def looks(book: TableBook) -> list[Style]:
    """The looks of the first row's cells."""
    return [book.styles[number] for number in book.tables[0].rows[0].styles]


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(FONTS, FILLS, BORDERS, ALIGNMENTS, FORMATS, st.booleans()), min_size=1, max_size=4),
)
def test_the_style_of_every_cell_is_read_and_written_as_it_was(
    tmp_path: Path, drawn_looks: list[tuple[Font, PatternFill, Border, Alignment, str, bool]]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for column, (font, fill_, border, alignment, number_format, locked) in enumerate(drawn_looks, 1):
        cell = sheet.cell(1, column, "字")
        cell.font, cell.fill, cell.border, cell.alignment = font, fill_, border, alignment
        cell.number_format, cell.protection = number_format, Protection(locked=locked)
    book.save(tmp_path / "t.xlsx")
    made = filled(tmp_path / "t.xlsx", scope())
    expected = [style_of(sheet.cell(1, column), Palette()) for column in range(1, len(drawn_looks) + 1)]
    assert looks(made) == expected
    first = looks(made)[0]
    given_font, given_border = drawn_looks[0][0], drawn_looks[0][2]
    assert (first.font.name, first.font.size, first.font.bold) == (given_font.name, given_font.sz, bool(given_font.b))
    assert (first.border.left.style or None) == given_border.left.style
    assert first.number_format == drawn_looks[0][4]


def test_edges_of_merged_cells_are_those_of_each_cell(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet["A1"].border = Border(left=Side("thin"), top=Side("thin"))
        sheet["B1"].border = Border(top=Side("thin"))
        sheet["C1"].border = Border(top=Side("thin"), right=Side("thick"))
        sheet.merge_cells("A1:C1")
        # openpyxl draws the first cell's edges around the merge; a file from Excel has them cell by cell
        sheet["C1"].border = Border(top=Side("thin"), right=Side("thick"))

    made = filled(drawn(tmp_path / "t.xlsx", "标题", merge), scope())
    assert looks(made)[2].border.right.style == "thick"
    assert made.tables[0].rows[0].form.across == (3, 0, 0)


def test_a_cell_that_is_not_there_has_the_look_of_its_row_or_column(tmp_path: Path) -> None:
    def rule(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].font = Font(name="黑体", size=16)
        sheet.column_dimensions["A"].width = 20
        sheet["B2"] = "字"
        sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")

    made = filled(drawn(tmp_path / "t.xlsx", "- ", rule), scope())
    styles = [made.styles[number] for number in made.tables[0].rows[1].styles]
    assert styles[0].font.name == "黑体"
    assert styles[1].fill.foreground == "00FF00"


def test_the_first_style_is_the_normal_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    normal = next(style for style in book._named_styles if style.name == "Normal")  # type: ignore[attr-defined]
    assert isinstance(normal, NamedStyle)
    normal.font = Font(name="宋体", size=12)
    book.worksheets[0]["A1"] = "字"
    book.save(tmp_path / "t.xlsx")
    assert (filled(tmp_path / "t.xlsx", scope()).styles[0].font.name) == "宋体"


# -------------------------------------------------------------------------------------------- the whole sheet


def arranged(sheet: Worksheet) -> None:
    """Everything about a sheet that is neither a cell nor over the cells."""
    sheet.column_dimensions["A"].width = 7.5
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["C"].width = 30
    sheet.row_dimensions[1].height = 42
    sheet.row_dimensions[3].height = 99
    sheet.row_dimensions[5].hidden = True
    sheet.page_setup.paperSize = 8
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.scale = 85
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.page_setup.blackAndWhite = True
    sheet.page_setup.useFirstPageNumber = True
    sheet.page_setup.firstPageNumber = 3
    sheet.page_margins.left = 1.1
    sheet.page_margins.header = 0.4
    sheet.print_options.horizontalCentered = True
    sheet.print_options.gridLines = True
    sheet.oddHeader.center.text = "奇页"
    sheet.oddFooter.right.text = "— &P —"
    sheet.evenFooter.left.text = "— &P —"
    sheet.firstFooter.center.text = "首页"
    sheet.HeaderFooter.differentOddEven = True
    sheet.HeaderFooter.differentFirst = True
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = "A:B"
    sheet.freeze_panes = "B4"
    sheet.sheet_view.zoomScale = 80
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = Color(theme=4)
    sheet.auto_filter.ref = "A1:C3"
    sheet.protection.enable()
    sheet.protection.formatColumns = False


def test_a_height_drawn_in_a_band_is_its_least_height(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].height = 99
        sheet.column_dimensions["A"].width = 10
        sheet["A2"].alignment = Alignment(wrap_text=True)

    path = drawn(tmp_path / "t.xlsx", "{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}\n{% endfor %}", draw)
    short, long = laid_out(path, scope(task(1), task(2, content="字" * 100))).sheets[0].rows
    assert short.height == 99
    assert long.height is not None and long.height > 200


def test_a_sheets_arrangement_is_carried(tmp_path: Path) -> None:
    sheet = table(drawn(tmp_path / "t.xlsx", BAND, arranged), THREE)
    # 7.5, 13 and 30 digits of 7 pixels, counted in digits of the Normal font that is written, which have 8
    pixels = [(column.width * 8, column.hidden) for column in sheet.columns]
    assert pixels == [(52, False), (91, True), (210, False)]
    assert [row.form.height for row in sheet.rows] == [42.0, None, None, None, None]
    assert [row.form.hidden for row in sheet.rows] == [False, False, False, False, True]
    page = sheet.page
    assert (page.paper_size, page.landscape, page.scale, page.over_then_down) == (8, True, 85, True)
    assert (page.black_and_white, page.first_page_number, page.left, page.header) == (True, 3, 1.1, 0.4)
    assert (page.center_horizontally, page.center_vertically, page.gridlines) == (True, False, True)
    texts = page.header_footer
    assert (texts.odd_header, texts.odd_footer, texts.even_footer, texts.first_footer) == (
        "&C奇页",
        "&R— &P —",
        "&L— &P —",
        "&C首页",
    )
    assert (texts.different_odd_even, texts.different_first) == (True, True)
    assert (sheet.print_titles, sheet.title_columns) == ((0, 1), (0, 2))
    # the freeze stood below template row 3, the band: below all that it became
    assert (sheet.view.freeze_rows, sheet.view.freeze_columns, sheet.view.zoom) == (4, 1, 80)
    assert (sheet.view.gridlines, sheet.view.tab_color) == (False, "4F81BD")
    assert sheet.view.filter == Range(0, 0, 4, 3)
    assert sheet.protection is not None
    assert "formatColumns" in sheet.protection.allowed
    assert "formatRows" not in sheet.protection.allowed
    assert "selectLockedCells" in sheet.protection.allowed


def test_fitting_to_pages_is_carried_only_where_it_is_on(tmp_path: Path) -> None:
    def fit(sheet: Worksheet) -> None:
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0

    assert table(drawn(tmp_path / "a.xlsx", "字", fit), scope()).page.fit_width == 1
    assert table(drawn(tmp_path / "b.xlsx", "字"), scope()).page.fit_width == 0


def test_values_of_all_types_are_carried(tmp_path: Path) -> None:
    values = ["字", 12, 1.5, True, date(2021, 12, 31), datetime(2021, 12, 31, 8, 30), time(8, 30), "=1+1"]

    def write_values(sheet: Worksheet) -> None:
        for column, value in enumerate(values, 1):
            sheet.cell(1, column).value = value

    found = table(drawn(tmp_path / "t.xlsx", "-", write_values), scope()).rows[0].values
    assert found[:4] == ("字", 12, 1.5, True)
    assert [str(value) for value in found[4:7]] == ["2021-12-31 00:00:00", "2021-12-31 08:30:00", "08:30:00"]
    assert getattr(found[7], "text", "") == "=1+1"


# --------------------------------------------------------------------------------- formulas and what lies over


def test_formulas_follow_their_rows(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx",
        """
        1 | =A7+$A$7
        {% for 任务 in 任务列表 %}
        {{ 任务.序号 }} | =A3*2+A4+A1 | =SUM($A$3:A4)
         | =A3
        {% endfor %}
        =SUM(A3:A3) | =COUNTA(A:A)+MAX(A3) | =名称+SUM(表!A3:A4,'表'!A1)
        末 | ="A3"&IF(A1>0,"甲","乙")
        """.replace("\n         |", "\n        空 |"),
    )
    rows = laid_out(path, scope(task(1), task(2))).sheets[0].rows
    shown = [[getattr(value, "text", value) for value in row.values[1:]] for row in rows]
    assert shown == [
        ["=A7+$A$7", None],
        ["=A2*2+A3+A1", "=SUM($A$2:A3)"],
        ["=A2", None],
        ["=A4*2+A5+A1", "=SUM($A$2:A5)"],
        ["=A4", None],
        ["=COUNTA(A:A)+MAX(A2,A4)", "=名称+SUM(表!A2:A5,表!A1)"],
        ['="A3"&IF(A1>0,"甲","乙")', None],
    ]
    assert getattr(rows[5].values[0], "text", "") == "=SUM(A2,A4)"


def test_a_sum_over_a_band_that_gave_nothing_is_nothing(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "{% for 任务 in 任务列表 %}\n{{ 任务.序号 }}\n{% endfor %}\n=SUM(A2:A2)+1")
    assert printed(path, scope()) == ["=SUM(A1047577:A1047577)+1"]


def overlaid(sheet: Worksheet) -> None:
    """Validations and conditional formats over a band."""
    answers = DataValidation("list", formula1='"未开始,推进中,已完成"', allow_blank=True, showErrorMessage=True)
    answers.error, answers.errorTitle, answers.errorStyle = "请选一项", "落实状态", "warning"
    answers.prompt, answers.promptTitle, answers.showInputMessage = "请选择", "提示", True
    answers.add("C3")
    sheet.add_data_validation(answers)
    largest = DataValidation("whole", operator="lessThan", formula1="$A$5", showErrorMessage=True)
    largest.add("A3")
    sheet.add_data_validation(largest)
    red = PatternFill(bgColor="FFFF0000")
    sheet.conditional_formatting.add("A3:C3", FormulaRule(["$A3>2"], fill=red, font=Font(b=True, color="FFFFFFFF")))
    sheet.conditional_formatting.add(
        "A3", CellIsRule("between", ["1", "2"], stopIfTrue=True, border=Border(Side("thin")))
    )
    sheet.conditional_formatting.add(
        "B3", ColorScaleRule("min", None, "FFFF0000", "percent", 50, "FFFFFF00", "max", None, "FF00FF00")
    )
    sheet.conditional_formatting.add("A3", DataBarRule("num", 0, "max", None, "FF638EC6", showValue=True))
    sheet.conditional_formatting.add("A3", IconSetRule("3TrafficLights1", "percent", [0, 33, 67], reverse=True))


def test_validations_stretch_over_the_rows_a_band_became(tmp_path: Path) -> None:
    listed, number = laid_out(drawn(tmp_path / "t.xlsx", BAND, overlaid), THREE).sheets[0].attachments.validations
    assert listed == Validation(
        ranges=(Range(1, 2, 4, 3),),
        kind="list",
        formula1='"未开始,推进中,已完成"',
        error_style="warning",
        show_error=True,
        error_title="落实状态",
        error="请选一项",
        show_prompt=True,
        prompt_title="提示",
        prompt="请选择",
    )
    # row 5 of the template, 末行, is row 5 of the sheet: five rows less two control rows and two tasks more
    assert (number.kind, number.operator, number.formula1) == ("whole", "lessThan", "$A$5")


def test_conditional_formats_stretch_and_keep_their_rules(tmp_path: Path) -> None:
    sheet = laid_out(drawn(tmp_path / "t.xlsx", BAND, overlaid), THREE).sheets[0]
    rules = {rule.kind: rule for rule in sheet.attachments.conditionals}
    own = rules["expression"]
    assert own.ranges == (Range(1, 0, 4, 3),)
    assert own.formulas == ("$A2>2",)
    assert own.style is not None
    assert (own.style.fill.foreground, own.style.font.bold, own.style.font.color) == ("FF0000", True, "FFFFFF")
    between = rules["cellIs"]
    assert (between.operator, between.formulas, between.stop_if_true) == ("between", ("1", "2"), True)
    assert rules["colorScale"].stops == (("min", "", "FF0000"), ("percent", "50", "FFFF00"), ("max", "", "00FF00"))
    bar, icons = rules["dataBar"], rules["iconSet"]
    assert bar.stops == (("num", "0", "638EC6"), ("max", "", "638EC6"))
    assert ("showValue", "1") in bar.options
    assert icons.options[:2] == (("iconSet", "3TrafficLights1"), ("reverse", "1"))
    assert [stop[:2] for stop in icons.stops] == [("percent", "0"), ("percent", "33"), ("percent", "67")]
    assert isinstance(own, Conditional)


def test_a_picture_keeps_its_place_and_size(tmp_path: Path) -> None:
    data = png(40, 20)

    def place(sheet: Worksheet) -> None:
        image = Picture(io.BytesIO(data))
        marker = AnchorMarker(col=1, colOff=9525 * 5, row=4, rowOff=9525 * 7)
        image.anchor = OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(9525 * 80, 9525 * 40))
        sheet.add_image(image)

    (image,) = table(drawn(tmp_path / "t.xlsx", BAND, place), THREE).attachments.images
    # template row 5 (末行) came out as row 5: one heading, three tasks, then it
    assert (image.row, image.column, image.x, image.y, image.width, image.height) == (4, 1, 5, 7, 80, 40)
    assert image.data == data


def test_notes_and_names_follow_their_cells(tmp_path: Path) -> None:
    def note(sheet: Worksheet) -> None:
        sheet["A5"].comment = Note("说明", "张三")
        sheet["B1"].comment = Note("{{ 台账.标题 }}", "张三")
        book = sheet.parent
        assert book is not None
        book.defined_names["任务区"] = Name("任务区", attr_text="表!$A$3:$B$3")
        sheet.defined_names["末"] = Name("末", attr_text="表!$A$5")

    path = drawn(tmp_path / "t.xlsx", BAND, note)
    made = laid_out(path, THREE)
    assert [(each.row, each.column, each.text, each.author) for each in made.sheets[0].attachments.comments] == [
        (4, 0, "说明", "张三"),
        (0, 1, "某旗工作台账", "张三"),
    ]
    assert warned(path) == []
    assert made.names == (DefinedName("任务区", "表!$A$2:$B$4"), DefinedName("末", "表!$A$5", "表"))


def charted(kind: type) -> Callable[[Worksheet], None]:
    """A chart of columns A and B of the band."""

    def chart(sheet: Worksheet) -> None:
        drawing = kind()
        drawing.title = "进度"
        drawing.add_data(Reference(sheet, min_col=1, min_row=3, max_row=3))
        drawing.set_categories(Reference(sheet, min_col=2, min_row=3, max_row=3))
        sheet.add_chart(drawing, "E5")

    return chart


def test_a_plain_chart_is_drawn_over_the_rows_its_data_became(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", BAND, charted(LineChart))
    (chart,) = table(path, THREE).attachments.charts
    assert (chart.kind, chart.title, chart.row, chart.column) == ("line", "进度", 4, 4)
    assert (chart.categories, chart.series) == (Range(1, 1, 4, 2), (("", Range(1, 0, 4, 1)),))
    assert table(drawn(tmp_path / "b.xlsx", BAND, charted(BarChart)), THREE).attachments.charts[0].kind == "column"


def test_other_rows_between_those_of_a_chart_are_told(tmp_path: Path) -> None:
    picture = """
        头 | 数
        {% for 任务 in 任务列表 %}
        {{ 任务.序号 }} | {{ 任务.序号 }}
        小计 | 1
        {% endfor %}
        """
    template = opened(drawn(tmp_path / "t.xlsx", picture, charted(LineChart)))
    _, problems = fill(template, THREE)
    assert [(each.code, each.place.cell) for each in problems] == [("chart-with-others", "E5")]
    assert fill(template, scope(task(1)))[1] == ()


def test_a_chart_keeps_its_axes_and_says_what_else_is_lost(tmp_path: Path) -> None:
    def chart(sheet: Worksheet) -> None:
        for kind, place in (("bar", "D2"), ("col", "D20")):
            made = BarChart()
            made.type, made.gapWidth = kind, 40
            made.x_axis.scaling.orientation = "maxMin"
            made.y_axis.scaling.min, made.y_axis.scaling.max, made.y_axis.number_format = 0, 1, "0%"
            made.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
            made.set_categories(Reference(sheet, min_col=1, min_row=1, max_row=3))
            sheet.add_chart(made, place)
        made.anchor = OneCellAnchor(
            AnchorMarker(3, pixels_to_EMU(7), 19, pixels_to_EMU(8)),
            XDRPositiveSize2D(pixels_to_EMU(300), pixels_to_EMU(200)),
        )
        made.series[0].graphicalProperties.solidFill = "FF0000"

    path = drawn(tmp_path / "t.xlsx", "甲 | 1\n乙 | 2\n丙 | 3", chart)
    charts = table(path, scope()).attachments.charts
    assert [
        (each.kind, each.is_reversed, each.lowest, each.highest, each.number_format, each.gap) for each in charts
    ] == [(kind, True, 0.0, 1.0, "0%", 40) for kind in ("bar", "column")]
    assert [(each.row, each.x, each.y) for each in charts] == [(1, 0, 0), (19, 7, 8)]
    assert warned(path) == [("D20", "图表“Chart 2”的颜色、字体等格式不能带到生成的文件里")]
    written = render(lay_out(filled(path, scope()))[0])
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        for number in (1, 2):
            text = archive.read(f"xl/charts/chart{number}.xml").decode()
            category, value = re.findall(r"<c:(?:catAx|valAx)>.*?</c:(?:catAx|valAx)>", text)
            assert 'orientation val="maxMin"' in category
            assert all(each in value for each in ('orientation val="minMax"', 'max val="1.0"', 'formatCode="0%"'))


# ------------------------------------------------------------------------------------------------- losses


def test_our_own_templates_lose_nothing() -> None:
    paths = sorted((Path(__file__).parents[3] / "templates").glob("*.xlsx"))
    assert len(paths) == 6
    assert {path.name: warned(path) for path in paths} == {path.name: [] for path in paths}


def test_what_cannot_be_carried_is_named_with_its_place(tmp_path: Path) -> None:
    def rich(sheet: Worksheet) -> None:
        sheet["A1"].fill = GradientFill(stop=("FFFF0000", "FF0000FF"))
        sheet["B1"].hyperlink = "http://example.com"
        sheet.add_table(ListObject(displayName="表格1", ref="A7:B8"))
        sheet["A7"], sheet["B7"], sheet["A8"] = "列一", "列二", "值"
        sheet.row_breaks.append(Break(3))
        sheet.print_area = "A1:B2"
        sheet.protection.enable()
        sheet.protection.password = "1234"
        sheet.add_chart(AreaChart(), "D2")
        book = sheet.parent
        assert book is not None
        book.security = WorkbookProtection(lockStructure=True)
        book.create_chartsheet("大图").add_chart(BarChart())

    assert warned(drawn(tmp_path / "t.xlsx", "标题 | 链接", rich)) == [
        ("D2", "图表“Chart 1”不能带到生成的文件里"),
        ("A4", "手动分页符不能带到生成的文件里"),
        ("A7", "表格样式“表格1”不能带到生成的文件里"),
        ("B1", "超链接不能带到生成的文件里"),
        ("", "保护工作表的密码不能带到生成的文件里"),
        ("A1", "打印区域不能带到生成的文件里"),
        ("A1", "渐变填充不能带到生成的文件里"),
        ("", "图表工作表不能带到生成的文件里"),
        ("", "工作簿结构保护不能带到生成的文件里"),
    ]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("xl/vbaProject.bin", "宏不能带到生成的文件里"),
        ("xl/pivotTables/pivotTable1.xml", "数据透视表不能带到生成的文件里"),
        ("xl/externalLinks/externalLink1.xml", "外部链接不能带到生成的文件里"),
        ("xl/connections.xml", "数据连接不能带到生成的文件里"),
        ("xl/ctrlProps/ctrlProp1.xml", "窗体控件不能带到生成的文件里"),
        ("xl/slicers/slicer1.xml", "切片器不能带到生成的文件里"),
        ("xl/embeddings/oleObject1.bin", "嵌入的对象不能带到生成的文件里"),
        ("xl/threadedComments/threadedComment1.xml", "会话批注不能带到生成的文件里"),
    ],
)
def test_parts_that_openpyxl_drops_are_named(tmp_path: Path, part: str, message: str) -> None:
    assert warned(rezipped(drawn(tmp_path / "t.xlsx", "字"), {part: b"<x/>"})) == [("", message)]


SHAPE = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col>
<xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>4</xdr:col>
<xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp><xdr:nvSpPr>
<xdr:cNvPr id="2" name="文本框 1"/></xdr:nvSpPr></xdr:sp></xdr:twoCellAnchor>
</xdr:wsDr>"""
RELATION = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
 Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
 Target="../drawings/drawing1.xml"/></Relationships>"""


def test_a_text_box_is_named(tmp_path: Path) -> None:
    parts: dict[str, bytes | None] = {
        "xl/drawings/drawing1.xml": SHAPE.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": RELATION.encode(),
    }
    path = rezipped(drawn(tmp_path / "t.xlsx", "字"), parts)
    assert warned(path) == [("C4", "形状或文本框“文本框 1”不能带到生成的文件里")]


EXTENSION = """<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}">
<x14:sparklineGroups><x14:sparklineGroup/></x14:sparklineGroups><x14:dataValidations count="1">
<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>表!$A$1:$A$2</xm:f>
</x14:formula1><xm:sqref>A1:A2 B1</xm:sqref></x14:dataValidation></x14:dataValidations>
</ext></extLst></worksheet>""".encode()


def test_extensions_are_read_or_named(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "甲 | 乙\n丙")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    rezipped(path, {"xl/worksheets/sheet1.xml": sheet.replace(b"</worksheet>", EXTENSION)})
    assert warned(path) == [("", "迷你图不能带到生成的文件里")]
    (listed,) = laid_out(path, scope()).sheets[0].attachments.validations
    assert (listed.kind, listed.formula1) == ("list", "表!$A$1:$A$2")
    assert listed.ranges == (Range(0, 0, 2, 1), Range(0, 1, 1, 2))


# ------------------------------------------------------------------------------- through layout and writer


def comparable(path: Path) -> dict[str, object]:
    """What a workbook shows, cell by cell."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = {
        cell.coordinate: (cell.value, style_of(cell, Palette()))
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in sheet.merged_cells or cell.value is not None
    }
    shown = {letter: each for letter, each in sheet.column_dimensions.items() if not each.hidden}
    beyond = sheet.max_column  # those after the table have a width of their own, whatever Normal font there is
    widths = {
        letter: round(each.width, 1) for letter, each in shown.items() if column_index_from_string(letter) <= beyond
    }
    return {
        "cells": cells,
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": widths,
        "hidden": [letter for letter, each in sheet.column_dimensions.items() if each.hidden],
        "titles": (sheet.print_title_rows, sheet.print_title_cols),
        "margins": (sheet.page_margins.left, sheet.page_margins.top),
        "page": (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 1)),
        "footer": sheet.oddFooter.right.text,
    }


def test_a_static_workbook_comes_out_equal(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        normal = next(style for style in sheet.parent._named_styles if style.name == "Normal")  # type: ignore[union-attr]
        normal.font = Font(name="宋体", size=12)
        for row in sheet["A1:C4"]:
            for cell in row:
                cell.font = Font(name="仿宋_GB2312", size=12, color="FF000000")
                cell.border = Border(Side("thin", "FF000000"), Side("thin", "FF000000"), Side("hair"), Side("double"))
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet["B2"].number_format = "#,##0.00"
        sheet["C3"].fill = PatternFill("solid", fgColor="FFDDEEFF")
        sheet.merge_cells("A4:C4")
        for letter, width in (("A", 10), ("B", 20), ("C", 30)):
            sheet.column_dimensions[letter].width = width
        for row_number in range(1, 5):
            sheet.row_dimensions[row_number].height = 30
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_margins.left = 1.0
        sheet.oddFooter.right.text = "— &P —"
        sheet.print_title_rows = "1:1"

    path = drawn(tmp_path / "t.xlsx", "标题 | 甲 | 乙\n1 | 2 | 3\n字 | =1+1 | 末\n合并的一行", draw)
    book, problems = lay_out(filled(path, scope()))
    assert problems == ()
    write(book, tmp_path / "out.xlsx")
    made, own = comparable(tmp_path / "out.xlsx"), comparable(path)
    for part, value in own.items():
        assert made[part] == value, part


@pytest.mark.render
def test_a_template_saved_by_another_program_works_the_same(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        arranged(sheet)
        overlaid(sheet)
        sheet["A1"].font = Font(name="黑体", size=16, bold=True)
        sheet["A3"].border = Border(left=Side("thin"), bottom=Side("medium"))

    own = drawn(tmp_path / "t.xlsx", BAND, draw, settings={"每页行数": "20", "输出文件名": "{{ 台账.标题 }}"})
    (saved,) = convert([own], tmp_path / "lo", "xlsx")
    first, second = (filled(path, THREE).tables[0] for path in (own, saved))
    assert picture(first) == picture(second)
    assert [row.form.kind for row in first.rows] == [row.form.kind for row in second.rows]
    assert first.print_titles == second.print_titles
    # without a window LibreOffice saves no view: no freeze, no zoom
    assert (first.page.landscape, first.page.paper_size) == (second.page.landscape, second.page.paper_size)
    assert [round(each.width, 1) for each in first.columns[::2]] == pytest.approx(
        [round(each.width, 1) for each in second.columns[::2]], abs=0.5
    )
    assert first.attachments.validations[0].ranges in [each.ranges for each in second.attachments.validations]
    assert opened(saved).settings.pagination == opened(own).settings.pagination
    assert fill(opened(saved), THREE)[1] == ()
