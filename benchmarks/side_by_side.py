"""Ours and its rivals, side by side: ``python -m benchmarks.side_by_side [ROUNDS] [WORKLOAD...]`` (``make bench``).

Every contestant of a workload is run once a round, one after another, as a process of its own; the table gives the
median, its ratio to the first contestant, and the largest memory of a process. Ours is timed from the start of the
process; rivals count what they print themselves (without reading the cells they are given).

a start, b one ledger, c a workbook for each department, d builds again, e reading and collecting, f wordings
"""

from __future__ import annotations

import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.ledgers import ROOT, ledger_for, ledger_of, workspace
from benchmarks.rivals import Cells
from generator import layout, pipeline, views
from generator import template as templates
from generator.lengths import digit_px, px_from_char_width
from generator.model import Book, Ledger
from generator.workspace import Workspace
from generator.writer.formats import properties

SIZES = (1_000, 10_000, 100_000)
DEPARTMENTS, EACH = 3_000, 40
DAY = ("--as-of", "2021-01-01")


@dataclass
class Contestant:
    """A command that is timed; `before` puts its files back as they were, `prints` says that it times itself."""

    name: str
    command: list[str]
    before: Callable[[], None] = lambda: None
    prints: bool = False
    seconds: list[float] = field(default_factory=list)
    mebibytes: float = 0.0

    def run(self) -> None:
        """One round."""
        self.before()
        started = time.perf_counter()
        with subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
            assert process.stdout is not None
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.perf_counter() - started
        assert process.returncode == 0, (self.name, output.decode())
        self.seconds.append(float(output) if self.prints else elapsed)
        self.mebibytes = max(self.mebibytes, usage.ru_maxrss / 1024)


def race(title: str, rounds: int, contestants: Iterable[Contestant]) -> None:
    """Run all of them in turn, and print their table."""
    entered = list(contestants)
    for _ in range(rounds):
        for each in entered:
            each.run()
    print(f"\n{title}", flush=True)
    first = statistics.median(entered[0].seconds)
    for each in entered:
        median = statistics.median(each.seconds)
        print(f"  {each.name:<44}{median:8.2f} s {median / first:8.2f} × {each.mebibytes:7.0f} MiB", flush=True)


def ours(*arguments: str | Path) -> list[str]:
    """The command."""
    return [sys.executable, "-m", "generator", *map(str, arguments)]


def forgotten(folder: Path) -> Callable[[], None]:
    """Remove what was built."""
    return lambda: shutil.rmtree(folder / "output", ignore_errors=True)


def rival(name: str, cells: Path, target: Path) -> Contestant:
    """A rival that writes these cells."""
    target.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.rivals", name, str(cells), str(target)]
    return Contestant(name, command, prints=True)


def cells_of(book: Book) -> Cells:
    """A workbook's main sheet as plain data for the rivals."""
    (sheet,) = (each for each in book.sheets[:1])
    digit = digit_px(book.styles[0].font.size)
    return Cells(
        [properties(style) for style in book.styles],
        [(px_from_char_width(column.width, digit) - 5) / 7 for column in sheet.columns],
        [
            (row.height or 15.0, [(None if value is None else str(value), style) for value, style in cells])
            for each in book.sheets
            for row, cells in ((row, list(zip(row.values, row.styles, strict=True))) for row in each.rows)
        ],
        [
            (m.first_row + shift, m.first_column, m.last_row - 1 + shift, m.last_column - 1)
            for each, shift in zip(book.sheets, starts(book), strict=True)
            for m in each.merges
        ],
        list(sheet.breaks),
    )


def starts(book: Book) -> list[int]:
    """Where the rows of each sheet begin when all stand on one."""
    found, at = [], 0
    for sheet in book.sheets:
        found.append(at)
        at += len(sheet.rows)
    return found


def store(folder: Path, name: str, departments: bool) -> Path:
    """The cells of a workspace's workbooks of one template, for the rivals."""
    space = Workspace(folder)
    loaded = pipeline.load(space)
    (template,), _ = pipeline.read_templates(space, [name])
    path = folder / f"{name}.cells"
    scopes = [views.for_department(loaded.scope, each) for each in loaded.scope.departments]
    with path.open("wb") as stream:
        for scope in scopes if departments else [loaded.scope]:
            table, problems = templates.fill(template, scope)
            assert table is not None, problems
            pickle.dump(cells_of(layout.lay_out(table)[0]), stream)
    return path


# ------------------------------------------------------------------------------------------ the workloads


def start(root: Path, rounds: int) -> None:
    """a: from process start."""
    example = root / "example"
    for name in ("input", "templates"):
        shutil.copytree(ROOT / name, example / name)
    build = ours("build", "--workspace", example, *DAY)
    race(
        "a) cold start",
        max(rounds, 5),
        [
            Contestant("python -c pass", [sys.executable, "-c", "pass"]),
            Contestant("taizhang --help", ours("--help")),
            Contestant("the example, 24 workbooks", build, forgotten(example)),
        ],
    )


