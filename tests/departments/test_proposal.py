import re
from pathlib import Path

from msgspec.structs import replace

from generator.departments import assign, propose
from generator.model import Ledger, Task


def proposed(*wordings, title="河东旗2021年工作要点"):
    tasks = tuple(Task(id=str(i), units_text=wording) for i, wording in enumerate(wordings))
    return propose(Ledger(title=title, tasks=tasks))


def test_short_and_written_names_of_one_department_are_one_row():
    departments, _, _ = proposed("旗卫健、教体等有关部门", "旗卫健委牵头，旗教育体育局配合", "旗教体局")
    assert [(d.short, d.full) for d in departments] == [
        ("旗卫健委", "河东旗卫生健康委员会"),
        ("旗教体局", "河东旗教育体育局"),
    ]
    assert departments[1].aliases == ("教体", "旗教育体育局")


def test_a_left_out_ending_is_the_same_department_and_noted():
    departments, _, notes = proposed("旗行政审批和政务服务局", "旗行政审批和政务服务牵头", "旗水务")
    assert [d.short for d in departments] == ["旗行政审批和政务服务局", "旗水务局"]
    restored = [note for note in notes if "略写" in note.reason]
    assert [(note.place, note.before, note.after) for note in restored] == [("单位!A3", "旗水务", "旗水务局")]


def test_vertical_bodies_are_no_departments_of_the_government():
    departments, _, _ = proposed("旗财政、税务、气象等部门")
    assert [(d.short, d.full, d.categories) for d in departments] == [
        ("旗财政局", "河东旗财政局", ("政府部门",)),
        ("税务局", "国家税务总局河东旗税务局", ("垂直管理机构",)),
        ("气象局", "", ("垂直管理机构",)),
    ]


def test_a_full_name_is_proposed_only_where_the_short_one_abbreviates_it():
    departments, _, notes = proposed("旗农牧局、旗住建局")
    assert [d.full for d in departments] == ["", "河东旗住房和城乡建设局"]
    assert "请填写全称" in notes[0].reason


def test_groups_are_proposed_with_what_can_be_told_of_them():
    _, groups, notes = proposed("旗财政局、旗政府各部门", "各有部门", "旗级文件起草部门", "东河镇、各镇")
    assert [(g.wording, g.members) for g in groups] == [
        ("旗政府各部门", ("政府部门",)),
        ("各有部门", ()),
        ("旗级文件起草部门", ()),
        ("各镇", ("乡镇街道",)),
    ]
    assert any("各有关部门" in note.reason for note in notes if note.place == "群组!A3")


def test_what_was_proposed_resolves_every_name():
    wordings = (
        "旗发改、住建、税务等有关部门",
        "旗政府办公室、卫健委牵头，旗政府各部门配合",
        "旗发展和改革委员会、城投集团",
    )
    ledger = Ledger(title="河东旗台账", tasks=tuple(Task(id=w, units_text=w) for w in wordings))
    departments, groups, _ = propose(ledger)
    _, problems = assign(replace(ledger, departments=departments, groups=groups))
    assert {problem.code for problem in problems} == {"open-ended"}


NAIMAN = Path(__file__).parents[1] / "data" / "naiman_2021.txt"


def test_the_real_ledger_of_a_banner_names_22_departments():
    cells = [cell.strip() for cell in re.split(r"\n\n?\t", NAIMAN.read_text(encoding="utf-8"))]
    rows = [cells[start : start + 5] for start in range(5, len(cells) - 4, 5)]
    tasks = tuple(Task(id=row[2][:4], units_text=row[3] or "同上") for row in rows)
    ledger = Ledger(title=cells[0], tasks=tasks)
    departments, groups, _ = propose(ledger)
    assert len(tasks) == 38
    assert len(departments) == 22
    assert {"旗教体局", "旗发改委", "旗政府办公室", "旗行政审批和政务服务局", "旗市场监管局", "税务局"} <= {
        department.short for department in departments
    }
    read, problems = assign(replace(ledger, departments=departments, groups=groups))
    assert [n for n, task in enumerate(read.tasks, 1) if not task.assignments] == [8, 21]
    assert read.tasks[24] == read.tasks[23]
    assert read.tasks[37] == read.tasks[36]
    assert {problem.code for problem in problems} == {"open-ended", "empty-group", "reaches-nobody"}


def test_a_name_with_another_in_brackets_is_the_department_that_is_also_written_without():
    ledger = Ledger(tasks=(Task(units_text="县民政局（县老龄办）、县粮食局"), Task(units_text="县民政局")))
    departments, _, _ = propose(ledger)
    assert [(department.short, department.aliases) for department in departments] == [
        ("县民政局", ("县民政局（县老龄办）",)),
        ("县粮食局", ()),
    ]
