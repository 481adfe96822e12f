"""Random returns: whatever staff do to their sheets, in whatever order they come back, a simple model says what counts.

The model knows nothing of how `collect` works: of each task, department, round and column what was saved last counts,
as far as the sheet asked it and the department has the task still. TAIZHANG_RETURNS sets how many are tried (200 for a
full run).
"""

from __future__ import annotations

import datetime
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from msgspec.structs import replace

from generator import writer
from generator.ledger import as_book, read
from generator.model import Department, Ledger, Task
from tests.offices import ROOT, Office
from tests.returning import saved_at

pytestmark = pytest.mark.slow

RETURNS = int(os.environ.get("TAIZHANG_RETURNS", "10"))
OFFICES = 4
"""Offices that are made, each with another history."""
DEPARTMENTS = ("发改委", "教体局", "水务局", "财政局")
LATER_NAME = {"水务局": "水利局"}
FIRST_NAME = {new: old for old, new in LATER_NAME.items()}
FIELDS = {"落实状态": "state", "进展情况": "progress", "存在问题": "difficulties", "下一步打算": "next_step"}
STATES = ("已完成", "推进中", "未启动")
START = datetime.datetime(2021, 6, 10, 8)
"""After all that is sent: a sheet that was saved before it was sent comes from a wrong clock."""
DAY = "2021-08-01"

Key = tuple[str, str, str]
"""Task, department by its first name, round."""


class Statement(NamedTuple):
    """What a sheet says of one cell."""

    saved: int
    """Minutes after START."""
    text: str


class Sheet(NamedTuple):
    """A sheet that was sent."""

    path: Path
    department: str
    round: str


class Model:
    """What the ledger must say of the answers of all departments."""

    def __init__(self, holders: Mapping[str, set[str]]) -> None:
        self.holders = holders
        """Task → the departments that have it now, by their first names."""
        self.said: dict[Key, dict[str, list[Statement]]] = {}
        self.carried: dict[Key, dict[str, set[str]]] = {}
        """What sheets showed of a task that was done in an earlier round: a new answer begins with it."""

    def copy(self, holders: Mapping[str, set[str]]) -> Model:
        model = Model(holders)
        model.said = {key: {name: [*found] for name, found in row.items()} for key, row in self.said.items()}
        model.carried = {key: {name: {*found} for name, found in row.items()} for key, row in self.carried.items()}
        return model

    def say(self, key: Key, field: str, statement: Statement, shown: Mapping[str, str]) -> None:
        """A sheet says something of a cell; `shown` is what the row showed when it was sent."""
        row = self.said.setdefault(key, {})
        for name, text in shown.items():
            self.carried.setdefault(key, {}).setdefault(name, set()).add(text)
        row.setdefault(field, []).append(statement)

    def allows(self, key: Key, field: str, text: str) -> bool:
        """Whether the ledger may say this."""
        statements = self.said.get(key, {}).get(field)
        if statements:
            return text == max(statements).text
        return text in self.carried.get(key, {}).get(field, {""})


# ------------------------------------------------------------------------------------------ an office and its history


