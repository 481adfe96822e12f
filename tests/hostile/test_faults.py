"""Disks that are full, folders that may not be written, files that somebody holds: a clear message, old files whole.

Faults are made where the program meets the system (its calls are replaced): tests that run as root may write anywhere.
"""

from __future__ import annotations

import datetime
import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.inputs import everything_in, json_ledger, run, source, template, workbook_ledger, workspace
from tests.offices import open_office

PER_DEPARTMENT = template((), {"每单位一份": "是", "输出文件名": "分工表/{{ 单位.简称 }}"})
TEMPLATES = {"总表": template(), "分工表": PER_DEPARTMENT}
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
LOCKED = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
BROKEN = OSError(errno.EIO, os.strerror(errno.EIO))
FAULTS = {"full": FULL, "read-only": READ_ONLY, "locked": LOCKED, "broken": BROKEN}


def failing(monkeypatch, name: str, fault: OSError, where: Callable[[str], bool] = lambda _: True) -> None:
    """Let a call of the system fail where `where` says so of its last path."""
    real = getattr(os, name)

    def call(*arguments, **options):
        if where(str(arguments[-1])):
            raise fault
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, call)


def told(output: str, code: int, exit_code: int) -> None:
    """A message in Chinese and the published exit code."""
    assert exit_code == code
    assert re.search("写不进去|打不开|读不出来", output), output


def workbooks(root: Path) -> dict[str, bytes]:
    """What staff see in output/."""
    return {name: data for name, data in everything_in(root / "output").items() if not name.startswith(".taizhang")}


def left_over(root: Path) -> list[Path]:
    """Temporary files that a run left behind."""
    return list(root.rglob("*.tmp"))


def change(root: Path) -> None:
    """Another task text: everything is stale."""
    data = json.loads(json_ledger())
    data["tasks"][0]["content"] = "改过的任务，旗教体局。"
    (root / "input" / "ledger.json").write_bytes(json.dumps(data).encode())


@pytest.fixture
def root(tmp_path) -> Path:
    """A workspace that was built and whose ledger has changed since."""
    folder = workspace(tmp_path / "w", json_ledger(), TEMPLATES)
    assert run("build", "--workspace", folder).exit_code == 0
    change(folder)
    return folder


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_build_that_cannot_write_keeps_every_old_file_whole_and_the_next_mends_it(root, monkeypatch, call, fault):
    before = workbooks(root)
    with monkeypatch.context() as patch:
        failing(patch, call, FAULTS[fault])
        result = run("build", "--jobs", "1", "--workspace", root)
    told(result.output, 1, result.exit_code)
    assert isinstance(result.exception, SystemExit)
    assert workbooks(root) == before
    assert left_over(root) == []
    assert run("build", "--workspace", root).exit_code == 0
    assert workbooks(root).keys() == before.keys()
    assert all(workbooks(root)[name] != before[name] for name in before if "旗发改委" in name or name == "总表.xlsx")
    again = json.loads(run("build", "--json", "--workspace", root).output)
    assert {each["state"] for each in again["workbooks"]} == {"current"}


def test_a_locked_workbook_is_named_and_the_others_are_made(root, monkeypatch):
    before = workbooks(root)
    with monkeypatch.context() as patch:
        failing(patch, "replace", LOCKED, lambda path: path.endswith("总表.xlsx"))
        result = run("build", "--jobs", "1", "--workspace", root)
    assert result.exit_code == 1
    assert "output/总表.xlsx" in result.output and "关闭" in result.output
    after = workbooks(root)
    assert after["总表.xlsx"] == before["总表.xlsx"]
    assert after["分工表/旗发改委.xlsx"] != before["分工表/旗发改委.xlsx"]
    report = json.loads(run("build", "--json", "--workspace", root).output)
    assert [each["path"] for each in report["workbooks"] if each["state"] == "built"] == ["总表.xlsx"]


