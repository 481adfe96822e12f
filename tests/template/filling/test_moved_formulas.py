"""References in formulas: which cells they mean once the rows of a template are others, and how they are written.

Numbers in comments are sums of the tasks' 投资: 300, 200, 50 (一、城建) and 80 (二、民生).
"""

from __future__ import annotations

import pickle
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator.layout import lay_out
from generator.model import Conditional, Formula, Range, TaskView
from generator.template import fill
from generator.template.language.formulas import read_formula, references_in
from generator.writer import write
from tests.template.drawn import drawn, errors, laid_out, listing, opened, printed, scope, task

TASKS = (
    task(1, "一、城建", extra={"投资": 300}),
    task(2, "一、城建", extra={"投资": 200}),
    task(3, "一、城建", extra={"投资": 50}),
    task(4, "二、民生", extra={"投资": 80}),
)
BAND = """
    {% for 任务 in 任务列表 %}
    {{ 任务.投资 }}
    {% endfor %}
    """
"""Row 2 becomes rows 1–4."""
GROUPS = """
    {% for 类, 项目 in 任务列表 | 分组('一级任务') %}
    {{ 类 }}
    {% for 任务 in 项目 %}
    {{ 任务.投资 }} |ROW|
    {% endfor %}
    SUBTOTAL
    {% endfor %}
    TOTAL
    """
"""Row 4 becomes rows 2–4 and 7; the subtotals stand in rows 5 and 8."""
PAIRS = """
    {% for 任务 in 任务列表 %}
    {{ 任务.投资 }}
    {{ 任务.序号 }}
    {% endfor %}
    TOTAL
    """
"""Row 2 becomes rows 1, 3, 5, 7 and row 3 rows 2, 4, 6, 8."""


def lines(path: Path, picture: str, tasks: tuple[TaskView, ...] = TASKS) -> list[str]:
    """The printed rows of a picture."""
    return printed(drawn(path / "表.xlsx", picture), scope(*tasks))


def groups(row: str = "", subtotal: str = "", total: str = "") -> str:
    """Groups with formulas in their rows."""
    given = GROUPS.replace("|ROW|", f"| {row}" if row else "")
    return given.replace("SUBTOTAL", subtotal or "小计").replace("TOTAL", total or "总计")


@pytest.mark.parametrize(
    ("formula", "references"),
    [
        ('"未启动,推进中,已完成"', []),
        ('"A1,B2"', []),
        ("=PI()", []),
        ("=SUM(合计)", []),
        ("=A1", ["A1"]),
        ('="A1"&B2', ["B2"]),
        ('="他说""A1"""&$C$3', ["$C$3"]),
        ("='一\"二'!A1", ["'一\"二'!A1"]),
        ("=SUM(B2:C9)/'表 1'!D4", ["B2:C9", "'表 1'!D4"]),
        ("=3:5", ["3:5"]),
        ("=A:A", []),
        ("=LOG10(2)", []),
        ("=COUNTIF(A1,B2)+SUM({1,2;3,4},C3:C4)", ["A1", "B2", "C3:C4"]),
    ],
)
def test_references_are_found_and_all_else_is_text(formula: str, references: list[str]) -> None:
    assert [each.text for each in references_in(read_formula(formula).parts)] == references


def test_whoever_fills_a_template_reads_no_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overlaid(sheet: Worksheet) -> None:
        areas = DataValidation(type="list", formula1='"未启动,推进中"')
        areas.add("A2")
        sheet.add_data_validation(areas)
        sheet.conditional_formatting.add("A2", FormulaRule(formula=["$A2>3"]))

    rows = "{% for 任务 in 任务列表 %}\n{{ 任务.序号 }}\n{% endfor %}\n=SUM(A2:A2)"
    kept = pickle.loads(pickle.dumps(opened(drawn(tmp_path / "表.xlsx", rows, overlaid))))
    monkeypatch.setitem(sys.modules, "openpyxl.formula", None)  # importing it fails
    filled, problems = fill(kept, scope(task(1), task(2)))
    assert filled is not None, listing(problems)
    sheet = lay_out(filled)[0].sheets[0]
    assert sheet.rows[-1].values[0] == Formula("=SUM(A1:A2)")
    assert [(each.ranges, each.formulas) for each in sheet.attachments.conditionals] == [
        ((Range(0, 0, 2, 1),), ("$A1>3",))
    ]


# ------------------------------------------------------------------------------- which rows a reference means


