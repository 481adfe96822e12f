"""Texts with tags (file names, sheet names, plain text templates) to programs and to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.model import Scope
from generator.problems import Place, Problem, error
from generator.template.assembly import at_line, known_names
from generator.template.grammar import check_nodes, check_statements, parse, prepared
from generator.template.names import Findings, Names, Pending
from generator.template.program import Program, Spot, StoppedError, compile_nodes, mistake_at, run
from generator.template.sandbox import FIELDS, Sandbox, extras_of, names_for, nearest
from generator.template.tags import Mistake, split_text


def compile_text(
    text: str, spots: list[Spot], departmental: bool
) -> tuple[Program | None, list[Problem], list[Pending]]:
    """The program of a text with tags, or None with what is wrong with it; `spots` are the places of its lines."""
    try:
        check_statements(split_text(text))
        body = parse(text)
        for node in body:
            check_nodes(node)
    except Mistake as mistake:
        return None, [mistake_at(mistake, first_bad(spots))], []
    findings = Findings()
    Names(known_names(departmental), 1 if len(spots) == 1 else 0, findings).body(body)
    if findings.unknown:
        return None, [unknown(each.name, each.advice, spots[each.line - 1]) for each in findings.unknown], []
    whole = [prepared(node) for node in body]
    if len(spots) == 1:
        whole = [at_line(node, 1) for node in whole]
    return compile_nodes(whole, spots), [], findings.pending


def first_bad(spots: list[Spot]) -> Spot:
    """The first line that is wrong by itself; the first of all where none is."""
    for spot in spots:
        try:
            for node in parse(spot.text) if split_text(spot.text) else ():
                check_nodes(node)
        except Mistake:
            return spot
    return spots[0]


def unknown(name: str, advice: str, spot: Spot) -> Problem:
    """The problem of an unknown name."""
    return mistake_at(Mistake("unknown-name", f"没有“{name}”", advice), spot)


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
    file = source.name if isinstance(source, Path) else ""
    spots = [Spot(Place(file, "", f"第{n}行"), line) for n, line in enumerate(text.split("\n"), 1)]
    program, problems, pending = compile_text(text, spots, scope.department is not None)
    if program is not None:
        problems = list(pending_problems(pending, program, scope))
    if program is None or problems:
        return "", tuple(problems)
    filled, problems = text_of(program, Sandbox(extras_of(scope)), names_for(scope))
    return filled, tuple(problems)


def pending_problems(pending: Iterable[Pending], program: Program, scope: Scope) -> Iterable[Problem]:
    """The names that neither the views nor this ledger have."""
    known = {"extra": extras_of(scope), "info": frozenset(scope.ledger.info)}
    for each in pending:
        names = known["info" if "info" in FIELDS[each.view] else "extra"]
        if each.name not in names and (scope.tasks or "info" in FIELDS[each.view]):
            advice = nearest(each.name, (*FIELDS[each.view], *sorted(names)))
            yield unknown(each.name, advice, program.spot(each.line))
