"""Which parts of a formula are references to cells."""

from __future__ import annotations

import subprocess
import sys

import pytest

from generator.template.formulas import Reference, parts_of


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


def test_the_items_of_a_list_are_known_without_openpyxl():
    code = (
        "import sys; from generator.template.formulas import parts_of; "
        "parts_of('\"未启动,推进中\"'); assert 'openpyxl' not in sys.modules; "
        "parts_of('=A1'); assert 'openpyxl' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
