"""Templates that mean harm: what public reports about template engines describe is stopped, with an error at its cell.

Attribute chains and format strings are those of Jinja2's security notes (CVE-2016-10745, CVE-2019-10906,
CVE-2024-56326, CVE-2025-27516), the rest what fills memory or time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.template import output_name, render_text
from tests.template.drawn import drawn, errors, opened, scope, task

pytestmark = pytest.mark.slow

REACHING = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ()|attr('__class__') }}",
    "{{ 任务列表.__class__ }}",
    "{{ 任务列表[0].__class__ }}",
    "{{ 任务列表[0]['__dict__'] }}",
    "{{ 任务列表[0].extra.__class__ }}",
    "{{ 任务列表 | map(attribute='__class__') | list }}",
    "{{ 任务列表 | groupby('__class__') | count }}",
    "{{ 任务列表 | sum(attribute='__init__.__globals__') }}",
    "{{ 任务列表 | selectattr('__class__') | list | count }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ joiner.__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ self._TemplateReference__context }}",
    "{{ self }}",
    "{{ config }}",
    "{{ request.application.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ range.function }}",
    "{{ (1).__class__ }}",
    "{{ 台账.__class__ }}",
    "{{ 台账.info.__class__ }}",
    "{{ 台账.info.clear() }}",
    "{{ 台账.信息.update({}) }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "{{ ('{0.__class__}'|attr('format'))(1) }}",
    "{{ '%s' % 任务列表 }}",
    "{{ '%d' | format(1) }}",
    "{{ 'x'.join }}",
    "{{ 'x'.encode() }}",
    "{{ 'x'.translate }}",
    "{{ [].append(1) }}",
    "{{ [1].sort }}",
    "{{ {}.pop }}",
    "{{ dict }}",
    "{{ 任务列表 | map('attr', '__class__') | list }}",
    "{{ 任务列表 | map('#items') | list }}",
    "{{ ['a'] | map('replace', 'a', 'b', 1, 2) | list }}",
    "{{ 任务列表 | xmlattr }}",
    "{{ '<' | safe }}",
    "{{ '<' | e }}",
    "{{ '<' | escape }}",
    "{{ 任务列表 | pprint }}",
    "{{ 任务列表 | tojson }}",
    "{{ 1 is callable }}",
    "{{ 1 is filter }}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ loop(任务列表) }}",
    "{{ context }}",
    "{{ environment }}",
    "{{ resolve('x') }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'base' %}",
    "{% block x %}{% endblock %}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% with a = 1 %}{% endwith %}",
    "{% do 1 %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% set x %}{{ 1 }}{% endset %}",
    "{% set 任务列表.x = 1 %}甲",
    "{% for a in 任务列表 recursive %}{{ loop(a) }}{% endfor %}",
]
GROWING = [
    "{{ 'x' * 10**9 }}",
    "{{ 10**9 * 'x' }}",
    "{{ [1] * 10**9 }}",
    "{{ (1,) * 10**9 | count }}",
    "{{ 10**10**10**10 }}",
    "{{ 1e300 * 1e300 }}",
    "{{ 9**999999999 }}",
    "{{ 2 ** -99999999999 ** 9 }}",
    "{{ range(10**8) | count }}",
    "{{ range(10**30) | count }}",
    "{{ range(0, 10**9, 3) | list | count }}",
    "{{ range(-10**9, 0) | sum }}",
    "{{ 'x' | center(10**9) }}",
    "{{ 'x' | indent(10**9) }}",
    "{{ 'x' | wordwrap(1) }}",
    "{{ 'x'.center(10**9) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ 'x'.zfill(10**9) }}",
    "{{ 'x' | replace('', 'y' * 30000) | replace('y', 'z' * 30000) }}",
    "{{ ('x' * 30000) | replace('x', 'yy') }}",
    "{{ 'a' | batch(10**9, 'x') | list }}",
    "{{ 'a' | slice(10**9) | list }}",
    "{{ lipsum(10**6) }}",
    "{{ 'x' * 33000 }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{{ 'x' * 30000 }}{% endfor %}",
    "{% for a in range(99999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% for b in range(99999) %}y{% endfor %}{% endfor %}",
    "{{ range(99999) | map('string') | map('replace', '1', '2' * 30000) | join }}",
    "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
    "{{ " + "[" * 300 + "]" * 300 + " }}",
    "{{ " + "not " * 3000 + "1 }}",
    "{{ " + "-" * 3000 + "1 }}",
    "{{ " + "1 + " * 3000 + "1 }}",
    "{{ 1" + ".a" * 3000 + " }}",
    "{{ 1" + " | int" * 3000 + " }}",
    "{{ " + "1 if 1 else " * 3000 + "1 }}",
    "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "{{ " + "9" * 5000 + " }}",
]


@pytest.mark.parametrize("text", [*REACHING, *GROWING], ids=lambda text: text[:40])
def test_an_attack_is_stopped_with_an_error_at_its_cell(tmp_path: Path, text: str) -> None:
    cells = [cell for cell, _, _ in errors(drawn(tmp_path / "t.xlsx", text), scope(task(1), task(2)))]
    assert cells
    assert set(cells) == {"A1"}


@pytest.mark.parametrize("text", [*REACHING, *GROWING], ids=lambda text: text[:40])
def test_an_attack_in_a_text_or_a_file_name_is_stopped(tmp_path: Path, text: str) -> None:
    filled, problems = render_text(text, scope(task(1), task(2)))
    if not problems:  # a text may be longer than a cell, but not without end
        assert len(filled) <= 100_000


def test_doubling_by_names_is_stopped(tmp_path: Path) -> None:
    for start, step in (
        ("'xxxxxxxxxx'", "{a} ~ {a}"),
        ("'xxxxxxxxxx'", "{a} + {a}"),
        ("[1, 2]", "{a} + {a}"),
        ("9", "{a} * {a}"),
    ):
        rows = [f"{{% set a0 = {start} %}}"]
        rows += [f"{{% set a{n} = {step.format(a=f'a{n - 1}')} %}}" for n in range(1, 60)]
        rows.append("{{ a59 | count if a59 is string else 0 }}")
        assert errors(drawn(tmp_path / "t.xlsx", "\n".join(rows)))


def test_nested_loops_stop_at_their_bound(tmp_path: Path) -> None:
    rows = ["{% for a in range(99999) %}", "{% for b in range(99999) %}", "x", "{% endfor %}", "{% endfor %}"]
    ((cell, message, advice),) = errors(drawn(tmp_path / "t.xlsx", "\n".join(rows)))
    assert (cell, advice) == ("A2", "请检查循环和嵌套。")
    assert message.startswith("生成的行数超过 Excel 的上限（1,048,576 行），已停止")


def test_filters_over_lists_inside_loops_are_counted(tmp_path: Path) -> None:
    rows = ["{% for a in range(99999) %}", "{{ range(99999) | sum }}", "{% endfor %}"]
    ((cell, message, _),) = errors(drawn(tmp_path / "t.xlsx", "\n".join(rows)))
    assert cell == "A2"
    assert message.startswith("循环次数过多")


def test_too_many_cells_are_stopped(tmp_path: Path) -> None:
    row = " | ".join(["x"] * 200)
    rows = ["{% for a in range(300) %}", "{% for b in range(300) %}", row, "{% endfor %}", "{% endfor %}"]
    ((_, message, _),) = errors(drawn(tmp_path / "t.xlsx", "\n".join(rows)))
    assert message.startswith("生成的单元格过多（超过 10,000,000 个），已停止")


def test_texts_of_the_ledger_are_never_run(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "t.xlsx", "{{ 任务列表[0].具体任务 }}", settings={"输出文件名": "{{ 任务列表[0].具体任务 }}"}
    )
    given = scope(task(1, content="{{ 7 * 7 }}{% for %}"))
    assert errors(path, given) == []
    assert output_name(opened(path), given) == ("{{ 7 * 7 }}{% for %}", ())
