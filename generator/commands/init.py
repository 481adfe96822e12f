"""Init: a new workspace; in one that is there, the built-in templates that nobody touched are renewed.

Which files are built-in templates of this or a former version is known by the SHA-256 of their bytes
(builtin_templates.tsv).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from msgspec import Struct

from generator.problems import InputError, Place, Problem, error, warning
from generator.system.disk import bytes_of, keep_copy, replace_file, sha_of, writing
from generator.system.workspace import Workspace, shipped

LEDGER_SUFFIXES = (".xlsx", ".json")


class InitReport(Struct, frozen=True):
    """What was put into a workspace."""

    written: tuple[Path, ...]
    """The files that were made, or renewed."""
    renewed: tuple[tuple[Path, Path], ...] = ()
    """Template, and where its former version was kept."""
    problems: tuple[Problem, ...] = ()
    """The templates that somebody changed, which stay as they are."""


def initialise(folder: Path) -> InitReport:
    """Make a workspace with the templates and, where there is no ledger, the example.

    Of the files that are there only built-in templates of a former version that nobody changed are replaced; their
    former versions are kept. Raises InputError if a file cannot be read or written, or another command works there.
    """
    workspace = Workspace(folder)
    made, stale, problems = [], [], []
    for part in ("templates", "input"):
        if part == "input" and has_ledger(folder / part):
            continue
        for source in sorted(shipped(part).iterdir(), key=lambda entry: entry.name):
            target = folder / part / source.name
            if not source.is_file() or source.name.startswith((".", "~$")):
                continue
            if not target.exists():
                with writing(str(target)):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    replace_file(target, source.read_bytes())
                made.append(target)
            elif part == "templates" and (digest := digest_of(target)) != digest_of(source):
                if digest in builtin_templates():
                    stale.append((target, source))
                else:
                    problems.append(kept(workspace.shown(target)))
    renewed = renew(workspace, stale) if stale else ()
    return InitReport((*made, *(target for target, _ in renewed)), renewed, tuple(problems))


def digest_of(path: Path) -> str:
    """The SHA-256 of a template; raises InputError if it cannot be read."""
    try:
        return sha_of(bytes_of(path))
    except OSError as failure:
        message = f"文件读不出来：{failure.strerror or failure}"
        raise InputError([error("file-unreadable", Place(str(path)), message, "请关闭它，再试一次。")]) from failure


def renew(workspace: Workspace, stale: list[tuple[Path, Path]]) -> tuple[tuple[Path, Path], ...]:
    """Replace templates by those of this version; gives each with its former version in 旧版."""
    from generator.records.access import locked

    renewed = []
    with locked(workspace):
        for target, source in stale:
            with writing(workspace.shown(target)):
                former = keep_copy(target, workspace.former)
                replace_file(target, source.read_bytes())
            renewed.append((target, former))
    return tuple(renewed)


def has_ledger(folder: Path) -> bool:
    """Whether something lies in `folder` that may be a ledger."""
    return folder.is_dir() and any(path.suffix.lower() in LEDGER_SUFFIXES for path in folder.iterdir())


def builtin_templates() -> frozenset[str]:
    """The SHA-256 of every template that was ever built in."""
    table = resources.files(__package__).joinpath("builtin_templates.tsv").read_text("utf-8")
    return frozenset(line.partition("\t")[0] for line in table.splitlines()[1:])


def kept(file: str) -> Problem:
    """A template that somebody changed, or made, under the name of a built-in one."""
    advice = "要用新的内置模板，先把它改名或移走，再运行 taizhang init。"
    return warning("template-kept", Place(file), "与内置模板不同（改过），保留不动", advice)
