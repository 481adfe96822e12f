"""Names as a list writes them to names with the prefix and ending that the list left out.

``旗发改、财政局`` names 旗发改委 and 旗财政局. A prefix is carried on to names of the same office's bodies only: never
to bodies run from above (税务, 海关), companies, schools, towns, or names that carry their own place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from generator.departments.name_parts import _PROVINCES, ENDING, PARTY, VERTICAL, NameParts, parts, standard_names
from generator.model import NameKind

_BODY_ENDING = re.compile(r"(?:局|办|委|厅|办公室|委员会)(?:（[^（）]*）)?$")
_OWN_PLACE = re.compile(rf"(?:{_PROVINCES})|[\u4e00-\u9fff]{{2,6}}[省市县区旗盟州](?=.)")
_PLACE_ALONE = re.compile(r"[\u4e00-\u9fff]{1,7}[市县区旗盟州]$")
_PLACE_TAIL = re.compile(r"[\u4e00-\u9fff]{1,7}[市县区旗盟州]((?:人民)?政府|管委会|党工委)$")
_NOT_OFFICE = re.compile(r"(?:行|公司|集团|大学|学院|学校|实验室|医院|海关|分局)$")
_NATIONWIDE = re.compile(r"民航|铁路|国网|中国|中央|长江|黄河|珠江|淮河")
_PLACE_END = re.compile("[省市县区旗州盟镇乡]$")
_TWIN = re.compile("党工委|管委会|党委|政府|人民政府|办事处|党组")
_PLACE_TWIN = re.compile(
    r"([\u4e00-\u9fff]{0,8}(?:区|园|镇|乡|街道|苏木|县|市|旗))(?:党工委|管委会|党委|人民政府|政府|办事处)$"
)
"""Two bodies of one place: 高新区党工委和管委会."""
_YOUTH = re.compile(r"团[省市区县旗州盟]委")
"""The Youth League carries its level inside."""
_GROUP_HEAD = re.compile(r"(.*(?:政府|委))各")


def full_names(names: Sequence[str], clauses: Sequence[int], kinds: Sequence[NameKind]) -> list[str]:
    """The full name of each of `names`, a list as written; `clauses` says which stand between the same two ，."""
    full: list[str] = []
    prefix = group_head = place = ""
    tails = _shared_tails(names, clauses)
    for name, kind, tail in zip(names, kinds, tails, strict=True):
        if kind == "group":
            full.append(group_head + name if re.match(r"各(?:直属|部门|单位|委办)", name) else name)
            head = _GROUP_HEAD.match(name)
            group_head = head[1] if head else group_head if full[-1] != name else ""
            continue
        group_head = ""
        taken = parts(name)
        if _TWIN.fullmatch(name) and place:
            full.append(place + name)
            continue
        twin = _PLACE_TWIN.match(name)
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
    return _PLACE_END.search(taken.prefix) is not None and not (taken.vertical or _NOT_OFFICE.search(name))


def shares_prefix(name: str, taken: NameParts) -> bool:
    """Whether a prefix named before may belong to `name`, which is written without one."""
    if (
        taken.vertical
        or _NATIONWIDE.match(name)
        or _YOUTH.match(name)
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
    tail, clause = "", -1
    for index in range(len(names) - 1, -1, -1):
        if clauses[index] != clause:
            tail, clause = "", clauses[index]
        if whole := _PLACE_TAIL.match(names[index]):
            tail = whole[1]
        elif _PLACE_ALONE.match(names[index]):
            tails[index] = tail
        else:
            tail = ""
    return tails


@lru_cache(maxsize=1)
def _verticals() -> tuple[str, ...]:
    return tuple(stem for stem, row in standard_names().items() if row.category == VERTICAL)
