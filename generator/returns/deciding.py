"""Edits of all returned workbooks to edits that are decided: by rule, by a choice file, or left to be decided.

Workbooks are taken in the order in which they were given. Where two of them say different things of one cell, the
second is a conflict with the first. What was once decided about a file is remembered (`settled`), so that collecting
the same file again asks nothing and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.returns.cells import as_text, same
from generator.returns.comparing import Compared, Edit

Rule = Literal["", "ours", "theirs"]
Decision = Literal["", "ours", "theirs", "text"]
ChoiceKey = tuple[str, str, str, str, str]
"""Task id, department, field, ours, theirs: a choice holds only while both still say what was chosen between."""
Choices = Mapping[ChoiceKey, tuple[Decision, str]]


class Decided(Struct, frozen=True):
    """The edits of all workbooks. `settled` are the fingerprints of what was rejected, those given and new ones."""

    changes: tuple[Edit, ...] = ()
    conflicts: tuple[Edit, ...] = ()
    proposals: tuple[Edit, ...] = ()
    settled: frozenset[str] = frozenset()

    @property
    def undecided(self) -> tuple[Edit, ...]:
        """The conflicts that wait for somebody."""
        return tuple(edit for edit in self.conflicts if not edit.decision)

    @property
    def taken(self) -> tuple[Edit, ...]:
        """What the ledger shall take over."""
        edits = (*self.changes, *self.conflicts, *self.proposals)
        return tuple(edit for edit in edits if edit.result is not None)


def choice_key(edit: Edit) -> ChoiceKey:
    """What a choice for this edit is found by."""
    return edit.task_id, edit.department, edit.field, as_text(edit.ours), as_text(edit.theirs)


def fingerprint(edit: Edit) -> str:
    """What is remembered of an edit that was rejected."""
    parts = (edit.digest, edit.task_id, edit.department, edit.field, edit.theirs)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Deciding(Struct):
    """Edits as they are gone through."""

    rule: Rule
    choices: Choices
    accept_proposals: bool
    settled: set[str]
    pending: dict[tuple[str, str, str], Edit] = field(default_factory=dict)
    """What is taken over so far, by task, department and field."""
    edits: list[Edit] = field(default_factory=list)

    def take(self, edit: Edit) -> None:
        """Decide one edit."""
        if fingerprint(edit) in self.settled:
            return
        if edit.kind == "proposal":
            if not (self.accept_proposals and edit.applicable):
                self.edits.append(edit)
                return
            clean = edit.base is not None and same(edit.ours, edit.base)
            edit = replace(edit, decision="theirs") if clean else replace(edit, kind="conflict")
        key = edit.task_id, edit.department, edit.field
        earlier = self.pending.get(key)
        if earlier is not None and earlier.result is not None:
            if same(earlier.result, edit.theirs):
                return
            edit = replace(edit, kind="conflict", ours=earlier.result, ours_from=earlier.file, decision="")
        if edit.kind == "conflict":
            edit = self.decided(edit, earlier)
        self.edits.append(edit)
        if edit.result is not None:
            self.pending[key] = edit

    def decided(self, edit: Edit, earlier: Edit | None) -> Edit:
        """A conflict with its decision, if there is one; what loses is settled."""
        decision, text = self.choices.get(choice_key(edit), (self.rule, ""))
        edit = replace(edit, decision=decision, text=text)
        if decision in ("ours", "text"):
            self.settled.add(fingerprint(edit))
        if decision in ("theirs", "text") and earlier is not None:
            self.settled.add(fingerprint(earlier))
        return edit


def decide(
    compared: Sequence[Compared],
    rule: Rule = "",
    choices: Choices | None = None,
    accept_proposals: bool = False,
    settled: Iterable[str] = (),
) -> Decided:
    """All edits, decided as far as `rule` and `choices` go; a choice for one conflict stands above the rule."""
    deciding = Deciding(rule, choices or {}, accept_proposals, set(settled))
    for each in compared:
        for edit in each.edits:
            deciding.take(edit)
    # a change that a later workbook overruled is no change any more
    last = deciding.pending
    edits = [
        edit
        for edit in deciding.edits
        if edit.kind != "change" or last[edit.task_id, edit.department, edit.field] is edit
    ]
    kinds = {kind: tuple(edit for edit in edits if edit.kind == kind) for kind in ("change", "conflict", "proposal")}
    return Decided(kinds["change"], kinds["conflict"], kinds["proposal"], frozenset(deciding.settled))
