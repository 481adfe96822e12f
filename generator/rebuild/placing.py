"""Workbooks to their places in output/: never over what somebody typed, former files kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.problems import Place, Problem, error, warning
from generator.rebuild.additions import additions_in, shortened
from generator.rebuild.hand_edits import edited_cells
from generator.rebuild.plan import Candidate, Plan
from generator.rebuild.rendering import Rendered, rendered
from generator.records.access import Records, records_as_they_are
from generator.records.manifest import Entry
from generator.system import disk

EDITED = "edited-by-hand"


def put(
    records: Records, candidate: Candidate, path: Path, made: Rendered, is_forced: bool
) -> tuple[bool, tuple[Problem, ...]]:
    """Put a workbook in its place, unless somebody typed into the file that is there; whether it was put, and why not.

    `path` is relative to output/. The journal says what will be put before it is.
    """
    workspace = records.workspace
    target = workspace.output / path
    problems: tuple[Problem, ...] = ()
    try:
        disk.refuse_links(workspace.output, path)
        edited, added = changes_in(records, target, path.as_posix(), made.data)
        if edited and not is_forced:
            return False, (edited_problem(workspace.shown(target), edited),)
        if edited or added:
            copy = disk.keep_copy(target, workspace.former)
            problems = (added_problem(workspace.shown(target), added, workspace.shown(copy)),) if added else ()
        entry = entry_of(candidate, path, made)
        records.keep_written(entry.written, made.data)
        target.parent.mkdir(parents=True, exist_ok=True)
        records.add(entry)
        disk.replace_file(target, made.data)
    except OSError as failure:
        take_back(records, path.as_posix(), candidate.entry)
        return False, (disk.cannot_write(workspace.shown(target), failure),)
    move_former(records, candidate, path.as_posix())
    return True, problems


def entry_of(candidate: Candidate, path: Path, made: Rendered) -> Entry:
    """What is remembered of a workbook."""
    sha = disk.sha_of(made.data)
    return Entry(
        path=path.as_posix(),
        template=candidate.template,
        department=candidate.department,
        source=candidate.source,
        content=made.content,
        sha=sha,
        written=sha[:24],
        pages=made.pages,
        rows=made.rows,
        edition=candidate.edition,
    )


def take_back(records: Records, name: str, former: Entry | None) -> None:
    """Take back what the manifest says of a workbook whose file could not be written."""
    records.manifest.entries.pop(name, None)
    if former is not None:
        records.manifest.entries[former.path] = former


def move_former(records: Records, candidate: Candidate, name: str) -> None:
    """Move the file away that the workbook had under another name."""
    former = candidate.entry
    if former is not None and former.path != name and records.manifest.entries.get(former.path) == former:
        move_away(records, former.path)
        del records.manifest.entries[former.path]


def move_orphans(records: Records, candidates: Sequence[Candidate]) -> None:
    """Move away the workbooks of departments and templates that are no more."""
    manifest = records.manifest
    wanted = {(candidate.template, candidate.department) for candidate in candidates}
    for path, entry in list(manifest.entries.items()):
        if (entry.template, entry.department) not in wanted:
            move_away(records, path)
            del manifest.entries[path]


def move_away(records: Records, name: str) -> None:
    """Move a workbook to the former files, and the PDF that was printed of it."""
    path = records.workspace.output / name
    for each in (path, path.with_suffix(".pdf")):
        disk.move_away(each, records.workspace.former)


# ------------------------------------------------------------------------------------------ hand edits


def changes_in(records: Records, target: Path, name: str, data: bytes) -> tuple[list[str], list[str]]:
    """The cells of the file in place that somebody changed since it was written, and what else somebody added.

    Nothing if the file is as it was. `data` is what will take its place: what was collected since stands there too, so
    that such an edit is not lost.
    """
    if not target.is_file():
        return [], []
    there = target.read_bytes()
    entry = records.manifest.entries.get(name)
    if entry is not None and disk.sha_of(there) == entry.sha:
        return [], []
    kept = records.written(entry) if entry is not None else None
    written = kept if kept is not None else data
    cells = edited_cells(written, there)
    if cells is None:
        return ["（读不出来）"], []
    lost = set(edited_cells(data, there) or ())
    return [cell for cell in cells if cell in lost], additions_in(written, there)


def edits_in_the_way(plan: Plan, stale: Sequence[Candidate]) -> Iterator[Problem]:
    """What a build would tell of stale workbooks that somebody typed into; only those whose file changed are made.

    Nothing is locked for that: what another command writes meanwhile is no edit, and its records say so.
    """
    workspace = plan.records.workspace
    found = []
    for candidate in stale:
        entry = candidate.entry
        target = workspace.output / entry.path if entry else workspace.output
        if entry is None or not target.is_file() or disk.sha_of(target.read_bytes()) == entry.sha:
            continue
        edited, _ = changes_in(plan.records, target, entry.path, rendered(plan, candidate).data)
        if edited:
            found.append((entry, edited_problem(workspace.shown(target), edited)))
    now = records_as_they_are(workspace).manifest.entries if found else {}
    yield from (problem for entry, problem in found if now.get(entry.path) == entry)


def typed_into(records: Records, entries: Iterable[Entry]) -> Iterator[Problem]:
    """Those of some workbooks that somebody typed into; no build makes them anew where they are up to date."""
    for entry in entries:
        target, written = records.workspace.output / entry.path, records.written(entry)
        edited = changes_in(records, target, entry.path, written)[0] if written is not None else ()
        if edited:
            yield edited_problem(records.workspace.shown(target), edited, "没有发出")


def edited_problem(file: str, cells: Sequence[str], left: str = "没有覆盖") -> Problem:
    """A workbook that somebody typed into, and what was not done."""
    shown = "、".join(cells[:8]) + (f" 等 {len(cells)} 处" if len(cells) > 8 else "")
    sheet, _, cell = cells[0].partition("!")
    return error(
        EDITED,
        Place(file, sheet, cell),
        f"这个工作簿在生成后被手工改过（{shown}），{left}",
        "要收进台账，运行 taizhang collect；确要重做，加 --force（改过的先保留一份在 旧版）。",
    )


def added_problem(file: str, added: Sequence[str], copy: str) -> Problem:
    """A workbook to which somebody added what no value says; it was kept as a copy and made again."""
    return warning(
        "added-by-hand",
        Place(file),
        f"这个工作簿在生成后被人加了内容（{shortened(added)}），已保留一份再重做",
        f"原样保留在 {copy}；要长期保留的格式，请改 templates 里的模板。",
    )
