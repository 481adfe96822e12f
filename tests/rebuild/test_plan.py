"""Which workbooks there should be, and why each of them is stale, in the words of the office."""

from __future__ import annotations

import openpyxl
import pytest

from generator.rebuild.plan import OTHER_CHANGE
from tests.hostile.inputs import template
from tests.offices import DEPARTMENTS, open_office
from tests.rebuild.plans import candidate_of, department_template, keep_templates, planned, reasons, widened

WHOLE = template()
EACH = department_template("{{ 单位.简称 }}")


@pytest.fixture
def office(tmp_path):
    """An office of one template for the whole ledger and one for departments, built."""
    made = open_office(tmp_path)
    keep_templates(made, 总表=WHOLE, 分工表=EACH)
    made.build()
    return made


def everybody(*why: str) -> dict[tuple[str, str], tuple[str, ...]]:
    return {("总表", ""): why, **{("分工表", name): why for name in DEPARTMENTS}}


def test_before_the_first_build_everything_is_made_for_the_first_time(tmp_path):
    made = open_office(tmp_path)
    keep_templates(made, 总表=WHOLE, 分工表=EACH)
    plan = planned(made)
    assert reasons(plan) == everybody("首次生成")
    assert not any(candidate.is_doubtful for candidate in plan.candidates)
    assert [candidate.department for candidate in plan.candidates if candidate.department] == DEPARTMENTS


def test_what_was_built_from_the_same_is_current(office):
    assert reasons(planned(office)) == {}


def test_a_file_that_is_gone_is_made_again(office):
    (office.output / "总表.xlsx").unlink()
    (office.output / "分工表" / "水务局.xlsx").unlink()
    plan = planned(office)
    assert reasons(plan) == {("总表", ""): ("文件不在了",), ("分工表", "水务局"): ("文件不在了",)}
    assert not any(candidate.is_doubtful for candidate in plan.candidates)


def test_a_changed_template_makes_its_own_workbooks_stale(office):
    keep_templates(office, 总表=widened(WHOLE), 分工表=EACH)
    plan = planned(office)
    assert reasons(plan) == {("总表", ""): ("模板变更",)}
    assert not candidate_of(plan, "总表").is_doubtful, "what it shows is the same, and how it looks is not"


def test_a_changed_task_makes_those_stale_that_have_it(office):
    office.edit(G3="2021年6月底")  # 教体局 and 水务局
    assert reasons(planned(office)) == {
        ("总表", ""): ("任务2的完成时限变更",),
        ("分工表", "教体局"): ("任务2的完成时限变更",),
        ("分工表", "水务局"): ("任务2的完成时限变更",),
    }


def test_a_changed_template_and_a_changed_task_are_both_said(office):
    keep_templates(office, 总表=widened(WHOLE), 分工表=EACH)
    office.edit(G3="2021年6月底")
    assert reasons(planned(office))["总表", ""] == ("模板变更", "任务2的完成时限变更")


def test_another_change_makes_everything_doubtful(office):
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    book["信息"].append(["备注", "另有要求。"])
    book.save(office.folder / "input" / "ledger.xlsx")
    plan = planned(office)
    assert reasons(plan) == everybody(OTHER_CHANGE)
    assert all(candidate.is_doubtful for candidate in plan.candidates)


def test_what_is_asked_for_is_made_though_it_is_current(office):
    plan = planned(office, is_forced=True)
    assert reasons(plan) == everybody("按要求重做")
    assert not any(candidate.is_doubtful for candidate in plan.candidates)


def test_whoever_is_asked_for_is_planned_alone(office):
    office.edit(E3="改过的工作。")
    plan = planned(office, departments=["水务局"], is_whole=False)
    assert [(candidate.template, candidate.department) for candidate in plan.candidates] == [("分工表", "水务局")]
    assert plan.problems == []


def test_a_department_that_nobody_knows_or_that_has_no_task_is_told(office):
    office.edit(F5="发改委")  # 财政局 has none left
    plan = planned(office, departments=["财政局", "财正局"], is_whole=False)
    assert [problem.code for problem in plan.problems] == ["no-tasks-for-department", "unknown-department"]
    assert plan.candidates == []


# ------------------------------------------------------------------------------------------ what a template reads


def edit_of_another_department(office) -> None:
    """An edit that neither 发改委 nor its tasks have anything to do with."""
    office.edit(E4="水务局改过的工作。", F4="水务局、不认识的单位")


