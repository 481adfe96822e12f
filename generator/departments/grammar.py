"""A wording of responsible units to its reading: who is named, in what role, and who is left open.

The grammar, read from the cleaned wording (noise.py, tokens.py, boundaries.py):

    wording   = sentence { (；|。) sentence }
    sentence  = clause { ， clause }
    clause    = [label] names [等 [group]] [role] [object]  |  names 会同 names role
    names     = name { (、|及|和|与) name }

A role word speaks of all names since the last one. `配合`, and any role word under a label, reaches back over one ，
only where a lead was named before, for `A，B配合` says nothing of A.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.departments import words
from generator.departments.noise import Cleaned, cleaned
from generator.departments.boundaries import continues_group, is_group, names_in
from generator.departments.name_parts import ENDING, looks_like_name, parts
from generator.departments.full_names import full_names
from generator.departments.tokens import Token, tokens
from generator.model import Mention, Reading, Role


class Item(Struct, eq=False):
    """A name while its role is being found; `said` is how the role was said (label, word, tag, or empty)."""

    start: int
    end: int
    clause: int
    after_etc: bool = False
    role: str = ""
    said: str = ""


def read_wording(text: str, column: Role | None = None, first_leads: bool = False) -> Reading:
    """How `text` is understood.

    `column` is the role that the column gives to names without role words (None: owner); `first_leads` says that
    the document makes the first unit the lead. Names are written as in `text`, white space and page numbers removed.
    """
    clean = cleaned(text)
    if words.SAME.match(clean.text):
        return Reading(text, separators=_gaps(text, ()), same_as_above=True)
    if not clean.text or words.NONE.match(clean.text):
        return Reading(text, separators=_gaps(text, ()))
    found = _Sentences(clean, column or "owner")
    _settle(found, first_leads)
    return _reading(clean, found)


def first_leads_rule(texts: Iterable[str]) -> bool:
    """Whether any of `texts` makes it the document's rule that the first unit leads (列第一位的为牵头单位，下同)."""
    return any(words.FIRST_LEADS.search(cleaned(text).text) for text in texts)


class _Sentences:
    """One pass over the tokens. `items` are all names in order; `pending` those that no role word has reached."""

    def __init__(self, clean: Cleaned, default: str) -> None:
        self.clean = clean
        self.default = default
        self.items: list[Item] = []
        self.pending: list[Item] = []
        self.label = ""
        self.labels: set[str] = set()
        self.clause = 0
        self.lead_seen = self.others_seen = self.joined = False
        self.open_ended = self.states_rule = False
        self.after = ""  # kind of the token before
        self.in_object = self.skipping = False
        self.stream = tokens(clean.text)
        for index, token in enumerate(self.stream):
            self._take(token, self.stream[index + 1] if index + 1 < len(self.stream) else None)
            self.after = token.kind
        self._flush()

    def _take(self, token: Token, following: Token | None) -> None:
        if token.kind == "text":
            self._names(token, following)
        elif token.kind in ("list", "clause", "sentence"):
            self._separator(token)
        elif token.kind in ("label", "other-label"):
            self._label(token)
        elif token.kind == "role":
            self._role(token.role)
        elif token.kind == "join":
            self._assign(self.pending, "lead", "word")
            self.lead_seen = self.joined = True
        elif token.kind == "tag" and self.items:
            self._assign(self.items[-1:], token.role, "tag")
            self.lead_seen |= token.role == "lead"
        elif token.kind == "etc":
            self._etc(token)
        elif token.kind == "rule":
            self.states_rule = True

    # -- names

    def _names(self, token: Token, following: Token | None) -> None:
        text = self.clean.text
        if self.skipping:
            return
        after_etc = self.after == "etc"
        if after_etc and self._functional(token):
            return
        for start, end in names_in(text, token.start, token.end, self.clean.breaks):
            name = text[start:end]
            if self._is_noise(name, after_etc, following):
                continue
            last = self.items[-1] if self.items else None
            joint = (
                last
                and self.pending
                and last is self.pending[-1]
                and text[last.end : start] in ("、", "和", "及", "与")
            )
            if last and joint and continues_group(text[last.start : last.end], name):
                last.end = end
                continue
            item = Item(start, end, self.clause, after_etc)
            self.items.append(item)
            self.pending.append(item)

    def _is_noise(self, name: str, after_etc: bool, following: Token | None) -> bool:
        if after_etc and name in ("部门", "单位", "多部门", "各部门和单位"):
            return name in ("部门", "单位", "多部门")
        if words.DATED.match(name):
            return True
        if self.after == "role" or self.in_object:
            self.in_object = True
            return not (looks_like_name(name) or is_group(name))
        if looks_like_name(name) or is_group(name) or parts(name).prefix:
            return False
        if following and following.kind in ("role", "list", "etc", "join", "tag"):
            return len(name) > 12 and following.kind == "list"
        return len(name) > 8 or name in ("地方",)

    def _functional(self, token: Token) -> bool:
        """等 and what follows describe a group by its trades: it begins where its list began."""
        rest = words.FUNCTIONAL_REST.match(self.clean.text, token.start, token.end)
        if not rest or not self.pending:
            return False
        first = next(item for item in self.pending if item.clause == self.clause or item is self.pending[-1])
        trade = self.clean.text[first.start : first.end]
        if ENDING.search(trade) or parts(trade).prefix:
            return False
        while self.pending and self.pending[-1] is not first:
            self.items.remove(self.pending.pop())
        first.end = token.end
        self.open_ended = False
        return True

    def _etc(self, token: Token) -> None:
        listed = len([item for item in self.pending if item.clause == self.clause])
        self.open_ended |= _count(self.clean.text[token.start : token.end]) != listed or not listed

    # -- separators, labels, role words

    def _separator(self, token: Token) -> None:
        self.in_object = False if token.kind != "list" else self.in_object and self.after == "text"
        if token.kind != "list":
            self.clause += 1
            self.skipping = False
        if token.kind == "sentence":
            self.joined = False
            if self.lead_seen and self.others_seen:
                self._flush()
                self.lead_seen = self.others_seen = False

    def _label(self, token: Token) -> None:
        self._flush()
        self.clause += 1
        self.in_object = False
        self.skipping = token.kind == "other-label"
        self.label = token.role
        self.labels.add(token.role)
        self.lead_seen |= token.role == "lead"

    def _role(self, role: str) -> None:
        reached = self._reached(role)
        touched = set(map(id, reached))
        untouched = [item for item in self.pending if id(item) not in touched]
        self._assign(untouched, *self._own_role())
        if (
            self.joined
            or (role == "owner" and self.lead_seen)
            or (role == "duty" and (self.lead_seen or self._owned()))
        ):
            role = "lead" if role == "lead" else "support"
        if role == "duty" or (role == "owner" and self.default == "support"):
            role = self.default if self.default != "lead" else "owner"
        self._assign(reached, role, "word")
        self.lead_seen |= role == "lead"
        self.others_seen |= role != "lead"

    def _reached(self, role: str) -> list[Item]:
        """The names that a role word speaks of."""
        if not self.pending or self.joined or (self.lead_seen and self.label != "lead"):
            return list(self.pending)
        if role == "support" or (self.label == "lead" and role in ("duty", "owner")):
            return [item for item in self.pending if item.clause == self.pending[-1].clause]
        return list(self.pending)

    def _owned(self) -> bool:
        """Whether somebody was said to own the task before (A负责，B按职责分工负责)."""
        return any(item.role == "owner" and item.said == "word" for item in self.items)

    def _own_role(self) -> tuple[str, str]:
        if self.joined:
            return "support", "word"
        if self.label:
            return self.label, "label"
        if self.lead_seen and any(item.said == "word" for item in self.items):
            return "support", "word"
        return self.default, ""

    def _flush(self) -> None:
        self._assign(self.pending, *self._own_role())
        self.joined = False

    def _assign(self, items: list[Item], role: str, said: str) -> None:
        for item in items:
            if item.said != "tag":
                item.role, item.said = role, said
        reached = {id(item) for item in items}
        self.pending = [item for item in self.pending if id(item) not in reached]


