"""What users read: exact output, Chinese usage errors, an example for every command, every command in the READMEs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from generator.cli import main

ROOT = Path(__file__).parents[2]


def run(*arguments: str, given: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments, input=given)
    return result.exit_code, result.stdout, result.stderr


def commands() -> list[tuple[str, click.Command]]:
    found = []
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            found += [(f"{name} {inner}", each) for inner, each in command.commands.items()]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_has_chinese_help_with_an_example(name, command):
    code, out, _ = run(*name.split(), "--help")
    assert code == 0
    assert f"例：taizhang {name}" in out
    assert re.search("[\u4e00-\u9fff]", command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            assert re.search("[\u4e00-\u9fff]", option.help or ""), option.name


def test_every_command_is_in_both_readmes():
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
    for name in main.commands:
        assert f"`{name}`" in english, name
        assert name == "convert" or f"taizhang {name}" in chinese, name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], "错误：没有命令 biuld。 您是否指 'build'？"),
        (["build", "--pfd"], "错误：没有选项 --pfd。 您是否指 '--pdf'？"),
        (["build", "--jobs", "0"], "错误：'--jobs' 的值不对：0 不在范围 x>=1 内。"),
        (["import"], "错误：缺少参数 '原文件'"),
    ],
)
def test_usage_errors_are_chinese_and_exit_2(arguments, message):
    code, _, err = run(*arguments)
    assert code == 2
    assert message in err


def test_explaining_units_prints_the_published_json():
    code, out, _ = run("explain", "units", "县教体局牵头，财政局、水务局等有关部门配合", "--json")
    assert code == 0
    assert json.loads(out) == {
        "text": "县教体局牵头，财政局、水务局等有关部门配合",
        "lead": ["县教体局"],
        "support": ["财政局", "水务局"],
        "owners": [],
        "groups": [{"name": "有关部门", "role": "support"}],
        "open_ended": True,
        "persons": {},
        "first_leads": False,
        "full_names": {"财政局": "县财政局", "水务局": "县水务局"},
    }


def test_explaining_a_deadline_prints_the_published_json():
    code, out, _ = run("explain", "deadline", "9月底前", "--year", "2021", "--json")
    assert code == 0
    document = json.loads(out)
    assert (document["text"], document["kind"], document["date"]) == ("9月底前", "by-date", "2021-09-30")
    assert set(document) == {"text", "kind", "date", "start", "end", "rule", "parts", "note"}


def test_a_hyphen_reads_lines_from_standard_input():
    code, out, _ = run("explain", "deadline", "-", "--json", given="全年持续推进\n\n适时推进\n")
    assert code == 0
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["ongoing", "as-needed"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("w") / "台账"
    assert run("init", str(folder))[0] == 0
    return folder


def test_the_example_has_no_errors(workspace):
    code, out, _ = run("check", "--workspace", str(workspace))
    assert code == 0
    assert re.search(r"\n共 0 个错误，\d+ 个提醒。\n", out)
    assert "提醒  input/ledger.xlsx 台账!F9：" in out


def test_no_problem_is_told_twice(workspace):
    _, out, _ = run("check", "--workspace", str(workspace), "--json")
    problems = [json.dumps(problem, sort_keys=True) for problem in json.loads(out)["problems"]]
    assert len(problems) == len(set(problems))


def test_a_missing_ledger_is_told_with_its_place_and_exit_1(tmp_path):
    code, out, err = run("build", "--workspace", str(tmp_path))
    assert (code, out) == (1, "")
    assert err == (
        "错误  input/ledger.xlsx：找不到台账文件\n"
        "      请检查文件名和文件夹；新建工作区用 taizhang init，由原文件生成台账用 taizhang import。\n"
    )


def test_an_unknown_template_or_department_gets_the_nearest_name(workspace):
    code, _, err = run("build", "--workspace", str(workspace), "--only", "offical")
    assert code == 1
    assert "没有名为“offical”的模板" in err and "您是否指“official”？" in err
    code, _, err = run("build", "--workspace", str(workspace), "--department", "旗教育体育局")
    assert code == 1
    assert "没有名为“旗教育体育局”的单位" in err


def test_one_department_is_built_alone(workspace, tmp_path):
    shutil.copytree(workspace, tmp_path / "w")
    code, out, _ = run("build", "--workspace", str(tmp_path / "w"), "--department", "旗教体局", "--json")
    assert code == 0
    assert [each["path"] for each in json.loads(out)["workbooks"]] == ["单位分工表/旗教体局.xlsx"]


def test_a_ledger_that_is_there_is_not_overwritten_by_an_import(workspace, tmp_path):
    root = tmp_path / "w"
    shutil.copytree(workspace, root)
    ledger = root / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(ledger)
    book["台账"]["E2"] = "改过的任务。"
    book.save(ledger)
    before = ledger.read_bytes()
    source = ROOT / "tests" / "data" / "naiman_2021.txt"
    code, _, err = run("import", str(source), "--workspace", str(root))
    assert code == 3
    assert "已有一份台账，未覆盖" in err and "--merge" in err and "--replace" in err
    assert ledger.read_bytes() == before


def test_the_untouched_example_makes_room_for_the_first_import(workspace, tmp_path):
    root = tmp_path / "新"
    assert run("init", str(root))[0] == 0
    source = ROOT / "tests" / "data" / "naiman_2021.txt"
    assert run("import", str(source), "--workspace", str(root))[0] == 0
    assert [path.name for path in (root / "input").iterdir()] == ["ledger.xlsx"]


def test_importing_the_source_gives_the_example_ledger(tmp_path):
    from generator.ledger import read

    code, out, _ = run("import", str(ROOT / "tests" / "data" / "naiman_2021.txt"), "-o", str(tmp_path / "ledger.xlsx"))
    assert code == 0
    assert "“任务名称” → 一级任务、二级任务" in out
    ledger, example = (read(path).ledger for path in (tmp_path / "ledger.xlsx", ROOT / "input" / "ledger.xlsx"))
    assert [task.extra for task in ledger.tasks[:2]] == [(("出处", "表1第1行"),), (("出处", "表1第2行"),)]
    doubts = [repair for repair in ledger.repairs if repair.reason.startswith("请核对")]
    assert [(doubt.place, doubt.before) for doubt in doubts] == [
        ("第29行", "旗行政审批和政务服务牵头，旗政府各部门配合")  # 局 is missing in the source
    ]
    repairs = tuple(repair for repair in ledger.repairs if repair not in doubts)
    tasks = tuple(replace(task, extra=()) for task in ledger.tasks)
    assert replace(ledger, tasks=tasks, repairs=repairs) == example


def test_the_official_ledger_imports_back_as_the_ledger_it_was_made_from(workspace, tmp_path):
    from generator.ledger import read

    shutil.copytree(workspace, tmp_path / "w")
    assert run("build", "--workspace", str(tmp_path / "w"), "--only", "official")[0] == 0
    (official,) = (tmp_path / "w" / "output").glob("*.xlsx")
    assert run("import", str(official), "-o", str(tmp_path / "back.xlsx"))[0] == 0
    back = read(tmp_path / "back.xlsx").ledger
    source = read(ROOT / "input" / "ledger.xlsx").ledger
    assert (back.title, back.year, back.note) == (source.title, source.year, source.note)
    assert len(back.tasks) == len(source.tasks)
    assert back.tasks == source.tasks


def test_a_hand_edit_where_a_page_cut_a_merged_cell_is_read_as_written(workspace, tmp_path):
    from generator.hidden_sheet import from_rows
    from generator.ledger import read

    shutil.copytree(workspace, tmp_path / "w")
    assert run("build", "--workspace", str(tmp_path / "w"), "--only", "official")[0] == 0
    (official,) = (tmp_path / "w" / "output").glob("*.xlsx")
    book = openpyxl.load_workbook(official)
    mark = from_rows(book["_taizhang"].iter_rows(values_only=True))
    cut = next(row for row in mark.sheets[0].rows if 3 in row.continued)
    cell = book.worksheets[0].cell(cut.index + 1, 4)
    assert cell.value
    cell.value = "旗气象局"
    book.save(official)
    assert run("import", str(official), "-o", str(tmp_path / "back.xlsx"))[0] == 0
    back = read(tmp_path / "back.xlsx").ledger
    source = read(ROOT / "input" / "ledger.xlsx").ledger
    changed = {
        (ours.id, theirs.units_text)
        for ours, theirs in zip(source.tasks, back.tasks, strict=True)
        if ours.units_text != theirs.units_text
    }
    assert changed == {(cut.task_id, "旗气象局")}


def as_program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, check=False, **options)


@pytest.mark.parametrize("arguments", [["--help"], ["biuld"], ["build", "--workspace", "{}"], ["init", "{}/新"]])
def test_as_a_program_it_ends_as_the_command_does_when_all_is_said(tmp_path, arguments):
    given = [each.format(tmp_path) for each in arguments]
    ended = as_program(*given, stdout=subprocess.PIPE)
    shutil.rmtree(tmp_path)
    said = [stream.decode().replace("python -m generator", "main") for stream in (ended.stdout, ended.stderr)]
    assert (ended.returncode, *said) == run(*given)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="这个系统没有 /dev/full")
def test_as_a_program_it_says_that_its_output_is_not_whole():
    with Path("/dev/full").open("wb") as full:
        done = as_program("--help", stdout=full)
    assert done.returncode == 0
    assert "标准输出写不进去" in done.stderr.decode()


def test_where_there_is_no_template_that_is_all_that_is_said(tmp_path):
    shutil.copytree(ROOT / "input", tmp_path / "input")
    code, _, err = run("build", "--workspace", str(tmp_path))
    assert code == 1
    errors = [line for line in err.splitlines() if line.startswith("错误")]
    assert errors == ["错误  templates：没有可用的模板"]
    assert f"运行 taizhang init {tmp_path} 可得到内置的模板。" in err
