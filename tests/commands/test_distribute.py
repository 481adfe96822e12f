"""Sending out: everybody once, then only those whose tasks changed, with the changes marked."""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.offices import open_office

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path)
    made.run("distribute", "--date", "2021-03-01")
    return made


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def closed_rows(path: Path) -> set[str]:
    """The 标识 of the rows in which nothing can be typed."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heading = next(row for row in sheet.iter_rows() if "进展情况" in [cell.value for cell in row])
    column = [cell.value for cell in heading].index("进展情况")
    return {
        row[0].value for row in sheet.iter_rows(heading[0].row + 1) if row[0].value and row[column].protection.locked
    }


def test_a_withdrawn_task_is_shown_and_closed(office):
    office.rows(lambda sheet: sheet.delete_rows(5))  # task 4: 财政局
    office.run("distribute", "--date", "2021-05-01")
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    assert closed_rows(sheet) == {"T004"}


def test_the_first_time_everybody_gets_a_sheet(office):
    assert names(office.output / "分发" / "第1版_2021-03-01.zip") == {
        "分发签收表.xlsx",
        "分发说明.txt",
        "某县2021年工作要点分工台账.xlsx",
        *(f"{name}/{name}.xlsx" for name in ("发改委", "教体局", "水务局", "财政局", "公安局")),
    }


def test_nobody_gets_a_sheet_twice_for_nothing(office):
    code, report = office.run("distribute", "--date", "2021-04-01")
    assert (code, report["path"], report["recipients"], report["edition"]) == (0, None, [], 1)


def test_the_story_of_three_edits(office):
    def change(sheet):
        sheet["E3"] = "做好改过的工作。"  # task 2: 教体局, 水务局
        sheet.delete_rows(5)  # task 4: 财政局
        sheet.append(["T006", 6, "一、公开", "（一）规划", "新的工作。", "公安局", "2021年9月底"])

    office.rows(change)
    _, status = office.run("status")
    assert {each["department"]: each["reasons"] for each in status["recipients"]} == {
        "教体局": ["任务2的具体任务变更"],
        "水务局": ["任务2的具体任务变更"],
        "财政局": ["撤销任务4"],
        "公安局": ["新增任务6"],
    }
    code, report = office.run("distribute", "--date", "2021-05-01")
    assert (code, report["edition"]) == (0, 2)
    parcel = office.output / "分发" / "第2版_2021-05-01.zip"
    sheets = {name for name in names(parcel) if "/" in name and name.endswith(".xlsx")}
    assert sheets == {f"{name}/{name}.xlsx" for name in ("教体局", "水务局", "财政局", "公安局")}
    assert marks(office, "教体局") == {2: "修改"}
    assert marks(office, "公安局") == {5: None, 6: "新增"}
    assert marks(office, "财政局") == {4: "撤销"}
    with zipfile.ZipFile(parcel) as archive:
        note = archive.read("教体局/更新说明.txt").decode("utf-8-sig")
    assert "【修改】任务2·具体任务：做好第2件工作。 → 做好改过的工作。" in note
    assert set(office.built("--as-of", "2021-05-01")) == set()
    _, status = office.run("status")
    assert status["recipients"] == []


def test_those_sign_who_get_something_also_if_it_says_that_their_tasks_were_withdrawn(office, tmp_path):
    def change(sheet):
        sheet["E3"] = "做好改过的工作。"  # task 2: 教体局, 水务局
        sheet.delete_rows(5)  # task 4: 财政局

    office.rows(change)
    _, report = office.run("distribute", "--date", "2021-05-01")
    with zipfile.ZipFile(office.output / report["path"]) as archive:
        (tmp_path / "receipt.xlsx").write_bytes(archive.read("分发签收表.xlsx"))
    rows = list(openpyxl.load_workbook(tmp_path / "receipt.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert [row[1:3] for row in rows[:-1]] == [("教体局", 1), ("水务局", 2), ("财政局", 0)]
    assert rows[-1][0] == "合计（3 个单位）"
    whole = openpyxl.load_workbook(office.output / "分发签收表.xlsx").active.iter_rows(min_row=4, values_only=True)
    assert [row[1] for row in whole][:-1] == ["发改委", "教体局", "水务局", "公安局"]


def marks(office, department: str) -> dict[int, str | None]:
    """Number → mark on a department's sheet; a marked cell has the template's 变更 fill."""
    sheet = openpyxl.load_workbook(office.output / "单位分工表" / f"{department}.xlsx").worksheets[0]
    heading = [cell.value for cell in sheet[3]]
    number, content, change = (heading.index(name) for name in ("序号", "具体任务", "变更"))
    found = {}
    for row in sheet.iter_rows(min_row=4):
        if isinstance(row[number].value, int):
            found[row[number].value] = row[change].value
            if row[change].value == "修改":
                assert row[content].fill.fgColor.rgb == "FFFFF2CC"
    return found


def test_the_zip_opens_with_other_programs_and_has_safe_names(office):
    parcel = office.output / "分发" / "第1版_2021-03-01.zip"
    with zipfile.ZipFile(parcel) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.flag_bits & 0x800 or entry.filename.isascii()
            assert not entry.filename.startswith(("/", "..")) and ".." not in entry.filename
    for command in (["unzip", "-tq"], ["7z", "t"]):
        if shutil.which(command[0]):
            assert subprocess.run([*command, str(parcel)], capture_output=True, check=False).returncode == 0


def test_the_same_edition_packed_twice_is_the_same_zip(office, tmp_path):
    other = open_office(tmp_path / "other")
    other.run("distribute", "--date", "2021-03-01")
    assert other.files() == office.files()


def test_rows_without_an_id_are_not_sent(office):
    office.rows(lambda sheet: sheet.append([None, 6, "", "", "新的工作。", "公安局", "全年"]))
    code, report = office.run("distribute", "--date", "2021-05-01")
    assert code == 1
    assert {each["code"] for each in report["problems"]} == {"missing-id"}
    assert all("check --fix" in each["advice"] for each in report["problems"])


def test_unknown_names_are_sent_only_when_that_is_meant(tmp_path):
    office = open_office(tmp_path, [["T001", 1, "一", "（一）", "做好工作。", "发改委、不知道的单位办公室", "全年"]])
    code, report = office.run("distribute", "--date", "2021-05-01")
    assert code == 1
    assert all("--allow-unresolved" in each["advice"] for each in report["problems"])
    code, _ = office.run("distribute", "--date", "2021-05-01", "--allow-unresolved")
    assert code == 0


def test_nothing_is_sent_where_no_template_makes_a_sheet_for_departments(tmp_path):
    made = open_office(tmp_path)
    (made.folder / "templates" / "department.xlsx").unlink()
    code, report = made.run("distribute", "--date", "2021-03-01")
    assert (code, [each["code"] for each in report["problems"] if each["severity"] == "error"]) == (1, ["no-sheet"])
    assert not (made.output / "分发").exists()
    assert made.run("status")[1]["edition"] == 0


def test_nothing_is_sent_without_a_letter_that_the_templates_have(tmp_path):
    made = open_office(tmp_path)
    (made.folder / "templates" / "分发说明.txt").write_text("{{ 台账.没有这个 }}", "utf-8")
    for command in (("distribute", "--date", "2021-03-01"), ("check",)):
        code, report = made.run(*command)
        assert code == 1
        assert [each["code"] for each in report["problems"] if each["severity"] == "error"] == ["unknown-name"]
    assert not (made.output / "分发").exists()


@pytest.mark.parametrize("name", ["_reminder", "_unreported"])
def test_checking_sees_the_templates_of_reminders(tmp_path, name):
    made = open_office(tmp_path)
    path = made.folder / "templates" / f"{name}.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "{{ 台账.没有这个 }}"
    book.save(path)
    code, report = made.run("check")
    assert (code, {each["file"] for each in report["problems"] if each["severity"] == "error"}) == (
        1,
        {f"{name}.xlsx"},
    )


def test_names_that_are_the_same_on_a_disk_have_folders_of_their_own(tmp_path):
    made = open_office(tmp_path)
    book = openpyxl.load_workbook(made.folder / "input" / "ledger.xlsx")
    book["单位"].append(["甲?局", "甲?局"])
    book["单位"].append(["甲*局", "甲*局"])
    for row, name in ((2, "甲?局"), (3, "甲*局")):
        book["台账"].cell(row, 6).value = name
    book.save(made.folder / "input" / "ledger.xlsx")
    code, report = made.run("distribute", "--date", "2021-03-01")
    assert code == 0
    folders = {each["department"]: each["path"] for each in report["departments"] if each["department"][0] == "甲"}
    assert set(folders) == {"甲?局", "甲*局"}
    assert len(set(folders.values())) == 2
    assert all(len(list((made.output / path).iterdir())) == 1 for path in folders.values())


def test_each_department_with_an_address_gets_a_mail_with_its_sheet(tmp_path):
    made = open_office(tmp_path)
    book = openpyxl.load_workbook(made.folder / "input" / "ledger.xlsx")
    units = book["单位"]
    heading = [cell.value for cell in units[1]]
    if "邮箱" not in heading:
        units.cell(1, len(heading) + 1).value = "邮箱"
        heading.append("邮箱")
    row = next(row for row in range(2, units.max_row + 1) if units.cell(row, 1).value == "教体局")
    units.cell(row, heading.index("邮箱") + 1).value = "jtj@example.cn"
    book["信息"].append(["制表单位", "某县人民政府办公室"])
    book.save(made.folder / "input" / "ledger.xlsx")
    words = ("distribute", "--mail", "--round", "2021年3月", "--due", "2021-03-25", "--date", "2021-03-01")
    code, report = made.run(*words)
    assert code == 0
    (draft,) = [each["draft"] for each in report["departments"] if each["draft"]]
    assert draft in report["files"]
    message = email.message_from_bytes((made.output / draft).read_bytes(), policy=email.policy.default)
    assert (message["To"].addresses[0].addr_spec, message["X-Unsent"]) == ("jtj@example.cn", "1")
    assert "2021年3月" in message["Subject"]
    text = "教体局：\n\n《某县2021年工作要点分工台账》中你单位的任务见附件，请于2021年3月25日前填好后发回。\n"
    assert "\n".join(message.get_body().get_content().splitlines()) == f"{text}\n某县人民政府办公室"
    (sheet,) = message.iter_attachments()
    assert sheet.get_content() == (made.output / "单位分工表" / "教体局.xlsx").read_bytes()
    (problem,) = [each for each in report["problems"] if each["code"] == "no-email"]
    assert "水务局" in problem["message"]
    assert "教体局" not in problem["message"]


@pytest.mark.parametrize("words", [(), ("--all",), ("--department", "财政局")])
def test_a_sheet_that_somebody_typed_into_is_not_sent_though_nothing_is_out_of_date(tmp_path, words):
    """A department would be told what neither the ledger nor the records say."""
    office = open_office(tmp_path / "w")
    if words:
        assert office.run("distribute", "--date", "2021-06-01")[0] == 0
    else:
        office.build()
    before = office.files()
    path = office.output / "单位分工表" / "财政局.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["D4"] = "手工改的任务"
    book.save(path)
    code, document = office.run("distribute", "--date", "2021-06-02", *words)
    told = [each for each in document["problems"] if each["severity"] == "error"]
    assert (code, [(each["code"], each["cell"]) for each in told]) == (3, [("edited-by-hand", "D4")])
    assert office.files().keys() == before.keys()
    assert office.run("build", "--force")[0] == 0
    assert office.run("distribute", "--date", "2021-06-02", *words)[0] == 0


@pytest.mark.parametrize("name", ["某县2021年工作要点分工台账.xlsx", "分发签收表.xlsx"])
def test_a_workbook_of_the_office_that_goes_with_the_sheets_is_not_packed_as_somebody_typed_it(office, name):
    path = office.output / name
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "手工改的"
    book.save(path)
    code, report = office.run("distribute", "--date", "2021-06-02", "--all")
    told = [each for each in report["problems"] if each["severity"] == "error"]
    assert (code, [(each["code"], each["file"], each["cell"]) for each in told]) == (
        3,
        [("edited-by-hand", f"output/{name}", "A1")],
    )


def test_records_of_another_workspace_are_told_and_no_number_is_given_again(office):
    """They know nothing of the editions that were packed here: departments would be told 首次分发 once more."""
    office.edit(E4="改了一次。")
    office.run("distribute", "--date", "2021-04-01")
    records = office.output / ".taizhang"
    shutil.rmtree(records)
    other = open_office(office.folder.parent / f"{office.folder.name}2")
    other.build()
    shutil.copytree(other.output / ".taizhang", records)
    for command in (("status",), ("build", "--force")):
        _, report = office.run(*command)
        assert [each["file"] for each in report["problems"] if each["code"] == "editions-unknown"] == [
            "output/分发/第1版_2021-03-01"
        ]
    assert office.run("distribute", "--date", "2021-05-01")[1]["edition"] == 3
    assert "editions-unknown" not in {each["code"] for each in office.run("build")[1]["problems"]}


def test_an_edition_of_another_day_than_the_records_say_is_told(office):
    (office.output / "分发" / "第1版_2021-03-01").rename(office.output / "分发" / "第1版_2020-03-01")
    codes = [each["code"] for each in office.run("status")[1]["problems"]]
    assert codes.count("editions-unknown") == 1


def test_a_sheet_that_another_program_saved_is_sent(tmp_path):
    office = open_office(tmp_path / "w")
    office.build()
    path = office.output / "单位分工表" / "财政局.xlsx"
    openpyxl.load_workbook(path).save(path)
    assert office.run("distribute", "--date", "2021-06-02")[0] == 0
