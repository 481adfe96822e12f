"""Pipes and devices where files are expected: told, and never waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.inputs import json_ledger, template, workspace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices are made with Linux's means")
SECONDS = 30
"""Far more than any of this takes."""


def run(*arguments: str | Path) -> tuple[int, str]:
    """The command, which is given up where it waits for ever."""
    command = [sys.executable, "-m", "generator", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said
    return done.returncode, said


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, device])
@pytest.mark.parametrize("name", ["ledger.xlsx", "ledger.json"])
def test_a_ledger_that_is_no_file_is_told(tmp_path, make, name):
    root = workspace(tmp_path / "w", json_ledger(), name=name)
    make(root / "input" / name)
    for command in (("build",), ("build", "--jobs", "1"), ("check",), ("status",), ("distribute",)):
        code, said = run(*command, "--workspace", root)
        assert code == (0 if command == ("status",) and not code else 1), said
        assert "不是文件" in said
    code, said = run("convert", root / "input" / name, "-o", tmp_path / "b.json")
    assert (code, "不是文件" in said) == (1, True)


@pytest.mark.parametrize("make", [pipe, device])
def test_a_template_that_is_no_file_is_told_and_the_others_are_built(tmp_path, make):
    root = workspace(tmp_path / "w", json_ledger(), {"总表": template(), "报表": template()})
    make(root / "templates" / "报表.xlsx")
    for command in ("build", "check", "build"):
        code, said = run(command, "--workspace", root)
        assert (code, "不是文件" in said) == (1, True), said
    assert (root / "output" / "总表.xlsx").exists()


@pytest.mark.parametrize("make", [pipe, device])
def test_what_lies_in_the_place_of_a_workbook_is_not_read_where_it_is_no_file(tmp_path, make):
    root = workspace(tmp_path / "w", json_ledger())
    assert run("build", "--workspace", root)[0] == 0
    (root / "input" / "ledger.json").write_bytes(json_ledger(title="另一个标题"))
    make(root / "output" / "总表.xlsx")
    assert run("build", "--workspace", root)[0] == 0
    assert (root / "output" / "总表.xlsx").is_file()
    assert Path("/dev/zero").is_char_device()


@pytest.mark.parametrize("make", [pipe, device])
@pytest.mark.parametrize("name", ["选择.json", "选择.xlsx"])
def test_choices_that_are_no_file_are_told(tmp_path, make, name):
    root = workspace(tmp_path / "w", json_ledger())
    make(tmp_path / name)
    code, said = run("collect", root / "input", "--choices", tmp_path / name, "--workspace", root)
    assert (code, "选择文件读不出来" in said) == (1, True)


@pytest.mark.parametrize("make", [pipe, device])
@pytest.mark.parametrize("name", ["来件.xlsx", "来件.docx", "来件.txt", "来件.html"])
def test_a_source_that_is_no_file_is_told(tmp_path, make, name):
    make(tmp_path / name)
    assert run("import", tmp_path / name, "-o", tmp_path / "新.xlsx")[0] == 1


def test_a_folder_that_is_called_like_a_template_does_not_keep_the_others_from_being_built(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    (root / "templates" / "报表.xlsx").mkdir()
    code, said = run("build", "--workspace", root)
    assert (code, "报表.xlsx" in said) == (1, True)
    assert (root / "output" / "总表.xlsx").exists()
