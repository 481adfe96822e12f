"""Names as a list writes them to names with the prefix and ending that the list left out.

``旗发改、财政局`` names 旗发改委 and 旗财政局. A prefix is carried on to names of the same office's bodies only: never
to bodies run from above (税务, 海关), companies, schools, towns, or names that carry their own place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from generator.departments.name_parts import (
    _PROVINCES,
    ENDING,
    PARTY,
    VERTICAL,
    NameParts,
    is_nationwide,
    parts,
    standard_names,
)
from generator.model import NameKind

_BODY_ENDING = re.compile(r"(?:局|办|委|厅|办公室|委员会)(?:（[^（）]*）)?$")
_OWN_PLACE = re.compile(rf"(?:{_PROVINCES})|[\u4e00-\u9fff]{{2,6}}[省市县区旗盟州](?=.)")
_PLACE_ALONE = re.compile(r"[\u4e00-\u9fff]{1,7}[市县区旗盟州]$")
_CITY = re.compile("[\u4e00-\u9fff]州$")
"""A city without its 市 (杭州), though it looks like a 州."""
_PLACE_TAIL = re.compile(r"[\u4e00-\u9fff]{1,7}(?P<level>[市县区旗盟州])(?P<tail>(?:人民)?政府|管委会|党工委)$")
_NOT_OFFICE = re.compile(r"(?:行|公司|集团|大学|学院|学校|实验室|医院|海关|分局)$")
_PLACE_END = re.compile("[省市县区旗州盟镇乡]$")
_TWIN = re.compile("党工委|管委会|党委|政府|人民政府|办事处|党组")
_PLACE_TWIN = re.compile(
    r"([\u4e00-\u9fff]{0,8}(?:区|园|镇|乡|街道|苏木|县|市|旗|州|盟|省))(?:党工委|管委会|党委|人民政府|政府|办事处|(?<![镇乡园道木])委)$"
)
"""Two bodies of one place: 高新区党工委和管委会, 东河市委和政府."""
_TOWN_OFFICE = re.compile(r"街道办(?:事处)?$")
_BARE = re.compile(r"[\u4e00-\u9fff]{2,5}$")
_SHARED_END = re.compile(
    r"[\u4e00-\u9fff]{2,5}?(?P<tail>片区[\u4e00-\u9fff]*|街道(?:办事处|办)?|苏木|[镇乡](?:人民政府|政府|党委)?|村|社区|林场|农场|公司|集团|管委会)$"
)
"""A name whose last word names before it may have left to it: 柳河、清水镇; 移动、电信公司."""
_ENDS_WHOLE = frozenset("局厅部办")
"""Ends of names that leave nothing to others and take nothing from them."""
_QUANTIFIED = re.compile("各|有关|相关|其[他它余]|所有|职能|上级|主管|成员|责任|牵头|配合|属地|直属|组成")
_LEVEL_ALONE = re.compile("[省市县区旗州盟]$")
_LEVEL_NAME = re.compile("[省市县区旗州盟](?P<tail>[\u4e00-\u9fff]{2,})$")
_TRADE_BODIES = re.compile(
    r"(?P<trade>[\u4e00-\u9fff]{2,10}?)(?P<tail>(?:(?:行政|监督|业务)?(?:主管|管理|监管|执法)|行政)?(?:部门|机关))$"
)
_YOUTH = re.compile(r"团[省市区县旗州盟]委")
"""The Youth League carries its level inside."""
_GROUP_HEAD = re.compile(r"(.*(?:政府|委))各")


def full_names(names: Sequence[str], clauses: Sequence[int], kinds: Sequence[NameKind]) -> list[str]:
    """The full name of each of `names`, a list as written; `clauses` says which stand between the same two ，."""
    full: list[str] = []
    prefix = group_head = place = ""
    tails = _shared_tails(names, clauses)
    trades = trade_tails(names, clauses)
    for name, kind, tail, trade_tail in zip(names, kinds, tails, trades, strict=True):
        if kind == "group":
            full.append(group_head + name if re.match(r"各(?:直属|部门|单位|委办)", name) else name + trade_tail)
            head = _GROUP_HEAD.match(name)
            group_head = head[1] if head else group_head if full[-1] != name else ""
            continue
        group_head = ""
        taken = parts(name)
        if _TWIN.fullmatch(name) and place:
            full.append(place + name)
            continue
        twin = _PLACE_TWIN.match(name) if name[-1] in "会委府处" else None
        place = twin[1] if twin else ""
        if taken.prefix and _lends_prefix(name, taken):
            prefix = "" if taken.national else taken.prefix
        full.append(_whole(name, taken, prefix) + tail)
    return full


def is_twin(before: str, name: str) -> bool:
    """Whether `name` is the other body of the place whose body stands before it (东河镇党委、政府)."""
    return _TWIN.fullmatch(name) is not None and _PLACE_TWIN.match(before) is not None


def _whole(name: str, taken: NameParts, prefix: str) -> str:
    if _PLACE_ALONE.match(name) or taken.national:
        return name
    ending = ""
    standard = taken.standard
    if (
        standard
        and not taken.ending
        and standard.ending
        and not taken.stem.endswith(("局", "委", "办", "厅", standard.ending))
        and taken.stem in (standard.stem, standard.full_stem, *standard.variants)
    ):
        ending = (
            standard.province_ending
            if taken.prefix == "省" or (not taken.prefix and prefix == "省")
            else standard.ending
        )
    if taken.prefix or not prefix or not shares_prefix(name, taken):
        return name + ending
    party = (
        standard
        and standard.category == PARTY
        and standard.full_stem.startswith("委")
        and taken.ending == standard.ending
    )
    return prefix + ("委" if party and standard and not taken.stem.startswith("委") else "") + name + ending


def _lends_prefix(name: str, taken: NameParts) -> bool:
    if len(taken.prefix) == 1 or taken.national:
        return True
    if name.startswith("共青团"):
        return False
    return _PLACE_END.search(taken.prefix) is not None and not (taken.vertical or _NOT_OFFICE.search(name))


def shares_prefix(name: str, taken: NameParts) -> bool:
    """Whether a prefix named before may belong to `name`, which is written without one."""
    if (
        taken.vertical
        or is_nationwide(name)
        or _YOUTH.match(name)
        or _TOWN_OFFICE.search(name)
        or _OWN_PLACE.match(name)
        or "总局" in name
        or taken.stem.endswith(_verticals())
        or name.endswith(_verticals())
    ):
        return False
    if taken.standard:
        return taken.standard.category not in (VERTICAL, "企业")
    return _BODY_ENDING.search(name) is not None and ENDING.search(name) is not None


def _shared_tails(names: Sequence[str], clauses: Sequence[int]) -> list[str]:
    """For each name what it leaves to a later one of its clause: 人民政府 for 杭州市 in ``杭州市、湖州市人民政府``."""
    tails = [""] * len(names)
    tail = shared = level = ""
    clause = -1
    has_levels = any(len(name) == 1 for name in names)
    for index in range(len(names) - 1, -1, -1):
        if clauses[index] != clause:
            tail, clause = "", clauses[index]
            shared = level = ""
        name = names[index]
        if name[-1] in _ENDS_WHOLE and not has_levels:
            tail = shared = ""
            continue
        if _LEVEL_ALONE.match(name):
            tails[index] = level
        elif shared and (_is_bare(name) or (shared[0] == "市" and _CITY.match(name))):
            tails[index] = shared
        elif end := _SHARED_END.match(name):
            shared = end["tail"]
        else:
            shared = ""
        leveled = _LEVEL_NAME.match(name)
        level = leveled["tail"] if leveled else level if _LEVEL_ALONE.match(name) else ""
        if whole := _PLACE_TAIL.match(name):
            tail = whole["tail"]
            shared = whole["level"] + tail
        elif _PLACE_ALONE.match(name):
            tails[index] = tails[index] or tail
        else:
            tail = ""
    return tails


def trade_tails(names: Sequence[str], clauses: Sequence[int]) -> list[str]:
    """For each name of a trade alone what it leaves to a later one of its clause: 部门 for 公安 in 公安、交通部门."""
    tails = [""] * len(names)
    if not any(name.endswith(("部门", "机关")) for name in names):
        return tails
    tail, clause = "", -1
    for index in range(len(names) - 1, -1, -1):
        name = names[index]
        bodies = _TRADE_BODIES.match(name)
        if bodies and (parts(bodies["trade"]).standard or _is_bare(bodies["trade"])):
            tail, clause = bodies["tail"], clauses[index]
        elif clauses[index] == clause and _is_trade(name):
            tails[index] = tail
        else:
            clause = -1
    return tails


def _is_trade(name: str) -> bool:
    taken = parts(name)
    if taken.standard:
        return bool(taken.standard.ending) and not taken.ending
    return _is_bare(name)


def _is_bare(name: str) -> bool:
    """Whether `name` is a short word that is no name of a body or place by itself (移动, 柳河)."""
    return (
        _BARE.match(name) is not None
        and parts(name).standard is None
        and not (ENDING.search(name) or _PLACE_ALONE.match(name) or _QUANTIFIED.search(name))
    )


@lru_cache(maxsize=1)
def _verticals() -> tuple[str, ...]:
    return tuple(stem for stem, row in standard_names().items() if row.category == VERTICAL)
