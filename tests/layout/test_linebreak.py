"""Lines are broken where a reader breaks them, and counted as they are broken."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.layout.dividing import parts_of
from generator.layout.heights import Gauge, Ruler
from generator.layout.linebreak import break_lines, count_lines, line_ends, may_break, widths_of
from generator.lengths import CharWidth, Pt
from generator.model import Column, Row, RowForm
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


def test_the_rest_of_a_text_is_not_broken_for_each_page_anew(monkeypatch):
    """Dividing a row asks for the lines of a part, and not for all that come after it."""
    asked: list[int] = []
    lines = Gauge.lines

    def counted(gauge: Gauge, text: str, *most: int) -> tuple[str, ...]:
        found = lines(gauge, text, *most)
        asked.append(len(found))
        return found

    monkeypatch.setattr(Gauge, "lines", counted)
    form = RowForm((TEXT,), (1,), (None,), ("",), (False,), None, "band", 0)
    row = Row(form, ("政务公开工作，" * 4_000,))
    ruler = Ruler(STYLES, (Column(CharWidth(20)),), Pt(15))
    parts = parts_of(row, 300, ruler)
    assert len(parts) > 50
    assert sum(asked) < 2 * len(parts) * max(asked)
    assert max(asked) < 30
