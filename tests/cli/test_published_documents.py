"""The table of docs/json.md: the exit codes and the keys of every command, however it ends."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.records.access import locked
from generator.system import disk
from generator.system.workspace import Workspace
from tests.hostile.inputs import everything_in
from tests.hostile.test_faults import FULL, failing
from tests.offices import ROOT, open_office
from tests.returning import send_back

pytestmark = pytest.mark.slow

DAY = "2021-06-01"
LEDGER, SHEET = Path("input/ledger.xlsx"), Path("output/单位分工表/水务局.xlsx")
SOURCE = "序号\t任务名称\t具体任务\t责任单位\t完成时限\n1\t规划公开\t公开规划。\t发改委\t6月底前\n"
COMMANDS: dict[str, tuple[str, ...]] = {
    "init": ("init", "新的"),
    "convert": ("convert", "input/ledger.xlsx", "-o", "另一份.json"),
    "import": ("import", "要点.txt"),
    "import --merge": ("import", "要点.txt", "--merge"),
    "import --replace": ("import", "要点.txt", "--replace"),
    "import -o": ("import", "要点.txt", "-o", "新的.xlsx"),
    "check": ("check",),
    "check --fix": ("check", "--fix", "--renumber"),
    "build": ("build", "--as-of", DAY),
    "remind": ("remind", "--as-of", "2021-07-30"),
    "status": ("status", "--as-of", DAY),
    "distribute": ("distribute", "--date", "2021-06-02"),
    "distribute --round": ("distribute", "--round", "7月", "--due", "2021-07-25", "--date", "2021-07-01"),
    "collect": ("collect", "收回", "--date", "2021-06-20"),
    "collect --apply": ("collect", "收回", "--apply", "--date", "2021-06-20"),
    "restore": ("restore",),
    "restore 1": ("restore", "1"),
    "explain units": ("explain", "units", "发改委牵头"),
    "explain deadline": ("explain", "deadline", "6月底前"),
}


def all_of(*commands: str, code: int = 1) -> dict[str, int]:
    """The same end for commands, whatever their options; `import -o` and `--replace` read no ledger."""
    return {name: code for name in COMMANDS if name.startswith(commands)}


def keys_of(words: str) -> set[str]:
    """The keys of a command; of an unknown one those of its row."""
    return next((keys for name, keys in published().items() if words.startswith(name)), {"problems"})


def said(words: list[str]) -> tuple[int, dict[str, Any]]:
    """How a command ends, and its document: nothing else is printed."""
    result = CliRunner().invoke(main, [*words, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def published() -> dict[str, set[str]]:
    """The keys of each command."""
    keys: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "json.md").read_text("utf-8").splitlines():
        row = re.fullmatch(r"\| (.+?) \| (.+) \|", line)
        text = row[2] if row else ""
        while re.search(r"\([^()]*\)", text):
            text = re.sub(r"\([^()]*\)", "", text)
        for name in re.findall("`([^`]+)`", row[1]) if row else ():
            keys[name] = set(re.findall("`([^`]+)`", text))
    return keys


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """A workspace in use: a round, a sheet that came back, a ledger that was replaced, an original."""
    office = open_office(tmp_path_factory.mktemp("office") / "w")
    assert office.run("distribute", "--round", "6月", "--due", "2021-06-25", "--date", DAY)[0] == 0
    send_back(
        office.folder / SHEET, office.folder / "收回/水务局.xlsx", {"T003": {"进展情况": "办好了"}}, f"{DAY}T08:00:00Z"
    )
    (office.folder / "要点.txt").write_text(SOURCE, "utf-8")
    return office.folder


def edit(path: Path, change: Callable[[openpyxl.Workbook], object]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def sound(root: Path) -> None:
    """Nothing is wrong."""


def unknown_option(root: Path) -> None:
    """The words are off: the command gets an option that it does not have."""


def no_workspace(root: Path) -> None:
    for path in root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def no_workbook(root: Path) -> None:
    (root / LEDGER).write_bytes(b"PK\x03\x04" + b"x" * 100)


def wrong_ledger(root: Path) -> None:
    edit(root / LEDGER, lambda book: book["台账"].__setitem__("A3", "T001"))


def wrong_template(root: Path) -> None:
    edit(root / "templates/official.xlsx", lambda book: book.worksheets[0].__setitem__("A1", "{{ 没有 }}"))


def wrong_source(root: Path) -> None:
    (root / "要点.txt").write_text("没有任务的一句话。", "utf-8")


def wrong_return(root: Path) -> None:
    with zipfile.ZipFile(root / "收回/水务局.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")


def reworded(book: openpyxl.Workbook) -> None:
    """All tasks say a little more."""
    for row in range(2, 7):
        book["台账"][f"E{row}"].value += "，抓紧办理"


def typed_into(root: Path) -> None:
    """Somebody typed into a workbook, and all must be made again."""
    edit(root / SHEET, lambda book: book.worksheets[0].__setitem__("D5", "改过"))
    edit(root / LEDGER, reworded)


def open_elsewhere(root: Path) -> None:
    (root / LEDGER).with_name("~$ledger.xlsx").write_bytes(b"")
    edit(root / LEDGER, lambda book: book["台账"].__setitem__("B3", 7))


def conflict(root: Path) -> None:
    """The office changed the answer that a department gives."""

    def answer(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("落实情况")
        sheet.append(["标识", "单位", "期次", "进展情况"])
        sheet.append(["T003", "水务局", "6月", "还没办"])

    edit(root / LEDGER, answer)


def no_mark(root: Path) -> None:
    """A return that lost its hidden sheet."""
    edit(root / "收回/水务局.xlsx", lambda book: book.remove(book["_taizhang"]))


def busy(root: Path) -> None:
    """Another command works in the workspace: the test holds its lock."""


def full(root: Path) -> None:
    """The disk is full when there is something to write: the test lets that fail."""
    edit(root / LEDGER, lambda book: [book["台账"].__setitem__("B3", 7), book["台账"].__setitem__("E2", "改过")])


LOOK = ("convert", "check", "build", "remind", "status", "distribute", "collect")
"""They read the ledger, whatever their options."""
REPLACE = ("import --merge", "import --replace", "check --fix", "distribute --round", "collect --apply", "restore 1")
"""They write the ledger."""
WRITE = ("init", "convert", "import -o", "build", "remind", "distribute")
THERE = {"import": 3, "import --merge": 3}
"""A ledger is there already, and the document is another than the one that it came from."""
ENDS: dict[Callable[[Path], None], dict[str, int]] = {
    sound: THERE,
    unknown_option: dict.fromkeys(COMMANDS, 2),
    no_workspace: {**all_of(*LOOK, "import"), "restore 1": 2},
    no_workbook: {**all_of(*LOOK), "import": 3, "import --merge": 1},
    wrong_ledger: {**all_of(*LOOK), "import": 3, "import --merge": 1},
    wrong_template: {**THERE, **all_of("check", "build", "status", "distribute --round")},
    wrong_source: all_of("import"),
    wrong_return: {**THERE, **all_of("collect")},
    typed_into: {**THERE, **all_of("build", "distribute", "status", code=3)},
    open_elsewhere: {**THERE, **dict.fromkeys(REPLACE, 3)},
    conflict: {**THERE, "collect --apply": 3},
    no_mark: {**THERE, "collect --apply": 3},
    busy: {**dict.fromkeys((*REPLACE, *WRITE, "import"), 1), **dict.fromkeys(("init", "convert", "import -o"), 0)},
    full: {**THERE, **dict.fromkeys((*REPLACE, *WRITE), 1)},
}


@pytest.mark.parametrize("situation", ENDS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_keys_and_the_exit_code_that_are_published(office, name, situation, tmp_path, monkeypatch):
    root = tmp_path / "w"
    shutil.copytree(office, root)
    situation(root)
    monkeypatch.chdir(root)
    if situation is full:
        failing(monkeypatch, "replace", FULL)
        failing(monkeypatch, "mkdir", FULL)
    monkeypatch.setattr(disk, "lock", lambda folder, seconds, lock=disk.lock: lock(folder, 0))
    with locked(Workspace(root)) if situation is busy else nullcontext():
        code, document = said([*COMMANDS[name], *(["--没有"] if situation is unknown_option else [])])
    assert code == ENDS[situation].get(name, 0), document.get("problems")
    has_failed = code in (1, 2) and name.startswith("explain")
    assert set(document) == keys_of(name) | ({"problems"} if has_failed else set())


WORDS: dict[str, int] = {
    "nonsense": 2,
    "convert missing.xlsx -o new.json": 1,
    "convert input/ledger.xlsx -o new.txt": 2,
    "import missing.docx --replace": 1,
    "import missing.docx -o new.xlsx": 1,
    "import 要点.txt -o new.txt": 2,
    "import 要点.txt --merge --replace": 2,
    "import 要点.txt --replace --merge": 2,
    "import 要点.txt --replace --take T001": 2,
    "collect missing": 1,
    "collect 收回 --ours --theirs": 2,
    "collect 收回 --round 没有": 2,
    "collect 收回 --choices missing.json": 1,
    "distribute --round 6月 --due 2021-07-25": 2,
    "distribute --round 7月": 2,
    "distribute --round 7月 --due 明天": 2,
    "distribute --department 没有": 1,
    "remind --round 没有": 2,
    "status --as-of 明天": 2,
    "build --only 没有": 1,
    "build --department 没有": 1,
    "build --jobs 0": 2,
    "build --workspace missing": 1,
    "check --accept 没有": 2,
    "restore 99": 2,
}


@pytest.mark.parametrize("words", WORDS)
def test_words_that_mean_nothing_are_told_with_the_same_keys(office, words, tmp_path, monkeypatch):
    root = tmp_path / "w"
    shutil.copytree(office, root)
    monkeypatch.chdir(root)
    before = everything_in(root)
    code, document = said(words.split())
    assert code == WORDS[words], document
    assert set(document) == keys_of(words)
    assert [each["severity"] for each in document["problems"]].count("error") == 1
    assert everything_in(root) == before
