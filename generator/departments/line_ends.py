"""White space and ends of lines within a stretch of a wording: whether a name ends before them and another begins.

Narrow columns break lines inside names, and cells list one name a line.
"""

from __future__ import annotations

import re
from itertools import pairwise

from generator.departments import words
from generator.departments.group_names import ends_group, is_group
from generator.departments.known_names import KnownNames
from generator.departments.name_parts import ENDING, LEVELS, first_body, is_nationwide, is_whole, looks_like_name, parts
from generator.departments.places import PLACE

Span = tuple[int, int]

TRADE_BODIES = re.compile("(?:行政)?(?:主管|监管)?部门$")
"""What trades leave to the last of their list: 教育、卫健部门."""
_CUT_WORD = re.compile(
    "行政|行业|部门|部署|科室|科技|科学|乡镇|镇街|院校|院士|社区|社会|社保|社科|委员|处室|站所|会议|会计|组织|园区|政府|政务|政协|队伍|"
    "委会|监会|中心|企业|街道|集团|镇村|科研|局属|区域|县城|区划|所属|会展|室内|台账|省市|市场"
)
"""Words whose first character also ends names."""
_OFFICE = re.compile("国务院|中央|[省市县区旗州盟](?:人民)?(?:政府|委)")
_ITS_DEPARTMENTS = re.compile("(?:各|有关|相关)(?:有关|相关|工作|组成|直属)*(?:部门|部委)")
_BRANCH = re.compile("(?:分局|分行|支行|分公司|支队|大队|中队|党组|监管局)$")
"""Ends of what belongs to the body before it (县公安局交管局城东大队)."""
_LIST_MARK = re.compile("[、，；]")
_BEGINS_NO_NAME = ("公室", "员会", "事处", "和", "及", "与", "以及", "或")
_ENDS_NO_NAME = ("和", "及", "与", "或", "以及", "所属", "下属", "直属", "其", "各")
_LINE_END = re.compile(rf"(?:{ENDING.pattern})|(?:队|圃|段|村|社区|司)$")
_GROUP_OF_BODIES = re.compile("(?:部门|单位|机构|企业)(?:（[^（）]*）)?$")
_INNER_OFFICE = re.compile("(?![省市县区旗州盟镇乡局委]|管理|办公)[\u4e00-\u9fff]{2,7}[处科股部室站所]")
"""规划财务科, 教务处: an office within a body that the list does not name."""
_SHORT_OFFICE = re.compile("[^省市县区旗州盟镇乡][办部处科]")
"""校办, 党办: an office within a body."""
_GROUP_LINE = re.compile(
    "各|有关|相关|属地|所属|直属|全体|全[省市县区旗州]|驻|中央|在|监管|[省市县区旗州盟镇乡]|机关|部分|其他"
)
"""Begins a group that has a line of its own."""
_GENERIC = re.compile(
    "委员会|办公室|管委会|管理委员会|管理局|监管局|管理中心|服务中心|控制中心|领导小组|指挥部|工作专班"
)
"""Ends of names that are none alone: 安全生产⏎委员会."""
_HAS_GENERIC = re.compile(
    "(?:委员会|小组|指挥部|专班|局|会|区|政府|[省市县区旗州盟]委)$|(?<![局委办厅部院会心社司室科处股站所队馆校])$"
)
_HAS_BRANCHES = re.compile("(?:局|厅|委|公司|集团|银行|政府|院)$")


