"""Real ledgers, imported and printed: ``python -m benchmarks.real_ledgers --cases DIR`` (DIR/ledgers/*.json).

Each is laid out with the first column of labels merged and printed by LibreOffice: its pages must be as many as were
foretold, with every text whole in its cell. One that was repaired by hand (NAME_repaired.tsv) is imported too, from a
Word table of one page and of several, and compared row by row.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from generator import documents
from generator.layout import lay_out
from generator.lengths import CharWidth
from generator.model import Column, Row, RowForm, Table, Task
from generator.writer import write
from tests.documents.sources import write_docx
from tests.layout.tables import A4, LABEL, TEXT, book, heading_row
from tests.layout.test_render import wrong_pages
from tests.rendering import convert, soffice

TOTAL_WIDTH = 115
"""Of all columns, in characters."""
FIRST_WIDTH = 12


def table_of(name: str, source: dict[str, Any]) -> Table:
    """A ledger as it was cut from its PDF, line breaks in cells kept."""
    body = [row["cells"] for row in source["rows"] if row["cells"] != source["columns"]]
    count = len(source["columns"])
    form = RowForm(
        styles=(LABEL,) + (TEXT,) * (count - 1),
        across=(1,) * count,
        labels=("repeat",) + (None,) * (count - 1),
        fields=("",) * count,
        inputs=(False,) * count,
        height=None,
        kind="band",
        source_row=1,
    )
    rows, label = [heading_row(count)], ""
    for number, cells in enumerate(body):
        label = cells[1] or label
        values = (label, *(cells[n] or None for n in range(1, count)))
        rows.append(Row(form, values, (label, *(None,) * (count - 1)), (), False, f"T{number}"))
    widths = [FIRST_WIDTH, *([(TOTAL_WIDTH - FIRST_WIDTH) / (count - 1)] * (count - 1))]
    columns = tuple(Column(CharWidth(round(width, 2))) for width in widths)
    return Table(name[:31], columns, tuple(rows), print_titles=(0, 1), page=A4)


def score_print(ledgers: dict[str, dict[str, Any]], folder: Path) -> None:
    """Print every ledger and say what is cut."""
    for name, source in ledgers.items():
        laid, _ = lay_out(book(table_of(name, source)))
        path = folder / f"{name}.xlsx"
        write(laid, path)
        (pdf,) = convert([path], folder)
        wrong = wrong_pages(laid, pdf)
        print(f"{name}: {laid.page_count} pages, {len(wrong)} cells wrong", *wrong, sep="\n  ")


def score_import(name: str, source: dict[str, Any], repaired: Path, folder: Path) -> None:
    """Import a ledger and compare it with what a person made of it."""
    pages: dict[int, list[list[str | None]]] = {}
    for row in source["rows"]:
        pages.setdefault(row["page"], []).append(row["cells"])
    lines = repaired.read_text("utf-8").splitlines()
    wanted = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    for one in (False, True):
        path = write_docx(folder / f"{name}.docx", list(pages.values()), ["方案"], one=one)
        imported, problems = documents.read(path)
        assert imported is not None, problems
        rows = zip(imported.ledger.tasks, wanted, strict=False)
        right = sum(texts_of(task) == tuple(row[heading] for heading in HEADINGS) for task, row in rows)
        print(f"{name}, {'one table' if one else 'a table a page'}: {right} of {len(wanted)} tasks right")
        print(f"  {len(imported.ledger.tasks)} tasks read")


HEADINGS = ("序号", "重点举措", "实施路径", "完成时限", "责任单位", "配合单位")


def texts_of(task: Task) -> tuple[str, ...]:
    """What the columns of HEADINGS hold."""
    return (task.number, task.section, task.content, task.deadline_text, task.units_text, task.support_text)


def main() -> None:
    option, cases = sys.argv[1:]
    assert option == "--cases", option
    files = sorted((Path(cases) / "ledgers").glob("*.json"))
    ledgers = {path.stem: json.loads(path.read_text("utf-8")) for path in files}
    with tempfile.TemporaryDirectory() as name:
        for path in files:
            repaired = path.with_name(f"{path.stem}_repaired.tsv")
            if repaired.exists():
                score_import(path.stem, ledgers[path.stem], repaired, Path(name))
        if soffice():
            score_print({key: ledger for key, ledger in ledgers.items() if "rows" in ledger}, Path(name))


if __name__ == "__main__":
    main()
