"""What is known of the workbooks that are out: with which values, of which editions, under which titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from generator.model import Bases, Department, short_names
from generator.problems import InputError, Place, error
from generator.records import manifest as manifests
from generator.system.workspace import Workspace


class SentOut(Struct, frozen=True):
    """The workbooks that are out."""

    bases: Bases = field(default_factory=dict)
    editions: frozenset[int] = frozenset()
    titles: frozenset[str] = frozenset()
    """Every title that the ledger had."""
    built: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """(department, task id) → the values of the workbook that lies in output/."""
    workbooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Department → its workbooks in output/, relative to that."""
    last: int | None = None
    """The last edition."""
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Round → the departments that were asked in it."""
    rounds: Mapping[int, str] = field(default_factory=dict)
    """Edition → the round in which it was sent."""

    def last_to(
        self, department: str, round_name: str, departments: Iterable[Department]
    ) -> tuple[int, str, Mapping[str, Mapping[str, str]]] | None:
        """The last edition that a department got in a round, how it was called then, and its tasks with their values.

        Before the first edition it is what lies in output/.
        """
        names = short_names(departments)
        rounds = self.rounds or dict.fromkeys(self.editions, round_name)
        tasks: dict[tuple[int, str], dict[str, Mapping[str, str]]] = {}
        for (edition, name, task), values in self.bases.items():
            if names.get(name, name) == department and rounds.get(edition) == round_name:
                tasks.setdefault((edition, name), {})[task] = values
        last = max(tasks, default=None)
        return (*last, tasks[last]) if last else None

    def bases_of(self, edition: int, department: str, is_built: bool) -> Bases:
        """What a workbook showed when it was written; one that still lies in output/ may be newer than its edition."""
        if not is_built:
            return self.bases
        return {(edition, *key): values for key, values in self.built.items() if key[0] == department}


def sent_out(workspace: Workspace) -> SentOut:
    """The values of every edition, and of what was built since the last one (it names the next edition).

    Raises InputError if the record cannot be read.
    """
    try:
        manifest = manifests.read(workspace.records)
    except (manifests.DamagedError, OSError) as failure:
        file = workspace.shown(workspace.records)
        message = f"发送记录读不出来（{failure}），无法比较收回的表"
        advice = "请恢复 output/.taizhang 的备份（manifest.json.bak）后再收集。"
        raise InputError([error("manifest-unreadable", Place(file), message, advice)]) from failure
    following = manifest.last_number + 1
    bases: dict[tuple[int, str, str], Mapping[str, str]] = {}
    built: dict[tuple[str, str], Mapping[str, str]] = {}
    for number, sent in [
        *((edition.number, edition.sent) for edition in manifest.editions),
        (following, manifest.shown),
    ]:
        for department, key in sent.items():
            for task, values in manifest.values_of(key).items():
                bases[number, department, task] = values
                if number == following:
                    built[department, task] = values
    asked = {name: frozenset(manifest.asked(name, {})) for name in {edition.round for edition in manifest.editions}}
    known = frozenset(range(1, following + 1))
    rounds = {edition.number: edition.round for edition in manifest.editions}
    workbooks: dict[str, tuple[str, ...]] = {}
    for entry in manifest.entries.values():
        workbooks[entry.department] = (*workbooks.get(entry.department, ()), entry.path)
    return SentOut(
        bases,
        known,
        titles=frozenset(manifest.titles),
        built=built,
        workbooks=workbooks,
        last=manifest.last_number,
        asked=asked,
        rounds=rounds,
    )
