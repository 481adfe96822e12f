"""Stretches of a wording that may hold names, to the names in them: run-together names parted."""

from __future__ import annotations

import re
from itertools import pairwise

from generator.departments import words
from generator.departments.group_names import BARE_CLASS, continues_group, ends_group, is_group, is_places, levels_end
from generator.departments.known_names import NOTHING_KNOWN, KnownNames
from generator.departments.name_parts import ENDING, PREFIX, is_nationwide, looks_like_name, parts

_AND = re.compile(words.AND)
_POSSESSED = re.compile(r"其?(?:所属|下属|直属|派出|代管|所辖|各自)")
_TRADE_BODIES = re.compile("(?:行政)?(?:主管|监管)?部门$")
_BRANCH = re.compile("(?:分局|分行|支行|分公司|支队|大队|中队|党组|监管局)$")
"""Ends of what belongs to the body before it (县公安局交管局城东大队)."""
_KNOWN_END = re.compile(r"局|委员会|委|办公室|办|厅|部|院|中心")
_QUANTIFIED = re.compile(r".{0,6}?(?:各|有关|相关|其他|其它|所有|其余)")
_TOWN = (
    r"[\u4e00-\u9fff]{1,5}?"
    r"(?:(?:街道|苏木|镇|乡)(?:人民政府|政府|党委|党工委|办事处)?|(?<!街)[市县区旗](?:人民)?政府(?!办))"
)
_ONE_TOWN = re.compile(_TOWN)
_NO_TOWN = re.compile("乡镇|镇街|街道|[乡镇]")
"""What cannot begin a town's name."""
_COMPANIES = re.compile(r"公司|集团(?!有限|股份|控股|公司)")
_OWN_COMPANY = re.compile(
    r"(?!有限|股份|控股|责任|分公司|子公司|下属|所属)[\u4e00-\u9fff]{2,12}(?<!分)(?<!子)(?<!支)(?:公司|集团)"
)
_CUT_WORD = re.compile(
    "行政|行业|部门|部署|科室|科技|科学|乡镇|镇街|院校|院士|社区|社会|社保|社科|委员|处室|站所|会议|会计|组织|园区|政府|政务|政协|队伍|"
    "委会|监会|中心|企业|街道|集团|镇村|科研|局属|区域|县城|区划|所属|会展|室内|台账|省市|市场"
)
"""Words whose first character also ends names."""
_OFFICE = re.compile("国务院|中央|[省市县区旗州盟](?:人民)?(?:政府|委)")
_ITS_DEPARTMENTS = re.compile("(?:各|有关|相关)(?:有关|相关|工作|组成|直属)*(?:部门|部委)")
_OFFICE_END = "局委办厅部院心所站队会处科室府团司"

_AN_END = re.compile("[局委办部厅院室会联社站所馆队校园处科]|中心|公司|集团")
_ITS_BODIES = re.compile("[省市县区旗州盟](?:[级直属]|政府)[^，；。、]*(?:部门|单位|企业)$")
_CONTINUES = re.compile(
    r"[（〔]|公室|员会|机关(?![\u4e00-\u9fff]{0,6}(?:党委|事务))|(?:(?:人民)?政府|党[委组]|管委会|办事处)(?:（[^（）]*）)?$"
)
"""What ends a name that began before it."""
_WHOEVER = re.compile("各(?:有关|相关)|各(?:级)?行业主管|各级")
"""Begins a group of whoever is concerned, not what belongs to the body before it (县公安局各派出所)."""

_WINDOW = 60
"""How far around a place a decision about it looks: no name is longer."""

Span = tuple[int, int]


