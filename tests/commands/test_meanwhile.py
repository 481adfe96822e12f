"""Files that somebody saves while a command works, and commands at once: nothing is stale, nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.cell.cell import MergedCell

import generator
from generator import RefusedError, Workspace
from generator.cli import main
from generator.commands import collect as collecting
from generator.commands import distribute as distributing
from generator.problems import InputError
from generator.records import access
from generator.records.access import locked
from generator.system import former
from tests.offices import open_office
from tests.returns.sheets import as_bytes

pytestmark = pytest.mark.slow

DAY = "2021-01-01"


@pytest.fixture
def office(tmp_path):
    return open_office(tmp_path / "office")


def deadlines(path: Path) -> set[str]:
    """The texts of a built workbook that are deadlines."""
    cells = (cell.value for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row)
    return {text for text in cells if isinstance(text, str) and text.endswith("底")}


@pytest.mark.parametrize("what", ["ledger", "template"])
def test_what_is_saved_while_a_build_runs_is_built_by_the_next(office, what):
    """The build's own key comes from the bytes that it read."""
    workspace = Workspace(office.folder)
    office.build()
    office.edit(G2="2021年5月底")
    saved = []

    def save_meanwhile(said: str, done: int, total: int) -> None:
        if not saved:
            saved.append(said)
            if what == "ledger":
                office.edit(G3="2021年6月底")
            else:
                book = openpyxl.load_workbook(office.folder / "templates" / "official.xlsx")
                book.worksheets[0]["A1"] = "改过的标题"
                book.save(office.folder / "templates" / "official.xlsx")

    generator.build(workspace, progress=save_meanwhile)
    assert saved
    official = office.output / "某县2021年工作要点分工台账.xlsx"
    generator.build(Workspace(office.folder))
    if what == "ledger":
        assert "2021年6月底" in deadlines(official)
    else:
        assert openpyxl.load_workbook(official).worksheets[0]["A1"].value == "改过的标题"


# ------------------------------------------------------------------------------------------ collect


def filled(office, name: str, text: str) -> Path:
    """A department's sheet with `text` as its progress in every task."""
    source = office.output / "单位分工表" / f"{name}.xlsx"
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    row = next(n for n in range(1, sheet.max_row) if "进展情况" in [cell.value for cell in sheet[n]])
    column = [cell.value for cell in sheet[row]].index("进展情况") + 1
    for number in range(row + 1, sheet.max_row + 1):
        cell = sheet.cell(number, column)
        if cell.protection.locked is False and not isinstance(cell, MergedCell):
            cell.value = text
    target = office.folder / "收回" / f"{name}.xlsx"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(as_bytes(book))
    return target


def collect_in_process(folder: str, path: str, told) -> None:
    """One of two commands at once."""
    try:
        generator.collect(Workspace(Path(folder)), [Path(path)], apply=True)
        told.put(0)
    except InputError as failure:
        told.put(failure.exit_code)


def test_two_collections_at_once_lose_nobodys_answers(office):
    assert office.run("distribute", "--date", DAY)[0] == 0
    names = ("发改委", "教体局", "水务局", "财政局", "公安局")
    paths = [filled(office, name, f"{name}已在办") for name in names]
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    processes = [context.Process(target=collect_in_process, args=(str(office.folder), str(p), told)) for p in paths]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [told.get() for _ in processes] == [0] * len(processes)
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    answered = {row[1].value for row in book["落实情况"].iter_rows(min_row=2)}
    assert answered == set(names)


def test_a_ledger_that_the_office_saves_while_answers_are_collected_is_not_overwritten(office, monkeypatch):
    assert office.run("distribute", "--date", DAY)[0] == 0
    path = filled(office, "财政局", "已在办")
    compare = collecting.compare_all

    def compare_slowly(*given):
        office.edit(G3="2021年6月底")
        return compare(*given)

    monkeypatch.setattr(collecting, "compare_all", compare_slowly)
    with pytest.raises(RefusedError) as refused:
        generator.collect(Workspace(office.folder), [path], apply=True)
    assert [problem.code for problem in refused.value.problems] == ["ledger-changed"]
    ledger = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    assert ledger["台账"]["G3"].value == "2021年6月底"
    monkeypatch.undo()
    assert generator.collect(Workspace(office.folder), [path], apply=True).written


def test_what_was_packed_for_a_round_that_cannot_be_entered_is_removed(office, monkeypatch):
    """A sheet of a round that nothing knows of would be refused when it comes back."""
    pack = distributing.pack

    def pack_slowly(*given, **options):
        packed = pack(*given, **options)
        office.edit(G3="2021年6月底")
        return packed

    monkeypatch.setattr(distributing, "pack", pack_slowly)
    asked = ("--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")
    code, report = office.run("distribute", *asked)
    assert (code, [each["code"] for each in report["problems"]]) == (3, ["ledger-changed"])
    assert not list((office.output / "分发").rglob("*"))
    monkeypatch.undo()
    code, report = office.run("distribute", *asked)
    assert code == 0 and report["files"][-1].startswith("分发/第1版_2021-06-01")


def test_a_folder_that_was_left_by_a_run_that_was_cut_off_does_not_mix_with_the_next(office):
    office.run("build")  # so that it is known that nothing was sent
    left = office.output / "分发" / "第1版_2021-06-01" / "撤销了的局"
    left.mkdir(parents=True)
    (left / "分工表.xlsx").write_bytes(b"old")
    code, report = office.run("distribute", "--date", "2021-06-01")
    assert code == 0 and {Path(each["path"]).parent.name for each in report["departments"]} == {"第1版_2021-06-01（2）"}


