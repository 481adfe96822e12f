"""Inputs broken at random: refused in Chinese with the file's name, or read; never a traceback, nothing written."""

from __future__ import annotations

import os

import pytest

from tests.hostile.fuzzing import KINDS, fuzz

COUNT = int(os.environ.get("TAIZHANG_FUZZ", "150"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_by_name_or_read(kind):
    count = COUNT // 10 if kind == "source.pdf" else COUNT  # a PDF takes half a second
    assert fuzz(kind, count).failures == []
