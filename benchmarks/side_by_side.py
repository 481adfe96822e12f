"""Ours and its rivals, side by side: ``python -m benchmarks.side_by_side [ROUNDS] [WORKLOAD...]`` (``make bench``).

Every contestant of a workload is run once a round, one after another, as a process of its own; the table gives the
median, its ratio to the first contestant, and the largest memory of a process. All are timed from the start of their
process to its end; rivals are spared the time in which they read the cells they are given.

a start, b one ledger, c a workbook for each department, d builds again, e reading and collecting, f wordings
"""

from __future__ import annotations

import compileall
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 10_000, 100_000)
DEPARTMENTS, EACH = 3_000, 40
DAY = ("--as-of", "2021-01-01")


@dataclass
class Contestant:
    """A command that is timed; `before` puts its files back as they were.

    `prints` says what it writes: the seconds that count, or those that do not.
    """

    name: str
    command: list[str]
    before: Callable[[], None] = lambda: None
    prints: Literal["", "seconds", "spared"] = ""
    seconds: list[float] = field(default_factory=list)
    mebibytes: float = 0.0

    def run(self) -> None:
        """One round."""
        self.before()
        os.sync()  # what was put back is not written to the disk while the command is timed
        started = time.perf_counter()
        with subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
            assert process.stdout is not None
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.perf_counter() - started
        assert process.returncode == 0, (self.name, output.decode())
        counts = {"": lambda: elapsed, "seconds": lambda: float(output), "spared": lambda: elapsed - float(output)}
        self.seconds.append(counts[self.prints]())
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
    return Contestant(name, command, prints="spared")


def prepared(function: str, *arguments: object) -> None:
    """Call a function of `benchmarks.preparing` in a process of its own, so that this one stays small.

    What Linux calls the largest memory of a process is at least that of the process that started it.
    """
    process = multiprocessing.get_context("spawn").Process(target=call, args=(function, arguments))
    process.start()
    process.join()
    assert process.exitcode == 0, function


def call(function: str, arguments: tuple[object, ...]) -> None:
    """The function, in its process."""
    from benchmarks import preparing

    getattr(preparing, function)(*arguments)


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
        folder = root / f"b{size}"
        prepared("one_ledger", folder, size)
        cells = folder / "official.cells"
        build = Contestant("ours: read, lay out, write", ours("build", "--workspace", folder, *DAY), forgotten(folder))
        entered = [rival("XlsxWriter", cells, folder / "rivals"), build]
        if size == 10_000:
            entered.append(rival("openpyxl", cells, folder / "rivals"))
        if size <= 10_000:
            entered.append(rival("xltpl", cells, folder / "rivals"))
        race(f"b) official ledger of {size:,} tasks", rounds, entered)


def departments_of(root: Path) -> Path:
    """The workspace of c and d."""
    folder = root / "c"
    if not folder.exists():
        prepared("department_ledger", folder, DEPARTMENTS, EACH)
    return folder


def a_workbook_each(root: Path, rounds: int) -> None:
    """c: department workbooks."""
    folder = departments_of(root)
    cells = folder / "department.cells"
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
    folder = departments_of(root)
    forgotten(folder)()
    build = ours("build", "--workspace", folder, *DAY)
    first, second = (folder / "input" / "ledger.xlsx").read_bytes(), (folder / "changed.xlsx").read_bytes()
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
    folder = root / "e"
    prepared("one_ledger", folder, SIZES[-1])
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
                prints="seconds",
            ),
        ],
    )


def wordings(root: Path, rounds: int) -> None:
    """f: responsible units."""
    path = root / "f.pickle"
    prepared("pickled_ledger", path, SIZES[-1], 5_000)
    code = (
        "import pickle, sys, time; from generator import departments; "
        "ledger = pickle.load(open(sys.argv[1], 'rb')); started = time.perf_counter(); "
        "departments.assign(ledger); print(time.perf_counter() - started)"
    )
    command = [sys.executable, "-c", code, str(path)]
    race("f) 100,000 wordings of units, 5,000 different", rounds, [Contestant("ours", command, prints="seconds")])


WORKLOADS = {"a": start, "b": one_ledger, "c": a_workbook_each, "d": builds_again, "e": reading, "f": wordings}


def main(arguments: list[str]) -> None:
    """Run the workloads that are named, or all; first the program is compiled, as pip does when it installs."""
    compileall.compile_dir(ROOT / "generator", quiet=1)
    rounds = int(arguments[0]) if arguments else 5
    with tempfile.TemporaryDirectory() as name:
        for workload in arguments[1:] or WORKLOADS:
            WORKLOADS[workload](Path(name), rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
