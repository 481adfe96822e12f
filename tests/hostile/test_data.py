"""Text that means harm, or looks like it: in workbooks as it was, never a formula; on disk safe names of their own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from generator.excel import FILE_NAME_FORBIDDEN, MAX_FILE_NAME_BYTES, WINDOWS_RESERVED_NAMES
from tests.hostile.inputs import DEPARTMENTS, TASKS, everything_in, json_ledger, parts_of, run, template, workspace
from tests.hostile.strict import StrictReader

ROWS = [
    ["{{ 台账.标题 }}"],
    ["标题", "任务", "单位", "备注", "其他"],
    ["{% for 任务 in 任务列表 %}"],
    ["{{ 任务.一级任务 | 合并 }}", "{{ 任务.具体任务 }}", "{{ 任务.责任单位 }}", "{{ 任务.备注 }}", "{{ 任务.其他 }}"],
    ["{% endfor %}"],
]
PLAIN = [row[:3] for row in ROWS]
TEXTS = {
    "a command": "=cmd|' /C calc'!A0",
    "a function": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a plus": "+1",
    "a minus": "-2+3+cmd|' /C calc'!A0",
    "a formula with HYPERLINK": '=HYPERLINK("http://example.com/?x="&A1,"点这里")',
    "a formula in braces": "{=SUM(1)}",
    "a tab before a formula": "\t=1+1",
    "a line break before a formula": "\n=1+1",
    "an address of the web": "http://example.com/a?b=c&d=<e>",
    "an address of a file": "file:///etc/passwd",
    "an internal link": "internal:Sheet2!A1",
    "a mail address": "mailto:a@example.com",
    "markup": '<script>alert("1")</script>&amp;&#0;]]>',
    "an escape of Excel": "_x0041_ _x000D_",
    "template tags": "{{ 1/0 }}{% for x in y %}{# #}",
    "a percent sign and braces": "%s %d {0.__class__} {x}",
    "a number with zeros": "007",
    "a number of 18 digits": "152325198001011234",
    "marks from right to left": "局\u202ecod.exe\u202c \u200f\u061c",
    "emoji": "👍🏽👨‍👩‍👧‍👦🇨🇳",
    "a Han character beyond the BMP": "𠮷林、𪚥",
    "Mongolian": "ᠨᠠᠢᠮᠠᠨ ᠬᠣᠰᠢᠭᠤ",
    "combining marks": "é́́́́",
    "spaces at both ends": "  两端有空格  ",
    "a no-break space": "a\u00a0b\u3000c",
    "lines": "第一行\n第二行",
    "the longest text that a cell holds": "长" * 32_767,
}


def built(folder: Path, **changes: object) -> tuple[Path, str]:
    """A workspace that was built, and what the command said."""
    root = workspace(folder / "w", json_ledger(**changes), {"总表": template(ROWS)})
    result = run("build", "--workspace", root)
    assert result.exit_code == 0, (result.output, result.exception)
    return root, result.output


def cells(data: bytes) -> dict[str, object]:
    """The first sheet's cells as all three readers see them; no formula, no link."""
    strict = StrictReader(data)
    assert strict.faults == []
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in parts_of(data).values())
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert {value for row in rows for value in row if value != ""} == set(strict.sheets[sheet.title].cells.values())
    return strict.sheets[sheet.title].cells


@pytest.mark.parametrize("name", TEXTS)
def test_text_comes_out_as_it_was(tmp_path, name):
    text = TEXTS[name]
    fields = {"section": text, "content": text, "units_text": "旗教体局", "remark": text, "extra": {"其他": text}}
    root, _ = built(tmp_path, title=text, tasks=[{**TASKS[0], **fields}])
    found = cells((root / "output" / "总表.xlsx").read_bytes())
    assert found["A1"].strip() == text.strip()
    assert (found["D3"], found["E3"]) == (text, text)
    long = len(text) > 10_000
    assert "".join(str(value) for place, value in found.items() if place[0] == "B" and place != "B2").count("长") == (
        32_767 if long else 0
    ) and (long or found["B3"] == text)


