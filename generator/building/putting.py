"""Workbooks to their places in output/: never over what somebody typed, former files kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from generator import editions
from generator.building.looking import Candidate, Outcome, Run
from generator.pipeline import Workbook, cannot_write
from generator.problems import Place, Problem, error

EDITED = "edited-by-hand"


def put(run: Run, candidate: Candidate, path: Path, outcome: Outcome, force: bool) -> Workbook:
    """Put one workbook in its place, unless somebody typed into the one that is there."""
    from generator import writer

    name = path.as_posix()
    failed = Workbook(name, candidate.template, candidate.department or None, "failed", candidate.reasons)
    run.problems += outcome.problems
    if not outcome.data:
        return failed
    target = run.workspace.output / path
    sha = editions.sha_of(outcome.data)
    try:
        editions.refuse_links(run.workspace.output, path)
        edited = edits_in(run, target, name, outcome)
        if edited and not force:
            run.problems.append(edited_problem(run.workspace.shown(target), edited))
            return failed
        if edited:
            keep_copy(target, run.workspace.former)
        keep_written(written_path(run, sha[:24]), outcome.data)
        target.parent.mkdir(parents=True, exist_ok=True)
        run.records.add(
            editions.Entry(
                path=name,
                template=candidate.template,
                department=candidate.department,
                source=candidate.source,
                content=outcome.content,
                sha=sha,
                written=sha[:24],
                pages=outcome.pages,
                rows=outcome.rows,
                edition=candidate.edition,
            )
        )
        writer.replace_file(target, outcome.data)
    except OSError as failure:
        forget(run, name, candidate.entry)
        run.problems.append(cannot_write(run.workspace.shown(target), failure))
        return failed
    leave_former(run, candidate, name)
    return replace(failed, state="built", pages=outcome.pages, rows=outcome.rows)


def forget(run: Run, name: str, former: editions.Entry | None) -> None:
    """Take back what the manifest says of a workbook whose file could not be written."""
    run.records.manifest.entries.pop(name, None)
    if former is not None:
        run.records.manifest.entries[former.path] = former


def leave_former(run: Run, candidate: Candidate, name: str) -> None:
    """Move the file away that the workbook had under another name."""
    former = candidate.entry
    if former is not None and former.path != name and run.records.manifest.entries.get(former.path) == former:
        editions.move_away(run.workspace.output / former.path, run.workspace.former)
        del run.records.manifest.entries[former.path]


def edits_in(run: Run, target: Path, name: str, outcome: Outcome) -> list[str]:
    """The cells of the file in place that somebody changed since it was written; nothing where it is as it was."""
    if not target.is_file():
        return []
    data = target.read_bytes()
    entry = run.records.manifest.entries.get(name)
    if entry is not None and editions.sha_of(data) == entry.sha:
        return []
    kept = written_path(run, entry.written) if entry is not None and entry.written else None
    cells = editions.edited_cells(kept.read_bytes() if kept is not None and kept.exists() else outcome.data, target)
    if cells is None:
        return ["（读不出来）"]
    # what was collected since stands in the new workbook too: that edit is not lost by writing it
    lost = set(editions.edited_cells(outcome.data, target) or ())
    return [cell for cell in cells if cell in lost]


def edited_problem(file: str, cells: Sequence[str]) -> Problem:
    """A workbook that somebody typed into."""
    shown = "、".join(cells[:8]) + (f" 等 {len(cells)} 处" if len(cells) > 8 else "")
    sheet, _, cell = cells[0].partition("!")
    return error(
        EDITED,
        Place(file, sheet, cell),
        f"这个工作簿在生成后被手工改过（{shown}），没有覆盖",
        "要收进台账，运行 taizhang collect；确要重做，加 --force（改过的先保留一份在 旧版）。",
    )


def keep_copy(path: Path, folder: Path) -> None:
    """A copy of a file under 旧版."""
    from generator import writer

    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}（{number}）{path.suffix}"
    writer.replace_file(target, path.read_bytes())


def written_path(run: Run, name: str) -> Path:
    """Where a workbook is kept as it was written, to see later whether somebody typed into its file."""
    return run.workspace.records / editions.WRITTEN / name


def keep_written(path: Path, data: bytes) -> None:
    """Keep a workbook as it is about to be written."""
    from generator import writer

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        writer.replace_file(path, data, is_precious=False)


def move_orphans(run: Run) -> None:
    """Move away the workbooks of departments and templates that are no more."""
    manifest = run.records.manifest
    wanted = {(each.template, each.department) for each in run.candidates}
    for path, entry in list(manifest.entries.items()):
        if (entry.template, entry.department) not in wanted:
            editions.move_away(run.workspace.output / path, run.workspace.former)
            del manifest.entries[path]
