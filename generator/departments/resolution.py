"""Wordings to readings, names to the departments of the 单位 sheet, groups to those of 群组 and 类别.

What gives nobody a task is a gap: unknown names, groups without members, open ends, and names of departments that a
wording has outside its lists (in a sentence, or as what is to be done). Nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from generator.departments.directory import Directory, other_names
from generator.departments.gaps import Gap, Resolved, no_unit_named, nobody
from generator.departments.grammar import first_leads_rule, known_names, leads_by_rule, read_wording
from generator.departments.group_exceptions import exceptions_of
from generator.departments.group_names import SOME
from generator.departments.role_columns import beside
from generator.departments.words import NONE
from generator.model import Assignment, Ledger, Mention, Reading, Role, Task, TaskUnits
from generator.vocabulary import ROLE_COLUMNS, ROLES, UNIT_COLUMNS

_RANK = {role.name: role.rank for role in ROLES}

Source = tuple[str, Reading]
"""A column and the reading of what it says."""


class Resolver:
    """Understands the wordings of one ledger's tasks."""

    def __init__(self, ledger: Ledger, statements: Iterable[str]) -> None:
        self._directory = Directory(ledger)
        self._known = known_names(self._directory.names, (group.wording for group in ledger.groups))
        rules = (ledger.note, *(value for _, value in ledger.info), *statements)
        self._rule, self._leads_by = first_leads_rule(rules), leads_by_rule(rules)

    def resolve(self, task: Task) -> Resolved:
        """Reading, assignments and gaps of the wordings of `task`."""
        sources, overridden = self.sources(task)
        gaps: list[Gap] = []
        assignments: dict[str, Assignment] = {}
        for column, reading in sorted(sources, key=_columns_first) if task.lead_text.strip() else sources:
            for mention in reading.mentions:
                shares, missing = _departments(mention, self._directory, column)
                gaps += missing
                for share in shares:
                    if task.lead_text.strip() and column == "units_text":
                        assignments.setdefault(share.department, share)
                    else:
                        _keep_strongest(assignments, share)
            gaps += (_holder(name, column) for name in reading.holders)
            if reading.open_ended and not _filled(reading, self._directory):
                gaps.append(_open_end(reading, column))
        for column, reading in sources:
            passed_over = list(self._passed_over(reading, column, assignments))
            gaps += passed_over or (_unread(name, self._directory, column) for name in reading.unread)
        gaps += self._overridden(overridden, task.units_text, assignments)
        is_accepted = any(self._directory.is_accepted(getattr(task, name)) for name in UNIT_COLUMNS)
        gaps = [gap for gap in gaps if not is_accepted and not self._directory.is_accepted(gap.wording)]
        if not assignments and not gaps and not is_accepted:
            gaps.append(nobody(task))
        elif not is_accepted:
            gaps += (
                no_unit_named(reading.text, column) for column, reading in sources if _says_nobody(reading, column)
            )
        units = TaskUnits(tuple(assignments.values()), tuple(reading for _, reading in sources))
        return Resolved(units, tuple(dict.fromkeys(gaps)))

    def sources(self, task: Task) -> tuple[list[Source], tuple[Mention, ...]]:
        """The readings that count for `task`, and the names of 责任单位 that the columns of roles override.

        牵头单位 counts before 责任单位, which adds the names that it has besides; 配合单位 before its supports.
        """
        filled = [role for role in ROLE_COLUMNS.values() if getattr(task, role.column).strip()]
        sources = [
            (role.column, read_wording(getattr(task, role.column), role.name, known=self._known)) for role in filled
        ]
        reading = read_wording(task.units_text, None, self._rule, self._known, self._leads_by)
        if not task.lead_text.strip():
            return [("units_text", _without_roles(reading, {role.name for role in filled})), *sources], ()
        added, overridden = beside(reading, [column for _, column in sources], len(filled) > 1)
        if added.mentions or added.open_ended:
            sources.insert(0, ("units_text", added))
        return sources, overridden

    def _overridden(
        self, mentions: Iterable[Mention], wording: str, assignments: dict[str, Assignment]
    ) -> Iterator[Gap]:
        """Departments that 责任单位 names in a role and that the columns of roles leave out."""
        for mention in mentions:
            for share in _departments(mention, self._directory, "units_text")[0]:
                if share.department not in assignments:
                    yield _left_to_columns(mention.name, wording)

    def _passed_over(self, reading: Reading, column: str, assignments: dict[str, Assignment]) -> Iterator[Gap]:
        """Departments whose whole name stands in a wording and that have got nothing by it."""
        texts = [reading.text[start:end] for start, end in reading.separators]
        named = [mention.name for mention in reading.mentions if exceptions_of(mention.name) is None]
        texts += [other for name in named for other in other_names(name)[1]]
        for text in texts:
            for name, short in self._directory.named_in(text).items():
                if short not in assignments:
                    yield _passed_over(name, f"（{short}）", reading, column)
        for text in texts:
            for wording in self._directory.groups_in(text):
                if any(member not in assignments for member in self._directory.members(wording)[0]):
                    yield _passed_over(wording, "（群组）", reading, column)


def _columns_first(source: Source) -> bool:
    """Sorts 责任单位 behind the columns of roles."""
    return source[0] == "units_text"


def _without_roles(reading: Reading, roles: set[Role]) -> Reading:
    """配合单位 decides who supports: those of 责任单位 do not count; so for any role that has a column of its own."""
    return replace(reading, mentions=tuple(mention for mention in reading.mentions if mention.role not in roles))


