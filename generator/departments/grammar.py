"""A wording of responsible units to its reading: who is named, in what role, and who is left open.

The grammar, read from the cleaned wording (noise.py, tokens.py, boundaries.py, sentences.py):

    wording   = sentence { (；|。) sentence }
    sentence  = clause { ， clause }
    clause    = [label] names [等 [group]] [role] [object]  |  names 会同 names role
    names     = name { (、|及|和|与) name }
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from generator.departments import words
from generator.departments.full_names import full_names, is_twin, trade_tails
from generator.departments.group_names import OPEN_CLASS, SOME, is_described, is_group, is_kind, is_places
from generator.departments.known_names import NOTHING_KNOWN, KnownNames
from generator.departments.noise import Cleaned, cleaned
from generator.departments.same_as_above import SAME
from generator.departments.sentences import Item, Sentences
from generator.model import Mention, NameKind, Reading, Role

LeadsBy = Literal["", "mark", "comma"]
"""What a document says besides that the first unit leads."""


def read_wording(
    text: str,
    column: Role | None = None,
    first_leads: bool = False,
    known: KnownNames = NOTHING_KNOWN,
    leads_by: LeadsBy = "",
) -> Reading:
    """How `text` is understood.

    `column` is the role that the column gives to names without role words (None: owner). `first_leads` says that the
    document makes the first unit the lead, `leads_by` that those with a mark (★) or before the comma are the leads.
    `known` are the names of the sheets. Names are written as in `text`, white space and page numbers removed.
    """
    clean = cleaned(text)
    if SAME.match(clean.text):
        return Reading(text, separators=_gaps(text, ()), same_as_above=True)
    if not clean.text or (words.NONE.match(clean.text) and not known.kind(clean.written)):
        return Reading(text, separators=_gaps(text, ()))
    sentences = Sentences(clean, column or "owner", known)
    sentences.states_mark |= leads_by == "mark"
    sentences.states_comma |= leads_by == "comma"
    is_ruled = _settle(sentences, first_leads)
    reading = _reading(clean, sentences)
    return replace(reading, first_leads=True) if is_ruled else reading


def known_names(units: Iterable[str], groups: Iterable[str]) -> KnownNames:
    """What the sheets know; names that the grammar alone would take apart are kept whole wherever they stand."""
    known = KnownNames(units, groups)
    known.protect(name for name in known.doubtful if _taken_apart(name))
    return known


def _taken_apart(name: str) -> bool:
    """Whether the grammar alone finds something else than `name` where a list has it."""
    alone = [mention.name for mention in read_wording(name).mentions]
    listed = [mention.name for mention in read_wording(f"{_BESIDE[0]}、{name}、{_BESIDE[1]}").mentions]
    return alone != [name] or listed != [_BESIDE[0], name, _BESIDE[1]]


_BESIDE = ("县财政局", "县水利局")


def first_leads_rule(texts: Iterable[str]) -> bool:
    """Whether any of `texts` makes it the document's rule that the first unit leads (列第一位的为牵头单位，下同)."""
    return any(words.FIRST_LEADS.search(cleaned(text).text) for text in texts)


def leads_by_rule(texts: Iterable[str]) -> LeadsBy:
    """Whether any of `texts` makes the units with a mark the leads (带★的为牵头单位), or those before the comma."""
    for text in texts:
        clean = cleaned(text).text
        if words.MARKED_LEADS.search(clean):
            return "mark"
        if words.COMMA_LEADS.search(clean):
            return "comma"
    return ""


def _settle(sentences: Sentences, first_leads: bool) -> bool:
    """The roles that hang on the whole wording; gives whether the first leads by the document's rule."""
    items = _said_again(sentences)
    tagged = any(item.said == "tag" and item.role == "lead" for item in items)
    leads = any(item.role == "lead" for item in items)
    is_carried = any(item.role in ("lead", "owner") for item in items)
    helped = "support" in sentences.labels
    for item in items:
        if item.role == "carry-out":
            item.role = "support" if is_carried else "owner"
        elif (item.role == "owner" and item.said == "label" and "lead" in sentences.labels and not helped) or (
            tagged and item.said in ("", "label") and item.role == "owner"
        ):
            item.role = "support"
    if sentences.states_mark and any(item.marked for item in items):
        for item in items:
            item.role = "lead" if item.marked else "support"
        return False
    if sentences.states_comma and not leads and len({item.clause for item in items}) > 1:
        for item in items:
            item.role = "lead" if item.clause == items[0].clause else "support"
        return False
    if not (first_leads or sentences.states_rule) or leads or not items or any(item.role != "owner" for item in items):
        return False
    _first_leads(sentences.clean, items)
    return True


