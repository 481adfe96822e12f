"""Cells that show several fields are taken apart by what is known of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.returns.patterns import field_names, read_fields, shown

KNOWN = {"number": "12", "content": "公开3.5公里"}


@pytest.mark.parametrize(
    ("pattern", "text", "values"),
    [
        ("{number}.{content}", "12.公开4.5公里", {"number": "12", "content": "公开4.5公里"}),
        ("{number}.{content}", "12．公开4.5公里", {"number": "12", "content": "公开4.5公里"}),
        ("{number}.{content}", "13.公开3.5公里", {"number": "13", "content": "公开3.5公里"}),
        ("{number}.{content}", "13.公开4.5公里", {"number": "13", "content": "公开4.5公里"}),
        ("{number}.{content}", "公开4.5公里", None),
        ("（{number}）{content}（{{}}）", "(12) 新的（{}）", {"number": "12", "content": "新的"}),
        ("content", "12.随便", {"content": "12.随便"}),
    ],
)
def test_what_is_known_is_taken_off(pattern, text, values):
    assert read_fields(pattern, text, KNOWN) == values


def test_doubled_braces_are_braces():
    assert field_names("{{{number}}}{{x}}") == ("number",)
    assert shown("{{{number}}}{{x}}", KNOWN) == "{12}{x}"


WORDS = st.text(st.sampled_from("公开12.、（）{}一 a"), min_size=1, max_size=8).map(str.strip)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["{number}.{content}", "{number}、{content}", "（{number}）{content}。"]), WORDS, WORDS)
def test_a_new_content_comes_out_whole_whatever_is_in_it(pattern, content, sent):
    values = {"number": "7", "content": content}
    assert read_fields(pattern, shown(pattern, values), {"number": "7", "content": sent}) in (
        values,
        # a content that only lost white space before the words of the pattern says the same
        {**values, "content": content.strip()},
    )
