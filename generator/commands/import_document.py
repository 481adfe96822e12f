"""Import: an original document to a canonical ledger, or into the ledger that one has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.commands.convert import bytes_for, locked_if, workspace_of
from generator.commands.original import read_as_before, read_document
from generator.model import Ledger, ids_of
from generator.problems import InputError, Place, Problem, RefusedError, error, errors_in, warning
from generator.system.disk import digest_of
from generator.system.ledger_file import is_example
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator import documents
    from generator.records.imports import Choices
    from generator.records.pending import Kept
    from generator.revisions import Conflict, Merged

Existing = Literal["refuse", "replace", "merge"]
"""What becomes of a ledger that is there."""


class ImportReport(Struct, frozen=True):
    """What an import read, and what became of the ledger."""

    ledger: Ledger
    columns: tuple[tuple[str, str], ...]
    """Heading in the source → field that it was taken for."""
    problems: tuple[Problem, ...]
    target: str = ""
    """Where the ledger was written; empty if nothing was."""
    found: tuple[documents.Found, ...] = ()
    left_out: tuple[documents.LeftOut, ...] = ()
    added: tuple[str, ...] = ()
    changed: Mapping[str, Sequence[str]] = {}
    """Task → headings of what the document changed."""
    kept: Mapping[str, Sequence[str]] = {}
    """Task → headings of what the office changed and the document did not: the ledger's stays."""
    removed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The published shape: what was found, taken for what, mended, left out, added, changed and removed."""
        from msgspec import to_builtins

        return {
            "ledger": self.target,
            "tasks": len(self.ledger.tasks),
            "added": list(self.added),
            "changed": [{"id": task, "fields": list(headings)} for task, headings in self.changed.items()],
            "kept": [{"id": task, "fields": list(headings)} for task, headings in self.kept.items()],
            "removed": list(self.removed),
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "found": [
                {
                    **to_builtins(part),
                    "columns": [{"heading": heading, "field": name} for heading, name in part.columns],
                }
                for part in self.found
            ],
            "left_out": to_builtins(self.left_out),
            "departments": len(self.ledger.departments),
            "columns": [{"heading": heading, "field": name} for heading, name in self.columns],
            "repairs": [
                {name: getattr(repair, name) for name in ("place", "before", "after", "reason")}
                for repair in self.ledger.repairs
            ],
            "problems": [problem.as_json() for problem in self.problems],
        }


def import_document(
    source: Path,
    target: Path,
    *,
    workspace: Workspace | None = None,
    tables: Sequence[int] = (),
    columns: Mapping[str, str] | None = None,
    keep_pages: bool = False,
    existing: Existing = "refuse",
    take: Sequence[str] = (),
    force: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Turn an original document into a canonical ledger at `target`; raises InputError if it cannot be read.

    `workspace` is the one whose ledger that is; by default the one in whose input/ it lies, if it lies in one.
    `tables` are the tables to take (0: the prose; none: what looks like tasks), `columns` says what a heading means;
    with `dry_run` nothing is written. A ledger that is there is somebody's work, unless it is the untouched example:
    `existing` says what becomes of it (`merge` brings the document into it, for the tasks of `take` against what the
    office changed), and a former one is kept. `force` writes a merge even if a formula or a signature is lost by it.
    """
    from generator.records.imports import Choices, last_choices, with_choices

    workspace = workspace or workspace_of(target)
    choices = Choices(tuple(tables), columns or {})
    before = last_choices(workspace) if workspace is not None and existing == "merge" else Choices()
    is_as_before = not choices.words and bool(before.words)
    imported, problems, choices = (
        read_as_before(source, keep_pages, before) if is_as_before else read_document(source, keep_pages, choices)
    )
    ledger = with_proposals(imported.ledger)
    refuse_long_texts(ledger, source)
    with locked_if(workspace, not dry_run):
        digest = digest_of(target)
        is_there = target.exists() and not is_example(target)
        if is_there and existing == "merge":
            merged = merged_with(target, workspace, with_choices(ledger, choices), take)
            report = report_of_merge(merged)
            if not dry_run:
                write_merged(target, workspace, merged, ledger, force)
        else:
            if is_there and existing == "refuse" and not dry_run:
                raise RefusedError([ledger_exists(target)])
            ledger = with_new_ids(target, workspace, ledger)
            lost = tuple(what_is_lost(target)) if is_there and existing == "replace" else ()
            report = ImportReport(ledger, (), lost, added=tuple(task.id for task in ledger.tasks))
            if not dry_run:
                write_new(target, workspace, ledger, digest, choices)
    return replace(
        report,
        columns=imported.columns,
        problems=(*problems, *report.problems),
        target="" if dry_run else str(target),
        found=imported.found,
        left_out=imported.left_out,
    )


