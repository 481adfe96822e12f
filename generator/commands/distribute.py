"""Distribute: what each department must get is built and packed, and the edition is recorded."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.problems import InputError, Place, Problem, errors_in, stopped, told_once, warning
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace, safe_file_name

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.rebuild.plan import Plan

LETTER = "分发说明.txt"
BOM = b"\xef\xbb\xbf"
"""By it Windows' own editor knows a text as UTF-8."""
PACKED_TEMPLATES = ("official", "receipt")
"""The workbooks of the whole ledger that are packed for whoever distributes."""


class DistributeReport(Struct, frozen=True):
    """What was sent out."""

    edition: int
    date: str
    path: str
    """The zip, relative to output/; empty if nobody had to get anything."""
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "edition": self.edition,
            "date": self.date,
            "path": self.path or None,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "problems": [problem.as_json() for problem in self.problems],
        }


def distribute(
    workspace: Workspace,
    *,
    date: datetime.date | None = None,
    allow_unresolved: bool = False,
    progress: Progress = quiet,
) -> DistributeReport:
    """Build, pack what each department must get, and record the edition.

    Raises InputError, nothing recorded, if the ledger is not ready to be sent or a workbook could not be built.
    """
    from generator.loading import load, read_templates
    from generator.model import EditionView
    from generator.rebuild.plan import plan_of, why_new
    from generator.rebuild.workbooks import rebuild
    from generator.records.access import locked_records
    from generator.records.manifest import OFFICE, Edition

    day = date or datetime.date.today()
    loaded = load(workspace, day)
    refuse_unready(loaded, allow_unresolved)
    templates, template_problems = read_templates(workspace)
    with locked_records(workspace) as records:
        manifest = records.manifest
        last = manifest.last_edition
        before = plan_of(records, loaded, templates, last)
        recipients = {
            name: tuple(why_new(before, recipient))
            for name, recipient in before.recipients.items()
            if recipient.must_get
        }
        if not recipients:
            return DistributeReport(last.number, day.isoformat(), "", (), loaded.problems)
        number = last.number + 1
        plan = plan_of(records, loaded, templates, EditionView(number, day))
        plan.problems += template_problems
        rebuild(plan, None, progress)
        if errors_in(plan.problems):
            raise stopped(plan.problems)
        path = pack(plan, number, day, list(recipients))
        keys = {name: manifest.shown[name] for name in (*recipients, OFFICE) if name in manifest.shown}
        manifest.editions.append(Edition(number, day.isoformat(), keys))
        records.save()
    if last.date and day < last.date:
        message = f"分发日期 {day.isoformat()} 早于上一版的日期 {last.date.isoformat()}"
        plan.problems.append(warning("date-goes-back", Place(), message, "请核对电脑的日期，或用 --date 写明。"))
    problems = told_once((*loaded.problems, *plan.problems))
    return DistributeReport(number, day.isoformat(), path, tuple(recipients.items()), problems)


def refuse_unready(loaded: Loaded, allow_unresolved: bool) -> None:
    """Raise InputError if rows have no id yet, or names are not known and nobody said that this is meant."""
    codes = {"missing-id"} | (set() if allow_unresolved else {"unknown-unit", "unknown-member"})
    unready = [
        replace(problem, severity="error", advice=ADVICE[problem.code])
        for problem in loaded.problems
        if problem.code in codes
    ]
    if unready:
        raise InputError(unready)


ADVICE = {
    "missing-id": "分发前请运行 taizhang check --fix 写入标识。",
    "unknown-unit": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
    "unknown-member": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
}


def pack(plan: Plan, number: int, date: datetime.date, recipients: Sequence[str]) -> str:
    """Write the zip: the recipients' workbooks and update notes, the receipt, the official ledger, 分发说明."""
    from generator import editions
    from generator.system import disk

    output = plan.records.workspace.output
    files = {path: (output / path).read_bytes() for path in packed_workbooks(plan, recipients)}
    files |= update_notes(plan, recipients)
    files |= letter(plan, recipients)
    path = f"分发/第{number}版_{date.isoformat()}.zip"
    try:
        disk.refuse_links(output, Path(path))
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        disk.replace_file(output / path, editions.pack(files))
    except OSError as failure:
        raise InputError([disk.cannot_write(plan.records.workspace.shown(output / path), failure)]) from failure
    return path


def packed_workbooks(plan: Plan, recipients: Sequence[str]) -> list[str]:
    """The paths of the workbooks that are packed."""
    return [
        entry.path
        for entry in plan.records.manifest.entries.values()
        if entry.department in recipients or (not entry.department and entry.template in PACKED_TEMPLATES)
    ]


def update_notes(plan: Plan, recipients: Sequence[str]) -> Mapping[str, bytes]:
    """更新说明 of each department that got a sheet before."""
    from generator import editions

    manifest = plan.records.manifest
    notes = {}
    for name in recipients:
        last = manifest.last_sent(name)
        if last is not None:
            note = editions.update_note(name, *manifest.differing(last[1], plan.shown_by(plan.recipients[name])))
            notes[f"更新说明/{safe_file_name(name, '.txt')}"] = BOM + note.encode()
    return notes


def letter(plan: Plan, recipients: Sequence[str]) -> Mapping[str, bytes]:
    """分发说明, if the templates have one."""
    from generator import template as templates

    path = plan.records.workspace.template_folder / LETTER
    if not path.exists():
        return {}
    views = tuple(plan.recipients[name].view for name in recipients)
    text, problems = templates.render_text(path, replace(plan.loaded.scope, departments=views))
    plan.problems += problems
    return {LETTER: BOM + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()}
