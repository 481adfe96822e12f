"""What was built from what, and what was sent out with its values: output/.taizhang/manifest.json.

A build that is killed leaves a journal (journal.jsonl): each workbook is entered there before its file is put in
place, and the manifest is written last; the next run takes the entries whose files are in place and whole. A manifest
that cannot be read is never thrown away: its former state (manifest.json.bak) is taken, and it is kept for people
to look at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

FORMAT = 1
NAME, BACKUP, JOURNAL = "manifest.json", "manifest.json.bak", "journal.jsonl"

Values = dict[str, str]


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
    cells: str = ""
    """Name of the record of its values (`cells/`)."""
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
    sent: dict[str, dict[str, str]]
    """Department → task id → key of the values that were sent."""


class Manifest(msgspec.Struct):
    """Everything that is remembered from run to run."""

    format: int = FORMAT
    titles: list[str] = []
    """Every title that the ledger had: by it a returned workbook is known as this ledger's."""
    templates: dict[str, TemplateRecord] = {}
    entries: dict[str, Entry] = {}
    """By path."""
    standings: dict[str, Standing] = {}
    """By department."""
    shown: dict[str, dict[str, str]] = {}
    """Department → task id → key of the values that its workbook shows now."""
    editions: list[Edition] = []
    records: dict[str, Values] = {}
    """Key → field → text: values that stand in several workbooks and editions are kept once."""

    @property
    def last_number(self) -> int:
        """The number of the last edition; 0 before the first."""
        return self.editions[-1].number if self.editions else 0

    def keep(self, values: Values) -> str:
        """Remember values; gives their key."""
        key = fingerprint(values)[:20]
        self.records.setdefault(key, values)
        return key

    def last_sent(self, department: str) -> tuple[int, Mapping[str, str]] | None:
        """The edition that a department last got, with the keys of what it was sent."""
        return next(((e.number, e.sent[department]) for e in reversed(self.editions) if department in e.sent), None)

    def editions_of(self, department: str) -> list[int]:
        """The numbers of the editions that a department got."""
        return [each.number for each in self.editions if department in each.sent]

    def sent_before(self, department: str, number: int) -> Mapping[str, str] | None:
        """What a department got in the edition before edition `number`."""
        return next(
            (e.sent[department] for e in reversed(self.editions) if e.number < number and department in e.sent), None
        )

    def values_of(self, keys: Mapping[str, str]) -> dict[str, Values]:
        """Task id → the values behind the keys."""
        return {task: self.records[key] for task, key in keys.items() if key in self.records}

    def forget_unused(self) -> None:
        """Drop values that no workbook and no edition refers to."""
        used = {key for keys in self.shown.values() for key in keys.values()}
        used |= {key for edition in self.editions for keys in edition.sent.values() for key in keys.values()}
        self.records = {key: values for key, values in self.records.items() if key in used}


class DamagedError(Exception):
    """The manifest cannot be read, or was written by a newer version (`newer`)."""

    def __init__(self, newer: bool) -> None:
        self.newer = newer
        super().__init__("newer" if newer else "damaged")


def fingerprint(value: object) -> str:
    """SHA-256 of a value made of plain types, dataclasses and tuples, the same on every machine."""
    return hashlib.sha256(msgspec.msgpack.encode(value, order="deterministic")).hexdigest()


def read(folder: Path) -> Manifest:
    """The manifest with the journal's entries; a new one where there is none. Raises DamagedError, OSError."""
    path = folder / NAME
    manifest = decode(path.read_bytes()) if path.exists() else Manifest()
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


def decode(data: bytes) -> Manifest:
    """The manifest of a JSON text; raises DamagedError."""
    try:
        head = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        if int(msgspec.json.decode(head.get("format", msgspec.Raw(b"0")))) > FORMAT:
            raise DamagedError(newer=True)
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError, ValueError) as failure:
        raise DamagedError(newer=False) from failure


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON text; the same for the same content."""
    return msgspec.json.encode(manifest, order="deterministic")


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


def with_titles(titles: Iterable[str], title: str) -> list[str]:
    """The titles with one more, each once."""
    return list(dict.fromkeys([*titles, title]))
