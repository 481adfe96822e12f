"""Files from strangers: what would fill the memory, or is no workbook, is refused before any library opens it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from generator.problems import errors_in
from generator.system.screening import MAX_PARTS, inspect


def package(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def workbook() -> bytes:
    """A small workbook as openpyxl saves it."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["标题", "某台账"])
    book.save(stream)
    return stream.getvalue()


def codes(data: bytes) -> list[str]:
    return [problem.code for problem in inspect(data, "来件.xlsx")]


def sheet(*references: str) -> dict[str, bytes]:
    cells = "".join(f'<row r="{"".join(filter(str.isdigit, each))}"><c r="{each}"/></row>' for each in references)
    return {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()}


def test_a_workbook_may_be_opened():
    assert codes(workbook()) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"hello", "damaged"),
        (workbook()[:-40], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (package({"xl/sharedStrings.xml": b"\0" * (64 * 1024 * 1024)}), "too-large"),
        (package({f"p{n}": b"" for n in range(MAX_PARTS + 1)}), "too-large"),
        (package({"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
        (package({"xl/workbook.xml": '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")}), "entities"),
        (package({"xl/workbook.xml": b"<!--" + b" " * 9000 + b"--><!DOCTYPE a><a/>"}), "entities"),
        (package(sheet("A1", "XFD1048576")), "too-large"),
        (package(sheet("A1048576", "ZZ1")), "too-large"),
        (package({"xl/styles.xml": b"<styleSheet>" + b"<xf/>" * 140_000 + b"</styleSheet>"}), "too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",  # a zip holds the moment at which it was made
)
def test_what_may_not_be_opened_is_refused_with_its_reason(data, code):
    problems = inspect(data, "来件.xlsx")
    assert [problem.code for problem in errors_in(problems)] == [code]
    assert all(problem.place.file == "来件.xlsx" and problem.advice for problem in problems)


@pytest.mark.parametrize("references", [["A1", "XFD1"], ["A1", "A1048576"], ["ABC40", "B2"]])
def test_a_long_or_wide_sheet_may_be_opened(references):
    assert codes(package(sheet(*references))) == []


def test_macros_are_named_and_do_not_stop_the_reading():
    problems = inspect(package({"xl/vbaProject.bin": b"x"}), "来件.xlsm")
    assert [(problem.code, problem.severity) for problem in problems] == [("macros", "warning")]


def test_an_entry_that_lies_about_its_size_is_refused():
    data = bytearray(package({"xl/workbook.xml": b"<a>" + b"x" * 5000 + b"</a>"}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + at
        data[place : place + 4] = (100).to_bytes(4, "little")
    assert errors_in(inspect(bytes(data), "来件.xlsx"))


@pytest.mark.slow
def test_a_ledger_of_many_rows_may_be_opened():
    """A namespace named r (xmlns:r="http…") is no reference to a far column."""
    from generator.ledger import as_book
    from generator.model import Ledger, Task
    from generator.writer import render

    tasks = tuple(Task(id=f"T{n}", number=str(n), content="公开规划。") for n in range(12_000))
    assert codes(render(as_book(Ledger("某台账", 2021, tasks=tasks)))) == []


def shared(number: int, cell: str, string: str, **more: bytes) -> bytes:
    """A workbook of a short and a long shared string, and 1,000 cells that show one of them; `more` parts beside it."""
    cells = "".join(f'<row r="{row}">{cell.format(row=row, number=number)}</row>' for row in range(1, 1001))
    items = "".join(string.format(text=text) for text in ("短", "长" * 70_000))
    return package(
        {
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode(),
            "xl/sharedStrings.xml": f"<sst>{items}</sst>".encode(),
            **{f"xl/{name}.xml": part for name, part in more.items()},
        }
    )


@pytest.mark.parametrize("string", ["<si><t>{text}</t></si>", "<x:si><x:t>{text}</x:t></x:si>"])
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{row}" t="s"><v>{number}</v></c>',
        "<c r=\"A{row}\" t='s' ><v>{number}</v></c>",
        '<x:c r="A{row}" t = "s" s="1"> <x:v>{number}</x:v></x:c>',
    ],
)
def test_text_is_counted_as_often_as_cells_show_it(cell, string):
    assert codes(shared(0, cell, string)) == []
    assert codes(shared(1, cell, string)) == ["too-large"]


def test_a_second_part_of_strings_does_not_hide_how_long_those_of_the_first_are():
    decoy = "<sst>" + "<si><t>中等长度的文字</t></si>" * 20_000 + "</sst>"
    cell, string = '<c r="A{row}" t="s"><v>{number}</v></c>', "<si><t>{text}</t></si>"
    assert codes(shared(1, cell, string, decoy=decoy.encode())) == ["too-large"]
    assert codes(shared(0, cell, string, decoy=decoy.encode())) == []