@pytest.mark.parametrize("written", ["=SUM(A2:A2)", "=SUM(A2)", "=SUM($A$2:$A$2)", "=SUM(A$2)"])
def test_from_outside_a_row_of_a_band_is_all_rows_that_it_became(tmp_path: Path, written: str) -> None:
    total = lines(tmp_path, f"{BAND}{written}")[-1]
    assert total.replace("$", "") == "=SUM(A1:A4)"  # 300 + 200 + 50 + 80 = 630


def test_a_total_counts_no_subtotal(tmp_path: Path) -> None:
    assert lines(tmp_path, groups(subtotal="=SUM(A4)", total="=SUM(A4:A4) | =SUM(A6)")) == [
        "一、城建",
        "300",
        "200",
        "50",
        "=SUM(A2:A4)",  # 550
        "二、民生",
        "80",
        "=SUM(A7)",
        "=SUM(A2:A4,A7) | =SUM(A5,A8)",  # 630 | 550 + 80
    ]


def test_items_of_two_rows_do_not_count_each_other(tmp_path: Path) -> None:
    total = lines(tmp_path, PAIRS.replace("TOTAL", "=SUM(A2:A2) | =SUM(A3) | =SUM(A2:A3)"))[-1]
    assert total == "=SUM(A1,A3,A5,A7) | =SUM(A2,A4,A6,A8) | =SUM(A1:A8)"


def test_from_inside_a_reference_stays_in_its_turn(tmp_path: Path) -> None:
    picture = """
        {% for 任务 in 任务列表 %}
        {{ 任务.投资 }} | =A2*B5
        =A2+1
        {% endfor %}
        {{ 台账.年度 }} | 3
        """
    assert lines(tmp_path, picture, TASKS[:2]) == ["300 | =A1*B5", "=A1+1", "200 | =A3*B5", "=A3+1", "2021 | 3"]


def test_with_both_ends_fixed_it_is_the_whole_band_from_inside_too(tmp_path: Path) -> None:
    rows = lines(tmp_path, groups("=A4/SUM(A$4:A$4) | =RANK(A4,$A$4:$A$4)", "=SUM(A4)/SUM($A$4:$A$4)"))
    assert rows[1] == "300 | =A2/SUM(A$2:A$4,A$7) | =RANK(A2,($A$2:$A$4,$A$7))"
    assert rows[4] == "=SUM(A2:A4)/SUM($A$2:$A$4,$A$7)"


def test_with_the_first_end_fixed_it_runs_from_the_bands_first_row(tmp_path: Path) -> None:
    rows = lines(tmp_path, groups("=SUM(A$4:A4)", "=SUM(A$4:A4)"))
    sums = [rows[n].rpartition("| ")[2] for n in (1, 2, 3, 4, 6, 7)]
    assert sums == [
        "=SUM(A$2:A2)",
        "=SUM(A$2:A3)",
        "=SUM(A$2:A4)",
        "=SUM(A$2:A4)",
        "=SUM(A$2:A4,A$7)",
        "=SUM(A$2:A4,A$7)",
    ]


def test_with_the_last_end_fixed_it_runs_to_the_bands_last_row(tmp_path: Path) -> None:
    rows = lines(tmp_path, groups("=SUM(A4:A$4)"))
    assert [rows[n] for n in (1, 3, 6)] == ["300 | =SUM(A2:A$4,A7)", "50 | =SUM(A4,A7)", "80 | =SUM(A7:A$7)"]


