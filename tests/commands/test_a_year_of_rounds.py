"""Four rounds of a year with thirty departments: reports, ledger, summary and letters, and every word ever returned."""

from __future__ import annotations

import json
import re

import openpyxl
import pytest

from generator.ledger import read
from generator.vocabulary import SAID
from tests.offices import open_office
from tests.rendering import convert, soffice
from tests.returning import send_back

pytestmark = pytest.mark.slow

NAMES = [f"{number:02}局" for number in range(1, 31)]
MONTHS = ("2021年3月", "2021年6月", "2021年9月", "2021年12月")


def rows(names):
    """A task for each department, and one for all of them."""
    own = [
        [f"T{n:03}", n, "一、公开", "", f"做好第{n}件工作。", name, "2021年12月底"] for n, name in enumerate(names, 1)
    ]
    return [*own, ["T900", 900, "二、共同", "", "做好共同的工作。", "、".join(names), "2021年12月底"]]


class Year:
    """An office that asks four times, and its departments."""

    def __init__(self, folder):
        self.office = open_office(folder / "台账", rows(NAMES), NAMES)
        self.folder = folder
        self.words = set()

    def ask(self, name, due, day):
        code, report = self.office.run("distribute", "--round", name, "--due", due, "--date", day)
        assert code == 0, report["problems"]
        return report

    def sheet(self, name):
        return self.office.output / "单位分工表" / f"{name}.xlsx"

    def answer(self, name, label, saved, tasks=(), sheet=None):
        """A department answers some of its tasks (all by default)."""
        both = tasks or (f"T{int(name[:2]):03}", "T900")
        texts = {task: {"落实状态": "推进中", "进展情况": f"{label} {name} {task}"} for task in both}
        self.words |= {text["进展情况"] for text in texts.values()}
        return send_back(
            sheet or self.sheet(name), self.folder / label / f"{name} {saved[:10]}.xlsx", texts, saved, name
        )

    def collect(self, day, *paths):
        code, report = self.office.run("collect", *map(str, paths), "--apply", "--date", day)
        assert code == 0, [report["problems"], report["conflicts"], report["files"]]
        return report

    def round(self, name, day):
        found = {each["name"]: each for each in self.office.run("status", "--as-of", day)[1]["rounds"]}[name]
        states: dict[str, list[str]] = {}
        for row in found["departments"]:
            state = "late" if row["state"] == "complete" and row["late"] else row["state"]
            states.setdefault(state, []).append(row["department"])
        return {state: len(names) for state, names in states.items()}

    def summary(self, day):
        """What the summary says on a day: how tasks and departments stand now, and the numbers of each round."""
        assert self.office.run("build", "--only", "summary", "--as-of", day)[0] == 0
        book = openpyxl.load_workbook(self.office.output / "落实情况汇总表.xlsx")
        tasks, departments = re.findall(r"：(已.*?)[；。]", book["一页总览"]["A3"].value)
        rounds = [row[:1] + row[3:10] for row in book["各期情况"].iter_rows(min_row=5, values_only=True) if row[1]]
        return tasks, departments, rounds

    def answers(self):
        ledger = read(self.office.folder / "input" / "ledger.xlsx").ledger
        return {(each.task_id, each.department, each.round): each for each in ledger.returns}


@pytest.fixture
def year(tmp_path):
    (tmp_path / "台账").mkdir()
    return Year(tmp_path)


