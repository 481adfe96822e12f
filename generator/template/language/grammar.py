"""Cell text to Jinja2's syntax tree: what a content cell shows, or what a control row does.

Only values, ``for``, ``if`` and ``set`` are part of the language; Jinja2's other statements (includes, macros, blocks)
are named and refused. Jinja2's messages are turned into what office staff can act on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, TypeVar, cast

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer
from msgspec import Struct
from msgspec.structs import replace

from generator.model import Continuation
from generator.template.language.filters import CELL_FILTERS, FILTER_NAMES, ITEMS_FOR_LOOP, TESTS, TEXT_OF
from generator.template.language.mistakes import Mistake, nearest
from generator.template.language.sandbox import PARSER
from generator.template.language.tags import Piece, split_text
from generator.template.language.views import CONTINUATIONS

CONTROL_WORDS = ("for", "endfor", "if", "elif", "else", "endif", "set")
OPENING_WORDS = {"for": "endfor", "if": "endif"}
N = TypeVar("N", bound=nodes.Node)
BLANKS = " \t\r\n"


class Content(Struct, frozen=True):
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


def parse_content(text: str) -> Content:
    """A cell's text as what it shows; raises Mistake."""
    pieces = split_text(text)
    check_statements(pieces)
    body = parse(text)
    outputs = [node for node in body if isinstance(node, nodes.Output)]
    content = Content(None)
    for output in outputs:
        for index, expression in enumerate(output.nodes):
            output.nodes[index], content = peel(expression, content)
    for node in body:
        check_nodes(node)
    for extra in (content.key, content.look):
        if extra is not None:
            check_nodes(extra)
    if is_one_value(pieces):
        value = next(each for output in outputs for each in output.nodes if not isinstance(each, nodes.TemplateData))
        return replace(content, value=value)
    return replace(content, value=text_expression(body), body=tuple(body))


def parse_note(text: str) -> Content:
    """The text of a note as what it shows: always a text; raises Mistake."""
    check_statements(split_text(text))
    body = parse(text)
    for node in body:
        check_nodes(node)
    return Content(text_expression(body), tuple(body))


def is_one_value(pieces: tuple[Piece, ...]) -> bool:
    """Whether a text is exactly one ``{{ … }}``, blanks around it and comments left out: then it keeps its type."""
    telling = [piece for piece in pieces if piece.kind != "comment" and piece.text.strip(BLANKS)]
    return len(telling) == 1 and telling[0].kind == "value"


def is_control(pieces: tuple[Piece, ...]) -> bool:
    """Whether a text is statements only, so that it must stand in a control row."""
    telling = [piece for piece in pieces if piece.text.strip(BLANKS)]
    statements = [piece for piece in telling if piece.kind == "statement"]
    if not statements or len(statements) != len([piece for piece in telling if piece.kind != "comment"]):
        return False
    opened = sum(piece.word in OPENING_WORDS for piece in statements)
    closed = sum(piece.word in OPENING_WORDS.values() for piece in statements)
    return len(statements) == 1 or opened != closed


def check_statements(pieces: tuple[Piece, ...]) -> None:
    """Raise Mistake for statements that the language does not have, or that are not paired within the cell."""
    open_words: list[Piece] = []
    for piece in pieces:
        if piece.kind != "statement":
            continue
        check_word(piece)
        if piece.word in OPENING_WORDS:
            open_words.append(piece)
        elif piece.word in OPENING_WORDS.values():
            if not open_words or OPENING_WORDS[open_words[-1].word] != piece.word:
                raise Mistake("unpaired-tag", f"“{piece.text}”前面没有与它成对的标签", "请在同一单元格里写成一对。")
            open_words.pop()
        elif piece.word in ("elif", "else") and not open_words:
            raise Mistake("unpaired-tag", f"“{piece.text}”前面没有 if 或 for", "请在同一单元格里写成一对。")
    if open_words:
        word = open_words[-1]
        raise Mistake(
            "unpaired-tag",
            f"“{word.text}”没有对应的“{{% {OPENING_WORDS[word.word]} %}}”",
            "在单元格里使用时要在同一单元格里写完；要控制整行，请让它独占一行。",
        )


