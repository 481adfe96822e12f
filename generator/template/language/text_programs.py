"""Texts with tags (file names, sheet names, plain text templates) to programs."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import nodes

from generator.problems import Problem
from generator.template.language.filters import AFTER_SIZE, ENTRIES, IN_HEADER
from generator.template.language.grammar import called, check_nodes, check_statements, parse, prepared
from generator.template.language.mistakes import Mistake
from generator.template.language.names import Findings, Names, Pending
from generator.template.language.program import Program, Spot, compile_nodes, mistake_at, unknown
from generator.template.language.statements import at_line, known_names
from generator.template.language.tags import split_text

Through = Callable[[str], str]
FONT_SIZE = re.compile(r"(?<!&)(?:&&)*&\d{1,3}$")
"""The code of a font's size in a header (ECMA-376 part 1, 18.3.1.46)."""


def compile_text(
    text: str, spots: list[Spot], departmental: bool, through: Through | None = None
) -> tuple[Program | None, list[Problem], list[Pending]]:
    """The program of a text with tags, or None with what is wrong with it; `spots` are the places of its lines.

    `through` names the filter that each value goes through, given the words right before it.
    """
    try:
        check_statements(split_text(text))
        body = parse(text)
        for node in body:
            check_nodes(node)
    except Mistake as mistake:
        return None, [mistake_at(mistake, first_bad(spots))], []
    for node in body if through else ():
        send(node, through)
    findings = Findings()
    Names(known_names(departmental), 1 if len(spots) == 1 else 0, findings).body(body)
    if findings.unknown:
        return None, [unknown(each.name, each.advice, spots[each.line - 1]) for each in findings.unknown], []
    whole = [prepared(node) for node in body]
    if len(spots) == 1:
        whole = [at_line(node, 1) for node in whole]
    return compile_nodes(whole, spots), [], findings.pending


def send(root: nodes.Node, through: Through | None) -> None:
    """Let the values below a node go through a filter."""
    outputs = [root] if isinstance(root, nodes.Output) else root.find_all(nodes.Output)
    for output in outputs if through else ():
        before = ""
        for index, node in enumerate(output.nodes):
            if isinstance(node, nodes.TemplateData):
                before = node.data
            elif through:
                output.nodes[index], before = called(through(before), node), ""


def in_header(before: str) -> str:
    """The filter of a value in a header or footer."""
    return AFTER_SIZE if FONT_SIZE.search(before) else IN_HEADER


def in_list(_: str) -> str:
    """The filter of a value in a list to choose from."""
    return ENTRIES


def first_bad(spots: list[Spot]) -> Spot:
    """The first line that is wrong by itself; the first of all where none is."""
    for spot in spots:
        try:
            for node in parse(spot.text) if split_text(spot.text) else ():
                check_nodes(node)
        except Mistake:
            return spot
    return spots[0]
