"""A workbook's bytes: the same by however many processes, and none where nothing else would come out."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.model import Scope
from generator.rebuild.rendering import default_jobs, laid_out, rendered, rendering, shows_the_same
from generator.system.processes import can_fork
from tests.hostile.inputs import template
from tests.offices import open_office
from tests.rebuild.plans import candidate_of, department_template, keep_templates, planned, widened


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path)
    keep_templates(made, 总表=template(), 分工表=department_template("{{ 单位.简称 }}"))
    return made


def all_rendered(plan, jobs) -> dict[str, bytes]:
    with rendering(plan, plan.candidates, jobs) as made:
        return {candidate.department: workbook.data for candidate, workbook in made}


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_one_process_and_two_give_the_same_bytes(office):
    one, two = (all_rendered(planned(office), jobs) for jobs in (1, 2))
    assert one == two
    assert len(one) == 6
    assert all(one.values())


def test_the_longest_workbook_is_made_first(office):
    with rendering(plan := planned(office), plan.candidates, 1) as made:
        departments = [candidate.department for candidate, _ in made]
    assert departments[0] == ""
    assert departments[1:3] == ["发改委", "水务局"], "those have two tasks, and the others one"


def test_few_rows_are_made_by_one_process():
    assert default_jobs(100) == 1


def test_a_workbook_knows_its_pages_rows_and_what_it_shows(office):
    plan = planned(office)
    workbook = rendered(plan, candidate_of(plan, "分工表", "水务局"))
    assert (workbook.pages, workbook.rows, workbook.problems) == (1, 2, ())
    assert workbook.content


def test_what_shows_the_same_is_neither_laid_out_nor_written(office):
    plan = planned(office)
    candidate = candidate_of(plan, "总表")
    page = laid_out(plan.templates["总表"], plan.scope_of(candidate))
    assert page.book is not None
    again = laid_out(plan.templates["总表"], plan.scope_of(candidate), page.content)
    assert (again.book, again.is_same) == (None, True)


def test_what_is_certain_to_differ_is_not_filled_to_be_compared(office):
    office.build()
    plan = planned(office)
    candidate = candidate_of(plan, "总表")
    assert not shows_the_same(plan, candidate)
    assert shows_the_same(plan, replace(candidate, is_doubtful=True))


def contents(office) -> str:
    plan = planned(office)
    return laid_out(plan.templates["总表"], plan.scope_of(candidate_of(plan, "总表"))).content


def test_another_look_of_the_template_is_another_content(office):
    before = contents(office)
    keep_templates(office, 总表=widened(template()))
    assert contents(office) != before


def test_a_template_that_cannot_be_filled_gives_no_book_and_says_why(office):
    keep_templates(office, 总表=template([["{{ 任务列表[99].具体任务 }}", "a", "b"]]))
    plan = planned(office)
    page = laid_out(plan.templates["总表"], plan.scope_of(candidate_of(plan, "总表")))
    assert page.book is None
    assert [problem.severity for problem in page.problems] == ["error"]
    assert isinstance(plan.loaded.scope, Scope)
