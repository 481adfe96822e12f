"""Stretches of a wording that may hold names, to the names in them: run-together names parted."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from generator.departments import words
from generator.departments.group_names import (
    BARE_CLASS,
    are_outsiders,
    continues_group,
    ends_group,
    is_group,
    is_places,
    levels_end,
)
from generator.departments.known_names import NOTHING_KNOWN, KnownNames
from generator.departments.line_ends import (
    TRADE_BODIES,
    brackets_closed,
    is_branch_of,
    is_cut_word,
    lines_in,
    parts_lines,
)
from generator.departments.name_parts import (
    ENDING,
    LEVELS,
    PREFIX,
    first_body,
    is_nationwide,
    is_whole,
    looks_like_name,
    parts,
)
from generator.departments.places import PLACE, are_towns, towns_in
from generator.departments.small_offices import offices_in, parted_behind

_AND = re.compile(words.AND)
_POSSESSED = re.compile(r"其?(?:所属|下属|直属|派出(?!所)|代管|所辖|各自)")
_QUANTIFIED = re.compile(r".{0,6}?(?:各|有关|相关|其他|其它|所有|其余)")
_COMPANIES = re.compile(r"公司|集团(?!有限|股份|控股|公司)")
_OWN_COMPANY = re.compile(
    r"(?!有限|股份|控股|责任|分公司|子公司|下属|所属)[\u4e00-\u9fff]{2,12}"
    r"(?:（[\u4e00-\u9fff]{1,6}）[\u4e00-\u9fff]{0,10})?(?<!分)(?<!子)(?<!支)(?:公司|集团)"
)
_OFFICE_END = "局委办厅部院心所站队会处科室府团司联协"

_AN_END = re.compile("[局委办部厅院室会联社站所馆队校园处科]|中心|公司|集团")
_ITS_BODIES = re.compile("[省市县区旗州盟](?:[级直属]|政府)[^，；。、]*(?:部门|单位|企业)$")
_CONTINUES = re.compile(
    r"[（〔]|派?驻|公室|员会|机关(?![\u4e00-\u9fff]{0,6}(?:党委|事务))|(?:(?:人民)?政府|党[委组]|管委会|办事处)(?:（[^（）]*）)?$"
)
"""What ends a name that began before it."""
_WHOEVER = re.compile("各(?:有关|相关)(?!成员)|各(?:级)?行业主管|各级")
"""Begins a group of whoever is concerned, not what belongs to the body before it (县公安局各派出所)."""
_OF_THE_OFFICE = "[省市县区旗州盟][直属](?!机关)|国有(?:公司|企业)|驻[\u4e00-\u9fff]{1,2}"
_ITS_GROUP = re.compile(_OF_THE_OFFICE)
_SECOND_GROUP = re.compile(rf"(?<=[镇道乡村区木）])(?:{_OF_THE_OFFICE})")
"""Begins another group behind all places of a level: 各乡镇县直各单位."""
_FIRST_GROUP = re.compile(
    rf"各(?:乡镇街道|乡镇|镇街|镇|街道|苏木|村|社区|园区)(?:（[^（）]*）)?(?={_OF_THE_OFFICE}|[村居]委会)"
)

_WINDOW = 60
"""How far around a place a decision about it looks: no name is longer."""

Span = tuple[int, int]


def names_in(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames = NOTHING_KNOWN) -> list[Span]:
    """The names in ``text[start:end]``, a stretch between separators: usually one.

    Where some ran together without white space, the last of them may lack the office's level.
    """
    spans = _by_beginnings(text, start, end, breaks, known)
    if len(spans) < 2:
        return spans
    ran_together = {last for (_, last), (first, _) in pairwise(spans) if last == first} - breaks
    return [
        part
        for first, last in spans
        for part in (
            parted_behind(text, first, last)
            if {first, last} & ran_together and not known.kind(text[first:last])
            else [(first, last)]
        )
    ]


def _by_beginnings(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    """The names in a stretch by where each begins."""
    if known.kind(text[start:end]):
        return [(start, end)]
    if breaks and (lines := lines_in(text, start, end, breaks, known)):
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
            spans += (
                _split_run_together(text, first, last, breaks, known)
                if breaks
                else [(first + start, first + end) for start, end in _parted(text[first:last])]
            )
    return spans


def _beside_known(text: str, known: KnownNames) -> int:
    """Where a name of 单位 is cut off from a name with the office's level beside it (之江县教育局); 0: nowhere."""
    for cut in known.edges(text) if len(text) <= 2 * _WINDOW else ():
        left, right = text[:cut], text[cut:]
        if known.is_unit(left) and parts(right).prefix and first_body(right):
            return cut
        if known.is_unit(right) and not ENDING.search(right) and parts(left).prefix and is_whole(left):
            return cut
    return 0


