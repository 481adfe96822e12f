"""Documents in which nothing is a task, to what is told about them."""

from __future__ import annotations

from collections.abc import Sequence

from generator.documents.blocks import Block, Paragraph, Picture
from generator.documents.tables import TableCandidate
from generator.documents.texts import one_line
from generator.hidden_sheet import Mark
from generator.problems import Place, Problem, error
from generator.vocabulary import UNIT_COLUMNS


def no_tasks(blocks: Sequence[Block], candidates: Sequence[TableCandidate], file: str) -> Problem:
    """Nothing in the document is a task."""
    if candidates:
        return no_heading(candidates, file)
    if any(isinstance(block, Paragraph) and block.text for block in blocks):
        return error(
            "no-table",
            Place(file),
            "没有认出任务：没有任务表，正文里也没有写明责任单位的段落",
            "正文里的责任单位应写在段末括号里（XX局负责），或另起一行“责任单位：XX局”；或先在 WPS 里整理成表格。",
        )
    has_pictures = any(isinstance(block, Picture) for block in blocks)
    return error(
        "no-table",
        Place(file),
        "文件里只有图片，没有文字" if has_pictures else "文件里没有文字",
        "图片或扫描件里的文字读不出来；请向发文单位要电子版，或用 WPS 的“图片转文字”转成 .docx。",
    )


def no_original(mark: Mark, file: str) -> Problem | None:
    """A workbook of ours that is no ledger: it is a department's, or shows no wording of units."""
    if mark.department:
        message = f"这是本程序给“{mark.department}”的表，不是原文件"
    elif all(column.field not in UNIT_COLUMNS for sheet in mark.sheets for column in sheet.columns):
        message = "这是本程序生成的表，里面没有责任单位的原文，不能当原文件"
    else:
        return None
    return error("no-original", Place(file), message, "收回填好的表用 taizhang collect；要改任务，请直接改台账。")


def no_heading(candidates: Sequence[TableCandidate], file: str) -> Problem:
    """No table has a heading that is known."""
    first = max((table.grid for table in candidates), key=lambda grid: len(grid.lines))
    texts = [one_line(cell.text) for cell in first.lines[0].cells if not cell.is_empty] if first.lines else []
    return error(
        "no-heading",
        Place(file, first.name),
        f"没有认出表头（第一行是：{'、'.join(texts)[:60] or '空的'}）",
        "表头至少要有“具体任务”一栏和另外一栏；表头用词不同时，用 --columns 原表头=具体任务 指明。",
    )
