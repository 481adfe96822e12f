"""Texts with tags (file names, sheet names, plain text templates) to programs."""

from __future__ import annotations

from generator.problems import Problem
from generator.template.filling.texts import unknown
from generator.template.language.grammar import check_nodes, check_statements, parse, prepared
from generator.template.language.names import Findings, Names, Pending
from generator.template.language.program import Program, Spot, compile_nodes, mistake_at
from generator.template.language.statements import at_line, known_names
from generator.template.language.tags import Mistake, split_text


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
