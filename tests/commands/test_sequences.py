"""Random sequences of edits and commands, some at once: workbooks are those of a build from nothing, no answer is lost.

Besides those that are shipped, the templates read every name that there is (every_name.py). TAIZHANG_SEQUENCES sets
how many sequences are tried (100 for a full run).
"""

from __future__ import annotations

import datetime
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from generator import writer
from generator.cli import main
from generator.ledger import as_book, read
from generator.model import Answer, Department, Group, Ledger, Task, short_names
from generator.records import manifest as manifests
from tests.every_name import NAMES, write_template
from tests.offices import ROOT, Office
from tests.returning import send_back

pytestmark = pytest.mark.slow

SEQUENCES = int(os.environ.get("TAIZHANG_SEQUENCES", "3"))
STEPS, BETWEEN_CHECKS = 8, 4
EDITS_ALONE = 3
"""Edits after a check, a build after each: what one edit leaves stale, another may make anew."""
AT_A_TIME = 4
"""Names that departments' workbooks of one sequence read, each in a template of its own: three sequences read all."""
FIRST_DAY = datetime.date(2021, 3, 1)
DEPARTMENTS = ("发改委", "教体局", "水务局", "财政局", "公安局", "民政局")
RENAMED = {"水务局": "水利局", "民政局": "民政事务局", "公安局": "公安分局"}
"""What departments may be called later."""
WORDINGS = (
    "发改委",
    "教体局牵头，水务局配合",
    "财政局、公安局",
    "同上",
    "政府各部门",
    "民政局牵头，政府各部门配合",
    "水务局、有关部门",
    "公安局、民政局",
)
DEADLINES = ("2021年12月底", "每季度", "同上", "2021年3月20日前", "长期坚持", "", "5月底前完成一半，10月底前完成")
STATES = ("已完成", "推进中", "未启动", "")
RETURNS = "收回"
PACKED = "分发"
"""The folder of what was sent: it is never made again."""
OF_THE_RUN = ("last.json", "former.json", "lock", manifests.JOURNAL, manifests.BACKUP)
"""Records without which a build must give the same."""


def first_ledger(source: random.Random) -> Ledger:
    """A ledger of an office that begins."""
    return Ledger(
        "某县2021年工作要点分工台账",
        2021,
        tasks=tuple(random_task(source, number) for number in range(1, source.randint(5, 9))),
        departments=tuple(Department(name, categories=("政府部门",)) for name in DEPARTMENTS),
        groups=(Group("政府各部门", ("发改委", "教体局")),),
    )


def random_task(source: random.Random, number: int) -> Task:
    """A task; the first can share no wording with the one above."""
    shared = () if number == 1 else ("同上",)
    return Task(
        f"T{number:03}",
        str(number),
        f"{source.randint(1, 2)}、公开",
        source.choice(["（一）规划", "（二）执行", ""]),
        f"做好第{number}件工作。" * source.choice([1, 1, 5]),
        source.choice([text for text in WORDINGS if text not in "同上" or shared]),
        "",
        "",
        source.choice([text for text in DEADLINES if text != "同上" or shared]),
        extra=(("责任人", source.choice(["张三", "李四"])),),
    )


# ------------------------------------------------------------------------------------------ what an office edits


def with_task(ledger: Ledger, source: random.Random, **values: object) -> Ledger:
    """One task with other values."""
    at = source.randrange(len(ledger.tasks))
    return replace(ledger, tasks=(*ledger.tasks[:at], replace(ledger.tasks[at], **values), *ledger.tasks[at + 1 :]))


def with_new_task(ledger: Ledger, source: random.Random) -> Ledger:
    """One task more; its row may have no id yet."""
    ids = [int(task.id[1:]) for task in ledger.tasks if task.id]
    task = random_task(source, source.randint(max(ids, default=0) + 1, 900))
    at = source.randrange(1, len(ledger.tasks) + 1)
    task = replace(task, id="") if source.random() < 0.3 else task
    return replace(ledger, tasks=(*ledger.tasks[:at], task, *ledger.tasks[at:]))


def without_a_task(ledger: Ledger, source: random.Random) -> Ledger:
    at = source.randrange(len(ledger.tasks))
    return replace(ledger, tasks=ledger.tasks[:at] + ledger.tasks[at + 1 :]) if len(ledger.tasks) > 2 else ledger


def with_moved_task(ledger: Ledger, source: random.Random) -> Ledger:
    tasks = list(ledger.tasks)
    task = tasks.pop(source.randrange(len(tasks)))
    tasks.insert(source.randrange(len(tasks) + 1), task)
    return replace(ledger, tasks=tuple(tasks))


