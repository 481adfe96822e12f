"""What is looked for among many files is found as one look at each would find it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.editions import missing
from generator.editions.files import text_of, texts_of
from generator.model import Formula

NAMES = ["台账.xlsx", "各单位/市教育局.xlsx", "各单位/市民政局.xlsx", "第1期/各单位/市教育局.xlsx"]


@given(st.sets(st.sampled_from(NAMES)))
def test_what_is_not_there_is_missing_in_the_order_asked(tmp_path_factory, there):
    folder = tmp_path_factory.mktemp("output")
    for name in there:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert list(missing(folder, NAMES)) == [name for name in NAMES if name not in there]


def test_in_a_folder_that_is_not_there_everything_is_missing():
    assert list(missing(Path("没有这个文件夹"), NAMES)) == NAMES


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_dangling_link_is_missing(tmp_path):
    (tmp_path / "台账.xlsx").symlink_to(tmp_path / "没有.xlsx")
    assert list(missing(tmp_path, ["台账.xlsx"])) == ["台账.xlsx"]


@given(
    st.lists(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.sampled_from(["任务\r\n一", "_x000D_", "_x", "\r", ""])
        | st.text()
        | st.just(Formula("=1+1", 2))
    )
)
def test_texts_of_many_values_are_those_of_each(values):
    assert texts_of(values) == [text_of(value) for value in values]
