"""Texts with tags (file names, sheet names, plain text templates) to programs."""

from __future__ import annotations

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from generator.problems import Problem
from generator.template.assembly import at_line, known_names
from generator.template.grammar import check_nodes, check_statements, parse, prepared
from generator.template.names import Findings, Names, Pending
from generator.template.program import Program, Spot, compile_nodes, mistake_at
from generator.template.tags import Mistake, split_text
from generator.template.texts import FOLDER, unknown


def compile_text(
    text: str, spots: list[Spot], departmental: bool, is_path: bool = False
) -> tuple[Program | None, list[Problem], list[Pending]]:
    """The program of a text with tags, or None with what is wrong with it; `spots` are the places of its lines.

    `is_path`: it gives a path, in which `FOLDER` stands between folders.
    """
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


def first_bad(spots: list[Spot]) -> Spot:
    """The first line that is wrong by itself; the first of all where none is."""
    for spot in spots:
        try:
            for node in parse(spot.text) if split_text(spot.text) else ():
                check_nodes(node)
        except Mistake:
            return spot
    return spots[0]
