"""Status: what the next build would make, and who must get a new sheet; nothing is written."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.problems import Problem, told_once
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.rebuild.plan import Candidate


class StatusReport(Struct, frozen=True):
    """What a build would do, and who must get a new sheet."""

    edition: int
    stale: tuple[Candidate, ...]
    current: int
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    """Department and why it must get a new sheet."""
    problems: tuple[Problem, ...]

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
            "problems": [problem.as_json() for problem in self.problems],
        }


def status(workspace: Workspace, *, as_of: datetime.date | None = None) -> StatusReport:
    """What the next build would make and why; raises InputError if the ledger has errors."""
    from generator.loading import load, read_templates
    from generator.rebuild.plan import plan_of, why_new
    from generator.rebuild.rendering import shows_the_same
    from generator.records.access import records_as_they_are

    loaded = load(workspace, as_of or datetime.date.today())
    templates, template_problems = read_templates(workspace)
    records = records_as_they_are(workspace)
    plan = plan_of(records, loaded, templates, records.manifest.last_edition)
    stale = tuple(
        candidate for candidate in plan.candidates if candidate.reasons and not shows_the_same(plan, candidate)
    )
    recipients = (recipient for recipient in plan.recipients.values() if recipient.must_get)
    return StatusReport(
        records.manifest.last_number,
        stale,
        len(plan.candidates) - len(stale),
        tuple((recipient.view.short, tuple(why_new(plan, recipient))) for recipient in recipients),
        told_once((*loaded.problems, *template_problems, *plan.problems)),
    )
