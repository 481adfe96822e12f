"""What was seen and parsed of a ledger file to a Ledger with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator import intake
from generator.ahead import DiedError
from generator.ledger.checks import check
from generator.ledger.formulas import formula_cells
from generator.ledger.parsing import sheet_of
from generator.ledger.texts import MAX_PLAIN
from generator.ledger.workbook_form import REQUIRED_SHEETS, SHEETS, ledger_of, tasks_of
from generator.model import Ledger, Origin
from generator.problems import Place, Problem, error, errors_in
from generator.vocabulary import SHEET_TASKS
from generator.workspace import NO_FILE

if TYPE_CHECKING:
    from generator.ledger.looking import Seen
    from generator.ledger.reading import WorkbookReading


def ledger_at(path: Path, file: str, workbook: WorkbookReading | None) -> tuple[Ledger | None, tuple[Problem, ...]]:
    """The ledger at `path`, a workbook that is being read or JSON, and its problems; None where errors leave none."""
    plain = False
    try:
        if not path.exists():
            return None, (missing(file),)
        if not path.is_file() and not path.is_dir():
            return None, (unreadable(file, NO_FILE),)
        if workbook is not None:
            ledger, problems, plain = ledger_in(workbook)
        else:
            from generator.ledger.json_form import from_json

            ledger, problems = from_json(path.read_bytes(), file)
    except PermissionError:
        return None, (locked(file),)
    except OSError as failure:
        return None, (unreadable(file, failure.strerror or str(failure)),)
    if ledger is not None:
        problems = [*problems, *check(ledger, plain)]
    return (None if errors_in(problems) else ledger), tuple(problems)


def ledger_in(workbook: WorkbookReading) -> tuple[Ledger | None, list[Problem], bool]:
    """The ledger, and whether the texts of its tasks are known to hold nothing that a workbook could not.

    The tasks are made of their rows while the other sheets are still being parsed. Nothing that was parsed is believed
    before the file was seen.
    """
    held = workbook.seen()
    if errors_in(held.problems):
        workbook.end()
        return None, list(held.problems), False
    try:
        return parsed_ledger(workbook, held)
    except DiedError:
        return None, [intake.unbearable(workbook.file)], False


def parsed_ledger(workbook: WorkbookReading, held: Seen) -> tuple[Ledger | None, list[Problem], bool]:
    """The same of a workbook that was seen; raises DiedError where parsing it took too much."""
    path, file = workbook.path, workbook.file
    first = workbook.tasks()
    if first is None:
        return None, [intake.damaged(file)], False
    absent = [missing_sheet(file, each, first.names) for each in REQUIRED_SHEETS if each not in first.names]
    if absent:
        return None, absent, False
    tasks = tasks_of(sheet_of(first, SHEET_TASKS, file))
    others = workbook.others()
    if others is None:
        return None, [intake.damaged(file)], False
    sheets = {name: sheet_of(each, name, file) for each in (first, others) for name in each.sheets}
    ledger, problems = ledger_of(sheets, others.info, Origin(file), tasks)
    found = [*held.problems, *problems, *formula_cells(path, file, SHEETS, held.with_formulas)]
    return ledger, found, held.is_plain and sheets[SHEET_TASKS].cells.longest <= MAX_PLAIN


def missing(file: str) -> Problem:
    """The ledger is not there."""
    return error(
        "ledger-missing",
        Place(file),
        "找不到台账文件",
        "请检查文件名和文件夹；新建工作区用 taizhang init，由原文件生成台账用 taizhang import。",
    )


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
