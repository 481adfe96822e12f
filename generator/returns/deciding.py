"""Edits of all returned workbooks to edits that are decided: by rule, by a choice file, or left to be decided.

Workbooks are taken in the order in which they were saved. A department's later answer replaces its earlier one; only
where the office itself changed the answer since, or where it is not known which is later, is that a conflict, and an
older one never replaces a newer (`latest`). Where two workbooks say different things of any other cell, the second is
a conflict with the first. What was once decided about a file is remembered (`settled`), so that collecting
the same file again asks nothing and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import AnswerField, AnswerKey, Latest, Said, as_text, later, mark_of, same
from generator.problems import Place
from generator.returns.edits import Compared, Edit
from generator.vocabulary import SAID

Rule = Literal["", "ours", "theirs"]
Decision = Literal["", "ours", "theirs", "text"]
ChoiceKey = tuple[str, str, str, str, str, str]
"""Task id, department, round, field, ours, theirs: a choice holds only while both still say what was chosen between."""
NOTHING: Latest = {}


class Choice(Struct, frozen=True):
    """What somebody chose for one conflict, and where that is written."""

    decision: Decision
    text: str = ""
    place: Place = Place()


Choices = Mapping[ChoiceKey, Choice]


class Decided(Struct, frozen=True):
    """The edits of all workbooks. `settled` are the fingerprints of what was rejected, those given and new ones."""

    changes: tuple[Edit, ...] = ()
    conflicts: tuple[Edit, ...] = ()
    proposals: tuple[Edit, ...] = ()
    taken: tuple[Edit, ...] = ()
    """What the ledger shall take over: of each cell what was decided last."""
    settled: frozenset[str] = frozenset()
    latest: Latest = field(default_factory=dict)
    """What departments last said, as far as it is known."""
    signed: Mapping[AnswerKey, Mapping[str, str]] = field(default_factory=dict)
    """Answer → what else its row says: who filled it in, from which file, when it came back."""
    unused: tuple[Edit, ...] = ()
    """Answers that are not taken, since the department said something else later."""
    kept: tuple[Edit, ...] = ()
    """Answers that stand as they were sent in a workbook that was saved after the department said what is kept."""
    chosen: frozenset[ChoiceKey] = frozenset()
    """The choices that decided something."""

    @property
    def undecided(self) -> tuple[Edit, ...]:
        """The conflicts that wait for somebody."""
        return tuple(edit for edit in self.conflicts if not edit.decision)


def choice_key(edit: Edit) -> ChoiceKey:
    """What a choice for this edit is found by."""
    return *edit.key, as_text(edit.ours), as_text(edit.theirs)


def fingerprint(edit: Edit) -> str:
    """What is remembered of an edit that was rejected."""
    parts = (edit.digest, edit.task_id, edit.department, edit.field, edit.theirs, *filter(None, (edit.round,)))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Deciding(Struct):
    """Edits as they are gone through."""

    rule: Rule
    choices: Choices
    accept_proposals: bool
    settled: set[str]
    latest: dict[AnswerKey, Mapping[str, Said]]
    received_on: str
    pending: dict[AnswerField, Edit] = field(default_factory=dict)
    """What is taken over so far."""
    edits: list[Edit] = field(default_factory=list)
    unused: list[Edit] = field(default_factory=list)
    kept: list[Edit] = field(default_factory=list)
    signed: dict[AnswerKey, Mapping[str, str]] = field(default_factory=dict)
    signatures: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(default_factory=dict)
    """Each only once: most answers of a workbook have the same."""
    chosen: set[ChoiceKey] = field(default_factory=set)

    def take_file(self, compared: Compared) -> None:
        """Decide all that a workbook says."""
        taken: dict[AnswerKey, bool] = {}
        for edit in (*compared.edits, *compared.repeated):
            if not edit.is_return:
                outcome = self.take(edit)
            else:
                outcome = self.take_answer(edit, Said(mark_of(edit.theirs), compared.saved, compared.filled_on))
            if edit.department and outcome is not None:
                taken[edit.key[:3]] = taken.get(edit.key[:3], False) or outcome
        self.kept += (edit for edit in compared.as_sent if self.was_said_before(edit, compared))
        given: dict[AnswerKey, set[str]] = {}
        for edit in compared.edits:
            given.setdefault(edit.key[:3], set()).add(edit.field)
        signature = {**compared.signature, "source": compared.source}
        signed = {
            name: (text, Said(mark_of(text), compared.saved, compared.filled_on))
            for name, text in signature.items()
            if text
        }
        for key, is_new in taken.items():
            own = given.get(key, ())
            self.sign(key, compared, is_new, {name: each for name, each in signed.items() if name not in own})

    def was_said_before(self, edit: Edit, compared: Compared) -> bool:
        """Whether the ledger's words are the department's own, said before the workbook was saved.

        It may have gone back to what it was sent with, or not have looked at it: nobody can tell.
        """
        latest = self.last_said(edit.key)
        said = Said("", compared.saved, compared.filled_on)
        return latest is not None and latest.mark == mark_of(edit.ours) and later(said, latest) == 1

    def take_answer(self, edit: Edit, said: Said) -> bool | None:
        """Decide what a department says of its own answer; what `take` gives."""
        if edit.kind == "proposal":
            return self.take(edit)
        if fingerprint(edit) in self.settled:
            return None
        latest, earlier = self.last_said(edit.key), self.pending.get(edit.key)
        order = later(said, latest) if latest else 1
        if latest and order == -1 and latest.mark != said.mark:
            self.unused.append(edit)
            return False
        now = earlier.result if earlier is not None and earlier.result is not None else edit.ours
        if same(now, edit.theirs):
            if order == 1:
                self.remember(edit.key, said)
            return False
        if latest is None:
            is_clean = earlier is None and edit.kind == "change"
        else:
            is_clean = order == 1 and mark_of(now) == latest.mark
        if is_clean:
            edit = edit if edit.kind == "change" else replace(edit, kind="change")
        else:
            from_file = earlier.file if earlier is not None else ""
            edit = self.decided(replace(edit, kind="conflict", ours=now, ours_from=from_file, decision=""), earlier)
            if order == 1 and now and edit.decision:
                self.remember(edit.key, said)  # whatever was decided: no older workbook of it is asked about again
        return self.enter(edit, said)

    def enter(self, edit: Edit, said: Said | None = None) -> bool | None:
        """Keep an edit that was decided, or waits to be; whether it is taken over, None if not."""
        self.edits.append(edit)
        if edit.result is None:
            return None
        key = edit.key
        self.pending[key] = edit
        if said is not None and edit.result == edit.theirs:
            self.remember(key, said)
        return True

    def last_said(self, key: AnswerField) -> Said | None:
        """What a department last said of a field, as far as it is known."""
        return self.latest.get(key[:3], {}).get(key[3])

    def remember(self, key: AnswerField, said: Said) -> None:
        """Keep what a department last said of a field."""
        self.latest[key[:3]] = {**self.latest.get(key[:3], {}), key[3]: said}

    def sign(self, key: AnswerKey, compared: Compared, is_new: bool, signature: Mapping[str, tuple[str, Said]]) -> None:
        """Say who filled an answer in, from which file, and when it came back the first time."""
        held = compared.held.get(key)
        has_row = held is not None and held.round == key[2]
        row = dict(self.signed.get(key, ()))
        if held is not None and not has_row:
            row.update({name: getattr(held, name) for name in SAID})
        source = row.get("source", held.source if held is not None and has_row else "")
        for name, (text, said) in signature.items():
            present = row.get(name, getattr(held, name) if held is not None and has_row else "")
            of_field = (*key, name)
            latest = self.last_said(of_field)
            order = later(said, latest) if latest else None
            is_free = is_new and latest is None
            if is_free or not present or order == 1 or (order is None and (is_new or source == compared.source)):
                row[name] = text
                self.remember(of_field, said)
        if is_new and not row.get("received_on", held.received_on if held is not None and has_row else ""):
            row["received_on"] = self.received_on
        self.signed[key] = self.signatures.setdefault(tuple(row.items()), row)

    def take(self, edit: Edit) -> bool | None:
        """Decide one edit: True if it is taken over, False if it says what is known, None if it is not taken."""
        if fingerprint(edit) in self.settled:
            return None
        if edit.kind == "proposal":
            if not (self.accept_proposals and edit.applicable):
                self.edits.append(edit)
                return None
            clean = edit.base is not None and same(edit.ours, edit.base)
            edit = replace(edit, decision="theirs") if clean else replace(edit, kind="conflict")
        earlier = self.pending.get(edit.key)
        if earlier is not None and earlier.result is not None:
            if same(earlier.result, edit.theirs):
                return False
            edit = replace(edit, kind="conflict", ours=earlier.result, ours_from=earlier.file, decision="")
        if edit.kind == "conflict":
            edit = self.decided(edit, earlier)
        return self.enter(edit)

    def decided(self, edit: Edit, earlier: Edit | None) -> Edit:
        """A conflict with its decision, if there is one; what loses is settled."""
        key = choice_key(edit)
        choice = self.choices.get(key, Choice(self.rule))
        if key in self.choices:
            self.chosen.add(key)
        edit = replace(edit, decision=choice.decision, text=choice.text)
        if choice.decision in ("ours", "text"):
            self.settled.add(fingerprint(edit))
        if choice.decision in ("theirs", "text") and earlier is not None:
            self.settled.add(fingerprint(earlier))
        return edit


def decide(
    compared: Sequence[Compared],
    rule: Rule = "",
    choices: Choices | None = None,
    accept_proposals: bool = False,
    settled: Iterable[str] = (),
    latest: Latest = NOTHING,
    received_on: str = "",
) -> Decided:
    """All edits, decided as far as `rule` and `choices` go; a choice for one conflict stands above the rule.

    `latest` is what departments last said, `received_on` the day on which the workbooks came back.
    """
    deciding = Deciding(rule, choices or {}, accept_proposals, set(settled), dict(latest), received_on)
    for each in sorted(compared, key=lambda each: (each.saved, each.filled_on)):
        deciding.take_file(each)
    last = deciding.pending
    overruled = [edit for edit in deciding.edits if edit.result is not None and last[edit.key] is not edit]
    # a change that a later workbook overruled is no change any more; of a conflict it is told how it was decided
    lost = {id(edit) for edit in overruled if edit.kind == "change"}
    edits = [
        edit
        for edit in deciding.edits
        if id(edit) not in lost and not (edit.kind == "change" and same(edit.ours, edit.theirs))
    ]
    kinds = {kind: tuple(edit for edit in edits if edit.kind == kind) for kind in ("change", "conflict", "proposal")}
    return Decided(
        changes=kinds["change"],
        conflicts=kinds["conflict"],
        proposals=kinds["proposal"],
        taken=tuple(last.values()),
        settled=frozenset(deciding.settled),
        latest=deciding.latest,
        signed=deciding.signed,
        unused=(*deciding.unused, *overruled),
        kept=tuple(deciding.kept),
        chosen=frozenset(deciding.chosen),
    )
