"""3,000 returned workbooks of 40 rows to changes.

    python -m benchmarks.collect [WORKBOOKS] [ROWS] [--seconds]

The workbooks are made first and are not part of the time. Target: under 60 s on 2 cores.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from generator.hidden_sheet import SHEET_NAME, Mark, MarkedColumn, MarkedRow, MarkedSheet
from generator.model import Department, Ledger, Task
from generator.returns import Current, PackedRead, apply, compare, decide, read_all, sources

FIELDS = (
    ("id", "标识", False),
    ("number", "序号", False),
    ("content", "具体任务", False),
    ("deadline_text", "完成时限", False),
    ("state", "落实状态", True),
    ("progress", "进展情况", True),
    ("difficulties", "存在问题", True),
)
CONTENT = "做好重点领域信息公开工作，及时公开规划、预算、决算等内容，回应社会关切，接受群众监督"


def returned_workbook(path: Path, department: str, rows: int) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("任务")
        sheet.write_row(2, 0, [heading for _, heading, _ in FIELDS])
        for row in range(rows):
            values = [f"T{row:03}", row, f"{CONTENT}{row}", "12月底前", "推进中", f"已完成第{row}步", ""]
            sheet.write_row(3 + row, 0, values)
        sheet.write(rows + 4, 1, "填报人：张三")
        columns = tuple(MarkedColumn(n, name, heading, given) for n, (name, heading, given) in enumerate(FIELDS))
        marked = MarkedSheet("任务", columns, tuple(MarkedRow(3 + row, f"T{row:03}") for row in range(rows)))
        hidden = book.add_worksheet(SHEET_NAME)
        hidden.very_hidden()
        for number, line in enumerate(Mark("台账", 1, "department", department, (marked,)).as_rows()):
            hidden.write_row(number, 0, line)


def main(workbooks: int, rows: int, only_seconds: bool = False) -> None:
    names = [f"单位{number:04}" for number in range(workbooks)]
    tasks = [Task(f"T{row:03}", str(row), content=f"{CONTENT}{row}", deadline_text="12月底前") for row in range(rows)]
    ledger = Ledger("台账", tasks=tuple(tasks), departments=tuple(map(Department, names)))
    sent = {task.id: {"number": task.number, "content": task.content, "deadline_text": "12月底前"} for task in tasks}
    blank = {"state": "", "progress": "", "difficulties": ""}
    bases = {(1, name, task_id): values | blank for name in names for task_id, values in sent.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, department in enumerate(names):
            returned_workbook(folder / f"{number}.xlsx", department, rows)
        started = time.perf_counter()
        found, _ = sources([folder])
        read = read_all(found)
        reading = time.perf_counter() - started
        current = Current(ledger)
        compared = [compare(returned, current, bases) for returned, _ in map(PackedRead.read, read) if returned]
        decided = decide(compared)
        after = apply(ledger, decided)
        seconds = time.perf_counter() - started
    assert len(after.returns) == workbooks * rows, len(after.returns)
    changes = len(decided.changes)
    if only_seconds:
        print(seconds)
        return
    print(f"{workbooks} workbooks × {rows} rows: {seconds:.1f} s ({reading:.1f} s reading), {changes} changes")


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument != "--seconds"] or ["3000", "40"]
    main(*map(int, numbers), only_seconds="--seconds" in sys.argv)
