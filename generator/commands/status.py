"""Status: what the next build would make, and who must get a new sheet; nothing is written."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from generator.commands.asked import asked_in
from generator.problems import Place, Problem, UsageError, error, told_once
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.rebuild.plan import Candidate


class DepartmentStatus(Struct, frozen=True):
    """How a department stands with a round."""

    department: str
    tasks: int
    answered: int
    state: str
    """complete, partial or missing."""
    late: bool
    on: datetime.date | None
    """The day on which its report was complete."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        document = asdict(self)
        return {**document, "on": self.on.isoformat() if self.on else None}


class RoundStatus(Struct, frozen=True):
    """How everybody who was asked stands with a round."""

    name: str
    due: str
    issued: str
    departments: tuple[DepartmentStatus, ...]

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        rows = [row.as_json() for row in self.departments]
        return {"name": self.name, "due": self.due, "issued": self.issued, "departments": rows}


class StatusReport(Struct, frozen=True):
    """What a build would do, and who must get a new sheet."""

    edition: int
    stale: tuple[Candidate, ...]
    current: int
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    """Department and why it must get a new sheet."""
    problems: tuple[Problem, ...]
    rounds: tuple[RoundStatus, ...] = ()
    """The rounds until the day, oldest first."""
    shown_round: RoundStatus | None = None
    """The one that people are shown: the current one, or the one that was asked for."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "edition": self.edition,
            "stale": [
                {
                    "path": candidate.entry.path if candidate.entry else None,
                    "template": candidate.template,
                    "department": candidate.department or None,
                    "reasons": list(candidate.reasons),
                }
                for candidate in self.stale
            ],
            "current": self.current,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "rounds": [each.as_json() for each in self.rounds],
            "problems": [problem.as_json() for problem in self.problems],
        }


def status(workspace: Workspace, *, as_of: datetime.date | None = None, round: str = "") -> StatusReport:
    """What the next build would make and why, and how rounds stand; `round` is the one to show (the current one).

    Raises InputError if the ledger has errors, UsageError if there is no such round.
    """
    from generator.loading import load, of_the_day, read_templates
    from generator.rebuild.placing import edits_in_the_way
    from generator.rebuild.plan import plan_of, why_new
    from generator.rebuild.rendering import shows_the_same
    from generator.records.access import records_as_they_are

    day = as_of or datetime.date.today()
    loaded = load(workspace, day)
    templates, template_problems = read_templates(workspace)
    records = records_as_they_are(workspace)
    rounds = rounds_of(loaded, day)
    shown = next((each for each in rounds if each.name == (round or loaded.scope.round.name)), None)
    if round and shown is None:
        names = "、".join(each.name for each in rounds)
        raise UsageError([error("unknown-round", Place(), f"没有报送期“{round}”", f"现有：{names or '无'}。")])
    fitting, former_day = of_the_day(templates, loaded, datetime.date.today())
    plan = plan_of(records, loaded, fitting, records.manifest.last_edition)
    stale = tuple(
        candidate for candidate in plan.candidates if candidate.reasons and not shows_the_same(plan, candidate)
    )
    recipients = (recipient for recipient in plan.recipients.values() if recipient.must_get)
    told = (*loaded.problems, *records.problems)
    return StatusReport(
        records.manifest.last_number,
        stale,
        len(plan.candidates) - len(stale),
        tuple((recipient.view.short, tuple(why_new(plan, recipient))) for recipient in recipients),
        told_once((*told, *template_problems, *former_day, *plan.problems, *edits_in_the_way(plan, stale))),
        rounds,
        shown,
    )


def rounds_of(loaded: Loaded, day: datetime.date) -> tuple[RoundStatus, ...]:
    """How every round until a day stands, oldest first; who was asked stands in the manifest."""
    from generator import views

    found = []
    for row in views.issued_rounds(loaded.ledger, day):
        asked = asked_in(row.name, loaded)
        standings = views.standings_in(loaded.ledger, loaded.units, row.name, day, asked)
        departments = tuple(
            DepartmentStatus(
                name, report.asked, report.answered, views.STATE_NAMES[report.state], report.is_late, report.on
            )
            for name, report in standings.items()
            if report.state and (name in asked or not asked)
        )
        found.append(RoundStatus(row.name, row.due, row.issued, departments))
    return tuple(found)
