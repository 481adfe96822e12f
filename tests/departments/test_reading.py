"""Made-up wordings of the forms that real documents have, with what they say."""

import importlib
import json
from pathlib import Path

import pytest

from generator.departments import first_leads_rule, read_wording
from generator.model import Reading

SHARED = Path(__file__).parents[3] / "shared" / "cases"


def told(reading: Reading) -> str:
    """``牵头 A、B；配合 [各部门]；待明确``: groups in square brackets, roles in the order of the table."""
    said = []
    for role, word in (("lead", "牵头"), ("owner", "责任"), ("support", "配合")):
        names = [f"[{m.name}]" if m.kind == "group" else m.name for m in reading.mentions if m.role == role]
        if names:
            said.append(f"{word} {'、'.join(names)}")
    if reading.open_ended:
        said.append("待明确")
    return "；".join(said)


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        # role words after names
        ("县粮食局", "责任 县粮食局"),
        ("县粮食局、林草局", "责任 县粮食局、林草局"),
        ("县粮食局牵头，县林草局配合", "牵头 县粮食局；配合 县林草局"),
        ("县粮食局牵头、县林草局、县水利局配合", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("由县粮食局牵头负责，县林草局、县水利局配合做好相关工作", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("县粮食局、县林草局分别牵头", "牵头 县粮食局、县林草局"),
        ("县粮食局牵头，县林草局，县水利局配合", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("县粮食局，县林草局配合", "责任 县粮食局；配合 县林草局"),
        ("县粮食局、县林草局按职责分工负责", "责任 县粮食局、县林草局"),
        ("县粮食局、县林草局，县气象局按照各自职责分别抓好落实", "责任 县粮食局、县林草局、县气象局"),
        ("县粮食局牵头，县林草局、县水利局按职责分工负责", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("县粮食局负责，县林草局按职责分工负责", "责任 县粮食局；配合 县林草局"),
        ("县粮食局负责，县林草局参与", "责任 县粮食局；配合 县林草局"),
        ("县粮食局为牵头单位，县林草局为配合单位", "牵头 县粮食局；配合 县林草局"),
        ("县粮食局统筹，县林草局协助", "牵头 县粮食局；配合 县林草局"),
        ("县粮食局牵头县林草局配合", "牵头 县粮食局；配合 县林草局"),
        # roles in brackets
        ("县粮食局（牵头）、县林草局、县水利局", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("县林草局、县粮食局〔牵头单位〕", "牵头 县粮食局；配合 县林草局"),
        ("（县粮食局牵头，县林草局配合）", "牵头 县粮食局；配合 县林草局"),
        ("县粮食局（县林草局配合）", "责任 县粮食局；配合 县林草局"),
        # helpers named after the word
        ("县粮食局会同县林草局、县水利局负责", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("县粮食局牵头，会同县林草局落实", "牵头 县粮食局；配合 县林草局"),
        ("司法部商财政部负责", "牵头 司法部；配合 财政部"),
        # each with its own work
        ("县粮食局负责收储，县林草局负责管护，各镇参与", "责任 县粮食局、县林草局；配合 [各镇]"),
        ("县粮食局负责组织实施；县财政局做好资金保障；各镇配合。", "责任 县粮食局、县财政局；配合 [各镇]"),
        # labels
        ("牵头单位：县粮食局；配合单位：县林草局、县水利局", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("牵头单位：县粮食局责任单位：县财政局配合单位：县林草局", "牵头 县粮食局；责任 县财政局；配合 县林草局"),
        ("牵头单位:县粮食局\n责任单位:县林草局", "牵头 县粮食局；配合 县林草局"),
        ("主办：县粮食局；协办：县林草局", "牵头 县粮食局；配合 县林草局"),
        ("【责任单位：县粮食局】", "责任 县粮食局"),
        ("责任单位：县粮食局实施单位：城投集团", "责任 县粮食局；配合 城投集团"),
        ("县级责任部门：县粮食局", "责任 县粮食局"),
        ("牵头单位 县粮食局 配合单位 县林草局 县水利局", "牵头 县粮食局；配合 县林草局、县水利局"),
        ("责任领导：王五；责任单位：县粮食局；完成时限：6月底", "责任 县粮食局"),
        # groups and open ends
        ("县粮食局、县林草局等有关部门", "责任 县粮食局、县林草局、[有关部门]；待明确"),
        ("县粮食局等按职责分工负责", "责任 县粮食局；待明确"),
        ("县粮食局、县林草局等2个部门", "责任 县粮食局、县林草局"),
        ("县粮食局、县林草局等五个部门", "责任 县粮食局、县林草局；待明确"),
        ("县政府各部门，各镇（街道）", "责任 [县政府各部门]、[各镇（街道）]"),
        ("各市、县（市、区）政府，省直有关单位", "责任 [各市、县（市、区）政府]、[省直有关单位]；待明确"),
        ("各省、自治区、直辖市人民政府负责", "责任 [各省、自治区、直辖市人民政府]"),
        ("各市（州）党委和政府", "责任 [各市（州）党委和政府]"),
        ("县粮食局及各镇", "责任 县粮食局、[各镇]"),
        ("县政府各部门及所属单位", "责任 [县政府各部门及所属单位]"),
        ("承担供水、供电、供气等职责的单位", "责任 [承担供水、供电、供气等职责的单位]"),
        ("供水、供电、供气等公共企事业单位", "责任 [供水、供电、供气等公共企事业单位]"),
        ("县防汛指挥部成员单位", "责任 [县防汛指挥部成员单位]"),
        ("三镇联盟（东河镇、西河镇、南河镇）", "责任 [三镇联盟（东河镇、西河镇、南河镇）]"),
        ("县粮食局牵头，各有部门配合", "牵头 县粮食局；配合 [各有部门]；待明确"),
        ("各地区各有关部门", "责任 [各地区]、[各有关部门]；待明确"),
        ("县直各部门、单位", "责任 [县直各部门、单位]"),
        ("县粮食局（2023年6月底前完成）、县政协办公室", "责任 县粮食局、县政协办公室"),
        ("县粮食局负责，2023年6月底前完成", "责任 县粮食局"),
        ("牵头单位（责任人）：县粮食局", "牵头 县粮食局"),
        # 与, 和, 及 and brackets that belong to a name
        ("县文化广电和旅游局、县住房和城乡建设局", "责任 县文化广电和旅游局、县住房和城乡建设局"),
        ("县住建局和县财政局牵头", "牵头 县住建局、县财政局"),
        ("县发改、住建和生态环境等部门", "责任 县发改、住建、生态环境；待明确"),
        ("县数据局（县大数据中心）、县委办（保密、档案）", "责任 县数据局（县大数据中心）、县委办（保密、档案）"),
        # the first leads
        ("责任单位：县粮食局、县林草局（列第一位的为牵头单位，下同）", "牵头 县粮食局；配合 县林草局"),
        ("县粮食局、县林草局，排名第一的为牵头单位", "牵头 县粮食局；配合 县林草局"),
        # noise
        ("县粮\n食局、县林草局", "责任 县粮食局、县林草局"),
        ("县 粮 食 局、县 林 草\n局", "责任 县粮食局、县林草局"),
        ("县粮食局、县林— 12 —草局", "责任 县粮食局、县林草局"),
        ("县粮食局\n县林草局", "责任 县粮食局、县林草局"),
        ("县粮食局县林草局", "责任 县粮食局、县林草局"),
        ("县发改局财政局水利局", "责任 县发改局、财政局、水利局"),
        ("县粮食局,县林草局;县水利局.", "责任 县粮食局、县林草局、县水利局"),
        ("★县粮食局、县林草局", "责任 县粮食局、县林草局"),
        ("市市场监管局\n市教育局", "责任 市市场监管局、市教育局"),
        ("市纪委市监委、市委市政府督查室", "责任 市纪委市监委、市委市政府督查室"),
        ("/", ""),
        ("无", ""),
        ("——", ""),
        ("", ""),
    ],
)
def test_a_wording_says_who_does_what(wording, meaning):
    assert told(read_wording(wording)) == meaning


def test_the_column_gives_the_role_where_no_word_does():
    assert told(read_wording("县粮食局、县林草局", "support")) == "配合 县粮食局、县林草局"
    assert told(read_wording("县粮食局", "lead")) == "牵头 县粮食局"


def test_words_count_before_the_column():
    assert told(read_wording("县粮食局牵头，县林草局配合", "lead")) == "牵头 县粮食局；配合 县林草局"


def test_the_document_rule_makes_the_first_the_lead():
    assert told(read_wording("县粮食局、县林草局，各镇", first_leads=True)) == "牵头 县粮食局；配合 县林草局、[各镇]"


def test_the_document_rule_does_not_touch_wordings_that_name_their_lead():
    assert told(read_wording("县粮食局、县林草局牵头", first_leads=True)) == "牵头 县粮食局、县林草局"


def test_places_that_share_an_ending_lead_together():
    read = read_wording("东州市、西州市人民政府，省粮食局", first_leads=True)
    assert told(read) == "牵头 东州市、西州市人民政府；配合 省粮食局"


def test_the_document_rule_is_found_among_remarks():
    assert first_leads_rule(["备注：责任单位中列第一位的为牵头单位，下同。"])
    assert not first_leads_rule(["第一批任务由牵头单位报送。", ""])


def test_same_as_above_names_nobody():
    read = read_wording(" 同上 ")
    assert read.same_as_above
    assert read.mentions == ()


def test_a_mention_knows_its_place_in_the_original():
    text = "牵头单位：县粮\n食局"
    (mention,) = read_wording(text).mentions
    assert text[mention.start : mention.end] == "县粮\n食局"
    assert mention.name == "县粮食局"
    assert read_wording(text).separators == ((0, 5),)


@pytest.mark.skipif(not SHARED.exists(), reason="the annotated real wordings are not here")
def test_at_least_97_of_100_real_wordings_are_read_right(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    score = importlib.import_module("benchmarks.score_wordings")
    cases = [json.loads(line) for line in (SHARED / "units.jsonl").read_text(encoding="utf-8").splitlines()]
    right = [score.seen(read_wording(case["text"], *score.context_of(case))) == score.wanted(case) for case in cases]
    assert sum(right) >= 0.97 * len(cases)
