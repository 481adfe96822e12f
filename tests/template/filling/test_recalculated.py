"""Formulas of made-up templates as LibreOffice works them out, against what their authors meant.

A template is drawn at random: nested groups, items of several rows, rows that come out only for some, subtotals, totals
above and below, names, a second sheet. What its formulas mean is worked out here from the rows as they came out, by the
turns of their loops, and from nothing that the program knows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import python_calamine
from openpyxl.styles import Alignment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from generator.model import Sheet, TaskView
from generator.rebuild.additions import additions_in
from generator.rebuild.hand_edits import edited_cells
from generator.writer import write
from tests.rendering import convert, pages_of
from tests.template.drawn import drawn, laid_out, scope, task

COUNT = 200
GROUPINGS = ("一级任务", "二级任务")
Number = float


@dataclass
class Line:
    """A template row that comes out: the loops around it by their numbers, and its cells from column C on."""

    loops: tuple[int, ...]
    text: str
    number: str = ""
    """What stands in column B: a field, or nothing."""
    subtotal: int = 0
    """The row that column B sums up."""
    is_conditional: bool = False
    row: int = 0
    formulas: list[tuple[str, Callable[[Record], Number]]] = field(default_factory=list)


@dataclass
class Record:
    """A row that came out: its line, the turns of the loops around it, its number, and its place among all."""

    line: Line
    turns: tuple[int, ...]
    number: Number | None
    at: int
    made: Made


@dataclass
class Made:
    """A template with what it gives."""

    seed: int
    tasks: list[TaskView] = field(default_factory=list)
    picture: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    name: Line | None = None
    other: list[tuple[str, Callable[[], Number]]] = field(default_factory=list)
    """Formulas of a second sheet."""

    def whole(self, first: int, last: int) -> list[Record]:
        """All rows that template rows first to last became."""
        return [each for each in self.records if first <= each.line.row <= last]

    def near(self, here: Record, first: int, last: int) -> list[Record]:
        """Those of them that are in the turns that they share with a row."""
        found = []
        for each in self.whole(first, last):
            pairs = list(zip(here.line.loops, each.line.loops, strict=False))
            shared = next((n for n, (own, other) in enumerate(pairs) if own != other), len(pairs))
            if here.turns[:shared] == each.turns[:shared]:
                found.append(each)
        return found

    def meant(self, here: Record, first: int, last: int, marks: str) -> list[Record]:
        """The rows of a range with ``$`` at its first end (f), its last end (l) or both."""
        if marks == "fl":
            return self.whole(first, last)
        near = self.near(here, first, last)
        if marks == "f":
            return [each for each in self.whole(first, last) if each.at <= (near[-1] if near else here).at]
        if marks == "l":
            return [each for each in self.whole(first, last) if each.at >= (near[0] if near else here).at]
        return near


def numbers(records: Sequence[Record]) -> list[Number]:
    """The numbers of rows, of those that have one."""
    return [worth for each in records if (worth := value_of(each)) is not None]


def value_of(record: Record) -> Number | None:
    """What column B of a row holds."""
    if record.line.subtotal:
        below = record.made.near(record, record.line.subtotal, record.line.subtotal)
        return sum(numbers(below))
    return record.number


# ------------------------------------------------------------------------------------------------- drawing one


def made_up(seed: int) -> Made:
    """A template with its tasks and all rows that come out."""
    rng = random.Random(seed)
    made = Made(seed)
    sizes = [rng.randint(0, 3) for _ in range(rng.randint(1, 4))]
    long_ones = seed % 10 == 0
    for section, size in enumerate(sizes):
        for _ in range(size * rng.randint(1, 3)):
            number = len(made.tasks) + 1
            content = "督" * 1500 if long_ones and rng.random() < 0.2 else f"任务{number}"
            extra = {"投资": rng.randint(1, 50) * 10, "分值": rng.randint(0, 9)}
            made.tasks.append(task(number, f"第{section}章", f"第{rng.randint(0, 2)}节", content=content, extra=extra))
    depth = rng.randint(0, 2)
    draw_lines(made, depth, rng)
    for line in made.lines:
        add_formulas(line, made, rng)
    come_out(made)
    return made


def draw_lines(made: Made, depth: int, rng: random.Random) -> None:
    """The rows of a template with `depth` groups around its tasks."""
    out = made.picture

    def add(line: Line) -> Line:
        made.lines.append(line)
        out.append("")
        line.row = len(out)
        return line

    for _ in range(rng.randint(0, 2)):
        add(Line((), "题"))
    below: list[Line] = []
    given = "任务列表"
    for level in range(depth):
        out.append(f"{{% for 名{level}, 组{level} in {given} | 分组('{GROUPINGS[level]}') %}}")
        given = f"组{level}"
        if rng.random() < 0.7:
            add(Line(tuple(range(level + 1)), f"{{{{ 名{level} }}}}"))
    out.append(f"{{% for 任务 in {given} %}}")
    inner = tuple(range(depth + 1))
    for part in range(rng.randint(1, 3)):
        conditional = part > 0 and rng.random() < 0.4
        if conditional:
            out.append("{% if 任务.分值 > 4 %}")
        text = "{{ 任务.具体任务 }}" if not part else "说明"
        below.append(add(Line(inner, text, ("投资", "分值", "序号")[part], is_conditional=conditional)))
        if conditional:
            out.append("{% endif %}")
    out.append("{% endfor %}")
    for level in reversed(range(depth)):
        if rng.random() < 0.8:
            below.append(add(Line(tuple(range(level + 1)), "小计", subtotal=rng.choice(below).row)))
        out.append("{% endfor %}")
    for _ in range(rng.randint(1, 2)):
        add(Line((), "合计", subtotal=rng.choice(below).row))
    made.name = rng.choice(below)


def add_formulas(line: Line, made: Made, rng: random.Random) -> None:
    """Formulas for the cells of a row from column C on."""
    counted = [each for each in made.lines if each.number or each.subtotal]
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(KINDS)
        formula = kind(line, rng.choice(counted), made, rng)
        if formula is not None:
            line.formulas.append(formula)
    cells = [line.text, f"{{{{ 任务.{line.number} }}}}" if line.number else ""]
    if line.subtotal:
        cells[1] = f"=SUM(B{line.subtotal}:B{line.subtotal})"
    made.picture[line.row - 1] = " | ".join([*cells, *(text for text, _ in line.formulas)])


def range_text(first: int, last: int, marks: str, rng: random.Random) -> str:
    """A range of column B."""
    column = rng.choice(("B", "$B"))
    start, end = ("$" if "f" in marks else ""), ("$" if "l" in marks else "")
    if first == last and not marks and rng.random() < 0.5:
        return f"{column}{first}"
    return f"{column}{start}{first}:{column}{end}{last}"


Formula = tuple[str, Callable[[Record], Number]]


def aggregate(line: Line, target: Line, made: Made, rng: random.Random) -> Formula:
    """SUM and the like, over one template row or several."""
    marks = rng.choice(("", "", "fl", "f", "l"))
    name, worth = rng.choice(
        (
            ("SUM({})", sum),
            ("SUM({})", sum),
            ("COUNT({})", len),
            ("MAX({})", lambda given: max(given, default=0)),
            ("MIN({})", lambda given: min(given, default=0)),
            ("IFERROR(AVERAGE({}),-1)", lambda given: sum(given) / len(given) if given else -1),
            ("SUMPRODUCT(({0}>60)*{0})", lambda given: sum(each for each in given if each > 60)),
            ('COUNTIF({},">60")', lambda given: sum(each > 60 for each in given)),
            ('SUMIF({0},">60",{0})', lambda given: sum(each for each in given if each > 60)),
            ("SUBTOTAL(4,{})", lambda given: max(given, default=0)),
        )
    )
    first = last = target.row
    if name in ("SUM({})", "COUNT({})", "MAX({})") and rng.random() < 0.4:
        other = rng.choice(made.lines).row
        first, last = min(first, other), max(last, other)
    text = range_text(first, last, marks, rng)
    return f"={name.format(text)}", lambda here: worth(numbers(made.meant(here, first, last, marks)))


def share(line: Line, target: Line, made: Made, rng: random.Random) -> Formula | None:
    """A row's part of the whole."""
    if not line.number:
        return None
    row = line.row
    return (
        f"=B{row}/(1+SUM(B${row}:B${row}))",
        lambda here: (value_of(here) or 0) / (1 + sum(numbers(made.whole(row, row)))),
    )


