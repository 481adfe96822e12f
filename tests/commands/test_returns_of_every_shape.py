"""Returns that are no workbook of ours any more: converted, pasted, typed, printed; taken when somebody confirms."""

from __future__ import annotations

import csv
import datetime
import io
import subprocess
import zipfile

import docx
import openpyxl
import pdfplumber
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.ledger import read
from tests.offices import open_office
from tests.rendering import soffice
from tests.returning import saved_at, send_back

pytestmark = pytest.mark.slow
SAVED = "2021-06-10T08:00:00Z"
ANSWERS = {"T002": {"落实状态": "推进中", "进展情况": "办了一半，印发方案3份"}, "T003": {"进展情况": "全部办好"}}
TAKEN = {("T002", "水务局"): ("推进中", "办了一半，印发方案3份"), ("T003", "水务局"): ("", "全部办好")}


@pytest.fixture
def office(tmp_path):
    (tmp_path / "w").mkdir()
    made = open_office(tmp_path / "w")
    ask(made, "2021年6月", "2021-06-25", "2021-06-01")
    return made


def ask(office, name, due, day):
    code, report = office.run("distribute", "--round", name, "--due", due, "--date", day)
    assert code == 0, report


def filled(office, tmp_path, texts=ANSWERS, name="水务局"):
    sheet = office.output / "单位分工表" / f"{name}.xlsx"
    return send_back(sheet, tmp_path / "填" / f"{name}.xlsx", texts, SAVED, "张三")


def rows_of(path):
    page = openpyxl.load_workbook(path).worksheets[0]
    return [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]


def heading(rows):
    return next(number for number, row in enumerate(rows) if "具体任务" in row)


