"""A ledger file, workbook or JSON, to a Ledger with everything that is wrong with it.

A build begins to read its ledger before anything else, so this module imports little: other processes import what they
need meanwhile, and this one what it makes of their results.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.ahead import Ahead, AheadInSteps, DiedError
from generator.workspace import Workspace

if TYPE_CHECKING:
    from generator.ledger.blocks import Block
    from generator.ledger.looking import Seen
    from generator.ledger.parsing import Parsed, Parser
    from generator.model import Ledger
    from generator.problems import Problem

MEMORY = 2 * 1024**3
"""Bytes that parsing a workbook may take: a reader may make more of it than can be seen beforehand."""


class LedgerReading:
    """A ledger that is being read; `in_parallel` its workbook is looked at and parsed by other processes meanwhile.

    `name` is how messages call the file (default: `path` as given).
    """

    def __init__(self, path: Path, name: str = "", in_parallel: bool = False) -> None:
        self._path, self._file = path, name or str(path)
        self._workbook = None if is_json(path) else WorkbookReading(path, self._file, in_parallel and path.is_file())

    @property
    def is_ready(self) -> bool:
        """Whether nobody has to wait for other processes to get the result."""
        return self._workbook is None or self._workbook.is_ready

    def blocks(self, ledger: Ledger) -> list[Block]:
        """The fingerprints of the ledger that was read, block by block."""
        if self._workbook is not None:
            return self._workbook.blocks()
        from generator.ledger.blocks import blocks_of_tasks

        return blocks_of_tasks(ledger.tasks)

    def result(self) -> tuple[Ledger | None, tuple[Problem, ...]]:
        """The ledger and its problems; None where errors leave no ledger to work with."""
        from generator.ledger.results import ledger_at

        return ledger_at(self._path, self._file, self._workbook)


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
    from generator.ledger.results import ledger_in

    ledger, problems, _ = ledger_in(WorkbookReading(path, file))
    return ledger, problems


class WorkbookReading:
    """A workbook that is being read: what parses it is confined, so that it can do no harm but to itself.

    Parsing takes longer than looking, so it begins first and goes first.
    """

    def __init__(self, path: Path, file: str, in_parallel: bool = False) -> None:
        self.path, self.file = path, file
        work = Work(path, file)
        steps = (work.parse_tasks, work.parse_others, work.find_blocks)
        self._parsed = AheadInSteps(*steps, in_parallel=in_parallel, memory=MEMORY)
        self._seen = Ahead(work.look, in_parallel, is_patient=True)

    @property
    def is_ready(self) -> bool:
        """Whether it has been looked at and parsed."""
        return self._seen.is_ready and self._parsed.is_ready

    def seen(self) -> Seen:
        """What there is to see before it is parsed."""
        return self._seen.result()

    def tasks(self) -> Parsed | None:
        """Sheet 台账; None where the file cannot be parsed, DiedError where that took too much."""
        parsed: Parsed | None = self._parsed.result()
        return parsed

    def others(self) -> Parsed | None:
        """The other sheets."""
        parsed: Parsed | None = self._parsed.result_of(1)
        return parsed

    def blocks(self) -> list[Block]:
        """The blocks of its tasks; the process that parsed it goes on with them."""
        from generator.ledger.parsing import blocks_in

        try:
            blocks: list[Block] = self._parsed.result_of(2)
        except DiedError:  # what was parsed can be trusted
            return blocks_in(self._parsed.result())
        return blocks

    def end(self) -> None:
        """Nobody asks for what was parsed."""
        self._parsed.end()


class Work:
    """What processes do with a workbook; each imports what that takes."""

    def __init__(self, path: Path, file: str) -> None:
        self._path, self._file = path, file

    @cached_property
    def _parser(self) -> Parser:
        from generator.ledger.parsing import Parser

        return Parser(self._path)

    def look(self) -> Seen:
        """What there is to see before anything is parsed."""
        from generator.ledger.looking import seen

        return seen(self._path, self._file)

    def parse_tasks(self) -> Parsed | None:
        """Sheet 台账."""
        return self._parser.tasks()

    def parse_others(self, _tasks: Parsed | None) -> Parsed | None:
        """The other sheets."""
        return self._parser.others()

    def find_blocks(self, tasks: Parsed | None, _others: Parsed | None) -> list[Block]:
        """The blocks of sheet 台账."""
        from generator.ledger.parsing import blocks_in

        return blocks_in(tasks)
