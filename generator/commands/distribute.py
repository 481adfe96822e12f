"""Distribute: what each department must get is built and packed, and the edition is recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.opening import Asked, enter_round, opened, refuse_half
from generator.commands.parcels import AGAIN, Parcel, discarding, folder_of, pack, packed_entries, with_drafts
from generator.model import EditionView, Round
from generator.problems import InputError, Place, Problem, UsageError, error, errors_in, stopped, told_once, warning
from generator.records.manifest import OFFICE, Edition
from generator.records.unrecorded import pass_over
from generator.system.progress import Progress, quiet
from generator.system.workspace import Workspace
from generator.vocabulary import SHEET_TASKS

if TYPE_CHECKING:
    from generator.loading import Loaded
    from generator.rebuild.plan import Plan
    from generator.template import Template


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
    from generator.rebuild.placing import typed_into
    from generator.rebuild.plan import plan_of
    from generator.rebuild.workbooks import rebuild
    from generator.records.access import locked_records

    day = date or datetime.date.today()
    asked = Asked(round.strip(), due, all, tuple(departments))
    refuse_half(asked)
    templates, template_problems = read_templates(workspace)
    with locked_records(workspace) as records:
        manifest = records.manifest
        former, opening = opened(workspace, manifest, asked, day)
        loaded = load(workspace, day, opening)
        pass_over(manifest, (row for row in loaded.ledger.rounds if row is not opening))
        last = manifest.last_edition
        refuse_unready(loaded, allow_unresolved)
        refuse_former_day(loaded, day)
        before = plan_of(records, loaded, templates, last, asks_all=opening is not None)
        recipients = chosen(before, asked)
        changed = [name for name in recipients if before.recipients[name].must_get]
        name = loaded.scope.round.name
        if not recipients:
            return DistributeReport(last.number, day.isoformat(), "", (), (*loaded.problems, *records.problems), name)
        edition = EditionView(last.number + 1, day) if changed else last
        loaded = loaded.asking(changed)
        plan = plan_of(records, loaded, templates, edition, asks_all=opening is not None)
        plan.problems += (*template_problems, *without_question(templates, name))
        rebuild(plan, None, progress)
        packed_names = (*recipients, OFFICE)
        plan.problems += typed_into(records, (each for name in packed_names for each in packed_entries(manifest, name)))
        if errors_in(plan.problems):
            raise stopped(plan.problems)
        refuse_without_sheet(plan, recipients)
        folder = folder_of(plan, edition, day, bool(changed), recipients)
        packed = pack(plan, folder, recipients)
        if mail:
            packed = with_drafts(plan, packed)
        with discarding(plan, packed):
            enter_round(workspace, former, loaded, opening)
        if changed:
            keys = {name: manifest.shown[name] for name in (*changed, OFFICE) if name in manifest.shown}
            manifest.editions.append(Edition(edition.number, day.isoformat(), keys, name))
        records.save()
    plan.problems += doubtful_day(day, last, opening)
    problems = told_once((*loaded.problems, *records.problems, *plan.problems))
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


def refuse_former_day(loaded: Loaded, day: datetime.date) -> None:
    """Raise UsageError if another round counts by now: sheets of the former one would ask for that."""
    from generator.loading import round_by_now

    if now := round_by_now(loaded, datetime.date.today()):
        message = f"分发日期 {day} 早于报送期“{now}”的发出日期：发出去的会是以前的分工表"
        raise UsageError([error("round-date", Place(), message, "请核对 --date 和电脑的日期。")])


def doubtful_day(day: datetime.date, last: EditionView, opening: Round | None) -> Iterator[Problem]:
    """Warnings if something is sent before what was sent last, or a round begins on a day to come."""
    if last.date and day < last.date:
        message = f"分发日期 {day} 早于上一版的日期 {last.date}"
        yield warning("date-goes-back", Place(), message, "请核对电脑的日期，或用 --date 写明。")
    if opening and day > datetime.date.today() + datetime.timedelta(days=1):
        message = f"发出日期 {day} 还没有到，到那天“{opening.name}”才是现在的报送期"
        yield warning("date-to-come", Place(), message, "请核对 --date；写错了的，改“报送期”表的发出日期。")


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
    """Raise InputError if there is nothing to send, or rows have no id yet, or it is not sure who has them.

    Below merged cells rows are blank, and nobody would be told of them; names that are not known may be meant so.
    """
    codes = {"missing-id", "no-tasks", "merged-cells"} | (
        set() if allow_unresolved else {"unknown-unit", "unknown-member"}
    )
    unready = [
        replace(problem, severity="error", advice=ADVICE[problem.code])
        for problem in loaded.problems
        if problem.code in codes and (problem.code != "merged-cells" or problem.place.sheet == SHEET_TASKS)
    ]
    if unready:
        raise InputError(unready)


def without_question(templates: Sequence[Template], round_name: str) -> Iterator[Problem]:
    """A warning where a round asks, and no department's workbook has a cell to answer in."""
    theirs = [template for template in templates if template.settings.per_department]
    if round_name and theirs and not any(template.asks for template in theirs):
        message = f"单位的表里没有填报的格，“{round_name}”没有地方填写，收不回来"
        advice = "请在要单位填写的格里加上“填报”，如 {{ 任务.进展情况 | 填报 }}，再分发一次。"
        yield warning("nothing-asked", theirs[0].place(), message, advice)


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
    "no-tasks": "没有任务就会撤销各单位的全部任务，没有分发；台账误删了的，用 taizhang restore 恢复。",
    "merged-cells": "分发前请运行 taizhang check --fix 取消合并，否则下面各行的单位收不到任务。",
    "unknown-unit": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
    "unknown-member": "请在“单位”表补上这个单位；确认先不发给它时，加 --allow-unresolved。",
}
