"""Building again: 1,000 departments × 60 tasks built, built again, and built after one edit that reaches 5 departments.

    python -m benchmarks.editions [DEPARTMENTS] [TASKS_EACH] [ROUNDS]

Whole processes are timed; each round builds a new office from nothing. Printed are the medians of the rounds and, for
an edit, its share of the first build in each round. `benchmarks.side_by_side d` does the same without the whole ledger.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from msgspec.structs import replace

from benchmarks.ledgers import ROOT, ledger_for, workspace
from generator.ledger import as_book
from generator.model import Ledger
from generator.writer import write


def timed(folder: Path) -> float:
    """Seconds of one build, as a process."""
    command = [sys.executable, "-m", "generator", "build", "--workspace", str(folder), "--as-of", "2021-01-01"]
    os.sync()  # what was written before is not written to the disk while the command is timed
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Print the times and their ratios; the program is compiled beforehand, as pip compiles what it installs."""
    compileall.compile_dir(ROOT / "generator", quiet=1)
    departments, each, rounds = (int(text) for text in (*sys.argv[1:], *("1000", "60", "5")[len(sys.argv) - 1 :]))
    ledger = ledger_for(departments, each)
    for templates in (("official", "department", "receipt"), ("official", "department", "receipt", "summary")):
        firsts, seconds, edits = zip(*(times(ledger, templates) for _ in range(rounds)), strict=True)
        first, second, edit = median(firsts), median(seconds), median(edits)
        shares = sorted(own / of for own, of in zip(edits, firsts, strict=True))
        print(f"{departments} departments × {each} tasks, {'、'.join(templates)}: first build {first:.1f} s")
        print(f"  second build {second:.2f} s = {second / first:.1%} of it")
        print(
            f"  one edit for 5 departments {edit:.2f} s = {edit / first:.1%} of it ({shares[0]:.1%}–{shares[-1]:.1%})"
        )


def times(ledger: Ledger, templates: Sequence[str]) -> tuple[float, float, float]:
    """Seconds of a first build, of a second one, and of one after an edit."""
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(Path(name) / "office", ledger, templates)
        first = timed(folder)
        again = timed(folder)
        tasks = (replace(ledger.tasks[0], deadline_text="2021年6月底"), *ledger.tasks[1:])
        write(as_book(replace(ledger, tasks=tasks)), folder / "input" / "ledger.xlsx")
        return first, again, timed(folder)


if __name__ == "__main__":
    main()