def with_department(ledger: Ledger, source: random.Random, change: Callable[[Department], Department]) -> Ledger:
    at = source.randrange(len(ledger.departments))
    rows = ledger.departments
    return replace(ledger, departments=(*rows[:at], change(rows[at]), *rows[at + 1 :]))


def renamed(department: Department) -> Department:
    """A department by its other name, the former one among 别名."""
    new = RENAMED.get(department.short)
    if new is None:
        return department
    return replace(department, short=new, aliases=(*department.aliases, department.short))


def without_a_department(ledger: Ledger, source: random.Random) -> Ledger:
    """A row of 单位 is gone, though tasks, groups and answers may name it."""
    at = source.randrange(len(ledger.departments))
    rows = ledger.departments
    return replace(ledger, departments=rows[:at] + rows[at + 1 :]) if len(rows) > 3 else ledger


def with_moved_department(ledger: Ledger, source: random.Random) -> Ledger:
    return replace(ledger, departments=tuple(source.sample(ledger.departments, len(ledger.departments))))


def with_group(ledger: Ledger, source: random.Random) -> Ledger:
    names = [each.short for each in ledger.departments]
    members = source.choice([("政府部门",), tuple(source.sample(names, source.randint(1, 3)))])
    return replace(ledger, groups=(Group("政府各部门", members),))


def with_info(ledger: Ledger, source: random.Random) -> Ledger:
    info = {"预警天数": source.choice(["10", "30", "90"]), "完成状态": source.choice(["已完成", "已完成、推进中"])}
    return replace(ledger, info=tuple(info.items())[: source.randint(0, 2)])


def with_other_round(ledger: Ledger, source: random.Random) -> Ledger:
    """The last round is due on another day."""
    if not ledger.rounds:
        return ledger
    due = datetime.date.fromisoformat(ledger.rounds[-1].due) + datetime.timedelta(source.choice([-5, 9]))
    return replace(ledger, rounds=(*ledger.rounds[:-1], replace(ledger.rounds[-1], due=due.isoformat())))


Edit = Callable[[Ledger, random.Random], Ledger]
EDITS: tuple[Edit, ...] = (
    lambda ledger, source: with_task(ledger, source, content=f"做好{source.randrange(99)}件。" * source.randint(1, 9)),
    lambda ledger, source: with_task(ledger, source, units_text=source.choice(WORDINGS)),
    lambda ledger, source: with_task(ledger, source, lead_text=source.choice([*DEPARTMENTS, ""])),
    lambda ledger, source: with_task(ledger, source, deadline_text=source.choice(DEADLINES)),
    lambda ledger, source: with_task(ledger, source, remark=source.choice(["", "重点"]), section="9、其他"),
    lambda ledger, source: with_task(ledger, source, starts_page=source.random() < 0.5),
    lambda ledger, source: with_task(ledger, source, extra=(("责任人", source.choice(["张三", "王五", None])),)),
    with_new_task,
    without_a_task,
    with_moved_task,
    lambda ledger, source: with_department(ledger, source, renamed),
    lambda ledger, source: with_department(ledger, source, lambda row: replace(row, phone=str(source.randrange(999)))),
    lambda ledger, source: with_department(ledger, source, lambda row: replace(row, full=f"某县{row.short}")),
    with_moved_department,
    without_a_department,
    with_group,
    with_info,
    with_other_round,
    lambda ledger, source: replace(ledger, note=source.choice(["", "按月调度。"])),
    lambda ledger, source: replace(ledger, title=f"某县2021年第{source.randint(1, 3)}份台账"),
    lambda ledger, source: replace(ledger, issuer=source.choice(["", "县政府办"])),
)


def readable(ledger: Ledger) -> Ledger:
    """The first task shares nothing with one above it."""
    first = ledger.tasks[0]
    units = DEPARTMENTS[0] if first.units_text == "同上" else first.units_text
    deadline = "" if first.deadline_text == "同上" else first.deadline_text
    return replace(ledger, tasks=(replace(first, units_text=units, deadline_text=deadline), *ledger.tasks[1:]))


# ------------------------------------------------------------------------------------------ commands


def ran(folder: str, arguments: list[str]) -> tuple[int, Any]:
    """Run a command in this process; its exit code and JSON document."""
    name, *rest = arguments
    result = CliRunner().invoke(main, [name, "--workspace", folder, "--json", *rest])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"{arguments}: {result.exception!r}") from result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture(scope="module")
