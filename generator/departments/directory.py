"""Names to the departments of the 单位 sheet, and groups' wordings to their members.

A name is looked up as written, then with its prefix and ending restored, then by the table of standard names
(旗教育体育局 = 旗教体局); never by likeness. Everything stands in dicts: a look-up costs the same in a sheet of 3,000.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cached_property

from generator.departments.group_names import ALL_DEPARTMENTS, SOME
from generator.departments.known_names import plain
from generator.departments.name_parts import GOVERNMENT, parts
from generator.model import Department, Ledger, Mention

_ANY = "*"
"""Key for whatever prefix: a name without one is that of the only body of its trade."""
_PROVINCIAL = "厅"
_EVERYONE = re.compile(r"(?:各|有关|相关|所有|各有关|各相关|其他|其它)")


class Directory:
    """The 单位 and 群组 sheets, indexed."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_name: dict[str, str] = {}
        self._by_stem: dict[tuple[str, str], str | None] = {}
        self._by_category: dict[str, list[str]] = {}
        self._groups = {plain(group.wording): group for group in ledger.groups}
        self._nearest: dict[str, tuple[str, ...]] = {}
        self._shorts = {department.short for department in ledger.departments}
        for department in ledger.departments:
            self._index(department)

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        """Character → the names that have it."""
        return _letters(self._by_name)

    def _index(self, department: Department) -> None:
        for name in (department.short, department.full, *department.aliases):
            if name:
                self._by_name.setdefault(plain(name), department.short)
        names = filter(None, (department.short, department.full, *department.aliases))
        for prefix, stem in {stem_key(name) for name in names}:
            for variant in {(prefix, stem), (_ANY, stem)}:
                owner = self._by_stem.setdefault(variant, department.short)
                if owner != department.short:
                    self._by_stem[variant] = None
        for category in department.categories:
            self._by_category.setdefault(category, []).append(department.short)

    def find(self, mention: Mention) -> str | None:
        """The 简称 of the department that `mention` names."""
        for name in (mention.name, mention.full_name):
            if short := self._by_name.get(plain(name)):
                return short
        prefix, stem = stem_key(mention.full_name)
        found = self._by_stem.get((prefix, stem)) or self._by_stem.get(("", stem) if prefix else (_ANY, stem))
        if found and mention.full_name.endswith(_PROVINCIAL) and not found.endswith(_PROVINCIAL):
            return None
        return found

    def is_group(self, name: str) -> bool:
        """Whether sheet 群组 or a 类别 bears this name."""
        return plain(name) in self._groups or name in self._by_category

    def members(self, wording: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The 简称 of a group's members, and the names among its members that nobody bears.

        Sheet 群组 decides; without a row there, a wording that is (or ends in) 各/所有 + 类别 stands for the 类别.
        """
        group = self._groups.get(plain(wording))
        if group is None:
            return tuple(self._by_category.get(self._category(wording), ())), ()
        found: dict[str, None] = {}
        unknown = []
        for member in group.members:
            if member in self._by_category:
                found.update(dict.fromkeys(self._by_category[member]))
            elif short := self._by_name.get(plain(member)):
                found[short] = None
            else:
                unknown.append(member)
        return tuple(found), tuple(unknown)

    def _category(self, wording: str) -> str:
        if wording in self._by_category:
            return wording
        wording_plain = plain(wording)
        if SOME.search(wording_plain):
            return ""
        if ALL_DEPARTMENTS.match(wording_plain):
            return GOVERNMENT
        return _EVERYONE.sub("", wording_plain) if _EVERYONE.search(wording_plain) else ""

    def nearest(self, name: str) -> tuple[str, ...]:
        """Up to three names of the sheet that look most like `name`."""
        if name not in self._nearest:
            letters = plain(name)
            rare = sorted({char for char in letters if char in self._letters}, key=lambda char: len(self._letters[char]))
            likely = [other for char in rare[:3] for other in self._letters[char][:300]]
            close = difflib.get_close_matches(letters, dict.fromkeys(likely), n=3, cutoff=0.4)
            self._nearest[name] = tuple(dict.fromkeys(self._by_name[other] for other in close))
        return self._nearest[name]


def stem_key(name: str) -> tuple[str, str]:
    """Prefix and standard stem; a name that the table does not know is its own stem."""
    taken = parts(name)
    if taken.standard is None:
        return taken.prefix, name.removeprefix(taken.prefix)
    return taken.prefix, taken.standard.stem


def _letters(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for char in dict.fromkeys(name):
            found.setdefault(char, []).append(name)
    return found