def test_rows_from_other_sheets_and_by_name(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None
        other = book.create_sheet("汇总")
        other["A1"], other["A2"], other["A3"] = "=SUM(表!A4)", "=SUM(投资)", "=COUNTIF(投资,100)"
        book.defined_names["投资"] = DefinedName("投资", attr_text="表!$A$4:$A$4")

    path = drawn(tmp_path / "表.xlsx", groups("=A4/SUM(投资)"), draw)
    assert printed(path, scope(*TASKS), 1) == [
        "=SUM(表!A2:A4,表!A7)",
        "=SUM(表!$A$2:$A$4,表!$A$7)",
        "=(COUNTIF(表!$A$2:$A$4,100)+COUNTIF(表!$A$7,100))",
    ]
    assert printed(path, scope(*TASKS))[1] == "300 | =A2/SUM(表!$A$2:$A$4,表!$A$7)"
    assert laid_out(path, scope(*TASKS)).names[0].formula == "表!$A$2:$A$4,表!$A$7"
    assert printed(path, scope(*TASKS[:3]), 1) == ["=SUM(表!A2:A4)", "=SUM(投资)", "=COUNTIF(投资,100)"]


def test_a_band_without_rows_is_a_cell_where_nothing_stands(tmp_path: Path) -> None:
    rows = lines(tmp_path, f"{BAND}=SUM(A2) | =COUNTA(A2:A2) | =COUNTIF(A2:A2,1) | =IFERROR(AVERAGE(A2),0)", ())
    assert rows == ["=SUM(A1047577) | =COUNTA(A1047577:A1047577) | =0 | =IFERROR(AVERAGE(A1047577),0)"]


# ----------------------------------------------------------------------------------- what takes several areas


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("=COUNTIF(A4:A4,B8)", "=(COUNTIF(A2:A4,B9)+COUNTIF(A7,B9))"),
        ('=SUMIF(A4,">60",A4)', '=(SUMIF(A2:A4,">60",A2:A4)+SUMIF(A7,">60",A7))'),
        ("=SUMPRODUCT((A4:A4>60)*A4:A4)", "=(SUMPRODUCT((A2:A4>60)*A2:A4)+SUMPRODUCT((A7>60)*A7))"),
        (
            "=SUMPRODUCT(1/COUNTIF(A4:A4,A4:A4))",
            "=(SUMPRODUCT(1/(COUNTIF(A2:A4,A2:A4)+COUNTIF(A7,A2:A4)))+SUMPRODUCT(1/(COUNTIF(A2:A4,A7)+COUNTIF(A7,A7))))",
        ),
        ("=LARGE(A4:A4,2)", "=LARGE((A2:A4,A7),2)"),
        ("=SUBTOTAL(9,A4)", "=SUBTOTAL(9,A2:A4,A7)"),
        ("=SUM((A4,B8))", "=SUM((A2:A4,A7,B9))"),
        ("=ROUND(SUM(A4:A4)/COUNT(A4:A4),2)", "=ROUND(SUM(A2:A4,A7)/COUNT(A2:A4,A7),2)"),
    ],
)
def test_each_function_gets_what_it_takes(tmp_path: Path, written: str, expected: str) -> None:
    assert lines(tmp_path, groups(total=written))[-1] == expected


@pytest.mark.parametrize(
    "written", ["=INDEX(A4:A4,2)", "=VLOOKUP(1,A4:A4,1,0)", "=MATCH(1,A4,0)", "=A4:A4*2", "=FOO(A4:A4)"]
)
def test_what_takes_one_area_only_is_an_error_at_its_cell(tmp_path: Path, written: str) -> None:
    path = drawn(tmp_path / "表.xlsx", groups(total=written))
    ((cell, message, _),) = errors(path, scope(*TASKS))
    assert cell == "A8" and message == f"公式引用的行生成后不连续（共 2 段），这里只能是一段连续的区域（见 {written}）"
    assert errors(path, scope(*TASKS[:3])) == []


def test_cells_of_different_rows_are_not_taken_together(tmp_path: Path) -> None:
    path = drawn(tmp_path / "表.xlsx", groups(total='=SUMIF(A4:A4,">1",A6:A6)'))
    ((cell, message, _),) = errors(path, scope(*TASKS))
    assert (cell, message) == ("A8", '公式里这几处区域的行数不一样（4、2 行）（见 =SUMIF(A4:A4,">1",A6:A6)）')


def test_many_areas_stand_in_brackets_and_too_many_are_an_error(tmp_path: Path) -> None:
    path = drawn(tmp_path / "表.xlsx", PAIRS.replace("TOTAL", "=SUM(A2:A2) | =AND(A2:A2)"))
    many = tuple(task(n, extra={"投资": n}) for n in range(1, 301))
    ((cell, message, _),) = errors(path, scope(*many))
    assert cell == "B5" and "不连续（共 300 段）" in message
    path = drawn(tmp_path / "表.xlsx", PAIRS.replace("TOTAL", "=SUM(A2:A2)"))
    assert printed(path, scope(*many[:255]))[-1].startswith("=SUM(A1,A3,")
    assert printed(path, scope(*many))[-1] == f"=SUM(({','.join(f'A{n}' for n in range(1, 600, 2))}))"
    many = tuple(task(n, extra={"投资": n}) for n in range(1, 1501))
    ((cell, message, _),) = errors(path, scope(*many))
    assert cell == "A5" and "超过 Excel 的上限 8,192 字" in message


