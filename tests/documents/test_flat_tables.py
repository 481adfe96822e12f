"""Tables that were copied as plain lines, a cell in each, are tables again, and that is told."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from generator.documents import Imported, read

HEADING = ["序号", "具体任务", "责任单位", "完成时限"]
REBUILT = "一格一行的表格，已按表头和内容还原成表"
UNEVEN = "这一行的格数与表头不同"


def text_file(path: Path, lines: list[str]) -> Path:
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


def word_file(path: Path, lines: list[str]) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def imported(path: Path) -> tuple[Imported, str]:
    found, problems = read(path)
    assert found is not None, problems
    return found, "\n".join(problem.message for problem in problems)


def shown(found: Imported) -> list[tuple[str, ...]]:
    return [(task.number, task.content, task.units_text, task.deadline_text) for task in found.ledger.tasks]


FIRST = ["1", "新修某渠3公里。", "县水利局", "6月底前"]
SECOND = ["2", "建成某园，对外开放。", "县住建局、县文旅局", "12月底前"]
READ = [tuple(FIRST), tuple(SECOND)]


@pytest.mark.parametrize("write", [text_file, word_file])
def test_a_cell_a_line_is_a_table_and_is_told(tmp_path, write):
    found, problems = imported(
        write(tmp_path / "a.txt", ["某县2031年任务表", *HEADING, *FIRST, *SECOND, "（此件公开）"])
    )
    assert shown(found) == READ
    assert found.ledger.title == "某县2031年任务表"
    assert REBUILT in problems and UNEVEN not in problems
    assert any("此件公开" in entry.text for entry in found.left_out)


def test_the_heading_of_each_page_and_headings_over_two_lines_are_no_tasks(tmp_path):
    heading = ["序号", "具体任务", "责任", "单位", "完成", "时限"]
    found, _ = imported(text_file(tmp_path / "a.txt", [*heading, *FIRST, *heading, *SECOND]))
    assert shown(found) == READ


def test_units_with_a_line_each_belong_to_one_task_and_such_rows_are_told(tmp_path):
    cells = ["1", "新修某渠3公里。", "县水利局", "县财政局", "6月底前", *SECOND]
    found, problems = imported(text_file(tmp_path / "a.txt", [*HEADING, *cells]))
    assert shown(found) == [("1", "新修某渠3公里。", "县水利局、县财政局", "6月底前"), tuple(SECOND)]
    assert UNEVEN in problems


def test_a_second_task_below_a_number_is_a_row_with_the_units_above(tmp_path):
    cells = [*FIRST, "加固某坝。", "9月底前", *SECOND]
    found, problems = imported(text_file(tmp_path / "a.txt", [*HEADING, *cells]))
    assert shown(found) == [tuple(FIRST), ("1", "加固某坝。", "同上", "9月底前"), tuple(SECOND)]
    assert UNEVEN in problems


def test_labels_before_the_number_and_titles_stand_above_the_tasks(tmp_path):
    heading = ["工作任务", "具体要求", "责任科室", "时限要求"]
    cells = ["水利", *FIRST, "2", "加固某坝。", "县水利局", "年底前", "城建", "3", "建成某园。", "县住建局", "全年"]
    found, _ = imported(text_file(tmp_path / "a.txt", [*heading, *cells]))
    assert [(task.number, task.section, task.content) for task in found.ledger.tasks] == [
        ("1", "水利", "新修某渠3公里。"),
        ("2", "水利", "加固某坝。"),
        ("3", "城建", "建成某园。"),
    ]
    found, _ = imported(text_file(tmp_path / "b.txt", [*HEADING, "一、水利", *FIRST, "二、城建", *SECOND]))
    assert [task.section for task in found.ledger.tasks] == ["一、水利", "二、城建"]
    assert shown(found) == READ


def test_cells_that_suit_no_column_are_no_table(tmp_path):
    found, _ = read(text_file(tmp_path / "a.txt", [*HEADING, "1", "2", "3", "4"]))
    assert found is None


def test_a_table_that_breaks_off_before_its_last_number_is_told(tmp_path):
    between = [f"另外一段文字，说明第{n}件事情。" for n in range(30)]
    third = ["3", "绿化某山。", "县林业局", "全年"]
    _, problems = imported(text_file(tmp_path / "a.txt", [*HEADING, *FIRST, *SECOND, *between, *third]))
    assert "后面可能还有任务" in problems


def test_the_last_row_may_have_more_units_than_any_and_what_signs_below_is_none_of_them(tmp_path):
    last = ["2", "建成某园，对外开放。", "县住建局", "县文旅局", "县财政局", "2031.12"]
    lines = [*HEADING, *FIRST, *last, "（此件公开）", "某县政府办公室"]
    found, problems = imported(text_file(tmp_path / "a.txt", lines))
    assert shown(found)[1] == ("2", "建成某园，对外开放。", "县住建局、县文旅局、县财政局", "2031.12")
    assert UNEVEN in problems


def test_a_label_before_a_number_is_no_heading_and_no_unit(tmp_path):
    heading = ["重点任务", "序号", "具体要求", "责任单位", "时限要求"]
    cells = ["贸易便利化领域", "1", "加装电梯60部。", "县住建局", "县财政局", "每学期"]
    cells += ["示范标准厂房二期", "2", "建成某服务中心。", "县商务局", "2031.06", "3", "设立窗口。", "县政务局", "全年"]
    found, _ = imported(text_file(tmp_path / "a.txt", [*heading, *cells]))
    assert [(task.section, task.content, task.units_text, task.deadline_text) for task in found.ledger.tasks] == [
        ("贸易便利化领域", "加装电梯60部。", "县住建局、县财政局", "每学期"),
        ("示范标准厂房二期", "建成某服务中心。", "县商务局", "2031.06"),
        ("示范标准厂房二期", "设立窗口。", "县政务局", "全年"),
    ]


def test_rows_without_numbers_are_told_apart_by_what_suits_each_column(tmp_path):
    rows = [row for n in range(12) for row in (f"完成第{n}件实事，办好办实。", "县水利局、县住建局", "6月底前")]
    merged = ["开放某园。", "县住建局"]
    lines = ["某县2031年任务表", *HEADING[1:], *rows, *merged, *rows[:3], "（此件公开）"]
    found, problems = imported(text_file(tmp_path / "a.txt", lines))
    tasks = [(task.content, task.units_text, task.deadline_text) for task in found.ledger.tasks]
    assert tasks == [*zip(*[iter(rows)] * 3, strict=True), ("开放某园。", "县住建局", "同上"), tuple(rows[:3])]
    assert REBUILT in problems and UNEVEN in problems
    assert [entry.text for entry in found.left_out] == ["（此件公开）"]


def test_where_rows_without_numbers_can_no_longer_be_told_apart_that_is_told(tmp_path):
    lines = [*HEADING[1:], *FIRST[1:], *SECOND[1:], "（第一批）", "（略）", "（下页）", "县水利局、县财政局"]
    found, problems = imported(text_file(tmp_path / "a.txt", lines))
    assert len(found.ledger.tasks) == 2
    assert "在这之前就读不下去了" in problems