def test_the_year(year):
    march, june, september, december = MONTHS
    # March: 25 on time, 2 in part, 1 late, 2 silent; one of those on time answers twice
    year.ask(march, "2021-03-25", "2021-03-01")
    old_sheet = year.folder / "留着的旧表.xlsx"
    old_sheet.write_bytes(year.sheet("30局").read_bytes())
    files = [year.answer(name, "三月", "2021-03-10T08:00:00Z") for name in NAMES[:25]]
    files += [year.answer(name, "三月", "2021-03-11T08:00:00Z", ("T900",)) for name in NAMES[25:27]]
    files.append(year.answer("01局", "三月更正", "2021-03-12T08:00:00Z"))
    report = year.collect("2021-03-20", *files)
    assert report["missing"] == NAMES[27:]
    assert {each["state"] for each in report["departments"] if each["department"] in NAMES[25:27]} == {"partial"}
    year.collect("2021-03-28", year.answer("28局", "三月", "2021-03-27T08:00:00Z"))
    expected = {"complete": 25, "late": 1, "partial": 2, "missing": 2}
    assert year.round(march, "2021-03-31") == expected
    assert year.answers()["T001", "01局", march].progress == "三月更正 01局 T001"
    tasks, departments = "已完成 0，推进中 54，未启动 0，未报送 6", "已报 25，迟报 1，部分 2，未报 2"
    assert year.summary("2021-03-31") == (tasks, departments, [(march, 30, 26, 1, 0, 54, 0, 6)])

    # June: everybody anew; 30局 sends March's sheet, which goes to March
    assert len(year.ask(june, "2021-06-25", "2021-06-01")["departments"]) == 30
    report = year.collect("2021-06-10", year.answer("30局", "六月填旧表", "2021-06-08T08:00:00Z", sheet=old_sheet))
    assert [each["code"] for each in report["files"][0]["problems"]] == ["former-round"]
    year.collect("2021-06-20", *(year.answer(name, "六月", "2021-06-15T08:00:00Z") for name in NAMES[:29]))
    assert year.round(june, "2021-06-30") == {"complete": 29, "missing": 1}
    assert year.answers()["T030", "30局", march].progress == "六月填旧表 30局 T030"

    # September: a task withdrawn, one reworded, a new department
    def change(sheet):
        sheet["F2"] = "02局"  # task 1 was 01局's
        sheet["E4"] = "做好改过的第3件工作。"

    year.office.rows(change)
    before = year.sheet("01局").read_bytes()
    (year.folder / "六月的表.xlsx").write_bytes(before)
    report = year.ask(september, "2021-09-25", "2021-09-01")
    reasons = {each["department"]: each["reasons"] for each in report["departments"]}
    assert "撤销任务1" in reasons["01局"]
    assert any("任务3" in reason for reason in reasons["03局"])
    late = year.answer("01局", "九月", "2021-09-10T08:00:00Z", sheet=year.folder / "六月的表.xlsx")
    report = year.collect("2021-09-12", late)
    assert {each["code"] for each in report["files"][0]["problems"]} == {
        "former-round",
        "former-answer-changed",
        "task-not-theirs",
    }
    year.collect("2021-09-20", *(year.answer(name, "九月", "2021-09-15T08:00:00Z") for name in NAMES[1:]))
    assert year.round(september, "2021-09-30") == {"complete": 28, "partial": 1, "missing": 1}

    # December: a new department is asked too
    def grow(sheet):
        sheet.append(["T031", 31, "一、公开", "", "新单位的工作。", "31局", "2021年12月底"])

    year.office.rows(grow)
    add_department(year.office, "31局")
    assert len(year.ask(december, "2021-12-25", "2021-12-01")["departments"]) == 31
    year.collect("2021-12-20", year.answer("31局", "十二月", "2021-12-10T08:00:00Z", ("T031",)))
    assert year.round(december, "2021-12-24") == {"complete": 1, "missing": 30}

    # ... one pastes its answers into a workbook of its own, which somebody confirms; the others are reminded
    pasted = values_only(year.answer("05局", "十二月粘贴", "2021-12-11T08:00:00Z"))
    code, report = year.office.run("collect", str(pasted), "--apply", "--date", "2021-12-20")
    assert (code, report["files"][0]["state"]) == (3, "matched")
    assert ("T005", "05局", december) not in year.answers()
    year.collect("2021-12-20", pasted, "--accept-matched")
    assert year.answers()["T005", "05局", december].progress == "十二月粘贴 05局 T005"
    # ... and one saves its sheet as .xls
    year.collect("2021-12-20", as_xls(year.answer("06局", "十二月", "2021-12-12T08:00:00Z")))
    assert year.answers()["T006", "06局", december].progress == "十二月 06局 T006"
    assert year.round(december, "2021-12-31") == {"complete": 3, "missing": 28}
    _, report = year.office.run("remind", "--as-of", "2021-12-26")
    owing = {each["department"]: each["missing"] for each in report["departments"] if each["missing"]}
    expected = {name: [f"T0{name[:2]}", "T900"] for name in NAMES if name not in ("05局", "06局")}
    assert owing == expected | {"01局": ["T900"], "02局": ["T001", "T002", "T900"]}
    for each in report["departments"]:
        soon = [] if each["department"] in owing else each["soon"]  # five days to the end of the year
        assert tasks_in(year.office.output / each["path"]) == [int(task[1:]) for task in each["missing"] or soon]

    # former rounds stay what they were, with what came late: 30局's sheet of March in June
    assert year.round(march, "2021-12-31") == {"complete": 25, "late": 2, "partial": 2, "missing": 1}
    tasks, departments = "已完成 0，推进中 5，未启动 0，未报送 56", "已报 3，迟报 0，部分 0，未报 28"
    assert year.summary("2021-12-31") == (
        tasks,
        departments,
        [
            (march, 30, 27, 2, 0, 56, 0, 4),
            (june, 30, 29, 0, 0, 58, 0, 2),
            (september, 30, 28, 0, 0, 58, 0, 2),
            (december, 31, 3, 0, 0, 5, 0, 56),
        ],
    )
    assert lost(year) == set()


def as_xls(path):
    """A workbook as the programs of old save it; as it is where there is no LibreOffice."""
    return convert([path], path.parent, "xls")[0] if soffice() else path


def tasks_in(path):
    """The numbers of the tasks that a letter lists."""
    return [
        row[0] for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True) if isinstance(row[0], int)
    ]


def values_only(path):
    """What a workbook shows, pasted into a new one."""
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = path.with_name(f"粘贴的{path.name}")
    book.save(target)
    return target


def add_department(office, name):
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    book["单位"].append([name, "政府部门"])
    book.save(path)


def lost(year):
    """The words that are neither in the ledger nor in its history."""
    kept = {text for answer in year.answers().values() for text in map(answer.__getattribute__, SAID)}
    record = json.loads((year.office.output / ".taizhang" / "answers.json").read_bytes())
    kept |= {each["text"] for each in record["unused"]}
    for path in (year.office.output / ".taizhang" / "旧版").glob("ledger*.xlsx"):
        former = read(path).ledger
        kept |= {getattr(answer, name) for answer in former.returns for name in SAID}
    return year.words - kept
