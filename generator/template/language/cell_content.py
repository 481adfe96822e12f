"""What a cell shows, and the filters that say something about the cell: 合并, 样式, 填报."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from msgspec import Struct
from msgspec.structs import replace

from generator.model import Continuation
from generator.template.language.filters import CELL_FILTERS
from generator.template.language.mistakes import Mistake, nearest
from generator.template.language.views import CONTINUATIONS


class CellContent(Struct, frozen=True):
    """What a content cell shows: `value` is an expression, or None where `body` must be run to get a text.

    `label` is None for a cell that joins nothing, "" for one that continues as the settings say; `key` and `look` are
    the expressions of 按= and 样式.
    """

    value: nodes.Expr | None
    body: tuple[nodes.Node, ...] = ()
    label: Continuation | str | None = None
    key: nodes.Expr | None = None
    look: nodes.Expr | None = None
    is_input: bool = False


def peel(node: nodes.Expr, content: CellContent) -> tuple[nodes.Expr, CellContent]:
    """The value under the filters 合并, 样式 and 填报 that stand last, and what they say about the cell."""
    while isinstance(node, nodes.Filter) and node.name in CELL_FILTERS and node.node is not None:
        kind = CELL_FILTERS[node.name]
        if kind == "merge":
            content = with_label(node, content)
        elif kind == "style":
            look = argument(node, "名称", "name")
            if look is None:
                raise Mistake("bad-filter", "“样式”后面没有写样式的名称", "请写成 样式('逾期' if …)。")
            content = replace(content, look=look)
        else:
            argument(node)
            content = replace(content, is_input=True)
        node = node.node
    return node, content


def with_label(node: nodes.Filter, content: CellContent) -> CellContent:
    """What 合并 says."""
    if content.label is not None:
        raise Mistake("bad-filter", "同一个单元格里写了两次“合并”", "请只留一个。")
    keywords: dict[str, nodes.Expr] = {str(keyword.key): keyword.value for keyword in node.kwargs}
    unknown = {name: value for name, value in keywords.items() if name not in ("按", "by", "续页", "continuation")}
    if unknown or len(node.args) > 1:
        raise Mistake(
            "bad-filter",
            f"“合并”没有“{next(iter(unknown), '第二个值')}”这一项",
            nearest(next(iter(unknown), ""), ("按", "续页")),
        )
    key = keywords.get("按") or keywords.get("by") or (node.args[0] if node.args else None)
    word = keywords.get("续页") or keywords.get("continuation")
    if word is None:
        return replace(content, label="", key=key)
    if not isinstance(word, nodes.Const) or word.value not in CONTINUATIONS:
        raise Mistake("bad-filter", "“续页”只能写 '重复'、'续' 或 '空白'", "请写成 合并(续页='续')。")
    return replace(content, label=CONTINUATIONS[word.value], key=key)


def argument(node: nodes.Filter, *names: str) -> nodes.Expr | None:
    """The one argument of a filter, by position or under one of `names`."""
    arguments = [*node.args, *(keyword.value for keyword in node.kwargs if keyword.key in names)]
    if len(arguments) != len(node.args) + len(node.kwargs) or len(arguments) > (1 if names else 0):
        raise Mistake("bad-filter", f"“{node.name}”后面括号里写得不对", "请对照模板指南检查写法。")
    return arguments[0] if arguments else None


def constant_names(node: Any) -> Iterator[str]:
    """The texts that an expression for 样式 may give, as far as they stand in it."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from constant_names(node.expr1)
        yield from constant_names(node.expr2)