@pytest.mark.parametrize(
    "command", [("build",), ("distribute",), ("check", "--fix"), ("collect", "收回", "--apply")], ids=" ".join
)
def test_a_command_that_writes_waits_for_another_and_says_so_in_the_end(office, command, monkeypatch):
    for function in (access.locked, access.locked_records):
        monkeypatch.setattr(function.__wrapped__, "__defaults__", (0.0,))
    monkeypatch.chdir(office.folder)
    (office.folder / "收回").mkdir()
    with locked(Workspace(office.folder)):
        code, document = office.run(*command)
    assert code == 1
    assert [problem["code"] for problem in document["problems"]] == ["busy"]
    assert json.dumps(document)


# ------------------------------------------------------------------------------------------ what templates read

WHOLE = {
    "departments": "{{ 单位列表 | map(attribute='任务数') | 连接('、') }}",
    "answers": "{{ 落实情况 | map(attribute='进展情况') | 连接('、') }}",
    "unresolved": "{{ 待明确 | map(attribute='wording') | 连接('、') }}",
    "silent": "{{ 未报送单位 | map(attribute='简称') | 连接('、') }}",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_departments_workbook_that_shows_the_whole_ledger_is_never_stale(office, name):
    """What the compiled template reads decides what its workbooks depend on."""
    path = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = WHOLE[name]
    book.save(path)
    office.build()

    def change(sheet):
        sheet.append(["T006", 6, "一、公开", "（一）规划", "第6件。", "公安局，有关部门配合", "2021年12月底"])

    office.rows(change)
    ledger = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    answers = ledger.create_sheet("落实情况")
    answers.append(["标识", "单位", "落实状态", "进展情况"])
    answers.append(["T001", "发改委", "推进中", "在办"])
    ledger.save(office.folder / "input" / "ledger.xlsx")
    office.build()
    after = office.files()
    for file in office.output.rglob("*.xlsx"):
        if ".taizhang" not in file.parts:
            file.unlink()
    office.build()
    assert office.files() == after


@pytest.fixture
def saves_while_kept(office, monkeypatch):
    """Somebody saves the ledger just after its former file was copied."""
    keep = former.keep_ledger

    def keep_slowly(*given):
        kept = keep(*given)
        office.edit(G3="2021年6月底")
        return kept

    def begin() -> None:
        monkeypatch.setattr(former, "keep_ledger", keep_slowly)

    return begin


def third_deadline(office) -> object:
    return openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")["台账"]["G3"].value


def test_a_ledger_that_is_saved_while_its_former_file_is_kept_is_not_overwritten(office, saves_while_kept, monkeypatch):
    """The last look at the file is the last thing before the new one takes its place."""
    assert office.run("distribute", "--date", DAY)[0] == 0
    path = filled(office, "财政局", "已在办")
    saves_while_kept()
    with pytest.raises(RefusedError):
        generator.collect(Workspace(office.folder), [path], apply=True)
    monkeypatch.undo()
    assert third_deadline(office) == "2021年6月底"
    assert generator.collect(Workspace(office.folder), [path], apply=True).written


DOCUMENT = "序号\t任务名称\t具体任务\t责任单位\t完成时限\n1\t规划公开\t公开规划。\t发改委\t6月底前\n"
REPLACING = {
    "import --replace": lambda folder: ("import", folder / "要点.txt", "--replace"),
    "import --merge": lambda folder: ("import", folder / "要点.txt", "--merge"),
    "restore": lambda folder: ("restore", "1"),
    "check --fix": lambda folder: ("check", "--fix", "--renumber"),
    "distribute --round": lambda folder: ("distribute", "--round", "6月", "--due", DAY, "--date", DAY),
}


@pytest.mark.parametrize("words", REPLACING.values(), ids=REPLACING.keys())
def test_no_command_replaces_a_ledger_that_somebody_saved_meanwhile(office, saves_while_kept, words, monkeypatch):
    (office.folder / "要点.txt").write_text(DOCUMENT, "utf-8")
    assert office.run("distribute", "--round", "5月", "--due", DAY, "--date", DAY)[0] == 0
    office.edit(B2=7)
    saves_while_kept()
    code, document = office.run(*map(str, words(office.folder)))
    assert (code, [problem["code"] for problem in document["problems"]]) == (3, ["ledger-changed"])
    monkeypatch.undo()
    assert third_deadline(office) == "2021年6月底"


def test_a_conversion_onto_a_ledger_keeps_it(office, saves_while_kept):
    source, ledger = office.folder / "另一份.json", office.folder / "input" / "ledger.xlsx"
    run = CliRunner().invoke
    assert run(main, ["convert", str(ledger), "-o", str(source)]).exit_code == 0
    before = ledger.read_bytes()
    assert run(main, ["convert", str(source), "-o", str(ledger)]).exit_code == 0
    (listed,) = office.run("restore")[1]["ledgers"]
    assert (office.folder / listed["path"]).read_bytes() == before
    saves_while_kept()
    assert run(main, ["convert", str(source), "-o", str(ledger)]).exit_code == 3
    assert third_deadline(office) == "2021年6月底"
