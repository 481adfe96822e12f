"""Where things are in a workspace: a folder with input/, templates/ and output/."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from msgspec import Struct

from generator.excel import FILE_NAME_FORBIDDEN, MAX_FILE_NAME_BYTES, WINDOWS_RESERVED_NAMES
from generator.system.ledger_file import find_ledger

OTHER_WORKBOOKS = frozenset([".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".et", ".ett", ".ods", ".ots"])
"""Endings of workbooks that cannot be templates."""
OUTPUT_NAME = "output"
MARKER = ".taizhang"


def is_template(path: Path) -> bool:
    """Whether a file is a workbook of the format that templates have."""
    return path.suffix.lower() == ".xlsx"


class Workspace(Struct, frozen=True, dict=True):
    """A workspace at `root`; `ledger_file` picks a ledger, whatever lies in input/."""

    root: Path
    ledger_file: Path | None = None

    @cached_property
    def ledger(self) -> Path:
        """The canonical ledger (ledger_file.py); raises InputError if two could be meant."""
        return self.ledger_file or find_ledger(self.root / "input")

    @property
    def output(self) -> Path:
        """The folder of what was built."""
        return self.root / OUTPUT_NAME

    @property
    def records(self) -> Path:
        """The folder of the program's own records."""
        return self.output / MARKER

    @property
    def former(self) -> Path:
        """The folder of files that were replaced or are no longer valid."""
        return self.records / "旧版"

    @property
    def template_folder(self) -> Path:
        """The folder of templates."""
        return self.root / "templates"

    def templates(self) -> tuple[Path, ...]:
        """The templates that are built, by name; names that begin with ``_``, ``.`` or ``~$`` are not."""
        return tuple(path for path in self._templates() if is_template(path) and is_text(path.name))

    def misnamed_templates(self) -> tuple[Path, ...]:
        """Files that would be templates, but whose names are no text: nothing can be called after them."""
        return tuple(path for path in self._templates() if is_template(path) and not is_text(path.name))

    def passed_over(self) -> tuple[Path, ...]:
        """The workbooks among the templates that are in another format and therefore not built."""
        return tuple(path for path in self._templates() if path.suffix.lower() in OTHER_WORKBOOKS)

    def _templates(self) -> list[Path]:
        return sorted(path for path in self.template_folder.glob("*.*") if not path.name.startswith(("_", "~$", ".")))

    def shown(self, path: Path) -> str:
        """How messages call a file: relative to the workspace where it lies inside."""
        try:
            return printable(path.relative_to(self.root).as_posix())
        except ValueError:
            return printable(str(path))


def is_text(name: str) -> bool:
    """Whether a name on the disk is text: a system may have names that are only bytes (PEP 383)."""
    return printable(name) == name


def printable(name: str) -> str:
    """A name on the disk as messages show it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def shipped(part: str) -> Path:
    """The folder of the templates or of the example that travel with the program (``templates``, ``input``).

    The wheel carries them as generator/shipped/; in a checkout they are top-level folders.
    """
    package = Path(__file__).parents[1]
    installed = package / "shipped" / part
    return installed if installed.is_dir() else package.parent / part


# Bidirectional marks and zero-width characters make two names look the same, or a name look like another.
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def safe_file_name(name: str, suffix: str = "") -> str:
    """`name` made safe as one file name on Windows and Linux, with `suffix` (``.xlsx``) kept whole.

    Forbidden and invisible characters become ``_``; trailing dots and blanks go (Windows drops them); device names
    get a ``_``, and so do names that begin as Office's own lock files do (``~$``); what is too long is cut at a
    character's end.
    """
    cleaned = "".join(
        "_" if char in FILE_NAME_FORBIDDEN or char in INVISIBLE or not char.isprintable() else char for char in name
    )
    cleaned = cleaned.strip().rstrip(". ").lstrip(".") or "_"
    if cleaned.split(".")[0].strip().upper() in WINDOWS_RESERVED_NAMES or cleaned.startswith("~$"):
        cleaned = f"_{cleaned}"
    # 16 bytes stay free for a number that keeps two names apart and for the name of a temporary file
    room = MAX_FILE_NAME_BYTES - len(suffix.encode()) - 32
    return cleaned.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix


def safe_relative_path(text: str, suffix: str) -> Path:
    """`text` with ``/`` between folders as a path that stays inside the folder it is laid in.

    Empty parts, ``.`` and ``..`` go; a drive letter is a name like any other.
    """
    parts = [part.strip() for part in text.replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")] or ["_"]
    last = kept[-1].removesuffix(suffix)
    return Path(*map(safe_file_name, kept[:-1]), safe_file_name(last, suffix))