def _said_again(sentences: Sentences) -> list[Item]:
    """The names without those that are only repeated: in brackets to say their role (县发改局、县财政局
    （县发改局牵头）), or in a statement about the tasks below (以下任务均需各镇落实).
    """
    if not any(item.bracketed or item.restated for item in sentences.items):
        return sentences.items
    text = sentences.clean.text
    first: dict[str, Item] = {}
    for item in list(sentences.items):
        before = first.setdefault(text[item.start : item.end], item)
        if before is not item and item.bracketed and not before.bracketed:
            before.role, before.said = item.role, "tag"
            sentences.items.remove(item)
        elif before is not item and item.restated:
            sentences.items.remove(item)
    return sentences.items


def _first_leads(clean: Cleaned, items: list[Item]) -> None:
    """The first leads, with those that share its ending (杭州市、宁波市人民政府 are one entry of the list)."""
    names = [clean.written[item.start : item.end] for item in items]
    kinds = [item.kind or _kind(clean.text[item.start : item.end]) for item in items]
    shared = full_names(names, [item.clause for item in items], kinds)
    sharing = 0
    while sharing < len(items) - 1 and shared[sharing] != names[sharing] and shared[sharing].endswith("政府"):
        sharing += 1
    for index, item in enumerate(items):
        item.role = "lead" if index <= sharing else "support"


def _reading(clean: Cleaned, sentences: Sentences) -> Reading:
    names = [clean.written[item.start : item.end] for item in sentences.items]
    kinds = [item.kind or _kind(clean.text[item.start : item.end]) for item in sentences.items]
    for n in range(1, len(kinds)):
        if kinds[n] == "group":
            kinds[n] = "unit" if is_twin(names[n - 1], names[n]) else "group"
        elif kinds[n - 1] == "group" and sentences.items[n].kind is None:
            between = clean.text[sentences.items[n - 1].end : sentences.items[n].start]
            if _is_of_each(names[n - 1], between, names[n]):
                kinds[n] = "group"
    clauses = _lists(clean.text, sentences.items)
    for n, tail in enumerate(trade_tails(names, clauses)):
        if tail and sentences.items[n].kind is None:
            kinds[n] = "group"
    full = full_names(names, clauses, kinds)
    mentions = []
    open_ended = sentences.open_ended
    for item, name, whole, kind in zip(sentences.items, names, full, kinds, strict=True):
        start, end = clean.place(item.start, item.end)
        open_ended |= kind == "group" and _leaves_open(clean.text[item.start : item.end])
        mentions.append(Mention(name, words.TYPED_ROLES[item.role], kind, whole, start, end, item.person))
    gaps = _gaps(clean.original, mentions)
    holders, unread = tuple(sentences.holders), tuple(dict.fromkeys(sentences.unread))
    return Reading(clean.original, tuple(mentions), gaps, open_ended, holders=holders, unread=unread)


def _is_of_each(group: str, between: str, name: str) -> bool:
    """Whether 各 of the group before it stands for `name` too: 各商场、超市, 各村居及包村工作队."""
    if between == "、":
        return is_kind(name) and not is_places(group) and ("各" in group or is_kind(group))
    return group.startswith("各") and _JOINED.fullmatch(between) is not None and is_kind(name, of_each=True)


_JOINED = re.compile(words.AND)


def _lists(text: str, items: list[Item]) -> list[int]:
    """For each name the number of its list: those of one clause, without those that stand behind 等."""
    lists = []
    number = 0
    for before, item in zip([None, *items], items, strict=False):
        if before and (item.clause != before.clause or "等" in text[before.end : item.start]):
            number += 1
        lists.append(number)
    return lists


def _kind(name: str) -> NameKind:
    return "group" if is_group(name) else "unit"


def _leaves_open(group: str) -> bool:
    """Whether a group's wording does not say which of its kind are meant (有关部门, 在温高校)."""
    if is_described(group):
        return False
    return SOME.search(group) is not None or (OPEN_CLASS.search(group) is not None and "各" not in group)


def _gaps(text: str, mentions: Iterable[Mention]) -> tuple[tuple[int, int], ...]:
    gaps = []
    at = 0
    for mention in mentions:
        if mention.start > at:
            gaps.append((at, mention.start))
        at = mention.end
    if at < len(text):
        gaps.append((at, len(text)))
    return tuple(gaps)