def _split_at_and(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    spans: list[Span] = []
    marks = list(_AND.finditer(text, start + 1, end - 1))
    if marks and not parts(text[start:end]).standard and levels_end(text, start) < end:
        for mark in marks:
            if mark.start() in breaks and words.CONNECTOR.match(text, mark.start()) is None:
                continue  # 和县, 和田 at a line's beginning
            left = text[max(start, mark.start() - _WINDOW) : mark.start()]
            right = text[mark.end() : min(end, mark.end() + _WINDOW)]
            is_known = known.is_unit(text[start : mark.start()]) or known.is_unit(text[mark.end() : end])
            if (
                mark.start() > start
                and brackets_closed(left)
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
    if (PLACE.match(left) and PLACE.match(head)) or _share_level(left, head):
        return True
    if TRADE_BODIES.search(head) and None not in (parts(left).standard, parts(TRADE_BODIES.sub("", head)).standard):
        return True
    if ENDING.search(left) and len(left) > 1:
        if _POSSESSED.match(right):
            return ENDING.search(right) is not None or is_group(right)
        return looks_like_name(right) or is_group(right) or PREFIX.match(right) is not None
    return not ENDING.search(right) and None not in (parts(left).standard, parts(head).standard)


def _share_level(left: str, right: str) -> bool:
    """Whether two names both begin with the office's level: 县苗圃和县自然保护区管理局."""
    prefix = parts(right).prefix
    return prefix in LEVELS and len(left) > len(prefix) and parts(left).prefix == prefix and looks_like_name(right)


@lru_cache(maxsize=65536)
def _parted(stretch: str) -> tuple[Span, ...]:
    """The names in a stretch without white space: lists name the same bodies again and again."""
    return tuple(_split_run_together(stretch, 0, len(stretch), frozenset(), NOTHING_KNOWN))


def _split_run_together(text: str, start: int, end: int, breaks: frozenset[int], known: KnownNames) -> list[Span]:
    stretch = text[start:end]
    if end - start < 4 or parts(stretch).standard:
        return [(start, end)]
    spans: list[Span] = []
    if (towns := towns_in(text, start, end)) and not is_group(stretch):
        rest = towns[-1][1]
        if rest == end and len(towns) > 1:
            return towns
        if parts(text[rest:end]).prefix in LEVELS and first_body(text[rest:end]):
            spans, start = towns, rest
    prefix = parts(stretch).prefix
    every = text.find("各", start + 2, end)
    if every > 0 and (offices := offices_in(text, start, every, prefix)):
        return [*spans, *offices, (every, end)]
    if not (_QUANTIFIED.match(stretch) or is_nationwide(stretch)) and (offices := offices_in(text, start, end, prefix)):
        return [*spans, *offices]
    for at in range(start + 2, end - 1):
        begins = text[at] == prefix[:1] or text[at] == "各" or at in breaks or _SECOND_GROUP.match(text, at)
        if begins or text[at - 1] in (_OFFICE_END if text[at] in LEVELS else "局委办厅部院心司团室联协"):
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


def _parts_run_together(left: str, right: str, prefix: str, is_break: bool) -> bool:
    """Whether a name ends and another begins between them, though no separator stands there."""
    if right.startswith("各"):
        return not is_cut_word(left, right) and _group_begins(left, right, is_break)
    if not brackets_closed(left):
        return False
    if _ITS_GROUP.match(right) and is_places(left) and is_group(right):
        return True
    if is_break and parts_lines(left, right):
        return True
    if not ENDING.search(left):
        return False
    if _is_joint(left, right, prefix) or _CONTINUES.match(right) or is_cut_word(left, right):
        return False
    if prefix and right.startswith(prefix) and parts(right).prefix == prefix and len(left) > len(prefix) + 1:
        return looks_like_name(right) or _AN_END.search(right, 3) is not None
    if _is_group_of(prefix, right) or (is_break and _QUANTIFIED.match(right) and is_group(right)):
        return True
    standard = is_whole(left)
    if standard and are_outsiders(right) and parts(left).prefix != "" and not parts(left).national:
        return True
    if is_branch_of(left, right) or (not is_break and _is_inner(left, right)):
        return False
    place = parts(right).prefix
    has_place = place[-1:] in LEVELS and (len(place) == 1 or not (is_nationwide(left) or ENDING.search(place[:-1])))
    if left[-1] in _OFFICE_END and has_place and (first_body(right) or _OWN_COMPANY.match(right)):
        return True
    if standard and (first_body(right) or are_towns(right)):
        return True
    if _COMPANIES.search(left, len(left) - 2) and _OWN_COMPANY.match(right) and len(left) > 3:
        is_branch = is_nationwide(left) and not is_nationwide(right) and (parts(right).prefix or not is_break)
        return not (is_branch or _COMPANIES.fullmatch(left.removeprefix(prefix)))
    if not is_break or (standard and parts(right).standard):
        return is_break
    least = 2 if standard or parts(right).prefix or are_towns(right) else 3
    return looks_like_name(right) and len(right) > least


def _is_inner(left: str, right: str) -> bool:
    """Whether `right` is within the body before it: 县住建局房管中心, 国家税务总局县税务局."""
    if left.endswith("总局") and is_nationwide(left):
        return parts(right).stem == parts(left.replace("总局", "局")).stem
    return right.endswith("中心") and parts(left).prefix != "" and parts(right).prefix == ""


def _is_group_of(prefix: str, text: str) -> bool:
    """Whether `text` is a group of the office with `prefix` (县直有关部门)."""
    is_its = prefix != "" and text.startswith(prefix) and (_QUANTIFIED.match(text) or _ITS_BODIES.match(text))
    return bool(is_its) and is_group(text)


def _group_begins(left: str, right: str, is_break: bool) -> bool:
    """Whether 各 begins another group after a group or unit (各地区各有关部门, 县教育局各乡镇)."""
    if (ends_group(left) and (len(left) > 2 or left[0] == "各")) or (
        is_break and ENDING.search(left) and is_group(right)
    ):
        return True
    if left.endswith("）") and brackets_closed(left) and is_places(right):
        return True
    return (
        ENDING.search(left) is not None
        and left[-1] in _OFFICE_END
        and (are_outsiders(right) or _FIRST_GROUP.match(right) is not None or _WHOEVER.match(right) is not None)
    )


def _is_joint(left: str, right: str, prefix: str) -> bool:
    """Bodies that share one office and are written in one (省纪委省监委, 市委市政府督查室)."""
    stem = left.removeprefix(prefix)
    return (stem == "委" and not parts(left).standard) or (
        stem.endswith("纪委") and right.removeprefix(prefix).startswith(("监委", "监察委"))
    )
