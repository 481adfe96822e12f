"""Made-up cells whose separators were lost, and what stands between offices without a usual ending."""

import pytest

from generator.departments import assign, read_wording
from generator.departments.grammar import known_names
from generator.model import Department
from tests.departments.test_assignments import ledger
from tests.departments.test_grammar import told


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("县粮食局县林草局南河水库管理处", "责任 县粮食局、县林草局、南河水库管理处"),
        ("县粮食局县林草局南河水库管理处县气象局", "责任 县粮食局、县林草局、南河水库管理处、县气象局"),
        ("县文明办县融媒体中心江东省广电网络东河县分公司", "责任 县文明办、县融媒体中心、江东省广电网络东河县分公司"),
        ("县粮食局东河县供电公司省水投（东河）水务公司", "责任 县粮食局、东河县供电公司、省水投（东河）水务公司"),
        ("县粮食局县教育局南河中心幼儿园", "责任 县粮食局、县教育局、南河中心幼儿园"),
        ("县粮食局南河镇北河镇", "责任 县粮食局、南河镇、北河镇"),
        ("东河街道办西河镇", "责任 东河街道办、西河镇"),
        ("县粮食局牵头，东河街道办\n西河镇配合", "牵头 县粮食局；配合 东河街道办、西河镇"),
        ("县粮食局县林草局安居房产公司", "责任 县粮食局、县林草局、安居房产公司"),
    ],
)
def test_the_last_of_names_that_ran_together_may_lack_the_level(wording, meaning):
    assert told(read_wording(wording)) == meaning


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("县粮食局县林草局监测站", "责任 县粮食局、县林草局监测站"),
        ("县粮食局县公安局交警大队", "责任 县粮食局、县公安局交警大队"),
        ("县粮食局县财政局国库支付中心", "责任 县粮食局、县财政局国库支付中心"),
        ("县粮食局县政府办督查室", "责任 县粮食局、县政府办督查室"),
        ("县水利局南河水库管理处", "责任 县水利局南河水库管理处"),
        ("县粮食局、县水利局南河水库管理处", "责任 县粮食局、县水利局南河水库管理处"),
        ("县粮食局县公安局南河分局", "责任 县粮食局、县公安局南河分局"),
    ],
)
def test_what_belongs_to_an_office_stays_with_it(wording, meaning):
    assert told(read_wording(wording)) == meaning


@pytest.mark.parametrize("units", [("县粮食局", "县水利局"), ("粮食局", "水利局"), ("县粮食局",)])
def test_names_that_ran_together_are_parted_alike_whatever_the_sheet_knows(units):
    reading = read_wording("县粮食局县水利局南河水库管理处", known=known_names(units, ()))
    assert told(reading) == "责任 县粮食局、县水利局、南河水库管理处"


def test_a_body_of_the_sheet_is_not_parted():
    known = known_names(("县粮食局", "县水利局南河水库管理处"), ())
    reading = read_wording("县粮食局县水利局南河水库管理处", known=known)
    assert told(reading) == "责任 县粮食局、县水利局南河水库管理处"


def test_a_section_that_is_not_parted_from_its_bureau_is_told():
    departments = (Department("县公安局"), Department("县教育局"))
    units, problems = assign(ledger("县公安局县教育局编辑部", departments=departments))
    assert [share.department for share in units.tasks[0].assignments] == ["县公安局"]
    assert [(problem.code, problem.place.cell) for problem in problems] == [("unknown-unit", "F2")]


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("县粮食局县林草局县水利局相关乡镇人民政府", "责任 县粮食局、县林草局、县水利局、[相关乡镇人民政府]；待明确"),
        ("县教育局有关学校", "责任 县教育局、[有关学校]；待明确"),
        ("县教育局各学校", "责任 县教育局、[各学校]"),
        ("县教育局中小学校", "责任 县教育局、[中小学校]"),
        ("县水利局属地乡镇", "责任 县水利局、[属地乡镇]"),
        ("县水利局属地政府", "责任 县水利局、[属地政府]"),
        ("县水利局沿线乡镇", "责任 县水利局、[沿线乡镇]"),
        ("县水利局乡镇人民政府", "责任 县水利局、[乡镇人民政府]"),
        ("县水利局7个乡镇", "责任 县水利局、[7个乡镇]"),
        ("县水利局全县各乡镇", "责任 县水利局、[全县各乡镇]"),
        ("县林草局辖区内企业", "责任 县林草局、[辖区内企业]"),
        ("县林草局各合作社", "责任 县林草局、[各合作社]"),
        ("县水利局各施工单位", "责任 县水利局、[各施工单位]"),
        ("县林草局相关单位", "责任 县林草局、[相关单位]；待明确"),
        ("县粮食局县林草局有关部门", "责任 县粮食局、县林草局、[有关部门]；待明确"),
    ],
)
def test_a_group_that_no_office_has_within_does_not_swallow_the_office_before_it(wording, meaning):
    assert told(read_wording(wording)) == meaning


@pytest.mark.parametrize(
    "group",
    [
        "县公安局各派出所",
        "县教育局直属各学校",
        "县林草局相关科室",
        "县安委会各成员单位",
        "国家林草局有关单位",
        "县政府有关部门",
        "县公安局相关部门",
    ],
)
def test_a_group_that_an_office_may_have_within_keeps_its_name(group):
    assert told(read_wording(group)).split("；")[0] == f"责任 [{group}]"


@pytest.mark.parametrize("between", [" ", "\n", "、"])
@pytest.mark.parametrize("body", ["南河小城镇综合试点", "南河示范区", "南河片区", "南河新城", "防汛工作专班"])
def test_a_body_of_an_unusual_name_among_offices_is_a_unit(body, between):
    first = between.join((body, "县粮食局", "县林草局"))
    middle = between.join(("县粮食局", body, "县林草局"))
    last = between.join(("县粮食局", "县林草局", body))
    assert told(read_wording(first)) == f"责任 {body}、县粮食局、县林草局"
    assert told(read_wording(middle)) == f"责任 县粮食局、{body}、县林草局"
    assert told(read_wording(last)) == f"责任 县粮食局、县林草局、{body}"


@pytest.mark.parametrize("between", [" ", "、"])
def test_a_long_one_is_told(between):
    reading = read_wording(between.join(("县粮食局", "南河流域山水林田湖草综合治理试点", "县林草局")))
    assert told(reading) == "责任 县粮食局、县林草局"
    assert reading.unread == ("南河流域山水林田湖草综合治理试点",)


@pytest.mark.parametrize("between", [" ", "\n", "、"])
@pytest.mark.parametrize("work", ["加强领导", "附件1", "完成", "推进小城镇综合试点", "6月底前"])
def test_words_about_the_work_among_offices_are_no_unit(work, between):
    assert told(read_wording(between.join(("县粮食局", work, "县林草局")))) == "责任 县粮食局、县林草局"


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("各村居及包村工作队", "责任 [各村居]、[包村工作队]"),
        ("各镇及派出所", "责任 [各镇]、[派出所]"),
        ("各乡镇和便民服务中心", "责任 [各乡镇]、[便民服务中心]"),
        ("各镇以及平安办", "责任 [各镇]、[平安办]"),
        ("各镇和县教育局", "责任 [各镇]、县教育局"),
        ("各镇及南河水库管理处", "责任 [各镇]、南河水库管理处"),
        ("各镇及南河派出所", "责任 [各镇]、南河派出所"),
        ("各镇及县执法队", "责任 [各镇]、县执法队"),
    ],
)
def test_what_every_place_has_is_a_group_where_and_joins_it_to_all_places(wording, meaning):
    assert told(read_wording(wording)) == meaning