def others() -> Iterator[ProcessPoolExecutor]:
    """Two processes for commands that run at once."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool


EXPECTED = {
    "distribute": {"missing-id", "unknown-unit", "unknown-member", "round-exists", "round-date", "no-departments"},
    "import": {"undecided-conflicts"},
}
"""Why a command may refuse, as nothing is wrong with it."""
AT_ONCE = {"busy", "ledger-changed"}
"""Why one of two commands at once may refuse; tried again, it must not."""


def codes_of(document: Any) -> set[str]:
    """The codes of all problems of a report, those of files among them."""
    found = [
        *document.get("problems", ()),
        *(each for file in document.get("files", ()) if isinstance(file, dict) for each in file["problems"]),
    ]
    return {problem["code"] for problem in found if problem["severity"] == "error"}


class Sequence:
    """An office whose ledger and templates are edited, and whose commands are run, at random."""

    def __init__(self, seed: int, folder: Path, others: ProcessPoolExecutor) -> None:
        self.source = random.Random(seed)
        self.folder, self.others = folder, others
        self.office = Office(folder / "office")
        self.day = FIRST_DAY
        self.numbers = count(1)
        self.log: list[str] = []
        self.filled: dict[str, list[str]] = {}
        """File → the texts that a department filled in."""
        self.collected: set[str] = set()
        """Every text that a command said it took over."""
        shutil.copytree(ROOT / "templates", self.office.folder / "templates")
        (self.office.folder / "input").mkdir()
        self.ledger_file = (
            self.office.folder / "input" / self.source.choice(["ledger.xlsx", "ledger.xlsx", "ledger.json"])
        )
        templates = self.office.folder / "templates"
        write_template(templates / "全部.xlsx", [n for n in NAMES if n != "department"], {"输出文件名": "全部"})
        some = [NAMES[(seed * AT_A_TIME + number) % len(NAMES)] for number in range(AT_A_TIME)]
        for number, name in enumerate(some):
            settings = {"输出文件名": f"{name}/{{{{ 单位.简称 }}}}", "每单位一份": "是"}
            settings |= {"沿用上期": "是"} if self.source.random() < 0.3 else {}
            write_template(templates / f"每单位{number}.xlsx", [name], settings, is_english=self.source.random() < 0.5)
        write_template(templates / "各表.xlsx", ["department", "tasks"], {"输出文件名": "各表", "每单位一表": "是"})
        self.put(first_ledger(self.source))

    @property
    def ledger(self) -> Ledger:
        ledger = read(self.ledger_file).ledger
        assert ledger is not None
        return ledger

    def put(self, ledger: Ledger) -> None:
        if self.ledger_file.suffix == ".json":
            from generator.ledger import as_json

            self.ledger_file.write_bytes(as_json(ledger))
        else:
            writer.write(as_book(ledger), self.ledger_file)

    # -------------------------------------------------------------------------------- steps

    def step(self) -> None:
        """Something happens."""
        chance = self.source.random()
        if chance < 0.35:
            for _ in range(self.source.randint(1, 3)):
                self.edit()
        elif chance < 0.43:
            self.edit_templates()
        elif chance < 0.48:
            self.edit_a_workbook()
        elif chance < 0.7:
            self.run(self.command())
        else:
            self.run(self.command(), self.command())
        # mostly the same day: on another one all workbooks are looked at anew, whatever was remembered of them
        self.day += datetime.timedelta(self.source.choice([0] * 9 + [1, 9, 30]))

    def edit(self) -> None:
        number = self.source.randrange(len(EDITS))
        self.log.append(f"edit {number}")
        self.put(readable(EDITS[number](self.ledger, self.source)))

    def edit_templates(self) -> None:
        """A template is edited, is called otherwise, or two change their names."""
        folder = self.office.folder / "templates"
        ours = sorted(path for path in folder.glob("*单位*.xlsx"))
        path, other = self.source.sample(ours, 2)
        kind = self.source.choice(["edited", "renamed", "exchanged", "removed"])
        self.log.append(f"template {kind}: {path.name}, {other.name}")
        if kind == "edited":
            import openpyxl

            book = openpyxl.load_workbook(path)
            book.worksheets[0]["A1"] = f"改过{self.source.randrange(100)}"
            book.save(path)
        elif kind == "renamed":
            path.rename(folder / f"新{self.source.randrange(10_000)}{path.name}")
        elif kind == "exchanged":
            path.rename(folder / "x")
            other.rename(path)
            (folder / "x").rename(other)
        elif len(ours) > 3:
            path.unlink()

    def edit_a_workbook(self) -> None:
        """Somebody changes a workbook that was built: no build writes over what was typed, and nothing is lost."""
        paths = sorted(path for path in self.office.output.rglob("*.xlsx") if PACKED not in path.parts)
        paths = [path for path in paths if ".taizhang" not in path.parts]
        if not paths:
            return
        path, text = self.source.choice(paths), f"by hand {next(self.numbers)}"
        kind = self.source.choice(["typed", "noted", "added"])
        self.log.append(f"{kind} by hand: {path.name}")
        change_by_hand(path, kind, text)
        self.edit()
        day = ["--as-of", self.day.isoformat()]
        foretold = ran(str(self.office.folder), ["status", *day])
        code, document = ran(str(self.office.folder), ["build", *day])
        assert codes_of(document) <= {"edited-by-hand"}, document
        assert (foretold[0], codes_of(foretold[1])) == (code, codes_of(document))
        assert code == (3 if codes_of(document) else 0)
        is_told = any(problem["code"] == "added-by-hand" for problem in document["problems"]) and kind != "typed"
        assert is_told or not path.exists() or holds(path, text)
        self.stands_somewhere(text)  # a workbook that is no longer made is put aside, one that got a note is copied
        code, document = ran(str(self.office.folder), ["build", "--force", *day])
        assert code == 0, document
        self.stands_somewhere(text)

    def stands_somewhere(self, text: str) -> None:
        """What was written by hand is in output/, be it in a copy."""
        assert any(holds(path, text) for path in self.office.output.rglob("*.xlsx"))

    def command(self) -> list[str]:
        """A command that an office would give."""
        day = self.day.isoformat()
        kind = self.source.choice(
            ["build", "build", "distribute", "round", *["collect"] * 3, "fix", "status", "revised", "restored"]
        )
        if kind == "build":
            some = self.source.choice([[], [], [], ["--only", "summary"], ["--department", "发改委"]])
            return ["build", "--as-of", day, *some]
        if kind == "distribute":
            return ["distribute", "--date", day, "--allow-unresolved", *self.source.choice([[], [], ["--all"]])]
        if kind == "round":
            due = (self.day + datetime.timedelta(self.source.choice([0, 20]))).isoformat()
            return [
                "distribute",
                "--round",
                f"第{next(self.numbers)}期",
                "--due",
                due,
                "--date",
                day,
                "--allow-unresolved",
            ]
        if kind == "collect":
            files = [path for _ in range(self.source.randint(1, 3)) if (path := self.sent_back()) is not None]
            return ["collect", *map(str, files), "--apply", "--date", day] if files else ["status", "--as-of", day]
        if kind == "revised":
            return ["import", str(self.revised()), "--merge"]
        if kind == "restored":
            former = ran(str(self.office.folder), ["restore"])[1]["ledgers"]
            return ["restore", self.source.choice(former)["path"]] if former else ["status", "--as-of", day]
        return ["check", "--fix"] if kind == "fix" else ["status", "--as-of", day]

    def revised(self) -> Path:
        """The document again: a task reworded, moved, gone or new."""
        import openpyxl

        rows = [[task.number, task.content, task.units_text, task.deadline_text] for task in self.ledger.tasks]
        at = self.source.randrange(len(rows))
        kind = self.source.choice(["reworded", "moved", "gone", "new"])
        if kind == "reworded":
            rows[at][1] += f"改写{next(self.numbers)}。"
        elif kind == "moved":
            rows.insert(self.source.randrange(len(rows)), rows.pop(at))
        elif kind == "gone" and len(rows) > 2:
            del rows[at]
        else:
            rows.insert(at + 1, ["", f"新增第{next(self.numbers)}件工作。", "发改委", "2021年12月底"])
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in (["序号", "具体任务", "责任单位", "完成时限"], *rows):
            sheet.append(row)
        path = self.folder / f"文件{next(self.numbers)}.xlsx"
        book.save(path)
        return path

    def sent_back(self) -> Path | None:
        """A sheet that was sent, filled in."""
        sheets = sorted((self.office.output / PACKED).glob("第*版*/*/*.xlsx"))
        sheets = [path for path in sheets if self.marked_as(path) is not None]
        if not sheets:
            return None
        sheet = self.source.choice(sheets[-12:])
        number = next(self.numbers)
        department, tasks = self.marked_as(sheet) or ("", [])
        answers = {}
        for task in self.source.sample(tasks, self.source.randint(1, len(tasks))):
            text = f"{department}对{task}说的第{number}句"
            answers[task] = {"进展情况": text, "落实状态": self.source.choice(STATES)}
        self.filled[f"{number}.xlsx"] = [texts["进展情况"] for texts in answers.values()]
        saved = datetime.datetime.combine(self.day, datetime.time(8)) + datetime.timedelta(minutes=number)
        target = self.folder / RETURNS / f"{number}.xlsx"
        return send_back(sheet, target, answers, f"{saved.isoformat()}Z", self.source.choice(["", "张三"]))

    def marked_as(self, path: Path) -> tuple[str, list[str]] | None:
        """Department and tasks of a sheet that can be filled in; None if it is another workbook."""
        if path not in MARKS:
            MARKS[path] = marked_as(path)
        return MARKS[path]

    def run(self, *commands: list[str]) -> None:
        """Run commands at once; one that refuses because of the other is tried again."""
        self.log.append(" & ".join(" ".join(command) for command in commands))
        folder = str(self.office.folder)
        if len(commands) == 1:
            outcomes = [ran(folder, commands[0])]
        else:
            outcomes = [each.result() for each in [self.others.submit(ran, folder, command) for command in commands]]
        for command, outcome in zip(commands, outcomes, strict=True):
            is_held_up = bool(codes_of(outcome[1]) & AT_ONCE)
            assert not is_held_up or (len(commands) > 1 and outcome[0] in (1, 3)), (command, outcome)
            self.check_outcome(command, *(ran(folder, command) if is_held_up else outcome))

    def check_outcome(self, command: list[str], code: int, document: Any) -> None:
        """A command did what it was asked, or told why not."""
        codes = codes_of(document)
        if command[0] == "collect":
            self.remember(document)
            assert code in (0, 1, 3), document
            assert not codes - {"unknown-round", "round-lost", "unknown-department", "task-replaced"}, document
        elif command[0] == "check":
            assert not codes & AT_ONCE, document
        elif command[0] == "build" and "--department" in command:
            assert not codes - {"no-tasks-for-department"}, document
        else:
            assert not codes - EXPECTED.get(command[0], set()), (command, document)

    def remember(self, report: Any) -> None:
        """What was collected must be in the ledger from now on; what was not must have been told."""
        assert not report["conflicts"], json.dumps(report["conflicts"], ensure_ascii=False)
        taken = {edit["theirs"] for edit in report["changes"]}
        for file in report["files"]:
            texts = set(self.filled[Path(file["path"]).name])
            self.collected |= texts & taken
            assert texts <= taken or file["problems"], file

    # -------------------------------------------------------------------------------- what must be so

    def check(self) -> None:
        """Nothing is stale, nothing is lost, nothing is at the wrong task."""
        self.nothing_is_stale()
        self.nothing_is_lost()
        for _ in range(EDITS_ALONE):
            self.edit()
            self.nothing_is_stale()

    def nothing_is_stale(self) -> None:
        """A build makes what `status` named, and leaves what a build from nothing makes."""
        day = self.day.isoformat()
        _, told = ran(str(self.office.folder), ["status", "--as-of", day])
        code, report = ran(str(self.office.folder), ["build", "--as-of", day])
        assert code == 0, report["problems"]
        built = [(each["template"], each["department"]) for each in report["workbooks"] if each["state"] == "built"]
        assert sorted(built, key=str) == sorted(
            ((row["template"], row["department"]) for row in told["stale"]), key=str
        )
        anew = self.from_nothing()
        code, report = ran(str(anew), ["build", "--force", "--as-of", day])
        assert code == 0, report["problems"]
        ours, theirs = workbooks(self.office), workbooks(Office(anew))
        assert sorted(ours) == sorted(theirs)
        differing = [name for name in ours if ours[name] != theirs[name]]
        assert [name for name in differing if "/" in name or parts_of(ours[name]) != parts_of(theirs[name])] == []
        assert ran(str(self.office.folder), ["status", "--as-of", day])[1]["stale"] == []

    def from_nothing(self) -> Path:
        """The same ledger, templates and editions, where nothing was built yet.

        By what workbooks show rows without 标识 keep their numbers, so that stays.
        """
        anew = self.folder / "anew"
        shutil.rmtree(anew, ignore_errors=True)
        shutil.copytree(self.office.folder / "input", anew / "input")
        shutil.copytree(self.office.folder / "templates", anew / "templates")
        records = anew / "output" / ".taizhang"
        shutil.copytree(self.office.folder / "output" / ".taizhang", records)
        shutil.rmtree(records / manifests.WRITTEN, ignore_errors=True)
        for name in OF_THE_RUN:
            (records / name).unlink(missing_ok=True)
        if (records / manifests.NAME).exists():
            document = json.loads((records / manifests.NAME).read_bytes())
            document |= {"templates": {}, "entries": {}, "standings": {}}
            (records / manifests.NAME).write_bytes(msgspec.json.encode(document))
        return anew

    def nothing_is_lost(self) -> None:
        """Every answer stands at its task and department; what was replaced is in a former ledger."""
        ledger = self.ledger
        first = {each.short: each.aliases[0] if each.aliases else each.short for each in ledger.departments}
        present = {**{name: name for row in ledger.returns for name in named(row)}, **short_names(ledger.departments)}
        texts = set()
        for row in ledger.returns:
            if row.progress:
                department, task = named(row)
                assert (present[department], task) == (present[row.department], row.task_id), row
                texts.add(row.progress)
        answers = {
            (row.task_id, first.get(present[row.department], row.department), row.round) for row in ledger.returns
        }
        assert len(answers) == len(ledger.returns)
        former = self.office.output / ".taizhang" / "旧版"
        for path in sorted(former.glob("ledger*"), reverse=True):
            if self.collected <= texts:
                break
            texts |= {row.progress for row in read(path).ledger.returns}
        assert self.collected <= texts, self.collected - texts


def change_by_hand(path: Path, kind: str, text: str) -> None:
    """A text in a cell of a workbook, in a note, or in a sheet of its own."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0] if kind != "added" else book.create_sheet("备查")
    cell = sheet.cell(sheet.max_row + 2, 1)
    if kind == "noted":
        cell.comment = Comment(text, "某人")
    else:
        cell.value = text
    book.save(path)