def rank(line: Line, target: Line, made: Made, rng: random.Random) -> Formula | None:
    """A row's place among all of its kind."""
    if not line.number:
        return None
    row = line.row
    return (
        f"=RANK(B{row},$B${row}:$B${row})",
        lambda here: 1 + sum(each > (value_of(here) or 0) for each in numbers(made.whole(row, row))),
    )


def running(line: Line, target: Line, made: Made, rng: random.Random) -> Formula:
    """The sum up to here."""
    row = target.row
    return f"=SUM(B${row}:B{row})", lambda here: sum(numbers(made.meant(here, row, row, "f")))


def of_its_turn(line: Line, target: Line, made: Made, rng: random.Random) -> Formula | None:
    """One cell of the same turn, or of a row that stands once."""
    if target.loops != line.loops[: len(target.loops)]:
        return None

    def worth(here: Record) -> Number:
        found = made.near(here, target.row, target.row)
        return 2 * ((value_of(found[0]) if found else 0) or 0) + 1

    return f"=B{target.row}*2+1", worth


def by_name(line: Line, target: Line, made: Made, rng: random.Random) -> Formula:
    """A name for all rows that a template row became."""
    assert made.name is not None
    row = made.name.row
    return (
        "=SUM(数)+COUNTIF(数,0)",
        lambda here: sum(numbers(made.whole(row, row))) + numbers(made.whole(row, row)).count(0),
    )


