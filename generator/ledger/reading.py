"""A ledger file, workbook or JSON, to a Ledger with everything that is wrong with it.

The file is read once, and everything is made of those bytes. A workbook is parsed by a process whose memory is limited,
since a stranger may have sent it, while this process inspects its parts; nothing parsed is believed before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from generator.ledger.checks import check
from generator.ledger.formulas import formula_cells
from generator.ledger.parsing import Parsed, parsed, sheet_of
from generator.ledger.struck import struck_rows
from generator.ledger.workbook_form import ledger_of
from generator.model import Ledger, Origin
from generator.problems import Place, Problem, error, errors_in, warning
from generator.system import disk, screening
from generator.system.ledger_file import is_canonical
from generator.system.processes import Confined, DiedError
from generator.system.workspace import Workspace
from generator.vocabulary import SHEET_TASKS, SHEETS, names

MEMORY = 2 * 1024**3
"""Bytes that parsing a workbook may take: a reader may make more of it than can be seen beforehand."""


class LedgerFile(Struct, frozen=True):
    """A ledger file that was read."""

    ledger: Ledger | None
    """None if errors leave no ledger to work with."""
    problems: tuple[Problem, ...]
    digest: str = ""
    """SHA-256 of the bytes that were read."""
    draft: Ledger | None = None
    """As far as it could be read, errors or not: by it what else is wrong is told, and nothing is made of it."""


class Unchecked(Struct, frozen=True):
    """A ledger as far as the form of its file allows."""

    ledger: Ledger | None
    problems: tuple[Problem, ...]


def read(path: Path, name: str = "") -> LedgerFile:
    """The ledger at `path`, and its problems; `name` is how messages call the file (default: `path` as given)."""
    file = name or str(path)
    try:
        if not path.exists():
            return LedgerFile(None, (missing(file, path),))
        if path.is_file() and path.stat().st_size > screening.MAX_FILE:
            return LedgerFile(None, (screening.too_large(file, f"超过 {screening.MAX_FILE // screening.MEBI} MB"),))
        data = disk.bytes_of(path)
    except PermissionError:
        return LedgerFile(None, (locked(file),))
    except OSError as failure:
        return LedgerFile(None, (unreadable(file, failure.strerror or str(failure)),))
    form = from_json_bytes(data, file) if is_json(path) else from_workbook(data, file)
    problems = (*form.problems, *in_another_format(path, file))
    if form.ledger is not None:
        problems = (*problems, *check(form.ledger))
    return LedgerFile(None if errors_in(problems) else form.ledger, problems, disk.sha_of(data), form.ledger)


def read_workspace(workspace: Workspace) -> LedgerFile:
    """The ledger of a workspace."""
    return read(workspace.ledger, workspace.shown(workspace.ledger))


def is_json(path: Path) -> bool:
    """Whether the file's name says JSON."""
    return path.suffix.lower() == ".json"


def from_json_bytes(data: bytes, file: str) -> Unchecked:
    """The ledger of a JSON text."""
    from generator.ledger.json_form import from_json

    ledger, problems = from_json(data, file)
    return Unchecked(ledger, tuple(problems))


def from_workbook(data: bytes, file: str) -> Unchecked:
    """The ledger of a workbook."""
    parsing = Confined(partial(parsed, data), memory=MEMORY)
    problems = screening.inspect(data, file)
    if errors_in(problems):
        parsing.end()
        return Unchecked(None, problems)
    try:
        sheets = parsing.result()
    except DiedError:
        return Unchecked(None, (screening.unbearable(file),))
    if sheets is None:
        return Unchecked(None, (screening.damaged(file),))
    absent = tuple(
        missing_sheet(file, words.name, sheets.names)
        for words in SHEETS
        if words.need and words.name not in sheets.names
    )
    return Unchecked(None, absent) if absent else of_sheets(data, file, problems, sheets)


def of_sheets(data: bytes, file: str, found: Sequence[Problem], parsed: Parsed) -> Unchecked:
    """The ledger of a workbook whose sheets were parsed; `found` is what is wrong with its parts."""
    sheets = {name: sheet_of(parsed, name, file) for name in parsed.sheets}
    ledger, problems = ledger_of(sheets, parsed.info, Origin(file))
    unread = (unread_sheet(file, name) for name in parsed.others)
    others = (*unread, *formula_cells(data, file, names(SHEETS)), *struck_rows(data, file, SHEET_TASKS))
    return Unchecked(ledger, (*found, *problems, *others))


def unread_sheet(file: str, name: str) -> Problem:
    """Tasks that stand in a sheet which is none of the ledger's."""
    message = f"工作表“{name}”里也有任务，程序只读“{SHEET_TASKS}”，其中的任务没有印出，也没有分给任何单位"
    advice = f"请把这些任务并入工作表“{SHEET_TASKS}”；不再需要的，请删除这个工作表。"
    return warning("unread-sheet", Place(file, name), message, advice)


OTHER_FORMATS = (".xls", ".et", ".xlsm", ".ods")
"""In which Excel and WPS save a workbook, and no ledger is read."""


ORIGINALS = frozenset((".xlsx", ".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".txt"))
"""What may lie where a ledger should, to be imported first."""


def missing(file: str, path: Path) -> Problem:
    """The ledger is not there; it may have been saved in another format, or be an original that nobody imported."""
    beside = sorted(path.parent.iterdir()) if path.parent.is_dir() else ()
    seen = [each for each in beside if not each.name.startswith(("~$", "."))]
    others = [each.name for each in seen if each.suffix.lower() in (*OTHER_FORMATS, ".csv")]
    originals = [each.name for each in seen if each.suffix.lower() in ORIGINALS and not is_canonical(each)]
    advice = "请检查文件名和文件夹；新建工作区用 taizhang init，由原文件生成台账用 taizhang import。"
    if others:
        advice = f"文件夹里的 {'、'.join(others[:3])} 读不了：是台账的，请用 Excel 或 WPS 另存为 {path.name}。"
    elif originals:
        names = "、".join(originals[:3])
        advice = f'{names} 不是台账；是原文件的，请先导入：taizhang import "{path.parent.name}/{originals[0]}"'
    return error("ledger-missing", Place(file), "找不到台账文件", advice)


def in_another_format(path: Path, file: str) -> Iterator[Problem]:
    """A warning for each file beside the ledger that bears its name: what was saved there counts for nothing."""
    for other in map(path.with_suffix, OTHER_FORMATS):
        if other.exists():
            message = f"旁边的 {other.name} 没有用上，读的是 {path.name}"
            advice = f"改动存在那一份里的，请用 Excel 或 WPS 另存为 {path.name}；不用的，请移走。"
            yield warning("ledger-in-another-format", Place(file), message, advice)


def locked(file: str) -> Problem:
    """Another program holds the file, or it may not be read."""
    return error(
        "file-locked",
        Place(file),
        "文件打不开：正被其他程序占用，或没有读取权限",
        "请在 Excel/WPS 中关闭它，再试一次。",
    )


def unreadable(file: str, why: str) -> Problem:
    """The system could not read the file."""
    return error("file-unreadable", Place(file), f"文件读不出来：{why}", "请检查磁盘和文件，再试一次。")


def missing_sheet(file: str, sheet: str, present: list[str]) -> Problem:
    """A sheet is not there."""
    names = "、".join(present)
    return error(
        "missing-sheet", Place(file, sheet), f"缺少工作表“{sheet}”（现有：{names}）", f"请增加或改名为“{sheet}”。"
    )