def test_a_workspace_where_no_folder_can_be_made_is_told(tmp_path, monkeypatch):
    root = workspace(tmp_path / "w", json_ledger())
    before = everything_in(root)
    with monkeypatch.context() as patch:
        failing(patch, "mkdir", READ_ONLY, lambda path: True)
        patch.setattr(Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(READ_ONLY))
        result = run("build", "--workspace", root)
    told(result.output, 1, result.exit_code)
    assert everything_in(root) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_ledger_that_cannot_be_read_is_named(tmp_path, monkeypatch, fault):
    root = workspace(tmp_path / "w", workbook_ledger(tmp_path))
    real = Path.open

    def call(path, *arguments, **options):
        if path.name == "ledger.xlsx":
            raise FAULTS[fault]
        return real(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", call)
        result = run("build", "--workspace", root)
    told(result.output, 1, result.exit_code)
    assert "input/ledger.xlsx" in result.output
    assert not (root / "output").exists()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("target", ["新.xlsx", "新.json"])
def test_a_conversion_that_cannot_write_keeps_the_old_file(tmp_path, monkeypatch, fault, target):
    (tmp_path / "ledger.json").write_bytes(json_ledger())
    (tmp_path / target).write_bytes("旧的".encode())
    before = everything_in(tmp_path)
    with monkeypatch.context() as patch:
        failing(patch, "replace", FAULTS[fault])
        result = run("convert", tmp_path / "ledger.json", "-o", tmp_path / target)
    told(result.output, 1, result.exit_code)
    assert target in result.output
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_an_import_that_cannot_write_keeps_the_ledger_that_is_there(tmp_path, monkeypatch, fault):
    (tmp_path / "来件.docx").write_bytes(source(tmp_path, ".docx"))
    (tmp_path / "台账.xlsx").write_bytes("旧的".encode())
    before = everything_in(tmp_path)
    with monkeypatch.context() as patch:
        failing(patch, "fsync", FAULTS[fault])
        result = run("import", tmp_path / "来件.docx", "-o", tmp_path / "台账.xlsx", "--force")
    told(result.output, 1, result.exit_code)
    assert sorted(everything_in(tmp_path).values()) == sorted(before.values())
    assert (tmp_path / "台账.xlsx").read_bytes() == "旧的".encode()


@pytest.mark.parametrize("fault", FAULTS)
def test_ids_that_cannot_be_written_leave_the_ledger_whole(tmp_path, monkeypatch, fault):
    tasks = [{"content": "没有标识的任务", "units_text": "旗教体局", "deadline_text": "全年"}]
    root = workspace(tmp_path / "w", workbook_ledger(tmp_path, tasks=tasks))
    before = (root / "input" / "ledger.xlsx").read_bytes()
    with monkeypatch.context() as patch:
        failing(patch, "fsync", FAULTS[fault])
        result = run("check", "--fix", "--workspace", root)
    told(result.output, 1, result.exit_code)
    assert (root / "input" / "ledger.xlsx").read_bytes() == before


@pytest.mark.parametrize("fault", FAULTS)
def test_an_edition_whose_zip_cannot_be_written_is_not_recorded(root, monkeypatch, fault):
    with monkeypatch.context() as patch:
        failing(patch, "replace", FAULTS[fault], lambda path: path.endswith(".zip"))
        result = run("distribute", "--date", "2021-04-01", "--workspace", root)
    told(result.output, 1, result.exit_code)
    assert not list((root / "output").rglob("*.zip"))
    done = json.loads(run("distribute", "--date", "2021-04-01", "--json", "--workspace", root).output)
    assert done["edition"] == 1


def test_a_clock_that_was_set_back_loses_nothing(tmp_path):
    office = open_office(tmp_path)
    assert office.run("distribute", "--date", "2021-04-01")[0] == 0
    long_ago = datetime.datetime(2001, 1, 1).timestamp()
    for path in tmp_path.rglob("*"):
        os.utime(path, (long_ago, long_ago))
    office.edit(G2="2021年7月底")
    code, report = office.run("distribute", "--date", "2021-03-01")
    assert (code, report["edition"]) == (0, 2)
    assert [each["code"] for each in report["problems"]].count("date-goes-back") == 1
    assert {path.name for path in (office.output / "分发").iterdir() if path.is_file()} == {
        "第1版_2021-04-01.zip",
        "第2版_2021-03-01.zip",
    }
    _, status = office.run("status", "--as-of", "2021-03-01")
    assert (status["edition"], status["recipients"], status["stale"]) == (2, [], [])