# --------------------------------------------------------------------------------- what means nothing is told


@pytest.mark.parametrize(
    ("picture", "cell", "message"),
    [
        (f"{BAND}=A2*2", "A4", "公式引用的 A2 生成了 4 行，这里只能是一个单元格（见 =A2*2）"),
        (f'{BAND}=TEXT(A2,"0")', "A4", '公式引用的 A2 生成了 4 行，这里只能是一个单元格（见 =TEXT(A2,"0")）'),
        (f"{BAND}=COUNTIF(A2:A2,A2)", "A4", "公式引用的 A2 生成了 4 行，这里只能是一个单元格（见 =COUNTIF(A2:A2,A2)）"),
        (groups("=A4/A$4"), "B4", "公式引用的 A$4 生成了 4 行，这里只能是一个单元格（见 =A4/A$4）"),
        (groups("=B3+A4"), "B4", "公式引用的 B3 在控制行上，控制行不会输出（见 =B3+A4）"),
        (f"{BAND}=SUM(设置!A1)", "A4", "公式引用的工作表“设置”不会生成（见 =SUM(设置!A1)）"),
        (
            f"{BAND}=SUM(A2:INDEX(A2:A2,2))",
            "A4",
            "公式里的 “A2:INDEX(” 这种写法不能跟着行移动（见 =SUM(A2:INDEX(A2:A2,2))）",
        ),
        (f"{BAND}=SUM(表1[分值])", "A4", "公式里的 “表1[分值]” 这种写法不能跟着行移动（见 =SUM(表1[分值])）"),
    ],
)
def test_a_reference_that_means_nothing_is_an_error_at_its_cell(
    tmp_path: Path, picture: str, cell: str, message: str
) -> None:
    assert [each[:2] for each in errors(drawn(tmp_path / "表.xlsx", picture), scope(*TASKS))] == [(cell, message)]


def test_an_address_in_a_text_is_told(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "表.xlsx", f'{BAND}=SUM(INDIRECT("A2"))'))
    _, problems = fill(template, scope(*TASKS))
    assert [(each.code, each.place.cell) for each in problems] == [("formula-by-text", "A4")]


# ------------------------------------------------------------------------------------------ what layout moves


def long_task(number: int) -> TaskView:
    """A task that no page holds."""
    return task(number, content="督" * 3000, extra={"投资": 10})


def test_references_follow_rows_that_are_divided(tmp_path: Path) -> None:
    picture = """
        {% for 任务 in 任务列表 %}
        {{ 任务.具体任务 }} | {{ 任务.投资 }} | =B2*2 | =SUM(B$2:B2)
        {% endfor %}
        合计 | =SUM(B2:B2) | =SUM(C2) | =COUNTA(A2)
        """

    def draw(sheet: Worksheet) -> None:
        sheet["A2"].alignment = Alignment(wrap_text=True)

    path = drawn(tmp_path / "表.xlsx", picture, draw)
    sheet = laid_out(path, scope(TASKS[0], long_task(2), TASKS[2])).sheets[0]
    numbers = [n for n, row in enumerate(sheet.rows, 1) if row.part <= 1]
    assert numbers[:2] == [1, 2] and numbers[2] > 4
    last, total = numbers[2], numbers[3]
    texts = [[getattr(value, "text", value) for value in row.values] for row in sheet.rows]
    assert texts[2][1:] == [None, None, None]  # a part that goes on: the number stood in the first
    assert texts[last - 1][2:] == [f"=B{last}*2", f"=SUM(B$1:B2,B${last})"]
    assert texts[total - 1][1:] == [f"=SUM(B1:B2,B{last})", f"=SUM(C1:C2,C{last})", f"=COUNTA(A1:A2,A{last})"]


def test_references_follow_blank_rows(tmp_path: Path) -> None:
    path = drawn(tmp_path / "表.xlsx", f"{BAND}=SUM(A2:A2)\n=A4*2\n=SUM(A2:A4)", settings={"补空行": "是"})
    rows = printed(path, scope(*TASKS))
    assert len(rows) > 20
    total = len(rows) - 2
    assert rows[-3:] == ["=SUM(A1:A4)", f"=A{total}*2", f"=SUM(A1:A4,A{total})"]


