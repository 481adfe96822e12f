"""A command that is killed at any moment, or whose disk fails, leaves every file whole; the next finishes the work.

TAIZHANG_KILLS sets how many moments are tried of all commands together (200 for a full run).
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

if sys.platform == "win32":
    pytest.skip("processes are forked and killed with POSIX's means", allow_module_level=True)

from generator.ledger import read
from tests.interrupted import Ended, full_from, killed_at, read_only_from, run_in_child
from tests.offices import Office, open_office
from tests.returning import send_back

KILLS = int(os.environ.get("TAIZHANG_KILLS", "12"))
DAY = "2021-06-01"
OPENS = ("--round", "2021年6月", "--due", "2021-06-25", "--date", DAY)
DOCUMENT = """某县2021年政务公开工作要点分工
序号\t任务名称\t具体任务\t责任单位\t完成时限
1\t规划公开\t制定年度规划信息公开目录，集中展示历史规划。\t县发改局\t6月底前
2\t预算公开\t公开财政预算和决算，说明重大项目资金的使用情况。\t县财政局\t9月底前
"""
ADDED = "3\t招生公开\t做好义务教育招生范围和计划的公开。\t县教体局\t8月底前\n"
REVISED = DOCUMENT.replace("和决算", "、决算和绩效") + ADDED

pytestmark = pytest.mark.slow


# ------------------------------------------------------------------------------------------ what commands find


def done(folder: Path, *arguments: str) -> None:
    """Run a command, undisturbed."""
    ended = run_in_child(folder, arguments)
    assert ended.code == 0, ended.output


def with_addresses(office: Office) -> None:
    """Give every department 邮箱."""
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(book["单位"].iter_rows()):
        book["单位"].cell(row[0].row, 3).value = f"unit{number}@example.org" if number else "邮箱"
    book.save(path)


def built_before(folder: Path) -> Sequence[str]:
    """Every workbook is stale, and the official one gets another name."""
    office = open_office(folder)
    done(folder, "build", "--as-of", DAY)
    office.edit(E2="改过的第一件。", F4="财政局", G3="2021年9月底")
    book = openpyxl.load_workbook(folder / "input" / "ledger.xlsx")
    book["信息"]["B1"] = "某县改了名的台账"
    book.save(folder / "input" / "ledger.xlsx")
    return "build", "--as-of", DAY


def to_be_distributed(folder: Path) -> Sequence[str]:
    with_addresses(open_office(folder))
    return "distribute", *OPENS, "--mail"


def changed_since_it_was_distributed(folder: Path) -> Sequence[str]:
    office = open_office(folder)
    done(folder, "distribute", *OPENS)
    office.edit(E2="改过的第一件。", F4="财政局")
    return "distribute", "--date", "2021-06-05"


def returned(folder: Path) -> Sequence[str]:
    """One department answered once, another twice."""
    office = open_office(folder)
    done(folder, "distribute", *OPENS)
    for name, task, text, moment in (
        ("财政局", "T004", "办好了", "2021-06-10T08:00:00Z"),
        ("水务局", "T002", "办了一半", "2021-06-11T08:00:00Z"),
        ("水务局", "T002", "全部办好", "2021-06-12T08:00:00Z"),
    ):
        sheet = office.output / "单位分工表" / f"{name}.xlsx"
        send_back(sheet, folder / "收回" / f"{name}{moment[:10]}.xlsx", {task: {"进展情况": text}}, moment, "张三")
    return "collect", "收回", "--apply", "--date", "2021-06-20"


def to_be_mended(folder: Path) -> Sequence[str]:
    """Merged cells, rows without an id, numbers out of order."""
    office = open_office(folder)

    def spoil(sheet) -> None:
        sheet["A3"].value, sheet["B3"].value, sheet["B5"].value = None, 7, 9
        sheet.merge_cells("C2:C6")

    office.rows(spoil)
    return "check", "--fix", "--renumber"


def to_be_accepted(folder: Path) -> Sequence[str]:
    open_office(folder)
    return "check", "--accept", "unknown-unit:某局"


def revised(folder: Path) -> Sequence[str]:
    """A document was imported, the office changed a task since, and the document is revised."""
    folder.mkdir(exist_ok=True)
    (folder / "要点.txt").write_text(DOCUMENT, "utf-8")
    done(folder, "import", "要点.txt", "-o", "input/ledger.xlsx")
    book = openpyxl.load_workbook(folder / "input" / "ledger.xlsx")
    cell = next(cell for row in book["台账"].iter_rows() for cell in row if cell.value == "6月底前")
    cell.value = "7月底前"
    book.save(folder / "input" / "ledger.xlsx")
    (folder / "要点.txt").write_text(REVISED, "utf-8")
    return "import", "要点.txt", "-o", "input/ledger.xlsx", "--merge"


def to_be_imported(folder: Path) -> Sequence[str]:
    folder.mkdir(exist_ok=True)
    (folder / "要点.txt").write_text(DOCUMENT, "utf-8")
    return "import", "要点.txt", "-o", "input/ledger.xlsx"


def to_be_restored(folder: Path) -> Sequence[str]:
    open_office(folder)
    done(folder, "distribute", *OPENS)
    (former,) = (folder / "output" / ".taizhang" / "旧版").glob("ledger*.xlsx")
    return "restore", former.name


def late(folder: Path) -> Sequence[str]:
    with_addresses(open_office(folder))
    done(folder, "distribute", *OPENS)
    done(folder, "remind", "--as-of", "2021-06-28", "--mail")
    office = Office(folder)
    office.edit(E2="改过的第一件。")
    return "remind", "--as-of", "2021-06-29", "--mail"


def nothing(folder: Path) -> Sequence[str]:
    folder.mkdir(exist_ok=True)
    return "init", "."


def to_be_converted(folder: Path) -> Sequence[str]:
    open_office(folder)
    (folder / "台账.json").write_text('"旧的"', "utf-8")
    return "convert", "input/ledger.xlsx", "-o", "台账.json"


SITUATIONS: dict[str, Callable[[Path], Sequence[str]]] = {
    "build": built_before,
    "distribute a round": to_be_distributed,
    "distribute": changed_since_it_was_distributed,
    "collect": returned,
    "check --fix": to_be_mended,
    "check --accept": to_be_accepted,
    "import --merge": revised,
    "import": to_be_imported,
    "restore": to_be_restored,
    "remind": late,
    "init": nothing,
    "convert": to_be_converted,
}


# ------------------------------------------------------------------------------------------ what they leave

CHANCE = re.compile(r"旧版/|/(lock|former\.json|last\.json|manifest\.json(\.bak)?)$|/(values|written|former)/")
"""Of the records: what differs by the day, or holds what is needed no more."""


class Situation:
    """A command, the folder that it finds, and what it leaves if nothing disturbs it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.start = folder / "start"
        self.arguments = SITUATIONS[name](self.start)
        whole = self.copy("undisturbed")
        self.ended = run_in_child(whole, self.arguments)
        assert (self.ended.code, self.ended.failure) == (0, ""), self.ended.output
        self.before, self.after = contents(self.start), contents(whole)
        former = (whole / "output" / ".taizhang" / "旧版").glob("ledger*.xlsx")
        self.ledgers = [ledger_of(self.start), ledger_of(whole), *(read(path).ledger for path in former)]
        """Before, after, and between its steps if it has several."""

    def copy(self, name: str) -> Path:
        """The folder as the command finds it."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.start, target)
        return target

    def moments(self, seed: str, count: int) -> list[int]:
        """Some of the moments at which it changes a file; the same each time."""
        return sorted(random.Random(seed).sample(range(self.ended.moments), min(count, self.ended.moments)))

    def is_finished_by_the_next(self, folder: Path, where: object) -> None:
        """Whatever became of a run, every file is whole, and the same command leaves what it leaves undisturbed."""
        for path in folder.rglob("*"):
            if path.suffix in (".xlsx", ".zip"):
                with zipfile.ZipFile(path) as archive:
                    assert archive.testzip() is None, (where, path)
            elif path.suffix == ".json":
                json.loads(path.read_bytes())
        assert ledger_of(folder) in self.ledgers, where
        is_done = ledger_of(folder) == self.ledgers[1]
        again = run_in_child(folder, self.arguments)
        assert again.failure == "", (where, again)
        assert again.code == 0 or is_done, (where, again.output)
        assert "damaged-manifest" not in again.output
        assert differing(contents(folder), self.after) == [], where
        assert not list((folder / "output").rglob("*.tmp")), where


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that matters."""
    files = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return {name: path.read_bytes() for name, path in files if not CHANCE.search(name) and path.suffix != ".tmp"}


def differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    """The files that are not the same."""
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def ledger_of(folder: Path) -> object:
    """What the ledger says; None if there is none yet."""
    path = folder / "input" / "ledger.xlsx"
    return read(path).ledger if path.exists() else None


@pytest.fixture(scope="module", params=SITUATIONS)
def situation(request, tmp_path_factory) -> Situation:
    return Situation(request.param, tmp_path_factory.mktemp("office"))


def test_a_killed_command_is_finished_by_the_next(situation):
    for moment in situation.moments("killed", -(-KILLS // len(SITUATIONS))):
        folder = situation.copy("killed")
        assert run_in_child(folder, situation.arguments, killed_at(moment)) == Ended(None)
        situation.is_finished_by_the_next(folder, moment)


BETWEEN = {
    "import --merge": "generator.records.pending.remember",
    "collect": "generator.records.pending.remember",
    "restore": "generator.records.pending.remember",
    "build": "generator.rebuild.placing.move_former",
}
"""Command → what is called when the first of two files that belong together lies there, and the second does not."""


@pytest.mark.parametrize("situation", BETWEEN, indirect=True)
def test_a_command_that_is_killed_between_two_files_that_belong_together_is_finished_by_the_next(
    situation, monkeypatch
):
    folder = situation.copy("killed")
    with monkeypatch.context() as patch:  # the forked process has it too
        patch.setattr(BETWEEN[situation.name], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert run_in_child(folder, situation.arguments) == Ended(None)
    situation.is_finished_by_the_next(folder, BETWEEN[situation.name])


@pytest.mark.parametrize("situation", ["import --merge", "collect"], indirect=True)
def test_what_is_remembered_of_a_ledger_is_remembered_though_somebody_saved_it_since(situation, monkeypatch):
    """Between the kill and the next command the ledger was edited in Excel."""
    folder = situation.copy("killed")
    with monkeypatch.context() as patch:
        patch.setattr("generator.records.pending.remember", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert run_in_child(folder, situation.arguments) == Ended(None)
    edit_remark(folder)
    done(folder, "restore", *former_ledgers(folder)[:1])  # whatever takes the lock
    records = {name: data for name, data in contents(folder).items() if name.endswith(RECORDS)}
    assert not (folder / "output" / ".taizhang" / "pending.json").exists()
    kept = folder / "output" / ".taizhang" / "former"
    edited = max(kept.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    wanted = {name: data.decode() for name, data in situation.after.items() if name.endswith(RECORDS)}
    assert json.loads(edited.read_bytes()) == {name.rpartition("/")[2]: text for name, text in wanted.items()}
    assert {name: data.decode() for name, data in records.items()} != wanted


@pytest.mark.parametrize("situation", ["import --merge", "collect"], indirect=True)
def test_what_was_never_written_is_not_remembered_though_somebody_saved_the_ledger_since(situation, monkeypatch):
    folder = situation.copy("killed")
    with monkeypatch.context() as patch:
        patch.setattr("generator.system.disk.remove_stray", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert run_in_child(folder, situation.arguments) == Ended(None)
    assert (folder / "output" / ".taizhang" / "pending.json").exists()
    edit_remark(folder)
    run_in_child(folder, ("check", "--fix", "--renumber"))
    for name in (name for name in contents(folder) if name.endswith(RECORDS)):
        assert contents(folder)[name] == situation.before[name]
    assert not (folder / "output" / ".taizhang" / "pending.json").exists()


RECORDS = (".taizhang/import.json", ".taizhang/answers.json", ".taizhang/collected.json")


def edit_remark(folder: Path) -> None:
    """Change one cell of the ledger."""
    path = folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    book["信息"]["B1"] = "改过的标题"
    book["台账"]["B2"] = 1
    book.save(path)


def former_ledgers(folder: Path) -> list[str]:
    """The names of former ledgers."""
    return sorted(path.name for path in (folder / "output" / ".taizhang" / "旧版").glob("ledger*.xlsx"))


@pytest.mark.parametrize("fault", [full_from, read_only_from], ids=["full", "read-only"])
def test_a_disk_that_fails_midway_costs_nothing_and_is_told(situation, fault):
    """From some change on none succeeds: the command says so in a sentence, and what was there is there."""
    for moment in {0, *situation.moments(fault.__name__, -(-KILLS // len(SITUATIONS)) - 1)}:
        folder = situation.copy("failed")
        ended = run_in_child(folder, situation.arguments, fault(moment))
        assert ended.failure == "", (moment, ended)
        assert ended.code == 0 or re.search("写不进去|打不开", ended.output), (moment, ended.output)
        assert ended.code in (0, 1), (moment, ended.output)
        situation.is_finished_by_the_next(folder, moment)


def test_a_file_that_cannot_be_written_to_its_end_costs_nothing_and_is_told(situation):
    sizes = sorted({len(data) for name, data in situation.after.items() if situation.before.get(name) != data})
    for most_bytes in {0, sizes[len(sizes) // 2] - 1}:
        folder = situation.copy("failed")
        ended = run_in_child(folder, situation.arguments, most_bytes=most_bytes)
        assert (ended.failure, ended.code) == ("", 1), (most_bytes, ended)
        assert "写不进去" in ended.output, (most_bytes, ended.output)
        situation.is_finished_by_the_next(folder, most_bytes)