class History:
    """An office that sent sheets in two rounds, and changed its ledger in between and since."""

    def __init__(self, number: int, folder: Path) -> None:
        self.source = random.Random(number)
        self.folder = folder
        self.office = Office(folder / "office")
        shutil.copytree(ROOT / "templates", self.office.folder / "templates")
        (self.office.folder / "input").mkdir()
        self.holders = {f"T{n:03}": self.some_departments() for n in range(1, 8)}
        self.names = dict(zip(DEPARTMENTS, DEPARTMENTS, strict=True))
        tasks = tuple(self.task(task_id) for task_id in self.holders)
        departments = tuple(map(Department, DEPARTMENTS))
        self.put(Ledger("某县2021年台账", 2021, tasks=tasks, departments=departments))
        self.model = Model(self.holders)
        self.minutes = iter(self.source.sample(range(20_000), 2_000))
        has_rounds = number % OFFICES != 3
        self.distribute(*(("--round", "一期", "--due", "2021-06-25") if has_rounds else ()), "--date", "2021-06-01")
        self.collect_some()
        self.change()
        self.distribute("--date", "2021-06-02", "--all")
        self.collect_some()
        if has_rounds:
            self.distribute("--round", "二期", "--due", "2021-07-25", "--date", "2021-06-03")
        self.change()
        if number % 2:
            self.rename()

    def some_departments(self) -> set[str]:
        return set(self.source.sample(DEPARTMENTS, self.source.randint(1, 3)))

    def task(self, task_id: str) -> Task:
        number = str(int(task_id[1:]))
        item = f"（{self.source.choice('一二')}）规划"
        return Task(task_id, number, "一、公开", item, f"做好第{number}件工作。", self.units(task_id), "", "", "年底前")

    def units(self, task_id: str) -> str:
        names = self.names if hasattr(self, "names") else {}
        return "、".join(names.get(name, name) for name in sorted(self.holders[task_id]))

    @property
    def ledger_file(self) -> Path:
        return self.office.folder / "input" / "ledger.xlsx"

    def put(self, ledger: Ledger) -> None:
        writer.write(as_book(ledger), self.ledger_file)

    def change(self) -> None:
        """Tasks are reworded, go to others, are withdrawn, come new, and change places."""
        ledger = read(self.ledger_file).ledger
        tasks = list(ledger.tasks)
        reworded, reassigned, withdrawn = self.source.sample(range(len(tasks)), 3)
        tasks[reworded] = replace(tasks[reworded], content=f"{tasks[reworded].content}每月报送一次。")
        self.holders[tasks[reassigned].id] = self.some_departments()
        tasks[reassigned] = replace(tasks[reassigned], units_text=self.units(tasks[reassigned].id))
        del self.holders[tasks.pop(withdrawn).id]
        new = f"T{max(int(task.id[1:]) for task in ledger.tasks) + 1:03}"
        self.holders[new] = self.some_departments()
        tasks.append(self.task(new))
        self.source.shuffle(tasks)
        self.put(replace(ledger, tasks=tuple(tasks)))

    def rename(self) -> None:
        """A department is called otherwise."""
        ledger = read(self.ledger_file).ledger
        rows = tuple(
            replace(row, short=LATER_NAME[row.short], aliases=(row.short,)) if row.short in LATER_NAME else row
            for row in ledger.departments
        )
        self.put(replace(ledger, departments=rows))

    def distribute(self, *words: str) -> None:
        code, report = self.office.run("distribute", *words)
        assert code == 0, report["problems"]

    def sheets(self) -> list[Sheet]:
        """All that was sent, the newest last."""
        paths = sorted((self.office.output / "分发").glob("第*版*/*/*.xlsx"))
        found = [Sheet(path, FIRST_NAME.get(path.stem, path.stem), round_of(path)) for path in paths]
        return [sheet for sheet in found if sheet.department in DEPARTMENTS]

    def collect_some(self) -> None:
        """Some departments answer the last edition at once, nothing wrong with their sheets."""
        for sheet in self.source.sample(self.sheets()[-len(DEPARTMENTS) :], 2):
            target = self.folder / f"{next(self.minutes)}.xlsx"
            back = Return(self.source, sheet, target, next(self.minutes))
            back.enter(self.model, sheet.round)
            code, report = self.office.run("collect", str(target), "--apply", "--date", "2021-06-12")
            assert (code, report["conflicts"]) == (0, []), report


def round_of(path: Path) -> str:
    """The round that a sheet's hidden sheet names."""
    rows = openpyxl.load_workbook(path)["_taizhang"].iter_rows(max_row=7, values_only=True)
    return str(dict(row[:2] for row in rows).get("round") or "")


# ------------------------------------------------------------------------------------------ what comes back


