"""The records of a workspace while one command works with them: locked, read, entered in, saved."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from msgspec import Struct, field

from generator.problems import InputError, Place, Problem, error, warning
from generator.records import manifest as manifests
from generator.records import pending, values
from generator.records.manifest import DamagedError, Entry, Manifest
from generator.records.unrecorded import last_given, unknown_editions
from generator.system import disk
from generator.system.workspace import Workspace

SECONDS_TO_WAIT = 10.0
"""How long a second command waits for the first."""


class Records(Struct):
    """The manifest of a workspace while one command works with it."""

    workspace: Workspace
    manifest: Manifest
    problems: list[Problem] = field(default_factory=list)
    before: bytes = b""
    """The manifest as it lies on the disk."""
    bundles_before: list[str] = field(default_factory=list)
    """The bundles that it lists."""

    def add(self, entry: Entry) -> None:
        """Enter a workbook in the journal, before its file is put in place."""
        with (self.workspace.records / manifests.JOURNAL).open("ab") as journal:
            journal.write(manifests.journal_line(entry))
        self.manifest.entries[entry.path] = entry

    def keep_written(self, name: str, data: bytes) -> None:
        """Keep a workbook as it is about to be written, to see later whether somebody typed into its file."""
        path = self.workspace.records / manifests.WRITTEN / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.replace_file(path, data, is_precious=False)

    def written(self, entry: Entry) -> bytes | None:
        """A workbook as it was written; None if it was not kept."""
        path = self.workspace.records / manifests.WRITTEN / entry.written
        return path.read_bytes() if entry.written and path.exists() else None

    def save_values(self) -> None:
        """Write the values that came to be remembered; until the manifest names them they are nobody's."""
        folder, manifest = self.workspace.records, self.manifest
        name, bundle = manifest.store.bundle(manifest.used_keys)
        if name:
            path = values.path_of(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.replace_file(path, bundle)

    def save(self) -> None:
        """Write the values, then the manifest, the former one kept beside it; then the journal is done."""
        self.save_values()
        folder, manifest = self.workspace.records, self.manifest
        data = manifests.encode(manifest)
        if data != self.before:
            if self.before:
                disk.replace_file(folder / manifests.BACKUP, self.before, is_precious=False)
            disk.replace_file(folder / manifests.NAME, data)
            values.forget_bundles(folder, [*manifest.store.bundles, *self.bundles_before])
            self.before, self.bundles_before = data, list(manifest.store.bundles)
        (folder / manifests.JOURNAL).unlink(missing_ok=True)
        self.forget_written()

    def forget_written(self) -> None:
        """Remove the copies of workbooks that are no longer the last that was written."""
        used = {entry.written for entry in self.manifest.entries.values()}
        folder = self.workspace.records / manifests.WRITTEN
        names = set(os.listdir(folder)) if folder.exists() else set()  # noqa: PTH208 (names alone, of thousands)
        for name in names - used:
            (folder / name).unlink(missing_ok=True)


@contextlib.contextmanager
def locked(workspace: Workspace, seconds: float = SECONDS_TO_WAIT) -> Iterator[None]:
    """Keep other commands that write out of a workspace; raises InputError if one works there or it cannot be used."""
    try:
        with disk.lock(workspace.records, seconds):
            disk.remove_temporary_files(workspace.output)
            pending.settle(workspace)
            yield
    except disk.BusyError:
        message = "另一个 taizhang 正在这个工作区里工作"
        raise InputError([error("busy", Place(str(workspace.output)), message, "请等它完成后再试。")]) from None
    except OSError as failure:
        raise InputError([disk.cannot_write(workspace.shown(workspace.records), failure)]) from failure


@contextlib.contextmanager
def locked_records(workspace: Workspace, seconds: float = SECONDS_TO_WAIT) -> Iterator[Records]:
    """The records of a workspace, locked; raises InputError if another command works there or they cannot be used."""
    with locked(workspace, seconds):
        yield read_records(workspace)


def read_records(workspace: Workspace) -> Records:
    """The records with their manifest; if that is damaged the one before it, the damaged one kept."""
    path = workspace.records / manifests.NAME
    try:
        before = path.read_bytes() if path.exists() else b""
        manifest = manifest_of(workspace)
        move_replaced(workspace, manifest)
        told = list(unknown_editions(workspace, manifest, is_locked=True))
        return Records(workspace, manifest, told, before, list(manifest.store.bundles))
    except DamagedError as failure:
        if failure.newer:
            message = "生成记录是更新版本的 taizhang 写的"
            raise InputError(
                [error("newer-manifest", Place(workspace.shown(path)), message, "请升级 taizhang。")]
            ) from failure
    kept = disk.move_away(path, workspace.former)
    damaged = warning(
        "damaged-manifest",
        Place(workspace.shown(path)),
        f"生成记录已损坏，改用上一份记录（损坏的保留为 {kept.name if kept else '-'}）",
        "请核对下面的结果；手工改过的工作簿不会被覆盖。",
    )
    manifest = former_manifest(workspace)
    manifest.unrecorded = last_given(workspace)
    return Records(workspace, manifest, [damaged])


def manifest_of(workspace: Workspace) -> Manifest:
    """The manifest; a new one goes on from the editions that were sent before. Raises DamagedError, OSError.

    Where a journal lies, the first run ended too soon: nothing was lost.
    """
    folder = workspace.records
    manifest = manifests.read(folder)
    if not (folder / manifests.NAME).exists() and not (folder / manifests.JOURNAL).exists():
        manifest.unrecorded = last_given(workspace)
    return manifest


def move_replaced(workspace: Workspace, manifest: Manifest) -> None:
    """Move the files away that workbooks had under another name, where a build was killed before it did."""
    lines = manifests.journal_lines(workspace.records)
    placed = {(line.template, line.department): line for line in lines if manifest.entries.get(line.path) == line}
    for path, entry in list(manifest.entries.items()):
        line = placed.get((entry.template, entry.department))
        if line is not None and line.path != path:
            disk.move_away(workspace.output / path, workspace.former)
            del manifest.entries[path]


def former_manifest(workspace: Workspace) -> Manifest:
    """The manifest before the last one; an empty one if that cannot be read either."""
    backup = workspace.records / manifests.BACKUP
    if backup.exists():
        with contextlib.suppress(DamagedError):
            return manifests.decode(backup.read_bytes(), workspace.records)
    return Manifest()


def records_as_they_are(workspace: Workspace) -> Records:
    """The records, nothing locked and nothing mended; empty if they cannot be read."""
    try:
        manifest = manifest_of(workspace)
        return Records(workspace, manifest, list(unknown_editions(workspace, manifest, is_locked=False)))
    except (DamagedError, OSError):
        return Records(workspace, Manifest())
