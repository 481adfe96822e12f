"""What the sheets 单位 and 群组 know, for reading a wording: which of its words are a name as they stand.

A name that stands in 单位 exactly as in the wording is that unit, whatever characters it has (``a/b局``, ``点局...``);
and names that ran together are told apart by what is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from generator.departments.group_names import SLIP
from generator.departments.noise import Cleaned
from generator.model import NameKind

Stretch = tuple[int, int, NameKind]
"""``text[start:end]`` of a cleaned wording is a name of this kind."""

_SHORTEST = 3
"""Shorter names do not tile a text: 县委 and 办公室 are in 县委办公室."""
_PLAIN = re.compile(r"(?:(?![和与及暨或等由请牵负配参协会商承各均仍还再拟第下同以])[\u4e00-\u9fff])+")
"""Names in which the grammar finds nothing but a name."""
_BEFORE = re.compile(r"(?:[^\w]|由|请|会同|牵头|负责|配合|和|及|与|等|单位|部门)$")
_AFTER = re.compile(
    r"[^\w]|牵头|主办|负责|配合|参与|协助|协办|会同|联合|等|和|以及|及|与|暨|按|根据|为|共同|分别|具体|承担|承办|组织|各"
)


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """A name for comparing: widths unified, no white space."""
    unified = "".join(unicodedata.normalize("NFKC", name).replace("〔", "(").replace("〕", ")").split())
    return SLIP.sub("有关", unified)


class KnownNames:
    """Names of units and wordings of groups. `odd` are those that the grammar would not read as one name."""

    def __init__(self, units: Iterable[str] = (), groups: Iterable[str] = ()) -> None:
        kinds: dict[str, NameKind] = dict.fromkeys(map(plain, groups), "group")
        kinds |= dict.fromkeys(map(plain, units), "unit")
        self._kinds = {name: kind for name, kind in kinds.items() if name}
        self._odd: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def kind(self, name: str) -> NameKind | None:
        """Whether `name` is known as a unit or a group."""
        return self._kinds.get(plain(name)) if self._kinds else None

    def is_unit(self, name: str) -> bool:
        """Whether 单位 has `name`."""
        return self.kind(name) == "unit"

    @property
    def doubtful(self) -> list[str]:
        """The names that have more than plain characters: the grammar may not read them as one name."""
        return [name for name in self._kinds if not _PLAIN.fullmatch(name)]

    def protect(self, names: Iterable[str]) -> None:
        """Take these names as they stand wherever a wording has them between separators."""
        for name in sorted(names, key=len, reverse=True):
            self._odd.setdefault(name[:2], []).append(name)

    def stretches(self, clean: Cleaned) -> list[Stretch]:
        """The known names of a wording that the grammar must not take apart, in order, none within another."""
        if not self._kinds:
            return []
        whole = self.kind(clean.written)
        if whole:
            return [(0, len(clean.text), whole)]
        return self._odd_stretches(clean) if self._odd else []

    def _odd_stretches(self, clean: Cleaned) -> list[Stretch]:
        text = _same_length(clean.written)
        found: list[Stretch] = []
        at = 0
        while at < len(text):
            name = next((name for name in self._odd.get(text[at : at + 2], ()) if text.startswith(name, at)), "")
            end = at + len(name)
            begins = bool(found and found[-1][1] == at)
            if name and (begins or _begins(text, at, clean.breaks)) and _ends(text, end, clean.breaks):
                found.append((at, end, self._kinds[name]))
                at = end
            else:
                at += 1
        return found

    def tiles(self, text: str) -> list[int]:
        """Where `text` must be cut so that every piece is a known name; empty where it cannot or need not be.

        A unit and a group alone are not cut: the towns of 经开区各镇 may be those of 经开区 only.
        """
        text = _same_length(text)
        if not self._lengths or not 2 * _SHORTEST <= len(text) <= 20 * self._lengths[0] or self.kind(text):
            return []
        before: dict[int, int] = {0: 0}
        for end in range(1, len(text) + 1):
            for length in self._lengths:
                kind = self._kinds.get(text[end - length : end]) if end - length in before else None
                if kind == "group" or (kind == "unit" and length >= _SHORTEST):
                    before[end] = end - length
                    break
        cuts = []
        at = len(text) if len(text) in before else 0
        while at and before[at]:
            at = before[at]
            cuts.append(at)
        is_of_unit = len(cuts) == 1 and self._kinds.get(text[cuts[0] :]) == "group"
        return [] if is_of_unit else cuts[::-1]

    def edges(self, text: str) -> Iterator[int]:
        """Where a known unit that `text` begins or ends with must be cut off."""
        for length in self._lengths:
            if length < len(text):
                if self._kinds.get(text[:length]) == "unit":
                    yield length
                if self._kinds.get(text[-length:]) == "unit":
                    yield len(text) - length

    @cached_property
    def _lengths(self) -> Sequence[int]:
        """The lengths of known names, longest first."""
        return sorted({len(name) for name in self._kinds if len(name) > 1})[::-1]


NOTHING_KNOWN = KnownNames()


def _same_length(text: str) -> str:
    """`text` with widths unified, character by character."""
    if text.isascii():
        return text
    plain_chars = (unicodedata.normalize("NFKC", char) for char in text)
    same = "".join(new if len(new) == 1 else old for new, old in zip(plain_chars, text, strict=True))
    return same.replace("〔", "(").replace("〕", ")")


def _begins(text: str, at: int, breaks: frozenset[int]) -> bool:
    return at == 0 or at in breaks or _BEFORE.search(text, max(0, at - 4), at) is not None


def _ends(text: str, at: int, breaks: frozenset[int]) -> bool:
    return at == len(text) or at in breaks or _AFTER.match(text, at) is not None
