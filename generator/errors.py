"""Exceptions: what stops the program. What is wrong with users' data is a `Problem` (problems.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.problems import Problem


class TaizhangError(Exception):
    """Root of the program's own exceptions; `exit_code` is what the command ends with."""

    exit_code = 1


class InputError(TaizhangError):
    """What was given cannot be worked with; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class RefusedError(InputError):
    """Refused, to keep somebody's edits."""

    exit_code = 3