def holds(path: Path, text: str) -> bool:
    """Whether any part of a workbook holds a text."""
    with zipfile.ZipFile(path) as archive:
        return any(text.encode() in archive.read(name) for name in archive.namelist())


def named(answer: Answer) -> list[str]:
    """Whose answer a text says that it is, and to which task; its department's name where it says nothing."""
    match = re.fullmatch(r"(.*)对(.*)说的第\d+句", answer.progress)
    return list(match.groups()) if match else [answer.department, answer.task_id]


MARKS: dict[Path, tuple[str, list[str]] | None] = {}


def marked_as(path: Path) -> tuple[str, list[str]] | None:
    """Department and tasks of a sheet of the template department.xlsx."""
    import openpyxl

    sheet = openpyxl.load_workbook(path).worksheets[0]
    columns = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    if not {"标识", "进展情况", "落实状态"} <= columns.keys():
        return None
    tasks = [str(cell.value) for row in sheet.iter_rows() for cell in row[:1] if re.fullmatch(r"T\d+", str(cell.value))]
    return path.parent.name, tasks


def workbooks(office: Office) -> Mapping[str, bytes]:
    """The workbooks that a build makes."""
    return {name: data for name, data in office.files().items() if not name.startswith(PACKED)}


TEXT = re.compile(rb"<si>.*?</si>", re.DOTALL)
SHARED_TEXT = re.compile(rb'(<c [^>]*) t="s"><v>(\d+)</v>')
MARKED_EDITION = re.compile(rb"(<t>edition</t></si></c><c [^>]*><si><t>)\d+")


def parts_of(data: bytes) -> Mapping[str, bytes]:
    """The parts of a workbook, texts in their cells, without the edition that its hidden sheet names.

    A workbook of the whole ledger is left as it is when it would show the same after the next edition.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = TEXT.findall(parts.pop("xl/sharedStrings.xml", b""))
    return {
        name: MARKED_EDITION.sub(rb"\1", SHARED_TEXT.sub(lambda cell: cell[1] + b">" + found[int(cell[2])], part))
        for name, part in parts.items()
    }


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_sequence_of_edits_and_commands_leaves_nothing_stale_and_nothing_lost(seed, tmp_path, others):
    sequence = Sequence(seed, tmp_path, others)
    try:
        for number in range(STEPS):
            sequence.step()
            if number % BETWEEN_CHECKS == BETWEEN_CHECKS - 1:
                sequence.check()
    except AssertionError as failure:
        steps = "\n".join(sequence.log)
        raise AssertionError(f"seed {seed}, after these steps:\n{steps}\n{failure}") from failure