def one_ledger(root: Path, rounds: int) -> None:
    """b: the official ledger."""
    for size in SIZES:
        folder = workspace(root / f"b{size}", ledger_of(size))
        cells = store(folder, "official", departments=False)
        build = Contestant("ours: read, lay out, write", ours("build", "--workspace", folder, *DAY), forgotten(folder))
        entered = [rival("XlsxWriter", cells, folder / "rivals"), build]
        if size == 10_000:
            entered.append(rival("openpyxl", cells, folder / "rivals"))
        if size <= 10_000:
            entered.append(rival("xltpl", cells, folder / "rivals"))
        race(f"b) official ledger of {size:,} tasks", rounds, entered)


def departments_of(root: Path) -> tuple[Path, Ledger]:
    """The workspace of c and d."""
    ledger = ledger_for(DEPARTMENTS, EACH)
    folder = root / "c"
    if not folder.exists():
        workspace(folder, ledger, ("department",))
    return folder, ledger


def a_workbook_each(root: Path, rounds: int) -> None:
    """c: department workbooks."""
    folder, _ = departments_of(root)
    cells = store(folder, "department", departments=True)
    build = ["build", "--workspace", str(folder), *DAY]
    race(
        f"c) {DEPARTMENTS:,} departments × {EACH} tasks",
        rounds,
        [
            rival("XlsxWriter", cells, folder / "rivals"),
            Contestant("ours --jobs 1", ours(*build, "--jobs", "1"), forgotten(folder)),
            Contestant("ours --jobs 2", ours(*build, "--jobs", "2"), forgotten(folder)),
        ],
    )


def builds_again(root: Path, rounds: int) -> None:
    """d: nothing changed, one task changed."""
    folder, ledger = departments_of(root)
    forgotten(folder)()
    build = ours("build", "--workspace", folder, *DAY)
    changed = replace(ledger.tasks[0], deadline_text="2021年6月底")
    other = workspace(root / "d", replace(ledger, tasks=(changed, *ledger.tasks[1:])), ())
    first, second = ((at / "input" / "ledger.xlsx").read_bytes() for at in (folder, other))
    built = root / "built"

    def with_ledger(data: bytes) -> Callable[[], None]:
        def put() -> None:
            forgotten(folder)()
            shutil.copytree(built, folder / "output")
            (folder / "input" / "ledger.xlsx").write_bytes(data)

        return put

    whole = Contestant("everything", build, forgotten(folder))
    whole.run()
    shutil.copytree(folder / "output", built)
    race(
        "d) building c again",
        rounds,
        [
            whole,
            Contestant("nothing changed", build, with_ledger(first)),
            Contestant("one task changed", build, with_ledger(second)),
        ],
    )
    (folder / "input" / "ledger.xlsx").write_bytes(first)


def reading(root: Path, rounds: int) -> None:
    """e: canonical workbook, returned workbooks."""
    folder = workspace(root / "e", ledger_of(SIZES[-1]))
    path = folder / "input" / "ledger.xlsx"
    read = f"from pathlib import Path; from generator import ledger; ledger.read(Path({str(path)!r}))"
    race(
        "e) reading",
        rounds,
        [
            Contestant(f"the canonical workbook of {SIZES[-1]:,} tasks", [sys.executable, "-c", read]),
            Contestant(
                "collecting 3,000 workbooks of 40 rows",
                [sys.executable, "-m", "benchmarks.collect", "--seconds"],
                prints=True,
            ),
        ],
    )


def wordings(root: Path, rounds: int) -> None:
    """f: responsible units."""
    path = root / "f.pickle"
    path.write_bytes(pickle.dumps(ledger_of(SIZES[-1], units=5_000)))
    code = (
        "import pickle, sys, time; from generator import departments; "
        "ledger = pickle.load(open(sys.argv[1], 'rb')); started = time.perf_counter(); "
        "departments.assign(ledger); print(time.perf_counter() - started)"
    )
    command = [sys.executable, "-c", code, str(path)]
    race("f) 100,000 wordings of units, 5,000 different", rounds, [Contestant("ours", command, prints=True)])


WORKLOADS = {"a": start, "b": one_ledger, "c": a_workbook_each, "d": builds_again, "e": reading, "f": wordings}


def main(arguments: list[str]) -> None:
    """Run the workloads that are named, or all."""
    rounds = int(arguments[0]) if arguments else 5
    with tempfile.TemporaryDirectory() as name:
        for workload in arguments[1:] or WORKLOADS:
            WORKLOADS[workload](Path(name), rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
