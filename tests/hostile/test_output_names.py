"""Names of workbooks: values make no folders, renamed templates keep the names, links are not written through."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.hostile.inputs import DEPARTMENTS, TASKS, json_ledger, run, template, workspace

NAME = "旗发改委/粮食局"
SHEET = (["{{ 单位.简称 }}"], ["{% for 任务 in 任务列表 %}"], ["{{ 任务.具体任务 }}"], ["{% endfor %}"])


def built(root: Path) -> set[str]:
    """The workbooks in output/."""
    output = root / "output"
    return {path.relative_to(output).as_posix() for path in output.rglob("*.xlsx") if ".taizhang" not in path.parts}


def by_department(folder: Path, output: str | None) -> Path:
    """A workspace whose department has a name with a ``/``, and the file name of its template."""
    units = [{**DEPARTMENTS[0], "short": NAME}, DEPARTMENTS[1]]
    ledger = json_ledger(tasks=[{**TASKS[0], "units_text": "发改委"}], departments=units)
    settings = {"每单位一份": "是", **({"输出文件名": output} if output else {})}
    return workspace(folder, ledger, {"分工": template(SHEET, settings)})


@pytest.mark.parametrize(
    ("output", "path"),
    [
        (None, "分工/旗发改委_粮食局.xlsx"),
        ("各单位/{{ 单位.简称 }}", "各单位/旗发改委_粮食局.xlsx"),
        ("各单位\\{{ 单位.简称 }}", "各单位/旗发改委_粮食局.xlsx"),
        ("{{ '各单位/' ~ 单位.简称 }}", "各单位/旗发改委_粮食局.xlsx"),
        ("{{ '甲/' if 单位.简称 else '乙/' }}{{ 单位.简称 }}", "甲/旗发改委_粮食局.xlsx"),
        ("{% if 单位.简称 == '旗发改委/粮食局' %}甲/{% endif %}{{ 单位.简称 }}", "甲/旗发改委_粮食局.xlsx"),
        ("{{ 台账.年度 }}/{{ 单位.简称 }}/分工", "2021/旗发改委_粮食局/分工.xlsx"),
    ],
)  # fmt: skip
def test_a_slash_in_a_value_makes_no_folder_and_one_that_the_author_wrote_does(tmp_path, output, path):
    root = by_department(tmp_path / "w", output)
    result = run("build", "--workspace", root)
    assert result.exit_code == 0, result.output
    assert built(root) == {path}


@pytest.mark.parametrize("title", ["../../逃出", "..\\逃出", "/tmp/逃出", "甲/乙"])
def test_a_title_that_looks_like_a_path_is_a_name(tmp_path, title):
    data = template(settings={"输出文件名": "{{ 台账.标题 }}"})
    root = workspace(tmp_path / "w", json_ledger(title=title), {"总表": data})
    assert run("build", "--workspace", root).exit_code == 0
    (name,) = built(root)
    assert "/" not in name


@pytest.mark.parametrize("only", [(), ("--only", "新名")])
def test_a_renamed_template_takes_the_name_of_its_workbook(tmp_path, only):
    data = template(settings={"输出文件名": "总台账"})
    root = workspace(tmp_path / "w", json_ledger(), {"旧名": data})
    for _ in range(2):
        assert run("build", "--workspace", root).exit_code == 0
        assert built(root) == {"总台账.xlsx"}
    (root / "templates" / "旧名.xlsx").rename(root / "templates" / "新名.xlsx")
    for arguments in (only, (), ()):
        assert run("build", "--workspace", root, *arguments).exit_code == 0
        assert built(root) == {"总台账.xlsx"}


def test_two_templates_that_change_names_keep_what_is_theirs(tmp_path):
    first, second = template(settings={"输出文件名": "甲表"}), template(settings={"输出文件名": "乙表"})
    root = workspace(tmp_path / "w", json_ledger(), {"甲": first, "乙": second})
    assert run("build", "--workspace", root).exit_code == 0
    (root / "templates" / "甲.xlsx").write_bytes(second)
    (root / "templates" / "乙.xlsx").write_bytes(first)
    for _ in range(2):
        assert run("build", "--workspace", root).exit_code == 0
        assert built(root) == {"甲表.xlsx", "乙表.xlsx"}


# ------------------------------------------------------------------------------------------ links


links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@links
def test_a_link_in_the_place_of_a_workbook_is_replaced_or_refused_and_never_written_through(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    (tmp_path / "别处.xlsx").write_bytes(b"theirs")
    (root / "output").mkdir()
    (root / "output" / "总表.xlsx").symlink_to(tmp_path / "别处.xlsx")
    run("build", "--workspace", root, "--force")
    assert (tmp_path / "别处.xlsx").read_bytes() == b"theirs"


@links
def test_a_folder_in_output_that_is_a_link_is_not_written_through(tmp_path):
    root = workspace(tmp_path / "w", json_ledger(), {"总表": template(settings={"输出文件名": "里/总表"})})
    (tmp_path / "别处").mkdir()
    (root / "output").mkdir()
    (root / "output" / "里").symlink_to(tmp_path / "别处")
    result = run("build", "--json", "--workspace", root)
    assert result.exit_code == 1
    (problem,) = json.loads(result.output)["problems"]
    assert problem["code"] == "cannot-write"
    assert "链接" in problem["message"]
    assert list((tmp_path / "别处").iterdir()) == []


@links
def test_what_is_distributed_is_not_written_through_a_link(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    (tmp_path / "别处").mkdir()
    (root / "output").mkdir()
    (root / "output" / "分发").symlink_to(tmp_path / "别处")
    result = run("distribute", "--date", "2021-04-01", "--workspace", root)
    assert result.exit_code == 1
    assert list((tmp_path / "别处").iterdir()) == []


@links
def test_an_output_folder_that_is_a_link_as_a_whole_is_where_the_office_wants_it(tmp_path):
    root = workspace(tmp_path / "w", json_ledger())
    (tmp_path / "大盘").mkdir()
    (root / "output").symlink_to(tmp_path / "大盘")
    assert run("build", "--workspace", root).exit_code == 0
    assert (tmp_path / "大盘" / "总表.xlsx").exists()


@links
def test_a_new_workspace_is_not_written_through_links(tmp_path):
    (tmp_path / "w" / "templates").mkdir(parents=True)
    (tmp_path / "w" / "templates" / "official.xlsx").symlink_to(tmp_path / "没有.xlsx")
    run("init", tmp_path / "w")
    assert not os.path.lexists(tmp_path / "没有.xlsx")
