"""What came back to how each department stands that sent something, and who has not reported, or not all of it, yet."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from generator.commands.asked import asked_in
from generator.commands.compared_files import ReturnedFile
from generator.model import short_names

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.model import Ledger
    from generator.records.sent import SentOut
    from generator.returns import Compared, Decided, Edit


class ReportedDepartment(Struct, frozen=True):
    """What came back from one department in one round."""

    department: str
    round: str
    tasks: int
    """Tasks that it was asked about."""
    answered: int
    changed: int
    conflicts: int
    state: str
    """complete, partial or missing."""
    problems: int = 0
    unconfirmed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return asdict(self)


def reported(
    loaded: Loaded,
    after: Ledger,
    compared: Sequence[Compared],
    said: tuple[Decided, Sequence[Edit]],
    files: Sequence[ReturnedFile],
    sent: SentOut,
    day: datetime.date,
) -> tuple[tuple[ReportedDepartment, ...], tuple[str, ...], tuple[str, ...]]:
    """How each department stands that sent something; who is still missing in the current round; and who of those that
    sent nothing now reported only in part before.
    """
    from generator import views

    decided, unconfirmed = said
    waiting = Counter((edit.department, edit.round) for edit in unconfirmed)
    counts = Counter((edit.department, edit.round, edit.kind) for edit in (*decided.changes, *decided.conflicts))
    wrong = {file.path: len(file.problems) for file in files}
    found: dict[tuple[str, str], int] = {}
    for each in compared:
        if each.department:
            key = each.department, each.round
            found[key] = found.get(key, 0) + wrong.get(each.file, 0)
    now = loaded.scope.round.name
    standings = {
        name: views.standings_in(after, loaded.units, name, day, asked_in(name, loaded))
        for name in {now, *(key[1] for key in found)}
    }
    rows = []
    for (department, name), problems in sorted(found.items(), key=lambda entry: entry[0][::-1]):
        report = standings[name].get(department)
        numbers = (report.asked, report.answered) if report else (0, 0)
        state = views.STATE_NAMES[report.state] if report else "missing"
        changed, conflicts = (counts[department, name, kind] for kind in ("change", "conflict"))
        rows.append(
            ReportedDepartment(
                department, name, *numbers, changed, conflicts, state, problems, waiting[department, name]
            )
        )
    last = standings[now]
    names = short_names(loaded.ledger.departments)
    asked = {names.get(name, name) for name in sent.asked.get(now, ())}

    def is_asked(name: str) -> bool:
        # where the records of a round are gone, everybody may have been asked
        return name in asked or bool(now and not asked)

    owing = [(name, report) for name, report in last.items() if report.answered < report.asked and is_asked(name)]
    silent = [name for name, report in owing if not report.answered]
    partial = [name for name, report in owing if report.answered and (name, now) not in found]
    return tuple(rows), tuple(silent), tuple(partial)
