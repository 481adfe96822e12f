import pytest
from msgspec.structs import replace

from generator.departments import assign
from generator.model import Department, Group, Ledger, Origin, Task

GOVERNMENT = ("政府部门",)
DEPARTMENTS = (
    Department("旗政府办公室", "河东旗人民政府办公室", categories=GOVERNMENT),
    Department("旗教体局", "河东旗教育体育局", ("旗体育局",), GOVERNMENT),
    Department("旗卫健委", "河东旗卫生健康委员会", categories=GOVERNMENT),
    Department("税务局", "国家税务总局河东旗税务局", categories=("垂直管理机构",)),
    Department("东河镇", categories=("乡镇街道",)),
    Department("西河镇", categories=("乡镇街道",)),
)


def ledger(*wordings, groups=(), departments=DEPARTMENTS, **more):
    tasks = []
    for row, wording in enumerate(wordings, 2):
        cells = {"units_text": "F", "lead_text": "G", "support_text": "H", "number": "B"}
        texts = wording if isinstance(wording, dict) else {"units_text": wording}
        origin = Origin("ledger.xlsx", "台账", str(row), cells)
        tasks.append(Task(id=f"T{row - 1:03d}", number=str(row - 1), origin=origin, **texts))
    return Ledger(tasks=tuple(tasks), departments=departments, groups=groups, **more)


def who(ledger):
    """One line a task: role letter, 简称, and the group through which it came."""
    return [
        " ".join(f"{a.role[0]}:{a.department}" + (f"({a.via})" if a.via else "") for a in task.assignments)
        for task in assign(ledger)[0].tasks
    ]


def problems(ledger):
    return [(problem.code, problem.place.cell) for problem in assign(ledger)[1]]


@pytest.mark.parametrize(
    "name",
    ["旗教体局", "旗教体", "教体局", "河东旗教育体育局", "旗教育和体育局", "旗体育局", "旗教\n体局", "教育体育局"],
)
def test_a_department_is_found_by_any_of_its_names(name):
    assert who(ledger(name)) == ["o:旗教体局"]
    assert problems(ledger(name)) == []


def test_a_vertical_body_is_found_with_and_without_a_place():
    assert who(ledger("旗教体局、税务", "旗税务局", "国家税务总局河东旗税务局")) == [
        "o:旗教体局 o:税务局",
        "o:税务局",
        "o:税务局",
    ]


def test_another_levels_department_of_the_same_trade_is_not_ours():
    assert problems(ledger("市教体局")) == [("unknown-unit", "F2"), ("reaches-nobody", "F2")]


def test_an_unknown_name_is_told_with_the_nearest():
    _, (first, _) = assign(ledger("旗卫建委"))
    assert first.severity == "warning"
    assert first.message == "“单位”表中没有“旗卫建委”。最接近的是：旗卫健委。"
    assert first.place.sheet == "台账"


def test_two_departments_of_one_trade_are_not_confused():
    twins = (Department("旗农业局"), Department("旗农牧局"))
    assert who(ledger("旗农业", departments=twins)) == ["o:旗农业局"]  # by the restored name
    assert problems(ledger("旗农业农村局", departments=twins)) == [("unknown-unit", "F2"), ("reaches-nobody", "F2")]


def test_a_provinces_department_is_not_the_countys():
    assert problems(ledger("卫生健康厅")) == [("unknown-unit", "F2"), ("reaches-nobody", "F2")]


def test_all_departments_of_the_government_are_its_category():
    assert who(ledger("旗政府办公室牵头，旗政府各部门配合")) == [
        "l:旗政府办公室 s:旗教体局(旗政府各部门) s:旗卫健委(旗政府各部门)"
    ]


def test_sheet_groups_says_who_a_group_is():
    groups = (Group("各镇", ("乡镇街道",)), Group("有关部门", ("旗教体局", "税务局")))
    read = ledger("各镇", "旗卫健委牵头，有关部门配合", groups=groups)
    assert who(read) == ["o:东河镇(各镇) o:西河镇(各镇)", "l:旗卫健委 s:旗教体局(有关部门) s:税务局(有关部门)"]
    assert problems(read) == []


def test_a_slip_in_a_groups_name_is_the_same_group():
    assert who(ledger("各有部门", groups=(Group("各有关部门", ("旗卫健委",)),))) == ["o:旗卫健委(各有部门)"]


def test_a_group_without_members_is_told_by_its_cell():
    assert problems(ledger("旗教体局、各社区")) == [("empty-group", "F2")]