KINDS = (aggregate, aggregate, aggregate, share, rank, running, of_its_turn, by_name)


# ---------------------------------------------------------------------------------------------- what comes out


def come_out(made: Made) -> None:
    """All rows that come out, in their order."""
    depth = max(len(line.loops) for line in made.lines) - 1
    firsts = [line for line in made.lines if not line.loops and line.text == "题"]
    lasts = [line for line in made.lines if not line.loops and line.text != "题"]
    counters = [0] * (depth + 1)

    def emit(line: Line, turns: tuple[int, ...], given: TaskView | None = None) -> None:
        number = None
        if given is not None and line.number:
            number = given.number if line.number == "序号" else given.extra[line.number]
        made.records.append(Record(line, turns, number, len(made.records), made))  # type: ignore[arg-type]

    def walk(level: int, tasks: list[TaskView], turns: tuple[int, ...]) -> None:
        own = [line for line in made.lines if line.loops == tuple(range(level + 1))]
        if level == depth:
            for each in tasks:
                counters[level] += 1
                for line in own:
                    if not line.is_conditional or each.extra["分值"] > 4:  # type: ignore[operator]
                        emit(line, (*turns, counters[level]), each)
            return
        groups: dict[str, list[TaskView]] = {}
        for each in tasks:
            groups.setdefault(each.section if level == 0 else each.item, []).append(each)
        for members in groups.values():
            counters[level] += 1
            here = (*turns, counters[level])
            for line in own:
                if line.text != "小计":
                    emit(line, here)
            walk(level + 1, members, here)
            for line in own:
                if line.text == "小计":
                    emit(line, here)

    for line in firsts:
        emit(line, ())
    walk(0, made.tasks, ())
    for line in lasts:
        emit(line, ())


# ------------------------------------------------------------------------------------------------ the workbook


