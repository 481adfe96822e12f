"""Stretches of a wording that may hold names, to the names in them: run-together names parted, split groups joined."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.departments import words
from generator.departments.name_parts import ENDING, PREFIX, looks_like_name, parts

_AND = re.compile(words.AND)
_POSSESSED = re.compile(r"其?(?:所属|下属|直属|派出|代管|所辖|各自)")
_BARE_CLASS = re.compile(r"(?:各)?(?:部门|单位|机构|企业|地区|团体|组织|个人)$")
_CLASS_END = re.compile(r"(?:地区|部门|单位|机构|企业|政府|乡镇|街道|院校|园区|县区|区县)$")
_BRANCH = re.compile(r"(?:分局|分行|支行|分公司|支队|大队|管委会|办公室|党组|监管局)$")
_OFFICE = re.compile(r"(?:局|委|办|厅|部|院|室|中心|公司|集团|会|处|科|社|政府|大队)$")
_KNOWN_END = re.compile(r"局|委员会|委|办公室|办|厅|部|院|中心")
_QUANTIFIED = re.compile(r".{0,6}?(?:各|有关|相关|其他|其它|所有|其余)")

_WINDOW = 60
"""How far around a place a decision about it looks: no name is longer."""

Span = tuple[int, int]


@lru_cache(maxsize=65536)
def is_group(name: str) -> bool:
    """Whether `name` stands for several bodies (各有关部门, 相关县（市、区）政府)."""
    if len(name) > 4 * _WINDOW:
        name = name[: 2 * _WINDOW] + name[-2 * _WINDOW :]
    if named := re.match(r"(.+?)[（〔](.*)[）〕]$", name):
        members = named[2].split("、")
        return words.GROUP.match(name) is not None or (
            len(members) > 1 and all(looks_like_name(member) for member in members) and not _OFFICE.search(named[1])
        )
    return words.GROUP.match(name) is not None and parts(name).standard is None


def names_in(text: str, start: int, end: int, breaks: frozenset[int]) -> list[Span]:
    """The names in ``text[start:end]``, a stretch between separators: usually one."""
    found = []
    for first, last in _split_at_and(text, start, end):
        found += _split_run_together(text, first, last, breaks)
    return found


def continues_group(left: str, right: str) -> bool:
    """Whether a separator between them belongs to a group's name (各市、县（市、区）政府)."""
    if _BARE_CLASS.match(right) and not right.startswith("各") and is_group(left):
        return True
    if words.PARTY_HALF.match(left) and words.GOVERNMENT_HALF.match(right):
        return True
    return words.ALL_ADMIN.match(left) is not None and words.ADMIN_REST.match(right) is not None


def _split_at_and(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    if not parts(text[start:end]).standard:
        for mark in _AND.finditer(text, start + 1, end - 1):
            left = text[max(start, mark.start() - _WINDOW) : mark.start()]
            right = text[mark.end() : min(end, mark.end() + _WINDOW)]
            if mark.start() > start and _brackets_closed(left) and _parts_names(left, right):
                found.append((start, mark.start()))
                start = mark.end()
    return [*found, (start, end)]


def _brackets_closed(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("（）", "〔〕", "“”"))


def _parts_names(left: str, right: str) -> bool:
    """Whether 及, 和 … between them parts two names, rather than being part of one (行政审批和政务服务局)."""
    if _POSSESSED.match(right) or continues_group(left, right):
        return False
    head = _AND.split(right, maxsplit=1)[0]
    if _BARE_CLASS.match(head) and is_group(left):
        return head.startswith("各")
    if is_group(left) or _QUANTIFIED.match(right):
        return len(left) > 1
    if ENDING.search(left) and len(left) > 1:
        return looks_like_name(right) or is_group(right) or PREFIX.match(right) is not None
    return not ENDING.search(right) and None not in (parts(left).standard, parts(head).standard)


def _split_run_together(text: str, start: int, end: int, breaks: frozenset[int]) -> list[Span]:
    found: list[Span] = []
    if end - start < 4 or parts(text[start:end]).standard:
        return [(start, end)]
    own = parts(text[start:end]).prefix
    for at in range(start + 2, end - 1):
        if text[at] == own[:1] or text[at] == "各" or at in breaks or text[at - 1] in "局委办厅部院心":
            left, right = text[max(start, at - _WINDOW) : at], text[at : min(end, at + _WINDOW)]
            if at > start + 1 and _parts_run_together(left, right, own, at in breaks):
                found.append((start, at))
                start = at
    return [*found, (start, end)]


def _parts_run_together(left: str, right: str, own: str, is_break: bool) -> bool:
    """Whether a name ends and another begins between them, though no separator stands there."""
    if right.startswith("各") and _CLASS_END.search(left) and left.startswith("各"):
        return True
    if not ENDING.search(left) or not _brackets_closed(left):
        return False
    if _is_joint(left, right, own) or right.startswith(("（", "〔")):
        return False
    if own and right.startswith(own) and parts(right).prefix == own and len(left) > len(own) + 1:
        return looks_like_name(right)
    if is_break and _QUANTIFIED.match(right) and is_group(right):
        return True
    head = _first_known(right)
    if parts(left).standard and parts(left).ending and head:
        return True
    return is_break and not _BRANCH.search(right) and looks_like_name(right) and len(right) > 3


def _first_known(text: str) -> bool:
    """Whether `text` begins with a name of the table, ending and all."""
    return any(
        (known := parts(text[: found.end()])).standard and known.ending and known.stem
        for found in _KNOWN_END.finditer(text, 2, 14)
    )


def _is_joint(left: str, right: str, own: str) -> bool:
    """Bodies that share one office and are written in one (省纪委省监委, 市委市政府督查室)."""
    stem = left.removeprefix(own)
    return stem == "委" or (stem.endswith("纪委") and right.removeprefix(own).startswith(("监委", "监察委")))