def lines_in(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    """The entries of a list whose only separators are white space and ends of lines; empty where it has others."""
    edges = [start, *(at for at in range(start + 1, end) if at in breaks), end]
    if len(edges) < 3 or _LIST_MARK.search(text):
        return []
    prefix = parts(text[edges[0] : edges[1]]).prefix
    pieces = [text[first:last] for first, last in pairwise(edges)]
    are_trades = _are_trades(pieces)
    cuts = [
        at
        for at, left, right in zip(edges[1:], pieces, pieces[1:], strict=False)
        if are_trades or _ends_line(left, right, prefix, known)
    ]
    return list(pairwise((start, *cuts, end))) if cuts else []


def _are_trades(pieces: list[str]) -> bool:
    """Whether lines are trades, most of them known: 教育⏎卫健⏎民政部门."""
    trades = [TRADE_BODIES.sub("", piece) for piece in pieces]
    known = [parts(trade) for trade in trades if 2 <= len(trade) <= 5 and not ENDING.search(trade)]
    return len(known) == len(pieces) and 2 * sum(each.standard is not None for each in known) >= len(pieces)


def _ends_line(left: str, right: str, prefix: str, known: KnownNames) -> bool:
    """Whether a name of a list without separators ends with the line `left`, and another begins with `right`."""
    if right.startswith(("（", "〔", *_BEGINS_NO_NAME)) or left.endswith(_ENDS_NO_NAME) or not brackets_closed(left):
        return False
    if is_cut_word(left, right):
        return False
    if known.is_unit(left) or known.is_unit(right):
        return True
    if _begins_with_level(left, right, prefix):
        return True
    if parts_lines(left, right):
        return True
    ends_name = (
        PLACE.match(left) is not None or is_whole(left) or (_LINE_END.search(left) is not None and len(left) > 2)
    )
    ends_name |= _SHORT_OFFICE.fullmatch(left) is not None
    if _GROUP_LINE.match(right) and is_group(right):
        return ends_name or ends_group(left) or (left[0] in LEVELS and len(left) > 3 and not is_group(left))
    if not (ends_name or ends_group(left)) or (_GENERIC.fullmatch(right) and _HAS_GENERIC.search(left)):
        return False
    if len(right) < 3:
        return (
            is_whole(right)
            or (is_whole(left) and _is_trade(right))
            or _SHORT_OFFICE.fullmatch(right) is not None
            or (right == "政府" and left.endswith(("党委", "党工委")))
        )
    is_branch = _BRANCH.search(right) is not None and _HAS_BRANCHES.search(left) is not None
    ends = _LINE_END.search(right) or PLACE.match(right) or (_WHOLE_END.search(left) and _may_stand_alone(right))
    return ends is not None and (not is_branch or parts(right).prefix != "" or is_nationwide(right))


def _may_stand_alone(line: str) -> bool:
    """Whether a line may be a body without a usual ending (国家电网, 华东服装城), and says nothing about the work."""
    is_work = words.NO_NAME.match(line) or words.DATED.match(line) or words.PREDICATE.match(line)
    return is_work is None and len(line) > 3 and _PLAIN.fullmatch(line) is not None


_WHOLE_END = re.compile("(?:局|集团|公司|办公室|委员会|中心|政府|管委会|办事处|[发改财]改?[革]?委|部|厅)$")
_PLAIN = re.compile("[\u4e00-\u9fff]+")


def _begins_with_level(left: str, right: str, prefix: str) -> bool:
    """Whether `right` begins with the level of the office (县…) behind a line that may be a name."""
    taken = parts(right)
    if len(right) < 3 or taken.prefix not in LEVELS:
        return False
    if taken.prefix == prefix and (left.startswith(prefix) or ENDING.search(left)):
        return len(left) > 2 or left in (f"{prefix}委", f"{prefix}府")
    is_word = words.NO_NAME.match(left) or words.DATED.match(left) or left[-1].isdigit()
    return is_whole(right) and (len(left) > 3 or bool(is_word)) and not left.endswith("总局")


def parts_lines(left: str, right: str) -> bool:
    """Whether white space among separators parts two groups, places, trades or inner offices."""
    if _GROUP_OF_BODIES.search(left) and is_group(left):
        return is_group(right) or (parts(right).prefix != "" and looks_like_name(right))
    is_place = PLACE.match(right) is not None
    if PLACE.match(left) and not is_group(left):
        return is_place or (parts(right).prefix in LEVELS and first_body(right) != "")
    if is_place and is_whole(left):
        return True
    if _INNER_OFFICE.fullmatch(left) and _INNER_OFFICE.fullmatch(right):
        return not is_cut_word(left, right)
    return _is_trade(left) and _is_trade(right)


def _is_trade(name: str) -> bool:
    """Whether `name` is a body of the table without its ending (财政, 人社)."""
    taken = parts(name)
    return taken.standard is not None and not taken.ending and (taken.standard.ending != "" or not ENDING.search(name))


def is_cut_word(left: str, right: str) -> bool:
    """Whether a line ended within a word (区行⏎政审批局), or between a government and its departments."""
    if _OFFICE.fullmatch(left) and _ITS_DEPARTMENTS.match(right):
        return True
    return _CUT_WORD.fullmatch(left[-1] + right[0]) is not None and not is_whole(left)


def brackets_closed(text: str) -> bool:
    """Whether every bracket of `text` is closed in it."""
    return all(text.count(opening) == text.count(closing) for opening, closing in ("（）", "〔〕", "“”"))


def is_branch_of(left: str, right: str) -> bool:
    """Whether `right` is what belongs to the body before it (县公安局⏎交警大队, 人民银行⏎郑州市支行)."""
    if not _BRANCH.search(right) or is_nationwide(right):
        return False
    belongs = parts(right).standard is None or right.endswith("队")
    return is_nationwide(left) or (parts(right).prefix == "" and belongs)
