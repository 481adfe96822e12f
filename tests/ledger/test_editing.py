"""The staff's own workbook is edited in place: the cells concerned change, everything else stays as it is."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from generator.ledger import as_json, read, with_ids
from generator.ledger.editing import rewrite, update, write_ids
from generator.model import Answer
from generator.problems import InputError, RefusedError
from generator.system.disk import sha_of
from tests.ledger.test_reading import LEDGER, workbook

TASKS = [
    ["标识", "具体任务", "责任单位", "完成时限", "分值"],
    ["T001", "公开规划", "某局", "全年", 3],
    [None, "公开预算", "同上", "12月底前", 4],
]


@pytest.fixture
def path(tmp_path):
    return workbook(tmp_path / "ledger.xlsx", 台账=TASKS)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def decorated(path):
    """A ledger that holds much that is not ours: a note, colours, a chart, a formula with its value, a part unknown."""
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet["B2"].comment = Comment("请核对", "李四")
    sheet["B2"].font = Font(name="楷体", color="FF0000")
    sheet["D3"].fill = PatternFill("solid", "FFFF00")
    own = book.create_sheet("我的统计")
    own["A1"] = "=COUNTA(台账!B2:B99)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=1, max_row=3), titles_from_data=True)
    own.add_chart(chart, "C3")
    book.save(path)
    data = parts(path)
    data["xl/worksheets/sheet4.xml"] = (
        data["xl/worksheets/sheet4.xml"].replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
    )
    data["customXml/item1.xml"] = b"<own/>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)


def sha(path):
    """By what `update` knows that a file is still the one that was read."""
    return sha_of(path.read_bytes())


def test_only_the_cells_concerned_change(path, tmp_path):
    decorated(path)
    before = parts(path)
    ledger = read(path).ledger
    tasks = (replace(ledger.tasks[0], content="公开规划（改）", extra=(("分值", 5),)), ledger.tasks[1])
    cells = update(path, ledger, replace(ledger, tasks=tasks), tmp_path / "旧版", digest=sha(path), edition=2)
    assert tuple(cells) == ("台账!B2", "台账!E2")
    after = parts(path)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"} and set(after) == set(before)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["台账"][2]] == ["T001", "公开规划（改）", "某局", "全年", 5]
    assert book["台账"]["B2"].comment.text == "请核对"
    assert book["台账"]["B2"].font.color.rgb == "00FF0000"
    assert len(book["我的统计"]._charts) == 1
    assert openpyxl.load_workbook(path, data_only=True)["我的统计"]["A1"].value == 2


def test_the_former_file_is_kept_with_date_and_edition(path, tmp_path):
    before = path.read_bytes()
    ledger = read(path).ledger
    changed = replace(ledger, tasks=(replace(ledger.tasks[0], remark="急"), ledger.tasks[1]))
    assert tuple(update(path, ledger, changed, tmp_path / "旧版", digest=sha(path), edition=3)) == ("台账!F2",)
    (kept,) = (tmp_path / "旧版").glob("ledger *")
    assert kept.name == f"ledger {datetime.date.today().isoformat()} 第3版.xlsx" and kept.read_bytes() == before
    assert read(path).ledger.tasks[0].remark == "急"


def test_answers_come_into_a_new_sheet_and_then_below_those_that_are_there(path, tmp_path):
    ledger = read(path).ledger
    first = replace(
        ledger, returns=(Answer("T001", "某局", state="推进中", progress="第一行\n第二行", source="某局.xlsx"),)
    )
    assert update(path, ledger, first, tmp_path, digest=sha(path))[:2] == ("落实情况!A2", "落实情况!B2")
    now = read(path).ledger
    assert now == first
    second = replace(
        now, returns=(replace(now.returns[0], state="已完成"), Answer("T001", "某办", progress="=1+1 _x0041_ <&>"))
    )
    assert tuple(update(path, now, second, tmp_path, digest=sha(path))) == (
        "落实情况!D2",
        "落实情况!A3",
        "落实情况!B3",
        "落实情况!E3",
    )
    assert [replace(answer) for answer in read(path).ledger.returns] == list(second.returns)
    assert openpyxl.load_workbook(path)["落实情况"]["E3"].data_type == "s"


def test_nothing_to_change_writes_nothing(path, tmp_path):
    before = path.read_bytes()
    ledger = read(path).ledger
    assert tuple(update(path, ledger, ledger, tmp_path / "旧版", digest=sha(path))) == ()
    assert path.read_bytes() == before and not (tmp_path / "旧版").exists()


def test_missing_ids_are_written_into_the_rows_that_have_none(path, tmp_path):
    ledger = read(path).ledger
    numbered = replace(ledger, tasks=with_ids(ledger.tasks))
    assert tuple(write_ids(path, numbered, tmp_path / "旧版", digest=sha(path))) == ("台账!A3",)
    assert [task.id for task in read(path).ledger.tasks] == ["T001", "T002"]
    assert tuple(write_ids(path, numbered, tmp_path / "旧版", digest=sha(path))) == ()


def test_a_ledger_without_the_column_gets_it_behind_the_others(tmp_path):
    path = workbook(tmp_path / "ledger.xlsx", 台账=[row[1:] for row in TASKS])
    ledger = read(path).ledger
    numbered = replace(ledger, tasks=with_ids(ledger.tasks))
    assert tuple(write_ids(path, numbered, tmp_path / "旧版", digest=sha(path))) == ("台账!E2", "台账!E3")
    assert [task.id for task in read(path).ledger.tasks] == ["T001", "T002"]


def test_a_json_ledger_is_written_anew(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_bytes(as_json(replace(LEDGER, tasks=(LEDGER.tasks[0], replace(LEDGER.tasks[1], id="")))))
    ledger = read(path).ledger
    numbered = replace(ledger, tasks=with_ids(ledger.tasks))
    assert tuple(write_ids(path, numbered, tmp_path / "旧版", digest=sha(path))) == ("/tasks/1/id",)
    assert read(path).ledger == LEDGER
    assert len(list((tmp_path / "旧版").glob("ledger *"))) == 1


def test_a_formula_is_overwritten_only_when_forced(path, tmp_path):
    book = openpyxl.load_workbook(path)
    book["台账"]["B2"] = '="公开"&"规划"'
    book.save(path)
    before = path.read_bytes()
    ledger = read(workbook(tmp_path / "same.xlsx", 台账=TASKS)).ledger
    changed = replace(ledger, tasks=(replace(ledger.tasks[0], content="别的"), ledger.tasks[1]))
    with pytest.raises(RefusedError) as refused:
        update(path, ledger, changed, tmp_path / "旧版", digest=sha(path))
    assert "公式（B2）" in str(refused.value) and path.read_bytes() == before
    update(path, ledger, changed, tmp_path / "旧版", force=True, digest=sha(path))
    assert read(path).ledger.tasks[0].content == "别的"


def test_a_signature_that_an_edit_would_break_is_named(path, tmp_path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    ledger = read(path).ledger
    with pytest.raises(RefusedError, match="数字签名"):
        write_ids(path, replace(ledger, tasks=with_ids(ledger.tasks)), tmp_path, digest=sha(path))


def test_rows_and_cells_that_do_not_say_where_they_stand_are_found(path, tmp_path):
    data = parts(path)
    sheet = data["xl/worksheets/sheet1.xml"].decode()
    for letter in "ABCDE":
        for row in "123":
            sheet = sheet.replace(f'<c r="{letter}{row}"', "<c").replace(f'<row r="{row}"', "<row")
    data["xl/worksheets/sheet1.xml"] = sheet.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    path.write_bytes(stream.getvalue())
    ledger = read(path).ledger
    changed = replace(ledger, tasks=(ledger.tasks[0], replace(ledger.tasks[1], content="公开决算")))
    update(path, ledger, changed, tmp_path / "旧版", digest=sha(path))
    assert [task.content for task in read(path).ledger.tasks] == ["公开规划", "公开决算"]


def test_a_file_that_is_no_workbook_raises_what_can_be_shown(tmp_path):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError):
        changed = replace(LEDGER, tasks=(replace(LEDGER.tasks[0], remark="x"), LEDGER.tasks[1]))
        update(path, LEDGER, changed, tmp_path, digest=sha(path))


def test_a_file_that_was_saved_since_it_was_read_is_left_alone(path, tmp_path):
    file = read(path)
    type_into(path, "B3", "办公室刚改的")
    saved = path.read_bytes()
    changed = replace(file.ledger, tasks=(replace(file.ledger.tasks[0], remark="急"), file.ledger.tasks[1]))
    with pytest.raises(RefusedError):
        update(path, file.ledger, changed, tmp_path / "旧版", digest=file.digest)
    assert path.read_bytes() == saved
    assert not (tmp_path / "旧版").exists()


def type_into(path, cell, text):
    book = openpyxl.load_workbook(path)
    book["台账"][cell] = text
    book.save(path)


def test_rows_move_with_their_tasks_looks_notes_and_all(path, tmp_path):
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet.append(["T003", "公开招生", "某局", "8月底前", 5])
    sheet["A3"] = "T002"
    sheet["F1"], sheet["F2"] = "加倍", "=E2*2"
    sheet["B2"].comment = Comment("已电话核对", "李四")
    sheet["B2"].fill = PatternFill("solid", "FFFF00")
    sheet["C3"].hyperlink = "https://example.org/"
    sheet["C3"].value = "同上"
    sheet.row_dimensions[2].height = 50
    book.save(path)
    former = read(path)
    first, second, _ = former.draft.tasks
    new = replace(first, id="T004", content="新加的一件", deadline_text="6月底前", extra=())
    after = replace(former.draft, tasks=(new, second, replace(first, content="公开规划和计划")))
    cells = rewrite(path, former.draft, ["T001", "T002", "T003"], after, tmp_path / "旧版", digest=former.digest)
    sheet = openpyxl.load_workbook(path)["台账"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(2)] == [
        ["T004", "新加的一件", "某局", "6月底前", None, None],
        ["T002", "公开预算", "同上", "12月底前", 4, None],
        ["T001", "公开规划和计划", "某局", "全年", 3, "=E4*2"],
        [None, None, None, None, None, None],
    ]
    assert {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment} == {"B4": "已电话核对"}
    assert [cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == "00FFFF00"] == ["B4"]
    assert [cell.coordinate for row in sheet for cell in row if cell.hyperlink] == ["C3"]
    assert {number: each.height for number, each in sheet.row_dimensions.items() if each.height} == {4: 50}
    boxes = next(data for name, data in parts(path).items() if name.endswith(".vml"))
    assert b"Row>3</" in boxes
    assert "台账!B4" in cells and "台账!B3" not in cells


def test_tasks_that_only_changed_places_are_written(path, tmp_path):
    unnumbered = read(path)
    ledger = replace(unnumbered.ledger, tasks=with_ids(unnumbered.ledger.tasks))
    write_ids(path, ledger, tmp_path / "旧版", digest=unnumbered.digest)
    former = read(path)
    after = replace(former.ledger, tasks=tuple(replace(task, units_text="某局") for task in former.ledger.tasks[::-1]))
    assert rewrite(path, former.ledger, ["T001", "T002"], after, tmp_path / "旧版", digest=former.digest)
    assert [task.id for task in read(path).ledger.tasks] == ["T002", "T001"]


@pytest.mark.parametrize("gone", [1, 2], ids=["another row moves up", "the last row"])
def test_the_note_and_the_link_of_a_task_that_is_gone_go_with_it(path, tmp_path, gone):
    """They would stand at an emptied row, and at whatever task is written there next."""
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet["A3"] = "T002"
    sheet["B2"].comment, sheet["B3"].comment = Comment("第一件的", "李四"), Comment("第二件的", "李四")
    sheet["D2"].hyperlink, sheet["D3"].hyperlink = "https://example.org/1", "https://example.org/2"
    book.save(path)
    former = read(path)
    kept = former.draft.tasks[2 - gone]
    rewrite(
        path,
        former.draft,
        ["T001", "T002"],
        replace(former.draft, tasks=(kept,)),
        tmp_path / "旧版",
        digest=former.digest,
    )
    sheet = openpyxl.load_workbook(path)["台账"]
    notes = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert notes == {"B2": {1: "第二件的", 2: "第一件的"}[gone]}
    links = {cell.coordinate: cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink}
    assert links == {"D2": f"https://example.org/{3 - gone}"}
    boxes = next(data for name, data in parts(path).items() if name.endswith(".vml"))
    assert boxes.count(b"ClientData ") == 1 and b"Row>1</" in boxes


def with_sheet(path, change, encoding="utf-8"):
    """The workbook with the XML of sheet 台账 changed."""
    data = parts(path)
    text = change(data["xl/worksheets/sheet1.xml"].decode())
    data["xl/worksheets/sheet1.xml"] = text.encode(encoding)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)


def prefixed(text):
    """The same XML with a prefix at every name of an element."""
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")


def with_remarks(text):
    """The same XML with remarks between and in rows, one of them looking like a row."""
    return text.replace("</row>", '<!-- <row r="9"> --></row>\n<!-- <c r="A1"> -->')


ODD_SHEETS = {
    "names with a prefix": (prefixed, "utf-8"),
    "an encoding of its own": (lambda text: f"<?xml version='1.0' encoding='GB18030'?>{text}", "gb18030"),
    "a mark of byte order": (str, "utf-8-sig"),
    "remarks": (with_remarks, "utf-8"),
    "breaks between rows": (lambda text: text.replace("<row", "\n  <row"), "utf-8"),
}


@pytest.mark.parametrize(("change", "encoding"), ODD_SHEETS.values(), ids=ODD_SHEETS)
def test_sheets_that_are_written_in_another_way_are_edited_all_the_same(path, tmp_path, change, encoding):
    with_sheet(path, change, encoding)
    file = read(path)
    assert file.ledger is not None
    tasks = (file.ledger.tasks[0], replace(file.ledger.tasks[1], id="T002", content="公开决算", remark="急"))
    update(path, file.ledger, replace(file.ledger, tasks=tasks), tmp_path / "旧版", digest=file.digest)
    assert read(path).ledger.tasks == tasks
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["台账"].iter_rows()]
    assert [row[1] for row in cells] == ["具体任务", "公开规划", "公开决算"]


def test_rows_that_no_edit_concerns_stay_byte_for_byte(path, tmp_path):
    strange = '<row r="2" spans="1:9" x14ac:dyDescent="0.15" xmlns:x14ac="urn:x"  ht="33" customHeight = \'1\' >'
    with_sheet(path, lambda text: re.sub(r'<row r="2"[^>]*>', strange, text))
    file = read(path)
    tasks = (file.ledger.tasks[0], replace(file.ledger.tasks[1], content="公开决算"))
    update(path, file.ledger, replace(file.ledger, tasks=tasks), tmp_path / "旧版", digest=file.digest)
    assert strange.encode() in parts(path)["xl/worksheets/sheet1.xml"]


def test_answers_look_like_those_above_them_also_below_an_empty_cell(path, tmp_path):
    ledger = read(path).ledger
    answers = [
        Answer("T001", "某局", state="推进中", progress="一", difficulties="有"),
        Answer("T001", "某办", state="推进中", progress="二"),
        Answer("T001", "某委", state="推进中", progress="三", difficulties="也有"),
    ]
    update(path, ledger, replace(ledger, returns=tuple(answers[:1])), tmp_path, digest=sha(path))
    book = openpyxl.load_workbook(path)
    for cell in book["落实情况"][2]:
        cell.font = Font(name="楷体")
    book.save(path)
    now = read(path).ledger
    update(path, now, replace(now, returns=tuple(answers)), tmp_path, digest=sha(path))
    sheet = openpyxl.load_workbook(path)["落实情况"]
    assert [sheet[cell].font.name for cell in ("E3", "E4", "F4")] == ["楷体"] * 3


def test_answers_look_like_tasks_and_not_like_a_heading(path, tmp_path):
    book = openpyxl.load_workbook(path)
    for cell in book["台账"][1]:
        cell.font = Font(name="黑体", bold=True)
    for cell in book["台账"][2]:
        cell.font = Font(name="楷体")
    book.save(path)
    ledger = read(path).ledger
    answers = (Answer("T001", "某局", state="推进中"), Answer("T001", "某办", state="推进中", progress="二"))
    update(path, ledger, replace(ledger, returns=answers), tmp_path, digest=sha(path))
    sheet = openpyxl.load_workbook(path)["落实情况"]
    assert [sheet[cell].font.name for cell in ("D1", "D2", "D3", "E3")] == ["黑体", "楷体", "楷体", "楷体"]
