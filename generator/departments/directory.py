"""Names to the departments of the 单位 sheet, and groups' wordings to their members.

A name is looked up as it is written, then with its prefix and ending restored, then by the table of standard names
(旗教育体育局 = 旗教体局), then without the other names that stand in brackets behind it; never by likeness. Everything
stands in dicts: a look-up costs the same in a sheet of 3,000.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from functools import cached_property

from generator.departments.group_exceptions import Exceptions, exceptions_of
from generator.departments.group_names import ALL_DEPARTMENTS, SOME, is_group
from generator.departments.known_names import plain
from generator.departments.name_parts import ENDING, GOVERNMENT, looks_like_name, parts
from generator.model import Department, Ledger, Mention

_ANY = "*"
"""Key for whatever prefix: a name without one is that of the only body of its trade."""
_PROVINCIAL = "厅"
_EVERYONE = re.compile(r"(?:各|有关|相关|所有|各有关|各相关|其他|其它)")
_OTHER_NAMES = re.compile(r"(.+?)[（(〔](.+)[）)〕]$")
_TRADE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?:(?:行政|监督|业务)?(?:主管|管理|监管|执法)|行政)?(?:部门|机关)$"
)
_HAN = re.compile("[\u4e00-\u9fff]{2,40}")
_SHORTEST = 3
"""Shorter names (县委) are not looked for within other text."""
ACCEPTED = "不再明确"
"""The member of a group whose wording the office accepts as it is."""


class Directory:
    """The 单位 and 群组 sheets, indexed."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_exact: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._by_stem: dict[tuple[str, str], str | None] = {}
        self._by_category: dict[str, list[str]] = {}
        self._groups = {plain(group.wording): group for group in ledger.groups}
        self._accepted = {plain(group.wording) for group in ledger.groups if group.members == (ACCEPTED,)}
        self._nearest: dict[str, tuple[str, ...]] = {}
        for department in ledger.departments:
            self._index(department)

    def _index(self, department: Department) -> None:
        names = [name for name in (department.short, department.full, *department.aliases) if name]
        for name in names:
            self._by_exact.setdefault(name.strip(), department.short)
            self._by_name.setdefault(plain(name), department.short)
        for prefix, stem in {stem_key(name) for name in names}:
            for variant in {(prefix, stem), (_ANY, stem)}:
                owner = self._by_stem.setdefault(variant, department.short)
                if owner != department.short:
                    self._by_stem[variant] = None
        for category in department.categories:
            self._by_category.setdefault(category, []).append(department.short)

    @property
    def names(self) -> Iterable[str]:
        """Every name of every department."""
        return self._by_exact

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        """Character → the names that have it."""
        return _letters(self._by_name)

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        """Two characters → the whole names that begin so, longest first."""
        beginnings: dict[str, list[str]] = {}
        for name in sorted(self._by_name, key=len, reverse=True):
            if len(name) >= _SHORTEST and ENDING.search(name):
                beginnings.setdefault(name[:2], []).append(name)
        return beginnings

    def find(self, mention: Mention) -> str | None:
        """The 简称 of the department that `mention` names."""
        return self._find(mention.name, mention.full_name) or self._by_first_name(mention)

    def _find(self, name: str, full_name: str) -> str | None:
        short = self._by_exact.get(name) or self._by_name.get(plain(name)) or self._by_name.get(plain(full_name))
        if short:
            return short
        prefix, stem = stem_key(full_name)
        short = self._by_stem.get((prefix, stem)) or self._by_stem.get(("", stem) if prefix else (_ANY, stem))
        if short and full_name.endswith(_PROVINCIAL) and not short.endswith(_PROVINCIAL):
            return None
        return short

    def _by_first_name(self, mention: Mention) -> str | None:
        """The department by the name before the bracket, where the bracket holds other names of it, or no names at all.

        What is no name says which part of the work is meant: 县水利局（农村饮水）.
        """
        first, others = other_names(mention.full_name)
        are_names = [bool(parts(other).standard or self._by_name.get(plain(other))) for other in others]
        says_matter = not any(are_names) and not any(looks_like_name(other) or is_group(other) for other in others)
        return self._find(first, first) if others and (all(are_names) or says_matter) else None

    def is_group(self, name: str) -> bool:
        """Whether sheet 群组 or a 类别 bears this name."""
        return plain(name) in self._groups or name in self._by_category

    def is_accepted(self, wording: str) -> bool:
        """Whether the office accepts `wording` as it is: 群组 says 不再明确."""
        return plain(wording) in self._accepted

    def of_trade(self, group: str) -> str | None:
        """The department that 民政部门 means: the only one of that trade."""
        trade = _TRADE.match(group)
        if trade is None:
            return None
        names = (group.removesuffix("部门").removesuffix("机关"), trade["name"])
        return next((self._find(name, name) for name in names if parts(name).standard), None)

    def named_in(self, text: str) -> dict[str, str]:
        """Whole names of departments within `text` → their 简称."""
        if len(text) < _SHORTEST:
            return {}
        searched = plain(text)
        names: dict[str, str] = {}
        at = 0
        while at < len(searched):
            beginnings = self._by_beginning.get(searched[at : at + 2], ())
            name = next((name for name in beginnings if searched.startswith(name, at)), "")
            if name:
                names[name] = self._by_name[name]
            at += len(name) or 1
        return names

    def meant_in(self, text: str) -> set[str]:
        """The departments that a title or a file's name may mean: by whole names, else by one without its prefix."""
        names = set(self.named_in(text).values())
        if not names:
            written = plain(text)
            names = {short for name, short in self._by_name.items() if len(name) > 1 and name in written}
        if names:
            return names
        return {short for run in _HAN.findall(text) if (short := self._find_within(run))}

    def _find_within(self, run: str) -> str | None:
        """The department of the longest part of a run of characters that ends as names do and is one."""
        ends = [end for end in range(len(run), 1, -1) if ENDING.search(run[:end])]
        spans = sorted(((start, end) for end in ends for start in range(end - 1)), key=lambda span: span[0] - span[1])
        return next((short for start, end in spans if (short := self._find(run[start:end], run[start:end]))), None)

    def groups_in(self, text: str) -> list[str]:
        """Wordings of 群组 with members that stand within `text`."""
        if not self._filled_groups:
            return []
        searched = plain(text)
        return [wording for wording in self._filled_groups if wording in searched]

    @cached_property
    def _filled_groups(self) -> list[str]:
        return [
            wording
            for wording, group in self._groups.items()
            if (len(wording) >= _SHORTEST or wording.startswith("各"))
            and group.members
            and wording not in self._accepted
        ]

    def members(self, wording: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The 简称 of a group's members, and the names among its members that nobody bears.

        Sheet 群组 decides; without a row there, a wording that is (or ends in) 各/所有 + 类别 stands for the 类别, and
        除…外的各乡镇 for what 各乡镇 stands for without those, 各乡镇（含…） for those besides.
        """
        group = self._groups.get(plain(wording))
        if group is None and (exceptions := exceptions_of(wording)):
            return self._without_exceptions(exceptions)
        if group is None:
            return tuple(self._by_category.get(self._category(wording), ())), ()
        shorts: dict[str, None] = {}
        unknown = []
        for member in group.members if group.members != (ACCEPTED,) else ():
            if member in self._by_category:
                shorts.update(dict.fromkeys(self._by_category[member]))
            elif short := self._by_exact.get(member) or self._by_name.get(plain(member)):
                shorts[short] = None
            else:
                unknown.append(member)
        return tuple(shorts), tuple(unknown)

    def _without_exceptions(self, exceptions: Exceptions) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The members of a group but for those left out, with those added; and the names that are none of either."""
        everyone = f"各{_EVERYONE.sub('', exceptions.group)}"
        members, unknown = next(filter(any, map(self.members, (exceptions.group, everyone))), ((), ()))
        if not members:
            return members, unknown
        left_out = {name: self._find(name, name) for name in exceptions.left_out}
        added = {name: self._find(name, name) for name in exceptions.added}
        strangers = [name for name, short in left_out.items() if short not in members]
        strangers += [name for name, short in added.items() if short is None]
        kept = [member for member in members if member not in left_out.values()]
        return tuple(dict.fromkeys([*kept, *filter(None, added.values())])), (*unknown, *strangers)

    def _category(self, wording: str) -> str:
        if wording in self._by_category:
            return wording
        name = plain(wording)
        if SOME.search(name):
            return ""
        if ALL_DEPARTMENTS.match(name):
            return GOVERNMENT
        return _EVERYONE.sub("", name) if _EVERYONE.search(name) else ""

    def nearest(self, name: str) -> tuple[str, ...]:
        """Up to three names of the sheet that look most like `name`."""
        if name not in self._nearest:
            letters = plain(name)
            rare = sorted(
                {char for char in letters if char in self._letters}, key=lambda char: len(self._letters[char])
            )
            likely = [other for char in rare[:3] for other in self._letters[char][:100]]
            close = difflib.get_close_matches(letters[:60], dict.fromkeys(likely), n=3, cutoff=0.4)
            self._nearest[name] = tuple(dict.fromkeys(self._by_name[other] for other in close))
        return self._nearest[name]


def named_in(ledger: Ledger) -> Callable[[str], set[str]]:
    """What tells which departments of a ledger a title or a file's name may mean."""
    return Directory(ledger).meant_in


def other_names(name: str) -> tuple[str, list[str]]:
    """A name and the names in brackets behind it: 市纪委机关 and 市监委, 市委巡察办."""
    written = _OTHER_NAMES.match(name)
    if written is None:
        return name, []
    return written[1], [other for other in re.split("[、，,]", written[2]) if other]


def stem_key(name: str) -> tuple[str, str]:
    """Prefix and standard stem; a name that the table does not know is its own stem."""
    taken = parts(name)
    if taken.standard is None:
        return taken.prefix, name.removeprefix(taken.prefix)
    return taken.prefix, taken.standard.stem


def _letters(names: Iterable[str]) -> dict[str, list[str]]:
    bearers: dict[str, list[str]] = {}
    for name in names:
        for char in dict.fromkeys(name):
            bearers.setdefault(char, []).append(name)
    return bearers
