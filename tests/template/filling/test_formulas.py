"""Which parts of a formula are references to cells, and when that is found out."""

from __future__ import annotations

import pickle
import sys

import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation

from generator.template import fill
from generator.template.language.formulas import Reference, parts_of
from tests.template.drawn import drawn, opened, scope, task


@pytest.mark.parametrize(
    ("formula", "references"),
    [
        ('"未启动,推进中,已完成"', []),
        ('"A1,B2"', []),
        ("=PI()", []),
        ("=SUM(合计)", []),
        ("=A1", ["A1"]),
        ('="A1"&B2', ["B2"]),
        ('="他说""A1"""&$C$3', ["$C$3"]),
        ("='一\"二'!A1", ["'一\"二'!A1"]),
        ("=SUM(B2:C9)/'表 1'!D4", ["B2:C9", "'表 1'!D4"]),
        ("=3:5", ["3:5"]),
        ("=A:A", []),
        ("=LOG10(2)", []),
    ],
)
def test_references_are_found_and_all_else_is_text(formula, references):
    parts = parts_of(formula)
    found = [part for part in parts if isinstance(part, Reference)]
    assert [each.text(each.sheet, each.first_row, each.last_row) for each in found] == references
    texts = [part if isinstance(part, str) else part.text(part.sheet, part.first_row, part.last_row) for part in parts]
    assert "".join(texts) == formula


def test_whoever_fills_a_template_reads_no_formula(tmp_path, monkeypatch):
    def overlaid(sheet):
        areas = DataValidation(type="list", formula1='"未启动,推进中"')
        areas.add("A2")
        sheet.add_data_validation(areas)
        sheet.conditional_formatting.add("A2", FormulaRule(formula=["$A2>3"]))

    rows = "{% for 任务 in 任务列表 %}\n{{ 任务.序号 }}\n{% endfor %}\n=SUM(A2:A2)"
    kept = pickle.loads(pickle.dumps(opened(drawn(tmp_path / "表.xlsx", rows, overlaid))))
    monkeypatch.setitem(sys.modules, "openpyxl.formula", None)  # importing it fails
    book, problems = fill(kept, scope(task(1), task(2)))
    assert book is not None, problems
    assert book.tables[0].rows[-1].values[0].text == "=SUM(A1:A2)"
    assert book.tables[0].attachments.conditionals[0].formulas == ("$A1>3",)
