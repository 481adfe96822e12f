"""How far long work is: what a command tells whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with (what, done, of how many) while long work goes on."""


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""
