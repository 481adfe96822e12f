"""Tables of every form become tasks: which tables, which columns, which rows, and what is told."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from generator.documents import Imported, read
from tests.documents.sources import write_docx, write_html, write_xlsx
from tests.typed_numbers import type_numbers


def imported(path: Path, **options: object) -> tuple[Imported, list[str]]:
    found, problems = read(path, **options)  # type: ignore[arg-type]
    assert found is not None, problems
    return found, [problem.message for problem in problems]


def rows(found: Imported) -> list[tuple[str, ...]]:
    return [(t.number, t.section, t.item, t.content, t.units_text) for t in found.ledger.tasks]


HEADING = ["序号", "具体任务", "责任单位"]


def several(path: Path, *parts: str | list[list[str | None]]) -> Path:
    """A Word document of paragraphs and tables."""
    import docx

    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for r, row in enumerate(part):
            for c, cell in enumerate(row):
                table.cell(r, c).text = cell or ""
    document.save(str(path))
    return path


def test_tables_with_the_same_columns_are_joined_each_under_its_heading(tmp_path):
    path = several(
        tmp_path / "a.docx",
        "某市2024年分工台账",
        "一、教育",
        [HEADING, ["1", "建设学校。", "市教育局"]],
        "二、卫生",
        [HEADING, ["1", "建设医院。", "市卫健委"], ["2", "培训医生。", "市卫健委"]],
    )
    found, problems = imported(path)
    assert rows(found) == [
        ("1", "一、教育", "", "建设学校。", "市教育局"),
        ("1", "二、卫生", "", "建设医院。", "市卫健委"),
        ("2", "二、卫生", "", "培训医生。", "市卫健委"),
    ]
    assert found.ledger.title == "某市2024年分工台账"
    assert [(table.place, table.tasks, table.used) for table in found.found] == [("表1", 1, True), ("表2", 2, True)]
    assert not problems


def test_a_table_with_other_columns_is_taken_and_told(tmp_path):
    path = several(
        tmp_path / "a.docx",
        "某台账",
        [HEADING, ["1", "建设学校。", "市教育局"], ["2", "建设医院。", "市卫健委"]],
        "另表",
        [["序号", "具体任务", "牵头单位", "完成时限"], ["1", "修路。", "市交通局", "全年"]],
    )
    found, problems = imported(path)
    assert [table.used for table in found.found] == [True, True]
    assert any("栏目与表1不同，也取了" in problem for problem in problems)
    shown = [(task.content, task.units_text, task.lead_text, task.deadline_text) for task in found.ledger.tasks]
    assert shown == [
        ("建设学校。", "市教育局", "", ""),
        ("建设医院。", "市卫健委", "", ""),
        ("修路。", "", "市交通局", "全年"),
    ]
    second, _ = imported(path, tables=(2,))
    assert [task.content for task in second.ledger.tasks] == ["修路。"]


@pytest.mark.parametrize(
    "other",
    [
        [["序号", "具体任务", "牵头单位"], ["1", "建设学校", "市教育局"], ["2", "建设医院；", "市卫健委"]],
        [["序号", "具体任务", "完成时限"], ["1", "修路。", "全年"]],
    ],
)
def test_a_table_that_repeats_tasks_or_names_no_units_is_told_and_can_be_asked_for(tmp_path, other):
    page = [HEADING, ["1", "建设学校。", "市教育局"], ["2", "建设医院。", "市卫健委"], ["3", "植树。", "市林业局"]]
    path = several(tmp_path / "a.docx", "某台账", page, "另表", other)
    found, problems = imported(path)
    assert [table.used for table in found.found] == [True, False]
    assert any("--table 2" in problem for problem in problems)
    assert any(other[1][1] in entry.text for entry in found.left_out)
    both, _ = imported(path, tables=(1, 2))
    assert len(both.ledger.tasks) == 2 + len(other)


def test_all_sheets_of_a_workbook_are_joined(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for n, (name, text) in enumerate({"教育组": "建设学校。", "卫生组": "建设医院。"}.items()):
        sheet = book.active if not n else book.create_sheet()
        sheet.title = name
        for row in [HEADING, ["1", text, "市发改委"]]:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    assert [(task.section, task.content) for task in found.ledger.tasks] == [
        ("教育组", "建设学校。"),
        ("卫生组", "建设医院。"),
    ]


def test_sheets_with_one_title_stand_under_their_names_and_who_made_them_is_no_heading(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for n, (name, text) in enumerate({"教育组": "建设学校。", "卫生组": "建设医院。"}.items()):
        sheet = book.active if not n else book.create_sheet()
        sheet.title = name
        for row in [
            ["某市2024年任务台账"],
            ["制表单位：市督查室    填报日期：3月1日"],
            HEADING,
            ["1", text, "市发改委"],
        ]:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    assert [task.section for task in found.ledger.tasks] == ["教育组", "卫生组"]
    assert (found.ledger.title, found.ledger.issuer) == ("某市2024年任务台账", "市督查室")


def test_of_two_equal_headings_one_can_be_named(tmp_path):
    page = [["序号", "具体要求", "具体要求", "责任单位"], ["1", "教育", "建设学校三所，年内开工。", "市教育局"]]
    path = write_docx(tmp_path / "a.docx", [page])
    found, _ = imported(path, columns={"具体要求#1": "具体任务", "具体要求#2": "备注"})
    (task,) = found.ledger.tasks
    assert (task.content, task.remark) == ("教育", "建设学校三所，年内开工。")


@pytest.mark.parametrize("write", [write_docx, write_html, write_xlsx])
def test_a_row_without_number_whose_cells_are_merged_is_a_task_of_its_own(tmp_path, write):
    page = [
        ["序号", "项目名称", "主要内容", "牵头单位"],
        ["1", "养老", "为老人上门", "市民政局"],
        [None, None, "改造小区", None],
        ["2", "教育", "建设学校", "市教育局"],
    ]
    found, _ = imported(write(tmp_path / f"a.{write.__name__[6:]}", [page], ["某台账"]))
    assert [(t.number, t.section, t.content, t.lead_text) for t in found.ledger.tasks] == [
        ("1", "养老", "为老人上门", "市民政局"),
        ("1", "养老", "改造小区", "同上"),
        ("2", "教育", "建设学校", "市教育局"),
    ]


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("市教育局\n各街道\n市国有资产公司", "市教育局、各街道、市国有资产公司"),
        ("市发展改\n革委、市教\n育局", "市发展改革委、市教育局"),
        ("市数据局（市人\n工智能局）", "市数据局（市人工智能局）"),
        ("市财政局\n市教育局\n市水利局", "市财政局、市教育局、市水利局"),
        ("市财政局、\n市教育局", "市财政局、市教育局"),
        ("市 农 业 农 村\n局、市国资委", "市农业农村局、市国资委"),
        ("开发区（某镇）\n各街道", "开发区（某镇）、各街道"),
        ("人行某市分\n行", "人行某市分行"),
        ("镇财政所\n各村", "镇财政所、各村"),
        ("县水利局\n有关镇村", "县水利局、有关镇村"),
        ("县劳动保障局\n等有关部门", "县劳动保障局等有关部门"),
        ("县农业农村局\n县供销社", "县农业农村局、县供销社"),
        ("市委\n组织部", "市委组织部"),
        ("市教育局牵头\n市住建局配合", "市教育局牵头，市住建局配合"),
        ("市财政局、市人力\n资源和社会保障局\n市政府办公室", "市财政局、市人力资源和社会保障局、市政府办公室"),
        ("市教育局、市供\n电公司\n市人力资源和社\n会保障局", "市教育局、市供电公司、市人力资源和社会保障局"),
        ("市住房和城乡建\n设\n局\n市教育局", "市住房和城乡建设局、市教育局"),
        ("市卫生健康委员会\n团市委 市住房和\n城乡建设局", "市卫生健康委员会、团市委 市住房和城乡建设局"),
        ("市交通局、市工业园区\n市场监管分局", "市交通局、市工业园区市场监管分局"),
        ("市水利局、市人民政府\n办公室", "市水利局、市人民政府办公室"),
        ("发展改革局\n住房和城乡建\n设局\n卫生健康局", "发展改革局、住房和城乡建设局、卫生健康局"),
    ],
)
def test_line_breaks_between_units_separate_them(tmp_path, cell, read_as):
    found, _ = imported(write_docx(tmp_path / "a.docx", [[HEADING, ["1", "建设学校。", cell]]]))
    assert found.ledger.tasks[0].units_text == read_as


def test_rows_of_one_kind_over_the_table_do_not_nest(tmp_path):
    rows = [
        HEADING,
        ["（一）妇女类"] * 3,
        ["1", "免费检查。", "市卫健委"],
        ["（二）儿童类"] * 3,
        ["2", "建设乐园。", "市民政局"],
    ]
    path = write_docx(tmp_path / "a.docx", [rows])
    import docx

    document = docx.Document(str(path))
    for n in (1, 3):
        cells = document.tables[0].rows[n].cells
        text = cells[0].text
        cells[0].merge(cells[2]).text = text
    document.save(str(path))
    found, _ = imported(path)
    assert [(task.section, task.item) for task in found.ledger.tasks] == [("（一）妇女类", ""), ("（二）儿童类", "")]


def test_the_first_row_over_the_table_may_stand_above_the_heading(tmp_path):
    import docx

    rows = [
        ["一、道路"] * 3,
        HEADING,
        ["1", "修路。", "市交通局"],
        ["二、桥梁"] * 3,
        HEADING,
        ["1", "架桥。", "市住建局"],
    ]
    path = write_docx(tmp_path / "a.docx", [rows])
    document = docx.Document(str(path))
    for n in (0, 3):
        cells = document.tables[0].rows[n].cells
        text = cells[0].text
        cells[0].merge(cells[2]).text = text
    document.save(str(path))
    found, _ = imported(path)
    assert [(task.section, task.content) for task in found.ledger.tasks] == [
        ("一、道路", "修路。"),
        ("二、桥梁", "架桥。"),
    ]


def test_a_heading_over_number_and_text_is_both(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["重点任务", None, "责任单位"], ["1", "建设学校，年内开工。", "市教育局"], ["2", "修路。", "市交通局"]]:
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    assert rows(found) == [("1", "", "", "建设学校，年内开工。", "市教育局"), ("2", "", "", "修路。", "市交通局")]


def test_a_heading_over_two_columns_of_units_is_all_of_them(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["序号", "具体任务", "责任单位", None], ["1", "建设学校。", "市教育局", "市住建局"]]:
        sheet.append(row)
    sheet.merge_cells("C1:D1")
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    assert rows(found) == [("1", "", "", "建设学校。", "市教育局、市住建局")]


def test_a_heading_of_two_rows(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["序号", "工作任务", "责任分工", None, "时限"],
        [None, None, "牵头单位", "配合单位", None],
        ["1", "建设学校。", "市教育局", "市住建局", "全年"],
    ]:
        sheet.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    (task,) = found.ledger.tasks
    assert (task.content, task.lead_text, task.support_text, task.deadline_text) == (
        *("建设学校。", "市教育局", "市住建局"),
        "全年",
    )


COLUMNS = [
    (
        "类别 实事名称 年度目标 责任单位 进展情况",
        "教育 学校 建设三所。 市教育局 已开工，完成三成，正在施工。",
        "教育 学校",
    ),
    ("序号 主要任务 全年目标任务 牵头单位 1-6月推进情况", "1 教育 建设三所。 市教育局 已经开工，正在施工。", "教育"),
    ("序号 改革举措 主要内容 指导部门", "1 多证合一 压缩时间，年内完成。 市场监管局", "多证合一"),
    ("序号 工作任务 具体举措 责任部门", "1 规划公开 公开各类规划。 市发改委", "规划公开"),
    ("序号 目标任务 责任单位", "1 公开各类规划。 市发改委", ""),
    ("序号 项目 建设内容及规模 总投资（万元） 责任单位", "1 学校 建设三所。 300 市教育局", "学校"),
]


@pytest.mark.parametrize(("heading", "row", "labels"), COLUMNS)
def test_the_column_of_contents_is_told_by_what_stands_in_it(tmp_path, heading, row, labels):
    found, _ = imported(write_docx(tmp_path / "a.docx", [[heading.split(), row.split()]], ["某台账"]))
    (task,) = found.ledger.tasks
    assert task.content == next(text for text in row.split() if text.endswith("。"))
    assert " ".join(filter(None, (task.section, task.item))) == labels
    assert task.units_text or task.lead_text


def test_rows_that_are_no_tasks_are_told(tmp_path):
    page = [
        ["序号", "一级任务", "具体任务", "责任单位"],
        ["一、教育", None, None, None],
        ["1", "学校", "建设学校。", "市教育局"],
        ["二、卫生", None, None, None],
        ["合计", "", "1项", ""],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [(entry.text, entry.reason) for entry in found.left_out] == [
        ("合计 | 1项", "合计行"),
        ("二、卫生", "标题下面没有任务"),
    ]


def test_issuer_and_time_of_reporting_in_one_line_are_two_things(tmp_path):
    above = ["某市2024年台账", "制表单位：某市政府办公室    填报时间：2024年3月1日"]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[HEADING, ["1", "修路。", "市交通局"]]], above))
    assert found.ledger.issuer == "某市政府办公室"
    assert dict(found.ledger.info) == {"填报时间": "2024年3月1日"}


def test_a_column_whose_heading_templates_know_as_another_name_is_told(tmp_path):
    page = [[*HEADING, "角色"], ["1", "修路。", "市交通局", "甲"]]
    _, problems = imported(write_docx(tmp_path / "a.docx", [page]))
    assert any("角色" in problem and "模板" in problem for problem in problems)


def test_the_task_says_where_it_stands_in_the_document(tmp_path):
    path = write_docx(tmp_path / "a.docx", [[HEADING, ["1", "修路。", "市交通局"]]], ["某台账"])
    found, _ = imported(path)
    assert dict(found.ledger.tasks[0].extra)["出处"] == "表1第2行"


def test_a_column_of_the_documents_own_of_that_name_is_not_lost(tmp_path):
    page = [[*HEADING, "出处"], ["1", "修路。", "市交通局", "政府工作报告"], ["2", "架桥。", "市交通局", ""]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.extra for task in found.ledger.tasks] == [(("出处", "政府工作报告"),), (("出处", None),)]


def test_columns_of_the_same_heading_are_all_kept_each_under_its_own(tmp_path):
    """The first of two was lost, and a second 备注 made a ledger that could not be read."""
    page = [[*HEADING, "进展", "进展", "备注", "备注"], ["1", "修路。", "市交通局", "甲", "乙", "丙", "丁"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    (task,) = found.ledger.tasks
    assert (task.remark, task.extra[:3]) == ("丙", (("进展", "甲"), ("进展2", "乙"), ("备注2", "丁")))
    assert ("备注", "备注2") in found.columns


def test_prose_that_the_table_repeats_is_not_taken_twice(tmp_path):
    page = [HEADING, ["1", "建设学校。", "市教育局"], ["2", "修路。", "市交通局"]]
    path = several(
        tmp_path / "a.docx", "某方案", "1.建设学校。（市教育局负责）", "2.修路。（市交通局负责）", "附件", page
    )
    found, problems = imported(path)
    assert [task.content for task in found.ledger.tasks] == ["建设学校。", "修路。"]
    assert any("--table 0" in problem for problem in problems)
    prose, _ = imported(path, tables=(0,))
    assert [task.units_text for task in prose.ledger.tasks] == ["市教育局负责", "市交通局负责"]


def test_prose_and_a_table_of_other_tasks_are_both_taken_and_told(tmp_path):
    page = [HEADING, ["1", "建设医院。", "市卫健委"]]
    path = several(tmp_path / "a.docx", "某方案", page, "1.建设学校。（市教育局负责）", "2.修路。（市交通局负责）")
    found, problems = imported(path)
    assert [task.content for task in found.ledger.tasks] == ["建设医院。", "建设学校。", "修路。"]
    assert any("表格和正文里都有任务" in problem for problem in problems)


def test_units_that_one_cell_tells_apart_by_labels_get_their_columns(tmp_path):
    page = [HEADING, ["1", "修路。", "牵头单位：市交通局\n配合单位：市财政局、市住建局"]]
    (task,) = imported(write_docx(tmp_path / "a.docx", [page]))[0].ledger.tasks
    assert (task.units_text, task.lead_text, task.support_text) == ("", "市交通局", "市财政局、市住建局")


def test_a_column_of_leads_and_supports_gives_each_its_own(tmp_path):
    row = ["1", "建设学校。", "主责单位：市教育局\n协同单位：市住建局"]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[["序号", "具体任务", "主责单位及协同单位"], row]]))
    (task,) = found.ledger.tasks
    assert (task.lead_text, task.support_text, task.units_text) == ("市教育局", "市住建局", "")


@pytest.mark.parametrize("numbers", [("1", "2", "3", "4"), ("1", "3", "2", "4")], ids=["across", "down"])
def test_tasks_that_stand_beside_each_other_are_each_a_row(tmp_path, numbers):
    cells = [[number, f"建设{number}。", f"第{number}局"] for number in numbers]
    rows = [HEADING * 2, cells[0] + cells[1], cells[2] + cells[3]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [rows]))
    shown = [(task.number, task.content, task.units_text) for task in found.ledger.tasks]
    assert shown == [(number, f"建设{number}。", f"第{number}局") for number in ("1", "2", "3", "4")]


def test_marks_for_the_same_as_above_are_that(tmp_path):
    rows = [HEADING, ["1", "建设学校。", "市教育局"], ["2", "建设医院。", "〃"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [rows]))
    assert [task.units_text for task in found.ledger.tasks] == ["市教育局", "同上"]
    assert any(repair.before == "〃" for repair in found.ledger.repairs)


def test_units_in_brackets_beside_a_column_of_them_are_told(tmp_path):
    rows = [HEADING, ["1", "（1）新建。（市公路局）（2）改建。（各镇街）", "市交通局"]]
    found, problems = imported(write_docx(tmp_path / "a.docx", [rows]))
    assert found.ledger.tasks[0].units_text == "市交通局"
    assert any("“（市公路局） （各镇街）”" in problem for problem in problems)


def test_a_merged_cell_of_an_added_column_holds_for_every_row_and_is_a_label_before_the_tasks(tmp_path):
    import docx

    heading = ["主攻方向", "具体任务", "责任单位", "包抓领导"]
    rows = [heading, ["文旅提升", "建设平台。", "市文旅局", "张三"], ["", "改造景区。", "市城投集团", ""]]
    path = write_docx(tmp_path / "a.docx", [rows])
    document = docx.Document(str(path))
    table = document.tables[0]
    for column in (0, 3):
        table.cell(1, column).merge(table.cell(2, column)).text = rows[1][column]
    document.save(str(path))
    found, _ = imported(path)
    shown = [(task.section, task.content, dict(task.extra)["包抓领导"]) for task in found.ledger.tasks]
    assert shown == [("文旅提升", "建设平台。", "张三"), ("文旅提升", "改造景区。", "张三")]


def test_a_rule_in_a_heading_is_kept(tmp_path):
    page = [["序号", "具体任务", "责任单位（列第一位的为牵头单位）"], ["1", "修路。", "市交通局、市财政局"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page]))
    assert dict(found.ledger.info)["文件规则"] == "责任单位（列第一位的为牵头单位）"


def test_a_row_at_a_page_start_that_may_be_the_rest_of_the_one_before_is_told(tmp_path):
    pages = [
        [HEADING, ["1", "建设学校。", "市教育局"]],
        [HEADING, ["", "配齐教师。", ""], ["2", "修路。", "市交通局"]],
    ]
    found, problems = imported(write_docx(tmp_path / "a.docx", pages))
    assert [(t.number, t.content, t.units_text) for t in found.ledger.tasks] == [
        ("1", "建设学校。", "市教育局"),
        ("1", "配齐教师。", "同上"),
        ("2", "修路。", "市交通局"),
    ]
    assert any("上一行的续" in problem for problem in problems)


@pytest.mark.parametrize(
    "form",
    [
        [["任务名称", "修路50公里"], ["牵头单位", "县交通局"], ["配合单位", "县财政局"], ["完成时限", "9月底"]],
        [["任务名称", "修路50公里", "牵头单位", "县交通局"], ["配合单位", "县财政局", "完成时限", "9月底"]],
    ],
)
def test_a_form_for_each_task_is_read(tmp_path, form):
    second = [["建校3所" if cell == "修路50公里" else cell or "" for cell in row] for row in form]
    found, _ = imported(several(tmp_path / "a.docx", "某县责任书", "任务一", form, "任务二", second))
    assert [(t.section, t.content, t.lead_text, t.support_text, t.deadline_text) for t in found.ledger.tasks] == [
        ("任务一", "修路50公里", "县交通局", "县财政局", "9月底"),
        ("任务二", "建校3所", "县交通局", "县财政局", "9月底"),
    ]


def test_forms_that_follow_one_another_are_each_a_task(tmp_path):
    forms = [
        [["任务名称", name, "编号", str(n)], ["牵头单位", "县交通局", "完成时限", "9月底"]]
        for n, name in enumerate(("修路50公里", "架桥3座"), 1)
    ]
    found, _ = imported(several(tmp_path / "a.docx", "某县责任书", forms[0], "", forms[1]))
    assert [(task.number, task.content) for task in found.ledger.tasks] == [("1", "修路50公里"), ("2", "架桥3座")]


def test_a_table_that_lies_on_its_side_is_read(tmp_path):
    lying = [["任务", "修路", "建校"], ["责任单位", "县交通局", "县教育局"], ["完成时限", "9月底", "年底前"]]
    found, _ = imported(several(tmp_path / "a.docx", "某县任务表", lying))
    assert [(t.content, t.units_text, t.deadline_text) for t in found.ledger.tasks] == [
        ("修路", "县交通局", "9月底"),
        ("建校", "县教育局", "年底前"),
    ]


def test_units_in_the_brackets_of_a_table_without_a_column_of_them(tmp_path):
    table = [
        ["序号", "具体任务", "完成时限"],
        ["1", "修路50公里（县交通局牵头，县财政局配合）。", "9月底"],
        ["2", "建校3所。（责任单位：县教育局）建园2所。（责任单位：县住建局）", "年底"],
        ["3", "植树（含补植）。", "4月"],
    ]
    found, told = imported(several(tmp_path / "a.docx", "某县任务表", table))
    assert [(t.content, t.units_text) for t in found.ledger.tasks] == [
        ("修路50公里。", "县交通局牵头，县财政局配合"),
        ("建校3所。（责任单位：县教育局）建园2所。（责任单位：县住建局）", "县教育局；县住建局"),
        ("植树（含补植）。", ""),
    ]
    assert any("一格里有几处责任单位" in message for message in told)


@pytest.mark.parametrize("write", [write_docx, write_html, write_xlsx])
def test_a_short_title_over_all_columns_is_no_heading(tmp_path, write):
    title = ["某县重点任务台账", None, None]
    path = tmp_path / f"a.{write.__name__.removeprefix('write_')}"
    found, _ = imported(write(path, [[title, HEADING, ["1", "建设学校。", "县教育局"]]]))
    assert rows(found) == [("1", "", "", "建设学校。", "县教育局")]
    assert found.ledger.title == "某县重点任务台账"


def test_a_table_drawn_with_bars_in_a_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "某县任务表\n| 序号 | 具体任务 | 责任单位 |\n| --- | :-: | --- |\n| 1 | 建校 | 县教育局 |\n| 2 | 修路 | |\n",
        "utf-8",
    )
    found, _ = imported(path)
    assert rows(found) == [("1", "", "", "建校", "县教育局"), ("2", "", "", "修路", "")]


@pytest.mark.parametrize(
    ("headings", "cells", "fields"),
    [
        (["市级责任单位", "县级责任单位"], ["市教育局", "县教育局"], ("市教育局；县教育局", "", "")),
        (["牵头单位", "协办单位", "参与单位"], ["县财政局", "县教育局", "各镇"], ("", "县财政局", "县教育局；各镇")),
        (["牵头单位", "责任镇街"], ["县财政局", "东河镇"], ("东河镇", "县财政局", "")),
        (["牵头领导及单位", "责任单位"], ["县财政局", "县教育局"], ("县教育局", "县财政局", "")),
        (["牵头及配合单位"], ["县教育局牵头，县财政局配合"], ("县教育局牵头，县财政局配合", "", "")),
    ],
)
def test_every_column_of_units_counts(tmp_path, headings, cells, fields):
    table = [["序号", "具体任务", *headings], ["1", "建设学校。", *cells], ["2", "修建道路。", *cells]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table]))
    task = found.ledger.tasks[0]
    assert (task.units_text, task.lead_text, task.support_text) == fields


def test_a_merged_cell_of_one_of_several_columns_of_units_is_spelled_out(tmp_path):
    table = [
        ["序号", "具体任务", "市级责任单位", "县级责任单位"],
        ["1", "建设学校。", "市教育局", "县教育局"],
        ["2", "修建道路。", None, "县交通局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table]))
    assert [task.units_text for task in found.ledger.tasks] == ["市教育局；县教育局", "市教育局；县交通局"]


def test_a_column_of_those_who_look_on_is_kept_and_told(tmp_path):
    table = [["序号", "具体任务", "责任单位", "监督单位"], ["1", "建设学校。", "县教育局", "县审计局"]]
    found, told = imported(write_docx(tmp_path / "a.docx", [table]))
    assert found.ledger.tasks[0].units_text == "县教育局"
    assert dict(found.ledger.tasks[0].extra)["监督单位"] == "县审计局"
    assert any("“监督单位”一栏里是单位，没有作为责任单位" in message for message in told)


@pytest.mark.parametrize("heading", ["截止时间", "起止时间", "建设年限"])
def test_other_words_for_the_deadline(tmp_path, heading):
    table = [["序号", "具体任务", "责任单位", heading], ["1", "建设学校。", "县教育局", "9月底"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table]))
    assert found.ledger.tasks[0].deadline_text == "9月底"


def test_what_stands_for_several_rows_is_no_content_where_another_column_tells_them_apart(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><td>工作任务<td>牵头单位<td>工作要求</tr>"
        "<tr><td>公开全县权力清单和责任清单<td>县编办<td rowspan=2>按时公开，并根据法律法规的调整及时修订。</tr>"
        "<tr><td>推动乡镇公开权力清单<td>县编办</tr>"
        "<tr><td>公开财政预算和决算情况<td>县财政局<td>在门户网站设立专栏集中公开，做到内容真实、要素完整。</tr></table>",
        "utf-8",
    )
    found, told = imported(path)
    contents = [task.content for task in found.ledger.tasks]
    assert contents == ["公开全县权力清单和责任清单", "推动乡镇公开权力清单", "公开财政预算和决算情况"]
    assert any("“工作任务”作为具体任务；“工作要求”也可能是" in message for message in told)


def test_a_column_that_says_as_much_as_the_contents_is_told(tmp_path):
    heading = ["工作任务", "牵头单位", "工作要求"]
    body = [
        [f"公开第{n}批权力清单和责任清单", "县编办", f"按时公开第{n}批，并及时修订，接受社会监督。"]
        for n in range(1, 4)
    ]
    found, told = imported(write_html(tmp_path / "a.html", [[heading, *body]]))
    assert [task.content for task in found.ledger.tasks] == [row[2] for row in body]
    assert any("“工作要求”作为具体任务；“工作任务”也可能是" in message for message in told)


def test_of_what_kind_a_task_is_stands_under_no_label(tmp_path):
    heading = ["序号", "名称", "类型", "具体内容", "责任部门"]
    body = [[str(n), f"第{n}项制度", "机制", f"建立第{n}项制度，定期开展评估。", "县应急局"] for n in range(1, 4)]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[heading, *body]]))
    assert [(task.item or task.section, dict(task.extra)["类型"]) for task in found.ledger.tasks] == [
        (f"第{n}项制度", "机制") for n in range(1, 4)
    ]


def test_what_each_department_has_to_do_is_the_content_of_a_table_of_duties(tmp_path):
    heading = ["序号", "部门", "主要职责分工"]
    body = [["1", "县住建局", "牵头开展排查整治，加强技术指导。"], ["2", "县公安局", "负责交通管制，维护现场秩序。"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[heading, *body]]))
    assert [(task.units_text, task.content) for task in found.ledger.tasks] == [tuple(row[1:]) for row in body]


TIMES = ("每月5日前", "6月底", "全年")


@pytest.mark.parametrize(
    ("heading", "is_deadline"), [("上报周期", True), ("周期要求", True), ("开工日期", False), ("进展情况", False)]
)
def test_a_column_of_times_under_an_unknown_heading_is_the_deadlines_and_told(tmp_path, heading, is_deadline):
    lines = [[str(n), f"报送第{n}类材料。", "县教育局", time] for n, time in enumerate(TIMES, 1)]
    table = [["序号", "具体任务", "责任单位", heading], *lines]
    found, told = imported(write_docx(tmp_path / "a.docx", [table]))
    assert [task.deadline_text for task in found.ledger.tasks] == (list(TIMES) if is_deadline else [""] * 3)
    assert any(f"“{heading}”一栏里是时间，作为完成时限" in message for message in told) == is_deadline
    kept, _ = imported(tmp_path / "a.docx", columns={heading: "保留"})
    assert [dict(task.extra).get(heading) for task in kept.ledger.tasks] == list(TIMES)


def test_a_column_of_times_beside_the_deadlines_stays_what_it_is(tmp_path):
    lines = [[str(n), f"报送第{n}类材料。", "县教育局", "9月底", time] for n, time in enumerate(TIMES, 1)]
    table = [["序号", "具体任务", "责任单位", "完成时限", "上报周期"], *lines]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table]))
    assert {task.deadline_text for task in found.ledger.tasks} == {"9月底"}


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (datetime.date(2024, 6, 1), 'yyyy"年"m"月"', "2024年6月"),
        (datetime.date(2024, 6, 1), "mmm-yy", "2024年6月"),
        (datetime.date(2024, 6, 30), 'm"月"d"日"', "6月30日"),
        (datetime.date(2024, 6, 30), "[$-804]yyyy/m/d;@", "2024年6月30日"),
        (0.95, "0%", "95%"),
        (0.0725, "0.00%", "7.25%"),
        (12.0, "0", "12"),
    ],
)
def test_a_cell_of_a_workbook_is_read_as_it_is_shown(tmp_path, value, number_format, shown):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["序号", "具体任务", "责任单位", "完成时限"], ["1", "建设学校。", "县教育局", value]):
        book.active.append(row)
    book.active["D2"].number_format = number_format
    book.save(tmp_path / "a.xlsx")
    found, _ = imported(tmp_path / "a.xlsx")
    assert found.ledger.tasks[0].deadline_text == shown


def test_dates_that_chinese_programs_format_by_number_alone_are_dates(tmp_path):
    """Chinese Excel writes 2024年6月20日 as 45463 with format 31, which stands in no file."""
    path = tmp_path / "分工表.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["序号", "具体任务", "责任单位", "完成时限"],
        *([n, f"做好第{n}件事。", "县发改局"] for n in (1, 2, 3, 4)),
    ):
        book.active.append(row)
    book.save(path)
    type_numbers(path, {"D2": (45463, 31), "D3": (45463, 57), "D4": (45463, 58), "D5": (0.5, "0%")})
    imported, _ = read(path)
    shown = [task.deadline_text for task in imported.ledger.tasks]
    assert shown == ["2024年6月20日", "2024年6月", "6月20日", "50%"]


def test_a_row_without_number_below_one_that_ends_in_a_comma_is_its_rest(tmp_path):
    table = [
        ["序号", "具体任务", "责任单位", "完成时限"],
        ["1", "建设学校五十所，", "县教育局", "9月底"],
        ["", "改造食堂。", "县财政局", ""],
        ["2", "建设公路。", "县交通局", "6月底"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table]))
    assert [(task.content, task.units_text) for task in found.ledger.tasks] == [
        ("建设学校五十所，改造食堂。", "县教育局、县财政局"),
        ("建设公路。", "县交通局"),
    ]


def test_a_row_that_nobody_has_among_others_is_told(tmp_path):
    table = [["序号", "具体任务", "责任单位"], ["1", "建设学校。", "县教育局"], ["2", "建设公路。", ""]]
    table.append(["3", "植树造林。", "县林业局"])
    _, told = imported(write_docx(tmp_path / "a.docx", [table]))
    assert any(message.startswith("“建设公路。”：这一行没有写责任单位") for message in told)


@pytest.mark.parametrize("heading", ["<td>工作任务</td><td></td>", "<td colspan=2>工作任务</td>"])
def test_a_column_that_counts_the_rows_is_their_number_whatever_stands_over_it(tmp_path, heading):
    body = (
        "<tr><td>解读</td><td>1</td><td>做好政策解读工作，丰富解读形式。</td><td>办公室</td></tr>"
        "<tr><td rowspan=2>公开</td><td>2</td><td>规范信息公开专栏，及时公开内容。</td><td>综合科</td></tr>"
        "<tr><td>3</td><td>编制信息公开工作年度报告。</td><td>综合科</td></tr>"
    )
    head = f"<tr>{heading}<td>具体要求</td><td>责任科室</td></tr>"
    path = tmp_path / "a.html"
    path.write_text(f"<meta charset=utf-8><p>某台账</p><table>{head}{body}</table>", "utf-8")
    found, _ = imported(path)
    assert [row[:3] for row in rows(found)] == [("1", "解读", ""), ("2", "公开", ""), ("3", "公开", "")]
    assert {name for task in found.ledger.tasks for name, _ in task.extra} == {"出处"}


def test_units_in_the_bracket_of_a_label_are_those_of_its_task_where_no_column_names_any(tmp_path):
    page = [
        ["责任事项", "具体工作内容", "完成时限"],
        ["17.免除学费。（牵头单位：市教育局；责任单位：市财政局）", "落实资助政策。", "12月"],
        ["18.新建幼儿园30所。（责任单位：市教育局）", "1.细化各区建设任务。2.督促各区列入预算。", "11月"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [(t.section, t.content, t.lead_text, t.units_text) for t in found.ledger.tasks] == [
        ("17.免除学费。", "落实资助政策。", "市教育局", "市财政局"),
        ("18.新建幼儿园30所。", "1.细化各区建设任务。2.督促各区列入预算。", "", "市教育局"),
    ]
    assert any("任务名称括号里的责任单位" in repair.reason for repair in found.ledger.repairs)


def test_rows_that_add_only_a_deadline_to_a_merged_task_are_its_list_of_deadlines(tmp_path):
    page = [
        ["序号", "具体任务", "责任单位", "完成时限"],
        ["1", "分两批拨付资金，并抓好考评。", "市财政局", "3月"],
        [None, None, None, "6月"],
        [None, None, None, "12月"],
        ["2", "建设学校。", "市教育局", "12月"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.deadline_text for task in found.ledger.tasks] == ["3月、6月、12月", "12月"]


def test_beside_a_column_of_leads_the_main_units_are_responsible(tmp_path):
    page = [
        ["序号", "工作措施", "牵头部门", "主责单位", "协办单位"],
        ["1", "完善监测网络。", "市生态环境局", "各区政府", "市经信局"],
    ]
    (task,) = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))[0].ledger.tasks
    assert (task.lead_text, task.units_text, task.support_text) == ("市生态环境局", "各区政府", "市经信局")
    (task,) = imported(write_docx(tmp_path / "b.docx", [[page[0][:2] + page[0][3:], page[1][:2] + page[1][3:]]]))[
        0
    ].ledger.tasks
    assert (task.lead_text, task.units_text, task.support_text) == ("各区政府", "", "市经信局")


@pytest.mark.parametrize(
    ("title", "year"),
    [("某市2021年实施方案", 2021), ("某市实施方案（2019-2020年）", None), ("2024—2026年行动计划", None)],
)
def test_a_plan_of_several_years_has_none_of_its_own(tmp_path, title, year):
    found, _ = imported(write_docx(tmp_path / "a.docx", [[HEADING, ["1", "修路。", "市交通局"]]], [title]))
    assert found.ledger.year == year


def test_a_row_cut_behind_a_semicolon_goes_on_where_other_tasks_end_with_a_full_stop(tmp_path):
    first = [HEADING, ["1", "修路。", "市交通局"], ["2", "架桥。", "市交通局"], ["3", "植树三千亩；", "市林业局"]]
    second = [HEADING, ["", "清淤十公里。", ""], ["4", "建校。", "市教育局"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [first + second], ["某台账"]))
    assert [task.content for task in found.ledger.tasks] == ["修路。", "架桥。", "植树三千亩；清淤十公里。", "建校。"]
    items = [["3", "植树三千亩；", "市林业局"], HEADING, ["", "清淤十公里；", ""], ["4", "建校；", "市教育局"]]
    page = [HEADING, ["1", "修路；", "市交通局"], ["2", "架桥；", "市交通局"], *items]
    found, problems = imported(write_docx(tmp_path / "b.docx", [page], ["某台账"]))
    assert len(found.ledger.tasks) == 5
    assert any("也可能是上一行的续" in problem for problem in problems)


def test_a_body_behind_a_government_in_the_next_line_is_another(tmp_path):
    page = [HEADING, ["1", "修路。", "各乡镇政府\n经济开发区管委会"], ["2", "架桥。", "县政府\n办公室"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.units_text for task in found.ledger.tasks] == ["各乡镇政府、经济开发区管委会", "县政府办公室"]


def test_a_column_of_sentences_with_their_units_behind_is_the_contents_whatever_its_heading(tmp_path):
    texts = ["修县道三十公里，年内完工。（责任单位：县交通局）", "架桥两座，年内通车。（责任单位：县住建局）"]
    page = [["序号", "工作事项", "具体任务及责任单位"], ["1", "修路", texts[0]], ["2", "架桥", texts[1]]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert rows(found) == [
        ("1", "修路", "", "修县道三十公里，年内完工。", "县交通局"),
        ("2", "架桥", "", "架桥两座，年内通车。", "县住建局"),
    ]


def test_units_and_deadline_that_one_cell_tells_apart_by_labels_stand_in_their_columns(tmp_path):
    page = [["序号", "任务", "责任单位及完成时限"], ["1", "修路。", "责任单位：县交通局、县财政局\n完成时限：6月底"]]
    (task,) = imported(write_docx(tmp_path / "a.docx", [page]))[0].ledger.tasks
    assert (task.units_text, task.deadline_text) == ("县交通局、县财政局", "6月底")


def test_a_row_of_a_chinese_number_and_a_title_heads_rows_that_are_numbered_in_digits(tmp_path):
    page = [
        HEADING,
        ["一", "加快交通建设", ""],
        ["1", "修路。", "县交通局"],
        ["二", "改善民生", ""],
        ["2", "建校。", "县教育局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [(task.section, task.content) for task in found.ledger.tasks] == [
        ("一、加快交通建设", "修路。"),
        ("二、改善民生", "建校。"),
    ]
    page = [HEADING, ["一", "修路", ""], ["二", "建校", "县教育局"]]
    found, _ = imported(write_docx(tmp_path / "b.docx", [page], ["某台账"]))
    assert [task.content for task in found.ledger.tasks] == ["修路", "建校"]


def test_sentences_in_a_column_beside_short_contents_are_told(tmp_path):
    texts = ["设施齐全，人员到位，制度上墙，台账完整，全年开放。", "路面平整，标线清晰，绿化到位，管护有人，全年畅通。"]
    page = [["工作任务", "佐证", "责任单位"], ["建站点", texts[0], "县民政局"], ["修道路", texts[1], "县交通局"]]
    _, problems = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert any("“佐证”一栏里是成句的文字，也可能是具体任务" in problem for problem in problems)


def test_units_and_deadline_that_are_merged_over_a_page_end_go_on_together(tmp_path):
    heading = ["具体任务", "责任单位", "完成时限"]
    page = [heading, ["修路。", "市交通局", "6月底"], heading, ["架桥。", "", ""], ["植树。", "市林业局", ""]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [(task.units_text, task.deadline_text) for task in found.ledger.tasks] == [
        ("市交通局", "6月底"),
        ("同上", "同上"),
        ("市林业局", ""),
    ]


def test_a_column_of_what_numbers_count_names_no_units(tmp_path):
    page = [
        ["序号", "考核内容", "单位", "年度目标", "责任部门"],
        ["1", "造林面积", "万亩", "3", "县林业局"],
        ["2", "劳动生产率", "万元/人", "5", "县统计局"],
        ["3", "入学率", "%", "99", "县教育局"],
        ["4", "安全责任制", "-", "良好", "县应急局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某清单"]))
    assert [task.units_text for task in found.ledger.tasks] == ["县林业局", "县统计局", "县教育局", "县应急局"]
    assert [dict(task.extra)["单位"] for task in found.ledger.tasks] == ["万亩", "万元/人", "%", "-"]


@pytest.mark.parametrize(
    ("cell", "units", "persons"),
    [
        ("县教育局 王强", "县教育局", "王强"),
        ("县教育局\n王 强", "县教育局", "王强"),
        ("县教育局（王强）\n县财政局（李玉兰）", "县教育局、县财政局", "王强、李玉兰"),
        ("县文旅局\n文旅科", "县文旅局、文旅科", None),
    ],
)
def test_persons_in_the_cells_of_units_stand_in_a_column_of_their_own(tmp_path, cell, units, persons):
    table = [["序号", "具体任务", "责任单位及责任人"], ["1", "建校。", cell], ["2", "修路。", cell]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [table], ["某清单"]))
    for task in found.ledger.tasks:
        assert (task.units_text, dict(task.extra).get("责任人")) == (units, persons)


def test_duties_beside_a_column_of_units_are_the_contents(tmp_path):
    table = [["相关部门", "职责分工"], ["县教育局", "组织考试。"], ["县公安局", "维护周边秩序。"]]
    found, _ = imported(write_html(tmp_path / "a.html", [table], ["某方案"]))
    assert rows(found) == [("1", "", "", "组织考试。", "县教育局"), ("2", "", "", "维护周边秩序。", "县公安局")]


def test_a_heading_of_numbers_over_titles_and_numbers_is_both(tmp_path):
    (tmp_path / "a.html").write_text(
        "<meta charset=utf-8><p>某清单</p><table>"
        "<tr><td colspan=2>序号</td><td>工作任务</td><td>责任单位</td></tr>"
        "<tr><td rowspan=2>一、产业</td><td>1</td><td>招商。</td><td>县商务局</td></tr>"
        "<tr><td>2</td><td>扩产。</td><td>县工信局</td></tr>"
        "<tr><td>二、民生</td><td>3</td><td>建校。</td><td>县教育局</td></tr></table>",
        "utf-8",
    )
    found, _ = imported(tmp_path / "a.html")
    assert [(task.number, task.section) for task in found.ledger.tasks] == [
        ("1", "一、产业"),
        ("2", "一、产业"),
        ("3", "二、民生"),
    ]


def test_a_table_that_a_web_page_has_in_pieces_is_one(tmp_path):
    def table(*lines: list[str]) -> str:
        cells = ["".join(f"<td>{cell}</td>" for cell in line) for line in lines]
        return f"<table>{''.join(f'<tr>{line}</tr>' for line in cells)}</table>"

    pieces = [
        table(HEADING, ["1", "建设学校。", "县教育局"]),
        table(HEADING, ["2", "修建道路并", "县交通局"]),
        table(["", "加宽桥梁。", ""], ["3", "植树。", "县林业局"]),
        table(["投资", "名称", "来源"], ["1", "县道", "省级"]),
    ]
    (tmp_path / "a.html").write_text(f"<meta charset=utf-8><p>某县任务清单</p>{'<p> </p>'.join(pieces)}", "utf-8")
    found, _ = imported(tmp_path / "a.html")
    assert rows(found)[:3] == [
        ("1", "", "", "建设学校。", "县教育局"),
        ("2", "", "", "修建道路并加宽桥梁。", "县交通局"),
        ("3", "", "", "植树。", "县林业局"),
    ]


def test_a_row_of_units_without_contents_is_told(tmp_path):
    page = [HEADING, ["1", "修路。", "县交通局"], ["2", "", "县水利局"], ["3", "建校。", "县教育局"]]
    found, problems = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.content for task in found.ledger.tasks] == ["修路。", "建校。"]
    assert any("县水利局" in problem and "没有任务内容" in problem for problem in problems)


def test_names_that_the_width_of_a_cell_broke_stay_one_behind_labels(tmp_path):
    cell = "牵头单位：县税务局\n配合单位：县财政\n局、县人社局"
    page = [
        ["序号", "任务", "责任分工"],
        ["1", "退税。", cell],
        ["2", "减费。", "牵头单位：县发改局\n配合单位：县商务局\n各乡镇"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某清单"]))
    assert [(task.lead_text, task.support_text) for task in found.ledger.tasks] == [
        ("县税务局", "县财政局、县人社局"),
        ("县发改局", "县商务局、各乡镇"),
    ]


def test_goals_beside_names_of_tasks_are_a_column_of_their_own(tmp_path):
    page = [
        ["序号", "重点任务", "工作目标", "具体措施", "责任单位"],
        ["1", "治水", "达标九成", "每月巡河一次，建立台账，逐一销号。", "县水利局"],
        ["2", "治气", "优良率八成", "淘汰锅炉十台，严查秸秆焚烧，落实网格。", "县环保局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某清单"]))
    assert [(task.section, task.item) for task in found.ledger.tasks] == [("治水", ""), ("治气", "")]
    assert [dict(task.extra)["工作目标"] for task in found.ledger.tasks] == ["达标九成", "优良率八成"]


def test_a_row_of_several_sentences_that_a_page_cut_behind_one_of_them_is_put_together(tmp_path):
    rows_before = [[str(n), f"修路{n}条。年内完工。", "县交通局"] for n in range(1, 5)]
    page = [HEADING, *rows_before, HEADING, ["", "同步绿化。", ""], ["5", "建校。年内招生。", "县教育局"]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.content for task in found.ledger.tasks][3:] == ["修路4条。年内完工。同步绿化。", "建校。年内招生。"]


def test_lines_that_end_before_their_column_does_end_a_name(tmp_path):
    cells = ["县财政局\n某县资本\n县国资中心", "县发展和改革局\n县自然资源和规划局", "县人力资源\n和社会保障局"]
    page = [HEADING, *([str(n), "办事。", cell] for n, cell in enumerate(cells, 1))]
    found, _ = imported(write_docx(tmp_path / "a.docx", [page], ["某台账"]))
    assert [task.units_text for task in found.ledger.tasks] == [
        "县财政局、某县资本、县国资中心",
        "县发展和改革局、县自然资源和规划局",
        "县人力资源和社会保障局",
    ]


def test_what_each_row_says_is_the_task_where_its_name_is_merged_over_several_rows(tmp_path):
    """Each stage has its own deadline; put together nobody could tell which was whose."""
    heading = ["序号", "工程", "分步安排", "时间节点", "责任单位"]
    first = [["1", "某桥改建", "完成桥墩施工", "2031年4月", "县交通局"], [None, None, "通车试运行", "2031年9月", None]]
    second = [
        ["2", "某馆新建", "完成主体结构", "2031年5月", "县文旅局"],
        [None, None, "布展并开放", "2031年11月", None],
    ]
    found, problems = imported(write_docx(tmp_path / "a.docx", [[heading, *first, *second]]))
    shown = [(task.section or task.item, task.content, task.deadline_text) for task in found.ledger.tasks]
    assert shown == [
        ("某桥改建", "完成桥墩施工", "2031年4月"),
        ("某桥改建", "通车试运行", "2031年9月"),
        ("某馆新建", "完成主体结构", "2031年5月"),
        ("某馆新建", "布展并开放", "2031年11月"),
    ]
    assert any("“工程”也可能是" in problem for problem in problems)


def test_rows_put_together_that_differ_in_several_columns_are_told(tmp_path):
    heading = ["序号", "具体任务", "责任单位", "完成时限"]
    body = [["1", "改建某桥，并把引道接到县道。", "县交通局", "2031年4月"], [None, None, "县公路局", "2031年9月"]]
    found, problems = imported(write_docx(tmp_path / "a.docx", [[heading, *body]]))
    assert [task.deadline_text for task in found.ledger.tasks] == ["2031年4月、2031年9月"]
    assert any("一项任务分几行写了几栏" in problem for problem in problems)


def test_titles_with_sums_behind_them_are_titles_and_the_sums_are_told(tmp_path):
    heading = ["序号", "项目名称", "建设内容", "投资（万元）", "责任单位"]
    body = [
        ["", "合计（2个）", "", "900", ""],
        ["（一）", "道路（1个）", "", "600", ""],
        ["1", "某路", "改造某路3公里。", "600", "县交通局"],
        ["（二）", "水利（1个）", "", "300", ""],
        ["2", "某渠", "衬砌某渠2公里。", "300", "县水利局"],
    ]
    found, problems = imported(several(tmp_path / "a.docx", [heading, *body]))
    assert [(task.number, task.section, task.item, task.content) for task in found.ledger.tasks] == [
        ("1", "（一）道路（1个）", "某路", "改造某路3公里。"),
        ("2", "（二）水利（1个）", "某渠", "衬砌某渠2公里。"),
    ]
    assert [(entry.text, entry.reason) for entry in found.left_out] == [
        ("合计（2个） | 900", "合计行"),
        ("（一） | 道路（1个） | 600", "标题行里的数字"),
        ("（二） | 水利（1个） | 300", "标题行里的数字"),
    ]
    assert not problems


TITLES_AMONG_TASKS = [
    ["工作任务", "责任单位", "完成时间"],
    ["一、组织保障", "", ""],
    ["成立指挥部，每月调度。", "县爱卫办", "2月底前"],
    ["二、环境整治", "", ""],
    ["清理卫生死角。", "县城管局", "5月底前"],
]


def test_titles_in_the_column_of_tasks_stand_above_them(tmp_path):
    found, problems = imported(several(tmp_path / "a.docx", TITLES_AMONG_TASKS))
    shown = [(task.section, task.content) for task in found.ledger.tasks]
    assert shown == [("一、组织保障", "成立指挥部，每月调度。"), ("二、环境整治", "清理卫生死角。")]
    assert not problems


def test_tasks_that_are_numbered_as_titles_are_stay_tasks(tmp_path):
    table = [
        ["工作任务", "责任单位"],
        ["一、成立指挥部", "县爱卫办"],
        ["二、清理卫生死角", ""],
        ["三、宣传", "县卫健局"],
    ]
    found, problems = imported(several(tmp_path / "a.docx", table))
    assert len(found.ledger.tasks) == 3
    assert any("没有写责任单位" in problem for problem in problems)


def test_a_goal_merged_as_the_problem_above_it_is_a_column_of_its_own(tmp_path):
    heading = ["序号", "反馈问题", "整改目标", "整改措施", "责任单位"]
    first = [
        ["1", "某站停运。", "泵站全部正常运转。", "逐站排查原因。", "县环保局"],
        [None, None, None, "落实经费。", "县财政局"],
    ]
    second = [
        ["2", "某河采砂。", "采砂现象得到遏制。", "安装监控。", "县水利局"],
        [None, None, None, "联合巡查。", "县公安局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[heading, *first, *second]]))
    assert [(task.section, task.item) for task in found.ledger.tasks] == [("某站停运。", "")] * 2 + [
        ("某河采砂。", "")
    ] * 2
    assert [dict(task.extra)["整改目标"] for task in found.ledger.tasks] == ["泵站全部正常运转。"] * 2 + [
        "采砂现象得到遏制。"
    ] * 2


def test_rows_without_number_and_units_among_others_belong_to_who_has_the_one_above_and_are_told(tmp_path):
    heading = ["序号", "责任单位", "任务内容"]
    body = [
        ["1", "县发改局", "编制规划。"],
        ["", "", "储备项目。"],
        ["2", "县财政局", "盘活资金。"],
        ["", "", "开展评价。"],
    ]
    found, problems = imported(several(tmp_path / "a.docx", [heading, *body]))
    assert [(task.number, task.units_text) for task in found.ledger.tasks] == [
        ("1", "县发改局"),
        ("1", "同上"),
        ("2", "县财政局"),
        ("2", "同上"),
    ]
    assert any("当作与上一行相同" in problem for problem in problems)


def test_a_remark_over_the_whole_width_is_no_heading_of_the_tasks_below(tmp_path):
    heading = ["序号", "任务", "责任单位"]
    rows = [
        heading,
        ["1", "建设平台。", "市城管局"],
        ["进展情况：正在开发。", None, None],
        ["2", "更新管网。", "市水务局"],
    ]
    found, problems = imported(write_docx(tmp_path / "a.docx", [rows]))
    assert [(task.section, task.content) for task in found.ledger.tasks] == [("", "建设平台。"), ("", "更新管网。")]
    assert any("没有作为标题" in problem for problem in problems)
    assert any("正在开发" in entry.text for entry in found.left_out)


def test_merged_names_below_no_heading_are_labels(tmp_path):
    heading = ["", "主要任务", "责任单位"]
    rows = [
        heading,
        ["规划引领", "编制规划。", "市规划局"],
        [None, "划定单元。", "市规划局"],
        ["实施", "改造街区。", "市住建局"],
    ]
    found, _ = imported(write_docx(tmp_path / "a.docx", [rows]))
    assert [task.section for task in found.ledger.tasks] == ["规划引领", "规划引领", "实施"]


def test_a_text_over_label_and_contents_is_the_contents(tmp_path):
    html = (
        "<p>某表</p><table><tr><td>序号<td colspan=2>工作任务<td>责任单位</tr>"
        "<tr><td>1<td>药品安全<td>抽检药品300批次。<td>市监局</tr>"
        "<tr><td>2<td colspan=2>完善追溯体系。<td>市监局</tr></table>"
    )
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    found, _ = imported(tmp_path / "a.html")
    assert [(task.section, task.content) for task in found.ledger.tasks] == [
        ("药品安全", "抽检药品300批次。"),
        ("", "完善追溯体系。"),
    ]


def test_a_group_behind_a_full_line_belongs_to_the_name_before_where_the_width_breaks_names(tmp_path):
    heading = ["序号", "具体任务", "责任单位"]
    body = [
        ["1", "制定规划。", "市旅游发展委员会\n各成员单位"],
        ["2", "宣传形象。", "市政府新闻办、市\n文化局、市旅游局"],
    ]
    found, _ = imported(several(tmp_path / "a.docx", [heading, *body]))
    assert [task.units_text for task in found.ledger.tasks] == [
        "市旅游发展委员会各成员单位",
        "市政府新闻办、市文化局、市旅游局",
    ]
    body[1][2] = "市文化局、市旅游局\n市财政局"
    found, _ = imported(several(tmp_path / "b.docx", [heading, *body]))
    assert found.ledger.tasks[0].units_text == "市旅游发展委员会、各成员单位"


def test_numbers_that_word_counts_in_cells_are_those_of_tasks_and_of_what_a_cell_lists(tmp_path):
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    path = several(
        tmp_path / "a.docx",
        "某市2024年分工台账",
        "一、教育",
        [HEADING, ["", "建设学校。", "市教育局"], ["", "培训教师：", "市教育局"]],
        "二、卫生",
        [HEADING, ["", "建设医院。", "市卫健委"]],
    )
    document = docx.Document(str(path))
    numbering = document.part.numbering_part.element
    for list_id, form in ((70, "%1"), (71, "（%1）")):
        level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{form}"/></w:lvl>'
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{level}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>')
        )
    listed = [document.tables[0].cell(2, 1).add_paragraph(text) for text in ("开设课程；", "组织考核。")]
    numbers = [cell.paragraphs[0] for table in document.tables for cell in table.columns[0].cells[1:]]
    for list_id, paragraphs in ((70, numbers), (71, listed)):
        for paragraph in paragraphs:
            xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    document.save(str(path))
    found, _ = imported(path)
    assert [(task.number, task.content.replace("\n", "")) for task in found.ledger.tasks] == [
        ("1", "建设学校。"),
        ("2", "培训教师：（1）开设课程；（2）组织考核。"),
        ("3", "建设医院。"),
    ]
    document.tables[0].cell(1, 0)._tc.get_or_add_tcPr().append(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="restart"/>'))
    document.tables[0].cell(2, 0)._tc.get_or_add_tcPr().append(parse_xml(f"<w:vMerge {nsdecls('w')}/>"))
    document.save(str(path))
    assert [task.number for task in imported(path)[0].ledger.tasks][-1] == "3", "as LibreOffice counts and prints it"


@pytest.mark.parametrize(
    ("first", "second", "tasks"),
    [
        (["某病预防控制", "县卫健局", "6月底前"], ["整治高价彩礼。", "县民政局", "9月底前"], 4),
        (["某病预防控制", "县卫健局", ""], ["和监测能力提升。", "", "9月底前"], 3),
    ],
)
def test_a_row_at_a_page_start_with_all_that_the_one_before_has_is_a_task(tmp_path, first, second, tasks):
    heading = ["具体任务", "责任单位", "完成时限"]
    others = [["修订村规民约。", "县民政局", "6月底前"], ["改造公路。", "县交通局", "全年"]]
    path = several(tmp_path / "a.docx", [heading, *others, first], [heading, second])
    found, _ = imported(path)
    assert len(found.ledger.tasks) == tasks


def test_a_whole_row_that_is_put_behind_the_one_before_is_told(tmp_path):
    heading = ["具体任务", "责任单位"]
    others = [["修订村规民约。", "县民政局"], ["改造公路。", "县交通局"], ["预防某病", "县卫健局"]]
    found, problems = imported(several(tmp_path / "a.docx", [heading, *others], [heading, ["和某症。", "县疾控局"]]))
    assert len(found.ledger.tasks) == 3
    assert any("各栏都有内容" in problem for problem in problems)


def test_two_rows_of_a_table_are_no_form(tmp_path):
    table = [
        ["主要任务", "牵头单位", "责任部门", "时间节点"],
        ["新建高标准农田2万亩。", "县农业局", "县水利局", "10月"],
    ]
    found, _ = imported(several(tmp_path / "a.docx", table))
    shown = [(task.content, task.lead_text, task.units_text, task.deadline_text) for task in found.ledger.tasks]
    assert shown == [("新建高标准农田2万亩。", "县农业局", "县水利局", "10月")]


def test_a_table_without_heading_that_goes_on_is_no_table_of_its_own_whatever_words_it_has(tmp_path):
    heading = ["序号", "重点任务", "工作措施", "责任单位"]
    path = several(
        tmp_path / "a.docx",
        [heading, ["1", "城市建设", "改造管网。", "市住建局"], ["2", "环境保护", "治理扬尘。", "市环保局"]],
        [["3", "贸易便利化领域", "建成标准化厂房1座。", "县商务局"], ["4", "教育", "新建学校。", "市教育局"]],
    )
    found, problems = imported(path)
    assert [task.number for task in found.ledger.tasks] == ["1", "2", "3", "4"]
    assert not problems


def test_a_table_as_wide_as_the_one_taken_that_has_no_heading_is_told(tmp_path):
    path = several(
        tmp_path / "a.docx",
        [HEADING, ["1", "建设学校。", "市教育局"], ["2", "建设医院。", "市卫健委"]],
        "续表",
        [["3", "修路。", "市交通局"]],
    )
    _, problems = imported(path)
    assert any("没有认出表头" in problem for problem in problems)


def test_a_title_that_each_page_repeats_with_the_heading_is_no_label(tmp_path):
    top = [["某年重点任务分工", None, None], HEADING]
    first, second = ["1", "建设学校。", "市教育局"], ["2", "建设医院。", "市卫健委"]
    found, _ = imported(write_docx(tmp_path / "a.docx", [[*top, first, *top, second]]))
    assert [(task.section, task.content) for task in found.ledger.tasks] == [("", "建设学校。"), ("", "建设医院。")]


def test_an_empty_merged_cell_at_a_page_start_goes_on_from_above(tmp_path):
    heading = ["序号", "具体任务", "责任单位", "完成时限"]
    first = [heading, ["1", "建设学校。", "市教育局", "6月底"], ["2", "建设医院。", "市卫健委", "全年"]]
    second = [heading, ["3", "修路。", "市交通局", ""], ["4", "架桥。", "市住建局", None]]
    found, _ = imported(write_docx(tmp_path / "a.docx", [first, second]))
    assert [task.deadline_text for task in found.ledger.tasks] == ["6月底", "全年", "同上", "同上"]


@pytest.mark.parametrize("sign", ["/", "／", "——", "无"])
def test_a_sign_that_there_are_no_units_is_no_unit_and_is_noted(tmp_path, sign):
    heading = ["序号", "具体任务", "牵头单位", "配合单位"]
    rows = [["1", "建设学校。", "市教育局", sign], ["2", "建设医院。", "市卫健委", "市财政局"]]
    found, _ = imported(several(tmp_path / "a.docx", [heading, *rows]))
    assert [task.support_text for task in found.ledger.tasks] == ["", "市财政局"]
    assert [repair.before for repair in found.ledger.repairs if "没有单位" in repair.reason] == [sign]
