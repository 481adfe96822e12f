import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.departments import as_json, picture, read_wording
from generator.departments.grammar import known_names

BOUNDED = settings(max_examples=150, deadline=None)
WORDS = [
    "市财政局",
    "县发改、住建",
    "各有关部门",
    "、",
    "，",
    "；",
    "。",
    "及",
    "和",
    "等",
    "等有关部门",
    "牵头",
    "配合",
    "负责",
    "按职责分工负责",
    "会同",
    "责任单位：",
    "牵头单位：（",
    "）",
    "〔",
    "〕",
    "“",
    "”",
    "承担",
    "的部门",
    "各市、县（市、区）政府",
    "—",
    "5",
    "—",
    "\n",
    "列第一位的为牵头单位",
    "下同",
    "由",
    "同上",
    "/",
    "局",
    "委",
    "市",
    "区",
    "𠮷",
    "A",
    "1",
]
NAMES = st.sampled_from(
    ["县财政局", "县发展和改革局", "县委组织部", "东河镇", "县医院", "县农业农村局（县畜牧局）", "城投集团"]
)
VERB_FIRST = "规划建设部"
ODD_NAMES = st.sampled_from(
    [VERB_FIRST, "综合执法队", "派出所", "国家电网", "县推进城镇化领导小组办公室", "城管中队", "东河街道办", "县一中"]
)
anything = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(WORDS), max_size=60).map("".join))


@BOUNDED
@given(anything, st.sampled_from([None, "lead", "support", "owner"]), st.booleans())
def test_mentions_and_separators_cover_any_text(text, column, first_leads):
    reading = read_wording(text, column, first_leads)
    stretches = sorted([(m.start, m.end) for m in reading.mentions] + list(reading.separators))
    assert "".join(text[start:end] for start, end in stretches) == text
    assert all(start < end for start, end in stretches)
    as_json(reading)
    picture(reading)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(lambda words: ("".join(words) * 5000)[:5000]))
def test_long_texts_are_read_too(text):
    reading = read_wording(text)
    assert sum(m.end - m.start for m in reading.mentions) + sum(e - s for s, e in reading.separators) == len(text)


def test_long_texts_of_known_names_without_separators_are_read_too():
    text = "之江县财政局" * 1000
    reading = read_wording(text, known=known_names(["之江"], []))
    assert sum(m.end - m.start for m in reading.mentions) == len(text)


@BOUNDED
@given(
    st.lists(NAMES, min_size=1, max_size=6, unique=True),
    st.lists(NAMES, max_size=6, unique=True),
    st.sampled_from(["、", "，", "；"]),
    st.sampled_from(["牵头", "牵头负责"]),
    st.sampled_from(["配合", "按职责分工负责", "参与"]),
)
def test_no_name_of_a_list_is_lost(leads, helpers, separator, lead_word, help_word):
    wording = "、".join(leads) + lead_word + (separator + "、".join(helpers) + help_word if helpers else "")
    reading = read_wording(wording)
    assert [m.name for m in reading.mentions if m.role == "lead"] == leads
    assert [m.name for m in reading.mentions if m.role == "support"] == helpers


@BOUNDED
@given(
    st.lists(st.one_of(NAMES, ODD_NAMES), min_size=3, max_size=3, unique=True),
    st.sampled_from(
        [
            "{}、{}、{}", "{}，{}；{}", "{} {} {}", "{}\n{}\n{}", "{}{}{}", "{}牵头，{}、{}配合", "{}会同{}、{}负责",
            "由{}负责，{}和{}落实", "{}以及{}及{}", "{}等部门，{}，{}", "{}，配合单位：{}；{}", "{}\n牵头，{}\n{}配合",
        ]
    ),
)  # fmt: skip
def test_no_body_vanishes_without_a_word(names, form):
    assume(form != "{}{}{}" or VERB_FIRST not in names)  # nothing parts 规划建设部 from 县财政局 规划 建设部
    reading = read_wording(form.format(*names))
    told = [m.name for m in reading.mentions] + [*reading.unread, *reading.holders]
    assert [name for name in names if not any(name in said for said in told)] == []


@BOUNDED
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.data())
def test_white_space_within_names_changes_nothing(names, data):
    wording = "、".join(names)
    at = data.draw(st.integers(min_value=1, max_value=len(wording)))
    broken = wording[:at] + data.draw(st.sampled_from(["\n", " ", "　", "\u200b"])) + wording[at:]
    assert [m.name for m in read_wording(broken).mentions] == names


