"""What was built from what, and what was sent out: output/.taizhang/manifest.json; with which values: `values.py`.

A build that is killed leaves a journal (journal.jsonl): each workbook is entered there before its file is put in
place, and the manifest is written last; the next run takes the entries whose files are in place and whole. A manifest
that cannot be read is never thrown away: its former state (manifest.json.bak) is taken, and it is kept for people
to look at.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from generator import records
from generator.model import EditionView
from generator.records.values import Store, Values, read_bundle

FORMAT = 2
OFFICE = ""
"""The office itself among the departments of the manifest: its workbooks show all tasks."""
NAME, BACKUP, JOURNAL, WRITTEN = records.MANIFEST, "manifest.json.bak", records.JOURNAL, "written"


class Entry(msgspec.Struct, frozen=True):
    """One workbook that was built."""

    path: str
    """Relative to output/."""
    template: str
    department: str = ""
    source: str = ""
    """Fingerprint of all that it could show: ledger, template, settings, program."""
    content: str = ""
    """Fingerprint of what it does show, where only filling can tell."""
    sha: str = ""
    """SHA-256 of the file as it was written."""
    written: str = ""
    """Name of the copy of it as it was written (`written/`)."""
    pages: int = 0
    rows: int = 0
    edition: int = 0


class TemplateRecord(msgspec.Struct, frozen=True):
    """A template as it was when it was last used."""

    sha: str
    per_department: bool


class Standing(msgspec.Struct, frozen=True):
    """How a department stood at the last build: as long as its part and its editions are the same, so does it."""

    part: str
    """Fingerprint of its tasks, roles and answers."""
    editions: list[int]
    """The editions that it got."""
    edition: int
    must_get: bool


class Edition(msgspec.Struct, frozen=True):
    """One distribution: who got what. The department ``""`` is the office's own official ledger."""

    number: int
    date: str
    sent: dict[str, str]
    """Department → key of what it was sent."""
    round: str = ""
    """The 期次 in which it was sent; empty before the first."""


class Received(msgspec.Struct, frozen=True):
    """What a department got in one edition."""

    edition: int
    key: str
    name: str
    """How it was called then."""
    round: str = ""
    """The 期次 in which it was sent; empty before the first."""


class ManifestFile(msgspec.Struct):
    """The manifest as it is written."""

    format: int = FORMAT
    titles: list[str] = []
    templates: dict[str, TemplateRecord] = {}
    entries: dict[str, Entry] = {}
    standings: dict[str, Standing] = {}
    shown: dict[str, str] = {}
    editions: list[Edition] = []
    bundles: list[str] = []
    unrecorded: int = 0


class FirstEdition(msgspec.Struct, frozen=True):
    """An edition as format 1 had it: department → task id → key of its values."""

    number: int
    date: str
    sent: dict[str, dict[str, str]]


class FirstDocument(msgspec.Struct):
    """The manifest as format 1 had it, all values in it."""

    titles: list[str] = []
    templates: dict[str, TemplateRecord] = {}
    entries: dict[str, Entry] = {}
    standings: dict[str, Standing] = {}
    shown: dict[str, dict[str, str]] = {}
    editions: list[FirstEdition] = []
    records: dict[str, Values] = {}