class Return:
    """A sheet that was sent, filled in, and perhaps sorted, cut and pasted."""

    def __init__(self, source: random.Random, sheet: Sheet, target: Path, saved: int, habits: bool = False) -> None:
        self.source, self.sheet, self.saved = source, sheet, saved
        self.path = target
        self.told: list[tuple[str, str]] = []
        """Codes of problems that must be told, and the task that they name."""
        self.shown: dict[str, dict[str, str]] = {}
        """Task → what its cells showed when the sheet was sent."""
        self.texts: dict[str, dict[str, str]] = {}
        """Task → what its cells say now."""
        self.withdrawn: set[str] = set()
        """The tasks that the sheet shows as withdrawn."""
        self.lost: set[str] = set()
        """The tasks whose rows came back so that nobody can say what they are."""
        book = openpyxl.load_workbook(sheet.path)
        self.page = book.worksheets[0]
        self.touched: set[str] = set()
        """The tasks whose rows were cut or copied."""
        self.inserted = 0
        """Before which column another was put in; 0: none was."""
        self.nameless: set[str] = set()
        """The tasks whose ids were cleared: of those that were withdrawn nobody knows any more which they were."""
        self.read()
        self.fill()
        if habits:
            chosen = self.source.sample(HABITS, self.source.choice([0, 1, 1, 2, 3]))
            for habit in sorted(chosen, key=HABITS.index):
                habit(self)
        self.write()
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        moment = START + datetime.timedelta(minutes=saved)
        saved_at(target, f"{moment.isoformat()}Z")

    def read(self) -> None:
        """The rows of the sheet's tasks, each with those that belong to it, nothing merged any more."""
        rows = list(self.page.iter_rows())
        heading = next(row for row in rows if row[0].value == "标识")
        self.columns = {str(cell.value): cell.column - 1 for cell in heading if cell.value}
        self.first = heading[0].row + 1
        self.last = next(row[0].row for row in rows if str(row[1].value).startswith("填报人")) - 1
        for merged in [*self.page.merged_cells.ranges]:
            if merged.max_row >= self.first and merged.min_row <= self.last:
                self.page.unmerge_cells(str(merged))
        self.blocks: list[list[list[Any]]] = []
        for row in self.page.iter_rows(min_row=self.first, max_row=self.last, values_only=True):
            task = str(row[0] or "")
            if re.fullmatch(r"T\d+", task):
                self.blocks.append([])
                self.shown[task] = {name: str(row[self.columns[name]] or "") for name in FIELDS}
                if row[self.columns["变更"]] == "撤销":
                    self.withdrawn.add(task)
            if self.blocks:
                self.blocks[-1].append(list(row))
        self.texts = {task: dict(shown) for task, shown in self.shown.items()}

    def fill(self) -> None:
        """Some cells are filled in, some are emptied."""
        for block in self.blocks:
            task = block[0][0]
            for name in FIELDS:
                chance = self.source.random()
                if chance < 0.35:
                    is_settled = name == "落实状态" and any(self.shown[task].values())
                    text = f"{self.sheet.department}{task}{name}{self.saved}"
                    text = self.shown[task][name] if is_settled else text
                    text = self.source.choice(STATES) if name == "落实状态" and not is_settled else text
                elif chance < 0.45 and name != "落实状态":
                    text = ""
                else:
                    continue
                self.texts[task][name] = text
                block[0][self.columns[name]] = text or None

    def write(self) -> None:
        """Put the rows into the page, what stands below them moved down or up."""
        rows = [row for block in self.blocks for row in block]
        more = len(rows) - (self.last - self.first + 1)
        if more > 0:
            self.page.insert_rows(self.last + 1, more)
        for number in range(max(len(rows), self.last - self.first + 1)):
            values = rows[number] if number < len(rows) else []
            for column in range(self.page.max_column):
                cell = self.page.cell(self.first + number, column + 1)
                if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                    cell.value = values[column] if column < len(values) else None
        if self.inserted:
            self.page.insert_cols(self.inserted)

    def enter(self, model: Model, round_name: str) -> None:
        """What the sheet says, as far as it may, into the model."""
        for task, texts in self.texts.items():
            changed = {name: text for name, text in texts.items() if text != self.shown[task][name]}
            if task in self.lost or not changed:
                continue
            if task in self.withdrawn or self.sheet.department not in model.holders.get(task, ()):
                if any(changed.values()):
                    code = "task-withdrawn" if task not in model.holders else "task-not-theirs"
                    self.told.append(("row-without-id", "") if task in self.withdrawn & self.nameless else (code, task))
                continue
            for name, text in changed.items():
                model.say(
                    (task, self.sheet.department, round_name), name, Statement(self.saved, text), self.shown[task]
                )

    # -------------------------------------------------------------------------------- habits of staff

    def sort(self) -> None:
        self.source.shuffle(self.blocks)

    def sort_but_for_ids(self) -> None:
        """The column of ids was hidden when the rest was sorted."""
        if any(len(block) > 1 for block in self.blocks) or self.touched:
            return
        ids = [block[0][0] for block in self.blocks]
        self.source.shuffle(self.blocks)
        for task, block in zip(ids, self.blocks, strict=True):
            block[0][0] = task

    def add_empty_row(self) -> None:
        self.blocks.insert(self.source.randrange(len(self.blocks) + 1), [[None] * len(self.blocks[0][0])])

    def add_note(self) -> None:
        """A row of nobody's task, filled in."""
        row = [None] * len(self.blocks[0][0])
        row[self.columns["进展情况"]] = "另外还做了一件事"
        self.blocks.insert(self.source.randrange(len(self.blocks) + 1), [row])

    def add_column(self) -> None:
        self.inserted = self.source.randint(2, len(self.columns))

    def some_block(self) -> list[list[Any]] | None:
        """The rows of a task that no other habit touched."""
        free = [block for block in self.blocks if block[0][0] and block[0][0] not in self.touched]
        if len(self.blocks) < 2 or not free:
            return None
        block = self.source.choice(free)
        self.touched.add(block[0][0])
        return block

    def copy_row(self) -> None:
        block = self.some_block()
        if block is not None:
            self.blocks.insert(self.blocks.index(block) + 1, [list(row) for row in block])

    def copy_row_and_change_it(self) -> None:
        block = self.some_block()
        if block is not None:
            copy = [list(row) for row in block]
            block[0][self.columns["进展情况"]] = "先写的"
            copy[0][self.columns["进展情况"]] = "抄了一行再改"
            self.blocks.append(copy)
            self.lost.add(block[0][0])
            self.told.append(("doubled-id", block[0][0]))

    def delete_row(self) -> None:
        block = self.some_block()
        if block is not None:
            self.blocks.remove(block)
            self.lost.add(block[0][0])
            self.told.append(("rows-removed", block[0][0]))

    def clear_id(self) -> None:
        block = self.some_block()
        if block is not None:
            self.nameless.add(block[0][0])
            block[0][0] = None


