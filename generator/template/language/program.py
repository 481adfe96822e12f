"""Syntax trees to programs: Python code, compiled once, that runs in a fresh sandbox for each fill.

Each cell has a line of its own (`Spot`), so an error at run time leads back to its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType, TracebackType
from typing import Any

import jinja2
from jinja2 import TemplateError, meta, nodes
from jinja2.environment import Template as JinjaTemplate
from msgspec import Struct

from generator.problems import Place, Problem, error
from generator.template.language.mistakes import BudgetSpent, Mistake
from generator.template.language.sandbox import PARSER, Sandbox
from generator.template.language.value_kinds import ATTRIBUTE_FILTERS

FILE_NAME = "<template>"
FOLDER = "\x1f"
"""What stands for a ``/`` that the author of a file name wrote, so that one in a value makes no folder."""
FIELD_FILTERS = ATTRIBUTE_FILTERS | {"etc", "等"}
"""Filters that may be told a field by its name."""
COMPILER = jinja2.__version__
"""What programs are compiled by; those of another version are compiled anew."""


class Spot(Struct, frozen=True):
    """A cell of a template with its text: what a line of a program stands for."""

    place: Place
    text: str


class Program(Struct, frozen=True):
    """Compiled code; `spots[n - 1]` is the cell of line n.

    `names` are those that it takes from outside: what it reads is what its workbooks depend on. `members` are the
    fields that it may take of them; None: such a name is worked out when it runs.
    """

    source: str
    spots: tuple[Spot, ...]
    names: frozenset[str] = frozenset()
    members: frozenset[str] | None = frozenset()

    def spot(self, line: int) -> Spot:
        """The cell of a line."""
        return self.spots[min(max(line, 1), len(self.spots)) - 1]


class StoppedError(Exception):
    """A program stopped at the cell of `line`; nothing can go on where `final`."""

    def __init__(self, problem: Problem, line: int, final: bool) -> None:
        self.problem, self.line, self.final = problem, line, final
        super().__init__(problem.message)


def compile_nodes(body: Sequence[nodes.Node], spots: Sequence[Spot]) -> Program:
    """Compile statements whose line numbers are those of their spots; raises Mistake."""
    tree = nodes.Template(list(body), lineno=1)
    tree.set_environment(PARSER)
    try:
        source = PARSER._generate(tree, None, FILE_NAME)
        code_of(source)
    except (TemplateError, RecursionError, MemoryError, SyntaxError, ValueError, OverflowError):
        raise Mistake("too-complex", "模板过于复杂，无法处理", "请减少标签和嵌套的层数。") from None
    return Program(source, tuple(spots), frozenset(meta.find_undeclared_variables(tree)), members_of(tree))


def members_of(tree: nodes.Template) -> frozenset[str] | None:
    """The names behind a point and every text in an expression, which may be one; None if one is worked out."""
    members: set[str] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Const)):
        if isinstance(node, nodes.Getattr):
            members.add(node.attr)
        elif isinstance(node, nodes.Const):
            if isinstance(node.value, str):
                members.update((node.value, *re.split("[.,]", node.value)))
        elif any(not isinstance(each, (nodes.Const, nodes.Slice)) for each in keys_of(node)):
            return None
    return frozenset(members)


def keys_of(node: nodes.Node) -> Iterator[nodes.Node]:
    """The expressions by which an item or a filter may name a field."""
    if isinstance(node, nodes.Getitem):
        yield node.arg
    elif isinstance(node, nodes.Filter) and node.name in FIELD_FILTERS:
        yield from node.args
        yield from (keyword.value for keyword in node.kwargs)


@lru_cache(maxsize=256)
def code_of(source: str) -> CodeType:
    """Python's code of a program; made once a process."""
    return compile(source, FILE_NAME, "exec")


def run(program: Program, sandbox: Sandbox, names: Mapping[str, Any]) -> Iterator[Any]:
    """What a program hands out, in order; raises StoppedError."""
    template = JinjaTemplate.from_code(sandbox, code_of(program.source), {})
    try:
        yield from template.root_render_func(template.new_context({**sandbox.globals, **names}))
    except StoppedError:
        raise
    except Exception as failure:
        line = line_of(failure.__traceback__, template)
        raise StoppedError(problem_of(failure, program.spot(line)), line, isinstance(failure, BudgetSpent)) from None


def line_of(traceback: TracebackType | None, template: JinjaTemplate) -> int:
    """The program's line at which an error came up."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE_NAME:
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line


def problem_of(failure: Exception, spot: Spot) -> Problem:
    """An error at run time as a problem of its cell."""
    if isinstance(failure, Mistake):
        return mistake_at(failure, spot)
    message, advice = "计算出错", "请检查标签里的名称和运算。"
    if isinstance(failure, ZeroDivisionError):
        message, advice = "除数为零", "请先用 {% if … %} 判断除数。"
    elif isinstance(failure, TypeError):
        message, advice = "运算的两边类型不合（如文字与数字相加）", "拼接文字请用 ~，如 {{ 任务.序号 ~ '.' }}。"
    elif isinstance(failure, (RecursionError, MemoryError)):
        message, advice = "计算过于复杂，已停止", "请减少嵌套。"
    return mistake_at(Mistake("template-failed", message, advice), spot)


def mistake_at(mistake: Mistake, spot: Spot) -> Problem:
    """A mistake with its cell; the cell's text is quoted where the message does not."""
    message = mistake.message
    if spot.text and "（见 " not in message and spot.text not in message:
        message = f"{message}（见 {quoted(spot.text)}）"
    return error(mistake.code, spot.place, message, mistake.advice)


def quoted(text: str) -> str:
    """A cell's text, short enough for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:60] + "…"


def unknown(name: str, advice: str, spot: Spot) -> Problem:
    """The problem of an unknown name."""
    return mistake_at(Mistake("unknown-name", f"没有“{name}”", advice), spot)
