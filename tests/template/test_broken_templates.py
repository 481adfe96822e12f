"""Mistakes in templates: each is told with its cell, what is wrong there, and what to do; all of a template at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.problems import errors_in
from generator.template import fill, output_name, read
from tests.template.drawn import drawn, errors, opened, rezipped, scope, task

FOR = "{% for 任务 in 任务列表 %}"
END = "{% endfor %}"


def lines(*rows: str) -> str:
    """Rows of a picture."""
    return "\n".join(rows)


BROKEN = [
    (
        "unclosed-value",
        lines(FOR, "{{ 任务.具体任务", END),
        [("A2", "标签没有写完：“{{ 任务.具体任务”缺少“}}”", "请在标签末尾补上“}}”。")],
    ),
    (
        "unclosed-stmt",
        lines("{% for 任务 in 任务列表", "{{ 1 }}", "{% endfor %}"),
        [("A1", "标签没有写完：“{% for 任务 in 任务列表”缺少“%}”", "请在标签末尾补上“%}”。")],
    ),
    (
        "one-brace",
        lines(FOR, "{{ 任务.具体任务 }", END),
        [("A2", "标签没有写完：“{{ 任务.具体任务 }”缺少“}}”", "请在标签末尾补上“}}”。")],
    ),
    (
        "stray",
        "任务.具体任务 }}",
        [("A1", "多出“}}”，前面没有与它成对的“{{”（见 任务.具体任务 }}）", "请补上或删去。")],
    ),
    ("stray-stmt", "endfor %}", [("A1", "多出“%}”，前面没有与它成对的“{%”（见 endfor %}）", "请补上或删去。")]),
    (
        "full-braces",
        lines(FOR, "｛｛任务.具体任务｝｝", END),
        [("A2", "有全角的“｛｛”，不会当作标签（见 ｛｛任务.具体任务｝｝）", "请改为半角“{{”。")],
    ),
    (
        "full-close",
        lines(FOR, "{{ 任务.具体任务 ｝｝", END),
        [("A2", "有全角的“｝｝”，不会当作标签（见 {{ 任务.具体任务 ｝｝）", "请改为半角“}}”。")],
    ),
    (
        "full-bar",
        lines(FOR, "{{ 任务.一级任务 ｜ 合并 }}", END),
        [("A2", "标签“{{ 任务.一级任务 ｜ 合并 }}”里有全角的“｜”", "请改为半角“|”。")],
    ),
    (
        "quotes",
        lines(FOR, "{{ 任务.序号 | 样式(“逾期”) }}", END),
        [("A2", "标签“{{ 任务.序号 | 样式(“逾期”) }}”里有中文引号", "请改为半角“'”。")],
    ),
    (
        "paren",
        lines(FOR, "{{ 任务.一级任务 | 合并（按=1） }}", END),
        [("A2", "标签“{{ 任务.一级任务 | 合并（按=1） }}”里有全角的“（”", "请改为半角“(”。")],
    ),
    (
        "dun",
        "{{ ['甲'] | join(、) }}",
        [("A1", "标签“{{ ['甲'] | join(、) }}”里有“、”", "文字要放在半角引号里，如 '、'。")],
    ),
    ("empty", "{{ }}", [("A1", "标签“{{ }}”里没有内容", "请写上名称，如“{{ 任务.具体任务 }}”，或删去标签。")]),
    ("unknown-name", "{{ 台帐.标题 }}", [("A1", "没有“台帐”（见 {{ 台帐.标题 }}）", "您是否指“台账”？")]),
    (
        "unknown-field",
        lines(FOR, "{{ 任务.具体任物 }}", END),
        [("A2", "没有“具体任物”（见 {{ 任务.具体任物 }}）", "您是否指“具体任务”？")],
    ),
    (
        "unknown-dep",
        lines("{% for 单位 in 单位列表 %}", "{{ 单位.简程 }}", "{% endfor %}"),
        [("A2", "没有“简程”（见 {{ 单位.简程 }}）", "您是否指“简称”？")],
    ),
    (
        "department",
        "{{ 单位.简称 }}",
        [
            (
                "A1",
                "没有“单位”（见 {{ 单位.简称 }}）",
                "“单位”只在每单位一份（或每单位一表）的模板里有：请在“设置”表里写 每单位一份 | 是。",
            )
        ],
    ),
    ("loop-outside", "{{ loop.index }}", [("A1", "没有“loop”（见 {{ loop.index }}）", "“循环”只在 for 里面有。")]),
    (
        "list-field",
        "{{ 任务列表.具体任务 }}",
        [("A1", "没有“具体任务”（见 {{ 任务列表.具体任务 }}）", "列表要用 for 逐个取出后再写“.”。")],
    ),
    (
        "unknown-filter",
        lines(FOR, "{{ 任务.一级任务 | 合拼 }}", END),
        [("A2", "没有过滤器“合拼”（见 {{ 任务.一级任务 | 合拼 }}）", "您是否指“合计”或“合并”？")],
    ),
    (
        "unknown-test",
        "{{ 1 is 奇数 }}",
        [
            (
                "A1",
                "没有“is 奇数”这种判断（见 {{ 1 is 奇数 }}）",
                "可用的有：defined、undefined、none、number、string、odd、even、divisibleby、in、true、false、==、eq、equalto、!=、ne、>、gt、greaterthan、>=、ge、<、lt、lessthan、<=、le。",
            )
        ],
    ),
    (
        "misplaced-filter",
        lines(FOR, "{{ (任务.一级任务 | 合并) ~ '甲' }}", END),
        [
            (
                "A2",
                "“合并”只能写在 {{ … }} 的最后（见 {{ (任务.一级任务 | 合并) ~ '甲' }}）",
                "请写成 {{ 任务.具体任务 | 合并 }}，后面不再接别的运算。",
            )
        ],
    ),
    (
        "merge-arg",
        lines(FOR, "{{ 任务.一级任务 | 合并(续叶='续') }}", END),
        [("A2", "“合并”没有“续叶”这一项（见 {{ 任务.一级任务 | 合并(续叶='续') }}）", "您是否指“续页”？")],
    ),
    (
        "merge-word",
        lines(FOR, "{{ 任务.一级任务 | 合并(续页='下页') }}", END),
        [
            (
                "A2",
                "“续页”只能写 '重复'、'续' 或 '空白'（见 {{ 任务.一级任务 | 合并(续页='下页') }}）",
                "请写成 合并(续页='续')。",
            )
        ],
    ),
    (
        "merge-twice",
        lines(FOR, "{{ 任务.一级任务 | 合并 | 合并 }}", END),
        [("A2", "同一个单元格里写了两次“合并”（见 {{ 任务.一级任务 | 合并 | 合并 }}）", "请只留一个。")],
    ),
    (
        "style-none",
        lines(FOR, "{{ 任务.一级任务 | 样式 }}", END),
        [("A2", "“样式”后面没有写样式的名称（见 {{ 任务.一级任务 | 样式 }}）", "请写成 样式('逾期' if …)。")],
    ),
    (
        "unknown-style",
        lines(FOR, "{{ 任务.一级任务 | 样式('逾期' if 1) }}", END),
        [
            (
                "A2",
                "“样式”表里没有“逾期”（见 {{ 任务.一级任务 | 样式('逾期' if 1) }}）",
                "请在“样式”表里写上这个名称，并把那个单元格设成想要的样子。",
            )
        ],
    ),
    (
        "unknown-style2",
        lines(FOR, "{{ 任务.一级任务 | 样式(任务.一级任务) }}", END),
        [
            (
                "A2",
                "“样式”表里没有“一、公开”（见 {{ 任务.一级任务 | 样式(任务.一级任务) }}）",
                "请在“样式”表里写上这个名称，并把那个单元格设成想要的样子。",
            )
        ],
    ),
    (
        "unknown-tag",
        lines("{% macro x() %}", "{% endmacro %}"),
        [
            ("A1", "不支持的标签“macro”（见 {% macro x() %}）", "可用的有：for、endfor、if、elif、else、endif、set。"),
            ("A2", "不支持的标签“endmacro”（见 {% endmacro %}）", "您是否指“endfor”？"),
        ],
    ),
    (
        "typo-tag",
        lines("{% fro 任务 in 任务列表 %}", "1", "{% endfor %}"),
        [("A1", "不支持的标签“fro”（见 {% fro 任务 in 任务列表 %}）", "您是否指“for”？")],
    ),
    (
        "shared",
        lines("{% for 任务 in 任务列表 %} | 标题", "{{ 任务.序号 }}", "{% endfor %}"),
        [
            (
                "A1",
                "控制标签“{% for 任务 in 任务列表 %}”要独占一行，这一行还有别的内容",
                "请把它单独放在一行的第一个单元格里，该行其余单元格留空。",
            )
        ],
    ),
    (
        "two-tags",
        lines("{% for 任务 in 任务列表 %}{% if 1 %}", "{{ 任务.序号 }}", "{% endif %}", "{% endfor %}"),
        [("A1", "一行里写了几个控制标签（见 {% for 任务 in 任务列表 %}{% if 1 %}）", "请每个控制标签各占一行。")],
    ),
    (
        "no-endfor",
        lines(FOR, "{{ 任务.序号 }}"),
        [
            (
                "A1",
                "for 没有对应的“{% endfor %}”（见 {% for 任务 in 任务列表 %}）",
                "请在末行之后加一行，第一个单元格写“{% endfor %}”。",
            )
        ],
    ),
    (
        "no-endif",
        lines(FOR, "{% if 任务.序号 %}", "{{ 任务.序号 }}", END),
        [
            (
                "A2",
                "if 没有对应的“{% endif %}”（见 {% if 任务.序号 %}）",
                "请在末行之后加一行，第一个单元格写“{% endif %}”。",
            )
        ],
    ),
    (
        "endfor-only",
        lines("{{ 1 }}", "{% endfor %}"),
        [("A2", "“{% endfor %}”前面没有对应的 for", "请补上开头的标签，或删去这一行。")],
    ),
    (
        "else-only",
        lines("{% else %}", "1"),
        [("A1", "“{% else %}”前面没有与它成对的 if", "请检查 if、elif、else、endif 的次序。")],
    ),
    (
        "if-endfor",
        lines("{% if 1 %}", "1", "{% endfor %}"),
        [("A3", "“{% endfor %}”与 A1 的 if 不成对", "if 要用“{% endif %}”结束。")],
    ),
    (
        "inline-if",
        "{% if 1 %}甲",
        [
            (
                "A1",
                "“{% if 1 %}”没有对应的“{% endif %}”（见 {% if 1 %}甲）",
                "在单元格里使用时要在同一单元格里写完；要控制整行，请让它独占一行。",
            ),
            (
                "A1",
                "if 没有对应的“{% endif %}”（见 {% if 1 %}甲）",
                "请在末行之后加一行，第一个单元格写“{% endif %}”。",
            ),
        ],
    ),
    (
        "for-no-in",
        lines("{% for 任务 任务列表 %}", "1", "{% endfor %}"),
        [("A1", "for 后面缺少“in”（见 {% for 任务 任务列表 %}{% endfor %}）", "请写成 {% for 任务 in 任务列表 %}。")],
    ),
    ("set-no-eq", lines("{% set x %}", "1"), [("A1", "“{% set x %}”缺少“=”", "请写成 {% set 名称 = 值 %}。")]),
    (
        "two-values",
        lines(FOR, "{{ 任务.序号 任务.具体任务 }}", END),
        [("A2", "标签里多出“任务”（见 {{ 任务.序号 任务.具体任务 }}）", "请检查名称之间是否缺少“|”“.”或引号。")],
    ),
    (
        "cut",
        lines(FOR, "{{ 任务. }}", END),
        [("A2", "“.”后面缺少名称（见 {{ 任务. }}）", "请补上，如 任务.具体任务。")],
    ),
    ("bracket", "{{ (1 + 2 }}", [("A1", "括号不成对：遇到“}”，应是“)”（见 {{ (1 + 2 }}）", "请检查括号。")]),
    (
        "div",
        lines(FOR, "{{ 1 / (任务.序号 - 1) }}", END),
        [("A2", "除数为零（见 {{ 1 / (任务.序号 - 1) }}）", "请先用 {% if … %} 判断除数。")],
    ),
    (
        "add",
        lines(FOR, "{{ 任务.序号 + 任务.具体任务 }}", END),
        [
            (
                "A2",
                "运算的两边类型不合（如文字与数字相加）（见 {{ 任务.序号 + 任务.具体任务 }}）",
                "拼接文字请用 ~，如 {{ 任务.序号 ~ '.' }}。",
            )
        ],
    ),
    (
        "not-list",
        lines("{% for x in 台账.年度 %}", "1", "{% endfor %}"),
        [
            (
                "A1",
                "“2021”不是列表，不能用 for 逐个取出（见 {% for x in 台账.年度 %}）",
                "for 后面应是列表，如 任务列表。",
            )
        ],
    ),
    (
        "a-task",
        lines(FOR, "{{ 任务 }}", END),
        [("A2", "这里得到的是一条任务，不是一个值（见 {{ 任务 }}）", "请写到具体的一项，如 任务.具体任务。")],
    ),
    (
        "formula",
        "=SUM({{ 1 }})",
        [("A1", "公式里不能写模板标签（见 =SUM({{ 1 }})）", "请把标签放在单独的单元格里，让公式引用那个单元格。")],
    ),
    (
        "for-str",
        "{{ 任务列表 | 筛选('具体任物') | 计数 }}",
        [("A1", "没有“具体任物”（见 {{ 任务列表 | 筛选('具体任物') | 计数 }}）", "您是否指“具体任务”？")],
    ),
    (
        "loopfield",
        lines(FOR, "{{ loop.indx }}", END),
        [("A2", "没有“indx”（见 {{ loop.indx }}）", "您是否指“index”？")],
    ),
    (
        "group",
        lines("{% for 组 in 任务列表 | 分组('一级任务') %}", "{{ 组.名 }}", "{% endfor %}"),
        [("A2", "没有“名”（见 {{ 组.名 }}）", "您是否指“名称”？")],
    ),
    (
        "recursive",
        lines("{% for a in 任务列表 recursive %}", "1", "{% endfor %}"),
        [("A1", "for 不能用 recursive（见 {% for a in 任务列表 recursive %}）", "请改用嵌套的 for。")],
    ),
]


@pytest.mark.parametrize(("picture", "told"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN])
def test_a_mistake_is_told_with_its_cell_and_what_to_do(
    tmp_path: Path, picture: str, told: list[tuple[str, str, str]]
) -> None:
    assert errors(drawn(tmp_path / "t.xlsx", picture)) == told


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"输出文件": "甲"}, ("A1", "没有“输出文件”这一设置", "您是否指“输出文件名”？")),
        ({"页码": "左"}, ("B1", "“页码”不能是“左”", "可以写：奇右偶左、居中、无。")),
        ({"每页行数": "零"}, ("B1", "“每页行数”不能是“零”", "可以写：自动，或 1 到 1000 的整数。")),
        ({"补空行": "对"}, ("B1", "“补空行”不能是“对”", "可以写：是、否。")),
        (
            {"每单位一份": "是", "每单位一表": "是"},
            ("B2", "“每单位一份”和“每单位一表”不能同时为是", "请把其中一个改为否。"),
        ),
        ({"输出文件名": "{{ 台帐.标题 }}"}, ("B1", "没有“台帐”（见 {{ 台帐.标题 }}）", "您是否指“台账”？")),
        ({"": "甲"}, ("A1", "“甲”前面没有写设置的名称", "")),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, settings: dict[str, str], told: tuple[str, str, str]) -> None:
    (found,) = errors(drawn(tmp_path / "t.xlsx", "字", settings=settings))
    assert found[:2] == told[:2]
    assert told[2] in found[2]


def test_the_name_of_a_file_is_checked_when_it_is_made(tmp_path: Path) -> None:
    template = opened(drawn(tmp_path / "t.xlsx", "字", settings={"输出文件名": "{{ 台账.标提 }}"}))
    _, problems = output_name(template, scope())
    assert [(each.place.sheet, each.place.cell, each.message, each.advice) for each in problems] == [
        ("设置", "B1", "没有“标提”（见 {{ 台账.标提 }}）", "您是否指“标题”？")
    ]


@pytest.mark.parametrize(("area", "cell"), [("A2:A4", "A2"), ("B3:C4", "B3"), ("B1:C3", "B1"), ("B3:B6", "B3")])
def test_a_merge_across_a_bands_edge_is_told(tmp_path: Path, area: str, cell: str) -> None:
    picture = lines("标题", FOR, "{{ 任务.序号 }}", END, "末行", "末行")
    path = drawn(tmp_path / "t.xlsx", picture, lambda sheet: sheet.merge_cells(area))
    found = [(where, what, todo) for where, what, todo in errors(path) if "合并单元格" in what]
    assert found == [
        (
            cell,
            f"合并单元格 {area} 跨过了控制行或循环的边界",
            "请取消这处合并；循环里要上下合并相同内容，请用 {{ … | 合并 }}。",
        )
    ]


def test_all_mistakes_of_a_template_are_told_at_once(tmp_path: Path) -> None:
    picture = lines(
        "{{ 台帐.标题 }} | {{ 台账.标题 | 大些 }}",
        FOR,
        "{{ 任务.序号 | 合拼 }} | ｛｛任务.具体任务｝｝ | {{ 任务.单位们 }}",
        "{% if 任务.序号 %}",
        END,
    )
    path = drawn(tmp_path / "t.xlsx", picture, settings={"页吗": "无"})
    assert [cell for cell, _, _ in errors(path)] == ["A1", "B1", "A3", "B3", "A4", "A1"]


def test_all_mistakes_that_show_only_when_filled_are_told_at_once(tmp_path: Path) -> None:
    picture = lines(
        "{{ 1 / 0 }} | {{ 台账.年度 + '年' }}",
        "{% for 任务 in 台账.年度 %}",
        "{{ 任务 }}",
        END,
        FOR,
        "{{ 任务 }} | {{ 任务.序号 }} | {{ 任务.序号 ~ 任务列表 }}",
        END,
    )
    assert [cell for cell, _, _ in errors(drawn(tmp_path / "t.xlsx", picture))] == ["A1", "B1", "A2", "A6", "C6"]


def test_names_that_the_ledger_does_not_have_are_told_at_once(tmp_path: Path) -> None:
    picture = lines("{{ 台账.预警天书 }}", FOR, "{{ 任务.责任人 }} | {{ 任务.负责人 }} | {{ 任务.序号 }}", END)
    path = drawn(tmp_path / "t.xlsx", picture)
    assert errors(path, scope(task(1, extra={"责任人": "张三"}))) == [
        ("A1", "没有“预警天书”（见 {{ 台账.预警天书 }}）", "您是否指“预警天数”？"),
        ("B3", "没有“负责人”（见 {{ 任务.负责人 }}）", "您是否指“责任人”？"),
    ]


def test_a_template_without_a_page_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "设置"
    book.save(tmp_path / "t.xlsx")
    assert errors(tmp_path / "t.xlsx") == [("", "模板里没有可用的工作表", "除“设置”“样式”外，至少要有一张可见的表。")]


@pytest.mark.parametrize(
    "change",
    [
        {"xl/workbook.xml": None},
        {"xl/worksheets/sheet1.xml": b"<worksheet"},
        {"xl/worksheets/sheet1.xml": b""},
        {"xl/styles.xml": b"<styleSheet><cellXfs"},
        {"[Content_Types].xml": b"junk"},
    ],
)
def test_a_damaged_workbook_is_a_problem(tmp_path: Path, change: dict[str, bytes | None]) -> None:
    template, problems = read(rezipped(drawn(tmp_path / "t.xlsx", "字"), change))
    assert template is None
    assert [each.code for each in errors_in(problems)] == ["cannot-read"]


def test_a_workbook_whose_sheet_is_lost_has_no_page(tmp_path: Path) -> None:
    _, problems = read(rezipped(drawn(tmp_path / "t.xlsx", "字"), {"xl/worksheets/sheet1.xml": None}))
    assert [each.code for each in errors_in(problems)] == ["no-page"]


def test_a_damaged_drawing_is_a_problem(tmp_path: Path) -> None:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
        b'Target="/xl/drawings/drawing1.xml"/></Relationships>'
    )
    change: dict[str, bytes | None] = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations,
        "xl/drawings/drawing1.xml": b"<xdr:wsDr",
    }
    _, problems = read(rezipped(drawn(tmp_path / "t.xlsx", "字"), change))
    assert [each.code for each in errors_in(problems)] == ["cannot-read"]


@pytest.mark.slow
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = rezipped(drawn(tmp_path / "t.xlsx", "字"), {"xl/media/image1.png": b"\0" * (120 * 1024 * 1024)})
    assert path.stat().st_size < 1024 * 1024
    assert errors(path) == [("", "模板文件太大", "模板应只有一两页；请删去多余的工作表、行和图片。")]


def test_an_old_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert errors(path)[0][1] == "这是旧格式（.xls）或加了密码的工作簿"


@pytest.mark.slow
def test_a_data_file_in_the_wrong_folder_is_too_large(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for number in range(5_001):
        sheet.append([number])
    book.save(tmp_path / "t.xlsx")
    assert errors(tmp_path / "t.xlsx") == [
        ("", "工作表太大：5001 行 × 1 列", "模板最多 5000 行、400 列；请删去多余的行、列和格式。")
    ]


def test_an_empty_fill_is_mended(tmp_path: Path) -> None:
    path = drawn(tmp_path / "t.xlsx", "字")
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml")
    broken = styles.replace(b'<fill><patternFill patternType="gray125" /></fill>', b"<fill/>").replace(
        b'<fill><patternFill patternType="gray125"/></fill>', b"<fill/>"
    )
    assert broken != styles
    assert fill(opened(rezipped(path, {"xl/styles.xml": broken})), scope())[0] is not None
