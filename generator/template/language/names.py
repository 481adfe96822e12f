"""Syntax trees to the names in them that do not exist, found before anything is filled in.

Every expression has a kind (`value_kinds`). What can be told from the template alone is told when it is read; whether
a task has a column 责任人 is known only with the ledger, so such a name waits as `PendingName`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes
from msgspec import Struct, field

from generator.model import TaskView
from generator.template.language.mistakes import nearest
from generator.template.language.value_kinds import (
    FIELD_KINDS,
    GROUP_FILTERS,
    ITEM_FILTERS,
    OPEN_VIEWS,
    SAME_KIND_FILTERS,
    GroupOf,
    ListOf,
    LoopVariable,
    NameKinds,
    ValueKind,
    attributes_of,
)
from generator.template.language.views import FIELDS, LOOP_WORDS, ItemGroup


class PendingName(Struct, frozen=True):
    """A name that only the ledger can decide: a field that a view does not have of itself."""

    line: int
    view: type
    name: str


class UnknownName(Struct, frozen=True):
    """A name that does not exist, with advice."""

    line: int
    name: str
    advice: str


class NameFindings(Struct):
    """What was found out about the names of a template."""

    unknown: list[UnknownName] = field(default_factory=list)
    pending: list[PendingName] = field(default_factory=list)
    task_fields: set[str] = field(default_factory=set)
    """What is read of tasks, and of what may be one, as the template calls it."""


class SheetNames(Struct):
    """What walking a tree with the kinds of its names found out."""

    findings: NameFindings = field(default_factory=NameFindings)
    patterns: dict[int, str] = field(default_factory=dict)
    """Line → the field that its cell shows, or a pattern of fields."""
    owners: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Template row → the loop variables around it that may be tasks, innermost first."""


class NameCheck(Struct, frozen=True):
    """Walks expressions of the cell `line` (0: each node tells its own) with the names that are known there."""

    known: NameKinds
    line: int
    findings: NameFindings

    def kind(self, node: nodes.Node | None) -> ValueKind:
        """The kind of an expression, its unknown names reported."""
        if not self.line and isinstance(node, nodes.Expr):
            return NameCheck(self.known, node.lineno, self.findings).kind(node)
        if isinstance(node, nodes.Name):
            return self.of_name(node)
        if isinstance(node, nodes.Getattr):
            return self.of_member(self.kind(node.node), node.attr)
        if isinstance(node, nodes.Getitem):
            return self.of_item(node)
        if isinstance(node, nodes.Filter):
            return self.of_filter(node)
        if isinstance(node, nodes.CondExpr):
            kinds = [self.kind(part) for part in (node.expr1, node.expr2, node.test)]
            return kinds[0] if kinds[0] == kinds[1] else None
        if isinstance(node, nodes.Or):
            kinds = [self.kind(node.left), self.kind(node.right)]
            return kinds[0] if kinds[0] == kinds[1] else None
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
            return None
        if node is not None:
            for child in node.iter_child_nodes():
                self.kind(child)
        return None

    def of_name(self, node: nodes.Name) -> ValueKind:
        """A name that stands by itself."""
        if node.name in self.known:
            return self.known[node.name]
        self.findings.unknown.append(UnknownName(self.line, node.name, advice_for(node.name, self.known)))
        return None

    def of_member(self, kind: ValueKind, name: str) -> ValueKind:
        """What follows a ``.``"""
        if isinstance(kind, GroupOf):
            return self.of_group(kind, name)
        if kind is LoopVariable:
            self.expect(name, LOOP_WORDS)
        if isinstance(kind, ListOf):
            self.expect(name, {})
        if kind is None or kind is TaskView:
            self.findings.task_fields.add(name)
        if not isinstance(kind, type) or kind not in FIELDS:
            return None
        fields = FIELDS[kind]
        if name in fields:
            return FIELD_KINDS.get((kind, fields[name]))
        if kind in OPEN_VIEWS:
            self.findings.pending.append(PendingName(self.line, kind, name))
        else:
            self.expect(name, fields)
        return None

    def of_group(self, kind: GroupOf, name: str) -> ValueKind:
        """A part of a group."""
        self.expect(name, FIELDS[ItemGroup])
        return ListOf(kind.item) if FIELDS[ItemGroup].get(name) == "items" else None

    def expect(self, name: str, names: Iterable[str]) -> None:
        """Report a name that is not among `names`."""
        if name not in names:
            advice = nearest(name, names) if names else "列表要用 for 逐个取出后再写“.”。"
            self.findings.unknown.append(UnknownName(self.line, name, advice))

    def of_item(self, node: nodes.Getitem) -> ValueKind:
        """``x[…]``"""
        kind = self.kind(node.node)
        self.kind(node.arg)
        if isinstance(kind, ListOf):
            return kind if isinstance(node.arg, nodes.Slice) else kind.item
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.of_member(kind, node.arg.value)
        return None

    def of_filter(self, node: nodes.Filter) -> ValueKind:
        """``x | filter(…)``"""
        kind = self.kind(node.node)
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self.kind(argument)
        if isinstance(kind, ListOf):
            for name in attributes_of(node):
                self.of_path(kind.item, name)
            if node.name in ITEM_FILTERS:
                return kind.item
            if node.name in GROUP_FILTERS:
                return ListOf(GroupOf(kind.item))
        return kind if node.name in SAME_KIND_FILTERS else None

    def of_path(self, kind: ValueKind, path: str) -> None:
        """The path of fields that a filter is given as text: ``期限.日期``."""
        for part in path.split("."):
            kind = self.of_member(kind, part)

    def bind(self, target: nodes.Node, kind: ValueKind) -> Iterator[tuple[str, ValueKind]]:
        """The names that a target binds to an item of `kind`."""
        if isinstance(target, nodes.Name):
            yield target.name, kind
        elif isinstance(target, nodes.Tuple):
            parts: list[ValueKind] = [None] * len(target.items)
            if isinstance(kind, GroupOf) and len(parts) == 2:
                parts[1] = ListOf(kind.item)
            for item, part in zip(target.items, parts, strict=True):
                yield from self.bind(item, part)

    def inside(self, loop: nodes.For) -> dict[str, ValueKind]:
        """The names that are known inside a loop; those of its own line are checked."""
        kind = self.kind(loop.iter)
        item = kind.item if isinstance(kind, ListOf) else None
        inner = {**self.known, **dict(self.bind(loop.target, item)), "loop": LoopVariable, "循环": LoopVariable}
        if loop.test is not None:
            NameCheck(inner, self.line, self.findings).kind(loop.test)
        return inner

    def body(self, body: Iterable[nodes.Node]) -> None:
        """Check the statements of a cell, in order."""
        bound = dict(self.known)
        for node in body:
            names = NameCheck(bound, self.line, self.findings)
            if isinstance(node, nodes.For):
                NameCheck(names.inside(node), self.line, self.findings).body(node.body)
                names.body(node.else_)
            elif isinstance(node, nodes.If):
                names.kind(node.test)
                for branch in (node.body, node.elif_, node.else_):
                    names.body(branch)
            elif isinstance(node, nodes.Assign):
                bound |= dict(names.bind(node.target, names.kind(node.node)))
            else:
                names.kind(node)


def advice_for(name: str, known: NameKinds) -> str:
    """What to do about a name that is not known."""
    if name in ("单位", "department"):
        return "“单位”只在每单位一份（或每单位一表）的模板里有：请在“设置”表里写 每单位一份 | 是。"
    if name in ("loop", "循环"):
        return "“循环”只在 for 里面有。"
    return nearest(name, (candidate for candidate in known if candidate != "loop"))
