"""A ledger, templates and the records to a plan: the workbooks that there should be, each with why it is stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from generator import editions
from generator.loading import Loaded, unknown_choice
from generator.model import DepartmentView, EditionView, Scope, TaskView
from generator.problems import Place, Problem, error
from generator.rebuild.fingerprints import fingerprint, parts_of, whole_ledger, without_tasks
from generator.rebuild.recipients import Recipient, remembered_standing
from generator.records.access import Records
from generator.records.manifest import OFFICE, Entry, Standing
from generator.system.program import program
from generator.views import Reports, carried, lateness, reports_of

if TYPE_CHECKING:
    from generator.template import Template
    from generator.views import Part

WHOLE_LEDGER = frozenset(("departments", "answers", "unresolved", "silent", "rounds"))
"""The names of a scope that show the whole ledger even in a department's workbook."""
OTHER_CHANGE = "台账信息、日期或程序版本变更"


class Candidate(Struct, frozen=True):
    """A workbook that there should be, and why it is stale (no reasons: it is current)."""

    template: str
    department: str
    """Empty: the office's own, of the whole ledger."""
    source: str
    """Fingerprint of all that it could show."""
    entry: Entry | None
    """What is remembered of it as it was built last."""
    edition: int
    reasons: tuple[str, ...] = ()
    is_doubtful: bool = False
    """What changed may not be what it shows (a receipt knows no deadlines): only filling it can tell."""


class Plan(Struct, dict=True):
    """Everything that a build, a status or a distribution is decided by."""

    records: Records
    loaded: Loaded
    templates: Mapping[str, Template]
    """By name; those that have errors are left out."""
    departments: Sequence[str] = ()
    """The departments that were asked for; empty: all."""
    is_whole: bool = True
    """Whether all templates and departments were asked for."""
    is_forced: bool = False
    asks_all: bool = False
    """Whether a new round is opened: every department that has tasks gets a sheet."""
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known_keys: dict[Part, str] = field(default_factory=dict)
    """Part → key of its values in the records."""

    @cached_property
    def recipients(self) -> dict[str, Recipient]:
        """Department → its part and how it stands, of all departments of the ledger."""
        parts = parts_of(self.loaded)
        return {view.short: self.recipient(view, parts.get(view.short, "")) for view in self.loaded.scope.departments}

    @cached_property
    def goes_to_all(self) -> bool:
        """Whether everybody gets the round that counts: it is opened, or records that were put back do not know it."""
        current, editions = self.loaded.scope.round, self.records.manifest.editions
        is_unrecorded = bool(editions and current.edition) and all(each.round != current.name for each in editions)
        return self.asks_all or is_unrecorded

    def recipient(self, view: DepartmentView, part: str) -> Recipient:
        """A department; how it stands is taken from the last build if nothing changed since."""
        manifest = self.records.manifest
        columns = self.own_columns
        part = " ".join(filter(None, (part, self.loaded.scope.round.name, self.shown_columns)))
        if self.goes_to_all and view.task_count:
            received, following = manifest.editions_of(view.short), manifest.last_number + 1
            return Recipient(view, part, manifest, Standing(part, received, following, True), columns)
        standing = remembered_standing(view, part, manifest)
        if standing is not None:
            return Recipient(view, part, manifest, standing, columns)
        received = manifest.editions_of(view.short)
        recipient = Recipient(view, part, manifest, Standing(part, received, received[-1], False), columns)
        last = recipient.last_sent
        if editions.has_changed(*self.differing(last.key if last else "", recipient)) or self.reopened(recipient):
            recipient.standing = Standing(part, received, manifest.last_number + 1, True)
        return recipient

    def reopened(self, recipient: Recipient) -> list[TaskView]:
        """The tasks that a department is asked about, and that its sheet shows as done as it was sent in this round.

        The office took the answer back by which they were done.
        """
        last = recipient.last_sent
        if last is None or last.round != self.loaded.scope.round.name or not last.round:
            return []
        silent = [task for task in recipient.view.tasks if task.stage == lateness.SILENT]
        keys, store = self.records.manifest.tasks_of(last.key), self.records.manifest.store
        was = {task.id: (store.get(keys[task.id]) or {}).get("state", "") for task in silent if task.id in keys}
        return [task for task in silent if was.get(task.id, "").strip() in self.reports.done_states]

    def shown_by(self, recipient: Recipient) -> dict[str, str]:
        """Task id → key of what a department's workbook shows of it; what several show is worked out once."""
        shown: dict[str, str] = {}
        for index, part in enumerate(self.loaded.parts.get(recipient.view.short, ())):
            key = self.known_keys.get(part)
            if key is None:
                values = editions.values_of(recipient.view.tasks[index])
                key = self.known_keys[part] = self.records.manifest.store.keep(values)
            shown[self.loaded.ledger.tasks[part[0]].id] = key
        return shown

    @cached_property
    def own_columns(self) -> frozenset[str] | None:
        """The names under which sheets of departments may show columns of the staff's own; None: under any."""
        members = [each.members for each in self.templates.values() if each.settings.per_department]
        if not members or any(each is None or "extra" in each for each in members):
            return None
        return frozenset[str]().union(*filter(None, members))

    @cached_property
    def shown_columns(self) -> str:
        """The staff's own columns of the ledger that sheets of departments may show."""
        columns = self.own_columns
        own = {name for task in self.loaded.ledger.tasks for name, _ in task.extra}
        return "、".join(sorted(name for name in own if columns is None or name in columns))

    def differing(self, sent: str, recipient: Recipient) -> tuple[editions.Tasks, editions.Tasks]:
        """What a department was sent (by its key) and what it would be sent now, without tasks that are the same."""
        before, after = self.records.manifest.differing(sent, self.shown_by(recipient))
        return editions.shown_to(before, recipient.columns), editions.shown_to(after, recipient.columns)

    @cached_property
    def shown_by_office(self) -> dict[str, str]:
        """Task id → key of what the office's own workbooks show of it."""
        keep, tasks = self.records.manifest.store.keep, self.loaded.scope.tasks
        return {task.id: keep(editions.values_of(tasks[n])) for n, task in enumerate(self.loaded.ledger.tasks)}

    @cached_property
    def whole_ledger(self) -> str:
        """Fingerprint of all that a workbook of the whole ledger could show."""
        return whole_ledger(self.loaded)

    def scope_of(self, candidate: Candidate) -> Scope:
        """What a workbook is filled with."""
        if not candidate.department:
            return self.loaded.scope
        recipient = self.recipients[candidate.department]
        tasks = recipient.tasks()
        if self.templates[candidate.template].settings.carries_answers:
            tasks = carried(tasks, self.reports)
        return replace(self.loaded.scope, department=recipient.view, tasks=tasks)

    @cached_property
    def reports(self) -> Reports:
        """What departments answered, as it counts on the day of the plan."""
        return reports_of(self.loaded.ledger, self.loaded.scope.as_of)


