"""Building again makes what changed and nothing else, and never loses what somebody typed."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from generator import Workspace, build
from generator.cli.reports import print_build
from generator.rebuild import plan
from generator.records import access
from generator.system import disk
from tests.offices import open_office

pytestmark = pytest.mark.slow

OFFICIAL = "某县2021年工作要点分工台账.xlsx"
SUMMARY = "落实情况汇总表.xlsx"


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path)
    made.build()
    return made


def sheet(name: str) -> str:
    return f"单位分工表/{name}.xlsx"


def test_a_second_build_builds_nothing(office):
    before = office.files()
    assert office.built() == set()
    assert office.files() == before


def test_one_changed_deadline_rebuilds_what_shows_it_as_status_said_before(office):
    office.edit(G3="2021年6月底")
    _, status = office.run("status", "--as-of", "2021-01-01")
    said = {stale["path"]: stale["reasons"] for stale in status["stale"]}
    assert said == {key: ["任务2的完成时限变更"] for key in [OFFICIAL, SUMMARY, sheet("教体局"), sheet("水务局")]}
    assert office.built() == set(said)
    assert office.built() == set()


def test_a_changed_template_rebuilds_its_own_workbooks(office):
    path = office.folder / "templates" / "receipt.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "签收单"
    book.save(path)
    assert office.built() == {"分发签收表.xlsx"}


def test_a_missing_file_is_made_again_with_the_same_bytes(office):
    before = office.files()
    (office.output / OFFICIAL).unlink()
    assert office.built() == {OFFICIAL}
    assert office.files() == before


def test_the_file_of_a_department_that_has_no_task_any_more_is_moved_away(office):
    content = (office.output / sheet("财政局")).read_bytes()
    office.edit(F5="公安局")
    office.build()
    assert not (office.output / sheet("财政局")).exists()
    assert (office.output / ".taizhang" / "旧版" / "财政局.xlsx").read_bytes() == content


def test_a_renamed_workbook_leaves_no_second_one_behind(office):
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    book["信息"]["B1"] = "新标题台账"
    book.save(path)
    office.build()
    assert (office.output / "新标题台账.xlsx").exists()
    assert not (office.output / OFFICIAL).exists()
    assert (office.output / ".taizhang" / "旧版" / OFFICIAL).exists()


def type_into(path: Path, cell: str, text: str) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell] = text
    book.save(path)


def test_what_somebody_typed_is_never_overwritten_silently(office):
    path = office.output / sheet("教体局")
    type_into(path, "J5", "已经办了一半")
    typed = path.read_bytes()
    office.edit(E3="改过的工作。")
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 3
    (problem,) = [each for each in report["problems"] if each["severity"] == "error"]
    assert (problem["file"], problem["sheet"], problem["cell"]) == ("output/单位分工表/教体局.xlsx", "教体局", "J5")
    assert "taizhang collect" in problem["advice"] and "--force" in problem["advice"]
    assert path.read_bytes() == typed
    states = {each["path"]: each["state"] for each in report["workbooks"]}
    assert states[sheet("水务局")] == states[OFFICIAL] == "built"
    code, _ = office.run("build", "--force", "--as-of", "2021-01-01")
    assert code == 0
    assert path.read_bytes() != typed
    assert (office.output / ".taizhang" / "旧版" / "教体局.xlsx").read_bytes() == typed


def test_an_edit_that_was_collected_stands_in_the_way_no_more(office):
    path = office.output / sheet("教体局")
    type_into(path, "J4", "已经办了一半")
    code, _ = office.run("collect", str(path), "--apply")
    assert code == 0
    assert sheet("教体局") in office.built()
    assert openpyxl.load_workbook(path).worksheets[0]["J4"].value == "已经办了一半"


def test_saving_alone_is_no_edit(office):
    path = office.output / sheet("教体局")
    openpyxl.load_workbook(path).save(path)
    assert office.built() == set()
    office.edit(E3="改过的工作。")
    assert sheet("教体局") in office.built()


def test_a_strangers_file_in_the_place_of_a_workbook_is_kept(tmp_path):
    office = open_office(tmp_path)
    office.output.mkdir()
    book = openpyxl.Workbook()
    book.active["A1"] = "我自己的表"
    book.save(office.output / OFFICIAL)
    code, _ = office.run("build")
    assert code == 3
    assert openpyxl.load_workbook(office.output / OFFICIAL).active["A1"].value == "我自己的表"


def test_a_locked_file_is_told_and_the_others_are_built(office, monkeypatch):
    real = disk.os.replace

    def refuse(source, target):
        if Path(target).name == "水务局.xlsx":
            raise PermissionError(13, "denied")
        real(source, target)

    office.edit(G3="2021年6月底")
    before = (office.output / sheet("水务局")).read_bytes()
    monkeypatch.setattr(disk.os, "replace", refuse)
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 1
    errors = [each for each in report["problems"] if each["severity"] == "error"]
    assert [(each["code"], each["file"]) for each in errors] == [("file-locked", "output/单位分工表/水务局.xlsx")]
    states = {each["path"]: each["state"] for each in report["workbooks"]}
    assert (states[sheet("水务局")], states[sheet("教体局")]) == ("failed", "built")
    assert (office.output / sheet("水务局")).read_bytes() == before
    monkeypatch.undo()
    assert office.built() == {sheet("水务局")}


def test_a_full_disk_loses_nothing_and_the_next_build_finishes(office, monkeypatch):
    before = office.files()
    office.edit(G3="2021年6月底")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 1
    assert report["problems"]
    assert office.files() == before
    monkeypatch.undo()
    assert office.built() == {OFFICIAL, SUMMARY, sheet("教体局"), sheet("水务局")}


def test_any_number_of_processes_gives_the_same_bytes(office, tmp_path):
    other = open_office(tmp_path / "other")
    other.build("--jobs", "3")
    assert other.files() == office.files()


def test_a_damaged_manifest_is_kept_and_the_one_before_it_is_used(office):
    office.edit(G3="2021年6月底")
    office.build()
    folder = office.output / ".taizhang"
    (folder / "manifest.json").write_text("{ damaged", "utf-8")
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 0
    assert "damaged-manifest" in [each["code"] for each in report["problems"]]
    assert (folder / "旧版" / "manifest.json").read_text("utf-8") == "{ damaged"
    assert office.built() == set()


def test_a_manifest_of_a_newer_version_is_left_alone(office):
    path = office.output / ".taizhang" / "manifest.json"
    path.write_text('{"format": 99}', "utf-8")
    code, report = office.run("build")
    assert code == 1
    assert [each["code"] for each in report["problems"]] == ["newer-manifest"]
    assert path.read_text("utf-8") == '{"format": 99}'


def test_a_lost_manifest_does_not_lose_what_was_typed(office):
    type_into(office.output / sheet("教体局"), "J5", "已经办了一半")
    shutil.rmtree(office.output / ".taizhang")
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert code == 3
    failed = [each["path"] for each in report["workbooks"] if each["state"] == "failed"]
    assert failed == [sheet("教体局")]


def test_of_many_workbooks_the_first_are_listed_and_all_that_failed(office, capsys):
    type_into(office.output / sheet("水务局"), "J5", "已经办了一半")
    office.edit(G3="2021年6月底")
    workspace = Workspace(office.folder)
    print_build(build(workspace, as_of=datetime.date(2021, 1, 1)), workspace, most=2)
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in shown if ".xlsx" in line] == ["未变动", "已生成", "未生成"]
    assert [line for line in shown if line.startswith("另有")] == ["另有 5 个工作簿没有列出（--json 可看全部）。"]


def test_rows_without_an_id_keep_the_one_with_which_they_were_built(office):
    """Else every build would number them anew, and make every workbook that shows them again."""

    def add(sheet):
        sheet.append([None, 6, "一、公开", "（一）规划", "做好第6件工作。", "财政局", "2021年12月底"])
        sheet.append([None, 7, "一、公开", "（一）规划", "做好第7件工作。", "财政局", "2021年12月底"])

    office.rows(add)
    office.build()
    assert office.built() == set()
    office.rows(lambda sheet: sheet.delete_rows(sheet.max_row - 1))  # the second keeps its own, not that of the first
    office.build()
    assert office.built() == set()
    assert office.run("check", "--fix")[1]["fixed"] == ["台账!A7"]
    assert office.built() == set()
    assert openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")["台账"]["A7"].value == "T007"


@pytest.mark.parametrize("name", ["receipt - 副本", "receipt (2)", "receipt（1）", "receipt - Copy"])
def test_a_template_that_somebody_copied_is_told_as_long_as_it_is_there(office, name):
    """Windows and WPS name copies so; two workbooks of one kind are seldom meant, and one of them gets old."""
    copy = office.folder / "templates" / f"{name}.xlsx"
    shutil.copyfile(office.folder / "templates" / "receipt.xlsx", copy)

    def told():
        _, report = office.run("build", "--as-of", "2021-01-01")
        return [each["file"] for each in report["problems"] if each["code"] == "template-copied"]

    assert told() == told() == [f"templates/{copy.name}"]
    copy.rename(copy.with_name("领表单.xlsx"))
    assert told() == []


def test_status_tells_of_what_a_build_would_leave_because_somebody_typed_into_it(office):
    path = office.output / sheet("财政局")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["D4"] = "改过"
    book.save(path)
    assert office.run("status", "--as-of", "2021-01-01")[0] == 0  # nothing would be made there
    office.edit(E5="做好别的工作。")
    code, document = office.run("status", "--as-of", "2021-01-01")
    assert code == 3
    assert [problem["code"] for problem in document["problems"] if problem["severity"] == "error"] == ["edited-by-hand"]
    assert office.run("build", "--as-of", "2021-01-01")[0] == 3


def test_what_a_distribution_writes_while_status_looks_is_no_edit(office, monkeypatch):
    """Nothing is locked by status: it may read the records before, and the workbooks after."""
    office.edit(E5="做好别的工作。")
    planned, made = plan.plan_of, []

    def plan_of(*arguments, **options):
        if not made:
            made.append("")
            made[0], _ = office.run("distribute", "--round", "2021年1月", "--due", "2021-01-25", "--date", "2021-01-01")
        return planned(*arguments, **options)

    monkeypatch.setattr(plan, "plan_of", plan_of)
    monkeypatch.setattr(access.Records, "forget_written", lambda self: None)  # the last that it does
    code, document = office.run("status", "--as-of", "2021-01-01")
    assert made == [0]
    assert (code, [each["code"] for each in document["problems"] if each["severity"] == "error"]) == (0, [])


def test_a_pdf_that_is_older_than_its_workbook_is_told_as_long_as_it_lies_there(office):
    """Whoever prints it prints what was."""
    pdf = (office.output / OFFICIAL).with_suffix(".pdf")
    pdf.write_bytes(b"%PDF as it was printed")

    def told():
        return [each["file"] for each in office.run("build")[1]["problems"] if each["code"] == "pdf-older"]

    assert told() == []
    office.edit(E5="做好别的工作。")
    saved = pdf.stat().st_mtime
    os.utime(pdf, (saved - 3600, saved - 3600))
    assert told() == told() == [f"output/{pdf.name}"]
    os.utime(pdf, (saved, saved))
    assert told() == []  # a copy of the folder may have them in any order


def test_the_pdf_of_a_workbook_that_is_no_longer_made_goes_with_it(office):
    pdf = (office.output / sheet("财政局")).with_suffix(".pdf")
    pdf.write_bytes(b"%PDF as it was printed")
    office.edit(F5="发改委")
    office.build()
    assert not pdf.exists()
    assert (office.output / ".taizhang" / "旧版" / pdf.name).read_bytes() == b"%PDF as it was printed"


def test_asking_for_wide_lines_gives_every_task_more_room_and_going_back_gives_the_usual(office):
    def heights() -> list[float]:
        rows = openpyxl.load_workbook(office.output / OFFICIAL).worksheets[0].row_dimensions
        return [row.height for row in rows.values()]

    before, files = heights(), office.files()
    ledger = (office.folder / "input" / "ledger.xlsx").read_bytes()
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    book["信息"].append(["行距", "宽"])
    book.save(office.folder / "input" / "ledger.xlsx")
    assert {OFFICIAL, sheet("教体局")} <= office.built()
    assert all(wide >= usual for wide, usual in zip(heights(), before, strict=True)) and sum(heights()) > sum(before)
    (office.folder / "input" / "ledger.xlsx").write_bytes(ledger)
    office.built()
    assert heights() == before and office.files().keys() == files.keys()


def test_a_spacing_of_lines_that_is_none_is_told_and_the_usual_one_holds(office):
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    book["信息"].append(["行距", "1.5倍"])
    book.save(office.folder / "input" / "ledger.xlsx")
    (told,) = [each for each in build(Workspace(office.folder)).problems if each.code == "bad-line-spacing"]
    assert told.message == "“行距”填的是“1.5倍”，按“标准”排版"
