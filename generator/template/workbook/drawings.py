"""The drawing of a sheet to pictures and charts; what else is drawn there is named as lost.

Read from the parts, not through openpyxl: that needs Pillow for pictures and drops shapes without a word.
ECMA-376 part 1, 20.5 (SpreadsheetDrawingML), 21.2 (charts).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from msgspec import Struct

from generator.excel import cell_name
from generator.lengths import CharWidth, Px, px_from_char_width
from generator.model import Chart, Column, Image, Range
from generator.problems import Problem, warning
from generator.template.language.references import parse_reference
from generator.template.workbook.colours import DRAWING
from generator.template.workbook.package import OFFICE_RELS, Package, Relation, relations_target
from generator.template.workbook.sheet_grid import SheetGrid
from generator.template.workbook.sheet_xml import truth

SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
EMU_PER_PIXEL = 9525
"""914,400 to the inch, 96 pixels to the inch."""

PICTURE_SIGNATURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x00\x00")
"""PNG, JPEG, GIF, BMP, WMF, EMF: what XlsxWriter can put into a workbook."""

SHAPES = {
    "sp": "形状或文本框",
    "cxnSp": "连接线",
    "grpSp": "组合图形",
    "graphicFrame": "图示（SmartArt 等）",
    "contentPart": "墨迹",
    "AlternateContent": "新版图形",
}
CHART_KINDS = {"barChart": "column", "lineChart": "line", "pieChart": "pie"}


class DrawingReader(Struct, dict=True):
    """Reads the drawing of one sheet."""

    package: Package
    part: str
    grid: SheetGrid
    columns: tuple[Column, ...]
    problems: list[Problem]

    def __post_init__(self) -> None:
        self.images: list[Image] = []
        self.charts: list[Chart] = []

    def read(self) -> None:
        """Collect what is drawn."""
        for target in relations_target(self.package.relations(self.part), "drawing"):
            relations = self.package.relations(target)
            for anchor in self.package.xml(target):
                self.read_anchor(anchor, relations)

    def read_anchor(self, anchor: Element, relations: dict[str, Relation]) -> None:
        """One thing that is drawn."""
        for child in anchor:
            name = child.tag.rsplit("}", 1)[-1]
            if name == "pic":
                self.read_picture(anchor, child, relations)
            elif name == "graphicFrame" and child.find(f".//{CHART}chart") is not None:
                self.read_chart(anchor, child, relations)
            elif name in SHAPES:
                self.lost(anchor, f"{SHAPES[name]}{name_of(child)}")

    def lost(self, anchor: Element, what: str, advice: str = "请改用图片或单元格来表示。") -> None:
        """Name something that cannot be carried."""
        row, column, _, _ = self.corner(anchor)
        place = self.grid.place(cell_name(row, column))
        self.problems.append(warning("not-carried", place, f"{what}不能带到生成的文件里", advice))

    # -- places and sizes

    def corner(self, anchor: Element, name: str = "from") -> tuple[int, int, Px, Px]:
        """(row, column, x, y) of a corner; a drawing without a cell stands on A1."""
        element = anchor.find(f"{SHEET_DRAWING}{name}")
        if element is None:
            position = anchor.find(f"{SHEET_DRAWING}pos")
            x, y = (position.get("x"), position.get("y")) if position is not None else ("0", "0")
            return 0, 0, pixels(x), pixels(y)
        row, column, x, y = (element.findtext(f"{SHEET_DRAWING}{tag}") for tag in ("row", "col", "colOff", "rowOff"))
        return int(row or 0), int(column or 0), pixels(x), pixels(y)

    def size(self, anchor: Element, child: Element) -> tuple[Px, Px]:
        """(width, height): given, or from corner to corner."""
        for path in (f"{SHEET_DRAWING}ext", f".//{DRAWING}xfrm/{DRAWING}ext", f".//{SHEET_DRAWING}xfrm/{DRAWING}ext"):
            element = anchor.find(path) if path == f"{SHEET_DRAWING}ext" else child.find(path)
            if element is not None and pixels(element.get("cx")) > 0 and pixels(element.get("cy")) > 0:
                return pixels(element.get("cx")), pixels(element.get("cy"))
        first_row, first_column, x, y = self.corner(anchor)
        last_row, last_column, end_x, end_y = self.corner(anchor, "to")
        width = sum(self.column_width(column) for column in range(first_column, last_column)) + end_x - x
        height = sum(self.row_height(row) for row in range(first_row, last_row)) + end_y - y
        return Px(max(width, 1)), Px(max(height, 1))

    def column_width(self, column: int) -> int:
        """Pixels of a column."""
        width = self.columns[column].width if column < len(self.columns) else CharWidth(9)
        return px_from_char_width(width)

    def row_height(self, row: int) -> int:
        """Pixels of a row."""
        raw = self.grid.raw.rows.get(row)
        return round((raw.height if raw and raw.height else 15) * 96 / 72)

    # -- pictures

    def read_picture(self, anchor: Element, picture: Element, relations: dict[str, Relation]) -> None:
        """A picture."""
        blip = picture.find(f".//{DRAWING}blip")
        relation = relations.get(blip.get(f"{OFFICE_RELS}embed", "")) if blip is not None else None
        if relation is None or relation.external or relation.target not in self.package.names:
            self.lost(anchor, f"链接到外部文件的图片{name_of(picture)}", "请把图片插入到工作簿里。")
            return
        data = self.package.archive.read(relation.target)
        if not data.startswith(PICTURE_SIGNATURES):
            self.lost(anchor, f"这种格式的图片{name_of(picture)}", "请换成 PNG 或 JPEG 图片。")
            return
        crop = picture.find(f".//{DRAWING}srcRect")
        if crop is not None and any(int(value or 0) for value in crop.attrib.values()):
            self.lost(anchor, f"图片{name_of(picture)}的裁剪", "请先裁剪好图片再插入。")
        row, column, x, y = self.corner(anchor)
        width, height = self.size(anchor, picture)
        properties = picture.find(f".//{SHEET_DRAWING}cNvPr")
        self.images.append(
            Image(
                row=row,
                column=column,
                x=x,
                y=y,
                width=width,
                height=height,
                data=data,
                name=(properties.get("name") or "") if properties is not None else "",
                description=(properties.get("descr") or "") if properties is not None else "",
                move=anchor.get("editAs") != "absolute" and not anchor.tag.endswith("absoluteAnchor"),
            )
        )

    # -- charts

    def read_chart(self, anchor: Element, frame: Element, relations: dict[str, Relation]) -> None:
        """A chart: its kind, title, categories and series; the rest of its look is named as lost."""
        element = frame.find(f".//{CHART}chart")
        relation = relations.get(element.get(f"{OFFICE_RELS}id", "")) if element is not None else None
        chart = None
        if relation is not None and relation.target in self.package.names:
            chart = self.chart_of(self.package.xml(relation.target), anchor, frame)
        if chart is None:
            self.lost(anchor, f"图表{name_of(frame)}", "能带的图表：柱形图、条形图、折线图、饼图，数据在本表的一列里。")
            return
        self.charts.append(chart)
        if relation is not None and is_decorated(self.package.xml(relation.target)):
            self.lost(anchor, f"图表{name_of(frame)}的颜色、字体等格式", "类型、标题、数据、坐标轴和大小会保留。")

    def chart_of(self, root: Element, anchor: Element, frame: Element) -> Chart | None:
        """A chart in our terms, or None where it is more than that."""
        plot = root.find(f".//{CHART}plotArea")
        groups = [plot_group for plot_group in plot if plot_group.tag.endswith("Chart")] if plot is not None else []
        kind = CHART_KINDS.get(groups[0].tag.removeprefix(CHART)) if len(groups) == 1 else None
        if plot is None or kind is None:
            return None
        direction = groups[0].find(f"{CHART}barDir")
        if direction is not None and direction.get("val") == "bar":
            kind = "bar"
        series = list(self.series_of(groups[0]))
        areas = [area for _, *pair in series for area in pair]
        if not series or any(area is None for area in areas):
            return None
        row, column, x, y = self.corner(anchor)
        width, height = self.size(anchor, frame)
        title = "".join(text.text or "" for text in root.iterfind(f"{CHART}chart/{CHART}title//{DRAWING}t"))
        categories = series[0][1]
        assert categories is not None
        axis, gap = plot.find(f"{CHART}valAx"), groups[0].find(f"{CHART}gapWidth")
        order = plot.find(f"{CHART}catAx/{CHART}scaling/{CHART}orientation")
        form = axis.find(f"{CHART}numFmt") if axis is not None else None
        return Chart(
            row=row,
            column=column,
            width=width,
            height=height,
            kind=kind,
            title=title,
            categories=categories,
            series=tuple((name, values) for name, _, values in series if values is not None),
            is_reversed=order is not None and order.get("val") == "maxMin",
            lowest=limit_of(axis, "min"),
            highest=limit_of(axis, "max"),
            number_format=(form.get("formatCode") or "")
            if form is not None and not truth(form.get("sourceLinked"))
            else "",
            gap=int(gap.get("val") or 0) if gap is not None else None,
            x=x,
            y=y,
        )

    def series_of(self, group: Element) -> Iterator[tuple[str, Range | None, Range | None]]:
        """(name, categories, values) of each series; None for cells of another sheet."""
        for series in group.iterfind(f"{CHART}ser"):
            categories = series.findtext(f"{CHART}cat//{CHART}f") or ""
            values = series.findtext(f"{CHART}val//{CHART}f") or ""
            name = series.findtext(f"{CHART}tx//{CHART}v") or ""
            reference = parse_reference(series.findtext(f"{CHART}tx//{CHART}f") or "")
            if reference is not None and reference.range is not None:
                value = self.grid.values.get((reference.range.first_row, reference.range.first_column))
                name = str(value) if value is not None else name
            yield name, self.here(categories), self.here(values)

    def here(self, text: str) -> Range | None:
        """The cells of a reference, where they are on this sheet."""
        reference = parse_reference(text)
        if reference is None or reference.sheet not in ("", self.grid.sheet.title):
            return None
        return reference.range


DECORATIONS = frozenset(
    f"{space}{name}"
    for space, names in (
        (DRAWING, ("solidFill", "gradFill", "pattFill", "blipFill", "latin", "ea", "effectLst")),
        (CHART, ("dLbls", "dPt", "trendline", "errBars", "view3D", "dTable", "dropLines", "hiLowLines", "upDownBars")),
    )
    for name in names
)


def is_decorated(root: Element) -> bool:
    """Whether a chart has colours, fonts, labels or lines of its own."""
    return any(element.tag in DECORATIONS for element in root.iter())


def limit_of(axis: Element | None, name: str) -> float | None:
    """Where an axis begins (``min``) or ends (``max``); None where the reader decides."""
    limit = axis.find(f"{CHART}scaling/{CHART}{name}") if axis is not None else None
    return float(limit.get("val") or 0) if limit is not None else None


def pixels(text: str | None) -> Px:
    """Pixels of a length in EMU."""
    return Px(round(int(text or 0) / EMU_PER_PIXEL))


def name_of(element: Element) -> str:
    """“name” of something drawn, or nothing."""
    properties = next((part for part in element.iter() if part.tag.endswith("}cNvPr")), None)
    return f"“{properties.get('name')}”" if properties is not None and properties.get("name") else ""
