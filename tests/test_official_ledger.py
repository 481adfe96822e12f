"""The built example, read back: every task in order, no merge over a page end, labels on every page."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import get_column_letter

from generator.cli import main
from generator.ledger import read

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("例")
    for part in ("input", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def report(workspace):
    result = CliRunner().invoke(main, ["build", "--workspace", str(workspace), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def official(workspace, report):
    (path,) = [each["path"] for each in report["workbooks"] if each["template"] == "official"]
    return openpyxl.load_workbook(workspace / "output" / path).worksheets[0]


def pages(sheet) -> list[range]:
    """The rows of each page (1-based)."""
    ends = [page_break.id for page_break in sheet.row_breaks.brk]
    starts = [1, *(end + 1 for end in ends)]
    return [range(first, last + 1) for first, last in zip(starts, [*ends, sheet.max_row], strict=True)]


def task_rows(sheet) -> list[int]:
    """The rows between heading and note."""
    return [row for row in range(3, sheet.max_row) if sheet.cell(row, 3).value]


def shown(sheet, row: int, column: int) -> object:
    """What a reader sees in a cell: the value of the merge that covers it."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col).value
    return sheet.cell(row, column).value


def printed(sheet) -> list[int]:
    """The columns of the table that are not hidden: those of leading units are empty throughout, and left out."""
    hidden = [(each.min, each.max) for each in sheet.column_dimensions.values() if each.hidden]
    headed = [column for column in range(1, sheet.max_column + 1) if shown(sheet, 2, column)]
    return [column for column in headed if not any(first <= column <= last for first, last in hidden)]


def test_the_build_names_every_workbook(report):
    assert report["problems"] == [problem for problem in report["problems"] if problem["severity"] == "warning"]
    paths = {workbook["path"] for workbook in report["workbooks"]}
    assert "奈曼旗2021年政务公开工作要点分工台账.xlsx" in paths
    assert "单位分工表/旗教体局.xlsx" in paths
    assert sum(workbook["template"] == "department" for workbook in report["workbooks"]) == 22


def test_all_tasks_stand_in_order_with_the_text_of_the_ledger(official):
    ledger = read(ROOT / "input" / "ledger.xlsx").ledger
    above = ("", "")
    for task, row in zip(ledger.tasks, task_rows(official), strict=True):
        units = above[0] if task.units_text == "同上" else task.units_text
        deadline = above[1] if task.deadline_text == "同上" else task.deadline_text
        above = (units, deadline)
        expected = [task.section, task.item, f"{task.number}.{task.content}", units, deadline]
        assert [shown(official, row, column) for column in printed(official)] == expected


def test_heading_and_note_stand_where_the_original_has_them(official):
    assert [shown(official, 2, column) for column in printed(official)] == ["任务名称"] * 2 + [
        "具体任务",
        "责任单位",
        "完成时限",
    ]
    assert official.print_title_rows == "$2:$2"
    assert str(official.cell(official.max_row, 1).value).startswith("备注：各苏木乡镇")


def test_no_merge_crosses_a_page_end(official):
    for page in pages(official):
        for merged in official.merged_cells.ranges:
            inside = (merged.min_row in page, merged.max_row in page)
            assert all(inside) or not any(inside), merged.coord


def test_every_page_begins_with_its_labels(official):
    for page in pages(official):
        first = next(row for row in page if row in task_rows(official))
        for column in (1, 2):
            assert official.cell(first, column).value


def test_equal_labels_of_a_page_are_one_cell(official):
    rows = set(task_rows(official))
    for page in pages(official):
        for column in (1, 2):
            inside = [row for row in page if row in rows]
            for above, below in itertools.pairwise(inside):
                same = [shown(official, above, c) == shown(official, below, c) for c in range(1, column + 1)]
                joined = any(
                    merged.min_row <= above and below <= merged.max_row and merged.min_col == column
                    for merged in official.merged_cells.ranges
                )
                assert joined == all(same)