@settings(max_examples=300, deadline=None)
@given(
    st.lists(NAMES, min_size=2, max_size=6, unique=True),
    st.sampled_from(["", "、各镇（街道）", "，各乡镇人民政府、街道办事处", "、县直有关部门"]),
    st.integers(min_value=4, max_value=12),
)
def test_a_narrow_column_cuts_no_name(names, group, width):
    wording = "、".join(names) + group
    lines = [wording[at : at + width] for at in range(0, len(wording), width)]
    assume(len(lines) > 2)
    assert [m.name for m in read_wording("\n".join(lines)).mentions] == [m.name for m in read_wording(wording).mentions]


@BOUNDED
@given(
    st.lists(NAMES, min_size=2, max_size=6, unique=True), st.sampled_from(["", "各镇（街道）", "县直有关部门", "各村"])
)
def test_a_list_of_one_name_a_line_needs_no_separators(names, group):
    entries = [*names, group] if group else names
    assert [m.name for m in read_wording("\n".join(entries)).mentions] == entries


UNITS = st.lists(NAMES, min_size=1, max_size=4, unique=True)
GROUPS = st.sampled_from(
    ["", "各镇（街道）", "各乡镇人民政府、街道办事处", "县直各部门", "各区、县级市", "市、县两级政府"]
)
LISTING = st.sampled_from(["、", "，", "\n", "和"])
JOINING = st.sampled_from(["、", "，", "以及", "及", "和"])


def listed(names, listing):
    """A list of names; 和 stands once, before the last."""
    return (
        "、".join(names[:-1]) + "和" + names[-1]
        if listing == "和" and len(names) > 1
        else ("、" if listing == "和" else listing).join(names)
    )


@settings(max_examples=400, deadline=None)
@given(
    UNITS,
    UNITS,
    GROUPS,
    LISTING,
    JOINING,
    st.sampled_from(
        [
            ("{first}牵头，{rest}配合", "lead", "support"),
            ("{first}牵头负责，{rest}按职责分工负责", "lead", "support"),
            ("牵头单位：{first}；配合单位：{rest}", "lead", "support"),
            ("{first}会同{rest}负责", "lead", "support"),
            ("（{first}牵头，{rest}结合实际落实）", "lead", "support"),
            ("{first}负责，{rest}参与", "owner", "support"),
            ("责任单位：{first}、{rest}", "owner", "owner"),
            ("{first}、{rest}按职责分工负责", "owner", "owner"),
        ]
    ),
    st.sampled_from(["", "。", "，6月底前完成", "，下同", "。适用范围：全县"]),
)
def test_what_was_made_of_units_groups_and_connectors_reads_back(first, rest, group, listing, joining, form, end):
    rest = [name for name in rest if name not in first] or ["城南集团"]
    pattern, first_role, rest_role = form
    helpers = listed(rest, listing) + (joining + group if group else "")
    wording = pattern.format(first=listed(first, listing), rest=helpers) + end
    mentions = read_wording(wording).mentions
    read = {role: [m.name for m in mentions if m.kind == "unit" and m.role == role] for role in (first_role, rest_role)}
    wanted = {first_role: [], rest_role: []}
    wanted[first_role] += first
    wanted[rest_role] += rest
    assert read == wanted
    assert [(m.name, m.role) for m in mentions if m.kind == "group"] == ([(group, rest_role)] if group else [])


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "县财政局、",
            "县财政局牵头，",
            "各市、县（市、区）政府、",
            "（",
            "“",
            "和",
            "及",
            "字",
            "县",
            "局",
            "东河镇",
        ),
        *(
            "街道委",
            "公司",
            "县财政局王强、",
            "杭州市、",
            "等、",
            "承担公共服务、",
            "牵头单位：",
            "结合",
            "★",
            "市、县、",
        ),
        *("1.", "列第一位的", "未明确"),
    ],
)
def test_a_text_of_12000_characters_takes_no_longer_than_its_length_says(piece):
    def seconds(size):
        text = (piece * size)[:size]
        started = time.process_time()
        picture(read_wording(text))
        return time.process_time() - started

    assert seconds(12000) < 12 * seconds(3000) + 0.3


@pytest.mark.slow
def test_ten_thousand_different_wordings_take_seconds_not_minutes():
    towns = [f"{first}{second}镇" for first in "东西南北中上下" for second in "河山湖桥井店寨坡营堡"]
    wordings = [f"县财政局牵头，{a}、{b}、各有关部门按职责分工负责" for a in towns for b in towns for _ in range(3)][
        :10000
    ]
    wordings = [f"{wording}{'，' * (index % 3)}" for index, wording in enumerate(wordings)]
    started = time.process_time()
    for wording in wordings:
        read_wording(wording)
    assert time.process_time() - started < 8  # under 2 s on one quiet core
