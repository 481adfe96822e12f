"""What a returned workbook changes: its edits, and what was compared besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from generator.model import Answer, AnswerField, AnswerKey, Unused
from generator.problems import Problem
from generator.returns.patterns import field_names
from generator.vocabulary import ANSWER_FIELDS, TASK_VIEW_FIELDS, by_name

Kind = Literal["change", "conflict", "proposal"]

HEADINGS = by_name((*TASK_VIEW_FIELDS, *ANSWER_FIELDS))


class Edit(Struct, frozen=True, gc=False):
    """One cell that came back otherwise than it was sent."""

    kind: Kind
    file: str
    sheet: str
    cell: str
    task_id: str
    number: str
    department: str
    """Whose answer it is; empty where the field is the task's own."""
    field: str
    base: str | None
    """None: not known what was sent."""
    ours: str
    theirs: str
    ours_from: str = ""
    """The other returned file that said `ours`; empty: the ledger."""
    applicable: bool = True
    """False for a proposal about something that the ledger does not hold in a column of its own."""
    decision: Literal["", "ours", "theirs", "text"] = ""
    text: str = ""
    """What was decided, where it is neither."""
    digest: str = ""
    """Of the returned file."""
    round: str = ""
    """The 期次 of the answer."""
    is_return: bool = False
    """Whether a department says it of its own answer; the office's own workbooks say what the office says."""

    @property
    def key(self) -> AnswerField:
        """What it is about; without a department it is the task's own field."""
        return self.task_id, self.department, self.round, self.field

    @property
    def heading(self) -> str:
        """How the field is called in sheets."""
        return HEADINGS.get(self.field, self.field)

    @property
    def result(self) -> str | None:
        """What the ledger shall say; None where that is not to change."""
        if self.kind == "change" or self.decision == "theirs":
            return self.theirs
        return self.text if self.decision == "text" else None

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        names = (
            "file",
            "sheet",
            "cell",
            "task_id",
            "number",
            "department",
            "round",
            "field",
            "heading",
            "base",
            "ours",
            "theirs",
        )
        document: dict[str, Any] = {name: getattr(self, name) for name in names}
        if self.kind == "conflict":
            document |= {"ours_from": self.ours_from, "decision": self.decision or None, "text": self.text or None}
        if self.kind == "proposal":
            document |= {"applicable": self.applicable, "accepted": self.decision == "theirs"}
        return document


class Compared(Struct, frozen=True):
    """What one returned workbook says, compared."""

    file: str
    department: str
    edition: int
    edits: tuple[Edit, ...] = ()
    repeated: tuple[Edit, ...] = ()
    """Answers that the ledger has already in the same words."""
    as_sent: tuple[Edit, ...] = ()
    """Answers that stand there as they were sent, while the ledger has other words by now."""
    refused: tuple[Unused, ...] = ()
    """Answers about tasks that are not, or no longer, the department's."""
    held: Mapping[AnswerKey, Answer] = field(default_factory=dict)
    """The answers that the ledger has, of those that the workbook holds."""
    round: str = ""
    saved: str = ""
    """When the workbook was saved; empty: not known."""
    filled_on: str = ""
    """填报日期 as a day, as far as it is one."""
    signature: Mapping[str, str] = field(default_factory=dict)
    """Who filled the workbook in, and when, by field: belongs to every answer that it gives."""
    source: str = ""
    """The file's name, as answers remember it."""
    digest: str = ""
    """Of the file's bytes: what was decided about this very file is not asked again."""
    problems: tuple[Problem, ...] = ()
    state: Literal["collected", "unchanged", "refused"] = "unchanged"


def heading_of(pattern: str) -> str:
    """What a cell shows, in the words of sheets."""
    return "、".join(HEADINGS.get(name, name) for name in field_names(pattern))
