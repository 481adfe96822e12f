"""Rules for all tests: what prints needs LibreOffice; in CI it must be there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from generator import writer
from generator.model import Book
from generator.writer import workbook
from tests.hostile.strict import StrictReader
from tests.rendering import soffice

HOSTILE = Path(__file__).parent / "hostile"
"""Its tests are all slow: they run the program many times, or give it much to do."""
LARGE = 2_000_000
"""Bytes."""

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HOSTILE in item.path.parents:
            item.add_marker(pytest.mark.slow)
    if soffice() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("render"):
            item.add_marker(pytest.mark.skip(reason="LibreOffice is not installed (see .ci/run)"))


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates are kept in a folder of the tests' own (what platformdirs takes on Linux), not in that of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True, scope="session")
def every_workbook_is_sound() -> Iterator[None]:
    """Every workbook that a test makes is read by the letter of ECMA-376; the largest only by tests of their own."""
    render = workbook.render

    def checked(book: Book) -> bytes:
        data = render(book)
        faults = StrictReader(data).faults if len(data) < LARGE else []
        assert not faults, f"a workbook breaks the standard: {faults}"
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "render", checked)
        patch.setattr(writer, "render", checked)
        yield


@pytest.fixture(autouse=True)
def libreoffice_in_ci(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("render") and not soffice():
        pytest.fail("CI=true, but LibreOffice is not installed")
