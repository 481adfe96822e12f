"""Cell text to Jinja2's syntax tree: what a content cell shows, or what a control row does.

Only values, ``for``, ``if`` and ``set`` are part of the language; Jinja2's other statements (includes, macros, blocks)
are named and refused. Jinja2's messages are turned into what office staff can act on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes
from msgspec.structs import replace

from generator.template.language.cell_content import CellContent, peel
from generator.template.language.filters import CELL_FILTERS, FILTER_NAMES, TESTS
from generator.template.language.mistakes import Mistake, nearest
from generator.template.language.runnable import text_expression
from generator.template.language.sandbox import PARSER
from generator.template.language.syntax_messages import syntax_mistake
from generator.template.language.tags import TextPiece, split_text

CONTROL_WORDS = ("for", "endfor", "if", "elif", "else", "endif", "set")
OPENING_WORDS = {"for": "endfor", "if": "endif"}
BLANKS = " \t\r\n"


def parse_content(text: str) -> CellContent:
    """A cell's text as what it shows; raises Mistake."""
    pieces = split_text(text)
    check_statements(pieces)
    body = parse(text)
    outputs = [node for node in body if isinstance(node, nodes.Output)]
    content = CellContent(None)
    for output in outputs:
        for index, expression in enumerate(output.nodes):
            output.nodes[index], content = peel(expression, content)
    for node in body:
        check_nodes(node)
    for extra in (content.key, content.look):
        if extra is not None:
            check_nodes(extra)
    if is_one_value(pieces):
        value = next(node for output in outputs for node in output.nodes if not isinstance(node, nodes.TemplateData))
        return replace(content, value=value)
    return replace(content, value=text_expression(body), body=tuple(body))


def parse_note(text: str) -> CellContent:
    """The text of a note as what it shows: always a text; raises Mistake."""
    check_statements(split_text(text))
    body = parse(text)
    for node in body:
        check_nodes(node)
    return CellContent(text_expression(body), tuple(body))


def is_one_value(pieces: tuple[TextPiece, ...]) -> bool:
    """Whether a text is exactly one ``{{ … }}``, blanks around it and comments left out: then it keeps its type."""
    telling = [piece for piece in pieces if piece.kind != "comment" and piece.text.strip(BLANKS)]
    return len(telling) == 1 and telling[0].kind == "value"


def is_control(pieces: tuple[TextPiece, ...]) -> bool:
    """Whether a text is statements only, so that it must stand in a control row."""
    telling = [piece for piece in pieces if piece.text.strip(BLANKS)]
    statements = [piece for piece in telling if piece.kind == "statement"]
    if not statements or len(statements) != len([piece for piece in telling if piece.kind != "comment"]):
        return False
    opened = sum(piece.word in OPENING_WORDS for piece in statements)
    closed = sum(piece.word in OPENING_WORDS.values() for piece in statements)
    return len(statements) == 1 or opened != closed


def check_statements(pieces: tuple[TextPiece, ...]) -> None:
    """Raise Mistake for statements that the language does not have, or that are not paired within the cell."""
    open_words: list[TextPiece] = []
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


def check_word(piece: TextPiece) -> None:
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
