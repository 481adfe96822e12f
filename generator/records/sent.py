"""What is known of the workbooks that are out: with which values, of which editions, under which titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from generator.model import Bases, Department, short_names
from generator.problems import InputError, Place, error
from generator.records import manifest as manifests
from generator.records.access import manifest_of
from generator.records.manifest import Manifest
from generator.system.workspace import Workspace


class SentOut(Struct, frozen=True):
    """The workbooks that are out."""

    manifest: Manifest
    sheets: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(edition, department) → the key of the values that its workbook showed; what was built since names the next."""
    titles: frozenset[str] = frozenset()
    """Every title that the ledger had."""
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Round → the departments that were asked in it."""
    rounds: Mapping[int, str] = field(default_factory=dict)
    """Edition → the round in which it was sent."""

    @property
    def last(self) -> int:
        """The last edition."""
        return self.manifest.last_number

    @property
    def editions(self) -> frozenset[int]:
        """All editions, and the next one."""
        return frozenset(range(1, self.last + 2))

    @property
    def workbooks(self) -> Mapping[str, tuple[str, ...]]:
        """Department → its workbooks in output/, relative to that."""
        workbooks: dict[str, tuple[str, ...]] = {}
        for entry in self.manifest.entries.values():
            workbooks[entry.department] = (*workbooks.get(entry.department, ()), entry.path)
        return workbooks

    def sent_to(
        self, department: str, round_name: str, departments: Iterable[Department]
    ) -> Iterator[tuple[int, str, Mapping[str, Mapping[str, str]]]]:
        """The editions that a department got in a round, the last one first: how it was called then, and its tasks
        with their values.

        Before the first edition it is what lies in output/.
        """
        names = short_names(departments)
        rounds = self.rounds or dict.fromkeys(self.editions, round_name)
        for edition, name in sorted(self.sheets, reverse=True):
            is_theirs = names.get(name, name) == department and rounds.get(edition) == round_name
            if is_theirs and (tasks := self.manifest.values_of(self.sheets[edition, name])):
                yield edition, name, tasks

    def bases_of(self, edition: int, department: str, is_built: bool) -> Bases:
        """What a workbook of a department (empty: of all) showed when it was written.

        One that still lies in output/ may be newer than its edition.
        """
        source = self.last + 1 if is_built else edition
        is_single = bool(department or is_built)
        names = [department] if is_single else [name for number, name in self.sheets if number == source]
        return {
            (edition, name, task): values
            for name in names
            if (source, name) in self.sheets
            for task, values in self.manifest.values_of(self.sheets[source, name]).items()
        }


def sent_out(workspace: Workspace) -> SentOut:
    """The values of every edition, and of what was built since the last one (it names the next edition).

    Raises InputError if the record cannot be read.
    """
    try:
        manifest = manifest_of(workspace)
    except (manifests.DamagedError, OSError) as failure:
        file = workspace.shown(workspace.records)
        message = f"发送记录读不出来（{failure}），无法比较收回的表"
        advice = "请恢复 output/.taizhang 的备份（manifest.json.bak）后再收集。"
        raise InputError([error("manifest-unreadable", Place(file), message, advice)]) from failure
    sent = [(edition.number, edition.sent) for edition in manifest.editions]
    sent.append((manifest.last_number + 1, manifest.shown))
    return SentOut(
        manifest,
        {(number, department): key for number, keys in sent for department, key in keys.items()},
        frozenset(manifest.titles),
        {name: frozenset(manifest.asked(name, {})) for name in {edition.round for edition in manifest.editions}},
        {edition.number: edition.round for edition in manifest.editions},
    )