def plan_of(
    records: Records,
    loaded: Loaded,
    templates: Sequence[Template],
    edition: EditionView,
    departments: Sequence[str] = (),
    is_whole: bool = True,
    is_forced: bool = False,
    asks_all: bool = False,
) -> Plan:
    """Compare what there should be with what there is; nothing is written.

    `departments` restricts the plan to their workbooks; `is_whole` says whether it restricts nothing; `asks_all`: a new
    round is opened.
    """
    by_name = {template.name: template for template in templates}
    loaded = replace(loaded, scope=replace(loaded.scope, edition=edition))
    plan = Plan(records, loaded, by_name, departments, is_whole, is_forced, asks_all)
    plan.problems += missing_departments(loaded, departments)
    for template in templates:
        if template.settings.per_department:
            plan.candidates += department_candidates(plan, template)
        elif not departments:
            plan.candidates.append(whole_candidate(plan, template))
    return plan


def missing_departments(loaded: Loaded, departments: Sequence[str]) -> Iterable[Problem]:
    """Departments on the command line that the ledger does not have, or that have no task."""
    if not departments:
        return
    tasks = {view.short: view.task_count for view in loaded.scope.departments}
    for name in departments:
        if name not in tasks:
            yield unknown_choice("department", "单位", name, tasks, "")
        elif not tasks[name]:
            message = f"单位“{name}”没有任务，不生成分工表"
            yield error("no-tasks-for-department", Place(), message, "请检查责任单位的写法。")


# ------------------------------------------------------------------------------------------ candidates