def built(made: Made, folder: Path) -> tuple[Path, list[Sheet]]:
    """The workbook that a template gives, and its sheets."""
    rng = random.Random(made.seed)
    target = rng.choice([each for each in made.lines if each.number or each.subtotal])
    made.other = [
        (f"=SUM(表!B{target.row})", lambda: sum(numbers(made.whole(target.row, target.row)))),
        (f'=COUNTIF(表!$B${target.row}:$B${target.row},">60")',
         lambda: sum(each > 60 for each in numbers(made.whole(target.row, target.row)))),
    ]  # fmt: skip

    def draw(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None and made.name is not None
        other = book.create_sheet("汇总")
        for row, (text, _) in enumerate(made.other, 1):
            other.cell(row, 1).value = text
        area = f"表!$B${made.name.row}:$B${made.name.row}"
        book.defined_names["数"] = DefinedName("数", attr_text=area)
        sheet.column_dimensions["A"].width = 12
        for cell in sheet["A"]:
            cell.alignment = Alignment(wrap_text=True)

    settings = {"补空行": "是"} if made.seed % 3 == 0 else {"每页行数": "4"}
    path = drawn(folder / f"模板{made.seed}.xlsx", "\n".join(each or "-" for each in made.picture), draw, settings)
    book = laid_out(path, scope(*made.tasks))
    target_path = folder / f"{made.seed}.xlsx"
    write(book, target_path)
    return target_path, list(book.sheets)


def differences(made: Made, sheets: Sequence[Sheet], path: Path) -> Iterator[str]:
    """The cells whose values are not what the author meant."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("表").to_python(skip_empty_area=False)
    shown = [n for n, row in enumerate(sheets[0].rows) if row.form is not None and row.part <= 1]
    assert len(shown) == len(made.records)
    for record, at in zip(made.records, shown, strict=True):
        expected: list[Number | None] = [value_of(record), *(worth(record) for _, worth in record.line.formulas)]
        for column, worth in enumerate(expected, 1):
            if worth is not None and not same(rows[at][column], worth):
                written = sheets[0].rows[at].values[column]
                yield f"{made.seed}: {made.picture[record.line.row - 1]} | {written}: {rows[at][column]}, not {worth}"
    for (text, meant), row in zip(made.other, book.get_sheet_by_name("汇总").to_python(), strict=True):
        if not same(row[0], meant()):
            yield f"{made.seed}: {text}: {row[0]}, not {meant()}"


def same(value: object, worth: Number) -> bool:
    """Whether a cell holds a number."""
    return isinstance(value, (int, float)) and math.isclose(value, worth, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.render
def test_totals_are_printed(tmp_path: Path) -> None:
    rows = "{% for 任务 in 任务列表 %}\n{{ 任务.投资 }}\n{% endfor %}\n合计 | =SUM(A2:A2) | =SUM(B4)*2"
    book = laid_out(drawn(tmp_path / "表.xlsx", rows), scope(*(task(n, extra={"投资": n * 100}) for n in (1, 2, 3))))
    write(book, tmp_path / "out.xlsx")
    (pdf,) = convert([tmp_path / "out.xlsx"], tmp_path)
    assert [page.text for page in pages_of(pdf)] == ["100200300合计6001200"]


@pytest.mark.render
def test_formulas_are_worked_out_as_their_authors_meant(tmp_path: Path) -> None:
    templates = [made_up(seed) for seed in range(COUNT)]
    workbooks = [built(made, tmp_path) for made in templates]
    (tmp_path / "again").mkdir()
    again = convert([path for path, _ in workbooks], tmp_path / "again", "xlsx")
    found = [
        line
        for made, (_, sheets), path in zip(templates, workbooks, again, strict=True)
        for line in differences(made, sheets, path)
    ]
    assert found == []
    written = [(path.read_bytes(), saved.read_bytes()) for (path, _), saved in zip(workbooks, again, strict=True)]
    assert [edited_cells(*pair) for pair in written[:20]] == [[]] * 20  # nobody edited anything
    assert [additions_in(*pair) for pair in written[:20]] == [[]] * 20
    assert sum(len(record.line.formulas) for made in templates for record in made.records) > 3_000
