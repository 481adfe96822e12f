"""A ledger with its reading to what templates are given."""

from __future__ import annotations

from generator.model import (
    Answer,
    Assignment,
    Deadline,
    Department,
    Ledger,
    Mention,
    Reading,
    Responsibilities,
    Task,
    TaskUnits,
)
from generator.views import scope_of

LEDGER = Ledger(
    title="台账",
    year=2021,
    info=(("预警天数", "30"),),
    tasks=(
        Task(id="T001", number="1", content="甲", units_text="发改委牵头，教体局配合", deadline_text="6月"),
        Task(id="T002", number="（二）", content="乙", units_text="同上", deadline_text="同上"),
        Task(id="T003", number="3", content="丙", units_text="各部门", deadline_text="全年"),
    ),
    departments=(Department("发改委", "发展和改革委员会"), Department("教体局"), Department("水务局")),
    returns=(Answer("T001", "教体局", state="推进中", progress="做了一半"),),
)
LED = Reading(
    "发改委牵头，教体局配合",
    (Mention("发改委", "lead", "unit", "发改委", 0, 3), Mention("教体局", "support", "unit", "教体局", 6, 9)),
)
ALL = Reading("各部门", (Mention("各部门", "owner", "group", "各部门", 0, 3),))
BOTH = (Assignment("发改委", "lead"), Assignment("教体局", "support"))
RESPONSIBILITIES = Responsibilities(
    (
        TaskUnits(BOTH, (LED,)),
        TaskUnits(BOTH, (LED,)),
        TaskUnits((Assignment("发改委", "owner", "各部门"), Assignment("教体局", "owner", "各部门")), (ALL,)),
    )
)
SCOPE = scope_of(LEDGER, RESPONSIBILITIES, (Deadline("6月"), Deadline("6月"), Deadline("全年")))


def test_the_same_as_above_shows_the_wording_above_and_shares_its_group():
    assert [task.units_text for task in SCOPE.tasks] == ["发改委牵头，教体局配合"] * 2 + ["各部门"]
    assert [task.units_group for task in SCOPE.tasks] == [1, 1, 2]
    assert [task.deadline_group for task in SCOPE.tasks] == [1, 1, 2]


def test_a_plain_number_is_a_number_and_any_other_stays_text():
    assert [task.number for task in SCOPE.tasks] == [1, "（二）", 3]


def test_a_department_has_its_own_tasks_with_role_way_others_and_answer():
    _, education, water = SCOPE.departments
    own = SCOPE.for_department(education)
    assert [(task.id, task.role, task.via, task.others) for task in own.tasks] == [
        ("T001", "配合", "直接", ("发改委",)),
        ("T002", "配合", "直接", ("发改委",)),
        ("T003", "责任", "各部门", ("各部门",)),
    ]
    assert [(task.state, task.progress) for task in own.tasks] == [("推进中", "做了一半"), ("", ""), ("", "")]
    assert (education.task_count, education.lead_count, education.support_count, education.owner_count) == (3, 0, 2, 1)
    assert (water.task_count, tuple(water.tasks)) == (0, ())


def test_every_answer_stands_at_its_task_and_department():
    assert [(task.id, task.department, task.state) for task in SCOPE.answers] == [
        ("T001", "发改委", ""),
        ("T001", "教体局", "推进中"),
        ("T002", "发改委", ""),
        ("T002", "教体局", ""),
        ("T003", "发改委", ""),
        ("T003", "教体局", ""),
    ]


def test_all_keys_of_the_information_sheet_stand_under_info():
    assert dict(SCOPE.ledger.info) == {"标题": "台账", "年度": "2021", "预警天数": "30"}