def check_word(piece: Piece) -> None:
    """Raise Mistake for a statement that the language does not have."""
    if piece.word in CONTROL_WORDS:
        if piece.word == "set" and "=" not in piece.inner:
            raise Mistake("unknown-tag", f"“{piece.text}”缺少“=”", "请写成 {% set 名称 = 值 %}。")
        return
    raise Mistake("unknown-tag", f"不支持的标签“{piece.word}”（见 {piece.text}）", nearest_word(piece.word))


def nearest_word(word: str) -> str:
    """Advice for an unknown statement."""
    return nearest(word, CONTROL_WORDS)


def parse(text: str) -> list[nodes.Node]:
    """The nodes of a text; raises Mistake."""
    try:
        return PARSER.parse(text).body
    except TemplateSyntaxError as failure:
        raise syntax_mistake(failure.message or "", text) from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise Mistake("tag-too-long", "标签太长，或括号套得太深", "请用“{% set 名称 = … %}”分成几步来写。") from None


SYNTAX = (
    (r"unexpected char (?P<what>.+) at", "标签里有不认识的字符{what}", "请检查该字符；文字要放在半角引号里。"),
    (
        r"expected token 'end of print statement', got (?P<what>.+)",
        "标签里多出{what}",
        "请检查名称之间是否缺少“|”“.”或引号。",
    ),
    (r"expected token 'end of statement block', got (?P<what>.+)", "标签里多出{what}", "请检查标签的写法。"),
    (r"expected token 'in', got (?P<what>.+)", "for 后面缺少“in”", "请写成 {% for 任务 in 任务列表 %}。"),
    (
        r"expected token '(?P<token>.+)', got (?P<what>.+)",
        "此处应是“{token}”，却是{what}",
        "请检查括号和引号是否成对。",
    ),
    (r"[Ee]xpected an expression, got '(end of|.*block_end)", "标签没有写完，缺少名称或值", "请补上。"),
    (r"unexpected '(?P<token>.)', expected '(?P<what>.)'", "括号不成对：遇到“{token}”，应是“{what}”", "请检查括号。"),
    (r"unexpected '(?P<token>.+)'", "标签里多出“{token}”", "请检查括号和引号是否成对。"),
    (r"expected name or number", "“.”后面缺少名称", "请补上，如 任务.具体任务。"),
    (r"can't assign to (?P<what>.+)", "不能给{what}赋值", "请换一个名称。"),
)
END_WORDS = {
    "'end of print statement'": "标签的末尾",
    "'end of statement block'": "标签的末尾",
    "'end of template'": "末尾",
}


def syntax_mistake(message: str, text: str) -> Mistake:
    """Jinja2's message about a text in words for staff."""
    shown = text.strip() if len(text) <= 60 else text.strip()[:60] + "…"
    for pattern, said, advice in SYNTAX:
        match = re.search(pattern, message)
        if match:
            found = {key: END_WORDS.get(value, value) for key, value in match.groupdict().items() if value}
            what = found.get("what", "")
            found["what"] = f"“{what[1:-1]}”" if what.startswith("'") else what
            return Mistake("bad-tag", f"{said.format(**found)}（见 {shown}）", advice)
    return Mistake("bad-tag", f"标签写法有误：{message}（见 {shown}）", "请对照模板指南检查写法。")


# ------------------------------------------------------------------------------------- filters about the cell


def peel(node: nodes.Expr, content: Content) -> tuple[nodes.Expr, Content]:
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


