"""Init: what it makes, what it leaves as it is, what it renews."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import initialise
from generator.cli import main
from generator.commands.init import builtin_templates
from generator.system.workspace import shipped

FORMER = Path(__file__).parents[1] / "data" / "former" / "receipt.xlsx"
"""The template of the receipt as an earlier version had it."""


@pytest.fixture
def folder(tmp_path):
    initialise(tmp_path / "台账")
    return tmp_path / "台账"


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_time_changes_nothing(folder):
    before = bytes_below(folder)
    report = initialise(folder)
    assert (report.written, report.renewed, report.problems) == ((), (), ())
    assert bytes_below(folder) == before


def test_a_template_of_a_former_version_that_nobody_changed_is_renewed_and_kept(folder):
    path = folder / "templates" / "receipt.xlsx"
    path.write_bytes(FORMER.read_bytes())
    report = initialise(folder)
    assert report.written == (path,)
    assert path.read_bytes() == (shipped("templates") / "receipt.xlsx").read_bytes()
    ((renewed, kept),) = report.renewed
    assert (renewed, kept.parent.name, kept.read_bytes()) == (path, "旧版", FORMER.read_bytes())


def test_a_template_that_somebody_changed_stays_and_is_named(folder):
    path = folder / "templates" / "official.xlsx"
    path.write_bytes(b"mine")
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert (result.exit_code, path.read_bytes()) == (0, b"mine")
    assert result.stdout == (
        "提醒  templates/official.xlsx：与内置模板不同（改过），保留不动\n"
        "      要用新的内置模板，先把它改名或移走，再运行 taizhang init。\n"
        f"工作区：{folder}，里面的台账没有动。接着运行 taizhang build --workspace {folder}。\n"
    )


def test_a_new_workspace_says_how_it_goes_on(tmp_path):
    folder = tmp_path / "新台账"
    assert CliRunner().invoke(main, ["init", str(folder)]).stdout.splitlines()[-2:] == [
        f"工作区：{folder}。有原文件的，运行 taizhang import 原文件 --workspace {folder}；",
        f"自己在 input 里填台账，或先看示例的样子的，运行 taizhang build --workspace {folder}。",
    ]


def test_no_example_is_put_beside_a_ledger_under_another_name(folder):
    (folder / "input" / "ledger.xlsx").rename(folder / "input" / "安全生产台账.xlsx")
    initialise(folder)
    assert [path.name for path in (folder / "input").iterdir()] == ["安全生产台账.xlsx"]


def test_every_built_in_template_is_known_to_later_versions():
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in shipped("templates").glob("*.xlsx")}
    assert {name for name, digest in digests.items() if digest not in builtin_templates()} == set()


def test_where_a_ledger_lies_already_it_stays_and_the_next_step_is_to_build(tmp_path):
    ledger = tmp_path / "input" / "ledger.json"
    ledger.parent.mkdir()
    ledger.write_text("{}", "utf-8")
    done = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == (
        f"工作区：{tmp_path}，里面的台账没有动。接着运行 taizhang build --workspace {tmp_path}。"
    )
    assert [path.name for path in ledger.parent.iterdir()] == ["ledger.json"]
