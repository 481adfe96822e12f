"""Texts with tags (file names, sheet names, plain text templates) to programs."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from generator.problems import Problem
from generator.template.language.filters import AFTER_SIZE, ENTRIES, IN_HEADER
from generator.template.language.grammar import check_nodes, check_statements, parse
from generator.template.language.mistakes import Mistake
from generator.template.language.names import NameCheck, NameFindings, PendingName
from generator.template.language.program import FOLDER, Program, Spot, compile_nodes, mistake_at, unknown
from generator.template.language.runnable import called, prepared
from generator.template.language.sheet_names import known_names
from generator.template.language.statements import at_line
from generator.template.language.tags import split_text

Through = Callable[[str], str]
FONT_SIZE = re.compile(r"(?<!&)(?:&&)*&\d{1,3}$")
"""The code of a font's size in a header (ECMA-376 part 1, 18.3.1.46)."""


def compile_text(
    text: str, spots: list[Spot], departmental: bool, through: Through | None = None, *, is_path: bool = False
) -> tuple[Program | None, list[Problem], list[PendingName]]:
    """The program of a text with tags, or None with what is wrong with it; `spots` are the places of its lines.

    `through` names the filter that each value goes through, given the words right before it. `is_path`: the text gives
    a path, in which `FOLDER` stands between folders.
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
    findings = NameFindings()
    NameCheck(known_names(departmental), 1 if len(spots) == 1 else 0, findings).body(body)
    if findings.unknown:
        return None, [unknown(name.name, name.advice, spots[name.line - 1]) for name in findings.unknown], []
    if is_path:
        body = [Folders().visit(node) for node in body]
    whole = [prepared(node) for node in body]
    if len(spots) == 1:
        whole = [at_line(node, 1) for node in whole]
    return compile_nodes(whole, spots), [], findings.pending


class Folders(NodeTransformer):
    """A tree in which the author's ``/`` are `FOLDER`: those of words and of texts that are shown as they stand."""

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """What is shown."""
        for part in node.nodes:
            mark_folders(part)
        return node


def mark_folders(node: nodes.Expr) -> None:
    """Mark the ``/`` of texts that are a part of what an expression gives."""
    if isinstance(node, nodes.TemplateData):
        node.data = with_folders(node.data)
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        node.value = with_folders(node.value)
    elif isinstance(node, nodes.Concat):
        for part in node.nodes:
            mark_folders(part)
    elif isinstance(node, nodes.CondExpr):
        mark_folders(node.expr1)
        if node.expr2 is not None:
            mark_folders(node.expr2)


def with_folders(text: str) -> str:
    """An author's text with `FOLDER` between folders."""
    return text.replace("\\", "/").replace("/", FOLDER)


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