def with_label(node: nodes.Filter, content: Content) -> Content:
    """What 合并 says."""
    if content.label is not None:
        raise Mistake("bad-filter", "同一个单元格里写了两次“合并”", "请只留一个。")
    keywords: dict[str, nodes.Expr] = {str(keyword.key): keyword.value for keyword in node.kwargs}
    rest = {name: value for name, value in keywords.items() if name not in ("按", "by", "续页", "continuation")}
    if rest or len(node.args) > 1:
        raise Mistake(
            "bad-filter",
            f"“合并”没有“{next(iter(rest), '第二个值')}”这一项",
            nearest(next(iter(rest), ""), ("按", "续页")),
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
    given = [*node.args, *(keyword.value for keyword in node.kwargs if keyword.key in names)]
    if len(given) != len(node.args) + len(node.kwargs) or len(given) > (1 if names else 0):
        raise Mistake("bad-filter", f"“{node.name}”后面括号里写得不对", "请对照模板指南检查写法。")
    return given[0] if given else None


# ----------------------------------------------------------------------------------- what a tree may consist of

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: no text that is written to a file may have it."""
ALLOWED_STATEMENTS = (nodes.Output, nodes.For, nodes.If, nodes.Assign)


def descendants(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and all nodes below it."""
    yield node
    yield from node.find_all(nodes.Node)


def check_nodes(root: nodes.Node) -> None:
    """Raise Mistake for statements, filters and tests that the language does not have."""
    try:
        for node in descendants(root):
            if isinstance(node, nodes.Stmt) and not isinstance(node, ALLOWED_STATEMENTS):
                raise Mistake("unknown-tag", "这里用了不支持的写法", nearest_word(type(node).__name__.lower()))
            if isinstance(node, nodes.For) and node.recursive:
                raise Mistake("unknown-tag", "for 不能用 recursive", "请改用嵌套的 for。")
            if isinstance(node, nodes.Filter):
                check_filter(node)
            if isinstance(node, nodes.Const) and isinstance(node.value, str) and SURROGATE.search(node.value):
                raise Mistake("unwritable-characters", "文字里有工作簿存不下的字符", "请直接写出要显示的文字。")
            if isinstance(node, nodes.Test) and node.name not in TESTS:
                raise Mistake("unknown-test", f"没有“is {node.name}”这种判断", nearest(node.name, TESTS))
            if isinstance(node, nodes.Assign) and not isinstance(node.target, nodes.Name):
                raise Mistake("bad-tag", "set 一次只能定一个名称", "请写成 {% set 名称 = 值 %}。")
    except RecursionError:
        raise Mistake("tag-too-long", "标签太长，或括号套得太深", "请用“{% set 名称 = … %}”分成几步来写。") from None


def check_filter(node: nodes.Filter) -> None:
    """Raise Mistake for a filter that is unknown, or that is about the cell and does not stand last."""
    if node.name in CELL_FILTERS:
        raise Mistake(
            "misplaced-filter",
            f"“{node.name}”只能写在 {{{{ … }}}} 的最后",
            f"请写成 {{{{ 任务.具体任务 | {node.name} }}}}，后面不再接别的运算。",
        )
    if node.name not in FILTER_NAMES:
        raise Mistake("unknown-filter", f"没有过滤器“{node.name}”", nearest(node.name, FILTER_NAMES))


# ------------------------------------------------------------------------------------------ making it runnable


class Preparing(NodeTransformer):
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
    return cast("N", Preparing().visit(deepcopy(node, {id(PARSER): PARSER})))


def text_expression(body: list[nodes.Node] | list[nodes.Expr]) -> nodes.Expr | None:
    """A body that gives a text as one expression, or None where it has a loop or sets a name."""
    parts: list[nodes.Expr] = []
    for node in body:
        if isinstance(node, nodes.Output):
            parts += node.nodes
        elif isinstance(node, nodes.If):
            chosen = text_expression(node.body)
            branches = [(each.test, text_expression(each.body)) for each in node.elif_]
            other = text_expression(node.else_)
            if chosen is None or other is None or any(branch is None for _, branch in branches):
                return None
            for test, branch in reversed(branches):
                other = nodes.CondExpr(test, cast("nodes.Expr", branch), other)
            parts.append(nodes.CondExpr(node.test, chosen, other))
        else:
            return None
    return called(TEXT_OF, nodes.Tuple(parts, "load"))


def constant_names(node: Any) -> Iterator[str]:
    """The texts that an expression for 样式 may give, as far as they stand in it."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from constant_names(node.expr1)
        yield from constant_names(node.expr2)
