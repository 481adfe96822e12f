"""The manifest of a workspace while one run works with it: locked, read, entered in, saved."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator

from msgspec import Struct, field

from generator import editions
from generator.errors import InputError
from generator.model import EditionView
from generator.pipeline import cannot_write
from generator.problems import Place, Problem, error, warning
from generator.workspace import Workspace

SECONDS_TO_WAIT = 10.0
"""How long a second build waits for the first."""

OFFICE = ""
"""The office itself among the departments of the manifest: its workbooks show all tasks."""


class Records(Struct):
    """The manifest of a workspace while one run works with it."""

    workspace: Workspace
    manifest: editions.Manifest
    problems: list[Problem] = field(default_factory=list)
    before: bytes = b""
    """The manifest as it lies on the disk."""
    bundles_before: list[str] = field(default_factory=list)
    """The bundles that it lists."""

    def add(self, entry: editions.Entry) -> None:
        """Enter a workbook in the journal, before its file is put in place."""
        with (self.workspace.records / editions.JOURNAL).open("ab") as journal:
            journal.write(editions.journal_line(entry))
        self.manifest.entries[entry.path] = entry

    def save_values(self) -> None:
        """Write the values that came to be remembered; until the manifest names them they are nobody's."""
        from generator import writer

        folder, manifest = self.workspace.records, self.manifest
        name, bundle = manifest.store.bundle(manifest.used_keys)
        if name:
            path = editions.path_of(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            writer.replace_file(path, bundle)

    def save(self) -> None:
        """Write the values, then the manifest, the former one kept beside it; then the journal is done."""
        from generator import writer

        self.save_values()
        folder, manifest = self.workspace.records, self.manifest
        data = editions.encode(manifest)
        if data != self.before:
            if self.before:
                writer.replace_file(folder / editions.BACKUP, self.before, is_precious=False)
            writer.replace_file(folder / editions.NAME, data)
            editions.forget_bundles(folder, [*manifest.store.bundles, *self.bundles_before])
            self.before, self.bundles_before = data, list(manifest.store.bundles)
        (folder / editions.JOURNAL).unlink(missing_ok=True)
        self.forget_written()

    def forget_written(self) -> None:
        """Remove the copies of workbooks that are no longer the last that was written."""
        used = {entry.written for entry in self.manifest.entries.values()}
        folder = self.workspace.records / editions.WRITTEN
        names = set(os.listdir(folder)) if folder.exists() else set()  # noqa: PTH208 (names alone, of thousands)
        for name in names - used:
            (folder / name).unlink(missing_ok=True)


class Peeked(Struct, frozen=True):
    """The manifest as it lay there before the workspace was locked."""

    data: bytes
    manifest: editions.Manifest


def peek(workspace: Workspace) -> Peeked | None:
    """The manifest, read while there is time: where it is still the same later it need not be read again."""
    folder = workspace.records
    try:
        data = (folder / editions.NAME).read_bytes()
        manifest = editions.decode(data, folder)
    except (OSError, editions.DamagedError):
        return None
    manifest.store.open()
    return Peeked(data, manifest)


@contextlib.contextmanager
def records_of(workspace: Workspace, peeked: Peeked | None = None) -> Iterator[Records]:
    """The records of a workspace, locked; raises InputError where another run works there or they cannot be used."""
    try:
        with editions.lock(workspace.records, SECONDS_TO_WAIT):
            editions.clean_up(workspace.output)
            yield read_records(workspace, peeked)
    except editions.BusyError:
        message = "另一个 taizhang 正在这个工作区里生成"
        raise InputError([error("busy", Place(str(workspace.output)), message, "请等它完成后再试。")]) from None
    except OSError as failure:
        raise InputError([cannot_write(workspace.shown(workspace.records), failure)]) from failure


def read_records(workspace: Workspace, peeked: Peeked | None = None) -> Records:
    """The manifest; where it is damaged the one before it, the damaged one kept."""
    folder = workspace.records
    path = folder / editions.NAME
    try:
        before = path.read_bytes() if path.exists() else b""
        manifest = editions.read(folder, peeked.manifest if peeked is not None and peeked.data == before else None)
        return Records(workspace, manifest, before=before, bundles_before=list(manifest.store.bundles))
    except editions.DamagedError as failure:
        if failure.newer:
            message = "生成记录是更新版本的 taizhang 写的"
            raise InputError(
                [error("newer-manifest", Place(workspace.shown(path)), message, "请升级 taizhang。")]
            ) from failure
    kept = editions.move_away(path, workspace.former)
    told = warning(
        "damaged-manifest",
        Place(workspace.shown(path)),
        f"生成记录已损坏，改用上一份记录（损坏的保留为 {kept.name if kept else '-'}）",
        "请核对下面的结果；手工改过的工作簿不会被覆盖。",
    )
    backup = folder / editions.BACKUP
    manifest = editions.Manifest()
    if backup.exists():
        with contextlib.suppress(editions.DamagedError):
            manifest = editions.decode(backup.read_bytes(), folder)
    return Records(workspace, manifest, [told])


def read_only(workspace: Workspace) -> Records:
    """The records as they are, nothing locked and nothing mended."""
    try:
        return Records(workspace, editions.read(workspace.records))
    except (editions.DamagedError, OSError):
        return Records(workspace, editions.Manifest())


def last_edition(manifest: editions.Manifest) -> EditionView:
    """The edition that is out."""
    if not manifest.editions:
        return EditionView()
    last = manifest.editions[-1]
    return EditionView(last.number, datetime.date.fromisoformat(last.date))
