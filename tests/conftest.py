"""Rules for all tests: what prints needs LibreOffice; in CI it must be there."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.rendering import soffice

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if soffice() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("render"):
            item.add_marker(pytest.mark.skip(reason="LibreOffice is not installed (see .ci/run)"))


@pytest.fixture(autouse=True)
def libreoffice_in_ci(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("render") and not soffice():
        pytest.fail("CI=true, but LibreOffice is not installed")
