"""The last whole build: as long as nothing it was made from changes, what it found is still so."""

from __future__ import annotations

import contextlib
import datetime

from generator import editions
from generator.pipeline import BuildReport, Workbook
from generator.workspace import Workspace


def run_key(workspace: Workspace, day: datetime.date) -> str:
    """Fingerprint of what a whole build is made from; raises OSError where a file cannot be read."""
    manifest = workspace.records / editions.NAME
    circumstances = (day.isoformat(), workspace.shown(workspace.ledger))
    return editions.key_of(workspace.ledger, workspace.templates(), manifest.read_bytes(), circumstances)


def still_so(workspace: Workspace, day: datetime.date) -> BuildReport | None:
    """What the last whole build found, where nothing changed since; None where everything must be worked out."""
    try:
        last = editions.read_last(workspace.records, run_key(workspace, day), workspace.output)
    except OSError:
        return None
    if last is None:
        return None
    workbooks = (Workbook(m.path, m.template, m.department, "current", (), m.pages, m.rows) for m in last.workbooks)
    return BuildReport(last.edition, tuple(workbooks), tuple(last.problems))


def remember_run(workspace: Workspace, day: datetime.date, report: BuildReport) -> None:
    """Remember what a whole build found; it is no fault where that cannot be written."""
    from generator import writer

    made = [editions.Made(w.path, w.template, w.department, w.pages, w.rows) for w in report.workbooks]
    with contextlib.suppress(OSError):
        last = editions.LastRun(run_key(workspace, day), report.edition, made, list(report.problems))
        writer.replace_file(workspace.records / editions.LAST, editions.encode_last(last), is_precious=False)
