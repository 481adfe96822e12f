"""A department's part in the ledger, and how it stands with what it was sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from generator import editions
from generator.model import DepartmentView, TaskView
from generator.records.manifest import Manifest, Received, Standing


class Recipient(Struct):
    """A department that may get a sheet, and how it stands with what it was sent."""

    view: DepartmentView
    part: str
    """Fingerprint of its part in the ledger."""
    manifest: Manifest
    standing: Standing
    columns: Collection[str] | None = None
    """The staff's own columns of the ledger that departments' sheets may show; None: any."""

    @property
    def edition(self) -> int:
        """The edition that its sheet belongs to: the last it got, or the next if its tasks changed since."""
        return self.standing.edition

    @property
    def must_get(self) -> bool:
        """Whether its tasks differ from what it last got."""
        return self.standing.must_get

    @property
    def has_sheet(self) -> bool:
        """Whether there is a sheet for it: it has tasks, or had some that were withdrawn and must be told."""
        return self.view.task_count > 0 or bool(self.must_get)

    @property
    def last_sent(self) -> Received | None:
        """What it last got, under its present name or a former one."""
        return self.manifest.last_sent(names_of(self.view))

    def tasks(self) -> Sequence[TaskView]:
        """Its tasks, marked against what it last got, or, unchanged since, against what that was marked against."""
        before = self.last_sent
        if before is not None and not self.must_get:
            before = self.manifest.last_sent(names_of(self.view), before.edition)
        return editions.marked(
            self.view.tasks, None if before is None else self.manifest.values_of(before.key), self.columns
        )


def names_of(view: DepartmentView) -> tuple[str, ...]:
    """The name of a department, and those under which it may have been sent something before it was renamed."""
    return tuple(dict.fromkeys(filter(None, (view.short, view.full, *view.aliases))))


def remembered_standing(view: DepartmentView, part: str, manifest: Manifest) -> Standing | None:
    """How a department stands with what it was sent; None if its tasks must be compared with that."""
    received = manifest.editions_of(view.short)
    following = manifest.last_number + 1
    last = manifest.standings.get(view.short)
    if last is not None and last.part == part and last.editions == received:
        edition = last.edition if received and not last.must_get else following
        return Standing(part, received, edition, last.must_get)
    if received:
        return None
    former = manifest.last_sent(names_of(view))
    had_tasks = former is not None and bool(manifest.tasks_of(former.key))
    return Standing(part, received, following, view.task_count > 0 or had_tasks)
