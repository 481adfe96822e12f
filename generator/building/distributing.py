"""Packing what each department must get, and recording the edition."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator import editions
from generator.ahead import processors
from generator.building.beginning import begun
from generator.building.looking import Run, look
from generator.building.making import begin_whole
from generator.building.rebuilding import carry_out
from generator.building.records import OFFICE, last_edition, records_of
from generator.building.reporting import why_new
from generator.errors import InputError
from generator.ledger import reading_of
from generator.model import EditionView
from generator.pipeline import Loaded, Progress, cannot_write, quiet
from generator.problems import Place, Problem, errors_in, warning
from generator.workspace import Workspace, safe_file_name


class DistributeReport(Struct, frozen=True):
    """What was sent out."""

    edition: int
    date: str
    path: str
    """The zip, relative to output/; empty where nobody had to get anything."""
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """One document."""
        return {
            "edition": self.edition,
            "date": self.date,
            "path": self.path or None,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "problems": [problem.as_json() for problem in self.problems],
        }


def distribute(
    workspace: Workspace,
    date: datetime.date,
    allow_unresolved: bool = False,
    progress: Progress = quiet,
) -> DistributeReport:
    """Build, pack what each department must get, and record the edition.

    Raises InputError, nothing recorded, where the ledger is not ready to be sent or a workbook could not be built.
    """
    processes = processors()
    given = begun(workspace, (), date, processes, reading_of(workspace, in_parallel=processes > 1))
    loaded, read_ahead = given.loaded, given.templates
    refuse_unready(loaded, allow_unresolved)
    with records_of(workspace, given.peeked) as records:
        manifest = records.manifest
        first = look(records, loaded, last_edition(manifest), read_ahead=read_ahead)
        recipients = tuple((own.view.short, tuple(why_new(first, own))) for own in first.owns.values() if own.must_get)
        if not recipients:
            return DistributeReport(manifest.last_number, date.isoformat(), "", (), loaded.problems)
        number = manifest.last_number + 1
        before = manifest.editions[-1].date if manifest.editions else ""
        begin = partial(begin_whole, processes=processes)
        run = look(records, loaded, EditionView(number, date), read_ahead=read_ahead, begin=begin)
        carry_out(run, None, False, progress)
        if errors_in(run.problems):
            raise InputError(run.problems)
        path = pack(run, number, date, [name for name, _ in recipients])
        sent = [*(name for name, _ in recipients), OFFICE]
        keys = {name: manifest.shown[name] for name in sent if name in manifest.shown}
        manifest.editions.append(editions.Edition(number, date.isoformat(), keys))
        records.save()
    if date.isoformat() < before:
        message = f"分发日期 {date.isoformat()} 早于上一版的日期 {before}"
        run.problems.append(warning("date-goes-back", Place(), message, "请核对电脑的日期，或用 --date 写明。"))
    problems = tuple(dict.fromkeys((*loaded.problems, *run.problems)))
    return DistributeReport(number, date.isoformat(), path, recipients, problems)


def refuse_unready(loaded: Loaded, allow_unresolved: bool) -> None:
    """Raise InputError where rows have no id yet, or names are not known and nobody said that this is meant."""
    codes = {"missing-id"} | (set() if allow_unresolved else {"unknown-unit", "unknown-member"})
    advice = {
        "missing-id": "分发前请运行 taizhang check --fix 写入标识。",
        "unknown-unit": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
        "unknown-member": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
    }
    found = [
        replace(problem, severity="error", advice=advice[problem.code])
        for problem in loaded.problems
        if problem.code in codes
    ]
    if found:
        raise InputError(found)


def pack(run: Run, number: int, date: datetime.date, recipients: Sequence[str]) -> str:
    """Write the zip: the recipients' workbooks and update notes, the receipt, the official ledger, 分发说明."""
    from generator import template as templates
    from generator import writer

    output, manifest = run.workspace.output, run.records.manifest
    files: dict[str, bytes] = {}
    for entry in manifest.entries.values():
        if entry.department in recipients or (not entry.department and entry.template in ("official", "receipt")):
            files[entry.path] = (output / entry.path).read_bytes()
    for name in recipients:
        last = manifest.last_sent(name)
        if last is not None:
            note = editions.update_note(name, *manifest.differing(last[1], run.shown_by(run.owns[name])))
            files[f"更新说明/{safe_file_name(name, '.txt')}"] = b"\xef\xbb\xbf" + note.encode()
    letter = run.workspace.template_folder / "分发说明.txt"
    if letter.is_file():
        views = tuple(run.owns[name].view for name in recipients)
        text, problems = templates.render_text(letter, replace(run.loaded.scope, departments=views))
        run.problems += problems
        files["分发说明.txt"] = b"\xef\xbb\xbf" + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    path = f"分发/第{number}版_{date.isoformat()}.zip"
    try:
        editions.refuse_links(output, Path(path))
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        writer.replace_file(output / path, editions.pack(files))
    except OSError as failure:
        raise InputError([cannot_write(run.workspace.shown(output / path), failure)]) from failure
    return path