def test_units_and_deadline_that_were_shared_are_one_cell_where_one_page_holds_both(official):
    rows = task_rows(official)
    for number in (25, 38):
        above, below = rows[number - 2], rows[number - 1]
        same_page = any(above in page and below in page for page in pages(official))
        for column in printed(official)[3:]:
            letter = get_column_letter(column)
            merged = f"{letter}{above}:{letter}{below}"
            assert (merged in {each.coord for each in official.merged_cells.ranges}) == same_page


def test_a_department_has_its_tasks_with_role_and_cells_to_fill_in(workspace, report):
    path = workspace / "output" / "单位分工表" / "旗教体局.xlsx"
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heading = [cell.value for cell in sheet[3]]
    rows = [row for row in sheet.iter_rows(min_row=4) if str(row[0].value or "").startswith("T")]
    by_number = {row[heading.index("序号")].value: row for row in rows}
    role = heading.index("角色")
    assert by_number[5][role].value == "责任"
    assert by_number[37][role].value == "配合"
    assert by_number[38][role].value == "配合"
    assert by_number[18][role].value == "责任*"  # through 旗政府各部门, as a line below says
    assert 1 not in by_number
    assert all(not row[heading.index("进展情况")].protection.locked for row in rows)
    assert all(row[heading.index("具体任务")].protection.locked for row in rows)
    assert sheet.protection.sheet


DAYS_APART = (1_700_000_000.0, 2_000_000_000.0)


def build_on(folder: Path, moment: float, *options: str) -> dict[str, bytes]:
    """Build the example in a folder of its own, the clock at `moment`; the workbooks by path."""
    for part in ("input", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: moment)
        assert CliRunner().invoke(main, ["build", "--workspace", str(folder), *options]).exit_code == 0
    output = folder / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*.xlsx")}


def test_two_builds_in_different_folders_on_different_dates_give_the_same_bytes(tmp_path):
    first, second = (build_on(tmp_path / str(moment), moment, "--as-of", "2021-06-30") for moment in DAYS_APART)
    assert first == second


def test_only_the_summary_knows_the_day(tmp_path):
    first, second = (build_on(tmp_path / str(moment), moment) for moment in DAYS_APART)
    assert {path for path in first if first[path] != second[path]} == {"落实情况汇总表.xlsx"}


@pytest.mark.parametrize("damage", ["missing", "no workbook", "no sheet", "no column", "no content", "doubled id"])
def test_a_bad_ledger_is_refused_with_its_place_and_output_is_left_alone(workspace, report, tmp_path, damage):
    shutil.copytree(workspace, tmp_path / "w")
    ledger = tmp_path / "w" / "input" / "ledger.xlsx"
    before = {path: path.read_bytes() for path in (tmp_path / "w" / "output").rglob("*") if path.is_file()}
    spoil(ledger, damage)
    result = CliRunner().invoke(main, ["build", "--workspace", str(tmp_path / "w"), "--json"])
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    expected = {
        "missing": ("ledger-missing", "", ""),
        "no workbook": ("damaged", "", ""),
        "no sheet": ("missing-sheet", "单位", ""),
        "no column": ("missing-column", "台账", "A1"),
        "no content": ("missing-content", "台账", "E5"),
        "doubled id": ("doubled-id", "台账", "A5"),
    }[damage]
    assert [(each["code"], each["sheet"], each["cell"]) for each in errors] == [expected]
    assert errors[0]["file"] == "input/ledger.xlsx"
    assert errors[0]["message"] and errors[0]["advice"]
    assert before == {path: path.read_bytes() for path in (tmp_path / "w" / "output").rglob("*") if path.is_file()}


def spoil(ledger: Path, damage: str) -> None:
    """Do the damage."""
    if damage == "missing":
        ledger.unlink()
        return
    if damage == "no workbook":
        ledger.write_text("这不是工作簿", "utf-8")
        return
    book = openpyxl.load_workbook(ledger)
    if damage == "no sheet":
        del book["单位"]
    elif damage == "no column":
        book["台账"]["F1"].value = "执行者"
    elif damage == "no content":
        book["台账"]["E5"].value = None
    else:
        book["台账"]["A5"].value = "T001"
    book.save(ledger)
