import pytest

from generator.departments import read_wording


def full_names(wording):
    return {m.name: m.full_name for m in read_wording(wording).mentions if m.full_name != m.name}


@pytest.mark.parametrize(
    ("wording", "restored"),
    [
        ("旗粮食局、林草局", {"林草局": "旗林草局"}),
        ("旗发改、财政、卫健等部门", {"旗发改": "旗发改委", "财政": "旗财政局", "卫健": "旗卫健委"}),
        ("省财政厅、商务厅", {"商务厅": "省商务厅"}),
        ("县委组织部、宣传部、教育局", {"宣传部": "县委宣传部", "教育局": "县教育局"}),
        ("县法院、检察院", {"检察院": "县检察院"}),
        ("东州市、西州市人民政府", {"东州市": "东州市人民政府"}),
        ("市政府各部门、各直属机构", {"各直属机构": "市政府各直属机构"}),
        ("高新区党工委和管委会", {"管委会": "高新区管委会"}),
        ("东河市委和政府", {"政府": "东河市政府"}),
        ("东州、西川、南江市政府", {"东州": "东州市政府", "西川": "西川市政府"}),
        ("旗民委、粮食局", {"粮食局": "旗粮食局"}),
        ("旗行政审批和政务服务牵头", {"旗行政审批和政务服务": "旗行政审批和政务服务局"}),
        ("东河、西河、南河镇", {"东河": "东河镇", "西河": "西河镇"}),
        ("电信、移动公司", {"电信": "电信公司"}),
        ("省、市粮食局", {"省": "省粮食局"}),
        ("粮食、林草部门", {"粮食": "粮食部门"}),
    ],
)
def test_what_a_list_leaves_out_is_restored(wording, restored):
    assert full_names(wording) == restored


@pytest.mark.parametrize(
    "wording",
    [
        "县财政局、海关、气象局",
        "县财政局、税务局",
        "东河园区管委会、新城街道办",
        "县财政局、城投公司、职业技术学院、第一实验室",
        "县财政局、东河镇、浙江证监局",
        "国家发展改革委、财政部、民政部",
        "市市场监管局、团市委，民航机场局",
        "财政局、市场监管局",
        "县金融办、人行清河县支行、清河金融监管支局",
    ],
)
def test_bodies_that_are_not_the_offices_own_get_no_prefix(wording):
    assert full_names(wording) == {}
