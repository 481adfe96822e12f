"""Workbooks to PDFs beside them, through LibreOffice.

Workbooks of the same name in different folders would overwrite each other's PDF, so all are copied into one folder
under numbers first.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from generator.problems import Place, Problem, error, warning
from generator.system import libreoffice
from generator.system.disk import replace_file
from generator.vocabulary import LINE_SPACING, SHEET_INFO, WIDE

SECONDS_TO_START = 60.0
SECONDS_EACH = 10.0
BATCH = 200
"""Workbooks a process; a command line is at most 32,767 characters on Windows."""

PAGE = re.compile(rb"/Type\s*/Page\b")
"""A page of a PDF (ISO 32000-1, 7.7.3.3)."""


def to_pdf(
    workbooks: Sequence[Path],
    seconds: float | None = None,
    pages: Mapping[Path, int] | None = None,
    is_wide: bool = False,
) -> tuple[Problem, ...]:
    """Make a PDF beside each workbook; problems name those that could not be made. Old PDFs are replaced whole.

    `seconds` bounds one process; by default a minute and ten seconds a workbook. `pages` are those that workbooks were
    laid out on: LibreOffice needs others where the system lacks their fonts, which is said once; so are lines taller
    than rows have room for, unless they were laid out for these (`is_wide`).
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
    return (*problems, *page_problems(made, pages or {}), *(() if is_wide else line_problems(made)))


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


TALL = range(140, 160)
"""Hundredths of the size of a font from line to line that only stand-ins have: 微软雅黑 has 132, Noto and 思源 145."""
ENOUGH, MOST_PAGES = 10, 2
"""Lines that tell the pitch, and of how many pages of a PDF they are."""


def line_problems(workbooks: Sequence[Path]) -> Iterator[Problem]:
    """A warning where lines are taller than rows were made for: those at top and bottom of full cells are cut."""
    looked_at = ((path, list(line_pitches(path))) for path in (each.with_suffix(".pdf") for each in workbooks))
    first, pitches = next((each for each in looked_at if len(each[1]) >= ENOUGH), (Path(), []))
    if pitches and round(statistics.median(pitches) * 100) in TALL:
        message = "这台电脑缺少模板所用的字体，代替它的字体行距大，写满的格子头尾的字印不全"
        advice = (
            "请安装宋体、仿宋_GB2312、黑体等字体后重做；装不了的，"
            f"在台账的工作表“{SHEET_INFO}”里加一行：A列“{LINE_SPACING}”，B列“{WIDE}”，再生成（页数会多一些）。"
        )
        yield warning("tall-lines", Place(first.name), message, advice)


def line_pitches(path: Path) -> Iterator[float]:
    """From line to line within cells of the first pages of a PDF, in sizes of their font; none if it cannot be read."""
    import pdfplumber

    try:
        with pdfplumber.open(path) as document:
            for page in document.pages[:MOST_PAGES]:
                rules = sorted(edge["top"] for edge in page.horizontal_edges)
                yield from pitches_in(page.chars, rules)
    except Exception:  # pdfminer raises whatever a broken file makes it
        return


def pitches_in(characters: Sequence[Mapping[str, Any]], rules: Sequence[float]) -> Iterator[float]:
    """From line to line of characters that stand below each other, no rule between them."""
    columns: dict[tuple[float, float], set[float]] = {}
    for each in characters:
        columns.setdefault((round(each["x0"], 1), round(each["size"], 1)), set()).add(round(each["top"], 1))
    for (_, size), tops in columns.items():
        for above, below in pairwise(sorted(tops)):
            if below - above < 2 * size and bisect_left(rules, above) == bisect_left(rules, below):
                yield (below - above) / size


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
