"""Output that nobody can be told: the work is done all the same, and the exit code is that of the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.inputs import TASKS, json_ledger, workspace

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


def said(arguments: list[str | Path], redirection: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command with its streams redirected by a shell."""
    script = f'set -o pipefail; "$@" {redirection}'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "generator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("redirection", DEAF.values(), ids=DEAF.keys())
def test_what_cannot_be_said_stops_nothing(tmp_path, redirection, unbuffered):
    root = workspace(tmp_path / "w", json_ledger())
    done = said(["build", "--workspace", root], redirection, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 0, done
    assert b"Traceback" not in done.stderr + done.stdout
    assert (root / "output" / "总表.xlsx").exists()


@pytest.mark.parametrize("redirection", DEAF.values(), ids=DEAF.keys())
def test_what_is_wrong_is_still_an_exit_code(tmp_path, redirection):
    done = said(["build", "--json", "--workspace", tmp_path / "没有"], redirection)
    assert done.returncode == 1, done
    assert b"Traceback" not in done.stderr + done.stdout
    done = said(["build", "--没有"], redirection)
    assert done.returncode == 2, done
    assert b"Traceback" not in done.stderr + done.stdout


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
