"""Building again: 1,000 departments × 60 tasks built, built again, and built after one edit that reaches 5 departments.

    python -m benchmarks.editions [DEPARTMENTS] [TASKS_EACH]

Whole processes are timed, once each; `benchmarks.side_by_side d` does the same in rounds, without the official ledger.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.ledgers import ROOT, ledger_for, workspace
from generator.ledger import as_book
from generator.model import Ledger
from generator.writer import write


def timed(folder: Path) -> float:
    """Seconds of one build, as a process."""
    command = [sys.executable, "-m", "generator", "build", "--workspace", str(folder), "--as-of", "2021-01-01"]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Print the three times and their ratios; the program is compiled beforehand, as pip compiles what it installs."""
    compileall.compile_dir(ROOT / "generator", quiet=1)
    departments, each = (int(text) for text in (*sys.argv[1:3], "1000", "60")[:2])
    ledger = ledger_for(departments, each)
    for templates in (("official", "department", "receipt"), ("official", "department", "receipt", "summary")):
        first, again, edit = times(ledger, templates)
        print(f"{departments} departments × {each} tasks, {'、'.join(templates)}: first build {first:.1f} s")
        print(f"  second build {again:.2f} s = {again / first:.1%} of it")
        print(f"  one edit for 5 departments {edit:.2f} s = {edit / first:.1%} of it")


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