class Manifest(Struct):
    """Everything that is remembered from run to run.

    What a workbook showed is known by a key: of a record task id → key of that task's values (`values.py`).
    """

    titles: list[str] = field(default_factory=list)
    """Every title that the ledger had: by it a returned workbook is known as this ledger's."""
    templates: dict[str, TemplateRecord] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    """By path."""
    standings: dict[str, Standing] = field(default_factory=dict)
    """By department."""
    shown: dict[str, str] = field(default_factory=dict)
    """Department → key of what its workbook shows now."""
    editions: list[Edition] = field(default_factory=list)
    store: Store = field(default_factory=Store)
    unrecorded: int = 0
    """The last edition that was sent before the records begin: they were gone, and its number is not given again."""

    def add_title(self, title: str) -> None:
        """Remember a title of the ledger, once."""
        self.titles = list(dict.fromkeys([*self.titles, title]))

    @property
    def last_number(self) -> int:
        """The number of the last edition; 0 before the first."""
        return max(self.unrecorded, self.editions[-1].number if self.editions else 0)

    @property
    def last_edition(self) -> EditionView:
        """The edition that is out."""
        if not self.editions or self.editions[-1].number < self.last_number:
            return EditionView(self.last_number)
        return EditionView(self.last_number, datetime.date.fromisoformat(self.editions[-1].date))

    def last_sent(self, names: Sequence[str], before: int | None = None) -> Received | None:
        """What a department last got (before an edition), `names` being its name and former ones.

        What it got under its present name counts; where it got nothing under that, what the only one of the others got.
        """
        editions = [each for each in reversed(self.editions) if before is None or each.number < before]
        sent = [name for name in names if any(name in each.sent for each in editions)]
        if not sent or (sent[0] != names[0] and len(sent) > 1):
            return None
        edition = next(each for each in editions if sent[0] in each.sent)
        return Received(edition.number, edition.sent[sent[0]], sent[0], edition.round)

    def asked(self, round_name: str, names: Mapping[str, str]) -> dict[str, list[str]]:
        """The departments that were asked in a round, each with the tasks that it was last asked about.

        `names` says how departments are called now that were sent theirs under another name; several may be one now.
        """
        found: dict[str, dict[str, str]] = {}
        for sent in (edition.sent for edition in self.editions if edition.round == round_name):
            for name in sent:
                if name not in found.get(name, ()):  # its first sheet under this name stands for those under another
                    found.pop(name, None)
            for name, key in sent.items():
                if name != OFFICE:
                    found.setdefault(names.get(name, name), {})[name] = key
        return {
            now: list(dict.fromkeys(task for key in keys.values() for task in self.tasks_of(key)))
            for now, keys in found.items()
        }

    def editions_of(self, department: str) -> list[int]:
        """The numbers of the editions that a department got."""
        return [each.number for each in self.editions if department in each.sent]

    def tasks_of(self, key: str) -> Values:
        """Task id → key of its values, of what a workbook showed."""
        return self.store.get(key) or {}

    def values_of(self, key: str) -> dict[str, Values]:
        """Task id → its values, of what a workbook showed."""
        found = ((task, self.store.get(each)) for task, each in self.tasks_of(key).items())
        return {task: values for task, values in found if values is not None}

    def differing(self, key: str, now: Mapping[str, str]) -> tuple[dict[str, Values], dict[str, Values]]:
        """What a workbook showed and what it would show `now` (task id → key), without the tasks that are the same."""
        before = self.tasks_of(key)
        changed = {task for task in before.keys() | now.keys() if before.get(task) != now.get(task)}
        return (
            {task: self.store.get(each) or {} for task, each in before.items() if task in changed},
            {task: self.store.get(each) or {} for task, each in now.items() if task in changed},
        )

    def used_keys(self) -> set[str]:
        """The keys of all records that a workbook or an edition refers to."""
        sheets = {*self.shown.values(), *(key for edition in self.editions for key in edition.sent.values())}
        return sheets.union(*(self.tasks_of(key).values() for key in sheets))


class DamagedError(Exception):
    """The manifest cannot be read, or was written by a newer version (`newer`)."""

    def __init__(self, newer: bool) -> None:
        self.newer = newer
        super().__init__("newer" if newer else "damaged")


def read(folder: Path) -> Manifest:
    """The manifest with the journal's entries; a new one if there is none. Raises DamagedError, OSError."""
    path = folder / NAME
    manifest = decode(path.read_bytes(), folder) if path.exists() else Manifest()
    for line in journal_lines(folder):
        if is_in_place(folder.parent / line.path, line):
            manifest.entries[line.path] = line
    return manifest


def is_in_place(path: Path, entry: Entry) -> bool:
    """Whether the file of a journal's entry was put in place before the run ended: it is whole, and the new one."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha
    except OSError:
        return False


def decode(data: bytes, folder: Path) -> Manifest:
    """The manifest of a JSON text, with the bundles that it lists; raises DamagedError where any of it is."""
    try:
        head = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        number = int(msgspec.json.decode(head.get("format", msgspec.Raw(b"0"))))
        if number > FORMAT:
            raise DamagedError(newer=True)
        if number < FORMAT:
            return from_first_format(msgspec.json.decode(data, type=FirstDocument))
        document = msgspec.json.decode(data, type=ManifestFile)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError, ValueError) as failure:
        raise DamagedError(newer=False) from failure
    return Manifest(
        document.titles,
        document.templates,
        document.entries,
        document.standings,
        document.shown,
        document.editions,
        Store({name: whole_bundle(folder, name) for name in document.bundles}),
        document.unrecorded,
    )


def from_first_format(document: FirstDocument) -> Manifest:
    """A manifest that was written when all values stood in the manifest itself."""
    store = Store()

    def moved(sheets: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        return {
            department: store.keep({task: store.keep(document.records.get(key, {})) for task, key in keys.items()})
            for department, keys in sheets.items()
        }

    sent = [Edition(each.number, each.date, moved(each.sent)) for each in document.editions]
    return Manifest(
        document.titles, document.templates, document.entries, document.standings, moved(document.shown), sent, store
    )


def whole_bundle(folder: Path, name: str) -> bytes:
    """A bundle's bytes; raises DamagedError where it is gone or not what it was."""
    try:
        data = read_bundle(folder, name)
    except OSError:
        data = None
    if data is None:
        raise DamagedError(newer=False)
    return data


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON text; the same for the same content."""
    names = [each for each in ManifestFile.__struct_fields__ if each not in ("format", "bundles")]
    document = ManifestFile(**{name: getattr(manifest, name) for name in names}, bundles=manifest.store.bundles)
    return msgspec.json.encode(document, order="deterministic")


def journal_lines(folder: Path) -> list[Entry]:
    """The entries of a journal that a killed build left; its last line may be half."""
    path = folder / JOURNAL
    lines = []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            lines.append(msgspec.json.decode(line, type=Entry))
        except msgspec.DecodeError:
            break
    return lines


def journal_line(entry: Entry) -> bytes:
    """One line of the journal."""
    return msgspec.json.encode(entry) + b"\n"
