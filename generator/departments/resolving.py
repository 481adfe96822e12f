"""Wordings to readings, names to the departments of the 单位 sheet, groups to those of 群组 and 类别.

What gives nobody a task is a gap: unknown names, groups without members, open ends. Nothing is guessed and nothing is
dropped.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from generator.departments.directory import Directory
from generator.departments.reading import first_leads_rule, read_wording
from generator.departments.resolved import Gap, Resolved
from generator.departments.words import SOME
from generator.model import Assignment, Ledger, Mention, Reading, Role, Task, TaskUnits
from generator.vocabulary import ROLE_COLUMNS, ROLES

_RANK = {role.name: role.rank for role in ROLES}


class Resolver:
    """Understands the wordings of one ledger's tasks."""

    def __init__(self, ledger: Ledger, statements: Iterable[str]) -> None:
        self._directory = Directory(ledger)
        self._rule = first_leads_rule((ledger.note, *(value for _, value in ledger.info), *statements))

    def resolve(self, task: Task) -> Resolved:
        """Reading, assignments and gaps of the wordings of `task`."""
        return _resolve(task, self._directory, self._rule)


def _resolve(task: Task, directory: Directory, rule: bool) -> Resolved:
    filled = [role for role in ROLE_COLUMNS.values() if getattr(task, role.column).strip()]
    sources = [(role.column, read_wording(getattr(task, role.column), role.name)) for role in filled]
    if not task.lead_text.strip():
        reading = _without_roles(read_wording(task.units_text, None, rule), {role.name for role in filled})
        sources.insert(0, ("units_text", reading))
    gaps: list[Gap] = []
    assignments: dict[str, Assignment] = {}
    for field, reading in sources:
        for mention in reading.mentions:
            found, missing = _departments(mention, directory, field)
            gaps += missing
            for assignment in found:
                _keep_strongest(assignments, assignment)
        if reading.open_ended and not _filled(reading, directory):
            gaps.append(_open_end(reading, field))
    if not assignments and not gaps:
        gaps.append(_nobody(task))
    return Resolved(TaskUnits(tuple(assignments.values()), tuple(reading for _, reading in sources)), tuple(gaps))


def _without_roles(reading: Reading, roles: set[Role]) -> Reading:
    """配合单位 decides who supports: those of 责任单位 do not count; so for any role that has a column of its own."""
    return replace(reading, mentions=tuple(mention for mention in reading.mentions if mention.role not in roles))


def _filled(reading: Reading, directory: Directory) -> bool:
    """Whether sheet 群组 says who is meant by every 有关 or 相关 of the wording."""
    open_groups = [mention for mention in reading.mentions if mention.kind == "group" and SOME.search(mention.name)]
    return bool(open_groups) and all(any(directory.members(mention.name)) for mention in open_groups)


def _keep_strongest(assignments: dict[str, Assignment], new: Assignment) -> None:
    """One assignment a department: the stronger role; at the same role, named itself before through a group."""
    old = assignments.get(new.department)
    if old is None or (_RANK[new.role], new.via != "") < (_RANK[old.role], old.via != ""):
        assignments[new.department] = new


def _departments(mention: Mention, directory: Directory, field: str) -> tuple[list[Assignment], list[Gap]]:
    short = directory.find(mention)
    if short:
        return [Assignment(short, mention.role)], []
    if mention.kind == "unit" and not directory.is_group(mention.name):
        return [], [_unknown(mention, directory, field)]
    members, unknown = directory.members(mention.name)
    gaps = [_unknown_member(mention, name, field) for name in unknown]
    if not members and not unknown and not SOME.search(mention.name):
        gaps.append(_empty_group(mention, field))
    return [Assignment(member, mention.role, mention.name) for member in members], gaps


def _unknown(mention: Mention, directory: Directory, field: str) -> Gap:
    nearest = directory.nearest(mention.full_name)
    hint = f"最接近的是：{'、'.join(nearest)}。" if nearest else ""
    return Gap(
        "unknown-unit",
        mention.name,
        "“单位”表中没有这个名称",
        f"“单位”表中没有“{mention.name}”。{hint}",
        "请改正名称，或在“单位”表中添加一行，或写进已有单位的“别名”。",
        field,
    )


def _unknown_member(mention: Mention, member: str, field: str) -> Gap:
    return Gap(
        "unknown-member",
        member,
        f"群组“{mention.name}”的成员，“单位”表中没有",
        f"群组“{mention.name}”的成员“{member}”在“单位”表中既不是单位，也不是类别。",
        "请在“群组”表中改正成员，或在“单位”表中添加。",
        field,
    )


def _empty_group(mention: Mention, field: str) -> Gap:
    return Gap(
        "empty-group",
        mention.name,
        "群组没有成员",
        f"“{mention.name}”是一组单位，但没有写明成员。",
        f"请在“群组”表中写明：措辞“{mention.name}”，成员为单位简称或类别，用顿号隔开。",
        field,
    )


def _open_end(reading: Reading, field: str) -> Gap:
    wording = " ".join(reading.text.split())
    return Gap(
        "open-ended",
        wording,
        "有未点名的单位（等、有关、相关）",
        f"“{wording}”没有把单位写全。",
        "请明确还有哪些单位；不明确的列入待明确。",
        field,
    )


def _nobody(task: Task) -> Gap:
    wording = " ".join((task.units_text or task.lead_text).split())
    return Gap("nobody", wording, "没有责任单位", "这项任务没有落到任何单位。", "请填写责任单位。")
