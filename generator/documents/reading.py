"""A document's file to an Imported ledger: which reader, which table, title and notes around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.documents import legacy
from generator.documents.grid import Cell, Grid, TooLargeError
from generator.documents.headings import CONTENT, LABEL, Columns, find_heading
from generator.documents.repairing import Mender, one_line
from generator.model import Ledger, Repair
from generator.problems import InputError, Place, Problem, error, errors_in
from generator.system import screening
from generator.vocabulary import TASK_FIELDS, by_name

ZIPPED = {".docx": "word", ".docm": "word", ".xlsx": "sheet", ".xlsm": "sheet"}
TEXTS = {".txt": "text", ".html": "web", ".htm": "web", ".mht": "web"}
UNPACKED = 24 * screening.MEBI
"""What libraries make of a document is some twenty times its XML; a table of 5,000 rows is about 6 MiB."""

ISSUER = re.compile(r"^(?:填表单位|填报单位|制表单位|编制单位)\s*(?:（[^）]*）)?\s*[：:]\s*(.*)$")
ATTACHMENT = re.compile(r"^附件?\s*\d*\s*[：:]?\s*$")
YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
NOTE = re.compile(r"^(?:备注|注|说明)\s*[：:]")
FOOTING = re.compile(r"^(?:备注|注|说明|填表|填报|制表|编制|审核|联系)[^：:]{0,4}[：:]")


class Imported(Struct, frozen=True):
    """What an original document gave: the ledger without its 单位 sheet, and what each column was taken for."""

    ledger: Ledger
    columns: tuple[tuple[str, str], ...]
    """Heading in the source → heading of our own (empty: kept under its own)."""


def read(
    path: Path, *, table: int | None = None, columns: Mapping[str, str] | None = None, keep_pages: bool = False
) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The ledger in a document; None with the reasons where there is none.

    `table` picks one of several tables (from 1), `columns` says what a heading means, `keep_pages` keeps the source's
    page starts as 另起一页.
    """
    file = str(path)
    try:
        grids, problems = grids_of(path, file)
    except InputError as failure:
        return None, failure.problems
    except TooLargeError as failure:
        return None, (screening.too_large(file, f"表格有 {failure}"),)
    except PermissionError:
        return None, (
            error("file-locked", Place(file), "文件打不开：正被其他程序占用，或没有读取权限", "请关闭后再试。"),
        )
    except OSError as failure:
        return None, (
            error(
                "file-unreadable", Place(file), f"文件读不出来：{failure.strerror or failure}", "请检查文件名和路径。"
            ),
        )
    picked = pick(grids, table, dict(columns or {}), file)
    if isinstance(picked, Problem):
        return None, (*problems, picked)
    imported = ledger_of(*picked, keep_pages)
    if not imported.ledger.tasks:
        return None, (*problems, error("no-tasks", Place(file, picked[0].name), "表头下面没有任务", "请检查文件。"))
    return imported, tuple(problems)