def as_csv(rows, path, encoding="utf-8-sig"):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def as_workbook(rows, path, sheet="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append([text or None for text in row])
    book.save(path)
    saved_at(path, SAVED)
    return path


def as_word(rows, path):
    document = docx.Document()
    at = heading(rows)
    for row in rows[:at]:
        document.add_paragraph("".join(row))
    body = [row for row in rows[at:] if row[1].isdigit() or "具体任务" in row]
    table = document.add_table(len(body), len(body[0]))
    for line, row in zip(table.rows, body, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    document.add_paragraph("填报人：张三　　审核人：李四")
    document.core_properties.modified = datetime.datetime.fromisoformat(SAVED[:19])
    document.save(path)
    return path


def collect(office, *paths, words=()):
    return office.run("collect", *map(str, paths), "--date", "2021-06-20", *words)


def answers(office):
    ledger = read(office.folder / "input" / "ledger.xlsx").ledger
    return {(each.task_id, each.department): (each.state, each.progress) for each in ledger.returns}


def codes(report):
    return [each["code"] for each in report["files"][0]["problems"]]


SHAPES = {
    "utf8": lambda rows, folder: as_csv(rows, folder / "回.csv"),
    "gbk": lambda rows, folder: as_csv(rows, folder / "回.csv", "gb18030"),
    "utf16": lambda rows, folder: as_csv(rows, folder / "回.csv", "utf-16"),
    "pasted": lambda rows, folder: as_workbook(rows, folder / "回.xlsx"),
    "word": lambda rows, folder: as_word(rows, folder / "回.docx"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_shown_and_taken_only_when_somebody_confirms_it(office, tmp_path, shape):
    path = SHAPES[shape](rows_of(filled(office, tmp_path)), tmp_path)
    before = (office.folder / "input" / "ledger.xlsx").read_bytes()
    code, report = collect(office, path)
    assert (code, report["changes"], len(report["unconfirmed"])) == (0, [], 3)
    (file,) = report["files"]
    assert (file["state"], file["needs_confirmation"], file["department"]) == ("matched", True, "水务局")
    assert codes(report) == ["to-confirm"]
    code, report = collect(office, path, words=("--apply",))
    assert (code, report["written"]) == (3, [])
    assert (office.folder / "input" / "ledger.xlsx").read_bytes() == before
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, report["unconfirmed"], report["files"][0]["state"]) == (0, [], "changed")
    assert answers(office) == TAKEN
    after = (office.folder / "input" / "ledger.xlsx").read_bytes()
    for words in (("--apply",), ("--apply", "--accept-matched")):
        code, report = collect(office, path, words=words)
        assert (code, report["written"], report["conflicts"], report["unconfirmed"]) == (0, [], [], [])
    assert (office.folder / "input" / "ledger.xlsx").read_bytes() == after


def test_a_lost_hidden_sheet_makes_a_workbook_one_to_be_confirmed(office, tmp_path):
    path = filled(office, tmp_path)
    book = openpyxl.load_workbook(path)
    del book["_taizhang"]
    book.save(path)
    code, report = collect(office, path, words=("--apply",))
    assert (code, report["files"][0]["state"], answers(office)) == (3, "matched", {})
    assert collect(office, path, words=("--apply", "--accept-matched"))[0] == 0
    assert answers(office) == TAKEN


def test_columns_in_another_order_rows_sorted_and_the_heading_repeated(office, tmp_path):
    rows = rows_of(filled(office, tmp_path))
    at = heading(rows)
    tasks = [row for row in rows[at + 1 :] if row[1].isdigit()]
    mixed = [*rows[:at], rows[at], tasks[1], rows[at], tasks[0]]
    path = as_workbook([row[1:][::-1] for row in mixed], tmp_path / "水务局.xlsx")  # 标识 was not copied
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, codes(report)) == (0, [])
    assert answers(office) == TAKEN


def test_a_column_with_another_heading_is_named_when_something_stands_in_it(office, tmp_path):
    rows = rows_of(filled(office, tmp_path))
    at = heading(rows)
    column = rows[at].index("进展情况")
    rows[at][column] = "工作进展"
    empty = rows_of(filled(office, tmp_path, {}))
    empty[at][column] = "工作进展"
    for table, told in ((rows, [f"{chr(65 + column)}{at + 1}"]), (empty, [])):
        _, report = office.run("collect", str(as_csv(table, tmp_path / "水务局.csv")), "--accept-matched")
        cells = [each["cell"] for each in report["files"][0]["problems"] if each["code"] == "unknown-column"]
        assert cells == told


def rename(office, former, heading):
    """The office words a heading of its template otherwise."""
    path = office.folder / "templates" / "department.xlsx"
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == former)
    cell.value = heading
    book.save(path)


def test_a_heading_that_the_office_words_otherwise_is_known_by_what_was_sent(tmp_path):
    (tmp_path / "w").mkdir()
    office = open_office(tmp_path / "w")
    rename(office, "进展情况", "工作进展（不少于50字）")
    ask(office, "2021年6月", "2021-06-25", "2021-06-01")
    sheet = office.output / "单位分工表" / "水务局.xlsx"
    renamed = {
        task: {{"进展情况": "工作进展（不少于50字）"}.get(name, name): text for name, text in texts.items()}
        for task, texts in ANSWERS.items()
    }
    rows = rows_of(send_back(sheet, tmp_path / "填" / "水务局.xlsx", renamed, SAVED))
    code, report = collect(office, as_csv(rows, tmp_path / "水务局.csv"), words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (0, [], TAKEN)


def test_a_row_that_is_missing_is_an_error_as_in_a_sheet_with_its_mark(office, tmp_path):
    rows = [row for row in rows_of(filled(office, tmp_path)) if row[0] != "T002"]
    code, report = collect(office, as_csv(rows, tmp_path / "水务局.csv"), words=("--apply", "--accept-matched"))
    (problem,) = report["files"][0]["problems"]
    assert (code, problem["severity"], problem["code"]) == (1, "error", "rows-removed")
    assert "T002" in problem["message"]
    assert answers(office) == {("T003", "水务局"): TAKEN["T003", "水务局"]}


def test_a_file_that_says_no_department_is_an_error_until_its_name_says_it(office, tmp_path):
    rows = rows_of(filled(office, tmp_path))
    bare = rows[heading(rows) :]
    code, report = collect(office, as_csv(bare, tmp_path / "回.csv"), words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (1, ["unknown-sender"], {})
    assert "改名" in report["files"][0]["problems"][0]["advice"]
    code, _ = collect(office, as_csv(bare, tmp_path / "水务局6月.csv"), words=("--apply", "--accept-matched"))
    assert (code, answers(office)) == (0, TAKEN)


def test_a_name_and_a_title_that_disagree_are_an_error(office, tmp_path):
    path = as_csv(rows_of(filled(office, tmp_path)), tmp_path / "财政局.csv")
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (1, ["unknown-sender"], {})


def changed(office, tmp_path, change, columns=slice(1, None)):
    """The rows of a filled sheet, the row of task 2 changed, without 标识 unless `columns` says so."""
    rows = rows_of(filled(office, tmp_path))
    at = heading(rows)
    places = {text: column for column, text in enumerate(rows[at])}
    change(next(row for row in rows if row[0] == "T002"), places)
    return as_workbook([row[columns] for row in rows], tmp_path / "水务局.xlsx")


def test_a_number_whose_wording_is_anothers_is_told_by_cell_and_not_taken(office, tmp_path):
    def reword(row, places):
        row[places["具体任务"]] = "开展防汛演练并上报总结材料。"

    code, report = collect(office, changed(office, tmp_path, reword), words=("--apply", "--accept-matched"))
    problem = report["files"][0]["problems"][0]
    assert (code, problem["code"], problem["cell"]) == (1, "row-unmatched", "C4")
    assert answers(office) == {("T003", "水务局"): TAKEN["T003", "水务局"]}


def test_a_number_and_a_wording_of_two_tasks_is_not_taken(office, tmp_path):
    def renumber(row, places):
        row[places["序号"]] = "3"

    code, report = collect(office, changed(office, tmp_path, renumber), words=("--apply", "--accept-matched"))
    assert (code, codes(report)) == (1, ["row-unmatched"])
    assert ("T002", "水务局") not in answers(office)


def test_a_wording_with_one_other_word_is_taken_and_told_as_doubtful(office, tmp_path):
    def reword(row, places):
        row[places["具体任务"]] = "做好第2件工作"

    code, report = collect(office, changed(office, tmp_path, reword), words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (0, ["row-doubtful"], TAKEN)


def test_a_wording_that_is_another_departments_is_not_taken_for_a_task_that_looks_like_it(office, tmp_path):
    def take_over(row, places):
        row[places["序号"]], row[places["具体任务"]] = "4", "做好第4件工作。"  # 财政局's

    code, report = collect(office, changed(office, tmp_path, take_over), words=("--apply", "--accept-matched"))
    assert (code, codes(report)[0]) == (1, "task-not-theirs")
    assert answers(office) == {("T003", "水务局"): TAKEN["T003", "水务局"]}


def test_an_id_that_another_wording_contradicts_is_not_taken(office, tmp_path):
    def move(row, places):
        row[places["标识"]] = "T003"

    path = changed(office, tmp_path, move, slice(None))
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, codes(report)) == (1, ["row-unmatched"])
    assert ("T002", "水务局") not in answers(office)


def test_an_empty_cell_erases_no_answer(office, tmp_path):
    assert collect(office, filled(office, tmp_path), words=("--apply",))[0] == 0
    office.edit(E3="做好第2件工作，年底前完成。")
    assert office.run("distribute", "--date", "2021-06-12")[0] == 0
    rows = rows_of(
        filled(office, tmp_path, {"T002": {"进展情况": "", "落实状态": ""}, "T003": {"进展情况": "又添一句"}})
    )
    _, report = collect(office, as_csv(rows, tmp_path / "水务局.csv"), words=("--apply", "--accept-matched"))
    # a .csv says no time, so that what it says otherwise is a conflict; what it leaves empty is nothing
    assert [(each["task_id"], each["theirs"]) for each in report["conflicts"]] == [("T003", "又添一句")]
    assert answers(office)["T002", "水务局"] == TAKEN["T002", "水务局"]


def test_a_table_of_another_round_is_refused_until_somebody_says_the_round(office, tmp_path):
    path = as_csv(rows_of(filled(office, tmp_path)), tmp_path / "水务局.csv")
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    words = ("--apply", "--accept-matched", "--date", "2021-07-10")
    code, report = collect(office, path, words=words)
    assert (code, codes(report), answers(office)) == (1, ["other-round"], {})
    code, report = collect(office, path, words=(*words, "--round", "2021年6月"))
    assert (code, answers(office)) == (0, TAKEN)


def test_every_other_file_is_named_with_the_reason_also_in_a_zip(office, tmp_path):
    inbox = tmp_path / "收回"
    inbox.mkdir()
    letter = docx.Document()
    letter.add_paragraph("请查收。")
    letter.save(inbox / "说明.docx")
    for name in ("照片.jpg", "文.wps", "版式.ofd", "残留.tmp", "坏.pdf", "~$锁.docx"):
        (inbox / name).write_bytes(b"x")
    as_csv([["甲", "乙"], ["1", "2"]], inbox / "别的.csv")
    returned = as_csv(rows_of(filled(office, tmp_path)), tmp_path / "水务局.csv")
    with zipfile.ZipFile(inbox / "包.zip", "w") as archive:
        archive.write(returned, "里/水务局.csv")
        archive.writestr("里/图.png", b"x")
    code, report = collect(office, inbox, words=("--accept-matched", "--apply"))
    assert (code, answers(office)) == (0, TAKEN)
    named = {each["file"].rpartition("/")[2] for each in report["ignored"]}
    assert named == {"说明.docx", "照片.jpg", "文.wps", "版式.ofd", "残留.tmp", "坏.pdf", "别的.csv", "图.png"}
    assert all(each["reason"] for each in report["ignored"])


def test_what_is_marked_is_written_while_what_is_matched_waits(office, tmp_path):
    inbox = tmp_path / "收回"
    inbox.mkdir()
    as_csv(rows_of(filled(office, tmp_path)), inbox / "水务局.csv")
    sheet = office.output / "单位分工表" / "财政局.xlsx"
    send_back(sheet, inbox / "财政局.xlsx", {"T004": {"进展情况": "办了"}}, SAVED)
    code, _ = collect(office, inbox, words=("--apply",))
    assert (code, answers(office)) == (3, {("T004", "财政局"): ("", "办了")})


def test_the_command_says_what_waits_and_what_to_do(office, tmp_path):
    path = as_csv(rows_of(filled(office, tmp_path)), tmp_path / "水务局.csv")
    result = CliRunner().invoke(
        main, ["collect", str(path), "--workspace", str(office.folder), "--date", "2021-06-20", "--apply"]
    )
    assert result.exit_code == 3
    assert (
        result.stdout.replace(str(tmp_path), ".")
        == """\
水务局（2021年6月）：2 项，报了 0 项，改动 0 处，冲突 0 处，待确认 3 处，问题 1 个  未报
还没有报的 5 个单位：发改委、教体局、水务局、财政局、公安局
待确认 3 处
  T002 水务局 落实状态　./水务局.csv I4
      （空） → “推进中”
  T002 水务局 进展情况　./水务局.csv J4
      （空） → “办了一半，印发方案3份”
  T003 水务局 进展情况　./水务局.csv J5
      （空） → “全部办好”
共 1 个文件：有变化 0 个，无变化 0 个，未收集 0 个，待确认 1 个。已写入台账 0 个单元格。
"""
    )
    assert (
        result.stderr.replace(str(tmp_path), ".")
        == """\
提醒  ./水务局.csv：没有识别信息，按表头、序号和具体任务认作“水务局”2021年6月 的表，3 处待确认
待确认的 1 个文件（3 处）没有写入台账：逐处核对后，\
加 --accept-matched --apply 采用；不对的，让单位在发出的分工表里填写。
"""
    )


def converted(path, kind, folder):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [soffice(), "--headless", profile, "--convert-to", kind, "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / f"{path.stem}.{kind}"


@pytest.mark.render
def test_xls_and_et_keep_their_mark_and_are_returns_like_any_other(office, tmp_path):
    folder = tmp_path / "旧"
    folder.mkdir()
    path = converted(filled(office, tmp_path), "xls", folder)
    path = path.rename(folder / "水务局.et")
    code, report = collect(office, path, words=("--apply",))
    assert (code, report["files"][0]["state"], answers(office)) == (0, "changed", TAKEN)
    code, report = collect(office, path.rename(folder / "水务局.xls"), words=("--apply",))
    assert (code, report["written"]) == (0, [])


def test_without_libreoffice_an_old_workbook_is_told_with_what_to_do(office, tmp_path, monkeypatch):
    monkeypatch.setattr("generator.system.libreoffice.find_soffice", lambda: None)
    path = tmp_path / "水务局.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    code, report = collect(office, path)
    assert (code, codes(report)) == (1, ["no-libreoffice"])
    assert ".xlsx" in report["files"][0]["problems"][0]["advice"]


def printed(office, tmp_path, texts, height):
    """The sheet as a PDF of several pages, its rows as high as somebody made them."""
    path = filled(office, tmp_path, texts)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in range(4, 6):
        page.row_dimensions[row].height = height
    book.save(path)
    return converted(path, "pdf", tmp_path)


@pytest.mark.render
def test_a_pdf_of_several_pages_is_read_by_its_headings(office, tmp_path):
    path = printed(office, tmp_path, ANSWERS, 400)
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (0, [], TAKEN)


@pytest.mark.render
def test_text_that_runs_over_its_cell_on_paper_is_not_taken(office, tmp_path):
    long = {"T002": {"进展情况": "印发方案并召开会议部署，" * 12}, "T003": {"进展情况": "全部办好"}}
    path = printed(office, tmp_path, long, 40)
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, "cell-runs-over" in codes(report)) == (1, True)
    assert ("T002", "水务局") not in answers(office)
    assert answers(office).get(("T003", "水务局"), ("", "全部办好")) == ("", "全部办好")


MANY = 40
STATES, PROGRESS = ("已完成", "推进中"), "印发方案并召开会议部署，第{0}批已办结，公开信息{0}条"


@pytest.fixture
def busy(tmp_path):
    """An office whose 水务局 has tasks on several pages, below merged labels, and the sheet that it filled in."""
    sections = ("一、紧扣重点领域信息，深化主动公开工作", "二、解读", "三、平台")
    tasks = [
        [
            *(f"T{n:03}", n, sections[n // 14], f"（{n // 6}）小项工作"),
            f"做好第{n}件工作，{'按要求推进并公开进展，' * (n % 4)}年底前完成。",
            *("水务局" if n % 3 else "发改委牵头，水务局配合", f"2021年{n % 12 + 1}月底"),
        ]
        for n in range(1, MANY + 1)
    ]
    (tmp_path / "w").mkdir()
    office = open_office(tmp_path / "w", tasks)
    ask(office, "2021年6月", "2021-06-25", "2021-06-01")
    said = {f"T{n:03}": {"落实状态": STATES[n % 2], "进展情况": PROGRESS.format(n)} for n in range(1, MANY + 1)}
    return office, filled(office, tmp_path, said)


EVERYTHING = {(f"T{n:03}", "水务局"): (STATES[n % 2], PROGRESS.format(n)) for n in range(1, MANY + 1)}


def as_word_with_merged_cells(sheet, path):
    """The page as a table in a document, its merged cells merged there too."""
    page = openpyxl.load_workbook(sheet).worksheets[0]
    top = next(row for row in range(1, 9) if "具体任务" in [cell.value for cell in page[row]])
    document = docx.Document()
    for row in range(1, top):
        document.add_paragraph("".join(str(cell.value) for cell in page[row] if cell.value))
    table = document.add_table(page.max_row - top + 1, page.max_column)
    for row in page.iter_rows(min_row=top):
        for cell in row:
            if cell.value is not None:
                table.cell(cell.row - top, cell.column - 1).text = str(cell.value)
    merged = [area for area in page.merged_cells.ranges if area.min_row > top]
    assert any(area.max_row > area.min_row for area in merged)
    for area in merged:
        table.cell(area.min_row - top, area.min_col - 1).merge(table.cell(area.max_row - top, area.max_col - 1))
    document.core_properties.modified = datetime.datetime.fromisoformat(SAVED[:19])
    document.save(path)
    return path


def test_a_document_with_merged_labels_loses_no_answer(busy, tmp_path):
    office, sheet = busy
    path = as_word_with_merged_cells(sheet, tmp_path / "水务局.docx")
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    assert (code, codes(report), answers(office)) == (0, [], EVERYTHING)


def test_what_stands_beside_the_table_of_a_document_is_told(office, tmp_path):
    path = as_word(rows_of(filled(office, tmp_path)), tmp_path / "水务局.docx")
    document = docx.Document(path)
    document.add_paragraph("另：水库除险加固的资金缺口请县里协调。")
    document.save(path)
    saved_at(path, SAVED)
    code, report = collect(office, path, words=("--apply", "--accept-matched"))
    (told,) = [each for each in report["files"][0]["problems"] if each["code"] == "words-not-collected"]
    assert (code, answers(office)) == (0, TAKEN)
    assert told["message"] == "表格之外的字未收集：另：水库除险加固的资金缺口请县里协调。"


def as_workbook_with_merged_cells(sheet, path):
    """The page pasted into a new workbook, its merged cells merged there too."""
    page, book = openpyxl.load_workbook(sheet).worksheets[0], openpyxl.Workbook()
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None:
                book.active.cell(cell.row, cell.column, cell.value)
    for area in page.merged_cells.ranges:
        book.active.merge_cells(str(area))
    book.save(path)
    return path


WITH_MERGED_CELLS = {".docx": as_word_with_merged_cells, ".xlsx": as_workbook_with_merged_cells}


@pytest.mark.parametrize("suffix", WITH_MERGED_CELLS)
def test_the_line_of_last_months_answer_below_a_task_is_no_second_row_of_it(busy, tmp_path, suffix):
    """What was said in June stands below each task in July, beside the merged labels of the task."""
    office, sheet = busy
    assert collect(office, sheet, words=("--apply",))[0] == 0
    ask(office, "2021年7月", "2021-07-25", "2021-07-01")
    asked = {task for task, (state, _) in answers(office).items() if state == "推进中"}
    said = {task: {"落实状态": "推进中", "进展情况": f"七月又办了{task}"} for task, _ in asked}
    july = send_back(
        office.output / "单位分工表" / "水务局.xlsx", tmp_path / "七" / "水务局.xlsx", said, "2021-07-10T08:00:00Z"
    )
    texts = [str(cell.value) for row in openpyxl.load_workbook(july).worksheets[0].iter_rows() for cell in row]
    assert (sum(text.startswith("上期") for text in texts), len(said)) == (MANY, MANY // 2)
    path = WITH_MERGED_CELLS[suffix](july, tmp_path / f"水务局{suffix}")
    saved_at(path, "2021-07-10T08:00:00Z")
    code, report = office.run("collect", str(path), "--date", "2021-07-20", "--apply", "--accept-matched")
    assert (code, codes(report)) == (0, [])
    ledger = read(office.folder / "input" / "ledger.xlsx").ledger
    july_said = {each.task_id: each.progress for each in ledger.returns if each.round == "2021年7月"}
    assert july_said == {task: texts["进展情况"] for task, texts in said.items()}


@pytest.mark.render
@pytest.mark.parametrize("height", [None, 90])
def test_a_pdf_of_many_pages_loses_no_answer(busy, tmp_path, height):
    """A text for which its cell has not room enough is told by its cell; every other one is taken.

    With rows that somebody made higher, pages end within merged labels: these run into the headings, and their halves
    are texts that were not sent.
    """
    office, sheet = busy
    if height:
        book = openpyxl.load_workbook(sheet)
        for row in range(4, 4 + MANY):
            book.worksheets[0].row_dimensions[row].height = height
        book.save(sheet)
    path = converted(sheet, "pdf", tmp_path)
    with pdfplumber.open(path) as document:
        assert len(document.pages) > 3
    _, report = collect(office, path, words=("--apply", "--accept-matched"))
    (file,) = report["files"]
    found = {problem["code"] for problem in file["problems"]}
    assert found <= {"cell-runs-over", *(("unknown-column",) if height else ())}
    told = [problem["message"] for problem in file["problems"] if problem["code"] == "cell-runs-over"]
    taken = answers(office)
    assert taken.keys() == EVERYTHING.keys()
    for key, (state, progress) in EVERYTHING.items():
        is_told = any(progress[:20] in message for message in told)
        assert taken[key] == (state, "" if is_told else progress)
