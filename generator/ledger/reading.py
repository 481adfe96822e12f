"""A ledger file, workbook or JSON, to a Ledger with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import intake
from generator.ahead import Ahead, AheadInSteps
from generator.ledger.blocks import Block, blocks_of_sheet, blocks_of_tasks
from generator.ledger.checks import check
from generator.ledger.formulas import formula_cells, has_formulas
from generator.ledger.sheets import SheetCells, SheetRows, cells_of
from generator.ledger.texts import MAX_PLAIN, are_plain_bytes, has_no_texts
from generator.ledger.workbook_form import REQUIRED_SHEETS, SHEETS, ledger_of, tasks_of
from generator.model import Ledger, Origin
from generator.problems import Place, Problem, error, errors_in
from generator.vocabulary import SHEET_INFO, SHEET_TASKS
from generator.workspace import Workspace

MEMORY = 2 * 1024**3
"""Bytes that parsing a workbook may take as long as nobody knows whether it may be opened."""


class LedgerReading:
    """A ledger that is being read; `in_parallel` its workbook is looked at and parsed by other processes meanwhile.

    `name` is how messages call the file (default: `path` as given).
    """

    def __init__(self, path: Path, name: str = "", in_parallel: bool = False) -> None:
        self._path, self._file = path, name or str(path)
        self._workbook = None if is_json(path) else WorkbookReading(path, self._file, in_parallel and path.exists())

    @property
    def is_ready(self) -> bool:
        """Whether nobody has to wait for other processes to get the result."""
        return self._workbook is None or self._workbook.is_ready

    def blocks(self, ledger: Ledger) -> list[Block]:
        """The fingerprints of the ledger that was read, block by block."""
        return blocks_of_tasks(ledger.tasks) if self._workbook is None else self._workbook.blocks()

    def result(self) -> tuple[Ledger | None, tuple[Problem, ...]]:
        """The ledger and its problems; None where errors leave no ledger to work with."""
        path, file = self._path, self._file
        plain = False
        try:
            if not path.exists():
                return None, (missing(file),)
            if self._workbook is not None:
                ledger, problems, plain = self._workbook.result()
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


def reading_of(workspace: Workspace, in_parallel: bool = False) -> LedgerReading:
    """The ledger of a workspace, being read."""
    return LedgerReading(workspace.ledger, workspace.shown(workspace.ledger), in_parallel)


def read(path: Path, name: str = "") -> tuple[Ledger | None, tuple[Problem, ...]]:
    """The ledger at `path` and its problems, read here and now."""
    return LedgerReading(path, name).result()


def is_json(path: Path) -> bool:
    """Whether the file's name says JSON."""
    return path.suffix.lower() == ".json"


