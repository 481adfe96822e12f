"""What the last import gave, the base of the next: output/.taizhang/import.json (a ledger in its JSON form)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Ledger
from generator.records import manifest as manifests
from generator.system.workspace import Workspace

NAME = "import.json"
COLUMNS, TABLES = "所用的 --columns", "所用的 --table"
"""Keys of its 信息: what people said of the document, which holds for the revised one too."""


class Choices(Struct, frozen=True):
    """Which tables of a document people want, and what they say that its headings mean."""

    tables: tuple[int, ...] = ()
    columns: Mapping[str, str] = {}

    @property
    def words(self) -> str:
        """The words of a command line that say so."""
        tables = (f"--table {number}" for number in self.tables)
        return " ".join([*tables, *(f"--columns {heading}={name}" for heading, name in self.columns.items())])


def last_import(workspace: Workspace) -> Ledger | None:
    """The ledger that the last import gave; None if there was none, or it cannot be read."""
    from generator import ledger as ledgers

    path = workspace.records / NAME
    return ledgers.read(path).ledger if path.exists() else None


def with_choices(ledger: Ledger, choices: Choices) -> Ledger:
    """What an import gave, and what people said of the document."""
    columns = "\n".join(f"{heading}={name}" for heading, name in choices.columns.items())
    entries = ((COLUMNS, columns), (TABLES, " ".join(map(str, choices.tables))))
    return replace(ledger, info=(*ledger.info, *(entry for entry in entries if entry[1])))


def last_choices(workspace: Workspace) -> Choices:
    """What people said of the document that was imported last."""
    base = last_import(workspace)
    info = dict(base.info) if base is not None else {}
    lines = (line.partition("=") for line in info.get(COLUMNS, "").splitlines())
    tables = tuple(int(number) for number in info.get(TABLES, "").split())
    return Choices(tables, {heading: name for heading, _, name in lines})


def encode(ledger: Ledger) -> bytes:
    """What an import gave, as the record is written."""
    from generator import ledger as ledgers

    return ledgers.as_json(ledger)


def known_ids(workspace: Workspace) -> set[str]:
    """Every id of a task that was ever sent out or imported; empty if the records cannot be read."""
    ids = {task.id for task in base.tasks} if (base := last_import(workspace)) else set()
    try:
        manifest = manifests.read(workspace.records)
    except (manifests.DamagedError, OSError):
        return ids
    keys = [*manifest.shown.values(), *(key for edition in manifest.editions for key in edition.sent.values())]
    return ids.union(*(manifest.tasks_of(key) for key in keys))


def shown_ids(workspace: Workspace) -> dict[str, list[str]]:
    """具体任务 → the ids of the tasks that workbooks show with it; empty if the records cannot be read."""
    try:
        manifest = manifests.read(workspace.records)
    except (manifests.DamagedError, OSError):
        return {}
    tasks: dict[str, str] = {}
    for key in manifest.shown.values():
        tasks |= {task: values.get("content", "") for task, values in manifest.values_of(key).items()}
    ids: dict[str, list[str]] = {}
    for task in sorted(tasks):
        ids.setdefault(tasks[task], []).append(task)
    return ids
