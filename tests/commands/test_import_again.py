"""The document is revised: import, distribute, answers, import again with --merge, and the old returns still arrive."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.cell.cell import MergedCell

from generator import Workspace
from generator.cli import main
from generator.ledger import as_json, read
from tests.offices import open_office

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEADING = "序号\t任务名称\t具体任务\t责任单位\t完成时限"
ROWS = (
    ("规划公开", "制定年度规划信息公开目录，并在政府网站集中展示历史规划。", "县发改局", "6月底前"),
    ("预算公开", "公开财政预算和决算，说明重大项目资金的使用情况。", "县财政局", "9月底前"),
    ("招生公开", "做好义务教育招生范围和招生计划的公开工作。", "县教体局", "8月底前"),
    ("抽检公开", "加强食品药品安全监管信息公开，及时公布抽检结果。", "县市场监管局", "12月底前"),
)
REVISED = (
    ("政策解读", "建立重要文件同步解读机制，开展多种形式的解读。", "县政府办", "全年"),
    ROWS[0],
    ("预算公开", "公开财政预算、决算和绩效，说明重大项目资金的使用情况。", "县财政局", "9月底前"),
    ROWS[3],
)


def run(*arguments):
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def written(path: Path, rows) -> Path:
    lines = ["某县2021年政务公开工作要点分工", HEADING]
    lines += ["\t".join((str(n), *row)) for n, row in enumerate(rows, 1)]
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def office(tmp_path):
    root = tmp_path / "台账"
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "input").mkdir()
    ledger = root / "input" / "ledger.xlsx"
    assert run("import", written(tmp_path / "工作要点.txt", ROWS), "-o", ledger)[0] == 0
    return Workspace(root)


def tasks(office):
    return {task.id: task for task in read(office.ledger).ledger.tasks}


def filled(office, department: str, text: str, folder: Path) -> Path:
    source = office.output / "单位分工表" / f"{department}.xlsx"
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    row = next(n for n in range(1, sheet.max_row) if "进展情况" in [cell.value for cell in sheet[n]])
    column = [cell.value for cell in sheet[row]].index("进展情况") + 1
    for number in range(row + 1, sheet.max_row + 1):
        cell = sheet.cell(number, column)
        if cell.protection.locked is False and not isinstance(cell, MergedCell):
            cell.value = text
    folder.mkdir(exist_ok=True)
    book.save(folder / f"{department}.xlsx")
    return folder / f"{department}.xlsx"


def test_every_answer_comes_to_its_task_after_a_revision(office, tmp_path):
    root = office.root
    assert run("distribute", "--workspace", root, "--date", "2021-04-01", "--allow-unresolved")[0] == 0
    sheets = {path.stem for path in (office.output / "单位分工表").iterdir()}
    returns = [filled(office, name, f"{name}已在办", tmp_path / "收回") for name in sorted(sheets)]
    first = returns.pop(0)
    assert run("collect", first, "--apply", "--workspace", root)[0] == 0
    before = tasks(office)
    code, said = run("import", written(tmp_path / "修订.txt", REVISED), "-o", office.ledger, "--merge", "--json")
    report = json.loads(said)
    assert (code, report["conflicts"]) == (0, [])
    after = tasks(office)
    by_name = {task.section: task_id for task_id, task in before.items()}
    assert report["removed"] == [by_name["招生公开"]]
    assert report["added"] == ["T005"]
    assert [task.content for task in after.values()] == [row[1] for row in REVISED]
    assert {after[by_name[name]].section for name in ("规划公开", "预算公开", "抽检公开")} == {
        "规划公开",
        "预算公开",
        "抽检公开",
    }
    run("collect", *returns, "--apply", "--theirs", "--workspace", root)
    for answer in read(office.ledger).ledger.returns:
        if answer.task_id in after:
            assert (
                answer.department in after[answer.task_id].units_text
                or answer.department[1:] in after[answer.task_id].units_text
            )
            assert answer.progress == f"{answer.department}已在办"


def test_without_a_word_nothing_is_written_and_what_can_be_said_is(office, tmp_path):
    before = office.ledger.read_bytes()
    revised = written(tmp_path / "修订.txt", REVISED)
    code, said = run("import", revised, "-o", office.ledger, "--json")
    assert (code, [problem["code"] for problem in json.loads(said)["problems"]]) == (3, ["ledger-exists"])
    code, refused = run("import", revised, "-o", office.ledger)
    assert code == 3
    assert "没有写文件，以上是并入（--merge）会有的变动" in refused
    code, shown = run("import", revised, "-o", office.ledger, "--merge", "--dry-run", "--json")
    names = ("added", "changed", "kept", "removed", "conflicts", "ledger", "tasks")
    assert [json.loads(said)[name] for name in names] == [json.loads(shown)[name] for name in names]
    code, said = run("import", revised, "-o", office.ledger, "--merge", "--dry-run", "--json")
    assert (code, json.loads(said)["added"], json.loads(said)["ledger"]) == (0, ["T005"], "")
    assert office.ledger.read_bytes() == before


def test_what_people_added_stays_when_the_document_is_merged(office, tmp_path):
    book = openpyxl.load_workbook(office.ledger)
    book["单位"].append(["县档案局"])
    sheet = book.create_sheet("我的备忘")
    sheet["A1"] = "勿删"
    tasks_sheet = book["台账"]
    column = tasks_sheet.max_column + 1
    tasks_sheet.cell(1, column, "责任领导")
    for row in range(2, 6):
        tasks_sheet.cell(row, column, f"领导{row}")
    book.save(office.ledger)
    before = tasks(office)
    assert run("import", written(tmp_path / "修订.txt", REVISED), "-o", office.ledger, "--merge")[0] == 0
    ledger = read(office.ledger).ledger
    assert "县档案局" in [row.short for row in ledger.departments]
    assert openpyxl.load_workbook(office.ledger)["我的备忘"]["A1"].value == "勿删"
    for task in ledger.tasks:
        if task.id in before:
            assert dict(task.extra)["责任领导"] == dict(before[task.id].extra)["责任领导"]


def test_a_conflict_is_listed_and_decided_with_take(office, tmp_path):
    book = openpyxl.load_workbook(office.ledger)
    heading = [cell.value for cell in book["台账"][1]]
    book["台账"].cell(3, heading.index("具体任务") + 1).value = "公开财政预算，由本办改写。"
    book.save(office.ledger)
    revised = written(tmp_path / "修订.txt", REVISED)
    code, said = run("import", revised, "-o", office.ledger, "--merge", "--json")
    report = json.loads(said)
    assert code == 3
    assert [(one["task_id"], one["field"]) for one in report["conflicts"]] == [("T002", "content")]
    assert tasks(office)["T002"].content == "公开财政预算，由本办改写。"
    assert run("import", revised, "-o", office.ledger, "--merge", "--take", "T002")[0] == 0
    assert tasks(office)["T002"].content == REVISED[2][1]


def test_ids_never_start_again(office, tmp_path):
    code, _ = run("import", written(tmp_path / "修订.txt", REVISED), "-o", office.ledger, "--replace")
    assert code == 0
    assert min(tasks(office)) == "T005"
    assert len([*office.former.glob("ledger *.xlsx")]) == 1
    assert [path.name for path in office.ledger.parent.iterdir()] == ["ledger.xlsx"]


def test_what_was_asked_and_answered_is_named_before_a_ledger_is_replaced(office, tmp_path):
    """In the middle of a round the answers went without a word, and the returned sheets fitted nothing."""
    words = ("--workspace", office.root)
    opened = ("distribute", "--round", "4月", "--due", "2021-04-30", "--date", "2021-04-01", "--allow-unresolved")
    assert run(*opened, *words)[0] == 0
    revised = written(tmp_path / "修订.txt", REVISED)
    for only in (["--dry-run"], []):
        code, said = run("import", revised, "-o", office.ledger, "--replace", "--json", *only)
        assert (code, [problem["code"] for problem in json.loads(said)["problems"]]) == (0, ["answers-not-kept"])
        assert "1 个报送期、0 条落实情况" in said


def test_rows_that_somebody_added_without_an_id_are_none_of_the_documents_new_tasks(office, tmp_path):
    book = openpyxl.load_workbook(office.ledger)
    sheet = book["台账"]
    headings = [cell.value for cell in sheet[1]]
    own = ("自己加的第一件工作要办好。", "自己加的第二件工作也要办好。")
    for content in own:
        row = {"具体任务": content, "责任单位": "县发改局", "完成时限": "全年"}
        sheet.append([row.get(heading) for heading in headings])
    book.save(office.ledger)
    assert run("import", written(tmp_path / "修订.txt", REVISED), "-o", office.ledger, "--merge")[0] == 0
    found = read(office.ledger).ledger.tasks
    assert len({task.id for task in found}) == len(found)
    assert sorted(task.content for task in found) == sorted((*own, *(row[1] for row in REVISED)))


def test_a_ledger_that_lies_elsewhere_is_merged_with_what_its_workspace_remembers(tmp_path):
    """--ledger names it: its base, its ids and its former states are those of the workspace."""
    root, ledger = tmp_path / "台账", tmp_path / "别处" / "要点.xlsx"
    shutil.copytree(ROOT / "templates", root / "templates")
    ledger.parent.mkdir()
    words = ("--workspace", root, "--ledger", ledger)
    assert run("import", written(tmp_path / "工作要点.txt", ROWS), *words)[0] == 0
    code, said = run("import", written(tmp_path / "修订.txt", REVISED), *words, "--merge", "--json")
    report = json.loads(said)
    assert (code, report["problems"], report["added"]) == (0, [], ["T005"])
    assert [path.name for path in ledger.parent.iterdir()] == ["要点.xlsx"]
    assert len(list(Workspace(root).former.glob("要点 *.xlsx"))) == 1
    assert len(json.loads(run("restore", *words, "--json")[1])["ledgers"]) == 1


def test_a_revised_document_goes_into_the_ledger_that_is_there_whatever_its_form(office, tmp_path):
    (office.root / "input" / "2021年.json").write_bytes(as_json(read(office.ledger).ledger))
    office.ledger.unlink()
    assert run("import", written(tmp_path / "修订.txt", REVISED), "--merge", "--workspace", office.root)[0] == 0
    assert [path.name for path in (office.root / "input").iterdir()] == ["2021年.json"]
    assert sorted(tasks(Workspace(office.root))) == ["T001", "T002", "T004", "T005"]


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("单位分工表/水务局.xlsx", "这是本程序给“水务局”的表，不是原文件"),
        ("落实情况汇总表.xlsx", "这是本程序生成的表，里面没有责任单位的原文，不能当原文件"),
    ],
)
def test_a_sheet_that_we_made_for_others_is_no_original(tmp_path, sheet, told):
    """A department's sheet shows 其他单位: read as a document it gave a ledger in which nobody had his own tasks."""
    made = open_office(tmp_path)
    made.build()
    before = (made.folder / "input" / "ledger.xlsx").read_bytes()
    code, report = made.run("import", str(made.output / sheet), "--replace")
    assert (code, [each["message"] for each in report["problems"]]) == (1, [told])
    assert (made.folder / "input" / "ledger.xlsx").read_bytes() == before


