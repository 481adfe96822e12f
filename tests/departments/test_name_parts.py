import pytest

from generator.departments.name_parts import parts, standard_names


@pytest.mark.parametrize(
    ("name", "prefix", "stem", "ending"),
    [
        ("旗发改委", "旗", "发改", "委"),
        ("市市场监管局", "市", "市场监管", "局"),
        ("市场监管局", "", "市场监管", "局"),
        ("区人民政府办公室", "区", "人民政府办公室", ""),
        ("东河市数据局", "东河市", "数据", "局"),
        ("县委组织部", "县", "委组织", "部"),
        ("省卫生健康委员会", "省", "卫生健康", "委"),
        ("国家税务总局", "国家", "税务总", "局"),
        ("区域合作局", "", "区域合作", "局"),
    ],
)
def test_a_name_is_place_trade_and_ending(name, prefix, stem, ending):
    taken = parts(name)
    assert (taken.prefix, taken.stem, taken.ending) == (prefix, stem, ending)


def test_every_row_of_the_table_can_be_found_by_its_stem():
    rows = set(standard_names().values())
    assert all(standard_names()[row.stem] is row for row in rows)
    assert {row.category for row in rows} == {
        "党委部门", "政府部门", "司法机关", "人大政协", "群团组织", "垂直管理机构", "事业单位", "企业",
    }  # fmt: skip


def test_standard_names_have_short_and_full_forms():
    reform = standard_names()["发展改革"]
    assert (reform.short(), reform.full()) == ("发改委", "发展和改革委员会")
    assert standard_names()["财政"].short(province=True) == "财政厅"