@pytest.mark.parametrize(
    ("reads", "depends"),
    [
        ("{{ 单位.简称 }}", False),
        ("{{ 台账.标题 }}", False),
        ("{{ 单位列表 | map(attribute='任务数') | 连接('、') }}", True),
        ("{{ 落实情况 | map(attribute='进展情况') | 连接('、') }}", True),
        ("{{ 待明确 | map(attribute='wording') | 连接('、') }}", True),
        ("{{ 未报送单位 | map(attribute='简称') | 连接('、') }}", True),
        ("{{ '有' if 未报送单位 else '无' }}", True),
    ],
)
def test_a_departments_workbook_depends_on_the_whole_ledger_if_its_template_reads_it(tmp_path, reads, depends):
    office = open_office(tmp_path)
    keep_templates(office, 分工表=department_template(reads))
    before = candidate_of(planned(office), "分工表", "发改委").source
    edit_of_another_department(office)
    assert (candidate_of(planned(office), "分工表", "发改委").source != before) == depends


@pytest.mark.slow
@pytest.mark.parametrize(("reads", "depends"), [("{{ 单位.简称 }}", False), ("{{ 版次.版号 }}", True)])
def test_a_departments_workbook_depends_on_the_edition_that_is_out_if_its_template_reads_it(tmp_path, reads, depends):
    office = open_office(tmp_path)
    keep_templates(office, 分工表=department_template(reads))
    assert office.run("distribute", "--date", "2021-01-01")[0] == 0
    before = candidate_of(planned(office), "分工表", "发改委").source
    edit_of_another_department(office)
    assert office.run("distribute", "--date", "2021-02-01", "--allow-unresolved")[0] == 0
    assert (candidate_of(planned(office), "分工表", "发改委").source != before) == depends


# ------------------------------------------------------------------------------------------ what a build makes of it


def test_of_what_is_doubtful_only_that_is_made_that_shows_something_else(office):
    keep_templates(office, 总表=WHOLE, 分工表=EACH, 备注=template([["{{ 台账.备注 }}", "a", "b"]]))
    office.build()
    book = openpyxl.load_workbook(office.folder / "input" / "ledger.xlsx")
    book["信息"].append(["备注", "另有要求。"])
    book.save(office.folder / "input" / "ledger.xlsx")
    assert office.built() == {"总表.xlsx", "备注.xlsx"}, "departments' workbooks show no note"
    assert reasons(planned(office)) == {}


def test_a_template_that_was_used_for_one_department_is_no_less_new_for_the_others(office):
    keep_templates(office, 总表=WHOLE, 分工表=widened(EACH))
    assert office.built("--department", "水务局") == {"分工表/水务局.xlsx"}
    assert office.built() == {f"分工表/{name}.xlsx" for name in DEPARTMENTS if name != "水务局"}
    assert office.built() == set()


def noted(office, heading: str) -> None:
    """A column of the office's own, filled in for every task."""

    def write(sheet):
        column = sheet.max_column + 1
        sheet.cell(1, column, heading)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column, f"第{row}条")

    office.rows(write)


@pytest.mark.parametrize(
    "cell",
    [
        "{{ 任务.督办人 }}",
        "{{ 任务['督办人'] }}",
        "{{ 任务['督办' ~ '人'] }}",
        "{% if 任务['督办人'] %}有{% endif %}",
        "{{ 任务.extra.values() | 连接 }}",
        "{{ 任务列表 | 连接('、', '督办人') }}",
    ],
)
def test_an_own_column_makes_a_department_due_where_its_sheet_may_show_it(office, cell):
    keep_templates(office, 分工表=EACH)
    office.build()
    assert office.run("distribute", "--date", "2021-01-01")[0] == 0
    noted(office, "督办人")
    assert not any(recipient.must_get for recipient in planned(office).recipients.values()), "the office's own notes"
    row = f"{{% for 任务 in 任务列表 %}}{cell}{{% endfor %}}"
    keep_templates(office, 分工表=department_template(row))
    assert all(recipient.must_get for recipient in planned(office).recipients.values())


def test_an_own_column_that_no_sheet_shows_marks_no_task(office):
    marks = department_template("{% for 任务 in 任务列表 %}{{ 任务.变更 }}{% endfor %}")
    keep_templates(office, 分工表=marks)
    office.build()
    assert office.run("distribute", "--date", "2021-01-01")[0] == 0
    noted(office, "督办人")
    office.edit(G2="2021年6月底")  # 发改委
    changes = {name: [task.change for task in each.tasks()] for name, each in planned(office).recipients.items()}
    assert changes == {"发改委": ["修改", ""], "教体局": [""], "水务局": ["", ""], "财政局": [""], "公安局": [""]}
