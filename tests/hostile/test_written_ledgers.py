"""Ledgers written by commands: called what they are, whole, and with nothing lying about beside them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from generator.system.disk import STRAY_AFTER
from tests.hostile.inputs import json_ledger, run, source, workbook_ledger, workspace


@pytest.mark.parametrize("name", ["x.txt", "x", "x.xls", "x.xlsm", "x.json.bak"])
def test_a_ledger_is_not_written_under_a_name_that_says_something_else(tmp_path, name):
    (tmp_path / "a.json").write_bytes(json_ledger())
    (tmp_path / "来件.xlsx").write_bytes(source(tmp_path, ".xlsx"))
    for arguments in (("convert", tmp_path / "a.json"), ("import", tmp_path / "来件.xlsx")):
        result = run(*arguments, "-o", tmp_path / name)
        assert result.exit_code == 2
        assert "扩展名" in result.output
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["x.XLSX", "x.Json"])
def test_large_letters_are_the_same(tmp_path, name):
    (tmp_path / "a.json").write_bytes(json_ledger())
    assert run("convert", tmp_path / "a.json", "-o", tmp_path / name).exit_code == 0


def test_conflicts_are_not_written_under_a_name_that_says_something_else(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    result = run("collect", root, "--conflicts", tmp_path / "冲突.txt", "--workspace", root)
    assert (result.exit_code, (tmp_path / "冲突.txt").exists()) == (2, False)


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_source_that_is_not_there_is_told_and_no_refusal(tmp_path, force):
    root = workspace(tmp_path / "w", workbook_ledger(tmp_path))
    result = run("import", tmp_path / "没有.docx", "--json", *force, "--workspace", root)
    assert result.exit_code == 1
    assert [problem["code"] for problem in json.loads(result.output)["problems"]] == ["source-missing"]


def test_a_source_that_is_there_still_does_not_replace_a_ledger(tmp_path):
    root = workspace(tmp_path / "w", workbook_ledger(tmp_path))
    before = (root / "input" / "ledger.xlsx").read_bytes()
    (tmp_path / "来件.xlsx").write_bytes(source(tmp_path, ".xlsx"))
    assert run("import", tmp_path / "来件.xlsx", "--workspace", root).exit_code == 3
    assert (root / "input" / "ledger.xlsx").read_bytes() == before


KILLED = """
    import os, signal, sys
    os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
    from generator.cli import main
    main(["convert", sys.argv[1], "-o", sys.argv[2]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed by a signal")
def test_what_a_killed_run_left_is_gone_after_the_next_one(tmp_path):
    (tmp_path / "a.json").write_bytes(json_ledger())
    script = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "a.json"), str(tmp_path / "b.xlsx")]
    assert subprocess.run(script, check=False).returncode == -signal.SIGKILL
    (stray,) = tmp_path.glob(".taizhang-*")
    assert run("convert", tmp_path / "a.json", "-o", tmp_path / "b.xlsx").exit_code == 0
    assert stray.exists(), "somebody may still be writing it"
    longer_ago = stray.stat().st_mtime - 2 * STRAY_AFTER
    os.utime(stray, (longer_ago, longer_ago))
    assert run("convert", tmp_path / "a.json", "-o", tmp_path / "b.xlsx").exit_code == 0
    assert sorted(path.name for path in Path(tmp_path).iterdir()) == ["a.json", "b.xlsx"]