def from_workbook(path: Path, file: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger of a workbook, as far as its form allows."""
    ledger, problems, _ = WorkbookReading(path, file).result()
    return ledger, problems


class WorkbookReading:
    """A workbook that is being read: whatever parses it beforehand is confined, and not believed before it was seen."""

    def __init__(self, path: Path, file: str, in_parallel: bool = False) -> None:
        self._path, self._file = path, file
        self._seen = Ahead(partial(seen, path, file), in_parallel, is_patient=True)  # parsing takes longer
        parser = Parser(path)
        steps = (parser.tasks, parser.others, blocks_in)
        self._parsed = AheadInSteps(*steps, in_parallel=in_parallel, memory=MEMORY)

    @property
    def is_ready(self) -> bool:
        """Whether it has been looked at and parsed."""
        return self._seen.is_ready and self._parsed.is_ready

    def blocks(self) -> list[Block]:
        """The blocks of its tasks; the process that parsed it goes on with them."""
        blocks: list[Block] = self._parsed.result_of(2)
        return blocks

    def result(self) -> tuple[Ledger | None, list[Problem], bool]:
        """The ledger, and whether the texts of its tasks are known to hold nothing that a workbook could not.

        The tasks are made of their rows while the other sheets are still being parsed.
        """
        path, file, held = self._path, self._file, self._seen.result()
        if errors_in(held.problems):
            self._parsed.end()
            return None, list(held.problems), False
        first: Parsed | None = self._parsed.result()
        if first is None:
            return None, [intake.damaged(file)], False
        absent = [missing_sheet(file, each, first.names) for each in REQUIRED_SHEETS if each not in first.names]
        if absent:
            return None, absent, False
        tasks = tasks_of(sheet_of(first, SHEET_TASKS, file))
        others: Parsed | None = self._parsed.result_of(1)
        if others is None:
            return None, [intake.damaged(file)], False
        sheets = {name: sheet_of(each, name, file) for each in (first, others) for name in each.sheets}
        ledger, problems = ledger_of(sheets, others.info, Origin(file), tasks)
        found = [*held.problems, *problems, *formula_cells(path, file, SHEETS, held.with_formulas)]
        return ledger, found, held.is_plain and sheets[SHEET_TASKS].cells.longest <= MAX_PLAIN


class Seen(Struct, frozen=True):
    """What a look at the parts of a workbook found."""

    problems: tuple[Problem, ...]
    with_formulas: frozenset[str]
    """The parts of sheets with formulas."""
    is_plain: bool
    """Whether no text holds what a workbook could not."""


def seen(path: Path, file: str) -> Seen:
    """What there is to see of a workbook before anything parses it."""
    with_formulas: set[str] = set()
    doubtful: set[str] = set()

    def look(part: str, data: bytes, is_strings: bool) -> None:
        if not is_strings and has_formulas(data):
            with_formulas.add(part)
        if not (are_plain_bytes(data) if is_strings else has_no_texts(data)):
            doubtful.add(part)

    problems = intake.inspect(path, file, look=look)
    return Seen(problems, frozenset(with_formulas), not doubtful)


class Parsed(Struct, frozen=True):
    """The cells of some sheets of a ledger's workbook."""

    names: list[str]
    """Of all its sheets."""
    sheets: dict[str, SheetCells]
    info: Sequence[Sequence[object]] = ()
    """The rows of sheet 信息."""


class Parser:
    """A workbook that is parsed sheet by sheet, the tasks first: most of it; None where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _workbook(self) -> Any:
        import python_calamine

        return python_calamine.CalamineWorkbook.from_path(str(self._path))

    def tasks(self) -> Parsed | None:
        """Sheet 台账."""
        return self._parsed([SHEET_TASKS])

    def others(self, _tasks: Parsed | None) -> Parsed | None:
        """The other sheets; the file is closed."""
        parsed = self._parsed([name for name in SHEETS if name not in (SHEET_TASKS, SHEET_INFO)], SHEET_INFO)
        if "_workbook" in self.__dict__:
            self._workbook.close()
        return parsed

    def _parsed(self, wanted: Sequence[str], info: str = "") -> Parsed | None:
        import python_calamine

        try:
            names = self._workbook.sheet_names
            sheets = {name: cells_in(self._workbook, name) for name in wanted if name in names}
            rows = self._workbook.get_sheet_by_name(info).to_python(skip_empty_area=False) if info in names else []
            return Parsed(names, sheets, rows)
        except (python_calamine.CalamineError, ValueError, KeyError):
            return None


def sheet_of(parsed: Parsed, name: str, file: str = "") -> SheetRows:
    """A sheet with the words of its headings."""
    return SheetRows(file, name, parsed.sheets[name], SHEETS[name][0])


def blocks_in(tasks: Parsed | None, _others: object) -> list[Block]:
    """The blocks of a workbook's tasks."""
    return blocks_of_sheet(sheet_of(tasks, SHEET_TASKS)) if tasks and SHEET_TASKS in tasks.sheets else []


def cells_in(workbook: Any, name: str) -> SheetCells:
    """One sheet's cells, from its first row and column on."""
    sheet = workbook.get_sheet_by_name(name)
    merged = tuple(first for first, _ in sheet.merged_cell_ranges or ())
    return cells_of(sheet.to_python(skip_empty_area=False), merged)


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
