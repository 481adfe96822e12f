"""The Python API is what docs/api.md says: its examples run, and every public name stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import generator

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.slow
def test_the_examples_of_the_page_run_one_after_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    assert len(EXAMPLES) > 5
    for number, example in enumerate(EXAMPLES):
        exec(compile(example, f"docs/api.md, example {number + 1}", "exec"), names)


def test_every_public_name_can_be_imported_and_stands_on_the_page():
    for name in generator.__all__:
        assert getattr(generator, name) is not None
        assert re.search(rf"\b{name}\b", PAGE), name


def test_options_are_given_by_keyword():
    import inspect

    for name in ("build", "check", "collect", "distribute", "explain_deadline", "explain_units", "remind", "status"):
        parameters = inspect.signature(getattr(generator, name)).parameters.values()
        optional = [each for each in parameters if each.default is not each.empty]
        assert all(each.kind is each.KEYWORD_ONLY for each in optional), name


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(generator, "nothing_of_the_kind")