HABITS: Sequence[Callable[[Return], None]] = (
    Return.clear_id,
    Return.copy_row,
    Return.copy_row_and_change_it,
    Return.delete_row,
    Return.add_note,
    Return.add_empty_row,
    Return.add_column,
    Return.sort,
    Return.sort_but_for_ids,
)


# ------------------------------------------------------------------------------------------ collecting


@pytest.fixture(scope="module")
def histories(tmp_path_factory) -> Callable[[int], History]:
    made: dict[int, History] = {}

    def history(number: int) -> History:
        if number not in made:
            made[number] = History(number, tmp_path_factory.mktemp("office"))
        return made[number]

    return history


def parts_of(source: random.Random, files: Sequence[Any]) -> Iterator[list[Any]]:
    """Files in random order, in random portions."""
    left = source.sample(files, len(files))
    while left:
        size = source.randint(1, len(left))
        yield left[:size]
        left = left[size:]


def as_zip(files: Sequence[Path]) -> Path:
    """Files in one archive."""
    target = files[0].with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    return target


@pytest.mark.parametrize("seed", range(RETURNS))
def test_what_was_saved_last_counts_at_its_own_task_whatever_comes_back_in_whatever_order(seed, tmp_path, histories):
    source = random.Random(seed)
    history = histories(seed % OFFICES)
    office = Office(tmp_path / "office")
    shutil.copytree(history.office.folder, office.folder)
    model = history.model.copy(history.holders)
    minutes = source.sample(range(20_000, 40_000), 8)
    files = []
    for number, sheet in enumerate(source.choices(history.sheets(), k=source.randint(2, 6))):
        back = Return(source, sheet, tmp_path / "收回" / f"{number}.xlsx", minutes[number], habits=True)
        back.enter(model, sheet.round)
        files.append(back)
    told: list[Any] = []
    for part in parts_of(source, files):
        paths = [back.path for back in part]
        paths = [as_zip(paths)] if source.random() < 0.2 else paths
        command = ("collect", *map(str, paths), "--apply", "--date", DAY)
        code, report = office.run(*command)
        where = f"seed {seed}: {json.dumps(report, ensure_ascii=False)}"
        assert report["conflicts"] == [], where
        assert code in (0, 1), where
        told += [problem for file in report["files"] for problem in file["problems"]]
        if source.random() < 0.3:
            assert office.run(*command)[1]["written"] == [], where
    ledger = read(office.folder / "input" / "ledger.xlsx").ledger
    found = {(row.task_id, FIRST_NAME.get(row.department, row.department), row.round): row for row in ledger.returns}
    assert len(found) == len(ledger.returns), f"seed {seed}"
    for key in found.keys() | model.said.keys():
        for heading, name in FIELDS.items():
            text = getattr(found[key], name) if key in found else ""
            allowed = model.said.get(key, {}).get(heading), model.carried.get(key, {}).get(heading)
            assert model.allows(key, heading, text), f"seed {seed}: {key} {heading}: “{text}” instead of {allowed}"
    for code, task in (each for back in files for each in back.told):
        assert any(problem["code"] == code and task in problem["message"] for problem in told), (
            f"seed {seed}: {code} of {task} is not told: {told}"
        )
