"""Which pages can be filled in part: those of which each row of the band shows its own task and nothing else."""

from __future__ import annotations

import pytest

from generator.template.template import Separable
from tests.template.drawn import drawn, opened

FOOT = "\n{% endfor %}"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}", Separable("tasks", ())),
        ("{% for t in tasks %}\n{{ t.item | 合并 }} | {{ t.via | 合并(按=t.units_group) }}", Separable("tasks", (1,))),
        ("{{ 台账.标题 }}\n{% for 任务 in 落实情况 %}\n{{ 任务.单位 }}", Separable("answers", ())),
        ("{% for 任务 in 任务列表 %}\n{% if 任务.备注 %}{{ 任务.备注 }}{% endif %}", Separable("tasks", ())),
        # what depends on others
        ("{% for 任务 in 任务列表 %}\n{{ loop.index }}", None),
        ("{% for 任务 in 任务列表 %}\n{{ 任务列表 | 计数 }}", None),
        ("{% for 任务 in 任务列表 %}\n{{ 任务.责任单位组 }}", None),
        ("{% for 任务 in 任务列表 %}\n{{ 台账.标题 }}", None),
        ("{{ 任务列表 | 计数 }}\n{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}", None),
        ("{{ tasks | 计数 }}\n{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}", None),
        # not one row for each
        ("{% for 任务 in 任务列表 if 任务.备注 %}\n{{ 任务.具体任务 }}", None),
        ("{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}\n{{ 任务.备注 }}", None),
        ("{% for 任务 in 任务列表 | sort(attribute='content') %}\n{{ 任务.具体任务 }}", None),
        ("{% for 单位 in 单位列表 %}\n{{ 单位.简称 }}", None),
        ("{% set x = 1 %}\n{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}", None),
        ("{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 }}\n{% else %}\n没有任务", None),
        ("{% for 任务 in 任务列表 %}\n{{ 任务.具体任务 | 样式('变更' if 任务.变更) }}", None),
    ],
)  # fmt: skip
def test_a_page_can_be_filled_in_part(tmp_path, picture, expected):
    def styles(sheet):
        sheet["A1"] = "变更"

    template = opened(drawn(tmp_path / "t.xlsx", picture + FOOT, styles=styles))
    assert template.pages[0].separable == expected
