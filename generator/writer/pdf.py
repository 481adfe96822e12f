"""Workbooks to PDFs beside them, through LibreOffice.

Workbooks of the same name in different folders would overwrite each other's PDF, so all are copied into one folder
under numbers first.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.problems import Place, Problem, error, warning
from generator.system import libreoffice
from generator.system.disk import replace_file

SECONDS_TO_START = 60.0
SECONDS_EACH = 10.0
BATCH = 200
"""Workbooks a process; a command line is at most 32,767 characters on Windows."""

PAGE = re.compile(rb"/Type\s*/Page\b")
"""A page of a PDF (ISO 32000-1, 7.7.3.3)."""


def to_pdf(
    workbooks: Sequence[Path], seconds: float | None = None, pages: Mapping[Path, int] | None = None
) -> tuple[Problem, ...]:
    """Make a PDF beside each workbook; problems name those that could not be made. Old PDFs are replaced whole.

    `seconds` bounds one process; by default a minute and ten seconds a workbook. `pages` are those that workbooks were
    laid out on: LibreOffice needs others where the system lacks their fonts, which is said once.
    """
    if not workbooks:
        return ()
    command = libreoffice.find_soffice()
    if command is None:
        return (missing(),)
    problems: list[Problem] = []
    for at in range(0, len(workbooks), BATCH):
        problems += convert(command, workbooks[at : at + BATCH], seconds)
    failed = {each.place.file for each in problems}
    made = [workbook for workbook in workbooks if workbook.name not in failed]
    return (*problems, *page_problems(made, pages or {}))


def page_problems(workbooks: Sequence[Path], pages: Mapping[Path, int]) -> Iterator[Problem]:
    """A warning where PDFs have other numbers of pages than their workbooks."""
    counted = {workbook: page_count(workbook.with_suffix(".pdf")) for workbook in workbooks if pages.get(workbook)}
    others = [workbook for workbook, count in counted.items() if count and count != pages[workbook]]
    if others:
        first = others[0]
        message = (
            f"{len(others)} 个 PDF 的页数与工作簿不同（{first.stem}：{counted[first]} 页，应为 {pages[first]} 页）"
        )
        advice = "这台电脑多半缺少模板所用的字体（宋体、仿宋_GB2312、黑体等），请安装后重做，或换一台电脑打印。"
        yield warning("other-pages", Place(first.with_suffix(".pdf").name), message, advice)


def page_count(path: Path) -> int:
    """How many pages a PDF has; 0 where they cannot be counted (packed into object streams)."""
    return len(PAGE.findall(path.read_bytes()))


def convert(command: str, workbooks: Sequence[Path], seconds: float | None) -> Iterator[Problem]:
    """Convert one batch by one process."""
    limit = seconds if seconds is not None else SECONDS_TO_START + SECONDS_EACH * len(workbooks)
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
        for source, workbook in zip(sources, workbooks, strict=True):
            shutil.copyfile(workbook, source)
        failure = libreoffice.convert(command, sources, "pdf", folder, limit)
        for source, workbook in zip(sources, workbooks, strict=True):
            made = source.with_suffix(".pdf")
            if made.exists() and made.stat().st_size:
                try:
                    replace_file(workbook.with_suffix(".pdf"), made.read_bytes())
                except OSError as problem:
                    yield not_made(workbook, f"写不进去（{problem.strerror or problem}），可能正被阅读器打开")
            else:
                yield not_made(workbook, failure or "LibreOffice 没有给出文件")


def missing() -> Problem:
    """LibreOffice is not there."""
    install = "Windows 到官网下载；麒麟、统信、Debian：sudo apt install libreoffice-calc"
    message = "没有找到 LibreOffice，不能生成 PDF（工作簿已照常生成）"
    return error("no-libreoffice", Place(), message, f"请安装 LibreOffice（{install}），或用 WPS 另存为 PDF。")


def not_made(workbook: Path, why: str) -> Problem:
    """One PDF that could not be made."""
    return error(
        "no-pdf", Place(workbook.name), f"没有生成 PDF：{why}", "请再试一次，或用 WPS/Excel 打开后另存为 PDF。"
    )
