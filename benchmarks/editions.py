"""Building again: 1,000 departments × 60 tasks built, built again, and built after one edit that reaches 5 departments.

    python -m benchmarks.editions [DEPARTMENTS] [TASKS_EACH]

Whole processes are timed. The ledger has DEPARTMENTS × TASKS_EACH / 5 tasks of five departments each.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from generator.ledger import as_book
from generator.model import Department, Ledger, Task
from generator.writer import write

ROOT = Path(__file__).parents[1]
SHARED_BY = 5


def ledger_of(departments: int, tasks_each: int) -> Ledger:
    """A ledger in which every department has `tasks_each` tasks."""
    names = [f"第{n}办事处" for n in range(1, departments + 1)]
    count = departments * tasks_each // SHARED_BY
    tasks = tuple(
        Task(
            id=f"T{n:06}",
            number=str(n),
            section=f"{n // 25 + 1}、紧扣重点领域信息，深化主动公开工作",
            item=f"（{n // 5 + 1}）强化稳增长保民生信息公开",
            content=f"主动公开本地区第{n}项规划纲要、国土空间规划、专项规划和区域规划等信息，做好历史规划的归集整理。",
            units_text="、".join(names[(n * SHARED_BY + k) % departments] for k in range(SHARED_BY)),
            deadline_text="2021年12月底",
        )
        for n in range(count)
    )
    return Ledger("某省2021年工作要点分工台账", 2021, tasks=tasks, departments=tuple(map(Department, names)))


def timed(folder: Path, *options: str) -> float:
    """Seconds of one build, as a process."""
    command = [
        sys.executable,
        "-m",
        "generator",
        "build",
        "--workspace",
        str(folder),
        "--as-of",
        "2021-01-01",
        *options,
    ]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Print the three times and their ratios."""
    departments, each = (int(text) for text in (*sys.argv[1:3], "1000", "60")[:2])
    ledger = ledger_of(departments, each)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "templates", folder / "templates")
        (folder / "templates" / "summary.xlsx").unlink()
        (folder / "input").mkdir()
        write(as_book(ledger), folder / "input" / "ledger.xlsx")
        first = timed(folder)
        again = timed(folder)
        tasks = (replace(ledger.tasks[0], deadline_text="2021年6月底"), *ledger.tasks[1:])
        write(as_book(replace(ledger, tasks=tasks)), folder / "input" / "ledger.xlsx")
        edit = timed(folder)
    print(f"{departments} departments × {each} tasks: first build {first:.1f} s")
    print(f"second build {again:.2f} s = {again / first:.1%} of it")
    print(f"one edit for {SHARED_BY} departments {edit:.2f} s = {edit / first:.1%} of it")


if __name__ == "__main__":
    main()
