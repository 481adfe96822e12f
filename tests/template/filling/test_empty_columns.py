"""省去空栏: columns that are empty throughout are left out, and the others share their width."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from generator.lengths import px_from_char_width
from generator.model import Scope, Table
from tests.template.drawn import drawn, laid_out, scope, table, task

HEAD = "{{ 台账.标题 }}\n任务名称 | 分项 | 具体任务 | 责任单位 | 牵头单位 | 签字"
BAND = (
    "{% for 任务 in 任务列表 %}\n{{ 任务.一级任务 | 合并 }} | {{ 任务.二级任务 | 合并 }} | {{ 任务.具体任务 }} | "
    "{{ 任务.责任单位 }} | {{ 任务.牵头单位 }}\n{% endfor %}"
)
WIDTHS = {"A": 10, "B": 10, "C": 40, "D": 20, "E": 20, "F": 20}


def shaped(sheet: Worksheet) -> None:
    """Merged title and heading, widths."""
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A2:B2")
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width


def made(folder: Path, given: Scope, picture: str = f"{HEAD}\n{BAND}", setting: str = "是") -> Table:
    return table(drawn(folder / "t.xlsx", picture, shaped, {"省去空栏": setting}), given)


def shown(given: Table) -> str:
    """The letters of the columns that are seen."""
    return "".join(letter for letter, column in zip("ABCDEF", given.columns, strict=True) if not column.hidden)


LED = scope(task(1, lead_text="甲局"), task(2, lead_text="乙局"))
MIXED = scope(task(1, item="（一）", units_text="甲局"), task(2, lead_text="乙局"))


def test_columns_without_any_data_are_left_out(tmp_path):
    assert shown(made(tmp_path, LED)) == "ACEF"
    assert shown(made(tmp_path, scope(task(1, item="（一）", units_text="甲局")))) == "ABCDF"


def test_one_cell_keeps_its_column(tmp_path):
    assert shown(made(tmp_path, MIXED)) == "ABCDEF"


def test_blanks_are_nothing(tmp_path):
    assert shown(made(tmp_path, scope(task(1, units_text=" 　\n", lead_text="甲局")))) == "ACEF"


def test_all_columns_stay_unless_the_template_asks(tmp_path):
    assert shown(made(tmp_path, LED, setting="否")) == "ABCDEF"


def test_columns_for_a_pen_and_for_recipients_stay(tmp_path):
    asked = f"{HEAD}\n{BAND}".replace("{{ 任务.牵头单位 }}", "{{ 任务.进展情况 | 填报 }}")
    assert shown(made(tmp_path, scope(task(1, units_text="甲局")), asked)) == "ACDEF"


def test_a_total_below_keeps_its_column(tmp_path):
    assert shown(made(tmp_path, LED, f"{HEAD}\n{BAND}\n合计 |  |  | 共三项")) == "ACDEF"


def test_without_tasks_nothing_is_known(tmp_path):
    assert shown(made(tmp_path, scope())) == "ABCDEF"


@pytest.mark.parametrize("given", [LED, MIXED])
def test_the_table_stays_as_wide_as_drawn(tmp_path, given):
    def pixels(of: Table) -> list[int]:
        return [0 if column.hidden else px_from_char_width(column.width) for column in of.columns]

    drawn_widths, widths = pixels(made(tmp_path, given, setting="否")), pixels(made(tmp_path, given))
    assert sum(widths) == sum(drawn_widths)
    shares = [width / before for width, before in zip(widths, drawn_widths, strict=True) if width]
    assert max(shares) - min(shares) < 0.02


def test_what_is_left_out_makes_no_row_higher(tmp_path):
    with_it = drawn(tmp_path / "a.xlsx", f"{HEAD}\n{BAND}", shaped, {"省去空栏": "是"})
    without = drawn(tmp_path / "b.xlsx", f"{HEAD}\n{BAND}".replace("分项", "").replace("责任单位 |", " |"), shaped)
    heights = [[row.height for row in laid_out(path, LED).sheets[0].rows] for path in (with_it, without)]
    assert heights[0] == heights[1]


def test_the_setting_takes_yes_and_no_alone(tmp_path):
    from tests.template.drawn import errors

    path = drawn(tmp_path / "t.xlsx", HEAD, shaped, {"省去空栏": "自动"})
    assert [message for _, message, _ in errors(path)] == ["“省去空栏”不能是“自动”"]