def _filled(reading: Reading, directory: Directory) -> bool:
    """Whether sheet 群组 says who is meant by every 有关 or 相关 of the wording."""
    open_groups = [mention for mention in reading.mentions if mention.kind == "group" and SOME.search(mention.name)]
    return bool(open_groups) and all(
        any(directory.members(mention.name)) or directory.is_accepted(mention.name) for mention in open_groups
    )


def _keep_strongest(assignments: dict[str, Assignment], new: Assignment) -> None:
    """One assignment a department: the stronger role; at the same role, named itself before through a group."""
    old = assignments.get(new.department)
    if old is None or (_RANK[new.role], new.via != "") < (_RANK[old.role], old.via != ""):
        assignments[new.department] = new


def _departments(mention: Mention, directory: Directory, column: str) -> tuple[list[Assignment], list[Gap]]:
    short = directory.find(mention)
    if short:
        return [Assignment(short, mention.role)], []
    if mention.kind == "unit" and not directory.is_group(mention.name):
        return [], [_unknown(mention, directory, column)]
    members, unknown = directory.members(mention.name)
    exceptions = exceptions_of(mention.name)
    left_out = exceptions.left_out if exceptions else ()
    gaps = [(_stranger if name in left_out else _unknown_member)(mention, name, column) for name in unknown]
    if not members and not unknown and (trade := directory.of_trade(mention.full_name)):
        return [Assignment(trade, mention.role, mention.name)], []
    if not members and not unknown and not SOME.search(mention.name):
        gaps.append(_empty_group(mention, column))
    return [Assignment(member, mention.role, mention.name) for member in members], gaps


def _unknown(mention: Mention, directory: Directory, column: str) -> Gap:
    nearest = directory.nearest(mention.full_name)
    hint = f"最接近的是：{'、'.join(nearest)}。" if nearest else ""
    return Gap(
        code="unknown-unit",
        wording=mention.name,
        reason="“单位”表中没有这个名称",
        message=f"“单位”表中没有“{mention.name}”。{hint}",
        advice="请改正名称，或在“单位”表中添加一行，或写进已有单位的“别名”。",
        field=column,
    )


def _unknown_member(mention: Mention, member: str, column: str) -> Gap:
    return Gap(
        code="unknown-member",
        wording=member,
        reason=f"群组“{mention.name}”的成员，“单位”表中没有",
        message=f"群组“{mention.name}”的成员“{member}”在“单位”表中既不是单位，也不是类别。",
        advice="请在“群组”表中改正成员，或在“单位”表中添加。",
        field=column,
    )


def _stranger(mention: Mention, name: str, column: str) -> Gap:
    return Gap(
        code="unknown-member",
        wording=mention.name,
        reason=f"要除去的“{name}”不在这组单位里",
        message=f"“{mention.name}”要除去“{name}”，但这组单位的成员里没有它，没有除去。",
        advice="请核对“群组”表的成员，或在“单位”表的“别名”里写上这个名称。",
        field=column,
    )


def _empty_group(mention: Mention, column: str) -> Gap:
    return Gap(
        code="empty-group",
        wording=mention.name,
        reason="群组没有成员",
        message=f"“{mention.name}”是一组单位，但没有写明成员。",
        advice="请在“群组”表中写明成员：措辞一栏照抄这几个字，成员一栏填单位简称或类别，用顿号隔开。",
        field=column,
    )


def _holder(name: str, column: str) -> Gap:
    return Gap(
        code="person-named",
        wording=name,
        reason="写的是职务，不是单位",
        message=f"“{name}”是职务，不是单位，没有分给任何单位。",
        advice="请写明由哪个单位负责；领导可以另设一列。",
        field=column,
    )


def _unread(name: str, directory: Directory, column: str) -> Gap:
    nearest = directory.nearest(name)
    hint = f"最接近的单位是：{'、'.join(nearest)}。" if nearest else ""
    return Gap(
        code="unread-words",
        wording=name,
        reason="没有读懂，没有当作单位",
        message=f"“{name}”没有读懂，没有分给任何单位。{hint}",
        advice="如果是单位，请照“单位”表的名称写，用顿号隔开；如果不是，请移到“具体任务”栏。",
        field=column,
    )


def _open_end(reading: Reading, column: str) -> Gap:
    wording = " ".join(reading.text.split())
    return Gap(
        code="open-ended",
        wording=wording,
        reason="有未点名的单位（等、有关、相关）",
        message=f"“{wording}”没有把单位写全。",
        advice="请明确还有哪些单位；不明确的列入待明确。",
        field=column,
    )


def _passed_over(name: str, what: str, reading: Reading, column: str) -> Gap:
    wording = " ".join(reading.text.split())
    return Gap(
        code="unit-passed-over",
        wording=wording,
        reason=f"措辞提到“{name}”，没有作为责任单位",
        message=f"“{wording}”提到“{name}”{what}，但按写法它不是责任单位，没有分给它。",
        advice="如果也由它负责，请把它写进单位名单，用顿号隔开。",
        field=column,
    )


def _left_to_columns(name: str, wording: str) -> Gap:
    wording = " ".join(wording.split())
    return Gap(
        code="unit-passed-over",
        wording=wording,
        reason=f"“责任单位”栏有“{name}”，“牵头单位”“配合单位”栏没有",
        message=f"“责任单位”栏写有“{name}”，“牵头单位”“配合单位”栏没有写，以后两栏为准，没有分给它。",
        advice="如果也由它负责，请写进“牵头单位”或“配合单位”栏。",
    )


def _says_nobody(reading: Reading, column: str) -> bool:
    """Whether a column of a role is filled with words, and with no unit or person, nor with a word for none."""
    text = reading.text.strip()
    has_any = reading.mentions or reading.holders or reading.open_ended or reading.same_as_above
    return column != "units_text" and not has_any and not NONE.match(text)
