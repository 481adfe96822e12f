"""The folder input/ to the one ledger in it, whatever it is called.

A canonical ledger is a workbook with the sheets that a ledger must have, or a JSON document with tasks. The example
that the program ships counts only if nobody touched it and nothing else counts; originals, former copies and what
Office hides do not count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from generator.problems import InputError, Place, error
from generator.system.disk import bytes_of, refuse_device, sha_of
from generator.system.former import BESIDE
from generator.vocabulary import SHEET_INFO, SHEET_TASKS

USUAL_NAMES = ("ledger.xlsx", "ledger.json")
SHEET_NAME = re.compile(r"""<(?:[\w.-]+:)?sheet\s[^>]*?name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
EXAMPLES = frozenset(
    (
        "41618610ec5379bf8947082413471b7e40f832572a6c2e6845480be52507b08e",
        "829dda3c8b6e817a028d6636ea16cf82e31fac7927a8dce050b8eb93ec94d927",
        "5537ff69305e8937ccd894c6b8e995f029b969b9b1d74b28f9e59bf5384257b6",
        "9d426ca3bcc1efa4657faf8da9345a9c535d0fbbccb081eec480ebccfa14877b",
        "22489c644f73d9f2792af0db88a00a56100c40333fc0d47918aa3e60e158d7a7",
    )
)
"""SHA-256 of every example that was ever shipped."""
MOST_BYTES = 2**24
"""Of the part of a workbook that lists its sheets; a ledger's has some hundreds."""


def find_ledger(folder: Path) -> Path:
    """The ledger in `folder`; the usual name if there is none. Raises InputError if two could be meant."""
    canonical = [path for path in candidates(folder) if is_canonical(path)]
    touched = [path for path in canonical if not is_example(path)]
    if len(touched) > 1:
        names = "、".join(path.name for path in touched)
        advice = "请只留一份（其余的移到别的文件夹），或用 --ledger 指明用哪一份。"
        place = Place(f"{folder.name}/{touched[0].name}")
        raise InputError([error("two-ledgers", place, f"{folder.name} 里有几份台账：{names}", advice)])
    if touched:
        return touched[0]
    usual = [folder / name for name in USUAL_NAMES]
    return next((path for path in (*canonical, *usual) if path.exists()), usual[0])


def candidates(folder: Path) -> Iterator[Path]:
    """The files that might be ledgers, those of the usual names first."""
    if not folder.is_dir():
        return
    files = [path for path in folder.iterdir() if path.suffix.lower() in (".xlsx", ".json") and path.is_file()]
    for path in sorted(files, key=lambda path: (path.name not in USUAL_NAMES, path.suffix != ".xlsx", path.name)):
        if not path.name.startswith((".", "~$")) and BESIDE not in path.name:
            yield path


def is_canonical(path: Path) -> bool:
    """Whether a file is a ledger by its form; one of the usual name is, whatever is wrong with it."""
    if path.name in USUAL_NAMES:
        return True
    try:
        return is_json_ledger(path) if path.suffix.lower() == ".json" else {SHEET_TASKS, SHEET_INFO} <= sheets_of(path)
    except (OSError, ValueError):
        return False


def is_json_ledger(path: Path) -> bool:
    """Whether a JSON document is an object with a list of tasks; raises OSError, ValueError."""
    try:
        document = json.loads(bytes_of(path))
    except RecursionError as failure:
        raise ValueError(path.name) from failure
    return isinstance(document, dict) and isinstance(document.get("tasks"), list)


def sheets_of(path: Path) -> frozenset[str]:
    """The names of a workbook's sheets (ECMA-376 part 1, 18.2.20), none if it cannot be read; raises OSError."""
    import zipfile
    import zlib
    from html import unescape

    refuse_device(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            text = part.read(MOST_BYTES).decode("utf-8", "replace")
    except (ValueError, zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError):
        return frozenset()
    return frozenset(unescape(double or single) for double, single in SHEET_NAME.findall(text))


def is_example(path: Path) -> bool:
    """Whether a file is the example as it was shipped; what cannot be read is not."""
    try:
        return sha_of(bytes_of(path)) in EXAMPLES
    except OSError:
        return False
