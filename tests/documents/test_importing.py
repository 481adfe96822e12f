"""Original documents become ledgers: every format the same, every repair told, no character lost."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.documents import read
from generator.model import Ledger, Task
from generator.problems import errors_in
from tests.documents.sources import write_docx, write_html, write_xlsx
from tests.rendering import convert

HEADING = ["序号", "重点任务", "具体工作", "责任单位", "完成时限", "责任人"]
PAGES = [
    [
        HEADING,
        ["一、深化公开", None, None, None, None, None],
        ["1", "规划公开\n（2项）", "公开本地区\n规划。", "某发改委、\n某自然资源局", "6月底前", "张三"],
        ["2", None, "归集历史规划，统一对外", None, None, "李四"],
    ],
    [
        HEADING,
        ["", "", "公开。", "", "", ""],
        ["3", "财 政 公 开", "公开预决算。", "某财政局", "全年", "王五"],
    ],
]
WRITERS = {"docx": write_docx, "html": write_html, "xlsx": write_xlsx}


def imported(path: Path, **options: object) -> Ledger:
    found, problems = read(path, **options)  # type: ignore[arg-type]
    assert found is not None, problems
    return found.ledger


def without_source(ledger: Ledger) -> tuple[Task, ...]:
    """The tasks without the column that says where in the document they stand."""
    return tuple(replace(task, extra=tuple(e for e in task.extra if e[0] != "出处")) for task in ledger.tasks)


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def held(ledger: Ledger) -> Counter[str]:
    """Every character that the ledger or its repairs hold."""
    texts = [ledger.title, ledger.note, ledger.issuer, *(text for pair in ledger.info for text in pair)]
    for task in ledger.tasks:
        texts += [task.number, task.section, task.item, task.content, task.units_text, task.lead_text]
        texts += [task.support_text, task.deadline_text, task.remark, *(str(value or "") for _, value in task.extra)]
        texts += [name for name, _ in task.extra]
    texts += [text for repair in ledger.repairs for text in (repair.before, repair.after)]
    return visible("".join(texts))


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_table_gives_the_same_tasks_from_every_format(tmp_path, kind):
    path = WRITERS[kind](tmp_path / f"a.{kind}", PAGES, ["某旗2024年工作要点分工台账"], ["备注：请及时公开。"])
    ledger = imported(path)
    assert (ledger.title, ledger.year, ledger.note) == ("某旗2024年工作要点分工台账", 2024, "备注：请及时公开。")
    place = {
        "docx": ("表1第3行", "表1第4行", "表2第3行"),
        "html": ("表1第3行", "表1第4行", "表1第7行"),
        "xlsx": ("Sheet第4行", "Sheet第5行", "Sheet第8行"),
    }[kind]
    assert [
        (task.id, task.number, task.section, task.item, task.content, task.units_text, task.deadline_text, task.extra)
        for task in ledger.tasks
    ] == [
        (
            *("T001", "1", "一、深化公开", "规划公开（2项）", "公开本地区规划。", "某发改委、某自然资源局", "6月底前"),
            (("责任人", "张三"), ("出处", place[0])),
        ),
        (
            *("T002", "2", "一、深化公开", "规划公开（2项）", "归集历史规划，统一对外公开。", "同上", "同上"),
            (("责任人", "李四"), ("出处", place[1])),
        ),
        (
            *("T003", "3", "一、深化公开", "财政公开", "公开预决算。", "某财政局", "全年"),
            (("责任人", "王五"), ("出处", place[2])),
        ),
    ]


def test_every_repair_is_told_with_place_before_after_and_reason(tmp_path):
    ledger = imported(write_docx(tmp_path / "a.docx", PAGES, ["某台账"]))
    told = {(repair.reason, repair.after) for repair in ledger.repairs}
    assert ("换页处重复的表头，已去掉", "") in told
    assert ("被换页断开的一行，已接上", "") in told
    assert ("正文或名称中的换行，已去掉", "公开本地区规划。") in told
    assert any(repair.before == "财 政 公 开" and repair.after == "财政公开" for repair in ledger.repairs)
    assert all(repair.place and repair.reason for repair in ledger.repairs)


@pytest.mark.parametrize("kind", WRITERS)
def test_no_visible_character_is_lost(tmp_path, kind):
    path = WRITERS[kind](
        tmp_path / f"a.{kind}", PAGES, ["附件1", "某台账", "填表单位：某办"], ["备注：请公开。", "2024年"]
    )
    source = visible("附件1某台账填表单位：某办备注：请公开。2024年")
    for page in PAGES:
        for row in page:
            source += visible("".join(cell or "" for cell in row))
    # the heading and the labels of lines around the table are known words; they stand in the ledger as what they name
    known = visible("".join(HEADING)) + visible("填表单位：")
    missing = source - held(imported(path)) - known
    assert not missing


def test_the_naiman_ledger_is_the_same_from_every_format(tmp_path):
    text = Path(__file__).parents[1] / "data" / "naiman_2021.txt"
    first = imported(text)
    heading = ["任务名称", "任务名称", "具体任务", "责任单位", "完成时限"]
    rows: list[list[str | None]] = [heading]
    above: dict[str, str] = {}
    for task in first.tasks:
        label = [task.section if above.get("section") != task.section else None, task.item]
        if above.get("item") == task.item and label[0] is None:
            label[1] = None  # type: ignore[call-overload]
        units = None if task.units_text == "同上" else task.units_text
        rows.append([*label, f"{task.number}.{task.content}", units, None if units is None else task.deadline_text])
        above = {"section": task.section, "item": task.item}
    for kind, write in WRITERS.items():
        ledger = imported(write(tmp_path / f"a.{kind}", [rows], [first.title], [first.note]))
        assert (ledger.title, ledger.year, ledger.note) == (first.title, first.year, first.note)
        assert without_source(ledger) == without_source(first), kind


def test_pages_are_kept_where_that_is_asked_for():
    text = Path(__file__).parents[1] / "data" / "naiman_2021.txt"
    starts = [task.number for task in imported(text, keep_pages=True).tasks if task.starts_page]
    assert starts == ["6", "11", "16", "19", "23", "27", "34", "37"]
    assert not any(task.starts_page for task in imported(text).tasks)


def test_a_heading_that_is_not_known_can_be_said(tmp_path):
    pages = [[["序号", "咱们要干的", "谁来干"], ["1", "公开规划。", "某局"]]]
    path = write_docx(tmp_path / "a.docx", pages)
    _, problems = read(path)
    assert [problem.code for problem in errors_in(problems)] == ["no-heading"]
    ledger = imported(path, columns={"咱们要干的": "具体任务", "谁来干": "责任单位"})
    assert (ledger.tasks[0].content, ledger.tasks[0].units_text) == ("公开规划。", "某局")


def test_of_several_tables_the_one_with_the_columns_is_taken(tmp_path):
    import docx

    path = write_docx(tmp_path / "a.docx", PAGES, ["某台账"])
    document = docx.Document(str(path))
    document.add_paragraph("附表")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "联系人", "电话"
    document.save(str(path))
    assert len(imported(path).tasks) == 3
    _, problems = read(path, tables=(2,))
    assert [problem.code for problem in errors_in(problems)] == ["no-heading"]
    _, problems = read(path, tables=(3,))
    assert [problem.code for problem in errors_in(problems)] == ["no-such-table"]


@pytest.mark.slow
def test_5000_rows_are_read(tmp_path):
    rows = [["序号", "具体任务", "责任单位"], *([str(n), f"任务{n}。", "某局"] for n in range(1, 5001))]
    assert len(imported(write_html(tmp_path / "a.html", [rows])).tasks) == 5000


def broken(folder: Path, kind: str) -> Path:
    """A source that cannot be imported."""
    path = folder / ("a.txt" if kind == "empty" else "a.docx")
    if kind == "missing":
        return path
    if kind == "empty":
        path.touch()
    elif kind == "truncated":
        write_docx(path, PAGES)
        path.write_bytes(path.read_bytes()[:-200])
    elif kind == "password":
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    elif kind == "no table":
        import docx

        document = docx.Document()
        document.add_paragraph("只有文字")
        document.save(str(path))
    elif kind == "no document":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<broken")
    elif kind == "picture":
        path = folder / "a.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    else:
        write_docx(path, [[["名称", "数量"], ["甲", "1"]]])
    return path


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("missing", "source-missing"),
        ("empty", "source-empty"),
        ("truncated", "damaged"),
        ("password", "password"),
        ("no table", "no-table"),
        ("no document", "damaged"),
        ("picture", "unknown-kind"),
        ("no heading", "no-heading"),
    ],
)
def test_a_broken_source_is_told_clearly(tmp_path, kind, code):
    found, problems = read(broken(tmp_path, kind))
    assert found is None
    (problem,) = errors_in(problems)
    assert problem.code == code
    assert problem.place.file and problem.message and problem.advice


def test_macros_are_named_and_not_run(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsm", PAGES, ["某台账"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    found, problems = read(path)
    assert found is not None
    assert [problem.code for problem in problems] == ["macros"]


@pytest.mark.render
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_formats_of_former_years_come_through_libreoffice(tmp_path, kind):
    rows = [["序号", "具体任务", "责任单位"], ["1", "公开规划。", "某局"], ["2", "归集规划。", "某办"]]
    source = write_docx(tmp_path / "a.docx", [rows], ["某旗2024年台账"], ["备注：请公开。"])
    (old,) = convert([source], tmp_path / "old", kind)
    assert imported(old) == imported(source)


TEXT = st.text("公开规划信息部门推进落实年度要点", min_size=1, max_size=20).map(lambda text: f"{text}。")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    groups=st.lists(
        st.tuples(TEXT, st.lists(TEXT, min_size=1, max_size=4)), min_size=1, max_size=5, unique_by=lambda g: g[0]
    ),
    kind=st.sampled_from(sorted(WRITERS)),
)
def test_merged_labels_come_back_for_every_task(tmp_path_factory, groups, kind):
    rows: list[list[str | None]] = [["序号", "重点任务", "具体任务", "责任单位", "完成时限"]]
    expected = []
    for label, contents in groups:
        for n, content in enumerate(contents):
            rows.append([str(len(expected) + 1), None if n else label, content, "某局", "全年"])
            expected.append((label, content))
    path = WRITERS[kind](tmp_path_factory.mktemp("x") / f"a.{kind}", [rows], ["某台账"])
    assert [(task.section, task.content) for task in imported(path).tasks] == expected