def whole_candidate(plan: Plan, template: Template) -> Candidate:
    """The workbook of a template for the whole ledger."""
    entry = entries_of(plan, template).get(OFFICE)
    source = fingerprint((program(), template.fingerprint, plan.whole_ledger))
    is_certain = plan.is_forced or has_changed(plan, template) or not is_in_place(plan, entry)
    reasons = () if is_current(plan, entry, source) else tuple(reasons_of(plan, template, entry, source, None))
    return Candidate(
        template.name,
        OFFICE,
        source,
        entry,
        edition=plan.records.manifest.last_number + 1,
        reasons=reasons,
        is_doubtful=bool(reasons) and not is_certain,
    )


def department_candidates(plan: Plan, template: Template) -> Iterator[Candidate]:
    """The workbooks of a template for departments, in the order of departments."""
    entries = entries_of(plan, template)
    for department, recipient in plan.recipients.items():
        if not recipient.has_sheet or (plan.departments and department not in plan.departments):
            continue
        entry = entries.get(department)
        source = fingerprint((program(), template.fingerprint, *department_source(plan, template, recipient)))
        why = [] if is_current(plan, entry, source) else reasons_of(plan, template, entry, source, recipient)
        is_doubtful = why == [OTHER_CHANGE] and entry is not None and entry.edition == recipient.edition
        yield Candidate(
            template.name,
            department,
            source,
            entry,
            edition=recipient.edition,
            reasons=tuple(why),
            is_doubtful=is_doubtful and not plan.is_forced,
        )


def department_source(plan: Plan, template: Template, recipient: Recipient) -> Iterator[object]:
    """What a department's workbook depends on besides program and template."""
    scope = plan.loaded.scope
    yield scope.ledger
    yield without_tasks(recipient.view)
    yield (recipient.part, recipient.standing.editions, recipient.edition)
    yield scope.as_of
    if template.reads & WHOLE_LEDGER:
        yield plan.whole_ledger
    if "edition" in template.reads:
        yield scope.edition
    yield scope.round if "round" in template.reads else scope.round.name


def entries_of(plan: Plan, template: Template) -> dict[str, Entry]:
    """Department → what is remembered of its workbook by a template."""
    entries = plan.records.manifest.entries.values()
    return {entry.department: entry for entry in entries if entry.template == template.name}


def is_current(plan: Plan, entry: Entry | None, source: str) -> bool:
    """Whether a workbook is there and was made from the same."""
    is_same = entry is not None and entry.source == source and bool(entry.sha)
    return is_same and not plan.is_forced and is_in_place(plan, entry)


def is_in_place(plan: Plan, entry: Entry | None) -> bool:
    """Whether a workbook was made and its file is still there."""
    return entry is not None and bool(entry.sha) and (plan.records.workspace.output / entry.path).is_file()


def has_changed(plan: Plan, template: Template) -> bool:
    """Whether a template is another than when it was last used."""
    last = plan.records.manifest.templates.get(template.name)
    return last is not None and last.sha != template.fingerprint


def reasons_of(
    plan: Plan, template: Template, entry: Entry | None, source: str, recipient: Recipient | None
) -> list[str]:
    """Why a workbook is stale, in the words of the office."""
    manifest = plan.records.manifest
    if entry is None:
        return ["首次生成"]
    if not (plan.records.workspace.output / entry.path).is_file():
        return ["文件不在了"]
    if entry.source == source and entry.sha:
        return ["按要求重做"]
    reasons = ["模板变更"] if has_changed(plan, template) else []
    before = manifest.shown.get(recipient.view.short if recipient else OFFICE)
    if before is not None:
        both = plan.differing(before, recipient) if recipient else manifest.differing(before, plan.shown_by_office)
        reasons += editions.reasons(*both)
    return reasons or [OTHER_CHANGE]


def why_new(plan: Plan, recipient: Recipient) -> list[str]:
    """What changed for a department since it last got a sheet."""
    last = recipient.last_sent
    if last is None:
        return ["首次分发"]
    reasons = [f"报送期“{plan.loaded.scope.round.name}”"] if plan.goes_to_all else []
    reasons += [f"单位改名（原“{last.name}”）"] if last.name != recipient.view.short else []
    reasons += [f"任务{task.number or task.id}原已完成，要继续报送" for task in plan.reopened(recipient)]
    return reasons + editions.reasons(*plan.differing(last.key, recipient))
