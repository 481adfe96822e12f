"""What is wrong with what users gave: problems, each with its place, and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

Severity = Literal["error", "warning"]


class Place(Struct, frozen=True):
    """Where something stands: `file` as the user named it, `sheet`, and `cell` (``C4``, or a JSON pointer)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return " ".join(part for part in (self.file, where) if part)


class Problem(Struct, frozen=True):
    """One thing that is wrong: what (`message`) and what to do (`advice`), both Chinese sentences.

    `code` is a stable English name for programs, e.g. ``missing-content``. `cells` are all cells of the sheet that have
    it, if there are several; `wording` is what stands there, by which staff accept a warning.
    """

    severity: Severity
    code: str
    place: Place
    message: str
    advice: str = ""
    cells: tuple[str, ...] = ()
    wording: str = ""

    def as_json(self) -> dict[str, Any]:
        """The published shape of a problem."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "cells": list(self.cells) or [self.place.cell] * bool(self.place.cell),
            "message": self.message,
            "advice": self.advice,
            "wording": self.wording,
        }


def error(code: str, place: Place, message: str, advice: str = "") -> Problem:
    """A problem that keeps the command from doing its work."""
    return Problem("error", code, place, message, advice)


def warning(code: str, place: Place, message: str, advice: str = "", wording: str = "") -> Problem:
    """A problem that is shown and does not stop anything; `wording` is what stands there."""
    return Problem("warning", code, place, message, advice, wording=wording)


def without_accepted(problems: Iterable[Problem], accepted: Collection[tuple[str, str]]) -> Iterator[Problem]:
    """The problems without the warnings that the office has accepted, (code, wording); how many is said in their place.

    A warning without a wording of its own is accepted by its message. Errors are never accepted.
    """
    silenced = 0
    for problem in problems:
        if problem.severity == "warning" and (problem.code, squeezed(problem.wording or problem.message)) in accepted:
            silenced += 1
        else:
            yield problem
    if silenced:
        yield warning(
            ACCEPTED, Place(), f"另有 {silenced} 处提醒已在“已阅”表中确认，不再列出", "要再看时，删去“已阅”表中的行。"
        )


def squeezed(text: str) -> str:
    """A wording without blanks: two that differ only there are the same."""
    return "".join(text.split())


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, each once: what is wrong in the same way with several cells of a sheet is one, with its cells."""
    cells: dict[Problem, dict[str, None]] = {}
    for problem in problems:
        place = problem.place
        alike = replace(problem, place=replace(place, cell=""), cells=())
        cells.setdefault(alike, {}).update(dict.fromkeys(problem.cells or (place.cell,)))
    return tuple(
        replace(alike, place=replace(alike.place, cell=next(iter(found))), cells=tuple(found) if len(found) > 1 else ())
        for alike, found in cells.items()
    )


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The errors among `problems`, warnings left out."""
    return tuple(problem for problem in problems if problem.severity == "error")


ACCEPTED = "accepted-warnings"
"""Code of what says how many warnings are not listed."""
REFUSALS = frozenset(
    (
        *("edited-by-hand", "ledger-exists", "ledger-changed", "ledger-open", "edit-would-break"),
        *("undecided-conflicts", "another-document", "ambiguous-task"),
    )
)
"""Codes of errors that keep somebody's edits."""


def exit_code(problems: Iterable[Problem]) -> int:
    """0 without errors, 3 if all errors keep somebody's edits, else 1."""
    errors = errors_in(problems)
    if not errors:
        return 0
    return RefusedError.exit_code if all(problem.code in REFUSALS for problem in errors) else InputError.exit_code


def stopped(problems: Iterable[Problem]) -> InputError:
    """The exception that a command with these errors ends with."""
    found = tuple(problems)
    return RefusedError(found) if exit_code(found) == RefusedError.exit_code else InputError(found)


class TaizhangError(Exception):
    """Root of the program's own exceptions; `exit_code` is what the command ends with."""

    exit_code = 1


class InputError(TaizhangError):
    """What was given cannot be worked with; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class UsageError(InputError):
    """The words of a command are off, as only the ledger can tell."""

    exit_code = 2


class RefusedError(InputError):
    """What was asked for is refused, to keep somebody's edits."""

    exit_code = 3