def test_a_groups_member_that_nobody_bears_is_told():
    assert problems(ledger("各镇", groups=(Group("各镇", ("东河镇", "南河镇")),))) == [("unknown-member", "F2")]


def test_open_ends_give_nobody_a_task_and_are_listed():
    read = ledger("旗教体局等有关部门")
    assert who(read) == ["o:旗教体局"]
    assert problems(read) == [("open-ended", "F2")]
    (point,) = assign(read)[0].open_points
    assert (point.task_id, point.number, point.wording) == ("T001", "1", "旗教体局等有关部门")


def test_a_task_without_units_is_told():
    assert problems(ledger("", "无")) == [("nobody", "F2"), ("nobody", "F3")]


def test_same_as_above_is_the_wording_above_and_told_once():
    read = ledger("旗教体局、旗卫建委", "同上", "同上")
    assert who(read) == ["o:旗教体局"] * 3
    assert problems(read) == [("unknown-unit", "F2")]
    assert [point.task_id for point in assign(read)[0].open_points] == ["T001", "T002", "T003"]


def test_same_as_above_needs_something_above():
    assert problems(ledger("同上")) == [("nothing-above", "F2")]


def test_the_columns_of_leads_and_supports_override():
    read = ledger({"units_text": "旗政府办公室牵头", "lead_text": "旗教体局", "support_text": "旗卫健委、各社区"})
    assert who(read) == ["l:旗教体局 s:旗卫健委"]
    assert problems(read) == [("empty-group", "H2"), ("unit-passed-over", "F2")]


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        # 责任单位 is a column of its own beside 牵头单位
        (("旗卫健委、税务局", "旗教体局", ""), "l:旗教体局 s:旗卫健委 s:税务局"),
        (("旗卫健委", "旗教体局", "税务局"), "l:旗教体局 s:税务局 o:旗卫健委"),
        # 责任单位 lists all, the columns say how it is meant
        (("旗教体局、旗卫健委、税务局", "旗教体局", ""), "l:旗教体局 s:旗卫健委 s:税务局"),
        (("旗教体局、旗卫健委、税务局", "旗教体局", "旗卫健委、税务局"), "l:旗教体局 s:旗卫健委 s:税务局"),
        (("教体局牵头，旗卫健委配合", "旗教体局", ""), "l:旗教体局 s:旗卫健委"),
    ],
)
def test_responsible_units_beside_a_lead_are_told_too(cells, shares):
    units, lead, support = cells
    read = ledger({"units_text": units, "lead_text": lead, "support_text": support})
    assert sorted(who(read)[0].split()) == sorted(shares.split())
    assert problems(read) == []


def test_a_support_column_alone_leaves_the_leads_of_the_wording():
    read = ledger({"units_text": "旗教体局牵头，税务局配合", "support_text": "旗卫健委"})
    assert who(read) == ["l:旗教体局 s:旗卫健委"]


@pytest.mark.parametrize(
    ("column", "said", "told"),
    [
        ("lead_text", "见附件", [("no-unit-named", "G2")]),
        ("support_text", "6月底前", [("no-unit-named", "H2")]),
        ("lead_text", "2021年6月30日", [("no-unit-named", "G2")]),
        ("lead_text", "无", []),
        ("support_text", "/", []),
        ("support_text", " ", []),
        ("lead_text", "旗卫健委", []),
    ],
)
def test_a_column_of_a_role_that_names_no_unit_is_told_though_others_have_the_task(column, said, told):
    """Whoever is meant there would not be told, and nobody would know."""
    assert problems(ledger({"units_text": "旗教体局", column: said})) == told


def test_a_department_named_twice_keeps_its_stronger_role():
    assert who(ledger("旗教体局牵头，旗卫健委、教体局配合")) == ["l:旗教体局 s:旗卫健委"]


def test_the_documents_rule_holds_for_every_task():
    ruled = replace(ledger("旗教体局、旗卫健委"), note="列第一位的为牵头单位，下同。")
    assert who(ruled) == ["l:旗教体局 s:旗卫健委"]


@pytest.mark.parametrize(
    "place", [{"note": "注：标★的单位为牵头单位。"}, {"info": (("文件规则", "责任单位（带★的为牵头单位）"),)}]
)
def test_the_documents_rule_of_marks_holds_for_every_task(place):
    ruled = replace(ledger("旗教体局、★旗卫健委", "税务局★、旗教体局", "旗卫健委"), **place)
    assert who(ruled) == ["s:旗教体局 l:旗卫健委", "l:税务局 s:旗教体局", "o:旗卫健委"]


