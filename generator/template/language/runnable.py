"""Syntax trees to trees that can be compiled: loops and joined texts are paid for."""

from __future__ import annotations

from copy import deepcopy
from typing import TypeVar, cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from generator.template.language.filters import ITEMS_FOR_LOOP, TEXT_OF
from generator.template.language.sandbox import PARSER

N = TypeVar("N", bound=nodes.Node)


class RunnableTree(NodeTransformer):
    """A tree in which loops and joined texts are paid for, and ``循环`` is Jinja2's ``loop``."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """A loop over counted items."""
        self.generic_visit(node)
        node.iter = called(ITEMS_FOR_LOOP, cast("nodes.Expr", node.iter))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """``a ~ b`` as a text that is paid for."""
        self.generic_visit(node)
        return called(TEXT_OF, nodes.Tuple(list(node.nodes), "load"))

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """A choice without else gives nothing, as readers expect, and no undefined value."""
        self.generic_visit(node)
        node.expr2 = node.expr2 or nodes.Const(None)
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """``循环`` for ``loop``."""
        if node.name == "循环" and node.ctx == "load":
            node.name = "loop"
        return node

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802 (named by Jinja2)
        """Words between tags as a value, so that a loop pays for them too."""
        return nodes.Const(node.data)


def called(name: str, node: nodes.Expr) -> nodes.Filter:
    """``node | name``."""
    return nodes.Filter(node, name, [], [], None, None)


def prepared(node: N) -> N:
    """A copy of a tree, ready to be compiled."""
    # the environment hangs on every node
    return cast("N", RunnableTree().visit(deepcopy(node, {id(PARSER): PARSER})))


def text_expression(body: list[nodes.Node] | list[nodes.Expr]) -> nodes.Expr | None:
    """A body that gives a text as one expression, or None where it has a loop or sets a name."""
    parts: list[nodes.Expr] = []
    for node in body:
        if isinstance(node, nodes.Output):
            parts += node.nodes
        elif isinstance(node, nodes.If):
            chosen = text_expression(node.body)
            branches = [(branch_node.test, text_expression(branch_node.body)) for branch_node in node.elif_]
            otherwise = text_expression(node.else_)
            if chosen is None or otherwise is None or any(branch is None for _, branch in branches):
                return None
            for test, branch in reversed(branches):
                otherwise = nodes.CondExpr(test, cast("nodes.Expr", branch), otherwise)
            parts.append(nodes.CondExpr(node.test, chosen, otherwise))
        else:
            return None
    return called(TEXT_OF, nodes.Tuple(parts, "load"))