def grids_of(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    """The tables of a file, by its kind; raises InputError where it cannot be read, OSError as the system does."""
    suffix = path.suffix.lower()
    if not path.exists():
        raise InputError([error("source-missing", Place(file), "找不到文件", "请检查文件名和文件夹。")])
    if not path.stat().st_size:
        raise InputError([error("source-empty", Place(file), "文件是空的", "请让对方重发，或换一份文件。")])
    if suffix in legacy.KINDS:
        with legacy.converted(path, file) as other:
            return grids_of(other, file)
    if suffix in ZIPPED:
        problems = screening.inspect(path, file, UNPACKED)
        if errors_in(problems):
            raise InputError(problems)
        return zipped(path, ZIPPED[suffix], file), list(problems)
    if suffix in TEXTS:
        return plain(path, TEXTS[suffix]), []
    kinds = "、".join([".docx", ".xlsx", ".html", ".txt", *legacy.KINDS])
    raise InputError(
        [error("unknown-kind", Place(file), f"不认识“{suffix or '没有扩展名'}”文件", f"可以导入：{kinds}。")]
    )


def zipped(path: Path, kind: str, file: str) -> list[Grid]:
    """The tables of a Word document or a workbook; any fault inside a broken package is told as one."""
    from generator.documents.spreadsheet import read_spreadsheet
    from generator.documents.word import read_word

    try:
        return read_word(path) if kind == "word" else read_spreadsheet(path)
    except (MemoryError, RecursionError, OSError, TooLargeError):
        raise
    except Exception as failure:  # a package may be broken in any way, and the libraries raise whatever comes up
        raise InputError([screening.damaged(file)]) from failure


def plain(path: Path, kind: str) -> list[Grid]:
    """The tables of a text or a web page."""
    from generator.documents.plain_text import read_text
    from generator.documents.web import decode, read_web

    data = path.read_bytes()
    return read_text(decode(data)) if kind == "text" else read_web(data)


def pick(
    grids: list[Grid], table: int | None, chosen: Mapping[str, str], file: str
) -> tuple[Grid, int, Columns] | Problem:
    """The table that is a ledger: the one asked for, or the one with most rows whose heading has the columns."""
    if not grids:
        return error("no-table", Place(file), "文件里没有表格", "图片或扫描件里的表格读不出来；请用带表格的电子版。")
    if table is not None and not 1 <= table <= len(grids):
        return error("no-such-table", Place(file), f"没有第 {table} 张表，文件里共 {len(grids)} 张", "请改 --table。")
    candidates = [grids[table - 1]] if table is not None else grids
    found = [(grid, *place) for grid in candidates if (place := find_heading(grid, chosen))]
    if found:
        return max(found, key=lambda each: len(each[0].lines))
    first = max(candidates, key=lambda grid: len(grid.lines))
    heads = (
        "、".join(one_line(cell.text) for cell in first.lines[0].cells if not cell.is_empty)[:60] if first.lines else ""
    )
    return error(
        "no-heading",
        Place(file, first.name),
        f"没有认出表头（第一行是：{heads or '空的'}）",
        "表头至少要有“具体任务”一栏和另外一栏；表头用词不同时，用 --columns 原表头=具体任务 指明。",
    )


def ledger_of(grid: Grid, heading: int, columns: Columns, keep_pages: bool) -> Imported:
    """The ledger of a table."""
    mender = Mender(columns, tuple(columns.headings))
    above = [*grid.above, *(text_of(line.cells) for line in grid.lines[:heading])]
    body = list(grid.lines[heading + columns.rows :])
    below: list[str] = []
    while body and is_footing(body[-1].cells, columns):
        below.insert(0, text_of(body.pop().cells))
    for line in body:
        mender.take(line)
    tasks = mender.tasks(keep_pages)
    ledger = with_surroundings(Ledger(tasks=tasks), above, [*below, *grid.below], mender.repairs)
    headings = by_name(TASK_FIELDS)
    taken = []
    for heading_text, name in zip(columns.headings, columns.names, strict=True):
        shown = "一级任务、二级任务" if name == LABEL else headings.get(name, "")
        if (heading_text, shown) not in taken:
            taken.append((heading_text, shown))
    return Imported(ledger, tuple(taken))


def text_of(cells: tuple[Cell, ...]) -> str:
    """The text of a row."""
    return " ".join(one_line(cell.text) for cell in cells if cell.text.strip())


def is_footing(cells: tuple[Cell, ...], columns: Columns) -> bool:
    """Whether a row at the table's end is a note or a line for signatures, and no task."""
    content = columns.of(CONTENT) or 0
    texts = [cell.text.strip() for cell in cells if cell.text.strip()]
    if not texts:
        return True
    return len(texts) <= 4 and cells[content].is_empty and FOOTING.match(texts[0]) is not None


def with_surroundings(ledger: Ledger, above: list[str], below: list[str], repairs: list[Repair]) -> Ledger:
    """The ledger with title, year, issuer and note from the lines around the table; other lines are noted."""
    title = issuer = ""
    notes: list[str] = []
    info: list[tuple[str, str]] = []
    for text in above:
        line = one_line(text)
        match = ISSUER.match(line)
        if match:
            issuer = match[1].strip()
        elif ATTACHMENT.match(line):
            info.append(("附件", line))
        elif title and not title_like(line):
            info.append((f"表前文字{len(info) + 1}", line))
        else:
            if title:
                info.append((f"表前文字{len(info) + 1}", title))
            title = line
    for text in below:
        line = one_line(text)
        match = ISSUER.match(line)
        if match:
            issuer = match[1].strip()
        elif NOTE.match(line) or notes:
            notes.append(line)
            if line != text.strip():
                repairs.append(Repair("表后", text.strip(), line, "备注中的换行，已去掉"))
        elif line:
            info.append((f"表后文字{len(info) + 1}", line))
    year = YEAR.search(title)
    return replace(
        ledger,
        title=title,
        year=int(year[1]) if year else None,
        issuer=issuer,
        note="\n".join(notes),
        info=tuple(info),
        repairs=tuple(repairs),
    )


def title_like(line: str) -> bool:
    """Whether a line may be the table's title: short, no sentence."""
    return len(line) <= 60 and not line.endswith(("。", "：", ":", "；")) and not line.startswith(("（", "("))
