"""Small offices that ran together (派出所工商所, 教导处德育处, 柳河村清水村) to their names.

Offices within one body and those of a town have no level in front of them that would show where each begins; their
endings do. An office of which the next is a part is not parted from it (财政局国库科, 卫生院公卫科).
"""

from __future__ import annotations

import re

from generator.departments.group_names import are_outsiders, is_group
from generator.departments.name_parts import ENDING, first_body, is_whole, parts
from generator.departments.places import towns_in

Span = tuple[int, int]

_GENERIC = (
    "管理|服务|工作|监督|监管|建设|协调|指导|运行|运营|维护|领导|保障|改革|处置|公?室|发展|事业"
    "|[局委办厅部处室站所科股馆队]"
)
_WHOLE = "卫生院|医院|中心校|村委|团委|工会|[妇残文侨]联|工商联|科协"
_OFFICE = re.compile(
    rf"(?P<stem>[\u4e00-\u9fff]{{0,7}}?)(?P<end>{_WHOLE}|(?<=.)(?:中心(?!卫生|血站|小学|幼儿园|医院|户)|办公室|(?<![分总])局|(?<=..)委(?![员托办宣组统政网老巡机党督改史军农])|分局|[中大支]队|[村居]委会|人大|学校"
    r"|(?<!农)村(?!委|庄|民|级|居|社区)|社区(?!卫生|服务|居|党|矫)|股|科(?!学(?!生)|[技研教创普目员院大])|处(?![理置罚分])|(?<!教)室"
    r"|所(?![属在有])|(?<!网)站(?!点|台长)|馆|管委会|办(?![公理事案税证])|部(?![门署队委])))"
    rf"(?!{_GENERIC})"
)
"""An office to the ending that it has, where another may begin."""
_PARTS = "科股室组"
_PART_OF = {
    "股": "室组", "科": "室组", "室": "股科室组", "办": "股科组",
    "所": f"{_PARTS}队部", "站": f"{_PARTS}队部", "馆": f"{_PARTS}部", "队": f"{_PARTS}队办",
    "院": f"{_PARTS}处部办站馆", "校": f"{_PARTS}处部办馆", "处": f"{_PARTS}队所站心", "部": f"{_PARTS}处队所站",
    "心": f"{_PARTS}处部站队所", "局": f"{_PARTS}处队所站办馆心部", "区": "站室心",
}  # fmt: skip
"""The last letter of an office → those of offices that it may have within."""
_TRAFFIC = re.compile("[车铁港客]站$")
"""A station with offices of its own (火车站派出所)."""
_PLACES = ("村", "社区", "管委会")
_LEVEL_INSIDE = re.compile("[县市区旗州盟镇乡]")
_SHORT = re.compile(rf"{_WHOLE}|村|社区")
"""Ends that need no more than a character, or none, before them."""
_FIRST_OFFICE = re.compile(
    "[省市县区旗州盟][\u4e00-\u9fff]{2,8}?(?:局|委(?!员)|办(?![公理事])|中心(?!小学|学?校|幼儿园|医院|血站))"
)
_WITHIN = re.compile("(?:[科股室组队站所馆办部局]|(?<!管理)(?<!办事)处|中心|专班|委员会)(?:（[^（）]*）)?$")
"""Ends of what an office may have within (财政局国库科, 公安局交警大队)."""
_GOES_ON = re.compile("[（〔]|派?驻|机关|党[委组]")


def offices_in(text: str, start: int, end: int, prefix: str = "") -> list[Span]:
    """The small offices that ``text[start:end]`` is made of; empty where it has one, or anything else.

    Bodies of a county or city have its name or level before each (`prefix`): villages and offices of a town have not.
    """
    pieces: list[re.Match[str]] = []
    at = start
    while at < end:
        office = _OFFICE.match(text, at, end)
        if office is None:
            return []
        pieces.append(office)
        at = office.end()
    has_level = prefix not in ("", "镇", "乡") or any(_has_level_inside(piece["stem"]) for piece in pieces)
    if has_level and any(piece["end"] not in _PLACES for piece in pieces):
        return []
    if not pieces or (_is_short(pieces[0]) and pieces[0]["end"] != "办"):
        return []
    are_many = len(pieces) > 2
    spans: list[Span] = []
    for before, office in zip([None, *pieces], pieces, strict=False):
        if before is not None and _is_part(before, office, are_many):
            spans[-1] = (spans[-1][0], office.end())
        else:
            spans.append(office.span())
    return spans if len(spans) > 1 else []


def _is_part(before: re.Match[str], office: re.Match[str], are_many: bool) -> bool:
    """Whether an office belongs to the one before it (派出所户籍室), or has too short a name to stand alone."""
    if _is_short(office):
        return True
    if office["end"] == "分局":
        body = f"{office['stem']}局"
        return not is_whole(body) or parts(body).stem == parts(before[0]).stem
    if are_many and before[0].endswith(("部", "办", "办公室")):
        return False
    return office["end"][-1] in _PART_OF.get(before["end"][-1], "") or _TRAFFIC.search(before[0]) is not None


def _is_short(office: re.Match[str]) -> bool:
    """Whether an office has too short a name to stand alone (中科 of 中科院)."""
    return len(office["stem"]) < 2 and not _SHORT.fullmatch(office["end"])


def _has_level_inside(stem: str) -> bool:
    """Whether a body with a level of its own begins within what looks like one office (东河镇县财政局)."""
    levels = _LEVEL_INSIDE.findall(stem, 1)
    return len(levels) > 1 or (bool(levels) and levels[0] not in "镇乡")


def parted_behind(text: str, start: int, end: int) -> list[Span]:
    """An office and what stands behind it and is none of its parts (县水利局东湖水库管理处): among names that ran
    together that is a body or group of its own; and so is each of several towns.
    """
    if (towns := towns_in(text, start, end)) and towns[-1][1] == end:
        return towns
    name = text[start:end]
    office = _FIRST_OFFICE.match(name)
    length = len(first_body(name)) or (office.end() if office else end - start)
    rest = name[length:]
    is_body = len(rest) > 3 and ENDING.search(rest) and not (_WITHIN.search(rest) or _GOES_ON.match(rest))
    if are_outsiders(rest, are_many=True) or (is_body and not is_group(rest)):
        return [(start, start + length), (start + length, end)]
    return [(start, end)]
