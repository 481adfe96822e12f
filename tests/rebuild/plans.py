"""Plans of small offices, for tests of what is stale and why."""

from __future__ import annotations

import datetime
import io

import openpyxl

from generator.loading import load, read_templates
from generator.rebuild.plan import Candidate, Plan, plan_of
from generator.records.access import records_as_they_are
from generator.system.workspace import Workspace
from tests.hostile.inputs import template
from tests.offices import Office

DAY = datetime.date(2021, 1, 1)
"""The day on which an `Office` builds."""
PER_DEPARTMENT = {"每单位一份": "是", "输出文件名": "分工表/{{ 单位.简称 }}"}


def workspace_of(office: Office) -> Workspace:
    return Workspace(office.folder)


def planned(office: Office, **options: object) -> Plan:
    """What a build of the office would do."""
    workspace = workspace_of(office)
    templates, problems = read_templates(workspace)
    assert not problems
    records = records_as_they_are(workspace)
    return plan_of(records, load(workspace, DAY), templates, records.manifest.last_edition, **options)


def candidate_of(plan: Plan, template_name: str, department: str = "") -> Candidate:
    """One workbook of a plan."""
    (candidate,) = (
        candidate
        for candidate in plan.candidates
        if (candidate.template, candidate.department) == (template_name, department)
    )
    return candidate


def reasons(plan: Plan) -> dict[tuple[str, str], tuple[str, ...]]:
    """(template, department) → why its workbook is stale; current ones are left out."""
    return {
        (candidate.template, candidate.department): candidate.reasons
        for candidate in plan.candidates
        if candidate.reasons
    }


def department_template(*cells: str) -> bytes:
    """A template of one workbook for each department: its tasks, and some cells above them."""
    rows = [
        *([cell] for cell in cells),
        ["{% for 任务 in 任务列表 %}"],
        ["{{ 任务.具体任务 }}", "{{ 任务.完成时限 }}"],
        ["{% endfor %}"],
    ]
    return template(rows, PER_DEPARTMENT)


def keep_templates(office: Office, **templates: bytes) -> None:
    """Let the office have these templates and no others."""
    folder = office.folder / "templates"
    for path in folder.iterdir():
        path.unlink()
    for name, data in templates.items():
        (folder / f"{name}.xlsx").write_bytes(data)


def widened(data: bytes) -> bytes:
    """A template with another width of its first column: it shows the same."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0].column_dimensions["A"].width = 33
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
