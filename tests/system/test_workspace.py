"""Names from data become names on disk: safe on Windows and Linux, inside the folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.excel import FILE_NAME_FORBIDDEN, MAX_FILE_NAME_BYTES
from generator.loading import passed_over
from generator.problems import InputError
from generator.system.workspace import Workspace, safe_file_name, safe_relative_path

EXAMPLE = Path(__file__).parents[2] / "input" / "ledger.xlsx"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("旗教体局", "旗教体局"),
        ("a/b", "a_b"),
        ("..", "_"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows", "C__Windows"),
        ("CON", "_CON"),
        ("con.教体局", "_con.教体局"),
        ("LPT1", "_LPT1"),
        ("~$局", "_~$局"),
        ("局 . .", "局"),
        ("", "_"),
        ("局\u202ecod.xlsx", "局_cod.xlsx"),
        ("局\n二科", "局_二科"),
        ("局\x00", "局_"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_file_name(name) == safe


def test_a_long_name_is_cut_at_a_character_and_keeps_its_suffix():
    name = safe_file_name("局" * 200, ".xlsx")
    assert name.endswith("局.xlsx")
    assert len(name.encode()) < MAX_FILE_NAME_BYTES


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("单位分工表/旗教体局", "单位分工表/旗教体局.xlsx"),
        ("单位分工表\\旗教体局.xlsx", "单位分工表/旗教体局.xlsx"),
        ("../../x", "x.xlsx"),
        ("/etc/passwd", "etc/passwd.xlsx"),
        ("C:/x", "C_/x.xlsx"),
        ("", "_.xlsx"),
    ],
)
def test_a_path_stays_inside(text, path):
    assert safe_relative_path(text, ".xlsx") == Path(path)


@given(st.text(max_size=300))
def test_any_text_gives_a_path_that_windows_takes_and_that_stays_inside(text):
    path = safe_relative_path(text, ".xlsx")
    assert not path.is_absolute()
    for part in path.parts:
        assert part not in ("", ".", "..")
        assert not FILE_NAME_FORBIDDEN & set(part)
        assert len(part.encode()) <= MAX_FILE_NAME_BYTES
        assert not part.endswith((" ", "."))
        assert part.isprintable()


def canonical(path: Path) -> None:
    """A workbook that is a ledger by its sheets."""
    book = openpyxl.Workbook()
    book.active.title = "台账"
    book.create_sheet("信息")
    book.save(path)


def ledger_in(folder: Path) -> str:
    return Workspace(folder).ledger.name


def test_the_ledger_is_the_only_one_that_counts_whatever_it_is_called(tmp_path):
    folder = tmp_path / "input"
    folder.mkdir()
    assert ledger_in(tmp_path) == "ledger.xlsx"
    shutil.copy(EXAMPLE, folder / "ledger.xlsx")
    assert ledger_in(tmp_path) == "ledger.xlsx"
    for name in ("安全生产台账.xlsx", "~$安全生产台账.xlsx", "旧台账.原件.xlsx", ".隐藏.xlsx"):
        canonical(folder / name)
    openpyxl.Workbook().save(folder / "名单.xlsx")
    (folder / "坏的.xlsx").write_bytes(b"PK")
    (folder / "说明.json").write_text("[]", "utf-8")
    assert ledger_in(tmp_path) == "安全生产台账.xlsx", (
        "the example counts only if nobody touched it and nothing else is"
    )
    assert Workspace(tmp_path, folder / "名单.xlsx").ledger.name == "名单.xlsx"


@pytest.mark.parametrize("other", ["ledger.json", "安全生产台账.xlsx", "别的.json"])
def test_two_ledgers_that_could_be_meant_are_named(tmp_path, other):
    folder = tmp_path / "input"
    folder.mkdir()
    canonical(folder / "ledger.xlsx")
    if other.endswith(".json"):
        (folder / other).write_text('{"tasks": []}', "utf-8")
    else:
        canonical(folder / other)
    with pytest.raises(InputError) as raised:
        ledger_in(tmp_path)
    (problem,) = raised.value.problems
    assert problem.code == "two-ledgers"
    assert "ledger.xlsx" in problem.message and other in problem.message


def test_templates_whose_name_begins_with_an_underline_are_not_built(tmp_path):
    (tmp_path / "templates").mkdir()
    for name in ("b.xlsx", "a.xlsx", "_draft.xlsx", "~$a.xlsx", "note.txt"):
        (tmp_path / "templates" / name).touch()
    assert [path.name for path in Workspace(tmp_path).templates()] == ["a.xlsx", "b.xlsx"]


def test_templates_in_another_format_are_named_with_what_to_do(tmp_path):
    (tmp_path / "templates").mkdir()
    for name in ("a.XLSX", "旧表.xls", "宏.xlsm", "_草稿.xls", "说明.docx"):
        (tmp_path / "templates" / name).touch()
    workspace = Workspace(tmp_path)
    assert [path.name for path in workspace.templates()] == ["a.XLSX"]
    assert [(each.severity, str(each.place), each.message) for each in passed_over(workspace)] == [
        ("warning", "templates/宏.xlsm", "模板只能是 .xlsx 工作簿，.xlsm 文件没有用上"),
        ("warning", "templates/旧表.xls", "模板只能是 .xlsx 工作簿，.xls 文件没有用上"),
    ]
