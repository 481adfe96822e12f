from hypothesis import given, settings
from hypothesis import strategies as st

from generator.departments import as_json, picture, read_wording

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
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.data())
def test_white_space_within_names_changes_nothing(names, data):
    wording = "、".join(names)
    at = data.draw(st.integers(min_value=1, max_value=len(wording)))
    broken = wording[:at] + data.draw(st.sampled_from(["\n", " ", "　", "\u200b"])) + wording[at:]
    assert [m.name for m in read_wording(broken).mentions] == names
