"""What departments must get to what is packed for each: a folder, its mail, and the zip of all with the receipt."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import EditionView
from generator.problems import Problem, errors_in, stopped
from generator.records.unrecorded import SENT
from generator.system.disk import GivenNames, free_path
from generator.system.workspace import safe_file_name

if TYPE_CHECKING:
    from generator.commands.mail import Letter
    from generator.rebuild.plan import Plan
    from generator.records.manifest import Entry, Manifest

LETTER = "分发说明.txt"
NOTE = "更新说明.txt"
BOM = b"\xef\xbb\xbf"
"""By it Windows' own editor knows a text as UTF-8."""
RECEIPT = "receipt"
PACKED_TEMPLATES = ("official", RECEIPT)
"""The workbooks of the whole ledger that are packed for whoever distributes."""
AGAIN = "补发"


class Parcel(Struct, frozen=True):
    """What one department gets."""

    department: str
    path: str
    """Its folder, relative to output/."""
    reasons: tuple[str, ...]
    workbooks: tuple[str, ...] = ()
    """In that folder, relative to output/."""
    draft: str = ""
    """The mail (.eml), relative to output/; empty: none was asked for, or it has no 邮箱."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "department": self.department,
            "path": self.path,
            "reasons": list(self.reasons),
            "draft": self.draft or None,
        }


def folder_of(plan: Plan, edition: EditionView, day: datetime.date, is_new: bool, recipients: Collection[str]) -> str:
    """The folder of what is sent, relative to output/; what was sent before is not replaced.

    One of the same name holds what a run left that ended too soon; it is used again if all in it will be replaced.
    """
    output = plan.records.workspace.output
    own = {safe_file_name(name) for name in recipients}

    def is_taken(path: Path) -> bool:
        there = {each.name for each in (output / path).iterdir()} if (output / path).is_dir() else set()
        return not there <= own if is_new else bool(there) or (output / f"{path}.zip").exists()

    path = Path(SENT, f"第{edition.number}版_{day.isoformat()}{'' if is_new else f'_{AGAIN}'}")
    return free_path(path, is_taken).as_posix()


@contextmanager
def discarding(plan: Plan, packed: Packed) -> Iterator[None]:
    """Remove what was packed if it cannot be recorded: a sheet that nothing knows of must not be sent."""
    try:
        yield
    except Exception:
        output = plan.records.workspace.output
        for path in packed.files:
            with suppress(OSError):
                (output / path).unlink(missing_ok=True)
        folders = {output / parcel.path for parcel in packed.parcels}
        for folder in (*folders, *{each.parent for each in folders}):
            with suppress(OSError):
                folder.rmdir()
        raise


class Packed(Struct, frozen=True):
    """What was written of a distribution, paths relative to output/."""

    path: str
    """The zip."""
    parcels: tuple[Parcel, ...]
    files: tuple[str, ...]


def pack(plan: Plan, folder: str, recipients: Mapping[str, tuple[str, ...]]) -> Packed:
    """Write the zip, in it a folder for each department, and beside it the same folders; the receipt is for just these.

    Raises InputError, nothing written, if the letter or the receipt could not be made.
    """
    from generator import editions

    names = list(recipients)
    letters, problems = letter(plan, names)
    plan.problems += problems
    office = files_of(plan, "")
    if recipients.keys() != {view.short for view in plan.loaded.scope.departments if view.task_count}:
        office.update(receipt_of_these(plan, names))
    if errors_in(plan.problems):
        raise stopped(plan.problems)
    notes = update_notes(plan, names)
    parcels: list[Parcel] = []
    own: dict[str, bytes] = {}
    given = GivenNames()
    for name, why in recipients.items():
        place = given.give(Path(safe_file_name(name))).as_posix()
        workbooks = {given.give(Path(place, Path(path).name)): data for path, data in files_of(plan, name).items()}
        own |= {path.as_posix(): data for path, data in workbooks.items()}
        parcels.append(
            Parcel(name, f"{folder}/{place}", why, tuple(f"{folder}/{path.as_posix()}" for path in workbooks))
        )
        if name in notes:
            own[f"{place}/{NOTE}"] = notes[name]
    zipped = {f"{folder}.zip": editions.pack({**office, **own, **letters})}
    beside = {f"{folder}/{path}": data for path, data in own.items()}
    write_all(plan, {**beside, **zipped})
    return Packed(
        f"{folder}.zip",
        tuple(parcels),
        tuple(sorted((*zipped, *beside))),
    )


def with_drafts(plan: Plan, packed: Packed) -> Packed:
    """With a mail (.eml) in the folder of each department that has 邮箱; raises InputError if one cannot be written."""
    from generator.commands import mail

    workspace = plan.records.workspace
    letters = [letter_to(plan, parcel) for parcel in packed.parcels]
    written, problems = mail.drafts(workspace, letters)
    plan.problems += problems
    drafts = {path.parent.relative_to(workspace.output).as_posix(): path for path in written}
    parcels = tuple(
        replace(parcel, draft=drafts[parcel.path].relative_to(workspace.output).as_posix())
        if parcel.path in drafts
        else parcel
        for parcel in packed.parcels
    )
    return Packed(packed.path, parcels, (*packed.files, *(parcel.draft for parcel in parcels if parcel.draft)))


def letter_to(plan: Plan, parcel: Parcel) -> Letter:
    """The mail that goes with a department's workbooks."""
    from generator.commands.mail import Letter

    scope, output = plan.loaded.scope, plan.records.workspace.output
    view, round_name, due = plan.recipients[parcel.department].view, scope.round.name, scope.round.due
    when = f"于{due.year}年{due.month}月{due.day}日前" if round_name and due else ""
    note = output / parcel.path / NOTE
    lines = [
        f"{view.full}：",
        "",
        f"《{scope.ledger.title}》中你单位的任务见附件，请{when}填好后发回。",
        "",
        *((note.read_text("utf-8-sig"), "") if note.exists() else ()),
        scope.ledger.issuer,
    ]
    subject = f"{scope.ledger.title}{f'（{round_name}）' if round_name else ''}：{view.short}"
    return Letter(view, subject, "\n".join(lines).rstrip() + "\n", tuple(output / path for path in parcel.workbooks))


