from generator.departments import as_json, picture, read_wording


def test_json_has_the_published_shape():
    assert as_json(read_wording("旗粮食局、林草局牵头，有关部门配合")) == {
        "text": "旗粮食局、林草局牵头，有关部门配合",
        "lead": ["旗粮食局", "林草局"],
        "support": [],
        "owners": [],
        "groups": [{"name": "有关部门", "role": "support"}],
        "open_ended": True,
        "persons": {},
        "first_leads": False,
        "full_names": {"林草局": "旗林草局"},
    }


def test_the_picture_shows_which_words_gave_which_role():
    assert picture(read_wording("旗粮食局、林草局牵头，有关部门配合")).splitlines() == [
        "旗粮食局、林草局牵头，有关部门配合",
        "├──────┤  ├────┤      ├──────┤",
        "│         │           └ 配合 有关部门（群组）",
        "│         └ 牵头 林草局（即旗林草局）",
        "└ 牵头 旗粮食局",
        "另有未点名的单位，列入待明确",
    ]


def test_pictures_of_nothing_say_so():
    assert picture(read_wording("同上")) == "同上\n同上：与上一行相同"
    assert picture(read_wording("无")) == "无\n没有写明单位"


def test_the_picture_shows_persons_and_the_documents_rule():
    reading = read_wording("旗粮食局 王强、旗林草局", first_leads=True)
    assert as_json(reading)["persons"] == {"旗粮食局": "王强"}
    assert picture(reading).splitlines()[2:] == [
        "│              └ 配合 旗林草局",
        "└ 牵头 旗粮食局，人员王强",
        "按文件规则：列第一位的为牵头单位",
    ]


def test_a_long_wording_is_drawn_line_by_line():
    drawn = picture(read_wording("、".join(["旗粮食局"] * 20))).splitlines()
    assert [line.count("├") for line in drawn if "├" in line] == [7, 7, 6]
    assert len([line for line in drawn if "└ 责任 旗粮食局" in line]) == 20


def test_the_picture_grows_no_faster_than_the_wording():
    small, large = (len(picture(read_wording("旗粮食局、" * count))) for count in (200, 2000))
    assert large < 11 * small
