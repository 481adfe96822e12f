"""Distribute: what each department must get is built and packed, and the edition is recorded."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import EditionView, Round, day_of
from generator.problems import InputError, Place, Problem, UsageError, error, errors_in, stopped, told_once, warning
from generator.records.manifest import OFFICE, Edition, Manifest
from generator.system.disk import GivenNames, free_path
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace, safe_file_name

if TYPE_CHECKING:
    from generator.commands.mail import Letter
    from generator.loading import Loaded
    from generator.rebuild.plan import Plan

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


class DistributeReport(Struct, frozen=True):
    """What was sent out."""

    edition: int
    date: str
    path: str
    """The zip, relative to output/; empty if nobody had to get anything."""
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]
    round: str = ""
    """The 期次 that was asked in; empty before the first."""
    departments: tuple[Parcel, ...] = ()
    files: tuple[str, ...] = ()
    """What was packed, relative to output/."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "edition": self.edition,
            "date": self.date,
            "path": self.path or None,
            "round": self.round or None,
            "recipients": [{"department": name, "reasons": list(why)} for name, why in self.recipients],
            "departments": [parcel.as_json() for parcel in self.departments],
            "files": list(self.files),
            "problems": [problem.as_json() for problem in self.problems],
        }


class Asked(Struct, frozen=True):
    """Whom a distribution is for: a round's name and day opens one; all or some departments are sent theirs again."""

    round: str = ""
    due: datetime.date | None = None
    all: bool = False
    departments: tuple[str, ...] = ()

    @property
    def is_again(self) -> bool:
        """Whether departments get their sheets whether anything changed or not."""
        return self.all or bool(self.departments)


def distribute(
    workspace: Workspace,
    *,
    round: str = "",
    due: datetime.date | None = None,
    all: bool = False,
    departments: Sequence[str] = (),
    mail: bool = False,
    date: datetime.date | None = None,
    allow_unresolved: bool = False,
    progress: Progress = quiet,
) -> DistributeReport:
    """Build, pack what each department must get, and record the edition.

    `round` and `due` open a round, which goes to every department that has tasks; `all` or `departments` are sent
    theirs again, without a new edition where nothing changed; `mail` writes a draft for each that has 邮箱. Raises
    InputError, nothing recorded, if the ledger is not ready to be sent or a workbook could not be built; UsageError if
    the round cannot be opened.
    """
    from generator.loading import load, read_templates
    from generator.rebuild.plan import plan_of
    from generator.rebuild.workbooks import rebuild
    from generator.records.access import locked_records

    day = date or datetime.date.today()
    asked = Asked(round.strip(), due, all, tuple(departments))
    refuse_half(asked)
    templates, template_problems = read_templates(workspace)
    with locked_records(workspace) as records:
        manifest = records.manifest
        last = manifest.last_edition
        former, opening = opened(workspace, manifest, asked, day)
        loaded = load(workspace, day, opening)
        refuse_unready(loaded, allow_unresolved)
        before = plan_of(records, loaded, templates, last, asks_all=opening is not None)
        recipients = chosen(before, asked)
        changed = [name for name in recipients if before.recipients[name].must_get]
        name = loaded.scope.round.name
        if not recipients:
            return DistributeReport(last.number, day.isoformat(), "", (), loaded.problems, name)
        edition = EditionView(last.number + 1, day) if changed else last
        plan = plan_of(records, loaded, templates, edition, asks_all=opening is not None)
        plan.problems += template_problems
        rebuild(plan, None, progress)
        if errors_in(plan.problems):
            raise stopped(plan.problems)
        refuse_without_sheet(plan, recipients)
        packed = pack(plan, folder_of(plan, edition, day, bool(changed)), recipients, asked)
        if mail:
            packed = with_drafts(plan, packed)
        enter_round(workspace, former, loaded, opening)
        if changed:
            keys = {name: manifest.shown[name] for name in (*changed, OFFICE) if name in manifest.shown}
            manifest.editions.append(Edition(edition.number, day.isoformat(), keys, name))
        records.save()
    if last.date and day < last.date:
        message = f"分发日期 {day.isoformat()} 早于上一版的日期 {last.date.isoformat()}"
        plan.problems.append(warning("date-goes-back", Place(), message, "请核对电脑的日期，或用 --date 写明。"))
    problems = told_once((*loaded.problems, *plan.problems))
    return DistributeReport(
        edition.number,
        day.isoformat(),
        packed.path,
        tuple(recipients.items()),
        problems,
        name,
        packed.parcels,
        packed.files,
    )