@pytest.mark.parametrize("name", TEXTS)
def test_text_goes_through_the_canonical_workbook_and_back(tmp_path, name):
    text = TEXTS[name]
    fields = {"section": text, "content": text, "remark": text, "extra": {"其他": text}}
    (tmp_path / "a.json").write_bytes(json_ledger(note=text, tasks=[{**TASKS[0], **fields}]))
    assert run("convert", tmp_path / "a.json", "-o", tmp_path / "b.xlsx").exit_code == 0
    assert StrictReader((tmp_path / "b.xlsx").read_bytes()).faults == []
    assert run("convert", tmp_path / "b.xlsx", "-o", tmp_path / "c.json").exit_code == 0
    back = json.loads((tmp_path / "c.json").read_text("utf-8"))
    (task,) = back["tasks"]
    found = (back["note"], task["section"], task["content"], task["remark"], task["extra"]["其他"])
    assert found == (text,) * 5


@pytest.mark.parametrize("character", ["\0", "\x01", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_replaced_and_reported_by_cell(tmp_path, character):
    text = f"公布{character}规划"
    root, output = built(
        tmp_path, tasks=[{**TASKS[0], "extra": {"其他": ""}}, {**TASKS[1], "content": text, "extra": {"其他": ""}}]
    )
    found = cells((root / "output" / "总表.xlsx").read_bytes())
    assert found["B4"] == "公布\ufffd规划"
    assert "/tasks/1/content" in output and f"U+{ord(character):04X}" in output
    problems = json.loads(run("check", "--json", "--workspace", root).output)["problems"]
    assert ("warning", "unwritable-characters", "/tasks/1/content") in [
        (each["severity"], each["code"], each["cell"]) for each in problems
    ]


def test_characters_that_a_workbook_cannot_hold_are_named_in_every_sheet(tmp_path):
    bad = "坏\x01"
    root = workspace(
        tmp_path / "w",
        json_ledger(
            title=bad,
            info={"项": bad},
            tasks=[{**TASKS[0], "extra": {"其他": bad}}],
            departments=[{**DEPARTMENTS[0], "contact": bad}, DEPARTMENTS[1]],
            groups=[{"wording": bad, "members": []}],
            returns=[{"task_id": "T001", "department": "旗教体局", "progress": bad}],
        ),
    )
    problems = json.loads(run("check", "--json", "--workspace", root).output)["problems"]
    assert {cell for each in problems if each["code"] == "unwritable-characters" for cell in each["cells"]} == {
        *("/title", "/info/项", "/tasks/0/extra/其他", "/departments/0/contact", "/returns/0/progress"),
        "/groups/0/wording",
    }


def test_a_text_longer_than_a_cell_is_an_error_at_its_place(tmp_path):
    root = workspace(tmp_path / "w", json_ledger(tasks=[{**TASKS[0], "content": "𠮷" * 20_000}]))
    result = run("build", "--workspace", root)
    assert result.exit_code == 1
    assert "/tasks/0/content：文字太长（40,000 字）" in result.output
    assert not (root / "output").exists()


# ------------------------------------------------------------------------------------------ names on disk

NAMES = [
    *("../逃出", "../../../逃出", "..\\逃出", "/etc/逃出", "C:\\逃出", "C:逃出", "\\\\server\\share\\逃出", "~/逃出"),
    *("CON", "con", "NUL.txt", "LPT1", "a/b", "a\\b", "局.", "局. . .", " 局 ", ".隐藏", "..", ".", "-rf", "~$局"),
    *("局" * 200, "𠮷" * 200, "a<b>c", 'a"b', "a|b?", "a*b", "局\u202excod", "局\u200b", "$(id)", "`id`", "%PATH%"),
    *(
        "=1+1",
        "{{ 1/0 }}",
        "{% x %}",
        "👍",
        "ᠨᠠᠢᠮᠠᠨ",
        "\u00e9",
        "e\u0301",
        "Ａ局",
        "A局",
        "a局",
        "教体局",
        "教体局\u200d",
        "教体局.xlsx",
    ),
]
PER_DEPARTMENT = template(PLAIN, {"每单位一份": "是", "输出文件名": "分工表/{{ 单位.简称 }}"})


def for_departments(names: list[str]) -> bytes:
    """A ledger in which each department has one task."""
    tasks = [{**TASKS[0], "id": f"T{n:03}", "number": n, "units_text": "各单位"} for n in (1,)]
    departments = [{"short": name, "categories": ["全体"]} for name in names]
    return json_ledger(tasks=tasks, departments=departments, groups=[{"wording": "各单位", "members": ["全体"]}])


def test_odd_department_names_give_safe_files_of_their_own(tmp_path):
    root = workspace(tmp_path / "w", for_departments(NAMES), {"分工表": PER_DEPARTMENT})
    report = json.loads(run("build", "--json", "--workspace", root).output)
    made = [each for each in report["workbooks"] if each["state"] == "built"]
    # a name that is only blanks around another is the same department to the reader of the ledger
    assert len(made) >= len(NAMES) - 3, report["problems"]
    paths = [each["path"] for each in made]
    assert len({path.casefold() for path in paths}) == len(paths)
    on_disk = {path.relative_to(root / "output").as_posix() for path in (root / "output").rglob("*.xlsx")}
    assert on_disk == set(paths)
    assert not [path for path in tmp_path.rglob("*逃出*") if root / "output" not in path.parents]
    for path in paths:
        assert path.startswith("分工表")
        for part in Path(path).parts:
            assert part.isprintable() and not FILE_NAME_FORBIDDEN & set(part)
            assert len(part.encode()) <= MAX_FILE_NAME_BYTES
            assert part.split(".")[0].upper() not in WINDOWS_RESERVED_NAMES
            assert part == part.strip(" .") and not part.startswith("~$")
    for path in paths:
        assert StrictReader((root / "output" / path).read_bytes()).faults == []


def test_names_equal_but_for_width_or_case_keep_their_own_files_when_built_again(tmp_path):
    names = ["A局", "a局", "Ａ局", "\u00e9局", "e\u0301局"]
    root = workspace(tmp_path / "w", for_departments(names), {"分工表": PER_DEPARTMENT})
    first = json.loads(run("build", "--json", "--workspace", root).output)
    before = everything_in(root / "output" / "分工表")
    assert len(before) == len(names)
    again = json.loads(run("build", "--json", "--force", "--workspace", root).output)
    assert {(each["department"], each["path"]) for each in first["workbooks"]} == {
        (each["department"], each["path"]) for each in again["workbooks"]
    }
    assert everything_in(root / "output" / "分工表") == before


@pytest.mark.parametrize(
    "name",
    [
        "../../逃出",
        "/逃出",
        "C:\\逃出",
        "..\\..\\逃出",
        "{{ '../' * 5 }}逃出",
        "a/../../逃出",
        ".taizhang/manifest.json",
        ".taizhang/旧版/逃出",
    ],
)
def test_a_file_name_of_a_template_stays_inside_output(tmp_path, name):
    root = workspace(tmp_path / "w", json_ledger(), {"总表": template(PLAIN, {"输出文件名": name})})
    report = json.loads(run("build", "--json", "--workspace", root).output)
    assert [each["state"] for each in report["workbooks"]] == ["built"]
    (made,) = [path for path in tmp_path.rglob("*.xlsx") if path.parent.name != "templates"]
    assert root / "output" in made.parents
    assert ".taizhang" not in made.relative_to(root).parts


def test_the_zip_for_distribution_has_no_path_that_leaves_it(tmp_path):
    names = ["../逃出", "C:\\逃出", "/逃出", "CON", "局.", "\u00e9局", "e\u0301局"]
    root = workspace(tmp_path / "w", for_departments(names), {"分工表": PER_DEPARTMENT})
    result = run("distribute", "--date", "2021-04-01", "--workspace", root)
    assert result.exit_code == 0, result.output
    (path,) = (root / "output").rglob("*.zip")
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
    assert len(inside) == len(set(inside)) >= len(names)
    for name in inside:
        assert not name.startswith("/") and "\\" not in name and ":" not in name
        assert not {"..", "."} & set(name.split("/"))