def names_in(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames = NOTHING_KNOWN) -> list[Span]:
    """The names in ``text[start:end]``, a stretch between separators: usually one."""
    if known.kind(text[start:end]):
        return [(start, end)]
    if breaks and (lines := _lines(text, start, end, breaks, known)):
        return [span for first, last in lines for span in names_in(text, first, last, breaks, known)]
    spans: list[Span] = []
    for first, last in _split_at_and(text, start, end, breaks, known):
        if known and (cuts := known.tiles(text[first:last])):
            edges = [first, *(first + cut for cut in cuts), last]
            spans += pairwise(edges)
        elif known and (cut := _beside_known(text[first:last], known)):
            spans += names_in(text, first, first + cut, breaks, known)
            spans += names_in(text, first + cut, last, breaks, known)
        else:
            spans += _split_run_together(text, first, last, breaks, known)
    return spans


def _beside_known(text: str, known: KnownNames) -> int:
    """Where a name of 单位 is cut off from a name with the office's level beside it (之江县教育局); 0: nowhere."""
    for cut in known.edges(text) if len(text) <= 2 * _WINDOW else ():
        left, right = text[:cut], text[cut:]
        if known.is_unit(left) and parts(right).prefix and _first_known(right):
            return cut
        if known.is_unit(right) and not ENDING.search(right) and parts(left).prefix and _is_whole(left):
            return cut
    return 0


