"""A week in the office: thirty departments send their sheets back, three are late, two disagree with the office."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
import python_calamine
from click.testing import CliRunner
from msgspec.structs import replace

from generator.cli import main
from generator.hidden_sheet import SHEET_NAME
from generator.ledger import as_book, read
from generator.model import Answer, Department, Ledger, Task
from generator.records.access import locked_records
from generator.records.manifest import Edition
from generator.system.workspace import Workspace, shipped
from generator.writer import write
from tests.returns.sheets import Sent

pytestmark = pytest.mark.slow

NAMES = tuple(f"{number:02}局" for number in range(1, 31))
TASKS = (
    Task("T001", "1", content="公开规划", units_text="各部门负责", deadline_text="5月底前"),
    Task("T002", "2", content="公开预算", units_text="各部门负责", deadline_text="12月底前"),
)
LATE = ("28局", "29局", "30局")
CONFLICTS = ("03局", "04局")


@pytest.fixture
def workspace(tmp_path):
    """Edition 1 went out to all; the office noted two answers by telephone since."""
    place = Workspace(tmp_path / "台账")
    ledger = Ledger(
        title="某台账",
        year=2021,
        tasks=TASKS,
        departments=tuple(Department(name, categories=("部门",)) for name in NAMES),
        returns=tuple(Answer("T001", name, state="推进中", progress="电话报来") for name in CONFLICTS),
    )
    place.ledger.parent.mkdir(parents=True)
    place.template_folder.mkdir()
    (place.template_folder / "summary.xlsx").write_bytes((shipped("templates") / "summary.xlsx").read_bytes())
    write(as_book(ledger), place.ledger)
    with locked_records(place) as records:
        keep = records.manifest.store.keep
        sent = {name: keep({task: keep(values) for task, values in sheets_of(name)}) for name in NAMES}
        records.manifest.editions.append(Edition(1, "2021-03-01", sent))
        records.save()
    return place


def sheets_of(name):
    """Task id and the values that were sent."""
    return [(task, dict(values)) for (_, _, task), values in sent_to(name).bases().items()]


def sent_to(name):
    fields = ("id", "number", "content", "deadline_text")
    return Sent({task.id: {field: getattr(task, field) for field in fields} for task in TASKS}, name)


def filled(name):
    book = sent_to(name).book()
    book.active["E4"], book.active["F4"] = "已完成", f"{name}公开了规划"
    book.active["E5"], book.active["F5"] = "推进中", f"{name}在编预算"
    book.active["C7"] = f"{name}张三"
    return book


@pytest.fixture
def inbox(tmp_path):
    """Twenty sheets in a folder under whatever names, seven in a zip, a foreign workbook and half a file."""
    folder = tmp_path / "收回"
    (folder / "补报").mkdir(parents=True)
    for number, name in enumerate(name for name in NAMES if name not in LATE):
        path = folder / ("补报" if number % 2 else "") / f"附件{number}（{name}填）.xlsx"
        filled(name).save(path)
    with zipfile.ZipFile(folder / "邮件.zip", "w") as archive:
        for path in sorted(folder.glob("补报/*"))[:7]:
            archive.write(path, path.name)
            path.unlink()
    foreign = openpyxl.Workbook()
    foreign.active["A1"] = "自己做的表"
    foreign.save(folder / "自制.xlsx")
    whole = (folder / "附件0（01局填）.xlsx").read_bytes()
    (folder / "坏的.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "~$附件0.xlsx").write_bytes(b"lock")
    return folder


def run(workspace, *arguments):
    result = CliRunner().invoke(main, ["collect", *map(str, arguments), "--workspace", str(workspace.root)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def document(workspace, *arguments):
    result = run(workspace, *arguments, "--json")
    return json.loads(result.stdout), result.exit_code


def test_the_report_names_every_file_every_change_and_both_conflicts(workspace, inbox):
    before = workspace.ledger.read_bytes()
    report, code = document(workspace, inbox)
    assert code == 1
    states = [file["state"] for file in report["files"]]
    assert (states.count("changed"), states.count("rejected"), len(states)) == (27, 2, 29)
    assert {file["department"] for file in report["files"]} - {None} == set(NAMES) - set(LATE)
    rejected = {
        file["path"].rpartition("/")[2]: file["problems"][0] for file in report["files"] if file["state"] == "rejected"
    }
    assert {name: problem["code"] for name, problem in rejected.items()} == {
        "坏的.xlsx": "damaged",
        "自制.xlsx": "no-mark",
    }
    assert all(problem["advice"] for problem in rejected.values())
    # 27 departments × 2 tasks × 2 cells, of which 2 × 2 cells are conflicts
    assert len(report["changes"]) == 27 * 2 * 2 - 4
    assert {(each["department"], each["field"], each["ours"], each["theirs"]) for each in report["conflicts"]} == {
        (name, field, ours, theirs)
        for name in CONFLICTS
        for field, ours, theirs in (("state", "推进中", "已完成"), ("progress", "电话报来", f"{name}公开了规划"))
    }
    assert report["proposals"] == [] and report["applied"] is False and report["written"] == []
    assert workspace.ledger.read_bytes() == before


def test_applying_writes_what_is_certain_and_leaves_conflicts_to_be_decided(workspace, inbox, tmp_path):
    _, code = document(workspace, inbox, "--apply")
    assert code == 3
    answers = {(answer.task_id, answer.department): answer for answer in read(workspace.ledger).ledger.returns}
    assert len(answers) == 27 * 2
    assert replace(answers["T001", "01局"], received_on="") == Answer(
        "T001", "01局", state="已完成", progress="01局公开了规划", filled_by="01局张三", source="附件0（01局填）.xlsx"
    )
    assert answers["T001", "03局"].progress == "电话报来"
    (former,) = (workspace.former).iterdir()
    assert former.name.startswith("ledger ") and "第1版" in former.name

    choices = tmp_path / "冲突.xlsx"
    report, code = document(workspace, inbox, "--apply", "--conflicts", choices)
    assert code == 3 and report["changes"] == [] and len(report["conflicts"]) == 4 and report["written"] == []

    book = openpyxl.load_workbook(choices)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 6):
        is_first = sheet.cell(row, columns["单位"]).value == "03局"
        sheet.cell(row, columns["选择"]).value = "收回" if is_first else "台账"
    book.save(choices)
    report, code = document(workspace, inbox, "--apply", "--choices", choices)
    assert code == 1 and report["applied"]  # the foreign and the damaged file are still there
    answers = {(answer.task_id, answer.department): answer for answer in read(workspace.ledger).ledger.returns}
    assert answers["T001", "03局"].state == "已完成" and answers["T001", "04局"].progress == "电话报来"


@pytest.mark.parametrize("rule", ["--theirs", "--ours"])
def test_the_same_files_once_more_change_nothing_and_ask_nothing(workspace, inbox, rule):
    document(workspace, inbox, "--apply", rule)
    after = workspace.ledger.read_bytes()
    report, code = document(workspace, inbox, "--apply")
    assert (report["changes"], report["conflicts"], report["written"], code) == ([], [], [], 1)
    assert workspace.ledger.read_bytes() == after


def test_people_read_the_same_in_lines(workspace, inbox):
    (inbox / "自制.xlsx").unlink()
    (inbox / "坏的.xlsx").unlink()
    result = run(workspace, inbox, "--details")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "变更 104 处" in lines and "冲突 4 处" in lines
    at = lines.index("冲突 4 处")
    assert lines[at + 2 : at + 6] == [
        "      发出时：（空）",
        "      台账现有：“推进中”",
        "      收回：“已完成”",
        "      未决定",
    ]
    assert "共 27 个文件：有变化 27 个，无变化 0 个，未收集 0 个。未写入台账（加 --apply 写入）。" in lines


def sheets(path):
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name != SHEET_NAME}


def test_the_summary_shows_lights_counts_and_who_is_silent(workspace, inbox):
    document(workspace, inbox, "--apply")
    arguments = ["build", "--only", "summary", "--as-of", "2021-12-10", "--workspace", str(workspace.root)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    found = sheets(workspace.output / "落实情况汇总表.xlsx")
    lines = found["落实情况"]
    assert lines[1][0] == "某台账（统计日期：2021年12月10日）"
    by_task = {(line[4], number): line for number, line in enumerate(lines[3:63]) if line[4]}
    assert len(by_task) == 60
    shown = {}
    for (department, number), line in by_task.items():
        shown[department, "T001" if number < 30 else "T002"] = (line[0], line[7], line[8], line[9])
    # T001 was due on 31 May, 193 days before; T002 is due on 31 December, 21 days after
    assert shown["01局", "T001"] == ("蓝", "", "已完成", "01局公开了规划")
    assert shown["01局", "T002"] == ("黄", 21, "推进中", "01局在编预算")
    assert shown["03局", "T001"] == ("红", -193, "推进中", "电话报来")
    assert shown["30局", "T001"] == ("红", -193, "未报送", "")
    lights = [light for light, *_ in shown.values()]
    assert {light: lights.count(light) for light in set(lights)} == {"蓝": 25, "黄": 30, "红": 5}
    assert "未报送单位（3 个）：28局、29局、30局" in [line[0] for line in lines]
    counts = {line[1]: tuple(line[2:9]) for line in found["单位完成情况"][3:33]}
    # 总数, 已完成, 推进中, 未启动, 未报送, 其中逾期, 完成率
    assert counts["01局"] == (2, 1, 1, 0, 0, 0, 0.5)
    assert counts["03局"] == (2, 0, 2, 0, 0, 1, 0)
    assert counts["29局"] == (2, 0, 0, 0, 2, 1, 0)
    assert found["单位完成情况"][33][2:8] == [60, 25, 29, 0, 6, 5]
    page = openpyxl.load_workbook(workspace.output / "落实情况汇总表.xlsx")["单位完成情况"]
    (rules,) = [area for area in page.conditional_formatting if "I4" in area]
    assert (str(rules.sqref), rules.rules[0].type) == ("I4:I33", "dataBar")


def test_the_same_day_gives_the_same_bytes_and_another_day_another_summary(workspace):
    built = []
    for day in ("2021-06-10", "2021-06-10", "2021-06-11"):
        CliRunner().invoke(main, ["build", "--as-of", day, "--workspace", str(workspace.root)])
        built.append((workspace.output / "落实情况汇总表.xlsx").read_bytes())
    assert built[0] == built[1] != built[2]
