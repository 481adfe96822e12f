"""A template that was read once is not read again as long as it is the same, and never wrongly."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from generator import template as templates
from generator.system import cache
from generator.template.workbook import template_file
from tests.template.drawn import drawn, listing, picture, scope, task

SCOPE = scope(task(1), task(2))
ROWS = """{{ 台账.标题 }}
{% for 任务 in 任务列表 %}
{{ 任务.具体任务 }}
{% endfor %}"""


@pytest.fixture
def reads(monkeypatch, tmp_path):
    """The files that were really read; what is kept is kept in a folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found: list[Path] = []

    def read(path: Path):
        found.append(path)
        return real(path)

    real = template_file.read
    monkeypatch.setattr(template_file, "read", read)
    return found


def shown(template) -> list[str]:
    table, problems = templates.fill(template, SCOPE)
    assert table is not None, listing(problems)
    return picture(table.tables[0])


needs_folder = pytest.mark.skipif(sys.platform != "linux", reason="the folder's place is set for Linux")


@needs_folder
def test_a_template_is_read_once_and_filled_the_same(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    assert templates.recall(path) is None
    first, again = templates.read(path)[0], templates.read(path)[0]
    assert reads == [path]
    assert shown(first) == shown(again) == ["某旗工作台账", "任务1", "任务2"]
    assert templates.recall(path) is not None


@needs_folder
def test_what_was_changed_is_read_again(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    templates.read(path)
    drawn(path, ROWS.replace("标题 }}", "标题 }}（改）"))
    assert shown(templates.read(path)[0])[0] == "某旗工作台账（改）"
    assert len(reads) == 2


@needs_folder
def test_a_template_with_another_name_is_read_for_itself(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    other = path.with_name("另一个.xlsx")
    shutil.copy(path, other)
    assert templates.read(path)[0].name == path.stem
    assert templates.read(other)[0].name == "另一个"
    assert reads == [path, other]


@needs_folder
def test_the_same_template_of_another_workspace_is_not_read_again_and_says_where_it_stands(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    (tmp_path / "另一处").mkdir()
    other = Path(shutil.copy(path, tmp_path / "另一处"))
    first, second = templates.read(path)[0], templates.read(other)[0]
    assert reads == [path]
    assert (first.path, second.path, second.name) == (path, other, "表")
    assert shown(second) == shown(first)


@needs_folder
def test_another_program_reads_it_anew(tmp_path, reads, monkeypatch):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    templates.read(path)
    monkeypatch.setattr(cache, "program", lambda: "0.0.0")
    templates.read(path)
    assert len(reads) == 2


@needs_folder
def test_a_template_with_mistakes_is_read_each_time(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", "{{ 台账.标题 ")
    assert templates.read(path) == templates.read(path)
    assert len(reads) == 2


@needs_folder
def test_a_mistake_that_shows_when_filling_is_told_with_its_cell(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", "{{ 1 // (台账.任务数 - 2) }} | {{ 2 // (台账.任务数 - 2) }}")
    fresh, kept = templates.read(path)[0], templates.read(path)[0]
    assert templates.fill(kept, SCOPE) == templates.fill(fresh, SCOPE)
    assert [problem.place.cell for problem in templates.fill(kept, SCOPE)[1]] == ["A1", "B1"]


@needs_folder
@pytest.mark.parametrize("data", [b"", b"garbage", b"cos\nsystem\n."])
def test_a_kept_file_that_is_broken_is_not_believed(tmp_path, reads, data):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    templates.read(path)
    (kept,) = cache.folder("templates").iterdir()
    kept.write_bytes(data)
    assert shown(templates.read(path)[0]) == ["某旗工作台账", "任务1", "任务2"]
    assert len(reads) == 2


@needs_folder
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path, reads):
    path = drawn(tmp_path / "表.xlsx", ROWS)
    templates.read(path)
    cache.folder("templates").chmod(0o777)
    assert templates.recall(path) is None
    templates.read(path)
    assert len(reads) == 2


@needs_folder
def test_where_nothing_can_be_kept_templates_are_read(tmp_path, reads, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path = drawn(tmp_path / "表.xlsx", ROWS)
    assert shown(templates.read(path)[0]) == shown(templates.read(path)[0])
    assert len(reads) == 2


@needs_folder
def test_only_so_many_are_kept(tmp_path, reads, monkeypatch):
    monkeypatch.setattr(cache, "MOST", 2)
    for number in range(4):
        templates.read(drawn(tmp_path / "表.xlsx", f"{{{{ 台账.标题 }}}}{number}"))
    assert len(list(cache.folder("templates").iterdir())) == 2