def test_a_rule_of_marks_in_a_wording_holds_for_those_below():
    read = ledger("★旗教体局、旗卫健委（★为牵头单位，下同）", "旗教体局、税务局★")
    assert who(read) == ["l:旗教体局 s:旗卫健委", "s:旗教体局 l:税务局"]


def test_a_department_that_only_a_sentence_names_is_told_and_gets_nothing():
    read = ledger("旗教体局。未明确牵头单位的由旗卫健委协调")
    assert who(read) == ["o:旗教体局"]
    assert problems(read) == [("unit-passed-over", "F2")]


def test_what_a_unit_does_is_no_department():
    read = ledger("旗政府办公室负责税务，旗教体局负责卫生健康")
    assert who(read) == ["o:旗政府办公室 o:旗教体局"]
    assert problems(read) == []


def test_what_may_be_a_name_and_is_read_as_none_is_told_once():
    told = assign(ledger("旗教体局负责协调旗粮食局，旗卫健委配合"))[1]
    assert [(problem.code, problem.wording) for problem in told] == [("unread-words", "旗粮食局")]
    known = ledger("旗教体局负责协调西河镇，旗卫健委配合")
    assert problems(known) == [("unit-passed-over", "F2")]


def test_a_group_after_a_connector_gets_the_task():
    read = ledger("旗教体局、旗卫健委等和各镇负责", groups=(Group("各镇", ("乡镇街道",)),))
    assert who(read) == ["o:旗教体局 o:旗卫健委 o:东河镇(各镇) o:西河镇(各镇)"]


def test_other_names_in_brackets_are_the_same_department():
    assert who(ledger("旗教体局（旗体育局）")) == ["o:旗教体局"]
    assert problems(ledger("旗教体局（旗体育局）")) == []


def test_who_is_named_by_office_is_told_and_no_department():
    read = ledger("分管副旗长牵头，旗教体局落实")
    assert who(read) == ["o:旗教体局"]
    assert problems(read) == [("person-named", "F2")]


def test_a_matter_in_brackets_leaves_the_task_with_the_department():
    assert who(ledger("旗教体局（校园供水）")) == ["o:旗教体局"]


def test_another_department_in_brackets_is_told():
    read = ledger("旗教体局（旗卫健委）")
    assert who(read) == ["o:旗教体局"]
    assert problems(read) == [("unit-passed-over", "F2")]


def test_a_branch_in_brackets_is_not_the_department():
    assert problems(ledger("旗卫健委（东河分局）")) == [("unknown-unit", "F2"), ("reaches-nobody", "F2")]


def test_the_department_of_a_trade_is_found():
    assert who(ledger("教体部门、卫健部门")) == ["o:旗教体局(教体部门) o:旗卫健委(卫健部门)"]


def test_a_wording_that_the_office_accepts_is_no_longer_told():
    accepted = (Group("有关部门", ("不再明确",)), Group("各社区", ("不再明确",)), Group("智慧岛", ("不再明确",)))
    assert problems(ledger("旗教体局牵头，有关部门、各社区配合", "旗教体局、智慧岛", groups=accepted)) == []
    assert assign(ledger("旗教体局、各社区", groups=accepted))[0].open_points == ()


def test_names_that_differ_in_width_or_blanks_only_are_told_and_told_apart():
    twins = (Department("旗AI局"), Department("旗ＡＩ局"))
    read = ledger("旗AI局", "旗ＡＩ局", departments=twins)
    assert who(read) == ["o:旗AI局", "o:旗ＡＩ局"]
    assert [code for code, _ in problems(read)] == ["twin-names"]


def test_the_same_wording_in_many_rows_has_the_same_message():
    _, found = assign(ledger("旗卫建委", "旗教体局", "旗卫建委"))
    assert len({(problem.code, problem.message) for problem in found}) == 2
    assert len(found) == 4


def test_a_documents_rule_is_found_in_the_information():
    ruled = ledger("旗教体局、旗卫健委", info=(("说明", "责任单位中列第一位者为牵头单位"),))
    assert who(ruled) == ["l:旗教体局 s:旗卫健委"]
    assert assign(ruled)[0].tasks[0].readings[0].first_leads


def shares_of(*rows):
    """Who has the tasks of rows of 责任单位, 牵头单位, 配合单位, and the problems' codes with their cells."""
    names = ("县粮食局", "县林草局", "县水利局", "县财政局")
    tasks = tuple(
        Task(id=f"T{n}", content="x", units_text=units, lead_text=lead, support_text=support)
        for n, (units, lead, support) in enumerate(rows, 1)
    )
    found, told = assign(Ledger(tasks=tasks, departments=tuple(Department(short=name) for name in names)))
    shares = [{share.department: share.role for share in task.assignments} for task in found.tasks]
    return shares, [problem.code for problem in told]


