"""A ledger written out as prose and as tables, in every form, comes back as the ledger; no character of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.documents import Imported, read
from generator.documents.blocks import Paragraph
from generator.documents.files import read_blocks
from generator.documents.grid import Grid
from tests.documents import prose_sources, sources

pytestmark = pytest.mark.slow

WORDS = "公开规划信息推进落实年度要点建设改造提升完善服务"
TITLE = "某市2024年重点工作分工方案"
UNITS = [
    "市教育局",
    "市住建局",
    "市财政局",
    "市政府办公室",
    "各县（市、区）政府",
    "市发展改革委",
    "市行政审批和政务服务局",
]

content = st.text(WORDS, min_size=6, max_size=30).map(lambda text: f"{text}，年内见效。")
label = st.text(WORDS, min_size=4, max_size=12)
unit_list = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True).map("、".join)
deadline = st.sampled_from(["", "2024年6月底前", "全年", "9月底前完成", "持续推进", "第三季度"])
task = st.tuples(content, unit_list, unit_list, deadline)
ledger = st.lists(
    st.tuples(label, st.lists(st.tuples(label, st.lists(task, min_size=1, max_size=3)), min_size=1, max_size=2)),
    min_size=1,
    max_size=3,
    unique_by=lambda section: section[0],
)

Task = tuple[str, str, str, str]
Sections = list[tuple[str, list[tuple[str, list[Task]]]]]


def in_bracket(text: str, lead: str, support: str, deadline: str) -> list[str]:
    parts = [f"牵头单位：{lead}", f"配合单位：{support}", *([f"完成时限：{deadline}"] if deadline else [])]
    return [f"{text}（{'；'.join(parts)}）"]


def in_words(text: str, lead: str, support: str, deadline: str) -> list[str]:
    return [f"{text}（{lead}牵头，{support}配合{'，' if deadline else ''}{deadline}）"]


def in_own_bracket(text: str, lead: str, support: str, deadline: str) -> list[str]:
    return [text, f"〔{lead}牵头，{support}配合〕{f'（{deadline}）' if deadline else ''}"]


def in_labelled_bracket(text: str, lead: str, support: str, deadline: str) -> list[str]:
    return [text, *(line.removeprefix("。") for line in in_bracket("。", lead, support, deadline))]


def on_lines(text: str, lead: str, support: str, deadline: str) -> list[str]:
    return [text, f"牵头单位：{lead}", f"配合单位：{support}。", *([f"时限要求：{deadline}"] if deadline else [])]


def at_the_end(text: str, lead: str, support: str, deadline: str) -> list[str]:
    return [f"{text}牵头单位：{lead}。配合单位：{support}。{f'完成时限：{deadline}。' if deadline else ''}"]


STATEMENTS = {f.__name__: f for f in (in_bracket, in_words, in_own_bracket, in_labelled_bracket, on_lines, at_the_end)}


def prose_of(sections: Sections, form: str) -> list[tuple[int, str]]:
    lines = [(0, TITLE), (0, "各县（市、区）人民政府，市政府各部门："), (0, "为做好今年工作，制定本方案，请认真落实。")]
    for section, items in sections:
        lines.append((1, section))
        for item, tasks in items:
            lines.append((2, item))
            for one in tasks:
                first, *rest = STATEMENTS[form](*one)
                lines += [(3, first), *((0, line) for line in rest)]
    return [*lines, (0, "某市人民政府办公室"), (0, "2024年3月1日")]


def expected(sections: Sections, form: str) -> list[tuple[str, ...]]:
    result = []
    for s, (section, items) in enumerate(sections, 1):
        for i, (item, tasks) in enumerate(items, 1):
            for text, lead, support, deadline in tasks:
                units = (
                    (f"{lead}牵头，{support}配合", "", "")
                    if form in ("in_words", "in_own_bracket")
                    else ("", lead, support)
                )
                labels = (f"{prose_sources.chinese(s)}、{section}", f"（{prose_sources.chinese(i)}）{item}")
                result.append((*labels, text, *units, deadline))
    return result


def tasks_of(imported: Imported) -> list[tuple[str, ...]]:
    return [
        (t.section, t.item, t.content, t.units_text, t.lead_text, t.support_text, t.deadline_text)
        for t in imported.ledger.tasks
    ]


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def assert_nothing_is_lost(path: Path, imported: Imported) -> None:
    """Every character of the document's text is in the ledger or in what was left out."""
    blocks, _ = read_blocks(path, str(path))
    source = Counter[str]()
    for block in blocks:
        if isinstance(block, Paragraph):
            source += visible(block.visible)
        elif isinstance(block, Grid):
            source += visible("".join(cell.text for line in block.lines for cell in line.cells))
    ledger = imported.ledger
    texts = [ledger.title, ledger.note, ledger.issuer, *(text for pair in ledger.info for text in pair)]
    for t in ledger.tasks:
        texts += [t.number, t.section, t.item, t.content, t.units_text, t.lead_text, t.support_text, t.deadline_text]
        texts += [str(part or "") for pair in t.extra for part in pair]
    texts += [entry.text for entry in imported.left_out]
    texts += [text for repair in ledger.repairs for text in (repair.before, repair.after)]
    texts += 2 * [heading for heading, _ in imported.columns]  # one heading may stand over two columns
    signs = visible("（）()〔〕【】[]：:；;，,。.、")
    words = (
        visible("牵头单位配合单位责任单位完成时限时限要求") if imported.found[-1].kind == "prose" else Counter[str]()
    )
    missing = source - visible("".join(texts))
    assert not {char for char in missing if char not in signs and char not in words}, missing


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=ledger, form=st.sampled_from(sorted(STATEMENTS)), kind=st.sampled_from(sorted(prose_sources.WRITERS)))
def test_a_ledger_written_out_as_prose_comes_back(tmp_path_factory, sections, form, kind):
    path = prose_sources.WRITERS[kind](tmp_path_factory.mktemp("x") / "a", prose_of(sections, form))
    imported, problems = read(path)
    assert imported is not None, problems
    assert tasks_of(imported) == expected(sections, form)
    ledger = imported.ledger
    assert (ledger.title, ledger.year, ledger.issuer) == (TITLE, 2024, "某市人民政府办公室")
    assert all(re.search("完成时限是空的|不止一次|都有完成时限", problem.message) for problem in problems)
    assert_nothing_is_lost(path, imported)