# ------------------------------------------------------------------------------------------ rounds


def refuse_half(asked: Asked) -> None:
    """Raise UsageError if a round is named without its day, or the other way round, or for some departments only."""
    if bool(asked.round) != (asked.due is not None):
        message = "--round 和 --due 要一起写" if asked.round else "写了 --due，没有写 --round"
        raise usage("round-and-due", message, "例：taizhang distribute --round 2021年6月 --due 2021-06-25")
    if asked.round and asked.is_again:
        raise usage(
            "round-for-all", "新的报送期发给所有有任务的单位", "请去掉 --all、--department；补发时不写 --round。"
        )


def opened(
    workspace: Workspace, manifest: Manifest, asked: Asked, day: datetime.date
) -> tuple[tuple[Round, ...], Round | None]:
    """The rounds that the ledger has, and the one that is opened; raises UsageError if its name or day is taken.

    A round whose row was written by a run that was killed before it recorded the edition is opened once more.
    """
    from generator.loading import read_ledger
    from generator.system.former import refuse_open

    if not asked.round or asked.due is None:
        return (), None
    refuse_open(workspace.ledger)
    ledger, _ = read_ledger(workspace)
    edition = str(manifest.last_number + 1)
    begun = [row for row in ledger.rounds if row.name == asked.round and row.edition == edition]
    others = [row for row in ledger.rounds if row not in begun]
    there = {
        plain_name(name): name for name in (*(each.round for each in manifest.editions), *(row.name for row in others))
    }
    if (name := there.get(plain_name(asked.round))) is not None:
        advice = "请换一个名称；只是补发时用 --all 或 --department，改截止日期请直接改“报送期”表。"
        raise usage("round-exists", f"已有报送期“{name}”", advice)
    later = [row for row in others if (issued := day_of(row.issued)) and issued > day]
    if later or asked.due < day:
        message = (
            f"发出日期 {day.isoformat()} 早于报送期“{later[0].name}”的发出日期" if later else "截止日期早于发出日期"
        )
        raise usage("round-date", message, "请核对 --date 和 --due。")
    return ledger.rounds, Round(asked.round, asked.due.isoformat(), day.isoformat(), edition)


def plain_name(name: str) -> str:
    """A round's name as it is compared: 2021年06月 and ２０２１年 6 月 are 2021年6月."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\s", "", unicodedata.normalize("NFKC", name)))


def usage(code: str, message: str, advice: str) -> UsageError:
    """What is wrong with the words of the command."""
    return UsageError([error(code, Place(), message, advice)])


def enter_round(workspace: Workspace, former: tuple[Round, ...], loaded: Loaded, opening: Round | None) -> None:
    """Write the row of a new round into the staff's ledger, if that is still what was read."""
    from generator.ledger import editing
    from generator.system import disk

    if opening is None:
        return
    with disk.writing(workspace.shown(workspace.ledger)):
        editing.update(
            workspace.ledger,
            replace(loaded.ledger, rounds=former),
            loaded.ledger,
            workspace.former,
            digest=loaded.digest,
            why=f"开始报送期“{opening.name}”",
        )


