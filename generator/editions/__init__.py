"""What was built and what was sent out: what is stale and why, what changed, and what a department must get."""

from generator.editions.changes import has_changed, marked, reasons, update_note, values_of
from generator.editions.files import (
    BusyError,
    cells_of,
    clean_up,
    edited_cells,
    lock,
    move_away,
    sha_of,
)
from generator.editions.last import NAME as LAST
from generator.editions.last import LastRun, Made, encode_last, key_of, read_last
from generator.editions.manifest import (
    BACKUP,
    JOURNAL,
    NAME,
    DamagedError,
    Edition,
    Entry,
    Looked,
    Manifest,
    Standing,
    TemplateRecord,
    decode,
    encode,
    fingerprint,
    journal_line,
    read,
    with_titles,
)
from generator.editions.parcel import pack
from generator.editions.values import forget_bundles, path_of

__all__ = [
    "BACKUP",
    "JOURNAL",
    "LAST",
    "NAME",
    "BusyError",
    "DamagedError",
    "Edition",
    "Entry",
    "LastRun",
    "Looked",
    "Made",
    "Manifest",
    "Standing",
    "TemplateRecord",
    "cells_of",
    "clean_up",
    "decode",
    "edited_cells",
    "encode",
    "encode_last",
    "fingerprint",
    "forget_bundles",
    "has_changed",
    "journal_line",
    "key_of",
    "lock",
    "marked",
    "move_away",
    "pack",
    "path_of",
    "read",
    "read_last",
    "reasons",
    "sha_of",
    "update_note",
    "values_of",
    "with_titles",
]