HEADINGS = {
    "usual": ["序号", "一级任务", "二级任务", "具体任务", "牵头单位", "配合单位", "完成时限"],
    "other words": ["编号", "工作类别", "项目名称", "建设内容", "牵头责任单位", "协同单位", "时间节点"],
    "wide": ["序号", "重点任务", "重点任务", "工作措施", "牵头部门", "配合部门", "完成时间"],
}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sections=ledger,
    heading=st.sampled_from(sorted(HEADINGS)),
    kind=st.sampled_from(["docx", "html", "xlsx"]),
    cuts=st.lists(st.integers(1, 8), max_size=2),
)
def test_a_ledger_written_out_as_a_table_comes_back(tmp_path_factory, sections, heading, kind, cuts):
    rows: list[list[str | None]] = []
    tasks = []
    for section, items in sections:
        section_shown: str | None = section
        for item, group in items:
            item_shown: str | None = item
            for text, lead, support, deadline in group:
                rows.append([str(len(rows) + 1), section_shown, item_shown, text, lead, support, deadline or "无"])
                tasks.append((section, item, text, "", lead, support, deadline or "无"))
                section_shown = item_shown = None
    write = {"docx": sources.write_docx, "html": sources.write_html, "xlsx": sources.write_xlsx}[kind]
    path = write(tmp_path_factory.mktemp("x") / f"a.{kind}", [[HEADINGS[heading], *rows]], [TITLE], ["备注：请落实。"])
    imported, problems = read(path)
    assert imported is not None, problems
    assert tasks_of(imported) == tasks
    assert (imported.ledger.title, imported.ledger.note) == (TITLE, "备注：请落实。")
    assert_nothing_is_lost(path, imported)


@pytest.mark.parametrize("form", STATEMENTS)
def test_each_form_comes_back_from_each_format(tmp_path, form):
    sections: Sections = [("做实项目", [("补短板", [("建设三所学校，年内开工。", "市教育局", "市住建局", "全年")])])]
    for kind, write in prose_sources.WRITERS.items():
        imported, problems = read(write(tmp_path / kind, prose_of(sections, form)))
        assert imported is not None, (kind, problems)
        assert tasks_of(imported) == expected(sections, form), kind