def test_a_merged_cell_of_one_column_stands_for_the_wording_above_in_that_column():
    shares, told = shares_of(
        ("", "县粮食局", "县林草局"), ("", "同上", "县水利局"), ("", "县财政局", "同上"), ("", "同上", "")
    )
    assert shares == [
        {"县粮食局": "lead", "县林草局": "support"},
        {"县粮食局": "lead", "县水利局": "support"},
        {"县财政局": "lead", "县水利局": "support"},
        {"县财政局": "lead"},
    ]
    assert told == []


def test_a_merged_cell_of_responsible_units_beside_a_lead_of_its_own():
    shares, _ = shares_of(("县林草局", "县粮食局", ""), ("同上", "县水利局", ""))
    assert shares[1] == {"县水利局": "lead", "县林草局": "support"}


def test_what_is_unknown_in_a_merged_cell_is_told_once_and_nothing_above_is_told():
    assert shares_of(("", "县粮食局", "县农科所"), ("", "县林草局", "同上"))[1] == ["unknown-unit"]
    assert shares_of(
        ("", "县粮食局", "同上"),
    )[1] == ["nothing-above"]


TOWNS = (Group("各镇", ("乡镇街道",)),)


@pytest.mark.parametrize(
    "wording",
    ["除东河镇外的各镇", "各镇（东河镇除外）", "各镇（不含东河镇）", "除东河镇以外的其他镇", "各镇（除东河镇外）"],
)
def test_a_group_with_an_exception_is_its_other_members(wording):
    assert who(ledger(wording, groups=TOWNS)) == [f"o:西河镇({wording})"]
    assert problems(ledger(wording, groups=TOWNS)) == []


def test_an_exception_that_is_no_member_is_told_and_takes_nobody_out():
    found, (problem,) = assign(ledger("除南河镇外的各镇", groups=TOWNS))
    assert [share.department for share in found.tasks[0].assignments] == ["东河镇", "西河镇"]
    assert problem.message == "“除南河镇外的各镇”要除去“南河镇”，但这组单位的成员里没有它，没有除去。"


def test_a_group_with_an_exception_that_has_no_members_is_told():
    assert problems(ledger("旗教体局、除东河镇外的各村")) == [("empty-group", "F2")]


def test_a_group_with_an_addition_is_its_members_and_what_is_added():
    wording = "各镇〈含旗卫健委，以下简称各镇〉"
    assert who(ledger(wording, groups=TOWNS)) == [f"o:东河镇({wording}) o:西河镇({wording}) o:旗卫健委({wording})"]
    assert problems(ledger(wording, groups=TOWNS)) == []


def test_an_addition_that_nobody_bears_is_told_and_one_to_an_empty_group_too():
    assert problems(ledger("各镇（含南河镇）", groups=TOWNS)) == [("unknown-member", "F2")]
    assert ("empty-group", "F2") in problems(ledger("各村（含旗卫健委）"))


def test_trades_that_share_the_word_for_bodies_are_the_departments_of_these_trades():
    assert who(ledger("卫生健康、教育体育部门", "税务机关")) == [
        "o:旗卫健委(卫生健康) o:旗教体局(教育体育部门)",
        "o:税务局(税务机关)",
    ]


def test_the_units_before_the_comma_lead_where_the_document_says_so():
    rows = ledger("旗教体局，旗卫健委（逗号前为牵头单位，下同）", "旗卫健委、旗教体局，税务局", "旗卫健委、旗教体局")
    assert who(rows) == ["l:旗教体局 s:旗卫健委", "l:旗卫健委 l:旗教体局 s:税务局", "o:旗卫健委 o:旗教体局"]


def test_a_group_in_brackets_behind_a_unit_is_told():
    towns = ledger("旗教体局（含各乡镇）", groups=(Group("各乡镇", ("乡镇街道",)),))
    assert "unit-passed-over" in [code for code, _ in problems(towns)]


@pytest.mark.parametrize(
    "wording",
    [
        "旗卫健委负责，并及时向旗教体局通报",
        "旗卫健委牵头，结果报旗教体局",
        "旗卫健委：配合旗教体局做好消毒",
        "旗卫健委负责，向各镇通报",
    ],
)
def test_whom_the_work_only_concerns_gets_no_sheet_and_that_is_told(wording):
    read = ledger(wording, groups=(Group("各镇", ("乡镇街道",)),))
    assert who(read)[0][2:] == "旗卫健委"
    assert ("unit-passed-over", "F2") in problems(read)
