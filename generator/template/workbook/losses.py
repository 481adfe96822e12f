"""What a template holds that cannot be carried, named with its place: nothing is dropped silently.

Left out without a word are only things that print and mean nothing: printer settings, calculation chains, the place of
the cursor, error marks that were switched off, phonetic guides' settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpyxl.workbook import Workbook

from generator.excel import cell_name
from generator.problems import Place, Problem, warning
from generator.template.workbook.package import MAIN, Package
from generator.template.workbook.page_setup import range_of
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.sheet_xml import SheetXml, truth

PARTS = (
    (r"xl/vbaProject\.bin", "宏", "生成的文件不含宏。"),
    (r"xl/pivotTables/", "数据透视表", "请改用模板标签或公式。"),
    (r"xl/externalLinks/", "外部链接", "引用其他工作簿的公式将失效，请改为数值。"),
    (r"xl/(connections|queryTables)", "数据连接", "请改用台账里的数据。"),
    (r"xl/(ctrlProps|activeX)/", "窗体控件", "请改用数据有效性（下拉列表）。"),
    (r"xl/(slicers|timelines)/", "切片器", "请改用自动筛选。"),
    (r"xl/threadedComments/", "会话批注", "请改用普通批注。"),
    (r"xl/embeddings/", "嵌入的对象", "请改用图片。"),
    (r"xl/(dialogsheets|macrosheets)/", "宏表", "生成的文件不含宏。"),
)
"""Parts of the package (ECMA-376 part 1, 12.3) whose content is lost."""
ELEMENTS = (
    ("protectedRanges", "允许编辑区域", "请改用单元格的“锁定”。"),
    ("scenarios", "方案", ""),
    ("dataConsolidate", "合并计算", ""),
    ("customSheetViews", "自定义视图", ""),
    ("picture", "工作表背景图片", "背景不会打印；需要时请插入图片。"),
    ("legacyDrawingHF", "页眉页脚里的图片", "请改放到单元格上。"),
    ("sortState", "排序状态", ""),
    ("rowBreaks", "手动分页符", "分页由程序决定；要从某项任务另起一页，请在台账里写“另起一页”。"),
    ("colBreaks", "手动分页符（列）", "请调整栏宽。"),
    ("smartTags", "智能标记", ""),
)
"""Elements of a sheet (18.3.1.99) whose content is lost."""
EXTENSIONS = (
    ("sparklineGroups", "迷你图", "请改用图表。"),
    ("conditionalFormattings", "新版条件格式", "数据条、图标集等请改用较早的样式。"),
    ("slicerList", "切片器", "请改用自动筛选。"),
)
"""What Excel keeps in extension lists ([MS-XLSX] 2.3.3)."""


def lost(place: Place, what: str, advice: str) -> Problem:
    """The warning about something that cannot be carried."""
    return warning("not-carried", place, f"{what}不能带到生成的文件里", advice)


def workbook_losses(package: Package, book: Workbook, file: str) -> Iterator[Problem]:
    """What is lost of the workbook as a whole."""
    place = Place(file)
    for pattern, what, advice in PARTS:
        if next(package.parts_like(pattern), None):
            yield lost(place, what, advice)
    for sheet in book.chartsheets:
        yield lost(Place(file, sheet.title), "图表工作表", "请把图表放到普通工作表上。")
    root = package.xml(package.workbook)
    protection = root.find(f"{MAIN}workbookProtection")
    if protection is not None and any(truth(protection.get(name)) for name in ("lockStructure", "lockWindows")):
        yield lost(place, "工作簿结构保护", "请在生成后自行设置。")
    if root.find(f"{MAIN}fileSharing") is not None:
        yield lost(place, "“建议只读”和修改密码", "请在生成后自行设置。")


def sheet_losses(grid: SheetGrid) -> Iterator[Problem]:
    """What is lost of one sheet."""
    place = grid.place("")
    raw = grid.raw
    for name, what, advice in ELEMENTS:
        element = raw.child(name)
        if element is not None and (len(element) or element.attrib):
            yield lost(grid.place(first_cell(raw, name)), what, advice)
    for name, what, advice in EXTENSIONS:
        for element in raw.root.iter():
            if element.tag.endswith(f"}}{name}") and len(element):
                yield lost(place, what, advice)
                break
    yield from tables_and_links(grid)
    yield from view_losses(grid)
    yield from look_losses(grid)
    yield from width_losses(grid)


def first_cell(raw: SheetXml, name: str) -> str:
    """The cell of the first manual page break; nothing for other elements."""
    element = raw.root.find(f"{MAIN}{name}/{MAIN}brk")
    if element is None:
        return ""
    number = int(element.get("id") or 0)
    return f"A{number + 1}" if name == "rowBreaks" else cell_name(0, number)


def tables_and_links(grid: SheetGrid) -> Iterator[Problem]:
    """Tables (ListObjects), hyperlinks, filters that hide rows."""
    for table in grid.sheet.tables.values():
        advice = "请在“插入—表格”里转换为普通区域。"
        yield lost(grid.place(table.ref.split(":")[0]), f"表格样式“{table.displayName}”", advice)
    for link in grid.raw.root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
        yield lost(grid.place((link.get("ref") or "").split(":")[0]), "超链接", "文字会保留。")
    if grid.raw.root.find(f"{MAIN}autoFilter/{MAIN}filterColumn") is not None:
        yield lost(grid.place(grid.sheet.auto_filter.ref or ""), "自动筛选的条件", "筛选按钮会保留。")


def view_losses(grid: SheetGrid) -> Iterator[Problem]:
    """Split windows, passwords, print areas that leave something out."""
    raw = grid.raw
    pane = raw.root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    if pane is not None and pane.get("state") not in ("frozen", "frozenSplit"):
        yield lost(grid.place(pane.get("topLeftCell") or ""), "拆分的窗口", "请改用“冻结窗格”。")
    protection = raw.child("sheetProtection")
    if protection is not None and truth(protection.get("sheet")) and {"password", "hashValue"} & set(protection.keys()):
        yield lost(grid.place(""), "保护工作表的密码", "保护本身会保留，没有密码。")
    area = grid.sheet.print_area
    if area and not covers(area, grid):
        yield lost(grid.place(re.sub(r"^.*!|\$", "", area).split(":")[0]), "打印区域", "整张表都会打印。")


def covers(area: str, grid: SheetGrid) -> bool:
    """Whether a print area takes in all that is used."""
    if "," in area:
        return False
    try:
        cells = range_of(area.rsplit("!", 1)[-1])
    except ValueError:
        return False
    start = cells.first_row == 0 and cells.first_column == 0
    return start and cells.last_row >= grid.row_count and cells.last_column >= grid.column_count


def look_losses(grid: SheetGrid) -> Iterator[Problem]:
    """Gradients: their first colour stands for them."""
    for (row, column), index in grid.raw.formats.items():
        if grid.cell_styles.of_format(grid.book, index) in grid.cell_styles.gradients:
            cell = cell_name(row, column)
            yield lost(grid.place(cell), "渐变填充", "改用它的第一种颜色。")


def width_losses(grid: SheetGrid) -> Iterator[Problem]:
    """Hidden columns to the right of all that is used."""
    for element in grid.column_elements:
        first = int(element.get("min", 1))
        if first > grid.column_count and truth(element.get("hidden")):
            cell = cell_name(0, first - 1)
            yield lost(grid.place(cell), "右侧空白栏的隐藏", "空白栏会显示出来，不影响打印。")
            return