def write_all(plan: Plan, files: Mapping[str, bytes]) -> None:
    """Write files below output/; raises InputError if one cannot be written."""
    from generator.system import disk

    output = plan.records.workspace.output
    for path, data in files.items():
        with disk.writing(plan.records.workspace.shown(output / path)):
            disk.refuse_links(output, Path(path))
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            disk.replace_file(output / path, data)


def receipt_of_these(plan: Plan, recipients: Sequence[str]) -> Mapping[str, bytes]:
    """The receipt for some departments, under the name that it has for all.

    One that has no task any more signs for the sheet that says so.
    """
    from generator.rebuild.rendering import rendered_for

    given = [plan.recipients[name] for name in recipients]
    views = tuple(replace(each.view, tasks=each.tasks()) for each in given)
    made = {}
    for candidate in plan.candidates:
        entry = next((each for each in plan.records.manifest.entries.values() if each.template == RECEIPT), None)
        if candidate.template == RECEIPT and not candidate.department and entry:
            workbook = rendered_for(plan, candidate, replace(plan.loaded.scope, departments=views))
            plan.problems += workbook.problems
            if workbook.data:
                made[entry.path] = workbook.data
    return made


def packed_entries(manifest: Manifest, department: str) -> list[Entry]:
    """A department's workbooks; of the office's own ("") those that go with what is sent."""
    return [
        entry
        for entry in manifest.entries.values()
        if entry.department == department and (department or entry.template in PACKED_TEMPLATES)
    ]


def files_of(plan: Plan, department: str) -> dict[str, bytes]:
    """Path → bytes of the workbooks that are packed of a department, or of the office ("")."""
    output = plan.records.workspace.output
    entries = packed_entries(plan.records.manifest, department)
    return {entry.path: (output / entry.path).read_bytes() for entry in entries}


def update_notes(plan: Plan, recipients: Sequence[str]) -> Mapping[str, bytes]:
    """Department → 更新说明, of each that got a sheet before."""
    from generator import editions

    notes = {}
    for name in recipients:
        recipient = plan.recipients[name]
        last = recipient.last_sent
        if last is not None:
            former = last.name if last.name != name else ""
            reopened = [task.number or task.id for task in plan.reopened(recipient)]
            note = editions.update_note(name, *plan.differing(last.key, recipient), former, reopened)
            notes[name] = BOM + note.encode()
    return notes


def letter(plan: Plan, recipients: Sequence[str]) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """分发说明, if the templates have one, and everything that is wrong with it."""
    from generator import template as templates

    path = plan.records.workspace.template_folder / LETTER
    if not path.exists():
        return {}, ()
    views = tuple(plan.recipients[name].view for name in recipients)
    text, problems = templates.render_text(path, replace(plan.loaded.scope, departments=views))
    return {LETTER: BOM + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()}, problems
