"""The heading of a table in the wild to the columns of a ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from generator.documents.grid import Grid, Line
from generator.vocabulary import SHARED

NUMBER, LABEL, CONTENT, UNITS = "number", "label", "content", "units_text"

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("序号", "编号", "任务序号", "项目序号"),
    LABEL: (
        *(
            "任务名称",
            "重点任务",
            "重点举措",
            "工作任务",
            "事项名称",
            "重点工程",
            "重点工作",
            "工作事项",
            "主要任务",
            "任务分类",
        ),
        *(
            "一级任务",
            "二级任务",
            "工作领域",
            "重点领域",
            "场景领域",
            "领域",
            "类别",
            "任务类别",
            "工作类别",
            "事项",
            "项目名称",
        ),
        *("目标任务", "工作要点", "一级指标", "二级指标", "任务", "工作项目"),
    ),
    CONTENT: (
        *(
            "具体任务",
            "具体工作",
            "任务内容",
            "工作要求",
            "实施路径",
            "工作内容",
            "主要内容",
            "具体内容",
            "具体举措",
            "工作举措",
        ),
        *(
            "工作措施",
            "具体措施",
            "主要措施",
            "具体事项",
            "工作指标",
            "任务要求",
            "工作任务及要求",
            "具体工作任务",
            "内容",
            "推进举措",
        ),
        *("具体要求", "任务措施", "落实措施", "重点内容", "工作目标"),
    ),
    UNITS: (
        "责任单位",
        "责任部门",
        "实施单位",
        "承办单位",
        "责任科室",
        "落实单位",
        "主办单位",
        "责任处室",
        "单位",
        "配合/责任单位",
    ),
    "lead_text": ("牵头单位", "牵头部门", "牵头责任单位", "牵头处室", "牵头科室"),
    "support_text": ("配合单位", "配合部门", "协办单位", "协同单位", "参与单位", "配合", "配合责任单位", "协作单位"),
    "deadline_text": (
        *(
            "完成时限",
            "时间节点",
            "时限要求",
            "完成时间",
            "时限",
            "办理时限",
            "时间要求",
            "完成期限",
            "时间安排",
            "推进时间",
        ),
        *("时间进度", "计划完成时间", "完成日期"),
    ),
    "remark": ("备注", "说明"),
}
NAMES = {heading: name for name, headings in SYNONYMS.items() for heading in headings}
OWN_NAMES = {"一级任务": "section", "二级任务": "item", "标识": "id", "另起一页": "starts_page"}
UNIT_HEADING = re.compile(r".*(?:单位|部门|科室|处室)$")


class Columns(Struct, frozen=True):
    """What each column holds: a field's name, ``label``, or an added column under its own heading (``extra``)."""

    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: int
    """How many rows the heading takes."""

    def of(self, name: str) -> int | None:
        """The first column that holds `name`."""
        return self.names.index(name) if name in self.names else None

    def all_of(self, name: str) -> list[int]:
        """Every column that holds `name`."""
        return [column for column, each in enumerate(self.names) if each == name]


def plain(text: str) -> str:
    """A heading without white space and brackets at its end: ``责 任 单位（人）`` → ``责任单位``."""
    text = "".join(text.split())
    return re.sub(r"[（(][^（）()]*[）)]$", "", text) or text


def find_heading(grid: Grid, chosen: Mapping[str, str]) -> tuple[int, Columns] | None:
    """Where the heading is (index of its first row) and what its columns hold; None where no row is one.

    A heading names the tasks' content, and at least one other column; it may take two rows.
    """
    for index, line in enumerate(grid.lines):
        for rows in (2, 1):
            if index + rows <= len(grid.lines):
                headings = stacked(grid.lines[index : index + rows])
                columns = columns_of(headings, chosen, rows)
                if is_heading(columns) and (rows == 1 or is_second_row(grid.lines[index + 1], line)):
                    return index, columns
    return None


def is_second_row(line: Line, above: Line) -> bool:
    """Whether a row belongs to the heading above it.

    What it adds are headings under a wide one, the rest is covered.
    """
    own = [cell for cell in line.cells if not cell.is_empty]
    wide = any(cell.from_left for cell in above.cells)
    return (
        bool(own) and wide and any(cell.from_above for cell in line.cells) and all(len(plain(c.text)) < 12 for c in own)
    )


def stacked(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The heading of each column: the lowest text over it; a column under a wide heading and nothing else has that."""
    headings = []
    for column in range(len(lines[0].cells)):
        text = ""
        for line in lines:
            at = column
            while at and line.cells[at].from_left:
                at -= 1
            text = plain(line.cells[at].text) or text
        headings.append(text)
    return tuple(headings)


def columns_of(headings: tuple[str, ...], chosen: Mapping[str, str], rows: int) -> Columns:
    """What each column holds, by the table of synonyms, by `chosen` first."""
    names = []
    for heading in headings:
        wanted = plain(chosen.get(heading, heading))
        name = OWN_NAMES.get(wanted) or NAMES.get(wanted)
        if name is None and UNIT_HEADING.fullmatch(wanted) and len(wanted) <= 8:
            name = UNITS
        names.append(name or "extra")
    return Columns(tuple(settled(names, headings)), headings, rows)


def settled(names: list[str], headings: tuple[str, ...]) -> list[str]:
    """The names with what depends on the other columns decided.

    Without a column of contents the last label is one (工作任务 may be either); of several columns of the same
    field all but the first keep their own heading, save labels, which nest.
    """
    if CONTENT not in names:
        labels = [n for n, name in enumerate(names) if name == LABEL]
        if labels:
            names[labels[-1]] = CONTENT
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen and name not in (LABEL, "extra"):
            names[n] = "extra"
        seen.add(name)
    return names


def is_heading(columns: Columns) -> bool:
    """Whether these are columns of a ledger: contents, and another column that the table of synonyms knows."""
    known = {name for name in columns.names if name != "extra"}
    return CONTENT in known and bool(known & {*SHARED, NUMBER, LABEL, "item"})