def with_proposals(ledger: Ledger) -> Ledger:
    """A ledger with the sheets 单位 and 群组 that its wordings propose."""
    from generator import departments

    proposed, groups, notes = departments.propose(ledger)
    return replace(ledger, departments=proposed, groups=groups, repairs=(*ledger.repairs, *notes))


def ids_in_use(target: Path, workspace: Workspace | None) -> set[str]:
    """Every id that the ledger at `target`, or any that was sent out or imported, ever had."""
    from generator import ledger as ledgers
    from generator.records.imports import known_ids

    used = known_ids(workspace) if workspace is not None else set()
    former = ledgers.read(target).ledger if target.exists() and not is_example(target) else None
    return used | ids_of(former) if former is not None else used


def with_new_ids(target: Path, workspace: Workspace | None, ledger: Ledger) -> Ledger:
    """A ledger whose ids nobody had before; what it brings itself (an official ledger has none) stays."""
    from generator import ledger as ledgers

    used = ids_in_use(target, workspace)
    if not used.intersection(task.id for task in ledger.tasks):
        return ledger
    following = ledgers.new_ids([*used, *(task.id for task in ledger.tasks)])
    return replace(ledger, tasks=tuple(replace(task, id=next(following)) for task in ledger.tasks))


def ledger_exists(target: Path) -> Problem:
    """A ledger is there already."""
    return error(
        "ledger-exists",
        Place(str(target)),
        "这里已有一份台账，未覆盖",
        "修订后的文件用 --merge 并入（改过的内容保留，--dry-run 先看）；整份换掉用 --replace（原台账留在 旧版）。",
    )


def what_is_lost(target: Path) -> Iterator[Problem]:
    """A warning if what was asked and answered goes with a ledger that is replaced."""
    from generator import ledger as ledgers

    former = ledgers.read(target).ledger
    if former is not None and (former.returns or former.rounds):
        counts = f"{len(former.rounds)} 个报送期、{len(former.returns)} 条落实情况"
        message = f"整份换掉，原台账的{counts}不在新台账里，已发出的表收回后也对不上"
        advice = "原台账留在 旧版，运行 taizhang restore 可恢复；要留着这些的，恢复后改用 --merge。"
        yield warning("answers-not-kept", Place(str(target)), message, advice)


def refuse_long_texts(ledger: Ledger, source: Path) -> None:
    """Raise InputError if a text of the document is too long for a cell."""
    from generator import ledger as ledgers

    if too_long := errors_in(ledgers.check_texts(ledger)):
        raise InputError(replace(problem, place=Place(str(source))) for problem in too_long)


def write_new(target: Path, workspace: Workspace | None, ledger: Ledger, digest: str, choices: Choices) -> None:
    """Write a ledger in place of the file with the SHA-256 `digest`, and remember it as the base of the next merge.

    What was there is kept in 旧版 (beside it if it lies in no workspace), unless it is the untouched example.
    """
    from generator.records.imports import with_choices
    from generator.system import disk
    from generator.system.former import replace_ledger

    former = workspace.former if workspace is not None else target.parent
    kept = lay_by(workspace, with_choices(ledger, choices))
    with disk.writing(str(target)):
        replace_ledger(
            target,
            bytes_for(ledger, target),
            None if is_example(target) else former,
            digest=digest,
            why="由文件导入新台账",
            announce=announcing(workspace, target, kept),
        )
    remember(workspace, kept)


def lay_by(workspace: Workspace | None, ledger: Ledger) -> Kept:
    """Write what a document gave where it waits for the ledger; raises InputError if it cannot be written."""
    from generator.records import imports, pending
    from generator.system import disk

    if workspace is None:
        return {}
    with disk.writing(workspace.shown(workspace.records)):
        return pending.lay_by(workspace, {imports.NAME: imports.encode(ledger)})


def announcing(workspace: Workspace | None, target: Path, kept: Kept) -> Callable[[bytes], None]:
    """What says that a document waits for the ledger that it gave; raises InputError if that cannot be written."""
    from generator.records import pending
    from generator.system import disk

    def keep(data: bytes) -> None:
        if workspace is not None:
            with disk.writing(workspace.shown(workspace.records)):
                pending.announce(workspace, target, data, kept)

    return keep


