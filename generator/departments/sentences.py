"""Tokens of a wording to its names with their roles, in one pass.

A role word speaks of all names since the last one. `配合`, and any role word under a label, reaches back over one ，
only where a lead or owner was named before, for `A，B配合` says nothing of A.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from generator.departments import words
from generator.departments.boundaries import names_in
from generator.departments.group_names import BARE_COUNTED, FUNCTIONAL_REST, continues_group, is_group
from generator.departments.known_names import KnownNames
from generator.departments.name_forms import (
    HAS_BODY,
    PLACE_END,
    SHORT,
    Form,
    form_of,
    is_heading,
    left_over,
    may_be_name,
    names_its_place,
)
from generator.departments.name_parts import ENDING, first_body, looks_like_name, parts
from generator.departments.noise import Cleaned
from generator.departments.persons import is_holder, is_people
from generator.departments.token_order import entries, fixed, pairs_ahead, roles_ahead
from generator.departments.tokens import Token, tokens
from generator.model import NameKind


class Item(Struct, eq=False, gc=False):
    """A name while its role is being found; `said` is how the role was said (label, word, tag, or empty)."""

    start: int
    end: int
    clause: int
    role: str = ""
    said: str = ""
    kind: NameKind | None = None
    """Where the sheets know it; None: by its form."""
    person: str = ""
    marked: bool = False
    """Whether the document sets a mark to it (★)."""
    bracketed: bool = False
    """Whether it stands in brackets that say a role (县财政局（县发改局牵头）)."""
    restated: bool = False
    """Whether a statement about the tasks below names it (以下任务均需各镇落实)."""


class Sentences:
    """One pass over the tokens. `items` are all names in order; `pending` those that no role word has reached."""

    def __init__(self, clean: Cleaned, default: str, known: KnownNames) -> None:
        self.clean = clean
        self.default = default
        self.known = known
        self.items: list[Item] = []
        self.pending: list[Item] = []
        self.label = ""
        self.label_ends = ""  # the kind of mark at which the label's names end
        self.labels: set[str] = set()
        self.clause = self.join_clause = 0
        self.work_clause = -1  # begins with what is to be done: 完善部门联动、上下协同
        self.lead_seen = self.others_seen = self.joined = self.led = False
        self.role_said = self.owner_said = False
        self.holders: list[str] = []
        self.unread: list[str] = []
        self.open_ended = self.states_rule = self.states_mark = self.states_comma = False
        self.in_bracket = self.mark_before = False
        self.bracket_at = 0
        self.exception_at: int | None = None
        self.tags_stand_before = False
        self.after = ""  # kind of the token before
        self.after_role = self.role_word = ""
        self.in_object = self.skipping = self.restates = False
        self.tells = False  # whether the sentence tells what bodies do
        self.stream = tokens(clean.text, fixed(clean, known), clean.breaks)
        has_labels = "：" in clean.text
        if has_labels and clean.breaks:
            self.stream = entries(self.stream, clean.breaks)
        self.pairs_ahead = pairs_ahead(self.stream) if has_labels else [False] * len(self.stream)
        self.role_ahead = roles_ahead(self.stream)
        self.names_lead = "主责" in clean.text and any(
            token.kind == "label" and "牵头" in self._said(token) for token in self.stream
        )
        for index, token in enumerate(self.stream):
            if self.in_object and self._is_in_object(token):
                self.after = "text"
                continue
            self._take(token, index)
            self.after = token.kind
        self._flush()
        self._set_people_aside()

    def _set_people_aside(self) -> None:
        """Where a wording has nothing but names of persons, they are told; none of them is a unit."""
        text = self.clean.text
        if self.items and all(item.kind is None and is_people(text[item.start : item.end]) for item in self.items):
            self.holders += [text[item.start : item.end] for item in self.items]
            self.items.clear()

    def _is_in_object(self, token: Token) -> bool:
        """Whether a verb of work belongs to what is to be done (做好教师编制、招聘等工作)."""
        if token.kind != "role":
            return False
        self.role_word = self.clean.text[token.start : token.end]
        return self._is_work(token.role) and all(item.clause != self.clause for item in self.pending)

    def _take(self, token: Token, index: int) -> None:
        if token.kind == "text":
            self._names(token, index)
        elif token.kind in ("unit", "group"):
            self._add(token.start, token.end, token.kind)
        elif token.kind == "person":
            self._person(token)
        elif token.kind in ("list", "clause", "sentence"):
            self._separator(token)
        elif token.kind in ("label", "other-label"):
            self._label(token, self.pairs_ahead[index])
        elif token.kind == "role":
            self.role_word = self.clean.text[token.start : token.end]
            self.tells |= token.role == "does"
            self._role("owner" if token.role == "does" else token.role)
        elif token.kind == "manner":
            self._manner()
        elif token.kind == "join":
            goes_on = self.clean.text[: token.start].endswith("并")
            is_second = self.joined and (goes_on or self.join_clause == self.clause)  # 甲局会同乙局商丙局，并会同丁局
            self._assign(self.pending, "support" if is_second else "lead", "word")
            self.lead_seen = self.joined = True
            self.join_clause = self.clause
        elif token.kind == "tag":
            self._tag(token)
        elif token.kind == "mark":
            self._mark(token)
        elif token.kind == "marked-rule":
            self.states_mark = True
        elif token.kind == "comma-rule":
            self.states_comma = True
        elif token.kind == "etc":
            self._etc(token)
        elif token.kind == "rule":
            self.states_rule = True
        elif token.kind == "note":
            self._note(token)
        elif token.kind == "holder" and not self.skipping:
            self.holders.append(self.clean.written[token.start : token.end])
        elif token.kind == "except":
            self.exception_at = token.start

    # -- names

    def _names(self, token: Token, index: int) -> None:
        text = self.clean.text
        if self.skipping and self.after == "note" and self._is_body_behind_number(token):
            self.skipping = False
            self.clause += 1
        if self.skipping:
            below = self._line_below(token, self._is_body)
            if below is None:
                return
            token = below
        elif self.after in ("role", "manner") and self.clean.breaks:
            if self._begins_line(token, index):
                self.after = "clause"
                self.clause += 1
            elif self.role_ahead[index] and (below := self._line_below(token, names_its_place)):
                token = below
        after_etc = self.after == "etc"
        if after_etc and self._functional(token):
            return
        breaks = self.clean.breaks
        for start, end in names_in(text, self._after_matter(token), token.end, breaks, self.known):
            is_entry = (start in breaks if start > token.start else self.after == "list") or (
                end in breaks if end < token.end else self._next_kind(index) == "list"
            )
            name = text[start:end]
            kind = self.known.kind(name)
            if self.in_bracket and not kind and is_people(name):
                self._person(Token("person", start, end))
                continue
            if self._is_helped(name, kind):
                self._add(start, start + len(name if ENDING.search(name) else first_body(name) or name), kind)
                self._assign(self.items[-1:], "owner", "word")
                self.in_object = True
                continue
            if self._is_object(name, kind, index):
                self._leave(form_of(name), start, end)
                continue
            if kind:
                self._add(start, end, kind)
                continue
            form = form_of(name)
            if form.kind == "person":
                self._add(start + form.body[0], start + form.body[1], None)
                self.items[-1].person = form.person
            elif form.kind == "holder":
                self.holders.append(self.clean.written[start:end])
            else:
                stretch, name = name, "" if form.kind == "work" else form.name
                if form.kind == "work" and words.NO_NAME.match(form.name):
                    self.work_clause = self.clause
                self.in_object |= form.kind == "work" and words.REPORTED.match(form.name) is not None
                if form.kind == "name" and len(form.name) < end - start:
                    self.tells = True
                    rest = left_over(form, stretch)
                    self.unread += [self.clean.written[end - len(rest) : end]] if rest else []
                if name and self._is_noise(form, after_etc, index, is_entry):
                    name = first_body(name)
                if not name:
                    self._leave(form, start, end, is_entry)
                elif not self._continue_group(name, start, start + len(name)):
                    self._add(start, start + len(name), None)

    def _leave(self, form: Form, start: int, end: int, is_entry: bool = False) -> None:
        """A stretch that is taken for no name is told where it, or its first line, may be one all the same."""
        edges = (at for at in self.clean.breaks if start < at < end)
        if may_be_name(form, is_entry) or any(ENDING.search(self.clean.text[start:at]) for at in edges):
            self.unread.append(self.clean.written[start:end])

    def _begins_line(self, token: Token, index: int) -> bool:
        """Whether white space after a role word begins the next list of bodies: A牵头 B C配合."""
        if token.start not in self.clean.breaks:
            return False
        end = next((at for at in range(token.start + 1, token.end) if at in self.clean.breaks), token.end)
        line = self.clean.text[token.start : end]
        return (
            names_its_place(line)
            or first_body(line) == line
            or (self.role_ahead[index] and ENDING.search(line) is not None)
        )

    def _line_below(self, token: Token, is_body: Callable[[str], bool]) -> Token | None:
        """The line with a body below persons or what is to be done: 牵头领导：李明⏎县教育局, 负责监督⏎县教育局配合."""
        edges = [at for at in range(token.start + 1, token.end) if at in self.clean.breaks]
        for before, first, last in zip([token.start, *edges], edges, [*edges[1:], token.end], strict=False):
            line = self.clean.text[first:last]
            if ENDING.search(self.clean.text[before:first]) or line.count("（") != line.count("）"):
                return None
            if is_body(line):
                self.skipping = False
                self.clause += 1
                return Token("text", first, token.end)
        return None

    def _is_body_behind_number(self, token: Token) -> bool:
        """Whether the line behind a telephone number begins with the next body: 咨询电话：5550000⏎县教育局."""
        edges = self.clean.breaks
        end = next((at for at in range(token.start + 1, token.end) if at in edges), token.end)
        return token.start in edges and self._is_body(self.clean.text[token.start : end])

    def _is_body(self, line: str) -> bool:
        """Whether a line below persons is a body's name."""
        if self.known.kind(line) or parts(line).standard:
            return True
        is_name = looks_like_name(line) or is_group(line) or PLACE_END.search(line) or first_body(line)
        return len(line) > 2 and bool(is_name) and not is_holder(line)

    def _after_matter(self, token: Token) -> int:
        """Where the names of a stretch begin: behind the matter that somebody is to do (城区由县城管局负责)."""
        text = self.clean.text
        if text.find("由", token.start, token.end) < 0 or self.known.kind(text[token.start : token.end]):
            return token.start
        for by in words.BY.finditer(text, token.start, token.end):
            name = text[by.end() : token.end][:_LONGEST]
            if looks_like_name(name) or is_group(name) or self.known.kind(name):
                self._drop_matter()
                return by.end()
        return token.start

    def _drop_matter(self, doubtful_only: bool = False) -> None:
        """The names of a clause before 由 that are none of bodies are the matter too: 市区、郊区由县城管局负责.

        Of those of the clause before (`doubtful_only`: 实验室安全方面，由…) only what has the form of a matter.
        """
        clause = self.clause - doubtful_only
        for item in [item for item in self.pending if item.clause == clause and item.kind is None]:
            name = self.clean.text[item.start : item.end]
            if doubtful_only and not (words.MATTER.search(name) and form_of(name).kind == "doubtful"):
                continue
            if parts(name).standard is None and not (parts(name).prefix and ENDING.search(name)):
                self._drop(item)

    def _add(self, start: int, end: int, kind: NameKind | None) -> None:
        self.in_object = False
        if self.exception_at is not None:
            start, kind = self.exception_at, kind or "group"
            self.exception_at = None
        item = Item(start, end, self.clause, kind=kind, marked=self.mark_before, bracketed=self.bracket_at > 0)
        item.restated = self.restates
        self.mark_before = False
        self.items.append(item)
        self.pending.append(item)

    def _continue_group(self, name: str, start: int, end: int) -> bool:
        """Whether `name` is the next part of the group before it, which now ends with it."""
        last = self.pending[-1] if self.pending else None
        if last is None or last is not self.items[-1] or last.kind:
            return False
        text = self.clean.text
        joined = text[last.end : start] in ("、", "和", "及", "与") and continues_group(
            text[last.start : last.end], name
        )
        if joined:
            last.end = end
        return joined

    def _tag(self, token: Token) -> None:
        """A role in brackets is that of the name before it, or else of the names after it ([牵头]县教育局)."""
        if self.items and self.items[-1].end == token.start and not self.tags_stand_before:
            self._assign(self.items[-1:], token.role, "tag")
            self.lead_seen |= token.role == "lead"
        else:
            self.tags_stand_before |= not self.items
            self._label(token)

    def _note(self, token: Token) -> None:
        if self._said(token).endswith("由") and self.after == "clause":
            self._drop_matter(doubtful_only=True)
        if "其中" in self._said(token):
            self.bracket_at = token.end
        self.restates |= self._said(token).startswith("以下")

    def _said(self, token: Token) -> str:
        return self.clean.text[token.start : token.end]

    def _mark(self, token: Token) -> None:
        if self.items and self.items[-1].end == token.start:
            self.items[-1].marked = True
        else:
            self.mark_before = True

    def _person(self, token: Token) -> None:
        if self.items and self.items[-1].end <= token.start and not self.skipping:
            person = self.clean.written[token.start : token.end].strip("：:（）()")
            self.items[-1].person = "、".join(filter(None, (self.items[-1].person, person)))

    def _is_helped(self, name: str, kind: NameKind | None) -> bool:
        """Whether `name` is the body that those before it help, where nobody else is said to lead: A配合B."""
        is_alone = self.after == "role" and self.role_word == "配合" and not (self.label or self.lead_seen)
        return is_alone and not self.owner_said and (kind is not None or first_body(name) != "")

    def _is_object(self, name: str, kind: NameKind | None, index: int) -> bool:
        """Whether `name` belongs to what a role word says is to be done (负责宣传、统计), not to a list of units.

        A name follows a role word at once only where it is whole and has a role of its own: 牵头县林草局配合.
        """
        if self.after not in ("role", "manner") and not self.in_object:
            return False
        next_kind = self._next_kind(index)
        follows_lead = self.after == "role" and self.after_role == "lead"
        has_role = (kind is not None and self.after == "list") or self.role_ahead[index] or follows_lead
        ends_as_body = ENDING.search(name) is not None
        is_body = ends_as_body and (
            (next_kind in ("role", "join", "tag") and self.after != "role") or (follows_lead and self.role_ahead[index])
        )
        is_named = kind is not None or (follows_lead and is_group(name)) or names_its_place(name, self.after == "list")
        self.in_object = not ((is_named and has_role) or is_body)
        return self.in_object

    def _is_noise(self, form: Form, after_etc: bool, index: int, is_entry: bool) -> bool:
        """Whether what stands among the names is none, by its form and by what stands around it.

        An entry of a list (`is_entry`) has a separator or white space beside it.
        """
        name = form.name
        if after_etc and (name == "多部门" or name.startswith(("部门", "单位")) or _ENDS_ALONE.fullmatch(name)):
            return True
        if after_etc and BARE_COUNTED.fullmatch(name):
            return True
        if form.kind == "nothing":
            self.open_ended |= name[0] in "待…"
        if self._tells_work() and not (ENDING.search(name) or is_group(name) or PLACE_END.search(name)):
            return parts(name).standard is None and not HAS_BODY.search(name)
        if form.kind != "doubtful":
            return form.kind != "name"
        next_kind = self._next_kind(index)
        if is_entry or next_kind in ("role", "etc", "join", "tag"):
            return len(name) > 12 and is_entry
        return len(name) > 8 or name in ("地方",)

    def _next_kind(self, index: int) -> str:
        """The kind of the token behind one of the stream."""
        return self.stream[index + 1].kind if index + 1 < len(self.stream) else ""

    def _tells_work(self) -> bool:
        """Whether the sentence tells what bodies do, or the clause what is to be done: a name has a body's form."""
        return self.tells or self.work_clause == self.clause

    def _functional(self, token: Token) -> bool:
        """等 and what follows describe a group by its trades: it begins where its list began."""
        rest = FUNCTIONAL_REST.match(self.clean.text, token.start, token.end)
        if not rest or not self.pending:
            return False
        listed = [item for item in self.pending if item.clause == self.clause] or self.pending[-1:]
        first = next((n for n, item in reversed([*enumerate(listed)]) if not self._is_trade(item)), -1) + 1
        before = listed[first - 1] if first else None
        joined = _TRADE_JOINED.match(self.clean.text, before.start, before.end) if before else None
        if first == len(listed):
            return False
        group = listed[first]
        while self.pending[-1] is not group:
            self.items.remove(self.pending.pop())
        if before and joined:
            group.start, before.end = joined.end("body") + len(joined["and"]), joined.end("body")
        group.end = token.end
        self.open_ended = False
        return True

    def _is_trade(self, item: Item) -> bool:
        """Whether a name of a list may be that of a trade: 供水, 供电."""
        name = self.clean.text[item.start : item.end]
        return not (item.kind or parts(name).prefix or ENDING.search(name))

    def _etc(self, token: Token) -> None:
        listed = len([item for item in self.pending if item.clause == self.clause])
        if self.in_object or (self._tells_work() and not listed):
            return
        self.open_ended |= (
            _count(self.clean.text[token.start : token.end]) not in (listed, len(self.pending)) or not listed
        )

    # -- separators, labels, role words

    def _separator(self, token: Token) -> None:
        self.in_object = False if token.kind != "list" else self.in_object and self.after == "text"
        mark = self._said(token)
        if mark == "：":
            self._drop_heading(token.start)
        elif self.label_ends:
            self._end_label(token)
        if token.kind != "list":
            if mark and mark in "（〔）〕":
                self.in_bracket = mark in "（〔" and token.start > 0
                self.bracket_at = token.end if self.in_bracket else 0
            self.clause += 1
            self.skipping = False
        if token.kind == "sentence":
            self.joined = self.restates = self.tells = False
            self.bracket_at = self.bracket_at if self.in_bracket else 0
            if self.lead_seen and self.others_seen:
                self._flush()
                self.lead_seen = self.others_seen = False

    def _drop_heading(self, at: int) -> None:
        """What stands before a colon and is no name of a body heads the names after it: 道路交通：县公安局."""
        last = self.pending[-1] if self.pending else None
        if last and last.end == at and last.kind is None and is_heading(self.clean.text[last.start : at]):
            self._drop(last)

    def _drop(self, item: Item) -> None:
        """A stretch that turns out to be no name."""
        self.pending.remove(item)
        self.items.remove(item)

    def _label(self, token: Token, is_one_of_pairs: bool = False) -> None:
        if token.role in ("lead", "owner") and not self.labels:
            self._drop_matter_before_label()
        self._flush()
        self.clause += 1
        self.in_object = False
        self.skipping = token.kind == "other-label"
        said = self._said(token)
        bears = self.names_lead and "主责" in said
        is_helped = bool(self.items) and token.role == "support" and not self.label
        self.label = "bearer" if bears else token.role
        self.label_ends = "）" if self.in_bracket else "；" if is_helped and is_one_of_pairs else ""
        self.states_rule |= "（" in said and words.FIRST_LEADS.search(said) is not None
        if not words.OVERSEES.search(said):
            self.labels.add(token.role)
        self.lead_seen |= token.role == "lead"

    def _end_label(self, token: Token) -> None:
        """The label's names end with the entry or the bracket in which it stands."""
        if self._said(token) == self.label_ends or (self.label_ends == "；" and token.kind == "sentence"):
            self._flush()
            self.label = self.label_ends = ""

    def _drop_matter_before_label(self) -> None:
        """What alone stands before the first label and does not end as bodies do is the matter: 普及，牵头单位：…"""
        matter = self.items[0] if len(self.items) == len(self.pending) == 1 and not self.open_ended else None
        name = self.clean.text[matter.start : matter.end] if matter else ""
        if matter and matter.kind is None and len(name) > SHORT and is_heading(name) and words.MATTER.search(name):
            self.pending.clear()
            self.items.clear()

    def _manner(self) -> None:
        """Who does something in the local way (结合实际) after others were named helps them."""
        if self.lead_seen or self.owner_said:
            self._assign([item for item in self.pending if item.clause == self.clause], "support", "word")

    def _role(self, role: str) -> None:
        self.after_role = role
        if self.holders and not self.pending and not self.role_said:
            return
        if self._only_does(role):
            return
        if role == "duty" and self.in_bracket and self.label:  # 牵头单位：A、B（按职责分工）
            return
        reached = self._reached(role)
        touched = set(map(id, reached))
        inside = self._inside()
        untouched = [item for item in inside or self.pending if id(item) not in touched]
        self._assign(untouched, *self._own_role())
        if self.label == "lead" and not (untouched or self.bracket_at) and self._is_work(role):
            role = "lead"
        if (
            self.joined
            or (role in ("owner", "carry-out") and self.lead_seen)
            or (role in ("owner", "carry-out") and self.led and self._carry_out(reached))
            or (role == "duty" and (self.lead_seen or self.owner_said))
            or (role == "owner" and self.role_word == "组织实施" and self._follows_owner(reached))
        ):
            role = "lead" if role == "lead" else "support"
        if role == "duty" or (role in ("owner", "carry-out") and self.default == "support"):
            role = self.default if self.default != "lead" else "owner"
        self._assign(reached, role, "word")
        self.lead_seen |= role == "lead"
        self.led |= role == "lead"
        self.others_seen |= role != "lead"

    def _follows_owner(self, items: list[Item]) -> bool:
        """Whether somebody else of the sentence is responsible for what these carry out: A负责，B组织实施."""
        owners = [item for item in self.items if item.role == "owner" and item.said == "word"]
        return bool(items and owners) and not _SENTENCE_END.search(self.clean.text, owners[-1].end, items[0].start)

    def _reached(self, role: str) -> list[Item]:
        """The names that a role word speaks of: within brackets those that stand there."""
        if inside := self._inside():
            return inside if role != "support" else [item for item in inside if item.clause == inside[-1].clause]
        if not self.pending or self.joined or ((self.lead_seen or self.owner_said) and self.label != "lead"):
            return list(self.pending)
        if role == "support" or (self.label == "lead" and role in ("duty", "owner")):
            return [item for item in self.pending if item.clause == self.pending[-1].clause]
        return list(self.pending)

    def _only_does(self, role: str) -> bool:
        """Whether a clause without names says what those under a label do: 配合单位：A、B，6月底前完成."""
        return self.label != "" and self._is_work(role) and all(item.clause != self.clause for item in self.pending)

    def _is_work(self, role: str) -> bool:
        """Whether the last role word says that work is done, not who is responsible (组织, 落实)."""
        return role in ("owner", "carry-out") and not words.OWNED.search(self.role_word)

    def _carry_out(self, items: list[Item]) -> bool:
        """Whether only groups are to carry out what a sentence before gave a lead (…配合；各镇负责落实)."""
        text = self.clean.text
        return words.CARRIED.search(self.role_word) is not None and all(
            item.kind == "group" or is_group(text[item.start : item.end]) for item in items
        )

    def _inside(self) -> list[Item]:
        """The names that no role word has reached within the open brackets, where some stand before them."""
        inside = [item for item in self.pending if item.start >= self.bracket_at] if self.bracket_at else []
        return inside if len(inside) < len(self.pending) else []

    def _own_role(self) -> tuple[str, str]:
        if self.joined:
            return "support", "word"
        if self.label == "bearer":
            return "owner", "bearer"
        if self.label and not (self.label == "owner" and self.led):
            return self.label, "label"
        if self.lead_seen and self.role_said:
            return "support", "word"
        return self.default, ""

    def _flush(self) -> None:
        self._assign(self.pending, *self._own_role())
        self.joined = False

    def _assign(self, items: list[Item], role: str, said: str) -> None:
        for item in items:
            if item.said != "tag":
                item.role, item.said = role, said
                self.role_said |= said == "word"
                self.owner_said |= said == "word" and role == "owner"
        reached = {id(item) for item in items}
        self.pending = [item for item in self.pending if id(item) not in reached]


_TRADE_JOINED = re.compile(r"(?P<body>.+[局委办厅部院队会社心])(?P<and>以及|及|和|与)[\u4e00-\u9fff]{1,4}$")
"""A body and, joined to it, the first of the trades behind it: 市城管局及供水、供电等企业."""
_ENDS_ALONE = re.compile("[委办局厅部]{1,3}")
"""Behind 等 they end the names of the list: 发改、财政等局."""
_SENTENCE_END = re.compile("[；。]")
_LONGEST = 60
"""No name behind 由 is looked for in more characters."""


def _count(etc: str) -> int | None:
    digits = "".join(c for c in etc if c.isdigit())
    if digits:
        return int(digits)
    number = etc.lstrip("等").rstrip("个家").replace("两", "二")
    return "零一二三四五六七八九十".index(number) if len(number) == 1 and number in "一二三四五六七八九十" else None
