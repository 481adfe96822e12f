"""Programs of texts with tags (names of files and sheets, plain texts) to the texts that they give for a `Scope`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.model import Scope
from generator.problems import Place, Problem, error
from generator.template.filling.scope_names import extras_of, names_for
from generator.template.language.mistakes import nearest
from generator.template.language.names import PendingName
from generator.template.language.program import Program, Spot, StoppedError, run, unknown
from generator.template.language.sandbox import Sandbox
from generator.template.language.views import FIELDS


def text_of(program: Program, sandbox: Sandbox, names: Mapping[str, Any]) -> tuple[str, list[Problem]]:
    """The text that a program gives; empty where it has a problem."""
    try:
        return "".join(run(program, sandbox, names)), []
    except StoppedError as stopped:
        return "", [stopped.problem]


def render_text(source: Path | str, scope: Scope) -> tuple[str, tuple[Problem, ...]]:
    """A plain text with tags (or the file that holds it) filled: the text, and every problem with its line."""
    try:
        text = source.read_text("utf-8-sig") if isinstance(source, Path) else source
    except (OSError, UnicodeDecodeError) as failure:
        message = f"文字模板读不出来：{failure}"
        return "", (error("cannot-read", Place(str(source)), message, "请存为 UTF-8 编码的文本文件。"),)
    from generator.template.language.text_programs import compile_text

    file = source.name if isinstance(source, Path) else ""
    spots = [Spot(Place(file, "", f"第{n}行"), line) for n, line in enumerate(text.split("\n"), 1)]
    program, problems, pending = compile_text(text, spots, scope.department is not None)
    if program is not None:
        problems = list(pending_problems(pending, program, scope))
    if program is None or problems:
        return "", tuple(problems)
    filled, problems = text_of(program, Sandbox(extras_of(scope)), names_for(scope))
    return filled, tuple(problems)


def pending_problems(pending: Iterable[PendingName], program: Program, scope: Scope) -> Iterable[Problem]:
    """The names that neither the views nor this ledger have."""
    columns = {"extra": extras_of(scope), "info": frozenset(scope.ledger.info)}
    for name in pending:
        names = columns["info" if "info" in FIELDS[name.view] else "extra"]
        if name.name not in names and (scope.tasks or "info" in FIELDS[name.view]):
            advice = nearest(name.name, (*FIELDS[name.view], *sorted(names)))
            yield unknown(name.name, advice, program.spot(name.line))