def _count(etc: str) -> int | None:
    digits = "".join(c for c in etc if c.isdigit())
    if digits:
        return int(digits)
    number = etc.lstrip("等")[:-1]
    return "零一二三四五六七八九十".index(number) if len(number) == 1 and number in "一二三四五六七八九十" else None


def _settle(found: _Sentences, first_leads: bool) -> None:
    """The roles that hang on the whole wording."""
    items = found.items
    tagged = any(item.said == "tag" and item.role == "lead" for item in items)
    leads = any(item.role == "lead" for item in items)
    helped = "support" in found.labels
    for item in items:
        if item.role == "carry-out":
            item.role = "support" if any(other.role in ("lead", "owner") for other in items) else "owner"
        elif (item.role == "owner" and item.said == "label" and "lead" in found.labels and not helped) or (
            tagged and item.said in ("", "label") and item.role == "owner"
        ):
            item.role = "support"
    if (first_leads or found.states_rule) and not leads and items and all(item.role == "owner" for item in items):
        _first_leads(found.clean, items)


def _first_leads(clean: Cleaned, items: list[Item]) -> None:
    """The first leads, with those that share its ending (杭州市、宁波市人民政府 are one entry of the list)."""
    names = [clean.written[item.start : item.end] for item in items]
    shared = full_names(names, [item.clause for item in items])
    sharing = 0
    while sharing < len(items) - 1 and shared[sharing] != names[sharing] and shared[sharing].endswith("政府"):
        sharing += 1
    for index, item in enumerate(items):
        item.role = "lead" if index <= sharing else "support"


def _reading(clean: Cleaned, found: _Sentences) -> Reading:
    names = [clean.written[item.start : item.end] for item in found.items]
    full = full_names(names, [item.clause for item in found.items])
    mentions = []
    for item, name, whole in zip(found.items, names, full, strict=True):
        start, end = clean.place(item.start, item.end)
        plain = clean.text[item.start : item.end]
        kind = "group" if is_group(plain) else "unit"
        if (
            kind == "group"
            and (words.SOME.search(plain) or words.OPEN_CLASS.search(plain))
            and not words.FUNCTIONAL.match(plain)
        ):
            found.open_ended |= not (words.OPEN_CLASS.search(plain) and "各" in plain) or bool(words.SOME.search(plain))
        mentions.append(Mention(name, words.TYPED_ROLES[item.role], kind, whole, start, end))  # type: ignore[arg-type]
    return Reading(clean.original, tuple(mentions), _gaps(clean.original, mentions), found.open_ended)


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