def remember(workspace: Workspace | None, kept: Kept) -> None:
    """Remember what the document gave: the base of the next merge."""
    from generator.records import pending
    from generator.system import disk

    if workspace is not None:
        with disk.writing(workspace.shown(workspace.records)):
            pending.remember(workspace, kept)


# ------------------------------------------------------------------------------------------ into the ledger one has


class Merging(Struct, frozen=True):
    """A merge, and the file that it was made for."""

    merged: Merged
    former: Ledger
    ids: Sequence[str]
    """Of its tasks, those that are not written in it among them."""
    digest: str
    problems: tuple[Problem, ...] = ()


def merged_with(target: Path, workspace: Workspace | None, ledger: Ledger, take: Sequence[str]) -> Merging:
    """The ledger at `target` with what the document changes; raises InputError if it has errors."""
    from generator import ledger as ledgers
    from generator import revisions
    from generator.records.imports import last_import

    file = ledgers.read(target)
    if file.ledger is None:
        raise InputError(file.problems)
    ours = replace(file.ledger, tasks=ledgers.with_ids(file.ledger.tasks, ids_in_use(target, workspace)))
    ids = [task.id for task in ours.tasks]
    following = ledgers.new_ids([*ids_in_use(target, workspace), *ids])
    base = last_import(workspace) if workspace is not None else None
    merged = revisions.merge(base, ours, ledger, following, take)
    return Merging(merged, file.ledger, ids, file.digest, tuple(merge_problems(target, merged, take, ours, base)))


def merge_problems(
    target: Path, merged: Merged, take: Sequence[str], ours: Ledger, base: Ledger | None
) -> Iterator[Problem]:
    """What a person must look at: conflicts, tasks that might be others, names that nothing bears."""
    place = Place(str(target))
    ids = {task.id for task in ours.tasks}
    for task_id in take:
        if task_id not in ids:
            yield error("unknown-task", place, f"台账里没有标识“{task_id}”", "请核对 --take 的标识。")
    if base is None:
        message = "没有上次导入的记录，文件与台账不同的地方都列为冲突，台账保持原样"
        yield warning("no-base", place, message, "要采用文件的，用 --take 标识。")
    if merged.is_other:
        message = (
            f"这份文件里没有台账的大多数任务，不像已导入文件的修订稿；台账的任务都保留，增加 {len(merged.added)} 条"
        )
        advice = (
            "另一份文件（如补充通知）不必再做什么；文件或 --table 给错了的，运行 taizhang restore 恢复；"
            "确实不要了的任务，请在台账里删去，或用 --replace 整份换掉。"
        )
        yield error("another-document", place, message, advice)
    for task_id, others in merged.ambiguous.items():
        message = f"文件里的一条任务可能是 {'、'.join(others)} 中的一条，没有猜，已作为新任务 {task_id}，原来的都保留"
        advice = (
            f"请核对：是同一条的，把 {task_id} 的内容改到原来的行里，删去 {task_id} 这一行；文件不要了的，也请删去。"
        )
        yield error("ambiguous-task", place, message, advice)
    if merged.conflicts:
        names = "、".join(dict.fromkeys(f"{each.task_id} {each.heading}" for each in merged.conflicts))
        message = f"文件和台账都改过的有 {len(merged.conflicts)} 处（{names[:200]}），台账保持原样"
        yield error("undecided-conflicts", place, message, "要采用文件的，加 --take 标识（可多次）再导入一次。")


def report_of_merge(merging: Merging) -> ImportReport:
    """What a merge did."""
    merged = merging.merged
    return ImportReport(
        merged.ledger,
        (),
        merging.problems,
        added=tuple(merged.added),
        changed=merged.changed,
        kept=merged.kept,
        removed=tuple(merged.gone),
        conflicts=tuple(merged.conflicts),
    )


def write_merged(target: Path, workspace: Workspace | None, merging: Merging, document: Ledger, force: bool) -> None:
    """Write a merged ledger into the staff's own workbook, and remember the document as the next base."""
    from generator.ledger import editing
    from generator.system import disk

    former = workspace.former if workspace else target.parent
    kept = lay_by(workspace, merging.merged.base or document)
    with disk.writing(str(target)):
        editing.rewrite(
            target,
            merging.former,
            merging.ids,
            merging.merged.ledger,
            former,
            digest=merging.digest,
            force=force,
            announce=announcing(workspace, target, kept),
        )
    remember(workspace, kept)
