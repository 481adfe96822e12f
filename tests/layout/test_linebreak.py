"""Lines are broken where a reader breaks them, and counted as they are broken."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.layout import heights, linebreak
from generator.layout.dividing import parts_of
from generator.layout.heights import Ruler
from generator.layout.linebreak import Widths, break_lines, count_lines, line_ends, may_break, widths_of
from generator.lengths import CharWidth, Pt
from generator.model import CONTINUED, Column, Row, RowForm
from tests.layout.tables import STYLES, TEXT

USUAL = st.text(st.sampled_from("政务公开工作落实，。、；：（）“”0123456789."), max_size=120)
ANY = st.text(st.sampled_from("政务公开，。（）“”《》…2019.５ Excel-A%№é😀　"), max_size=80)


def one_by_one(text: str, ems: float, latin: float) -> list[int]:
    """Where lines end when each takes what fits, and is then cut back to where a line may end."""
    widths = widths_of(latin)
    ends: list[int] = []
    start = 0
    while True:
        used = list(accumulate(widths[char] for char in text[start:]))
        fits = [not at or width <= ems or text[start + at] == " " for at, width in enumerate(used)]
        full = start + (fits.index(False) if False in fits else len(fits))
        cuts = [cut for cut in range(start + 1, full + 1) if cut == len(text) or may_break(text[cut - 1], text[cut])]
        start = len(text) if full == len(text) else max(cuts, default=full)
        ends.append(start)
        if start == len(text):
            return ends


@settings(max_examples=400)
@given(USUAL | ANY, st.sampled_from([1.0, 1.5, 2.0, 6.1875, 8.5, 26.1875]), st.sampled_from([1.0, 1.07, 1.15]))
def test_lines_end_where_looking_at_each_character_ends_them(text, ems, latin):
    assert line_ends(text, ems, widths_of(latin)) == one_by_one(text, ems, latin)


@settings(max_examples=400)
@given(st.lists(USUAL | ANY, max_size=4), st.sampled_from([1.0, 2.0, 6.1875, 26.1875]), st.integers(1, 9))
def test_the_first_lines_are_those_that_all_of_them_begin_with(paragraphs, ems, most):
    text = "\n".join(paragraphs)
    lines = break_lines(text, ems, 1.0)
    assert "".join(lines) == text
    assert break_lines(text, ems, 1.0, most) == lines[:most]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("政务公开工作", ["政务公开", "工作"]),
        ("2021年政务公开", ["2021年政", "务公开"]),  # 4 × 0.5 + 2 = 4 ems
        ("政务公开，工作", ["政务公", "开，工作"]),
        ("政务公（开工作", ["政务公", "（开工作"]),
        ("公开12345工作", ["公开", "12345工", "作"]),  # 2 + 5 × 0.5 > 4; 5 × 0.5 + 1 = 3.5
        ("12.34.5678", ["12.34.56", "78"]),  # a number longer than a line: 8 × 0.5 = 4
    ],
)
def test_numbers_count_half_and_stay_whole(text, lines):
    assert list(break_lines(text, 4.0, 1.0)) == lines


@settings(max_examples=400)
@given(st.lists(USUAL | ANY, max_size=4), st.floats(1, 40), st.sampled_from([1.0, 1.07, 1.15]))
def test_lines_are_counted_as_they_are_broken(paragraphs, ems, latin):
    text = "\n".join(paragraphs)
    assert count_lines(text, ems, latin) == len(break_lines(text, ems, latin))


def test_the_rest_of_a_text_is_not_looked_at_for_each_page_anew(monkeypatch):
    """Dividing a row looks at the characters of a part, and not at all that come after it."""
    looked_at = [0]

    class Counting(Widths):
        def __getitem__(self, char: str) -> float:
            looked_at[0] += 1
            return super().__getitem__(char)

    class Sought:
        def search(self, text: str) -> object:
            looked_at[0] += len(text)
            return unusual.search(text)

    unusual = heights.UNUSUAL
    monkeypatch.setattr(heights, "UNUSUAL", Sought())
    monkeypatch.setattr(linebreak, "widths_of", Counting)
    form = RowForm((TEXT,), (1,), (None,), ("",), (False,), None, "band", 0)
    text = "政务公开工作，" * 4_000
    parts = parts_of(Row(form, (text,)), 300, Ruler(STYLES, (Column(CharWidth(20)),), Pt(15)))
    assert len(parts) > 50
    assert looked_at[0] < 10 * len(text)


@pytest.mark.parametrize("at", [0, 500, 2_999])
def test_a_part_is_as_high_as_its_own_characters_need(at):
    """A character of a fallback font makes room in the part that has it; no part is higher than it may be."""
    form = RowForm((TEXT,), (1,), (None,), ("",), (False,), None, "band", 0)
    text = "政" * at + "ༀ" + "务" * (2_999 - at)
    ruler = Ruler(STYLES, (Column(CharWidth(20)),), Pt(15))
    parts = parts_of(Row(form, (text,)), 300, ruler)
    assert "".join(str(values[0]).removeprefix(CONTINUED) for values, _ in parts) == text
    for values, height in parts:
        assert ruler.cell_gauge(Row(form, values), 0)[values[0]] <= height <= 300
