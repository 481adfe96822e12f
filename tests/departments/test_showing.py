from generator.departments import as_json, picture, read_wording


def test_json_has_the_published_shape():
    assert as_json(read_wording("旗粮食局、林草局牵头，有关部门配合")) == {
        "text": "旗粮食局、林草局牵头，有关部门配合",
        "lead": ["旗粮食局", "林草局"],
        "support": [],
        "owners": [],
        "groups": [{"name": "有关部门", "role": "support"}],
        "open_ended": True,
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
