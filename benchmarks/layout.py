"""Laying out 1,000, 10,000 and 100,000 rows × 5 cells, against the time that XlsxWriter then takes to write them.

python -m benchmarks.layout [ROUNDS]
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time

from generator.layout import lay_out
from generator.lengths import CharWidth, Inch
from generator.model import Column, PageSetup, Row, RowForm, Table, TableBook
from generator.writer import render
from tests.layout.tables import LABEL, STYLES, TEXT, text

SIZES = (1_000, 10_000, 100_000)
WIDTHS = (14, 17, 53, 24, 13)


def book_of(count: int) -> TableBook:
    """A ledger-like table: 25 tasks a section, 5 an item, wordings of real length, every text another."""
    source = random.Random(count)
    form = RowForm(
        (LABEL, LABEL, TEXT, LABEL, LABEL),
        (1,) * 5,
        ("repeat", "repeat", None, None, None),
        ("",) * 5,
        (False,) * 5,
        None,
        "band",
        2,
    )
    rows = []
    for n in range(count):
        section, item = f"{n // 25}、紧扣重点领域信息", f"（{n // 5}）强化稳增长保民生信息公开"
        values = (section, item, f"{n}.{text(source, 180)}某项", f"某发改委、某财政局{n % 500}", "2021年12月底")
        rows.append(Row(form, values, (section, (section, item), None, None, None), (), False, f"T{n:06}"))
    columns = tuple(Column(CharWidth(width)) for width in WIDTHS)
    page = PageSetup(9, True, Inch(0.7), Inch(0.7), Inch(1), Inch(1))
    return TableBook((Table("台账", columns, tuple(rows), page=page),), STYLES)


def main() -> None:
    """Print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    gc.disable()
    for size in SIZES:
        laying, writing = [], []
        for _ in range(rounds):
            given = book_of(size)
            started = time.perf_counter()
            laid, _ = lay_out(given)
            between = time.perf_counter()
            render(laid)
            laying.append(between - started)
            writing.append(time.perf_counter() - between)
        ours, theirs = statistics.median(laying), statistics.median(writing)
        print(f"{size:>7,} rows: layout {ours:6.2f} s, writing {theirs:6.2f} s, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
