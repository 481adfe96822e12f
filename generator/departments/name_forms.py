"""What a stretch between separators is by its form alone: a name, somebody by office, or words about the work.

A list names the same bodies again and again, so each different stretch is judged once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from generator.departments import words
from generator.departments.group_names import is_group
from generator.departments.name_parts import ENDING, first_body, is_whole, looks_like_name, parts
from generator.departments.persons import Span, body_of_holder, is_holder, person_of_body

FormKind = Literal["name", "doubtful", "work", "nothing", "person", "holder"]


class Form(Struct, frozen=True, gc=False):
    """A stretch that begins with `name`, what of it may be a name: without what the body does and who heads it.

    ``doubtful``: neither of a body's form nor plainly words about the work; ``work`` says what is done; ``nothing``:
    a dash, 待定; ``person``: somebody or a matter with the body that stands at `body`; ``holder``: somebody by
    office.
    """

    kind: FormKind
    name: str
    person: str = ""
    body: Span = (0, 0)


@lru_cache(maxsize=65536)
def form_of(stretch: str) -> Form:
    """What `stretch`, which no sheet knows, is by its form."""
    if named := person_of_body(stretch):
        return Form("person", "", *named)
    if (matter := _MATTER_OF_BODY.match(stretch)) and _is_matter(matter["matter"]) and is_whole(matter["body"]):
        return Form("person", "", "", matter.span("body"))
    if length := body_of_holder(stretch):
        name = stretch[:length]
    elif is_holder(stretch):
        return Form("holder", stretch)
    else:
        name = _without_predicate(stretch)
    return Form(_kind(name), name)


def _is_matter(name: str) -> bool:
    """Whether `name` is no body, place or group: what the body in brackets behind it is responsible for."""
    return not (looks_like_name(name) or is_group(name) or parts(name).prefix or PLACE_END.search(name))


def _without_predicate(name: str) -> str:
    """The whole body that begins a stretch which says what it does (县发改局立项审批, 交警大队规范停车秩序)."""
    if len(name) < SHORT or looks_like_name(name) or is_group(name):
        return name
    leading = _LEADING_BODY.match(name)
    body = first_body(name) or (leading[0] if leading else "")
    rest = len(name) - len(body)
    is_told = words.PREDICATE.match(name, len(body)) or (rest >= SHORT and not HAS_BODY.search(name, len(body)))
    return body if body and is_told else name


def _kind(name: str) -> FormKind:
    if words.REPORTED.match(name):
        return "work"
    if parts(name).standard:
        return "name"
    if _ELSEWHERE.fullmatch(name) or name.endswith("的"):
        return "work"
    if words.NONE.match(name):
        return "nothing"
    ends_as_body = ENDING.search(name) is not None
    is_name = ends_as_body or is_group(name)
    if words.DATED.match(name) and (name[0].isdigit() or not ends_as_body):
        return "work"
    is_done_to_group = is_group(name) and ("各" in name or words.PURELY_DONE.match(name) is not None)
    if words.NO_NAME.match(name) and (is_done_to_group or not is_name):
        return "work"
    return "name" if is_name or parts(name).prefix else "doubtful"


def names_its_place(name: str, is_listed: bool = True) -> bool:
    """Whether `name` is a group, or a body with the place it belongs to; a group that is not `is_listed` says which
    of its kind are meant (各学校), for at once after a role word a kind is what is to be done (负责指导学校).
    """
    if is_group(name):
        return is_listed or _WHICH.search(name) is not None or parts(name).prefix != ""
    return parts(name).prefix != "" and ENDING.search(name) is not None


def may_be_name(form: Form, is_entry: bool = False) -> bool:
    """Whether what a wording has among its names, and is read as none, may be a body all the same: as an entry of
    their list it may though it ends as a matter does (流水小城镇综合试点).
    """
    name = form.name
    if (len(name) < SHORT and not is_whole(name)) or words.REPORTED.match(name) or _POINTS_BACK.match(name):
        return False
    if form.kind == "doubtful" and len(name) > 2 * SHORT and (is_entry or not words.MATTER.search(name)):
        return True
    if form.kind == "name" and (names_its_place(name, is_listed=False) or is_whole(name)):
        return True
    is_told = form.kind not in ("name", "doubtful", "work") or words.DATED.match(name) or name.endswith("的")
    return not is_told and HAS_BODY.search(name) is not None


def left_over(form: Form, stretch: str) -> str:
    """What stands behind the name in `stretch` and does not say what the body does (国铁集团国家电网)."""
    rest = stretch[len(form.name) :] if form.kind == "name" and not body_of_holder(stretch) else ""
    is_told = any(pattern.match(rest) for pattern in _ABOUT_WORK) or words.MATTER.search(rest)
    return "" if len(rest) < SHORT or (is_told and not HAS_BODY.search(rest)) else rest


_ABOUT_WORK = (words.PREDICATE, words.NO_NAME, words.REPORTED, words.DATED)


def is_heading(name: str) -> bool:
    """Whether `name`, before a colon, says what the names after it are for (道路交通：, 第一组：)."""
    if name in ("单位", "部门"):
        return True
    if is_group(name) or len(parts(name).prefix) == 1 or PLACE_END.search(name):
        return False
    return name.endswith("组") or not looks_like_name(name)


_MATTER_OF_BODY = re.compile("(?P<matter>[^（〔]{2,})[（〔](?P<body>[^（）〔〕]+)[）〕]$")
"""学校食堂（县教育局）."""
_LEADING_BODY = re.compile(
    "[\u4e00-\u9fff]{2,12}?(?:[大支中]队|分局|中心|公司|集团|管委会|办事处|委员会|办公室|残联|总工会|妇联|法院|检察院)"
)
HAS_BODY = re.compile(
    "[（〔]|局|委(?![托派])|(?<!督)办(?![结理法好事])|厅|处(?![理置罚])|科(?![学技研目])|院|队|中心|公司|政府|部门|单位|机关|机构"
)
"""A body's ending within what is no body's name as a whole: what follows it is not understood."""
SHORT = 4
"""A name without the ending of a body (之江) has no more characters."""
PLACE_END = re.compile("[省市县区旗州盟镇乡村]$")
_WHICH = re.compile("各|有关|相关|所有|全")
_POINTS_BACK = re.compile("(?:以上|上述|前述|部门|单位)")
_ELSEWHERE = re.compile(
    "(?:以上|上述|前述)(?:各|所有|[两二三四五六七八九十]|\\d{1,2})?[个家]?(?:部门|单位)?|见?附[件表录]\\d*"
)
"""Points at the names before it, or at another page: A、B（以上两部门共同牵头）, 附件1."""