def _lines(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
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
    trades = [_TRADE_BODIES.sub("", piece) for piece in pieces]
    known = [parts(trade) for trade in trades if 2 <= len(trade) <= 5 and not ENDING.search(trade)]
    return len(known) == len(pieces) and 2 * sum(each.standard is not None for each in known) >= len(pieces)


def _ends_line(left: str, right: str, prefix: str, known: KnownNames) -> bool:
    """Whether a name of a list without separators ends with the line `left`, and another begins with `right`."""
    if right.startswith(("（", "〔", *_CONTINUED)) or left.endswith(_JOINING) or not _brackets_closed(left):
        return False
    if _is_cut_word(left, right):
        return False
    if known.is_unit(left) or known.is_unit(right):
        return True
    if _begins_with_level(left, right, prefix):
        return True
    is_place = _LINE_OF_PLACE.match(left) is not None
    if is_place and _LINE_OF_PLACE.match(right):
        return True
    is_whole = is_place or _is_whole(left) or (_LINE_END.search(left) is not None and len(left) > 2)
    is_whole |= _SHORT_OFFICE.fullmatch(left) is not None
    if _GROUP_LINE.match(right) and is_group(right):
        return is_whole or ends_group(left) or (left[0] in _LEVELS and len(left) > 3 and not is_group(left))
    if not (is_whole or ends_group(left)) or (_GENERIC.fullmatch(right) and _HAS_GENERIC.search(left)):
        return False
    if len(right) < 3:
        return (
            _is_whole(right)
            or _SHORT_OFFICE.fullmatch(right) is not None
            or (right == "政府" and left.endswith(("党委", "党工委")))
        )
    is_branch = _BRANCH.search(right) is not None and _HAS_BRANCHES.search(left) is not None
    ends = _LINE_END.search(right) or _LINE_OF_PLACE.match(right)
    return ends is not None and (not is_branch or parts(right).prefix != "" or is_nationwide(right))


def _begins_with_level(left: str, right: str, prefix: str) -> bool:
    """Whether `right` begins with the level of the office (县…) behind a line that may be a name."""
    taken = parts(right)
    if len(right) < 3 or taken.prefix not in _LEVELS:
        return False
    if taken.prefix == prefix and (left.startswith(prefix) or ENDING.search(left)):
        return len(left) > 2 or left in (f"{prefix}委", f"{prefix}府")
    return _is_whole(right) and len(left) > 3 and not left.endswith("总局")


_LIST_MARK = re.compile("[、，；]")
_LEVELS = tuple("省市县区旗州盟镇乡")
_CONTINUED = ("公室", "员会", "事处", "和", "及", "与", "以及", "或")
_JOINING = ("和", "及", "与", "或", "以及", "所属", "下属", "直属", "其", "各")
_LINE_END = re.compile(rf"(?:{ENDING.pattern})|(?:林场|农场|牧场|队|圃|厂|段|站|村|社区|司)$")
_LINE_OF_PLACE = re.compile(
    "(?:(?![局委办厅部院与及])[\u4e00-\u9fff]){2,8}(?:[区县市旗州盟镇乡村]|街道|社区|新区|园区)(?:(?:人民)?政府|管委会|党委|办事处|党工委|行署)?$"
)
_GROUP_OF_BODIES = re.compile("(?:部门|单位|机构|企业)(?:（[^（）]*）)?$")
_INNER_OFFICE = re.compile("(?![省市县区旗州盟镇乡局委]|管理|办公)[\u4e00-\u9fff]{2,7}[处科股部室站所]")
"""规划财务科, 教务处: an office within a body that the list does not name."""
_SHORT_OFFICE = re.compile("[^省市县区旗州盟镇乡][办部处科]")
"""校办, 党办: an office within a body."""
_GROUP_LINE = re.compile(
    "各|有关|相关|属地|所属|直属|全体|全[省市县区旗州]|驻|中央|在|监管|[省市县区旗州盟镇乡]|机关|部分|其他"
)
_GENERIC = re.compile(
    "委员会|办公室|管委会|管理委员会|管理局|监管局|管理中心|服务中心|控制中心|领导小组|指挥部|工作专班"
)
_HAS_GENERIC = re.compile(
    "(?:委员会|小组|指挥部|专班|局|会|区|政府|[省市县区旗州盟]委)$|(?<![局委办厅部院会心社司室科处股站所队馆校])$"
)
_HAS_BRANCHES = re.compile("(?:局|厅|委|公司|集团|银行|政府|院)$")


def _split_at_and(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    spans: list[Span] = []
    marks = list(_AND.finditer(text, start + 1, end - 1))
    if marks and not parts(text[start:end]).standard and levels_end(text, start) < end:
        for mark in marks:
            left = text[max(start, mark.start() - _WINDOW) : mark.start()]
            right = text[mark.end() : min(end, mark.end() + _WINDOW)]
            is_known = known.is_unit(text[start : mark.start()]) or known.is_unit(text[mark.end() : end])
            if (
                mark.start() > start
                and _brackets_closed(left)
                and (is_known or _parts_names(left, right))
                and not _within_known(text, (start, end), mark.span())
            ):
                spans.append((start, mark.start()))
                start = mark.end()
    return [*spans, (start, end)]


def _within_known(text: str, stretch: Span, mark: Span) -> bool:
    """Whether a name of the table that has 和 within ran together with others (县财政局县文化和旅游局各镇)."""
    firsts = range(max(stretch[0], mark[0] - _NEAR), mark[0])
    lasts = [at for at in range(mark[1] + 1, min(stretch[1], mark[1] + _NEAR) + 1) if text[at - 1] in "局委办厅部"]
    names = (parts(text[first:last]) for first in firsts for last in lasts)
    return any(name.standard is not None and name.ending for name in names)


_NEAR = 10


def _brackets_closed(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("（）", "〔〕", "“”"))


def _parts_names(left: str, right: str) -> bool:
    """Whether 及, 和 … between them parts two names, rather than being part of one (行政审批和政务服务局)."""
    head = _AND.split(right, maxsplit=1)[0]
    if len(left) < 2 or not head or left[-1] in "直级属" or continues_group(left, right):
        return False
    if BARE_CLASS.match(head) and is_group(left):
        return head.startswith("各")
    if _POSSESSED.match(right) and (is_group(left) or not ENDING.search(left)):
        return False
    if is_group(left) or _QUANTIFIED.match(head):
        return len(left) > 1
    if (_LINE_OF_PLACE.match(left) and _LINE_OF_PLACE.match(head)) or _share_level(left, head):
        return True
    if _TRADE_BODIES.search(head) and None not in (parts(left).standard, parts(_TRADE_BODIES.sub("", head)).standard):
        return True
    if ENDING.search(left) and len(left) > 1:
        if _POSSESSED.match(right):
            return ENDING.search(right) is not None or is_group(right)
        return looks_like_name(right) or is_group(right) or PREFIX.match(right) is not None
    return not ENDING.search(right) and None not in (parts(left).standard, parts(head).standard)


def _share_level(left: str, right: str) -> bool:
    """Whether two names both begin with the office's level: 县苗圃和县自然保护区管理局."""
    prefix = parts(right).prefix
    return prefix in _LEVELS and len(left) > len(prefix) and parts(left).prefix == prefix and looks_like_name(right)


def _split_run_together(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    stretch = text[start:end]
    if end - start < 4 or parts(stretch).standard:
        return [(start, end)]
    spans: list[Span] = []
    if len(towns := _towns(text, start, end)) > 1 and not is_group(stretch):
        rest = towns[-1][1]
        if rest == end:
            return _joined_short(towns)
        if parts(text[rest:end]).prefix in _LEVELS and _first_known(text[rest:end]):
            spans, start = _joined_short(towns), rest
    prefix = parts(stretch).prefix
    for at in range(start + 2, end - 1):
        begins = text[at] == prefix[:1] or text[at] == "各" or at in breaks
        if begins or text[at - 1] in (_OFFICE_END if text[at] in _LEVELS else "局委办厅部院心司团室"):
            left, right = text[max(start, at - _WINDOW) : at], text[at : min(end, at + _WINDOW)]
            is_known = at in breaks and (
                known.is_unit(text[start:at]) or known.is_unit(_up_to_break(text, at, end, breaks))
            )
            if at > start + 1 and (is_known or _parts_run_together(left, right, prefix, at in breaks)):
                spans.append((start, at))
                start = at
    return [*spans, (start, end)]


def _up_to_break(text: str, at: int, end: int, breaks: frozenset[int]) -> str:
    """What stands from `at` to the next white space."""
    last = next((place for place in range(at + 1, min(end, at + _WINDOW)) if place in breaks), min(end, at + _WINDOW))
    return text[at:last]


def _towns(text: str, start: int, end: int) -> list[Span]:
    """The towns and governments of places that ``text[start:end]`` begins with, one after another."""
    towns: list[Span] = []
    while start < end and (town := _ONE_TOWN.match(text, start, end)):
        towns.append(town.span())
        start = town.end()
    return towns


def _joined_short(towns: list[Span]) -> list[Span]:
    """A town's name has at least two characters before 镇: 乌镇镇 is one."""
    spans: list[Span] = []
    for first, last in towns:
        if spans and last - first < 3:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    if len(spans) > 1 and spans[0][1] - spans[0][0] < 3:
        spans[:2] = [(spans[0][0], spans[1][1])]
    return spans


def _parts_run_together(left: str, right: str, prefix: str, is_break: bool) -> bool:
    """Whether a name ends and another begins between them, though no separator stands there."""
    if right.startswith("各"):
        return not _is_cut_word(left, right) and _group_begins(left, right, is_break)
    if not _brackets_closed(left):
        return False
    if is_break and _parts_lines(left, right):
        return True
    if not ENDING.search(left):
        return False
    if _is_joint(left, right, prefix) or _CONTINUES.match(right) or _is_cut_word(left, right):
        return False
    if prefix and right.startswith(prefix) and parts(right).prefix == prefix and len(left) > len(prefix) + 1:
        return looks_like_name(right) or _AN_END.search(right, 3) is not None
    if _is_group_of(prefix, right) or (is_break and _QUANTIFIED.match(right) and is_group(right)):
        return True
    standard = _is_whole(left)
    if _is_branch_of(left, right):
        return False
    if left[-1] in _OFFICE_END and parts(right).prefix in _LEVELS and _first_known(right):
        return True
    if standard and (_first_known(right) or _are_towns(right)):
        return True
    if _COMPANIES.search(left, len(left) - 2) and _OWN_COMPANY.match(right) and len(left) > 3:
        is_branch = is_nationwide(left) and parts(right).prefix and not is_nationwide(right)
        return not (is_branch or _COMPANIES.fullmatch(left.removeprefix(prefix)))
    if not is_break or (standard and parts(right).standard):
        return is_break
    least = 2 if standard or parts(right).prefix or _are_towns(right) else 3
    return looks_like_name(right) and len(right) > least


def _is_branch_of(left: str, right: str) -> bool:
    """Whether `right` is what belongs to the body before it (县公安局⏎交警大队, 人民银行⏎郑州市支行)."""
    if not _BRANCH.search(right) or is_nationwide(right):
        return False
    belongs = parts(right).standard is None or right.endswith("队")
    return is_nationwide(left) or (parts(right).prefix == "" and belongs)


def _parts_lines(left: str, right: str) -> bool:
    """Whether white space among separators parts two groups, places, trades or inner offices."""
    if _GROUP_OF_BODIES.search(left) and is_group(left):
        return is_group(right) or (parts(right).prefix != "" and looks_like_name(right))
    is_place = _LINE_OF_PLACE.match(right) is not None
    if _LINE_OF_PLACE.match(left) and not is_group(left):
        return is_place or (parts(right).prefix in _LEVELS and _first_known(right))
    if is_place and _is_whole(left):
        return True
    if _INNER_OFFICE.fullmatch(left) and _INNER_OFFICE.fullmatch(right):
        return not _is_cut_word(left, right)
    return None not in (parts(left).standard, parts(right).standard) and not (
        ENDING.search(left) or ENDING.search(right)
    )


def _is_cut_word(left: str, right: str) -> bool:
    """Whether a line ended within a word (区行⏎政审批局), or between a government and its departments."""
    if _OFFICE.fullmatch(left) and _ITS_DEPARTMENTS.match(right):
        return True
    return _CUT_WORD.fullmatch(left[-1] + right[0]) is not None and not _is_whole(left)


def _is_whole(name: str) -> bool:
    """Whether the table has `name`, ending and all (县财政局, 团县委)."""
    taken = parts(name)
    return taken.standard is not None and bool(taken.ending or not taken.standard.ending)


def _is_group_of(prefix: str, text: str) -> bool:
    """Whether `text` is a group of the office with `prefix` (县直有关部门)."""
    is_its = prefix != "" and text.startswith(prefix) and (_QUANTIFIED.match(text) or _ITS_BODIES.match(text))
    return bool(is_its) and is_group(text)


def _are_towns(text: str) -> bool:
    towns = [] if _NO_TOWN.match(text) else _towns(text, 0, len(text))
    return bool(towns) and towns[-1][1] == len(text)


def _group_begins(left: str, right: str, is_break: bool) -> bool:
    """Whether 各 begins another group after a group or unit (各地区各有关部门, 县教育局各乡镇)."""
    if (ends_group(left) and (len(left) > 2 or left[0] == "各")) or (
        is_break and ENDING.search(left) and is_group(right)
    ):
        return True
    return (
        ENDING.search(left) is not None
        and left[-1] in _OFFICE_END
        and (is_places(right) or _WHOEVER.match(right) is not None)
    )


def first_body(text: str) -> str:
    """The name of the table, ending and all, that `text` begins with (财政局 of 财政局的资金已到位), or nothing."""
    for mark in _KNOWN_END.finditer(text, 2, 14):
        name = text[: mark.end()]
        if _is_whole(name) and parts(name).stem:
            return name
    return ""


def _first_known(text: str) -> bool:
    """Whether `text` begins with a name of the table, ending and all."""
    return first_body(text) != ""


def _is_joint(left: str, right: str, prefix: str) -> bool:
    """Bodies that share one office and are written in one (省纪委省监委, 市委市政府督查室)."""
    stem = left.removeprefix(prefix)
    return (stem == "委" and not parts(left).standard) or (
        stem.endswith("纪委") and right.removeprefix(prefix).startswith(("监委", "监察委"))
    )
