"""References to template rows to references to the table rows that these became, at the row where a formula stands.

Rows of the same turn of a loop stay in that turn; from outside a band a reference means all rows that the band's row
became and no others. Where these rows stand in the sheet is known only after layout, which writes the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.excel import column_index, column_letters
from generator.model import AddedCall, Cells, Formula
from generator.problems import Place, Problem, error, warning
from generator.template.filling.row_map import RowMap
from generator.template.language.formulas import ReadFormula, references_in
from generator.template.language.mistakes import Mistake
from generator.template.language.references import Reference

Shift = tuple[int, int]


class Target(Struct, frozen=True):
    """A filled sheet: its name, where its rows came from, and the template rows that are no control rows."""

    name: str
    row_map: RowMap
    content: frozenset[int]


class Rewriter(Struct):
    """Rewrites the formulas of one filled sheet, and tells of those that mean nothing there.

    `targets` are the filled sheets by the names of their pages, `formulas` the template's formulas by page and text.
    """

    place: Place
    page: str
    targets: Mapping[str, Target]
    formulas: Mapping[tuple[str, str], ReadFormula]
    problems: list[Problem] = field(default_factory=list)

    def formula(self, text: str, row: int | None, cell: str, shift: Shift = (0, 0)) -> Formula:
        """A formula that stands at a table row (None: a name, which stands nowhere).

        `cell` is its place in the template; it was written for a cell `shift` (rows, columns) further up and left.
        """
        read = self.formulas[self.page, text]
        place = replace(self.place, cell=cell)
        try:
            if read.fault:
                raise unclear(read.fault)
            parts = tuple(self.parts(read.parts, row, shift))
        except Mistake as mistake:
            self.problems.append(error(mistake.code, place, f"{mistake.message}（见 {text}）", mistake.advice))
            return Formula(text)
        if read.doubt:
            message = f"公式里的 {read.doubt} 不会跟着行移动（见 {text}）"
            self.problems.append(warning("formula-by-text", place, message, "请改用直接引用单元格的公式，或核对结果。"))
        return Formula(text, parts=parts)

    def refers(self, text: str) -> bool:
        """Whether a formula refers to cells, or cannot be read."""
        read = self.formulas[self.page, text]
        return bool(read.fault or read.doubt) or any(True for _ in references_in(read.parts))

    def goes_with_row(self, text: str, row: int) -> bool:
        """Whether all cells of a formula at a template row are of that row itself, or the same wherever it stands."""
        read = self.formulas[self.page, text]
        is_clear = not read.fault and not read.doubt
        return is_clear and all(self.is_fixed(each) or self.is_at(each, row) for each in references_in(read.parts))

    def is_fixed(self, reference: Reference) -> bool:
        """Whether a reference means the same from every row."""
        first_mark, last_mark = reference.marks if reference.is_range else reference.marks[:1] * 2
        return bool(reference.name or (first_mark and last_mark))

    def is_at(self, reference: Reference, row: int) -> bool:
        """Whether a reference means the template row where it stands, and goes with it."""
        is_here = reference.sheet in ("", self.page) and not any(reference.marks)
        return is_here and (reference.first_row, reference.last_row) == (row, row + 1)

    def parts(self, parts: tuple[Any, ...], row: int | None, shift: Shift) -> Iterator[Any]:
        """The parts of a formula with what its references mean."""
        for part in parts:
            if isinstance(part, AddedCall):
                yield replace(part, parts=tuple(self.parts(part.parts, row, shift)))
            elif isinstance(part, Reference):
                yield self.cells(part, row, shift)
            else:
                yield part

    def cells(self, reference: Reference, row: int | None, shift: Shift) -> Cells:
        """The cells that a reference means; raises Mistake."""
        page = reference.sheet or self.page
        target = self.targets.get(page)
        if target is None:
            raise missing_sheet(page)
        first, last = moved_rows(reference, shift[0])
        check_rows(reference, first, last, target)
        here = row if page == self.page else None
        marks = ("$", "$") if reference.name else reference.marks
        asked = marks if reference.is_range else (marks[0], marks[0])
        runs = target.row_map.meant(first, last, asked, here)
        if reference.use == "one" and sum(end - start for start, end in runs) > 1:
            raise several_rows(reference, sum(end - start for start, end in runs), here is not None)
        return Cells(
            table=target.name,
            runs=runs,
            columns=moved_columns(reference.columns, shift[1]),
            marks=marks,
            use=reference.use,
            level=reference.level,
            most=reference.most,
            has_sheet=bool(reference.sheet),
            name=reference.name,
        )


def moved_rows(reference: Reference, shift: int) -> tuple[int, int]:
    """The template rows of a reference as it means from a row `shift` further down."""
    first_mark, last_mark = reference.marks if reference.is_range else reference.marks[:1] * 2
    first = reference.first_row + (0 if first_mark else shift)
    last = reference.last_row - 1 + (0 if last_mark else shift)
    return max(min(first, last), 0), max(first, last) + 1


def moved_columns(columns: tuple[str, str], shift: int) -> tuple[str, str]:
    """The columns of a reference as it means from a column `shift` further to the right."""

    def moved(column: str) -> str:
        is_fixed = not shift or not column or column.startswith("$")
        return column if is_fixed else column_letters(max(column_index(column) + shift, 0))

    return moved(columns[0]), moved(columns[1])


def check_rows(reference: Reference, first: int, last: int, target: Target) -> None:
    """Raise Mistake where a reference means control rows and nothing else: they leave no cells behind."""
    inside = last <= max(target.content, default=-1)
    if inside and not any(row in target.content for row in range(first, last)):
        raise Mistake(
            "formula-control-row",
            f"公式引用的 {reference.text} 在控制行上，控制行不会输出",
            "请引用任务所在的行（如合计写 =SUM(D5:D5)，累计写 =SUM(D$5:D5)）。",
        )


def missing_sheet(sheet: str) -> Mistake:
    """The mistake of a reference to a sheet that is not made."""
    return Mistake("formula-sheet", f"公式引用的工作表“{sheet}”不会生成", "请引用模板里会生成的工作表。")


def several_rows(reference: Reference, count: int, is_same_sheet: bool) -> Mistake:
    """The mistake of one cell that has become several where only one can stand."""
    text = reference.text
    column = reference.columns[0].replace("$", "")
    fixed = f"{column}${reference.first_row + 1}"
    if is_same_sheet and reference.marks[0]:
        advice = f"要本行的值请去掉行号前的 $（写 {column}{reference.first_row + 1}）；"
        advice += f"要整段请放在函数里，如 SUM({fixed}:{fixed})。"
    else:
        advice = f"请放在汇总的函数里，如 SUM({text})。"
    return Mistake("formula-several-rows", f"公式引用的 {text} 生成了 {count} 行，这里只能是一个单元格", advice)


def unclear(text: str) -> Mistake:
    """The mistake of a reference that cannot be followed."""
    return Mistake(
        "formula-unclear", f"公式里的 {text} 这种写法不能跟着行移动", "请改为直接引用单元格或区域，如 D5、D5:D5。"
    )
