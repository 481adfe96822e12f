"""What the next build would make, and who must get a new sheet; nothing is written."""

from __future__ import annotations

import datetime
from typing import Any

from msgspec import Struct

from generator import editions, pipeline
from generator.building.looking import Candidate, Own, Run, is_same, look
from generator.building.records import last_edition, read_only
from generator.problems import Problem
from generator.workspace import Workspace


class StatusReport(Struct, frozen=True):
    """What a build would do, and who must get a new sheet."""

    edition: int
    stale: tuple[Candidate, ...]
    current: int
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    """Department and why it must get a new sheet."""
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """One document."""
        return {
            "edition": self.edition,
            "stale": [
                {
                    "path": each.entry.path if each.entry else None,
                    "template": each.template,
                    "department": each.department or None,
                    "reasons": list(each.reasons),
                }
                for each in self.stale
            ],
            "current": self.current,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "problems": [problem.as_json() for problem in self.problems],
        }


def status(workspace: Workspace, as_of: datetime.date | None = None) -> StatusReport:
    """What the next build would make and why; nothing is written."""
    loaded = pipeline.load(workspace, as_of)
    records = read_only(workspace)
    run = look(records, loaded, last_edition(records.manifest))
    stale = tuple(each for each in run.candidates if each.reasons and not is_same(run, each))
    return StatusReport(
        records.manifest.last_number,
        stale,
        len(run.candidates) - len(stale),
        tuple((own.view.short, tuple(why_new(run, own))) for own in run.owns.values() if own.must_get),
        tuple(dict.fromkeys((*loaded.problems, *run.problems))),
    )


def why_new(run: Run, own: Own) -> list[str]:
    """What changed for a department since it last got a sheet."""
    last = run.records.manifest.last_sent(own.view.short)
    if last is None:
        return ["首次分发"]
    return editions.reasons(*run.records.manifest.differing(last[1], run.shown_by(own)))
