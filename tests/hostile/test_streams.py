"""Output that nobody can be told: the work is done all the same, and the exit code is that of the work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.inputs import TASKS, json_ledger, workspace
from tests.offices import open_office
from tests.returning import send_back

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="closed and full streams are made with Linux's means")
DEAF = {
    "closed": ">&-",
    "errors closed": "2>&-",
    "both closed": ">&- 2>&-",
    "full": ">/dev/full",
    "errors full": "2>/dev/full",
    "both full": ">/dev/full 2>/dev/full",
    "reader gone": "| true",
}


def said(
    arguments: list[str | Path], redirection: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command with its streams redirected by a shell."""
    script = f'set -o pipefail; "$@" {redirection}'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "generator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False, cwd=cwd)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("redirection", DEAF.values(), ids=DEAF.keys())
def test_what_cannot_be_said_stops_nothing(tmp_path, redirection, unbuffered):
    root = workspace(tmp_path / "w", json_ledger())
    done = said(["build", "--workspace", root], redirection, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 0, done
    assert b"Traceback" not in done.stderr + done.stdout
    assert (root / "output" / "总表.xlsx").exists()


GBK = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
RARE = "𠮷祥局"
"""A name with a character that GBK has not."""
DAY = "2021-06-01"
COMMANDS = {
    "init": ("init", f"{RARE}的台账"),
    "import": ("import", f"{RARE}.txt", "-o", f"新的/{RARE}.xlsx"),
    "import --merge": ("import", f"{RARE}.txt", "--merge"),
    "check": ("check", "--fix", "--renumber", "--tags"),
    "build": ("build", "--as-of", DAY),
    "status": ("status", "--as-of", DAY),
    "distribute": ("distribute", "--round", "7月", "--due", "2021-07-25", "--date", "2021-07-01", "--mail"),
    "collect": ("collect", "收回", "--apply", "--details", "--date", DAY),
    "collect --conflicts": ("collect", "收回", "--conflicts", f"{RARE}.xlsx", "--date", DAY),
    "remind": ("remind", "--as-of", "2021-07-30", "--mail"),
    "explain units": ("explain", "units", f"{RARE}牵头，某局配合"),
    "explain deadline": ("explain", "deadline", f"{RARE}6月底前"),
    "convert": ("convert", "input/ledger.xlsx", "-o", f"{RARE}.json"),
    "restore": ("restore", "1"),
    "restore's list": ("restore",),
}
HARD_OF_HEARING = {
    **{name: (DEAF[name], {}) for name in ("closed", "both closed", "full", "both full", "reader gone")},
    "gbk": ("", GBK),
    "gbk file": (">说了什么.txt", GBK),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A workspace with a department whose name GBK cannot say, a round, a return, a document and a former ledger."""
    root = tmp_path_factory.mktemp("office") / "w"
    rows = [[f"T{n:03}", n, "一、公开", "", f"{name}的工作。", name, "6月底前"] for n, name in ((3, RARE), (7, "某局"))]
    office = open_office(root, rows, [RARE, "某局"])
    assert office.run("distribute", "--round", "6月", "--due", "2021-06-25", "--date", DAY)[0] == 0
    sheet = office.output / "单位分工表" / f"{RARE}.xlsx"
    send_back(sheet, root / "收回" / f"{RARE}.xlsx", {"T003": {"进展情况": "𠮷事办好了"}}, "2021-06-10T08:00:00Z")
    table = f"序号\t任务名称\t具体任务\t责任单位\t完成时限\n1\t规划公开\t{RARE}公开规划。\t{RARE}\t6月底前\n"
    (root / f"{RARE}.txt").write_text(table, "utf-8")
    return root


def names_in(folder: Path) -> set[str]:
    """The files of a workspace; not those of the shell, and not the day of a former copy."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in files if not name.startswith("说了什么")}


@pytest.fixture(scope="module")
def undisturbed(office, tmp_path_factory):
    """What a command does if everybody listens: its exit code and the files."""
    known: dict[str, tuple[int, set[str]]] = {}

    def does(name: str) -> tuple[int, set[str]]:
        if name not in known:
            root = tmp_path_factory.mktemp("heard") / "w"
            shutil.copytree(office, root)
            done = said(list(COMMANDS[name]), cwd=root)
            assert b"Traceback" not in done.stderr + done.stdout
            known[name] = done.returncode, names_in(root)
        return known[name]

    return does


@pytest.mark.slow
@pytest.mark.parametrize("listener", HARD_OF_HEARING)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_does_its_work_whoever_listens(office, undisturbed, name, listener, tmp_path):
    root = tmp_path / "w"
    shutil.copytree(office, root)
    redirection, environment = HARD_OF_HEARING[listener]
    done = said(list(COMMANDS[name]), redirection, root, **environment)
    assert b"Traceback" not in done.stderr + done.stdout
    assert (done.returncode, names_in(root)) == undisturbed(name), done


@pytest.mark.parametrize("redirection", DEAF.values(), ids=DEAF.keys())
def test_what_is_wrong_is_still_an_exit_code(tmp_path, redirection):
    done = said(["build", "--json", "--workspace", tmp_path / "没有"], redirection)
    assert done.returncode == 1, done
    assert b"Traceback" not in done.stderr + done.stdout
    done = said(["build", "--没有"], redirection)
    assert done.returncode == 2, done
    assert b"Traceback" not in done.stderr + done.stdout


def test_closed_input_has_no_lines():
    done = said(["explain", "units", "-"], "<&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_closed_streams_do_not_give_their_numbers_to_files(tmp_path):
    """A library that writes to standard error would write into a workbook."""
    script = "import os; from generator.cli.streams import make_forgiving; make_forgiving(); print(os.dup(0) > 2)"
    command = ["bash", "-c", '"$@" >&- 2>&- <&- ', "bash", sys.executable, "-c", f"{script}; assert os.dup(0) > 2"]
    assert subprocess.run(command, check=False).returncode == 0


def test_characters_that_the_encoding_has_not_are_left_out(tmp_path):
    tasks = [{**TASKS[0], "units_text": "旗𠮷祥局"}]
    root = workspace(tmp_path / "w", json_ledger(tasks=tasks))
    gbk = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    done = said(["check", "--workspace", root], **gbk)
    assert done.returncode == 0, done
    assert "旗?祥局" in done.stdout.decode("gbk")


def test_json_stays_json_in_an_encoding_that_has_not_all_its_characters(tmp_path):
    tasks = [{**TASKS[0], "units_text": "旗𠮷祥局"}]
    root = workspace(tmp_path / "w", json_ledger(tasks=tasks))
    gbk = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    done = said(["check", "--json", "--workspace", root], **gbk)
    assert done.returncode == 0, done
    messages = [problem["message"] for problem in json.loads(done.stdout.decode("gbk"))["problems"]]
    assert any("旗𠮷祥局" in message for message in messages)
    explained = said(["explain", "units", "旗𠮷祥局", "--json"], **gbk)
    assert explained.returncode == 0, explained
    assert "旗𠮷祥局" in json.dumps(json.loads(explained.stdout.decode("gbk")), ensure_ascii=False)