def test_the_official_ledger_is_still_an_original(tmp_path):
    made = open_office(tmp_path)
    made.build()
    code, report = made.run("import", str(made.output / "某县2021年工作要点分工台账.xlsx"), "--dry-run")
    assert (code, report["tasks"]) == (0, 5)


def test_what_was_said_of_the_columns_holds_for_the_revised_document_and_is_told(tmp_path):
    """Without it 责任单位 came beside 牵头单位, and every department had each task in two roles."""
    root = tmp_path / "台账"
    shutil.copytree(ROOT / "templates", root / "templates")
    words = ("--workspace", root, "--json")
    assert run("import", written(tmp_path / "要点.txt", ROWS), "--columns", "责任单位=牵头单位", *words)[0] == 0
    code, said = run("import", written(tmp_path / "修订.txt", REVISED), "--merge", *words)
    report = json.loads(said)
    assert (code, [problem["code"] for problem in report["problems"]]) == (0, ["read-as-before"])
    assert {tuple(one["fields"]) for one in report["changed"]} <= {("序号",), ("序号", "具体任务"), ("具体任务",)}
    after = read(Workspace(root).ledger).ledger.tasks
    assert [(task.lead_text, task.units_text) for task in after] == [(row[2], "") for row in REVISED]


def test_the_table_that_was_chosen_is_that_of_the_revised_document_too(tmp_path):
    """Without it the tasks of another table came in as new ones, with exit 0."""
    root = tmp_path / "台账"
    shutil.copytree(ROOT / "templates", root / "templates")
    words = ("--workspace", root, "--json")

    def book(name, *tables):
        made = openpyxl.Workbook()
        for n, rows in enumerate(tables):
            sheet = made.worksheets[0] if not n else made.create_sheet()
            sheet.append(HEADING.split("\t"))
            for number, row in enumerate(rows, 1):
                sheet.append((number, *row))
        made.save(tmp_path / name)
        return tmp_path / name

    others = [(name, f"另一张表里的第{name}件事要办好。", "县水务局", "全年") for name in "甲乙"]
    assert run("import", book("要点.xlsx", ROWS, others), "--table", "1", *words)[0] == 0
    code, said = run("import", book("修订.xlsx", REVISED, others), "--merge", *words)
    report = json.loads(said)
    assert (code, report["added"], report["removed"]) == (0, ["T005"], ["T003"])


def test_a_choice_that_a_revised_document_has_no_use_for_is_told(tmp_path):
    """It was read without, and nothing said so."""
    root = tmp_path / "台账"
    shutil.copytree(ROOT / "templates", root / "templates")
    words = ("--workspace", root, "--json")

    def book(name, sheets, rows):
        made = openpyxl.Workbook()
        for sheet in (made.worksheets[0], *(made.create_sheet() for _ in range(sheets - 1))):
            for row in (HEADING.split("\t"), *((number, *row) for number, row in enumerate(rows, 1))):
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    assert run("import", book("要点.xlsx", 2, ROWS), "--table", "2", *words)[0] == 0
    code, said = run("import", book("修订.xlsx", 1, REVISED), "--merge", *words)
    report = json.loads(said)
    assert (code, report["added"], report["removed"]) == (0, ["T005"], ["T003"])
    assert [problem["code"] for problem in report["problems"]] == ["not-read-as-before"]