def chosen(plan: Plan, asked: Asked) -> dict[str, tuple[str, ...]]:
    """Who gets a sheet, and why; raises InputError for a name that has none."""
    from generator.rebuild.plan import missing_departments, why_new

    wrong = tuple(missing_departments(plan.loaded, asked.departments))
    if wrong:
        raise InputError(wrong)
    found = {}
    for name, recipient in plan.recipients.items():
        is_named = recipient.has_sheet and (asked.all or name in asked.departments)
        if is_named or (recipient.must_get and not asked.departments):
            found[name] = tuple(why_new(plan, recipient)) if recipient.must_get else (AGAIN,)
    return found


# ------------------------------------------------------------------------------------------ before it is sent


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


def refuse_without_sheet(plan: Plan, recipients: Iterable[str]) -> None:
    """Raise InputError if no template made a sheet for a department that must get one."""
    made = {entry.department for entry in plan.records.manifest.entries.values()}
    without = [name for name in recipients if name not in made]
    if without:
        message = (
            f"没有给{'、'.join(without[:3])}{f'等 {len(without)} 个单位' if len(without) > 3 else ''}的表，什么都没有发"
        )
        advice = "模板里要有“每单位一份”为“是”的工作簿；运行 taizhang init 可放回内置的 department.xlsx。"
        place = Place(plan.records.workspace.shown(plan.records.workspace.template_folder))
        raise InputError([error("no-sheet", place, message, advice)])


ADVICE = {
    "missing-id": "分发前请运行 taizhang check --fix 写入标识。",
    "unknown-unit": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
    "unknown-member": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
}


# ------------------------------------------------------------------------------------------ packing


def folder_of(plan: Plan, edition: EditionView, day: datetime.date, is_new: bool) -> str:
    """The folder of what is sent, relative to output/; what is sent again does not replace what was sent before."""
    path = Path("分发", f"第{edition.number}版_{day.isoformat()}")
    if is_new:
        return path.as_posix()
    output = plan.records.workspace.output
    again = path.with_name(f"{path.name}_{AGAIN}")
    return free_path(again, lambda each: (output / each).exists() or (output / f"{each}.zip").exists()).as_posix()


class Packed(Struct, frozen=True):
    """What was written of a distribution, paths relative to output/."""

    path: str
    """The zip."""
    parcels: tuple[Parcel, ...]
    files: tuple[str, ...]


def pack(plan: Plan, folder: str, recipients: Mapping[str, tuple[str, ...]], asked: Asked) -> Packed:
    """Write the zip, in it a folder for each department, and beside it the same folders.

    Raises InputError, nothing written, if the letter or the receipt could not be made.
    """
    from generator import editions

    names = list(recipients)
    letters, problems = letter(plan, names)
    plan.problems += problems
    office = files_of(plan, "")
    if asked.departments:
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
        note.read_text("utf-8-sig") if note.exists() else "",
        "",
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
    """The receipt for some departments, under the name that it has for all."""
    from generator.rebuild.rendering import rendered_for

    views = tuple(plan.recipients[name].view for name in recipients)
    made = {}
    for candidate in plan.candidates:
        entry = next((each for each in plan.records.manifest.entries.values() if each.template == RECEIPT), None)
        if candidate.template == RECEIPT and not candidate.department and entry:
            workbook = rendered_for(plan, candidate, replace(plan.loaded.scope, departments=views))
            plan.problems += workbook.problems
            if workbook.data:
                made[entry.path] = workbook.data
    return made


def files_of(plan: Plan, department: str) -> dict[str, bytes]:
    """Path → bytes of a department's workbooks; of the office's own ("") those that go with what is sent."""
    output = plan.records.workspace.output
    return {
        entry.path: (output / entry.path).read_bytes()
        for entry in plan.records.manifest.entries.values()
        if entry.department == department and (department or entry.template in PACKED_TEMPLATES)
    }


def update_notes(plan: Plan, recipients: Sequence[str]) -> Mapping[str, bytes]:
    """Department → 更新说明, of each that got a sheet before."""
    from generator import editions

    manifest = plan.records.manifest
    notes = {}
    for name in recipients:
        last = manifest.last_sent(name)
        if last is not None:
            note = editions.update_note(name, *manifest.differing(last[1], plan.shown_by(plan.recipients[name])))
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