def test_references_follow_rows_onto_a_further_sheet(tmp_path: Path) -> None:
    path = drawn(tmp_path / "表.xlsx", f"{BAND}=SUM(A2:A2)", settings={"每页行数": "1"})
    book = laid_out(path, scope(*(task(n, extra={"投资": n}) for n in range(1, 1031))))
    assert [sheet.name for sheet in book.sheets] == ["表", "表(2)"]
    assert book.sheets[1].rows[-1].values[0] == Formula("=SUM(表!A1:A1024,A1:A6)")


def test_a_label_is_its_first_cell_and_counts_once(tmp_path: Path) -> None:
    picture = """
        {% for 任务 in 任务列表 %}
        {{ 任务.投资 | 合并 }} | =A2*2
        {% endfor %}
        =SUM(A2:A2)
        """
    path = drawn(tmp_path / "表.xlsx", picture, settings={"每页行数": "3"})
    same = tuple(replace(each, extra={"投资": 7}) for each in TASKS)
    assert printed(path, scope(*same)) == ["7 | =A1*2", " | =A1*2", " | =A1*2", "7 | =A4*2", "=SUM(A1:A3)"]


# ------------------------------------------------------------------------ validations and conditional formats


def rules_of(path: Path, picture: str, area: str, formula: str) -> list[tuple[str, tuple[str, ...]]]:
    """(ranges, formulas) of a conditional format."""
    path = drawn(
        path / "表.xlsx", picture, lambda sheet: sheet.conditional_formatting.add(area, FormulaRule([formula]))
    )
    return listed(laid_out(path, scope(*TASKS)).sheets[0].attachments.conditionals)


def listed(rules: Sequence[Conditional]) -> list[tuple[str, tuple[str, ...]]]:
    """(rows, formulas) of conditional formats."""
    return [
        (" ".join(f"{each.first_row + 1}-{each.last_row}" for each in rule.ranges), tuple(map(str, rule.formulas)))
        for rule in rules
    ]


@pytest.mark.parametrize(
    ("area", "formula", "expected"),
    [
        ("A4", "$A4>60", [("2-4 7-7", ("$A2>60",))]),
        ("A4", "A4>B8", [("2-4 7-7", ("A2>B$9",))]),
        ("A4", "A4>A6", [("2-4", ("A2>A$5",)), ("7-7", ("A7>A$8",))]),
        ("A4", "A4=MAX(A$4:A$4)", [("2-4 7-7", ("A2=MAX(A$2:A$4,A$7)",))]),
        ("A4", "SUM(A$4:A4)>400", [("2-4", ("SUM(A$2:A2)>400",)), ("7-7", ("SUM(A$2:A4,A$7)>400",))]),
    ],
)
def test_rules_mean_for_each_row_what_the_author_wrote_for_one(
    tmp_path: Path, area: str, formula: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert rules_of(tmp_path, groups(), area, formula) == expected


def rules_over_pages(path: Path, cell: str, settings: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """The rule ``$A2>5`` of column B beside equal tasks, three rows a page."""
    picture = f"{{% for 任务 in 任务列表 %}}\n{cell} | {{{{ 任务.序号 }}}}\n{{% endfor %}}"
    path = drawn(
        path / "表.xlsx",
        picture,
        lambda sheet: sheet.conditional_formatting.add("B2", FormulaRule(["$A2>5"])),
        settings={"每页行数": "3", **settings},
    )
    same = tuple(replace(each, extra={"投资": 7}) for each in TASKS)
    return listed(laid_out(path, scope(*same)).sheets[0].attachments.conditionals)


def test_a_rule_that_looks_at_a_label_finds_the_cell_that_shows_it(tmp_path: Path) -> None:
    """The label stands in rows 1 (for 1–3) and 4."""
    assert rules_over_pages(tmp_path, "{{ 任务.投资 | 合并 }}", {}) == [
        ("1-3", ("$A$1>5",)),
        ("4-4", ("$A$4>5",)),
    ]


def test_a_rule_leaves_out_rows_that_only_fill_a_page(tmp_path: Path) -> None:
    settings = {"补空行": "是"}
    assert rules_over_pages(tmp_path, "{{ 任务.投资 }}", settings) == [("1-4", ("$A1>5",))]


def test_a_formula_cell_has_no_value_until_somebody_works_it_out(tmp_path: Path) -> None:
    book = laid_out(drawn(tmp_path / "表.xlsx", f"{BAND}=SUM(A2:A2) | =_xlfn.UNIQUE(A2:A2)"), scope(*TASKS))
    write(book, tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>SUM(A1:A4)</f></c>" in sheet and 'ref="B5">_xlfn.UNIQUE(A1:A4)</f></c>' in sheet
